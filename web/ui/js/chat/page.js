// The page: a list, the conversations that are open, and what belongs to one of them.
import { html, useEffect } from "../dom.js";
import { timeOfDay } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { Rail } from "../rail.js";
import { LanguageSwitch, logOut } from "../shell.js";
import { problem } from "../desk/parts/ask.js";
import { KeySheet } from "../desk/parts/keysheet.js";
import { Empty } from "../desk/parts/resource.js";
import { Column } from "./column.js";
import { Dialogs } from "./dialogs.js";
import { sheet } from "./keys.js";
import { ListPane } from "./list.js";
import { Side } from "./side.js";
import { TopBar } from "./top.js";
import { ch } from "./text.js";

/** @typedef {import("./model.js").Console} Console */

/** @param {{page: Console}} props */
export function ChatPage({ page }) {
  const { live, user } = page, columns = page.columns.value, talk = page.talk.value, side = page.side.value && !!talk && !talk.gone.value;
  if (page.me.value && !page.me.value.used) return html`<${NotAllowed} user=${user} why="off"/>`;
  return html`<div class="app"><${Rail} user=${user} here="chat"/><${TopBar} page=${page}/>
    <div class="chat-page">${page.away.value ? html`<div class="offline" role="alert"><${Icon} name="unlink"/><b>${ch("offline")}</b><span>${ch("offline_why", { time: live.asOf.value ? timeOfDay(live.asOf.value, page.zone) : "–" })}</span></div>` : null}
      <div class="chat" data-side=${side ? "" : undefined} data-columns=${columns.length}><${ListPane} page=${page}/>
        <main class="pane talks" aria-label=${ch("conversations")}><${Said} page=${page}/><div class="talk-row">${columns.length ? columns.map((id, at) => { const one = page.talks.get(id); return one ? html`<${Column} key=${id} page=${page} talk=${one} at=${at}/>` : null; }) : html`<${Empty} icon="msg" title=${ch("choose")} why=${ch("choose_why")}/>`}</div></main>
        ${side && talk ? html`<${Side} key=${talk.id} page=${page} talk=${talk}/>` : null}</div></div>
    <${Dialogs} page=${page}/><${KeySheet} groups=${sheet()}/></div>`;
}

const saidFor = 6000; // ms

/** What was done last, for a moment, and what was refused, until somebody has read it: above the messages, so that nothing moves. @param {{page: Console}} props */
function Said({ page }) {
  const done = page.done.value, said = done?.() ?? "", refused = page.dialog.value ? "" : problem.value; // a dialog says it itself
  useEffect(() => {
    if (!done) return undefined;
    const over = setTimeout(() => { page.done.value = null; }, saidFor);
    return () => clearTimeout(over);
  }, [done]);
  return html`<div class="said"><div role="status">${said && !refused ? html`<p class="said-line"><${Icon} name="check" size="s"/><span>${said}</span></p>` : null}</div><div role="alert">${refused ? html`<p class="said-line" data-t="bad"><${Icon} name="bad" size="s"/><span class="grow">${refused}</span><button type="button" class="btn ghost icon sm" aria-label=${t("desk.close")} onClick=${() => { problem.value = ""; }}><${Icon} name="x" size="s"/></button></p>` : null}</div></div>`;
}

/** For who may not, and where chats are not in use. @param {{user: import("../api.js").User, why?: "off"|"denied"}} props */
export function NotAllowed({ user, why = "denied" }) {
  return html`<div class="app"><${Rail} user=${user} here="chat"/><header class="top"><h1>${ch("page")}</h1><span class="row end"><${LanguageSwitch}/><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></span></header>
    <main class="scroll refused"><${Empty} icon=${why === "off" ? "msg" : "lock"} title=${ch(why)} why=${ch(why === "off" ? (user.role === "administrator" ? "off_admin" : "off_why") : "denied_why")}/></main></div>`;
}
