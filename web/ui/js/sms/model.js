// What the page of messages shows, and what is asked for it.
import { batch, computed, effect, signal, untracked } from "../dom.js";
import { Held } from "../callbacks/held.js";
import { Paged, Resource } from "../desk/parts/resource.js";
import { cut, problem } from "../desk/parts/ask.js";
import { dayIn, daysOn, fromLocalInput } from "../format.js";
import * as api from "./api.js";
import { forgetCancelled } from "./cancel.js";
import { Draft } from "./draft.js";
import { Form } from "./form.js";
import { keep, waiting } from "./kept.js";
import { Room } from "./room.js";

/** @typedef {"send"|"history"|"templates"|"conversations"|"opt-outs"} View */
/** What is looked for in the history; from and to: days, from_time and to_time: times of them, "" for the whole day. @typedef {{kind: string, state: string, scheduled: boolean, sender: string, number: string, from: string, from_time: string, to: string, to_time: string, agent: string}} Sought */
/** @template T @typedef {Omit<Held, "value"> & {value: import("../../vendor/signals.js").Signal<api.Page<T>|undefined>}} HeldOf */

export const views = /** @type {View[]} */ (["send", "history", "templates", "conversations", "opt-outs"]);
/** @type {Sought} */
export const everything = { kind: "", state: "", scheduled: false, sender: "", number: "", from: "", from_time: "", to: "", to_time: "", agent: "" };
const pause = 1500; // ms between two looks because something has changed
const minute = 60_000; // ms: the last one that is looked for is looked for as a whole

/** What the address names. @returns {{view: View, id: string}} */
function here() {
  const [, view = "", id = ""] = /^#\/([a-z-]+)(?:\/(.+))?$/.exec(location.hash) ?? [];
  return { view: views.find((one) => one === view) ?? "send", id: decodeURIComponent(id) };
}

/** A list that does not move under a hand. @template T @param {(cursor: string) => Promise<api.Page<T>>} page @returns {HeldOf<T>} */
const held = (page) => /** @type {any} */ (new Held(/** @type {any} */ (page)));

/** Leads to a view. @param {View} view @param {string} [id] */
export function show(view, id = "") {
  location.hash = view === "send" && !id ? "#/" : `#/${view}${id ? `/${encodeURIComponent(id)}` : ""}`;
}

export class Texts {
  /** @param {import("../live/socket.js").Live} live @param {import("../api.js").User} user */
  constructor(live, user) {
    this.live = live;
    this.user = user;
    this.room = new Room(live, user);
    this.draft = new Draft(this.room);
    this.draft.restore(waiting(user.id, "send"));
    /** Answers that are being written, by conversation. @type {Map<string, Draft>} */
    this.replies = new Map();
    /** Categories and templates that are being written, by their names. @type {Map<string, Form>} */
    this.forms = new Map();
    this.place = signal(here());
    addEventListener("hashchange", () => { this.place.value = here(); });
    this.view = computed(() => this.place.value.view);
    /** What is chosen in the view, "" for nothing. */
    this.id = computed(() => this.place.value.id);
    this.away = this.room.away;
    effect(() => { cut.value = this.away.value; });
    /** How many conversations wait for somebody to look. */
    this.unread = computed(() => live.texts.value?.rows?.[0]?.unread ?? 0);
    this.figures = new Resource(api.figures);

    /** Of the list beside the composer: today's, what is scheduled, or what failed today. */
    this.only = signal(/** @type {""|"scheduled"|"failed"} */ (""));
    this.today = held((cursor) => api.sends(this.only.peek() === "scheduled" ? { scheduled: true } : { from: this.startOfDay(), ...(this.only.peek() === "failed" ? { state: "failed" } : {}) }, cursor));

    /** What is looked for in the history. */
    this.sought = signal(everything);
    /** Those who have sent, by who they are, as far as lists tell: whose messages are looked for. */
    this.owners = signal(/** @type {ReadonlyMap<string, string|import("../live/rows.js").Names>} */ (new Map()));
    this.history = held((cursor) => api.sends(this.query(), cursor).then((page) => { this.meet(page.items.map((one) => [one.agent || one.created_by, one.owner_name ?? (one.agent || one.created_by.replace(/^\w+:/, ""))])); return page; }));
    this.one = new Resource(() => api.sendOf(this.id.peek()));
    this.ofOne = new Paged((cursor) => api.messagesOf(this.id.peek(), cursor));

    /** Whose conversation is looked for. */
    this.whose = signal("");
    this.conversations = held((cursor) => api.conversations(cursor, this.whose.peek()));
    this.thread = new Resource(() => api.conversation(this.id.peek()));
    this.askedOwners = false;
    this.refuser = signal("");
    this.optOuts = new Paged((cursor) => api.optOuts(cursor, this.refuser.peek()));
    this.follow();
  }

  startOfDay() { return new Date(fromLocalInput(`${dayIn(this.room.now(), this.room.zone)}T00:00`, this.room.zone)).toISOString(); }

  /** What is looked for, as the server is asked. @returns {Record<string, string|boolean>} */
  query() {
    const { from, from_time, to, to_time, ...rest } = this.sought.peek(), at = (/** @type {string} */ day, time = "00:00", more = 0) => new Date(fromLocalInput(`${day}T${time || "00:00"}`, this.room.zone) + more).toISOString();
    return { ...rest, from: from ? at(from, from_time) : "", to: !to ? "" : to_time ? at(to, to_time, minute) : at(daysOn(to, 1)) };
  }

  /** Learns who has sent. @param {[string, string|import("../live/rows.js").Names][]} those */
  meet(those) {
    if (those.some(([id]) => !this.owners.peek().has(id))) this.owners.value = new Map([...those, ...this.owners.peek()]);
  }

  /** The answer that is being written to a conversation. @param {import("./api.js").Conversation} one */
  replyTo(one) {
    let draft = this.replies.get(one.id);
    if (!draft) {
      draft = new Draft(this.room);
      draft.restore(waiting(this.user.id, `reply ${one.id}`));
      draft.addKnown({ conversation: one.id }, one.number, "");
      this.replies.set(one.id, draft);
    }
    return draft;
  }

  /** The form of a category or template: what is written in it stays until it is saved or given up. @param {"category"|"template"} what @param {string} id "" for a new one @param {string} parent */
  formOf(what, id, parent) {
    const name = `${what} ${id || parent}${id ? "" : " new"}`, there = this.forms.get(name);
    if (there?.dirty.peek()) return there;
    const one = what === "template" ? this.room.template(id) : (this.room.categories.value.peek() ?? []).find((each) => each.id === id), form = new Form(this.room, name, what, one, parent);
    form.restore(waiting(this.user.id, name));
    this.forms.set(name, form);
    return form;
  }

  /** What is written and neither sent nor saved, by its name. */
  unsaved() {
    const there = (/** @type {Form} */ form) => !form.id || (form.what === "template" ? this.room.template(form.id) : (this.room.categories.value.peek() ?? []).some((one) => one.id === form.id)); // what somebody else deleted is lost
    /** @type {[string, Draft|Form][]} */
    const all = [...[...this.replies].filter(([, draft]) => !draft.blank.peek()).map(([id, draft]) => /** @type {[string, Draft]} */ ([`reply ${id}`, draft])), ...[...this.forms].filter(([, form]) => form.dirty.peek() && there(form))];
    return new Map(this.draft.empty.peek() ? all : [["send", this.draft], ...all]);
  }

  /** Keeps that in this tab, for who comes back. */
  keepUnsaved() { keep(this.user.id, Object.fromEntries([...this.unsaved()].map(([name, one]) => [name, one.kept()]))); }

  /** Something was sent, or taken back. */
  sendsChanged() { void this.today.renew(); void this.figures.refresh(); }

  /** Loads what the view shows, and again when something has become of it. */
  follow() {
    let connected = false, first = true;
    effect(() => {
      const now = this.live.link.value === "ok";
      if (now && !connected) untracked(() => { if (this.room.loaded.peek() && !first) this.room.refresh(); else this.room.load(); void this.figures.refresh(); });
      connected = now;
      if (now) first = false;
    });
    effect(() => {
      const { view, id } = this.place.value;
      untracked(() => {
        problem.value = "";
        forgetCancelled();
        if (view === "send" && !this.today.value.peek()) void this.today.refresh();
        if (view === "history" && !this.history.value.peek()) void this.history.refresh();
        if (view === "history") void this.loadOwners();
        if (view === "history") { this.one.clear(); this.ofOne.clear(); if (id) { void this.one.refresh(); void this.ofOne.refresh(); } }
        if (view === "conversations" && !this.conversations.value.peek()) void this.conversations.refresh();
        if (view === "conversations") { this.thread.clear(); if (id) void this.openThread(); }
        if (view === "opt-outs" && this.room.manages && !this.optOuts.value.peek()) void this.optOuts.refresh();
      });
    });
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    let soon;
    let heard = false;
    effect(() => {
      if (!this.live.texts.value) return;
      if (!heard) { heard = true; return; }
      soon ??= setTimeout(() => { soon = undefined; this.again(); }, pause);
    });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.again(); });
  }

  /** Reads whose messages there may be, once. */
  async loadOwners() {
    if (this.askedOwners || !this.room.manages) return;
    this.askedOwners = true;
    this.meet((await api.agents().catch(() => [])).map((one) => [one.id, { ko: one.name, en: one.name_en ?? "" }]));
  }

  /** Reads again what is shown. */
  again() {
    if (document.hidden || this.away.peek()) return;
    const { view, id } = this.place.peek();
    void this.figures.refresh();
    void this.room.provider.refresh();
    if (view === "send") void this.today.renew(); else this.today.clear();
    if (view === "history") { void this.history.renew(); if (id) { void this.one.refresh(); void this.ofOne.again(); } } else this.history.clear();
    if (view === "conversations") { void this.conversations.renew(); if (id) void this.openThread(); } else this.conversations.clear();
    if (view === "opt-outs" && this.room.manages) void this.optOuts.again(); else this.optOuts.clear();
  }

  /** Reads a conversation; who looks at it has read it. */
  async openThread() {
    const id = this.id.peek();
    await this.thread.refresh();
    if (this.thread.value.peek()?.unread && this.id.peek() === id && !document.hidden) await api.read(id).catch(() => {});
  }

  /** @param {Partial<Sought>} change */
  seek(change) {
    batch(() => { this.sought.value = { ...this.sought.peek(), ...change }; this.history.clear(); });
    void this.history.refresh();
  }

  /** @param {""|"scheduled"|"failed"} which */
  showOnly(which) {
    batch(() => { this.only.value = this.only.peek() === which ? "" : which; this.today.clear(); });
    void this.today.refresh();
  }
}
