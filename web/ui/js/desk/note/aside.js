// The ways to other notes: those that were begun and not saved, and back to the
// note of the call.
import { html, useSignal } from "../../dom.js";
import { dayTime } from "../../format.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Pop } from "../parts/layers.js";
import { rove } from "../parts/roving.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** From the note of an old call to that of the call that is on, or wrapped up. @param {{desk: Desk}} props */
export function Back({ desk }) {
  if (!desk.note.away.value) return null;
  return html`<button type="button" class="btn sm primary" onClick=${() => desk.note.back()}><${Icon} name="phone" size="s"/>${t("desk.note_back")}</button>`;
}

/** Notes of other calls that were begun and not saved: the only one opens, of several one is chosen. @param {{desk: Desk}} props */
export function Aside({ desk }) {
  const open = useSignal(false), list = desk.note.aside.value, several = list.length > 1;
  if (!list[0]) return null;
  /** @param {import("./drafts.js").Draft} draft */
  const take = (draft) => {
    open.value = false;
    void desk.note.take(draft);
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => rove(event, [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll("button")]);
  return html`<div class="anchor"><button type="button" class="btn sm" aria-haspopup=${several ? "menu" : undefined} aria-expanded=${several ? open.value : undefined} onClick=${() => { if (several) open.value = !open.value; else take(list[0]); }}><${Icon} name="edit" size="s"/>${t("desk.note_aside", { n: list.length })}</button>
    ${open.value && several ? html`<${Pop} role="menu" label=${t("desk.note_aside", { n: list.length })} cls="menu notes" close=${() => { open.value = false; }}><div role="presentation" onKeyDown=${keys}>
      ${list.map((draft) => html`<button key=${draft.call} type="button" role="menuitem" onClick=${() => take(draft)}><span class="trunc grow">${desk.note.names.get(draft.call) || draft.note.note || t("desk.ticket", { ticket: draft.ticket })}</span><span class="c3 t-xs">${draft.ticket}</span><span class="tm c3 t-xs">${dayTime(draft.at, desk.live.timeZone.value)}</span></button>`)}</div><//>` : null}</div>`;
}
