// Numbers and times as people read them on every page.

/** Digits in groups of three: 2,862. @param {number} n */
export function count(n) {
  return n < 1000 ? String(n) : String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * A rate in percent without its sign: "94.1", "100", or "–" when there is none.
 * @param {number|null|undefined} rate
 */
export function percent(rate) {
  if (rate === null || rate === undefined) return "–";
  return rate === 100 ? "100" : rate.toFixed(1);
}

/** Milliseconds as mm:ss, from one hour h:mm:ss. @param {number} ms never shown below zero */
export function clockTime(ms) {
  const all = Math.max(0, Math.floor(ms / 1000));
  const h = Math.floor(all / 3600), m = Math.floor(all / 60) % 60, s = all % 60;
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

/** @type {Map<string, Intl.DateTimeFormat>} one formatter for each zone and use; they are costly to make */
const formatters = new Map();

/** @param {string} zone @param {string} locale @param {Intl.DateTimeFormatOptions} options */
function formatter(zone, locale, options) {
  const key = `${zone}|${locale}|${JSON.stringify(options)}`;
  let made = formatters.get(key);
  if (!made) formatters.set(key, made = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone, hourCycle: "h23" }));
  return made;
}

/** Time of day in the centre's zone: 14:32:07. @param {number} at @param {string} zone */
export function timeOfDay(at, zone) {
  return formatter(zone, "en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);
}

/** Day on the wall: "11.20 목", "Thu 20". @param {number} at @param {string} zone @param {string} language */
export function dayOnWall(at, zone, language) {
  if (language === "en") {
    const parts = formatter(zone, "en-GB", { weekday: "short", day: "numeric" }).formatToParts(at);
    return `${part(parts, "weekday")} ${part(parts, "day")}`;
  }
  const parts = formatter(zone, "ko-KR", { month: "2-digit", day: "2-digit", weekday: "short" }).formatToParts(at);
  return `${part(parts, "month")}.${part(parts, "day")} ${part(parts, "weekday")}`;
}

/** Day in a talk: "11.20 목", "Thu, 20 Nov". @param {number} at @param {string} zone @param {string} language */
export function dayInTalk(at, zone, language) {
  if (language !== "en") return dayOnWall(at, zone, language);
  const parts = formatter(zone, "en-GB", { weekday: "short", day: "numeric", month: "short" }).formatToParts(at);
  return `${part(parts, "weekday")}, ${part(parts, "day")} ${part(parts, "month")}`;
}

/** @param {Intl.DateTimeFormatPart[]} parts @param {string} type */
function part(parts, type) {
  return parts.find((p) => p.type === type)?.value ?? "";
}

/** Hour and minute in a zone: 14:32. @param {number} at @param {string} zone */
export const shortTime = (at, zone) => timeOfDay(at, zone).slice(0, 5);

/** The parts of a moment in a zone, as numbers of text. @param {number} at @param {string} zone */
function inZone(at, zone) {
  const parts = formatter(zone, "en-GB", { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).formatToParts(at);
  return { day: `${part(parts, "year")}-${part(parts, "month")}-${part(parts, "day")}`, time: `${part(parts, "hour")}:${part(parts, "minute")}` };
}

/** The day in a zone: 2026-11-20. @param {number} at @param {string} zone */
export const dayIn = (at, zone) => inZone(at, zone).day;

/** Day and time in lists: 11-20 15:00. @param {number} at @param {string} zone */
export function dayTime(at, zone) {
  const { day, time } = inZone(at, zone);
  return `${day.slice(5)} ${time}`;
}

/** A moment in lists: of today its time, of another day that too. @param {number} at @param {number} now @param {string} zone */
export const moment = (at, now, zone) => (dayIn(at, zone) === dayIn(now, zone) ? shortTime(at, zone) : dayTime(at, zone));

/** Day and time to the second: 11-20 15:00:07. @param {number} at @param {string} zone */
export const daySecond = (at, zone) => `${dayIn(at, zone).slice(5)} ${timeOfDay(at, zone)}`;

/** A moment as an input of the type datetime-local holds it. @param {number} at @param {string} zone */
export function localInput(at, zone) {
  const { day, time } = inZone(at, zone);
  return `${day}T${time}`;
}

/** The moment that such an input means in a zone, in ms; NaN for none. @param {string} text @param {string} zone */
export function fromLocalInput(text, zone) {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return NaN;
  const as = Date.parse(`${text}:00Z`);
  const shift = (/** @type {number} */ at) => Date.parse(`${localInput(at, zone)}:00Z`) - at;
  return as - shift(as - shift(as)); // twice: the shift may change in between
}

/** The day so many days after another one, as such inputs have it. @param {string} day @param {number} days */
export const daysOn = (day, days) => (/^\d{4}-\d\d-\d\d$/.test(day) ? new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10) : "");

/** Whether an address is one of this machine alone: phones elsewhere do not reach it. @param {string} host */
export const onlyHere = (host) => /^(127\.|localhost$|\[?::1\]?$)/.test(host);

/** Browsers and systems by what stands in a User-Agent, the more special ones first. @type {[string, RegExp][]} */
const browsers = [["Edge", /Edg(?:e|A|iOS)?\//], ["Whale", /Whale\//], ["Samsung Internet", /SamsungBrowser\//], ["Opera", /OPR\//], ["Firefox", /(?:Firefox|FxiOS)\//], ["Chrome", /(?:Chrome|CriOS)\//], ["Safari", /Safari\//]];
/** @type {[string, RegExp][]} */
const systems = [["Windows", /Windows/], ["Android", /Android/], ["iOS", /iPhone|iPad/], ["macOS", /Mac OS X/], ["ChromeOS", /CrOS/], ["Linux", /Linux/]];

/** A program in short, such as "Chrome · Linux", by its User-Agent; one that is no known browser as it is. @param {string} agent */
export function clientName(agent) {
  const browser = browsers.find(([, mark]) => mark.test(agent))?.[0], system = systems.find(([, mark]) => mark.test(agent))?.[0];
  return browser ? [browser, system].filter(Boolean).join(" · ") : agent;
}
