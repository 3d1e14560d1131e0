// A reservation that is made together with the note (D14 직접).
import { html } from "../../dom.js";
import { localInput } from "../../format.js";
import { t } from "../../i18n.js";

/** @typedef {import("../desk.js").Desk} Desk */

const halfHour = 1_800_000;

/** @param {{desk: Desk}} props */
export function Follow({ desk }) {
  const { follow } = desk.note;
  /** @param {Event} event */
  const tick = (event) => { follow.value = /** @type {HTMLInputElement} */ (event.currentTarget).checked ? localInput(Math.ceil((desk.live.clock.now() + halfHour) / halfHour) * halfHour, desk.live.timeZone.peek()) : ""; };
  return html`<div class="row fopts"><label class="row"><input class="ck" type="checkbox" checked=${follow.value !== ""} onChange=${tick}/>${t("desk.follow")}</label>
    ${follow.value ? html`<div class="in sm when"><input type="datetime-local" aria-label=${t("desk.follow_at")} value=${follow.value} required onInput=${(/** @type {InputEvent} */ event) => { follow.value = /** @type {HTMLInputElement} */ (event.currentTarget).value; }}/></div>` : null}</div>`;
}
