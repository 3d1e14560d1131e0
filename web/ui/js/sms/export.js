// What was found leaves as a file, for a reason that the access log keeps (T23).
import { html, useSignal } from "../dom.js";
import { Icon } from "../icons.js";
import { DownloadFoot } from "../desk/parts/download.js";
import { Field, Input } from "../desk/parts/field.js";
import { Dialog } from "../desk/parts/layers.js";
import { query as queryOf } from "../api.js";
import { m } from "./text.js";

/** @param {{page: import("./model.js").Texts, query: () => Record<string, string|boolean>, icon?: boolean}} props */
export function Export({ page, query, icon }) {
  const open = useSignal(false);
  if (!page.room.may("report")) return null;
  const label = m("download");
  return html`<button type="button" class=${`btn ${icon ? "ghost icon sm" : "sm"}`} aria-label=${icon ? label : undefined} title=${label} onClick=${() => { open.value = true; }}><${Icon} name="download"/>${icon ? null : label}</button>${open.value ? html`<${ExportDialog} page=${page} query=${query} close=${() => { open.value = false; }}/>` : null}`;
}

/** @param {{page: import("./model.js").Texts, query: () => Record<string, string|boolean>, close: () => void}} props */
function ExportDialog({ page, query, close }) {
  const reason = useSignal(""), format = useSignal("xlsx"), whole = useSignal(false), why = reason.value.trim(), href = `api/v1/sms/messages/export${queryOf({ ...query(), format: format.value, unmasked: whole.value, reason: why })}`;
  return html`<${Dialog} title=${m("download")} close=${close}><div class="dlg-body"><p class="c2">${m("download_what")}</p>
    <${Field} id="x-reason" label=${m("download_reason")} required hint=${m("download_why")}><${Input} id="x-reason" value=${reason.value} max=${200} first onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    <div class="row"><span class="seg" role="group" aria-label=${m("download_format")}>${["xlsx", "csv"].map((one) => html`<button key=${one} type="button" aria-pressed=${format.value === one} onClick=${() => { format.value = one; }}>${one === "xlsx" ? m("excel") : "CSV"}</button>`)}</span></div>
    ${page.room.may("unmask") ? html`<label class="row"><input class="ck" type="checkbox" checked=${whole.value} onChange=${(/** @type {Event} */ event) => { whole.value = /** @type {HTMLInputElement} */ (event.currentTarget).checked; }}/><span>${m("download_whole")}</span></label>` : html`<p class="hint">${m("download_masked")}</p>`}
    <${DownloadFoot} href=${href} text=${m("download_go")} off=${why.length < 2} close=${close}/></div><//>`;
}
