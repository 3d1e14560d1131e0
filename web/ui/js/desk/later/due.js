// What is due now, told above the figures of the day, which make room for it where they
// are, so that nothing moves: whom to call, and how many more.
import { html, useComputed } from "../../dom.js";
import { shortTime } from "../../format.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { laterFor } from "../alerts/due.js";
import { callBack } from "../left/reservations.js";
import { busy } from "../parts/ask.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function DueNow({ desk }) {
  const { due } = desk, changed = useComputed(() => due.told.value.map((one) => `${one.id} ${one.version}`).join()).value; // not each second
  const list = due.told.peek(), first = changed ? list[0] : undefined, name = first?.name || first?.number || "";
  const call = async () => { if (first && await callBack(desk, first)) due.putOff([first]); };
  return html`<div class="due-now" role="status" data-t="warn">${first ? html`<div class="due-box"><${Icon} name="alarm"/><span class="due-who" id="due-who"><b>${t("desk.due")}</b><span class="trunc"><b>${name}</b>${first.name && first.number ? html` <span class="c2">${first.number}</span>` : null} <span class="c2 tm">${shortTime(Date.parse(first.due_at), desk.live.timeZone.value)}</span>${first.memo ? html` <span class="c2">${first.memo}</span>` : null}</span></span>
      ${list.length > 1 ? html`<span class="tagx">${t("desk.due_more", { n: list.length - 1 })}</span>` : null}
      <span class="row end"><button type="button" class="btn sm primary" aria-describedby="due-who" disabled=${busy.value || !desk.canDial.value} onClick=${call}><${Icon} name="phone" size="s"/>${t("desk.dial_go")}</button>
        <button type="button" class="btn sm" title=${t("desk.due_again", { n: laterFor / 60_000 })} onClick=${() => due.putOff(list)}>${t("desk.due_later")}</button></span></div>` : null}</div>`;
}
