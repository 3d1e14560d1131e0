// What calls for attention, and which phone rings. A phone in the browser has its
// place here.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { takeLinks } from "../asked.js";
import { kindsFor, tellOf, tells } from "../../callbacks/alerts.js";
import { callbackRow } from "../../live/callbackrow.js";
import { Pop } from "../parts/layers.js";

/** @typedef {import("../desk.js").Desk} Desk */

const ways = /** @type {const} */ (["notification", "badge", "sound"]);

/** Which callbacks are notified of. @param {{desk: Desk}} props */
function OfCallbacks({ desk }) {
  if (!callbackRow.value?.used) return null;
  return kindsFor(desk.user).map((kind) => html`<label key=${kind} class="row of-callbacks"><input class="sw" type="checkbox" role="switch" checked=${tells(kind)} disabled=${!desk.alerts.on.notification.value} onChange=${(/** @type {Event} */ event) => tellOf(kind, /** @type {HTMLInputElement} */ (event.currentTarget).checked)}/>${t(`callbacks.alert_${kind}`)}</label>`);
}

/** @param {{desk: Desk, close: () => void}} props */
export function AlertSettings({ desk, close }) {
  const { alerts } = desk, blocked = "Notification" in globalThis && Notification.permission === "denied";
  return html`<${Pop} label=${t("desk.alerts")} cls="settings" close=${close}><span class="lab">${t("desk.alerts")}</span>
      ${ways.map((way) => html`<label key=${way} class="row"><input class="sw" type="checkbox" role="switch" checked=${alerts.on[way].value} disabled=${way === "notification" && blocked} onChange=${(/** @type {Event} */ event) => alerts.turn(way, /** @type {HTMLInputElement} */ (event.currentTarget).checked)}/>${t(`desk.alert_${way}`)}</label>${way === "notification" ? html`<${OfCallbacks} desk=${desk}/>` : null}`)}
      ${blocked ? html`<p class="hint" data-t="warn">${t("desk.alert_blocked")}</p>` : null}
      ${"registerProtocolHandler" in navigator ? html`<button type="button" class="btn ghost s" onClick=${takeLinks}>${t("desk.take_links")}</button>` : null}
      <span class="lab">${t("desk.phone")}</span><label class="row"><input class="ck" type="radio" name="phone" checked/>${t("desk.phone_desk")}</label>
      <label class="row"><input class="ck" type="radio" name="phone" disabled/>${t("desk.phone_browser")}</label><p class="hint">${t("desk.phone_browser_why")}</p><//>`;
}
