// The four areas of the desk (D1): top, left, middle, right.
import { html } from "../dom.js";
import { t } from "../i18n.js";
import { Icon, Logo } from "../icons.js";
import { Rail } from "../rail.js";
import { LanguageSwitch, logOut } from "../shell.js";
import { Banners } from "./banners.js";
import { CallCard } from "./call/card.js";
import { MyFigures } from "./figures.js";
import { LeftPane } from "./left/pane.js";
import { NoteForm } from "./note/form.js";
import { Previous } from "./note/previous.js";
import { area, Areas, fits } from "./parts/area.js";
import { Later } from "./parts/later.js";
import { RightPane } from "./right/pane.js";
import { TopBar } from "./top/bar.js";

/** @typedef {import("./desk.js").Desk} Desk */

const dialogs = /** @type {const} */ (["DialDialog", "ReserveDialog", "SmsDialog", "ConsultationDialog", "HelpSheet"]);

/** @param {{desk: Desk}} props */
export function DeskPage({ desk }) {
  const ringing = desk.me.value?.state === "ringing";
  return html`<div class="app" data-away=${desk.away.value ? "" : undefined}><${Rail} user=${desk.user} here="desk" unread=${desk.live.texts.value?.rows?.[0]?.unread ?? 0}/><${TopBar} desk=${desk}/>
    <main class="desk" data-fits=${fits.value} data-area=${area.value}><${Areas}/><${LeftPane} desk=${desk}/>
      <div class="mid"><${Banners} desk=${desk}/><div class="today"><${MyFigures} desk=${desk}/><${Later} part="DueNow" desk=${desk}/></div><${CallCard} desk=${desk}/>${ringing ? html`<${Previous} desk=${desk}/>` : html`<${NoteForm} desk=${desk}/>`}</div>
      <${RightPane} desk=${desk}/></main>
    ${dialogs.map((part) => html`<${Later} key=${part} part=${part} desk=${desk}/>`)}</div>`;
}

/** For who is logged in but takes no calls. */
export function NoAgent() {
  return html`<div class="no-agent"><header class="top"><a class="row" href="." aria-label=${t("home.title")}><${Logo}/></a><h1>${t("desk.title")}</h1><div class="row end"><${LanguageSwitch}/><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></div></header>
    <main><section class="panel"><div class="empty"><${Icon} name="user"/><b>${t("desk.no_agent")}</b><span>${t("desk.no_agent_why")}</span></div></section></main></div>`;
}
