// The templates that the agent of the room has (S8), to be read alone: nothing is put anywhere.
import { html, useEffect, useSignal } from "../dom.js";
import { Icon } from "../icons.js";
import { matching } from "../chat/slash.js";
import { Empty, Loaded } from "../desk/parts/resource.js";
import { v } from "./text.js";

/** @typedef {import("../chat/api.js").Template} Template */

/** @param {{page: import("./model.js").Supervise}} props */
export function Templates({ page }) {
  const { looked } = page, row = looked.row.value, sought = useSignal(""), text = sought.value.trim();
  useEffect(() => { looked.templates.clear(); void looked.templates.refresh(); }, [row?.id, row?.agent]);
  return html`<div class="tpl-find"><label class="in sm soft"><${Icon} name="search" size="s"/><input id="sv-templates" type="search" autocomplete="off" aria-label=${v("template_find")} placeholder=${v("template_find")} value=${sought.value} onInput=${(/** @type {InputEvent} */ e) => { sought.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></label></div>
    <${Loaded} of=${looked.templates} what=${v("tab.templates")}>${(/** @type {Template[]} */ all) => {
      const list = text ? matching(all, text, row?.category) : [...all].sort((a, b) => a.name.localeCompare(b.name));
      return list.length ? html`<ul class="tpl-all">${list.map((one) => html`<li key=${one.id}><span class="row"><b class="trunc">${one.name}</b>${one.shortcut ? html`<span class="c3 t-xs trunc">/${one.shortcut.replace(/^\//, "")}</span>` : null}<span class="tagx line end">${v(one.owner ? "template_own" : "template_all")}</span></span><span class="c2 words">${one.body}</span></li>`)}</ul>` : html`<${Empty} icon="doc" title=${v(all.length ? "template_found_none" : "template_none")} why=${v(all.length ? "template_found_none_why" : "template_none_why")}/>`;
    }}<//>`;
}
