// Keys of the administration: Ctrl+S saves, / searches, Esc closes what floats.
import { closeTop, modal } from "../desk/parts/layers.js";
import { composing } from "../desk/keys.js";
import { current } from "./collection.js";
import { open } from "./draft.js";

/** @param {EventTarget|null} at whether what is typed goes into it */
const typing = (at) => at instanceof HTMLElement && (at.matches("input:not([type=checkbox]), textarea, select") || at.isContentEditable);

export function watchKeys() {
  addEventListener("keydown", (event) => {
    if (composing(event) || event.defaultPrevented) return;
    if (event.key === "Escape" && !modal() && closeTop()) return event.preventDefault();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.code === "KeyS") {
      event.preventDefault();
      if (event.target instanceof HTMLElement && event.target.matches("input:not([type=checkbox], [type=file])")) event.target.dispatchEvent(new Event("change", { bubbles: true })); // what is being written counts
      const now = current.peek();
      if (now?.draft.dirty.peek() || now?.draft.fresh) void now.save();
      return;
    }
    if (event.key !== "/" || typing(event.target) || modal() || event.ctrlKey || event.altKey) return;
    const find = document.getElementById("find");
    if (find instanceof HTMLInputElement) { event.preventDefault(); find.focus(); find.select(); }
  });
  addEventListener("beforeunload", (event) => { if ([...open].some((draft) => draft.dirty.peek())) event.preventDefault(); });
}
