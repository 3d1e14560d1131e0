// What goes on by category: how many wait and since when, and who is talked with (S13).
import { html } from "../dom.js";
import { count } from "../format.js";
import { Icon } from "../icons.js";
import { limits } from "../monitor/limits.js";
import { Lines } from "../monitor/lines.js";
import { categoryOf } from "../monitor/room.js";
import { Elapsed } from "../monitor/time.js";
import { Loading } from "../monitor/wait.js";
import { Below, Opener } from "./below.js";
import { None } from "./interactions.js";
import { waitsSince } from "../chat/waits.js";
import { v } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */
/** @typedef {import("../live/chatrows.js").ChatRow} ChatRow */

/** @param {{page: Supervise}} props */
export function Queues({ page }) {
  const order = page.orders.queues;
  if (!page.live.chats.loaded.value) return html`<${Loading}/>`;
  if (order.keys.value.length === 0) return html`<${None} page=${page} icon="layers" title=${v("no_queues")} why=${v("no_queues_why")}/>`;
  /** @type {import("../monitor/lines.js").Column[]} */
  const columns = [{ id: "category", name: v("col.category") }, { id: "waiting", name: v("col.waiting"), cls: "num" }, { id: "oldest", name: v("col.oldest"), cls: "num" }, { id: "talking", name: v("col.talking"), cls: "num" }, { id: "over", name: v("col.over"), cls: "num" }];
  return html`<${Lines} order=${order} columns=${columns} cls="queues" label=${v("view.queues")} row=${(/** @type {string} */ key, /** @type {import("../monitor/lines.js").Focus} */ focus) => html`<${Group} key=${key} page=${page} id=${key} focus=${focus}/>`}/>`;
}

/** A figure; nothing is dimmed. @param {number} n */
export const figure = (n) => html`<span class=${n ? "" : "c3"}>${count(n)}</span>`;

/** How many are over their limit. @param {number} n */
export const overs = (n) => (n ? html`<span class="tm" data-t="bad"><${Icon} name="bad"/>${count(n)}</span>` : figure(0));

/** @param {{page: Supervise, id: string, focus: import("../monitor/lines.js").Focus}} props */
function Group({ page, id, focus }) {
  const one = page.activity.value.find((each) => each.id === id) ?? page.orders.queues.last.get(id);
  if (!one) return null;
  const name = one.row ? categoryOf(one.row) : v("no_category"), n = one.waiting.length + one.talking.length, on = page.open.value.has(id) && n > 0;
  return html`<tr data-row=${id}><td><span class="row"><${Opener} page=${page} id=${id} name=${name} empty=${n === 0} focus=${focus}/><b class="med trunc" title=${name}>${name}</b></span></td><td class="num">${figure(one.waiting.length)}</td>
      <td class="num">${one.oldest ? html`<${Elapsed} key=${one.oldest} since=${one.oldest} now=${page.live.now} limit="waiting"/>` : html`<span class="c3">–</span>`}</td><td class="num">${figure(one.talking.length)}</td><td class="num" title=${v("over_why", limits.value)}>${overs(one.over)}</td></tr>
    ${on ? html`<tr class="below"><td colspan="5"><${Section} page=${page} title=${v("talking")} rows=${one.talking} empty=${v("no_talking")}/><${Section} page=${page} title=${v("waiting")} rows=${one.waiting} empty=${v("no_waiting")}/></td></tr>` : null}`;
}

/** @param {{page: Supervise, title: string, rows: ChatRow[], empty: string}} props */
function Section({ page, title, rows, empty }) {
  const list = [...rows].sort((a, b) => (waitsSince(a) || Infinity) - (waitsSince(b) || Infinity) || a.id.localeCompare(b.id));
  return html`<section aria-label=${title}><h3>${title} <span class="count">${count(rows.length)}</span></h3>${list.length ? html`<ul>${list.map((row) => html`<${Below} key=${row.id} page=${page} row=${row} agent/>`)}</ul>` : html`<p class="c3 t-xs">${empty}</p>`}</section>`;
}
