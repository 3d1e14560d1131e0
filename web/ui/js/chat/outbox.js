// What was sent in a room and is not acknowledged: one at a time goes out, so that the
// order is kept. What fails stays, and goes again under the same id, so that the server
// keeps it once.
import { signal } from "../dom.js";
import { ApiError, unreachable } from "../api.js";
import { failure } from "../shell.js";

/** @typedef {import("./api.js").Message} Message */
/**
 * @typedef {object} Entry
 * @property {string} client  made once
 * @property {string} body
 * @property {boolean} note
 * @property {import("./api.js").File[]} files
 * @property {number} at      when it was sent, by the server's clock
 * @property {""|"waits"|"refused"} failed waits: it could not be sent, and goes again as it is; refused: the server does not take it
 * @property {string} [why]   for people
 * @property {string[]} [words] those for which it was refused
 */

const shortest = 3000, longest = 30_000; // ms until what could not be sent is tried again

/** An id that nobody else makes. */
const newClient = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

/** Whether the same message may be taken later. @param {unknown} error */
export const later = (error) => !(error instanceof ApiError) || error.status === unreachable || error.status >= 500 || error.status === 429 || error.status === 401;

export class Outbox {
  /**
   * @param {(entry: Entry) => Promise<Message>} post
   * @param {(message: Message) => void} arrived it is in the room now
   * @param {(entries: Entry[]) => void} keep
   * @param {Entry[]} [left] what an earlier page has left
   */
  constructor(post, arrived, keep, left = []) {
    this.post = post;
    this.arrived = arrived;
    this.keep = keep;
    /** Oldest first. */
    this.entries = signal(left);
    /** The id of the one that is on its way. */
    this.flying = "";
    this.pause = shortest;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.retry = undefined;
  }

  /** Whether something is to be sent still; what was refused is not, unless somebody changes it. */
  get waits() { return this.entries.peek().some((one) => one.failed !== "refused"); }

  /** @param {Entry[]} entries */
  put(entries) {
    this.entries.value = entries;
    this.keep(entries);
  }

  /** @param {Omit<Entry, "client"|"failed">} message */
  add(message) {
    this.put([...this.entries.peek(), { ...message, client: newClient(), failed: "" }]);
    this.again();
  }

  /** Sends what could not be sent, and what waits behind it. */
  again() {
    if (this.entries.peek().some((one) => one.failed === "waits")) this.put(this.entries.peek().map((one) => (one.failed === "waits" ? { ...one, failed: "" } : one)));
    void this.go();
  }

  /** Sends the first one. @param {boolean} [quietly] also where it could not be sent, which is shown until it is */
  async go(quietly = false) {
    const entry = this.entries.peek().find((one) => one.failed !== "refused");
    if (!entry || (entry.failed && !quietly) || this.flying) return;
    clearTimeout(this.retry);
    this.flying = entry.client;
    let sent = false;
    try {
      const message = await this.post(entry);
      sent = true;
      this.pause = shortest;
      this.drop(entry.client);
      this.arrived(message);
    } catch (error) {
      this.fail(entry, error);
    }
    this.flying = "";
    if (sent) this.again();
    else void this.go();
  }

  /** Those behind one that could not be sent wait with it. @param {Entry} entry @param {unknown} error */
  fail(entry, error) {
    const waits = later(error), words = error instanceof ApiError && Array.isArray(error.problem.words) ? error.problem.words : undefined;
    const failed = /** @type {Entry["failed"]} */ (waits ? "waits" : "refused");
    this.put(this.entries.peek().map((one) => (one.client === entry.client ? { ...one, failed, why: failure(error), words } : waits && !one.failed ? { ...one, failed, why: failure(error) } : one)));
    if (waits) this.later(error instanceof ApiError ? error.wait * 1000 : 0);
  }

  /** Tries again after a while, ever more rarely: the server may be busy while the link is there. @param {number} least ms that the server asks for */
  later(least) {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => { void this.go(true); }, Math.max(this.pause, least));
    this.pause = Math.min(longest, 2 * this.pause);
  }

  /** It has arrived, or is given up. @param {string} client */
  drop(client) {
    if (this.entries.peek().some((one) => one.client === client)) this.put(this.entries.peek().filter((one) => one.client !== client));
  }
}
