// The bell, and behind it what calls for attention.
import { html, useSignal } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Later } from "../parts/later.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function AlertsButton({ desk }) {
  const open = useSignal(false);
  return html`<div class="anchor"><button type="button" class="btn ghost icon" aria-label=${t("desk.alerts")} aria-haspopup="dialog" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}><${Icon} name="bell"/></button>
    ${open.value ? html`<${Later} part="AlertSettings" desk=${desk} close=${() => { open.value = false; }}/>` : null}</div>`;
}
