// What the variables of a text say: for everybody, and for one recipient.
import { html, useSignal } from "../dom.js";
import { Field, Input } from "../desk/parts/field.js";
import { list as named } from "./body.js";
import { count } from "./bytes.js";
import { m } from "./text.js";
import { nameWords } from "./variables.js";

/** @typedef {import("./draft.js").Draft} Draft */

const mostRows = 50;

/** @param {{draft: Draft, prefix: string}} props */
export function Values({ draft, prefix }) {
  const each = useSignal(false), names = draft.names.value, list = draft.good.value;
  if (names.length === 0) return null;
  const unsure = (/** @type {string} */ name) => (draft.kind.value === "alimtalk" ? [] : count(draft.values.value[name] ?? "").unsure);
  const hint = (/** @type {string} */ name) => [nameWords.includes(name) ? m("values_name") : "", unsure(name).length ? m("unsure", { chars: named(unsure(name)) }) : ""].filter(Boolean).join(" ");
  return html`<section class="vars" aria-label=${m("values")}><div class="row"><span class="lab">${m("values")}</span>${list.length > 1 ? html`<button type="button" class="btn ghost sm end" aria-expanded=${each.value} onClick=${() => { each.value = !each.value; }}>${m(each.value ? "values_all" : "values_each")}</button>` : null}</div>
    <div class="g3">${names.map((name) => html`<${Field} key=${name} id=${`${prefix}-v-${name}`} label=${draft.kind.value === "alimtalk" ? `#{${name}}` : `{${name}}`} wrong=${draft.wrong.value[`values.${name}`]} hint=${hint(name)}><${Input} id=${`${prefix}-v-${name}`} value=${draft.values.value[name] ?? ""} max=${200} wrong=${!!draft.wrong.value[`values.${name}`]} placeholder=${m(nameWords.includes(name) ? "values_name_how" : "values_how")} onWrite=${(/** @type {string} */ text) => draft.writeValue(name, text)}/><//>`)}</div>
    ${each.value && list.length > 1 ? html`<div class="scroll each"><table class="tbl"><thead><tr><th scope="col">${m("to")}</th>${names.map((name) => html`<th key=${name} scope="col">${`{${name}}`}</th>`)}</tr></thead>
      <tbody>${list.slice(0, mostRows).map((to) => html`<tr key=${to.key}><th scope="row">${to.text}</th>${names.map((name) => html`<td key=${name}><div class="in sm"><input aria-label=${m("value_of", { name, to: to.text })} maxlength="200" autocomplete="off" placeholder=${draft.values.value[name] ?? ""} value=${nameWords.includes(name) ? to.name : to.values[name] ?? ""} onInput=${(/** @type {InputEvent} */ event) => draft.writeOwn(to.key, name, /** @type {HTMLInputElement} */ (event.currentTarget).value)}/></div></td>`)}</tr>`)}</tbody></table>
      ${list.length > mostRows ? html`<p class="hint">${m("values_most", { n: mostRows })}</p>` : null}</div>` : null}</section>`;
}
