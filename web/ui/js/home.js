// Home: where one may go, for administrators the notice on the wallboards, and one's
// own account.
import { computed, effect, html, mount, signal, useSignal } from "./dom.js";
import { Account } from "./account.js";
import { watchActivity } from "./active.js";
import { request } from "./api.js";
import { firstFrames, firstUser } from "./first.js";
import { centre, suggestLanguage, t, tcode } from "./i18n.js";
import { Icon, Logo } from "./icons.js";
import { leadAway } from "./live/away.js";
import { Live } from "./live/socket.js";
import { tellCallbacks } from "./callbacks/alerts.js";
import { callbackRow, callbackTopic } from "./live/callbackrow.js";
import { chatTopic } from "./live/chats.js";
import { tellChats } from "./chat/alerts.js";
import { reloadAfterUpgrade } from "./live/reload.js";
import { opens } from "./monitor/open.js";
import { Beta } from "./rail.js";
import { failure, LanguageSwitch, logOut, ThemeSwitch } from "./shell.js";
import "./server.js";
import { startTheme } from "./theme.js";

startTheme();
effect(() => { document.title = `${centre} ${t("home.title")}`; });

const user = await firstUser();
watchActivity(user);
suggestLanguage(user.lang);
/** What is written into the line of the wallboards and not shown yet; null: nothing. */
const notice = signal(/** @type {string|null} */ (null));
const topics = [...(user.role === "administrator" ? ["services"] : []), ...callbackTopic(user), ...chatTopic(user)]; // the notice comes with services
const live = topics.length ? new Live(topics, {}, firstFrames) : null;
if (live) {
  leadAway(live);
  reloadAfterUpgrade(live, () => !notice.peek() && ![...document.querySelectorAll("input[type=password]")].some((field) => /** @type {HTMLInputElement} */ (field).value)); // what is being written stays
  tellCallbacks(user);
  tellChats(user);
}

/** @param {{href: string, icon: string, title: string, why: string, blank?: boolean, beta?: boolean, press?: (event: MouseEvent) => void}} props press: where a plain press leads elsewhere */
function Door({ href, icon, title, why, blank = false, beta = false, press }) {
  return html`<a class=${`door panel${blank || press ? " out" : ""}`} href=${href} target=${blank ? "_blank" : undefined} onClick=${press}><span class="door-i"><${Icon} name=${icon} size="l"/></span>
    <span class="col"><b class="t-md">${title}${beta ? html` <${Beta}/>` : null}</b><span class="c3">${why}</span></span><${Icon} name=${blank || press ? "popout" : "chev-d"}/></a>`;
}

/** The line that every wallboard shows (공지). What stands there now comes with the floor. @param {{live: Live}} props */
function NoticePanel({ live }) {
  const shown = live.notice.value;
  const text = notice, place = useSignal(/** @type {"top"|"bottom"|null} */ (null)); // null: as shown
  const busy = useSignal(false), problem = useSignal(""), done = useSignal("");
  const line = text.value ?? shown.text, at = place.value ?? (shown.place === "bottom" ? "bottom" : "top");
  /** @param {string} words */
  const put = async (words) => {
    busy.value = true;
    problem.value = done.value = "";
    try {
      await request("PUT", "notice", { text: words, place: at });
      text.value = place.value = null;
      done.value = t(words.trim() ? "home.notice_on" : "home.notice_off");
    } catch (error) {
      problem.value = failure(error);
    }
    busy.value = false;
  };
  /** @param {SubmitEvent} event */
  const submit = (event) => { event.preventDefault(); void put(line); };
  return html`<form class="panel notice-panel" onSubmit=${submit} aria-busy=${busy}>
    <div class="field"><label for="notice">${t("home.notice")}</label>
      <div class="in" aria-invalid=${problem.value ? "true" : undefined}><input id="notice" maxlength="200" autocomplete="off" placeholder=${t("home.notice_none")} value=${line} aria-describedby="notice-said"
        onInput=${(/** @type {InputEvent} */ event) => { text.value = /** @type {HTMLInputElement} */ (event.currentTarget).value; done.value = ""; }}/></div></div>
    <span class="seg" role="group" aria-label=${t("home.notice_place")}>
      <button type="button" aria-pressed=${at === "top"} onClick=${() => { place.value = "top"; }}>${t("home.notice_top")}</button>
      <button type="button" aria-pressed=${at === "bottom"} onClick=${() => { place.value = "bottom"; }}>${t("home.notice_bottom")}</button></span>
    <button type="submit" class="btn primary" disabled=${busy.value || !line.trim()}>${t("home.notice_show")}</button>
    <button type="button" class="btn" disabled=${busy.value || !shown.text} onClick=${() => put("")}>${t("home.notice_clear")}</button>
    <p id="notice-said" role="status" data-t=${problem.value ? "bad" : undefined}>${problem.value ? html`<${Icon} name="bad" size="s"/>${problem.value}` : done.value}</p></form>`;
}

const roleName = computed(() => tcode("role", user.role));

function Home() {
  return html`<div class="home"><header class="top"><${Logo}/><b class="t-md centre">${centre}</b><span class="end"></span><${LanguageSwitch}/><${ThemeSwitch}/>
    <span class="who"><b>${user.name}</b> <span class="c3">${roleName}</span></span><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></header>
    <main><h1>${t("home.hello", { name: user.name })}</h1>
      <nav class="doors" aria-label=${t("home.title")}>
        <${Door} href="wallboard" icon="board" title=${t("home.wallboard")} why=${t("home.wallboard_why")} blank/>
        ${user.role === "agent" ? null : html`<${Door} href="floor" icon="activity" title=${t("nav.floor")} why=${t("home.floor_why")}/><${Door} href="admin#/customers" icon="users" title=${t("nav.customers")} why=${t("home.customers_why")}/>`}
        ${user.sms ? html`<${Door} href="sms" icon="sms" title=${t("nav.sms")} why=${t("home.sms_why")}/>` : null}
        ${user.agent_id ? html`<${Door} href="desk" icon="headset" title=${t("home.desk")} why=${t("home.desk_why")}/>` : null}
        ${user.chat ? html`<${Door} href="chat" icon="msg" title=${t("nav.chat")} why=${t("home.chat_why")}/>` : null}
        ${user.chat_begin ? html`<${Door} href="admin#/chat" icon="msg" title=${t("home.chat_begin")} why=${t("home.chat_begin_why")}/>` : null}
        ${user.chat && user.role !== "agent" ? html`<${Door} href="monitor" icon="eye" title=${t("home.monitor")} why=${t("home.monitor_why")} beta press=${opens}/>` : null}
        ${user.chat_monitor ? html`<${Door} href="supervise" icon="bino" title=${t("nav.supervise")} why=${t("home.supervise_why")}/>` : null}
        ${callbackRow.value?.used ?? user.callbacks ? html`<${Door} href="callbacks" icon="callback" title=${t("nav.callbacks")} why=${callbackRow.value?.own ? t("nav.callbacks_own", { n: callbackRow.value.own }) : t("home.callbacks_why")}/>` : null}
        ${user.role === "administrator" ? html`<${Door} href="admin" icon="gear" title=${t("nav.admin")} why=${t("home.admin_why")}/>` : null}</nav>
      ${live && user.role === "administrator" ? html`<${NoticePanel} live=${live}/>` : null}
      <${Account} zone=${user.centre?.time_zone ?? "Asia/Seoul"}/></main></div>`;
}

mount(html`<${Home}/>`);
