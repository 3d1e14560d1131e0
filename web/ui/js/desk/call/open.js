// What is open under the controls of a call: the keypad, or whom to give it to.
import { signal } from "../../dom.js";
import { showArea } from "../parts/area.js";
import { called, connected, consult } from "./control.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {""|"keys"|"transfer"|"consult"|"abusive"} What */

const open = signal(/** @type {What} */ (""));
/** A target chosen elsewhere, as the list of colleagues. */
export const wanted = signal("");

/** @param {Desk} desk @param {What} what */
function may(desk, what) {
  if (!connected(desk)) return false;
  if (what === "abusive") return desk.me.value?.state === "talking" && !called(desk); // who called in
  return what === "keys" || !consult(desk);
}

export const panel = {
  /** What is open now, if the call still allows it. @param {Desk} desk @returns {What} */
  shown: (desk) => (open.value && may(desk, open.value) ? open.value : ""),
  /** @param {Desk} desk @param {What} what */
  toggle(desk, what) {
    if (!may(desk, what)) return;
    wanted.value = "";
    showArea("mid");
    open.value = open.value === what ? "" : what;
  },
  /** Opens the list of whom to ask with one already found. @param {Desk} desk @param {string} query */
  ask(desk, query) {
    if (!may(desk, "consult")) return;
    wanted.value = query;
    showArea("mid");
    open.value = "consult";
  },
  close() { open.value = ""; },
};
