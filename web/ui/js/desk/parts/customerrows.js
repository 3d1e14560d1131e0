// The parts of a customer's record of which there are several: numbers with what they
// are called, and fields of the centre's own.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Field, Input } from "./field.js";

/** @typedef {import("../types.js").Phone} Phone */
/** @typedef {[string, string]} Pair name and value */

const mostNumbers = 10, mostFields = 30;

/** Fields as they are written: in their order, also while one has no name yet. @param {Record<string, string>|undefined} fields @returns {Pair[]} */
export const pairsOf = (fields) => Object.entries(fields ?? {});

/** @param {Pair[]} pairs @returns {Record<string, string>} */
export const fieldsOf = (pairs) => Object.fromEntries(pairs.filter(([name, value]) => name.trim() || value.trim()).map(([name, value]) => [name.trim(), value.trim()]));

/** The first field whose name another one has; -1 where there is none. @param {Pair[]} pairs */
const twice = (pairs) => pairs.findIndex(([name], i) => name.trim() !== "" && pairs.findIndex(([other]) => other.trim() === name.trim()) < i);

/** Whether a field cannot be kept as it is written: it has no name, or another's. @param {Pair[]} pairs */
export const flawed = (pairs) => twice(pairs) >= 0 || pairs.some(([name, value]) => !name.trim() && value.trim());

/** @param {Phone[]} phones @returns {Phone[]} as they are sent */
export const phonesOf = (phones) => phones.filter((one) => one.number.trim());

/** @param {string} id where to go once it is drawn */
const focus = (id) => requestAnimationFrame(() => document.getElementById(id)?.focus());

/** @param {{prefix: string, phones: Phone[], wrong: Record<string, string>, hint?: string, taken?: number, onWrite: (phones: Phone[]) => void}} props hint: under the first number; taken: of the numbers that one may have */
export function PhoneRows({ prefix, phones, wrong, hint, taken = 0, onWrite }) {
  /** @param {number} i @param {Partial<Phone>} change */
  const put = (i, change) => onWrite(phones.map((one, j) => (i === j ? { ...one, ...change } : one)));
  const remove = (/** @type {number} */ i) => { onWrite(phones.filter((_, j) => i !== j)); focus(`${prefix}-phone-add`); };
  const add = () => { onWrite([...phones, { number: "", label: "" }]); focus(`${prefix}-phone-${phones.length}`); };
  return html`<div class="rows" role="group" aria-label=${t("desk.numbers")}>${phones.map((one, i) => html`<div key=${i} class="pair">
      <${Field} id=${`${prefix}-phone-${i}`} label=${t("desk.dial_number")} wrong=${wrong[`phones[${i}].number`]} hint=${i === 0 ? hint : undefined}><${Input} id=${`${prefix}-phone-${i}`} type="tel" value=${one.number} max=${40} wrong=${!!wrong[`phones[${i}].number`]} onWrite=${(/** @type {string} */ number) => put(i, { number })}/><//>
      <${Field} id=${`${prefix}-label-${i}`} label=${t("desk.number_label")} wrong=${wrong[`phones[${i}].label`]}><${Input} id=${`${prefix}-label-${i}`} value=${one.label ?? ""} max=${40} placeholder=${t("desk.number_label_how")} onWrite=${(/** @type {string} */ label) => put(i, { label })}/><//>
      <button type="button" class="btn ghost icon" aria-label=${t("desk.row_remove", { name: one.number || String(i + 1) })} title=${t("desk.row_remove", { name: one.number || String(i + 1) })} onClick=${() => remove(i)}><${Icon} name="x" size="s"/></button></div>`)}
    ${phones.length + taken < mostNumbers ? html`<button type="button" id=${`${prefix}-phone-add`} class="btn ghost sm" onClick=${add}><${Icon} name="plus" size="s"/>${t("desk.add_number")}</button>` : null}</div>`;
}

/** @param {{prefix: string, pairs: Pair[], wrong: Record<string, string>, onWrite: (pairs: Pair[]) => void}} props */
export function FieldRows({ prefix, pairs, wrong, onWrite }) {
  const again = twice(pairs);
  /** @param {number} i @param {Pair} pair */
  const put = (i, pair) => onWrite(pairs.map((one, j) => (i === j ? pair : one)));
  const remove = (/** @type {number} */ i) => { onWrite(pairs.filter((_, j) => i !== j)); focus(`${prefix}-field-add`); };
  const add = () => { onWrite([...pairs, ["", ""]]); focus(`${prefix}-name-${pairs.length}`); };
  return html`<div class="rows" role="group" aria-label=${t("desk.more_fields")}>${pairs.map(([name, value], i) => {
    const bad = i === again ? t("desk.field_twice") : name.trim() ? wrong[`fields.${name.trim()}`] : value.trim() ? t("desk.field_nameless") : "";
    return html`<div key=${i} class="pair even"><${Field} id=${`${prefix}-name-${i}`} label=${t("desk.field_name")} wrong=${bad}><${Input} id=${`${prefix}-name-${i}`} value=${name} max=${60} wrong=${!!bad} onWrite=${(/** @type {string} */ text) => put(i, [text, value])}/><//>
      <${Field} id=${`${prefix}-value-${i}`} label=${t("desk.field_value")}><${Input} id=${`${prefix}-value-${i}`} value=${value} max=${500} onWrite=${(/** @type {string} */ text) => put(i, [name, text])}/><//>
      <button type="button" class="btn ghost icon" aria-label=${t("desk.row_remove", { name: name || String(i + 1) })} title=${t("desk.row_remove", { name: name || String(i + 1) })} onClick=${() => remove(i)}><${Icon} name="x" size="s"/></button></div>`;
  })}
    ${wrong.fields ? html`<p class="hint" data-t="bad">${wrong.fields}</p>` : null}
    ${pairs.length < mostFields ? html`<button type="button" id=${`${prefix}-field-add`} class="btn ghost sm" onClick=${add}><${Icon} name="plus" size="s"/>${t("desk.add_field")}</button>` : null}</div>`;
}
