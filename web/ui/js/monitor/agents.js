// The agents of today and what they have (M4 to M17).
import { html } from "../dom.js";
import { count } from "../format.js";
import { Icon } from "../icons.js";
import { Empty } from "../desk/parts/resource.js";
import { Lines } from "./lines.js";
import { states } from "./model.js";
import { Elapsed } from "./time.js";
import { o, ocode } from "./text.js";
import { chatWindow, listOf } from "./ways.js";
import { Loading } from "./wait.js";

/** @typedef {import("./model.js").Monitor} Monitor */
/** @typedef {import("../live/chatrows.js").ChatAgentState} AgentState */

/** @type {Record<AgentState, [string, string]>} state -> family, glyph */
const looks = { working: ["ready", "st-ready"], resting: ["away", "r-break"], meal: ["away", "r-meal"], off: ["off", "st-off"], excluded: ["away", "ban"] };

/** @param {{state: AgentState, out?: boolean}} props out: and logged out of chats */
export function AgentState({ state, out = false }) {
  const [s, icon] = out ? ["off", "unlink"] : looks[state];
  return html`<span class="st" data-s=${s} title=${out ? o("logged_out") : undefined}><${Icon} name=${icon}/><span class="trunc">${ocode("state", state)}</span>${out ? html`<span class="sr">, ${o("logged_out")}</span>` : null}</span>`;
}

/** @param {{page: Monitor}} props */
export function Agents({ page }) {
  const n = page.states.value, all = page.agents.value, only = page.state.value;
  const sum = (/** @type {"received"|"running"|"ended"} */ key) => all.reduce((total, row) => total + row.today[key], 0);
  const chip = (/** @type {AgentState|""} */ state, /** @type {any} */ name, /** @type {number} */ number) => html`<button key=${state} type="button" class="chip" aria-pressed=${only === state} onClick=${() => { page.state.value = only === state ? "" : state; }}>${name} <b>${count(number)}</b></button>`;
  /** @type {import("./lines.js").Column[]} */
  const columns = [{ id: "name", name: o("col.agent") }, { id: "state", name: o("col.state") }, { id: "since", name: o("col.since"), cls: "num" }, { id: "received", name: o("col.received"), cls: "num" }, { id: "running", name: o("col.running"), cls: "num" }, { id: "ended", name: o("col.ended"), cls: "num" }, { id: "auto", name: o("col.auto") }];
  return html`<section class="pane agents" aria-label=${o("agents")}><div class="qh"><h2>${o("agents")}</h2>
      <div class="row qn"><button type="button" class="lead" title=${o("available_why")} onClick=${() => { page.state.value = "working"; }}>${count(n.working)}<span class="sr"> ${o("show_state", { state: ocode("state", "working") })}</span></button><span class="c3 trunc">${o("of_agents", { n: count(all.length), here: count(all.filter((row) => row.signed_in).length) })}</span>
        <span class="end c2 tot" title=${o("today_only")}>${o("col.received")} <b>${count(sum("received"))}</b> · ${o("col.running")} <b>${count(sum("running"))}</b> · ${o("col.ended")} <b>${count(sum("ended"))}</b></span></div>
      <div class="row fchips" role="group" aria-label=${o("by_state")}>${chip("", o("all"), all.length)}${states.map((state) => chip(state, html`<${AgentState} state=${state}/>`, n[state]))}</div></div>
    ${!page.live.chatAgents.loaded.value ? html`<${Loading}/>` : page.order.keys.value.length === 0 ? html`<${Empty} icon="users" title=${o(only ? "none_in_state" : "no_agents")} why=${o(only ? "none_in_state_why" : "no_agents_why")}/>`
      : html`<${Lines} order=${page.order} columns=${columns} label=${o("agents")} row=${(/** @type {string} */ key, /** @type {import("./lines.js").Focus} */ focus, /** @type {number} */ _n, /** @type {boolean} */ gone) => html`<${Line} key=${key} page=${page} id=${key} focus=${focus} gone=${gone}/>`}/>`}</section>`;
}

/** @param {{page: Monitor, id: string, focus: import("./lines.js").Focus, gone: boolean}} props */
function Line({ page, id, focus, gone }) {
  const { live } = page, row = live.chatAgents.row(id)?.value ?? page.order.last.get(id);
  if (!row) return null;
  const name = page.name(row), today = { agent: id, from: page.today.value, to: page.today.value }, full = row.received + row.running > row.cap;
  /** A figure leads to the list that it counts. @param {number} n @param {string} status @param {any} text */
  const figure = (n, status, text = count(n)) => (n ? html`<a class="fig" href=${listOf(status, status === "ended" ? { ...today, opened: today.from, answered: true } : today)} target=${chatWindow} ...${focus}>${text}</a>` : html`<span class="c3">0</span>`);
  return html`<tr data-row=${id} data-gone=${gone ? "" : undefined}><td class="trunc"><a class="name trunc" href=${listOf("in_progress", { agent: id })} target=${chatWindow} title=${name} ...${focus}>${name}</a></td>
    <td><${AgentState} state=${row.state} out=${row.state === "working" && !row.signed_in}/></td>
    <td class="num">${row.since ? html`<${Elapsed} key=${row.since} since=${row.since} now=${live.now} limit=${row.state === "resting" ? "rest" : undefined}/>` : html`<span class="c3">–</span>`}</td>
    <td class="num">${figure(row.today.received, "received")}</td><td class="num">${figure(row.today.running, "in_progress", full ? html`<span class="tm" data-t="warn" title=${o("over_cap", { n: row.cap })}><${Icon} name="warn"/>${count(row.today.running)}<span class="sr"> ${o("over_cap", { n: row.cap })}</span></span>` : undefined)}</td><td class="num">${figure(row.today.ended, "ended")}</td>
    <td class="c3 t-xs">${row.auto_complete ? "ON" : "OFF"}</td></tr>`;
}
