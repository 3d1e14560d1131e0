// Every callback that the viewer may see, as it is searched (B5, B6, B23).
import { html, useEffect, useRef, useSignal } from "../dom.js";
import { count } from "../format.js";
import { named } from "../i18n.js";
import { Icon } from "../icons.js";
import { Empty, Loaded } from "../desk/parts/resource.js";
import { composing } from "../desk/parts/keys.js";
import { agentsByName, byName, personName } from "../states.js";
import { Connect, moment, StateOf, Wanted } from "./cells.js";
import { numberOf } from "./names.js";
import { Table } from "./table.js";
import { c, ccode } from "./text.js";
import { same } from "./writing.js";

/** @typedef {import("./model.js").Callbacks} Callbacks */
/** @typedef {import("./api.js").Callback} Callback */

const states = ["", "registered", "assigned", "completed", "cancelled", "expired", "unreached"], periods = ["", "today", "week", "month", "days"];
export const sources = ["ars", "virtual_hold", "voicemail", "web", "api", "hand"];
const pause = 300; // ms after the last digit that is searched for

/** @param {{page: Callbacks}} props */
export function List({ page }) {
  const { list } = page, more = useSignal(false), items = list.value.value?.items ?? [], sort = page.sort.value;
  const plain = same(page.search.value, page.plain), byDue = sort === "due" && !page.search.value.state, mine = page.user.role === "agent" && !page.gives;
  const extra = /** @type {const} */ (["period", "service", "source", "distributor", "route", ...(mine ? [] : /** @type {const} */ (["agent"]))]).filter((key) => page.search.value[key]).length;
  /** @param {"-created"|"created"|"due"} by @param {string} text @param {string} label @param {boolean} on @param {string} icon @param {boolean} [off] */
  const head = (by, text, label, on, icon, off = false) => html`<button type="button" class="sorter" title=${label} disabled=${off} onClick=${() => page.order(by)}>${text}${on ? html`<${Icon} name=${icon} size="xs"/>` : null}</button>`;
  /** @type {import("./table.js").Column[]} */
  const columns = [
    { id: "created", name: head(sort === "-created" ? "created" : "-created", c("col.created"), c("sort_created"), sort !== "due", sort === "created" ? "arrow-u" : "arrow-d"), sort: sort === "created" ? "ascending" : sort === "-created" ? "descending" : undefined },
    { id: "customer", name: c("col.customer") }, { id: "number", name: c("col.number") }, { id: "service", name: c("col.service") }, { id: "source", name: c("col.source") },
    { id: "wanted", name: head("due", c("col.wanted"), c(page.ended() ? "sort_due_no" : "sort_due"), sort === "due", "arrow-u", page.ended()), sort: sort === "due" ? "ascending" : undefined },
    { id: "agent", name: c("col.agent") }, { id: "state", name: c("col.state") }, { id: "connect", name: c("col.connect") }];
  return html`<section class="pane" aria-label=${c("list")}>
    <div class="phead"><h2>${c("list")} <span class="count">${list.value.value ? c(list.value.value.next ? "n_more" : "n", { n: count(items.length) }) : ""}</span></h2>${byDue ? html`<span class="c3 t-xs">${c("open_only")}</span>` : null}<${Fresh} of=${list}/>
      <span class="row end">${page.may("report") ? html`<button type="button" class="btn sm" onClick=${() => { page.dialog.value = "export"; }}><${Icon} name="download" size="s"/>${c("download")}</button>` : null}<button type="button" class="btn sm primary" onClick=${() => { page.dialog.value = "register"; }}><${Icon} name="plus" size="s"/>${c("register")}</button></span></div>
    <div class="filters"><${Find} value=${page.search.value.q} find=${(/** @type {string} */ q) => page.look({ q })}/>
      <div class="row chips" role="group" aria-label=${c("state")}>${states.map((one) => html`<button key=${one} type="button" class="chip" aria-pressed=${page.search.value.state === one} onClick=${() => page.look({ state: one })}>${ccode("state", one)}</button>`)}</div>
      <button type="button" class="btn sm end" aria-expanded=${more.value} aria-controls="more-search" onClick=${() => { more.value = !more.value; }}><${Icon} name="filter" size="s"/>${extra ? c("more_search_n", { n: extra }) : c("more_search")}</button></div>
    ${more.value ? html`<${MoreSearch} page=${page} mine=${mine}/>` : null}
    ${page.reversed() ? null : html`<${Loaded} of=${list} what=${c("list")} still=${c("still")} again=${() => list.renew()}>${() => (items.length === 0 ? html`<${Empty} icon="callback" title=${c(plain ? mine ? "no_own" : "no_callbacks" : "none_found")} why=${c(plain ? mine ? "no_own_why" : "no_callbacks_why" : "none_found_why")}>${plain ? null : html`<button type="button" class="btn sm" onClick=${() => page.look(page.plain)}>${c("clear")}</button>`}<//>`
      : html`<${Table} of=${list} keys=${items.map((one) => one.id)} columns=${columns} label=${c("list")} row=${(/** @type {string} */ id, /** @type {object} */ focus, /** @type {number} */ n) => html`<${Line} key=${id} page=${page} one=${items.find((one) => one.id === id)} focus=${focus} n=${n}/>`}/>`)}<//>`}</section>`;
}

/** What waits to be shown. @param {{of: import("./held.js").Held}} props */
export function Fresh({ of }) {
  const n = of.fresh.value, gone = of.gone.value.size;
  return html`<span class="fresh" role="status">${n || gone ? html`<button type="button" class="chip" onClick=${() => of.refresh()}><${Icon} name="refresh" size="xs"/>${n ? c("fresh", { n: count(n) }) : c("fresh_gone")}</button>` : null}</span>`;
}

/** A number that is looked for, a moment after the last digit. @param {{value: string, find: (q: string) => void, hint?: string, least?: number}} props least: digits before anything is looked for */
export function Find({ value, find, hint = c("find"), least = 1 }) {
  const text = useSignal(value), timer = useRef(/** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined)), sent = useRef(value);
  useEffect(() => { if (value !== sent.current) text.value = sent.current = value; }, [value]); // cleared elsewhere
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = () => {
    clearTimeout(timer.current);
    const q = text.peek().replace(/\D/g, "").length >= least ? text.peek().trim() : "";
    if (q === sent.current) return;
    sent.current = q;
    find(q);
  };
  return html`<label class="in sm find-in"><${Icon} name="search" size="s"/><input id="find" type="search" inputmode="tel" aria-label=${c("find_label")} placeholder=${hint} maxlength="40" value=${text.value}
    onInput=${(/** @type {Event} */ e) => { text.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; clearTimeout(timer.current); timer.current = setTimeout(send, pause); }}
    onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if ((e.key === "Enter" || e.key === "ArrowDown") && !composing(e)) send(); if (e.key === "Escape" && text.peek() && !composing(e)) { e.stopPropagation(); text.value = ""; send(); } }}/><kbd aria-hidden="true">/</kbd></label>`;
}

/** A choice with its name above. @param {{id: string, label: string, value: string, any: string, choices: [string, string][], fixed?: boolean, choose: (value: string) => void}} props */
export function Choice({ id, label, value, any, choices, fixed = false, choose }) {
  return html`<div class="field"><label for=${id}>${label}</label><div class="in sm sel" aria-disabled=${fixed}><select id=${id} value=${value} disabled=${fixed} onChange=${(/** @type {Event} */ e) => choose(/** @type {HTMLSelectElement} */ (e.currentTarget).value)}>${any ? html`<option value="">${any}</option>` : null}${choices.map(([key, name]) => html`<option key=${key} value=${key}>${name}</option>`)}</select><${Icon} name="chev-d"/></div></div>`;
}

/** Agents by name whose callbacks the viewer may look for. @param {Callbacks} page @returns {[string, string][]} */
export function agentChoices(page) {
  if (page.user.role === "manager") return [...page.staff.value.value ?? []].sort((a, b) => byName(personName(a), personName(b)) || a.id.localeCompare(b.id)).map((one) => [one.id, personName(one)]);
  void page.live.colleagues.ids.value;
  const rowOf = (/** @type {string} */ id) => page.live.colleagues.row(id)?.peek();
  return agentsByName(page.live.colleagues.ids.value, rowOf).map((id) => { const row = rowOf(id); return [id, row ? personName(row) : id]; });
}

/** Services by name, for a choice. @param {Callbacks} page @returns {[string, string][]} */
export const serviceChoices = (page) => (page.services.value.value ?? []).map((one) => [one.id, named(one.name, one.id)]);

/** @param {{page: Callbacks, mine: boolean}} props */
function MoreSearch({ page, mine }) {
  const s = page.search.value, day = (/** @type {"from"|"to"} */ key) => html`<div class="field"><label for=${`s-${key}`}>${c(`${key}_day`)}</label><div class="in sm"><input id=${`s-${key}`} type="date" value=${s[key]} max="9999-12-31" onChange=${(/** @type {Event} */ e) => page.look({ [key]: /** @type {HTMLInputElement} */ (e.currentTarget).value })}/></div></div>`;
  return html`<div class="more-search" id="more-search"><${Choice} id="s-period" label=${c("period")} value=${s.period} any="" choices=${periods.map((one) => [one, ccode("period", one)])} choose=${(/** @type {string} */ period) => page.look({ period })}/>${s.period === "days" ? html`${day("from")}${day("to")}${page.reversed() ? html`<p class="hint" data-t="bad" role="alert">${c("days_reversed")}</p>` : null}` : null}
    <${Choice} id="s-service" label=${c("service")} value=${s.service} any=${c("any_service")} choices=${serviceChoices(page)} choose=${(/** @type {string} */ service) => page.look({ service })}/>
    <${Choice} id="s-source" label=${c("source")} value=${s.source} any=${c("any_source")} choices=${sources.map((one) => [one, ccode("source", one)])} choose=${(/** @type {string} */ source) => page.look({ source })}/>
    <${Choice} id="s-agent" label=${c("agent")} value=${s.agent} any=${mine ? "" : c("any_agent")} fixed=${mine} choices=${mine ? [[page.user.agent_id ?? "", page.agentName(page.user.agent_id)]] : [["-", c("nobody")], ...agentChoices(page)]} choose=${(/** @type {string} */ agent) => page.look({ agent })}/>
    <${Choice} id="s-distributor" label=${c("distributor")} value=${s.distributor} any=${c("any_distributor")} choices=${Object.entries(page.people.value)} choose=${(/** @type {string} */ distributor) => page.look({ distributor })}/>
    <div class="field"><label for="s-route">${c("route")}</label><div class="in sm"><input id="s-route" maxlength="60" placeholder=${c("route_hint")} value=${s.route} onChange=${(/** @type {Event} */ e) => page.look({ route: /** @type {HTMLInputElement} */ (e.currentTarget).value.trim() })}/></div></div>
    <button type="button" class="btn sm ghost" onClick=${() => page.look(page.plain)}>${c("clear")}</button></div>`;
}

/** @param {{page: Callbacks, one: Callback|undefined, focus: object, n: number}} props */
function Line({ page, one, focus, n }) {
  if (!one) return null;
  const open = () => page.choose(one.id), gone = page.list.gone.value.has(one.id);
  return html`<tr aria-rowindex=${n} aria-selected=${page.chosen.value === one.id} data-gone=${gone ? "" : undefined} onClick=${open}><td class="tm">${moment(page, one.created_at)}</td><td><button type="button" class="name trunc" ...${focus} onClick=${open}>${one.name || c("no_name")}<span class="sr"> ${numberOf(one)}</span></button></td><td class="c2 tm">${numberOf(one)}</td>
    <td class="trunc">${page.serviceOf(one) || html`<span class="c3">–</span>`}</td><td class="c3 trunc">${ccode("source", one.source)}${one.voice_ms ? html` <${Icon} name="mic" size="xs"/>` : null}</td><td class="trunc"><${Wanted} page=${page} one=${one}/></td>
    <td class="trunc">${one.agent ? page.agentName(one.agent) : html`<span class="c3">${one.automatic ? c("automatic") : "–"}</span>`}</td><td>${gone ? html`<span class="tagx line">${c("gone")}</span>` : html`<${StateOf} page=${page} one=${one}/>`}</td><td><${Connect} page=${page} one=${one}/></td></tr>`;
}
