// 강성종료 (D45): the customer hears a message and the call ends. Two presses, and
// it says what happens.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { isGoing } from "../parts/ask.js";
import { Pop } from "../parts/layers.js";
import { endAbusive } from "./control.js";
import { panel } from "./open.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function AbusiveButton({ desk }) {
  return html`<button type="button" class="btn ghost sm" aria-haspopup="dialog" aria-expanded=${panel.shown(desk) === "abusive"} onClick=${() => panel.toggle(desk, "abusive")}><${Icon} name="ban" size="s"/>${t("desk.abusive")}</button>`;
}

/** @param {{desk: Desk}} props */
export function Abusive({ desk }) {
  return html`<${Pop} label=${t("desk.abusive")} cls="abusive" close=${panel.close}><p>${t("desk.abusive_why")}</p>
    <div class="dlg-foot"><button type="button" class="btn" onClick=${panel.close}>${t("cancel")}</button>
      <button type="button" class="btn fill" data-t="bad" disabled=${isGoing("abusive")} onClick=${async () => { if (await endAbusive(desk)) panel.close(); }}>${t("desk.abusive_go")}</button></div><//>`;
}
