// The rail: where one may go, by one's rights.
import { html } from "./dom.js";
import { t } from "./i18n.js";
import { Icon, Logo } from "./icons.js";
import { callbackRow } from "./live/callbackrow.js";
import { chatMe, chatsSwitched, chatsToAnswer, supervisionSwitched } from "./live/chats.js";
import { opens } from "./monitor/open.js";

/** @typedef {"home"|"desk"|"chat"|"floor"|"monitor"|"supervise"|"callbacks"|"customers"|"sms"|"admin"} Place */

/** @param {{user: import("./api.js").User, here: Place, unread?: number}} props unread: conversations in which customers have written */
export function Rail({ user, here, unread = 0 }) {
  const current = (/** @type {Place} */ place) => (place === here ? "page" : undefined), told = chatsSwitched.value ?? user.chat, chats = chatMe.value?.used ?? told;
  return html`<nav class="rail" aria-label=${t("nav.places")}><a class="home" href="." aria-label=${t("home.title")}><${Logo}/></a>
    ${user.agent_id || here === "desk" ? html`<a href="desk" aria-current=${current("desk")}><${Icon} name="headset"/>${t("nav.desk")}</a>` : null}
    <${Chat} on=${!!told && !!chats} current=${current("chat")}/>
    <${Callbacks} user=${user} current=${current("callbacks")}/>
    ${user.role !== "agent" ? html`<a href="floor" aria-current=${current("floor")}><${Icon} name="activity"/>${t("nav.floor")}</a>${chats ? html`<a href="monitor" aria-current=${current("monitor")} title=${t("nav.monitor_path")} onClick=${here === "monitor" ? undefined : opens}><${Icon} name="eye"/>${t("nav.monitor")} <${Beta}/></a>` : null}` : null}
    ${chats && monitors(user) ? html`<a href="supervise" aria-current=${current("supervise")}><${Icon} name="bino"/>${t("nav.supervise")}</a>` : null}
    ${user.role !== "agent" ? html`<a href="admin#/customers" aria-current=${current("customers")}><${Icon} name="users"/>${t("nav.customers")}</a>` : null}
    ${user.sms ? html`<a href="sms" aria-current=${current("sms")}><${Icon} name="sms"/>${t("nav.sms")}${unread ? html`<${Badge} n=${unread} label=${t("nav.sms_unread", { n: unread })}/>` : null}</a>` : null}
    <a href="wallboard" target="_blank" rel="noopener"><${Icon} name="board"/>${t("home.wallboard")}</a>
    ${user.role === "administrator" ? html`<a class="end" href="admin" aria-current=${current("admin")}><${Icon} name="gear"/>${t("nav.admin")}</a>` : user.role === "manager" && chats ? html`<a class="end" href="admin#/chat-requests" aria-current=${current("admin")}><${Icon} name="gear"/>${t("nav.admin")}</a>` : null}</nav>`;
}

/** The mark of what is still on trial (M1). */
export const Beta = () => html`<span class="beta">beta</span>`;

/** Whether somebody may watch colleagues' chats, as the live topic or the settings say now: also where chats have been switched on since the page was told. @param {import("./api.js").User} user */
function monitors(user) {
  const may = user.role === "administrator" || user.role === "manager" && user.permissions.includes("chat_monitor");
  return supervisionSwitched.value === undefined ? chatMe.value ? !!chatMe.value.monitor : user.chat ? !!user.chat_monitor : may : may && supervisionSwitched.value;
}

/** Chats, with how many rooms wait for the viewer, where they are in use. @param {{on: boolean, current: string|undefined}} props */
function Chat({ on, current }) {
  const n = chatsToAnswer.value;
  if (!on) return null;
  return html`<a href="chat" aria-current=${current}><${Icon} name="msg"/>${t("nav.chat")}${n ? html`<${Badge} n=${n} label=${t("nav.chat_unread", { n })}/>` : null}</a>`;
}

/** Callbacks, with how many the viewer has to make (B24), where they are in use. @param {{user: import("./api.js").User, current: string|undefined}} props */
function Callbacks({ user, current }) {
  const row = callbackRow.value, own = row?.own ?? 0;
  if (!(row?.used ?? user.callbacks)) return null;
  return html`<a href="callbacks" aria-current=${current}><${Icon} name="callback"/>${t("nav.callbacks")}${own ? html`<${Badge} n=${own} label=${t("nav.callbacks_own", { n: own })}/>` : null}</a>`;
}

/** How many of something wait. @param {{n: number, label: string}} props */
const Badge = ({ n, label }) => html`<span class="badge" role="img" aria-label=${label}>${n > 99 ? "99+" : n}</span>`;
