// A table of any length: only the rows in sight are in the page, and the row that is the stop
// for Tab, which keeps the focus while somebody scrolls; arrows, Page, Home and End move it.
import { html, useEffect, useRef, useSignal } from "../dom.js";
import { composing } from "../desk/parts/keys.js";
import { useReach } from "../desk/parts/reach.js";

const spare = 6; // rows above and below what is seen
const headHeight = 34; // px

/** @typedef {{id: string, name: any, cls?: string, sort?: "ascending"|"descending"}} Column */

/**
 * @param {{of: import("./held.js").Held, keys: string[], columns: Column[], label: string, height?: number, row: (key: string, focus: {tabindex: number, "data-row": string}, n: number) => any, busy?: () => boolean}} props
 *   row: draws the cells of a row; focus goes on the element that takes it, n is its aria-rowindex; busy: a hand is on it for another reason, such as rows that are picked
 */
export function Table({ of, keys, columns, label, row, height = 42, busy = () => false }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null)), from = useSignal(0), seen = useSignal(20), stop = useSignal(""), over = useSignal(false), inside = useSignal(false);
  const reach = useReach(box, (key) => `[data-row="${CSS.escape(key)}"]`);
  const measure = () => {
    const el = box.current;
    if (!el) return;
    from.value = Math.max(0, Math.floor(el.scrollTop / height) - spare);
    seen.value = Math.ceil(el.clientHeight / height) + 2 * spare;
    if (el.clientHeight && from.value + seen.value >= keys.length) void of.more();
  };
  const ways = useRef({ measure, busy });
  ways.current = { measure, busy };
  useEffect(() => {
    const watch = new ResizeObserver(() => ways.current.measure());
    if (box.current) watch.observe(box.current);
    of.held = () => over.peek() || inside.peek() || ways.current.busy() || (box.current?.scrollTop ?? 0) > 0;
    return () => { watch.disconnect(); of.held = () => false; };
  }, [of]);
  useEffect(() => { ways.current.measure(); }, [keys.length]);
  const free = () => { if (!of.held() && (of.fresh.peek() || of.gone.peek().size)) void of.renew(); };
  const tab = keys.includes(stop.value) ? stop.value : keys[0] ?? "";
  /** @param {KeyboardEvent} event */
  const move = (event) => {
    if (composing(event) || event.altKey || event.ctrlKey || event.metaKey || event.target instanceof HTMLSelectElement) return;
    const at = keys.indexOf(tab), page = Math.max(1, seen.value - 2 * spare - 2);
    /** @type {Record<string, number>} */
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: keys.length - 1 };
    const wanted = to[event.key], el = box.current;
    if (wanted === undefined || !el || keys.length === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(keys.length - 1, wanted)), key = keys[next] ?? "", room = el.clientHeight - headHeight;
    if (next * height < el.scrollTop) el.scrollTop = next * height;
    else if ((next + 1) * height > el.scrollTop + room) el.scrollTop = (next + 1) * height - room;
    measure();
    stop.value = key;
    reach(key);
  };
  const first = Math.min(from.value, Math.max(0, keys.length - seen.value)), shown = keys.slice(first, first + seen.value), last = first + shown.length, stops = keys.indexOf(tab);
  /** The rows from one to before another, as that much room. @param {string} name @param {number} from @param {number} to */
  const room = (name, from, to) => (to > from ? html`<tr key=${name} class="room" aria-hidden="true"><td colspan=${columns.length} style=${{ height: `${(to - from) * height}px` }}></td></tr>` : null);
  /** @param {number} at */
  const line = (at) => { const key = keys[at] ?? ""; return row(key, { tabindex: key === tab ? 0 : -1, "data-row": key }, at + 2); };
  const above = stops >= 0 && stops < first, below = stops >= last;
  const lines = [ // in one list, in which a row keeps its element
    ...(above ? [room("start", 0, stops), line(stops)] : []), room("above", above ? stops + 1 : 0, first),
    ...shown.map((_, i) => line(first + i)),
    room("below", last, below ? stops : keys.length), ...(below ? [line(stops), room("end", stops + 1, keys.length)] : []),
  ];
  return html`<div class="scroll trows" ref=${box} onScroll=${() => { measure(); free(); }} onKeyDown=${move} onPointerEnter=${() => { over.value = true; }} onPointerLeave=${() => { over.value = false; free(); }}
    onFocusIn=${() => { inside.value = true; }} onFocusOut=${(/** @type {FocusEvent} */ e) => { if (!box.current?.contains(/** @type {Node|null} */ (e.relatedTarget))) { inside.value = false; free(); } }}>
    <table class="tbl fixed" aria-label=${label} aria-rowcount=${keys.length + 1}><colgroup>${columns.map((one) => html`<col key=${one.id} class=${`c-${one.id}`}/>`)}</colgroup>
      <thead><tr aria-rowindex="1">${columns.map((one) => html`<th key=${one.id} scope="col" class=${one.cls} aria-sort=${one.sort}>${one.name}</th>`)}</tr></thead>
      <tbody>${lines}</tbody></table></div>`;
}
