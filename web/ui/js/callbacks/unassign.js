// Taking callbacks back (B16 to B19): how many each agent has to do, and which.
import { html } from "../dom.js";
import { count } from "../format.js";
import { byName, personName } from "../states.js";
import { isGoing } from "../desk/parts/ask.js";
import { Empty, Loaded } from "../desk/parts/resource.js";
import { rove } from "../desk/parts/roving.js";
import { unassign } from "./api.js";
import { moment, StateOf, Wanted } from "./cells.js";
import { Fresh } from "./list.js";
import { numberOf } from "./names.js";
import { Said } from "./page.js";
import { gone, Pick, PickAll } from "./pick.js";
import { Table } from "./table.js";
import { c } from "./text.js";

/** @typedef {import("./model.js").Callbacks} Callbacks */
/** @typedef {import("./api.js").Callback} Callback */
/** @typedef {import("./api.js").Taker} Taker */

/** @param {{page: Callbacks}} props */
export function Unassign({ page }) {
  const { takers } = page, all = [...takers.value.value ?? []].filter((one) => one.open > 0 || one.assignable).sort((a, b) => byName(personName(a), personName(b)) || a.id.localeCompare(b.id)), sum = all.reduce((n, one) => n + one.open, 0);
  /** @param {string} id */
  const choose = (id) => {
    page.quiet();
    page.whose.value = id;
    page.picked.value = new Set();
    page.given.clear();
    void page.given.refresh();
  };
  /** @param {string} id @param {string} name @param {string} more @param {number} n */
  const line = (id, name, more, n) => html`<li key=${id}><button type="button" class="whose" aria-current=${page.whose.value === id ? "true" : undefined} onClick=${() => choose(id)}><b class="med trunc">${name}</b><span class="c3 t-xs trunc">${more}</span><span class=${n ? "cnt num" : "cnt num zero"}>${count(n)}</span></button></li>`;
  return html`<section class="pane" aria-label=${c("by_agent")}><div class="phead"><h2>${c("by_agent")}</h2></div><${Loaded} of=${takers} what=${c("by_agent")} still=${c("still")}>${() => (all.length === 0 ? html`<${Empty} icon="users" title=${c("no_takers")} why=${c("no_takers_why")}/>`
      : html`<div class="scroll" onKeyDown=${(/** @type {KeyboardEvent} */ e) => rove(e, [.../** @type {HTMLElement} */ (e.currentTarget).querySelectorAll("button")])}><ul class="ags" aria-label=${c("by_agent")}>${line("", c("everybody"), "", sum)}${all.map((one) => line(one.id, personName(one), one.assignable ? one.extension : c("may_not"), one.open))}</ul></div>`)}<//></section><${Given} page=${page}/>`;
}

/** @param {{page: Callbacks}} props */
function Given({ page }) {
  const { given: list } = page, items = list.value.value?.items ?? [], picked = items.filter((one) => page.picked.value.has(one.id) && !one.call && !list.gone.value.has(one.id)), n = picked.length;
  const take = async () => {
    const ids = picked.map((one) => one.id), done = await page.ask("unassign", () => unassign(ids), () => c("said.unassigned", { n: count(ids.length) }), gone(page, list));
    if (!done) return;
    page.picked.value = new Set();
    await list.refresh();
  };
  /** @type {import("./table.js").Column[]} */
  const columns = [{ id: "pick", name: html`<${PickAll} page=${page} of=${list}/>` }, { id: "created", name: c("col.created"), sort: "ascending" }, { id: "customer", name: c("col.customer") }, { id: "number", name: c("col.number") }, { id: "service", name: c("col.service") }, { id: "wanted", name: c("col.wanted") }, { id: "agent", name: c("col.agent") }, { id: "assigned", name: c("assigned_at") }, { id: "state", name: c("col.state") }];
  return html`<section class="pane" aria-label=${c("given")}><div class="phead"><h2>${c("given")} <span class="count">${list.value.value ? c(list.value.value.next ? "n_more" : "n", { n: count(items.length) }) : ""}</span></h2><${Fresh} of=${list}/><button type="button" class="btn sm primary end" disabled=${!n || page.away.value || isGoing("unassign")} onClick=${take}>${n ? c("take_back_n", { n: count(n) }) : c("take_back")}</button></div><${Said} page=${page}/>
    <${Loaded} of=${list} what=${c("given")} still=${c("still")} again=${() => list.renew()}>${() => (items.length === 0 ? html`<${Empty} icon="callback" title=${c("no_given")} why=${c("no_given_why")}/>`
      : html`<${Table} of=${list} keys=${items.map((one) => one.id)} columns=${columns} label=${c("given")} busy=${() => page.picked.peek().size > 0} row=${(/** @type {string} */ id, /** @type {object} */ focus, /** @type {number} */ at) => html`<${Line} key=${id} page=${page} one=${items.find((one) => one.id === id)} focus=${focus} n=${at}/>`}/>`)}<//></section>`;
}

/** @param {{page: Callbacks, one: Callback|undefined, focus: object, n: number}} props */
function Line({ page, one, focus, n }) {
  if (!one) return null;
  const left = page.given.gone.value.has(one.id);
  return html`<${Pick} page=${page} one=${one} focus=${focus} n=${n} off=${left || !!one.call}><td class="tm">${moment(page, one.created_at)}</td><td class="trunc"><b class="med">${one.name || c("no_name")}</b></td><td class="c2 tm">${numberOf(one)}</td><td class="trunc">${page.serviceOf(one) || html`<span class="c3">–</span>`}</td><td class="trunc"><${Wanted} page=${page} one=${one}/></td><td class="trunc">${page.agentName(one.agent)}</td><td class="tm">${one.assigned_at ? moment(page, one.assigned_at) : ""}</td>
    <td title=${one.call ? c("in_call_no") : undefined}>${left ? html`<span class="tagx line">${c("gone")}</span>` : html`<${StateOf} page=${page} one=${one}/>`}</td><//>`;
}
