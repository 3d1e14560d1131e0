// What may stand in the texts of chats, and is filled in when they are sent: a press puts it
// where one was writing last.
import { html, useEffect, useRef } from "../../dom.js";
import { ca, cacode } from "./text.js";

/** @typedef {import("../draft.js").Draft} Draft */

const names = ["agent_name", "site_name", "category_name", "division_name"];

/** The path of a field by its id. @param {string} id */
const pathOf = (id) => id.replace(/^f-/, "").replace("-", ".");

/** @param {{draft: Draft}} props */
export function Variables({ draft }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null)), last = useRef("");
  useEffect(() => {
    const panel = box.current?.closest(".panel");
    /** @param {Event} event */
    const note = (event) => { if (event.target instanceof HTMLTextAreaElement) last.current = event.target.id; };
    panel?.addEventListener("focusin", note);
    return () => panel?.removeEventListener("focusin", note);
  }, []);
  /** @param {string} name */
  const put = (name) => {
    const area = document.getElementById(last.current) ?? box.current?.closest(".panel")?.querySelector("textarea");
    if (!(area instanceof HTMLTextAreaElement)) return;
    area.setRangeText(`[${name}]`, area.selectionStart, area.selectionEnd, "end");
    draft.set(pathOf(area.id), area.value);
    area.focus();
  };
  return html`<div class="vars" role="group" aria-label=${ca("variables")} ref=${box}><span class="c3 t-xs">${ca("variables")}</span>${names.map((name) => html`<button key=${name} type="button" class="chip" title=${ca("variable_put")} onClick=${() => put(name)}><code>[${name}]</code>${cacode("var", name)}</button>`)}</div>`;
}
