// The left side: lists by status with their counts, and the rooms of the chosen one.
import { html, useEffect, useRef, useSignal } from "../dom.js";
import { count } from "../format.js";
import { Icon } from "../icons.js";
import { chats } from "../live/chats.js";
import { busy } from "../desk/parts/ask.js";
import { Empty, Loaded, More } from "../desk/parts/resource.js";
import { rove } from "../desk/parts/roving.js";
import { Filters } from "./filters.js";
import { Hits } from "./hits.js";
import { Conditions } from "./conditions.js";
import { groups } from "./lists.js";
import { ordered, steady, usual } from "./order.js";
import { Picked } from "./picked.js";
import { Row } from "./row.js";
import { SortButton } from "./sort.js";
import { setState } from "./presence.js";
import { Backlog } from "./backlog.js";
import { ch, chcode } from "./text.js";

/** @typedef {import("./api.js").Line} Line */
/** @typedef {import("./model.js").Console} Console */
/** @typedef {import("./sought.js").Tab} Tab */

const atOnce = 100; // rows that are drawn
const mostAbove = 3; // received ones above those in progress

/** Lists that a person has (C26): agents have what waits only where they take it. @param {Console} page @param {"chat"|"bot"} group @returns {Tab[]} */
export const tabsOf = (page, group) => groups[group].filter((tab) => tab !== "waiting" || page.manages || page.takes);

/** @param {{page: Console}} props */
export function ListPane({ page }) {
  const tab = page.tab.value, group = groups.bot.includes(tab) ? "bot" : "chat";
  return html`<section class="pane list" aria-label=${ch("list")}>
    ${page.manages ? html`<div class="kinds"><div class="seg" role="group" aria-label=${ch("kind")}>${/** @type {const} */ (["chat", "bot"]).map((one) => html`<button key=${one} type="button" aria-pressed=${one === group} onClick=${() => page.go(one === "bot" ? "bot" : "in_progress")}>${chcode("group", one)}</button>`)}</div></div>` : null}
    ${page.search.on.value ? html`<${Hits} page=${page}/>` : html`<${TabLine} page=${page} tabs=${tabsOf(page, group)}/><div class="tab-panel" role="tabpanel" id="list-panel" aria-labelledby=${`list-${tab}`}><${ListOf} key=${tab} page=${page} tab=${tab}/></div>`}</section>`;
}

/** @param {{page: Console, tabs: Tab[]}} props */
function TabLine({ page, tabs }) {
  const at = useRef(/** @type {HTMLElement|null} */ (null)), chosen = page.tab.value;
  /** @param {KeyboardEvent} event */
  const keys = (event) => { const to = rove(event, [.../** @type {NodeListOf<HTMLElement>} */ (at.current?.querySelectorAll("[role=tab]") ?? [])], { across: true }), tab = tabs[to]; if (tab) page.go(tab); };
  return html`<div class="stat" role="tablist" aria-label=${ch("status")} ref=${at} onKeyDown=${keys}>${tabs.map((tab) => { const n = page.lists.count(tab); return html`<button key=${tab} type="button" role="tab" id=${`list-${tab}`} aria-controls="list-panel" aria-selected=${tab === chosen} tabindex=${tab === chosen ? 0 : -1} onClick=${() => page.go(tab)}><b class=${n === 0 ? "zero" : ""}>${n === undefined ? "–" : count(n)}</b>${chcode("tab", tab)}</button>`; })}</div>`;
}

/** @param {{page: Console, tab: Tab}} props */
function ListOf({ page, tab }) {
  const { lists } = page, n = lists.count(tab), above = tab === "in_progress" && !page.manages && !lists.filtered.value && !page.picked.value ? ordered(lists.open.value.received ?? [], usual) : [];
  return html`<${SignedOut} page=${page}/>${tab === "waiting" && page.manages ? html`<${Backlog} page=${page}/>` : null}
    ${page.picked.value ? html`<${Picked} page=${page}/>` : html`<div class="grp"><span>${chcode("status", tab)}</span> <span class="c3">${n === undefined ? "" : count(n)}</span><span class="row end"><${SortButton} page=${page} tab=${tab}/><${Filters} page=${page} tab=${tab}/><${PickButton} page=${page} tab=${tab}/></span></div><${Conditions} page=${page}/>`}
    <${Rooms} page=${page} tab=${tab} above=${above}/>`;
}

/** Who takes no part, or is off today as a manager has set it, gets no chats, which is easily forgotten. @param {{page: Console}} props */
function SignedOut({ page }) {
  const me = page.me.value?.agent;
  if (!me || page.manages) return null;
  if (me.duty === "off") return html`<p class="backlog"><${Icon} name="st-off" size="s"/><span class="grow">${ch("off_today")}</span></p>`;
  if (me.signed_in) return null;
  return html`<p class="backlog"><${Icon} name="st-off" size="s"/><span class="grow">${ch("signed_out")}</span><button type="button" class="btn sm" disabled=${busy.value} onClick=${() => setState(page, true, false)}>${ch("state.working")}</button></p>`;
}

/** Picks some to be given or sorted at once (C61, C63). @param {{page: Console, tab: Tab}} props */
function PickButton({ page, tab }) {
  if (tab === "waiting" || tab === "bot" || !page.lists.lines.value.length) return null;
  return html`<button type="button" class="btn ghost icon sm" aria-label=${ch("pick_some")} title=${ch("pick_some")} onClick=${() => { page.picked.value = new Set(); }}><${Icon} name="check" size="s"/></button>`;
}

/** @param {{page: Console, tab: Tab, above: Line[]}} props */
function Rooms({ page, tab, above }) {
  const { lists } = page, box = useRef(/** @type {HTMLElement|null} */ (null)), order = useRef(/** @type {string[]} */ ([])), most = useSignal(atOnce), over = useSignal(false), inside = useSignal(false), sorted = useRef(lists.order.value);
  const all = lists.lines.value, ids = all.map((line) => line.id), byID = new Map(all.map((line) => [line.id, line]));
  const hand = (over.value || inside.value) && sorted.current === lists.order.value && !lists.far.value;
  order.current = hand ? steady(order.current, ids) : ids;
  sorted.current = lists.order.value;
  const lines = order.current.flatMap((id) => byID.get(id) ?? []), shown = lists.far.value ? lines : lines.slice(0, most.value); // the server gives those page by page
  useEffect(() => { most.value = atOnce; }, [tab]);
  const stop = ids.includes(page.talk.value?.id ?? "") ? page.talk.value?.id : shown[0]?.id;
  /** @param {KeyboardEvent} event */
  const keys = (event) => { rove(event, [.../** @type {NodeListOf<HTMLElement>} */ (box.current?.querySelectorAll(".cv-go") ?? [])]); };
  const list = (/** @type {Line[]} */ some) => some.map((line) => html`<${Row} key=${line.id} page=${page} line=${line} focus=${{ tabindex: line.id === stop ? 0 : -1 }}/>`);
  const body = html`<div class="scroll" ref=${box} onKeyDown=${keys} onPointerEnter=${() => { over.value = true; }} onPointerLeave=${() => { over.value = false; }} onFocusIn=${(/** @type {FocusEvent} */ e) => { inside.value = /** @type {Element} */ (e.target).matches(":focus-visible"); }} onFocusOut=${(/** @type {FocusEvent} */ e) => { if (!box.current?.contains(/** @type {Node|null} */ (e.relatedTarget))) inside.value = false; }}>
    ${above.length ? html`<div class="grp sub"><span>${chcode("status", "received")}</span> <span class="c3">${above.length}</span>${above.length > mostAbove ? html`<button type="button" class="btn ghost sm end" onClick=${() => page.go("received")}>${ch("see_all")}</button>` : null}</div><ul aria-label=${chcode("status", "received")}>${list(above.slice(0, mostAbove))}</ul><div class="grp sub"><span>${chcode("status", tab)}</span> <span class="c3">${lines.length}</span></div>` : null}
    ${lines.length ? html`<ul aria-label=${chcode("status", tab)}>${list(shown)}</ul>` : lists.filtered.value ? html`<${Empty} icon="search" title=${ch("found_none")} why=${ch("found_none_why")}/>` : html`<${Empty} icon="msg" title=${chcode("none", tab)} why=${chcode("none_why", tab)}/>`}
    ${lines.length > shown.length ? html`<button type="button" class="btn ghost sm more" onClick=${() => { most.value += atOnce; }}>${ch("more")}</button>` : lists.far.value ? html`<${More} of=${lists.found}/>` : null}</div>`;
  if (!lists.far.value && !chats.loaded.value) return null; // nobody knows yet
  return lists.far.value ? html`<${Loaded} of=${lists.found} what=${chcode("status", tab)}>${() => body}<//>` : body;
}
