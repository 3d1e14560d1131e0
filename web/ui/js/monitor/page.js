// The monitoring window: its four panels (M3), what they look at, and of when they are.
import { html } from "../dom.js";
import { timeOfDay } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { Beta, Rail } from "../rail.js";
import { LanguageSwitch, logOut, ThemeSwitch } from "../shell.js";
import { waitNames } from "../chat/waits.js";
import { KeysButton, KeySheet } from "../desk/parts/keysheet.js";
import { Empty } from "../desk/parts/resource.js";
import { Agents } from "./agents.js";
import { Announce } from "./announce.js";
import { Assign } from "./assign.js";
import { Filters, LimitsButton } from "./filters.js";
import { sheet } from "./keys.js";
import { alone, openMonitor } from "./open.js";
import { QueuePanel } from "./queue.js";
import { o, ocode } from "./text.js";

/** @typedef {import("./model.js").Monitor} Monitor */

const periods = /** @type {const} */ (["today", "day"]);

/** @param {{page: Monitor}} props */
export function MonitorPage({ page }) {
  const { user } = page;
  return html`<div class=${alone ? "app alone" : "app"}>${alone ? null : html`<${Rail} user=${user} here="monitor"/>`}
    <header class="top"><h1>${o("title")} <${Beta}/></h1>${page.used.value ? html`<${Filters} page=${page}/><span class="seg" role="group" aria-label=${o("period")}>${periods.map((one) => html`<button key=${one} type="button" aria-pressed=${page.period.value === one} onClick=${() => page.look(one)}>${ocode("period", one)}</button>`)}</span>` : null}
      <${AsOf} page=${page}/><span class="row end acts"><${LimitsButton}/><${KeysButton}/>${alone ? null : html`<button type="button" class="btn ghost icon" aria-label=${o("popout")} title=${o("popout")} onClick=${openMonitor}><${Icon} name="popout"/></button>`}<${LanguageSwitch}/><${ThemeSwitch}/>${alone ? null : html`<span class="who trunc" title=${user.name}>${user.name}</span><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button>`}</span></header>
    ${page.used.value ? html`<${Panels} page=${page}/>` : html`<main class="scroll refused"><${Empty} icon="msg" title=${o("off")} why=${o("off_why")}/></main>`}<${KeySheet} groups=${sheet()}/></div>`;
}

/** @param {{page: Monitor}} props */
function Panels({ page }) {
  return html`<main class="mon" data-old=${page.away.value ? "" : undefined}><div class="mon-top"><${Offline} page=${page}/><div role="status">${page.done.value ? html`<p class="said-line"><${Icon} name="check" size="s"/><span class="grow">${page.done.value()}</span><button type="button" class="btn ghost icon sm" aria-label=${o("close")} onClick=${() => { page.done.value = null; }}><${Icon} name="x" size="s"/></button></p>` : null}</div></div>
    <div class="panels"><${Agents} page=${page}/>${waitNames.map((name) => html`<${QueuePanel} key=${name} page=${page} of=${page.queues[name]}/>`)}</div><${Announce} page=${page}/><${Assign} page=${page}/></main>`;
}

/** Whether the figures are live, and of when they are (M29). @param {{page: {live: import("../live/socket.js").Live}}} props */
export function AsOf({ page }) {
  const { live } = page, link = live.link.value;
  return html`<span class="live" data-link=${link === "ok" ? "ok" : "lost"}><span role="status">${t(`link.${link}`)}</span><${Stamp} live=${live}/></span>`;
}

/** @param {{live: import("../live/socket.js").Live}} props */
function Stamp({ live }) {
  const at = live.asOf.value;
  return at ? html`<time class="tm" title=${o("as_of")}>${timeOfDay(at, live.timeZone.value)}</time>` : null;
}

/** @param {{page: {live: import("../live/socket.js").Live, away: import("../../vendor/signals.js").ReadonlySignal<boolean>}}} props */
export function Offline({ page }) {
  const { live } = page;
  return page.away.value ? html`<div class="offline" role="alert"><${Icon} name="unlink"/><b>${o("offline")}</b><span>${o("offline_why", { time: live.asOf.value ? timeOfDay(live.asOf.value, live.timeZone.value) : "–" })}</span></div>` : null;
}

/** For who may not. @param {{user: import("../api.js").User}} props */
export function NotAllowed({ user }) {
  return html`<div class="app"><${Rail} user=${user} here="monitor"/><header class="top"><h1>${o("title")}</h1><span class="row end acts"><${LanguageSwitch}/><${ThemeSwitch}/><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></span></header>
    <main class="scroll refused"><${Empty} icon="lock" title=${o("denied")} why=${o("denied_why")}/></main></div>`;
}
