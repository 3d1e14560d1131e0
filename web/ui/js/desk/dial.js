// Calling out: whether one may, the number of the dialog, and click-to-call. The
// agent's phone rings first.
import { signal } from "../dom.js";
import { ApiError } from "../api.js";
import { t } from "../i18n.js";
import { callCustomer, callReservation, dial } from "./api.js";
import { showArea } from "./parts/area.js";
import { ask, outside, problem, tellRefusal } from "./parts/ask.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** The number to begin with; null while the dialog is closed. */
export const open = signal(/** @type {string|null} */ (null));

/** Why the number is not called, in the viewer's words. @param {Desk} desk @param {unknown} error */
function words(desk, error) {
  switch (error instanceof ApiError ? error.code : "") {
    case "denied": return t("desk.dial_denied");
    case "conflict": if (desk.me.peek()?.state === "logged_out") return t("desk.dial_off");
      return error instanceof ApiError && /at once/.test(error.message) ? desk.words(error) : t("desk.dial_conflict");
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

/** Why a number was not reached. @param {{cause: string, own: boolean, name?: string}} end own: my phone was the reason; name: of who was to be consulted @returns {string} */
export function notReached({ cause, own, name }) {
  if (name !== undefined) return t("desk.not_consulted", { name, why: notReached({ cause, own }) });
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

/** What the dialog says before anything is refused. @param {Desk} desk */
export function hint(desk) {
  if (!desk.canDial.value) return "desk.dial_emergency";
  return desk.user.dial === "none" ? "desk.dial_inside" : "desk.dial_how";
}

/** Whether the dialog may open: in wrap-up and without the permission too, for 112 and 119. @param {Desk} desk */
export function mayOpenDial(desk) {
  const me = desk.me.value;
  return !desk.away.value && !!me?.reachable && ["ready", "not_ready", "wrap_up", "logged_out"].includes(me.state);
}

/** Opens the dialog if that makes sense. @param {Desk} desk @param {string} [first] */
export function openDial(desk, first = "") {
  if (!mayOpenDial(desk)) return;
  problem.value = outside.value = "";
  open.value = first;
}

/**
 * Calls what somebody pressed: a number, a number of a customer (which may be
 * masked), or whom a reservation is about.
 * @param {Desk} desk @param {{number?: string, customer?: string, phone?: number, reservation?: string}} to
 */
export function call(desk, { number, customer, phone = 0, reservation }) {
  outside.value = "";
  const work = reservation ? () => callReservation(reservation) : customer ? () => callCustomer(customer, phone) : () => dial({ agent: desk.agent, number: number ?? "" });
  return ask("dial", work, (error) => words(desk, error));
}

/** What a framing page asks for and is on its way: a link that is pressed twice calls once. @type {{number: string, answer: Promise<any>}|null} */
let asked = null;

/**
 * Calls a number that a framing page asks for. What is refused stands on the desk too:
 * who pressed a link of that page looks there.
 * @param {Desk} desk @param {string} number
 */
export function callFor(desk, number) {
  if (asked?.number === number) return asked.answer;
  const answer = dialFor(desk, number).finally(() => { if (asked?.answer === answer) asked = null; });
  asked = { number, answer };
  return answer;
}

/** @param {Desk} desk @param {string} number */
async function dialFor(desk, number) {
  outside.value = "";
  try {
    return await dial({ agent: desk.agent, number });
  } catch (error) {
    tellRefusal(() => words(desk, error), outside);
    showArea("mid");
    throw new Refused(error, words(desk, error));
  }
}

/** A refusal, with what the desk says of it. */
export class Refused extends Error {
  /** @param {unknown} error @param {string} text */
  constructor(error, text) {
    super(error instanceof Error ? error.message : text);
    this.code = error instanceof ApiError ? error.code : "internal";
    this.text = text;
  }
}
