// What callers hear who wait, and which keys they have.
import { html } from "../../dom.js";
import { Icon } from "../../icons.js";
import { Fields, Panel, idOf } from "../fields.js";
import { w } from "../text.js";
import { Pick, PickPrompt, WrongAt } from "./cells.js";
import { allKeys, bare, redirect } from "./tree.js";
import { Target, doingChoices, doings, saidBefore } from "./way.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {{key: string, do: string, service?: string, number?: string, prompt?: string}} WaitKey */

/** Goes to a field that has just come. @param {string} place */
const focusAt = (place) => requestAnimationFrame(() => { document.getElementById(idOf(place))?.focus(); });

/** @template T @param {T[]} list @param {number} n @param {number} by */
function moved(list, n, by) {
  const next = [...list], [one] = next.splice(n, 1);
  next.splice(n + by, 0, /** @type {T} */ (one));
  return next;
}

/** @param {{draft: Draft, f: (path: string, kind: import("../fields.js").FieldSpec["kind"], more?: Partial<import("../fields.js").FieldSpec>) => import("../fields.js").FieldSpec, of: string}} props of: language of the service */
export function Announcements({ draft, f, of }) {
  return html`<${Panel} title=${w("p.announce")} why=${w("p.announce_why")}><${Fields} draft=${draft} specs=${[f("announce.every", "seconds", { unit: w("u.s"), empty: w("announce.never") }), f("announce.first", "seconds", { unit: w("u.s"), empty: w("announce.as_every") }), f("announce.position", "switch"), f("announce.wait", "switch")]} cols=${2}/>
    <${Messages} draft=${draft} of=${of}/><${WaitKeys} draft=${draft} of=${of}/><//>`;
}

/** @param {{draft: Draft, of: string}} props */
function Messages({ draft, of }) {
  const list = /** @type {string[]} */ (draft.get("announce.messages") ?? []), at = (/** @type {number} */ n) => `announce.messages[${n}]`;
  /** @param {string[]} to @param {string} [place] */
  const set = (to, place = "announce.messages") => draft.set("announce.messages", to.length ? to : undefined, place);
  return html`<div class="sub-block" role="group" aria-label=${w("f.announce.messages")}><div class="row"><span class="lab">${w("f.announce.messages")}</span><button type="button" class="btn sm end" disabled=${list.length >= 20} onClick=${() => { set([...list, ""]); focusAt(at(list.length)); }}><${Icon} name="plus" size="s"/>${w("announce.message_add")}</button></div>
    ${list.length ? html`<ol class="lines">${list.map((one, n) => { const name = w("announce.message_n", { n: n + 1 }); return html`<li key=${n} class="row"><span class="c3 t-xs">${n + 1}</span><${PickPrompt} draft=${draft} place=${at(n)} label=${name} cls="prompt-in grow" value=${one || undefined} of=${of} onPick=${(/** @type {string|undefined} */ to) => set(list.map((each, i) => (i === n ? to ?? "" : each)), at(n))}/>
      <button type="button" class="btn ghost icon sm" disabled=${n === 0} aria-label=${w("up_of", { name })} onClick=${() => set(moved(list, n, -1))}><span class="flip"><${Icon} name="chev-d" size="s"/></span></button><button type="button" class="btn ghost icon sm" aria-label=${w("remove_one", { what: name })} onClick=${() => set(list.filter((_, i) => i !== n))}><${Icon} name="trash" size="s"/></button></li>`; })}</ol>` : null}<span class="hint">${w("d.announce.messages")}</span></div>`;
}

/** @param {{draft: Draft, of: string}} props */
function WaitKeys({ draft, of }) {
  const list = /** @type {WaitKey[]} */ (draft.get("announce.keys") ?? []), free = allKeys.find((key) => !list.some((one) => one.key === key));
  /** @param {WaitKey[]} to @param {string} [place] */
  const set = (to, place = "announce.keys") => draft.set("announce.keys", to.length ? to : undefined, place);
  return html`<div class="sub-block" role="group" aria-label=${w("f.announce.keys")}><div class="row"><span class="lab">${w("f.announce.keys")}</span><button type="button" class="btn sm end" disabled=${!free} onClick=${() => { if (free) set([...list, { key: free, do: "callback" }]); focusAt(`announce.keys[${list.length}].do`); }}><${Icon} name="plus" size="s"/>${w("menus.key_add")}</button></div>
    ${list.length ? html`<ul class="lines">${list.map((one, n) => { const place = `announce.keys[${n}]`, name = w("menus.key_n", { key: one.key }), put = (/** @type {Partial<WaitKey>} */ to) => set(list.map((each, i) => (i === n ? bare({ ...each, ...to }) : each)), `${place}.${Object.keys(to)[0]}`); return html`<li key=${n}><div class="wait-key" role="group" aria-label=${name}><${Pick} draft=${draft} place=${`${place}.key`} label=${w("menus.key_of", { key: one.key })} value=${one.key} choices=${allKeys.filter((key) => key === one.key || !list.some((each) => each.key === key)).map((key) => ({ value: key, text: key }))} onPick=${(/** @type {string} */ key) => put({ key })}/>
      <${Pick} draft=${draft} place=${`${place}.do`} label=${w("menus.do_of", { key: one.key })} value=${one.do} choices=${doingChoices(doings.waiting, one.do).map((each) => (each.value === "callback" ? { ...each, text: w("announce.callback") } : each))} onPick=${(/** @type {string} */ what) => set(list.map((each, i) => (i === n ? { key: each.key, ...redirect(each, what) } : each)), place)}/>
      <${Target} draft=${draft} place=${place} way=${one} name=${name} of=${of} own=${w("way.own_waiting")} set=${put}/>
      ${saidBefore(one.do) ? html`<${PickPrompt} draft=${draft} place=${`${place}.prompt`} label=${w("announce.first_of", { name })} value=${one.prompt} of=${of} empty=${one.do === "voicemail" ? w("way.first_voicemail") : w("announce.first_none")} onPick=${(/** @type {string|undefined} */ prompt) => put({ prompt })}/>` : html`<span></span>`}
      <button type="button" class="btn ghost icon sm" aria-label=${w("remove_one", { what: name })} onClick=${() => set(list.filter((_, i) => i !== n))}><${Icon} name="trash" size="s"/></button></div></li>`; })}</ul>` : null}<${WrongAt} draft=${draft} place="announce.keys"/><span class="hint">${w("d.announce.keys")}</span></div>`;
}
