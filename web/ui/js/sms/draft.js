// A message that is being written: what stands in it, what it comes to for each
// recipient, what is wrong with it, and its sending.
import { batch, computed, signal } from "../dom.js";
import { ApiError, unreachable } from "../api.js";
import { count as digits, fromLocalInput, localInput } from "../format.js";
import { failure } from "../shell.js";
import { asAdvert, isAdvert, lacks, notAdvert } from "./advert.js";
import * as api from "./api.js";
import { count, limits } from "./bytes.js";
import { covers, most, recipients, spaced } from "./recipients.js";
import { faultsOf } from "./refused.js";
import { firstTime, night, wrongTime } from "./schedule.js";
import { m } from "./text.js";
import { fillVariables, nameWords, variables } from "./variables.js";

/**
 * @typedef {object} To a recipient
 * @property {number} key
 * @property {string} text    the number as it is shown, masked or not
 * @property {string} number  its digits; "" of one that is masked here, or is wrong
 * @property {string} code    why it is not sent to; "" where it is
 * @property {string} name
 * @property {{call?: string, customer?: string, phone?: number, conversation?: string}} [ref] in place of a number
 * @property {Record<string, string>} values of its own
 */
/** @typedef {{id: string, name: string, bytes: number}} Image */
/** @typedef {Awaited<ReturnType<typeof api.send>>} Sent */
/** @typedef {import("./refused.js").Faults} Faults */

/** What of a message waits in this tab where the log-in locks itself: not to whom it goes, nor what variables say of people. */
const keeps = /** @type {const} */ (["kind", "sender", "template", "kakao", "fallBack", "title", "body", "images", "ad", "later", "at"]);
/** What a template takes the place of. */
const replaces = /** @type {const} */ (["kind", "sender", "template", "title", "body", "images", "ad"]);

/** Images of one MMS, and bytes of one (T17). */
export const mostImages = 2, mostImageBytes = 300_000;

/** A name that nothing else has, also where the page came over plain HTTP. */
const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export class Draft {
  /** @param {import("./room.js").Room} room */
  constructor(room) {
    this.room = room;
    this.kind = signal(/** @type {api.Kind} */ ("sms"));
    this.sender = signal("");
    this.template = signal("");
    /** The code of a template of Alimtalk, and whether the same text goes by SMS where it fails. */
    this.kakao = signal("");
    this.fallBack = signal(true);
    this.title = signal("");
    this.body = signal("");
    this.images = signal(/** @type {Image[]} */ ([]));
    this.ad = signal(false);
    this.later = signal(false);
    this.at = signal(""); // as the input holds it
    this.to = signal(/** @type {To[]} */ ([]));
    /** What is typed and no recipient yet. */
    this.typed = signal("");
    /** What variables say for everybody who has no value of their own. */
    this.values = signal(/** @type {Record<string, string>} */ ({}));
    /** What is wrong, by field; in the words of now. */
    this.faults = signal(/** @type {Faults} */ ({}));
    this.wrong = computed(() => /** @type {Record<string, string>} */ (Object.fromEntries(Object.entries(this.faults.value).map(([field, say]) => [field, say()]))));
    /** What was refused that is of no field; in the words of now, "" for nothing. */
    this.refusal = signal(/** @type {(() => string)|null} */ (null));
    this.problem = computed(() => this.refusal.value?.() ?? "");
    /** What somebody had written when a template took its place, to take it back. */
    this.before = signal(/** @type {Record<string, any>|null} */ (null));
    /** It is what waited while the log-in was locked: whom it was to go to is not known any more. */
    this.restored = signal(false);
    this.busy = signal(/** @type {""|"send"|"preview"|"image"} */ (""));
    /** Exactly what would go, as the server says: shown, and confirmed where it goes to many. */
    this.shown = signal(/** @type {api.Preview|null} */ (null));
    this.sent = signal(/** @type {Sent|null} */ (null));
    this.keys = 0;
    this.asked = "";
    this.key = "";
    /** @type {number[]} keys of the recipients of the last request, in its order */
    this.inOrder = [];
    /** Why the server does not send to a recipient, by key. */
    this.refusedTo = signal(/** @type {ReadonlyMap<number, () => string>} */ (new Map()));

    this.chosen = computed(() => room.template(this.template.value));
    this.locked = computed(() => this.chosen.value?.locked ?? false);
    /** The template of Alimtalk, where it is one. */
    this.talk = computed(() => (this.kind.value === "alimtalk" ? (room.kakao.value.value?.items ?? []).find((one) => one.code === this.kakao.value) : undefined));
    this.names = computed(() => (this.kind.value === "alimtalk" ? this.talk.value?.fields ?? [] : variables(`${this.title.value}\n${this.body.value}`)));
    /** The recipients, with what the centre does not send to marked: its setting may come after them. */
    this.all = computed(() => {
      const reach = room.provider.value.value?.numbers;
      return this.to.value.map((one) => (one.code || !one.number || covers(reach, one.number) ? one : { ...one, code: `out_${reach}` }));
    });
    this.good = computed(() => this.all.value.filter((one) => !one.code));
    this.bad = computed(() => this.all.value.filter((one) => one.code));
    /** What cannot go, or may arrive as ?, in the text as it is written. */
    this.marks = computed(() => count(this.body.value));
    /** What it comes to for each recipient; one entry without a recipient where there is none. Variables without a value count nothing. */
    this.texts = computed(() => {
      const list = this.good.value, title = this.title.value, body = this.body.value, all = this.values.value, talk = this.talk.value;
      if (this.kind.value === "alimtalk") return (list.length ? list : [undefined]).map((to) => {
        const values = this.valuesOf(to, all), fields = talk?.fields ?? [], text = fields.reduce((text, name) => (values[name] ? text.replaceAll(`#{${name}}`, () => values[name] ?? "") : text), talk?.content ?? "");
        return { to, title: "", body: text, missing: fields.filter((name) => !values[name]), bytes: count(text).bytes };
      });
      if (this.names.value.length === 0) return [{ to: list[0], title, body, missing: /** @type {string[]} */ ([]), bytes: count(body).bytes }];
      return (list.length ? list : [undefined]).map((to) => {
        const values = this.valuesOf(to, all), head = fillVariables(title, values), text = fillVariables(body, values);
        return { to, title: head.text, body: text.text, missing: [...new Set([...head.missing, ...text.missing])], bytes: count(fillVariables(body, values, () => "").text).bytes };
      });
    });
    /** The longest of them, in bytes. */
    this.bytes = computed(() => Math.max(...this.texts.value.map((one) => one.bytes)));
    this.titleBytes = computed(() => count(this.title.value).bytes);
    this.limit = computed(() => (this.kind.value === "sms" ? limits.sms : limits.mms));
    this.over = computed(() => this.bytes.value > this.limit.value);
    /** It is sent to so many that it needs a permission and a confirmation. */
    this.bulk = computed(() => { const from = room.provider.value.value?.bulk_from ?? 0; return from > 0 && this.good.value.length >= from; });
    /** Nothing is written, whoever it goes to. */
    this.blank = computed(() => !this.kakao.value && !this.body.value && !this.title.value && !this.typed.value && this.images.value.length === 0);
    this.empty = computed(() => this.blank.value && this.to.value.length === 0);
  }

  /** @param {To|undefined} to @param {Record<string, string>} all */
  valuesOf(to, all) {
    const own = Object.fromEntries(Object.entries(to?.values ?? {}).filter(([, value]) => value)), names = to?.name ? Object.fromEntries(nameWords.map((name) => [name, to.name])) : {};
    return { ...Object.fromEntries(Object.entries(all).filter(([, value]) => value)), ...names, ...own }; // as the server has it
  }

  /** The field is right again, as far as anybody knows. @param {string} field */
  clear(field) {
    if (field === "to" && this.refusedTo.peek().size) this.refusedTo.value = new Map();
    if (!Object.keys(this.faults.peek()).some((name) => name === field || name.startsWith(`${field}.`))) return;
    this.faults.value = Object.fromEntries(Object.entries(this.faults.peek()).filter(([name]) => name !== field && !name.startsWith(`${field}.`)));
  }

  /**
   * Writes into a field.
   * @template {"kind"|"kakao"|"fallBack"|"sender"|"title"|"body"|"ad"|"later"|"at"|"typed"} F
   * @param {F} field @param {Draft[F] extends import("../../vendor/signals.js").Signal<infer V> ? V : never} value
   */
  write(field, value) {
    batch(() => {
      /** @type {any} */ (this[field]).value = value;
      this.refusal.value = null;
      this.sent.value = null;
      this.clear(field === "later" ? "at" : field === "typed" ? "to" : field);
      if (field === "kind" && value === "alimtalk") { this.template.value = ""; void this.room.kakao.refresh(); }
      if (field === "kind") this.faults.value = Object.fromEntries(Object.entries(this.faults.peek()).filter(([name]) => name === "to" || name === "sender" || name === "at"));
      if (field === "later" && value && !this.at.peek()) this.at.value = localInput(firstTime(this.room.now()), this.room.zone);
    });
  }

  /** @param {string} name @param {string} value */
  writeValue(name, value) { batch(() => { this.values.value = { ...this.values.peek(), [name]: value }; this.clear(`values.${name}`); this.refusal.value = null; }); }

  /** What a recipient has of its own. @param {number} key @param {string} name of the variable @param {string} value */
  writeOwn(key, name, value) {
    batch(() => {
      this.to.value = this.to.peek().map((one) => (one.key !== key ? one : nameWords.includes(name) ? { ...one, name: value } : { ...one, values: { ...one.values, [name]: value } }));
      this.clear(`values.${name}`);
      this.refusal.value = null;
    });
  }

  /** Takes a template, or none; what it has stands in the draft then, and what somebody had written can be taken back (undo). @param {string} id */
  take(id) {
    const one = this.room.template(id), before = this.chosen.peek(), own = this.body.peek() !== (before?.body ?? "") || this.title.peek() !== (before?.title ?? "");
    batch(() => {
      if (one && own && `${this.body.peek()}${this.title.peek()}`.trim()) this.before.value = this.pick(replaces);
      this.template.value = id;
      this.sent.value = null;
      this.refusal.value = null;
      this.faults.value = Object.fromEntries(Object.entries(this.faults.peek()).filter(([field]) => field === "to"));
      if (!one) {
        if (before?.locked) { this.body.value = this.title.value = ""; this.images.value = []; this.ad.value = false; this.kind.value = "sms"; }
        return;
      }
      this.kind.value = one.kind;
      if (one.sender) this.sender.value = one.sender;
      this.title.value = one.title ?? "";
      this.body.value = one.body;
      this.ad.value = one.ad;
      this.images.value = (one.images ?? []).map((image) => ({ id: image, name: "", bytes: 0 }));
    });
  }

  /** What stood here before a template took its place stands here again. */
  undo() {
    batch(() => { this.put(this.before.peek() ?? {}); this.before.value = this.refusal.value = null; this.faults.value = {}; });
  }

  /** What some of its fields hold. @param {readonly (typeof keeps[number])[]} fields @returns {Record<string, any>} */
  pick(fields) { return Object.fromEntries(fields.map((field) => [field, this[field].peek()])); }

  /** @param {Record<string, any>} what by field */
  put(what) { batch(() => { for (const field of keeps) if (field in what) /** @type {any} */ (this[field]).value = what[field]; }); }

  /** What waits in this tab where the log-in locks itself. */
  kept() { return this.pick(keeps); }

  /** @param {Record<string, any>|undefined} what waited; undefined: nothing did */
  restore(what) {
    if (!what) return;
    batch(() => { this.put(what); this.restored.value = true; });
    if (this.kind.peek() === "alimtalk") void this.room.kakao.refresh();
  }

  /** Reads what was typed or pasted: numbers become recipients, those that are none stay visible with the reason. @param {string} text */
  add(text) {
    const there = this.to.peek(), read = recipients(text, there.filter((one) => !one.code).map((one) => one.number)).slice(0, most + 1);
    batch(() => {
      this.typed.value = "";
      this.to.value = [...there, ...read.map((one) => ({ key: ++this.keys, text: one.number ? spaced(one.number) : one.text, number: one.number, code: one.code, name: "", values: {} }))];
      this.refusal.value = null;
      this.sent.value = null;
      this.clear("to");
    });
  }

  /** A recipient whose number the server knows. @param {NonNullable<To["ref"]>} ref @param {string} text @param {string} name */
  addKnown(ref, text, name) {
    this.to.value = [...this.to.peek(), { key: ++this.keys, text, number: "", code: "", name, ref, values: {} }];
  }

  /** @param {(one: To) => boolean} which */
  remove(which) { batch(() => { this.to.value = this.to.peek().filter((one) => !which(one)); this.clear("to"); this.refusal.value = null; }); }

  /** What was typed as a number and is none goes back to where it is typed. @param {To} one */
  again(one) { batch(() => { this.remove((other) => other.key === one.key); this.typed.value = one.text; }); }

  /** @param {boolean} on */
  advertise(on) {
    const { ad_name: name = "", ad_opt_out: number = "" } = this.room.provider.value.peek() ?? {};
    batch(() => {
      this.write("ad", on);
      this.clear("body");
      if (!this.locked.peek() && name && number) this.body.value = on ? asAdvert(this.body.peek(), name, number) : notAdvert(this.body.peek(), name, number);
    });
  }

  /** Takes out what cannot be sent. */
  clean() {
    const bad = new Set(this.marks.peek().bad.map((one) => one.char));
    this.write("body", [...this.body.peek().normalize("NFC")].filter((char) => !bad.has(char)).join(""));
  }

  /** What is wrong with the text and what goes with it, by field. @returns {Faults} */
  checkText() {
    /** @type {Faults} */
    const wrong = {}, kind = this.kind.peek(), bytes = this.bytes.peek(), limit = this.limit.peek();
    if (!this.body.peek().trim()) wrong.body = () => m("wrong.body_none");
    else if (this.marks.peek().bad.length) wrong.body = badOf(this.marks.peek().bad);
    else if (this.over.peek()) wrong.body = () => m(kind === "mms" ? "wrong.body_long_mms" : this.room.kinds.peek().includes("mms") ? "wrong.body_long_sms" : "wrong.body_long_only", { n: digits(bytes), most: digits(limit) });
    if (kind === "sms" && this.images.peek().length) wrong.images = () => m("wrong.images_sms"); // it would go without them
    if (kind === "mms") {
      const title = count(this.title.peek());
      if (title.bad.length) wrong.title = badOf(title.bad);
      else if (title.bytes > limits.title) wrong.title = () => m("wrong.title_long", { n: digits(title.bytes) });
    }
    return wrong;
  }

  /** What is wrong with the values of variables, by field. @returns {Faults} */
  checkValues() {
    /** @type {Faults} */
    const wrong = {}, list = this.good.peek(), all = this.values.peek(), said = list.map((to) => this.valuesOf(to, all));
    for (const name of this.names.peek()) {
      const without = nameWords.includes(name) ? 0 : said.filter((values) => !values[name]).length || (list.length || all[name] ? 0 : 1); // whom a number is of is for the server to say
      const bad = this.kind.peek() === "alimtalk" ? [] : [...new Set([all[name], ...said.map((values) => values[name])])].flatMap((value) => count(value ?? "").bad);
      if (without) wrong[`values.${name}`] = () => m("wrong.value", { name, n: digits(without) });
      else if (bad.length) wrong[`values.${name}`] = badOf(bad);
    }
    return wrong;
  }

  /** What is wrong as far as it can be told here, by field. @returns {Faults} */
  check() {
    const provider = this.room.provider.value.peek(), now = this.room.now(), zone = this.room.zone, talks = this.kind.peek() === "alimtalk", n = this.good.peek().length, bad = this.bad.peek().filter((one) => one.code !== "double").length;
    const at = this.later.peek() ? fromLocalInput(this.at.peek(), zone) : now;
    /** @type {Faults} */
    const wrong = { ...(talks ? {} : this.checkText()), ...this.checkValues() };
    if (!this.sender.peek()) wrong.sender = () => m("wrong.sender");
    if (bad) wrong.to = () => m("wrong.to_bad", { n: digits(bad) });
    else if (n === 0) wrong.to = () => m("wrong.to_none");
    else if (n > most) wrong.to = () => m("wrong.to_many", { n: digits(n) });
    if (talks && !this.talk.peek()) wrong.kakao_template = () => m("wrong.kakao");
    if (this.later.peek()) {
      const why = wrongTime(at, now);
      if (why) wrong.at = () => m(`wrong.at_${why}`);
    }
    if (!talks && (this.ad.peek() || isAdvert(this.body.peek()))) {
      const name = provider?.ad_name, number = provider?.ad_opt_out;
      if (!name || !number) wrong.ad = () => m("wrong.ad_settings");
      else if (!wrong.body) {
        const lack = lacks(this.texts.peek()[0]?.body ?? "", name, number);
        if (lack) wrong.body = () => m(`wrong.ad_${lack}`, { name, number });
      }
      if (!wrong.at && night(at, zone)) wrong.night = () => m("wrong.night");
    }
    if (this.bulk.peek() && !this.room.may("sms_bulk")) wrong.to ??= () => m("wrong.bulk", { n: digits(provider?.bulk_from ?? 0) });
    return wrong;
  }

  /** What is asked of the server: also of a template that cannot be changed all that somebody has seen, so that another text is refused. @param {string} [confirm] */
  order(confirm = "") {
    const one = this.chosen.peek(), mms = this.kind.peek() === "mms", list = this.good.peek(), all = this.values.peek(), names = this.names.peek().filter((name) => !nameWords.includes(name));
    this.inOrder = list.map((to) => to.key);
    const pick = (/** @type {string[]} */ which, /** @type {Record<string, string>} */ from) => Object.fromEntries(which.filter((name) => from[name]).map((name) => [name, from[name]])), whole = pick(this.names.peek(), all);
    const content = this.kind.peek() === "alimtalk" ? { kind: "alimtalk", kakao_template: this.kakao.peek(), fall_back: this.fallBack.peek() } : { kind: this.kind.peek(), body: this.body.peek(), ...(mms && this.title.peek() ? { title: this.title.peek() } : {}), images: mms ? this.images.peek().map((image) => image.id) : [], ad: this.ad.peek() };
    return {
      ...content, sender: this.sender.peek(), ...(one ? { template: one.id } : {}), ...(this.later.peek() ? { at: new Date(fromLocalInput(this.at.peek(), this.room.zone)).toISOString() } : {}), ...(confirm ? { confirm } : {}),
      recipients: list.map((to) => ({ ...(to.ref ?? { number: to.number }), ...(to.name ? { name: to.name } : {}), ...(names.some((name) => to.values[name]) ? { values: pick(names, to.values) } : {}) })), ...(Object.keys(whole).length ? { values: whole } : {}),
    };
  }

  /** Says what would go, and sends nothing. */
  async look() {
    if (!this.ready()) return;
    this.busy.value = "preview";
    try {
      this.shown.value = await api.preview(this.order());
    } catch (error) { this.refused(error); } finally { this.busy.value = ""; }
  }

  /** Whether it can be asked for; what is wrong is told by field, and the first one has the focus. */
  ready() {
    if (this.busy.peek() || this.room.away.peek()) return false;
    if (this.typed.peek().trim()) this.add(this.typed.peek());
    batch(() => { this.refusal.value = null; this.faults.value = this.check(); });
    return Object.keys(this.faults.peek()).length === 0;
  }

  /** Sends it; one that goes to many is shown first. @returns {Promise<boolean>} whether it was taken */
  async send(confirm = "") {
    if (!confirm && this.bulk.peek() && this.room.may("sms_bulk")) { await this.look(); return false; }
    if (!this.ready()) return false;
    const order = this.order(confirm), text = JSON.stringify(order);
    if (this.asked !== text) { this.asked = text; this.key = fresh(); } // the same one again, after an answer that did not come, sends nothing twice
    const was = this.written();
    this.busy.value = "send";
    try {
      const sent = await api.send(order, this.key);
      batch(() => { this.takeOut(was); this.sent.value = sent; });
      return true;
    } catch (error) {
      this.refused(error);
      return false;
    } finally { this.busy.value = ""; }
  }

  /** What stands in it, to see whether somebody has written on. */
  written() { return { ...this.kept(), typed: this.typed.peek(), values: this.values.peek(), to: this.to.peek() }; }

  /** Takes out what was sent; what was written meanwhile stays, and where the two cannot be told apart that is said. @param {ReturnType<Draft["written"]>} was what was sent */
  takeOut(was) {
    if (JSON.stringify(this.written()) === JSON.stringify(was)) return this.reset();
    const rest = (/** @type {"body"|"title"} */ field) => { const now = this[field].peek(), sent = /** @type {any} */ (was)[field]; this[field].value = now.startsWith(sent) ? now.slice(sent.length) : now; };
    batch(() => {
      if (this.body.peek() && !this.body.peek().startsWith(/** @type {any} */ (was).body)) this.refusal.value = () => m("sent_changed");
      rest("body");
      rest("title");
      this.to.value = this.to.peek().filter((one) => !was.to.some((sent) => sent.key === one.key));
      this.images.value = this.images.peek().filter((one) => !(/** @type {any} */ (was).images.includes(one)));
      this.template.value = this.asked = "";
      this.later.value = this.restored.value = false;
      this.shown.value = this.before.value = null;
    });
  }

  /** Empties it; the sender stays. */
  reset() {
    batch(() => {
      this.take("");
      this.kind.value = "sms";
      this.kakao.value = this.body.value = this.title.value = this.typed.value = this.at.value = this.asked = "";
      this.images.value = [];
      this.to.value = [];
      this.values.value = {};
      this.faults.value = {};
      this.ad.value = this.later.value = this.restored.value = false;
      this.shown.value = this.sent.value = this.before.value = this.refusal.value = null;
    });
  }

  /** Tells by field what the server refuses. @param {unknown} error */
  refused(error) {
    /** @type {Faults} */
    const wrong = {};
    /** @type {Map<number, () => string>} */
    const ofTo = new Map();
    for (const [field, say] of Object.entries(faultsOf(error))) {
      const to = /^recipients\[(\d+)\](?:\.(\w+)(?:\.(.+))?)?$/.exec(field);
      if (to && to[2] === "values" && to[3]) wrong[`values.${to[3]}`] ??= say;
      else if (to) { ofTo.set(this.inOrder[Number(to[1])] ?? -1, say); wrong.to ??= say; }
      else wrong[{ recipients: "to", recipients_text: "to" }[field] ?? field.replace(/\[\d+\].*/, "")] ??= say;
    }
    const why = wrong.to, changed = isLocked(error) && !!this.template.peek();
    if (why && ofTo.size > 1) wrong.to = () => m("wrong.to_refused", { n: digits(ofTo.size), why: why() });
    const known = Object.keys(wrong).length > 0 && Object.keys(wrong).every((field) => shownAt(field));
    batch(() => {
      this.faults.value = wrong;
      this.refusedTo.value = ofTo;
      this.refusal.value = known ? null : error instanceof ApiError && error.status === unreachable ? () => m("unsure_sent") : () => failure(error);
      this.shown.value = null; // what is wrong stands behind it
    });
    if (changed) void this.takeAgain();
  }

  /** The template was changed meanwhile: what it says now is shown before anybody gets it. */
  async takeAgain() {
    const was = this.chosen.peek(), before = this.body.peek() === was?.body ? this.before.peek() : this.pick(replaces);
    await this.room.templates.refresh();
    batch(() => { this.take(this.template.peek()); this.before.value = before; this.refusal.value = () => m("template_changed"); });
  }

  /** Adds an image. @param {File} file */
  async addImage(file) {
    const wrong = (/** @type {() => string} */ say) => { this.faults.value = { ...this.faults.peek(), images: say }; };
    if (this.images.peek().length >= mostImages) return wrong(() => m("wrong.images_many"));
    const head = new Uint8Array(await file.slice(0, 3).arrayBuffer());
    if (head[0] !== 0xff || head[1] !== 0xd8 || head[2] !== 0xff) return wrong(() => m("wrong.image_kind", { name: file.name }));
    if (file.size > mostImageBytes) return wrong(() => m("wrong.image_large", { name: file.name, n: digits(file.size) }));
    this.clear("images");
    this.busy.value = "image";
    try {
      const image = await api.addImage(file);
      this.images.value = [...this.images.peek(), image];
    } catch (error) {
      wrong(() => failure(error));
    } finally { this.busy.value = ""; }
  }
}

/** Whether what is wrong with a field stands at it. @param {string} field */
const shownAt = (field) => ["sender", "to", "body", "title", "images", "ad", "at", "night", "template", "kakao_template", "fall_back"].includes(field) || field.startsWith("values.");

/** Characters that cannot be sent, in words. @param {import("./bytes.js").Char[]} bad @returns {() => string} */
const badOf = (bad) => { const chars = [...new Set(bad.map((one) => one.char))].slice(0, 10).join(" "); return () => m("wrong.body_bad", { chars }); };

/** Whether it was refused because it is not what a template says that cannot be changed. @param {unknown} error */
const isLocked = (error) => error instanceof ApiError && error.errors.some(({ message = "" }) => message.startsWith("locked: "));
