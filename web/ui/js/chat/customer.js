// 고객: what is known of the customer, and the form by which it is changed (C62).
import { html, useSignal } from "../dom.js";
import { dayTime } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { ask, busy, problem } from "../desk/parts/ask.js";
import { FieldRows, fieldsOf, flawed, pairsOf } from "../desk/parts/customerrows.js";
import { Field, Input } from "../desk/parts/field.js";
import { wrongFields } from "../desk/parts/wrong.js";
import { failure } from "../shell.js";
import * as api from "./api.js";
import { Facts } from "./info.js";
import { customerID, customerName } from "./names.js";
import { ch } from "./text.js";

/** @typedef {import("./model.js").Console} Console */
/** @typedef {import("./talk.js").Talk} Talk */
/** @typedef {import("./api.js").Visitor} Visitor */

/** What is known of a customer. @param {Console} page @param {import("./api.js").Line} line @param {Visitor} visitor @returns {[string, any][]} */
export function customerFacts(page, line, visitor) {
  /** What only a page of the site said looks like it. @param {string} what @param {string|undefined} value */
  const told = (what, value) => (value && visitor.said?.includes(what) ? html`${value} <span class="c3 t-xs">${ch("site_said")}</span>` : value);
  return [[ch("customer_no"), customerID(visitor.id)], [ch("name"), told("name", visitor.name) || "–"], [ch("number"), told("number", visitor.number)], [ch("email"), told("email", visitor.email)], [ch("birth"), visitor.birth], [ch("grade"), visitor.grade], [ch("external"), visitor.external], [ch("site_user"), visitor.user], ...Object.entries(visitor.fields ?? {}).map(([name, value]) => /** @type {[string, any]} */ ([name, told(`fields.${name}`, value)])), [ch("first_seen"), dayTime(visitor.created_at, page.zone)], [ch("last_seen"), dayTime(visitor.seen_at, page.zone)]];
}

/** @param {{page: Console, talk: Talk, detail: import("./api.js").Detail}} props */
export function CustomerTab({ page, talk, detail }) {
  const { visitor } = detail, line = talk.line.value ?? api.lineOf(detail.row), may = page.manages || !!page.agent && line.agent === page.agent;
  if (page.editing.value === talk.id && may) return html`<${Form} was=${visitor} talk=${talk} page=${page} close=${() => { page.editing.value = ""; }}/>`;
  return html`<section class="sec"><h3><span class="trunc">${customerName(line)}</span>${may ? html`<button type="button" class="btn ghost sm end" onClick=${() => page.editCustomer(talk.id)}><${Icon} name="edit" size="s"/>${ch("change")}</button>` : null}</h3>
    <${Facts} rows=${customerFacts(page, line, visitor)}/></section>
    ${visitor.customer ? html`<section class="sec"><a class="btn sm" href=${`admin#/customers/${encodeURIComponent(visitor.customer)}`}><${Icon} name="users" size="s"/>${ch("customer_record")}</a></section>` : null}`;
}

/** @param {{was: Visitor, talk: Talk, page: Console, close: () => void}} props */
function Form({ was, talk, page, close }) {
  const at = useSignal(was), pairs = useSignal(pairsOf(was.fields)), wrong = useSignal(/** @type {Record<string, string>} */ ({})), now = at.value, bad = flawed(pairs.value);
  const write = (/** @type {Partial<Visitor>} */ change) => { at.value = { ...at.peek(), ...change }; };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (bad) return;
    const saved = await ask("visitor", () => api.putVisitor({ ...at.peek(), fields: fieldsOf(pairs.peek()) }), (error) => { wrong.value = wrongFields(error); return failure(error); });
    if (!saved) return;
    close();
    page.done.value = () => ch("said.customer");
    void talk.reread();
  };
  /** @type {["name"|"number"|"email"|"birth"|"grade", number, string, string][]} */
  const fields = [["name", 100, "text", ""], ["number", 40, "tel", "010-1234-5678"], ["email", 200, "email", ""], ["birth", 10, "text", "1990-05-17"], ["grade", 40, "text", ""]];
  return html`<form class="sec cform" novalidate aria-label=${ch("customer_change")} onSubmit=${submit}><h3>${ch("customer_change")}</h3>
    ${fields.map(([key, max, type, how], i) => html`<${Field} key=${key} id=${`v-${key}`} label=${ch(key)} wrong=${wrong.value[key]}><${Input} id=${`v-${key}`} type=${type} value=${now[key] ?? ""} max=${max} placeholder=${how} first=${i === 0} wrong=${!!wrong.value[key]} onWrite=${(/** @type {string} */ text) => write({ [key]: text })}/><//>`)}
    <${FieldRows} prefix="v" pairs=${pairs.value} wrong=${wrong.value} onWrite=${(/** @type {[string, string][]} */ list) => { pairs.value = list; }}/>
    ${problem.value ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/><span>${problem.value}</span></p>` : null}
    <div class="dlg-foot"><button type="button" class="btn" onClick=${() => { problem.value = ""; close(); }}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${busy.value || bad}>${ch("save")}</button></div></form>`;
}
