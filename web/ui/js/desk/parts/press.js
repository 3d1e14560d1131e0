// While a pointer is down nothing of a form may move: what comes or goes below a field that
// is left by the press would move what is pressed from under it, and the press were lost.
import { signal, useRef } from "../../dom.js";

/** Whether a pointer is down, or its click is still being taken. */
const pressed = signal(false);
/** @type {(() => void)[]} what waits for the end of the press */
let waiting = [];

const over = () => {
  pressed.value = false;
  const list = waiting;
  waiting = [];
  for (const work of list) work();
};
addEventListener("pointerdown", () => { pressed.value = true; }, true);
for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, () => setTimeout(over), true); // the click comes in between
addEventListener("pointermove", (event) => { if (pressed.peek() && !event.buttons) over(); }, true); // it ended elsewhere
addEventListener("keydown", () => { if (pressed.peek()) over(); }, true);

/** Does something that moves what stands below, at once or after the press. @param {() => void} work */
export function afterPress(work) {
  if (pressed.peek()) waiting.push(work);
  else work();
}

/** What is shown, which stays as it is while a pointer is down. @template T @param {T} now @returns {T} */
export function useStill(now) {
  const shown = useRef(now);
  if (shown.current !== now && !pressed.value) shown.current = now;
  return shown.current;
}
