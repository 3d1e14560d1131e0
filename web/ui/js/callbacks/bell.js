// The bell of pages that tell of callbacks: what the browser notifies of.
import { html, useSignal } from "../dom.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { callbackRow } from "../live/callbackrow.js";
import { allowed } from "../desk/alerts/notify.js";
import { Pop } from "../desk/parts/layers.js";
import { kindsFor, notifies, tellOf, tells, turnNotifications } from "./alerts.js";

/** @param {{user: import("../api.js").User, icon?: string}} props */
export function Bell({ user, icon = "bell" }) {
  const open = useSignal(false), blocked = "Notification" in globalThis && Notification.permission === "denied";
  if (!callbackRow.value?.used) return null;
  return html`<div class="anchor"><button type="button" class="btn ghost icon" aria-label=${t("desk.alerts")} title=${t("desk.alerts")} aria-haspopup="dialog" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}><${Icon} name=${icon}/></button>
    ${open.value ? html`<${Pop} label=${t("desk.alerts")} cls="settings" close=${() => { open.value = false; }}><${Switches} user=${user} blocked=${blocked}/><//>` : null}</div>`;
}

/** As they are when it is opened. @param {{user: import("../api.js").User, blocked: boolean}} props */
function Switches({ user, blocked }) {
  const on = useSignal(notifies());
  const turn = async (/** @type {boolean} */ to) => {
    on.value = to && await allowed();
    turnNotifications(on.value);
  };
  /** @param {string} text @param {boolean} now @param {boolean} off @param {(on: boolean) => unknown} set */
  const line = (text, now, off, set) => html`<label class="row"><input class="sw" type="checkbox" role="switch" checked=${now} disabled=${off} onChange=${async (/** @type {Event} */ e) => { const box = /** @type {HTMLInputElement} */ (e.currentTarget), to = box.checked; await set(to); if (set === turn) box.checked = on.peek(); }}/>${text}</label>`;
  return html`<span class="lab">${t("desk.alerts")}</span>${line(t("desk.alert_notification"), on.value, blocked, turn)}
    ${kindsFor(user).map((kind) => line(t(`callbacks.alert_${kind}`), tells(kind), !on.value, (to) => tellOf(kind, to)))}${blocked ? html`<p class="hint" data-t="warn">${t("desk.alert_blocked")}</p>` : null}`;
}
