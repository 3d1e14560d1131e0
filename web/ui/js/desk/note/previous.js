// While a call rings: the last consultation of who calls.
import { html } from "../../dom.js";
import { dayTime } from "../../format.js";
import { named, t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { agentName } from "../people.js";
import { Loaded } from "../parts/resource.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function Previous({ desk }) {
  return html`<section class="panel prev" aria-label=${t("desk.previous")}><div class="scroll last"><${Loaded} of=${desk.card} what=${t("desk.previous")} still=${t("desk.previous_still")} again=${() => desk.lookAgain()}>${(/** @type {import("../types.js").Card|null} */ card) => html`<${Last} desk=${desk} card=${card}/>`}<//></div>
    ${desk.me.value?.service ? html`<div class="empty"><${Icon} name="edit"/><b>${t("desk.note_opens")}</b><span>${t("desk.note_opens_why")}</span></div>` : null}</section>`; // a colleague's call has no note of one's own
}

/** @param {{desk: Desk, card: import("../types.js").Card|null}} props */
function Last({ desk, card }) {
  const last = card?.consultations[0];
  if (!last) return html`<div class="phead"><h2>${t("desk.previous")}</h2><span class="hint">${t(!card || card.customer ? "desk.previous_none" : "desk.previous_new")}</span></div>`;
  return html`<div class="phead"><h2>${t("desk.previous")}</h2><span class="hint trunc">${dayTime(Date.parse(last.saved_at), desk.live.timeZone.value)} · ${agentName(desk, last.agent)} · ${t(last.channel === "out" ? "desk.outbound" : "desk.inbound")}</span>
    ${last.disposition_name ? html`<span class="tagx end trunc">${named(last.disposition_name, "")}</span>` : null}</div><p>${last.note}</p>`;
}
