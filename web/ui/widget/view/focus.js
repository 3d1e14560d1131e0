// The keyboard in the panel: Tab stays in it where it covers the page, and Escape closes what is
// on top.

const reachable = 'a[href], button:not([disabled]), textarea:not([disabled]), input:not([disabled]):not([type="file"]), [tabindex="0"]';

/** What the keyboard comes to, in order. @param {HTMLElement} within @returns {HTMLElement[]} */
const stops = (within) => [...within.querySelectorAll(reachable)].filter((el) => el instanceof HTMLElement && el.getClientRects().length > 0).map((el) => /** @type {HTMLElement} */ (el));

/** Tab leads from the last to the first and back. @param {KeyboardEvent} event @param {HTMLElement} panel */
export function keepInside(event, panel) {
  if (event.key !== "Tab") return;
  const list = stops(panel), active = /** @type {ShadowRoot} */ (panel.getRootNode()).activeElement, first = list[0], last = list.at(-1);
  const to = event.shiftKey ? (active === first || active === panel ? last : null) : active === last ? first : null;
  if (!to) return;
  event.preventDefault();
  to.focus();
}
