// What C76 wants above the messages: the category and the customer's id in one line, and
// below them, unfolded, what is known of the customer and the page's parameters. It is
// changed where it is changed elsewhere too: in the dialog, and beside.
import { html } from "../dom.js";
import { Icon } from "../icons.js";
import { Loaded } from "../desk/parts/resource.js";
import { does } from "./acts.js";
import { customerFacts } from "./customer.js";
import { useDetail } from "./detail.js";
import { Facts, originFacts } from "./info.js";
import { categoryPath, customerNumber } from "./names.js";
import { ch } from "./text.js";

/** @param {{page: import("./model.js").Console, talk: import("./talk.js").Talk, line: import("./api.js").Line, at: number}} props at: of the column */
export function Strip({ page, talk, line, at }) {
  const open = page.strip.value, acts = does(page, line), path = categoryPath(line), may = page.manages || !!page.agent && line.agent === page.agent, body = `strip-${at}`;
  useDetail(talk, open);
  const categorise = () => { page.at.value = at; page.picked.value = null; page.dialog.value = "category"; };
  const edit = () => { page.at.value = at; page.editCustomer(talk.id); };
  return html`<div class="strip" role="group" aria-label=${ch("about_room")}><div class="strip-line"><span class="trunc" title=${path}>${path || "–"}</span>${acts.category ? html`<button type="button" class="lnk-b" title="Alt C" aria-label=${ch("categorise")} onClick=${categorise}>${ch("change")}</button>` : null}
      <span class="c3" aria-hidden="true">·</span><span class="trunc cno">${customerNumber(line)}</span>${may ? html`<button type="button" class="lnk-b" aria-label=${ch("customer_change")} onClick=${edit}>${ch("change")}</button>` : null}
      <button type="button" class="btn ghost sm end" aria-expanded=${open} aria-controls=${body} aria-label=${ch("about_room")} title=${ch("about_room")} onClick=${() => page.showStrip(!open)}><span class="lbl">${ch("about_room")}</span><span class="chev"><${Icon} name="chev-d" size="s"/></span></button></div>
    <div class="strip-body" id=${body} role="group" tabindex=${open ? 0 : undefined} aria-label=${ch("about_room")} hidden=${!open}>${open ? html`<${Loaded} of=${talk.detail} what=${ch("about_room")}>${(/** @type {import("./api.js").Detail} */ detail) => html`<div class="strip-of"><div><h3>${ch("customer")}</h3><${Facts} rows=${customerFacts(page, line, detail.visitor)}/></div><div><h3>${ch("parameters")}</h3>${originFacts(detail).length ? html`<${Facts} rows=${originFacts(detail)}/>` : html`<p class="c3">${ch("parameters_none")}</p>`}</div></div>`}<//>` : null}</div></div>`;
}
