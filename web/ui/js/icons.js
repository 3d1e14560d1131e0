// Puts the icons into the document once and draws them by reference.
import { html } from "./dom.js";
import { glyphs } from "./glyphs.js";

const namespace = "http://www.w3.org/2000/svg";

/** Adds the sprite to the document; later calls do nothing. */
export function mountIcons() {
  if (document.getElementById("icons")) return;
  const symbols = Object.entries(glyphs)
    .map(([name, inside]) => `<symbol id="i-${name}" viewBox="0 0 24 24">${inside}</symbol>`).join("");
  const parsed = new DOMParser().parseFromString(
    `<svg xmlns="${namespace}" id="icons" width="0" height="0" aria-hidden="true" focusable="false"><defs>${symbols}</defs></svg>`,
    "image/svg+xml").documentElement;
  const sprite = /** @type {SVGElement} */ (/** @type {unknown} */ (document.importNode(parsed, true)));
  sprite.style.position = "absolute";
  document.body.prepend(sprite);
}

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
