// The lines of a conversation: its newest ones as the server gives them, and those before
// them that were read already.

/** @typedef {import("./api.js").Line} Line */

/**
 * What stays of the earlier lines when the newest ones are read again: those that have been
 * pushed off the first page go to them. All are newest first.
 * @param {Line[]} before the first page as it was @param {Line[]} now as it is @param {Line[]} older
 * @returns {Line[]|null} null: so much came that there is a gap; the earlier ones are to be read anew
 */
export function olderThan(before, now, older) {
  const there = new Set(now.map((one) => one.id));
  if (before.length && !before.some((one) => there.has(one.id))) return null;
  return [...before, ...older].filter((one, i, all) => !there.has(one.id) && all.findIndex((other) => other.id === one.id) === i);
}
