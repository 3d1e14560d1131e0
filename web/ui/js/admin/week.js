// A week of opening hours: as bars, and as spans of each day.
import { html } from "../dom.js";
import { w, wcode } from "./text.js";

/** @typedef {{from: string, to: string}} Span */
/** @typedef {Span & {days: string[]}} WeekSpan */

export const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Minutes of the day. @param {string} text */
const minutes = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

/** The spans of each day. @param {WeekSpan[]} week @returns {Record<string, Span[]>} */
export function byDay(week) {
  return Object.fromEntries(days.map((day) => [day, week.filter((span) => span.days.includes(day)).map(({ from, to }) => ({ from, to })).sort((a, b) => a.from.localeCompare(b.from))]));
}

/** As the server keeps it: days of equal spans together. @param {Record<string, Span[]>} of @returns {WeekSpan[]} */
export function toWeek(of) {
  /** @type {Map<string, WeekSpan>} */
  const spans = new Map();
  for (const day of days) {
    for (const { from, to } of of[day] ?? []) {
      const key = `${from}-${to}`, known = spans.get(key);
      if (known) known.days.push(day);
      else spans.set(key, { days: [day], from, to });
    }
  }
  return [...spans.values()];
}

/** A time as people type it, "9", "9:00" or "0900", as it is kept; what is no time stays. @param {string} text */
export function timeOf(text) {
  const [, hour = "", minute = "00"] = /^\s*(\d{1,2})[:.]?(\d{2})?\s*$/.exec(text) ?? [], full = hour && `${hour.padStart(2, "0")}:${minute}`;
  return time.test(full) || full === "24:00" ? full : text;
}

const time = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** @param {Span} span @returns {[number, number][]} parts in percent of the day; one over midnight is two */
function parts({ from, to }) {
  const a = minutes(from), b = minutes(to), day = 1440;
  if (!time.test(from) || !(time.test(to) || to === "24:00")) return []; // what is still being written
  return b > a ? [[a / day * 100, b / day * 100]] : [[a / day * 100, 100], [0, b / day * 100]];
}

/** @param {{week: WeekSpan[]}} props */
export function WeekBars({ week }) {
  const of = byDay(week);
  return html`<div class="week"><ul class="hrs">${days.map((day) => {
    const spans = of[day] ?? [], text = spans.length ? spans.map((span) => `${span.from}–${span.to}`).join(", ") : w("closed_day");
    return html`<li key=${day}><b>${wcode("day", day)}</b><div class="trk" aria-hidden="true">${spans.flatMap(parts).map(([a, b], i) => html`<i key=${i} style=${{ "--a": `${a}%`, "--b": `${b}%` }}></i>`)}</div><span class=${spans.length ? "trunc" : "c3"} title=${text}>${text}</span></li>`;
  })}</ul><div class="axh" aria-hidden="true">${[0, 6, 12, 18, 24].map((hour) => html`<span key=${hour}>${hour}</span>`)}</div></div>`;
}

/** @param {{spans?: Span[]}} one */
export const exceptionText = (one) => (one.spans?.length ? one.spans.map((span) => `${span.from}–${span.to}`).join(", ") : w("closed_day"));
