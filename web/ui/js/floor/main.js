// The manager's floor: services, agents and calls as they are, and what can be done.
import { effect, html, mount } from "../dom.js";
import { watchActivity } from "../active.js";
import { firstFrames, firstUser } from "../first.js";
import "../server.js";
import { centre, suggestLanguage } from "../i18n.js";
import { tellCallbacks } from "../callbacks/alerts.js";
import { tellChats } from "../chat/alerts.js";
import { leadAway } from "../live/away.js";
import { callbackTopic } from "../live/callbackrow.js";
import { chatTopic } from "../live/chats.js";
import { reloadAfterUpgrade } from "../live/reload.js";
import { Live } from "../live/socket.js";
import { startTheme } from "../theme.js";
import { watchKeys } from "./keys.js";
import { Floor } from "./model.js";
import { FloorPage, NotAllowed } from "./page.js";
import { f } from "./text.js";

startTheme();
effect(() => { document.title = `${f("title")} · ${centre}`; });

const user = await firstUser();
watchActivity(user);
suggestLanguage(user.lang);
if (user.role === "agent") mount(html`<${NotAllowed} user=${user}/>`);
else start();

function start() {
  const live = new Live(["services", "agents", "calls", "reservations", ...callbackTopic(user), ...chatTopic(user)], {}, firstFrames);
  const floor = new Floor(live, user);
  reloadAfterUpgrade(live, () => floor.chosen.peek() === null && floor.view.peek() === "");
  leadAway(live);
  mount(html`<${FloorPage} floor=${floor}/>`);
  effect(() => {
    const alerts = [...live.services.alerts.value, ...live.agents.alerts.value];
    if (live.services.loaded.value && live.agents.loaded.value && live.link.value === "ok") floor.alarm.note(alerts);
  });
  watchKeys(floor);
  tellCallbacks(user);
  tellChats(user);
}
