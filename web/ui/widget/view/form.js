// The bot's form: who the visitor is, before an agent is asked for (프로필봇).
import { html, useRef, useSignal } from "../../js/dom.js";
import { say } from "../words.js";

/** @typedef {import("../types.js").Field} Field */

const rules = { email: /^\S+@\S+\.\S+$/, tel: /^[+\d][\d ()-]{6,24}$/, text: /^/ };

/** What is wrong with what was written; "" nothing. @param {Field} field @param {string} value */
function wrong(field, value) {
  if (!value) return field.required ? say("form.missing") : "";
  const type = field.type ?? "text";
  return rules[type].test(value) ? "" : say(type === "email" ? "form.email" : "form.tel");
}

const complete = { email: "email", tel: "tel", name: "name", phone: "tel" };

/** @param {{chat: import("../chat.js").Chat, form: import("../types.js").Form, seq: number, live: boolean}} props */
export function BotForm({ chat, form, seq, live }) {
  const tried = useSignal(false), agreed = useSignal(false), values = useSignal(/** @type {Record<string, string>} */ ({})), el = useRef(/** @type {HTMLFormElement|null} */ (null));
  if (!live) return null;
  /** @param {Field} field */
  const problem = (field) => (tried.value ? wrong(field, values.value[field.key]?.trim() ?? "") : "");
  /** @param {Event} event */
  const send = (event) => {
    event.preventDefault();
    tried.value = true;
    const bad = form.fields.find((field) => problem(field));
    if (bad || form.consent && !agreed.value) return void /** @type {HTMLElement|null} */ (el.current?.querySelector(bad ? `#f-${seq}-${form.fields.indexOf(bad)}` : ".consent input"))?.focus();
    chat.profile(Object.fromEntries(form.fields.map(({ key }) => [key, values.value[key]?.trim() ?? ""]).filter(([, value]) => value)), seq);
  };
  return html`<form class="form" ref=${el} novalidate onSubmit=${send}>
    ${form.fields.map((field, i) => {
      const id = `f-${seq}-${i}`, text = problem(field);
      return html`<label class="field" key=${field.key} for=${id}><span>${field.label}${field.required && html`<small>${say("form.required")}</small>`}</span>
        <input id=${id} type=${field.type ?? "text"} maxlength=${field.most ?? 100} autocomplete=${complete[/** @type {keyof typeof complete} */ (field.type === "text" || !field.type ? field.key : field.type)] ?? "off"}
          required=${field.required} aria-invalid=${text ? "true" : undefined} aria-describedby=${text ? `${id}-no` : undefined} value=${values.value[field.key] ?? ""}
          onInput=${/** @param {{currentTarget: HTMLInputElement}} event */ (event) => { values.value = { ...values.value, [field.key]: event.currentTarget.value }; }}/>
        ${text && html`<span class="no" id=${`${id}-no`}>${text}</span>`}</label>`;
    })}
    ${form.consent && html`<label class="consent"><input type="checkbox" checked=${agreed.value} onChange=${/** @param {{currentTarget: HTMLInputElement}} event */ (event) => { agreed.value = event.currentTarget.checked; }}/><span>${form.consent}
      ${tried.value && !agreed.value && html`<span class="no">${say("form.consent")}</span>`}</span></label>`}
    <div class="row">${form.skip && html`<button type="button" class="btn" onClick=${() => chat.profile(null, seq)}>${say("form.skip")}</button>`}<button class="btn primary">${say("form.send")}</button></div>
  </form>`;
}
