// A panel of rooms: how many, how many of them for too long, and each with its time.
import { html } from "../dom.js";
import { count, daysOn } from "../format.js";
import { Icon } from "../icons.js";
import { waits } from "../chat/waits.js";
import { Empty } from "../desk/parts/resource.js";
import { limits } from "./limits.js";
import { Lines } from "./lines.js";
import { agentOf, categoryOf, Channel, customerOf, roomName } from "./room.js";
import { Elapsed } from "./time.js";
import { o, ocode } from "./text.js";
import { Loading } from "./wait.js";
import { chatWindow, listOf, roomAt } from "./ways.js";

/** @typedef {import("./model.js").Monitor} Monitor */
/** @typedef {import("./model.js").Queue} QueueOf */

/** @param {{page: Monitor, of: QueueOf}} props */
export function QueuePanel({ page, of }) {
  const { name } = of, n = of.n.value, older = of.older.value, title = ocode("queue", name), { bad, warn, ok } = of.counts(), limit = limits.value[name];
  const whole = !page.site.value && !page.category.value, today = page.today.value, of_today = page.period.value === "today", category = page.category.value;
  const find = { site: page.site.value, ...(page.isLarge(category) ? { large: category } : { category }), awaits: name === "reply" }, now = of_today ? { from: today, to: today } : { within: /** @type {const} */ ("24h") }, before = of_today ? { to: daysOn(today, -1) } : { within: /** @type {const} */ ("older") };
  /** @type {import("./lines.js").Column[]} */
  const columns = [{ id: "elapsed", name: o("col.elapsed") }, { id: "customer", name: o("col.customer") }, name === "waiting" ? { id: "give", name: o("give"), sorts: false, more: true } : { id: "agent", name: o("col.agent") }];
  return html`<section class="pane q" aria-label=${title}><div class="qh"><h2>${title}</h2>
      <div class="row qn"><a class="lead" href=${listOf(waits[name].status, { ...find, ...now })} target=${chatWindow}>${count(n)}<span class="sr"> ${o("to_list", { list: title })}</span></a>
        <span class="over" data-t=${bad ? "bad" : undefined}>${bad ? html`<${Icon} name="bad" size="s"/>` : null}${o("over", { limit })} <b>${count(bad)}</b></span>${older ? html`<a class="older c3 t-xs end" href=${listOf(waits[name].status, { ...find, ...before })} target=${chatWindow} title=${o("older_why")}>${o("older", { n: count(older) })}</a>` : null}</div>
      <div class="dist" role="img" aria-label=${o("split", { bad, warn, ok })}>${n === 0 ? html`<i class="none"></i>` : /** @type {[number, string|undefined][]} */ ([[bad, "bad"], [warn, "warn"], [ok, undefined]]).map(([share, level]) => (share ? html`<i key=${level} data-t=${level} style=${{ flexGrow: share }}></i>` : null))}</div></div>
    ${!page.live.chats.loaded.value ? html`<${Loading}/>` : of.order.keys.value.length === 0 ? html`<${Empty} icon="check" title=${ocode("none", name)} why=${whole ? ocode("none_why", name) : o("none_found_why")}>${whole ? null : html`<button type="button" class="btn sm" onClick=${() => { page.site.value = page.category.value = ""; }}>${o("clear")}</button>`}<//>`
      : html`<${Lines} order=${of.order} columns=${columns} label=${title} row=${(/** @type {string} */ key, /** @type {import("./lines.js").Focus} */ focus, /** @type {number} */ at, /** @type {boolean} */ gone) => html`<${Line} key=${key} page=${page} of=${of} id=${key} focus=${focus} n=${at} gone=${gone}/>`}/>`}</section>`;
}

/** @param {{page: Monitor, of: QueueOf, id: string, focus: import("./lines.js").Focus, n: number, gone: boolean}} props */
function Line({ page, of, id, focus, n, gone }) {
  const { live } = page, row = (gone ? undefined : live.chats.row(id)?.value) ?? of.order.last.get(id);
  if (!row) return null;
  const since = of.since(row), said = of.name === "reply" ? row.latest?.body || (row.latest?.files ? o("files", { n: row.latest.files }) : "") : "", under = said ? `“${said}”` : categoryOf(row);
  return html`<tr data-row=${id} data-gone=${gone ? "" : undefined}><td class="el">${gone ? html`<span class="c3">${o("gone")}</span>` : html`<${Elapsed} key=${since} since=${since} now=${live.now} limit=${of.name}/>`}<span class="no">${o("nth", { n })}</span></td>
    <td><a class="who" href=${roomAt(row)} target=${chatWindow} title=${[customerOf(row), under, row.title].filter(Boolean).join(" · ")} ...${focus}><b><${Channel} channel=${row.channel}/><span class="trunc">${customerOf(row)}</span></b><span class="c3 trunc">${under || row.title || ""}</span></a></td>
    ${of.name === "waiting" ? html`<td class="act"><button type="button" class="btn sm" disabled=${gone || page.away.value} aria-label=${o("give_room", { room: roomName(row) })} ...${focus} onClick=${() => { page.done.value = null; page.giving.value = id; }}>${o("give")}</button></td>` : html`<td class="by"><span class="c2 trunc" title=${agentOf(row)}>${agentOf(row)}</span></td>`}</tr>`;
}
