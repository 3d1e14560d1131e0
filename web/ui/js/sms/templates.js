// Templates: categories at the left, what stands in the chosen one, and the form.
import { batch, html, signal, useEffect, useRef, useSignal } from "../dom.js";
import { count } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { ask, busy, problem } from "../desk/parts/ask.js";
import { Area, Field, Input, Select } from "../desk/parts/field.js";
import { Dialog } from "../desk/parts/layers.js";
import { Empty, Loaded } from "../desk/parts/resource.js";
import { failure } from "../shell.js";
import * as api from "./api.js";
import { Body } from "./body.js";
import { showWrong, titleHint } from "./composer.js";
import { faultsOf } from "./refused.js";
import { senderChoices } from "./senders.js";
import { m, mcode } from "./text.js";
import { Tree } from "./tree.js";

/** @typedef {import("./model.js").Texts} Texts */
/** @typedef {import("./api.js").Category} Category */
/** @typedef {import("./api.js").Template} Template */

/** The chosen category; what is in the form: a category or a template, "" for a new one; turn: how often one was opened. */
const chosen = signal(""), form = signal(/** @type {{what: "category"|"template", id: string, parent: string, turn: number}|null} */ (null));
/** It was saved a moment ago. */
const said = signal(false);
/** Templates that are picked, to be deleted. */
const picked = signal(/** @type {ReadonlySet<string>} */ (new Set()));
/** What is about to be deleted: a category, or templates. */
const going = signal(/** @type {(Category|Template)[]} */ ([]));
let turn = 0;

/** @param {{what: "category"|"template", id: string, parent: string}|null} what */
export function open(what) { batch(() => { form.value = what && { ...what, turn: ++turn }; problem.value = ""; said.value = false; }); }

/** What is in the form; null: nothing. */
export const formNow = () => form.peek();

/** @param {string} id of a category */
function choose(id) { batch(() => { chosen.value = id; picked.value = new Set(); }); }

/** @param {{page: Texts}} props */
export function TemplatesView({ page }) {
  useEffect(() => () => { said.value = false; }, []);
  const { room } = page, all = room.categories.value.value ?? [], now = all.find((one) => one.id === chosen.value), none = room.categories.value.value?.length === 0;
  const list = (room.templates.value.value?.items ?? []).filter((one) => now && (one.category === now.id || all.find((c) => c.id === one.category)?.parent === now.id)).sort((a, b) => a.name.localeCompare(b.name));
  const add = () => open({ what: "template", id: "", parent: now?.id ?? "" }), those = list.filter((one) => picked.value.has(one.id));
  const pick = (/** @type {string} */ id) => { const next = new Set(picked.peek()); if (!next.delete(id)) next.add(id); picked.value = next; };
  const writes = (/** @type {Template} */ one) => page.forms.get(`template ${one.id}`)?.dirty.value;
  return html`<div class="smsw three"><aside class="pane" aria-label=${m("categories")}><div class="phead"><h2>${m("categories")}</h2>${room.manages ? html`<button type="button" class="btn ghost icon sm end" aria-label=${m("category_add")} title=${m("category_add")} onClick=${() => open({ what: "category", id: "", parent: "" })}><${Icon} name="plus"/></button>` : null}</div>
      <${Loaded} of=${room.categories} what=${m("categories")} again=${() => room.refresh()}>${() => html`<${Tree} room=${room} templates=${false} chosen=${chosen.value} choose=${(/** @type {string} */ id) => { choose(id); open(room.manages ? { what: "category", id, parent: "" } : null); }} empty=${html`<${Empty} icon="layers" title=${m("categories_none")} why=${m("categories_none_why")}>${room.manages ? html`<button type="button" class="btn sm" onClick=${() => open({ what: "category", id: "", parent: "" })}><${Icon} name="plus" size="s"/>${m("category_add")}</button>` : null}<//>`}/>`}<//></aside>
    <main class="pane" aria-label=${m("templates")}><div class="phead"><h2>${now ? now.name : m("templates")} <span class="count">${now ? count(list.length) : ""}</span></h2>${now && room.manages ? html`<span class="row end">${those.length ? html`<button type="button" class="btn sm" onClick=${() => { going.value = those; }}><${Icon} name="trash" size="s"/>${m("delete_n", { n: count(those.length) })}</button>` : null}${now.parent ? html`<button type="button" class="btn sm" onClick=${add}><${Icon} name="plus" size="s"/>${m("template_add")}</button>` : html`<button type="button" class="btn sm" onClick=${() => open({ what: "category", id: "", parent: now.id })}><${Icon} name="plus" size="s"/>${m("category_add_below")}</button>`}</span>` : null}</div>
      ${now && !now.offered ? html`<p class="note flat"><${Icon} name="info"/><span>${m("category_unused")}</span></p>` : null}${now && !now.parent && room.manages ? html`<p class="hint pad-x top-pad">${m("second_level_only")}</p>` : null}
      ${!now ? html`<${Empty} icon="layers" title=${m(none ? "category_empty" : "category_choose")} why=${m(!none ? "category_choose_why" : room.manages ? "categories_first" : "templates_none_agent")}/>` : html`<${Loaded} of=${room.templates} what=${m("templates")}>${() => (list.length === 0 ? html`<${Empty} icon="doc" title=${m("category_empty")} why=${m(now.parent ? "category_empty_why" : "second_level_only")}/>`
        : html`<div class="scroll"><table class="tbl"><thead><tr>${room.manages ? html`<th scope="col"><span class="sr">${m("pick")}</span></th>` : null}<th scope="col">${m("template_name")}</th><th scope="col">${m("kind")}</th><th scope="col" class="num">bytes</th><th scope="col">${m("flags")}</th></tr></thead><tbody>${list.map((one) => html`<tr key=${one.id} aria-selected=${form.value?.id === one.id ? "true" : undefined}>${room.manages ? html`<td><input class="ck" type="checkbox" aria-label=${m("pick_one", { name: one.name })} checked=${picked.value.has(one.id)} onChange=${() => pick(one.id)}/></td>` : null}<td class="fill"><button type="button" class="lnk-b" aria-current=${form.value?.id === one.id ? "true" : undefined} onClick=${() => open({ what: "template", id: one.id, parent: one.category })}>${one.name}</button><span class="c3 trunc msg">${one.body}</span></td><td class="c3">${mcode("kind", one.kind)}</td><td class="num">${count(one.bytes)}</td><td>${writes(one) ? html`<span class="tagx">${m("unsaved")}</span> ` : null}${one.offered ? null : html`<span class="tagx">${m("unused")}</span>`} ${one.locked ? html`<span class="tagx"><${Icon} name="lock" size="xs"/>${m("locked")}</span>` : null}</td></tr>`)}</tbody></table></div>`)}<//>`}</main>
    <section class="pane" aria-label=${m("form")}><${Form} page=${page}/></section>${going.value.length ? html`<${Delete} page=${page} those=${going.value}/>` : null}</div>`;
}

/** @param {{page: Texts}} props */
function Form({ page }) {
  const now = form.value, { room } = page;
  if (!room.manages && now?.what === "category") return null;
  if (!now) return html`<${Empty} icon="edit" title=${m("form_none")} why=${m(room.manages ? "form_none_why" : "form_none_agent")}/>`;
  if (now.what === "category") return html`<${CategoryForm} key=${now.turn} page=${page} now=${now} one=${(room.categories.value.value ?? []).find((one) => one.id === now.id)}/>`;
  return html`<${TemplateForm} key=${now.turn} page=${page} now=${now} one=${room.template(now.id)}/>`;
}

/** @param {{label: string, why: string, on: boolean, id: string, change: (on: boolean) => void, disabled?: boolean}} props */
function Flag({ label, why, on, id, change, disabled }) {
  return html`<div class="flag"><label class="row"><input class="sw" type="checkbox" role="switch" id=${id} checked=${on} disabled=${disabled} aria-describedby=${`${id}-why`} onChange=${(/** @type {Event} */ event) => change(/** @type {HTMLInputElement} */ (event.currentTarget).checked)}/><b>${label}</b></label><span class="hint" id=${`${id}-why`}>${why}</span></div>`;
}

/** @param {{page: Texts, of: import("./form.js").Form, children?: any}} props */
function Foot({ page, of, children }) {
  const giveUp = () => { const now = form.peek(); page.forms.delete(of.keptAs); open(now); };
  return html`${problem.value ? html`<p class="problem pad-x" data-t="bad" role="alert"><${Icon} name="bad" size="s"/><span>${problem.value}</span></p>` : null}<div class="foot">${children}<span class="hint end" role="status">${said.value ? m("saved") : ""}</span>${of.dirty.value ? html`<button type="button" class="btn" onClick=${giveUp}>${m("give_up")}</button>` : null}<button type="submit" class="btn primary" disabled=${busy.value}>${m("save")}</button></div>`;
}

/** The form that is open, as it is kept. @param {Texts} page @param {{what: "category"|"template", id: string, parent: string}} now */
function useForm(page, now) {
  const at = useRef(/** @type {import("./form.js").Form|null} */ (null)), of = (at.current ??= page.formOf(now.what, now.id, now.parent));
  useEffect(() => { if (of.dirty.value) said.value = false; }, [of.dirty.value]);
  return of;
}

/**
 * Saves what a form holds, and shows it as it is kept then where it is still open; what is typed meanwhile stays in it, of the version that was saved.
 * @template {{id: string, version: number}} K @param {Texts} page @param {import("./form.js").Form} of @param {() => Promise<K>} work @param {(kept: K) => string} parent
 */
export async function save(page, of, work, parent) {
  const was = JSON.stringify(of.now()), at = form.peek();
  const words = (/** @type {unknown} */ error) => { of.tell(Object.fromEntries(Object.entries(faultsOf(error)).map(([field, say]) => [field.replace(/\[\d+\].*/, ""), say]))); return failure(error); };
  const kept = await ask(of.what, work, words);
  if (!kept) return;
  await Promise.all([page.room.categories.refresh(), page.room.templates.refresh()]);
  const more = JSON.stringify(of.now()) !== was && { ...of.kept(), version: kept.version }, now = form.peek();
  page.forms.delete(of.keptAs);
  if (more) page.formOf(of.what, kept.id, parent(kept)).restore(more);
  if (now?.what !== at?.what || now?.id !== at?.id || now?.parent !== at?.parent) return;
  if (of.what === "category") choose(kept.id);
  open({ what: of.what, id: kept.id, parent: parent(kept) });
  said.value = !more;
}

/** @param {{page: Texts, now: {what: "category"|"template", id: string, parent: string}, one: Category|undefined}} props */
function CategoryForm({ page, now, one }) {
  const { room } = page, all = room.categories.value.value ?? [], of = useForm(page, now), { name, used, editable, above } = of, wrong = of.wrong.value;
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    said.value = false;
    of.tell(name.peek().trim() ? {} : { name: () => m("wrong.name") });
    if (!name.peek().trim()) return void document.getElementById("c-name")?.focus();
    await save(page, of, () => api.putCategory({ name: name.peek(), used: used.peek(), editable: editable.peek(), version: of.version, ...(above.peek() ? { parent: above.peek() } : {}) }, one?.id), () => "");
  };
  const below = one ? all.filter((c) => c.parent === one.id).length : 0;
  return html`<form class="compose" novalidate onSubmit=${submit}><div class="phead"><h2>${m(one ? one.parent ? "category_2" : "category_1" : above.value ? "category_add_below" : "category_add")}</h2></div><div class="scroll c-pad">
    ${one ? null : html`<${Field} id="c-parent" label=${m("category_above")} hint=${m("two_levels")}><${Select} id="c-parent" value=${above.value} empty=${m("category_top")} choices=${all.filter((c) => !c.parent).map((c) => ({ value: c.id, text: c.name }))} onChoose=${(/** @type {string} */ id) => { above.value = id; }}/><//>`}
    <${Field} id="c-name" label=${m("category_name")} required wrong=${wrong.name}><${Input} id="c-name" value=${name.value} max=${40} wrong=${!!wrong.name} onWrite=${(/** @type {string} */ text) => { name.value = text; }}/><//>
    <${Flag} id="c-used" label=${m("used")} why=${m("used_category")} on=${used.value} change=${(/** @type {boolean} */ on) => { used.value = on; }}/>
    <${Flag} id="c-editable" label=${m("editable")} why=${m("editable_category")} on=${editable.value} change=${(/** @type {boolean} */ on) => { editable.value = on; }}/>
    ${one ? html`<p class="hint">${one.parent ? m("category_has", { n: count(one.templates) }) : m("category_has_both", { n: below, m: count(all.filter((c) => c.parent === one.id).reduce((sum, c) => sum + c.templates, 0)) })}</p>` : null}</div>
    <${Foot} page=${page} of=${of}>${one ? html`<button type="button" class="btn" onClick=${() => { going.value = [one]; }}><${Icon} name="trash" size="s"/>${m("delete")}</button>` : null}<//></form>`;
}

/** @param {{page: Texts, now: {what: "category"|"template", id: string, parent: string}, one: Template|undefined}} props */
function TemplateForm({ page, now, one }) {
  const { room } = page, all = room.categories.value.value ?? [], of = useForm(page, now), { name, about, used, editable, above, draft } = of, wrong = of.wrong.value, box = useRef(/** @type {HTMLFormElement|null} */ (null));
  const reads = !room.manages, senders = room.senders.value.value?.items ?? [], mms = draft.kind.value === "mms";
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    said.value = false;
    const bad = draft.checkText();
    if (!name.peek().trim()) bad.name = () => m("wrong.name");
    if (!above.peek()) bad.category = () => m("wrong.category");
    of.tell(bad);
    if (Object.keys(bad).length) return showWrong(draft, box.current);
    await save(page, of, () => api.putTemplate({ category: above.peek(), name: name.peek(), description: about.peek(), kind: draft.kind.peek(), sender: draft.sender.peek(), title: mms ? draft.title.peek() : "", body: draft.body.peek(), images: mms ? draft.images.peek().map((image) => image.id) : [], ad: draft.ad.peek(), used: used.peek(), editable: editable.peek(), version: of.version }, one?.id), (kept) => kept.category);
  };
  const second = all.filter((c) => c.parent).map((c) => ({ value: c.id, text: room.path(c.id) })).sort((a, b) => a.text.localeCompare(b.text));
  return html`<form class="compose form-t" ref=${box} novalidate onSubmit=${submit}><div class="phead"><h2>${m(one ? "template_one" : "template_add")}</h2>${one ? html`<span class="c3 end t-xs">${one.updated_by ? m("updated_by", { who: one.updated_by.replace(/^\w+:/, "") }) : ""}</span>` : null}</div><fieldset class="scroll c-pad" disabled=${reads}>
    <${Field} id="t-category" label=${m("category")} required wrong=${wrong.category} hint=${m("second_level_only")}><${Select} id="t-category" value=${above.value} empty=${m("category_choose")} wrong=${!!wrong.category} choices=${second} onChoose=${(/** @type {string} */ id) => { above.value = id; }}/><//>
    <div class="g2"><${Field} id="t-name" label=${m("template_name")} required wrong=${wrong.name}><${Input} id="t-name" value=${name.value} max=${60} wrong=${!!wrong.name} onWrite=${(/** @type {string} */ text) => { name.value = text; }}/><//>
      <${Field} id="t-sender" label=${m("sender")} wrong=${wrong.sender}><${Select} id="t-sender" value=${draft.sender.value} empty=${m("sender_later")} wrong=${!!wrong.sender} choices=${senderChoices(senders)} onChoose=${(/** @type {string} */ number) => draft.write("sender", number)}/><//></div>
    <${Field} id="t-about" label=${m("template_about")} wrong=${wrong.description}><${Area} id="t-about" value=${about.value} max=${300} rows=${2} onWrite=${(/** @type {string} */ text) => { about.value = text; }}/><//>
    <div class="row head"><div class="seg" role="group" aria-label=${m("kind")}>${/** @type {const} */ (["sms", "mms"]).map((kind) => html`<button key=${kind} type="button" aria-pressed=${draft.kind.value === kind} onClick=${() => draft.write("kind", kind)}>${mcode("kind", kind)}</button>`)}</div><span class="hint">${m(mms ? "kind_mms" : "kind_sms")}</span></div>
    ${mms ? html`<${Field} id="t-title" label=${m("title")} wrong=${draft.wrong.value.title} hint=${titleHint(draft)}><${Input} id="t-title" value=${draft.title.value} max=${80} wrong=${!!draft.wrong.value.title} onWrite=${(/** @type {string} */ text) => draft.write("title", text)}/><//>` : null}
    <${Body} draft=${draft} id="t-body" rows=${5} label=${m("body")}/>
    <p class="hint">${m("values_hint")}</p>
    <div class="g2"><${Flag} id="t-used" label=${m("used")} why=${m("used_template")} on=${used.value} change=${(/** @type {boolean} */ on) => { used.value = on; }}/>
      <${Flag} id="t-editable" label=${m("editable")} why=${m("editable_template")} on=${editable.value} change=${(/** @type {boolean} */ on) => { editable.value = on; }}/></div>
    <${Flag} id="t-ad" label=${m("ad")} why=${m("ad_template")} on=${draft.ad.value} change=${(/** @type {boolean} */ on) => draft.advertise(on)}/></fieldset>
    ${reads ? null : html`<${Foot} page=${page} of=${of}>${one ? html`<button type="button" class="btn" onClick=${() => { going.value = [one]; }}><${Icon} name="trash" size="s"/>${m("delete")}</button>` : null}<//>`}</form>`;
}

/** Says how much goes along, before it goes (T14). @param {{page: Texts, those: (Category|Template)[]}} props a category, or templates */
function Delete({ page, those }) {
  const { room } = page, all = room.categories.value.value ?? [], one = /** @type {Category|Template} */ (those[0]), category = !("body" in one), below = category ? all.filter((c) => c.parent === one.id) : [], n = category ? ("templates" in one ? one.templates : 0) + below.reduce((sum, c) => sum + c.templates, 0) : 0;
  const close = () => { going.value = []; problem.value = ""; }, left = useSignal(those);
  const remove = async () => { // one after the other: what is refused stays, with those behind it
    while (left.peek()[0]) {
      const next = /** @type {Template} */ (left.peek()[0]);
      await (category ? api.deleteCategory(/** @type {Category} */ (one)) : api.deleteTemplate(next));
      left.value = left.peek().slice(1);
    }
  };
  const go = async () => {
    const done = await ask("delete", remove);
    await Promise.all([room.categories.refresh(), room.templates.refresh()]);
    if (!done) return;
    if (category) choose(""); else picked.value = new Set();
    open(null);
    close();
  };
  const several = those.length > 1, button = several ? m("delete_n", { n: count(left.value.length) }) : category ? n ? m("delete_n", { n: count(n + below.length + 1) }) : m("delete_category") : m("delete_template");
  const why = several ? m("delete_several", { n: count(left.value.length), names: left.value.map((each) => each.name).join(", ") }) : !category ? m("delete_one") : below.length ? m("delete_both", { n: below.length, m: n }) : n ? m("delete_templates", { n }) : m("delete_empty");
  return html`<${Dialog} title=${several ? m("delete_those") : m("delete_what", { name: one.name })} close=${close}><div class="dlg-body"><p>${why}</p><p class="hint">${m("delete_back")}</p>
    ${problem.value ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/>${problem.value}</p>` : null}
    <div class="dlg-foot"><button type="button" class="btn" data-first onClick=${close}>${t("cancel")}</button><button type="button" class="btn primary" disabled=${busy.value} onClick=${go}>${button}</button></div></div><//>`;
}
