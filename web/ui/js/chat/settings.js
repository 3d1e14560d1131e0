// Personal settings (상담 개인 환경설정): templates while one writes (M17), and what calls
// for attention in this browser.
import { html, useSignal } from "../dom.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { notifies, turnNotifications } from "../callbacks/alerts.js";
import { ask, busy } from "../desk/parts/ask.js";
import { allowed } from "../desk/alerts/notify.js";
import { Pop } from "../desk/parts/layers.js";
import { presence } from "./api.js";
import { soundOn, turnSound } from "./sound.js";
import { ch } from "./text.js";

/** @typedef {import("./model.js").Console} Console */

/** @param {{page: Console}} props */
export function Settings({ page }) {
  const open = useSignal(false);
  return html`<div class="anchor"><button type="button" class="btn ghost icon" aria-label=${ch("settings")} title=${ch("settings")} aria-haspopup="dialog" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}><${Icon} name="bell"/></button>
    ${open.value ? html`<${Pop} label=${ch("settings")} cls="settings" close=${() => { open.value = false; }}><${Switches} page=${page}/><//>` : null}</div>`;
}

/** @param {{page: Console}} props */
function Switches({ page }) {
  const me = page.me.value?.agent, note = useSignal(notifies()), blocked = "Notification" in globalThis && Notification.permission === "denied";
  const notify = async (/** @type {boolean} */ on) => { note.value = on && await allowed(); turnNotifications(note.value); };
  const complete = (/** @type {boolean} */ on) => ask("presence", async () => { await presence({ auto_complete: on }); });
  /** @param {string} text @param {boolean} on @param {boolean} off @param {(on: boolean) => unknown} set */
  const line = (text, on, off, set) => html`<label class="row"><input class="sw" type="checkbox" role="switch" checked=${on} disabled=${off} onChange=${async (/** @type {Event} */ e) => { const box = /** @type {HTMLInputElement} */ (e.currentTarget); await set(box.checked); if (set === notify) box.checked = note.peek(); else if (set === complete) box.checked = page.completes; }}/>${text}</label>`;
  return html`<span class="lab">${ch("settings")}</span>${me ? line(ch("auto_complete"), page.completes, busy.value, complete) : null}${line(ch("sound"), soundOn(), false, turnSound)}${line(t("desk.alert_notification"), note.value, blocked, notify)}${blocked ? html`<p class="hint" data-t="warn">${t("desk.alert_blocked")}</p>` : null}`;
}
