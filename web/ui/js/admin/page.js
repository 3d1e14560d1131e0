// The shell: rail, top bar with what is unsaved, the sections, and the one that is open.
import { html, useEffect } from "../dom.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { Rail } from "../rail.js";
import { LanguageSwitch, logOut, ThemeSwitch } from "../shell.js";
import { KeysButton, KeySheet } from "../desk/parts/keysheet.js";
import { current } from "./collection.js";
import { sheet } from "./keys.js";
import { href, route } from "./route.js";
import { leave, SaidLine } from "./said.js";
import { groupsFor, notTheirs, sectionOf } from "./sections.js";
import { w, wcode } from "./text.js";

/** @typedef {import("../api.js").User} User */

/** @param {{user: User}} props */
export function AdminPage({ user }) {
  const { section, id } = route.value, groups = groupsFor(user), open = sectionOf(groups, section, user), at = open.id === section ? id : "", manager = user.role !== "administrator", shown = manager ? groups.filter((group) => group.id !== "desk" && group.sections.includes(open)) : groups, alone = shown.length === 0, denied = location.hash.length > 2 && notTheirs(groups, section); // managers have what is about chats; customers have a link of their own
  useEffect(() => leave, [open.id, denied]);
  useEffect(() => document.querySelector(".anav [aria-current]")?.scrollIntoView({ block: "nearest" }), [open.id]);
  return html`<div class="app"><${Rail} user=${user} here=${!denied && open.id === "customers" ? "customers" : "admin"}/><${Top} user=${user} section=${denied ? section : open.id} alone=${manager && !denied && open.id === "customers"}/>
    <div class=${`ad${open.list && !denied ? "" : " wide"}${open.wide && !denied ? " wide-list" : ""}${alone ? " alone" : ""}`}>${alone ? null : html`<nav class="pane anav" aria-label=${w("sections")}><div class="scroll">${shown.map((group) => html`<div key=${group.id} class="group" role="group" aria-label=${wcode("group", group.id)}><span class="g-name" aria-hidden="true">${wcode("group", group.id)}</span>
      ${group.sections.map((one) => html`<a key=${one.id} href=${href(one.id)} aria-current=${one.id === open.id && !denied ? "page" : undefined}><${Icon} name=${one.icon}/>${wcode("s", one.id)}</a>`)}</div>`)}</div></nav>`}
      ${denied ? html`<main class="scroll det"><${Denied}/></main>` : html`<${open.view} key=${open.id} id=${at} user=${user}/>`}</div><${KeySheet} groups=${sheet()}/></div>`;
}

/** @param {{user: User, section: string, alone: boolean}} props alone: it is no part of the settings */
function Top({ user, section, alone }) {
  const now = current.value, n = now?.draft.changes.value.length ?? 0, fresh = now?.draft.fresh ?? false;
  return html`<header class="top">${alone ? html`<h1>${wcode("s", section)}</h1>` : html`<h1>${w("title")}</h1><span class="c3"><${Icon} name="chev-r" size="s"/></span><span class="med">${wcode("s", section)}</span>`}
    <${SaidLine}/>
    <span class="row end acts">${now ? html`<span class="hint">${n || fresh ? w(fresh ? "not_added" : "unsaved_n", { n }) : ""}</span><button type="button" class="btn" disabled=${!n || now.draft.busy.value} onClick=${() => now.draft.revert()}>${w("revert")}</button>
      <button type="button" class="btn primary" disabled=${!(n || fresh) || now.draft.busy.value} aria-keyshortcuts="Control+S" onClick=${() => now.save()}>${w("save")} <kbd aria-hidden="true">Ctrl S</kbd></button><span class="sep"></span>` : null}
    <${KeysButton}/><${LanguageSwitch}/><${ThemeSwitch}/><span class="who trunc" title=${user.name}>${user.name}</span><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></span></header>`;
}

const Denied = () => html`<div class="empty" role="status"><${Icon} name="lock"/><b>${w("denied")}</b><span>${w("denied_why")}</span></div>`;

/** For who may not. @param {{user: User}} props */
export function NotAllowed({ user }) {
  return html`<div class="app"><${Rail} user=${user} here="admin"/><header class="top"><h1>${w("title")}</h1><span class="row end"><${LanguageSwitch}/><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></span></header>
    <main class="scroll"><${Denied}/></main></div>`;
}
