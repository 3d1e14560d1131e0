// The order of categories of chats: large ones, each followed by its middle ones, by their
// numbers, as customers and agents are offered them.

/** @typedef {{id: string, name: import("../../live/rows.js").Names, parent?: string, unused?: boolean, order?: number, version?: string}} Category */

const step = 10, most = 10_000; // between two numbers, and the largest that the server takes

/** @param {Category} a @param {Category} b */
const byNumber = (a, b) => (a.order ?? 0) - (b.order ?? 0) || (a.id < b.id ? -1 : 1);

/** All of them in order; last those whose large one is not there. @param {Category[]} list */
export function inOrder(list) {
  const sorted = [...list].sort(byNumber), placed = sorted.filter((one) => !one.parent).flatMap((large) => [large, ...sorted.filter((one) => one.parent === large.id)]);
  return [...placed, ...sorted.filter((one) => !placed.includes(one))];
}

/** Those that one stands among, itself too. @param {Category[]} list @param {string} [parent] */
export const among = (list, parent = "") => inOrder(list).filter((one) => (one.parent ?? "") === parent);

/** The number of a new one, which goes last. @param {Category[]} list @param {string} [parent] */
export const lastNumber = (list, parent) => Math.min(most, (among(list, parent).at(-1)?.order ?? 0) + step);

/**
 * How one goes a place up or down by one change of it alone, which can be undone. Where no
 * number lies between those that it comes to stand between, all get new ones first, in the
 * order that they have.
 * @param {Category[]} list @param {Category} one @param {-1|1} way
 * @returns {{first: {one: Category, order: number}[], order: number}|null} null: it is at the end
 */
export function moved(list, one, way) {
  const all = among(list, one.parent), to = all.findIndex((each) => each.id === one.id) + way;
  if (to < 0 || to >= all.length) return null;
  const order = between(all.map((each) => each.order ?? 0), to, way);
  if (order !== null) return { first: [], order };
  const anew = all.map((_, i) => (i + 1) * Math.max(2, Math.min(step, Math.floor(most / (all.length + 1)))));
  return { first: all.map((each, i) => ({ one: each, order: anew[i] ?? 0 })).filter((each) => each.order !== (each.one.order ?? 0)), order: between(anew, to, way) ?? 0 };
}

/** A number before or behind that of a place; null where there is none. @param {number[]} numbers @param {number} to @param {-1|1} way */
function between(numbers, to, way) {
  const beside = numbers[to] ?? 0, beyond = numbers[to + way] ?? (way < 0 ? -1 : beside + 2 * step), [low, high] = way < 0 ? [beyond, beside] : [beside, beyond];
  const middle = Math.floor((low + high) / 2);
  return low < middle && middle < high && middle <= most ? middle : null;
}
