// Who is on the line: known or not, with what to watch out for.
import { html } from "../../dom.js";
import { dayTime } from "../../format.js";
import { named, t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { agentName } from "../people.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk, ringing?: boolean}} props */
export function Who({ desk, ringing = false }) {
  const call = desk.call.value, card = desk.card.value.value, number = call?.caller || card?.number || "";
  const about = desk.subject.about.value, record = about.call === desk.callID.value ? desk.subject.customer.value : undefined;
  const customer = record ?? card?.customer, several = card?.candidates?.length ?? 0, last = card?.consultations?.[0];
  const colleague = call?.from || call?.peer;
  const past = colleague ? t(call?.about ? "desk.consults_you" : "desk.internal") : !last ? "" : ringing
    ? t("desk.last_was", { at: dayTime(Date.parse(last.saved_at), desk.live.timeZone.value), what: named(last.disposition_name, t("desk.note")), who: agentName(desk, last.agent) })
    : t("desk.last_n", { n: card?.consultations.length ?? 0 });
  return html`<div class="who"><div class="row"><h2 class="trunc">${colleague ? agentName(desk, colleague) : customer?.name || number || t("home.anonymous")}</h2>
      ${customer?.blacklist ? html`<span class="tagx" data-t="bad"><${Icon} name="bad" size="xs"/>${t("desk.careful")}</span>` : null}
      ${!customer && card && !colleague ? html`<span class="tagx line">${several > 1 ? t("desk.several", { n: several }) : t("desk.stranger")}</span>` : null}</div>
    <p>${customer && number ? html`<b>${number}</b>` : null}<span class="c3 trunc">${past}</span></p></div>`;
}
