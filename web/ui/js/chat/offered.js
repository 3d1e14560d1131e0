// The templates that a slash offers, above where one writes.
import { html, useEffect, useSignal } from "../dom.js";
import { customerName } from "./names.js";
import { filled, holeIn, matching, slashOf } from "./slash.js";
import { ch } from "./text.js";

/** @typedef {import("./talk.js").Talk} Talk */
/** @typedef {import("./api.js").Template} Template */

/**
 * @param {import("./model.js").Console} page @param {Talk} talk @param {boolean} off
 * @param {{current: HTMLTextAreaElement|null}} area
 */
export function useTemplates(page, talk, off, area) {
  const at = useSignal(0), shut = useSignal(""), text = talk.text.value;
  const asked = off || !page.completes ? null : slashOf(text);
  const list = asked === null || shut.value === text ? [] : matching(page.templates.value.value ?? [], asked, talk.line.value?.category);
  const none = asked !== null && shut.value !== text && !list.length;
  useEffect(() => { if (asked !== null) void page.templates.refresh(); }, [asked !== null]); // others make and change them meanwhile
  const chosen = Math.min(at.value, list.length - 1);
  /** @param {Template} one */
  const take = (one) => {
    const line = talk.line.peek(), words = filled(one.body, { customer: line ? customerName(line) : "", agent: page.user.name });
    talk.template = true;
    at.value = 0;
    talk.write(words);
    requestAnimationFrame(() => {
      const el = area.current, hole = holeIn(words);
      el?.focus();
      if (hole) el?.setSelectionRange(...hole);
      else el?.setSelectionRange(words.length, words.length);
    });
  };
  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the list */
  const keys = (event) => {
    if (none && event.key === "Escape") { // as text, then
      shut.value = text;
      event.preventDefault();
      event.stopPropagation();
      return true;
    }
    if (!list.length) return false;
    if (event.key === "ArrowDown") at.value = (chosen + 1) % list.length;
    else if (event.key === "ArrowUp") at.value = (chosen - 1 + list.length) % list.length;
    else if (event.key === "Escape") shut.value = text;
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) { const one = list[chosen]; if (one) take(one); }
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const aria = (/** @type {string} */ id) => (list.length ? { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": `${id}-offered`, "aria-activedescendant": `${id}-offered-${chosen}` } : {});
  return { list, none, chosen, asked: asked ?? "", take, keys, aria };
}

/** @param {{of: ReturnType<typeof useTemplates>, id: string}} props */
export function Offered({ of, id }) {
  if (of.none) return html`<div class="pop ac"><div class="ach"><b>/${of.asked}</b><span class="c3" role="status">${ch("slash_none")}</span></div></div>`;
  if (!of.list.length) return null;
  return html`<div class="pop ac"><div class="ach"><b>/${of.asked}</b><span class="c3" role="status">${ch("templates_n", { n: of.list.length })}</span></div><ul role="listbox" id=${`${id}-offered`} aria-label=${ch("templates")}>
    ${of.list.map((one, i) => html`<li key=${one.id} role="option" id=${`${id}-offered-${i}`} aria-selected=${i === of.chosen} onPointerDown=${(/** @type {Event} */ e) => { e.preventDefault(); of.take(one); }}><b class="trunc">${one.name}</b><span class="trunc c3">${one.body.replace(/\s+/g, " ")}</span>${one.shortcut ? html`<span class="c3 t-xs">/${one.shortcut.replace(/^\//, "")}</span>` : null}${i === of.chosen ? html`<kbd aria-hidden="true">↵</kbd>` : null}</li>`)}</ul></div>`;
}
