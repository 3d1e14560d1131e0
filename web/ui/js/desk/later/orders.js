// 주문정보 (D41): the orders of the customer, or one by its number, from the shop.
import { html, useEffect, useRef, useSignal } from "../../dom.js";
import { dayTime } from "../../format.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import * as api from "../api.js";
import { Empty, Loaded, Resource } from "../parts/resource.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Order} Order */

/** @param {{desk: Desk}} props */
export function Orders({ desk }) {
  const number = useSignal(""), asked = useSignal(false), one = useRef(/** @type {Resource<{items: Order[], partial?: boolean}>|null} */ (null));
  one.current ??= new Resource(() => api.orders({ service: desk.serving.peek(), number: number.peek().trim() }));
  const about = desk.subject.about.value, found = one.current, serving = desk.serving.value.join(" ");
  useEffect(() => { if (asked.peek()) void found.refresh(); }, [serving]);
  /** @param {Event} event */
  const search = (event) => {
    event.preventDefault();
    asked.value = number.value.trim() !== "";
    if (asked.value) void found.refresh();
  };
  const from = asked.value ? found : desk.subject.orders;
  return html`<div class="scroll"><form class="find" role="search" onSubmit=${search}><label class="in sm soft"><${Icon} name="search" size="s"/><input placeholder=${t("desk.order_number")} aria-label=${t("desk.order_number")} autocomplete="off" maxlength="60" value=${number.value}
      onInput=${(/** @type {InputEvent} */ event) => { number.value = /** @type {HTMLInputElement} */ (event.currentTarget).value; if (!number.value.trim()) asked.value = false; }}/></label></form>
    ${!asked.value && !about.customer && !about.call ? html`<${Empty} icon="box" title=${t("desk.no_orders_yet")} why=${t("desk.no_orders_yet_why")}/>`
    : html`<${Loaded} of=${from} what=${t("desk.tab_orders")} still=${t("desk.orders_still")}>${(/** @type {{items: Order[], partial?: boolean}} */ { items, partial }) => (items.length === 0 ? html`<${Empty} icon="box" title=${t("desk.no_orders")} why=${t("desk.no_orders_why")}/>`
      : html`${partial ? html`<p class="hint" role="status" data-t="warn"><${Icon} name="warn" size="s"/>${t("desk.orders_partial")}</p>` : null}<ul class="orders">${items.map((order) => html`<${OneOrder} key=${order.number} desk=${desk} order=${order}/>`)}</ul>`)}<//>`}</div>`;
}

/** @param {{desk: Desk, order: Order}} props */
function OneOrder({ desk, order }) {
  const [first] = order.items ?? [], more = (order.items?.length ?? 0) - 1;
  return html`<li class="ord"><div class="row"><b class="trunc">${first ? (more > 0 ? t("desk.and_more", { name: first.name, n: more }) : first.name) : order.number}</b><span class="tm med end">${order.total ?? ""}</span></div>
    <div class="row t-xs c3"><span>${order.number}</span><span class="end">${dayTime(Date.parse(order.placed_at), desk.live.timeZone.value)}</span></div>
    <div class="row"><span class="tagx line">${order.state}</span><span class="c3 t-xs trunc">${[order.receiver, order.tracking].filter(Boolean).join(" · ")}</span></div>
    ${more > 0 ? html`<ul class="items t-xs c2">${order.items?.map((item, i) => html`<li key=${i} class="row"><span class="trunc">${item.name}</span><span class="end">${item.quantity}</span><span>${item.price ?? ""}</span></li>`)}</ul>` : null}</li>`;
}
