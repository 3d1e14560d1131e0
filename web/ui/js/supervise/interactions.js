// Every talk between an agent and a customer that goes on (S12).
import { html, useSignal } from "../dom.js";
import { Empty } from "../desk/parts/resource.js";
import { Lines } from "../monitor/lines.js";
import { categoryOf, Channel, customerOf } from "../monitor/room.js";
import { Loading } from "../monitor/wait.js";
import { AgentList, Binocular } from "./control.js";
import { StatusOf, WatcherOf, Waits } from "./rows.js";
import { v } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */

/** @param {{page: Supervise}} props */
export function Interactions({ page }) {
  const order = page.orders.rooms;
  if (!page.live.chats.loaded.value) return html`<${Loading}/>`;
  if (order.keys.value.length === 0) return html`<${None} page=${page} icon="msg" title=${v("no_rooms")} why=${v("no_rooms_why")}/>`;
  /** @type {import("../monitor/lines.js").Column[]} */
  const columns = [{ id: "status", name: v("col.status") }, { id: "agent", name: v("col.agent") }, { id: "customer", name: v("col.customer") }, { id: "category", name: v("col.category") }, { id: "elapsed", name: v("col.elapsed"), cls: "num" }, { id: "watcher", name: v("col.watcher") }];
  return html`<${Lines} order=${order} columns=${columns} cls="inter" label=${v("view.interactions")} row=${(/** @type {string} */ key, /** @type {import("../monitor/lines.js").Focus} */ focus, /** @type {number} */ _n, /** @type {boolean} */ gone) => html`<${Line} key=${key} page=${page} id=${key} focus=${focus} gone=${gone}/>`}/>`;
}

/** Nothing is there, or nothing of what was asked for. @param {{page: Supervise, icon: string, title: string, why: string}} props */
export function None({ page, icon, title, why }) {
  const whole = !page.site.value && !page.category.value && !page.onlyOver.value, clear = () => { page.site.value = page.category.value = ""; page.onlyOver.value = false; };
  return html`<${Empty} icon=${icon} title=${whole ? title : v("none_found")} why=${whole ? why : v("none_found_why")}>${whole ? null : html`<button type="button" class="btn sm" onClick=${clear}>${v("clear")}</button>`}<//>`;
}

/** @param {{page: Supervise, id: string, focus: import("../monitor/lines.js").Focus, gone: boolean}} props */
function Line({ page, id, focus, gone }) {
  const row = (gone ? undefined : page.live.chats.row(id)?.value) ?? page.orders.rooms.last.get(id), picked = useSignal("");
  if (!row) return null;
  const choose = () => page.choose(id);
  return html`<tr data-row=${id} data-gone=${gone ? "" : undefined} aria-selected=${page.chosen.value === id} onClick=${choose}><td><${StatusOf} status=${row.status}/></td>
    <td class="who-cell"><span class="row"><${AgentList} page=${page} row=${row} agents=${row.agent ? [row.agent] : []} picked=${picked} focus=${focus}/><${Binocular} page=${page} row=${row} focus=${focus}/></span></td>
    <td><button type="button" class="name cust" ...${focus} onClick=${(/** @type {Event} */ e) => { e.stopPropagation(); choose(); }}><${Channel} channel=${row.channel}/><span class="trunc" title=${customerOf(row)}>${customerOf(row)}</span></button></td><td class="c2 trunc" title=${categoryOf(row)}>${categoryOf(row) || "–"}</td>
    <td class="num">${gone ? html`<span class="c3">${v("gone")}</span>` : html`<${Waits} page=${page} row=${row}/>`}</td><td><${WatcherOf} page=${page} row=${row}/></td></tr>`;
}
