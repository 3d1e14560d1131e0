// What floats above the page: a callback that somebody of the centre registers, and files
// for a reason that the access log keeps.
import { html, useSignal } from "../dom.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { isGoing, problem } from "../desk/parts/ask.js";
import { DownloadFoot } from "../desk/parts/download.js";
import { Area, Field, Input, Select } from "../desk/parts/field.js";
import { Dialog } from "../desk/parts/layers.js";
import { wrongFields } from "../desk/parts/wrong.js";
import { failure } from "../shell.js";
import { query, register } from "./api.js";
import { Discard, momentOf, saves, When } from "./forms.js";
import { serviceChoices } from "./list.js";
import { blankCallback } from "./model.js";
import { nameOf } from "./names.js";
import { c } from "./text.js";
import { same } from "./writing.js";

/** @typedef {import("./model.js").Callbacks} Callbacks */

/** @param {{page: Callbacks}} props */
export function Dialogs({ page }) {
  switch (page.dialog.value) {
    case "register": return html`<${Register} page=${page}/>`;
    case "export": return html`<${Export} page=${page} title=${c("export")} what=${c("export_of")} path="callbacks/export" asked=${page.asked()} whole=${page.may("unmask")}/>`;
    case "report": return html`<${Export} page=${page} title=${c("export_report")} what=${c("export_of_report", page.reported.value)} path="callbacks/report/export" asked=${page.reported.value}/>`;
  }
  return null;
}

/** @param {{page: Callbacks}} props */
function Register({ page }) {
  const { registering: writing } = page, now = writing.now.value, wrong = useSignal(/** @type {Record<string, string>} */ ({}));
  const close = () => { page.dialog.value = ""; problem.value = ""; };
  const set = (/** @type {keyof typeof blankCallback} */ key) => (/** @type {string} */ text) => writing.write({ [key]: text });
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    wrong.value = {};
    /** @type {Awaited<ReturnType<typeof register>>|undefined} */
    let got;
    await page.ask("register", () => register({ number: now.number.trim(), name: now.name.trim(), service: now.service, memo: now.memo, wanted_from: momentOf(now.from, page.zone), wanted_to: momentOf(now.to, page.zone) }).then((made) => { got = made; }), () => c(got?.known ? "said.known" : "said.registered", { name: got ? nameOf(got.one) : "" }), (error) => { wrong.value = wrongFields(error); return failure(error); });
    if (!got) return;
    if (same(writing.now.peek(), now)) writing.begin(blankCallback);
    if (page.dialog.peek() !== "register") return;
    const said = page.done.peek();
    page.dialog.value = "";
    if (page.tab.peek() === "list" && page.sees(got.one)) page.choose(got.one.id);
    page.done.value = said;
  };
  return html`<${Dialog} title=${c("register")} close=${close}><form class="dlg-body" novalidate onSubmit=${submit} onKeyDown=${saves}>
    <${Field} id="n-number" label=${c("number")} required wrong=${wrong.value["number"]}><${Input} id="n-number" type="tel" inputmode="tel" value=${now.number} max=${40} first wrong=${!!wrong.value["number"]} placeholder="010-1234-5678" onWrite=${set("number")}/><//>
    <div class="g2"><${Field} id="n-name" label=${c("name")} wrong=${wrong.value["name"]}><${Input} id="n-name" value=${now.name} max=${100} onWrite=${set("name")}/><//><${Field} id="n-service" label=${c("service")}><${Select} id="n-service" value=${now.service} empty=${c("no_service")} choices=${serviceChoices(page).map(([value, text]) => ({ value, text }))} onChoose=${set("service")}/><//>
      <${When} id="n-from" label=${c("wanted_from")} value=${now.from} wrong=${wrong.value["wanted_from"]} onWrite=${set("from")}/><${When} id="n-to" label=${c("wanted_to")} value=${now.to} wrong=${wrong.value["wanted_to"]} onWrite=${set("to")}/></div>
    <${Field} id="n-memo" label=${c("memo")} wrong=${wrong.value["memo"]}><${Area} id="n-memo" rows=${3} value=${now.memo} max=${1000} onWrite=${set("memo")}/><//>
    ${problem.value ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/><span>${problem.value}</span></p>` : null}
    <div class="dlg-foot"><${Discard} of=${writing} blank=${blankCallback} cls=""/><button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${!now.number.trim() || isGoing("register")}>${c("register")}</button></div></form><//>`;
}

/** @param {{page: Callbacks, title: string, what: string, path: string, asked: Record<string, any>, whole?: boolean}} props */
function Export({ page, title, what, path, asked, whole = false }) {
  const reason = useSignal(""), format = useSignal("xlsx"), unmasked = useSignal(false), why = reason.value.trim(), close = () => { page.dialog.value = ""; };
  const href = `api/v1/${path}${query({ ...asked, format: format.value, unmasked: unmasked.value, reason: why })}`;
  return html`<${Dialog} title=${title} close=${close}><div class="dlg-body"><p class="c2">${what}</p>
    <${Field} id="e-reason" label=${c("export_reason")} required hint=${c("export_reason_why")}><${Input} id="e-reason" value=${reason.value} max=${200} first onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    <div class="row"><span class="seg" role="group" aria-label=${c("export_format")}>${["xlsx", "csv"].map((one) => html`<button key=${one} type="button" aria-pressed=${format.value === one} onClick=${() => { format.value = one; }}>${one === "xlsx" ? c("excel") : "CSV"}</button>`)}</span></div>
    ${path === "callbacks/export" ? whole ? html`<label class="row"><input class="ck" type="checkbox" checked=${unmasked.value} onChange=${(/** @type {Event} */ e) => { unmasked.value = /** @type {HTMLInputElement} */ (e.currentTarget).checked; }}/><span>${c("export_whole")}</span></label>` : html`<p class="hint">${c("export_masked")}</p>` : null}
    <${DownloadFoot} href=${href} text=${c("export_do")} off=${why.length < 2 || page.away.value} close=${close}/></div><//>`;
}
