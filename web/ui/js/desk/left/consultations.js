// My consultations of today, the last one first, with counts in and out (D17 to D19).
import { html } from "../../dom.js";
import { count, shortTime } from "../../format.js";
import { named, t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { openConsultation } from "../consultation.js";
import { Empty, Loaded } from "../parts/resource.js";
import { VirtualList } from "../parts/virtual.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Consultation} Consultation */

const rowHeight = 54;

/** @param {{desk: Desk}} props */
export function Consultations({ desk }) {
  const { consultations, ofChannel, channel } = desk.lists;
  return html`<${Loaded} of=${consultations} what=${t("desk.consultations")} still=${t("desk.calls_still")}>${(/** @type {{counts?: {in: number, out: number}}} */ { counts = { in: 0, out: 0 } }) => html`<div class="row chips" role="group" aria-label=${t("desk.channels")}>${/** @type {const} */ (["", "in", "out"]).map((which) => html`<button key=${which} type="button" class="chip" aria-pressed=${channel.value === which} onClick=${() => desk.lists.chooseChannel(which)}>
        ${which === "" ? t("desk.all") : t(which === "in" ? "desk.inbound" : "desk.outbound")} <b>${count(which === "" ? counts.in + counts.out : counts[which])}</b></button>`)}</div>
      <${Rows} key=${channel.value} desk=${desk} of=${channel.value ? ofChannel : consultations}/>`}<//>`;
}

/** The lines of a list, to its end. @param {{desk: Desk, of: import("../parts/resource.js").Paged<{items: Consultation[]}>}} props */
function Rows({ desk, of }) {
  return html`<${Loaded} of=${of} what=${t("desk.consultations")} still=${t("desk.calls_still")}>${(/** @type {{items: Consultation[]}} */ { items }) => (items.length === 0 ? html`<${Empty} icon="doc" title=${t("desk.no_consultations")} why=${t("desk.no_consultations_why")}/>`
    : html`<${VirtualList} keys=${items.map((one) => one.id)} height=${rowHeight} label=${t("desk.consultations")} onEnd=${() => of.more()} row=${(/** @type {string} */ id, /** @type {object} */ focus) => html`<${Row} key=${id} desk=${desk} one=${items.find((row) => row.id === id)} focus=${focus}/>`}/>`)}<//>`;
}

/** @param {{desk: Desk, one: Consultation, focus: object}} props */
function Row({ desk, one, focus }) {
  const out = one.channel === "out";
  return html`<div class="r"><button type="button" class="r-main" ...${focus} onClick=${() => openConsultation(desk, one)}>
    <span class="row"><${Icon} name=${out ? "phone-out" : "phone-in"} size="s"/><span class="sr">${t(out ? "desk.outbound" : "desk.inbound")}</span><b class="trunc">${one.customer_name || one.number || t("home.anonymous")}</b><span class="tm c3 end">${shortTime(Date.parse(one.saved_at), desk.live.timeZone.value)}</span></span>
    <span class="row t-xs"><span class="c3 trunc">${one.disposition_name ? named(one.disposition_name, "") : one.note}</span></span></button></div>`;
}
