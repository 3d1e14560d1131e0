// 상담이력 (D39): what this customer called about before, with whom.
import { html } from "../../dom.js";
import { count, dayTime } from "../../format.js";
import { named, t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { openConsultation } from "../consultation.js";
import { agentName } from "../people.js";
import { Loaded, More } from "../parts/resource.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Consultation} Consultation */

/** @param {{desk: Desk}} props */
export function History({ desk }) {
  const loaded = desk.subject.history.value.value;
  return html`<section class="sec"><h3>${t("desk.history")}${loaded ? html`<span class="count">${count(loaded.items.length)}${loaded.next ? "+" : ""}</span>` : null}</h3>
    <${Loaded} of=${desk.subject.history} what=${t("desk.history")} still=${t("desk.history_still")}>${(/** @type {{items: Consultation[]}} */ { items }) => (items.length === 0 ? html`<p class="c3">${t("desk.history_none")}</p>`
      : html`<ul class="hist">${items.map((one) => html`<li key=${one.id}><button type="button" class="entry" onClick=${() => openConsultation(desk, one)}><${Icon} name=${one.channel === "out" ? "phone-out" : "phone-in"} size="s"/><span class="sr">${t(one.channel === "out" ? "desk.outbound" : "desk.inbound")}</span>
        <span class="trunc med">${one.disposition_name ? named(one.disposition_name, "") : one.note || t("desk.note")}</span><span class="c3 t-xs">${agentName(desk, one.agent)}</span><span class="tm c3 t-xs end">${dayTime(Date.parse(one.saved_at), desk.live.timeZone.value)}</span></button></li>`)}</ul><${More} of=${desk.subject.history}/>`)}<//></section>`;
}
