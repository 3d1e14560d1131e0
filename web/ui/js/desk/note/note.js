// The note of a call: what is written, where it is kept, and when it may be saved
// (D34, D35). Writing goes on without the server.
import { batch, computed, signal } from "../../dom.js";
import { t } from "../../i18n.js";
import * as api from "../api.js";
import { drawn } from "../../picture.js";
import { Resource } from "../parts/resource.js";
import { Drafts } from "./drafts.js";

/** @typedef {import("../types.js").DraftNote} Note */
/** @typedef {import("./drafts.js").Draft} Draft */
/** @typedef {{call: string, ticket: string, service: string}} Of which call a note is about */

const sendAfter = 900; // ms without a key before a draft goes to the server
const typesFor = 3000; // ms after a key in which a text is not taken from another tab: the letters of both would be mixed
const answersFirst = 400; // ms in which the server's answers and other tabs say what this browser has done itself

/** @type {Note} */
const blank = { note: "", disposition: "", fields: {}, follow_at: "" };

/** @param {Note} a @param {Note} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
/** A note with all of its parts. @param {Note} note @returns {Note} */
const whole = (note) => ({ note: note.note ?? "", disposition: note.disposition ?? "", fields: note.fields ?? {}, follow_at: note.follow_at ? new Date(note.follow_at).toISOString() : "" });

/** Whether a note says anything. @param {Note} note */
export const written = (note) => !!(note.note?.trim() || note.disposition || note.follow_at || Object.values(note.fields ?? {}).some(Boolean));

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
    /** When each text of the note on screen was typed in here last, in ms: "note", or the key of a field. @type {Map<string, number>} */
    this.typed = new Map();
    /** When another tab last wrote a text that was being typed in here, in ms; 0: it does not. */
    this.two = signal(0);
    /** What is wrong with each field, for people. */
    this.wrong = signal(/** @type {Record<string, string>} */ ({}));
    /** What the server has of notes that are not saved, by call, and this browser has not, or older. @type {Map<string, Draft>} */
    this.remote = new Map();
    /** Whose those notes are, by call: a name, or a masked number. @type {Map<string, string>} */
    this.names = new Map();
    /** The card of the note's call where that is over, or another one is up. @type {Resource<import("../types.js").Card>} */
    this.card = new Resource(() => api.card(this.of.peek()?.call ?? ""));
    /** The calls whose note was written here: the card's draft is older. @type {Set<string>} */
    this.wrote = new Set();
    /** The calls whose note is saved. */
    this.done = signal(/** @type {ReadonlySet<string>} */ (new Set()));
    /** The card of the call that is on, or wrapped up, and whose note is not saved; null without one. */
    this.live = computed(() => {
      const me = desk.me.value, card = desk.card.value.value, call = me?.call ?? "";
      return card && call && card.call === call && me?.state !== "ringing" && !card.saved && !this.done.value.has(call) ? card : null;
    });
    /** The call whose note was left for that of another, "" for none. */
    this.left = "";
    /** Another note than the call's is open. */
    this.away = computed(() => {
      const of = this.of.value, live = this.live.value;
      return !!of && !!live && of.call !== live.call;
    });
    /** Grows when what is kept has changed. */
    this.turn = signal(0);
    /** Other notes that were begun and not saved, wherever they are kept, newest first. */
    this.aside = computed(() => {
      void this.turn.value;
      const open = this.of.value?.call, live = this.live.value?.call;
      return this.waiting().filter((draft) => draft.call !== open && draft.call !== live && written(draft.note));
    });
    /** Whom the note on screen is about: their name, or the number as it is shown; "" while that is not known. */
    this.who = computed(() => {
      void this.turn.value;
      const call = this.of.value?.call, about = desk.subject.about.value, record = desk.subject.customer.value;
      if (!call) return "";
      if (about.call === call && about.customer && record?.id === about.customer) return record.name; // also who was chosen just now
      const card = [desk.card.value.value, this.card.value.value].find((one) => one?.call === call);
      return card ? card.customer?.name || card.number || t("home.anonymous") : this.names.get(call) ?? "";
    });
    /** The call is over, and its note may be saved (D34). */
    this.over = computed(() => {
      const of = this.of.value, me = desk.me.value;
      return !!of && (me?.call !== of.call || me?.state === "wrap_up");
    });
    /** The calls that this page began a note of, and heard somebody in, each the last one. */
    this.mine = this.talked = "";
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** @type {ReturnType<typeof setTimeout>|undefined} until it is seen whether another computer has written */
    this.asking = undefined;
    desk.channel.hear((message) => {
      if (message.kind === "draft") this.heard(message.call, /** @type {Note} */ (message.note));
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
      if (card?.call === call && this.live.peek() && shown?.call !== call && this.left !== call) this.begin(call, card);
    } else if (!call && shown && shown.call !== this.talked && this.mine === shown.call && !written(this.values.peek())) this.forget(shown.call);
  }

  /** Begins the note of a call, or goes on with the one that was begun. @param {string} call @param {import("../types.js").Card} card */
  begin(call, card) {
    const of = { call, ticket: card.ticket, service: card.service ?? "" };
    batch(() => {
      this.mine = call;
      this.left = "";
      this.keepNow();
      const local = this.drafts.of(call), newest = local && (!local.sent || this.wrote.has(call));
      this.open(of, newest ? local.note : card.draft ?? local?.note ?? blank);
      this.form.value = card.form;
      this.classes.value = card.dispositions?.items ?? [];
      if (newest && !local.sent) {
        this.kept.value = { where: "writing", at: local.at };
        this.sendSoon();
      }
    });
  }

  /** @param {Of} of @param {Note} note */
  open(of, note) {
    batch(() => {
      this.of.value = of;
      this.values.value = whole(note);
      this.typed.clear();
      this.two.value = 0;
      this.wrong.value = {};
      this.kept.value = { where: written(note) ? "server" : "", at: 0 };
      this.list();
    });
  }

  /** Puts the note of the call that is on, or wrapped up, on screen again. */
  back() {
    this.left = "";
    const card = this.live.peek();
    if (card && this.of.peek()?.call !== card.call) this.begin(card.call, card);
  }

  /** A note of before that was not saved is shown again. */
  restore() {
    const [last] = this.drafts.all();
    if (last) void this.take(last, false); // gives way to the note of a call
    this.list();
  }

  /** Puts a note that waits aside on screen. @param {Draft} draft @param {boolean} [asked] by the agent: then it stays although a call is on */
  async take(draft, asked = true) {
    const me = this.desk.me.peek();
    if (asked && me?.call && me.state !== "ringing" && me.call !== draft.call) this.left = me.call;
    this.keepNow();
    this.open({ call: draft.call, ticket: draft.ticket, service: draft.service }, draft.note);
    this.kept.value = { where: draft.sent ? "server" : "here", at: draft.at };
    const [form, classes] = await Promise.all([api.form(draft.service), api.dispositions(draft.service)]).catch(() => [null, null]);
    if (this.of.peek()?.call === draft.call && form && classes) batch(() => { this.form.value = form; this.classes.value = classes.items; });
  }

  /** Looks up whose the note on screen is, of a call that is not up. @param {string} call "" for none */
  async lookUp(call) {
    if (this.card.value.peek()?.call === call) return;
    this.card.clear();
    if (!call) return;
    await drawn();
    if (this.of.peek()?.call === call) await this.card.refresh();
  }

  /** @param {Partial<Note>} change */
  write(change) {
    const of = this.of.peek();
    if (!of) return;
    const before = this.values.peek().fields ?? {}, now = Date.now();
    if (change.note !== undefined) this.typed.set("note", now);
    for (const [key, value] of Object.entries(change.fields ?? {})) if (value !== before[key]) this.typed.set(`fields.${key}`, now);
    if (now - this.two.peek() >= typesFor) this.two.value = 0; // it has stopped
    this.values.value = { ...this.values.peek(), ...change };
    this.put(of);
    this.desk.channel.tell({ kind: "draft", call: of.call, note: this.values.peek() });
    this.sendSoon();
  }

  sendSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { void this.send(); }, sendAfter);
  }

  /**
   * What another tab has written, but for the texts that are being typed in here: those
   * stay, and it is said; what is written last is kept.
   * @param {Note} note @returns {Note}
   */
  besideTyping(note) {
    const own = this.values.peek(), theirs = whole(note), typing = (/** @type {string} */ part) => Date.now() - (this.typed.get(part) ?? 0) < typesFor;
    const fields = { ...theirs.fields };
    for (const [key, value] of Object.entries(own.fields ?? {})) if (typing(`fields.${key}`)) fields[key] = value;
    const mixed = { ...theirs, fields, note: typing("note") ? own.note : theirs.note };
    this.two.value = same(mixed, theirs) ? 0 : Date.now();
    return mixed;
  }

  /** Another tab writes. @param {string} call @param {Note} note */
  heard(call, note) {
    this.wrote.add(call);
    this.remote.delete(call);
    if (call === this.of.peek()?.call) this.values.value = this.besideTyping(note);
    this.list();
  }

  /** @param {Of} of */
  put(of) {
    const at = Date.now();
    this.wrote.add(of.call);
    this.remote.delete(of.call);
    this.drafts.put({ ...of, note: this.values.peek(), at, sent: false });
    this.kept.value = { where: this.kept.peek().where === "here" ? "here" : "writing", at };
  }

  /** The server has taken a note: that counts unless more was written, or it was saved, meanwhile. @param {string} call @param {Note} note @param {{updated_at?: string}|null} taken */
  sent(call, note, taken) {
    const draft = this.drafts.of(call);
    if (!draft || !same(draft.note, note)) return;
    this.drafts.put({ ...draft, sent: true, server: Date.parse(taken?.updated_at ?? "") || undefined });
    if (this.of.peek()?.call === call) this.kept.value = { where: "server", at: Date.now() };
    this.list();
  }

  /** Gives the draft to the server; without one it stays here and goes later. */
  async send() {
    clearTimeout(this.timer);
    const of = this.of.peek(), note = this.values.peek();
    if (!of) return;
    let taken;
    try {
      taken = await api.saveDraft(of.call, note);
    } catch {
      if (this.of.peek()?.call === of.call) this.kept.value = { where: "here", at: this.kept.peek().at };
      return; // sync() tries again
    }
    this.sent(of.call, note, taken);
  }

  /** Sends what could not be sent, and learns what other computers have sent. */
  sync() {
    this.keepNow();
    for (const draft of this.drafts.all()) {
      if (!draft.sent && draft.call !== this.of.peek()?.call) void api.saveDraft(draft.call, draft.note).then((taken) => this.sent(draft.call, draft.note, taken), () => {});
    }
    void this.fetch();
    if (this.card.failed.peek()) void this.card.refresh();
  }

  /**
   * The server tells which notes it has. They are asked for where another computer has
   * written or saved one; what is written here and not sent counts for more anyway.
   * @param {{call: string, updated_at: number}[]} has @param {boolean} more it has older ones
   */
  told(has, more) {
    clearTimeout(this.asking);
    this.asking = setTimeout(() => {
      const listed = new Set(has.map((one) => one.call));
      const news = has.some(({ call, updated_at }) => {
        const local = this.drafts.of(call), known = Math.max(this.remote.get(call)?.at ?? 0, local?.server ?? 0);
        return known < updated_at && (!local || local.sent) && !this.done.peek().has(call);
      });
      const gone = !more && this.waiting().some((draft) => draft.sent && written(draft.note) && !listed.has(draft.call) && draft.call !== this.desk.callID.peek());
      if (news || gone) void this.fetch();
    }, answersFirst);
  }

  /**
   * Takes up the notes that the server has. What is written here and not sent, or was
   * written meanwhile, counts for more; what the server had and has no more was saved
   * elsewhere, or deleted.
   */
  async fetch() {
    const before = this.waiting(), sent = new Map(this.drafts.all().filter((draft) => draft.sent).map((draft) => [draft.call, draft.at]));
    const list = await api.drafts().catch(() => null);
    if (!list) return;
    const untouched = (/** @type {string} */ call) => {
      const local = this.drafts.of(call);
      return !local || local.at === sent.get(call);
    };
    this.names = new Map(list.items.map((one) => [one.call, one.customer_name || one.number || ""]));
    this.remote = new Map(list.items.map((one) => ({ call: one.call, ticket: one.ticket, service: one.service ?? "", note: whole(one.draft), at: Date.parse(one.draft.updated_at), sent: true }))
      .filter((draft) => untouched(draft.call) && !this.done.peek().has(draft.call)).map((draft) => [draft.call, draft]));
    const listed = new Set(list.items.map((one) => one.call));
    for (const draft of list.more ? [] : before) {
      if (draft.sent && written(draft.note) && !listed.has(draft.call) && untouched(draft.call) && draft.call !== this.desk.callID.peek()) this.forget(draft.call);
    }
    const open = this.remote.get(this.of.peek()?.call ?? "");
    if (open && ["", "server"].includes(this.kept.peek().where) && !same(open.note, this.values.peek())) this.values.value = open.note;
    this.list();
  }

  /** Sends what is on screen and not sent yet. */
  keepNow() {
    if (["here", "writing"].includes(this.kept.peek().where)) void this.send();
  }

  /** The note of a call is saved, here or in another tab: its draft is not needed any more, and that of the call that is on opens again. @param {string} call */
  forget(call) {
    this.drafts.drop(call);
    this.remote.delete(call);
    batch(() => {
      this.done.value = new Set(this.done.peek()).add(call);
      if (this.of.peek()?.call === call) {
        clearTimeout(this.timer);
        this.of.value = null;
        this.values.value = blank;
        this.two.value = 0;
        this.wrong.value = {};
        this.kept.value = { where: "", at: 0 };
        this.back();
      }
      this.list();
    });
  }

  /** Every note that is not saved, each once, newest first. @returns {Draft[]} */
  waiting() {
    return [...new Map([...this.drafts.all().map((draft) => /** @type {[string, Draft]} */ ([draft.call, draft])), ...this.remote]).values()].sort((a, b) => b.at - a.at);
  }

  list() {
    this.turn.value = this.turn.peek() + 1;
  }
}
