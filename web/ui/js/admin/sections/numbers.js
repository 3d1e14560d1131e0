// Called numbers: to which service each leads.
import { html, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { Panel } from "../fields.js";
import { act, done } from "../said.js";
import { serviceChoices, Sure, useLists, useResource } from "../shared.js";
import { w, wcode } from "../text.js";

const numbers = new Resource(() => request("GET", "numbers"));

export function Numbers() {
  useLists("services");
  useResource(numbers);
  const number = useSignal(""), service = useSignal("");
  /** @param {string} which @param {string} to @param {number} [priority] */
  const lead = async (which, to, priority) => {
    const text = w("said.number", { number: which });
    if (await act(text, () => request("PUT", `numbers/${encodeURIComponent(which)}`, { service: to, ...(priority ? { priority } : {}) }))) { void done(text, `number:${which}`); return true; }
    return false;
  };
  /** @param {Event} event */
  const add = async (event) => {
    event.preventDefault();
    if (await lead(number.value.replace(/[\s-]/g, ""), service.value)) number.value = "";
  };
  return html`<main class="scroll det"><${Panel} title=${wcode("s", "numbers")} why=${w("numbers_why")}>
    <form class="row pad" onSubmit=${add}><span class="in num-in"><input aria-label=${w("f.number")} placeholder=${w("f.number")} inputmode="tel" maxlength="32" value=${number.value} onInput=${(/** @type {Event} */ e) => { number.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></span>
      <span class="in sel svc-in"><select aria-label=${w("leads_to")} value=${service.value} onChange=${(/** @type {Event} */ e) => { service.value = /** @type {HTMLSelectElement} */ (e.currentTarget).value; }}><option value="">${w("choose")}</option>${serviceChoices().map((one) => html`<option key=${one.value} value=${one.value}>${one.text}</option>`)}</select><${Icon} name="chev-d"/></span>
      <button type="submit" class="btn" disabled=${!number.value.trim() || !service.value}><${Icon} name="plus" size="s"/>${w("number_add")}</button></form>
    <${Loaded} of=${numbers} what=${wcode("s", "numbers")}>${(/** @type {any[]} */ list) => (list.length === 0 ? html`<${Empty} icon="phone" title=${w("numbers_none")} why=${w("numbers_none_why")}/>` : html`<table class="tbl"><thead><tr><th>${w("f.number")}</th><th>${w("leads_to")}</th><th class="num">${w("priority")}</th><th><span class="sr">${w("remove")}</span></th></tr></thead>
      <tbody>${list.map((one) => html`<tr key=${one.number}><td><b class="med">${one.number}</b></td><td><span class="in sm sel svc-in"><select aria-label=${w("leads_to_of", { number: one.number })} value=${one.service} onChange=${(/** @type {Event} */ e) => lead(one.number, /** @type {HTMLSelectElement} */ (e.currentTarget).value, one.priority)}>${serviceChoices().map((each) => html`<option key=${each.value} value=${each.value}>${each.text}</option>`)}</select><${Icon} name="chev-d"/></span></td><td class="num">${one.priority ?? 0}</td>
        <td class="num"><${Sure} text=${w("remove")} sure=${w("remove_now")} label=${w("remove_one", { what: one.number })} onSure=${async () => { const text = w("said.removed", { what: one.number }); if (await act(text, () => request("DELETE", `numbers/${encodeURIComponent(one.number)}`))) void done(text, `number:${one.number}`); }}/></td></tr>`)}</tbody></table>`)}<//><//></main>`;
}
