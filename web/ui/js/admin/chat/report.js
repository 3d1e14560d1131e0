// The report on chats as data: which days, which columns, their totals and their order.
import { dayIn, daysOn } from "../../format.js";

/** @typedef {{n: number, mean_ms: number, p50_ms: number, p90_ms: number}} Spread */
/** @typedef {{key: string, name?: string, rooms: number, requested: number, answered: number, ended: number, blocked: number, customer_messages: number, agent_messages: number, first: Spread, replies: number, reply_ms: number, handling: Spread, satisfaction: {n: number, mean: number}}} Row */
/** @typedef {{by: By, from: string, to: string, items: Row[]}} Report */
/** @typedef {"day"|"month"|"agent"|"category"|"channel"} By */
/** @typedef {typeof counts[number]|typeof means[number]["id"]|"ratings"} Column */

export const bys = /** @type {By[]} */ (["day", "month", "agent", "category", "channel"]);
export const counts = /** @type {const} */ (["rooms", "requested", "answered", "ended", "blocked", "customer_messages", "agent_messages"]);
/** Means and percentiles: times in ms, and stars; of how many things each is, and whether those of parts make that of all. A percentile of all is none of those of the parts. */
export const means = /** @type {const} */ ([
  { id: "first_mean", of: (/** @type {Row} */ row) => row.first.mean_ms, n: (/** @type {Row} */ row) => row.first.n, adds: true },
  { id: "first_p50", of: (/** @type {Row} */ row) => row.first.p50_ms, n: (/** @type {Row} */ row) => row.first.n, adds: false },
  { id: "first_p90", of: (/** @type {Row} */ row) => row.first.p90_ms, n: (/** @type {Row} */ row) => row.first.n, adds: false },
  { id: "reply_mean", of: (/** @type {Row} */ row) => row.reply_ms, n: (/** @type {Row} */ row) => row.replies, adds: true },
  { id: "handling_mean", of: (/** @type {Row} */ row) => row.handling.mean_ms, n: (/** @type {Row} */ row) => row.handling.n, adds: true },
  { id: "handling_p50", of: (/** @type {Row} */ row) => row.handling.p50_ms, n: (/** @type {Row} */ row) => row.handling.n, adds: false },
  { id: "handling_p90", of: (/** @type {Row} */ row) => row.handling.p90_ms, n: (/** @type {Row} */ row) => row.handling.n, adds: false },
  { id: "rating_mean", of: (/** @type {Row} */ row) => row.satisfaction.mean, n: (/** @type {Row} */ row) => row.satisfaction.n, adds: true },
]);
/** In the order of the table: how many ratings there are stands beside their mean. */
export const columns = /** @type {Column[]} */ ([...counts, ...means.flatMap(({ id }) => (id === "rating_mean" ? ["ratings", id] : [id]))]);

/** What a row has in a column; null for a mean of nothing. @param {Row} row @param {Column} column @returns {number|null} */
export function figure(row, column) {
  const mean = means.find((one) => one.id === column);
  return mean ? mean.n(row) ? mean.of(row) : null : column === "ratings" ? row.satisfaction.n : row[/** @type {typeof counts[number]} */ (column)];
}

/** What a mean is of in all: stars are whole, which their rounded mean hides. @param {typeof means[number]} mean @param {Row} row */
const sumOf = (mean, row) => { const sum = mean.of(row) * mean.n(row); return mean.id === "rating_mean" ? Math.round(sum) : sum; };

/** What all rows have together: sums, and means by how many things each is of; null where there is none. @param {Row[]} rows @param {Column} column @returns {number|null} */
export function total(rows, column) {
  const mean = means.find((one) => one.id === column);
  if (!mean) return rows.reduce((sum, row) => sum + (figure(row, column) ?? 0), 0);
  const n = rows.reduce((sum, row) => sum + mean.n(row), 0);
  return n && mean.adds ? rows.reduce((sum, row) => sum + sumOf(mean, row), 0) / n : null;
}

/** In an order; what has no figure stands last. @param {Row[]} rows @param {Column|"name"} column @param {boolean} up @param {(row: Row) => string} name */
export function inOrder(rows, column, up, name) {
  const way = up ? 1 : -1;
  return [...rows].sort((a, b) => {
    if (column === "name") return way * name(a).localeCompare(name(b), undefined, { numeric: true });
    const x = figure(a, column), y = figure(b, column);
    return x === null || y === null ? (x === y ? 0 : x === null ? 1 : -1) : way * (x - y);
  });
}

/** Times that are asked for often, as days in a zone. @type {Record<"today"|"yesterday"|"week"|"month"|"last_month", (today: string) => [string, string]>} */
export const spans = {
  today: (today) => [today, today],
  yesterday: (today) => [daysOn(today, -1), daysOn(today, -1)],
  week: (today) => [daysOn(today, -6), today],
  month: (today) => [`${today.slice(0, 8)}01`, today],
  last_month: (today) => { const end = daysOn(`${today.slice(0, 8)}01`, -1); return [`${end.slice(0, 8)}01`, end]; },
};

/** @param {string} zone */
export const today = (zone) => dayIn(Date.now(), zone);

const mostDays = 366;

/** What is wrong with two days; "" for nothing. @param {string} from @param {string} to @returns {""|"days_missing"|"days_reversed"|"days_most"} */
export function wrongDays(from, to) {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  return !(days === days) ? "days_missing" : days < 1 ? "days_reversed" : days > mostDays ? "days_most" : "";
}
