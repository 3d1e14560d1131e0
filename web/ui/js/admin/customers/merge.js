// Two records of one person become one: the other record is chosen, the server says
// what would come of it, and only then is it done.
import { html, useEffect, useRef, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { t, tcode } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Field, Input } from "../../desk/parts/field.js";
import { Dialog } from "../../desk/parts/layers.js";
import { Loaded, Resource } from "../../desk/parts/resource.js";
import { w } from "../text.js";
import { path, Problem, query, useWork } from "./work.js";

/** @typedef {import("./work.js").Customer} Customer */
/** @typedef {import("./work.js").Brief} Brief */
/** @typedef {{stays: Customer, goes: Customer, then: Customer}} Pair then: what the one that stays would be */

const typedFor = 250; // ms without a key

/** @param {{customer: Customer, close: () => void, done: (answer: Customer, gone: string) => void}} props */
export function Merge({ customer, close, done }) {
  const other = useSignal("");
  return html`<${Dialog} title=${w("cu.merge")} cls="wide merge" close=${close}>${other.value
    ? html`<${Preview} key=${other.value} one=${customer.id} other=${other.value} close=${close} back=${() => { other.value = ""; }} done=${done}/>`
    : html`<${Choose} customer=${customer} choose=${(/** @type {string} */ id) => { other.value = id; }}/>`}<//>`;
}

/** Which record is the double: those with one of the numbers first, or any that is found. @param {{customer: Customer, choose: (id: string) => void}} props */
function Choose({ customer, choose }) {
  const q = useSignal(""), of = useRef(/** @type {Resource<{items: Brief[]}>|null} */ (null));
  const found = of.current ??= new Resource(() => (q.peek().trim() ? request("GET", `customers${query({ q: q.peek().trim(), limit: 20 })}`) : Promise.resolve({ items: customer.also ?? [] })));
  useEffect(() => { const wait = setTimeout(() => { void found.refresh(); }, found.value.peek() ? typedFor : 0); return () => clearTimeout(wait); }, [q.value]);
  return html`<div class="dlg-body"><p class="c2">${w("cu.merge_why", { name: customer.name })}</p>
    <label class="in"><${Icon} name="search" size="s"/><input type="search" data-first maxlength="100" autocomplete="off" aria-label=${w("cu.merge_find")} placeholder=${w("cu.merge_find")} value=${q.value} onInput=${(/** @type {Event} */ e) => { q.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></label>
    <${Loaded} of=${found} what=${w("cu.merge_find")}>${(/** @type {{items: Brief[]}} */ { items }) => {
    const others = items.filter((one) => one.id !== customer.id);
    return others.length === 0 ? html`<p class="hint" role="status">${w(q.value.trim() ? "cu.merge_no_match" : "cu.merge_no_double")}</p>`
      : html`<div role="status" class="hint">${w(q.value.trim() ? "cu.merge_found" : "cu.merge_doubles", { n: others.length })}</div><ul class="picks" aria-label=${w("cu.merge_find")}>${others.map((one) => html`<li key=${one.id}><button type="button" class="line" onClick=${() => choose(one.id)}><b class="med trunc">${one.name}</b>${one.blacklist ? html`<span class="tagx" data-t="bad"><${Icon} name="ban" size="xs"/>${t("desk.careful")}</span>` : null}<span class="end c3 t-xs">${one.numbers.join(", ")}</span></button></li>`)}</ul>`;
  }}<//></div>`;
}

/** @param {{one: string, other: string, close: () => void, back: () => void, done: (answer: Customer, gone: string) => void}} props */
function Preview({ one, other, close, back, done }) {
  const swapped = useSignal(false), reason = useSignal(""), work = useWork(), of = useRef(/** @type {Resource<Pair>|null} */ (null));
  const ids = () => (swapped.peek() ? [other, one] : [one, other]);
  const pair = of.current ??= new Resource(async () => {
    const [stays = "", goes = ""] = ids();
    const [a, b, then] = await Promise.all([request("GET", path(stays)), request("GET", path(goes)), request("POST", path(stays, "merge"), { from: goes, dry_run: true })]);
    return { stays: a, goes: b, then };
  });
  useEffect(() => { void pair.refresh(); }, [swapped.value]);
  useEffect(() => { document.getElementById("m-reason")?.focus(); }, []); // what was pressed is gone
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const [stays = "", goes = ""] = ids(), gone = pair.value.peek()?.goes.name ?? "";
    const answer = await work.run(() => request("POST", path(stays, "merge"), { from: goes, reason: reason.value.trim() }));
    if (answer) done(answer, gone);
  };
  return html`<form class="dlg-body" novalidate onSubmit=${submit}><${Loaded} of=${pair} what=${w("cu.merge_preview")}>${(/** @type {Pair} */ { stays, goes, then }) => html`<div class="merge-table" role="region" tabindex="0" aria-label=${w("cu.merge_preview")}><table class="tbl"><thead><tr><th><span class="sr">${w("setting_name")}</span></th><th>${w("cu.stays")}</th><th>${w("cu.goes")}</th><th>${w("cu.then")}</th></tr></thead>
      <tbody>${rowsOf(stays, goes, then).map(([name, ...cells]) => html`<tr key=${name}><th scope="row">${name}</th>${cells.map((cell, i) => html`<td key=${i} class=${i === 1 ? "c2" : i === 2 ? "med" : ""}>${cell || html`<span class="c3">–</span>`}</td>`)}</tr>`)}</tbody></table></div>
      <p class="row c2"><span class="grow">${w("cu.merge_moves", { stays: stays.name, goes: goes.name })}</span><button type="button" class="btn sm" onClick=${() => { swapped.value = !swapped.peek(); }}><${Icon} name="transfer" size="s"/>${w("cu.swap")}</button></p>`}<//>
    <${Field} id="m-reason" label=${w("cu.merge_reason")} required hint=${w("cu.merge_reason_why")}><${Input} id="m-reason" value=${reason.value} max=${200} onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    <p class="hint">${w("cu.no_undo")}</p><${Problem} work=${work}/>
    <div class="dlg-foot"><button type="button" class="btn" onClick=${back}>${w("cu.merge_back")}</button><span class="end"></span><button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="submit" class="btn danger" disabled=${work.busy.value || !pair.value.value || pair.failed.value !== "" || reason.value.trim().length < 2}>${w("cu.merge_do")}</button></div></form>`;
}

/** What the two say and what would come of it; only what one of them says. @param {Customer} stays @param {Customer} goes @param {Customer} then */
function rowsOf(stays, goes, then) {
  const names = new Set([stays, goes].flatMap((one) => Object.keys(one.fields ?? {})));
  /** @type {[string, (one: Customer) => string|undefined][]} */
  const rows = [[w("f.name"), (one) => one.name], [w("cu.numbers"), (one) => one.phones.map((phone) => [phone.number, phone.label && `(${phone.label})`].filter(Boolean).join(" ")).join("\n")], [t("desk.email"), (one) => one.email], [t("desk.birth"), (one) => one.birth_date], [t("desk.claim"), (one) => one.claim], [t("desk.inner_memo"), (one) => one.memo],
    ...[...names].map((name) => /** @type {[string, (one: Customer) => string|undefined]} */ ([name, (one) => one.fields?.[name]])),
    [t("desk.black"), (one) => one.blacklist && `${tcode("effect", one.blacklist.effect)}: ${one.blacklist.reason}`]];
  return rows.map(([name, say]) => [name, say(stays), say(goes), say(then)]).filter(([, ...cells]) => cells.some(Boolean));
}
