// Calling out (D8): a dialog for the number. The agent's phone rings first.
import { html, signal, useRef } from "../dom.js";
import { ApiError, request } from "../api.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { failure } from "../shell.js";

/** @typedef {import("./desk.js").Desk} Desk */

const open = signal(false), busy = signal(false), problem = signal("");

/** Why the number is not called, in the viewer's words. @param {unknown} error */
function words(error) {
  switch (error instanceof ApiError ? error.code : "") {
    case "denied": return t("desk.dial_denied");
    case "conflict": return t("desk.dial_conflict");
    case "invalid": return t("desk.dial_invalid");
    case "overloaded": return t("desk.dial_later");
  }
  return failure(error);
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
  const me = desk.me.value, { role, permissions } = desk.user;
  return !!me?.reachable && ["ready", "not_ready"].includes(me.state) && (role === "administrator" || permissions.includes("phone"));
}

/** Opens the dialog if that makes sense. @param {Desk} desk */
export function openDial(desk) {
  if (!mayDial(desk)) return;
  problem.value = "";
  open.value = true;
}

/** @param {{desk: Desk}} props */
export function DialButton({ desk }) {
  const { role, permissions } = desk.user;
  if (!desk.me.value || role !== "administrator" && !permissions.includes("phone")) return null;
  return html`<button type="button" class="btn" title="Alt 5" disabled=${!mayDial(desk)} onClick=${() => openDial(desk)}><${Icon} name="phone-out"/>${t("desk.dial")}</button>`;
}

/** @param {{desk: Desk}} props */
export function DialDialog({ desk }) {
  const box = useRef(/** @type {HTMLDialogElement|null} */ (null));
  if (!open.value) return null;
  /** @param {HTMLDialogElement|null} element */
  const shown = (element) => {
    if (element && !element.open) element.showModal();
    box.current = element;
  };
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const number = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("number") ?? "").trim();
    if (busy.peek() || !number) return;
    busy.value = true;
    problem.value = "";
    try {
      await request("POST", "calls", { agent: desk.agent, number });
      box.current?.close();
    } catch (error) {
      problem.value = words(error);
    } finally {
      busy.value = false;
    }
  };
  return html`<dialog class="panel dial" ref=${shown} aria-labelledby="dial-title" onClose=${() => { open.value = false; }}>
    <form onSubmit=${submit}><h2 id="dial-title">${t("desk.dial")}</h2>
      <div class="field"><label for="number">${t("desk.dial_number")}</label><div class="in lg" aria-invalid=${problem.value !== ""}>
        <input id="number" name="number" type="tel" inputmode="tel" autocomplete="off" maxlength="40" required autofocus aria-describedby="dial-why"/></div></div>
      <p id="dial-why" class=${problem.value ? "problem" : "c3 t-xs"} data-t=${problem.value ? "bad" : undefined} role=${problem.value ? "alert" : undefined}>
        ${problem.value ? html`<${Icon} name="bad" size="s"/>${problem.value}` : t("desk.dial_how")}</p>
      <div class="row"><span class="end"></span><button type="button" class="btn" onClick=${() => box.current?.close()}>${t("cancel")}</button>
        <button type="submit" class="btn primary" disabled=${busy.value}>${t("desk.dial_go")}</button></div></form></dialog>`;
}
