// The ways to ask why the call came to me, and why the one that waits does not.
import { html, useSignal } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Later } from "../parts/later.js";
import { Pop } from "../parts/layers.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function WhyButton({ desk }) {
  const open = useSignal(false), why = desk.why.value;
  if (why === null) return null;
  return html`<div class="anchor"><button type="button" class="btn ghost sm why-btn" aria-haspopup="dialog" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}><${Icon} name="route" size="s"/>${t("desk.why")}</button>
    ${open.value ? html`<${Pop} label=${t("desk.why")} cls="why" close=${() => { open.value = false; }}><div tabindex="0" data-first>${why === "failed" ? html`<p class="c3">${t("desk.why_none")}</p>` : html`<${Later} part="Reasons" desk=${desk} why=${why}/>`}</div><//>` : null}</div>`;
}

/** Callers wait and none rings here: asked when somebody wants to know. @param {{desk: Desk}} props */
export function WhyNotButton({ desk }) {
  const open = useSignal(false);
  return html`<div class="anchor"><button type="button" class="btn sm" aria-haspopup="dialog" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}><${Icon} name="route" size="s"/>${t("desk.why_not")}</button>
    ${open.value ? html`<${Pop} label=${t("desk.why_not")} cls="why" close=${() => { open.value = false; }}><div tabindex="0" data-first><${Later} part="WhyNot" desk=${desk}/></div><//>` : null}</div>`;
}
