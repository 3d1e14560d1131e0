// Tabs with arrow keys.
import { html } from "../../dom.js";
import { rove } from "./roving.js";

/**
 * @param {{id: string, label: string, tabs: {id: string, name: string, title?: string, count?: any}[], chosen: import("../../../vendor/signals.js").Signal<string>}} props
 *   title: what the count is; id: prefix of the tabs' ids; the panel is `${id}-panel`
 */
export function Tabs({ id, label, tabs, chosen }) {
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const at = rove(event, tabs.map((tab) => /** @type {HTMLElement} */ (document.getElementById(`${id}-${tab.id}`))), { across: true });
    if (at >= 0 && tabs[at]) chosen.value = tabs[at].id;
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} onKeyDown=${keys}>${tabs.map((tab) => html`<button key=${tab.id} type="button" role="tab" id=${`${id}-${tab.id}`} aria-selected=${chosen.value === tab.id}
    aria-controls=${`${id}-panel`} tabindex=${chosen.value === tab.id ? 0 : -1} title=${tab.title} onClick=${() => { chosen.value = tab.id; }}>${tab.name}${tab.count === undefined ? null : html`<span class="n">${tab.count}</span>`}</button>`)}</div>`;
}

/** The panel of the chosen tab. @param {{id: string, chosen: string, cls?: string, children: any}} props */
export function TabPanel({ id, chosen, cls = "", children }) {
  return html`<div class=${`tab-panel ${cls}`} role="tabpanel" id=${`${id}-panel`} aria-labelledby=${`${id}-${chosen}`}>${children}</div>`;
}
