// The floor: totals and alarms, services, agents, calls, and what is chosen.
import { html, useSignal } from "../dom.js";
import { count, percent, timeOfDay } from "../format.js";
import { named, t } from "../i18n.js";
import { Icon } from "../icons.js";
import { Rail } from "../rail.js";
import { LanguageSwitch, LinkState, logOut, ThemeSwitch } from "../shell.js";
import { personName } from "../states.js";
import { Bell } from "../callbacks/bell.js";
import { KeysButton, KeySheet } from "../desk/parts/keysheet.js";
import { Pop } from "../desk/parts/layers.js";
import { Agents } from "./agents.js";
import { BulkPage } from "./bulk/page.js";
import { Calls } from "./calls.js";
import { Detail } from "./detail.js";
import { sheet } from "./keys.js";
import { Services, Ticking } from "./services.js";
import { f, fcode } from "./text.js";

/** @typedef {import("./model.js").Floor} Floor */

/** @param {{floor: Floor}} props */
export function FloorPage({ floor }) {
  const { live, user } = floor;
  return html`<div class="app"><${Rail} user=${user} here="floor"/>
    <header class="top"><h1 class="sr">${f(floor.view.value ? "bulk" : "title")}</h1><${Views} floor=${floor}/><${LinkState} live=${live}/><${Alarms} floor=${floor}/><span class="row end acts"><${Sound} floor=${floor}/><${Bell} user=${user} icon="callback"/><${KeysButton}/><${LanguageSwitch}/><${ThemeSwitch}/><span class="who trunc" title=${user.name}>${user.name}</span><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></span></header>
    ${floor.view.value ? html`<${BulkPage} floor=${floor}/>` : html`<div class="fl" data-old=${floor.away.value ? "" : undefined}><section class="fl-top" aria-label=${f("totals")}>${floor.away.value ? html`<div class="offline" role="alert"><${Icon} name="unlink"/><b>${f("offline")}</b><span>${f("offline_why", { time: live.asOf.value ? timeOfDay(live.asOf.value, live.timeZone.value) : "–" })}</span></div>` : null}${floor.ofTeam ? html`<h2 class="c3 t-xs scope">${f("scope_all")}</h2>` : null}<${Totals} floor=${floor}/></section>
      <${Services} floor=${floor}/><main class="fl-lists"><${Agents} floor=${floor}/><${Calls} floor=${floor}/></main><${Detail} floor=${floor}/></div>`}<${KeySheet} groups=${sheet()}/></div>`;
}

/** @param {{floor: Floor}} props */
function Views({ floor }) {
  return html`<nav class="seg" aria-label=${f("views")}>${/** @type {const} */ ([["", "#", "title"], ["reservations", "#/reservations", "bulk"]]).map(([view, href, text]) => html`<a key=${view} href=${href} aria-current=${floor.view.value === view ? "page" : undefined}>${f(text)}</a>`)}</nav>`;
}

/** @param {{floor: Floor}} props */
function Totals({ floor }) {
  const all = /** @type {import("../live/rows.js").Totals|null} */ (floor.live.services.totals.value), a = all?.agents;
  const rate = (/** @type {number|null|undefined} */ value, /** @type {string|undefined} */ band) => { const level = band === "warn" || band === "bad" ? band : undefined; return html`<span class="tm" data-t=${level}>${level ? html`<${Icon} name=${level}/>` : null}${percent(value)}${value === null || value === undefined ? "" : "%"}</span>`; };
  const n = (/** @type {number|undefined} */ value) => html`<span class=${value === 0 ? "zero" : ""}>${value === undefined ? "–" : count(value)}</span>`;
  return html`<dl class="totals panel"><div class="lead"><dt>${t("col.waiting")}</dt><dd>${n(all?.waiting)}${all?.promised ? html`<span class="due" title=${f("callbacks_n", { n: count(all.promised) })}><${Icon} name="callback" size="s"/><span aria-hidden="true">${count(all.promised)}</span><span class="sr">${f("callbacks_n", { n: count(all.promised) })}</span></span>` : null}</dd></div><div><dt>${t("col.longest")}</dt><dd>${all?.oldest ? html`<${Ticking} key=${all.oldest} since=${all.oldest} now=${floor.live.now} band=${all.wait_band}/>` : "–"}</dd></div>
    <div><dt>${t("col.offered")}</dt><dd>${n(all?.offered)}</dd></div><div><dt>${t("col.answered")}</dt><dd>${n(all?.answered)}</dd></div><div><dt>${t("col.answer_rate")}</dt><dd>${rate(all?.answer_rate, all?.answer_band)}</dd></div><div><dt>${t("col.service_level")}</dt><dd>${rate(all?.service_level, all?.level_band)}</dd></div>
    <div><dt>${t("col.login")}</dt><dd>${n(a?.login)}</dd></div><div><dt>${t("col.ready")}</dt><dd>${n(a?.ready)}</dd></div><div><dt>${t("col.on_call")}</dt><dd>${n(a?.on_call)}</dd></div><div><dt>${t("col.outbound")}</dt><dd>${n(a?.outbound)}</dd></div><div><dt>${t("col.away")}</dt><dd>${n(a?.away)}</dd></div></dl>`;
}

const inHeader = 3; // alarms

/** The worst alarms, and the rest on demand; pressing one shows what it is about. @param {{floor: Floor}} props */
function Alarms({ floor }) {
  const { live } = floor, list = [...live.services.alerts.value, ...live.agents.alerts.value].sort((a, b) => Number(b.level === "bad") - Number(a.level === "bad")), rest = list.slice(inHeader), more = useSignal(false);
  const name = (/** @type {import("../live/rows.js").Alert} */ one) => { const row = one.agent ? live.agents.row(one.agent)?.value : undefined; return row ? personName(row) : one.service ? named(live.services.row(one.service)?.value.name, one.service) : ""; };
  /** @param {import("../live/rows.js").Alert} one */
  const show = (one) => {
    more.value = false;
    if (floor.view.peek()) location.hash = "";
    if (one.agent) floor.choose({ kind: "agent", id: one.agent });
    else if (one.service) floor.choose({ kind: "service", id: one.service });
  };
  const alarm = (/** @type {import("../live/rows.js").Alert} */ one) => html`<button key=${one.id} type="button" class="tagx" data-t=${one.level} onClick=${() => show(one)}><${Icon} name=${one.level} size="xs"/><span class="trunc">${name(one)} · ${fcode("alert", one.kind)}</span></button>`;
  return html`<div class="alarms" role="group" aria-label=${f("alerts")}><span class="sr" role="status">${list.length ? f("alerts_n", { n: list.length }) : f("alerts_none")}</span>${list.slice(0, inHeader).map(alarm)}</div>
    <span class="alarm-more">${rest.length ? html`<button type="button" class="btn ghost sm" aria-expanded=${more.value} aria-label=${f("alerts_more", { n: rest.length })} onClick=${() => { more.value = !more.value; }}>+${count(rest.length)}</button>` : null}${more.value && rest.length ? html`<${Pop} label=${f("alerts")} close=${() => { more.value = false; }}>${rest.map(alarm)}<//>` : null}</span>`;
}

/** @param {{floor: Floor}} props */
function Sound({ floor }) {
  const on = floor.alarm.on.value, text = f(on ? "sound_off" : "sound_on");
  return html`<button type="button" class="btn ghost icon" aria-pressed=${on} aria-label=${f("sound")} title=${text} onClick=${() => floor.alarm.toggle()}><${Icon} name="bell"/></button>`;
}

/** For who may not. @param {{user: import("../api.js").User}} props */
export function NotAllowed({ user }) {
  return html`<div class="app"><${Rail} user=${user} here="floor"/><header class="top"><h1>${f("title")}</h1><span class="row end"><${LanguageSwitch}/><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></span></header>
    <main class="scroll"><div class="empty"><${Icon} name="lock"/><b>${f("denied")}</b><span>${f("denied_why")}</span></div></main></div>`;
}
