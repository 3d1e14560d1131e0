// The second call out of the first (협의통화, D45): who is on it, whom I hear, and how
// it ends.
import { html } from "../../dom.js";
import { t, tcode } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { busy } from "../parts/ask.js";
import { Since } from "../parts/time.js";
import { whom } from "../call/names.js";
import { cancelConsult, completeConsult, consult, consulted, joinConsult, swap } from "../call/control.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function ConsultStrip({ desk }) {
  const second = consult(desk);
  if (!second) return null;
  const joined = !!second.joined, talking = consulted(desk) === "asked", name = whom(desk, second);
  const held = second.talk_to === "customer" ? name : t("desk.customer");
  return html`<div class="consult" data-s=${joined ? "talk" : "dial"} role="group" aria-label=${t("desk.consulting")}>
    <span class="st-pill" role="status"><${Icon} name=${joined ? "conf" : "st-dial"}/>${tcode("consult", joined ? "joined" : second.phase)}</span><b class="trunc">${name}</b>
    <${Since} key=${second.since} since=${second.since} now=${desk.live.now}/>${joined || !talking ? null : html`<span class="c3 trunc">${t("desk.consult_held", { name: held })}</span>`}
    <span class="row end">${joined ? null : html`<button type="button" class="btn sm" aria-keyshortcuts="S" disabled=${busy.value || !talking} onClick=${() => swap(desk)}><${Icon} name="transfer" size="s"/>${t("desk.consult_swap")}<kbd aria-hidden="true">S</kbd></button>
      <button type="button" class="btn sm" aria-keyshortcuts="J" disabled=${busy.value || !talking} onClick=${() => joinConsult(desk)}><${Icon} name="conf" size="s"/>${t("desk.consult_join")}<kbd aria-hidden="true">J</kbd></button>`}
      <button type="button" class="btn sm primary" aria-keyshortcuts="G" title=${t("desk.consult_complete_why", { name })} disabled=${busy.value || !(talking || joined)} onClick=${() => completeConsult(desk)}>${t("desk.consult_complete")}<kbd aria-hidden="true">G</kbd></button>
      <button type="button" class="btn sm" data-t="bad" disabled=${busy.value} onClick=${() => cancelConsult(desk)}>${t("desk.consult_cancel")}</button></span></div>`;
}
