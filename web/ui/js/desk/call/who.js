// Who is on the line: known or not, with what to watch out for; of a colleague also
// about whom.
import { html } from "../../dom.js";
import { dayTime } from "../../format.js";
import { named, t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { agentName } from "../people.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** The colleague on the line: who called, or was called; "" where it is a customer. @param {Desk} desk */
export function colleague(desk) {
  const call = desk.call.value;
  if (!call?.from) return "";
  return call.from !== desk.agent ? call.from : call.peer ?? call.offers?.[0]?.agent ?? "";
}

/** Who calls, for a sentence. @param {Desk} desk */
export function incoming(desk) {
  const from = colleague(desk), call = desk.call.value, me = desk.me.value;
  if (from) return t(call?.about ? "desk.incoming_consult" : "desk.incoming_colleague", { name: agentName(desk, from) });
  return t(call?.promised ? "desk.incoming_callback" : "desk.incoming_say", { service: named(desk.live.services.row(me?.service ?? "")?.value.name, me?.service ?? ""), caller: call?.caller || t("home.anonymous") });
}

/** @param {{desk: Desk, ringing?: boolean}} props */
export function Who({ desk, ringing = false }) {
  const call = desk.call.value, card = desk.card.value.value, number = call?.caller || card?.number || "";
  const about = desk.subject.about.value, record = about.call === desk.callID.value ? desk.subject.customer.value : undefined;
  const customer = record ?? card?.customer, several = card?.candidates?.length ?? 0, last = card?.consultations?.[0], other = colleague(desk);
  const careful = customer?.blacklist ? html`<span class="tagx" data-t="bad"><${Icon} name="bad" size="xs"/>${t("desk.careful")}</span>` : null;
  if (other) {
    const extension = desk.live.colleagues.row(other)?.value.extension;
    return html`<div class="who"><div class="row"><h2 class="trunc">${agentName(desk, other)}</h2>${extension ? html`<span class="c2">${t("desk.me", { extension })}</span>` : null}
        ${call?.about ? html`<span class="tagx line">${t("desk.consults_you")}</span>` : null}</div>
      <p>${!call?.about ? html`<span class="c3">${t(call?.from === other ? "desk.colleague_calls" : "desk.colleague_called")}</span>`
    : card || number ? html`<span class="c3">${t("desk.about")}</span><b class="trunc">${[customer?.name, number].filter(Boolean).join(" ") || t("home.anonymous")}</b>${careful}` : null}</p></div>`;
  }
  const past = !last ? "" : ringing
    ? t("desk.last_was", { at: dayTime(Date.parse(last.saved_at), desk.live.timeZone.value), what: named(last.disposition_name, t("desk.note")), who: agentName(desk, last.agent) })
    : t("desk.last_n", { n: card?.consultations.length ?? 0 });
  return html`<div class="who"><div class="row"><h2 class="trunc">${customer?.name || number || t("home.anonymous")}</h2>${careful}
      ${!customer && card ? html`<span class="tagx line">${several > 1 ? t("desk.several", { n: several }) : unknown(card)}</span>` : null}</div>
    <p>${customer && number ? html`<b>${number}</b>` : null}${ringing && call?.promised ? html`<span class="row callback"><${Icon} name="callback" size="s"/>${t("desk.callback_then")}</span>` : html`<span class="c3 trunc">${past}</span>`}</p></div>`;
}

/** Who is in nobody's record: also somebody who has called before. @param {import("../types.js").Card|null|undefined} card */
export const unknown = (card) => t(card?.consultations?.length ? "desk.unregistered" : "desk.stranger");
