// The place of text messages (D10). Sending comes with the SMS module; until then
// the composer says so and what to do.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { smsOpen } from "../opened.js";
import { Dialog } from "../parts/layers.js";
import { openReserve } from "../reserve.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function SmsDialog({ desk }) {
  if (!smsOpen.value) return null;
  const close = () => { smsOpen.value = false; };
  const who = desk.subject.customer.value?.name ?? "";
  return html`<${Dialog} title=${t("desk.sms")} close=${close}><div class="dlg-body">
    ${who ? html`<div class="field"><span class="lab">${t("desk.sms_to")}</span><b>${who}</b></div>` : null}
    <p class="note"><${Icon} name="info"/><span>${t("desk.sms_later")}</span></p>
    <div class="dlg-foot"><button type="button" class="btn" onClick=${() => { close(); openReserve(desk); }}>${t("desk.reserve")}</button>
      <button type="button" class="btn primary" data-first onClick=${close}>${t("desk.close")}</button></div></div><//>`;
}
