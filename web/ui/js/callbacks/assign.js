// Giving callbacks out (B13 to B15, B25): those that nobody has, and beside them the
// agents who telephone. What comes of it is shown before it is done.
import { html, useSignal } from "../dom.js";
import { count } from "../format.js";
import { Icon } from "../icons.js";
import { agentLook, byName, personName, shortName } from "../states.js";
import { isGoing } from "../desk/parts/ask.js";
import { Empty, Loaded } from "../desk/parts/resource.js";
import { rove } from "../desk/parts/roving.js";
import { assign } from "./api.js";
import { Age, moment, StateOf, Wanted } from "./cells.js";
import { Find, Fresh, serviceChoices } from "./list.js";
import { mostAtOnce } from "./model.js";
import { numberOf } from "./names.js";
import { Said } from "./page.js";
import { gone, Pick, PickAll } from "./pick.js";
import { Table } from "./table.js";
import { c, ccode } from "./text.js";

/** @typedef {import("./model.js").Callbacks} Callbacks */
/** @typedef {import("./api.js").Callback} Callback */
/** @typedef {import("./api.js").Taker} Taker */

const mostBars = 6; // of what an agent has to do
const only = /** @type {const} */ (["", "late", "retried"]);

/** @param {{page: Callbacks}} props */
export function Assign({ page }) {
  const to = useSignal(/** @type {ReadonlySet<string>} */ (new Set()));
  return html`<${Unassigned} page=${page}/><${Takers} page=${page} to=${to}/>`;
}

/** @param {{page: Callbacks}} props */
function Unassigned({ page }) {
  const { unassigned: list } = page, items = list.value.value?.items ?? [], counts = page.counts.value.value, look = page.open.value;
  /** @param {Partial<typeof look>} change */
  const find = (change) => {
    page.open.value = { ...page.open.peek(), ...change };
    if (change.service !== undefined) void page.counts.refresh();
    page.quiet();
    page.picked.value = new Set();
    list.clear();
    void list.refresh();
  };
  /** @type {import("./table.js").Column[]} */
  const columns = [{ id: "pick", name: html`<${PickAll} page=${page} of=${list}/>` }, { id: "created", name: c("col.created"), sort: "ascending" }, { id: "customer", name: c("col.customer") }, { id: "number", name: c("col.number") }, { id: "service", name: c("col.service") }, { id: "source", name: c("col.source") }, { id: "wanted", name: c("col.wanted") }, { id: "state", name: c("col.state") }, { id: "age", name: c("col.age"), cls: "num" }];
  const plain = !look.q && !look.service && !look.only;
  return html`<section class="pane" aria-label=${c("unassigned")}>
    <div class="phead"><h2>${c("unassigned")} <span class="count">${!plain ? list.value.value ? c(list.value.value.next ? "n_more" : "n", { n: count(items.length) }) : "" : counts ? count(counts.unassigned) : ""}</span></h2><${Fresh} of=${list}/><span class="end c3 t-xs">${counts ? c("totals", { customers: count(counts.customers), assigned: count(counts.assigned), unassigned: count(counts.unassigned) }) : ""}</span></div>
    <div class="filters"><${Find} value=${look.q} find=${(/** @type {string} */ q) => find({ q })}/>
      <div class="row chips" role="group" aria-label=${c("state")}>${only.map((one) => html`<button key=${one} type="button" class="chip" aria-pressed=${look.only === one} onClick=${() => find({ only: one })}>${one === "late" && counts?.late ? html`<span class="st" data-t="bad"><${Icon} name="bad" size="xs"/></span>` : null}${ccode("only", one)}${one === "late" && counts?.late !== undefined && !look.q ? html` <b>${count(counts.late)}</b>` : null}</button>`)}</div>
      <div class="in sm sel end by-service"><select aria-label=${c("service")} value=${look.service} onChange=${(/** @type {Event} */ e) => find({ service: /** @type {HTMLSelectElement} */ (e.currentTarget).value })}><option value="">${c("any_service")}</option>${serviceChoices(page).map(([key, name]) => html`<option key=${key} value=${key}>${name}</option>`)}</select><${Icon} name="chev-d"/></div></div>
    <${Loaded} of=${list} what=${c("unassigned")} still=${c("still")} again=${() => list.renew()}>${() => (items.length === 0 ? html`<${Empty} icon="callback" title=${c(plain ? "no_unassigned" : "none_found")} why=${c(plain ? "no_unassigned_why" : "none_found_why")}/>`
      : html`<${Table} of=${list} keys=${items.map((one) => one.id)} columns=${columns} label=${c("unassigned")} busy=${() => page.picked.peek().size > 0} row=${(/** @type {string} */ id, /** @type {object} */ focus, /** @type {number} */ n) => html`<${Line} key=${id} page=${page} one=${items.find((one) => one.id === id)} focus=${focus} n=${n}/>`}/><${PickFound} page=${page}/>`)}<//></section>`;
}

/** @param {{page: Callbacks, one: Callback|undefined, focus: object, n: number}} props */
function Line({ page, one, focus, n }) {
  if (!one) return null;
  const left = page.unassigned.gone.value.has(one.id);
  return html`<${Pick} page=${page} one=${one} focus=${focus} n=${n} off=${left || !!one.call}><td class="tm">${moment(page, one.created_at)}</td><td class="trunc"><b class="med">${one.name || c("no_name")}</b></td><td class="c2 tm">${numberOf(one)}</td><td class="trunc">${page.serviceOf(one) || html`<span class="c3">–</span>`}</td><td class="c3 trunc">${ccode("source", one.source)}</td>
    <td class="trunc"><${Wanted} page=${page} one=${one}/></td><td>${left ? html`<span class="tagx line">${c("gone")}</span>` : html`<${StateOf} page=${page} one=${one} tries/>`}</td><td class="num"><${Age} key=${one.created_at} page=${page} one=${one}/></td><//>`;
}

/** Those that are picked and can be given still. @param {Callbacks} page */
const pickedOf = (page) => page.unassigned.value.value?.items.filter((one) => page.picked.value.has(one.id) && !one.call && !page.unassigned.gone.value.has(one.id)) ?? [];

/** Every one that the search finds, where not all of them are on the page yet. @param {{page: Callbacks}} props */
function PickFound({ page }) {
  const busy = useSignal(false), list = page.unassigned, value = list.value.value, n = pickedOf(page).length;
  const all = async () => {
    busy.value = true;
    const look = page.open.peek(), still = () => page.open.peek() === look && page.tab.peek() === "assign"; // what is found is what was searched then
    await list.readOn(mostAtOnce, still);
    if (still() && !list.failed.peek()) page.picked.value = new Set((list.value.peek()?.items ?? []).filter((one) => !one.call && !list.gone.peek().has(one.id)).slice(0, mostAtOnce).map((one) => one.id));
    busy.value = false;
  };
  if (!n && !value?.next) return null;
  return html`<div class="foot row" role="status"><span class=${n ? "med" : "c3"}>${c("picked_n", { n: count(n) })}</span>${n ? html`<button type="button" class="btn ghost sm" onClick=${() => { page.picked.value = new Set(); }}>${c("unpick")}</button>` : null}${value?.next ? html`<button type="button" class="btn sm" disabled=${busy.value || page.away.value} onClick=${all}>${busy.value ? c("picking") : c("pick_found")}</button>` : null}</div>`;
}

/** How many each of some agents gets: one each in turn. @param {number} n @param {number} agents @param {number} i of the agent */
const share = (n, agents, i) => Math.floor(n / agents) + (i < n % agents ? 1 : 0);

/** @param {{page: Callbacks, to: import("../../vendor/signals.js").Signal<ReadonlySet<string>>}} props */
function Takers({ page, to }) {
  const connected = useSignal(false), { live, takers } = page;
  void live.colleagues.version.value; // states
  const all = (takers.value.value ?? []).filter((one) => one.assignable).sort((a, b) => byName(personName(a), personName(b)) || a.id.localeCompare(b.id));
  const off = (/** @type {Taker} */ one) => (live.colleagues.row(one.id)?.peek().state ?? one.state) === "logged_out";
  const shown = connected.value ? all.filter((one) => !off(one)) : all, picked = pickedOf(page);
  const chosen = shown.filter((one) => to.value.has(one.id)), n = picked.length, ready = n > 0 && !page.away.value && !isGoing("assign");
  /** @param {"evenly"|"one"} how */
  const give = async (how) => {
    const agents = chosen.map((one) => one.id), name = chosen[0] ? personName(chosen[0]) : "", ids = picked.map((one) => one.id);
    const done = await page.ask("assign", () => assign(ids, agents, how), () => (agents.length === 1 ? c("said.assigned_one", { n: count(ids.length), name }) : c("said.assigned", { n: count(ids.length), agents: agents.length })), gone(page, page.unassigned));
    if (!done) return;
    page.picked.value = new Set();
    to.value = new Set();
    await page.unassigned.refresh();
  };
  const toggle = (/** @type {string} */ id) => { const next = new Set(to.peek()); if (!next.delete(id)) next.add(id); to.value = next; };
  return html`<section class="pane" aria-label=${c("takers")}><div class="phead"><h2>${c("takers")} <span class="count">${count(shown.length)}</span></h2><span class="row end"><button type="button" class="btn sm" disabled=${!ready || chosen.length !== 1} aria-describedby="by-hand-why" onClick=${() => give("one")}><${Icon} name="hand" size="s"/>${c("by_hand")}</button><button type="button" class="btn sm primary" disabled=${!ready || chosen.length === 0} onClick=${() => give("evenly")}><${Icon} name="equal" size="s"/>${c("evenly")}</button></span></div>
    <${Said} page=${page}/><${Plan} n=${n} agents=${chosen.length}/>
    <div class="row cti"><label class="row"><input class="sw" type="checkbox" role="switch" checked=${connected.value} onChange=${(/** @type {Event} */ e) => { connected.value = /** @type {HTMLInputElement} */ (e.currentTarget).checked; }}/>${c("cti_only")}</label><span class="c3 t-xs end">${c("load")}</span></div>
    <${Loaded} of=${takers} what=${c("takers")} still=${c("still")}>${() => (shown.length === 0 ? html`<${Empty} icon="users" title=${c(all.length ? "no_connected" : "no_takers")} why=${c(all.length ? "no_connected_why" : "no_takers_why")}/>`
      : html`<div class="scroll" onKeyDown=${(/** @type {KeyboardEvent} */ e) => rove(e, [.../** @type {HTMLElement} */ (e.currentTarget).querySelectorAll("input")])}><ul class="ags" aria-label=${c("takers")}>${shown.map((one) => html`<${TakerLine} key=${one.id} page=${page} one=${one} on=${to.value.has(one.id)} more=${to.value.has(one.id) && n ? share(n, chosen.length, chosen.indexOf(one)) : 0} toggle=${() => toggle(one.id)}/>`)}</ul></div>`)}<//>
    <p class="foot hint" id="by-hand-why">${c("by_hand_why")}</p></section>`;
}

/** What comes of it. @param {{n: number, agents: number}} props */
function Plan({ n, agents }) {
  const less = agents ? Math.floor(n / agents) : 0, even = agents > 0 && n % agents === 0;
  const words = !n && !agents ? c("plan_choose") : !n ? c("plan_choose_callbacks") : !agents ? c("plan_choose_agents") : agents === 1 ? c("plan_all") : even ? c("plan_each", { n: count(less) }) : c("plan_between", { less: count(less), more: count(less + 1) });
  return html`<div class="plan" role="status"><span class="sr">${n && agents ? c("plan_label", { n: count(n), agents }) : ""}</span><span class="pn" aria-hidden="true"><b class=${n ? "" : "zero"}>${count(n)}</b>${c("plan_items")}</span><${Icon} name="chev-r" size="s"/><span class="pn" aria-hidden="true"><b class=${agents ? "" : "zero"}>${count(agents)}</b>${c("plan_people")}</span><span class="end c2">${words}</span></div>`;
}

/** @param {{page: Callbacks, one: Taker, on: boolean, more: number, toggle: () => void}} props */
function TakerLine({ page, one, on, more, toggle }) {
  const row = page.live.colleagues.row(one.id)?.value, look = agentLook(row ?? { state: one.state, reason: one.reason, since: Date.parse(one.since), held_since: one.held ? 1 : undefined }), had = Math.min(one.open, mostBars), added = Math.min(more, Math.max(mostBars - had, 1));
  return html`<li class="ag" data-on=${on ? "" : undefined}><label><input class="ck" type="checkbox" checked=${on} onChange=${toggle} aria-describedby=${`load-${one.id}`}/><b class="med trunc" title=${personName(row ?? one)}>${shortName(row ?? one)}</b><span class="c3 t-xs">${one.extension}</span><span class="st" data-s=${look.s} title=${look.name}><${Icon} name=${look.icon}/><span class="trunc">${look.name}</span></span>
    <span class="load" aria-hidden="true">${Array.from({ length: had }, (_, i) => html`<u key=${i}></u>`)}${Array.from({ length: more ? added : 0 }, (_, i) => html`<u key=${`n${i}`} class="n"></u>`)}</span><span class="num" id=${`load-${one.id}`}><span class="sr">${more ? c("load_plus", { n: one.open, more }) : c("load_n", { n: one.open })}</span><span aria-hidden="true"><span class=${one.open ? "cnt" : "cnt zero"}>${count(one.open)}</span>${more ? html`<span class="plus">+${count(more)}</span>` : null}</span></span></label></li>`;
}
