// Fields of forms: a label, an input, and what is wrong with it.
import { createContext, html, useContext } from "../../dom.js";
import { Icon } from "../../icons.js";

const OfField = createContext({ required: false, wrong: false, hint: false });

/**
 * A label, an input that useSaid describes, and under it what is wrong, or a hint.
 * @param {{id: string, label: string, required?: boolean, wrong?: string, cls?: string, hint?: string, children: any}} props
 */
export function Field({ id, label, required = false, wrong, cls = "", hint, children }) {
  return html`<div class=${`field ${cls}`}><label for=${id}>${label}${required ? html`<span class="req" aria-hidden="true"> *</span>` : null}</label><${OfField.Provider} value=${{ required, wrong: !!wrong, hint: !!hint }}>${children}<//>
    ${wrong ? html`<span class="hint" id=${`${id}-wrong`} data-t="bad">${wrong}</span>` : hint ? html`<span class="hint" id=${`${id}-hint`}>${hint}</span>` : null}</div>`;
}

/** What the field tells of the input in it to who does not see it. @param {string} id @param {boolean} [wrong] also where no field says so */
export function useSaid(id, wrong = false) {
  const of = useContext(OfField), bad = wrong || of.wrong;
  return { "aria-required": of.required ? "true" : undefined, "aria-invalid": bad ? "true" : undefined, "aria-describedby": bad ? `${id}-wrong` : of.hint ? `${id}-hint` : undefined };
}

/** @param {{id: string, value: string, empty?: string, choices: {value: string, text: string, no?: boolean}[], disabled?: boolean, wrong?: boolean, onChoose: (value: string) => void}} props */
export function Select({ id, value, empty, choices, disabled, wrong, onChoose }) {
  return html`<div class="in sel" aria-disabled=${disabled}><select id=${id} value=${value} disabled=${disabled} ...${useSaid(id, wrong)}
    onChange=${(/** @type {Event} */ event) => onChoose(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}>${empty === undefined ? null : html`<option value="">${empty}</option>`}
    ${choices.map((one) => html`<option key=${one.value} value=${one.value} disabled=${one.no}>${one.text}</option>`)}</select><${Icon} name="chev-d"/></div>`;
}

/** @param {{id: string, value: string, type?: string, max?: number, wrong?: boolean, disabled?: boolean, first?: boolean, placeholder?: string, inputmode?: string, onWrite: (value: string) => void}} props */
export function Input({ id, value, type = "text", max = 200, wrong, disabled, first, placeholder, inputmode, onWrite }) {
  return html`<div class="in"><input id=${id} type=${type} inputmode=${inputmode} maxlength=${max} autocomplete="off" value=${value} disabled=${disabled} placeholder=${placeholder} data-first=${first ? "" : undefined} ...${useSaid(id, wrong)}
    onInput=${(/** @type {InputEvent} */ event) => onWrite(/** @type {HTMLInputElement} */ (event.currentTarget).value)}/></div>`;
}

/** @param {{id: string, value: string, max: number, rows?: number, wrong?: boolean, disabled?: boolean, onWrite: (value: string) => void}} props */
export function Area({ id, value, max, rows = 3, wrong, disabled, onWrite }) {
  return html`<textarea id=${id} class="area" rows=${rows} maxlength=${max} value=${value} disabled=${disabled} ...${useSaid(id, wrong)}
    onInput=${(/** @type {InputEvent} */ event) => onWrite(/** @type {HTMLTextAreaElement} */ (event.currentTarget).value)}></textarea>`;
}
