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

/**
 * What is pressed may go away with its press: the focus goes to `home()` then, and not to the page
 * of the shop, whose keys it would press.
 * @param {HTMLElement} panel @param {() => HTMLElement|null} home @returns {() => void} ends it
 */
export function keepFocus(panel, home) {
  /** What has the focus, or had it when it went away. @type {HTMLElement|null} */
  let last = null;
  const came = (/** @type {FocusEvent} */ event) => { last = /** @type {HTMLElement} */ (event.target); };
  const gone = (/** @type {FocusEvent} */ event) => queueMicrotask(() => { if (last === event.target && last?.isConnected && !last.matches(":disabled")) last = null; }); // it was left, not taken away
  const look = () => {
    if (!last || last.isConnected && !last.matches(":disabled")) return;
    last = null;
    const active = document.activeElement;
    if (!active || active === document.body) home()?.focus({ preventScroll: true });
  };
  const watch = new MutationObserver(look);
  watch.observe(panel, { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"] });
  panel.addEventListener("focusin", came);
  panel.addEventListener("focusout", gone);
  return () => {
    watch.disconnect();
    panel.removeEventListener("focusin", came);
    panel.removeEventListener("focusout", gone);
  };
}
