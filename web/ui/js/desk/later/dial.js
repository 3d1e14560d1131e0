// The dialog for a number (D8).
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { call, hint, open } from "../dial.js";
import { isGoing, problem } from "../parts/ask.js";
import { Dialog } from "../parts/layers.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function DialDialog({ desk }) {
  const first = open.value;
  if (first === null) return null;
  const close = () => { open.value = null; problem.value = ""; };
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
      ${failed ? html`<${Icon} name="bad" size="s"/>${failed}` : t(hint(desk))}</p>
    <div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button>
      <button type="submit" class="btn primary" disabled=${isGoing("dial")}>${t("desk.dial_go")}</button></div></form><//>`;
}
