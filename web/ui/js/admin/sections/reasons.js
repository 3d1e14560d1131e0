// Not-ready reasons: their names, order, and whether agents may choose them.
import { html } from "../../dom.js";
import { request } from "../../api.js";
import { named, tcode } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { stateLook } from "../../states.js";
import { Open, Sheet } from "../document.js";
import { Panel } from "../fields.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../draft.js").Draft} Draft */

const reasons = new Sheet({ target: "reasons", name: () => wcode("s", "reasons"), get: () => request("GET", "reasons").then((items) => ({ items })),
  put: ({ items }) => request("PUT", "reasons", items.map((/** @type {any} */ { system: _, ...one }) => one)).then((saved) => ({ items: saved })) });

export function Reasons() {
  return html`<main class="scroll det"><${Open} of=${reasons} what=${wcode("s", "reasons")}>${(/** @type {Draft} */ draft) => html`<${List} draft=${draft}/>`}<//></main>`;
}

/** @param {{draft: Draft}} props */
function List({ draft }) {
  const list = draft.get("items") ?? [], needed = ["preparing", "other"], wrong = Object.values(draft.wrong.value)[0];
  /** @param {number} i @param {object} v */
  const change = (i, v) => draft.set("items", list.map((/** @type {any} */ each, /** @type {number} */ n) => (n === i ? { ...each, ...v } : each)));
  /** @param {number} i @param {number} by */
  const move = (i, by) => {
    const next = [...list], [one] = next.splice(i, 1);
    next.splice(i + by, 0, one);
    draft.set("items", next);
  };
  /** Its name in the viewer's language, as it is written now. @param {any} one */
  const called = (one) => named(one.name, one.id);
  const value = (/** @type {Event} */ e) => /** @type {HTMLInputElement} */ (e.currentTarget).value;
  return html`<${Panel} title=${wcode("s", "reasons")} why=${w("reasons_why")}><table class="tbl edit"><thead><tr><th>${w("reason")}</th><th>${w("f.name.ko")}</th><th>${w("f.name.en")}</th><th>${w("used")}</th><th>${w("order")}</th></tr></thead><tbody>${list.map((/** @type {any} */ one, /** @type {number} */ i) => { const look = stateLook("not_ready", one.id); return html`<tr key=${one.id}>
    <td><span class="st" data-s="away"><${Icon} name=${look.icon}/><span class="c2" title=${one.id}>${tcode("reason", one.id)}</span></span></td><td><span class="in sm"><input aria-label=${w("ko_of", { name: tcode("reason", one.id) })} maxlength="60" value=${one.name.ko} onInput=${(/** @type {Event} */ e) => change(i, { name: { ...one.name, ko: value(e) } })}/></span></td><td><span class="in sm"><input aria-label=${w("en_of", { name: tcode("reason", one.id) })} maxlength="60" value=${one.name.en ?? ""} onInput=${(/** @type {Event} */ e) => change(i, { name: { ...one.name, en: value(e) || undefined } })}/></span></td>
    <td>${one.system ? html`<span class="tagx">${w("by_system")}</span>` : html`<input class="sw" type="checkbox" role="switch" aria-label=${w("used_of", { name: called(one) })} checked=${one.used} disabled=${needed.includes(one.id)} onChange=${(/** @type {Event} */ e) => change(i, { used: /** @type {HTMLInputElement} */ (e.currentTarget).checked })}/>`}</td>
    <td><button type="button" class="btn ghost icon sm" disabled=${i === 0} aria-label=${w("up_of", { name: called(one) })} onClick=${() => move(i, -1)}><span class="flip"><${Icon} name="chev-d" size="s"/></span></button><button type="button" class="btn ghost icon sm" disabled=${i === list.length - 1} aria-label=${w("down_of", { name: called(one) })} onClick=${() => move(i, 1)}><${Icon} name="chev-d" size="s"/></button></td></tr>`; })}</tbody></table>
    ${wrong ? html`<p class="hint pad" data-t="bad">${wrong}</p>` : null}<p class="hint pad">${w("reasons_note")}</p><//>`;
}
