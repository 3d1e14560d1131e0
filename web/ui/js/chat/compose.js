// Where an agent writes: Enter sends and never while a syllable is being composed, Shift
// and Enter begin a line, a slash offers templates. Files come by button, paste and drop.
import { html, useEffect, useLayoutEffect, useRef, useSignal } from "../dom.js";
import { Icon } from "../icons.js";
import { composing } from "../desk/parts/keys.js";
import { size } from "./names.js";
import { Offered, useTemplates } from "./offered.js";
import { holeIn } from "./slash.js";
import { Smileys } from "./smileys.js";
import { ch } from "./text.js";

/** @typedef {import("./talk.js").Talk} Talk */
/** @typedef {import("./model.js").Console} Console */

const mostLetters = 4000;
const highest = 168; // px
/** What the server takes, by content. */
const accepted = "image/jpeg,image/png,image/gif,image/webp,application/pdf";

/** @param {{page: Console, talk: Talk, noteOnly?: boolean, id: string}} props noteOnly: somebody else has the room */
export function Compose({ page, talk, noteOnly = false, id }) {
  const area = useRef(/** @type {HTMLTextAreaElement|null} */ (null)), pick = useRef(/** @type {HTMLInputElement|null} */ (null)), warned = useRef(""), over = useSignal(false), smiles = useSignal(false), hint = useSignal("");
  const text = talk.text.value, note = noteOnly || talk.note.value, files = talk.files.list.value, offered = useTemplates(page, talk, note, area);
  useLayoutEffect(() => { const el = area.current; if (el) { el.style.height = "auto"; el.style.height = `${Math.min(highest, el.scrollHeight)}px`; } }, [text]);
  useEffect(() => () => talk.tellTyping(false), []);
  useLayoutEffect(() => { if (noteOnly && talk.text.peek()) talk.note.value = true; }, [noteOnly]); // also if the room becomes the viewer's
  /** What is written for colleagues is not for the customer when the room changes hands. @param {string} words */
  const write = (words) => {
    if (noteOnly) talk.note.value = words !== "";
    talk.write(words);
  };
  const ready = (text.trim() !== "" || !note && files.some((one) => one.done)) && !(!note && talk.files.going);
  const send = () => {
    if (!ready) return;
    const hole = note ? null : holeIn(text);
    if (hole && talk.template && warned.current !== text) { // of a template: somebody forgot it
      warned.current = text;
      hint.value = ch("hole", { place: text.slice(...hole) });
      return area.current?.setSelectionRange(...hole);
    }
    if (offered.none && warned.current !== text) { // meant for a template, as it seems, and not for the customer
      warned.current = text;
      hint.value = ch("slash_sends");
      return area.current?.focus();
    }
    hint.value = warned.current = "";
    talk.send(note);
    if (noteOnly) talk.note.value = false;
    area.current?.focus();
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (composing(event) || offered.keys(event)) return;
    const el = area.current;
    if (event.key === "Tab" && !event.shiftKey && talk.template && el) { // on to the next place of the template
      const next = holeIn(text, el.selectionEnd);
      if (next) { event.preventDefault(); el.setSelectionRange(...next); }
    }
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!event.repeat) send();
  };
  /** @param {DataTransfer|null} data */
  const take = (data) => { const list = [...data?.files ?? []]; if (list.length && !note) talk.files.add(list); return list.length > 0; };
  /** @param {string} words */
  const put = (words) => {
    const el = area.current, from = el?.selectionStart ?? text.length, to = el?.selectionEnd ?? text.length;
    write(text.slice(0, from) + words + text.slice(to));
    requestAnimationFrame(() => { el?.focus(); el?.setSelectionRange(from + words.length, from + words.length); });
  };
  const told = talk.files.problem.value || hint.value;
  return html`<div class="compose-box" data-note=${note ? "" : undefined} data-over=${over.value ? "" : undefined} onDragOver=${(/** @type {DragEvent} */ e) => { if (!note && e.dataTransfer?.types.includes("Files")) { e.preventDefault(); over.value = true; } }} onDragLeave=${() => { over.value = false; }} onDrop=${(/** @type {DragEvent} */ e) => { over.value = false; if (take(e.dataTransfer)) e.preventDefault(); }}>
    <${Offered} of=${offered} id=${id}/>
    <div class="box">${files.length && !note ? html`<ul class="ups" aria-label=${ch("files")}>${files.map((one) => html`<li key=${one.key} class="up" data-t=${one.failed ? "bad" : undefined}><${Icon} name=${one.failed ? "bad" : "clip"} size="s"/><span class="trunc" title=${one.name}>${one.name}</span><span class="c3 t-xs">${one.failed || (one.done ? size(one.size) : ch("file_going"))}</span>${one.failed && one.source ? html`<button type="button" class="btn ghost icon sm" aria-label=${ch("file_again", { name: one.name })} title=${ch("file_again", { name: one.name })} onClick=${() => talk.files.send(one)}><${Icon} name="refresh" size="s"/></button>` : null}<button type="button" class="btn ghost icon sm" aria-label=${ch("file_drop", { name: one.name })} title=${ch("file_drop", { name: one.name })} onClick=${() => talk.files.drop(one.key)}><${Icon} name="x" size="s"/></button></li>`)}</ul>` : null}
      <textarea id=${id} data-room=${talk.id} ref=${area} rows="2" maxlength=${mostLetters} value=${text} aria-label=${ch(note ? "write_note" : "write")} placeholder=${ch(note ? "write_note_how" : page.completes ? "write_how" : "write_how_off")} ...${offered.aria(id)}
        onInput=${(/** @type {InputEvent} */ e) => { hint.value = ""; write(/** @type {HTMLTextAreaElement} */ (e.currentTarget).value); }} onKeyDown=${keys} onBlur=${() => talk.tellTyping(false)} onPaste=${(/** @type {ClipboardEvent} */ e) => { if (take(e.clipboardData)) e.preventDefault(); }}></textarea>
      <div class="row tools">${note ? null : html`<button type="button" class="btn ghost icon sm" aria-label=${ch("attach")} title=${`${ch("attach")} (Alt U)`} onClick=${() => pick.current?.click()}><${Icon} name="clip"/></button><input ref=${pick} type="file" multiple hidden accept=${accepted} onChange=${(/** @type {Event} */ e) => { const el = /** @type {HTMLInputElement} */ (e.currentTarget); talk.files.add([...el.files ?? []]); el.value = ""; }} data-pick=${id}/>
        <div class="anchor"><button type="button" class="btn ghost icon sm" aria-label=${ch("smileys")} title=${ch("smileys")} aria-haspopup="dialog" aria-expanded=${smiles.value} onClick=${() => { smiles.value = !smiles.value; }}><${Icon} name="smile"/></button>${smiles.value ? html`<${Smileys} put=${put} close=${() => { smiles.value = false; }}/>` : null}</div>
        <button type="button" class="btn ghost icon sm" aria-label=${ch("templates")} title=${ch("templates")} onClick=${() => { page.side.value = true; page.sideTab.value = "templates"; }}><${Icon} name="doc"/></button>`}
        ${noteOnly ? html`<span class="c3 t-xs trunc">${ch("note_only")}</span>` : html`<button type="button" class="btn ghost sm" aria-pressed=${note} title="Alt N" onClick=${() => { talk.note.value = !talk.note.peek(); talk.keepDraft(); area.current?.focus(); }}><${Icon} name="lock" size="s"/>${ch("note")}</button>`}
        <span class="row end"><span class="c3 t-xs how">${ch("newline")}</span><button type="button" class="btn primary sm" disabled=${!ready} onClick=${send}>${ch(note ? "keep_note" : "send")} <kbd aria-hidden="true">↵</kbd></button></span></div></div>
    <div class="told" role="alert">${told ? html`<p class="problem t-xs" data-t="bad"><${Icon} name="bad" size="s"/><span>${told}</span></p>` : null}</div></div>`;
}
