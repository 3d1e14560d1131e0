// Every key of the desk: the table that the keys work by and the help sheet shows.
import { openDial } from "./dial.js";
import { openReserve } from "./reserve.js";
import { answer, completeConsult, consulted, endOrReject, hold, joinConsult, keepWrapUp, mute, swap } from "./call/control.js";
import { panel } from "./call/open.js";
import { saveAndReady } from "./note/save.js";
import { toMemo } from "./parts/memo.js";
import { showTab } from "./right/pane.js";
import { openHelp, openSms } from "./opened.js";
import { askState, openMore, quick } from "./top/state.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../i18n.js").TextKey} TextKey */

/** @typedef {import("./parts/keys.js").Key<Desk> & {group: "call"|"note"|"state"|"page", text: TextKey, hidden?: (desk: Desk) => boolean}} Shortcut hidden: who may not does not see it */

/** @param {"keys"|"transfer"|"consult"|"abusive"} what @returns {(desk: Desk) => void} */
const toggle = (what) => (desk) => panel.toggle(desk, what);
/** Where somebody is asked and has answered; the customer is given over while three are on too. @param {(desk: Desk) => unknown} how @param {boolean} [joined] @returns {(desk: Desk) => unknown} */
const second = (how, joined = false) => (desk) => { const on = consulted(desk); return on === "asked" || joined && on === "joined" ? how(desk) : undefined; };
/** @param {number} i @returns {(desk: Desk) => unknown} */
const state = (i) => (desk) => { const [name, reason] = quick[i] ?? ["", ""]; return desk.me.peek()?.state === "logged_out" ? undefined : askState(desk, name, reason); };

/** @type {Shortcut[]} */
export const shortcuts = [
  { group: "call", keys: "F8", text: "desk.answer", code: "F8", always: true, run: answer },
  { group: "call", keys: "F9", text: "desk.key_end", code: "F9", always: true, run: endOrReject },
  { group: "call", keys: "H", text: "desk.hold", code: "KeyH", letter: true, always: true, run: hold },
  { group: "call", keys: "M", text: "desk.mute", code: "KeyM", letter: true, always: true, run: mute },
  { group: "call", keys: "T", text: "desk.transfer", code: "KeyT", letter: true, always: true, run: toggle("transfer") },
  { group: "call", keys: "C", text: "desk.conference", code: "KeyC", letter: true, always: true, run: toggle("consult") },
  { group: "call", keys: "K", text: "desk.keys", code: "KeyK", letter: true, always: true, run: toggle("keys") },
  { group: "call", keys: "S", text: "desk.consult_swap", code: "KeyS", letter: true, always: true, run: second(swap) },
  { group: "call", keys: "J", text: "desk.consult_join", code: "KeyJ", letter: true, always: true, run: second(joinConsult) },
  { group: "call", keys: "G", text: "desk.consult_complete", code: "KeyG", letter: true, always: true, run: second(completeConsult, true) },
  { group: "call", keys: "A", text: "desk.abusive", code: "KeyA", letter: true, always: true, run: toggle("abusive") },
  { group: "note", keys: "Ctrl ↵", text: "desk.save_ready", code: "Enter", with: "ctrl", run: saveAndReady },
  { group: "note", keys: "N", text: "desk.key_note", code: "KeyN", letter: true, run: toMemo },
  { group: "note", keys: "/", text: "desk.key_search", code: "/", letter: true, run: () => showTab("templates", "template-search") },
  { group: "state", keys: "Alt 1", text: "state.ready", code: "Digit1", with: "alt", run: state(0) },
  { group: "state", keys: "Alt 2", text: "reason.rest", code: "Digit2", with: "alt", run: state(1) },
  { group: "state", keys: "Alt 3", text: "reason.meal", code: "Digit3", with: "alt", run: state(2) },
  { group: "state", keys: "Alt 4", text: "desk.more", code: "Digit4", with: "alt", run: openMore },
  { group: "state", keys: "Alt 8", text: "desk.wrap_end", code: "Digit8", with: "alt", run: (desk) => desk.endWrapUp() },
  { group: "state", keys: "Alt 9", text: "desk.wrap_keep", code: "Digit9", with: "alt", run: keepWrapUp },
  { group: "page", keys: "Alt 5", text: "desk.dial", code: "Digit5", with: "alt", run: (desk) => openDial(desk) },
  { group: "page", keys: "Alt 6", text: "desk.reserve", code: "Digit6", with: "alt", run: (desk) => openReserve(desk) },
  { group: "page", keys: "Alt 7", text: "desk.sms", code: "Digit7", with: "alt", hidden: (desk) => !desk.user.sms, run: (desk) => { if (desk.user.sms) openSms(); } },
  { group: "page", keys: "?", text: "desk.help", code: "?", letter: true, run: openHelp },
];
