// Where the keyboard goes when what it was on goes.
import { useEffect, useLayoutEffect, useRef, useSignal } from "../../dom.js";

const lost = () => document.activeElement === document.body;

/** A question that stands in the place of its button: the keyboard goes to the answer by which nothing is done, and back to the button. */
export function useQuestion() {
  const asked = useSignal(false), was = useRef(false), button = useRef(/** @type {HTMLElement|null} */ (null)), no = useRef(/** @type {HTMLElement|null} */ (null));
  useLayoutEffect(() => {
    if (asked.value && !was.current) no.current?.focus();
    else if (was.current && lost()) button.current?.focus();
    was.current = asked.value;
  }, [asked.value]);
  return { asked, button, no };
}

/**
 * Gives the keyboard to something near when what had it goes from a part of the page.
 * @param {{current: HTMLElement|null}} box the part @param {() => Element|null|undefined} next what has it then
 */
export function useKeyboardKept(box, next) {
  const way = useRef(next);
  way.current = next;
  useEffect(() => {
    /** @type {Element|null} */
    let had = null;
    const watch = new MutationObserver(() => {
      if (!had || had.isConnected) return;
      had = null;
      const to = way.current();
      if (lost() && to instanceof HTMLElement) to.focus();
    });
    const note = (/** @type {FocusEvent} */ event) => { const at = /** @type {Element} */ (event.target); had = box.current?.contains(at) ? at : null; };
    addEventListener("focusin", note);
    if (box.current) watch.observe(box.current, { childList: true, subtree: true });
    return () => { watch.disconnect(); removeEventListener("focusin", note); };
  }, []);
}

const controls = "button, input, select, textarea, a[href], summary, [tabindex='0']";
/** Beyond these what is next is about something else. */
const parts = "dialog, main, aside, section, nav, header, .pop, .scroll";

/** Whether the keyboard can be on it. @param {Element} el */
const usable = (el) => el.isConnected && !el.matches(":disabled") && el.checkVisibility();

/** Puts the keyboard on something without moving the page. @param {Element|null|undefined} el @returns {boolean} whether it is there now */
export function focusOn(el) {
  if (el instanceof HTMLElement || el instanceof SVGElement) el.focus({ preventScroll: true });
  return !!el && document.activeElement === el;
}

/** What stands where something stood: itself drawn anew, what is behind it, or what is before it. @param {string} id @param {{box: Element, at: number}[]} path */
function near(id, path) {
  const same = id ? document.getElementById(id) : null;
  if (same && usable(same)) return same;
  for (const { box, at } of path) {
    if (!box.isConnected) {
      if (box.matches(parts)) return null;
      continue;
    }
    const of = (/** @type {Element[]} */ list) => list.flatMap((one) => [...(one.matches(controls) ? [one] : []), ...one.querySelectorAll(controls)]).filter((one) => usable(one) && !one.matches("[tabindex='-1']")), all = [...box.children];
    const found = of(all.slice(at))[0] ?? of(all.slice(0, at)).at(-1);
    if (found) return found;
    if (box.matches(parts)) return null;
  }
  return null;
}

/** What is usable beside what is disabled: its like, as one way of two, or the first field of its form, which waits for the next. @param {Element} el */
function beside(el) {
  const like = [...el.parentElement?.children ?? []].find((one) => one !== el && one.className === el.className && one.matches("button") && usable(one));
  return like ?? [...el.closest("form")?.querySelectorAll("input, select, textarea") ?? []].find(usable);
}

const patience = 400; // ms that what is disabled may need to be usable again

/**
 * Sees to it that the keyboard is never nowhere on a page: where what had it goes, what
 * stands in its place has it then; where it is disabled for a while, it has it again after
 * that, and where it stays so, what is beside it. Who presses beside everything has put it nowhere, and it stays there.
 * @param {() => Element|null|undefined} home what has it where nothing is near
 * @param {() => boolean} [busy] whether something is on its way still
 */
export function keepKeyboard(home, busy = () => false) {
  /** @type {Element|null} */
  let had = null;
  /** @type {{box: Element, at: number}[]} */
  let path = [];
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let waiting = undefined;
  addEventListener("focusin", (event) => {
    had = /** @type {Element} */ (event.target);
    path = [];
    for (let el = had; el.parentElement && el !== document.body; el = el.parentElement) path.push({ box: el.parentElement, at: [...el.parentElement.children].indexOf(el) });
    clearTimeout(waiting);
    waiting = undefined;
  });
  addEventListener("pointerdown", (event) => { if (had && !had.contains(/** @type {Node} */ (event.target))) had = null; }, true);
  addEventListener("focusout", () => setTimeout(() => { if (had && lost() && usable(had) && waiting === undefined) had = null; })); // somebody left it
  const settle = () => {
    waiting = undefined;
    if (!had || !lost()) return undefined;
    const gone = !had.isConnected;
    if (!gone && usable(had)) return void focusOn(had);
    if (!gone && busy()) return wait();
    if (focusOn(gone ? near(had.id, path) : beside(had))) return undefined;
    const dialog = [...document.querySelectorAll("dialog[open]")].at(-1); // beside it there is nothing
    return void focusOn(dialog ? dialog.querySelector("[data-first]") ?? [...dialog.querySelectorAll(controls)].find(usable) : home());
  };
  const wait = () => { clearTimeout(waiting); waiting = setTimeout(settle, patience); };
  new MutationObserver(() => {
    if (!had) return;
    if (!had.isConnected) settle();
    else if (!usable(had)) { if (waiting === undefined) wait(); } else if (waiting !== undefined) settle();
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "hidden", "open"] });
}
