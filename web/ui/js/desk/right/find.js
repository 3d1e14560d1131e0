// Finding a customer: by name, first consonants, or any spelling of a number.
import { html, useRef, useSignal } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import * as api from "../api.js";
import { composing } from "../keys.js";
import { Loaded, Resource } from "../parts/resource.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Brief} Brief */

const typedFor = 200; // ms without a key

/** @param {{desk: Desk}} props */
export function Find({ desk }) {
  const query = useSignal(""), at = useSignal(0), timer = useRef(/** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined));
  const found = useRef(/** @type {Resource<{items: Brief[]}>|null} */ (null));
  found.current ??= new Resource(() => api.findCustomers(query.peek().trim()));
  const results = found.current, open = query.value.trim() !== "";
  /** @param {string} text */
  const typed = (text) => {
    query.value = text;
    at.value = 0;
    clearTimeout(timer.current);
    if (text.trim()) timer.current = setTimeout(() => { void results.refresh(); }, typedFor);
    else results.clear();
  };
  /** @param {Brief|undefined} one */
  const choose = (one) => {
    if (!one) return;
    desk.subject.look(one.id, one.numbers[0] ?? "");
    typed("");
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (composing(event)) return;
    const items = results.value.peek()?.items ?? [];
    if (event.key === "ArrowDown") at.value = Math.min(at.value + 1, items.length - 1);
    else if (event.key === "ArrowUp") at.value = Math.max(at.value - 1, 0);
    else if (event.key === "Enter") choose(items[at.value]);
    else if (event.key === "Escape" && open) typed("");
    else return;
    event.preventDefault();
  };
  return html`<div class="find"><label class="in sm soft"><${Icon} name="search" size="s"/><input id="customer-search" role="combobox" aria-expanded=${open} aria-controls="customer-found" aria-autocomplete="list" aria-activedescendant=${open && results.value.value?.items.length ? `found-${at.value}` : undefined}
      placeholder=${t("desk.find_customer")} aria-label=${t("desk.find_customer")} autocomplete="off" maxlength="100" value=${query.value} onKeyDown=${keys} onInput=${(/** @type {InputEvent} */ event) => typed(/** @type {HTMLInputElement} */ (event.currentTarget).value)}/></label>
    <div class="found" id="customer-found" role="listbox" aria-label=${t("desk.find_customer")} hidden=${!open || !results.value.value?.items.length}>${(results.value.value?.items ?? []).map((one, i) => html`<div key=${one.id} role="option" id=${`found-${i}`} aria-selected=${i === at.value} onClick=${() => choose(one)}>
      <b class="trunc">${one.name}</b>${one.blacklist ? html`<span class="tagx" data-t="bad"><${Icon} name="bad" size="xs"/>${t("desk.careful")}</span>` : null}<span class="c3 end">${one.numbers[0] ?? ""}</span></div>`)}</div>
    ${open ? html`<${Loaded} of=${results} what=${t("desk.find_customer")}>${(/** @type {{items: Brief[]}} */ { items }) => (items.length ? null : html`<p class="hint none">${t("desk.found_none")}</p>`)}<//>` : null}</div>`;
}
