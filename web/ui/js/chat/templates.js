// 템플릿: those of everybody and one's own, to be put into what is being written, and to be
// changed.
import { html, useSignal } from "../dom.js";
import { language, t } from "../i18n.js";
import { Icon } from "../icons.js";
import { ask, busy, problem } from "../desk/parts/ask.js";
import { Area, Field, Input } from "../desk/parts/field.js";
import { Empty, Loaded } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { customerName } from "./names.js";
import { filled, matching, places } from "./slash.js";
import { ch } from "./text.js";

/** @typedef {import("./model.js").Console} Console */
/** @typedef {import("./talk.js").Talk} Talk */
/** @typedef {import("./api.js").Template} Template */

/** @param {{page: Console, talk: Talk}} props */
export function TemplatesTab({ page, talk }) {
  const sought = useSignal(""), editing = useSignal(/** @type {Partial<Template>|null} */ (null));
  if (editing.value) return html`<div class="scroll"><${Form} page=${page} was=${editing.value} close=${() => { editing.value = null; problem.value = ""; }}/></div>`;
  /** @param {Template} one */
  const put = (one) => {
    const line = talk.line.peek();
    talk.template = true;
    talk.write([talk.text.peek(), filled(one.body, { customer: line ? customerName(line) : "", agent: page.user.name })].filter(Boolean).join("\n"));
    document.getElementById(`write-${page.at.peek()}`)?.focus();
  };
  const edit = (/** @type {Partial<Template>} */ one) => { editing.value = one; page.toNext("tp-name"); };
  const may = (/** @type {Template} */ one) => (one.owner ? one.owner === page.agent : page.manages);
  return html`<div class="find row"><label class="in sm soft grow"><${Icon} name="search" size="s"/><input id="t-find" type="search" autocomplete="off" aria-label=${ch("template_find")} placeholder=${ch("template_find")} value=${sought.value} onInput=${(/** @type {InputEvent} */ e) => { sought.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></label>${page.agent || page.manages ? html`<button type="button" class="btn sm" onClick=${() => edit({})}><${Icon} name="plus" size="s"/>${ch("template_add")}</button>` : null}</div>
    <${Loaded} of=${page.templates} what=${ch("templates")}>${(/** @type {Template[]} */ all) => { const list = sought.value.trim() ? matching(all, sought.value, talk.line.value?.category) : [...all].sort((a, b) => a.name.localeCompare(b.name)); return list.length ? html`<div class="scroll"><ul class="tpls">${list.map((one) => html`<li key=${one.id}><button type="button" class="tpl" disabled=${!talk.mine.value} onClick=${() => put(one)}><span class="row"><b class="trunc">${one.name}</b>${one.shortcut ? html`<span class="c3 t-xs trunc cut">/${one.shortcut.replace(/^\//, "")}</span>` : null}<span class="tagx line end">${ch(one.owner ? "template_own" : "template_all")}</span></span><span class="c2 words">${one.body}</span></button>${may(one) ? html`<button type="button" class="btn ghost icon sm" aria-label=${ch("template_change", { name: one.name })} title=${ch("change")} onClick=${() => edit(one)}><${Icon} name="edit" size="s"/></button>` : null}</li>`)}</ul></div>` : html`<${Empty} icon="doc" title=${ch(all.length ? "found_none" : "templates_none")} why=${ch(all.length ? "found_none_why" : "templates_none_why")}/>`; }}<//>`;
}

/** @param {{page: Console, was: Partial<Template>, close: () => void}} props */
function Form({ page, was, close }) {
  const at = useSignal(was), now = at.value, ready = !!now.name?.trim() && !!now.body?.trim();
  const write = (/** @type {Partial<Template>} */ change) => { at.value = { ...at.peek(), ...change }; };
  const after = (/** @type {"said.saved"|"said.deleted"} */ words) => { close(); page.done.value = () => ch(words); void page.templates.refresh(); };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!ready) return;
    const { id, version = 0, shortcut = "", name = "", body = "", category } = at.peek(), one = { ...(category ? { category } : {}), name: name.trim(), shortcut: shortcut.trim(), body };
    if (await ask("template", () => (id ? api.putTemplate(id, { ...one, version }) : api.addTemplate(one)))) after("said.saved");
  };
  const drop = async () => { if (was.id && await ask("template", () => api.dropTemplate(was.id ?? ""))) after("said.deleted"); };
  return html`<form class="sec cform" novalidate aria-label=${ch("template")} onSubmit=${submit}><h3>${ch(was.id ? "template_change_of" : "template_add")}</h3>
    <${Field} id="tp-name" label=${ch("template_name")} required><${Input} id="tp-name" value=${now.name ?? ""} max=${100} first onWrite=${(/** @type {string} */ name) => write({ name })}/><//>
    <${Field} id="tp-cut" label=${ch("shortcut")} hint=${ch("shortcut_how")}><${Input} id="tp-cut" value=${now.shortcut ?? ""} max=${40} onWrite=${(/** @type {string} */ shortcut) => write({ shortcut })}/><//>
    <${Field} id="tp-body" label=${ch("template_body")} required hint=${ch("template_body_how", places[language.value])}><${Area} id="tp-body" rows=${6} value=${now.body ?? ""} max=${4000} onWrite=${(/** @type {string} */ body) => write({ body })}/><//>
    ${problem.value ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/><span>${problem.value}</span></p>` : null}
    <div class="dlg-foot">${was.id ? html`<button type="button" class="btn ghost" disabled=${busy.value} onClick=${drop}><${Icon} name="trash" size="s"/>${ch("delete")}</button>` : null}<span class="end"></span><button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${busy.value || !ready}>${ch("save")}</button></div></form>`;
}
