// A legal hold: nothing of the person is deleted while it lasts. Administrators set and
// lift it, with a reason that the access log keeps.
import { html, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Field, Input } from "../../desk/parts/field.js";
import { Dialog } from "../../desk/parts/layers.js";
import { Panel } from "../fields.js";
import { actorName } from "../records.js";
import { say } from "../said.js";
import { w } from "../text.js";
import { path, Problem, stamp, useWork } from "./work.js";

/** @typedef {import("./work.js").Customer} Customer */

/** @param {{customer: Customer, user: import("../../api.js").User, onChanged: (customer: Customer) => void}} props */
export function Held({ customer, user, onChanged }) {
  const open = useSignal(false), hold = customer.legal_hold, admin = user.role === "administrator";
  if (!hold && !admin) return null;
  return html`<${Panel} title=${w("cu.hold")} cls="hold-panel" side=${admin ? html`<button type="button" class="btn sm" onClick=${() => { open.value = true; }}>${w(hold ? "cu.hold_lift" : "cu.hold_set")}</button>` : null}>
    ${hold ? html`<div class="note pad-note" data-t="warn"><${Icon} name="lock" size="s"/><div class="grow">${hold.reason ? html`<b>${hold.reason}</b>` : null}<p>${w("cu.hold_means")}</p><p class="t-xs">${[stamp(hold.at), hold.by && (hold.by_name || actorName(hold.by))].filter(Boolean).join(" · ")}</p></div></div>` : html`<p class="hint pad">${w("cu.hold_none")}</p>`}
    ${open.value ? html`<${Ask} customer=${customer} close=${() => { open.value = false; }} done=${(/** @type {Customer} */ now) => { open.value = false; onChanged(now); }}/>` : null}<//>`;
}

/** @param {{customer: Customer, close: () => void, done: (now: Customer) => void}} props */
function Ask({ customer, close, done }) {
  const held = !!customer.legal_hold, reason = useSignal(""), work = useWork();
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const why = reason.value.trim();
    const now = await work.run(() => request(held ? "POST" : "PUT", path(customer.id, held ? "lift-hold" : "hold"), { reason: why }));
    if (!now) return;
    say({ text: w(held ? "cu.said_hold_off" : "cu.said_hold_on", { name: customer.name }) });
    done(now);
  };
  return html`<${Dialog} title=${w("cu.hold")} close=${close}><form class="dlg-body" novalidate onSubmit=${submit}><p class="c2">${w(held ? "cu.hold_lift_why" : "cu.hold_set_why")}</p>
    <${Field} id="h-reason" label=${t("desk.black_reason")} required hint=${w("cu.delete_reason_why")}><${Input} id="h-reason" value=${reason.value} max=${200} first onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    <${Problem} work=${work}/><div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${work.busy.value || reason.value.trim().length < 2}>${w(held ? "cu.hold_lift" : "cu.hold_set")}</button></div></form><//>`;
}
