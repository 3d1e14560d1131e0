// Finding a customer: by name, first consonants, or any spelling of a number.
import { html, useEffect, useRef, useSignal } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import * as api from "../api.js";
import { composing } from "../keys.js";
import { Loaded, More, Paged } from "../parts/resource.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Brief} Brief */

const typedFor = 200; // ms without a key

/** @param {{desk: Desk}} props */
export function Find({ desk }) {
  const query = useSignal(""), at = useSignal(0), timer = useRef(/** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined));
  const found = useRef(/** @type {Paged<{items: Brief[], next?: string}>|null} */ (null)), asked = useRef("");
  found.current ??= new Paged((cursor) => api.findCustomers(asked.current, cursor));
  const results = found.current, open = query.value.trim() !== "";
  /** @param {string} text */
  const typed = (text) => {
    query.value = text;
    at.value = 0;
    clearTimeout(timer.current);
    if (text.trim()) timer.current = setTimeout(() => { asked.current = text.trim(); void results.refresh(); }, typedFor);
    else results.clear();
  };
  /** @param {Brief|undefined} one */
  const choose = (one) => {
    if (!one) return;
    desk.subject.look(one.id, one.numbers[0] ?? "");
    typed("");
  };
  /** One further down: after the last of a page come those of the next. */
  const next = async () => {
    const last = () => (results.value.peek()?.items.length ?? 0) - 1;
    if (at.peek() >= last()) await results.more();
    at.value = Math.max(0, Math.min(at.peek() + 1, last()));
  };
  useEffect(() => { document.getElementById(`found-${at.value}`)?.scrollIntoView({ block: "nearest" }); }, [at.value]);
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (composing(event)) return;
    const items = results.value.peek()?.items ?? [];
    if (event.key === "ArrowDown") void next();
    else if (event.key === "ArrowUp") at.value = Math.max(at.value - 1, 0);
    else if (event.key === "Enter") choose(items[at.value]);
    else if (event.key === "Escape" && open) typed("");
    else return;
    event.preventDefault();
  };
  return html`<div class="find"><label class="in sm soft"><${Icon} name="search" size="s"/><input id="customer-search" role="combobox" aria-expanded=${open} aria-controls="customer-found" aria-autocomplete="list" aria-activedescendant=${open && results.value.value?.items.length ? `found-${at.value}` : undefined}
      placeholder=${t("desk.find_customer")} aria-label=${t("desk.find_customer")} autocomplete="off" maxlength="100" value=${query.value} onKeyDown=${keys} onInput=${(/** @type {InputEvent} */ event) => typed(/** @type {HTMLInputElement} */ (event.currentTarget).value)}/></label>
    <div class="found" hidden=${!open || !results.value.value?.items.length}><div id="customer-found" role="listbox" aria-label=${t("desk.find_customer")}>${(results.value.value?.items ?? []).map((one, i) => html`<div key=${one.id} role="option" id=${`found-${i}`} aria-selected=${i === at.value} onClick=${() => choose(one)}>
      <b class="trunc">${one.name}</b>${one.blacklist ? html`<span class="tagx" data-t="bad"><${Icon} name="bad" size="xs"/>${t("desk.careful")}</span>` : null}<span class="c3 end">${one.numbers[0] ?? ""}</span></div>`)}</div><${More} of=${results}/></div>
    ${open ? html`<${Loaded} of=${results} what=${t("desk.find_customer")}>${(/** @type {{items: Brief[]}} */ { items }) => (items.length ? null : html`<p class="hint none">${t("desk.found_none")}</p>`)}<//>` : null}</div>`;
}
