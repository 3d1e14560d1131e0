// What floats above the page: the hand-over, categories, blocking, a request to the
// manager, and the file of a list.
import { html, useEffect, useSignal } from "../dom.js";
import { query } from "../api.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { ask, busy, problem } from "../desk/parts/ask.js";
import { DownloadFoot } from "../desk/parts/download.js";
import { Area, Field, Input } from "../desk/parts/field.js";
import { Dialog } from "../desk/parts/layers.js";
import * as api from "./api.js";
import { BlockedDialog } from "./blocked.js";
import { CategoryDialog } from "./category.js";
import { GiveDialog } from "./give.js";
import { RequestsDialog } from "./requests.js";
import { ch } from "./text.js";

/** @typedef {import("./model.js").Console} Console */

/** @param {{page: Console}} props */
export function Dialogs({ page }) {
  switch (page.dialog.value) {
    case "give": return html`<${GiveDialog} page=${page}/>`;
    case "category": return html`<${CategoryDialog} page=${page}/>`;
    case "block": return html`<${Words} page=${page} title=${ch("block")} why=${ch("block_why")} label=${ch("block_reason")} most=${200} go=${ch("block_go")} said="said.blocked" run=${(/** @type {string} */ room, /** @type {string} */ words) => api.block(room, words)}/>`;
    case "request": return html`<${Words} page=${page} title=${ch("ask_manager")} why=${ch("ask_manager_why")} label=${ch("request_body")} most=${1000} go=${ch("request_go")} said="said.asked" run=${(/** @type {string} */ room, /** @type {string} */ body) => api.askManager({ room, body })}/>`;
    case "requests": return html`<${RequestsDialog} page=${page}/>`;
    case "blocked": return html`<${BlockedDialog} page=${page}/>`;
    case "export": return html`<${Export} page=${page}/>`;
  }
  return null;
}

/** What was refused. */
export const Problem = () => html`<div role="alert">${problem.value ? html`<p class="problem" data-t="bad"><${Icon} name="bad" size="s"/><span>${problem.value}</span></p>` : null}</div>`;

/** Closes the dialog; what was refused in it is not said any more. @param {Console} page */
export function closeDialog(page) {
  page.dialog.value = "";
  problem.value = "";
}

/** Something that needs a few words. @param {{page: Console, title: string, why: string, label: string, most: number, go: string, said: "said.blocked"|"said.asked", run: (room: string, words: string) => Promise<any>}} props */
function Words({ page, title, why, label, most, go, said, run }) {
  const words = useSignal(""), room = page.about()[0] ?? "";
  useEffect(() => { problem.value = ""; }, []);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!words.peek().trim() || !await ask(title, () => run(room, words.peek().trim()))) return;
    closeDialog(page);
    page.done.value = () => ch(said);
  };
  return html`<${Dialog} title=${title} close=${() => closeDialog(page)}><form class="dlg-body" novalidate onSubmit=${submit}><p class="c2">${why}</p>
    <${Field} id="d-words" label=${label} required>${most > 200 ? html`<${Area} id="d-words" rows=${4} value=${words.value} max=${most} onWrite=${(/** @type {string} */ text) => { words.value = text; }}/>` : html`<${Input} id="d-words" value=${words.value} max=${most} first onWrite=${(/** @type {string} */ text) => { words.value = text; }}/>`}<//>
    <${Problem}/><div class="dlg-foot"><button type="button" class="btn" onClick=${() => closeDialog(page)}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${busy.value || !words.value.trim()}>${go}</button></div></form><//>`;
}

/** The list as it is narrowed, for Excel. @param {{page: Console}} props */
function Export({ page }) {
  const reason = useSignal(""), format = useSignal("xlsx"), unmasked = useSignal(false), why = reason.value.trim(), close = () => closeDialog(page);
  return html`<${Dialog} title=${ch("export")} close=${close}><div class="dlg-body"><p class="c2">${ch("export_of")}</p>
    <${Field} id="e-reason" label=${ch("export_reason")} required hint=${ch("export_reason_why")}><${Input} id="e-reason" value=${reason.value} max=${200} first onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    <div class="row"><span class="seg" role="group" aria-label=${ch("export_format")}>${["xlsx", "csv"].map((one) => html`<button key=${one} type="button" aria-pressed=${format.value === one} onClick=${() => { format.value = one; }}>${one === "xlsx" ? ch("excel") : "CSV"}</button>`)}</span></div>
    ${page.may("unmask") ? html`<label class="row"><input class="ck" type="checkbox" checked=${unmasked.value} onChange=${(/** @type {Event} */ e) => { unmasked.value = /** @type {HTMLInputElement} */ (e.currentTarget).checked; }}/><span>${ch("export_whole")}</span></label>` : null}
    <${DownloadFoot} href=${`api/v1/chat/list/export${query({ ...page.lists.query(), format: format.value, unmasked: unmasked.value, reason: why })}`} text=${ch("export_go")} off=${why.length < 2 || page.away.value} close=${close}/></div><//>`;
}
