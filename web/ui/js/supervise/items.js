// The interaction panel: what this supervisor monitors, marked by a binocular (S16, S17).
import { html } from "../dom.js";
import { count } from "../format.js";
import { Icon } from "../icons.js";
import { agentOf, Channel, customerOf } from "../monitor/room.js";
import { Waits } from "./rows.js";
import { v, vcode } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */

/** @param {{page: Supervise}} props */
export function Items({ page }) {
  const items = page.items.value, n = items.filter((one) => !one.why).length;
  return html`<section class="pane items" aria-label=${v("panel")}><div class="phead"><h2>${v("panel")} <span class="count">${count(n)}</span></h2></div>
    ${items.length === 0 ? html`<p class="c3 none">${v("no_items")}</p>` : html`<ul class="scroll">${items.map((one) => html`<${Item} key=${one.id} page=${page} one=${one}/>`)}</ul>`}</section>`;
}

/** @param {{page: Supervise, one: import("./model.js").Item}} props */
function Item({ page, one }) {
  const { row, why } = one, on = page.view.value === "watch" && page.chosen.value === one.id, customer = customerOf(row);
  return html`<li data-on=${on ? "" : undefined} data-over=${why ? "" : undefined}><button type="button" class="item" aria-current=${on ? "true" : undefined} onClick=${() => page.go("watch", one.id)}><span class="row"><${Channel} channel=${row.channel}/><b class="med trunc grow">${customer}</b>${why ? null : html`<span class="watching" title=${v("watching")}><${Icon} name="bino"/><span class="sr">${v("watching")}</span></span>`}</span>
      <span class="row t-xs"><span class="c2 trunc grow">${agentOf(row)}</span>${why ? html`<span class="c3">${vcode("ended", why)}</span>` : html`<${Waits} page=${page} row=${row}/>`}</span>
      <span class="c3 t-xs trunc">${row.latest?.body || " "}</span></button>
    ${why ? html`<button type="button" class="btn ghost icon sm drop" aria-label=${v("drop", { customer })} onClick=${() => page.drop(one.id)}><${Icon} name="x" size="s"/></button>` : null}</li>`;
}
