// What was sent in every room and has not arrived: it goes on being sent where the room is
// open no more, and where an earlier page has left it.
import { whenConnected } from "../live/connected.js";
import * as api from "./api.js";
import { Outbox } from "./outbox.js";

export class Outboxes {
  /** @param {import("./model.js").Console} page */
  constructor(page) {
    this.page = page;
    /** By room. @type {Map<string, Outbox>} */
    this.all = new Map();
    for (const room of page.store.rooms()) if (page.store.of(room).out?.length) this.of(room);
    whenConnected(page.live, () => { for (const out of this.all.values()) if (out.waits) out.again(); });
  }

  /** @param {string} room */
  of(room) {
    const { store, talks } = this.page;
    let out = this.all.get(room);
    if (!out) {
      out = new Outbox((entry) => api.post(room, { client: entry.client, body: entry.body, ...(entry.note ? { note: true } : {}), ...(entry.files.length ? { files: entry.files.map((one) => one.id) } : {}) }), (message) => talks.get(room)?.take([message]), (out) => store.put(room, { out }), store.fresh(room).out);
      this.all.set(room, out);
    }
    return out;
  }

  /** The room is closed; one that is empty is made anew when it is needed. @param {string} room */
  leave(room) { if (!this.all.get(room)?.entries.peek().length) this.all.delete(room); }

  /** Whether something is to be sent still. */
  get waits() { return [...this.all.values()].some((out) => out.waits); }
}
