// The sheet of keys (`?`) of a page: made from the table that the keys work by.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { helpOpen, openHelp } from "../opened.js";
import { Dialog } from "./layers.js";

/** @param {{groups: {name: string, keys: {keys: string, text: string}[]}[]}} props */
export function KeySheet({ groups }) {
  if (!helpOpen.value) return null;
  return html`<${Dialog} title=${t("desk.help")} cls="help" close=${() => { helpOpen.value = false; }}><div class="dlg-body help-grid">
    ${groups.map((group) => html`<section key=${group.name}><h3>${group.name}</h3><dl>${group.keys.map((key) => html`<div key=${key.keys}><dt>${key.text}</dt><dd>${key.keys.split(" ").map((part) => html`<kbd>${part}</kbd>`)}</dd></div>`)}</dl></section>`)}
    <p class="hint">${t("desk.keys_typing")}</p></div><//>`;
}

/** What opens it, beside the key. */
export const KeysButton = () => html`<button type="button" class="btn ghost icon" aria-label=${t("desk.help")} title="?" onClick=${openHelp}>?</button>`;
