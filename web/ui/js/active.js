// Says that somebody is at work, for the idle lock: keys, mouse and touch are told
// to the server, once a minute at most.
import { request } from "./api.js";

const pause = 60_000;
let last = 0;

function used() {
  if (Date.now() - last < pause) return;
  last = Date.now();
  request("POST", "me/active").catch(() => {}); // a locked or ended log-in is told by the live connection
}

/** @param {number|undefined} minutes after which an idle log-in locks; none: never */
export function watchActivity(minutes) {
  if (!minutes) return;
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) addEventListener(kind, used, { passive: true, capture: true });
}
