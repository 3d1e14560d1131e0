// Small fields for lists of things in a draft: each has a place, such as
// questions[0].keys[1].service, and says there what the server refused of it.
import { html } from "../../dom.js";
import { Icon } from "../../icons.js";
import { idOf } from "../fields.js";
import { have } from "../shared.js";
import { language } from "../../i18n.js";
import { w } from "../text.js";
import { Play } from "./play.js";
import { own, promptAddress, promptText, short } from "./prompts.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {{value: string, text: string}} Choice */

/** @param {Event} event */
const written = (event) => /** @type {HTMLInputElement} */ (event.currentTarget).value;

/** What is wrong at a place. @param {{draft: Draft, place: string}} props */
export function WrongAt({ draft, place }) {
  const text = draft.placed.value[place];
  return text ? html`<p class="hint" id=${`${idOf(place)}-wrong`} data-t="bad"><${Icon} name="bad" size="xs"/> ${text}</p>` : null;
}

/** @param {Draft} draft @param {string} place @param {string} label @param {boolean} shown whether the label stands above it */
function attributes(draft, place, label, shown) {
  const wrong = !!draft.placed.value[place], id = idOf(place);
  return { id, "aria-label": shown ? undefined : label, "aria-invalid": wrong ? "true" : undefined, "aria-describedby": wrong ? `${id}-wrong` : undefined };
}

/** Whether a field of its own, which no list holds, was changed. @param {Draft} draft @param {string} place */
const changed = (draft, place) => !place.includes("[") && draft.isChanged(place);

/** @param {{draft: Draft, place: string, label: string, shown: boolean, cls: string, was?: (value: any) => string, hint?: string, children: any}} props was: what it was before, in words; hint: below it */
function Cell({ draft, place, label, shown, cls, was, hint = "", children }) {
  return html`<div class=${`cell ${shown ? "field" : ""} ${cls}`}>${shown ? html`<label for=${idOf(place)}>${label}</label>` : null}${children}<${WrongAt} draft=${draft} place=${place}/>${was && changed(draft, place) ? html`<span class="hint was">${w("was", { value: was(draft.was(place)) })}</span>` : null}${hint ? html`<span class="hint">${hint}</span>` : null}</div>`;
}

/**
 * One of several.
 * @param {{draft: Draft, place: string, label: string, shown?: boolean, cls?: string, value: string|undefined, empty?: string, choices?: Choice[], groups?: {text: string, choices: Choice[]}[], onPick: (value: string|undefined) => void, after?: any, doc?: string, big?: boolean}} props empty: the text of no choice; after: stands beside it; doc: what it does; big: as high as fields of a form
 */
export function Pick({ draft, place, label, shown = false, cls = "", value, empty = "", choices = [], groups = [], onPick, after = null, doc = "", big = false }) {
  const options = (/** @type {Choice[]} */ list) => list.map((one) => html`<option key=${one.value} value=${one.value}>${one.text}</option>`);
  const select = html`<div class=${`in sel${big ? "" : " sm"}${changed(draft, place) ? " chg" : ""}`}><select ...${attributes(draft, place, label, shown)} value=${value ?? ""} onChange=${(/** @type {Event} */ event) => onPick(written(event) || undefined)}>${empty ? html`<option value="">${empty}</option>` : null}${options(choices)}
    ${groups.filter((one) => one.choices.length).map((group) => html`<optgroup key=${group.text} label=${group.text}>${options(group.choices)}</optgroup>`)}</select><${Icon} name="chev-d"/></div>`;
  const was = (/** @type {any} */ v) => [...choices, ...groups.flatMap((group) => group.choices)].find((one) => one.value === v)?.text ?? (v || empty || w("nothing"));
  return html`<${Cell} draft=${draft} place=${place} label=${label} shown=${shown} cls=${cls} was=${was} hint=${doc}>${after ? html`<div class="row with-after">${select}${after}</div>` : select}<//>`;
}

/**
 * A text or a number.
 * @param {{draft: Draft, place: string, label: string, shown?: boolean, cls?: string, value: string|number|undefined, max?: number, hint?: string, unit?: string, how?: "text"|"tel"|"number", onWrite: (text: string) => void}} props
 */
export function Write({ draft, place, label, shown = false, cls = "", value, max = 60, hint = "", unit = "", how = "text", onWrite }) {
  const number = how === "number" ? { type: "number", min: 1, max, inputmode: "numeric" } : { maxlength: max, inputmode: how === "tel" ? "tel" : undefined };
  return html`<${Cell} draft=${draft} place=${place} label=${label} shown=${shown} cls=${cls}><div class="in sm"><input ...${attributes(draft, place, label, shown)} ...${number} autocomplete="off" value=${value ?? ""} placeholder=${hint} onInput=${(/** @type {Event} */ event) => onWrite(written(event))}/>${unit ? html`<span class="c3">${unit}</span>` : null}</div><//>`;
}

/**
 * Something to say: an uploaded sound, or what the program says by itself; and a button
 * to hear it.
 * @param {{draft: Draft, place: string, label: string, shown?: boolean, cls?: string, value: string|undefined, of: string, empty?: string, fallback?: string, none?: boolean, doc?: string, big?: boolean, onPick: (value: string|undefined) => void}} props
 *   of: language of the program's own; fallback: what is heard where nothing is chosen; none: saying nothing can be chosen
 */
export function PickPrompt({ draft, place, label, shown = false, cls = "", value, of, empty = "", fallback = "", none = false, doc = "", big = false, onPick }) {
  const sounds = have("sounds").map((one) => ({ value: `sound:${one.id}`, text: one.name })), says = own().filter((one) => one.choice || one.name === value).map((one) => ({ value: one.name, text: short(one.text[language.value]) }));
  const known = !value || value === "none" && none || [...sounds, ...says].some((one) => one.value === value), heard = value ?? (fallback || undefined);
  const address = promptAddress(heard, of), first = [...(none ? [{ value: "none", text: w("prompt_none") }] : []), ...(known || !value ? [] : [{ value, text: promptText(value) }])];
  return html`<${Pick} draft=${draft} place=${place} label=${label} shown=${shown} cls=${cls} value=${value} empty=${empty || w("prompt_choose")} choices=${first} groups=${[{ text: w("prompt_sounds"), choices: sounds }, { text: w("prompt_own"), choices: says }]} onPick=${onPick} doc=${doc} big=${big}
    after=${html`<${Play} from=${address ? [address] : []} name=${heard ? short(promptText(heard)) : label}/>`}/>`;
}
