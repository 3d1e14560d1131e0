// What a supervisor looks at: the talks that go on, who has them, and those that this
// supervisor monitors (S1 to S22).
import { batch, computed, effect, signal, untracked } from "../dom.js";
import { ApiError } from "../api.js";
import { named } from "../i18n.js";
import { failure } from "../shell.js";
import { siteName } from "../chat/names.js";
import { waitOf, waitsSince } from "../chat/waits.js";
import { ask, cut } from "../desk/parts/ask.js";
import { Paged } from "../desk/parts/resource.js";
import { band, limits } from "../monitor/limits.js";
import { Order } from "../monitor/order.js";
import { agentOf, categoryOf, customerOf } from "../monitor/room.js";
import * as api from "./api.js";
import { Looked } from "./looked.js";
import { Talk } from "./talk.js";
import { v } from "./text.js";

/** @typedef {import("../live/chatrows.js").ChatRow} ChatRow */
/** @typedef {import("../live/chatrows.js").ChatAgentRow} ChatAgentRow */
/** @typedef {"interactions"|"queues"|"agents"|"ended"|"watch"} View */
/** @typedef {"over"|"moved"|"lost"|""} Why how monitoring ended: with the room, because an agent has it whom the viewer does not see, or otherwise; "" while it goes on */
/** @typedef {{id: string, row: ChatRow, why: Why}} Item of the interaction panel */
/** @typedef {{id: string, row: ChatRow|undefined, waiting: ChatRow[], talking: ChatRow[], oldest: number, over: number}} Activity of a category */

/** The lists; the conversation is no tab. @type {View[]} */
export const lists = ["interactions", "queues", "agents", "ended"];
/** Why the server refuses to have a room monitored. @type {Record<string, Parameters<typeof v>[0]>} */
const refusals = { own: "why.own", off: "off_here", not_available: "why.unavailable", wrong_status: "why.over" };
const grace = 10_000; // ms that the live topic may take to say what the server has answered

/** Whether an agent has the room: then it can be monitored. @param {ChatRow} row */
export const taken = (row) => row.status === "received" || row.status === "in_progress";

/** What the address names. @returns {{view: View, room: string}} */
function here() {
  const [, view = "", room = ""] = /^#\/([a-z]+)(?:\/([^/]+))?$/.exec(location.hash) ?? [];
  return { view: [...lists, /** @type {View} */ ("watch")].find((one) => one === view) ?? "interactions", room: decodeURIComponent(room) };
}

export class Supervise {
  /** @param {import("../live/socket.js").Live} live @param {import("../api.js").User} user */
  constructor(live, user) {
    this.live = live;
    this.user = user;
    this.login = user.login ?? user.id;
    /** Whether the viewer is in the status Available (S9); null before it is known. */
    this.available = signal(/** @type {boolean|null} */ (null));
    const at = here();
    this.view = signal(at.view);
    /** The room that is looked at. */
    this.chosen = signal(at.room);
    /** The list from which somebody came to a conversation. */
    this.list = signal(/** @type {View} */ (at.view === "watch" ? "interactions" : at.view));
    this.site = signal("");
    this.category = signal("");
    this.onlyOver = signal(false);
    /** Categories and agents whose rooms are shown below them. */
    this.open = signal(/** @type {ReadonlySet<string>} */ (new Set()));
    /** What was done last, in the words of now. */
    this.done = signal(/** @type {(() => string)|null} */ (null));
    this.away = computed(() => ["stale", "lost", "refused"].includes(live.link.value));
    effect(() => { cut.value = this.away.value; });
    this.used = computed(() => { void live.chats.ids.value; return live.chats.row("me")?.value.used !== false; });
    /** Whether supervision is in use (S1). */
    this.watched = computed(() => { void live.chats.ids.value; const me = live.chats.row("me")?.value; return !me?.used || !!me.monitor; });
    this.every = computed(() => { void live.chats.version.value; return live.chats.all().filter((row) => row.kind === "room" && (taken(row) || row.status === "waiting")); });
    this.rooms = computed(() => {
      const site = this.site.value, category = this.category.value, only = this.onlyOver.value;
      return this.every.value.filter((row) => (!site || row.site === site) && (!category || row.large?.id === category || row.middle?.id === category) && (!only || this.isOver(row)));
    });
    this.talking = computed(() => this.rooms.value.filter(taken));
    this.agents = computed(() => { void live.chatAgents.version.value; return live.chatAgents.all(); });
    this.ended = new Paged((cursor) => api.ended(cursor));
    /** Rooms whose monitoring the server has begun and the live topic has not told of yet. */
    this.begun = signal(/** @type {ReadonlySet<string>} */ (new Set()));
    /** Rooms that were left and that the topic still calls the viewer's. @type {Set<string>} */
    this.left = new Set();
    this.items = signal(/** @type {Item[]} */ ([]));
    /** Conversations by room. @type {Map<string, Talk>} */
    this.talks = new Map();
    this.looked = new Looked(this);
    this.activity = computed(() => this.activities());
    this.orders = this.makeOrders();
    this.follow();
  }

  makeOrders() {
    /** @type {Order<ChatRow>} */
    const rooms = new Order(() => this.talking.value, { status: (row) => (row.status === "received" ? 0 : 1), agent: agentOf, customer: customerOf, category: categoryOf, elapsed: (row) => -(waitsSince(row) || Infinity), watcher: (row) => this.watcherName(row) }, { by: "elapsed", down: true });
    /** @type {Order<Activity>} */
    const queues = new Order(() => this.activity.value, { category: (row) => (row.row ? categoryOf(row.row) : ""), waiting: (row) => row.waiting.length, oldest: (row) => -(row.oldest || Infinity), talking: (row) => row.talking.length, over: (row) => row.over }, { by: "category", down: false });
    /** @type {Order<ChatAgentRow>} */
    const agents = new Order(() => this.agents.value.filter((row) => row.signed_in || this.of(row.id).length > 0), { agent: (row) => this.agentName(row), state: (row) => row.state, rooms: (row) => row.received + row.running, over: (row) => this.of(row.id).filter((room) => this.isOver(room)).length }, { by: "agent", down: false });
    return { rooms, queues, agents };
  }

  /** What goes on in each category: who waits, and who is talked with (S13). @returns {Activity[]} */
  activities() {
    /** @type {Map<string, Activity>} */
    const all = new Map();
    for (const row of this.rooms.value) {
      const id = row.middle?.id ?? row.large?.id ?? "-", since = waitsSince(row);
      const one = all.get(id) ?? { id, row: row.large?.id ? row : undefined, waiting: [], talking: [], oldest: 0, over: 0 };
      (taken(row) ? one.talking : one.waiting).push(row);
      if (!taken(row) && (!one.oldest || since < one.oldest)) one.oldest = since;
      if (this.isOver(row)) one.over++;
      all.set(id, one);
    }
    return [...all.values()];
  }

  /** What follows the server by itself. */
  follow() {
    const { live } = this;
    addEventListener("hashchange", () => { const { view, room } = here(); this.go(view, room); });
    effect(() => { // so that who reloads sees the same
      const hash = `#/${this.view.value}${this.chosen.value ? `/${encodeURIComponent(this.chosen.value)}` : ""}`;
      if (location.hash !== hash) history.replaceState(null, "", hash);
    });
    effect(() => { // after each break of the connection: the server may have let go of what was monitored
      if (live.link.value === "ok") untracked(() => { void this.readAvailable(); });
    });
    effect(() => { void live.chats.version.value; if (live.chats.loaded.value) untracked(() => this.arrange()); });
    effect(() => { if (this.view.value === "ended") untracked(() => { void this.ended.refresh(); }); });
  }

  async readAvailable() {
    try {
      this.available.value = (await api.supervisor()).available;
    } catch (error) {
      if (error instanceof ApiError && error.status > 0) this.available.value = false; // it is not known: nothing can be begun
    }
  }

  /** Brings the interaction panel up to date (S16): what is monitored, and how the rest ended. */
  arrange() {
    const rows = new Map(this.every.peek().map((row) => [row.id, row])), told = (/** @type {string} */ id) => rows.get(id)?.watcher === this.login;
    for (const id of this.left) if (!told(id)) this.left.delete(id);
    const mine = (/** @type {string} */ id) => told(id) && !this.left.has(id) || this.begun.peek().has(id);
    const before = this.items.peek(), known = new Set(before.map((one) => one.id));
    const begun = new Set([...this.begun.peek()].filter((id) => !told(id)));
    const items = before.map((one) => ({ ...one, row: rows.get(one.id) ?? one.row, why: /** @type {Why} */ (mine(one.id) ? "" : one.why || (rows.has(one.id) ? "lost" : "over")) }));
    for (const row of rows.values()) if (!known.has(row.id) && mine(row.id)) items.push({ id: row.id, row, why: "" });
    const gone = items.filter((one, i) => one.why === "over" && !before[i]?.why);
    batch(() => {
      if (begun.size !== this.begun.peek().size) this.begun.value = begun;
      this.items.value = items;
    });
    if (gone.length) void this.letGo(gone.map((one) => one.id));
  }

  /** What went out of sight and is not over is let go of: others may monitor it then. What is over is read to its end. @param {string[]} ids */
  async letGo(ids) {
    try {
      const held = (await api.supervisor()).rooms.filter((id) => ids.includes(id));
      for (const id of ids) if (!held.includes(id)) void this.talks.get(id)?.readLast();
      await Promise.all(held.map((id) => api.stop(id)));
      this.items.value = this.items.peek().map((one) => (held.includes(one.id) ? { ...one, why: "moved" } : one));
    } catch { /* the server lets go by itself once the viewer leaves */ }
  }

  /** Whether the viewer monitors a room now. @param {string} id */
  watches(id) { return this.items.value.some((one) => one.id === id && !one.why); }

  /** @param {string} room */
  talk(room) {
    let talk = this.talks.get(room);
    if (!talk) this.talks.set(room, talk = untracked(() => new Talk(this, room)));
    return talk;
  }

  /** @param {View} view @param {string} [room] */
  go(view, room = this.chosen.peek()) {
    batch(() => {
      if (view !== "watch") this.list.value = view;
      this.view.value = view;
      this.chosen.value = room;
    });
  }

  /** @param {string} room */
  choose(room) {
    batch(() => {
      if (this.view.peek() === "watch") this.view.value = this.list.peek();
      this.chosen.value = room;
      this.done.value = null;
    });
  }

  /** @param {string} id */
  toggle(id) {
    const next = new Set(this.open.peek());
    if (!next.delete(id)) next.add(id);
    this.open.value = next;
  }

  /** Rooms that an agent has. @param {string} agent */
  of(agent) { return this.talking.value.filter((row) => row.agent === agent); }

  /** @param {ChatRow} row */
  isOver(row) {
    const wait = waitOf(row);
    return !!wait && band(this.live.now.value - waitsSince(row), limits.value[wait]) === "bad";
  }

  /** @param {{id: string, name: import("../live/rows.js").Names}} row */
  agentName(row) { return named(row.name, row.id); }

  /** @param {string|undefined} id @param {string} [fallback] */
  nameOf(id, fallback = id ?? "") {
    void this.live.chatAgents.ids.value;
    const row = id ? this.live.chatAgents.row(id)?.value : undefined;
    return row ? this.agentName(row) : fallback;
  }

  /** Who has or had a room, in the viewer's language where they are there still. @param {ChatRow} row */
  holderOf(row) { return row.agent && !row.agent_state ? this.nameOf(row.agent, agentOf(row)) : agentOf(row); }

  /** As the open rooms say it. @param {string} id */
  siteName(id) {
    const row = this.every.value.find(({ site }) => site === id);
    return row ? siteName(row) : id;
  }

  /** Who monitors a room (S11); "" for nobody. @param {ChatRow} row */
  watcherName(row) { return row.watcher ? (row.watcher === this.login ? this.user.name : row.watcher_name || row.watcher) : ""; }

  /** Why a room cannot be monitored now; "" where it can. @param {ChatRow} row */
  whyNot(row) {
    if (row.watcher && row.watcher !== this.login) return v("why.watched", { name: this.watcherName(row) });
    if (!taken(row)) return v(row.status === "waiting" ? "why.waiting" : "why.over");
    if (this.user.agent_id && row.agent === this.user.agent_id) return v("why.own");
    if (this.away.value) return v("why.away");
    return this.available.value ? "" : v("why.unavailable");
  }

  /** @param {boolean} available */
  async setAvailable(available) {
    const had = this.items.peek().filter((one) => !one.why).length;
    if (!await ask("available", () => api.setAvailable(available))) return;
    this.available.value = available;
    this.done.value = available ? () => v("now_available") : had ? () => v("now_unavailable_n", { n: had }) : () => v("now_unavailable");
  }

  /** Begins to monitor a room; of two who press at once one is refused and told of the other (S22). @param {ChatRow} row */
  async monitor(row) {
    this.done.value = null;
    const begun = await ask("monitor", () => api.monitor(row.id), (error) => {
      const { watcher, watcher_name, reason = "" } = error instanceof ApiError ? error.problem : {};
      return watcher ? v("why.watched", { name: watcher_name || watcher }) : reason in refusals ? v(refusals[reason] ?? "why.over") : failure(error);
    });
    if (!begun) return;
    this.left.delete(row.id);
    batch(() => {
      this.items.value = this.items.peek().filter((one) => one.id !== row.id); // of before
      this.begun.value = new Set(this.begun.peek()).add(row.id);
      this.arrange();
      this.go("watch", row.id);
      this.looked.tab.value = "context"; // what the agent sees beside the talk (S8)
    });
    setTimeout(() => { // the topic has told of it, or it is not so
      const left = new Set(this.begun.peek());
      if (left.delete(row.id)) batch(() => { this.begun.value = left; this.arrange(); });
    }, grace);
  }

  /** Stops monitoring a room (S18, S19); what became of it is then in its detail (S20). @param {string} id @param {string} customer */
  async stop(id, customer) {
    if (!await ask("stop", () => api.stop(id))) return;
    batch(() => {
      this.drop(id);
      if (this.chosen.peek() === id) this.looked.tab.value = "facts"; // with who took part (S20)
      this.done.value = () => v("stopped", { customer });
    });
    void this.looked.refresh();
  }

  /** Takes an item out of the interaction panel. @param {string} id */
  drop(id) {
    const begun = new Set(this.begun.peek());
    begun.delete(id);
    this.left.add(id);
    batch(() => {
      this.begun.value = begun;
      this.items.value = this.items.peek().filter((one) => one.id !== id);
      if (this.view.peek() === "watch" && this.chosen.peek() === id) this.view.value = this.list.peek();
    });
    this.talks.get(id)?.close();
    this.talks.delete(id);
  }
}
