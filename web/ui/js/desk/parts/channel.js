// Tabs of one agent keep in step: what is written and what is looked at goes from
// tab to tab; states come from the server to each.
import { signal } from "../../dom.js";

/** @typedef {{kind: "draft", call: string, note: object}|{kind: "saved", call: string, customer?: string}|{kind: "subject", subject: object}|{kind: "stale", what: string}|{kind: "later", until: Record<string, number>}} Message */

export class Channel {
  /** @param {string} owner whose tabs these are */
  constructor(owner) {
    this.pipe = "BroadcastChannel" in globalThis ? new BroadcastChannel(`callfloor.desk.${owner}`) : null;
    /** @type {((message: Message) => void)[]} */
    this.ears = [];
    if (this.pipe) this.pipe.onmessage = (event) => { for (const ear of this.ears) ear(event.data); };
  }

  /** @param {Message} message for the other tabs */
  tell(message) {
    this.pipe?.postMessage(message);
  }

  /** @param {(message: Message) => void} ear */
  hear(ear) {
    this.ears.push(ear);
  }
}

/**
 * Whether this tab is the one that rings and notifies: one of all, another as soon
 * as it closes. Where the browser has no locks, every tab is.
 * @param {string} owner @param {string} [of] what it tells of
 * @returns {() => boolean}
 */
export function speaker(owner, of = "desk") {
  if (!navigator.locks) return () => true;
  const mine = signal(false);
  void navigator.locks.request(`callfloor.${of}.${owner}`, () => {
    mine.value = true;
    return new Promise(() => {}); // kept until the tab closes
  });
  return () => mine.value;
}
