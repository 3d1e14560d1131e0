// The monitoring window: who can take chats, and which customers wait for what.
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
import { startTheme } from "../theme.js";
import { watchKeys } from "./keys.js";
import { Monitor } from "./model.js";
import { alone } from "./open.js";
import { MonitorPage, NotAllowed } from "./page.js";
import { o } from "./text.js";

startTheme();
effect(() => { document.title = `${o("title")} · ${centre}`; });

const user = await firstUser();
watchActivity(user);
suggestLanguage(user.lang);
if (user.role === "agent") mount(html`<${NotAllowed} user=${user}/>`);
else start();

function start() {
  const live = new Live(["chats", "chat_agents", ...(alone ? [] : callbackTopic(user))], {}, firstFrames), page = new Monitor(live, user);
  reloadAfterUpgrade(live, () => page.giving.peek() === "");
  leadAway(live);
  mount(html`<${MonitorPage} page=${page}/>`);
  watchKeys(page);
  if (alone) return; // in its own window another page of the viewer tells
  tellCallbacks(user);
  tellChats(user);
}
