// Callbacks: the list, giving them out and taking them back, the report, and numbers
// that are not to be called.
import { effect, html, mount } from "../dom.js";
import { watchActivity } from "../active.js";
import { leaving } from "../api.js";
import { firstFrames, firstUser } from "../first.js";
import "../server.js";
import { centre, suggestLanguage } from "../i18n.js";
import { leadAway } from "../live/away.js";
import { callbackRow, mayCallbacks } from "../live/callbackrow.js";
import { chatTopic } from "../live/chats.js";
import { reloadAfterUpgrade, reloading } from "../live/reload.js";
import { Live } from "../live/socket.js";
import { startTheme } from "../theme.js";
import { tellChats } from "../chat/alerts.js";
import { loadReasons } from "../desk/top/reasons.js";
import { tellCallbacks } from "./alerts.js";
import { watchKeys } from "./keys.js";
import { Callbacks } from "./model.js";
import { CallbacksPage, Refused } from "./page.js";
import { c } from "./text.js";
import { anyWritten, keepWritten } from "./writing.js";

startTheme();
effect(() => { document.title = `${callbackRow.value?.own ? `(${callbackRow.value.own}) ` : ""}${c("title")} · ${centre}`; });

const user = await firstUser();
watchActivity(user);
suggestLanguage(user.lang);
if (!mayCallbacks(user)) mount(html`<${Refused} user=${user} why="denied"/>`);
else start();

function start() {
  const live = new Live(["colleagues", "callbacks", ...chatTopic(user)], {}, firstFrames), page = new Callbacks(live, user);
  page.words = c;
  reloadAfterUpgrade(live, () => !page.busy.peek());
  leadAway(live);
  addEventListener("beforeunload", (event) => {
    if (leaving || reloading) keepWritten(user.id);
    else if (anyWritten()) event.preventDefault();
  });
  mount(html`<${CallbacksPage} page=${page}/>`);
  page.start();
  watchKeys(page);
  tellChats(user);
  tellCallbacks(user, { quiet: () => document.visibilityState === "visible" && document.hasFocus(), open: (id) => { if (id) page.show(id); } });
  void loadReasons();
}
