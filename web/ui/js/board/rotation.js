// Alternation of the board's pages, endless and without user action (W4).
import { computed, effect, signal } from "../dom.js";

export class Rotation {
  /** @param {number} interval ms on each page @param {() => void} [onTurn] called at each turn */
  constructor(interval, onTurn = () => {}) {
    this.interval = interval;
    this.onTurn = onTurn;
    this.count = 1; // pages; the page index is kept below it
    this.index = signal(0);
    /** Steps at each turn, so that the progress line starts anew. */
    this.turn = signal(0);
    this.pinned = signal(false);
    this.touched = signal(false); // the viewer is pointing or typing
    this.halted = signal(false); // the figures are old
    this.paused = computed(() => this.pinned.value || this.touched.value || this.halted.value);
    this.left = interval; // ms left on this page when paused
    this.due = 0;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    effect(() => (this.paused.value ? this.pause() : this.resume()));
  }

  pause() {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.left = Math.max(0, this.due - performance.now());
  }

  resume() {
    this.due = performance.now() + this.left;
    this.arm();
  }

  arm() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.next(), this.due - performance.now());
  }

  next() {
    this.go(this.index.peek() + 1, this.due + this.interval);
    this.onTurn();
  }

  /**
   * Shows page i (around both ends) for a full interval.
   * @param {number} i
   * @param {number} [due] when it ends; turns add up without drift
   */
  go(i, due = performance.now() + this.interval) {
    this.index.value = ((i % this.count) + this.count) % this.count;
    this.turn.value++;
    this.left = this.interval;
    if (this.paused.peek()) return;
    this.due = Math.max(due, performance.now());
    this.arm();
  }

  /** @param {number} count of pages from now on */
  resize(count) {
    this.count = Math.max(1, count);
    if (this.index.peek() >= this.count) this.go(0);
  }
}
