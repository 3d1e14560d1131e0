// What was found leaves as a file, for a reason that the access log keeps.
import { html, useSignal } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Field, Input } from "../../desk/parts/field.js";
import { Dialog } from "../../desk/parts/layers.js";
import { w } from "../text.js";
import { place, sought } from "./found.js";
import { may, query } from "./work.js";

const closesAfter = 500; // ms: the browser has taken the link

/** @param {{user: import("../../api.js").User}} props */
export function Export({ user }) {
  const open = useSignal(false);
  if (!may(user, "report") || place.value !== "people") return null;
  return html`<button type="button" class="btn sm" onClick=${() => { open.value = true; }}>${w("export")}</button>${open.value ? html`<${ExportDialog} user=${user} close=${() => { open.value = false; }}/>` : null}`;
}

/** @param {{user: import("../../api.js").User, close: () => void}} props */
function ExportDialog({ user, close }) {
  const reason = useSignal(""), format = useSignal("xlsx"), unmasked = useSignal(false), q = sought.value.trim(), why = reason.value.trim();
  const href = `api/v1/customers/export${query({ q, format: format.value, unmasked: unmasked.value, reason: why })}`;
  return html`<${Dialog} title=${w("cu.export")} close=${close}><div class="dlg-body"><p class="c2">${q ? w("cu.export_of", { q }) : w("cu.export_all")}</p>
    <${Field} id="e-reason" label=${w("export_reason")} required hint=${w("cu.export_why")}><${Input} id="e-reason" value=${reason.value} max=${200} first onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    <div class="row"><span class="seg" role="group" aria-label=${w("export_format")}>${["xlsx", "csv"].map((one) => html`<button key=${one} type="button" aria-pressed=${format.value === one} onClick=${() => { format.value = one; }}>${one === "xlsx" ? w("excel") : "CSV"}</button>`)}</span></div>
    ${may(user, "unmask") ? html`<label class="row"><input class="ck" type="checkbox" checked=${unmasked.value} onChange=${(/** @type {Event} */ e) => { unmasked.value = /** @type {HTMLInputElement} */ (e.currentTarget).checked; }}/><span>${w("cu.export_whole")}</span></label>` : html`<p class="hint">${w("cu.export_masked")}</p>`}
    <div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button>${why.length < 2 ? html`<button type="button" class="btn primary" disabled>${w("export_do")}</button>` : html`<a class="btn primary" download href=${href} onClick=${() => { setTimeout(close, closesAfter); }}><${Icon} name="doc" size="s"/>${w("export_do")}</a>`}</div></div><//>`;
}
