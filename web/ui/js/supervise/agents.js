// Agents who take chats; + shows the rooms that one has (S14).
import { html } from "../dom.js";
import { count } from "../format.js";
import { Empty } from "../desk/parts/resource.js";
import { AgentState } from "../monitor/agents.js";
import { Lines } from "../monitor/lines.js";
import { Loading } from "../monitor/wait.js";
import { Below, Opener } from "./below.js";
import { waitsSince } from "../chat/waits.js";
import { overs } from "./queues.js";
import { v } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */

/** @param {{page: Supervise}} props */
export function OnQueue({ page }) {
  const order = page.orders.agents;
  if (!page.live.chatAgents.loaded.value) return html`<${Loading}/>`;
  if (order.keys.value.length === 0) return html`<${Empty} icon="users" title=${v("no_agents")} why=${v("no_agents_why")}/>`;
  /** @type {import("../monitor/lines.js").Column[]} */
  const columns = [{ id: "agent", name: v("col.agent") }, { id: "state", name: v("col.status") }, { id: "rooms", name: v("col.rooms"), cls: "num" }, { id: "over", name: v("col.over"), cls: "num" }];
  return html`<${Lines} order=${order} columns=${columns} cls="staff" label=${v("view.agents")} row=${(/** @type {string} */ key, /** @type {import("../monitor/lines.js").Focus} */ focus) => html`<${Group} key=${key} page=${page} id=${key} focus=${focus}/>`}/>`;
}

/** @param {{page: Supervise, id: string, focus: import("../monitor/lines.js").Focus}} props */
function Group({ page, id, focus }) {
  const row = page.live.chatAgents.row(id)?.value ?? page.orders.agents.last.get(id);
  if (!row) return null;
  const rooms = page.of(id).sort((a, b) => (waitsSince(a) || Infinity) - (waitsSince(b) || Infinity) || a.id.localeCompare(b.id)), name = page.agentName(row), over = rooms.filter((one) => page.isOver(one)).length;
  return html`<tr data-row=${id}><td><span class="row"><${Opener} page=${page} id=${id} name=${name} empty=${rooms.length === 0} focus=${focus}/><b class="med trunc" title=${name}>${name}</b></span></td><td><${AgentState} state=${row.state} out=${!row.signed_in}/></td>
      <td class="num"><span class=${rooms.length ? "" : "c3"}>${v("rooms_of", { n: count(row.received + row.running), cap: count(row.cap) })}</span></td><td class="num">${overs(over)}</td></tr>
    ${page.open.value.has(id) && rooms.length ? html`<tr class="below"><td colspan="4"><ul aria-label=${v("rooms_of_agent", { name })}>${rooms.map((room) => html`<${Below} key=${room.id} page=${page} row=${room}/>`)}</ul></td></tr>` : null}`;
}
