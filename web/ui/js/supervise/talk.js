// The messages of a room that is monitored: the last ones, older ones as somebody goes
// back, and each new one. Nothing here tells anybody of it (S4).
import { batch, effect, signal, untracked } from "../dom.js";
import { failure } from "../shell.js";
import * as api from "./api.js";

/** @typedef {import("./api.js").Message} Message */

export class Talk {
  /** @param {import("./model.js").Supervise} page @param {string} room */
  constructor(page, room) {
    this.page = page;
    this.room = room;
    this.messages = signal(/** @type {Message[]} */ ([]));
    this.loaded = signal(false);
    this.more = signal(false);
    this.fetching = signal(false);
    this.failed = signal("");
    /** @type {Promise<void>|null} */
    this.reading = null;
    /** Follows the room for as long as it is monitored and the server is there. */
    this.end = effect(() => { if (this.behind()) void this.read(); });
  }

  close() { this.end(); }

  /** Whether there is something to be read. */
  behind() {
    const { live } = this.page, seq = live.chats.row(this.room)?.value.seq ?? 0, last = this.messages.value.at(-1)?.seq ?? 0;
    void live.chats.ids.value;
    return live.link.value === "ok" && this.page.watches(this.room) && (!this.loaded.value || seq > last);
  }

  /** Reads what is new; who asks meanwhile is answered by the same. */
  read() { return this.reading ??= this.readOn().finally(() => { this.reading = null; }); }

  /** Once more after the talk is over: its last messages came with the news of that. */
  async readLast() {
    await this.reading;
    await this.read();
  }

  /** The last ones at first, then what is new, until nothing is: what comes meanwhile is read after it. */
  async readOn() {
    try {
      do if (!await this.next()) break; while (untracked(() => this.behind()));
      this.failed.value = "";
    } catch (error) {
      this.failed.value = failure(error);
    }
  }

  /** @returns {Promise<boolean>} whether something came */
  async next() {
    const begins = !this.loaded.peek(), after = this.messages.peek().at(-1)?.seq ?? 0, list = await api.pageOf(this.room, begins ? {} : { after });
    batch(() => {
      if (begins) this.more.value = list.length === api.mostMessages;
      this.messages.value = [...this.messages.peek(), ...list];
      this.loaded.value = true;
    });
    return list.length > 0;
  }

  async older() {
    const first = this.messages.peek()[0]?.seq;
    if (!first || this.fetching.peek()) return;
    this.fetching.value = true;
    try {
      const list = await api.pageOf(this.room, { before: first });
      batch(() => { this.messages.value = [...list, ...this.messages.peek()]; this.more.value = list.length === api.mostMessages; });
    } catch (error) {
      this.failed.value = failure(error);
    }
    this.fetching.value = false;
  }
}

/** How many messages a room has, by who wrote them: read once, and after that what is new. */
export class Tally {
  /** @param {string} room */
  constructor(room) {
    this.room = room;
    this.seq = 0;
    this.so = { customer: 0, agent: 0 }; // up to seq
    /** What is shown: never the count of a part. */
    this.by = signal(/** @type {{customer: number, agent: number}|null} */ (null));
    this.asked = 0;
    /** @type {Promise<void>|null} */
    this.reading = null;
  }

  /** Reads what is new, one page after the other; who asks meanwhile is answered by the same. */
  read() {
    this.asked++;
    return this.reading ??= this.count().finally(() => { this.reading = null; });
  }

  async count() {
    for (let goes = true; goes;) {
      const { asked } = this, list = await api.pageOf(this.room, { after: this.seq });
      for (const one of list) if (one.by === "customer" || one.by === "agent") this.so[one.by]++;
      this.seq = list.at(-1)?.seq ?? this.seq;
      goes = list.length > 0 || asked !== this.asked; // until nothing is new: somebody may have written meanwhile
    }
    this.by.value = { ...this.so };
  }
}
