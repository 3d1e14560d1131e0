// 예약현황 (D44): my reservations in every state, and a new one.
import { html } from "../../dom.js";
import { t, tcode } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Line, Reservations, rowHeight } from "../left/reservations.js";
import { Empty, Loaded } from "../parts/resource.js";
import { VirtualList } from "../parts/virtual.js";
import { openReserve } from "../reserve.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Reservation} Reservation */

const states = /** @type {const} */ (["open", "missed", "done", "cancelled"]);

/** @param {{desk: Desk}} props */
export function Booked({ desk }) {
  const { state, others } = desk.lists;
  /** @param {typeof states[number]} one */
  const choose = (one) => {
    state.value = one;
    others.clear();
    if (one !== "open") void others.refresh();
  };
  return html`<div class="find row"><span class="seg" role="group" aria-label=${t("desk.reservation_state")}>${states.map((one) => html`<button key=${one} type="button" aria-pressed=${state.value === one} onClick=${() => choose(one)}>${tcode("booked", one)}</button>`)}</span>
      <button type="button" class="btn icon sm end" aria-label=${t("desk.reserve")} title=${t("desk.reserve")} onClick=${() => openReserve(desk)}><${Icon} name="plus" size="s"/></button></div>
    ${state.value === "open" ? html`<${Reservations} desk=${desk}/>` : html`<${Others} desk=${desk}/>`}`;
}

/** Those that are over. @param {{desk: Desk}} props */
function Others({ desk }) {
  const { others } = desk.lists;
  return html`<${Loaded} of=${others} what=${t("desk.reservations")} still=${t("desk.calls_still")}>${(/** @type {{items: Reservation[]}} */ { items }) => (items.length === 0 ? html`<${Empty} icon="cal" title=${t("desk.no_booked")} why=${t("desk.no_booked_why")}/>`
    : html`<${VirtualList} keys=${items.map((one) => one.id)} height=${rowHeight} label=${t("desk.reservations")} onEnd=${() => others.more()} row=${(/** @type {string} */ id, /** @type {object} */ focus) => html`<${Line} key=${id} desk=${desk} one=${items.find((row) => row.id === id)} focus=${focus}/>`}/>`)}<//>`;
}
