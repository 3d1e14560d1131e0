// Calling out: whether one may, the number of the dialog, and click-to-call. The
// agent's phone rings first.
import { signal } from "../dom.js";
import { ApiError } from "../api.js";
import { t } from "../i18n.js";
import { callCustomer, callReservation, dial } from "./api.js";
import { ask, problem } from "./parts/ask.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** The number to begin with; null while the dialog is closed. */
export const open = signal(/** @type {string|null} */ (null));

/** Why the number is not called, in the viewer's words. @param {Desk} desk @param {unknown} error */
function words(desk, error) {
  switch (error instanceof ApiError ? error.code : "") {
    case "denied": return t("desk.dial_denied");
    case "conflict": return error instanceof ApiError && /at once/.test(error.message) ? desk.words(error) : t("desk.dial_conflict");
    case "invalid": return known(desk, error) || t("desk.dial_invalid");
    case "overloaded": return known(desk, error) || t("desk.dial_later");
  }
  return desk.words(error);
}

/** What the server says of it, such as that the minutes of the day are used up; "" where that is not known in the viewer's language. @param {Desk} desk @param {unknown} error */
function known(desk, error) {
  const said = desk.words(error);
  return error instanceof ApiError && said !== t("error.other", { detail: error.message }) ? said : "";
}

/** Why a number was not reached. @param {{cause: string, own: boolean}} end own: my phone was the reason */
export function notReached({ cause, own }) {
  if (own) return t("desk.not_own");
  switch (cause) {
    case "busy": return t("desk.not_busy");
    case "no_answer": return t("desk.not_answered");
    case "rejected": return t("desk.not_rejected");
    case "no_such_number": return t("desk.not_there");
    case "no_route": return t("desk.not_route");
  }
  return t("desk.not_reached");
}

/** Whether I may call out now. @param {Desk} desk */
export function mayDial(desk) {
  const me = desk.me.value;
  return desk.may("phone") && !desk.away.value && !!me?.reachable && ["ready", "not_ready"].includes(me.state);
}

/** Whether the dialog may open: in wrap-up and without the permission too, for 112 and 119. @param {Desk} desk */
export function mayOpenDial(desk) {
  const me = desk.me.value;
  return !desk.away.value && !!me?.reachable && ["ready", "not_ready", "wrap_up", "logged_out"].includes(me.state);
}

/** Opens the dialog if that makes sense. @param {Desk} desk @param {string} [first] */
export function openDial(desk, first = "") {
  if (!mayOpenDial(desk)) return;
  problem.value = "";
  open.value = first;
}

/**
 * Calls what somebody pressed: a number, a number of a customer (which may be
 * masked), or whom a reservation is about.
 * @param {Desk} desk @param {{number?: string, customer?: string, phone?: number, reservation?: string}} to
 */
export function call(desk, { number, customer, phone = 0, reservation }) {
  const work = reservation ? () => callReservation(reservation) : customer ? () => callCustomer(customer, phone) : () => dial({ agent: desk.agent, number: number ?? "" });
  return ask("dial", work, (error) => words(desk, error));
}
