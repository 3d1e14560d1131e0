// The rail: where else one may go.
import { html } from "../dom.js";
import { t } from "../i18n.js";
import { Icon, Logo } from "../icons.js";

export function Rail() {
  return html`<nav class="rail" aria-label=${t("desk.places")}><a class="home" href="." aria-label=${t("home.title")}><${Logo}/></a>
    <a href="desk" aria-current="page"><${Icon} name="headset"/>${t("desk.rail")}</a>
    <a href="wallboard" target="_blank" rel="noopener"><${Icon} name="board"/>${t("home.wallboard")}</a></nav>`;
}
