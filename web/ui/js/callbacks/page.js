// The page of callbacks: its tabs, today's figures, and what is open of it.
import { html, useEffect, useRef } from "../dom.js";
import { count, timeOfDay } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { Rail } from "../rail.js";
import { LanguageSwitch, LinkState, logOut, ThemeSwitch } from "../shell.js";
import { problem } from "../desk/parts/ask.js";
import { KeysButton, KeySheet } from "../desk/parts/keysheet.js";
import { Empty } from "../desk/parts/resource.js";
import { rove } from "../desk/parts/roving.js";
import { Assign } from "./assign.js";
import { BarredTab } from "./barred.js";
import { Bell } from "./bell.js";
import { Detail } from "./detail.js";
import { Dialogs } from "./dialogs.js";
import { sheet } from "./keys.js";
import { List } from "./list.js";
import { ReportTab } from "./report.js";
import { c, ccode } from "./text.js";
import { Unassign } from "./unassign.js";

/** @typedef {import("./model.js").Callbacks} Callbacks */
/** @typedef {import("./model.js").Tab} Tab */

/** @param {{page: Callbacks}} props */
export function CallbacksPage({ page }) {
  const { live, user } = page;
  if (!page.used.value) return html`<${Refused} user=${user} why="off"/>`;
  return html`<div class="app"><${Rail} user=${user} here="callbacks"/>
    <header class="top"><h1>${c("title")}</h1>${page.tabs.length > 1 ? html`<${TabLine} page=${page}/>` : null}<${LinkState} live=${live}/><span class="row end acts"><${Bell} user=${user}/><${KeysButton}/><${LanguageSwitch}/><${ThemeSwitch}/><span class="who trunc" title=${user.name}>${user.name}</span><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></span></header>
    <main class="cb" data-old=${page.away.value ? "" : undefined}><div>${page.away.value ? html`<div class="offline" role="alert"><${Icon} name="unlink"/><b>${c("offline")}</b><span>${c("offline_why", { time: live.asOf.value ? timeOfDay(live.asOf.value, page.zone) : "–" })}</span></div>` : null}<${Flow} page=${page}/></div>
      <div class="tab-panel two" data-tab=${page.tab.value} ...${page.tabs.length > 1 ? { role: "tabpanel", id: "cb-panel", "aria-labelledby": `cb-${page.tab.value}` } : {}}><${View} page=${page}/></div></main>
    <${Dialogs} page=${page}/><${KeySheet} groups=${sheet(page)}/></div>`;
}

/** @param {{page: Callbacks}} props */
function View({ page }) {
  switch (page.tab.value) {
    case "assign": return html`<${Assign} page=${page}/>`;
    case "unassign": return html`<${Unassign} page=${page}/>`;
    case "report": return html`<${ReportTab} page=${page}/>`;
    case "barred": return html`<${BarredTab} page=${page}/>`;
  }
  return html`<${List} page=${page}/><${Detail} page=${page}/>`;
}

/** @param {{page: Callbacks}} props */
function TabLine({ page }) {
  const at = useRef(/** @type {HTMLElement|null} */ (null));
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const to = rove(event, [.../** @type {NodeListOf<HTMLElement>} */ (at.current?.querySelectorAll("[role=tab]") ?? [])], { across: true }), tab = page.tabs[to];
    if (tab) page.go(tab);
  };
  return html`<div class="seg" role="tablist" aria-label=${c("tabs")} ref=${at} onKeyDown=${keys}>${page.tabs.map((one) => html`<button key=${one} type="button" role="tab" id=${`cb-${one}`} aria-controls="cb-panel" aria-selected=${page.tab.value === one} tabindex=${page.tab.value === one ? 0 : -1} onClick=${() => page.go(one)}>${ccode("tab", one)}</button>`)}</div>`;
}

const parts = /** @type {const} */ ([["unassigned", "a"], ["assigned", "b"], ["in_call", "c"], ["completed", "d"], ["unreached", "e"]]);

/** What became of today's. @param {{page: Callbacks}} props */
function Flow({ page }) {
  const today = page.counts.value.value?.today, n = (/** @type {number|undefined} */ value) => html`<dd class=${value === 0 ? "zero" : ""}>${value === undefined ? "–" : count(value)}</dd>`;
  const others = today ? today.cancelled + today.expired : undefined;
  return html`<section class="flow" aria-label=${c("today")}><dl><div><dt>${c("flow.received")}</dt>${n(today?.received)}</div>${parts.map(([key, cls]) => html`<div key=${key}><dt><i class=${cls}></i>${ccode("flow", key)}</dt>${n(today?.[key])}</div>`)}<div><dt>${c("flow.others")}</dt>${n(others)}</div></dl>
    <div class="bar" aria-hidden="true">${today && today.received ? parts.map(([key, cls]) => (today[key] ? html`<i key=${key} class=${cls} style=${{ flexGrow: today[key] }}></i>` : null)) : html`<i class="none"></i>`}</div></section>`;
}

/** What was done last, and what was refused. @param {{page: Callbacks}} props */
export function Said({ page }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null)), said = page.done.value?.() ?? "";
  useEffect(() => { if (problem.value) box.current?.scrollIntoView({ block: "nearest" }); }, [problem.value]);
  return html`<div class="said" ref=${box}><div role="status">${said ? html`<p class="said-line"><${Icon} name=${page.done.value?.icon ?? "check"} size="s"/><span>${said}</span></p>` : null}</div><div role="alert">${problem.value ? html`<p class="note" data-t="bad"><${Icon} name="bad"/><span>${problem.value}</span></p>` : null}</div></div>`;
}

/** For who may not, and where callbacks are not in use. @param {{user: import("../api.js").User, why: "off"|"denied"}} props */
export function Refused({ user, why }) {
  return html`<div class="app"><${Rail} user=${user} here="callbacks"/><header class="top"><h1>${c("title")}</h1><span class="row end acts"><${LanguageSwitch}/><${ThemeSwitch}/><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></span></header>
    <main class="scroll refused"><${Empty} icon=${why === "off" ? "callback" : "lock"} title=${c(why)} why=${c(why === "off" ? "off_why" : "denied_why")}/></main></div>`;
}
