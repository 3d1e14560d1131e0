// The console of chats: lists by status, conversations side by side, and what is known of
// the customer.
import { effect, html, mount } from "../dom.js";
import { watchActivity } from "../active.js";
import { firstFrames, firstUser } from "../first.js";
import "../server.js";
import { centre, suggestLanguage } from "../i18n.js";
import { leadAway } from "../live/away.js";
import { callbackTopic } from "../live/callbackrow.js";
import { chatsToAnswer } from "../live/chats.js";
import { reloadAfterUpgrade } from "../live/reload.js";
import { Live } from "../live/socket.js";
import { startTheme } from "../theme.js";
import { tellCallbacks } from "../callbacks/alerts.js";
import { busy, cut } from "../desk/parts/ask.js";
import { keepKeyboard } from "../desk/parts/focus.js";
import { tellChats } from "./alerts.js";
import { watchKeys } from "./keys.js";
import { Console } from "./model.js";
import { ChatPage, NotAllowed } from "./page.js";
import { ch } from "./text.js";

startTheme();
effect(() => { document.title = `${chatsToAnswer.value ? `(${chatsToAnswer.value}) ` : ""}${ch("page")} · ${centre}`; });

const user = await firstUser();
watchActivity(user);
suggestLanguage(user.lang);
if (user.chat) start();
else mount(html`<${NotAllowed} user=${user} why=${user.agent_id || user.role !== "agent" ? "off" : "denied"}/>`);

function start() {
  const live = new Live(["chats", "chat_agents", ...(user.agent_id ? ["agents"] : []), ...callbackTopic(user)], {}, firstFrames), page = new Console(live, user);
  reloadAfterUpgrade(live, () => !page.unsent()); // what is written is kept
  leadAway(live);
  window.name ||= "callfloor.chat"; // notifications of other pages come here
  addEventListener("beforeunload", () => { for (const talk of page.talks.values()) if (talk.keeping) talk.keepDraft(); }); // another tab may have written since
  mount(html`<${ChatPage} page=${page}/>`);
  watchKeys(page);
  const find = (/** @type {string} */ what) => document.querySelector(what);
  keepKeyboard(() => find(`#write-${page.at.peek()}`) ?? find(".cv-go[aria-current]") ?? find(".cv-go[tabindex='0']") ?? find(".stat [aria-selected=true]"), () => busy.peek() && !cut.peek());
  tellChats(user, { looks: (id) => page.columns.peek().includes(id), open: (id) => page.open(id) });
  tellCallbacks(user);
}
