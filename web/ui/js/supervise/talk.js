// The messages of a room that is monitored: the last ones, older ones as somebody goes
// back, and each new one. Nothing here tells anybody of it (S4).
import { batch, effect, signal } from "../dom.js";
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
    this.busy = false;
    /** Follows the room for as long as it is monitored and the server is there. */
    this.end = effect(() => {
      const { live } = page, seq = live.chats.row(room)?.value.seq ?? 0, last = this.messages.value.at(-1)?.seq ?? 0;
      void live.chats.ids.value;
      if (live.link.value === "ok" && page.watches(room) && (!this.loaded.value || seq > last)) void this.read();
    });
  }

  close() { this.end(); }

  /** The last ones at first, then what is new. */
  async read() {
    if (this.busy) return;
    this.busy = true;
    try {
      const last = this.loaded.peek() ? this.messages.peek().at(-1)?.seq ?? 0 : undefined;
      for (let after = last, goes = true; goes;) {
        const list = await api.messages(this.room, after === undefined ? { before: api.beyond } : { after });
        batch(() => {
          if (after === undefined) this.more.value = list.length === api.mostMessages;
          this.messages.value = [...(after === undefined ? [] : this.messages.peek()), ...list];
          this.loaded.value = true;
          this.failed.value = "";
        });
        goes = after !== undefined && list.length === api.mostMessages;
        after = list.at(-1)?.seq ?? after ?? 0;
      }
    } catch (error) {
      this.failed.value = failure(error);
    } finally {
      this.busy = false;
    }
  }

  async older() {
    const first = this.messages.peek()[0]?.seq;
    if (!first || this.fetching.peek()) return;
    this.fetching.value = true;
    try {
      const list = await api.messages(this.room, { before: first });
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
    this.by = signal(/** @type {{customer: number, agent: number}|null} */ (null));
  }

  /** @returns {Promise<void>} */
  async read() {
    for (let goes = true; goes;) {
      const list = await api.messages(this.room, { after: this.seq }), now = { customer: 0, agent: 0, ...this.by.peek() };
      for (const one of list) if (one.by === "customer" || one.by === "agent") now[one.by]++;
      this.seq = list.at(-1)?.seq ?? this.seq;
      this.by.value = now;
      goes = list.length === api.mostMessages;
    }
  }
}
