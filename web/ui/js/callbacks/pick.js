// Rows that are picked, to be given or taken back.
import { html } from "../dom.js";
import { ApiError } from "../api.js";
import { failure } from "../shell.js";
import { nameOf, numberOf } from "./names.js";
import { c } from "./text.js";

/** @typedef {import("./model.js").Callbacks} Callbacks */
/** @typedef {import("./api.js").Callback} Callback */

const mostNames = 5; // that are told

/** A row with its box; a press anywhere picks it. @param {{page: Callbacks, one: Callback, focus: object, n: number, off: boolean, children: any}} props */
export function Pick({ page, one, focus, n, off, children }) {
  const on = page.picked.value.has(one.id) && !off;
  const toggle = () => {
    if (off) return;
    const next = new Set(page.picked.peek());
    if (!next.delete(one.id)) next.add(one.id);
    page.picked.value = next;
  };
  return html`<tr aria-rowindex=${n} aria-selected=${on} data-gone=${off ? "" : undefined} onClick=${toggle}><td><input class="ck" type="checkbox" ...${focus} checked=${on} disabled=${off} aria-label=${c("pick", { name: nameOf(one) })} onClick=${(/** @type {Event} */ e) => e.stopPropagation()} onChange=${toggle}/></td>${children}</tr>`;
}

/** Picks every row that is on the page. @param {{page: Callbacks, of: import("./held.js").Held}} props */
export function PickAll({ page, of }) {
  const ids = (of.value.value?.items ?? []).filter((one) => !one.call && !of.gone.value.has(one.id)).map((one) => one.id), n = ids.filter((id) => page.picked.value.has(id)).length, whole = n > 0 && n === ids.length;
  return html`<input class="ck" type="checkbox" aria-label=${c("pick_all")} checked=${whole} ref=${(/** @type {HTMLInputElement|null} */ el) => { if (el) el.indeterminate = n > 0 && !whole; }} onChange=${() => { page.picked.value = new Set(whole ? [] : ids); }}/>`;
}

/**
 * Words for a refusal where somebody else was faster: which they were; they are not picked
 * any more.
 * @param {Callbacks} page @param {import("./held.js").Held} of
 * @returns {(error: unknown) => string}
 */
export const gone = (page, of) => {
  /** @type {Callback[]} */
  let taken = [];
  return (error) => {
    const ids = error instanceof ApiError && error.code === "conflict" ? error.errors.map((one) => String(one.value)) : [];
    if (ids.length && !taken.length) {
      taken = (of.value.peek()?.items ?? []).filter((one) => ids.includes(one.id));
      page.picked.value = new Set([...page.picked.peek()].filter((id) => !ids.includes(id)));
    }
    if (!taken.length) return failure(error);
    const names = taken.slice(0, mostNames).map((one) => (one.name ? `${one.name} ${numberOf(one)}` : numberOf(one))).join(", ");
    return c("taken", { names: taken.length > mostNames ? c("taken_more", { names, n: taken.length - mostNames }) : names });
  };
};
