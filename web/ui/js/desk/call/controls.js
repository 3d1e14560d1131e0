// The softphone bar: fixed places, what cannot be done is dimmed in place, hanging
// up always last.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { busy } from "../parts/ask.js";
import { rove } from "../parts/roving.js";
import { called, connected, consult, endOrReject, hold, holding, mute, muted } from "./control.js";
import { panel } from "./open.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function Controls({ desk }) {
  const on = connected(desk), free = on && !consult(desk), shown = panel.shown(desk), held = holding(desk), silent = muted(desk);
  const given = free && !called(desk) && !desk.call.value?.peer;
  /** @param {KeyboardEvent} event */
  const keys = (event) => rove(event, [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll(":scope > button:not(:disabled)")].map((b) => /** @type {HTMLElement} */ (b)), { across: true });
  return html`<div class="ctls" role="toolbar" aria-label=${t("desk.control")} onKeyDown=${keys}>
    <${Ctl} icon="phone" text=${t("desk.answer")} keys="F8" disabled/>
    <${Ctl} icon="pause" text=${t(held ? "desk.resume" : "desk.hold")} keys="H" pressed=${held} disabled=${!free || busy.value} run=${() => hold(desk)}/>
    <${Ctl} icon="mic-off" text=${t(silent ? "desk.unmute" : "desk.mute")} keys="M" pressed=${silent} disabled=${!on || busy.value} run=${() => mute(desk)}/>
    <${Ctl} icon="transfer" text=${t("desk.transfer")} keys="T" expanded=${shown === "transfer"} disabled=${!given} run=${() => panel.toggle(desk, "transfer")}/>
    <${Ctl} icon="conf" text=${t("desk.conference")} keys="C" expanded=${shown === "consult"} disabled=${!given} run=${() => panel.toggle(desk, "consult")}/>
    <${Ctl} icon="keypad" text=${t("desk.keys")} keys="K" expanded=${shown === "keys"} disabled=${!on} run=${() => panel.toggle(desk, "keys")}/>
    <button type="button" class="ctl hang" data-t="bad" aria-keyshortcuts="F9" disabled=${busy.value} onClick=${() => endOrReject(desk)}><${Icon} name="hangup" size="l"/><span>${t("desk.hang_up")}</span><kbd aria-hidden="true">F9</kbd></button></div>`;
}

/** @param {{icon: string, text: string, keys: string, pressed?: boolean, expanded?: boolean, disabled: boolean, run?: () => unknown}} props */
function Ctl({ icon, text, keys, pressed, expanded, disabled, run }) {
  return html`<button type="button" class="ctl" aria-pressed=${pressed} aria-expanded=${expanded} aria-haspopup=${expanded === undefined ? undefined : "dialog"} aria-keyshortcuts=${keys} disabled=${disabled} onClick=${run}><${Icon} name=${icon} size="l"/><span>${text}</span><kbd aria-hidden="true">${keys}</kbd></button>`;
}
