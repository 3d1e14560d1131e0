// A reservation that is made together with the note (D14 직접).
import { html } from "../../dom.js";
import { fromLocalInput, localInput } from "../../format.js";
import { t } from "../../i18n.js";

/** @typedef {import("../desk.js").Desk} Desk */

const halfHour = 1_800_000;

/** @param {{desk: Desk}} props */
export function Follow({ desk }) {
  const { note } = desk, at = note.values.value.follow_at ?? "", wrong = note.wrong.value.follow_at, zone = desk.live.timeZone.value;
  /** @param {number} time ms, NaN for none */
  const write = (time) => note.write({ follow_at: Number.isNaN(time) ? "" : new Date(time).toISOString() });
  /** @param {Event} event */
  const tick = (event) => write(/** @type {HTMLInputElement} */ (event.currentTarget).checked ? Math.ceil((desk.live.clock.now() + halfHour) / halfHour) * halfHour : NaN);
  return html`<div class="row fopts"><label class="row"><input class="ck" type="checkbox" checked=${at !== ""} onChange=${tick}/>${t("desk.follow")}</label>
    ${at ? html`<div class="in sm when"><input type="datetime-local" aria-label=${t("desk.follow_at")} value=${localInput(Date.parse(at), zone)} required aria-invalid=${wrong ? "true" : undefined} aria-describedby=${wrong ? "follow-wrong" : undefined}
      onInput=${(/** @type {InputEvent} */ event) => write(fromLocalInput(/** @type {HTMLInputElement} */ (event.currentTarget).value, zone))}/></div>` : null}
    ${at && wrong ? html`<span class="hint trunc" id="follow-wrong" data-t="bad">${wrong}</span>` : null}</div>`;
}
