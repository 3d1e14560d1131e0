// The keypad: keys go to the other side as they are pressed, here or on the keyboard.
import { html, useSignal } from "../../dom.js";
import { t } from "../../i18n.js";
import { composing } from "../keys.js";
import { Pop } from "../parts/layers.js";
import { sendKeys } from "../call/control.js";
import { panel } from "../call/open.js";

/** @typedef {import("../desk.js").Desk} Desk */

const letters = { 2: "ABC", 3: "DEF", 4: "GHI", 5: "JKL", 6: "MNO", 7: "PQRS", 8: "TUV", 9: "WXYZ", 0: "+" };
const shownKeys = 14; // of those sent, the last so many

/** @param {{desk: Desk}} props */
export function Keypad({ desk }) {
  const sent = useSignal("");
  /** @param {string} key */
  const press = async (key) => {
    if (await sendKeys(desk, key)) sent.value = (sent.peek() + key).slice(-shownKeys);
  };
  /** @param {KeyboardEvent} event */
  const typed = (event) => {
    if (composing(event) || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9*#]$/.test(event.key)) return;
    event.preventDefault();
    void press(event.key);
  };
  return html`<${Pop} label=${t("desk.keys")} cls="pad" close=${panel.close}><div class="pad-keys" role="presentation" onKeyDown=${typed}>
    <output aria-label=${t("desk.keys_sent")}>${[...sent.value].join(" ")}</output>
    ${[..."123456789*0#"].map((key) => html`<button key=${key} type="button" onClick=${() => press(key)}><b>${key}</b><span aria-hidden="true">${letters[/** @type {2} */ (Number(key))] ?? ""}</span></button>`)}</div><//>`;
}
