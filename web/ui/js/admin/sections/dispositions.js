// Dispositions (상담 분류): two levels, for every service or for one.
import { html, signal } from "../../dom.js";
import { request } from "../../api.js";
import { Icon } from "../../icons.js";
import { Empty } from "../../desk/parts/resource.js";
import { Open, Sheet } from "../document.js";
import { Panel } from "../fields.js";
import { serviceChoices, serviceName, useLists } from "../shared.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {{code: string, name: {ko: string, en?: string}, unused?: boolean, children?: any[]}} Class */

const service = signal("");
/** @type {Map<string, Sheet>} */
const sheets = new Map();

/** The sheet of one service; what is of every service is the start of its own. @param {string} id */
function sheetOf(id) {
  const path = `dispositions${id ? `?service=${encodeURIComponent(id)}` : ""}`;
  let made = sheets.get(id);
  if (!made) {
    const own = (/** @type {any} */ { items, version, service: of = "" }) => ({ items, version: of === id ? version : 0 });
    made = new Sheet({ target: `dispositions:${id || "-"}`, name: () => wcode("s", "dispositions"), get: () => request("GET", path).then(own), put: (value) => request("PUT", path, value).then(own) });
    sheets.set(id, made);
  }
  return made;
}

/** For which service: a choice that dispositions and forms share. @param {{chosen: import("../../../vendor/signals.js").Signal<string>}} props */
export function ForService({ chosen }) {
  return html`<div class="in sm sel svc-in"><select aria-label=${w("for_service")} value=${chosen.value} onChange=${(/** @type {Event} */ e) => { chosen.value = /** @type {HTMLSelectElement} */ (e.currentTarget).value; }}><option value="">${w("every_service")}</option>${serviceChoices().map((one) => html`<option key=${one.value} value=${one.value}>${one.text}</option>`)}</select><${Icon} name="chev-d"/></div>`;
}

export function Dispositions() {
  useLists("services");
  return html`<main class="scroll det"><${Panel} title=${wcode("s", "dispositions")} why=${w("dispositions_why")} side=${html`<${ForService} chosen=${service}/>`}><${Open} key=${service.value} of=${sheetOf(service.value)} what=${wcode("s", "dispositions")}>${(/** @type {Draft} */ draft) => html`<${Tree} draft=${draft}/>`}<//><//></main>`;
}

/** @param {{draft: Draft}} props */
function Tree({ draft }) {
  const items = /** @type {Class[]} */ (draft.get("items") ?? []), version = draft.get("version");
  /** @param {Class[]} to */
  const set = (to) => draft.set("items", to);
  const code = (/** @type {string} */ prefix) => `${prefix}${Date.now().toString(36).slice(-5)}`;
  return html`${service.value && version === 0 ? html`<p class="hint pad">${w("own_start", { service: serviceName(service.value) })}</p>` : null}
    ${items.length === 0 ? html`<${Empty} icon="tag" title=${w("dispositions_none")} why=${w("dispositions_none_why")}/>` : html`<div class="row tree-head" aria-hidden="true"><span class="in-w">${w("f.name.ko")}</span><span class="in-w">${w("f.name.en")}</span><span class="code-in">${w("code")}</span><span class="sw-w">${w("used")}</span><span class="end-w">${w("order")}</span></div><ul class="tree">${items.map((one, i) => html`<li key=${i}><${Line} draft=${draft} one=${one} place=${`items[${i}]`} set=${(/** @type {Class|null} */ v) => set(v ? items.map((each, n) => (n === i ? v : each)) : items.filter((_, n) => n !== i))} up=${i > 0 ? () => set(swap(items, i)) : null}/>
      <ul>${(one.children ?? []).map((child, k) => html`<li key=${k}><${Line} draft=${draft} one=${child} place=${`items[${i}].children[${k}]`} set=${(/** @type {Class|null} */ v) => set(items.map((each, n) => (n === i ? { ...each, children: v ? (each.children ?? []).map((c, m) => (m === k ? v : c)) : (each.children ?? []).filter((_, m) => m !== k) } : each)))} up=${k > 0 ? () => set(items.map((each, n) => (n === i ? { ...each, children: swap(each.children ?? [], k) } : each))) : null}/></li>`)}
        <li><button type="button" class="btn ghost sm" onClick=${() => { set(items.map((each, n) => (n === i ? { ...each, children: [...each.children ?? [], { code: code("c_"), name: { ko: "" } }] } : each))); writeAt(`items[${i}].children[${one.children?.length ?? 0}]`); }}><${Icon} name="plus" size="s"/>${w("sub_add")}</button></li></ul></li>`)}</ul>`}
    <div class="pad"><button type="button" class="btn sm" onClick=${() => { set([...items, { code: code("d_"), name: { ko: "" } }]); writeAt(`items[${items.length}]`); }}><${Icon} name="plus" size="s"/>${w("class_add")}</button></div>`;
}

/** Goes to the name of a line that was just made. @param {string} place */
function writeAt(place) {
  requestAnimationFrame(() => { const name = document.querySelector(`[data-place="${place}"] input`); if (name instanceof HTMLInputElement) name.focus(); });
}

/** @template T @param {T[]} list @param {number} i */
function swap(list, i) {
  const next = [...list], [one] = next.splice(i, 1);
  next.splice(i - 1, 0, /** @type {T} */ (one));
  return next;
}

/** @param {{draft: Draft, one: Class, place: string, set: (one: Class|null) => void, up: (() => void)|null}} props */
function Line({ draft, one, place, set, up }) {
  const value = (/** @type {Event} */ e) => /** @type {HTMLInputElement} */ (e.currentTarget).value, name = one.name.ko || one.code, wrong = draft.wrong.value.items;
  return html`<div class="row tree-line" data-place=${place}><span class="in sm"><input aria-label=${w("f.name.ko")} placeholder=${w("f.name.ko")} maxlength="60" value=${one.name.ko} aria-invalid=${wrong && !one.name.ko ? "true" : undefined} onInput=${(/** @type {Event} */ e) => set({ ...one, name: { ...one.name, ko: value(e) } })}/></span><span class="in sm"><input aria-label=${w("f.name.en")} placeholder=${w("f.name.en")} maxlength="60" value=${one.name.en ?? ""} onInput=${(/** @type {Event} */ e) => set({ ...one, name: { ...one.name, en: value(e) || undefined } })}/></span>
    <span class="in sm code-in"><input aria-label=${w("code")} maxlength="40" value=${one.code} onInput=${(/** @type {Event} */ e) => set({ ...one, code: value(e) })}/></span><label class="row t-xs"><input class="sw" type="checkbox" role="switch" checked=${!one.unused} aria-label=${w("used_of", { name })} onChange=${(/** @type {Event} */ e) => set({ ...one, unused: /** @type {HTMLInputElement} */ (e.currentTarget).checked ? undefined : true })}/></label>
    <button type="button" class="btn ghost icon sm" disabled=${!up} aria-label=${w("up_of", { name })} onClick=${() => up?.()}><span class="flip"><${Icon} name="chev-d" size="s"/></span></button><button type="button" class="btn ghost icon sm" aria-label=${w("remove_one", { what: name })} onClick=${() => set(null)}><${Icon} name="trash" size="s"/></button></div>`;
}
