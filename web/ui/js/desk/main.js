// The agent's desk.
import { effect, html, mount } from "../dom.js";
import { watchActivity } from "../active.js";
import { toLogin } from "../api.js";
import { firstFrames, firstUser } from "../first.js";
import { suggestLanguage } from "../i18n.js";
import { reloadAfterUpgrade } from "../live/reload.js";
import { Live } from "../live/socket.js";
import { startTheme } from "../theme.js";
import { Desk } from "./desk.js";
import { dialAsked } from "./asked.js";
import { serveHost } from "./host.js";
import { watchKeys } from "./keys.js";
import { loadLater } from "./parts/later.js";
import { afterPicture } from "../picture.js";
import { DeskPage, NoAgent } from "./page.js";

startTheme();

const live = new Live(["agents", "calls", "colleagues", "desk", "services"], {}, firstFrames); // while the log-in is looked up
const user = await firstUser();
watchActivity(user);
suggestLanguage(user.lang);
if (user.agent_id) {
  start();
} else {
  live.stop();
  mount(html`<${NoAgent}/>`);
}

function start() {
  const desk = new Desk(live, user);
  /** A call in progress is never interrupted by a reload. */
  const onCall = () => ["ringing", "talking", "dialing", "talking_outbound", "wrap_up"].includes(desk.me.peek()?.state ?? "");
  reloadAfterUpgrade(live, () => !onCall());
  effect(() => {
    const { code } = live.refusal.value; // ended; logged in at another desk; locked
    if (code === 4501 || code === 4502 || code === 4504) toLogin({ 4501: "", 4502: "elsewhere", 4504: "locked" }[code]);
  });
  desk.alerts.start();
  mount(html`<${DeskPage} desk=${desk}/>`);
  watchKeys(desk);
  serveHost(desk);
  dialAsked(desk);
  afterPicture(() => { void loadLater(); });
}
