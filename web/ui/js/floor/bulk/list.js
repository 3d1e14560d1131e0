// Reservations of the manager's team, of every type and in every state: whose they are,
// and how they are given to agents, opened again and cancelled.
import { html, signal, useEffect, useRef, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { count, dayTime, fromLocalInput, localInput } from "../../format.js";
import { tcode } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { personName } from "../../states.js";
import { failure } from "../../shell.js";
import { Empty, Loaded, Paged } from "../../desk/parts/resource.js";
import { VirtualList } from "../../desk/parts/virtual.js";
import { Sure } from "../detail.js";
import { f, fcode } from "../text.js";

/** @typedef {import("../model.js").Floor} Floor */
/** @typedef {import("../../desk/types.js").Reservation} Reservation */

const pageSize = 200, mostAtOnce = 500;
const states = ["open", "missed", "done", "cancelled"], types = ["direct", "bulk", "callback"];
/** Whose: nobody's, or anybody's. */
const whose = signal(/** @type {"nobody"|"all"} */ ("nobody"));
/** "" for every one. */
const state = signal("open"), type = signal("");
const chosen = signal(/** @type {Set<string>} */ (new Set()));

/** @type {Paged<{items: Reservation[], next?: string}>} */
export const list = new Paged((cursor) => request("GET", `reservations?${new URLSearchParams(Object.entries({ type: type.peek(), state: state.peek(), limit: String(pageSize), agent: whose.peek() === "nobody" ? "-" : "", cursor }).filter(([, value]) => value))}`));

/** What is looked for has changed. */
function look() {
  chosen.value = new Set();
  list.clear();
  void list.refresh();
}

const id = encodeURIComponent;
/** Opens one again, or gives it another time; the rest stays. @param {Reservation} one @param {string} due */
const reopen = (one, due) => request("PUT", `reservations/${id(one.id)}`, { due_at: due, name: one.name, service: one.service, memo: one.memo, version: one.version });
/** @param {Reservation} one */
const cancel = (one) => request("POST", `reservations/${id(one.id)}/cancel`, { version: one.version });

/** @param {{floor: Floor}} props */
export function BulkList({ floor }) {
  const said = useSignal(/** @type {{text: string, bad?: boolean}|null} */ (null)), to = useSignal(/** @type {Set<string>} */ (new Set())), due = useSignal(""), busy = useSignal(false), zone = floor.live.timeZone.value, away = floor.away.value;
  useEffect(() => { look(); }, [whose.value, state.value, type.value]);
  const told = floor.live.reserved.value, read = useRef(told);
  useEffect(() => { // somebody has changed one of them; what is asked for here reads them again by itself
    if (away || told === read.current) return undefined;
    const again = () => {
      if (document.hidden || busy.value || told === read.current) return;
      read.current = told;
      void list.again();
    };
    again();
    document.addEventListener("visibilitychange", again);
    return () => document.removeEventListener("visibilitychange", again);
  }, [told, away, busy.value]);
  const items = list.value.value?.items ?? [], ids = items.map((one) => one.id), picked = items.filter((one) => chosen.value.has(one.id)).slice(0, mostAtOnce), n = count(picked.length), whole = picked.length === ids.length && ids.length > 0;
  const over = picked.filter((one) => one.state !== "open"), ended = over.some((one) => one.state !== "missed"), at = () => new Date(fromLocalInput(due.peek(), zone)).toISOString();
  useEffect(() => { if (over.length && !due.peek()) due.value = localInput(Math.ceil((floor.live.clock.now() + 3_600_000) / 900_000) * 900_000, zone); }, [over.length]);
  /** @param {() => Promise<string>} work which gives what is said then @param {() => string} [before] what was done before it failed */
  const ask = async (work, before = () => "") => {
    busy.value = true;
    said.value = null;
    try { said.value = { text: await work() }; chosen.value = new Set(); } catch (error) { said.value = { text: [before(), failure(error)].filter(Boolean).join(" "), bad: true }; }
    await list.again();
    busy.value = false;
  };
  const give = () => ask(async () => {
    await request("POST", "reservations/assign", { ids: picked.map((one) => one.id), agents: [...to.peek()], ...(over.length ? { due_at: at() } : {}) }, 30_000);
    return f("bulk_given", { n, to: [...to.peek()].map((one) => floor.agentName(one)).join(", ") });
  });
  /** One by one: those before a refused one stay done. @param {(one: Reservation) => Promise<any>} act @param {"bulk_reopened"|"bulk_cancelled"} text */
  const each = (act, text) => {
    let done = 0;
    return ask(async () => {
      for (const one of picked) {
        await act(one);
        done++;
        chosen.value = new Set([...chosen.peek()].filter((id) => id !== one.id)); // those left are picked still
      }
      return f(text, { n });
    }, () => (done ? f(text, { n: count(done) }) : ""));
  };
  const off = busy.value || away || picked.length === 0;
  return html`<section class="panel b-list" aria-label=${f("bulk_list")}><div class="b-head"><div><h2>${f("bulk_list")} <span class="count">${list.value.value ? `${count(items.length)}${list.value.value.next ? "+" : ""}` : ""}</span></h2><p class="hint">${f("bulk_list_why")}</p></div><button type="button" class="btn sm end" onClick=${() => list.again()}><${Icon} name="refresh" size="s"/>${f("bulk_refresh")}</button></div>
    <div class="row wrap b-pad b-filters"><span class="seg" role="group" aria-label=${f("bulk_state")}>${["", ...states].map((one) => html`<button key=${one} type="button" aria-pressed=${state.value === one} onClick=${() => { state.value = one; }}>${one ? tcode("booked", one) : f("bulk_any_state")}</button>`)}</span>
      <span class="seg" role="group" aria-label=${f("bulk_type")}>${["", ...types].map((one) => html`<button key=${one} type="button" aria-pressed=${type.value === one} onClick=${() => { type.value = one; }}>${one ? fcode("bulk_kind", one) : f("bulk_any_type")}</button>`)}</span>
      <span class="seg" role="group" aria-label=${f("bulk_whose")}>${/** @type {const} */ (["nobody", "all"]).map((one) => html`<button key=${one} type="button" aria-pressed=${whose.value === one} onClick=${() => { whose.value = one; }}>${fcode("bulk_whose", one)}</button>`)}</span></div>
    <p class="said-line" role="status" data-t=${said.value?.bad ? "bad" : undefined}>${said.value ? html`<${Icon} name=${said.value.bad ? "bad" : "check"} size="s"/>${said.value.text}` : null}</p>
    <${Loaded} of=${list} what=${f("bulk_list")}>${() => (items.length === 0 ? html`<${Empty} icon="cal" title=${f(whose.value === "nobody" && state.value === "open" && !type.value ? "bulk_empty_nobody" : "bulk_empty")} why=${f("bulk_empty_why")}/>` : html`
      <div class="b-give"><label class="row"><input class="ck" type="checkbox" checked=${whole} onChange=${() => { chosen.value = new Set(whole ? [] : ids.slice(0, mostAtOnce)); }}/>${f("bulk_pick_all")}</label><${To} floor=${floor} to=${to}/>
        <button type="button" class="btn primary" disabled=${off || to.value.size === 0 || ended || over.length > 0 && !due.value} onClick=${give}>${f("bulk_give", { n, agents: count(to.value.size) })}</button></div>
      ${picked.length ? html`<div class="row wrap b-pad">${over.length ? html`<label class="row b-due">${f("bulk_due")}<span class="in sm"><input type="datetime-local" value=${due.value} title=${f("bulk_due_why")} onInput=${(/** @type {Event} */ e) => { due.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></span></label>` : null}
        ${over.length ? html`<button type="button" class="btn sm" disabled=${off || over.length < picked.length || !due.value} onClick=${() => each((one) => reopen(one, at()), "bulk_reopened")}>${f("bulk_reopen", { n })}</button>` : null}
        ${ended ? null : html`<${Sure} text=${f("bulk_cancel", { n })} sure=${f("bulk_cancel_sure", { n })} disabled=${off} onSure=${() => each(cancel, "bulk_cancelled")}/>`}</div>` : null}
      <div class="b-rows" style=${{ "--rows": ids.length }}><${VirtualList} keys=${ids} height=${38} label=${f("bulk_list")} onEnd=${() => list.more()} row=${(/** @type {string} */ key, /** @type {object} */ focus) => html`<${Line} key=${key} floor=${floor} one=${items.find((each) => each.id === key)} focus=${focus}/>`}/></div>`)}<//></section>`;
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
  return html`<label class="b-line"><input class="ck" type="checkbox" ...${focus} checked=${chosen.value.has(one.id)} aria-label=${f("bulk_pick", { name, at: dayTime(Date.parse(one.due_at), live.timeZone.value) })} onChange=${pick}/><span class="tm">${dayTime(Date.parse(one.due_at), live.timeZone.value)}</span><span class="row tags"><span class="tagx">${fcode("bulk_kind", one.type)}</span>${one.state === "open" ? null : html`<span class="tagx" data-t=${one.state === "missed" ? "warn" : undefined}>${tcode("booked", one.state)}</span>`}</span><b class="med trunc">${name}</b><span class="c2 trunc">${one.name ? one.number : ""}</span><span class="trunc">${one.agent ? floor.agentName(one.agent) : html`<span class="c3">${f("bulk_nobody")}</span>`}</span><span class="c2 trunc">${floor.serviceName(one.service)}</span><span class="c2 trunc">${one.result || one.memo || ""}</span></label>`;
}

/** To whom: several get one each in turn. @param {{floor: Floor, to: import("../../../vendor/signals.js").Signal<Set<string>>}} props */
function To({ floor, to }) {
  const { live } = floor;
  const add = (/** @type {Event} */ e) => { const field = /** @type {HTMLSelectElement} */ (e.currentTarget); if (field.value) to.value = new Set([...to.peek(), field.value]); field.value = ""; };
  const drop = (/** @type {string} */ id) => { const next = new Set(to.peek()); next.delete(id); to.value = next; };
  return html`<div class="row wrap b-to"><div class="in sel sm"><select aria-label=${f("bulk_to")} value="" onChange=${add}><option value="">${f("bulk_to")}</option>${floor.agents.value.filter((id) => !to.value.has(id)).map((id) => { const row = live.agents.row(id)?.peek(); return row ? html`<option key=${id} value=${id}>${personName(row)} (${row.extension})</option>` : null; })}</select><${Icon} name="chev-d"/></div>
    ${[...to.value].map((id) => html`<button key=${id} type="button" class="chip" aria-label=${f("bulk_to_drop", { name: floor.agentName(id) })} onClick=${() => drop(id)}>${floor.agentName(id)} <${Icon} name="x" size="xs"/></button>`)}</div>`;
}
