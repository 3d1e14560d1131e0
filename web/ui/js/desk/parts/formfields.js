// The fields that a service asks for, as its form has them.
import { html } from "../../dom.js";
import { named, t } from "../../i18n.js";
import { Field, Input, Select } from "./field.js";

/**
 * @param {{prefix: string, fields: import("../types.js").Field[], values: Record<string, string>, wrong?: Record<string, string>, disabled?: boolean, onWrite: (key: string, value: string) => void}} props
 */
export function FormFields({ prefix, fields, values, wrong = {}, disabled, onWrite }) {
  return fields.map((field) => {
    const id = `${prefix}-${field.key}`, value = values[field.key] ?? "", bad = wrong[`fields.${field.key}`], label = named(field.label, field.key);
    if (field.type === "checkbox") {
      return html`<div key=${field.key} class="field tick"><label class="row"><input id=${id} class="ck" type="checkbox" checked=${value === "true"} disabled=${disabled} aria-invalid=${bad ? "true" : undefined} aria-describedby=${bad ? `${id}-wrong` : undefined} aria-required=${field.required ? "true" : undefined}
        onChange=${(/** @type {Event} */ event) => onWrite(field.key, String(/** @type {HTMLInputElement} */ (event.currentTarget).checked))}/>${label}${field.required ? html`<span class="req" aria-hidden="true"> *</span>` : null}</label>
        ${bad ? html`<span class="hint" id=${`${id}-wrong`} data-t="bad">${bad}</span>` : null}</div>`;
    }
    return html`<${Field} key=${field.key} id=${id} label=${label} required=${field.required} wrong=${bad}>${field.type === "select"
      ? html`<${Select} id=${id} value=${value} wrong=${!!bad} disabled=${disabled} empty=${t("desk.choose")} choices=${(field.options ?? []).map((one) => ({ value: one.value, text: named(one.label, one.value) }))} onChoose=${(/** @type {string} */ chosen) => onWrite(field.key, chosen)}/>`
      : html`<${Input} id=${id} value=${value} type=${field.type === "date" ? "date" : "text"} inputmode=${field.type === "number" ? "decimal" : undefined} max=${field.max_length || 2000} wrong=${!!bad} disabled=${disabled} onWrite=${(/** @type {string} */ text) => onWrite(field.key, text)}/>`}<//>`;
  });
}
