// Tags of a room (상담방태그) or of a customer (고객태그): put on and taken off one by one.
import { html, useLayoutEffect, useRef, useSignal } from "../dom.js";
import { Icon } from "../icons.js";
import { ask, busy } from "../desk/parts/ask.js";
import { composing } from "../desk/parts/keys.js";
import { ch } from "./text.js";

const longest = 40;

/** @param {{title: string, tags: string[], id: string, may: boolean, put: (tags: string[]) => Promise<any>}} props */
export function Tags({ title, tags, id, may, put }) {
  const text = useSignal(""), open = useSignal(false), button = useRef(/** @type {HTMLElement|null} */ (null)), field = useRef(/** @type {HTMLElement|null} */ (null));
  useLayoutEffect(() => { if (open.value) field.current?.focus(); }, [open.value]);
  const save = (/** @type {string[]} */ list) => ask(`tags ${id}`, () => put(list));
  const add = async () => {
    const tag = text.peek().replace(/^#+/, "").trim();
    if (tag && (tags.includes(tag) || await save([...tags, tag]))) text.value = "";
  };
  const shut = () => { open.value = false; text.value = ""; requestAnimationFrame(() => button.current?.focus()); };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (composing(event)) return;
    if (event.key === "Enter" || event.key === ",") { event.preventDefault(); void add(); }
    if (event.key === "Escape") { event.preventDefault(); shut(); }
  };
  return html`<section class="sec"><h3>${title}</h3><div class="tags">${tags.map((tag) => html`<span key=${tag} class="tagx"><span class="trunc" title=${tag}>#${tag}</span>${may ? html`<button type="button" class="chip-x" aria-label=${ch("tag_drop", { tag })} disabled=${busy.value} onClick=${() => save(tags.filter((one) => one !== tag))}><${Icon} name="x" size="xs"/></button>` : null}</span>`)}
    ${!may ? (tags.length ? null : html`<span class="c3">–</span>`) : open.value ? html`<label class="in sm tag-in"><input id=${id} aria-label=${ch("tag_add_to", { title })} maxlength=${longest} placeholder=${ch("tag_how")} autocomplete="off" value=${text.value} ref=${field} onInput=${(/** @type {InputEvent} */ e) => { text.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }} onKeyDown=${keys} onBlur=${() => { if (!text.peek().trim()) open.value = false; }}/></label>` : html`<button type="button" class="btn ghost sm" ref=${button} onClick=${() => { open.value = true; }}><${Icon} name="plus" size="s"/>${ch("tag")}</button>`}</div></section>`;
}
