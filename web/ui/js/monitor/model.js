// What the monitoring window counts (M1 to M29): agents of today, and the rooms of a
// period that wait for an agent, for a first answer and for the next one.
import { computed, effect, signal } from "../dom.js";
import { request } from "../api.js";
import { dayIn, fromLocalInput } from "../format.js";
import { named } from "../i18n.js";
import { keep, kept } from "../storage.js";
import { siteName } from "../chat/names.js";
import { waits } from "../chat/waits.js";
import { ask, cut } from "../desk/parts/ask.js";
import { band, limits } from "./limits.js";
import { Order } from "./order.js";
import { agentOf, customerOf } from "./room.js";
import { o } from "./text.js";

/** @typedef {import("../live/chatrows.js").ChatRow} ChatRow */
/** @typedef {import("../live/chatrows.js").ChatAgentRow} ChatAgentRow */
/** @typedef {import("../live/chatrows.js").ChatAgentState} AgentState */
/** @typedef {"today"|"day"} Period */

const day = 24 * 60 * 60_000, minute = 60_000;

/** The states of agents in their order (M6). @type {AgentState[]} */
export const states = ["working", "resting", "meal", "off", "excluded"];

/** One panel of rooms. */
export class Queue {
  /** @param {import("../chat/waits.js").Wait} name @param {Monitor} page */
  constructor(name, page) {
    const { live } = page, { of, since } = waits[name];
    this.name = name;
    this.since = since;
    const all = computed(() => page.rooms.value.filter(of));
    const rooms = computed(() => all.value.filter((row) => row.opened_at >= page.from.value));
    this.n = computed(() => rooms.value.length);
    /** Those of before the period, which the lists of chats have too. */
    this.older = computed(() => all.value.length - rooms.value.length);
    /** How many are over the limit, near it and below, as text: it changes only where one of them does. */
    this.split = computed(() => {
      const n = { bad: 0, warn: 0, "": 0 }, now = live.now.value, limit = limits.value[name];
      for (const row of rooms.value) n[band(now - since(row), limit)]++;
      return `${n.bad} ${n.warn} ${n[""]}`;
    });
    /** @type {Order<ChatRow>} the longest first (M23) */
    this.order = new Order(() => rooms.value, { elapsed: (row) => -since(row), customer: customerOf, agent: agentOf }, { by: "elapsed", down: true });
  }

  /** @returns {{bad: number, warn: number, ok: number}} */
  counts() {
    const [bad = 0, warn = 0, ok = 0] = this.split.value.split(" ").map(Number);
    return { bad, warn, ok };
  }
}

export class Monitor {
  /** @param {import("../live/socket.js").Live} live @param {import("../api.js").User} user */
  constructor(live, user) {
    this.live = live;
    this.user = user;
    /** Rooms of the last 24 hours, as the panels are meant (M18, M21, M24), or of today (M2). */
    this.period = signal(/** @type {Period} */ (kept("monitor.period") === "today" ? "today" : "day"));
    this.site = signal("");
    this.category = signal("");
    this.state = signal(/** @type {AgentState|""} */ (""));
    /** The room that is being given to an agent. */
    this.giving = signal("");
    /** What was done last, in the words of now. @type {import("../../vendor/signals.js").Signal<(() => string)|null>} */
    this.done = signal(/** @type {(() => string)|null} */ (null));
    this.away = computed(() => ["stale", "lost", "refused"].includes(live.link.value));
    effect(() => { cut.value = this.away.value; });
    /** Whether chats are in use; what is not known yet is. */
    this.used = computed(() => { void live.chats.ids.value; return live.chats.row("me")?.value.used !== false; });

    /** Steps each minute: lists change when a room leaves the period, not each second. */
    const now = computed(() => Math.floor(live.now.value / minute) * minute);
    this.today = computed(() => dayIn(now.value, live.timeZone.value));
    this.from = computed(() => (this.period.value === "day" ? now.value - day : fromLocalInput(`${this.today.value}T00:00`, live.timeZone.value)));
    const every = computed(() => { void live.chats.version.value; return live.chats.all().filter((row) => row.kind === "room"); });
    /** Every open room, of any site: what the filters choose from. */
    this.every = every;
    this.rooms = computed(() => {
      const site = this.site.value, category = this.category.value;
      return every.value.filter((row) => (!site || row.site === site) && (!category || row.large?.id === category || row.middle?.id === category));
    });
    this.queues = { waiting: new Queue("waiting", this), first: new Queue("first", this), reply: new Queue("reply", this) };

    this.agents = computed(() => { void live.chatAgents.version.value; return live.chatAgents.all(); });
    /** How many agents are in each state. */
    this.states = computed(() => {
      const n = { working: 0, resting: 0, meal: 0, off: 0, excluded: 0 };
      for (const row of this.agents.value) n[row.state]++;
      return n;
    });
    /** @type {Order<ChatAgentRow>} */
    this.order = new Order(() => this.agents.value.filter((row) => !this.state.value || row.state === this.state.value), {
      name: (row) => this.name(row), state: (row) => states.indexOf(row.state), since: (row) => -row.since,
      received: (row) => row.today.received, running: (row) => row.today.running, ended: (row) => row.today.ended, auto: (row) => Number(row.auto_complete),
    }, { by: "state", down: false });
  }

  /** @param {ChatAgentRow} row */
  name(row) { return named(row.name, row.id); }

  /** Whether a category is a large one. @param {string} id */
  isLarge(id) { return this.every.value.some((row) => row.large?.id === id); }

  /** As the open rooms say it. @param {string} id */
  siteName(id) {
    const row = this.every.value.find(({ site }) => site === id);
    return row ? siteName(row) : id;
  }

  /** @param {Period} period */
  look(period) {
    this.period.value = period;
    keep("monitor.period", period);
  }

  /** Gives the room to an agent. @param {ChatRow} room @param {ChatAgentRow} agent @returns {Promise<boolean>} whether it was done */
  async give(room, agent) {
    const done = await ask("give", () => request("POST", `chat/rooms/${encodeURIComponent(room.id)}/assign`, { agent: agent.id }));
    if (done) this.done.value = () => o("given", { room: customerOf(room), name: this.name(agent) });
    return !!done;
  }
}
