// 강성종료 (D45): the customer hears a message and the call ends. Two presses, and
// it says what happens.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { endAbusive } from "../call/control.js";
import { panel } from "../call/open.js";
import { isGoing } from "../parts/ask.js";
import { Pop } from "../parts/layers.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function Abusive({ desk }) {
  return html`<${Pop} label=${t("desk.abusive")} cls="abusive" close=${panel.close}><p>${t("desk.abusive_why")}</p>
    <div class="dlg-foot"><button type="button" class="btn" onClick=${panel.close}>${t("cancel")}</button>
      <button type="button" class="btn fill" data-t="bad" disabled=${isGoing("abusive")} onClick=${async () => { if (await endAbusive(desk)) panel.close(); }}>${t("desk.abusive_go")}</button></div><//>`;
}
