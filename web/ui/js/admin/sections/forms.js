// What agents fill in after a call, for every service or for one.
import { html, signal } from "../../dom.js";
import { request } from "../../api.js";
import { Icon } from "../../icons.js";
import { Empty } from "../../desk/parts/resource.js";
import { Open, Sheet } from "../document.js";
import { Fields, Panel } from "../fields.js";
import { serviceName, useLists } from "../shared.js";
import { w, wcode } from "../text.js";
import { ForService } from "./dispositions.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {{key: string, label: {ko: string, en?: string}, type: string, required?: boolean, options?: {value: string, label: {ko: string, en?: string}}[]}} FormField */

const service = signal("");
/** @type {Map<string, Sheet>} */
const sheets = new Map();

/** @param {string} id */
function sheetOf(id) {
  const path = `services/${id ? encodeURIComponent(id) : "-"}/form`;
  let made = sheets.get(id);
  if (!made) {
    const own = (/** @type {any} */ { service: of = "", ...form }) => ({ ...form, version: of === id ? form.version : 0 });
    made = new Sheet({ target: `form:${id || "-"}`, name: () => wcode("s", "forms"), get: () => request("GET", path).then(own), put: (value) => request("PUT", path, value).then(own) });
    sheets.set(id, made);
  }
  return made;
}

export function Forms() {
  useLists("services");
  return html`<main class="scroll det"><${Panel} title=${wcode("s", "forms")} why=${w("forms_why")} side=${html`<${ForService} chosen=${service}/>`}><${Open} key=${service.value} of=${sheetOf(service.value)} what=${wcode("s", "forms")}>${(/** @type {Draft} */ draft) => html`<${Form} draft=${draft}/>`}<//><//></main>`;
}

/** @param {{draft: Draft}} props */
function Form({ draft }) {
  const list = /** @type {FormField[]} */ (draft.get("fields") ?? []), wrong = draft.wrong.value.fields;
  /** @param {FormField[]} to */
  const set = (to) => draft.set("fields", to);
  /** @param {number} i @param {object} v */
  const change = (i, v) => set(list.map((each, n) => (n === i ? { ...each, ...v } : each)));
  const value = (/** @type {Event} */ e) => /** @type {HTMLInputElement} */ (e.currentTarget).value;
  return html`${service.value && draft.get("version") === 0 ? html`<p class="hint pad">${w("own_start", { service: serviceName(service.value) })}</p>` : null}
    <${Fields} draft=${draft} cols=${2} specs=${[{ path: "disposition_required", kind: "switch", label: w("f.disposition_required") }, { path: "note_required", kind: "switch", label: w("f.note_required") }]}/>
    ${list.length === 0 ? html`<${Empty} icon="edit" title=${w("forms_none")} why=${w("forms_none_why")}/>` : html`<table class="tbl edit"><thead><tr><th>${w("f.name.ko")}</th><th>${w("f.name.en")}</th><th>${w("f.key")}</th><th>${w("f.type")}</th><th>${w("f.options_list")}</th><th>${w("required")}</th><th><span class="sr">${w("remove")}</span></th></tr></thead><tbody>${list.map((one, i) => html`<tr key=${i}>
      <td><span class="in sm"><input aria-label=${w("f.name.ko")} maxlength="60" value=${one.label.ko} onInput=${(/** @type {Event} */ e) => change(i, { label: { ...one.label, ko: value(e) } })}/></span></td><td><span class="in sm"><input aria-label=${w("f.name.en")} maxlength="60" value=${one.label.en ?? ""} onInput=${(/** @type {Event} */ e) => change(i, { label: { ...one.label, en: value(e) || undefined } })}/></span></td>
      <td><span class="in sm code-in"><input aria-label=${w("f.key")} maxlength="40" value=${one.key} onInput=${(/** @type {Event} */ e) => change(i, { key: value(e) })}/></span></td><td><span class="in sm sel"><select aria-label=${w("f.type")} value=${one.type} onChange=${(/** @type {Event} */ e) => change(i, { type: value(e), options: value(e) === "select" ? one.options ?? [] : undefined })}>${["text", "select", "number", "date", "checkbox"].map((kind) => html`<option key=${kind} value=${kind}>${wcode("ftype", kind)}</option>`)}</select><${Icon} name="chev-d"/></span></td>
      <td>${one.type === "select" ? html`<span class="in sm"><input aria-label=${w("f.options_list")} placeholder=${w("options_how")} value=${(one.options ?? []).map((each) => each.label.ko).join(", ")} onChange=${(/** @type {Event} */ e) => change(i, { options: value(e).split(",").map((text) => text.trim()).filter(Boolean).map((text) => one.options?.find((each) => each.label.ko === text) ?? { value: text.slice(0, 60), label: { ko: text } }) })}/></span>` : html`<span class="c3">–</span>`}</td>
      <td><input class="ck" type="checkbox" aria-label=${w("required_of", { name: one.label.ko || one.key })} checked=${!!one.required} onChange=${(/** @type {Event} */ e) => change(i, { required: /** @type {HTMLInputElement} */ (e.currentTarget).checked || undefined })}/></td>
      <td class="num"><button type="button" class="btn ghost icon sm" aria-label=${w("remove_one", { what: one.label.ko || one.key })} onClick=${() => set(list.filter((_, n) => n !== i))}><${Icon} name="trash" size="s"/></button></td></tr>`)}</tbody></table>`}
    ${wrong ? html`<p class="hint pad" data-t="bad">${wrong}</p>` : null}<div class="pad"><button type="button" class="btn sm" onClick=${() => set([...list, { key: `field_${list.length + 1}`, label: { ko: "" }, type: "text" }])}><${Icon} name="plus" size="s"/>${w("field_add")}</button></div>`;
}
