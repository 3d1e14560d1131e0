// The administration: everything that is set on screen.
import { effect, html, mount } from "../dom.js";
import { watchActivity } from "../active.js";
import { firstUser } from "../first.js";
import { centre, suggestLanguage } from "../i18n.js";
import { afterPicture } from "../picture.js";
import { keepKeyboard } from "../desk/parts/focus.js";
import { startTheme } from "../theme.js";
import { current } from "./collection.js";
import { keptFor } from "./kept.js";
import { watchKeys } from "./keys.js";
import { loadOthers } from "./later.js";
import { AdminPage, NotAllowed } from "./page.js";
import { route } from "./route.js";
import { groupsFor, sectionOf } from "./sections.js";
import { useZone } from "./shared.js";
import { w, wcode } from "./text.js";

startTheme();
effect(() => { document.title = `${w("title")} · ${centre}`; });

const user = await firstUser();
watchActivity(user);
suggestLanguage(user.lang);
useZone(user.centre?.time_zone);
keptFor(user.id);
const groups = groupsFor(user);
if (groups.length) {
  effect(() => { const { id } = sectionOf(groups, route.value.section, user); document.title = `${id === "customers" ? wcode("s", id) : w("title")} · ${centre}`; });
  const follow = (/** @type {typeof import("./sections/all.js")} */ { beTold }) => beTold(user);
  if (sectionOf(groups, route.peek().section, user).id === "services") afterPicture(() => { void loadOthers(follow); });
  else void loadOthers(follow);
  mount(html`<${AdminPage} user=${user}/>`);
  watchKeys();
  keepKeyboard(home, () => !!current.peek()?.draft.busy.peek());
} else mount(html`<${NotAllowed} user=${user}/>`);

/** What has the keyboard where what had it is gone: the list that a thing was taken out of, else what is open. */
function home() {
  const row = document.querySelector(".det.none") && document.querySelector(".list-pane [data-row][tabindex='0']"), open = document.querySelector(".det");
  if (open instanceof HTMLElement && !open.hasAttribute("tabindex")) open.tabIndex = -1;
  return row ?? open;
}
