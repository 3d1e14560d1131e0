// The note of a call: what is written, where it is kept, and when it may be saved
// (D34, D35). Writing goes on without the server.
import { batch, computed, signal } from "../../dom.js";
import * as api from "../api.js";
import { Drafts } from "./drafts.js";

/** @typedef {import("../types.js").Note} Note */
/** @typedef {import("./drafts.js").Draft} Draft */
/** @typedef {{call: string, ticket: string, service: string}} Of which call a note is about */

const sendAfter = 900; // ms without a key before a draft goes to the server

/** @type {Note} */
const blank = { note: "", disposition: "", fields: {} };

/** Whether a note says anything. @param {Note} note */
export const written = (note) => !!(note.note?.trim() || note.disposition || Object.values(note.fields ?? {}).some(Boolean));

export class NoteDesk {
  /** @param {import("../desk.js").Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.drafts = new Drafts(desk.user.id);
    /** The call that the note on screen is about; null: none yet. */
    this.of = signal(/** @type {Of|null} */ (null));
    this.values = signal(blank);
    /** @type {import("../../../vendor/signals.js").Signal<import("../types.js").Form|null>} */
    this.form = signal(/** @type {any} */ (null));
    this.classes = signal(/** @type {import("../types.js").Disposition[]} */ ([]));
    /** Where what is written is kept: "" nothing written, "writing" not sent yet, "here" the server does not take it, "server". */
    this.kept = signal(/** @type {{where: ""|"writing"|"here"|"server", at: number}} */ ({ where: "", at: 0 }));
    /** What is wrong with each field, for people. */
    this.wrong = signal(/** @type {Record<string, string>} */ ({}));
    /** The time of a follow-up reservation that is made with the note; "" for none. */
    this.follow = signal("");
    /** Other notes that were begun and not saved. */
    this.aside = signal(/** @type {Draft[]} */ ([]));
    /** The call is over, and its note may be saved (D34). */
    this.over = computed(() => {
      const of = this.of.value, me = desk.me.value;
      return !!of && (me?.call !== of.call || me?.state === "wrap_up");
    });
    /** The calls that this page began a note of, heard somebody in, and saved the note of, each the last one. */
    this.mine = this.talked = this.done = "";
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    desk.channel.hear((message) => {
      if (message.kind === "draft" && message.call === this.of.peek()?.call) this.values.value = /** @type {Note} */ (message.note);
      if (message.kind === "saved") this.forget(message.call);
    });
    this.restore();
  }

  /**
   * Follows the call: its note opens once somebody is on the line and not before, and
   * goes again where nobody ever was and nothing is written.
   * @param {import("../../live/rows.js").AgentRow|undefined} me @param {import("../types.js").Card|null} card
   */
  watch(me, card) {
    const call = me?.call ?? "", shown = this.of.peek();
    if (["talking", "talking_outbound", "wrap_up"].includes(me?.state ?? "")) this.talked = call;
    if (call && me?.state !== "ringing") {
      if (card?.call === call && !card.saved && this.done !== call && shown?.call !== call) this.begin(call, card);
    } else if (!call && shown && shown.call !== this.talked && this.mine === shown.call && !written(this.values.peek())) this.forget(shown.call);
  }

  /** Begins the note of a call, or goes on with the one that was begun. @param {string} call @param {import("../types.js").Card} card */
  begin(call, card) {
    const of = { call, ticket: card.ticket, service: card.service ?? "" };
    batch(() => {
      this.form.value = card.form;
      this.classes.value = card.dispositions?.items ?? [];
      this.mine = call;
      this.keepNow();
      const local = this.drafts.of(call), remote = card.draft;
      this.open(of, local && !local.sent ? local.note : remote ?? local?.note ?? blank);
    });
  }

  /** @param {Of} of @param {Note} note */
  open(of, note) {
    batch(() => {
      this.of.value = of;
      this.values.value = { note: note.note ?? "", disposition: note.disposition ?? "", fields: note.fields ?? {} };
      this.wrong.value = {};
      this.follow.value = "";
      this.kept.value = { where: written(note) ? "server" : "", at: 0 };
      this.list();
    });
  }

  /** A note of before that was not saved is shown again. */
  restore() {
    const [last] = this.drafts.all();
    if (last) void this.take(last);
    this.list();
  }

  /** Puts a note that waits aside on screen. @param {Draft} draft */
  async take(draft) {
    this.keepNow();
    this.open({ call: draft.call, ticket: draft.ticket, service: draft.service }, draft.note);
    this.kept.value = { where: draft.sent ? "server" : "here", at: draft.at };
    const [form, classes] = await Promise.all([api.form(draft.service), api.dispositions(draft.service)]).catch(() => [null, null]);
    if (this.of.peek()?.call === draft.call && form && classes) batch(() => { this.form.value = form; this.classes.value = classes.items; });
  }

  /** @param {Partial<Note>} change */
  write(change) {
    const of = this.of.peek();
    if (!of) return;
    this.values.value = { ...this.values.peek(), ...change };
    this.put(of, false);
    this.desk.channel.tell({ kind: "draft", call: of.call, note: this.values.peek() });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { void this.send(); }, sendAfter);
  }

  /** @param {Of} of @param {boolean} sent */
  put(of, sent) {
    const at = Date.now();
    this.drafts.put({ ...of, note: this.values.peek(), at, sent });
    this.kept.value = { where: sent ? "server" : this.kept.peek().where === "here" ? "here" : "writing", at };
  }

  /** Gives the draft to the server; without one it stays here and goes later. */
  async send() {
    clearTimeout(this.timer);
    const of = this.of.peek(), note = this.values.peek();
    if (!of) return;
    try {
      await api.saveDraft(of.call, note);
    } catch {
      if (this.of.peek()?.call === of.call) this.kept.value = { where: "here", at: this.kept.peek().at };
      return; // sync() tries again
    }
    if (this.of.peek()?.call === of.call && this.values.peek() === note) this.put(of, true);
  }

  /** Sends what could not be sent. */
  sync() {
    this.keepNow();
    for (const draft of this.drafts.all()) {
      if (!draft.sent && draft.call !== this.of.peek()?.call) void api.saveDraft(draft.call, draft.note).then(() => this.drafts.put({ ...draft, sent: true }), () => {});
    }
  }

  /** Sends what is on screen and not sent yet. */
  keepNow() {
    if (["here", "writing"].includes(this.kept.peek().where)) void this.send();
  }

  /** The note of a call is saved, here or in another tab: its draft is not needed any more. @param {string} call */
  forget(call) {
    this.drafts.drop(call);
    this.done = call;
    if (this.of.peek()?.call === call) {
      clearTimeout(this.timer);
      batch(() => { this.of.value = null; this.values.value = blank; this.wrong.value = {}; this.follow.value = ""; this.kept.value = { where: "", at: 0 }; });
    }
    this.list();
  }

  list() {
    this.aside.value = this.drafts.all().filter((draft) => draft.call !== this.of.peek()?.call && written(draft.note));
  }
}
