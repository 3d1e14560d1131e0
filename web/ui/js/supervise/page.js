// The page of supervisors: what goes on, the interaction panel, and what is looked at.
import { html, useRef } from "../dom.js";
import { count } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { Rail } from "../rail.js";
import { LanguageSwitch, logOut, ThemeSwitch } from "../shell.js";
import { isGoing } from "../desk/parts/ask.js";
import { KeysButton, KeySheet } from "../desk/parts/keysheet.js";
import { Empty } from "../desk/parts/resource.js";
import { rove } from "../desk/parts/roving.js";
import { Filters, LimitsButton } from "../monitor/filters.js";
import { AsOf, Offline } from "../monitor/page.js";
import { OnQueue } from "./agents.js";
import { Conversation } from "./conversation.js";
import { Detail } from "./detail.js";
import { Over } from "./ended.js";
import { Interactions } from "./interactions.js";
import { Items } from "./items.js";
import { sheet } from "./keys.js";
import { lists } from "./model.js";
import { Queues } from "./queues.js";
import { v, vcode } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */

/** @param {{page: Supervise}} props */
export function SupervisePage({ page }) {
  const { user } = page, on = page.used.value && page.watched.value;
  return html`<div class="app"><${Rail} user=${user} here="supervise"/>
    <header class="top"><h1>${v("title")}</h1>${on ? html`<${Available} page=${page}/><${Filters} page=${page}/><label class="row c2 only"><input type="checkbox" class="ck" checked=${page.onlyOver.value} onChange=${(/** @type {Event} */ e) => { page.onlyOver.value = /** @type {HTMLInputElement} */ (e.currentTarget).checked; }}/>${v("only_over")}</label>` : null}
      <${AsOf} page=${page}/><span class="row end acts"><${LimitsButton}/><${KeysButton}/><${LanguageSwitch}/><${ThemeSwitch}/><span class="who trunc" title=${user.name}>${user.name}</span><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></span></header>
    ${on ? html`<div class="sup-all"><div><${Offline} page=${page}/></div><div class="sup" data-old=${page.away.value ? "" : undefined}><${Items} page=${page}/>${page.view.value === "watch" ? html`<${Conversation} page=${page}/>` : html`<${Listed} page=${page}/>`}<${Detail} page=${page}/></div></div>`
      : html`<main class="scroll refused">${page.used.value ? html`<${Empty} icon="eye-off" title=${v("off_here")} why=${v(user.role === "administrator" ? "off_here_admin" : "off_here_why")}/>` : html`<${Empty} icon="msg" title=${v("off")} why=${v("off_why")}/>`}</main>`}<${KeySheet} groups=${sheet()}/></div>`;
}

/** Whether one may begin to monitor (S9). @param {{page: Supervise}} props */
function Available({ page }) {
  const on = page.available.value, off = isGoing("available") || on === null;
  return html`<label class="row avail" title=${v("available_why")}><input type="checkbox" role="switch" class="sw" checked=${on === true} disabled=${off} onChange=${(/** @type {Event} */ e) => {
    const at = /** @type {HTMLInputElement} */ (e.currentTarget), wanted = at.checked;
    at.checked = !wanted; // until the server has it
    void page.setAvailable(wanted);
  }}/><span class="med">${v(on ? "available" : "not_available")}</span></label>`;
}

/** @param {{page: Supervise}} props */
function Listed({ page }) {
  const view = page.view.value;
  return html`<main class="pane" aria-label=${v("going_on")}><${Views} page=${page}/><div class="note quiet"><${Icon} name="eye-off"/><span>${v("quiet")}${page.available.value === false ? html` <b>${v("be_available")}</b>` : null}</span></div>
    <div class="tab-panel" role="tabpanel" id="sv-panel" aria-labelledby=${`sv-${view}`}>${view === "queues" ? html`<${Queues} page=${page}/>` : view === "agents" ? html`<${OnQueue} page=${page}/>` : view === "ended" ? html`<${Over} page=${page}/>` : html`<${Interactions} page=${page}/>`}</div></main>`;
}

/** @param {{page: Supervise}} props */
function Views({ page }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null)), n = { interactions: page.talking.value.length, agents: page.orders.agents.keys.value.length };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const to = lists[rove(event, [.../** @type {NodeListOf<HTMLElement>} */ (box.current?.querySelectorAll("[role=tab]") ?? [])], { across: true })];
    if (to) page.go(to);
  };
  return html`<div class="tabs" role="tablist" aria-label=${v("views")} ref=${box} onKeyDown=${keys}>${lists.map((one) => html`<button key=${one} type="button" role="tab" id=${`sv-${one}`} aria-controls="sv-panel" aria-selected=${page.view.value === one} tabindex=${page.view.value === one ? 0 : -1} onClick=${() => page.go(one)}>${vcode("view", one)}${one === "interactions" || one === "agents" ? html`<span class="n">${count(n[one])}</span>` : null}</button>`)}</div>`;
}

/** For who may not. @param {{user: import("../api.js").User}} props */
export function NotAllowed({ user }) {
  return html`<div class="app"><${Rail} user=${user} here="supervise"/><header class="top"><h1>${v("title")}</h1><span class="row end acts"><${LanguageSwitch}/><${ThemeSwitch}/><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></span></header>
    <main class="scroll refused"><${Empty} icon="lock" title=${v("denied")} why=${v("denied_why")}/></main></div>`;
}
