// What the address of the wallboard asks for.

/** @typedef {"both"|"service"|"agent"|"floor"} View */

/**
 * @typedef {object} Options
 * @property {string[]} services ids to show, in this order; empty: all
 * @property {View} view
 * @property {number} interval   ms between views
 * @property {number} scale      of all text
 * @property {boolean} grid      single agents below the by-agent view
 * @property {boolean} pinned    start without alternation
 */

const defaultInterval = 5; // seconds (W4)

/**
 * @param {string} search of the address
 * @returns {Options}
 */
export function boardOptions(search) {
  const query = new URLSearchParams(search);
  const view = query.get("view");
  return {
    services: (query.get("services") ?? "").split(",").map((id) => id.trim()).filter(Boolean),
    view: view === "service" || view === "agent" || view === "floor" ? view : "both",
    interval: bounded(query.get("interval"), defaultInterval, 2, 3600) * 1000,
    scale: bounded(query.get("scale"), 1, 0.5, 2),
    grid: query.get("grid") !== "off",
    pinned: query.get("pin") !== null,
  };
}

/** @param {string|null} text @param {number} otherwise @param {number} least @param {number} most */
function bounded(text, otherwise, least, most) {
  const n = text === null || text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(n) ? Math.min(most, Math.max(least, n)) : otherwise;
}

/** Takes the display token out of the address bar: the cookie carries the right from here. */
export function hideToken() {
  const url = new URL(location.href);
  if (!url.searchParams.has("token")) return;
  url.searchParams.delete("token");
  history.replaceState(null, "", url);
}
