// The top bar (D2 to D10): who I am, my state, the ways to change it, and the ways
// out to a customer.
import { html, useSignal } from "../../dom.js";
import { named, t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { LanguageSwitch, logOut, ThemeSwitch } from "../../shell.js";
import { personName, stateLook } from "../../states.js";
import { AlertsButton } from "../alerts/settings.js";
import { mayOpenDial, openDial } from "../dial.js";
import { openHelp, openSms } from "../opened.js";
import { Pop } from "../parts/layers.js";
import { openReserve } from "../reserve.js";
import { CurrentState, StateButtons } from "./state.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function TopBar({ desk }) {
  return html`<header class="top"><h1 class="sr">${t("desk.title")}</h1><${Me} desk=${desk}/><${CurrentState} desk=${desk}/><${StateButtons} desk=${desk}/>
    <div class="row end outs">
      <button type="button" class="btn primary" title="Alt 5" disabled=${!mayOpenDial(desk)} onClick=${() => openDial(desk)}><${Icon} name="phone"/><span class="lbl">${t("desk.dial")}</span></button>
      <button type="button" class="btn" title="Alt 6" onClick=${() => openReserve(desk)}><${Icon} name="cal"/><span class="lbl">${t("desk.reserve")}</span></button>
      ${desk.user.sms ? html`<button type="button" class="btn" title="Alt 7" onClick=${openSms}><${Icon} name="sms"/><span class="lbl">${t("desk.sms")}</span></button>` : null}
      <span class="sep"></span><${Connection} desk=${desk}/><${AlertsButton} desk=${desk}/>
      <button type="button" class="btn ghost icon" aria-label=${t("desk.help")} title="?" onClick=${openHelp}>?</button></div></header>`;
}

/** Name and extension (D3); behind it what is about the person and not the call. @param {{desk: Desk}} props */
function Me({ desk }) {
  const open = useSignal(false);
  const me = desk.me.value, name = me ? personName(me) : desk.user.name;
  return html`<div class="anchor me-box"><button type="button" class="me-blk" aria-haspopup="dialog" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}>
      <span class="av l" aria-hidden="true">${[...name][0] ?? ""}</span><span class="col"><b class="t-md trunc">${name}</b>
      <span class="t-xs c3 trunc">${me ? [t("desk.me", { extension: me.extension }), teamName(desk, me.team)].filter(Boolean).join(" · ") : ""}</span></span></button>
    ${open.value ? html`<${Pop} label=${name} cls="account" close=${() => { open.value = false; }}>
      <span class="lab">${t("language")}</span><${LanguageSwitch}/><span class="lab">${t("theme")}</span><${ThemeSwitch}/>
      <button type="button" class="btn" onClick=${logOut}>${t("logout")}</button><//>` : null}</div>`;
}

/** @param {Desk} desk @param {string|undefined} id of the row; the name comes with the log-in */
function teamName({ user }, id) {
  return id && user.team?.id === id ? named(user.team.name, id) : id;
}

/** Whether the phone is there; the server's own state has its banner. @param {{desk: Desk}} props */
function Connection({ desk }) {
  const link = desk.live.link.value, on = desk.me.value?.reachable;
  if (on === undefined) return html`<span class="live" data-link="lost" role="status"><span class="txt">${t(`link.${link}`)}</span></span>`;
  const ok = link === "ok" && on;
  const words = link === "ok" || link === "connecting" ? on ? t("desk.phone_on") : stateLook("not_ready", "unreachable").name : t(`link.${link}`);
  return html`<span class="live" data-link=${ok ? "ok" : "lost"} role="status" title=${words}><span class="txt">${words}</span></span>`;
}
