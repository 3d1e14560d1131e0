// Keys in lists, tabs and menus: one stop for Tab, arrows inside.

/**
 * Moves focus among the items of a list as an arrow key says.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} items
 * @param {{across?: boolean}} [options] across: left and right instead of up and down
 * @returns {number} where focus went, or -1
 */
export function rove(event, items, { across = false } = {}) {
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = target(event.key, at, items.length, across);
  if (to < 0 || !items[to]) return -1;
  event.preventDefault();
  items[to].focus();
  return to;
}

/** @param {string} key @param {number} at @param {number} n @param {boolean} across */
function target(key, at, n, across) {
  switch (key) {
    case across ? "ArrowRight" : "ArrowDown": return (at + 1) % n;
    case across ? "ArrowLeft" : "ArrowUp": return (at - 1 + n) % n;
    case "Home": return 0;
    case "End": return n - 1;
  }
  return -1;
}
