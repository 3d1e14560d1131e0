// The orders of lists (C71, C72, C80): each has the direction of its first press, and a
// second press turns it round.
import { byText, categoryName, channelName, customerName, holder } from "./names.js";
import { waitsSince } from "./waits.js";

/** @typedef {import("./api.js").Line} Line */
/** @typedef {"recent"|"start"|"end"|"customer"|"title"|"agent"|"channel"|"wait"} By */
/** @typedef {{by: By, up: boolean}} Order up: the smallest, the oldest first */

/** Names go from the first letter on, times from the newest: so 상담시간순 pressed twice has the longest one first (C72). @type {Record<By, boolean>} */
const firstUp = { recent: false, start: false, end: false, customer: true, title: true, agent: true, channel: true, wait: true };

/** The orders of a list; what has waited longest is ours. @param {import("./sought.js").Tab} tab @returns {By[]} */
export const ordersOf = (tab) => (tab === "ended" || tab === "bot_ended" ? ["recent", "end"] : tab === "bot" ? ["recent", "customer", "title", "start", "channel"] : ["recent", "wait", "customer", "title", "start", "agent", "channel"]);

/** The order after a press. @param {Order} now @param {By} by @returns {Order} */
export const pressed = (now, by) => ({ by, up: now.by === by ? !now.up : firstUp[by] });

/** @type {Order} */
export const usual = { by: "recent", up: false };

/** @type {Record<By, (a: Line, b: Line) => number>} */
const compare = {
  recent: (a, b) => a.last_at - b.last_at, start: (a, b) => a.opened_at - b.opened_at, end: (a, b) => (a.ended_at ?? 0) - (b.ended_at ?? 0),
  wait: (a, b) => { const [x, y] = [waitsSince(a) || Infinity, waitsSince(b) || Infinity]; return x === y ? a.last_at - b.last_at : x - y; },
  customer: (a, b) => byText(customerName(a), customerName(b)), title: (a, b) => byText(a.title || categoryName(a.middle), b.title || categoryName(b.middle)),
  agent: (a, b) => byText(holder(a), holder(b)), channel: (a, b) => byText(channelName(a.channel), channelName(b.channel)),
};

/** Rooms in an order, equal ones by their ids. @param {Line[]} lines @param {Order} order */
export function ordered(lines, { by, up }) {
  const sign = up ? 1 : -1;
  return [...lines].sort((a, b) => sign * compare[by](a, b) || b.last_at - a.last_at || (a.id < b.id ? -1 : 1));
}

/** What an order becomes while a hand is on the list: rows keep their places, new ones come at the end. @param {string[]} before @param {string[]} now */
export function steady(before, now) {
  const there = new Set(now), old = new Set(before);
  return [...before.filter((id) => there.has(id)), ...now.filter((id) => !old.has(id))];
}
