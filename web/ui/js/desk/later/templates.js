// 상담정보 (D42): questions and answers, found while talking, put into the note by a
// key.
import { html, useRef, useSignal } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { composing } from "../keys.js";
import { rove } from "../parts/roving.js";
import { Empty, Loaded, More } from "../parts/resource.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Template} Template */

const typedFor = 200; // ms without a key

/** @param {{desk: Desk}} props */
export function Templates({ desk }) {
  const { query, templates } = desk.lists, open = useSignal(""), timer = useRef(/** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined));
  /** @param {string} text */
  const typed = (text) => {
    query.value = text;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => { void templates.refresh(); }, typedFor);
  };
  const list = () => [...document.querySelectorAll("#info-panel .tpl .entry")].map((one) => /** @type {HTMLElement} */ (one));
  /** @param {KeyboardEvent} event */
  const down = (event) => {
    if (composing(event) || event.key !== "ArrowDown") return;
    event.preventDefault();
    list()[0]?.focus();
  };
  return html`<div class="scroll"><div class="find"><label class="in sm soft"><${Icon} name="search" size="s"/><input id="template-search" type="search" placeholder=${t("desk.find_template")} aria-label=${t("desk.find_template")} autocomplete="off" maxlength="100" value=${query.value} onKeyDown=${down}
      onInput=${(/** @type {InputEvent} */ event) => typed(/** @type {HTMLInputElement} */ (event.currentTarget).value)}/><kbd aria-hidden="true">/</kbd></label></div>
    <${Loaded} of=${templates} what=${t("desk.tab_templates")} still=${t("desk.calls_still")}>${(/** @type {{items: Template[]}} */ { items }) => (items.length === 0 ? html`<${Empty} icon="doc" title=${t(query.value ? "desk.found_none" : "desk.no_templates")} why=${t(query.value ? "desk.found_none_why" : "desk.no_templates_why")}/>`
      : html`<ul class="tpl" onKeyDown=${(/** @type {KeyboardEvent} */ event) => rove(event, list())}>${items.map((one, i) => html`<li key=${one.id}><button type="button" class="entry" tabindex=${i === 0 ? 0 : -1} aria-expanded=${open.value === one.id} onClick=${() => { open.value = open.value === one.id ? "" : one.id; }}><${Icon} name="doc" size="s"/><span class="trunc med">${one.question}</span></button>
        ${open.value === one.id ? html`<div class="reply"><p class="words">${one.answer}</p><button type="button" class="btn sm" disabled=${!desk.note.of.value} onClick=${() => put(desk, one.answer)}><${Icon} name="edit" size="s"/>${t("desk.template_put")}</button></div>` : null}</li>`)}</ul><${More} of=${templates}/>`)}<//></div>`;
}

/** Adds an answer to the note. @param {Desk} desk @param {string} text */
function put(desk, text) {
  const now = desk.note.values.peek().note ?? "";
  desk.note.write({ note: now ? `${now.trimEnd()}\n${text}` : text });
  document.getElementById("memo")?.focus();
}
