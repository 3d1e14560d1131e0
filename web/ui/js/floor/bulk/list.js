// Reservations that came in bulk and are still open: whose they are, and how they are
// given to agents.
import { html, signal, useEffect, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { count, dayTime } from "../../format.js";
import { Icon } from "../../icons.js";
import { personName } from "../../states.js";
import { failure } from "../../shell.js";
import { Empty, Loaded, Paged } from "../../desk/parts/resource.js";
import { VirtualList } from "../../desk/parts/virtual.js";
import { f, fcode } from "../text.js";

/** @typedef {import("../model.js").Floor} Floor */
/** @typedef {import("../../desk/types.js").Reservation} Reservation */

const pageSize = 200, mostAtOnce = 500;
/** Whose: nobody's, or anybody's. */
const whose = signal(/** @type {"nobody"|"all"} */ ("nobody"));
const chosen = signal(/** @type {Set<string>} */ (new Set()));

/** @type {Paged<{items: Reservation[], next?: string, counts: {bulk: number}}>} */
export const list = new Paged((cursor) => request("GET", `reservations?${new URLSearchParams({ type: "bulk", state: "open", limit: String(pageSize), ...(whose.peek() === "nobody" ? { agent: "-" } : {}), ...(cursor ? { cursor } : {}) })}`));

/** @param {{floor: Floor}} props */
export function BulkList({ floor }) {
  const said = useSignal(/** @type {{text: string, bad?: boolean}|null} */ (null)), to = useSignal(/** @type {Set<string>} */ (new Set())), busy = useSignal(false);
  useEffect(() => { chosen.value = new Set(); void list.refresh(); }, [whose.value]);
  const items = list.value.value?.items ?? [], ids = items.map((one) => one.id), picked = ids.filter((id) => chosen.value.has(id)), whole = picked.length === ids.length && ids.length > 0;
  const give = async () => {
    busy.value = true;
    try {
      await request("POST", "reservations/assign", { ids: picked.slice(0, mostAtOnce), agents: [...to.peek()] }, 30_000);
      said.value = { text: f("bulk_given", { n: count(Math.min(picked.length, mostAtOnce)), to: [...to.peek()].map((id) => floor.agentName(id)).join(", ") }) };
      chosen.value = new Set();
      await list.refresh();
    } catch (error) { said.value = { text: failure(error), bad: true }; }
    busy.value = false;
  };
  return html`<section class="panel b-list" aria-label=${f("bulk_list")}><div class="b-head"><div><h2>${f("bulk_list")} <span class="count">${list.value.value ? `${count(items.length)}${list.value.value.next ? "+" : ""}` : ""}</span></h2><p class="hint">${f("bulk_list_why")}</p></div>
      <div class="row end"><span class="seg" role="group" aria-label=${f("bulk_whose")}>${/** @type {const} */ (["nobody", "all"]).map((one) => html`<button key=${one} type="button" aria-pressed=${whose.value === one} onClick=${() => { whose.value = one; }}>${fcode("bulk_whose", one)}</button>`)}</span><button type="button" class="btn sm" onClick=${() => list.refresh()}><${Icon} name="refresh" size="s"/>${f("bulk_refresh")}</button></div></div>
    <p class="said-line" role="status" data-t=${said.value?.bad ? "bad" : undefined}>${said.value ? html`<${Icon} name=${said.value.bad ? "bad" : "check"} size="s"/>${said.value.text}` : null}</p>
    <${Loaded} of=${list} what=${f("bulk_list")}>${() => (items.length === 0 ? html`<${Empty} icon="cal" title=${f(whose.value === "nobody" ? "bulk_empty_nobody" : "bulk_empty")} why=${f("bulk_empty_why")}/>` : html`
      <div class="b-give"><label class="row"><input class="ck" type="checkbox" checked=${whole} onChange=${() => { chosen.value = new Set(whole ? [] : ids.slice(0, mostAtOnce)); }}/>${f("bulk_pick_all")}</label><${To} floor=${floor} to=${to}/>
        <button type="button" class="btn primary" disabled=${busy.value || floor.away.value || picked.length === 0 || to.value.size === 0} onClick=${give}>${f("bulk_give", { n: count(picked.length), agents: count(to.value.size) })}</button></div>
      <div class="b-rows" style=${{ "--rows": ids.length }}><${VirtualList} keys=${ids} height=${38} label=${f("bulk_list")} onEnd=${() => list.more()} row=${(/** @type {string} */ id, /** @type {object} */ focus) => html`<${Line} key=${id} floor=${floor} one=${items.find((each) => each.id === id)} focus=${focus}/>`}/></div>`)}<//></section>`;
}

/** @param {{floor: Floor, one: Reservation|undefined, focus: object}} props */
function Line({ floor, one, focus }) {
  if (!one) return null;
  const { live } = floor, name = one.name || one.number || "";
  /** @param {Event} e */
  const pick = (e) => {
    const next = new Set(chosen.peek());
    if (/** @type {HTMLInputElement} */ (e.currentTarget).checked) next.add(one.id);
    else next.delete(one.id);
    chosen.value = next;
  };
  return html`<label class="b-line"><input class="ck" type="checkbox" ...${focus} checked=${chosen.value.has(one.id)} aria-label=${f("bulk_pick", { name, at: dayTime(Date.parse(one.due_at), live.timeZone.value) })} onChange=${pick}/><span class="tm">${dayTime(Date.parse(one.due_at), live.timeZone.value)}</span><b class="med trunc">${name}</b><span class="c2 trunc">${one.name ? one.number : ""}</span><span class="trunc">${one.agent ? floor.agentName(one.agent) : html`<span class="c3">${f("bulk_nobody")}</span>`}</span><span class="c2 trunc">${floor.serviceName(one.service)}</span><span class="c2 trunc">${one.memo ?? ""}</span></label>`;
}

/** To whom: several get one each in turn. @param {{floor: Floor, to: import("../../../vendor/signals.js").Signal<Set<string>>}} props */
function To({ floor, to }) {
  const { live } = floor;
  const add = (/** @type {Event} */ e) => { const field = /** @type {HTMLSelectElement} */ (e.currentTarget); if (field.value) to.value = new Set([...to.peek(), field.value]); field.value = ""; };
  const drop = (/** @type {string} */ id) => { const next = new Set(to.peek()); next.delete(id); to.value = next; };
  return html`<div class="row wrap b-to"><div class="in sel sm"><select aria-label=${f("bulk_to")} value="" onChange=${add}><option value="">${f("bulk_to")}</option>${floor.agents.value.filter((id) => !to.value.has(id)).map((id) => { const row = live.agents.row(id)?.peek(); return row ? html`<option key=${id} value=${id}>${personName(row)} (${row.extension})</option>` : null; })}</select><${Icon} name="chev-d"/></div>
    ${[...to.value].map((id) => html`<button key=${id} type="button" class="chip" aria-label=${f("bulk_to_drop", { name: floor.agentName(id) })} onClick=${() => drop(id)}>${floor.agentName(id)} <${Icon} name="x" size="xs"/></button>`)}</div>`;
}
