// The right side (D36): the customer, the orders, what to say, and what is mine.
import { html, signal } from "../../dom.js";
import { count } from "../../format.js";
import { t } from "../../i18n.js";
import { showArea } from "../parts/area.js";
import { Later } from "../parts/later.js";
import { TabPanel, Tabs } from "../parts/tabs.js";
import { Consultations } from "../left/consultations.js";
import { CustomerPanel } from "./customer.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {"customer"|"orders"|"templates"|"mine"|"booked"} Tab */

const chosen = signal("customer");

/** Opens a tab and goes to something in it. @param {Tab} tab @param {string} [id] */
export function showTab(tab, id) {
  chosen.value = tab;
  showArea("right");
  if (id) requestAnimationFrame(() => document.getElementById(id)?.focus());
}

/** @param {{desk: Desk}} props */
export function RightPane({ desk }) {
  const orders = desk.subject.orders.value.value?.items.length, tab = chosen.value === "orders" && !desk.subject.shop.value ? "customer" : chosen.value;
  return html`<section class="pane right" aria-label=${t("desk.right")}><h2 class="sr">${t("desk.right")}</h2><${Tabs} id="info" label=${t("desk.right")} chosen=${chosen} tabs=${[{ id: "customer", name: t("desk.tab_customer") }, ...(desk.subject.shop.value ? [{ id: "orders", name: t("desk.tab_orders"), count: orders ? count(orders) : undefined }] : []),
      { id: "templates", name: t("desk.tab_templates") }, { id: "mine", name: t("desk.tab_mine") }, { id: "booked", name: t("desk.tab_booked") }]}/>
    <${TabPanel} id="info" chosen=${tab}>${tab === "customer" ? html`<${CustomerPanel} desk=${desk}/>` : tab === "orders" ? html`<${Later} part="Orders" desk=${desk}/>` : tab === "templates" ? html`<${Later} part="Templates" desk=${desk}/>`
    : tab === "mine" ? html`<${Consultations} desk=${desk}/>` : html`<${Later} part="Booked" desk=${desk}/>`}<//></section>`;
}
