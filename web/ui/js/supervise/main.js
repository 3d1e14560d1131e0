// Supervision of live chats: looking on without being noticed.
import { effect, html, mount } from "../dom.js";
import { watchActivity } from "../active.js";
import { firstFrames, firstUser } from "../first.js";
import "../server.js";
import { centre, suggestLanguage } from "../i18n.js";
import { leadAway } from "../live/away.js";
import { callbackTopic } from "../live/callbackrow.js";
import { reloadAfterUpgrade } from "../live/reload.js";
import { Live } from "../live/socket.js";
import { tellCallbacks } from "../callbacks/alerts.js";
import { tellChats } from "../chat/alerts.js";
import { busy, cut } from "../desk/parts/ask.js";
import { keepKeyboard } from "../desk/parts/focus.js";
import { startTheme } from "../theme.js";
import { watchKeys } from "./keys.js";
import { Supervise } from "./model.js";
import { NotAllowed, SupervisePage } from "./page.js";
import { v } from "./text.js";

startTheme();
effect(() => { document.title = `${v("title")} · ${centre}`; });

const user = await firstUser();
watchActivity(user);
suggestLanguage(user.lang);
const may = user.role !== "agent" && (user.role === "administrator" || user.permissions.includes("chat_monitor"));
if (!may) mount(html`<${NotAllowed} user=${user}/>`);
else start();

function start() {
  const live = new Live(["chats", "chat_agents", ...callbackTopic(user)], {}, firstFrames), page = new Supervise(live, user);
  reloadAfterUpgrade(live, () => page.view.peek() !== "watch");
  leadAway(live);
  mount(html`<${SupervisePage} page=${page}/>`);
  watchKeys(page);
  const find = (/** @type {string} */ what) => document.querySelector(what);
  keepKeyboard(() => find(".conv .msgs-box") ?? find("[data-row][tabindex='0'], tr [tabindex='0']") ?? find("[role=tab][aria-selected=true]"), () => busy.peek() && !cut.peek());
  tellCallbacks(user);
  tellChats(user);
}
