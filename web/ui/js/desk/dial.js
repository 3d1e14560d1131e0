// Calling out (D8): a dialog for the number, and click-to-call. The agent's phone
// rings first.
import { html, signal } from "../dom.js";
import { ApiError } from "../api.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { callCustomer, callReservation, dial } from "./api.js";
import { ask, isGoing, problem } from "./parts/ask.js";
import { Dialog } from "./parts/layers.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** The number to begin with; null while the dialog is closed. */
const open = signal(/** @type {string|null} */ (null));

/** Why the number is not called, in the viewer's words. @param {Desk} desk @param {unknown} error */
function words(desk, error) {
  switch (error instanceof ApiError ? error.code : "") {
    case "denied": return t("desk.dial_denied");
    case "conflict": return t("desk.dial_conflict");
    case "invalid": return t("desk.dial_invalid");
    case "overloaded": return t("desk.dial_later");
  }
  return desk.words(error);
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

/** Opens the dialog if that makes sense. @param {Desk} desk @param {string} [first] */
export function openDial(desk, first = "") {
  if (!mayDial(desk)) return;
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

/** @param {{desk: Desk}} props */
export function DialDialog({ desk }) {
  const first = open.value;
  if (first === null) return null;
  const close = () => { open.value = null; };
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const asked = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("number") ?? "").trim();
    if (asked && await call(desk, { number: asked })) close();
  };
  const failed = problem.value;
  return html`<${Dialog} title=${t("desk.dial")} close=${close}><form class="dlg-body" novalidate onSubmit=${submit}>
    <div class="field"><label for="number">${t("desk.dial_number")}</label><div class="in lg" aria-invalid=${failed !== ""}>
      <input id="number" name="number" type="tel" inputmode="tel" autocomplete="off" maxlength="40" required data-first defaultValue=${first} aria-describedby="dial-why"/></div></div>
    <p id="dial-why" class=${failed ? "problem" : "hint"} data-t=${failed ? "bad" : undefined} role=${failed ? "alert" : undefined}>
      ${failed ? html`<${Icon} name="bad" size="s"/>${failed}` : t("desk.dial_how")}</p>
    <div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button>
      <button type="submit" class="btn primary" disabled=${isGoing("dial")}>${t("desk.dial_go")}</button></div></form><//>`;
}
