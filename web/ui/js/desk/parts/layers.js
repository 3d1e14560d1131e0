// What floats above the desk: popovers and dialogs. Esc closes the top one.
import { html, useLayoutEffect, useRef } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";

/** @type {(() => void)[]} how each open popover closes, the top one last */
const open = [];

/** Closes the top popover. @returns {boolean} whether there was one */
export function closeTop() {
  const close = open.at(-1);
  close?.();
  return close !== undefined;
}

/** Whether a dialog has the page to itself. */
export const modal = () => document.querySelector("dialog[open]") !== null;

const focusable = "button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), a[href], [tabindex]:not([tabindex='-1'])";

/**
 * A panel that floats beside its opener and closes by Esc or a press elsewhere.
 * Focus goes in, and back to where it came from.
 * @param {{close: () => void, label: string, cls?: string, role?: string, children: any}} props
 */
export function Pop({ close, label, cls = "", role = "dialog", children }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const ending = useRef(close);
  ending.current = close;
  useLayoutEffect(() => { // not after the picture: a key pressed meanwhile would go nowhere
    const opener = document.activeElement, end = () => ending.current();
    open.push(end);
    /** @param {PointerEvent} event */
    const outside = (event) => {
      const at = /** @type {Node} */ (event.target);
      if (!box.current?.contains(at) && !(opener !== document.body && opener?.contains(at))) end();
    };
    addEventListener("pointerdown", outside, true);
    const first = box.current?.querySelector("[data-first]") ?? box.current?.querySelector(focusable);
    if (first instanceof HTMLElement) first.focus();
    return () => {
      open.splice(open.indexOf(end), 1);
      removeEventListener("pointerdown", outside, true);
      const left = document.activeElement === document.body || box.current?.contains(document.activeElement);
      if (left && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return html`<div class=${`pop ${cls}`} role=${role} aria-label=${label} ref=${box}>${children}</div>`;
}

let dialogs = 0;

/** Fields in which one writes or chooses. */
const fields = "input:not(:disabled, [type=hidden]), select:not(:disabled), textarea:not(:disabled)";

/** What has the keyboard again once something is closed that was opened from here: of a menu, which goes, its button. @param {Element|null} at */
const back = (at) => at?.closest(".pop")?.parentElement?.querySelector("[aria-haspopup]") ?? at;

/**
 * A dialog that has the page to itself. The keyboard goes to what is marked as first, else
 * to its first field, also where that comes later; and back to where it came from.
 * @param {{title: string, close: () => void, cls?: string, children: any}} props
 */
export function Dialog({ title, close, cls = "", children }) {
  const box = useRef(/** @type {HTMLDialogElement|null} */ (null));
  const id = useRef(`dialog-${++dialogs}`).current;
  const placed = useRef(false);
  useLayoutEffect(() => {
    const dialog = box.current, opener = back(document.activeElement);
    dialog?.showModal();
    return () => {
      dialog?.close();
      const left = document.activeElement === document.body || dialog?.contains(document.activeElement);
      if (left && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  useLayoutEffect(() => {
    if (placed.current) return;
    const first = box.current?.querySelector("[data-first]") ?? box.current?.querySelector(fields);
    if (!(first instanceof HTMLElement)) return;
    placed.current = true;
    first.focus();
  });
  /** @param {Event} event */
  const cancelled = (event) => {
    event.preventDefault();
    close();
  };
  return html`<dialog class=${`dlg ${cls}`} ref=${box} aria-labelledby=${id} onCancel=${cancelled}>
    <header class="dlg-head"><h2 id=${id}>${title}</h2><button type="button" class="btn ghost icon end" aria-label=${t("desk.close")} onClick=${close}><${Icon} name="x"/></button></header>
    ${children}</dialog>`;
}
