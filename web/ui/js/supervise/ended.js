// Talks that are over: what became of them, and who looked on (S20).
import { html } from "../dom.js";
import { moment } from "../format.js";
import { Empty, Loaded, More } from "../desk/parts/resource.js";
import { categoryOf, Channel, customerOf } from "../monitor/room.js";
import { lineOf } from "./api.js";
import { v, vcode } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */

/** @param {{page: Supervise}} props */
export function Over({ page }) {
  const { ended } = page, now = page.live.time.value - page.live.time.value % 60_000;
  return html`<${Loaded} of=${ended} what=${v("view.ended")}>${(/** @type {{items: import("./api.js").ListRow[]}} */ { items }) => (items.length === 0 ? html`<${Empty} icon="history" title=${v("no_ended")} why=${v("no_ended_why")}/>`
    : html`<div class="scroll lines over-list"><table class="tbl fixed" aria-label=${v("view.ended")}><colgroup><col class="c-when"/><col class="c-agent"/><col class="c-customer"/><col class="c-category"/><col class="c-type"/></colgroup>
        <thead><tr>${/** @type {const} */ (["ended_at", "agent", "customer", "category", "end_type"]).map((one) => html`<th key=${one} scope="col">${vcode("col", one)}</th>`)}</tr></thead>
        <tbody>${items.map((one) => html`<${Line} key=${one.room.id} page=${page} one=${one} now=${now}/>`)}</tbody></table><${More} of=${ended}/></div>`)}<//>`;
}

/** @param {{page: Supervise, one: import("./api.js").ListRow, now: number}} props */
function Line({ page, one, now }) {
  const row = lineOf(one), choose = () => page.choose(row.id);
  return html`<tr aria-selected=${page.chosen.value === row.id} onClick=${choose}><td class="tm">${row.ended_at ? moment(row.ended_at, now, page.live.timeZone.value) : "–"}</td><td class="trunc">${page.holderOf(row)}</td>
    <td><button type="button" class="name cust" onClick=${(/** @type {Event} */ e) => { e.stopPropagation(); choose(); }}><${Channel} channel=${row.channel}/><span class="trunc">${customerOf(row)}</span></button></td><td class="c2 trunc">${categoryOf(row) || "–"}</td><td class="c2 trunc">${row.end_type ? vcode("end_type", row.end_type) : "–"}</td></tr>`;
}
