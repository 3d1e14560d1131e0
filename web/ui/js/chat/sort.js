// The orders of a list, with the direction that each has now (C71, C72, C80).
import { html, useSignal } from "../dom.js";
import { Icon } from "../icons.js";
import { Pop } from "../desk/parts/layers.js";
import { rove } from "../desk/parts/roving.js";
import { ordersOf } from "./order.js";
import { ch, chcode } from "./text.js";

/** @typedef {import("./model.js").Console} Console */

/** @param {{page: Console, tab: import("./sought.js").Tab}} props */
export function SortButton({ page, tab }) {
  const open = useSignal(false), { by, up } = page.lists.order.value, far = page.lists.far.value;
  const direction = (/** @type {boolean} */ upward) => ch(upward ? "ascending" : "descending");
  /** @param {KeyboardEvent} event */
  const keys = (event) => { rove(event, [.../** @type {NodeListOf<HTMLElement>} */ (/** @type {HTMLElement} */ (event.currentTarget).querySelectorAll("button"))]); };
  return html`<div class="anchor"><button type="button" class="btn ghost sm sort" aria-haspopup="dialog" aria-expanded=${open.value} title=${ch("sort")} onClick=${() => { open.value = !open.value; }}><span class="trunc">${chcode("sort", by)}</span><${Icon} name=${up ? "arrow-u" : "arrow-d"} size="s"/><span class="sr">${direction(up)}</span></button>
    ${open.value ? html`<${Pop} label=${ch("sort")} cls="menu to-left" close=${() => { open.value = false; }}><div onKeyDown=${keys}>${ordersOf(tab).filter((one) => !far || one !== "wait").map((one) => html`<button key=${one} type="button" aria-pressed=${one === by} data-first=${one === by ? "" : undefined} onClick=${() => page.lists.press(one)}><span class="grow">${chcode("sort", one)}</span>${one === by ? html`<${Icon} name=${up ? "arrow-u" : "arrow-d"} size="s"/><span class="sr">${direction(up)}</span>` : null}</button>`)}</div><//>` : null}</div>`;
}
