// A person is deleted: what goes, what stays, and why; there is no way back.
import { html, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Field, Input } from "../../desk/parts/field.js";
import { Dialog } from "../../desk/parts/layers.js";
import { w } from "../text.js";
import { path, Problem, useWork } from "./work.js";

/** @typedef {{consultations: number, reservations: number, callbacks: number, calls: number}} Deleted */

const patience = 60_000; // ms: every table is gone through

/** @param {{customer: import("./work.js").Customer, close: () => void, done: (answer: Deleted) => void}} props */
export function Remove({ customer, close, done }) {
  const reason = useSignal(""), work = useWork();
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const answer = await work.run(() => request("POST", path(customer.id, "delete"), { reason: reason.value.trim() }, patience));
    if (answer) done(answer);
  };
  return html`<${Dialog} title=${w("cu.delete_of", { name: customer.name })} close=${close}><form class="dlg-body" novalidate onSubmit=${submit}>
    <dl class="goes"><div><dt>${w("cu.delete_goes")}</dt><dd>${w("cu.delete_goes_what")}</dd></div><div><dt>${w("cu.delete_stays")}</dt><dd>${w("cu.delete_stays_what")}</dd></div><div><dt>${w("cu.delete_else")}</dt><dd>${w("cu.delete_else_what")}</dd></div></dl>
    <p class="note" data-t="bad"><${Icon} name="warn" size="s"/><span>${w("cu.no_undo")}</span></p>
    <${Field} id="d-reason" label=${w("cu.delete_reason")} required hint=${w("cu.delete_reason_why")}><${Input} id="d-reason" value=${reason.value} max=${200} first onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    <${Problem} work=${work}/><div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="submit" class="btn danger" disabled=${work.busy.value || reason.value.trim().length < 2}>${w(work.busy.value ? "working" : "cu.delete_do")}</button></div></form><//>`;
}
