// The keyboard of the desk. Keys are told by their place, so that they work in
// either language; single keys rest while somebody types, and every key rests while
// a syllable is being composed.
import { closeTop, modal } from "./parts/layers.js";
import { memoComing } from "./parts/memo.js";
import { shortcuts } from "./shortcuts.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** Whether the input method has the key. Chrome says so by 229 on the first one. @param {KeyboardEvent} event */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** Whether what is typed goes into a field. @param {EventTarget|null} at */
function typing(at) {
  if (!(at instanceof HTMLElement)) return false;
  if (at instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(at.type);
  return at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement || at.isContentEditable;
}

/** @param {KeyboardEvent} event @param {import("./shortcuts.js").Shortcut} key */
function pressed(event, key) {
  if (event.ctrlKey !== (key.with === "ctrl") || event.altKey !== (key.with === "alt") || event.metaKey) return false;
  return key.code.length === 1 ? event.key === key.code : event.code === key.code && (!key.letter || !event.shiftKey);
}

/** @param {Desk} desk */
export function watchKeys(desk) {
  addEventListener("keydown", (event) => {
    if (composing(event) || event.defaultPrevented) return;
    if (event.key === "Escape" && !modal() && closeTop()) return event.preventDefault();
    const key = shortcuts.find((one) => pressed(event, one));
    if (!key || key.letter && (typing(event.target) || modal() || memoComing())) return;
    if (modal() && key.group !== "call") return;
    event.preventDefault();
    if (!event.repeat) void key.run(desk);
  });
}
