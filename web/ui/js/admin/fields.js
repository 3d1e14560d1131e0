// Fields of the administration: each says what it does, what it was, and what is
// wrong with it.
import { html, useEffect, useSignal } from "../dom.js";
import { Icon } from "../icons.js";
import { useStill } from "../desk/parts/press.js";
import { w } from "./text.js";

/** @typedef {import("./draft.js").Draft} Draft */
/**
 * @typedef {object} FieldSpec
 * @property {string} path
 * @property {"text"|"number"|"seconds"|"minutes"|"hours"|"switch"|"choice"|"lines"|"area"|"password"|"date"} kind
 * @property {string} label
 * @property {string} [doc]     what it does
 * @property {string} [unit]
 * @property {number} [min]
 * @property {number} [max]     of a number; of a text: most characters
 * @property {string} [empty]   shown where nothing stands: the default
 * @property {{value: string, text: string}[]} [choices]
 * @property {boolean} [required]
 * @property {boolean} [locked] cannot be changed
 * @property {string} [cls]
 */

/** Go's durations in seconds: "1m30s" is 90. @param {string|undefined} text @returns {number|null} */
export function seconds(text) {
  if (!text) return null;
  let all = 0;
  for (const [, n = "", unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)) all += Number(n) * (unit === "h" ? 3600 : unit === "m" ? 60 : unit === "s" ? 1 : 0.001);
  return all;
}

/** Seconds of what a field counts in; those of others are seconds. */
const perUnit = { minutes: 60, hours: 3600 };

/** @param {string} path */
export const idOf = (path) => `f-${path.replace(/[^A-Za-z0-9]+/g, "-")}`;

/** @param {Event} event */
const written = (event) => /** @type {HTMLInputElement} */ (event.currentTarget).value;

/** What a value says under its field as "before". @param {FieldSpec} spec @param {any} value */
function asText(spec, value) {
  if (value === undefined || value === null || value === "" || Array.isArray(value) && value.length === 0) return w("nothing");
  if (spec.kind === "seconds") return `${seconds(value) ?? ""}`;
  if (spec.kind === "minutes" || spec.kind === "hours") return `${(seconds(value) ?? 0) / perUnit[spec.kind]}`;
  if (spec.kind === "switch") return w(value ? "on" : "off");
  if (spec.kind === "choice") return spec.choices?.find((one) => one.value === value)?.text ?? String(value);
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** @param {{draft: Draft, spec: FieldSpec}} props */
export function F({ draft, spec }) {
  const { path, kind, label, doc = "", unit = "", required, cls = "" } = spec;
  const id = idOf(path), wrong = draft.wrong.value[path], changed = draft.isChanged(path), before = useStill(changed ? w("was", { value: asText(spec, draft.was(path)) }) : ""), needed = !!required && !spec.locked;
  useEffect(() => {
    if (needed) draft.needed.add(path);
    return () => { draft.needed.delete(path); };
  }, [draft, path, needed]);
  const said = [wrong ? `${id}-wrong` : "", doc ? `${id}-doc` : ""].filter(Boolean).join(" ") || undefined;
  const hints = html`${wrong ? html`<span class="hint" id=${`${id}-wrong`} data-t="bad"><${Icon} name="bad" size="xs"/> ${wrong}</span>` : null}
    ${before ? html`<span class="hint was">${before}</span>` : null}${doc ? html`<span class="hint" id=${`${id}-doc`}>${doc}</span>` : null}`;
  if (kind === "switch") {
    return html`<div class=${`field switch ${cls}`}><label class="row" for=${id}><input id=${id} class="sw" type="checkbox" role="switch" checked=${!!draft.get(path)} disabled=${spec.locked} aria-describedby=${said}
      onChange=${(/** @type {Event} */ event) => draft.set(path, /** @type {HTMLInputElement} */ (event.currentTarget).checked || undefined)}/><span class="med">${label}</span></label>${hints}</div>`;
  }
  return html`<div class=${`field ${cls}`}><label for=${id}>${label}${required ? html`<span class="req" aria-hidden="true"> *</span>` : null}</label><${Control} draft=${draft} spec=${spec} id=${id} said=${said} changed=${changed} wrong=${!!wrong} unit=${unit}/>${hints}</div>`;
}

/**
 * A field that is taken when Enter is pressed or it is left. What is being typed stays,
 * whatever is drawn anew meanwhile, and what was taken until its outcome is known.
 * @param {{value: string|number, onDone: (text: string) => any, [attribute: string]: any}} props
 */
export function Typed({ value, onDone, ...rest }) {
  const typed = useSignal(/** @type {string|null} */ (null));
  /** @param {Event} event */
  const taken = async (event) => {
    const text = written(event);
    try {
      await onDone(text);
    } finally {
      if (typed.peek() === text) typed.value = null; // else somebody types on
    }
  };
  return html`<input ...${rest} value=${typed.value ?? value} onInput=${(/** @type {Event} */ event) => { typed.value = written(event); }} onChange=${taken}/>`;
}

/** @param {{draft: Draft, spec: FieldSpec, id: string, said: string|undefined, changed: boolean, wrong: boolean, unit: string}} props */
function Control({ draft, spec, id, said, changed, wrong, unit }) {
  const { path, kind, max, min, empty = "", choices = [], locked, required } = spec, value = draft.get(path);
  const common = { id, disabled: locked, "aria-describedby": said, "aria-invalid": wrong ? "true" : undefined, "aria-required": required ? "true" : undefined };
  const box = `in${changed ? " chg" : ""}`;
  switch (kind) {
    case "choice":
      return html`<div class=${`${box} sel`} aria-disabled=${locked}><select ...${common} value=${value ?? ""} onChange=${(/** @type {Event} */ event) => draft.set(path, written(event) || undefined)}>
        ${empty ? html`<option value="">${empty}</option>` : null}${choices.map((one) => html`<option key=${one.value} value=${one.value}>${one.text}</option>`)}</select><${Icon} name="chev-d"/></div>`;
    case "area":
      return html`<textarea ...${common} class=${`area${changed ? " chg" : ""}`} rows="4" maxlength=${max} value=${value ?? ""} placeholder=${empty} onInput=${(/** @type {Event} */ event) => draft.set(path, written(event) || undefined)}></textarea>`;
    case "lines":
      return html`<div class=${box}><${Typed} ...${common} autocomplete="off" value=${(value ?? []).join(", ")} placeholder=${empty} onDone=${(/** @type {string} */ text) => draft.set(path, text.split(/[,\s]+/).filter(Boolean))}/></div>`;
    case "number": case "seconds": case "minutes": case "hours": {
      const per = perUnit[/** @type {"hours"} */ (kind)] ?? 1, shown = kind === "number" ? value : value === undefined ? "" : (seconds(value) ?? 0) / per;
      return html`<div class=${box}><input ...${common} type="number" inputmode="decimal" min=${min} max=${max} step=${kind === "seconds" ? "any" : undefined} value=${shown ?? ""} placeholder=${empty}
        onInput=${(/** @type {Event} */ event) => { const text = written(event); draft.set(path, text === "" ? undefined : kind === "number" ? Number(text) : `${Number(text) * per}s`); }}/>${unit ? html`<span class="c3">${unit}</span>` : null}</div>`;
    }
  }
  return html`<div class=${box}><input ...${common} type=${kind === "password" ? "password" : kind === "date" ? "date" : "text"} autocomplete=${kind === "password" ? "new-password" : "off"} maxlength=${max ?? 200} value=${value ?? ""} placeholder=${empty}
    onInput=${(/** @type {Event} */ event) => draft.set(path, written(event) || undefined)}/>${unit ? html`<span class="c3">${unit}</span>` : null}</div>`;
}

/** A panel of fields. @param {{title: string, id?: string, why?: string, side?: any, children: any, cls?: string}} props */
export function Panel({ title, id, why = "", side = null, children, cls = "" }) {
  return html`<section class=${`panel ${cls}`} id=${id} tabindex=${id ? -1 : undefined} aria-label=${title}><div class="ph"><div><h2>${title}</h2>${why ? html`<p>${why}</p>` : null}</div>${side ? html`<div class="row end">${side}</div>` : null}</div>${children}</section>`;
}

/** @param {{draft: Draft, specs: FieldSpec[], cols?: 2|3|4}} props */
export function Fields({ draft, specs, cols = 4 }) {
  return html`<div class=${`fields cols${cols}`}>${specs.map((spec) => html`<${F} key=${spec.path} draft=${draft} spec=${spec}/>`)}</div>`;
}
