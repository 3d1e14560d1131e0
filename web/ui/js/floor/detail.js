// What is chosen: all of it, and what can be done with it.
import { html, useEffect, useSignal } from "../dom.js";
import { request } from "../api.js";
import { clockTime, count, percent, timeOfDay } from "../format.js";
import { named, t } from "../i18n.js";
import { Icon } from "../icons.js";
import { agentLook, personName, stateLook, waitsSince } from "../states.js";
import { isGoing, problem } from "../desk/parts/ask.js";
import { Empty } from "../desk/parts/resource.js";
import { callLook } from "./calls.js";
import { waits } from "./model.js";
import { Ticking } from "./services.js";
import { f, fcode } from "./text.js";

/** @typedef {import("./model.js").Floor} Floor */

/** @param {{floor: Floor}} props */
export function Detail({ floor }) {
  const chosen = floor.chosen.value;
  const body = !chosen ? html`<${Empty} icon="info" title=${f("choose")} why=${f("choose_why")}/>` : chosen.kind === "agent" ? html`<${Agent} key=${chosen.id} floor=${floor} id=${chosen.id}/>` : chosen.kind === "call" ? html`<${Call} key=${chosen.id} floor=${floor} id=${chosen.id}/>` : html`<${Service} key=${chosen.id} floor=${floor} id=${chosen.id}/>`;
  return html`<aside class="pane detail" aria-label=${f("detail")}><div class="said-line" role="status">${floor.done.value ? html`<${Icon} name="check" size="s"/>${floor.done.value()}` : null}</div><div role="alert">${problem.value ? html`<p class="note" data-t="bad"><${Icon} name="bad"/>${problem.value}</p>` : null}</div><div class="scroll">${body}</div></aside>`;
}

/** @param {{floor: Floor, name: string, more?: string, children?: any}} props */
function Head({ floor, name, more = "", children }) {
  return html`<header class="d-head"><div class="row"><h2 class="t-lg trunc">${name}</h2><span class="c3">${more}</span><button type="button" class="btn ghost icon sm end" aria-label=${f("close")} onClick=${() => floor.choose(null)}><${Icon} name="x" size="s"/></button></div>${children}</header>`;
}

/** A button that asks once more. @param {{text: string, sure: string, onSure: () => void, disabled: boolean}} props */
export function Sure({ text, sure, onSure, disabled }) {
  const asked = useSignal(false);
  if (!asked.value) return html`<button type="button" class="btn sm" disabled=${disabled} onClick=${() => { asked.value = true; }}>${text}</button>`;
  return html`<span class="row"><button type="button" class="btn sm fill" data-t="bad" disabled=${disabled} onClick=${() => { asked.value = false; onSure(); }}>${sure}</button><button type="button" class="btn sm" onClick=${() => { asked.value = false; }}>${f("keep")}</button></span>`;
}

/** @param {{of: [string, any][]}} props */
const Facts = ({ of }) => html`<dl class="kv">${of.filter(([, value]) => value !== "" && value !== undefined && value !== null).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** @typedef {{id: string, name: {ko: string, en?: string}, used: boolean, system?: boolean}} Reason */

/** @param {{floor: Floor, id: string}} props */
function Agent({ floor, id }) {
  const { live } = floor;
  void live.agents.ids.value; // one who goes
  const row = live.agents.row(id)?.value, reasons = useSignal(/** @type {Reason[]} */ ([])), reason = useSignal("other");
  useEffect(() => { request("GET", "reasons").then((list) => { reasons.value = list.filter((/** @type {Reason} */ one) => one.used && !one.system); }, () => {}); }, []);
  if (!row) return html`<${Empty} icon="user" title=${f("gone")} why=${f("gone_why")}/>`;
  const look = agentLook(row), today = row.today, busy = isGoing("state"), stuck = ["ringing", "talking", "dialing", "talking_outbound", "wrap_up"].includes(row.state);
  const nameOf = (/** @type {string} */ key) => named(/** @type {any} */ (reasons.value.find((one) => one.id === key)?.name), stateLook("not_ready", key).name);
  return html`<${Head} floor=${floor} name=${personName(row)} more=${row.extension}><div class="row"><span class="st-pill" data-s=${look.s}><${Icon} name=${look.icon}/>${look.name}</span>${look.s === "off" ? null : html`<${Ticking} key=${look.since} since=${look.since} now=${live.now} band=${row.band}/>`}
      ${row.next ? html`<span class="c3 t-xs">${f("next")}: ${stateLook(row.next, row.next_reason).name}</span>` : null}</div><//>
    <section class="sec"><h3>${f("state_change")}</h3><div class="row wrap"><button type="button" class="btn sm" disabled=${busy || row.state === "ready"} onClick=${() => floor.setState(row, "ready", "", () => f("to_ready"))}><span class="st" data-s="ready"><${Icon} name="st-ready"/></span>${f("to_ready")}</button><button type="button" class="btn sm" disabled=${busy || row.state === "logged_out"} onClick=${() => floor.setState(row, "logged_out", "", () => f("log_out"))}><${Icon} name="st-off" size="s"/>${f("log_out")}</button></div>
      <div class="row"><span class="in sm sel grow"><select aria-label=${f("reason")} value=${reason.value} onChange=${(/** @type {Event} */ e) => { reason.value = /** @type {HTMLSelectElement} */ (e.currentTarget).value; }}>${(reasons.value.length ? reasons.value.map((one) => one.id) : ["other"]).map((key) => html`<option key=${key} value=${key}>${nameOf(key)}</option>`)}</select><${Icon} name="chev-d"/></span><button type="button" class="btn sm" disabled=${busy} onClick=${() => { const key = reason.value; void floor.setState(row, "not_ready", key, () => nameOf(key)); }}>${f("state_change")}</button></div>
      <div class="row"><${Sure} text=${f("release")} sure=${f("release_sure")} disabled=${isGoing("release") || !stuck} onSure=${() => floor.release(row)}/></div><p class="hint">${f("release_why")}</p></section>
    <section class="sec later" aria-label=${f("listen_title")}><h3>${f("listen_title")}</h3><div class="row">${/** @type {const} */ (["listen", "whisper", "barge"]).map((one) => html`<button key=${one} type="button" class="btn sm" disabled>${f(one)}</button>`)}</div><p class="hint">${f("listen_later")}</p></section>
    <section class="sec"><${Facts} of=${[[f("phone"), html`<span class="tagx" data-t=${row.reachable ? "good" : "bad"}>${f(row.reachable ? "phone_on" : "phone_off")}</span>`], [f("team"), floor.teamName(row.team)], [f("service"), floor.serviceName(row.service)], [f("serves"), row.services.map((one) => floor.serviceName(one)).join(", ")]]}/>
      ${row.call ? html`<div class="row"><button type="button" class="btn sm" onClick=${() => floor.choose({ kind: "call", id: row.call ?? "" })}><${Icon} name="phone" size="s"/>${f("to_call")}</button></div>` : null}</section>
    <section class="sec"><h3>${f("today")}</h3><${Facts} of=${[[f("answered"), count(today.answered)], [f("missed"), count(today.missed)], [f("outbound"), count(today.outbound)], [f("talk"), clockTime(today.talk_ms)], [f("ready"), clockTime(today.ready_ms)], [f("wrap"), clockTime(today.wrap_ms)], [f("away"), clockTime(today.not_ready_ms)]]}/></section>`;
}

/** @param {{floor: Floor, id: string}} props */
function Call({ floor, id }) {
  const { live } = floor;
  void live.calls.ids.value; // one that ends
  const row = live.calls.row(id)?.value, to = useSignal(""), whom = useSignal(""), priority = useSignal("");
  if (!row) return html`<${Empty} icon="phone" title=${f("gone")} why=${f("gone_why")}/>`;
  const look = callLook(row), agent = row.agent ?? row.offers?.[0]?.agent, who = agent ? live.agents.row(agent)?.value : undefined, waiting = waits(row), giver = row.given_by ? live.agents.row(row.given_by)?.value : undefined;
  void live.agents.version.value;
  const free = live.agents.all().filter((one) => one.state === "ready" && one.reachable).sort((a, b) => floor.byName(a.id, b.id)), me = free.find((one) => one.id === floor.user.agent_id);
  const services = live.services.all().filter((one) => one.id !== row.service), target = free.find((one) => one.id === whom.value), where = services.find((one) => one.id === to.value); // a choice that is none any more is not kept
  return html`<${Head} floor=${floor} name=${row.caller || f("anonymous")} more=${floor.serviceName(row.service)}><div class="row">${row.callback && look.icon !== "callback" ? html`<span class="tagx"><${Icon} name="callback" size="xs"/>${f("callback")}</span>` : null}<span class="st-pill" data-s=${look.s}><${Icon} name=${look.icon}/>${look.name}</span><${Ticking} key=${look.since} since=${look.since} now=${live.now}/></div><//>
    ${waiting ? html`<section class="sec"><h3>${f("give_to")}</h3><div class="row"><span class="in sm sel grow" aria-disabled=${free.length === 0}><select aria-label=${f("give_to")} value=${target ? whom.value : ""} disabled=${free.length === 0} onChange=${(/** @type {Event} */ e) => { whom.value = /** @type {HTMLSelectElement} */ (e.currentTarget).value; }}><option value="">${f(free.length ? "choose_one" : "give_none")}</option>${free.map((one) => html`<option key=${one.id} value=${one.id}>${personName(one)} (${one.extension})</option>`)}</select><${Icon} name="chev-d"/></span>
        <button type="button" class="btn sm primary" disabled=${!target || isGoing("move")} onClick=${() => target && floor.move(row, { agent: target.id })}>${f("give")}</button></div>${me ? html`<div class="row"><button type="button" class="btn sm" disabled=${isGoing("move")} onClick=${() => floor.move(row, { agent: me.id })}>${f("pick")}</button></div>` : null}<p class="hint">${f("give_why")}</p></section>
      <section class="sec"><h3>${f("priority")} <b>${row.priority}</b></h3><form class="row" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void floor.prioritise(row, Number(priority.value)); }}><span class="in sm prio"><input type="number" min="0" max="100" aria-label=${f("priority")} placeholder=${String(row.priority)} value=${priority.value} onInput=${(/** @type {Event} */ e) => { priority.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></span><button type="submit" class="btn sm" disabled=${priority.value === "" || isGoing("priority")}>${f("prioritise")}</button><button type="button" class="btn sm" disabled=${row.priority === 100 || isGoing("priority")} onClick=${() => floor.prioritise(row, 100)}>${f("first")}</button></form><p class="hint">${f("prioritise_why")}</p></section>` : null}
    ${row.promised ? html`<p class="sec hint due-why"><${Icon} name="callback" size="s"/>${f("callback_why")}</p>` : row.phase === "in_menu" ? html`<p class="sec hint due-why"><${Icon} name="keypad" size="s"/>${f("in_menu_why")}</p>` : html`<section class="sec"><h3>${f("move_to")}</h3><div class="row"><span class="in sm sel grow"><select aria-label=${f("move_to")} value=${where?.id ?? ""} onChange=${(/** @type {Event} */ e) => { to.value = /** @type {HTMLSelectElement} */ (e.currentTarget).value; }}><option value="">${f("choose_one")}</option>${services.map((one) => html`<option key=${one.id} value=${one.id}>${named(one.name, one.id)}</option>`)}</select><${Icon} name="chev-d"/></span>
      <button type="button" class="btn sm" disabled=${!where || isGoing("move")} onClick=${async () => { if (where && await floor.move(row, { service: where.id })) to.value = ""; }}>${f("move")}</button></div><p class="hint">${f("move_why")}</p></section>`}
    ${row.promised ? null : html`<section class="sec later" aria-label=${f("listen_title")}><h3>${f("listen_title")}</h3><div class="row">${/** @type {const} */ (["listen", "whisper", "barge"]).map((one) => html`<button key=${one} type="button" class="btn sm" disabled>${f(one)}</button>`)}</div><p class="hint">${f("listen_later")}</p></section>`}
    <section class="sec"><${Facts} of=${[[f(row.phase === "in_menu" ? "came" : "waited"), timeOfDay(waitsSince(row), live.timeZone.value)], [f("agent"), who ? html`<button type="button" class="link" onClick=${() => floor.choose({ kind: "agent", id: who.id })}>${personName(who)}</button>` : agent ?? ""], ...(row.given_to ? [[f(row.outside ? "given_to" : "given_back"), `${row.given_to} (${giver ? personName(giver) : row.given_by})`]] : [])]}/>${row.promised ? null : html`<div class="row"><${Sure} text=${f("end_call")} sure=${f("end_sure")} disabled=${isGoing("end")} onSure=${() => floor.end(row)}/></div><p class="hint">${f(row.phase === "in_menu" ? "end_menu_why" : "end_why")}</p>`}</section>`;
}

/** @param {{floor: Floor, id: string}} props */
function Service({ floor, id }) {
  void floor.live.services.ids.value;
  const row = floor.live.services.row(id)?.value;
  if (!row) return html`<${Empty} icon="layers" title=${f("gone")} why=${f("gone_why")}/>`;
  const most = Math.max(1, ...row.waits);
  return html`<${Head} floor=${floor} name=${named(row.name, id)}><div class="row"><span class="c2">${f("target")} ${f("target_is", { target: row.target, seconds: row.level_ms / 1000 })}</span>${row.closed ? html`<span class="tagx">${f("closed")}</span>` : null}</div><//>
    <section class="sec"><h3>${f("waits")}</h3><ul class="hist">${row.waits.map((n, i) => html`<li key=${i}><span class="c3 t-xs">${fcode("waits", String(i))}</span><span class="bar" aria-hidden="true"><i style=${{ width: `${n / most * 100}%` }}></i></span><b class=${n ? "" : "zero"}>${count(n)}</b></li>`)}</ul></section>
    <section class="sec"><h3>${f("today")}</h3><${Facts} of=${[...(row.promised ? [[f("callback_due"), count(row.promised)]] : []), [t("col.offered"), count(row.offered)], [t("col.answered"), count(row.answered)], [t("col.abandoned"), count(row.abandoned)], [t("col.answer_rate"), `${percent(row.answer_rate)}${row.answer_rate === null ? "" : "%"}`], [t("col.service_level"), `${percent(row.service_level)}${row.service_level === null ? "" : "%"}`]]}/></section>
    <section class="sec"><h3>${f("left")}</h3><${Facts} of=${Object.entries(row.left).map(([key, n]) => [fcode("left", key), count(n)])}/></section><section class="sec"><h3>${f("refused")}</h3><${Facts} of=${Object.entries(row.refused).map(([key, n]) => [fcode("refused", key), count(n)])}/></section>`;
}
