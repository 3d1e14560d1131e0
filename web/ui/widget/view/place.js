// Where the panel stands: in a corner, or on phones over the whole of what is seen above the
// keyboard.
import { effect, signal } from "../../js/dom.js";

const small = matchMedia("(max-width: 480px), (max-height: 480px) and (pointer: coarse)");

/** Whether the panel covers the page. */
export const phone = signal(small.matches);
small.addEventListener("change", () => { phone.value = small.matches; });

/** Whether people write with their fingers: there Enter is a new line. */
export const touched = () => matchMedia("(pointer: coarse)").matches;

/**
 * Keeps a panel over what is seen of the page: the software keyboard covers the rest, and
 * browsers scroll below it.
 * @param {HTMLElement} root @param {{value: boolean}} open
 */
export function fitPhone(root, open) {
  const seen = globalThis.visualViewport;
  if (!seen) return;
  const fit = () => {
    root.style.setProperty("--top", `${Math.max(0, Math.round(seen.offsetTop))}px`);
    root.style.setProperty("--high", `${Math.round(seen.height)}px`);
  };
  effect(() => {
    if (!open.value || !phone.value) return;
    fit();
    for (const name of ["resize", "scroll"]) seen.addEventListener(name, fit);
    return () => { for (const name of ["resize", "scroll"]) seen.removeEventListener(name, fit); };
  });
}
