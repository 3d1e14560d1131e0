// The desk's sheet of keys.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { KeySheet } from "../parts/keysheet.js";
import { shortcuts } from "../shortcuts.js";

/** @param {{desk: import("../desk.js").Desk}} props */
export function HelpSheet({ desk }) {
  const groups = /** @type {const} */ (["call", "note", "state", "page"]);
  return html`<${KeySheet} groups=${groups.map((group) => ({ name: t(`desk.keys_${group}`), keys: shortcuts.filter((key) => key.group === group && !key.hidden?.(desk)).map((key) => ({ keys: key.keys, text: t(key.text) })) }))}/>`;
}
