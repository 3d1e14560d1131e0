// Icons, drawn by reference to what every page has in its body (icons.svg).
import { html } from "./dom.js";

/**
 * An icon; meaning is always carried by text beside it or a label around it.
 * @param {{name: string, size?: ""|"xs"|"s"|"l"}} props
 */
export function Icon({ name, size = "" }) {
  return html`<svg class=${size ? `i ${size}` : "i"} aria-hidden="true"><use href=${"#i-" + name}></use></svg>`;
}

/** The sign of the house: a floor seen from above. */
export function Logo() {
  const quiet = new Set(["5,5", "12,12", "19,12", "5,19"]);
  const rows = [5, 12, 19];
  return html`<svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><g fill="currentColor">
    ${rows.map((y) => rows.map((x) => html`<circle cx=${x} cy=${y} r="2.6" opacity=${quiet.has(`${x},${y}`) ? ".38" : "1"}/>`))}
  </g></svg>`;
}
