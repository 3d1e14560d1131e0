// The administration: everything that is set on screen.
import { effect, html, mount } from "../dom.js";
import { watchActivity } from "../active.js";
import { requireUser } from "../api.js";
import { centre, suggestLanguage } from "../i18n.js";
import { startTheme } from "../theme.js";
import { watchKeys } from "./keys.js";
import { AdminPage, NotAllowed } from "./page.js";
import { useZone } from "./shared.js";
import { w } from "./text.js";

startTheme();
effect(() => { document.title = `${w("title")} · ${centre}`; });

const user = await requireUser();
watchActivity(user.idle_lock_minutes);
suggestLanguage(user.lang);
useZone(user.centre?.time_zone);
mount(user.role === "administrator" ? html`<${AdminPage} user=${user}/>` : html`<${NotAllowed} user=${user}/>`);
if (user.role === "administrator") watchKeys();
