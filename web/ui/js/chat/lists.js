// The lists by status: what is open comes from the live topic, what is over, or is looked
// for by days and tags, page by page from the server.
import { batch, computed, effect, signal, untracked } from "../dom.js";
import { dayIn } from "../format.js";
import { chatRooms, chats } from "../live/chats.js";
import { whenConnected } from "../live/connected.js";
import { Paged } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { ordered, pressed, usual } from "./order.js";
import { fits, here, isFar, isOver, narrowed, narrows, soughtIn } from "./sought.js";

/** @typedef {import("./sought.js").Tab} Tab */
/** @typedef {import("./api.js").Line} Line */

/** The lists of 채팅 상담 and those of 챗봇 상담. @type {{chat: Tab[], bot: Tab[]}} */
export const groups = { chat: ["waiting", "received", "in_progress", "held", "ended"], bot: ["bot", "bot_ended"] };
const every = [...groups.chat, ...groups.bot];
export const pageSize = 50;
const minute = 60_000; // ms
const soon = 300, pause = 5000; // ms until what is over is read again, and between two times

/** Of which rooms an open list is; those that are held from ending are in progress (C69). @type {Record<string, (line: Line) => boolean>} */
const belongs = {
  waiting: (line) => line.status === "waiting", received: (line) => line.status === "received", in_progress: (line) => line.status === "in_progress",
  held: (line) => !!line.held && line.status === "in_progress", bot: (line) => line.status === "bot",
};

export class Lists {
  /** @param {import("../live/socket.js").Live} live @param {import("../../vendor/signals.js").ReadonlySignal<Tab>} tab */
  constructor(live, tab) {
    this.live = live;
    this.tab = tab;
    /** The order of each list that is not the usual one. */
    this.orders = signal(/** @type {Partial<Record<Tab, import("./order.js").Order>>} */ ({}));
    this.order = computed(() => this.orders.value[tab.value] ?? usual);
    this.sought = signal(soughtIn(location.search));
    /** What counts of it in the chosen list. */
    this.narrow = computed(() => narrowed(this.sought.value, tab.value));
    this.filtered = computed(() => narrows(this.sought.value, tab.value));
    /** Whether the server looks. */
    this.far = computed(() => isFar(this.sought.value, tab.value));
    this.found = new Paged((cursor) => api.list({ ...this.query(), after: cursor, limit: pageSize }));
    /** Of lists that the server looks through, how many rooms they have as they are narrowed. */
    this.counts = signal(/** @type {Partial<Record<Tab, number>>} */ ({}));
    this.turn = 0; // of several readings of counts the last one counts
    this.read = -Infinity; // when what is over was read last
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.reading = undefined;

    /** Steps each minute, as days do. */
    const now = computed(() => Math.floor(live.now.value / minute) * minute);
    this.when = computed(() => ({ now: now.value, today: dayIn(now.value, live.timeZone.value), zone: live.timeZone.value }));
    /** Open rooms by list, as each is narrowed. */
    this.open = computed(() => {
      const all = chatRooms.value, sought = this.sought.value, when = this.when.value;
      return /** @type {Record<string, Line[]>} */ (Object.fromEntries(Object.entries(belongs).map(([name, is]) => { const list = /** @type {Tab} */ (name), fit = fits(narrowed(sought, list), list, when); return [name, all.filter((line) => is(line) && fit(line))]; })));
    });
    /** The rooms of the chosen list, in its order. @type {import("../../vendor/signals.js").ReadonlySignal<Line[]>} */
    this.lines = computed(() => (this.far.value ? this.fromServer() : ordered(this.open.value[tab.value] ?? [], this.order.value)));
    this.follow();
  }

  /** What the server has found, open rooms as they are now. @returns {Line[]} */
  fromServer() {
    const rows = this.found.value.value?.items ?? [], tab = this.tab.value, is = belongs[tab];
    if (isOver(tab)) return rows.map(api.lineOf);
    const now = new Map(chatRooms.value.map((line) => [line.id, line])), fit = fits(this.narrow.value, tab, this.when.value);
    return rows.map((row) => now.get(row.room.id) ?? api.lineOf(row)).filter((line) => fit(line) && is?.(line));
  }

  /** How many there are in a list; undefined while nobody knows. @param {Tab} tab */
  count(tab) {
    if (isFar(this.sought.value, tab)) return this.counts.value[tab];
    return chats.loaded.value ? this.open.value[tab]?.length : undefined;
  }

  /** What the server is asked for. @param {Tab} [tab] @returns {Record<string, string|boolean>} */
  query(tab = this.tab.peek()) {
    const { agent, within, awaits: _, ...sought } = narrowed(this.sought.peek(), tab), { by, up } = this.order.peek(), { now, zone } = this.when.peek(), held = tab === "held";
    const days = within === "24h" ? { from: sought.from || dayIn(now - 1440 * minute, zone), to: sought.to || dayIn(now, zone) } : {};
    return { ...sought, ...days, status: held ? "in_progress" : tab, agents: agent, held: sought.held || held, sort: by === "wait" ? "recent" : by, up };
  }

  /** Reads what the server looks for, as it is asked now. */
  follow() {
    effect(() => {
      void [this.tab.value, this.order.value, this.sought.value];
      if (this.far.value) untracked(() => batch(() => { this.found.clear(); void this.found.refresh(); }));
    });
    effect(() => { if (this.sought.value && this.live.link.value === "ok") untracked(() => { void this.readCounts(); }); });
    whenConnected(this.live, () => { if (this.far.peek() && this.found.failed.peek()) void this.found.refresh(); });
    let before = new Set(chats.ids.peek());
    effect(() => {
      const now = new Set(chats.ids.value), left = [...before].some((id) => !now.has(id));
      before = now;
      if (left) untracked(() => this.left());
    });
    /** Open rooms of the chosen list where the server looks through it; "" elsewhere. */
    const of = computed(() => { const is = this.far.value ? belongs[this.tab.value] : undefined; return is ? `${this.tab.value} ${chatRooms.value.filter(is).map((line) => line.id).sort().join(" ")}` : ""; });
    let was = "";
    effect(() => { // a room that comes into the list, or goes to another
      const now = of.value, changed = now !== was && now.split(" ")[0] === was.split(" ")[0];
      was = now;
      if (changed) untracked(() => this.left());
    });
  }

  /** Counts what the server looks through. */
  async readCounts() {
    const sought = this.sought.peek(), turn = ++this.turn, far = every.filter((tab) => isFar(sought, tab)), asked = far.filter((tab) => narrows(sought, tab) && !here.some((key) => narrowed(sought, tab)[key]));
    try {
      const [all, ...numbers] = await Promise.all([api.counts(), ...asked.map(async (tab) => [tab, (await api.listCount(this.query(tab))).n])]);
      if (turn === this.turn) this.counts.value = { ...Object.fromEntries(far.filter((tab) => !narrows(sought, tab)).map((tab) => [tab, all[tab]])), ...Object.fromEntries(numbers) };
    } catch {
      if (turn === this.turn) this.counts.value = {}; // they are not shown then
    }
  }

  /** What the server looks through has changed. */
  changed() {
    void this.readCounts();
    if (this.far.peek()) void this.found.again();
  }

  /** A room left the live topic: it is over, or somebody else has it. Of many that do the lists are not read for each. */
  left() {
    this.reading ??= setTimeout(() => {
      this.reading = undefined;
      this.read = performance.now();
      this.changed();
    }, Math.max(soon, this.read + pause - performance.now()));
  }

  /** @param {import("./order.js").By} by */
  press(by) { this.orders.value = { ...this.orders.peek(), [this.tab.peek()]: pressed(this.order.peek(), by) }; }

  /** @param {Partial<import("./sought.js").Sought>} change */
  seek(change) { this.sought.value = { ...this.sought.peek(), ...change }; }
}
