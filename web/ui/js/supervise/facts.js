// The figures of a room (세부 정보), and the supervisors who took part (S20).
import { html, useComputed } from "../dom.js";
import { clockTime, count, daySecond, timeOfDay } from "../format.js";
import { Icon } from "../icons.js";
import { Rated } from "../chat/info.js";
import { siteName } from "../chat/names.js";
import { inWords, Since } from "../desk/parts/time.js";
import { v, vcode } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */
/** @typedef {import("./looked.js").Told} Told */

/** @param {number} ms */
const span = (ms) => html`<time class="tm" aria-label=${inWords(ms)}>${clockTime(ms)}</time>`;

/** @param {{page: Supervise, told: Told}} props */
export function Facts({ page, told }) {
  const { live, looked } = page, row = looked.row.value ?? told.detail.room, zone = live.timeZone.value, by = looked.tally.value.by.value;
  const open = looked.open.value !== undefined, at = (/** @type {number|undefined} */ time) => (time ? daySecond(time, zone) : "–");
  /** From one moment to another; without the other it goes on while the room is open. @param {number|undefined} from @param {number|undefined} to */
  const time = (from, to) => (from && to ? span(to - from) : from && open ? html`<${Since} key=${from} since=${from} now=${live.now}/>` : "–");
  const over = row.ended_at || undefined, first = told.timeline.find((one) => one.kind === "assigned")?.at ?? row.assigned_at;
  return html`<section class="sec"><dl class="figs4">
      <div><dt>${v("fact.wait")}</dt><dd>${time(row.requested_at, first ?? over)}</dd></div><div><dt>${v("fact.first")}</dt><dd>${time(first, row.answered_at ?? over)}</dd></div>
      <div><dt>${v("fact.handling")}</dt><dd>${time(row.answered_at, over)}</dd></div><div><dt>${v("fact.messages")}</dt><dd>${by ? count(by.customer + by.agent) : "–"}</dd></div></dl>
      ${by ? html`<p class="c3 t-xs">${v("fact.messages_by", { customer: count(by.customer), agent: count(by.agent) })}</p>` : null}</section>
    <section class="sec"><h3>${v("supervisors")}</h3>${told.detail.monitors?.length ? html`<ul class="took">${told.detail.monitors.map((one) => html`<li key=${`${one.user} ${one.began_at}`}><${Icon} name="bino"/><b class="med trunc">${one.name || one.user}</b><${Span} page=${page} one=${one} now=${told.detail.watcher?.user === one.user}/></li>`)}</ul>` : html`<p class="c3">${v("no_supervisors")}</p>`}</section>
    <section class="sec"><dl class="kv">${/** @type {[string, any][]} */ ([[v("fact.opened"), at(row.opened_at)], [v("fact.requested"), at(row.requested_at)], [v("fact.assigned"), at(first)], [v("fact.answered"), at(row.answered_at)], [v("fact.ended"), at(over)],
      [v("fact.end_type"), row.end_type ? vcode("end_type", row.end_type) : "–"], [v("fact.rating"), told.detail.rating ? html`<${Rated} rating=${told.detail.rating}/>` : "–"], [v("fact.held"), v(row.held ? "yes" : "no")], [v("fact.title"), row.title || told.detail.row.title || "–"], [v("fact.site"), row.site ? html`<span title=${row.site}>${siteName(row)}</span>` : "–"]]).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}

/** From when to when somebody looked on. @param {{page: Supervise, one: import("./api.js").Watch, now: boolean}} props */
function Span({ page, one, now }) {
  const zone = page.live.timeZone.value, text = useComputed(() => (now && !one.ended_at ? v("until_now", { time: clockTime(page.live.now.value - one.began_at) }) : ""));
  return html`<span class="c3 t-xs end tm">${timeOfDay(one.began_at, zone)} ~ ${one.ended_at ? timeOfDay(one.ended_at, zone) : text.value}</span>`;
}
