// What is written about a callback: how it ended, a note of its own, a change, and that
// the number is not to be called.
import { html, useEffect, useMemo, useSignal } from "../dom.js";
import { fromLocalInput, localInput } from "../format.js";
import { named } from "../i18n.js";
import { isGoing } from "../desk/parts/ask.js";
import { Area, Field, Input, Select, useSaid } from "../desk/parts/field.js";
import { FormFields } from "../desk/parts/formfields.js";
import { composing } from "../desk/parts/keys.js";
import { wrongFields } from "../desk/parts/wrong.js";
import { failure } from "../shell.js";
import * as api from "./api.js";
import { serviceChoices } from "./list.js";
import { c } from "./text.js";
import { forget, same, Writing, writtenSince } from "./writing.js";

/** @typedef {import("./model.js").Callbacks} Callbacks */
/** @typedef {import("./api.js").Callback} Callback */

/** Ctrl+Enter saves from anywhere in a form. @param {KeyboardEvent} event */
export const saves = (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !composing(event)) { event.preventDefault(); /** @type {HTMLFormElement} */ (event.currentTarget).requestSubmit(); } };

/** The dispositions that can be chosen, by their whole names. @param {import("../desk/types.js").Disposition[]} list */
const choices = (list) => list.filter((one) => !one.unused).flatMap((one) => (one.children?.length ? one.children.filter((child) => !child.unused).map((child) => ({ value: child.code, text: `${named(one.name, one.code)} › ${named(child.name, child.code)}` })) : [{ value: one.code, text: named(one.name, one.code) }]));

/** Throws away what is written. @param {{of: Writing<any>, blank: object, cls?: string}} props blank: what the form begins with then */
export function Discard({ of, blank, cls = "sm" }) {
  /** @param {MouseEvent} event */
  const press = (event) => {
    const first = /** @type {HTMLButtonElement} */ (event.currentTarget).form?.querySelector("input, select, textarea"); // the button goes
    if (first instanceof HTMLElement) first.focus();
    of.begin(blank);
  };
  return of.written.value ? html`<button type="button" class=${`btn ghost ${cls}`} onClick=${press}>${c("discard")}</button>` : null;
}

/** @param {{of: Writing<any>, blank: object, close: () => void, busy: boolean, text: string, off?: boolean}} props */
const Foot = ({ of, blank, close, busy, text, off = false }) => html`<div class="row end foot-row"><${Discard} of=${of} blank=${blank}/><button type="button" class="btn sm" onClick=${close}>${c("back")}</button><button type="submit" class="btn sm primary" disabled=${busy || off} aria-keyshortcuts="Control+Enter">${text} <kbd aria-hidden="true">Ctrl ↵</kbd></button></div>`;

const mostResult = 500, tellsLeft = 100; // characters; how many are left is told from here on

const noEnd = { result: "", code: "" };

/** What came of it: in words, and by a code where the service has dispositions (B9). @param {{page: Callbacks, one: Callback, how: "complete"|"cancel", close: () => void}} props */
export function EndForm({ page, one, how, close }) {
  const writing = useMemo(() => new Writing(how, one.id, noEnd), []), now = writing.now.value, codes = useSignal(/** @type {{value: string, text: string}[]} */ ([]));
  useEffect(() => { void api.dispositions(one.service ?? "").then(({ items }) => { codes.value = choices(items); }, () => {}); }, [one.service]);
  useEffect(() => { document.getElementById("end-result")?.focus(); }, []);
  const left = mostResult - now.result.length, held = how === "cancel" ? page.cancelWhy(one) : "";
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (held) return;
    const done = await page.ask("end", () => api.finish(one.id, how, { result: now.result.trim(), result_code: now.code, version: one.version }), () => page.saidOf(how === "complete" ? "said.completed" : "said.cancelled", one));
    if (!done) return;
    for (const each of /** @type {const} */ (["complete", "cancel"])) forget(each, one.id);
    close();
  };
  return html`<form class="sec form" onSubmit=${submit} onKeyDown=${saves} aria-label=${c(how === "complete" ? "complete" : "cancel_it")}><p class="hint">${c(how === "complete" ? "complete_why" : "cancel_why")}</p>
    <${Field} id="end-result" label=${c("result")} hint=${left <= tellsLeft ? c("left", { n: left }) : ""}><${Area} id="end-result" rows=${2} value=${now.result} max=${mostResult} onWrite=${(/** @type {string} */ result) => writing.write({ result })}/><//>
    ${codes.value.length ? html`<${Field} id="end-code" label=${c("code")}><${Select} id="end-code" value=${now.code} empty=${c("code_none")} choices=${codes.value} onChoose=${(/** @type {string} */ code) => writing.write({ code })}/><//>` : null}
    <${Foot} of=${writing} blank=${noEnd} close=${close} busy=${isGoing("end")} off=${held !== ""} text=${c(how === "complete" ? "complete_go" : "cancel_go")}/></form>`;
}

/** @type {{note: string, disposition: string, fields: Record<string, string>}} */
const noNote = { note: "", disposition: "", fields: {} };

/** A note under a ticket of its own (B10). @param {{page: Callbacks, one: Callback, close: () => void}} props */
export function NoteForm({ page, one, close }) {
  const form = useSignal(/** @type {import("../desk/types.js").Form|null} */ (null)), classes = useSignal(/** @type {{value: string, text: string}[]} */ ([]));
  const writing = useMemo(() => new Writing("note", one.id, noNote), []), now = writing.now.value, wrong = useSignal(/** @type {Record<string, string>} */ ({}));
  useEffect(() => {
    void api.form(one.service ?? "").then((got) => { form.value = got; }, () => {});
    void api.dispositions(one.service ?? "").then(({ items }) => { classes.value = choices(items); }, () => {});
    document.getElementById("note-text")?.focus();
  }, [one.service]);
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const done = await page.ask("note", () => api.note(one.id, now), () => page.saidOf("said.noted", one), (error) => { wrong.value = wrongFields(error); return failure(error); });
    if (!done) return;
    const more = writing.now.peek(); // than was sent: a second press notes that alone
    if (writing.saved({ ...now, note: "" }, { ...more, note: writtenSince(now.note, more.note) })) close();
  };
  return html`<form class="sec form" novalidate onSubmit=${submit} onKeyDown=${saves} aria-label=${c("note")}><p class="hint">${c("note_why")}</p>
    ${classes.value.length ? html`<${Field} id="note-class" label=${c("note_class")} required=${form.value?.disposition_required} wrong=${wrong.value["disposition"]}><${Select} id="note-class" value=${now.disposition} empty=${c("note_choose")} wrong=${!!wrong.value["disposition"]} choices=${classes.value} onChoose=${(/** @type {string} */ disposition) => writing.write({ disposition })}/><//>` : null}
    <${FormFields} prefix="note" fields=${form.value?.fields ?? []} values=${now.fields} wrong=${wrong.value} onWrite=${(/** @type {string} */ key, /** @type {string} */ value) => writing.write({ fields: { ...writing.now.peek().fields, [key]: value } })}/>
    <${Field} id="note-text" label=${c("note_text")} required=${form.value?.note_required} wrong=${wrong.value["note"]}><${Area} id="note-text" rows=${4} value=${now.note} max=${10_000} wrong=${!!wrong.value["note"]} onWrite=${(/** @type {string} */ note) => writing.write({ note })}/><//>
    <${Foot} of=${writing} blank=${noNote} close=${close} busy=${isGoing("note")} text=${c("note_save")}/></form>`;
}

/** A time of wish, as the server is told it: undefined for none. @param {string} text @param {string} zone */
export const momentOf = (text, zone) => { const at = fromLocalInput(text, zone); return Number.isNaN(at) ? undefined : new Date(at).toISOString(); };

/** @param {{id: string, label: string, value: string, min?: string, wrong?: string, onWrite: (text: string) => void}} props */
export const When = ({ id, label, value, min, wrong, onWrite }) => html`<${Field} id=${id} label=${label} wrong=${wrong}><${Moment} id=${id} value=${value} min=${min} onWrite=${onWrite}/><//>`;

/** @param {{id: string, value: string, min?: string, onWrite: (text: string) => void}} props */
const Moment = ({ id, value, min, onWrite }) => html`<div class="in"><input id=${id} type="datetime-local" value=${value} min=${min} max="9999-12-31T23:59" ...${useSaid(id)} onInput=${(/** @type {Event} */ e) => onWrite(/** @type {HTMLInputElement} */ (e.currentTarget).value)}/></div>`;

/** What is known of it, as it is written. @param {Callbacks} page @param {Callback} one */
function known(page, one) {
  const local = (/** @type {string|undefined} */ at) => (at ? localInput(Date.parse(at), page.zone) : "");
  return { name: one.name ?? "", memo: one.memo ?? "", service: one.service ?? "", from: local(one.wanted_from), to: local(one.wanted_to) };
}

/**
 * What is known of it. What has been written is sent and nothing else, with the version of
 * what the form began with: who has changed the same meanwhile is not overwritten.
 * @param {{page: Callbacks, one: Callback, close: () => void}} props
 */
export function EditForm({ page, one, close }) {
  const loaded = { ...known(page, one), version: one.version }, writing = useMemo(() => new Writing("edit", one.id, loaded), []), now = writing.now.value, wrong = useSignal(/** @type {Record<string, string>} */ ({}));
  const stale = !same({ ...loaded, version: 0 }, { ...writing.began.value, version: 0 }); // somebody else has written meanwhile; calls change the version too
  useEffect(() => { document.getElementById("edit-name")?.focus(); }, []);
  useEffect(() => { if (!writing.written.peek()) writing.begin(loaded); }, [one.version]);
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const was = writing.began.peek(), written = Object.fromEntries(/** @type {const} */ (["name", "memo", "service"]).filter((key) => now[key] !== was[key]).map((key) => [key, key === "name" ? now.name.trim() : now[key]]));
    const times = now.from === was.from && now.to === was.to ? {} : !now.from && !now.to ? { as_soon_as_possible: true } : { wanted_from: momentOf(now.from, page.zone) ?? never, wanted_to: momentOf(now.to, page.zone) ?? never };
    const done = await page.ask("edit", () => api.change(one.id, { ...written, ...times, version: stale ? was.version : one.version }), () => page.saidOf("said.changed", one), (error) => { wrong.value = wrongFields(error); return failure(error); });
    if (!done) return;
    const { version } = done;
    if (writing.saved({ ...now, version }, { ...writing.now.peek(), version })) close();
  };
  const set = (/** @type {"name"|"memo"|"service"|"from"|"to"} */ key) => (/** @type {string} */ text) => writing.write({ [key]: text });
  return html`<form class="sec form" novalidate onSubmit=${submit} onKeyDown=${saves} aria-label=${c("edit")}>${stale && writing.written.value ? html`<p class="hint" data-t="warn" role="status">${c("edit_stale")}</p>` : null}<div class="g2"><${Field} id="edit-name" label=${c("name")} wrong=${wrong.value["name"]}><${Input} id="edit-name" value=${now.name} max=${100} onWrite=${set("name")}/><//>
      <${Field} id="edit-service" label=${c("service")}><${Select} id="edit-service" value=${now.service} empty=${c("no_service")} choices=${serviceChoices(page).map(([value, text]) => ({ value, text }))} onChoose=${set("service")}/><//>
      <${When} id="edit-from" label=${c("wanted_from")} value=${now.from} wrong=${wrong.value["wanted_from"]} onWrite=${set("from")}/><${When} id="edit-to" label=${c("wanted_to")} value=${now.to} wrong=${wrong.value["wanted_to"]} onWrite=${set("to")}/></div>
    <${Field} id="edit-memo" label=${c("memo")} wrong=${wrong.value["memo"]}><${Area} id="edit-memo" rows=${3} value=${now.memo} max=${1000} onWrite=${set("memo")}/><//>
    <${Foot} of=${writing} blank=${loaded} close=${close} busy=${isGoing("edit")} text=${c("edit_save")}/></form>`;
}
const never = "0001-01-01T00:00:00Z"; // as the server knows that there is none

const noReason = { reason: "" };

/** The number is not to be called any more. @param {{page: Callbacks, one: Callback, close: () => void}} props */
export function BarForm({ page, one, close }) {
  const writing = useMemo(() => new Writing("bar", one.id, noReason), []), now = writing.now.value;
  useEffect(() => { document.getElementById("bar-reason")?.focus(); }, []);
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!now.reason.trim()) return;
    const done = await page.ask("bar", () => api.barOf(one, now.reason.trim()), () => page.words("said.barred", { number: one.number }));
    if (done && writing.saved(now)) close();
  };
  return html`<form class="sec form" onSubmit=${submit} onKeyDown=${saves} aria-label=${c("bar")}><p class="hint">${c("barred_why")} ${c("barred_add_why")}</p>
    <${Field} id="bar-reason" label=${c("reason")} required><${Input} id="bar-reason" value=${now.reason} max=${200} placeholder=${c("reason_hint")} onWrite=${(/** @type {string} */ reason) => writing.write({ reason })}/><//>
    <${Foot} of=${writing} blank=${noReason} close=${close} busy=${isGoing("bar")} off=${!now.reason.trim()} text=${c("barred_go")}/></form>`;
}
