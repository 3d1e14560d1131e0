// The service usage log (서비스 이용내역): rooms that were given to another agent by themselves (C36),
// why to this one, and the way to each.
import { html, signal, useEffect, useMemo, useSignal } from "../../dom.js";
import { query, request } from "../../api.js";
import { daySecond } from "../../format.js";
import { Icon } from "../../icons.js";
import { choices as choicesNow, lineOf } from "../../chat/api.js";
import { byText, channelIcon, channelName, choiceName, customerName, siteName } from "../../chat/names.js";
import { ch, chcode } from "../../chat/text.js";
import { whyOf } from "../../chat/why.js";
import { DownloadFoot } from "../../desk/parts/download.js";
import { Field, Input } from "../../desk/parts/field.js";
import { Dialog } from "../../desk/parts/layers.js";
import { Empty, Loaded, More, Paged, Resource } from "../../desk/parts/resource.js";
import { spans, today, wrongDays } from "../chat/report.js";
import { ca, cacode } from "../chat/text.js";
import { OffNote } from "../chat/used.js";
import { may } from "../customers/work.js";
import { Panel } from "../fields.js";
import { zone } from "../shared.js";
import { w, wcode } from "../text.js";

/** @typedef {{id: string, name: string, state?: ""|"deauthorised"|"deleted"}} Agent */
/** @typedef {{at: number, room: string, row?: import("../../chat/api.js").ListRow, from: Agent, to: Agent, how: string, why?: import("../../chat/why.js").Why}} Line */

const section = "chat-usage", sought = signal({ from: "", to: "", agent: "" }); // that was chosen last
const choices = new Resource(choicesNow); // agents it can be narrowed to, also who is gone (C78)
/** @param {import("../../chat/api.js").Choices["agents"][number]} one */
const choice = (one) => ({ id: one.id, name: choiceName(one) });
const agents = () => (choices.value.value?.agents ?? []).map(choice).sort((a, b) => byText(a.name, b.name));
/** What the chosen agent is called. @param {string} id */
const agentCalled = (id) => agents().find((one) => one.id === id)?.name ?? id;

/** @param {{user: import("../../api.js").User}} props */
export function ChatUsage({ user }) {
  useEffect(() => { void choices.refresh(); }, []); // agents come and go
  const downloads = useSignal(false);
  if (!sought.peek().from) { const [from, to] = spans.week(today(zone())); sought.value = { ...sought.peek(), from, to }; }
  const { from, to, agent } = sought.value, wrong = wrongDays(from, to);
  const of = useMemo(() => new Paged((after) => request("GET", `chat/usage${query({ ...sought.peek(), after, limit: 100 })}`)), []);
  useEffect(() => { of.clear(); if (!wrong) void of.refresh(); }, [of, from, to, agent]);
  const some = !wrong && !!of.value.value?.items.length;
  return html`<main class="scroll det"><${OffNote} user=${user}/><${Panel} title=${wcode("s", section)} why=${ca("usage_why")} cls="report-panel" side=${html`<button type="button" class="btn sm" onClick=${() => of.refresh()} disabled=${!!wrong}><${Icon} name="refresh" size="s"/>${w("refresh")}</button>${may(user, "report") ? html`<button type="button" class="btn sm" disabled=${!some} onClick=${() => { downloads.value = true; }}><${Icon} name="download" size="s"/>${ca("excel")}</button>` : null}`}>
    <${Asked}/>${wrong ? html`<p class="hint pad" data-t="bad" role="alert">${ca(wrong)}</p>` : html`<${Loaded} of=${of} what=${wcode("s", section)}>${(/** @type {{items: Line[]}} */ { items }) => (items.length ? html`<${Lines} items=${items}/><div class="pad gap-top"><${More} of=${of}/></div>` : html`<${Empty} icon="history" title=${ca("usage_none")} why=${ca("usage_none_why")}/>`)}<//>`}<//>
    ${downloads.value ? html`<${Export} close=${() => { downloads.value = false; }}/>` : null}</main>`;
}

/** Of which days and to whom. */
function Asked() {
  const { from, to, agent } = sought.value, now = today(zone()), list = agents();
  const set = (/** @type {Partial<typeof sought.value>} */ change) => { sought.value = { ...sought.peek(), ...change }; };
  /** @param {"from"|"to"} at */
  const field = (at) => html`<div class="in sm date-in"><input id=${`u-${at}`} type="date" required max="9999-12-31" aria-label=${ca(at === "from" ? "from_day" : "to_day")} value=${sought.value[at]} onInput=${(/** @type {Event} */ e) => set({ [at]: /** @type {HTMLInputElement} */ (e.currentTarget).value })}/></div>`;
  return html`<div class="row pad wrap asked"><span class="row">${field("from")}<span class="c3" aria-hidden="true">–</span>${field("to")}</span>
    <span class="row" role="group" aria-label=${ca("spans")}>${Object.entries(spans).map(([name, of]) => { const [a, b] = of(now); return html`<button key=${name} type="button" class="chip" aria-pressed=${from === a && to === b} onClick=${() => set({ from: a, to: b })}>${cacode("span", name)}</button>`; })}</span>
    <div class="in sm sel"><select aria-label=${ca("usage_agent")} value=${agent} onChange=${(/** @type {Event} */ e) => set({ agent: /** @type {HTMLSelectElement} */ (e.currentTarget).value })}><option value="">${ca("usage_anybody")}</option>${(agent && !list.some((one) => one.id === agent) ? [{ id: agent, name: agent }, ...list] : list).map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select><${Icon} name="chev-d"/></div></div>`;
}

/** Who is gone is marked (C78); nobody is the robot. @param {Agent} one */
const called = ({ id, name, state }) => (!id ? ch("robot_short") : state === "deleted" ? ch("agent_deleted", { name }) : state === "deauthorised" ? ch("agent_deauthorised", { name }) : name);

/** @param {{items: Line[]}} props */
function Lines({ items }) {
  return html`<div class="report-scroll" tabindex="0" role="group" aria-label=${wcode("s", section)}><table class="tbl usage"><thead><tr><th scope="col">${ca("usage_at")}</th><th scope="col">${ca("customer")}</th><th scope="col">${ca("usage_title")}</th><th scope="col">${ca("usage_from_to")}</th><th scope="col">${ca("usage_how")}</th><th scope="col">${ca("usage_reason")}</th></tr></thead>
    <tbody>${items.map((one) => html`<${Row} key=${`${one.at} ${one.room}`} one=${one}/>`)}</tbody></table></div>`;
}

/** @param {{one: Line}} props */
function Row({ one }) {
  const { row, room, at, how, why } = one, line = row && lineOf(row), reason = whyOf(why);
  return html`<tr><td class="tm c2">${daySecond(at, zone())}</td>
    ${line ? html`<td><span class="row"><span class="row c3" title=${[channelName(line.channel), siteName(line)].filter(Boolean).join(" · ")}><${Icon} name=${channelIcon(line.channel)} size="s"/><span class="sr">${channelName(line.channel)}</span></span><b class="med">${customerName(line)}</b></span></td><td><a class="link" href=${`chat#/${line.status}/${encodeURIComponent(room)}`} target="_blank" rel="noopener" title=${ca("usage_open")}>${line.title || room}</a></td>` : html`<td class="c3">–</td><td class="c3" title=${ca("usage_hidden")}>${room}</td>`}
    <td>${called(one.from)} → <b class="med">${called(one.to)}</b></td><td>${chcode("how", how)}</td><td class="wraps reason">${reason || html`<span class="c3">–</span>`}</td></tr>`;
}

/** @param {{close: () => void}} props */
function Export({ close }) {
  const reason = useSignal(""), format = useSignal("xlsx"), why = reason.value.trim(), { from, to, agent } = sought.value;
  return html`<${Dialog} title=${ca("excel")} close=${close}><div class="dlg-body"><p class="c2">${agent ? ca("usage_excel_agent", { from, to, name: agentCalled(agent) }) : ca("usage_excel", { from, to })}</p>
    <${Field} id="e-reason" label=${w("export_reason")} required hint=${w("cu.export_why")}><${Input} id="e-reason" value=${reason.value} max=${200} first onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    <div class="row"><span class="seg" role="group" aria-label=${w("export_format")}>${["xlsx", "csv"].map((one) => html`<button key=${one} type="button" aria-pressed=${format.value === one} onClick=${() => { format.value = one; }}>${one === "xlsx" ? w("excel") : "CSV"}</button>`)}</span></div>
    <${DownloadFoot} href=${`api/v1/chat/usage/export${query({ ...sought.value, format: format.value, reason: why })}`} text=${w("export_do")} off=${why.length < 2} close=${close}/></div><//>`;
}
