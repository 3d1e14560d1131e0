// A customer is written: a new one, in a call with its number, which the server adds
// as it stands masked here; or a change. Who else changed it meanwhile is not
// overwritten (the version).
import { html, useRef, useSignal } from "../../dom.js";
import { t } from "../../i18n.js";
import * as api from "../api.js";
import { ask, busy } from "../parts/ask.js";
import { wrongFields } from "../parts/wrong.js";
import { FieldRows, fieldsOf, flawed, pairsOf, PhoneRows, phonesOf } from "../parts/customerrows.js";
import { Area, Field, Input } from "../parts/field.js";
import { editing } from "../right/editing.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Customer} Customer */

/** @param {{desk: Desk}} props */
export function CustomerForm({ desk }) {
  const about = desk.subject.about.value, was = useRef(editing.value === "new" ? undefined : desk.subject.customer.value).current; // as it was when its values were taken: who changes it meanwhile is not overwritten
  const ofCall = !was && about.call !== "" && about.number !== "", withNumber = useSignal(true);
  const at = useSignal(/** @type {Partial<Customer>} */ (was ?? { name: "", phones: ofCall ? [] : [{ number: about.number.includes("*") ? "" : about.number, label: "" }] }));
  const wrong = useSignal(/** @type {Record<string, string>} */ ({})), pairs = useSignal(pairsOf(was?.fields));
  const now = at.value, phones = now.phones ?? [], bad = flawed(pairs.value);
  /** @param {Partial<Customer>} change */
  const write = (change) => { at.value = { ...at.peek(), ...change }; };
  const close = () => { editing.value = ""; };
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const { name, email, birth_date, claim, memo } = now;
    const body = { name, email: email ?? "", birth_date: birth_date ?? "", claim: claim ?? "", memo: memo ?? "", fields: fieldsOf(pairs.value), version: was?.version ?? 0, phones: phonesOf(phones) };
    const saved = await ask("customer", () => (was ? api.changeCustomer(was.id, body) : api.addCustomer(ofCall && withNumber.peek() ? { ...body, call: about.call } : body)), (error) => {
      wrong.value = wrongFields(error);
      return desk.words(error);
    });
    if (!saved) return;
    desk.subject.saved(saved, was ? null : about); // before the form closes: then a call that is over is let go
    close();
  };
  return html`<form class="sec cform" novalidate aria-label=${t(was ? "desk.customer_edit" : "desk.customer_new")} onSubmit=${submit}><h3>${t(was ? "desk.customer_edit" : "desk.customer_new")}</h3>
    <${Field} id="k-name" label=${t("desk.name")} required wrong=${wrong.value.name}><${Input} id="k-name" value=${now.name ?? ""} max=${100} first wrong=${!!wrong.value.name} onWrite=${(/** @type {string} */ name) => write({ name })}/><//>
    ${ofCall ? html`<label class="row"><input class="ck" type="checkbox" checked=${withNumber.value} onChange=${(/** @type {Event} */ event) => { withNumber.value = /** @type {HTMLInputElement} */ (event.currentTarget).checked; }}/>${t("desk.number_of_call", { number: about.number })}</label>` : null}
    <${PhoneRows} prefix="k" phones=${phones} wrong=${wrong.value} taken=${ofCall && withNumber.value ? 1 : 0} onWrite=${(/** @type {import("../types.js").Phone[]} */ list) => write({ phones: list })}/>
    <${Field} id="k-email" label=${t("desk.email")} wrong=${wrong.value.email}><${Input} id="k-email" type="email" value=${now.email ?? ""} max=${200} wrong=${!!wrong.value.email} onWrite=${(/** @type {string} */ email) => write({ email })}/><//>
    <${Field} id="k-birth" label=${t("desk.birth")} wrong=${wrong.value.birth_date}><${Input} id="k-birth" value=${now.birth_date ?? ""} max=${10} placeholder="1990-05-17" wrong=${!!wrong.value.birth_date} onWrite=${(/** @type {string} */ birth_date) => write({ birth_date })}/><//>
    <${Field} id="k-claim" label=${t("desk.claim")}><${Area} id="k-claim" rows=${2} value=${now.claim ?? ""} max=${2000} onWrite=${(/** @type {string} */ claim) => write({ claim })}/><//>
    <${Field} id="k-memo" label=${t("desk.inner_memo")}><${Area} id="k-memo" value=${now.memo ?? ""} max=${4000} onWrite=${(/** @type {string} */ memo) => write({ memo })}/><//>
    <${FieldRows} prefix="k" pairs=${pairs.value} wrong=${wrong.value} onWrite=${(/** @type {[string, string][]} */ list) => { pairs.value = list; }}/>
    <div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${busy.value || bad || !now.name?.trim()}>${t("desk.save")}</button></div></form>`;
}
