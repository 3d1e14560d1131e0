// The sheet of keys (`?`): made from the table that the keys work by.
import { html, signal } from "../dom.js";
import { t } from "../i18n.js";
import { shortcuts } from "./shortcuts.js";
import { Dialog } from "./parts/layers.js";

const open = signal(false);

export function openHelp() {
  open.value = true;
}

export function HelpSheet() {
  if (!open.value) return null;
  const groups = /** @type {const} */ (["call", "note", "state", "page"]);
  return html`<${Dialog} title=${t("desk.help")} cls="help" close=${() => { open.value = false; }}><div class="dlg-body help-grid">
    ${groups.map((group) => html`<section key=${group}><h3>${t(`desk.keys_${group}`)}</h3><dl>${shortcuts.filter((key) => key.group === group).map((key) => html`<div key=${key.keys}><dt>${t(key.text)}</dt><dd>${key.keys.split(" ").map((part) => html`<kbd>${part}</kbd>`)}</dd></div>`)}</dl></section>`)}
    <p class="hint">${t("desk.keys_typing")}</p></div><//>`;
}
