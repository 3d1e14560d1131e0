// The bell: what calls for attention, and which phone rings.
import { html, useSignal } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Pop } from "../parts/layers.js";

/** @typedef {import("../desk.js").Desk} Desk */

const ways = /** @type {const} */ (["notification", "badge", "sound"]);

/** @param {{desk: Desk}} props */
export function AlertsButton({ desk }) {
  const open = useSignal(false), { alerts } = desk;
  const blocked = "Notification" in globalThis && Notification.permission === "denied";
  return html`<div class="anchor"><button type="button" class="btn ghost icon" aria-label=${t("desk.alerts")} aria-haspopup="dialog" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}><${Icon} name="bell"/></button>
    ${open.value ? html`<${Pop} label=${t("desk.alerts")} cls="settings" close=${() => { open.value = false; }}><span class="lab">${t("desk.alerts")}</span>
      ${ways.map((way) => html`<label key=${way} class="row"><input class="sw" type="checkbox" role="switch" checked=${alerts.on[way].value} disabled=${way === "notification" && blocked} onChange=${(/** @type {Event} */ event) => alerts.turn(way, /** @type {HTMLInputElement} */ (event.currentTarget).checked)}/>${t(`desk.alert_${way}`)}</label>`)}
      ${blocked ? html`<p class="hint" data-t="warn">${t("desk.alert_blocked")}</p>` : null}
      <span class="lab">${t("desk.phone")}</span><label class="row"><input class="ck" type="radio" name="phone" checked/>${t("desk.phone_desk")}</label>
      <label class="row"><input class="ck" type="radio" name="phone" disabled/>${t("desk.phone_browser")}</label><p class="hint">${t("desk.phone_browser_why")}</p><//>` : null}</div>`;
}
