// What is known of a customer (D38). Numbers are masked until somebody who may asks
// for them, which is noted.
import { html, useSignal } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import * as api from "../api.js";
import { call } from "../dial.js";
import { ask, busy } from "../parts/ask.js";
import { editing } from "../right/editing.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Customer} Customer */

/** @param {{desk: Desk, customer: Customer}} props */
export function Facts({ desk, customer }) {
  const whole = useSignal(/** @type {Partial<Customer>|null} */ (null));
  const shown = whole.value ? { ...customer, ...whole.value } : customer, hidden = shown.phones.some((one) => one.number.includes("*"));
  const reveal = async () => { whole.value = await ask("reveal", () => api.reveal(customer.id), desk.words) ?? null; };
  const rows = [[t("desk.email"), shown.email], [t("desk.birth"), shown.birth_date], [t("desk.claim"), shown.claim], [t("desk.inner_memo"), shown.memo], ...Object.entries(shown.fields ?? {})];
  const beside = desk.callID.value !== "" && desk.card.value.value !== undefined && desk.subject.about.value.call !== desk.callID.value;
  return html`${beside ? html`<div class="note" data-t="warn"><${Icon} name="info" size="s"/><p>${t("desk.beside_call")}</p><button type="button" class="btn sm end" disabled=${busy.value} onClick=${() => desk.subject.claim()}>${t("desk.is_caller")}</button></div>` : null}<${Unlisted} desk=${desk} customer=${customer}/><section class="sec"><h3>${t("desk.tab_customer")}<span class="row end acts"><button type="button" class="btn ghost sm" onClick=${() => { editing.value = customer.id; }}><${Icon} name="edit" size="s"/>${t("desk.edit")}</button>
      <button type="button" class="btn ghost icon sm" aria-label=${t("desk.customer_close")} title=${t("desk.customer_close")} onClick=${() => desk.subject.close()}><${Icon} name="x" size="s"/></button></span></h3>
    <dl class="kv"><div><dt>${t("desk.name")}</dt><dd><b>${shown.name}</b></dd></div>
      ${shown.phones.map((phone, i) => html`<div key=${i}><dt>${phone.label || t("desk.dial_number")}</dt><dd>${phone.number}${hidden && i === 0 && desk.may("unmask") ? html`<button type="button" class="btn ghost icon sm" aria-label=${t("desk.reveal")} title=${t("desk.reveal")} disabled=${busy.value} onClick=${reveal}><${Icon} name="eye" size="s"/></button>` : null}
        <button type="button" class="btn ghost icon sm" aria-label=${t("desk.call_to", { name: phone.number })} title=${t("desk.dial_go")} disabled=${!desk.canDial.value} onClick=${() => call(desk, { customer: customer.id, phone: i })}><${Icon} name="phone" size="s"/></button></dd></div>`)}
      ${customer.also?.length ? html`<div><dt>${t("desk.also")}</dt><dd>${customer.also.map((one) => html`<button key=${one.id} type="button" class="btn ghost sm" onClick=${() => desk.subject.look(one.id, one.numbers[0] ?? "")}>${one.name}</button>`)}</dd></div>` : null}
      ${rows.filter(([, value]) => value).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd class="c2 words">${value}</dd></div>`)}</dl></section>`;
}

/** The number of the call is none of the customer's yet. It may be a family's or a company's: the agent says. @param {{desk: Desk, customer: Customer}} props */
function Unlisted({ desk, customer }) {
  const card = desk.subject.card.value, { call } = desk.subject.about.value;
  if (!card?.unlisted || card.call !== call || card.customer?.id !== customer.id) return null;
  const others = card.unlisted.others;
  return html`<div class="note" data-t="warn"><${Icon} name="info" size="s"/><div class="unlisted"><p>${t("desk.unlisted", { number: card.number ?? "" })} <span class="c2">${others ? t("desk.unlisted_others", { n: others }) : t("desk.unlisted_why")}</span></p><button type="button" class="btn sm" disabled=${busy.value} onClick=${() => desk.subject.keepNumber(call, customer)}>${t("desk.keep_number")}</button></div></div>`;
}
