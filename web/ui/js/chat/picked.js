// Rooms that are picked in a list, and what can be done with them at once (C61, C63).
import { html } from "../dom.js";
import { Icon } from "../icons.js";
import { ch } from "./text.js";

/** @param {{page: import("./model.js").Console}} props */
export function Picked({ page }) {
  const { lists } = page, tab = page.tab.value, picked = page.picked.value ?? new Set(), all = lists.lines.value.map((line) => line.id), n = [...picked].filter((id) => all.includes(id)).length, whole = n > 0 && n === all.length;
  const gives = tab === "received" || tab === "in_progress" || tab === "held", sorts = tab === "in_progress" || tab === "held" || tab === "ended" || tab === "bot_ended";
  return html`<div class="grp picked"><label class="row"><input class="ck" type="checkbox" aria-label=${ch("pick_all")} checked=${whole} ref=${(/** @type {HTMLInputElement|null} */ el) => { if (el) el.indeterminate = n > 0 && !whole; }} onChange=${() => { page.picked.value = new Set(whole ? [] : all); }}/><span>${ch("picked_n", { n })}</span></label>
    <span class="row end">${gives ? html`<button type="button" class="btn sm" disabled=${!n} onClick=${() => { page.dialog.value = "give"; }}>${ch("give")}</button>` : null}${sorts ? html`<button type="button" class="btn sm" disabled=${!n} onClick=${() => { page.dialog.value = "category"; }}>${ch("categorise_short")}</button>` : null}
      <button type="button" class="btn ghost icon sm" aria-label=${ch("pick_end")} title=${ch("pick_end")} onClick=${() => { page.picked.value = null; }}><${Icon} name="x" size="s"/></button></span></div>`;
}
