// What is done each time the server is there again, also after a break that was too short
// to be shown.
import { effect, untracked } from "../dom.js";

/** @param {import("./socket.js").Live} live @param {() => void} then @returns {() => void} ends it */
export function whenConnected(live, then) {
  let connected = false, greeted = -1;
  return effect(() => {
    const now = live.link.value === "ok", hellos = live.hellos.value, back = now && (!connected || hellos !== greeted);
    connected = now;
    if (now) greeted = hellos;
    if (back) untracked(then);
  });
}
