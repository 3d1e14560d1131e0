// The rail: where one may go, by one's rights.
import { html } from "./dom.js";
import { t } from "./i18n.js";
import { Icon, Logo } from "./icons.js";

/** @typedef {"home"|"desk"|"floor"|"customers"|"admin"} Place */

/** @param {{user: import("./api.js").User, here: Place}} props */
export function Rail({ user, here }) {
  const current = (/** @type {Place} */ place) => (place === here ? "page" : undefined);
  return html`<nav class="rail" aria-label=${t("nav.places")}><a class="home" href="." aria-label=${t("home.title")}><${Logo}/></a>
    ${user.agent_id || here === "desk" ? html`<a href="desk" aria-current=${current("desk")}><${Icon} name="headset"/>${t("nav.desk")}</a>` : null}
    ${user.role !== "agent" ? html`<a href="floor" aria-current=${current("floor")}><${Icon} name="activity"/>${t("nav.floor")}</a><a href="admin#/customers" aria-current=${current("customers")}><${Icon} name="users"/>${t("nav.customers")}</a>` : null}
    <a href="wallboard" target="_blank" rel="noopener"><${Icon} name="board"/>${t("home.wallboard")}</a>
    ${user.role === "administrator" ? html`<a class="end" href="admin" aria-current=${current("admin")}><${Icon} name="gear"/>${t("nav.admin")}</a>` : null}</nav>`;
}
