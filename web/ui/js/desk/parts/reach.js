// Focus on what may have to be drawn first, without losing a key that is pressed meanwhile.
import { useLayoutEffect, useRef } from "../../dom.js";

/**
 * Gives a function that puts the focus on an element of a box: at once where it is in the
 * page, else as soon as it is drawn, before the next key is handled. It does not scroll.
 * @param {{current: HTMLElement|null}} box
 * @param {(key: string) => string} selector of the element that takes the focus
 * @param {(found: HTMLElement) => void} [then]
 */
export function useReach(box, selector, then) {
  const wanted = useRef("");
  const look = () => {
    const found = wanted.current && box.current?.querySelector(selector(wanted.current));
    if (!(found instanceof HTMLElement)) return;
    wanted.current = "";
    found.focus({ preventScroll: true });
    then?.(found);
  };
  useLayoutEffect(look);
  return (/** @type {string} */ key) => { wanted.current = key; look(); };
}
