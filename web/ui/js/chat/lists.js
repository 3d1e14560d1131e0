// The lists by status: what is open comes from the live topic, what is over, or is looked
// for by days and tags, page by page from the server.
import { batch, computed, effect, signal, untracked } from "../dom.js";
import { chatRooms, chats } from "../live/chats.js";
import { Paged } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { ordered, pressed, usual } from "./order.js";

/** @typedef {"waiting"|"received"|"in_progress"|"held"|"ended"|"bot"|"bot_ended"} Tab */
/** @typedef {import("./api.js").Line} Line */
/** What is looked for in a list; days as 2026-11-30. @typedef {{agent: string, channel: string, large: string, category: string, end_type: string, held: boolean, from: string, to: string, visitor_tag: string, room_tags: string}} Sought */

/** @type {Sought} */
export const everything = { agent: "", channel: "", large: "", category: "", end_type: "", held: false, from: "", to: "", visitor_tag: "", room_tags: "" };
/** The lists of 채팅 상담 and those of 챗봇 상담. @type {{chat: Tab[], bot: Tab[]}} */
export const groups = { chat: ["waiting", "received", "in_progress", "held", "ended"], bot: ["bot", "bot_ended"] };
export const pageSize = 50;

/** @param {Tab} tab */
export const isOver = (tab) => tab === "ended" || tab === "bot_ended";

/** Of which rooms an open list is. @type {Record<string, (line: Line) => boolean>} */
const belongs = {
  waiting: (line) => line.status === "waiting", received: (line) => line.status === "received", in_progress: (line) => line.status === "in_progress",
  held: (line) => !!line.held && (line.status === "received" || line.status === "in_progress"), bot: (line) => line.status === "bot",
};

/** Whether an open room fits what is looked for. @param {Line} line @param {Sought} sought */
function fits(line, { agent, channel, large, category, held }) {
  return (!agent || line.agent === agent) && (!channel || line.channel === channel) && (!large || line.large?.id === large) && (!category || line.category === category) && (!held || !!line.held);
}

export class Lists {
  /** @param {import("../live/socket.js").Live} live @param {import("../../vendor/signals.js").ReadonlySignal<Tab>} tab */
  constructor(live, tab) {
    this.live = live;
    this.tab = tab;
    /** The order of each list that is not the usual one. */
    this.orders = signal(/** @type {Partial<Record<Tab, import("./order.js").Order>>} */ ({}));
    this.order = computed(() => this.orders.value[tab.value] ?? usual);
    this.sought = signal(everything);
    this.filtered = computed(() => Object.values(this.sought.value).some(Boolean));
    /** Whether the server looks: for days and tags, and in what is over. */
    this.far = computed(() => { const { from, to, visitor_tag, room_tags } = this.sought.value; return isOver(tab.value) || !!(from || to || visitor_tag || room_tags); });
    this.found = new Paged((cursor) => api.list({ ...this.query(), after: cursor, limit: pageSize }));
    this.counts = signal(/** @type {import("./api.js").Counts|null} */ (null));

    /** Open rooms by list. */
    this.open = computed(() => {
      const all = chatRooms.value;
      return /** @type {Record<string, Line[]>} */ (Object.fromEntries(Object.entries(belongs).map(([name, is]) => [name, all.filter(is)])));
    });
    /** The rooms of the chosen list, in its order. @type {import("../../vendor/signals.js").ReadonlySignal<Line[]>} */
    this.lines = computed(() => {
      if (this.far.value) {
        const now = new Map(chatRooms.value.map((line) => [line.id, line]));
        return (this.found.value.value?.items ?? []).map((row) => (isOver(this.tab.value) ? api.lineOf(row) : now.get(row.room.id) ?? api.lineOf(row)));
      }
      return ordered((this.open.value[tab.value] ?? []).filter((line) => fits(line, this.sought.value)), this.order.value);
    });
    this.follow();
  }

  /** How many there are in a list; undefined while nobody knows. @param {Tab} tab */
  count(tab) {
    return isOver(tab) ? this.counts.value?.[/** @type {"ended"} */ (tab)] : chats.loaded.value ? this.open.value[tab]?.length : undefined;
  }

  /** What the server is asked for. @returns {Record<string, string|boolean>} */
  query() {
    const { agent, ...sought } = this.sought.peek(), tab = this.tab.peek(), { by, up } = this.order.peek(), held = tab === "held";
    return { ...sought, status: held ? "in_progress" : tab, agents: agent, held: sought.held || held, sort: by === "wait" ? "recent" : by, up };
  }

  /** Reads what the server looks for, as it is asked now. */
  follow() {
    effect(() => {
      void [this.tab.value, this.order.value, this.sought.value];
      if (this.far.value) untracked(() => batch(() => { this.found.clear(); void this.found.refresh(); }));
    });
    let connected = false;
    effect(() => {
      const now = this.live.link.value === "ok";
      if (now && !connected) untracked(() => { void this.readCounts(); if (this.far.peek() && this.found.failed.peek()) void this.found.refresh(); });
      connected = now;
    });
  }

  async readCounts() {
    try {
      this.counts.value = await api.counts();
    } catch { /* they are not shown then */ }
  }

  /** A room ended, or another list has it now. */
  changed() {
    void this.readCounts();
    if (this.far.peek()) void this.found.again();
  }

  /** @param {import("./order.js").By} by */
  press(by) { this.orders.value = { ...this.orders.peek(), [this.tab.peek()]: pressed(this.order.peek(), by) }; }

  /** @param {Partial<Sought>} change */
  seek(change) { this.sought.value = { ...this.sought.peek(), ...change }; }
}
