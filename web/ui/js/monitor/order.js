// A list in the order that its heads show: always true to them, except while a hand is on
// it. Then its rows stay where they are: what goes stays in its place, what comes stands
// at the end.
import { batch, computed, signal } from "../dom.js";

/**
 * @template Row
 * @typedef {Record<string, (row: Row) => number|string>} Keys what each head sorts by
 */
/** @typedef {{by: string, down: boolean}} Sort */

const rests = 10_000; // ms after which a hand that does nothing is none

/** What a press on a head makes of a sort: first ascending, then descending (M27). @param {Sort} now @param {string} by @returns {Sort} */
export const pressed = (now, by) => ({ by, down: now.by === by && !now.down });

/** @param {number|string} a @param {number|string} b */
const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b)));
const words = new Intl.Collator("ko", { numeric: true });

/**
 * Sorts rows; equal ones stand by id, so that none moves without reason.
 * @template {{id: string}} Row
 * @param {Row[]} rows @param {(row: Row) => number|string} of @param {boolean} down
 */
export function sorted(rows, of, down) {
  const keyed = rows.map((row) => ({ row, key: of(row) })), way = down ? -1 : 1;
  return keyed.sort((a, b) => way * compare(a.key, b.key) || compare(a.row.id, b.row.id)).map((one) => one.row);
}

/** @template {{id: string}} Row */
export class Order {
  /** @param {() => Row[]} rows those that are there, read in a computed @param {Keys<Row>} by @param {Sort} first */
  constructor(rows, by, first) {
    this.sort = signal(first);
    this.held = signal(false);
    /** How rows were that have gone. @type {Map<string, Row>} */
    this.last = new Map();
    /** @type {string[]} */
    this.shown = [];
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.rest = undefined;
    const wanted = computed(() => {
      const { by: head, down } = this.sort.value, list = sorted(rows(), by[head] ?? ((row) => row.id), down);
      for (const row of list) this.last.set(row.id, row);
      return list.map((row) => row.id).join("\n");
    });
    this.there = computed(() => new Set(wanted.value ? wanted.value.split("\n") : []));
    this.keys = computed(() => this.arrange());
  }

  arrange() {
    const now = this.there.value;
    if (this.held.value) {
      const had = new Set(this.shown);
      this.shown = [...this.shown, ...[...now].filter((key) => !had.has(key))];
    } else {
      this.shown = [...now];
      for (const key of this.last.keys()) if (!now.has(key)) this.last.delete(key);
    }
    return this.shown;
  }

  /** @param {string} by */
  press(by) {
    batch(() => {
      this.held.value = false;
      this.sort.value = pressed(this.sort.peek(), by);
    });
  }

  /** A hand is on the list. */
  hold() {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.free(), rests);
    this.held.value = true;
  }

  free() {
    clearTimeout(this.rest);
    this.held.value = false;
  }
}
