// What this browser keeps of a room until the server has it: what is being written, and
// what was sent and not acknowledged. A reload or a closed tab loses nothing. It is its
// writer's: others who use the browser do not find it on the page.
import { forget, keep, kept, keptNames } from "../storage.js";

/** @typedef {import("./outbox.js").Entry} Entry */
/** @typedef {{text: string, note: boolean, files: import("./api.js").File[], template?: boolean}} Draft */
/** @typedef {{at: number, draft?: Draft, out?: Entry[]}} Kept */

const mostKept = 60; // rooms, newest
const keptFor = 7 * 24 * 3_600_000; // ms

export class Store {
  /** @param {string} user id */
  constructor(user) {
    this.prefix = `chat.written.${user}.`;
    /** As this page has seen it last. @type {Map<string, Kept>} */
    this.there = new Map();
    /** What the browser refuses to store is kept for as long as the page is open. @type {Set<string>} */
    this.refused = new Set();
    for (const name of keptNames(this.prefix)) {
      const one = parse(kept(name));
      if (one && Date.now() - one.at < keptFor) this.there.set(name.slice(this.prefix.length), one);
      else forget(name);
    }
    const old = [...this.there].sort(([, a], [, b]) => b.at - a.at).slice(mostKept);
    for (const [room] of old) this.drop(room);
  }

  /** @param {string} room @returns {Kept} */
  of(room) { return this.there.get(room) ?? { at: 0 }; }

  /** As it is kept now: other tabs of the same viewer write too. @param {string} room @returns {Kept} */
  fresh(room) {
    if (this.refused.has(room)) return this.of(room);
    return parse(kept(this.prefix + room)) ?? { at: 0 };
  }

  /** Rooms of which something is kept. */
  rooms() { return [...this.there.keys()]; }

  /** Whether something is written to a room and not sent. @param {string} room */
  has(room) { return this.there.has(room); }

  /** @param {string} room @param {Partial<Kept>} change */
  put(room, change) {
    const one = { ...this.fresh(room), ...change, at: Date.now() };
    if (!one.draft?.text && !one.draft?.files.length && !one.out?.length) return this.drop(room);
    const text = JSON.stringify(one);
    this.there.set(room, one);
    keep(this.prefix + room, text);
    if (kept(this.prefix + room) === text) this.refused.delete(room);
    else this.refused.add(room);
  }

  /** @param {string} room */
  drop(room) {
    this.there.delete(room);
    this.refused.delete(room);
    forget(this.prefix + room);
  }
}

/** @param {string|null} text @returns {Kept|null} */
function parse(text) {
  try {
    const one = JSON.parse(text ?? "null");
    return one && typeof one.at === "number" ? one : null;
  } catch {
    return null; // not ours
  }
}
