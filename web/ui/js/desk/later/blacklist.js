// The blacklist (D38, D40): what it does, why, and the memos of it (관리메모).
import { html, useEffect, useSignal } from "../../dom.js";
import { dayTime } from "../../format.js";
import { t, tcode } from "../../i18n.js";
import { Icon } from "../../icons.js";
import * as api from "../api.js";
import { serviceName } from "../call/names.js";
import { ask, busy, problem } from "../parts/ask.js";
import { Area, Field, Input, Select } from "../parts/field.js";
import { Heard } from "../parts/heard.js";
import { Dialog } from "../parts/layers.js";
import { Loaded, More } from "../parts/resource.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Customer} Customer */
/** @typedef {import("../types.js").Memo} Memo */

const effects = ["low_priority", "message", "refuse"];

/** Who did it: the name of a person, else their log-in; a program by its key, as in the access log. @param {{by?: string, by_name?: string}} one */
const byWhom = ({ by = "", by_name }) => by_name || (by.startsWith("key:") ? t("desk.by_key", { name: by.slice(4) }) : by.replace(/^user:/, ""));

/** @param {{desk: Desk, customer: Customer}} props */
export function BlacklistPart({ desk, customer }) {
  const open = useSignal(false), black = customer.blacklist, zone = desk.live.timeZone.value;
  const change = html`<button type="button" class="btn ghost sm end" onClick=${() => { problem.value = ""; open.value = true; }}>${t(black ? "desk.edit" : "desk.black_add")}</button>`;
  return html`${black ? html`<section class="sec black" data-t="bad"><h3><${Icon} name="ban" size="s"/>${t("desk.black")}<span class="tagx">${tcode("effect", black.effect)}</span>${change}</h3>
      <p class="words">${[black.reason, black.memo].filter(Boolean).join("\n")}</p><p class="c3 t-xs">${[dayTime(Date.parse(black.at), zone), byWhom(black)].filter(Boolean).join(" · ")}</p></section>` : null}
    <section class="sec"><h3>${t("desk.memos")}${black ? null : change}</h3><${Loaded} of=${desk.subject.memos} what=${t("desk.memos")}>${(/** @type {{items: Memo[]}} */ { items }) => (items.length === 0 ? html`<p class="c3">${t("desk.memos_none")}</p>`
      : html`<ul class="memos">${items.map((one) => html`<li key=${one.id}><p class="row t-xs c3"><b>${tcode("memo", one.kind)}</b><span class="end">${dayTime(Date.parse(one.at), zone)} ${byWhom(one)}</span></p><p class="words">${[one.reason, one.memo].filter(Boolean).join("\n")}</p></li>`)}</ul><${More} of=${desk.subject.memos}/>`)}<//></section>
    ${open.value ? html`<${BlacklistDialog} desk=${desk} customer=${customer} close=${() => { open.value = false; }}/>` : null}`;
}

/** @param {{desk: Desk, customer: Customer, close: () => void}} props */
function BlacklistDialog({ desk, customer, close }) {
  const was = customer.blacklist?.memo ?? "", heard = useSignal(/** @type {{own: boolean, tone: string[]}|null} */ (null));
  useEffect(() => { api.barredHear().then((one) => { heard.value = one; }, () => {}); }, []);
  const effect = useSignal(customer.blacklist?.effect ?? "low_priority"), reason = useSignal(customer.blacklist?.reason ?? ""), memo = useSignal(was);
  /** @param {() => Promise<any>} work */
  const done = async (work) => {
    if (!await ask("blacklist", work, desk.words)) return;
    close();
    desk.subject.load();
  };
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    void done(() => api.blacklist(customer.id, { effect: effect.value, reason: reason.value, memo: memo.value }));
  };
  return html`<${Dialog} title=${t("desk.black")} close=${close}><form class="dlg-body" novalidate onSubmit=${submit}>
    <${Field} id="b-effect" label=${t("desk.black_effect")} hint=${tcode("effect_why", effect.value)}><${Select} id="b-effect" value=${effect.value} choices=${effects.map((one) => ({ value: one, text: tcode("effect", one) }))} onChoose=${(/** @type {any} */ one) => { effect.value = one; }}/><//>
    ${effect.value === "message" && heard.value ? html`<${Heard} heard=${heard.value} name=${(/** @type {string} */ id) => serviceName(desk, id)}/>` : null}
    <${Field} id="b-reason" label=${t("desk.black_reason")} required><${Input} id="b-reason" value=${reason.value} max=${200} first onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    <${Field} id="b-memo" label=${t("desk.memo")}><${Area} id="b-memo" value=${memo.value} max=${2000} onWrite=${(/** @type {string} */ text) => { memo.value = text; }}/><//>
    ${problem.value ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/>${problem.value}</p>` : null}
    <div class="dlg-foot">${customer.blacklist ? html`<button type="button" class="btn" disabled=${busy.value} onClick=${() => done(() => api.unblacklist(customer.id, memo.value === was ? "" : memo.value))}>${t("desk.black_remove")}</button><span class="end"></span>` : null}
      <button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${busy.value || !reason.value.trim()}>${t(customer.blacklist ? "desk.save" : "desk.black_add")}</button></div></form><//>`;
}
