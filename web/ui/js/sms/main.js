// Messages: sending, what was sent, templates, conversations and refusals.
import { effect, html, mount } from "../dom.js";
import { watchActivity } from "../active.js";
import { leaving } from "../api.js";
import { firstFrames, firstUser } from "../first.js";
import "../server.js";
import { tellCallbacks } from "../callbacks/alerts.js";
import { centre, suggestLanguage } from "../i18n.js";
import { leadAway } from "../live/away.js";
import { callbackTopic } from "../live/callbackrow.js";
import { chatTopic } from "../live/chats.js";
import { reloadAfterUpgrade } from "../live/reload.js";
import { Live } from "../live/socket.js";
import { startTheme } from "../theme.js";
import { tellChats } from "../chat/alerts.js";
import { watchKeys } from "./keys.js";
import { Texts } from "./model.js";
import { NotAllowed, TextsPage } from "./page.js";
import { m } from "./text.js";

startTheme();
effect(() => { document.title = `${m("page")} · ${centre}`; });

const user = await firstUser();
watchActivity(user);
suggestLanguage(user.lang);
if (user.sms) start();
else mount(html`<${NotAllowed} user=${user}/>`);

function start() {
  const live = new Live(["sms", ...callbackTopic(user), ...chatTopic(user)], {}, firstFrames), page = new Texts(live, user);
  reloadAfterUpgrade(live, () => page.unsaved().size === 0); // what is being written stays
  leadAway(live);
  addEventListener("beforeunload", (event) => {
    if (leaving) page.keepUnsaved();
    else if (page.unsaved().size) event.preventDefault();
  });
  mount(html`<${TextsPage} page=${page}/>`);
  watchKeys(page);
  tellChats(user);
  tellCallbacks(user);
}
