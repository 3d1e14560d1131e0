// The page of messages: its tabs, what must be known everywhere, and the view.
import { html } from "../dom.js";
import { count, timeOfDay } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { Rail } from "../rail.js";
import { LanguageSwitch, LinkState, logOut, ThemeSwitch } from "../shell.js";
import { KeysButton, KeySheet } from "../desk/parts/keysheet.js";
import { TalkRefused, Undelivered } from "./composer.js";
import { ConversationsView } from "./conversations.js";
import { HistoryView } from "./history.js";
import { sheet } from "./keys.js";
import { everything, views } from "./model.js";
import { OptOutsView } from "./optouts.js";
import { SendView } from "./send.js";
import { TemplatesView } from "./templates.js";
import { m } from "./text.js";

/** @typedef {import("./model.js").Texts} Texts */

const parts = { send: SendView, history: HistoryView, templates: TemplatesView, conversations: ConversationsView, "opt-outs": OptOutsView };

/** @param {{page: Texts}} props */
export function TextsPage({ page }) {
  const { live, user, room } = page, View = parts[page.view.value], figures = page.figures.value.value, provider = room.provider.value.value;
  return html`<div class="app"><${Rail} user=${user} here="sms" unread=${page.unread.value}/>
    <header class="top"><h1>${m("page")}</h1><${Views} page=${page}/><${LinkState} live=${live}/><span class="row end acts"><span class="c3 month">${figures ? html`${m("month")} <b class="c2">${count(figures.month)}</b>` : null}</span><${KeysButton}/><${LanguageSwitch}/><${ThemeSwitch}/><span class="who trunc" title=${user.name}>${user.name}</span><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></span></header>
    <div class="view">${page.away.value ? html`<div class="offline" role="alert"><${Icon} name="unlink"/><b>${m("offline")}</b><span>${m("offline_why", { time: live.asOf.value ? timeOfDay(live.asOf.value, room.zone) : "–" })}</span></div>` : null}
      <${Undelivered} room=${room}/>${provider?.delivers && !provider.ok && (provider.queued || provider.class === "account") ? html`<p class="note undelivered" data-t="bad" role="status"><${Icon} name="bad"/><span><b>${m("provider_down")}</b> ${[provider.class === "account" ? m("provider_account") : "", provider.queued ? m("provider_down_why", { n: count(provider.queued) }) : ""].filter(Boolean).join(" ")}${room.explain(provider)}</span></p>` : null}<${TalkRefused} room=${room}/>${provider?.unknown ? html`<p class="note undelivered" role="status"><${Icon} name="warn"/><span class="grow">${m("unknown_n", { n: count(provider.unknown) })}</span>${page.view.value === "history" && page.sought.value.state === "unknown" ? null : html`<a class="btn sm" href="#/history" onClick=${() => page.seek({ ...everything, state: "unknown" })}>${m("see")}</a>`}</p>` : null}
      <${View} page=${page}/></div><${KeySheet} groups=${sheet()}/></div>`;
}

/** @param {{page: Texts}} props */
function Views({ page }) {
  const unread = page.unread.value;
  return html`<nav class="seg" aria-label=${m("views")}>${views.map((view) => html`<a key=${view} href=${view === "send" ? "#/" : `#/${view}`} aria-current=${page.view.value === view ? "page" : undefined}>${m(`view.${view}`)}${view === "conversations" && unread ? html`<span class="badge" role="img" aria-label=${m("unread_n", { n: unread })}>${count(unread)}</span>` : null}</a>`)}</nav>`;
}

/** For who may not, and where messages are not in use. @param {{user: import("../api.js").User}} props */
export function NotAllowed({ user }) {
  const may = user.role === "administrator" || user.permissions.includes("sms");
  return html`<div class="app"><${Rail} user=${user} here="sms"/><header class="top"><h1>${m("page")}</h1><span class="row end"><${LanguageSwitch}/><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></span></header>
    <main class="scroll"><div class="empty"><${Icon} name="lock"/><b>${m(may ? "off" : "denied")}</b><span>${m(may ? user.role === "administrator" ? "off_admin" : "off_why" : "denied_why")}</span>${may && user.role === "administrator" ? html`<a class="btn" href="admin#/settings/sms">${m("off_settings")}</a>` : null}</div></main></div>`;
}
