// How long is too long: what waits are marked by, on the monitoring window, in the lists of
// chats and in supervision. Kept in this browser.
import { signal } from "../dom.js";
import { keep, kept } from "../storage.js";

/** @typedef {"waiting"|"first"|"reply"|"rest"} Limit */
/** @typedef {Record<Limit, number>} Limits minutes */

/** A minute until assignment is what the window is for (M20). @type {Limits} */
export const usual = { waiting: 1, first: 5, reply: 10, rest: 20 };
export const limitNames = /** @type {Limit[]} */ (Object.keys(usual));
export const longest = 999; // minutes

const share = 0.6; // of a limit, from which on it is near
const minute = 60_000;

/** @returns {Limits} */
function before() {
  try {
    const said = JSON.parse(kept("monitor.limits") ?? "{}");
    return /** @type {Limits} */ (Object.fromEntries(limitNames.map((name) => [name, valid(said?.[name]) ? said[name] : usual[name]])));
  } catch {
    return usual;
  }
}

/** @param {unknown} n */
export const valid = (n) => Number.isInteger(n) && Number(n) >= 1 && Number(n) <= longest;

export const limits = signal(before());
globalThis.addEventListener?.("storage", () => { limits.value = before(); }); // another page of the browser has set them

/** @param {Limit} name @param {number} n minutes */
export function setLimit(name, n) {
  limits.value = { ...limits.peek(), [name]: n };
  keep("monitor.limits", JSON.stringify(limits.peek()));
}

/** @param {number} ms so far @param {number} limit minutes @returns {"bad"|"warn"|""} */
export const band = (ms, limit) => (ms > limit * minute ? "bad" : ms >= share * limit * minute ? "warn" : "");
