// Rooms below a line that was opened: of a category (S13), or of an agent (S14).
import { html } from "../dom.js";
import { Icon } from "../icons.js";
import { agentOf, categoryOf, Channel, customerOf } from "../monitor/room.js";
import { Binocular } from "./control.js";
import { Waits } from "./rows.js";
import { v } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */
/** @typedef {import("../live/chatrows.js").ChatRow} ChatRow */

/** Opens a line, or closes it. @param {{page: Supervise, id: string, name: string, empty: boolean, focus: object}} props */
export function Opener({ page, id, name, empty, focus }) {
  const on = page.open.value.has(id);
  return html`<button type="button" class="btn ghost icon sm" aria-expanded=${on && !empty} aria-disabled=${empty} aria-label=${v(on ? "close_rooms" : "open_rooms", { name })} ...${focus} onClick=${() => { if (!empty) page.toggle(id); }}><${Icon} name=${on && !empty ? "minus" : "plus"} size="s"/></button>`;
}

/** One room; a press chooses it, and its detail is a press away. @param {{page: Supervise, row: ChatRow, agent?: boolean}} props agent: its agent is named, with the binocular beside */
export function Below({ page, row, agent = false }) {
  const on = page.chosen.value === row.id, customer = customerOf(row);
  return html`<li class="below-row" data-room=${row.id} data-on=${on ? "" : undefined}><button type="button" class="name cust" aria-pressed=${on} onClick=${() => page.choose(row.id)}><${Channel} channel=${row.channel}/><span class="trunc">${customer}</span></button>
    ${agent ? html`<span class="row by"><span class="trunc" title=${agentOf(row)}>${row.agent ? agentOf(row) : "–"}</span>${row.agent ? html`<${Binocular} page=${page} row=${row}/>` : null}</span>` : html`<span class="c2 trunc">${categoryOf(row)}</span>`}
    <span class="num"><${Waits} page=${page} row=${row}/></span><span class="trunc c3 t-xs">${page.watcherName(row) ? html`<span class="mon-by"><${Icon} name="bino" size="s"/><span class="trunc">${page.watcherName(row)}</span></span>` : null}</span>
    <button type="button" class="btn sm" aria-label=${v("details_of", { customer })} onClick=${() => { page.looked.tab.value = "facts"; page.choose(row.id); requestAnimationFrame(() => document.getElementById("sup-facts")?.focus()); }}>${v("details")}</button></li>`;
}
