// Server time on a screen whose own clock may be wrong.
import { signal } from "../dom.js";

const samples = 30; // about half a minute of beats
const second = 1000;
const tolerance = 2000; // ms between this machine's clock and the server's

/**
 * ServerClock estimates server time from the stamps of frames. A frame arrives
 * late, never early, so the largest (stamp - arrival) of the last samples is
 * nearest to the truth. Arrival is measured on the monotonic clock: setting the
 * wall clock of this machine moves nothing.
 */
export class ServerClock {
  constructor() {
    /** @type {number[]} ring of (stamp - arrival), fixed size */
    this.ring = [];
    this.next = 0;
    /** @type {number|null} */
    this.offset = null;
    /** Milliseconds by which this machine's clock differs, when above tolerance; else 0. */
    this.skew = signal(0);
    /** Server time, stepping on each full second, and at once when the estimate jumps. */
    this.time = signal(Date.now());
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    this.step();
  }

  step() {
    clearTimeout(this.timer);
    const now = this.now();
    this.time.value = now;
    this.timer = setTimeout(() => this.step(), second - (now % second) + 5);
  }

  /** @param {number} at stamp of a frame @param {number} [came] when it arrived, on the monotonic clock: just now unless told */
  note(at, came = performance.now()) {
    this.ring[this.next] = at - came;
    this.next = (this.next + 1) % samples;
    this.offset = Math.max(...this.ring);
    const off = Date.now() - this.now();
    this.skew.value = Math.abs(off) > tolerance ? Math.round(off / second) * second : 0;
    if (Math.abs(this.now() - this.time.peek()) > 2 * second) this.step();
  }

  /** Forgets the samples; after a reconnect another server may answer. */
  reset() {
    this.ring.length = 0;
    this.next = 0;
  }

  /** Server time in ms; this machine's until the first frame. */
  now() {
    return this.offset === null ? Date.now() : performance.now() + this.offset;
  }
}
