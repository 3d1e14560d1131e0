// The sheet of keys (`?`): made from the table that the keys work by.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { helpOpen } from "../opened.js";
import { Dialog } from "../parts/layers.js";
import { shortcuts } from "../shortcuts.js";

export function HelpSheet() {
  if (!helpOpen.value) return null;
  const groups = /** @type {const} */ (["call", "note", "state", "page"]);
  return html`<${Dialog} title=${t("desk.help")} cls="help" close=${() => { helpOpen.value = false; }}><div class="dlg-body help-grid">
    ${groups.map((group) => html`<section key=${group}><h3>${t(`desk.keys_${group}`)}</h3><dl>${shortcuts.filter((key) => key.group === group).map((key) => html`<div key=${key.keys}><dt>${t(key.text)}</dt><dd>${key.keys.split(" ").map((part) => html`<kbd>${part}</kbd>`)}</dd></div>`)}</dl></section>`)}
    <p class="hint">${t("desk.keys_typing")}</p></div><//>`;
}
