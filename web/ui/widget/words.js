// The visitor's language, and words in it.
import { signal } from "../js/dom.js";
import { fill } from "../js/fill.js";
import { en } from "./text/en.js";
import { ko } from "./text/ko.js";

/** @typedef {keyof typeof ko} Key */
/** @typedef {import("./types.js").Language} Language */

/** @type {import("../vendor/signals.js").Signal<Language>} */
export const language = signal("ko");

/**
 * The language of a page: as the script tag asks, else as the page says it is written, among
 * those that the site offers.
 * @param {string|undefined} asked @param {Language[]|undefined} offered
 * @returns {Language}
 */
export function languageOf(asked, offered = ["ko", "en"]) {
  const wanted = (asked || document.documentElement.lang || navigator.language || "").toLowerCase().startsWith("ko") ? "ko" : "en";
  return offered.length === 0 || offered.includes(wanted) ? wanted : offered[0];
}

/** @param {Key} key @param {Record<string, string|number>} [values] */
export function say(key, values) {
  const text = (language.value === "en" ? en : ko)[key];
  return values ? fill(text, values) : text;
}

/** Words for a code that the server may extend. @param {string} group @param {string} code @param {string} [otherwise] */
export const sayCode = (group, code, otherwise = "") => (`${group}.${code}` in ko ? say(/** @type {Key} */ (`${group}.${code}`)) : otherwise);

/** A name in the visitor's language. @param {import("./types.js").Names|undefined} names @param {string} [otherwise] */
export const named = (names, otherwise = "") => names?.[language.value] || names?.ko || names?.en || otherwise;

const locale = () => (language.value === "en" ? "en-GB" : "ko-KR");

/** The hour of a moment, 24 h. @param {number} at ms */
export const clock = (at) => new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

/** A day as people say it. @param {number} at ms @param {number} now */
export function day(at, now = Date.now()) {
  const start = new Date(now).setHours(0, 0, 0, 0), hours = 3_600_000;
  if (at >= start && at < start + 24 * hours) return say("today");
  if (at < start && at >= new Date(start - 12 * hours).setHours(0, 0, 0, 0)) return say("yesterday");
  return new Intl.DateTimeFormat(locale(), { month: "long", day: "numeric", weekday: "short" }).format(at);
}

/** When somebody answers next: 내일 09:00에 시작합니다. @param {number} at ms @param {number} now */
export function opensAt(at, now = Date.now()) {
  const start = (/** @type {number} */ days) => { const one = new Date(now); return new Date(one.getFullYear(), one.getMonth(), one.getDate() + days).getTime(); };
  const key = at < start(1) ? "hours.today" : at < start(2) ? "hours.tomorrow" : "hours.day";
  return say(key, { time: clock(at), day: key === "hours.day" ? day(at, now) : "" });
}

export { size as bytes } from "../js/size.js";
