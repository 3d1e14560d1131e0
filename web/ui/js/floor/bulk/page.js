// Reservations (D14): a list from a file, and of all of them who is to call whom.
import { html } from "../../dom.js";
import { f } from "../text.js";
import { BulkImport } from "./import.js";
import { BulkList } from "./list.js";

/** @typedef {import("../model.js").Floor} Floor */

/** @param {{floor: Floor}} props */
export function BulkPage({ floor }) {
  return html`<main class="bulk scroll" aria-label=${f("bulk")}><${BulkImport} floor=${floor}/><${BulkList} floor=${floor}/></main>`;
}
