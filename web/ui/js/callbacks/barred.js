// Numbers that are not to be called, for who manages: looked up, added with a reason,
// taken off.
import { html, useEffect, useMemo, useSignal } from "../dom.js";
import { dayTime } from "../format.js";
import { Icon } from "../icons.js";
import { isGoing } from "../desk/parts/ask.js";
import { Field, Input } from "../desk/parts/field.js";
import { useQuestion } from "../desk/parts/focus.js";
import { Empty, Loaded, More, Paged } from "../desk/parts/resource.js";
import { bar, barred, unbar } from "./api.js";
import { Find } from "./list.js";
import { Said } from "./page.js";
import { c } from "./text.js";

/** @typedef {import("./model.js").Callbacks} Callbacks */
/** @typedef {import("./api.js").Barred} Barred */

/** @param {{page: Callbacks}} props */
export function BarredTab({ page }) {
  const q = useSignal(""), of = useMemo(() => new Paged((cursor) => barred({ q: q.peek(), cursor, limit: 100 })), []);
  useEffect(() => { void of.refresh(); }, []);
  const find = (/** @type {string} */ text) => { q.value = text; page.quiet(); of.clear(); void of.refresh(); };
  /** @param {Barred} one */
  const remove = async (one) => {
    await page.ask("unbar", () => unbar(one.id), () => c("said.unbarred", { number: one.number }));
    await of.again();
    if (document.activeElement === document.body) document.getElementById("find")?.focus(); // its row has gone
  };
  /** @param {Barred} one */
  const line = (one) => html`<tr key=${one.id}><td class="tm med">${one.number}</td><td class="reason"><span class="trunc" title=${one.reason}>${one.reason}</span></td><td class="c2 trunc">${one.by_name ?? page.who(one.by)}</td><td class="tm c2">${dayTime(Date.parse(one.at), page.zone)}</td>
    <td class="num"><${Remove} page=${page} one=${one} remove=${() => remove(one)}/></td></tr>`;
  return html`<section class="pane" aria-label=${c("barred")}><div class="phead"><h2>${c("barred")}</h2><span class="c3 t-xs trunc">${c("barred_why")}</span></div><div class="filters"><${Find} value=${q.value} hint=${c("barred_find")} least=${9} find=${find}/></div>
    <${Loaded} of=${of} what=${c("barred")}>${(/** @type {{items: Barred[]}} */ { items }) => (items.length === 0 ? html`<${Empty} icon="ban" title=${c(q.value ? "barred_not_found" : "barred_none")} why=${c(q.value ? "barred_not_found_why" : "barred_none_why")}/>`
      : html`<div class="scroll" tabindex="0" role="group" aria-label=${c("barred")}><table class="tbl bars" aria-label=${c("barred")}><thead><tr><th scope="col">${c("number")}</th><th scope="col">${c("col.reason")}</th><th scope="col">${c("col.by")}</th><th scope="col">${c("col.at")}</th><th><span class="sr">${c("barred_remove")}</span></th></tr></thead><tbody>${items.map(line)}</tbody></table><${More} of=${of}/></div>`)}<//></section>
    <${Add} page=${page} then=${() => of.again()}/>`;
}

/** Takes one off, after a question. @param {{page: Callbacks, one: Barred, remove: () => unknown}} props */
function Remove({ page, one, remove }) {
  const { asked, button, no } = useQuestion();
  if (!asked.value) return html`<button type="button" class="btn sm" ref=${button} disabled=${page.away.value} aria-label=${c("barred_remove_of", { number: one.number })} onClick=${() => { asked.value = true; }}>${c("barred_remove")}</button>`;
  return html`<span class="row end"><button type="button" class="btn sm fill" data-t="bad" disabled=${isGoing("unbar")} onClick=${() => { asked.value = false; void remove(); }}>${c("barred_sure")}</button><button type="button" class="btn sm" ref=${no} onClick=${() => { asked.value = false; }}>${c("back")}</button></span>`;
}

/** @param {{page: Callbacks, then: () => unknown}} props */
function Add({ page, then }) {
  const { barring: writing } = page, now = writing.now.value;
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    let added = "";
    const done = await page.ask("bar", () => bar(now.number.trim(), now.reason.trim()).then((one) => { added = one.number; }), () => c("said.barred", { number: added }));
    if (!done) return;
    writing.begin({ number: "", reason: "" });
    await then();
  };
  return html`<section class="pane" aria-label=${c("barred_add")}><div class="phead"><h2>${c("barred_add")}</h2></div><${Said} page=${page}/>${page.may("phone") ? html`<form class="sec form" onSubmit=${submit}><p class="hint">${c("barred_add_why")}</p>
    <${Field} id="bar-number" label=${c("number")} required><${Input} id="bar-number" type="tel" inputmode="tel" value=${now.number} max=${40} placeholder="010-1234-5678" onWrite=${(/** @type {string} */ number) => writing.write({ number })}/><//>
    <${Field} id="bar-why" label=${c("reason")} required><${Input} id="bar-why" value=${now.reason} max=${200} placeholder=${c("reason_hint")} onWrite=${(/** @type {string} */ reason) => writing.write({ reason })}/><//>
    <div class="row foot-row"><button type="submit" class="btn primary" disabled=${!now.number.trim() || !now.reason.trim() || isGoing("bar")}><${Icon} name="ban" size="s"/>${c("barred_go")}</button></div></form>` : html`<p class="hint pad">${c("why.no_phone")}</p>`}</section>`;
}
