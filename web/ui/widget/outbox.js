// What the visitor has done and the server has not acknowledged. It outlives reloads, lost
// networks and restarts of the server; one at a time goes out, so that the order is kept.
import { batch, computed, signal } from "../js/dom.js";

/** @typedef {import("./types.js").Act} Act */
/**
 * @typedef {object} Entry
 * @property {Act} act
 * @property {number} at when it was made, by this machine's clock
 * @property {string} failed the server's code, "" while it is on its way
 * @property {import("./types.js").File[]} [files] what it carries, to be shown
 */

const again = 20_000; // ms without an answer: it is sent once more, which changes nothing
const most = 50; // messages that wait: nobody types so many
const dead = new Set(["over", "unchanged", "bad_category"]); // has no meaning any more
const later = new Set(["too_fast", "busy", "crowded"]);
const stored = "out ";

/** A name that nobody else makes (16 random bytes). */
export const newClient = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

/** Outbox keeps acts until ack or refused names them. */
export class Outbox {
  /**
   * @param {import("./keep.js").Keep} keep
   * @param {(act: Act) => boolean} send whether it is on its way
   * @param {{messages: number, within_ms: number}} pace how many messages may go out within a time
   */
  constructor(keep, send, pace) {
    this.keep = keep;
    this.send = send;
    this.pace = pace;
    /** Oldest first. */
    this.entries = signal(this.restore());
    /** Until when nothing goes out because it was too fast, in ms since the page began: clocks are set anew; 0: it is not held. */
    this.held = signal(0);
    /** Why: the server's code. */
    this.why = signal("too_fast");
    this.full = computed(() => this.entries.value.length >= most);
    /** The client id of what was sent and not answered. */
    this.flying = signal("");
    /** @type {number[]} when the last messages went out */
    this.sent = [];
    this.live = false;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
  }

  /** @returns {Entry[]} what an earlier page has left; a talk that it was about to begin is begun anew where somebody looks */
  restore() {
    const left = this.keep.names(stored).map((name) => ({ name, entry: this.keep.get(name) })), may = left.filter(({ entry }) => entry?.act?.client && entry.act.type !== "start");
    for (const one of left) if (!may.includes(one)) this.keep.set(one.name, null);
    return may.map(({ entry }) => entry).sort((a, b) => a.at - b.at);
  }

  /** @param {Entry} entry */
  write(entry) {
    this.keep.set(stored + entry.act.client, entry);
  }

  /** @param {Omit<Act, "client">} act @param {import("./types.js").File[]} [files] @returns {Entry} */
  add(act, files) {
    const last = this.entries.peek().at(-1);
    const entry = { act: /** @type {Act} */ ({ ...act, client: newClient() }), at: Math.max(Date.now(), (last?.at ?? 0) + 1), failed: "", ...(files?.length ? { files } : {}) };
    this.write(entry);
    this.entries.value = [...this.entries.peek(), entry];
    this.go();
    return entry;
  }

  /** The connection is live, and what it knows has been told: everything is sent again. */
  resume() {
    this.live = true;
    this.flying.value = "";
    this.go();
  }

  /** The connection is lost. */
  pause() {
    this.live = false;
    this.flying.value = "";
    this.held.value = 0;
    clearTimeout(this.timer);
  }

  /** Sends the next, unless one is on its way or it would be too fast. */
  go() {
    if (!this.live || this.flying.peek()) return;
    const entry = this.entries.peek().find((one) => !one.failed);
    if (!entry) return;
    const now = performance.now(), wait = Math.max(this.held.peek() - now, entry.act.type === "post" ? this.pauseFor(now) : 0);
    if (wait > 0) return this.hold(wait, this.held.peek() > now ? this.why.peek() : "too_fast");
    this.held.value = 0;
    if (!this.send(entry.act)) return;
    this.flying.value = entry.act.client;
    if (entry.act.type === "post") this.sent = [...this.sent, now].slice(-this.pace.messages);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.flying.value = ""; this.go(); }, again);
  }

  /** How long until another message may go out. @param {number} now */
  pauseFor(now) {
    return this.sent.length < this.pace.messages ? 0 : this.sent[0] + this.pace.within_ms - now;
  }

  /** @param {number} ms @param {string} why */
  hold(ms, why) {
    batch(() => { this.held.value = performance.now() + ms; this.why.value = why; });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), ms + 50);
  }

  /** It has arrived. @param {string} client @returns {Entry|undefined} */
  done(client) {
    const entry = this.entries.peek().find((one) => one.act.client === client);
    if (entry) this.remove(client);
    return entry;
  }

  /** It is given up: by the visitor, or because it has no meaning any more. @param {string} client */
  remove(client) {
    this.keep.set(stored + client, null);
    this.entries.value = this.entries.peek().filter((one) => one.act.client !== client);
    this.landed(client);
  }

  /** @param {string} client */
  landed(client) {
    if (this.flying.peek() !== client) return;
    this.flying.value = "";
    clearTimeout(this.timer);
    this.go();
  }

  /** @param {string} client @param {string} code @param {number} [retry] ms */
  refused(client, code, retry = 3000) {
    const entry = this.entries.peek().find((one) => one.act.client === client);
    if (!entry) return;
    if (later.has(code)) {
      this.flying.value = "";
      this.hold(Math.max(500, retry), code);
    } else if (dead.has(code) || entry.act.type !== "post") this.remove(client);
    else this.mark(entry, code);
  }

  /** @param {Entry} entry @param {string} failed */
  mark(entry, failed) {
    const marked = { ...entry, failed };
    this.write(marked);
    this.entries.value = this.entries.peek().map((one) => (one.act.client === entry.act.client ? marked : one));
    this.landed(entry.act.client);
  }

  /** The visitor asks for it to be sent again, as it is, behind what was written since. @param {string} client */
  retry(client) {
    const entry = this.entries.peek().find((one) => one.act.client === client);
    if (!entry) return;
    const moved = { ...entry, failed: "", at: Math.max(Date.now(), (this.entries.peek().at(-1)?.at ?? 0) + 1) };
    this.write(moved);
    this.entries.value = [...this.entries.peek().filter((one) => one !== entry), moved];
    this.go();
  }

  /** The visitor is another one: nothing of this one goes out. */
  clear() {
    for (const { act } of this.entries.peek()) this.keep.set(stored + act.client, null);
    this.entries.value = [];
    this.flying.value = "";
    clearTimeout(this.timer);
  }
}
