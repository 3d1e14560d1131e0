// The text of a message: what cannot be sent is marked where it stands, its length is
// counted as the gateways do, and images lie under it.
import { html, useRef } from "../dom.js";
import { count as digits } from "../format.js";
import { Icon } from "../icons.js";
import { composing } from "../desk/parts/keys.js";
import { imageAt } from "./api.js";
import { limits } from "./bytes.js";
import { mostImages } from "./draft.js";
import { m } from "./text.js";
import { nameWords } from "./variables.js";

/** @typedef {import("./draft.js").Draft} Draft */

/** The text in pieces, with what is wrong with each. @param {string} text @param {import("./bytes.js").Count} marks */
function pieces(text, marks) {
  const at = [...marks.bad.map((one) => ({ ...one, mark: "bad" })), ...marks.unsure.map((one) => ({ ...one, mark: "warn" }))].sort((a, b) => a.index - b.index);
  /** @type {{text: string, mark: string}[]} */
  const list = [];
  let from = 0;
  for (const one of at) {
    list.push({ text: text.slice(from, one.index), mark: "" }, { text: one.char, mark: one.mark });
    from = one.index + one.char.length;
  }
  return [...list, { text: text.slice(from), mark: "" }];
}

/** @param {{draft: Draft, id: string, rows: number, label: string, first?: boolean, images?: boolean}} props */
export function Body({ draft, id, rows, label, first, images = true }) {
  const area = useRef(/** @type {HTMLTextAreaElement|null} */ (null)), marks = useRef(/** @type {HTMLElement|null} */ (null)), file = useRef(/** @type {HTMLInputElement|null} */ (null));
  const text = draft.body.value, wrong = draft.wrong.value.body, locked = draft.locked.value, found = draft.marks.value, mms = draft.kind.value === "mms", pictures = draft.images.value.length > 0;
  /** @param {InputEvent} event */
  const typed = (event) => {
    const box = /** @type {HTMLTextAreaElement} */ (event.currentTarget), whole = box.value.normalize("NFC"); // Hangul that some systems paste in pieces
    if (whole !== box.value && !event.isComposing) box.value = whole;
    draft.write("body", box.value);
  };
  const scrolled = () => { if (marks.current && area.current) marks.current.scrollTop = area.current.scrollTop; };
  /** @param {string} what put where the cursor is */
  const put = (what) => {
    const box = area.current;
    if (!box) return;
    const { selectionStart: from, selectionEnd: to } = box;
    draft.write("body", text.slice(0, from) + what + text.slice(to));
    requestAnimationFrame(() => { box.focus(); box.setSelectionRange(from + what.length, from + what.length); });
  };
  const chosen = async (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    for (const one of input.files ?? []) await draft.addImage(one);
    input.value = "";
  };
  const name = nameWords[0];
  return html`<div class="field"><label for=${id}>${label}${locked ? html` <span class="tagx"><${Icon} name="lock" size="xs"/>${m("locked")}</span>` : null}</label>
    <div class="body" data-wrong=${wrong ? "" : undefined} data-locked=${locked ? "" : undefined}>
      <div class="paper"><div class="marks" ref=${marks} aria-hidden="true">${pieces(text, found).map((one, i) => (one.mark ? html`<mark key=${i} data-t=${one.mark}>${one.text}</mark>` : one.text))}${"\n"}</div>
        <textarea class="area" ref=${area} id=${id} rows=${rows} maxlength="4000" data-first=${first ? "" : undefined} value=${text} readOnly=${locked} aria-invalid=${wrong ? "true" : undefined} aria-describedby=${`${id}-bytes ${id}-said`} onInput=${typed} onScroll=${scrolled}></textarea></div>
      ${images && pictures ? html`<ul class="thumbs">${draft.images.value.map((one, i) => html`<li key=${one.id}><img src=${imageAt(one.id)} alt=${m("image_n", { n: i + 1 })}/>${locked ? null : html`<button type="button" class="btn icon sm" aria-label=${m("image_remove", { n: i + 1 })} title=${m("image_remove", { n: i + 1 })} onClick=${() => { draft.images.value = draft.images.peek().filter((other) => other.id !== one.id); draft.clear("images"); }}><${Icon} name="x" size="s"/></button>`}</li>`)}</ul>` : null}
      <div class="bytes"><${Counter} draft=${draft} id=${id}/>
        ${images && !locked ? html`<button type="button" class="btn ghost sm end" title=${m("put_name_why")} onClick=${() => put(`{${name}}`)}><${Icon} name="user" size="s"/>${m("put_name")}</button>
          <button type="button" class="btn ghost sm" disabled=${!mms || draft.images.value.length >= mostImages || draft.busy.value !== ""} title=${m("image_why")} onClick=${() => file.current?.click()}><${Icon} name="img" size="s"/>${m(mms ? "image" : "image_mms")}</button>
          <input type="file" hidden accept="image/jpeg,.jpg,.jpeg" multiple ref=${file} aria-label=${m("image")} onChange=${chosen}/>` : null}</div></div>
    <div id=${`${id}-said`} class="said-of">${wrong ? html`<span class="hint" data-t="bad" id=${`${id}-wrong`}>${wrong}</span>` : null}
      ${draft.wrong.value.images ? html`<span class="hint" data-t="bad" role="alert">${draft.wrong.value.images}</span>` : null}
      ${found.bad.length ? html`<span class="row wrap"><span class="hint" data-t="bad"><${Icon} name="bad" size="xs"/> ${m("cannot_go", { chars: list(found.bad) })}</span>${locked ? null : html`<button type="button" class="btn sm" onClick=${() => draft.clean()}>${m("take_out")}</button>`}</span>` : null}
      ${found.unsure.length ? html`<span class="hint" data-t="warn"><${Icon} name="warn" size="xs"/> ${m("unsure", { chars: list(found.unsure) })}</span>` : null}
      ${(draft.over.value || pictures) && draft.kind.value === "sms" && draft.bytes.value <= limits.mms && draft.room.kinds.value.includes("mms") && !locked ? html`<span class="row wrap" role="status"><span class="hint" data-t="bad">${draft.over.value ? m("over_sms", { n: draft.bytes.value - limits.sms }) : m("images_mms")}</span><button type="button" class="btn sm" onClick=${() => { draft.write("kind", "mms"); area.current?.focus(); }}>${m("as_mms")}</button></span>` : null}</div></div>`;
}

/** Characters with their places. @param {import("./bytes.js").Char[]} chars */
export const list = (chars) => chars.slice(0, 10).map((one) => m("char_at", { char: one.char, at: one.at + 1 })).join(", ") + (chars.length > 10 ? " …" : "");

const full = 100; // steps of the bar

/** @param {{draft: Draft, id: string}} props */
function Counter({ draft, id }) {
  const n = draft.bytes.value, most = draft.limit.value, over = n > most, several = draft.texts.value.length > 1;
  return html`<svg class="bar2" viewBox=${`0 0 ${full} 6`} preserveAspectRatio="none" aria-hidden="true" data-t=${over ? "bad" : undefined}><rect width=${full} height="6" class="all"/><rect width=${Math.min(full, Math.round(full * n / most))} height="6" class="now"/></svg>
    <span class="med count-b" id=${`${id}-bytes`} data-t=${over ? "bad" : undefined} title=${m("counted")}>${over ? html`<${Icon} name="bad" size="xs"/>` : null}<b class="b-now">${digits(n)}</b> <span class="c3">/ ${digits(most)} bytes${several ? ` · ${m("longest")}` : ""}</span></span>`;
}

/** Whether a key is that which sends. @param {KeyboardEvent} event */
export const sends = (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && !composing(event);
