// 예약현황 (D44): my reservations, and a new one.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Reservations } from "../left/reservations.js";
import { openReserve } from "../reserve.js";

/** @param {{desk: import("../desk.js").Desk}} props */
export function Booked({ desk }) {
  return html`<div class="find"><button type="button" class="btn sm" onClick=${() => openReserve(desk)}><${Icon} name="plus" size="s"/>${t("desk.reserve")}</button></div><${Reservations} desk=${desk}/>`;
}
