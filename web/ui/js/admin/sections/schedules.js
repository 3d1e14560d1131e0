// When agents take no chats: whether they work today, breaks, the own meal time, days off.
// Managers see their own agents; days off are the administrators'.
import { html } from "../../dom.js";
import { request } from "../../api.js";
import { count } from "../../format.js";
import { Icon } from "../../icons.js";
import { personName } from "../../states.js";
import { Empty, Loaded } from "../../desk/parts/resource.js";
import { VirtualList } from "../../desk/parts/virtual.js";
import { Open, Sheet } from "../document.js";
import { F, Panel } from "../fields.js";
import { go } from "../route.js";
import { all, have, useLists } from "../shared.js";
import { w, wcode } from "../text.js";
import { SpanInputs, typed, WrongRow } from "./hours.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {import("../../api.js").User} User */
/** @typedef {import("../week.js").Span} Span */
/** @typedef {{date: string, note?: string}} DayOff */

const rowHeight = 44; // px

/** One of each agent that was opened. @type {Map<string, Sheet>} */
const sheets = new Map();

/** As a draft has it: a switch that is off is not set. @param {any} got */
const read = ({ working, ...rest }) => (working ? { ...rest, working } : rest);

/** @param {string} id of the agent @param {User} user */
function sheetOf(id, user) {
  const known = sheets.get(id), path = `chat/agents/${encodeURIComponent(id)}/schedule`;
  if (known) return known;
  /** @param {any} draft */
  const put = ({ working = false, breaks = [], meal, days_off: off = [], version }) => request("PUT", path, {
    working, breaks: breaks.map(typed), ...(meal ? { meal: typed(meal) } : {}), ...(user.role === "administrator" ? { days_off: off } : {}), ...(version ? { version } : {}),
  });
  const made = new Sheet({ get: () => request("GET", path).then(read), put: (draft) => put(draft).then(read), target: `chat-schedule:${id}`, name: () => nameOf(id), key: `schedules/${id}` });
  sheets.set(id, made);
  return made;
}

/** @param {string} id */
const nameOf = (id) => { const one = have("agents").find((each) => each.id === id); return one ? personName(one) : id; };

/** @param {{id: string, user: User}} props */
export function Schedules({ id, user }) {
  useLists("agents");
  const label = wcode("s", "schedules"), list = have("agents"), there = list.some((one) => one.id === id);
  return html`<section class="pane list-pane" aria-label=${label}><div class="phead"><h2>${label} <span class="count">${all.agents.value.value ? count(list.length) : ""}</span></h2></div>
      <${Loaded} of=${all.agents} what=${label}>${() => (list.length === 0 ? html`<${Empty} icon="headset" title=${w("agents.none")} why=${w("schedules.why")}/>`
        : html`<${VirtualList} keys=${list.map((one) => one.id)} height=${rowHeight} label=${label} row=${(/** @type {string} */ key, /** @type {object} */ focus) => html`<${Row} key=${key} id=${key} on=${key === id} focus=${focus}/>`}/>`)}<//></section>
    ${there ? html`<main class="scroll det" tabindex="-1" key=${id}><div class="det-head"><h2 class="t-lg trunc">${nameOf(id)}</h2><span class="c3">${id}</span></div>
      <${Open} of=${sheetOf(id, user)} what=${nameOf(id)}>${(/** @type {Draft} */ draft) => html`<${Today} draft=${draft}/><${Daily} draft=${draft}/><${DaysOff} draft=${draft} may=${user.role === "administrator"}/>`}<//></main>`
    : html`<main class="scroll det none">${list.length ? html`<${Empty} icon="cal" title=${id ? w("gone") : w("choose_one", { what: wcode("s", "agents") })} why=${w("schedules.why")}/>` : null}</main>`}`;
}

/** @param {{id: string, on: boolean, focus: object}} props */
function Row({ id, on, focus }) {
  const unsaved = sheets.get(id)?.draft.value?.dirty.value;
  return html`<button type="button" class="line" ...${focus} aria-current=${on ? "true" : undefined} onClick=${() => go("schedules", id)}><b class="med trunc">${nameOf(id)}</b><span class="c3 t-xs trunc">${id}</span>
    <span class="end row">${unsaved ? html`<span class="dot" title=${w("unsaved")}><span class="sr">${w("unsaved")}</span></span>` : null}</span></button>`;
}

/** The work flag, and what the schedule says now. @param {{draft: Draft}} props */
function Today({ draft }) {
  const duty = draft.was("duty"), today = draft.was("today"), off = (draft.get("days_off") ?? []).some((/** @type {DayOff} */ one) => one.date === today);
  return html`<${Panel} title=${w("schedule_today", { day: today })} why=${w("d.working")} side=${html`<span class="tagx" role="status" data-t=${duty === "work" ? "good" : undefined}>${wcode("duty", duty)}</span>`}>
    <div class="pad"><${F} draft=${draft} spec=${{ path: "working", kind: "switch", label: w("f.working") }}/></div>${off ? html`<p class="hint pad">${w("schedule_off_today")}</p>` : null}<//>`;
}

/** Breaks and the meal time of every day. @param {{draft: Draft}} props */
function Daily({ draft }) {
  const breaks = /** @type {Span[]} */ (draft.get("breaks") ?? []), meal = /** @type {Span|undefined} */ (draft.get("meal")), placed = draft.placed.value;
  /** @param {string} place */
  const wrong = (place) => ({ from: placed[`${place}.from`], to: placed[`${place}.to`] });
  /** @param {Span[]} to @param {string} [place] */
  const set = (to, place) => draft.set("breaks", to, place);
  const first = (/** @type {{from?: string, to?: string}} */ { from, to }) => from ?? to;
  return html`<${Panel} title=${w("schedule_daily")} why=${w("schedule_daily_why")}><ul class="week-edit daily" id="f-breaks"><li><b>${w("f.breaks")}</b><div class="spans">${breaks.length === 0 ? html`<span class="c3">${w("breaks_none")}</span>` : null}
      ${breaks.map((span, i) => html`<${SpanInputs} key=${i} span=${span} name=${w("break_n", { n: i + 1 })} wrong=${wrong(`breaks[${i}]`)} set=${(/** @type {Span} */ v) => set(breaks.map((each, n) => (n === i ? v : each)), `breaks[${i}]`)} remove=${() => set(breaks.filter((_, n) => n !== i))}/>`)}<${WrongRow} text=${breaks.map((_, i) => first(wrong(`breaks[${i}]`))).find(Boolean) ?? placed.breaks}/></div>
      <button type="button" class="btn ghost icon sm" aria-label=${w("break_add")} title=${w("break_add")} onClick=${() => set([...breaks, { from: "15:00", to: "15:15" }])}><${Icon} name="plus" size="s"/></button></li>
    <li><b>${w("own_meal")}</b><div class="spans">${meal ? html`<${SpanInputs} span=${meal} name=${w("own_meal")} wrong=${wrong("meal")} set=${(/** @type {Span} */ v) => draft.set("meal", v)} remove=${() => draft.set("meal", undefined)}/><${WrongRow} text=${first(wrong("meal"))}/>` : html`<span class="c3">${w("meal_none")}</span>`}</div>
      ${meal ? null : html`<button type="button" class="btn ghost icon sm" aria-label=${w("meal_add")} title=${w("meal_add")} onClick=${() => draft.set("meal", { from: "12:00", to: "13:00" })}><${Icon} name="plus" size="s"/></button>`}</li></ul><//>`;
}

/** Days off: who may not register them reads them. @param {{draft: Draft, may: boolean}} props */
function DaysOff({ draft, may }) {
  const list = /** @type {DayOff[]} */ (draft.get("days_off") ?? []), placed = draft.placed.value;
  /** @param {DayOff[]} to */
  const set = (to) => draft.set("days_off", to);
  /** @param {number} i @param {Partial<DayOff>} v */
  const change = (i, v) => set(list.map((each, n) => (n === i ? { ...each, ...v } : each)));
  const value = (/** @type {Event} */ e) => /** @type {HTMLInputElement} */ (e.currentTarget).value;
  const add = html`<button type="button" class="btn sm" onClick=${() => set([...list, { date: "" }])}><${Icon} name="plus" size="s"/>${w("day_off_add")}</button>`;
  return html`<${Panel} title=${w("f.days_off")} why=${w(may ? "days_off_why" : "days_off_admins")} side=${may ? add : null}>${list.length === 0 ? html`<p class="hint pad">${w("days_off_none")}</p>` : null}
    <ul class="exc-edit" id="f-days-off">${list.map((one, i) => { const name = one.date || w("day_off_n", { n: i + 1 }), wrong = placed[`days_off[${i}].date`]; return may ? html`<li key=${i}><span class="in sm date-in"><input type="date" aria-label=${w("date_of", { name: w("day_off_n", { n: i + 1 }) })} aria-invalid=${wrong ? "true" : undefined} value=${one.date} onInput=${(/** @type {Event} */ e) => change(i, { date: value(e) })}/></span>
      <span class="in sm"><input aria-label=${w("note_of", { name })} placeholder=${w("note_what")} maxlength="60" value=${one.note ?? ""} onInput=${(/** @type {Event} */ e) => change(i, { note: value(e) || undefined })}/></span>
      <button type="button" class="btn ghost icon sm" aria-label=${w("day_off_remove", { name })} onClick=${() => set(list.filter((_, n) => n !== i))}><${Icon} name="trash" size="s"/></button>${wrong ? html`<div class="spans"><${WrongRow} text=${wrong}/></div>` : null}</li>`
    : html`<li key=${i}><b class="med">${one.date}</b><span class="c2 trunc">${one.note ?? ""}</span></li>`; })}</ul><//>`;
}
