// Saving a note: after the call only (D34), once, with what the service requires.
import { named, t } from "../../i18n.js";
import { wrongFields } from "../parts/wrong.js";
import * as api from "../api.js";
import { ask } from "../parts/ask.js";
import { refused } from "../reserve.js";
import { askState } from "../top/state.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** What the form of the service misses, by field. @param {Desk} desk @returns {Record<string, string>} */
function missing(desk) {
  const { values, form, classes } = desk.note, note = values.peek(), rules = form.peek();
  /** @type {Record<string, string>} */
  const wrong = {};
  const above = classes.peek().find((one) => one.code === note.disposition && one.children?.length); // the server takes the lowest level alone
  if (above) wrong.disposition = above.children?.some((one) => !one.unused) ? t("desk.need_subclass") : t("desk.class_closed"); // then another one above
  else if (rules?.disposition_required && !note.disposition && classes.peek().length > 0) wrong.disposition = t("desk.need", { what: t("desk.class") });
  if (rules?.note_required && !note.note?.trim()) wrong.note = t("desk.need", { what: t("desk.note_text") });
  for (const field of rules?.fields ?? []) {
    const value = note.fields?.[field.key] ?? "";
    if (field.required && (!value || value === "false")) wrong[`fields.${field.key}`] = t("desk.need", { what: named(field.label, field.key) });
  }
  if (note.follow_at && Date.parse(note.follow_at) <= desk.live.clock.now()) wrong.follow_at = t("desk.reserve_past");
  return wrong;
}

/** Marks what is wrong and goes to the first. @param {Desk} desk @param {Record<string, string>} wrong */
function mark(desk, wrong) {
  desk.note.wrong.value = wrong;
  if (Object.keys(wrong).length > 0) requestAnimationFrame(() => { const at = document.querySelector(".note-form [aria-invalid=true]"); if (at instanceof HTMLElement) at.focus(); });
}

/** Saves the note on screen. @param {Desk} desk @returns {Promise<boolean>} whether it is saved */
export async function save(desk) {
  const { note, subject } = desk, of = note.of.peek();
  if (!of || !note.over.peek()) return false;
  const wrong = missing(desk);
  mark(desk, wrong);
  if (Object.keys(wrong).length > 0) return false;
  const about = subject.about.peek(), { follow_at: follow, ...written } = note.values.peek();
  const body = { ...written, ...(follow ? { follow_at: follow } : {}), ...(about.call === of.call && about.customer ? { customer: about.customer } : {}) };
  const saved = await ask("save", () => api.saveConsultation(of.call, body), (error) => {
    const named = wrongFields(error);
    if (named.follow_at) named.follow_at = refused(desk, error);
    mark(desk, named);
    return Object.keys(named).length > 0 ? t("desk.note_wrong") : desk.words(error);
  });
  if (!saved) return false;
  note.forget(of.call);
  desk.channel.tell({ kind: "saved", call: of.call, customer: saved.customer });
  subject.noted(saved.customer);
  desk.lists.changed("consultations");
  if (follow) desk.lists.changed("reservations");
  return true;
}

/**
 * Where Ctrl+Enter leads once the note is saved: after the call to the state that was
 * asked for, else to ready, and out of a break to ready; null where one stays, as in
 * ready.
 * @param {Desk} desk @returns {{state: string, reason: string}|null}
 */
export function leadsTo(desk) {
  const me = desk.me.value, of = desk.note.of.value;
  if (!me || desk.note.away.value) return null;
  if (me.state === "wrap_up" || me.call && (!of || of.call === me.call)) return { state: me.next || "ready", reason: me.next_reason ?? "" };
  return me.state === "not_ready" && me.reachable ? { state: "ready", reason: "" } : null;
}

/** Ctrl+Enter: saves what is written, and is ready. A wrap-up without a note just ends; after an old note that of the call is open again. @param {Desk} desk */
export async function saveAndReady(desk) {
  if (desk.note.away.peek()) return save(desk);
  const before = desk.me.peek(), to = leadsTo(desk);
  if (before?.state === "wrap_up" && !desk.note.of.peek()) return desk.endWrapUp();
  if (!await save(desk)) return undefined;
  const now = desk.me.peek();
  if (now?.state === "wrap_up") return desk.endWrapUp();
  if (to && now?.state === "not_ready" && before?.state === "not_ready" && now.reason === before.reason) return askState(desk, to.state); // not out of what was asked for meanwhile
  return undefined;
}
