// Files of a message that is being written: each is sent at once, and goes with the
// message when it is there.
import { signal } from "../dom.js";
import { failure } from "../shell.js";
import { upload } from "./api.js";
import { size } from "./names.js";
import { ch } from "./text.js";

/** @typedef {{key: number, name: string, size: number, done?: import("./api.js").File, source?: globalThis.File, failed: string}} Upload */

const mostFiles = 5;
export const mostBytes = 10 << 20;

export class Attached {
  /** @param {string} room @param {import("./api.js").File[]} left what is there already @param {() => void} changed */
  constructor(room, left, changed) {
    this.room = room;
    this.changed = changed;
    this.next = 0;
    this.list = signal(/** @type {Upload[]} */ (left.map((done) => ({ key: this.next++, name: done.name, size: done.size, done, failed: "" }))));
    /** Why something was not attached, for people. */
    this.problem = signal("");
  }

  /** @param {Iterable<globalThis.File>} files */
  add(files) {
    this.problem.value = "";
    for (const file of files) {
      const wrong = this.list.peek().length >= mostFiles ? ch("file_most", { n: mostFiles }) : file.size === 0 ? ch("file_empty", { name: file.name }) : file.size > mostBytes ? ch("file_large", { name: file.name, most: size(mostBytes) }) : "";
      if (wrong) this.problem.value = wrong;
      else void this.send({ key: this.next++, name: file.name, size: file.size, source: file, failed: "" });
    }
  }

  /** @param {Upload} one */
  async send(one) {
    const { source } = one;
    if (!source) return;
    this.set({ ...one, failed: "" });
    try {
      const done = await upload(this.room, source);
      this.set({ ...one, done, name: done.name, failed: "" }, true);
    } catch (error) {
      this.set({ ...one, failed: failure(error) }, true);
    }
    this.changed();
  }

  /** @param {Upload} one @param {boolean} [only] where it was not taken out meanwhile */
  set(one, only = false) {
    const there = this.list.peek().some((each) => each.key === one.key);
    if (there) this.list.value = this.list.peek().map((each) => (each.key === one.key ? one : each));
    else if (!only) this.list.value = [...this.list.peek(), one];
  }

  /** @param {number} key */
  drop(key) {
    this.list.value = this.list.peek().filter((one) => one.key !== key);
    this.problem.value = "";
    this.changed();
  }

  /** Those that can go. */
  ready() { return this.list.peek().flatMap((one) => (one.done ? [one.done] : [])); }

  /** Whether one is still on its way. */
  get going() { return this.list.value.some((one) => !one.done && !one.failed); }

  /** @param {import("./api.js").File[]} files */
  restore(files) { this.list.value = [...this.list.peek(), ...files.map((done) => ({ key: this.next++, name: done.name, size: done.size, done, failed: "" }))]; }

  /** The message has gone with those that were there; what was refused stays, with its reason. */
  clear() { this.list.value = this.list.peek().filter((one) => !one.done); this.problem.value = ""; }
}
