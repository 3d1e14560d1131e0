// Who wants no messages: noted, looked up, and lifted with a reason.
import { html, useSignal } from "../dom.js";
import { moment } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { ask, busy, problem } from "../desk/parts/ask.js";
import { Field, Input } from "../desk/parts/field.js";
import { Find } from "../desk/parts/find.js";
import { Dialog } from "../desk/parts/layers.js";
import { Empty, Loaded, More } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { readNumber, whole } from "./recipients.js";
import { m, mcode } from "./text.js";

/** @typedef {import("./model.js").Texts} Texts */

/** @param {{page: Texts}} props */
export function OptOutsView({ page }) {
  const { room, optOuts } = page, lifting = useSignal(/** @type {api.OptOut|null} */ (null)), list = optOuts.value.value?.items ?? [];
  const find = (/** @type {string} */ number) => { page.refuser.value = number; optOuts.clear(); void optOuts.refresh(); };
  void page.live.time.value; // what was of today is of yesterday
  return html`<div class="smsw two"><main class="pane" aria-label=${m("view.opt-outs")}>${room.manages ? html`<div class="filters"><${Find} id="o-find" cls="find-n" label=${m("number")} hint=${m("number_whole")} value=${page.refuser.value} find=${find} fits=${whole}/><span class="hint end">${m("opt_outs_why")}</span></div>
      <${Loaded} of=${optOuts} what=${m("view.opt-outs")}>${() => (list.length === 0 ? html`<${Empty} icon="ban" title=${m(page.refuser.value ? "found_none" : "opt_outs_none")} why=${m(page.refuser.value ? "opt_out_not" : "opt_outs_none_why")}/>` : html`<div class="scroll"><table class="tbl"><thead><tr><th scope="col">${m("number")}</th><th scope="col">${m("since")}</th><th scope="col">${m("how")}</th><th scope="col">${m("reason")}</th><th scope="col">${m("who")}</th><th scope="col"><span class="sr">${m("lift")}</span></th></tr></thead>
        <tbody>${list.map((one) => html`<tr key=${one.id}><td><b>${one.number}</b></td><td class="c2">${moment(Date.parse(one.at), room.now(), room.zone)}</td><td class="c2">${mcode("source", one.source)}</td><td class="c2 fill"><span class="trunc msg" title=${one.reason}>${one.reason ?? ""}</span></td><td class="c3">${one.by_name ?? one.by?.replace(/^\w+:/, "") ?? ""}</td><td class="act"><button type="button" class="btn sm" onClick=${() => { lifting.value = one; }}>${m("lift")}</button></td></tr>`)}</tbody></table><${More} of=${optOuts}/></div>`)}<//>`
      : html`<${Empty} icon="lock" title=${m("opt_outs_manager")} why=${m("opt_outs_manager_why")}/>`}</main>
    <aside class="pane" aria-label=${m("refuse_note")}><${Add} page=${page}/></aside>${lifting.value ? html`<${Lift} page=${page} one=${lifting.value} close=${() => { lifting.value = null; problem.value = ""; }}/>` : null}</div>`;
}

/** @param {{page: Texts}} props */
function Add({ page }) {
  const number = useSignal(""), reason = useSignal(""), wrong = useSignal(false), said = useSignal("");
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    said.value = "";
    wrong.value = false;
    if (readNumber(number.peek()).code === "not_a_number" || number.peek().replace(/\D/g, "").length < 8) { wrong.value = true; document.getElementById("o-number")?.focus(); return; }
    const kept = await ask("refuse", () => api.addOptOut({ number: number.peek().trim(), reason: reason.peek().trim() }));
    if (!kept) return;
    said.value = kept.number;
    number.value = reason.value = "";
    if (page.room.manages) void page.optOuts.again();
    document.getElementById("o-number")?.focus();
  };
  return html`<form class="compose" novalidate onSubmit=${submit}><div class="phead"><h2>${m("refuse_note")}</h2></div><div class="scroll c-pad"><p class="c2">${m("refuse_add_why")}</p>
      <${Field} id="o-number" label=${m("number")} required wrong=${wrong.value ? m("wrong.number") : ""}><${Input} id="o-number" type="tel" value=${number.value} max=${40} wrong=${wrong.value} placeholder="010-1234-5678" onWrite=${(/** @type {string} */ text) => { number.value = text; wrong.value = false; }}/><//>
      <${Field} id="o-reason" label=${m("reason")} required hint=${m("reason_log")}><${Input} id="o-reason" value=${reason.value} max=${200} placeholder=${m("reason_how")} onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
      <p class="said-line" role="status">${said.value ? html`<${Icon} name="good"/>${m("refused_now", { number: said.value })}` : ""}</p></div>
    ${problem.value ? html`<p class="problem pad-x" data-t="bad" role="alert"><${Icon} name="bad" size="s"/>${problem.value}</p>` : null}
    <div class="foot"><button type="submit" class="btn primary end" disabled=${busy.value || !number.value.trim() || reason.value.trim().length < 2}>${m("refuse_go")}</button></div></form>`;
}

/** @param {{page: Texts, one: api.OptOut, close: () => void}} props */
function Lift({ page, one, close }) {
  const reason = useSignal("");
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!await ask("lift", () => api.removeOptOut(one.id, reason.peek().trim()))) return;
    close();
    void page.optOuts.again();
  };
  return html`<${Dialog} title=${m("lift_what", { number: one.number })} close=${close}><form class="dlg-body" novalidate onSubmit=${submit}><p class="c2">${m("lift_why")}</p>
    <${Field} id="l-reason" label=${m("reason")} required hint=${m("reason_log")}><${Input} id="l-reason" value=${reason.value} max=${200} first placeholder=${m("lift_how")} onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    ${problem.value ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/>${problem.value}</p>` : null}
    <div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${busy.value || reason.value.trim().length < 2}>${m("lift_go")}</button></div></form><//>`;
}
