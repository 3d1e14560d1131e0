// Called numbers: to which service each leads.
import { html, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { named } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { Panel, Typed } from "../fields.js";
import { act, changed, done, say } from "../said.js";
import { have, serviceChoices, serviceName, Sure, useLists, useResource } from "../shared.js";
import { fieldErrors, refusal } from "../words.js";
import { w, wcode } from "../text.js";

/** @typedef {{number: string, service: string, priority?: number, menu?: string}} Called */

const numbers = new Resource(() => request("GET", "numbers"));

/** Leads a number to a service. @param {string} number @param {string} service @param {number} priority @param {string} from where it led when that was chosen; "": nowhere @param {string} [menu] what its callers hear first; "": the service's; left out: as it was */
const lead = (number, service, priority, from, menu) => request("PUT", `numbers/${encodeURIComponent(number)}`, { service, from, ...(priority ? { priority } : {}), ...(menu === undefined ? {} : { menu }) });

/** @param {Event} event */
const written = (event) => /** @type {HTMLInputElement} */ (event.currentTarget).value;

export function Numbers() {
  useLists("services", "menus");
  useResource(numbers);
  return html`<main class="scroll det"><${Panel} title=${wcode("s", "numbers")} why=${w("numbers_why")}><${Add}/>
    <${Loaded} of=${numbers} what=${wcode("s", "numbers")}>${(/** @type {Called[]} */ list) => (list.length === 0 ? html`<${Empty} icon="phone" title=${w("numbers_none")} why=${w("numbers_none_why")}/>` : html`<table class="tbl"><thead><tr><th>${w("f.number")}</th><th>${w("leads_to")}</th><th>${w("number_menu")}</th><th>${w("priority")}</th><th><span class="sr">${w("remove")}</span></th></tr></thead>
      <tbody>${list.map((one) => html`<${Row} key=${one.number} one=${one}/>`)}</tbody></table>`)}<//><//></main>`;
}

/** A number is added; one that leads elsewhere is moved only where that is meant. */
function Add() {
  const number = useSignal(""), service = useSignal(""), wrong = useSignal(""), taken = useSignal(/** @type {Called|null} */ (null));
  const plain = number.value.replace(/[\s-]/g, ""), ask = taken.value;
  const anew = () => { wrong.value = ""; taken.value = null; };
  /** @param {Called|null} from where it leads now */
  const put = async (from) => {
    try {
      await lead(plain, service.value, from?.priority ?? 0, from?.service ?? "");
      number.value = "";
      anew();
      void done(w("said.number", { number: plain }), `number:${plain}`);
    } catch (error) {
      anew();
      wrong.value = Object.values(fieldErrors(error))[0] ?? refusal(error);
      changed.value++; // it may lead elsewhere meanwhile
    }
  };
  /** @param {Event} event */
  const add = async (event) => {
    event.preventDefault();
    anew();
    await numbers.refresh();
    const known = numbers.value.peek()?.find((/** @type {Called} */ one) => one.number === plain);
    if (!known) return put(null);
    if (known.service !== service.value) { taken.value = known; return undefined; }
    return say({ text: w("number_same", { number: plain, to: serviceName(known.service) }) });
  };
  return html`<form class="row pad" onSubmit=${add}><span class="in num-in"><input aria-label=${w("f.number")} placeholder=${w("f.number")} inputmode="tel" maxlength="32" value=${number.value} aria-invalid=${wrong.value ? "true" : undefined} aria-describedby="number-said" onInput=${(/** @type {Event} */ e) => { anew(); number.value = written(e); }}/></span>
      <span class="in sel svc-in"><select aria-label=${w("leads_to")} value=${service.value} onChange=${(/** @type {Event} */ e) => { anew(); service.value = written(e); }}><option value="">${w("choose")}</option>${serviceChoices().map((one) => html`<option key=${one.value} value=${one.value}>${one.text}</option>`)}</select><${Icon} name="chev-d"/></span>
      <button type="submit" class="btn" disabled=${!plain || !service.value}><${Icon} name="plus" size="s"/>${w("number_add")}</button></form>
    <div id="number-said" role="alert">${wrong.value ? html`<p class="hint pad" data-t="bad"><${Icon} name="bad" size="xs"/> ${wrong.value}</p>` : null}
      ${ask ? html`<div class="row pad"><span class="c2">${w("number_taken", { number: plain, from: serviceName(ask.service), to: serviceName(service.value) })}</span><button type="button" class="btn sm primary" onClick=${() => put(ask)}>${w("number_move")}</button><button type="button" class="btn sm" onClick=${anew}>${w("keep")}</button></div>` : null}</div>`;
}

/** @param {string} id */
const menuName = (id) => named(have("menus").find((one) => one.id === id)?.name, id);

/** @param {{one: Called}} props */
function Row({ one }) {
  const { number, service, priority = 0, menu = "" } = one, of = have("services").find((each) => each.id === service)?.menu, menus = have("menus");
  /** @param {string} to @param {number} first @param {string} [heard] */
  const change = async (to, first, heard) => {
    const text = w("said.number", { number });
    if (await act(text, () => lead(number, to, first, service, heard))) void done(text, `number:${number}`);
    else changed.value++;
    await numbers.refresh(); // the row shows what is
  };
  const remove = async () => {
    const text = w("said.removed", { what: number });
    if (await act(text, () => request("DELETE", `numbers/${encodeURIComponent(number)}`))) void done(text, `number:${number}`);
  };
  return html`<tr><td><b class="med">${number}</b></td><td><span class="in sm sel svc-in"><select aria-label=${w("leads_to_of", { number })} value=${service} onChange=${(/** @type {Event} */ e) => change(written(e), priority)}>${serviceChoices().map((each) => html`<option key=${each.value} value=${each.value}>${each.text}</option>`)}</select><${Icon} name="chev-d"/></span></td>
    <td><span class="in sm sel svc-in"><select aria-label=${w("number_menu_of", { number })} value=${menu} onChange=${(/** @type {Event} */ e) => change(service, priority, written(e))}><option value="">${of ? w("number_menu_service", { menu: menuName(of) }) : w("number_menu_none")}</option>${menus.map((each) => html`<option key=${each.id} value=${each.id}>${menuName(each.id)}</option>`)}${menu && !menus.some((each) => each.id === menu) ? html`<option value=${menu}>${menu}</option>` : null}</select><${Icon} name="chev-d"/></span></td>
    <td><span class="in sm tm-in"><${Typed} type="number" min="0" max="100" aria-label=${w("priority_of", { number })} value=${priority} onDone=${(/** @type {string} */ text) => change(service, Number(text))}/></span></td>
    <td class="num"><${Sure} text=${w("remove")} sure=${w("remove_now")} label=${w("remove_one", { what: number })} onSure=${remove}/></td></tr>`;
}
