// A table of an Order: heads that sort, one row as the stop for Tab, and a hand on it
// that keeps rows where they are.
import { html, useLayoutEffect, useRef, useSignal } from "../dom.js";
import { Icon } from "../icons.js";
import { composing } from "../desk/parts/keys.js";

/** @typedef {{id: string, name: string, cls?: string, sorts?: boolean, more?: any}} Column sorts: left out, it does */
/** @typedef {{tabindex: number, onFocus: () => void}} Focus what goes on everything in a row that takes the keyboard */

/**
 * @param {{order: import("./order.js").Order<any>, columns: Column[], label: string, cls?: string, row: (key: string, focus: Focus, n: number, gone: boolean) => any}} props
 *   row: draws the row, with data-row={key}; n: its place, from 1
 */
export function Lines({ order, columns, label, cls = "", row }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null)), stop = useSignal(""), had = useRef({ key: "", at: 0 });
  const keys = order.keys.value, there = order.there.value, sort = order.sort.value, tab = keys.includes(stop.value) ? stop.value : keys[0] ?? "";
  const lineOf = (/** @type {string} */ key) => box.current?.querySelector(`[data-row="${CSS.escape(key)}"]`);
  const focusOn = (/** @type {string|undefined} */ key) => { const to = lineOf(key ?? "")?.querySelector("a, button:not(:disabled)"); if (to instanceof HTMLElement) { to.focus({ preventScroll: true }); to.closest("tr")?.scrollIntoView({ block: "nearest" }); } };
  useLayoutEffect(() => { // a row that had the keyboard has moved or gone
    const { key, at } = had.current;
    if (!key || document.activeElement !== document.body) return;
    focusOn(keys.includes(key) ? key : keys[Math.min(at, keys.length - 1)]);
  }, [keys]);
  /** @param {KeyboardEvent} event */
  const move = (event) => {
    if (composing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    order.hold();
    const at = keys.indexOf(tab);
    /** @type {Record<string, number>} */
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: keys.length - 1 };
    const wanted = to[event.key];
    if (wanted === undefined || !/** @type {Element} */ (event.target).closest("tbody") || keys.length === 0) return;
    event.preventDefault();
    focusOn(keys[Math.max(0, Math.min(keys.length - 1, wanted))]);
  };
  return html`<div class=${`scroll lines ${cls}`} ref=${box} onKeyDown=${move} onPointerMove=${() => order.hold()} onPointerLeave=${() => order.free()} onWheel=${() => order.hold()}
    onFocusOut=${(/** @type {FocusEvent} */ e) => { if (e.relatedTarget && !box.current?.contains(/** @type {Node} */ (e.relatedTarget))) { had.current = { key: "", at: 0 }; order.free(); } }}>
    <table class="tbl fixed" aria-label=${label}><colgroup>${columns.map((one) => html`<col key=${one.id} class=${`c-${one.id}`}/>`)}</colgroup>
      <thead><tr>${columns.map((one) => html`<th key=${one.id} scope="col" class=${one.cls} aria-sort=${sort.by === one.id ? (sort.down ? "descending" : "ascending") : undefined}>${one.sorts === false ? one.name ? html`<span class=${one.more ? "sr" : ""}>${one.name}</span>` : null : html`<button type="button" class="sorter" onClick=${() => order.press(one.id)}>${one.name}${sort.by === one.id ? html`<${Icon} name=${sort.down ? "arrow-d" : "arrow-u"} size="xs"/>` : null}</button>`}</th>`)}</tr></thead>
      <tbody>${keys.map((key, i) => row(key, { tabindex: key === tab ? 0 : -1, onFocus: () => { stop.value = key; had.current = { key, at: i }; } }, i + 1, !there.has(key)))}</tbody></table></div>`;
}
