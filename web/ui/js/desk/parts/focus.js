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
