// The blacklist: what it does and why, the way on and off it, and the memos of it.
import { html, useEffect, useRef, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { t, tcode } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Area, Field, Input, Select } from "../../desk/parts/field.js";
import { Dialog } from "../../desk/parts/layers.js";
import { Loaded, More, Paged } from "../../desk/parts/resource.js";
import { Panel } from "../fields.js";
import { actorName } from "../records.js";
import { say } from "../said.js";
import { Heard } from "../../desk/parts/heard.js";
import { serviceName } from "../shared.js";
import { w } from "../text.js";
import { path, Problem, query, stamp, useWork } from "./work.js";

/** @typedef {import("./work.js").Customer} Customer */
/** @typedef {import("../../desk/types.js").Memo} Memo */

const effects = ["low_priority", "message", "refuse"];

/** @param {{customer: Customer, onChanged: (customer: Customer) => void}} props */
export function Black({ customer, onChanged }) {
  const open = useSignal(/** @type {""|"on"|"off"} */ ("")), black = customer.blacklist;
  const of = useRef(/** @type {Paged<any>|null} */ (null)), memos = of.current ??= new Paged((cursor) => request("GET", `${path(customer.id, "memos")}${query({ cursor })}`));
  useEffect(() => { void memos.refresh(); }, [black?.at, customer.version]);
  const close = () => { open.value = ""; };
  const done = (/** @type {Customer} */ answer, /** @type {string} */ text) => { close(); onChanged(answer); say({ text }); };
  return html`<${Panel} title=${t("desk.black")} cls="black-panel" side=${black ? html`<button type="button" class="btn sm" onClick=${() => { open.value = "on"; }}>${w("edit")}</button><button type="button" class="btn sm" onClick=${() => { open.value = "off"; }}>${w("cu.black_off")}</button>` : html`<button type="button" class="btn sm" onClick=${() => { open.value = "on"; }}><${Icon} name="ban" size="s"/>${w("cu.black_on")}</button>`}>
    ${black ? html`<div class="note pad-note" data-t="bad"><${Icon} name="ban" size="s"/><div class="grow"><b>${black.reason}</b><p>${tcode("effect", black.effect)}: ${tcode("effect_why", black.effect)}</p>${black.memo ? html`<p class="words">${black.memo}</p>` : null}<p class="t-xs">${[stamp(black.at), black.by && (black.by_name || actorName(black.by))].filter(Boolean).join(" · ")}</p></div></div>` : html`<p class="hint pad">${w("cu.black_none")}</p>`}
    <h3 class="sub">${t("desk.memos")}</h3><${Loaded} of=${memos} what=${t("desk.memos")}>${(/** @type {{items: Memo[]}} */ { items }) => (items.length === 0 ? html`<p class="hint pad gap-top">${t("desk.memos_none")}</p>`
      : html`<ul class="memo-list">${items.map((one) => html`<li key=${one.id}><p class="row t-xs"><b class="med">${tcode("memo", one.kind)}</b>${one.effect ? html`<span class="tagx">${tcode("effect", one.effect)}</span>` : null}<span class="end c3">${stamp(one.at)} ${one.by_name || actorName(one.by)}</span></p>${one.reason || one.memo ? html`<p class="words c2">${[one.reason, one.kind === "merged" ? one.memo && w("cu.merged_from", { name: one.memo }) : one.memo].filter(Boolean).join("\n")}</p>` : null}</li>`)}</ul><${More} of=${memos}/>`)}<//>
    ${open.value === "on" ? html`<${On} customer=${customer} close=${close} done=${done}/>` : open.value === "off" ? html`<${Off} customer=${customer} close=${close} done=${done}/>` : null}<//>`;
}

/** @typedef {{customer: Customer, close: () => void, done: (answer: Customer, text: string) => void}} DialogProps */

/** @param {DialogProps} props */
function On({ customer, close, done }) {
  const heard = useSignal(/** @type {{own: boolean, tone: string[]}|null} */ (null));
  useEffect(() => { request("GET", "blacklist/message").then((one) => { heard.value = one; }, () => {}); }, []);
  const was = customer.blacklist, effect = useSignal(was?.effect ?? "low_priority"), reason = useSignal(was?.reason ?? ""), memo = useSignal(was?.memo ?? ""), work = useWork();
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const answer = await work.run(() => request("PUT", path(customer.id, "blacklist"), { effect: effect.value, reason: reason.value.trim(), memo: memo.value.trim() }));
    if (answer) done(answer, w("cu.said_black_on", { name: customer.name }));
  };
  return html`<${Dialog} title=${t("desk.black")} close=${close}><form class="dlg-body" novalidate onSubmit=${submit}><p class="c2">${w("cu.black_why", { name: customer.name })}</p>
    <${Field} id="b-effect" label=${t("desk.black_effect")} hint=${tcode("effect_why", effect.value)}><${Select} id="b-effect" value=${effect.value} choices=${effects.map((one) => ({ value: one, text: tcode("effect", one) }))} onChoose=${(/** @type {any} */ one) => { effect.value = one; }}/><//>
    ${effect.value === "message" && heard.value ? html`<${Heard} heard=${heard.value} name=${serviceName}/>` : null}
    <${Field} id="b-reason" label=${t("desk.black_reason")} required><${Input} id="b-reason" value=${reason.value} max=${200} first onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    <${Field} id="b-memo" label=${t("desk.memo")}><${Area} id="b-memo" value=${memo.value} max=${2000} onWrite=${(/** @type {string} */ text) => { memo.value = text; }}/><//>
    <${Problem} work=${work}/><div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${work.busy.value || !reason.value.trim()}>${w(was ? "save" : "cu.black_on")}</button></div></form><//>`;
}

/** @param {DialogProps} props */
function Off({ customer, close, done }) {
  const memo = useSignal(""), work = useWork();
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const answer = await work.run(() => request("POST", path(customer.id, "unblacklist"), memo.value.trim() ? { memo: memo.value.trim() } : {}));
    if (answer) done(answer, w("cu.said_black_off", { name: customer.name }));
  };
  return html`<${Dialog} title=${t("desk.black_remove")} close=${close}><form class="dlg-body" novalidate onSubmit=${submit}><p class="c2">${w("cu.black_off_why", { name: customer.name })}</p>
    <${Field} id="b-memo" label=${t("desk.memo")} hint=${w("cu.black_off_memo")}><textarea id="b-memo" class="area" rows="3" maxlength="2000" data-first value=${memo.value} onInput=${(/** @type {Event} */ e) => { memo.value = /** @type {HTMLTextAreaElement} */ (e.currentTarget).value; }}></textarea><//>
    <${Problem} work=${work}/><div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${work.busy.value}>${w("cu.black_off")}</button></div></form><//>`;
}
