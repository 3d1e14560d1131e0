// The right side: what is known of the room, its customer, templates, and the talks of
// before.
import { html } from "../dom.js";
import { Icon } from "../icons.js";
import { Loaded } from "../desk/parts/resource.js";
import { TabPanel, Tabs } from "../desk/parts/tabs.js";
import { CustomerTab } from "./customer.js";
import { useDetail } from "./detail.js";
import { Earlier } from "./earlier.js";
import { Info } from "./info.js";
import { TemplatesTab } from "./templates.js";
import { ch, chcode } from "./text.js";

/** @typedef {import("./model.js").Console} Console */
/** @typedef {import("./talk.js").Talk} Talk */
/** @typedef {import("./api.js").Detail} Detail */

/** @param {{page: Console, talk: Talk}} props */
export function Side({ page, talk }) {
  const chosen = /** @type {import("../../vendor/signals.js").Signal<string>} */ (page.sideTab), tab = page.sideTab.value, earlier = talk.detail.value.value?.earlier?.length;
  useDetail(talk);
  const tabs = ["info", "customer", "templates", "earlier"].map((id) => ({ id, name: chcode("side", id), count: id === "earlier" ? earlier : undefined }));
  return html`<aside class="pane side" aria-label=${chcode("side", "info")}><${Tabs} id="side" label=${ch("side_tabs")} tabs=${tabs} chosen=${chosen}/><button type="button" class="btn ghost icon sm side-x" aria-label=${ch("side_close")} title="Alt I" onClick=${() => { page.showSide(false); }}><${Icon} name="x" size="s"/></button>
    <${TabPanel} id="side" chosen=${tab}>${tab === "templates" ? html`<${TemplatesTab} page=${page} talk=${talk}/>` : html`<${Loaded} of=${talk.detail} what=${chcode("side", tab)}>${(/** @type {Detail} */ detail) => html`<div class="scroll">${tab === "customer" ? html`<${CustomerTab} page=${page} talk=${talk} detail=${detail}/>` : tab === "earlier" ? html`<${Earlier} page=${page} detail=${detail}/>` : html`<${Info} page=${page} talk=${talk} detail=${detail}/>`}</div>`}<//>`}<//></aside>`;
}
