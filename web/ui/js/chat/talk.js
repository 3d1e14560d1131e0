// A conversation that is open on the page: its messages, what is written to it, and what
// is known about it beside.
import { batch, computed, effect, signal, untracked } from "../dom.js";
import { chats } from "../live/chats.js";
import { ApiError } from "../api.js";
import { Resource } from "../desk/parts/resource.js";
import { failure } from "../shell.js";
import * as api from "./api.js";
import { Attached } from "./attached.js";
import { Deliveries } from "./deliveries.js";
import { isOf, merged } from "./messages.js";
import { later } from "./outbox.js";

/** @typedef {import("./api.js").Line} Line */
/** @typedef {import("./api.js").Message} Message */
/** @typedef {import("./model.js").Console} Console */

const atOnce = 50; // messages of a page
const typingEvery = 3000; // ms
const writeAfter = 400; // ms without a key until what is written is kept
const readAfter = 300; // ms that a message was seen
const readAgain = 5000; // ms until the server is told again

export class Talk {
  /** @param {Console} page @param {string} id */
  constructor(page, id) {
    this.page = page;
    this.id = id;
    /** As a list or the server's answer has it, where the live topic does not have the room. */
    this.asked = signal(/** @type {Line|undefined} */ (undefined));
    /** @type {import("../../vendor/signals.js").ReadonlySignal<Line|undefined>} */
    this.line = computed(() => {
      void chats.ids.value;
      return /** @type {Line|undefined} */ (chats.row(id)?.value) ?? this.asked.value;
    });
    /** Whether the viewer's own agent has it: then messages can be written. */
    this.mine = computed(() => !!page.agent && this.line.value?.agent === page.agent && taken(this.line.value));

    this.messages = signal(/** @type {Message[]} */ ([]));
    /** Whether there are older ones than those. */
    this.more = signal(false);
    /** The viewer sees it no more: somebody else has it. */
    this.gone = signal(false);
    /** The viewer hands it over: once it has left, nothing is asked of it. */
    this.leaves = false;
    this.loaded = signal(false);
    this.failed = signal("");
    this.fetching = signal(false);
    /** Up to which number nothing is missing. */
    this.whole = signal(-1);
    /** The message that somebody looks for: it is shown, and marked. */
    this.sought = signal(0);

    const left = page.store.fresh(id);
    this.text = signal(left.draft?.text ?? "");
    this.note = signal(left.draft?.note ?? false);
    /** Whether a template was put in: what it leaves open is looked for before it is sent. */
    this.template = left.draft?.template ?? false;
    this.files = new Attached(id, left.draft?.files ?? [], () => this.keepDraft());
    this.out = page.outboxes.of(id);
    this.detail = new Resource(() => api.detail(id));
    /** On its way for all that want it. @type {Promise<void>|undefined} */
    this.wanted = undefined;
    this.timeline = new Resource(() => api.timeline(id));

    /** Asks in its head whether it is to be ended. */
    this.askEnd = () => {};
    this.told = 0; // up to which message the server knows that it is read
    this.typed = -Infinity; // when the server was told last that something is being written
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.keeping = undefined;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.reading = undefined;
    this.busy = false;
    /** The row that the live topic had last. @type {Line|undefined} */
    this.last = undefined;
    this.deliveries = new Deliveries(this);
    this.ends = [effect(() => this.watch()), effect(() => this.follow())];
    /** Done once the last messages were asked for. */
    this.opened = this.open();
  }

  /** Closes it; what is written stays kept. */
  close() {
    for (const end of this.ends) end();
    this.deliveries.close();
    clearTimeout(this.reading);
    if (this.keeping) this.keepDraft();
  }

  /** Reads the last messages, and the room where no list had it. */
  async open() {
    this.failed.value = "";
    const seq = this.line.peek()?.seq ?? -1;
    try {
      const [list] = await Promise.all([api.messages(this.id, { limit: atOnce }), this.line.peek() ? null : this.lookUp()]);
      batch(() => {
        this.messages.value = merged(this.messages.peek(), list);
        this.more.value = list.length === atOnce;
        this.whole.value = Math.max(this.whole.peek(), seq, list.at(-1)?.seq ?? 0);
        this.loaded.value = true;
      });
    } catch (error) {
      this.failed.value = failure(error);
    }
    if (this.out.entries.peek().length) this.out.again();
  }

  /** Tries again what failed: where messages are there, those behind them, so that none is left out between. */
  again() { return this.loaded.peek() ? this.catchUp(this.line.peek()?.seq ?? 0) : this.open(); }

  /** Reads what is known of the room, once for all that show it. */
  readDetail() {
    this.wanted ??= Promise.resolve().then(() => { this.wanted = undefined; return this.detail.refresh(); });
    return this.wanted;
  }

  /** Asks for the room itself. */
  async lookUp() {
    try {
      const got = await api.detail(this.id);
      batch(() => { this.detail.value.value = got; this.asked.value = api.lineOf(got.row); this.gone.value = false; });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
      this.gone.value = true;
    }
  }

  /** Asks again for what a row does not tell, or for the room where it is over. */
  async reread() {
    if (over(this.line.peek())) await this.lookUp().catch(() => {}); // it stays as it was seen last
    else await this.detail.refresh();
  }

  /** A room that leaves the live topic is over, or somebody else's. */
  watch() {
    void chats.ids.value;
    const row = /** @type {Line|undefined} */ (chats.row(this.id)?.value), before = this.last;
    this.last = row;
    untracked(() => {
      if (row) this.gone.value = false;
      else if (before) {
        this.asked.value = before;
        if (this.leaves) this.gone.value = true;
        else this.lookUp().catch(() => {}); // it stays as it was seen last
      }
    });
  }

  /** Fetches what the live topic has not brought. */
  follow() {
    const seq = this.line.value?.seq ?? -1, ok = this.page.live.link.value === "ok";
    if (this.loaded.value && ok && seq > this.whole.value) void untracked(() => this.catchUp(seq));
  }

  /** @param {number} seq of the room as it was when this was asked */
  async catchUp(seq) {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let done = false; !done;) {
        const list = await api.messages(this.id, { after: this.whole.peek(), limit: atOnce });
        done = list.length < atOnce;
        this.take(list);
        this.whole.value = Math.max(this.whole.peek(), list.at(-1)?.seq ?? 0, done ? seq : 0); // numbers may be left out
      }
      this.failed.value = "";
    } catch (error) {
      this.failed.value = failure(error);
    }
    this.busy = false;
    if (!this.failed.peek()) this.follow(); // what came meanwhile
  }

  /** New messages that the live topic brought, before the row that counts them. @param {Message[]} list */
  hear(list) {
    const row = chats.row(this.id)?.peek(); // a room that was away and comes back may have had messages meanwhile
    if (row && (row.seq ?? 0) <= this.whole.peek()) this.whole.value = Math.max(this.whole.peek(), ...list.map((one) => one.seq));
    this.take(list);
  }

  /** @param {Message[]} list */
  take(list) {
    for (const entry of this.out.entries.peek()) if (list.some((one) => isOf(one, entry.client))) this.out.drop(entry.client);
    this.messages.value = merged(this.messages.peek(), list);
  }

  /** Reads the page of messages before those that are there. */
  async older() {
    const first = this.messages.peek()[0];
    if (!first || !this.more.peek() || this.fetching.peek()) return;
    this.fetching.value = true;
    try {
      const list = await api.messages(this.id, { before: first.seq, limit: atOnce });
      batch(() => { this.messages.value = merged(this.messages.peek(), list); this.more.value = list.length === atOnce; });
    } catch (error) {
      this.page.tell(() => failure(error));
    }
    this.fetching.value = false;
  }

  /** Shows one message: reads back until it is there. @param {number} seq */
  async seek(seq) {
    await this.opened;
    while (this.loaded.peek() && this.more.peek() && (this.messages.peek()[0]?.seq ?? 0) > seq) {
      const before = this.messages.peek();
      await this.older();
      if (this.messages.peek() === before) break;
    }
    this.sought.value = seq;
  }

  /** The end of the conversation is in sight. */
  seen() {
    const seq = this.messages.peek().at(-1)?.seq ?? 0;
    if (!this.mine.peek() || seq <= this.told || !(this.line.peek()?.unread)) return;
    clearTimeout(this.reading);
    this.reading = setTimeout(() => { void this.tellRead(seq); }, readAfter);
  }

  /** @param {number} seq up to which everything was seen */
  async tellRead(seq) {
    this.told = seq;
    try {
      await api.read(this.id, seq);
    } catch (error) {
      if (this.told !== seq) return; // more was seen meanwhile
      this.told = 0;
      if (later(error) && this.page.talks.get(this.id) === this) this.reading = setTimeout(() => { if (this.mine.peek()) void this.tellRead(seq); }, readAgain);
    }
  }

  /** @param {string} text */
  write(text) {
    this.text.value = text;
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keepDraft(), writeAfter);
    if (!this.note.peek()) this.tellTyping(text !== "");
  }

  keepDraft() {
    clearTimeout(this.keeping);
    this.keeping = undefined;
    this.page.store.put(this.id, { draft: { text: this.text.peek(), note: this.note.peek(), files: this.files.ready(), ...(this.template ? { template: true } : {}) } });
    this.page.written.value++;
  }

  /** @param {boolean} on */
  tellTyping(on) {
    const now = performance.now();
    if (!this.mine.peek() || this.page.away.peek() || (on ? now - this.typed < typingEvery : this.typed === -Infinity)) return;
    this.typed = on ? now : -Infinity;
    api.typing(this.id, on).catch(() => {}); // the customer sees a little less
  }

  /** Sends what is written. @param {boolean} note */
  send(note) {
    const body = this.text.peek().trim(), files = note ? [] : this.files.ready();
    if (!body && !files.length) return;
    batch(() => {
      this.text.value = "";
      this.template = false;
      if (!note) this.files.clear();
      this.files.problem.value = ""; // somebody has read it
      this.typed = -Infinity; // the message says that it is over
      this.out.add({ body, note, files, at: this.page.live.clock.now() });
    });
    this.keepDraft();
  }

  /** Puts the text of one that was refused back to where it is written. @param {import("./outbox.js").Entry} entry */
  mend(entry) {
    batch(() => {
      this.out.drop(entry.client);
      this.note.value = entry.note;
      this.write([entry.body, this.text.peek()].filter(Boolean).join("\n"));
      this.files.restore(entry.files);
    });
  }
}

/** Whether an agent has the room. @param {Line|undefined} line */
export const taken = (line) => line?.status === "received" || line?.status === "in_progress";
/** Whether it is over. @param {Line|undefined} line */
export const over = (line) => line?.status === "ended" || line?.status === "bot_ended";
