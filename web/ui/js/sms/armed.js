// A button that asks before it does something: the first press asks, the second does it.
import { html, useSignal } from "../dom.js";
import { Icon } from "../icons.js";
import { ask, isGoing } from "../desk/parts/ask.js";

/** @param {{what: string, label: string, sure: string, work: () => Promise<any>, after: (answer: any) => void, cls?: string, icon?: string}} props */
export function Armed({ what, label, sure, work, after, cls = "sm", icon = "x" }) {
  const armed = useSignal(false);
  const go = async () => {
    if (!armed.peek()) { armed.value = true; return; }
    const answer = await ask(what, work);
    if (answer !== undefined) after(answer);
    armed.value = false;
  };
  return html`<button type="button" class=${`btn ${cls} ${armed.value ? "primary" : ""}`} disabled=${isGoing(what)} onClick=${(/** @type {Event} */ event) => { event.stopPropagation(); void go(); }} onBlur=${() => { armed.value = false; }} onKeyDown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape" && armed.peek()) { event.preventDefault(); event.stopPropagation(); armed.value = false; } }}>${armed.value ? sure : html`<${Icon} name=${icon} size="s"/>${label}`}</button>`;
}
