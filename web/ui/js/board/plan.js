// Which pages the board has, and how each is divided. Pure: counts in, plan out.

/** @typedef {"services"|"stack"|"split"|"agents"|"floor"} Kind stack and split show the table and the floor together */
/**
 * @typedef {object} Step one page of the alternation
 * @property {string} key
 * @property {Kind} kind
 * @property {"services"|"agents"|"floor"} view the name it stands under
 * @property {number} from first row
 * @property {number} to   one past the last row
 * @property {number} page from 1
 * @property {number} pages
 */

export const perTable = 30; // services on one page
export const oneColumn = 14; // up to so many services stand in one column
export const stacked = 6; // up to so many services stand above the floor
export const besides = 96; // up to so many agents stand beside the table
export const perFloor = 240; // agents on one page

/**
 * @param {number} services
 * @param {number} agents
 * @param {{view: import("./options.js").View, grid: boolean}} options
 * @returns {Step[]}
 */
export function plan(services, agents, { view, grid }) {
  /** @type {Step[]} */
  const steps = [];
  if (view === "both" || view === "service") steps.push(...pages("services", "services", services, perTable));
  if (view === "floor") return pages("floor", "floor", agents, perFloor);
  if (view === "service") return steps;
  const together = grid && agents > 0 && agents <= besides && services > 0 && services <= oneColumn;
  if (together) {
    steps.push(...pages(services <= stacked ? "stack" : "split", "agents", services, perTable));
    return steps;
  }
  steps.push(...pages("agents", "agents", services, perTable));
  if (grid && agents > 0) steps.push(...pages("floor", "floor", agents, perFloor));
  return steps;
}

/**
 * Splits n rows into pages of nearly equal size; no rows is one empty page.
 * @param {Kind} kind
 * @param {Step["view"]} view
 * @param {number} n
 * @param {number} most on one page
 * @returns {Step[]}
 */
function pages(kind, view, n, most) {
  const count = Math.max(1, Math.ceil(n / most));
  return Array.from({ length: count }, (_, i) => ({
    key: `${kind}-${i}`, kind, view, page: i + 1, pages: count,
    from: Math.ceil((n * i) / count), to: Math.ceil((n * (i + 1)) / count),
  }));
}

/**
 * The number of tile columns that makes the text of a tile largest: its font is
 * 42 % of the tile's height or a share of its width, whichever is less (see
 * .tile in wallboard.css).
 * @param {number} n tiles
 * @param {number} width of the floor
 * @param {number} height of the floor
 * @param {number} gap between tiles
 * @param {number} share of a tile's width that one font size may take
 */
export function floorColumns(n, width, height, gap, share) {
  let best = 1, largest = 0;
  for (let cols = 1; cols <= n; cols++) {
    const rows = Math.ceil(n / cols);
    const w = (width - gap * (cols - 1)) / cols, h = (height - gap * (rows - 1)) / rows;
    if (w <= 0 || h <= 0) continue;
    const font = w / h > 4 ? Math.min(0.44 * h, 0.08 * w) : Math.min(0.42 * h, share * w);
    if (font > largest) [best, largest] = [cols, font];
  }
  return best;
}
