// The way to the text of the note by key: what is typed after it is text, however fast.
import { showArea } from "./area.js";

/** @typedef {import("../desk.js").Desk} Desk */

const patience = 180; // pictures: about 3 s until the note must be drawn

let coming = false;

/** Whether the note was asked for and is not drawn yet: what is typed is meant for it. */
export const memoComing = () => coming;

function focused() {
  const memo = document.getElementById("memo");
  memo?.focus(); // nothing happens while its area has no room
  return memo !== null && document.activeElement === memo;
}

/** Goes to the note where there is one. @param {Desk} desk */
export function toMemo(desk) {
  showArea("mid");
  if (coming || focused() || !isThere(desk)) return;
  coming = true;
  queueMicrotask(() => look(desk, patience)); // after the area that was asked for, before the next key
}

/** The note of a call is shown, or will be in a moment. @param {Desk} desk */
const isThere = (desk) => desk.note.of.peek() !== null && desk.me.peek()?.state !== "ringing";

/** @param {Desk} desk @param {number} left */
function look(desk, left) {
  if (focused() || left === 0 || !isThere(desk)) coming = false;
  else requestAnimationFrame(() => look(desk, left - 1));
}
