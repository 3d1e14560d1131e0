// One chat in one page: it brings together who the visitor is, the connection, the room and
// what has not arrived yet.
import { computed, effect, signal } from "../js/dom.js";
import { Events } from "./events.js";
import { Uploads } from "./files.js";
import { take } from "./incoming.js";
import { Keep } from "./keep.js";
import { pageNow } from "./options.js";
import { Outbox } from "./outbox.js";
import { getConfig, Refusal } from "./server.js";
import { over, own, Talk } from "./talk.js";
import { Visitor } from "./visitor.js";
import { another, closed, Wire } from "./wire.js";
import { language, languageOf, named, say } from "./words.js";

/** @typedef {import("./types.js").Identity} Identity */
/** @typedef {import("./types.js").Limits} Limits */

/** @type {Limits} what holds where the server does not say otherwise (W-23) */
const limits = { characters: 2000, messages: 10, within_ms: 10_000, file_bytes: 10 << 20, files: 5, types: ["image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"] };
const typingEvery = 3000; // ms
const mostIdentity = 24 << 10; // bytes: with the page, 30 KiB and its addresses at most, hello is less than the 64 KiB that the server takes at once
const configAgain = [5, 20, 60].map((s) => s * 1000); // ms

/** How large something is on its way. @param {unknown} value */
const size = (value) => new TextEncoder().encode(JSON.stringify(value)).length;

export class Chat {
  /** @param {import("./options.js").Options} options */
  constructor(options) {
    this.options = options;
    this.events = new Events();
    this.keep = new Keep(new URL(options.base).host, options.site);
    this.config = signal(/** @type {import("./types.js").Config|null} */ (null));
    this.limits = computed(() => ({ ...limits, ...this.config.value?.limits }));
    /** Whether the panel is open. */
    this.open = signal(false);
    /** Whether the launcher is shown. */
    this.shown = signal(!options.hidden);
    this.visible = signal(!document.hidden);
    document.addEventListener("visibilitychange", () => { this.visible.value = !document.hidden; });
    /** What is being written. */
    this.draft = signal(/** @type {string} */ (this.keep.get("draft") ?? ""));
    /** What was said last to who listens. */
    this.said = signal("");
    /** Nothing can be done here: the site is not allowed. */
    this.denied = signal(false);
    this.visitor = new Visitor(this.keep, options.base, options.site, () => language.peek());
    this.talk = new Talk();
    this.wire = new Wire(options.base, { hello: () => this.hello(), frame: (frame) => take(this, frame), stopped: (code) => this.stopped(code) });
    this.outbox = new Outbox(this.keep, (act) => this.wire.send(act), limits);
    this.uploads = new Uploads(options.base, () => this.visitor.token(), () => this.limits.peek(), (name) => this.tell(say("file.ready", { name })));
    this.identity = /** @type {Identity|null} */ (options.user && options.signature ? { user: options.user, signature: options.signature } : null);
    /** @type {Record<string, unknown>} */
    this.parameters = {};
    this.category = options.category;
    /** The room that was put away for a new talk. */
    this.away = "";
    /** Buttons of the bot that were pressed, by seq of the message, until that is acknowledged. */
    this.chosen = signal(/** @type {Record<number, string>} */ ({}));
    /** Up to where the visitor has seen the room. */
    this.seen = signal(/** @type {{room: string, seq: number}} */ (this.keep.get("seen") ?? { room: "", seq: 0 }));
    this.unread = computed(() => {
      const room = this.talk.room.value, seen = Math.max(room?.reads?.customer ?? 0, this.seen.value.room === room?.id ? this.seen.value.seq : 0);
      return this.talk.messages.value.filter((one) => !own(one) && one.seq > seen).length;
    });
    /** Whether the panel takes the focus as it opens. */
    this.focus = true;
    /** It was asked to open before it could. */
    this.wanted = false;
    /** @type {ReturnType<typeof setTimeout>|undefined} of the next attempt to become a visitor */
    this.retry = undefined;
    this.pageSent = "";
    this.typed = 0; // when the agent was told last, in ms since the page began; 0: that nobody writes
    this.renewed = false;
    /** Another visitor was sent away, too: nothing goes on by itself. */
    this.vain = signal(false);
    /** The connection was there and is gone: its return is said. */
    this.lost = false;
  }

  /** Asks for what the site is, then shows itself; it comes back where an open room is known. */
  async start() {
    for (let tries = 0; !this.config.peek(); tries++) {
      try {
        this.config.value = await getConfig(this.options.base, this.options.site);
      } catch (error) {
        const status = error instanceof Refusal ? error.status : 0;
        this.events.emit("error", { code: status === 403 ? "denied" : status ? "config" : "unreachable", status });
        if (status === 403 || status === 404) return;
        await new Promise((done) => setTimeout(done, configAgain[Math.min(tries, configAgain.length - 1)]));
      }
    }
    language.value = languageOf(this.options.lang, this.config.value?.languages);
    this.outbox.pace = this.limits.peek();
    this.talk.hours.value = this.config.value?.hours;
    if (this.identity) this.identify(this.identity);
    this.watch();
    this.events.emit("ready");
    if (this.wanted) this.show();
    if (this.keep.get("room") || this.outbox.entries.peek().length > 0) void this.connect();
  }

  /** What follows from what is true. */
  watch() {
    effect(() => {
      if (this.wire.state.value !== "live") this.outbox.pause();
      if (this.wire.state.value === "waiting" && this.wire.was.peek()) this.lost = true;
    });
    effect(() => { // seen, and told so
      const room = this.talk.room.value, last = this.talk.messages.value.filter((one) => !own(one)).at(-1)?.seq ?? 0;
      if (!this.open.value || !this.visible.value || !room || last === 0) return;
      if (this.seen.peek().room !== room.id || this.seen.peek().seq < last) {
        this.seen.value = { room: room.id, seq: last };
        this.keep.set("seen", this.seen.peek());
      }
      if (this.wire.state.value === "live" && (room.reads?.customer ?? 0) < last && this.wire.send({ type: "read", room: room.id, seq: last })) this.talk.read(room.id, "customer", last);
    });
    effect(() => this.keep.set("draft", this.draft.value || null));
    let count = 0;
    effect(() => {
      if (this.unread.value !== count) this.events.emit("unread", { count: this.unread.value });
      count = this.unread.value;
    });
    effect(() => { // where one is open the next page connects by itself
      const room = this.talk.room.value, ended = this.talk.over.value;
      if (room || this.wire.state.peek() === "live") this.keep.set("room", room && !ended ? room.id : null);
    });
    effect(() => { // nobody looks, and nothing can come
      const waits = this.outbox.entries.value.some((one) => !one.failed);
      if (this.wire.state.value === "live" && !this.open.value && !waits && (!this.talk.room.value || this.talk.over.value)) this.wire.stop();
    });
    let status = /** @type {string|undefined} */ (undefined);
    effect(() => {
      const room = this.talk.room.value, now = room?.status ?? "none", position = room?.position ?? 0;
      if (status !== undefined && status !== now) this.events.emit("status", { status: now, position, agent: room?.agent?.name ?? "" });
      if (status !== undefined && status !== now && over(room)) this.events.emit("ended", { by: room?.end?.by ?? "" });
      status = now;
    });
    for (const name of ["popstate", "hashchange"]) addEventListener(name, () => this.tellPage());
  }

  /** Connects as a visitor; where that fails it tries again while it is wanted. */
  async connect() {
    const final = this.wire.state.peek() === "stopped" && !another(this.wire.code.peek());
    if (this.denied.peek() || final) return;
    try {
      await this.visitor.token();
    } catch (error) {
      if (this.visitor.trouble.peek() === "denied") return this.deny();
      clearTimeout(this.retry);
      this.retry = setTimeout(() => { if (this.open.peek() || this.outbox.entries.peek().length > 0) void this.connect(); }, this.visitor.wait(error));
      return;
    }
    if (this.identity) this.visitor.is(this.identity.user);
    this.wire.connect();
  }

  /** The visitor asks for it: at once. */
  connectNow() {
    this.renewed = this.vain.value = false;
    if (this.visitor.trouble.peek() || another(this.wire.code.peek())) void this.connect();
    else if (this.wire.state.peek() === "stopped") this.wire.connect();
    else this.wire.now();
  }

  deny() {
    this.denied.value = true;
    this.open.value = false;
    this.events.emit("error", { code: "denied" });
  }

  hello() {
    const room = this.talk.room.peek(), page = this.page();
    const hello = { type: "hello", token: this.visitor.known?.token ?? "", site: this.options.site, language: language.peek(), ...(room ? { room: room.id, seq: this.talk.seq } : {}), page, ...(this.identity ? { identify: this.identity } : {}) };
    this.pageSent = JSON.stringify(page);
    return hello;
  }

  page() {
    return pageNow(this.category, this.parameters);
  }

  /** Tells the server of another page, or of parameters that changed. */
  tellPage() {
    const page = this.page(), text = JSON.stringify(page);
    if (text !== this.pageSent && this.wire.send({ type: "page", page })) this.pageSent = text;
  }

  /** @param {number} code */
  stopped(code) {
    if (code === closed.blocked) this.talk.blocked.value = true;
    if (code === closed.denied) return this.deny();
    this.vain.value = this.renewed;
    if (another(code) && !this.renewed) {
      this.renewed = true;
      if (code === closed.other) this.forget();
      else if (this.visitor.renew()) this.talk.clear();
      void this.connect();
      return;
    }
    this.events.emit("error", { code: "closed", close: code });
  }

  /** With a bot the talk begins when somebody looks at it. */
  startRoom() {
    const waits = this.outbox.entries.peek().some(({ act }) => act.type === "start" || act.type === "post");
    if (this.open.peek() && this.config.peek()?.bot && !this.talk.room.peek() && !this.talk.blocked.peek() && !waits) this.outbox.add({ type: "start" });
  }

  /** Who wrote a message, as visitors see it. @param {import("./types.js").Message} message */
  author(message) {
    return message.by === "agent" ? message.name || this.talk.room.peek()?.agent?.name || say("agent") : message.by === "bot" ? say("bot") : this.name();
  }

  name() {
    return named(this.config.peek()?.name, say("title"));
  }

  /** Says something to who listens rather than looks. @param {string} text */
  tell(text) {
    this.said.value = "";
    this.said.value = text;
  }

  // What the visitor does.

  /** @param {{focus?: boolean}} [how] */
  show({ focus = true } = {}) {
    this.wanted = !this.config.peek();
    if (this.wanted || this.denied.peek() || this.open.peek()) return;
    this.focus = focus;
    this.open.value = true;
    this.events.emit("open");
    this.tellPage();
    void this.connect();
    this.wire.now();
    if (this.wire.state.peek() === "live") this.startRoom();
  }

  hide() {
    this.wanted = false;
    if (!this.open.peek()) return;
    this.open.value = false;
    this.events.emit("close");
  }

  /** @param {string} body @returns {boolean} whether it was taken */
  post(body) {
    if (this.outbox.full.peek() || !body.trim() && !this.uploads.list.peek().some((one) => one.done)) return false;
    const files = this.uploads.take();
    this.tellPage();
    this.act({ type: "post", body: body.trim(), ...(files.length ? { files: files.map((file) => file.id) } : {}) }, files);
    this.typed = 0;
    return true;
  }

  /** @param {{type: string, [key: string]: any}} act @param {import("./types.js").File[]} [files] */
  act(act, files) {
    const room = this.talk.room.peek();
    this.outbox.add({ ...act, ...(room ? { room: room.id } : {}) }, files);
    void this.connect();
  }

  /** A button of the bot. @param {import("./types.js").Choice} choice @param {number} seq of its message */
  choose(choice, seq) {
    this.chosen.value = { ...this.chosen.peek(), [seq]: choice.text };
    this.act(choice.kind === "agent" ? { type: "request_agent" } : { type: "choose", category: choice.kind === "back" ? "" : choice.id ?? "" });
  }

  /** The last press is over: it is in the talk, or did nothing. */
  unchoose() {
    const left = { ...this.chosen.peek() };
    delete left[Math.max(...Object.keys(left).map(Number))];
    this.chosen.value = left;
  }

  /** The form of the bot. @param {Record<string, string>|null} fields null: left out @param {number} seq of its message */
  profile(fields, seq) {
    this.chosen.value = { ...this.chosen.peek(), [seq]: say(fields ? "form.done" : "form.skipped") };
    this.act(fields ? { type: "profile", fields } : { type: "profile", skip: true });
  }

  /** The visitor writes; at most every three seconds the agent is told. @param {boolean} on */
  typing(on) {
    const room = this.talk.room.peek(), now = performance.now();
    if (!room || this.talk.over.peek() || (on ? this.typed > 0 && now - this.typed < typingEvery : this.typed === 0)) return;
    this.typed = on ? now : 0;
    this.wire.send({ type: "typing", room: room.id, on });
  }

  /** A new talk after one that is over. */
  anew() {
    this.away = this.talk.room.peek()?.id ?? "";
    this.talk.clear();
    this.chosen.value = {};
    void this.connect();
    this.startRoom();
  }

  // What the page does.

  /** Who the visitor is to the site. Another one than before: nothing of that one stays here. @param {Identity} identity */
  identify(identity) {
    if (size(identity) > mostIdentity) {
      this.identity = null;
      console.error(`Callfloor chat: identify is larger than ${mostIdentity} bytes`);
      return this.events.emit("error", { code: "too_large" });
    }
    const before = this.visitor.known?.user;
    this.identity = identity;
    if (before !== undefined && before !== identity.user) {
      this.forget();
      if (this.open.peek()) void this.connect();
    }
    this.visitor.is(identity.user);
    this.wire.send({ type: "identify", identify: identity });
  }

  /** The visitor has logged out of the site: nothing of that one stays in this browser. */
  reset() {
    this.identity = null;
    this.forget();
    this.hide();
  }

  forget() {
    this.wire.stop();
    this.visitor.forget();
    this.outbox.clear();
    this.uploads.clear();
    this.talk.clear();
    this.chosen.value = {};
    this.draft.value = "";
    for (const name of ["room", "seen"]) this.keep.set(name, null);
    this.seen.value = { room: "", seq: 0 };
  }
}
