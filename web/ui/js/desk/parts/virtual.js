// A list of any length: only the rows in sight are in the page.
import { html, useEffect, useRef, useSignal } from "../../dom.js";
import { useReach } from "./reach.js";

const spare = 4; // rows above and below what is seen

/**
 * Rows are all of one height. One row is the stop for Tab, and in the page wherever it is, so
 * that it keeps the focus while somebody scrolls; arrows, Page, Home and End move it.
 * Near its end it asks for more.
 * @param {{keys: string[], height: number, label: string, onEnd?: () => unknown, row: (key: string, focus: {tabindex: number, "data-row": string}) => any}} props
 *   row: draws a row; focus goes on the element that takes it
 */
export function VirtualList({ keys, height, label, row, onEnd }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const from = useSignal(0), seen = useSignal(20), stop = useSignal("");
  const reach = useReach(box, (key) => `[data-row="${CSS.escape(key)}"]`);
  const measure = () => {
    const el = box.current;
    if (!el) return;
    from.value = Math.max(0, Math.floor(el.scrollTop / height) - spare);
    seen.value = Math.ceil(el.clientHeight / height) + 2 * spare;
    if (from.value + seen.value >= keys.length) onEnd?.();
  };
  useEffect(() => {
    const watch = new ResizeObserver(measure);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const tab = keys.includes(stop.value) ? stop.value : keys[0] ?? "";
  /** @param {KeyboardEvent} event */
  const move = (event) => {
    const at = keys.indexOf(tab), page = Math.max(1, seen.value - 2 * spare - 1);
    /** @type {Record<string, number>} */
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: keys.length - 1 };
    const wanted = to[event.key], el = box.current;
    if (wanted === undefined || !el) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(keys.length - 1, wanted)), key = keys[next] ?? "";
    if (next * height < el.scrollTop) el.scrollTop = next * height;
    else if ((next + 1) * height > el.scrollTop + el.clientHeight) el.scrollTop = (next + 1) * height - el.clientHeight;
    measure();
    stop.value = key;
    reach(key);
  };
  const first = Math.min(from.value, Math.max(0, keys.length - seen.value));
  const shown = keys.slice(first, first + seen.value).map((key, i) => ({ key, at: first + i })), stops = keys.indexOf(tab);
  if (stops >= 0 && stops < first) shown.unshift({ key: tab, at: stops });
  else if (stops >= first + seen.value) shown.push({ key: tab, at: stops });
  return html`<div class="scroll vlist" ref=${box} onScroll=${measure} onKeyDown=${move}>
    <ul aria-label=${label} style=${{ height: `${keys.length * height}px` }}>${shown.map(({ key, at }) => html`<li key=${key} aria-setsize=${keys.length} aria-posinset=${at + 1}
      style=${{ top: `${at * height}px`, height: `${height}px` }} onFocusIn=${() => { stop.value = key; }}>${row(key, { tabindex: key === tab ? 0 : -1, "data-row": key })}</li>`)}</ul></div>`;
}
