// Which thing the records are asked about: a kind from a list and the name or id in it.
// What is typed in full, such as service:orders or agent:*, works too.
import { html, useEffect, useSignal } from "../dom.js";
import { named } from "../i18n.js";
import { Icon } from "../icons.js";
import { isSingle, parts } from "./records.js";
import { have } from "./shared.js";
import { w, wcode } from "./text.js";

const lists = /** @type {const} */ ({ service: "services", agent: "agents", team: "teams", "opening-hours": "hours", sound: "sounds", menu: "menus", user: "users", form: "services", dispositions: "services" });

/** What can be chosen of a kind. @param {string} kind @returns {{id: string, name: string}[]} */
function things(kind) {
  if (!(kind in lists)) return [];
  return have(lists[/** @type {keyof typeof lists} */ (kind)]).map((one) => ({ id: kind === "user" ? one.login : one.id, name: typeof one.name === "string" ? one.name : named(one.name, one.id) }));
}

/** The target that a kind and what is typed mean, those of each kind where none is chosen, with commas between; "" for all. @param {string} kind @param {string} typed @param {string[]} kinds @returns {string} */
export function targetOf(kind, typed, kinds) {
  const text = typed.trim().replaceAll(",", "");
  if (text.includes(":") || !text && !kind) return text;
  if (!kind) return kinds.filter((one) => !isSingle(one)).map((one) => targetOf(one, text, kinds)).join(",");
  if (isSingle(kind)) return kind;
  if (!text) return `${kind}:*`;
  return `${kind}:${things(kind).find((one) => one.id === text || one.name === text)?.id ?? text}`;
}

/** @param {{id: string, label: string, kinds: string[], value: string, onTarget: (target: string) => void}} props value "" empties it */
export function Target({ id, label, kinds, value, onTarget }) {
  const kind = useSignal(""), typed = useSignal("");
  useEffect(() => { if (!value && (kind.peek() || typed.peek()) && targetOf(kind.peek(), typed.peek(), kinds)) { kind.value = ""; typed.value = ""; } }, [value]);
  const tell = () => onTarget(targetOf(kind.value, typed.value, kinds));
  const choose = (/** @type {Event} */ e) => { kind.value = /** @type {HTMLSelectElement} */ (e.currentTarget).value; typed.value = ""; tell(); };
  const write = (/** @type {Event} */ e) => {
    typed.value = /** @type {HTMLInputElement} */ (e.currentTarget).value;
    const of = parts(typed.value.trim());
    if (of.id && kinds.includes(of.kind)) kind.value = of.kind;
    tell();
  };
  const choices = things(kind.value);
  return html`<div class="target" role="group" aria-label=${label}><div class="in sm sel"><select aria-label=${w("kind_of")} value=${kind.value} onChange=${choose}><option value="">${w("every_kind")}</option>${kinds.map((one) => html`<option key=${one} value=${one}>${wcode("k", one)}</option>`)}</select><${Icon} name="chev-d"/></div>
    <div class="in sm"><input id=${id} aria-label=${label} placeholder=${w(kind.value === "customer" ? "name_or_number" : kind.value === "call" ? "ticket_or_id" : "name_or_id")} maxlength="80" autocomplete="off" list=${choices.length ? `${id}-list` : undefined} disabled=${isSingle(kind.value)} value=${typed.value} onInput=${write}/></div>
    ${choices.length ? html`<datalist id=${`${id}-list`}>${choices.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</datalist>` : null}</div>`;
}
