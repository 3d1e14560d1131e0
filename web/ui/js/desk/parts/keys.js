// The keyboard of a page, by the table that its sheet of keys shows too. Keys are told
// by their place, so that they work in either language; single keys rest while somebody
// types, and every key rests while a syllable is being composed.
import { closeTop, modal } from "./layers.js";

/**
 * @template T
 * @typedef {object} Key
 * @property {string} keys     as people read it, parts with spaces between
 * @property {string} code     of the key, whatever the keyboard's language; or the sign itself
 * @property {"alt"|"ctrl"} [with] ctrl: or the command key
 * @property {boolean} [letter] a single key: never while somebody types
 * @property {boolean} [always] also while a dialog has the page to itself
 * @property {(page: T) => unknown} run
 */

/** Whether the input method has the key. Chrome says so by 229 on the first one. @param {KeyboardEvent} event */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** Whether what is typed goes into a field. @param {EventTarget|null} at */
export function typing(at) {
  if (!(at instanceof HTMLElement)) return false;
  if (at instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(at.type);
  return at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement || at.isContentEditable;
}

/** @param {KeyboardEvent} event @param {Key<any>} key */
function pressed(event, key) {
  if ((event.ctrlKey || event.metaKey) !== (key.with === "ctrl") || event.altKey !== (key.with === "alt")) return false;
  return key.code.length === 1 ? event.key === key.code : event.code === key.code && (!key.letter || !event.shiftKey);
}

/**
 * @template T
 * @param {Key<T>[]} keys @param {T} page @param {() => boolean} [resting] whether single keys rest now all the same
 */
export function watch(keys, page, resting = () => false) {
  addEventListener("keydown", (event) => {
    if (composing(event) || event.defaultPrevented) return;
    if (event.key === "Escape" && !modal() && closeTop()) return event.preventDefault();
    const key = keys.find((one) => pressed(event, one));
    if (!key || key.letter && (typing(event.target) || modal() || resting())) return;
    if (modal() && !key.always) return;
    event.preventDefault();
    if (!event.repeat) void key.run(page);
  });
}
