// What a list is narrowed to: which conditions each list has, whether an open room meets
// them, and how the address says them, by which other pages lead to what they count.
import { daysOn, fromLocalInput } from "../format.js";

/** @typedef {"waiting"|"received"|"in_progress"|"held"|"ended"|"bot"|"bot_ended"} Tab */
/** @typedef {import("./api.js").Line} Line */
/**
 * Days as 2026-11-30: of the start of what is open, of the end of what is over.
 * within: began in the last 24 hours, or before; awaits: the customer wrote last (M24);
 * opened: began on this day or later; answered: an agent answered (M16).
 * @typedef {{agent: string, site: string, channel: string, large: string, category: string, end_type: string, held: boolean, awaits: boolean, from: string, to: string, within: ""|"24h"|"older", opened: string, answered: boolean, visitor_tag: string, room_tags: string}} Sought
 */

/** @type {Sought} */
export const everything = { agent: "", site: "", channel: "", large: "", category: "", end_type: "", held: false, awaits: false, from: "", to: "", within: "", opened: "", answered: false, visitor_tag: "", room_tags: "" };
const keys = /** @type {(keyof Sought)[]} */ (Object.keys(everything));
const day = 86_400_000; // ms

/** @param {Tab} tab */
export const isOver = (tab) => tab === "ended" || tab === "bot_ended";
/** @param {Tab} tab */
const isOpen = (tab) => !isOver(tab);

/** Lists that have a condition; where nothing stands every list has it. @type {Partial<Record<keyof Sought, (tab: Tab) => boolean>>} */
const has = {
  agent: (tab) => tab !== "waiting" && tab !== "bot" && tab !== "bot_ended", held: (tab) => tab === "in_progress" || isOver(tab), end_type: isOver,
  within: isOpen, awaits: (tab) => tab === "in_progress", opened: (tab) => tab === "ended", answered: (tab) => tab === "ended",
};

/** The conditions that count in a list. @param {Sought} sought @param {Tab} tab @returns {Sought} */
export const narrowed = (sought, tab) => /** @type {Sought} */ (Object.fromEntries(keys.map((key) => [key, has[key]?.(tab) === false ? everything[key] : sought[key]])));

/** Whether the list is narrowed at all. @param {Sought} sought @param {Tab} tab */
export const narrows = (sought, tab) => Object.values(narrowed(sought, tab)).some(Boolean);

/** Whether the server has to look: in what is over, and for tags, which rows do not tell. @param {Sought} sought @param {Tab} tab */
export const isFar = ({ visitor_tag, room_tags }, tab) => isOver(tab) || !!(visitor_tag || room_tags);

/** What the server does not look for. @type {(keyof Sought)[]} */
export const here = ["within", "awaits"];

/**
 * Whether open rooms fit. Of rooms with the bot only those of today are listed, unless days are asked for (C8).
 * @param {Sought} sought as it counts in the list @param {Tab} tab @param {{now: number, today: string, zone: string}} when
 * @returns {(line: Line) => boolean}
 */
export function fits({ agent, site, channel, large, category, held, awaits, from, to, within }, tab, { now, today, zone }) {
  const first = from || (tab === "bot" && !to && !within ? today : ""), begin = first ? fromLocalInput(`${first}T00:00`, zone) : 0, end = to ? fromLocalInput(`${daysOn(to, 1)}T00:00`, zone) : Infinity, recent = now - day;
  return (line) => (!agent || line.agent === agent) && (!site || line.site === site) && (!channel || line.channel === channel) && (!large || line.large?.id === large) && (!category || line.category === category || line.middle?.id === category) &&
    (!held || !!line.held) && (!awaits || line.last_by === "customer") && line.opened_at >= begin && line.opened_at < end && (!within || (line.opened_at >= recent) === (within === "24h"));
}

/** What the address asks for, as other pages write it (monitor/ways.js). @param {string} search @returns {Sought} */
export function soughtIn(search) {
  const asked = new URLSearchParams(search), sought = { ...everything };
  for (const key of keys) {
    const text = asked.get(key) ?? "", is = typeof everything[key] === "boolean" ? text === "true" : key === "within" ? (text === "24h" || text === "older" ? text : "") : ["from", "to", "opened"].includes(key) ? /^\d{4}-\d\d-\d\d$/.exec(text)?.[0] ?? "" : text;
    Object.assign(sought, { [key]: is });
  }
  return sought;
}

/** The address with what is sought now; what else stands in it stays. @param {string} search @param {Sought} sought */
export function searchWith(search, sought) {
  const all = new URLSearchParams(search);
  for (const key of keys) {
    if (sought[key]) all.set(key, String(sought[key]));
    else all.delete(key);
  }
  return all.size ? `?${all}` : "";
}
