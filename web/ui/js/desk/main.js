// The agent's desk: state, phone, the call and why it came here.
import { effect, html, mount } from "../dom.js";
import { watchActivity } from "../active.js";
import { requireUser, toLogin } from "../api.js";
import { centre, suggestLanguage, t } from "../i18n.js";
import { Icon, Logo, mountIcons } from "../icons.js";
import { reloadAfterUpgrade } from "../live/reload.js";
import { Live } from "../live/socket.js";
import { LanguageSwitch, logOut, ThemeSwitch } from "../shell.js";
import { agentLook, personName } from "../states.js";
import { startTheme } from "../theme.js";
import { askState, busy, problem } from "./actions.js";
import { CallPanel, WhyMe } from "./call.js";
import { watchControlKeys } from "./control.js";
import { Desk } from "./desk.js";
import { DialButton, DialDialog, notReached } from "./dial.js";
import { MyFigures, MyServices } from "./figures.js";
import { CurrentState, NextState, StateButtons, watchStateKeys } from "./states.js";

startTheme();
mountIcons();

const user = await requireUser();
watchActivity(user.idle_lock_minutes);
suggestLanguage(user.lang);
const live = new Live(["services", "agents", "calls"]);
const desk = new Desk(live, user);
/** A call in progress is never interrupted by a reload. */
const onCall = () => ["ringing", "talking", "dialing", "talking_outbound"].includes(desk.me.peek()?.state ?? "");

reloadAfterUpgrade(live, () => !onCall());
effect(() => {
  const { code } = live.refusal.value; // ended; logged in at another desk; locked
  if (code === 4501 || code === 4502 || code === 4504) toLogin({ 4501: "", 4502: "elsewhere", 4504: "locked" }[code]);
});
effect(() => {
  const me = desk.me.value;
  const ringing = me?.state === "ringing" ? "● " : "";
  document.title = `${ringing}${me ? agentLook(me).name : t("desk.title")} · ${centre}`;
});

/** @param {{name: string}} props */
function Initial({ name }) {
  return html`<span class="av l" aria-hidden="true">${[...name][0] ?? ""}</span>`;
}

function Phone() {
  const on = desk.me.value?.reachable;
  if (on === undefined) return null;
  return html`<span class="live" data-link=${on ? "ok" : "lost"} role="status">${t(on ? "desk.phone_on" : "desk.phone_off")}</span>`;
}

function Top() {
  const me = desk.me.value, name = me ? personName(me) : user.name;
  return html`<header class="top"><a class="row" href="." aria-label=${t("home.title")}><${Logo}/></a>
    <div class="row me-blk"><${Initial} name=${name}/><div><b class="t-md">${name}</b><div class="t-xs c3">${me ? t("desk.me", { extension: me.extension }) : ""}</div></div></div>
    <h1 class="sr">${t("desk.title")}</h1><${CurrentState} desk=${desk}/><${StateButtons} desk=${desk}/><${NextState} desk=${desk}/>
    <div class="row end"><${DialButton} desk=${desk}/><${Phone}/><span class="sep"></span><${LanguageSwitch}/><${ThemeSwitch}/><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></div></header>`;
}

/** What the agent must know before anything else. */
function Notices() {
  const me = desk.me.value, link = live.link.value;
  const missed = me?.state === "not_ready" && me.reason === "no_answer";
  return html`<div class="notices">
    ${link === "stale" || link === "lost" ? html`<div class="offline" role="alert"><${Icon} name="unlink"/>${t("desk.offline")}</div>` : null}
    ${link === "refused" ? html`<div class="offline" role="alert"><${Icon} name="lock"/>${t("desk.refused_link")}</div>` : null}
    ${problem.value ? html`<div class="note" data-t="bad" role="alert"><${Icon} name="bad"/>${problem.value}</div>` : null}
    ${desk.notReached.value ? html`<div class="note" data-t="warn" role="status"><${Icon} name="warn"/>${notReached(desk.notReached.value)}</div>` : null}
    ${me && !me.reachable && me.state !== "logged_out" ? html`<div class="note" data-t="warn" role="status"><${Icon} name="warn"/>${t("desk.phone_off_why")}</div>` : null}
    ${missed ? html`<div class="note" data-t="warn" role="alert"><${Icon} name="warn"/><span class="grow">${t("desk.missed")}</span>
      <button type="button" class="btn sm" disabled=${busy.value} onClick=${() => askState(me.id, "ready")}>${t("desk.missed_back")}</button></div>` : null}</div>`;
}

function DeskPage() {
  if (!user.agent_id) {
    return html`<div class="desk"><header class="top"><a class="row" href="." aria-label=${t("home.title")}><${Logo}/></a><h1>${t("desk.title")}</h1><div class="row end"><${LanguageSwitch}/><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></div></header>
      <main><section class="panel call-empty"><div class="empty"><${Icon} name="user"/><b>${t("desk.no_agent")}</b><span>${t("desk.no_agent_why")}</span></div></section></main></div>`;
  }
  const old = live.link.value === "stale" || live.link.value === "lost";
  return html`<div class="desk"><${Top}/><main><${Notices}/><${MyFigures} desk=${desk}/>
    <div class="work" data-old=${old ? "" : undefined}><${CallPanel} desk=${desk}/><${WhyMe} desk=${desk}/><${MyServices} desk=${desk}/></div></main><${DialDialog} desk=${desk}/></div>`;
}


mount(html`<${DeskPage}/>`);
watchStateKeys(desk);
watchControlKeys(desk);
