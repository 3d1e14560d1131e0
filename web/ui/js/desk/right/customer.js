// 고객정보 (D37 to D40): who it is, what to watch out for, what was before.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { unknown } from "../call/who.js";
import { Later } from "../parts/later.js";
import { Empty, Loaded } from "../parts/resource.js";
import { editing } from "./editing.js";
import { Find } from "./find.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function CustomerPanel({ desk }) {
  const about = desk.subject.about.value, card = desk.subject.card.value, call = desk.callID.value;
  const waits = call !== "" && desk.card.value.value === undefined && !about.customer && (about.call === call || !about.number);
  if (editing.value && (editing.value === "new" || editing.value === about.customer)) return html`<div class="scroll"><${Later} key=${editing.value} part="CustomerForm" desk=${desk}/></div>`;
  return html`<div class="scroll"><${Find} desk=${desk}/>${about.customer ? html`<${Record} desk=${desk}/>`
    : waits ? html`<${Loaded} of=${desk.card} what=${t("desk.tab_customer")} still=${t("desk.card_again")} again=${() => desk.lookAgain()}>${() => null}<//>`
    : about.call && card && (card.candidates?.length ?? 0) > 1 ? html`<${Several} desk=${desk} list=${card.candidates ?? []}/>` : html`<${Stranger} desk=${desk}/>`}</div>`;
}

/** @param {{desk: Desk}} props */
function Record({ desk }) {
  return html`<${Loaded} of=${desk.subject.record} what=${t("desk.tab_customer")} still=${t("desk.calls_still")}>${(/** @type {import("../types.js").Customer} */ customer) => html`
    <${Later} key=${customer.id} part="Facts" desk=${desk} customer=${customer}/><${Later} part="BlacklistPart" desk=${desk} customer=${customer}/><${Later} part="History" desk=${desk}/>`}<//>`;
}

/** Nobody known: a stranger who calls, or nobody chosen. @param {{desk: Desk}} props */
function Stranger({ desk }) {
  const { call, number } = desk.subject.about.value;
  const make = () => { editing.value = "new"; };
  if (!call && !number) return html`<${Empty} icon="user" title=${t("desk.no_customer")} why=${t("desk.no_customer_why")}><button type="button" class="btn sm" onClick=${make}><${Icon} name="plus" size="s"/>${t("desk.customer_new")}</button><//>`;
  return html`<${Empty} icon="user" title=${unknown(desk.subject.card.value)} why=${t("desk.stranger_why", { number: number || t("home.anonymous") })}><button type="button" class="btn sm primary" onClick=${make}><${Icon} name="plus" size="s"/>${t("desk.customer_new")}</button><//>`;
}

/** Several people have the number: the agent says who it is. @param {{desk: Desk, list: import("../types.js").Brief[]}} props */
function Several({ desk, list }) {
  return html`<section class="sec"><h3>${t("desk.several", { n: list.length })}</h3><ul class="hist">${list.map((one) => html`<li key=${one.id}><button type="button" class="entry" onClick=${() => desk.subject.choose(one.id, one.numbers[0] ?? "")}>
    <${Icon} name="user" size="s"/><b class="trunc">${one.name}</b><span class="c3 end">${one.numbers[0] ?? ""}</span></button></li>`)}</ul></section>`;
}
