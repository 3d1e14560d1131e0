// The agent's desk.
import { html, mount } from "../dom.js";
import { watchActivity } from "../active.js";
import { firstFrames, firstUser } from "../first.js";
import { suggestLanguage } from "../i18n.js";
import { leadAway } from "../live/away.js";
import { callbackTopic } from "../live/callbackrow.js";
import { chatTopic } from "../live/chats.js";
import { reloadAfterUpgrade } from "../live/reload.js";
import { Live } from "../live/socket.js";
import { tellChats } from "../chat/alerts.js";
import { startTheme } from "../theme.js";
import { Desk } from "./desk.js";
import { dialAsked } from "./asked.js";
import { serveHost } from "./host.js";
import { watchKeys } from "./keys.js";
import { smsOpen } from "./opened.js";
import { loadLater } from "./parts/later.js";
import { afterPicture } from "../picture.js";
import { DeskPage, NoAgent } from "./page.js";
import { waits } from "./written.js";

startTheme();

const user = await firstUser(); // at once, where the page came with it
watchActivity(user);
suggestLanguage(user.lang);
if (user.agent_id) start();
else mount(html`<${NoAgent}/>`);

function start() {
  const live = new Live(["agents", "calls", "colleagues", "desk", "services", ...callbackTopic(user), ...chatTopic(user), ...(user.sms ? ["sms"] : [])], {}, firstFrames);
  const desk = new Desk(live, user);
  /** A call in progress, and a message that is being written, are never interrupted by a reload. */
  const onCall = () => ["ringing", "talking", "dialing", "talking_outbound", "wrap_up"].includes(desk.me.peek()?.state ?? "");
  reloadAfterUpgrade(live, () => !onCall() && !smsOpen.peek() && !waits(desk.subject.about.peek().call));
  leadAway(live);
  desk.alerts.start();
  tellChats(user, { quiet: onCall });
  mount(html`<${DeskPage} desk=${desk}/>`);
  watchKeys(desk);
  serveHost(desk);
  dialAsked(desk);
  afterPicture(() => { void loadLater().then(() => desk.alerts.ringer.prepare()); });
}
