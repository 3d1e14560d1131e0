// What a list is narrowed to (C69, C77, C84 to C86), and the file of it.
import { html, useEffect, useSignal } from "../dom.js";
import { dayIn } from "../format.js";
import { Icon } from "../icons.js";
import { Field, Input, Select } from "../desk/parts/field.js";
import { Pop } from "../desk/parts/layers.js";
import { wrongDays } from "./days.js";
import { everything, isOver } from "./sought.js";
import { byText, categoryName, choiceName } from "./names.js";
import { ch, chcode } from "./text.js";

/** @typedef {import("./model.js").Console} Console */
/** @typedef {import("./sought.js").Sought} Sought */

const channels = ["web", "web_v1", "sms", "kakao", "talktalk"];
const endTypes = ["agent", "customer", "manager", "idle", "undistributed", "refused", "bot"];
/** @param {{page: Console, tab: import("./sought.js").Tab}} props */
export function Filters({ page, tab }) {
  const open = useSignal(false), { lists } = page, n = Object.values(lists.narrow.value).filter(Boolean).length, over = isOver(tab);
  return html`<div class="anchor"><button type="button" class="btn ghost icon sm" aria-label=${n ? ch("filter_n", { n }) : ch("filter")} title=${ch("filter")} aria-haspopup="dialog" aria-expanded=${open.value} aria-pressed=${n > 0} onClick=${() => { open.value = !open.value; }}><${Icon} name="filter" size="s"/></button>
    ${open.value ? html`<${Pop} label=${ch("filter")} cls="fopts to-left" close=${() => { open.value = false; }}><${Form} page=${page} over=${over} tab=${tab} close=${() => { open.value = false; }}/><//>` : null}</div>
    ${over && page.may("report") ? html`<button type="button" class="btn ghost icon sm" aria-label=${ch("export")} title=${ch("export")} disabled=${page.away.value || !lists.lines.value.length} onClick=${() => { page.dialog.value = "export"; }}><${Icon} name="download" size="s"/></button>` : null}`;
}

/** @param {{page: Console, over: boolean, tab: import("./sought.js").Tab, close: () => void}} props */
function Form({ page, over, tab, close }) {
  const { lists } = page, at = useSignal(lists.sought.peek()), now = at.value, wrong = wrongDays(now, tab, dayIn(page.live.clock.now(), page.zone));
  const set = (/** @type {keyof Sought} */ key) => (/** @type {string|boolean} */ value) => { at.value = { ...at.peek(), [key]: value, ...(key === "large" ? { category: "" } : {}) }; };
  useEffect(() => { void page.choices.refresh(); }, []); // agents and categories come and go
  const { agents: people = [], categories: all = [] } = page.choices.value.value ?? {};
  const agents = people.filter((one) => over || one.state !== "deleted" || one.id === now.agent).map((one) => ({ value: one.id, text: choiceName(one) })).sort((a, b) => byText(a.text, b.text));
  const names = (/** @type {typeof all} */ list) => list.map((one) => ({ value: one.id, text: categoryName(one) }));
  const submit = (/** @type {Event} */ event) => { event.preventDefault(); if (!wrong) { lists.sought.value = at.peek(); close(); } };
  const days = (/** @type {"from"|"to"} */ key) => html`<${Field} id=${`f-${key}`} label=${ch(over ? (key === "from" ? "ended_from" : "ended_to") : key === "from" ? "opened_from" : "opened_to")}><div class="in"><input id=${`f-${key}`} type="date" max=${dayIn(page.live.clock.now(), page.zone)} value=${now[key]} onInput=${(/** @type {Event} */ e) => set(key)(/** @type {HTMLInputElement} */ (e.currentTarget).value)}/></div><//>`;
  const check = (/** @type {"held"|"awaits"|"answered"} */ key, /** @type {"held_only"|"awaits_only"|"answered_only"} */ text) => html`<label class="row"><input class="ck" type="checkbox" checked=${now[key]} onChange=${(/** @type {Event} */ e) => set(key)(/** @type {HTMLInputElement} */ (e.currentTarget).checked)}/>${ch(text)}</label>`;
  return html`<form class="rows" novalidate onSubmit=${submit}>
    ${page.manages && tab !== "bot" && tab !== "waiting" && tab !== "bot_ended" ? html`<${Field} id="f-agent" label=${ch("agent")}><${Select} id="f-agent" value=${now.agent} empty=${ch("all")} choices=${agents} onChoose=${set("agent")}/><//>` : null}
    <div class="g2"><${Field} id="f-channel" label=${ch("channel_of")}><${Select} id="f-channel" value=${now.channel} empty=${ch("all")} choices=${channels.map((value) => ({ value, text: chcode("channel", value) }))} onChoose=${set("channel")}/><//>
      ${over ? html`<${Field} id="f-end" label=${ch("end_of")}><${Select} id="f-end" value=${now.end_type} empty=${ch("all")} choices=${endTypes.map((value) => ({ value, text: chcode("end_type", value) }))} onChoose=${set("end_type")}/><//>` : null}
      <${Field} id="f-large" label=${ch("large")}><${Select} id="f-large" value=${now.large} empty=${ch("all")} choices=${names(all.filter((one) => !one.parent))} onChoose=${set("large")}/><//>
      <${Field} id="f-middle" label=${ch("middle")}><${Select} id="f-middle" value=${now.category} empty=${ch("all")} choices=${names(all.filter((one) => one.parent && (!now.large || one.parent === now.large)))} onChoose=${set("category")}/><//>
      ${days("from")}${days("to")}
      <${Field} id="f-vtag" label=${ch("visitor_tag")} hint=${ch("visitor_tag_why")}><${Input} id="f-vtag" value=${now.visitor_tag} max=${40} onWrite=${set("visitor_tag")}/><//>
      <${Field} id="f-rtags" label=${ch("room_tags")} hint=${ch("room_tags_why")}><${Input} id="f-rtags" value=${now.room_tags} max=${200} onWrite=${set("room_tags")}/><//></div>
    ${tab === "in_progress" || over ? check("held", "held_only") : null}${tab === "in_progress" ? check("awaits", "awaits_only") : null}${tab === "ended" ? check("answered", "answered_only") : null}
    <p class="hint" data-t=${wrong ? "bad" : undefined}>${ch(wrong || (over ? "days_year" : "days_31"))}</p>
    <div class="dlg-foot"><button type="button" class="btn" onClick=${() => { lists.sought.value = everything; close(); }}>${ch("filter_none")}</button><button type="submit" class="btn primary" disabled=${!!wrong}>${ch("filter_go")}</button></div></form>`;
}
