// What the console of chats shows: a list, up to three conversations side by side, and
// what belongs to the one that the keyboard is in.
import { batch, computed, effect, signal, untracked } from "../dom.js";
import { chatMe, chatRooms } from "../live/chats.js";
import { whenConnected } from "../live/connected.js";
import { cut, problem, tellRefusal } from "../desk/parts/ask.js";
import { keep, kept } from "../storage.js";
import { Resource } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { Lists } from "./lists.js";
import { Outboxes } from "./outboxes.js";
import { Search } from "./search.js";
import { searchWith } from "./sought.js";
import { Store } from "./store.js";
import { Talk } from "./talk.js";

/** @typedef {import("./sought.js").Tab} Tab */
/** @typedef {"give"|"category"|"block"|"export"|"request"|"requests"|"blocked"} DialogName */
/** @typedef {"info"|"customer"|"templates"|"earlier"} SideTab */

const mostColumns = 3;
/** @type {Tab[]} */
export const tabs = ["waiting", "received", "in_progress", "held", "ended", "bot", "bot_ended"];
const room2 = 1560; // px: with less, what belongs to a conversation gives its place to a second one

/** What the address names. @returns {{tab: Tab, rooms: string[]}} */
function here() {
  const [, tab = "", rooms = ""] = /^#\/([a-z_]+)(?:\/(.+))?$/.exec(location.hash) ?? [];
  return { tab: tabs.find((one) => one === tab) ?? "in_progress", rooms: rooms.split(",").filter(Boolean).map(decodeURIComponent).slice(0, mostColumns) };
}

export class Console {
  /** @param {import("../live/socket.js").Live} live @param {import("../api.js").User} user */
  constructor(live, user) {
    this.live = live;
    this.user = user;
    this.agent = user.agent_id ?? "";
    this.store = new Store(user.id);
    /** Steps when what is written to a room changes. */
    this.written = signal(0);
    this.away = computed(() => ["stale", "lost", "refused"].includes(live.link.value));
    effect(() => { cut.value = this.away.value; });
    this.me = chatMe;
    /** When the last answer was given to a request of the own that was read here. */
    this.answerRead = signal(Number(kept(`chat.answer.${user.id}`)));

    const { tab, rooms } = here();
    this.tab = signal(tab);
    this.lists = new Lists(live, this.tab);
    this.search = new Search(this);
    /** Conversations that are open, by room. @type {Map<string, Talk>} */
    this.talks = new Map();
    this.outboxes = new Outboxes(this);
    this.columns = signal(/** @type {string[]} */ ([]));
    /** Which column the keyboard is in, or was last. */
    this.at = signal(0);
    /** The conversation of that column. */
    this.talk = computed(() => this.talks.get(this.columns.value[this.at.value] ?? ""));

    this.side = signal(kept("chat.side") !== "closed");
    /** Whether what stands above the messages is unfolded (C76). */
    this.strip = signal(kept("chat.strip") === "open");
    /** The room whose customer is being changed; "": none. */
    this.editing = signal("");
    this.sideTab = signal(/** @type {SideTab} */ ("info"));
    this.dialog = signal(/** @type {DialogName|""} */ (""));
    /** Rooms that are picked in the list; null: none are being picked. */
    this.picked = signal(/** @type {ReadonlySet<string>|null} */ (null));
    /** What was done last, for people. */
    this.done = signal(/** @type {(() => string)|null} */ (null));

    this.templates = new Resource(async () => (await api.templates()).filter((one) => !one.unused));
    this.categories = new Resource(api.categories);
    /** What lists can be narrowed to. */
    this.choices = new Resource(api.choices);
    this.show(rooms);
    effect(() => { // so that who reloads, and who gets the address, sees the same
      const rooms = this.columns.value.map(encodeURIComponent).join(","), hash = `#/${this.tab.value}${rooms ? `/${rooms}` : ""}`;
      const search = searchWith(location.search, this.lists.sought.value);
      if (location.hash !== hash || location.search !== search) history.replaceState(null, "", `${location.pathname}${search}${hash}`);
    });
    addEventListener("hashchange", () => this.arrive());
    live.ears.set("chats", (frame) => this.hear(frame.messages ?? []));
    whenConnected(live, () => { void this.templates.refresh(); void this.categories.refresh(); void this.choices.refresh(); for (const talk of this.talks.values()) if (talk.failed.peek()) void talk.again(); });
  }

  /** Somebody followed a link to a room. */
  arrive() {
    const { tab, rooms } = here();
    batch(() => { this.tab.value = tab; if (rooms.length) this.show(rooms); });
  }

  get zone() { return this.live.timeZone.value; }
  /** @param {string} permission */
  may(permission) { return this.user.role === "administrator" || this.user.permissions.includes(permission); }
  get manages() { return this.user.role !== "agent"; }
  /** How many requests the viewer is to answer. */
  get asked() { return this.manages ? this.me.value?.asked ?? 0 : 0; }
  /** Whether a request of the own was answered that was not read here. */
  get answered() { return (this.me.value?.answered ?? 0) > this.answerRead.value; }
  /** Answers to the own requests are on the screen. @param {number} at when the last one of them was given */
  readAnswers(at) {
    if (at <= this.answerRead.peek()) return;
    this.answerRead.value = at;
    keep(`chat.answer.${this.user.id}`, String(at));
  }
  /** Whether the viewer takes what waits (C26, C27). */
  get takes() { return !!this.agent && (this.me.value?.method ?? "automatic") !== "automatic"; }
  /** Whether nothing is distributed by itself (C28). */
  get manual() { return this.me.value?.method === "manual"; }
  /** Whether templates are offered while one writes (M17). */
  get completes() { return this.me.value?.agent?.auto_complete !== false; }

  /** @param {{room: string}[]} list */
  hear(list) {
    const rooms = new Map();
    for (const { room, ...message } of list) rooms.set(room, [...rooms.get(room) ?? [], message]);
    for (const [room, messages] of rooms) this.talks.get(room)?.hear(messages);
  }

  /** @param {string[]} rooms */
  show(rooms) {
    const ids = [...new Set(rooms)].slice(0, mostColumns);
    batch(() => {
      problem.value = "";
      this.done.value = null;
      if (ids.length > 1 && this.columns.peek().length < ids.length && innerWidth < room2) this.side.value = false;
      for (const id of ids) if (!this.talks.has(id)) this.talks.set(id, untracked(() => new Talk(this, id)));
      this.columns.value = ids;
      this.at.value = Math.max(0, Math.min(this.at.peek(), ids.length - 1));
      for (const [id, talk] of this.talks) if (!ids.includes(id) && !untracked(() => talk.files.going)) { talk.close(); this.talks.delete(id); this.outboxes.leave(id); } // what is on its way belongs to what is written there
    });
  }

  /** Shows a room in the column that the keyboard is in, or in one beside it. @param {string} id @param {{beside?: boolean, seq?: number}} [how] */
  open(id, { beside = false, seq = 0 } = {}) {
    const ids = this.columns.peek(), there = ids.indexOf(id), at = this.at.peek();
    batch(() => {
      if (there >= 0) this.at.value = there;
      else if (beside && ids.length && ids.length < mostColumns) { this.show([...ids.slice(0, at + 1), id, ...ids.slice(at + 1)]); this.at.value = at + 1; }
      else this.show(ids.length ? ids.map((one, i) => (i === at ? id : one)) : [id]);
    });
    if (seq) void this.talks.get(id)?.seek(seq);
    else this.toField();
  }

  /** Puts the cursor where one writes, which the next picture brings. @param {number} [tries] */
  toField(tries = 10) {
    const el = document.getElementById(`write-${this.at.peek()}`);
    if (el && this.talk.peek()?.id === el.dataset.room) el.focus();
    else if (tries) requestAnimationFrame(() => this.toField(tries - 1));
  }

  /** Puts the cursor into a field of what is opened beside, as soon as it is there, unless somebody goes elsewhere. @param {string} id */
  toNext(id) {
    const from = document.activeElement, until = performance.now() + 2000;
    const look = () => {
      const el = document.getElementById(id), at = document.activeElement;
      if (el) el.focus();
      else if (performance.now() < until && (at === from || at === document.body || !from?.isConnected)) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  /** @param {number} [at] */
  closeColumn(at = this.at.peek()) { this.show(this.columns.peek().filter((_, i) => i !== at)); }

  /** Opens the next room of the list in a column of its own. */
  split() {
    const open = this.columns.peek(), next = this.lists.lines.peek().find((line) => !open.includes(line.id)) ?? chatRooms.peek().find((line) => line.agent === this.agent && !!this.agent && !open.includes(line.id));
    if (next) this.open(next.id, { beside: true });
  }

  /** What belongs to the conversation, as the viewer wants it from now on. @param {boolean} on */
  showSide(on) { this.side.value = on; keep("chat.side", on ? "open" : "closed"); }

  /** @param {boolean} on */
  showStrip(on) { this.strip.value = on; keep("chat.strip", on ? "open" : "closed"); }

  /** Opens the form of a room's customer, beside it. @param {string} room */
  editCustomer(room) { batch(() => { this.editing.value = room; this.sideTab.value = "customer"; this.showSide(true); }); this.toNext("v-name"); }

  /** Goes through the list. @param {1|-1} step */
  step(step) {
    const ids = this.lists.lines.peek().map((line) => line.id), now = ids.indexOf(this.columns.peek()[this.at.peek()] ?? "");
    const next = ids[now < 0 ? (step > 0 ? 0 : ids.length - 1) : now + step];
    if (next && !this.columns.peek().includes(next)) this.open(next);
    else if (next) this.at.value = this.columns.peek().indexOf(next);
  }

  /** @param {Tab} tab */
  go(tab) {
    batch(() => { this.tab.value = tab; this.picked.value = null; this.search.end(); this.done.value = null; problem.value = ""; });
  }

  /** What was refused. @param {() => string} words */
  tell(words) { tellRefusal(words); }

  /** Whether something was sent and has not arrived. */
  unsent() { return this.outboxes.waits || [...this.talks.values()].some((talk) => talk.out.entries.peek().length > 0); }

  /** Of what is picked only these stay so: what is done is not asked for again. @param {ReadonlySet<string>} rooms */
  keepPicked(rooms) { if (this.picked.peek()) this.picked.value = new Set([...this.picked.peek() ?? []].filter((id) => rooms.has(id))); }

  /** The rooms that a dialog is about: those that are picked and still in the list, as it counts them, else the open one. */
  about() {
    const picked = this.picked.peek(), id = this.talk.peek()?.id, rooms = picked?.size ? this.lists.lines.peek().filter((line) => picked.has(line.id)).map((line) => line.id) : [];
    return rooms.length ? rooms : id ? [id] : [];
  }
}
