// Column widths of the service tables. Each column has the least width, in em of
// the row's font, that its longest value needs; --em is their sum, so that the
// font can be as large as the width allows and nothing overflows.

/** @typedef {"name"|"ages"|"count"|"time"|"rate"|"level"|"bar"} Measure */
/** @typedef {{measure: Measure, least: number, grow: number}} Column */
/** @typedef {{tracks: string, em: number}} Widths */

const digit = 0.6, gap = 0.5, slack = 1.5;

/** @param {Measure} measure @param {number} least @param {number} grow @returns {Column} */
const column = (measure, least, grow) => ({ measure, least, grow });

/** Columns of each table: serviceFew has the bar under the level, serviceOne beside it, serviceTwo is half as wide. */
export const layouts = {
  serviceFew: [column("name", 4.4, 1.7), column("ages", 1.7, 0.6), column("count", 1.4, 0.25), column("time", 4, 1.35), column("count", 2, 1), column("count", 2, 1),
    column("count", 1.7, 0.8), column("rate", 4.2, 1.2), column("level", 4.2, 1.4)],
  serviceOne: [column("name", 6, 2.1), column("ages", 1.7, 0.8), column("count", 2.4, 0.2), column("time", 4.2, 1.4), column("count", 3, 1.15), column("count", 3, 1.15),
    column("count", 2.2, 1), column("rate", 4.2, 1.3), column("bar", 3.6, 1.9), column("level", 4.4, 1.35)],
  serviceTwo: [column("name", 5.2, 1.6), column("ages", 1.7, 0.4), column("count", 1.5, 0.2), column("time", 3.7, 1.3), column("count", 2.1, 0.85), column("count", 2.1, 0.85),
    column("count", 1.6, 0.6), column("rate", 4.2, 1.1), column("level", 4, 1.3)],
  agentsOne: [column("name", 5, 1.8), column("count", 2, 1), column("count", 2, 1), column("count", 2, 1), column("count", 2, 1), column("count", 2, 1),
    column("count", 2, 1.45), column("rate", 4.2, 1.2), column("level", 4.6, 1.4)],
  agentsSplit: [column("name", 5, 1.7), column("count", 1.3, 0.7), column("count", 1.9, 0.8), column("count", 1.9, 0.8), column("count", 1.9, 0.8),
    column("count", 1.3, 0.6), column("count", 1.9, 0.9), column("rate", 4.2, 1.15), column("level", 4, 1.35)],
  agentsTwo: [column("name", 5.2, 1.7), column("count", 1.3, 0.7), column("count", 1.8, 0.95), column("count", 1.8, 0.85), column("count", 1.8, 0.85),
    column("count", 1.3, 0.65), column("count", 1.8, 1.1), column("rate", 4.2, 1.15), column("level", 4, 1.4)],
};

/**
 * @param {Column[]} columns
 * @param {number[]} longest characters of the longest value of each column
 * @returns {Widths}
 */
export function widths(columns, longest) {
  const least = columns.map((c, i) => needed(c, longest[i] ?? 0));
  const tracks = columns.map((c, i) => `minmax(${round(least[i] ?? 0)}em,${c.grow}fr)`).join(" ");
  return { tracks, em: round(least.reduce((sum, w) => sum + w, 0) + gap * (columns.length - 1) + slack) };
}

/** @param {Column} c @param {number} characters @returns {number} em */
function needed(c, characters) {
  switch (c.measure) {
    case "name": return Math.min(c.least + 3, Math.max(c.least, characters * 0.84));
    case "count": return Math.max(c.least, characters * digit + 0.1);
    case "time": return c.least + Math.max(0, characters - 5) * 0.75;
    default: return c.least;
  }
}

/** Width of a name in Hangul characters: Latin letters take about six tenths of one. @param {string} name */
export function nameLength(name) {
  let width = 0;
  for (const c of name) width += c > "\u1100" ? 1 : 0.6;
  return width;
}

/** @param {number} n */
const round = (n) => Math.round(n * 100) / 100;
