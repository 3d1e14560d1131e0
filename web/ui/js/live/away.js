// Where the server ends the live connection because nobody is logged in any more, or
// the log-in waits for something, the page goes to the log-in page.
import { effect } from "../dom.js";
import { toLogin } from "../api.js";

/** Why, by the close code; of 4505 the server says it: "choosing" or "enrolling". @type {Record<number, string>} */
const reasons = { 4501: "", 4502: "elsewhere", 4504: "locked" };

/** @param {import("./socket.js").Live} live @param {number[]} [codes] those that the page says nothing about itself */
export function leadAway(live, codes = [4501, 4502, 4504, 4505]) {
  effect(() => {
    const { code, reason } = live.refusal.value;
    if (codes.includes(code)) void toLogin(reasons[code] ?? reason);
  });
}
