// A number that a link of another program asks to be called (/desk?dial=tel:...): the
// dialog opens with it, and nothing is called before somebody says so.
import { effect } from "../dom.js";
import { openDial, mayDial } from "./dial.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** The number in a link: tel:, callto: or plain. @param {string} link */
export function numberIn(link) {
  const rest = link.trim().replace(/^(tel|callto):(\/\/)?/i, "").split(/[;?]/)[0] ?? "";
  return /^[+0-9][0-9 ().-]{1,38}$/.test(rest) ? rest.trim() : "";
}

/** @param {Desk} desk */
export function dialAsked(desk) {
  const here = new URL(location.href);
  const number = numberIn(here.searchParams.get("dial") ?? "");
  if (!here.searchParams.has("dial")) return;
  here.searchParams.delete("dial");
  history.replaceState(null, "", here); // a reload does not ask again
  if (!number) return;
  const stop = effect(() => {
    if (!mayDial(desk)) return; // until the phone is there and no call is up
    queueMicrotask(() => { stop(); openDial(desk, number); });
  });
}

/** Makes this desk the browser's program for tel: links. */
export function takeLinks() {
  navigator.registerProtocolHandler("tel", new URL("desk?dial=%s", document.baseURI).href);
}
