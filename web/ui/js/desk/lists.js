// My lists: reservations (D13, D14), consultations of today (D17, D18), templates.
// The server says when they change; a tab that changed something says so too.
import { effect, signal, untracked } from "../dom.js";
import * as api from "./api.js";
import { callbackRow } from "../live/callbackrow.js";
import { Paged } from "./parts/resource.js";

const justNow = 15_000; // ms that something counts as new
const pageRows = 100;
const afterGiven = 1000; // ms within which it is told that a callback was given

export class Lists {
  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.reservations = new Paged((cursor) => api.reservations({ mine: true, state: "open", limit: pageRows, cursor }));
    /** Which reservations are shown: "" for all open ones, or those of a type. */
    this.type = signal(/** @type {""|"direct"|"bulk"|"callback"} */ (""));
    this.ofType = new Paged((cursor) => api.reservations({ mine: true, state: "open", type: this.type.peek(), limit: pageRows, cursor }));
    this.consultations = new Paged((cursor) => api.consultations({ mine: true, day: "today", limit: pageRows, cursor }));
    /** Which consultations are shown: "" for all of today, or those of a channel. */
    this.channel = signal(/** @type {""|"in"|"out"} */ (""));
    this.ofChannel = new Paged((cursor) => api.consultations({ mine: true, day: "today", channel: this.channel.peek(), limit: pageRows, cursor }));
    /** The reservations that are shown under 예약현황: the open ones, or those of another state. */
    this.state = signal(/** @type {"open"|"missed"|"done"|"cancelled"} */ ("open"));
    this.others = new Paged((cursor) => api.reservations({ mine: true, state: this.state.peek(), limit: pageRows, cursor }));
    this.query = signal("");
    this.templates = new Paged((cursor) => api.templates(desk.me.peek()?.service ?? "", this.query.peek(), cursor));
    /** How my calls are compared (D27). */
    this.compare = signal(/** @type {"best"|"all"} */ ("best"));
    effect(() => { if (desk.live.own.value) untracked(() => this.told(desk.live.own.peek()?.rows ?? [])); });
    desk.channel.hear((message) => { if (message.kind === "stale" || message.kind === "saved") this.refreshLists(); });
  }

  refresh() {
    void this.templates.refresh();
    void api.figures().then((figures) => { this.compare.value = figures.compare; }, () => {});
  }

  /** Other services are asked for: the answers of the call's (D42). */
  served() {
    void this.templates.refresh();
  }

  /**
   * The server tells of a change, and on each connection how things are: lists load
   * again, a reservation that has just become due is said, and notes that are begun
   * elsewhere are learnt of.
   * @param {{id: string, due?: {id: string, type?: string, due_at: number, reminded_at?: number, name?: string, number: string}[], items?: {call: string, updated_at: number}[], more?: boolean}[]} rows
   */
  told(rows) {
    const drafts = rows.find((row) => row.id === "drafts");
    if (drafts) this.desk.note.told(drafts.items ?? [], !!drafts.more);
    if (rows.every((row) => row.id === "drafts")) return;
    this.refreshLists();
    const now = this.desk.live.clock.now();
    for (const due of rows.find((row) => row.id === "reservations")?.due ?? []) {
      if (now - (due.reminded_at || due.due_at) >= justNow) continue;
      const remind = () => { if (!this.desk.alerts.toldOf(due.id)) this.desk.alerts.remind(due.name || due.number, due.due_at); };
      if (due.type === "callback" && callbackRow.peek()?.used) setTimeout(remind, afterGiven); // it may be told as one that was given just now
      else remind();
    }
  }

  /** @param {""|"direct"|"bulk"|"callback"} type */
  chooseType(type) {
    this.type.value = type;
    this.ofType.clear();
    if (type) void this.ofType.refresh();
  }

  /** @param {""|"in"|"out"} channel */
  chooseChannel(channel) {
    this.channel.value = channel;
    this.ofChannel.clear();
    if (channel) void this.ofChannel.refresh();
  }

  refreshLists() {
    void this.reservations.refresh();
    if (this.type.peek()) void this.ofType.refresh();
    if (this.state.peek() !== "open") void this.others.refresh();
    void this.consultations.refresh();
    if (this.channel.peek()) void this.ofChannel.refresh();
  }

  /** Something of mine was changed here: lists load again, in every tab. @param {string} what */
  changed(what) {
    this.refreshLists();
    this.desk.channel.tell({ kind: "stale", what });
  }
}
