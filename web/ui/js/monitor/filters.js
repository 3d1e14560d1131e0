// Which rooms are looked at: of a period, of a site, of a category.
import { html, useSignal } from "../dom.js";
import { named } from "../i18n.js";
import { Icon } from "../icons.js";
import { Pop } from "../desk/parts/layers.js";
import { byName } from "../states.js";
import { limitNames, limits, longest, setLimit, valid } from "./limits.js";
import { o, ocode } from "./text.js";

/** @typedef {{site: import("../../vendor/signals.js").Signal<string>, category: import("../../vendor/signals.js").Signal<string>, every: import("../../vendor/signals.js").ReadonlySignal<import("../live/chatrows.js").ChatRow[]>, siteName: (id: string) => string}} Filtered */

/** A choice without a name above. @param {{label: string, value: string, any: string, choices: [string, string, string?][], choose: (value: string) => void}} props a third part: that it stands below another one */
function Select({ label, value, any, choices, choose }) {
  return html`<div class="in sm sel"><select aria-label=${label} value=${value} onChange=${(/** @type {Event} */ e) => choose(/** @type {HTMLSelectElement} */ (e.currentTarget).value)}><option value="">${any}</option>${choices.map(([key, name, below]) => html`<option key=${key} value=${key}>${below ? `  ${name}` : name}</option>`)}</select><${Icon} name="chev-d"/></div>`;
}

/** Sites and categories that open rooms have, and those that are chosen. @param {{page: Filtered}} props */
export function Filters({ page }) {
  const sites = new Map(/** @type {[string, string][]} */ (page.every.value.flatMap((row) => (row.site ? [[row.site, page.siteName(row.site)]] : []))));
  if (page.site.value) sites.set(page.site.value, page.siteName(page.site.value));
  const sorted = (/** @type {Map<string, string>} */ of) => [...of].sort((a, b) => byName(a[1], b[1]));
  return html`<${Select} label=${o("site")} value=${page.site.value} any=${o("any_site")} choices=${sorted(sites)} choose=${(/** @type {string} */ id) => { page.site.value = id; }}/>
    <${Select} label=${o("category")} value=${page.category.value} any=${o("any_category")} choices=${categories(page)} choose=${(/** @type {string} */ id) => { page.category.value = id; }}/>`;
}

/** Large categories by name, below each its middle ones. @param {Filtered} page @returns {[string, string, string?][]} */
function categories(page) {
  const large = new Map(), middle = new Map();
  for (const row of page.every.value) {
    if (row.large?.id) large.set(row.large.id, named(row.large.name, row.large.id));
    if (row.middle?.id) middle.set(row.middle.id, { of: row.large?.id ?? "", name: named(row.middle.name, row.middle.id) });
  }
  const chosen = page.category.value;
  if (chosen && !large.has(chosen) && !middle.has(chosen)) large.set(chosen, chosen);
  const below = (/** @type {string} */ id) => [...middle].filter(([, one]) => one.of === id).sort((a, b) => byName(a[1].name, b[1].name)).map(([key, one]) => /** @type {[string, string, string]} */ ([key, one.name, "below"]));
  return [...large].sort((a, b) => byName(a[1], b[1])).flatMap(([id, name]) => /** @type {[string, string, string?][]} */ ([[id, name], ...below(id)])).concat(below(""));
}

/** From how many minutes on it is too long. */
export function LimitsButton() {
  const open = useSignal(false);
  return html`<span class="anchor"><button type="button" class="btn ghost icon" aria-expanded=${open.value} aria-label=${o("limits")} title=${o("limits")} onClick=${() => { open.value = !open.value; }}><${Icon} name="alarm"/></button>
    ${open.value ? html`<${Pop} label=${o("limits")} cls="settings" close=${() => { open.value = false; }}><p class="hint">${o("limits_why")}</p>${limitNames.map((name) => html`<label key=${name} class="row"><span class="grow">${ocode("limit", name)}</span><span class="in sm"><input type="number" min="1" max=${longest} value=${limits.value[name]} onChange=${(/** @type {Event} */ e) => {
      const at = /** @type {HTMLInputElement} */ (e.currentTarget);
      if (valid(Number(at.value))) setLimit(name, Number(at.value));
      else at.value = String(limits.peek()[name]);
    }}/></span><span class="c3">${o("minutes")}</span></label>`)}<//>` : null}</span>`;
}
