// My open reservations, the next one first (D13 to D16).
import { html } from "../../dom.js";
import { count, dayTime } from "../../format.js";
import { t, tcode } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { call } from "../dial.js";
import { Empty, Loaded } from "../parts/resource.js";
import { VirtualList } from "../parts/virtual.js";
import { openReserve } from "../reserve.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Reservation} Reservation */
/** @typedef {import("../types.js").ReservationCounts} Counts */

export const rowHeight = 58; // px of one line
const kinds = /** @type {const} */ (["direct", "bulk", "callback"]);

/** @param {{desk: Desk}} props */
export function Reservations({ desk }) {
  const { reservations, ofType, type } = desk.lists;
  return html`<${Loaded} of=${reservations} what=${t("desk.reservations")} still=${t("desk.calls_still")}>${(/** @type {{counts: Counts}} */ { counts }) => {
    const all = counts.direct + counts.bulk + counts.callback;
    return html`<div class="row chips" role="group" aria-label=${t("desk.kinds")}><${Chip} desk=${desk} kind="" text=${t("desk.all")} n=${all}/>${kinds.map((kind) => html`<${Chip} key=${kind} desk=${desk} kind=${kind} text=${t(`kind.${kind}`)} n=${counts[kind]}/>`)}${desk.user.callbacks ? html`<a class="btn ghost icon sm end" href="callbacks" aria-label=${t("callbacks.open")} title=${t("callbacks.open")}><${Icon} name="callback" size="s"/></a>` : null}</div>
      <${Lines} key=${type.value} desk=${desk} of=${type.value ? ofType : reservations}/>`;
  }}<//>`;
}

/** The lines of a list, to its end. @param {{desk: Desk, of: import("../parts/resource.js").Paged<{items: Reservation[]}>}} props */
function Lines({ desk, of }) {
  return html`<${Loaded} of=${of} what=${t("desk.reservations")} still=${t("desk.calls_still")}>${(/** @type {{items: Reservation[]}} */ { items }) => (items.length === 0 ? html`<${Empty} icon="cal" title=${t("desk.no_reservations")} why=${t("desk.no_reservations_why")}/>`
    : html`<${VirtualList} keys=${items.map((one) => one.id)} height=${rowHeight} label=${t("desk.reservations")} onEnd=${() => of.more()} row=${(/** @type {string} */ id, /** @type {object} */ focus) => html`<${Line} key=${id} desk=${desk} one=${items.find((row) => row.id === id)} focus=${focus}/>`}/>`)}<//>`;
}

/** @param {{desk: Desk, kind: ""|"direct"|"bulk"|"callback", text: string, n: number}} props */
function Chip({ desk, kind, text, n }) {
  const { lists } = desk;
  return html`<button type="button" class="chip" aria-pressed=${lists.type.value === kind} onClick=${() => lists.chooseType(kind)}>${text} <b>${count(n)}</b></button>`;
}

/** @param {{desk: Desk, one: Reservation, focus: object}} props */
export function Line({ desk, one, focus }) {
  const due = Date.parse(one.due_at), open = one.state === "open", late = open && due <= desk.live.now.value, name = one.name || one.number || "";
  const select = () => {
    desk.subject.show({ customer: one.customer ?? "", number: one.number ?? "", call: "" });
    openReserve(desk, one);
  };
  return html`<div class="r"><button type="button" class="r-main" ...${focus} onClick=${select}><span class="row"><span class=${`tm med ${late ? "due" : ""}`}>${late ? html`<${Icon} name="alarm"/>` : null}${dayTime(due, desk.live.timeZone.value)}</span><span class="tagx">${tcode("kind", one.type)}</span>
      ${late ? html`<span class="sr">${t("desk.due")}</span>` : null}</span><span class="row t-xs"><span class="c2 med trunc">${name}</span><span class="c3 tm">${one.name ? one.number : ""}</span><span class="c3 trunc">${one.memo ?? ""}</span></span></button>
    <button type="button" class="btn ghost icon sm" tabindex="-1" aria-label=${t("desk.call_to", { name })} title=${t("desk.call_to", { name })} disabled=${!desk.canDial.value || !open && one.state !== "missed"} onClick=${() => callBack(desk, one)}><${Icon} name="phone"/></button></div>`;
}

/** Calls whom a reservation is about and looks the customer up (D15, D16). @param {Desk} desk @param {Reservation} one */
export function callBack(desk, one) {
  desk.subject.show({ customer: one.customer ?? "", number: one.number ?? "", call: "" });
  return call(desk, { reservation: one.id });
}
