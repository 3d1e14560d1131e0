// Which areas of the desk have room: all three, the middle with one side, or one
// alone, as in a narrow frame; and which is shown of those that have none.
import { computed, html, signal } from "../../dom.js";
import { t } from "../../i18n.js";

/** @typedef {"mid"|"right"|"left"} Area */

const two = matchMedia("(max-width: 1179px)"), one = matchMedia("(max-width: 799px)");
const room = () => (one.matches ? 1 : two.matches ? 2 : 3);

/** How many areas stand side by side. */
export const fits = signal(room());
for (const query of [two, one]) query.addEventListener("change", () => { fits.value = room(); });

const asked = signal(/** @type {Area} */ ("mid"));
/** The area that is shown alone, or beside the middle. */
export const area = computed(() => (fits.value === 2 && asked.value === "mid" ? "right" : asked.value));

/** Brings an area to the front. @param {Area} which */
export function showArea(which) {
  asked.value = which;
}

/** The way to what has no room. */
export function Areas() {
  if (fits.value === 3) return null;
  const others = /** @type {Area[]} */ (fits.value === 1 ? ["mid", "right", "left"] : ["right", "left"]);
  return html`<nav class="areas" aria-label=${t("desk.areas")}><div class="seg">${others.map((which) => html`<button key=${which} type="button" aria-pressed=${area.value === which} onClick=${() => showArea(which)}>${t(`desk.area_${which}`)}</button>`)}</div></nav>`;
}
