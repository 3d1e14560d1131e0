// Who a message goes to: numbers become chips as they are typed or pasted; what is none
// stays visible with the reason, and goes back to where it is typed when it is pressed.
import { html, useRef, useSignal } from "../dom.js";
import { count } from "../format.js";
import { Icon } from "../icons.js";
import { composing } from "../desk/parts/keys.js";
import { ended, most } from "./recipients.js";
import { m, mcode } from "./text.js";

/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").To} To */

const shown = 60; // chips, until somebody wants all

/** @param {{draft: Draft, id: string, first?: boolean}} props */
export function Recipients({ draft, id, first }) {
  const input = useRef(/** @type {HTMLInputElement|null} */ (null)), all = useSignal(false);
  const to = draft.all.value, good = draft.good.value, bad = draft.bad.value, wrong = draft.wrong.value.to, refused = draft.refusedTo.value;
  const doubles = bad.filter((one) => one.code === "double").length, none = bad.length - doubles;
  const told = [...bad.filter((one) => one.code !== "double"), ...good.filter((one) => refused.has(one.key))], rest = to.filter((one) => !told.includes(one) && one.code !== "double"), chips = [...told, ...all.value ? rest : rest.slice(0, shown)];
  const typed = (/** @type {InputEvent} */ event) => {
    const box = /** @type {HTMLInputElement} */ (event.currentTarget);
    if (!event.isComposing && ended(box.value)) draft.add(box.value);
    else draft.write("typed", box.value);
  };
  /** @param {ClipboardEvent} event */
  const pasted = (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.trim()) return;
    event.preventDefault(); // the field would make one line of it
    draft.add(`${draft.typed.peek()}${text}`);
  };
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    if (composing(event)) return;
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (draft.typed.peek().trim()) draft.add(draft.typed.peek());
    }
    if (event.key === "Backspace" && !draft.typed.peek() && to.length) {
      event.preventDefault();
      const last = to.at(-1)?.key;
      draft.remove((one) => one.key === last);
    }
  };
  const remove = (/** @type {To} */ one) => { draft.remove((other) => other.key === one.key); input.current?.focus(); };
  return html`<div class="field"><label for=${id}>${m("to")} <span class="c3" role="status">${m("to_n", { n: count(good.length) })}${doubles ? ` · ${m("doubles_n", { n: doubles })}` : ""}${none ? ` · ${m("bad_n", { n: none })}` : ""}</span></label>
    <div class="in to" aria-invalid=${wrong ? "true" : undefined} onClick=${(/** @type {MouseEvent} */ event) => { if (event.target === event.currentTarget) input.current?.focus(); }}>
      ${chips.map((one) => {
        const why = one.code ? mcode("code", one.code) : refused.get(one.key)?.() ?? "", label = [one.text, one.name].filter(Boolean).join(" ");
        return html`<span key=${one.key} class="tagx" data-t=${why ? "bad" : undefined} title=${why || undefined}>${one.code ? html`<button type="button" class="chip-text" title=${m("to_again", { why })} onClick=${() => { draft.again(one); input.current?.focus(); }}><${Icon} name="bad" size="xs"/>${label}<span class="sr">${why}</span></button>` : html`${why ? html`<${Icon} name="bad" size="xs"/>` : null}${label}${why ? html`<span class="sr">${why}</span>` : null}`}
          <button type="button" class="chip-x" aria-label=${m("to_remove", { name: label })} onClick=${() => remove(one)}><${Icon} name="x" size="xs"/></button></span>`;
      })}
      ${rest.length > shown ? html`<button type="button" class="btn ghost sm" aria-expanded=${all.value} onClick=${() => { all.value = !all.value; }}>${all.value ? m("to_fewer") : m("to_more", { n: count(rest.length - shown) })}</button>` : null}
      <input id=${id} ref=${input} inputmode="tel" autocomplete="off" maxlength="400" data-first=${first ? "" : undefined} placeholder=${m(to.length ? "to_more_how" : "to_how")} value=${draft.typed.value} aria-invalid=${wrong ? "true" : undefined} aria-describedby=${wrong ? `${id}-wrong` : undefined} onInput=${typed} onPaste=${pasted} onKeyDown=${pressed} onBlur=${() => { if (draft.typed.peek().trim()) draft.add(draft.typed.peek()); }}/></div>
    ${wrong ? html`<span class="hint" data-t="bad" id=${`${id}-wrong`}>${wrong}</span>` : null}
    ${bad.length ? html`<span class="row wrap"><span class="hint">${doubles ? m("doubles_why") : m("bad_why")}</span><button type="button" class="btn ghost sm" onClick=${() => { const out = new Set(bad.map((one) => one.key)); draft.remove((one) => out.has(one.key)); input.current?.focus(); }}>${m("bad_remove", { n: bad.length })}</button></span>` : null}
    ${good.length > most ? html`<span class="hint" data-t="bad">${m("wrong.to_many", { n: count(good.length) })}</span>` : null}</div>`;
}
