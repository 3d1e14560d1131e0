// The grid of agents and services, by keyboard like a spreadsheet: arrows move, 1 to 9
// set a level, 0 and Delete clear, Ctrl+C and Ctrl+V copy a cell or a table, Ctrl+Z
// takes the last step back. Rows out of sight are not in the page.
import { batch, computed, html, signal, useEffect, useRef, useSignal } from "../../dom.js";
import { send } from "../../api.js";
import { count } from "../../format.js";
import { named } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { useReach } from "../../desk/parts/reach.js";
import { Empty } from "../../desk/parts/resource.js";
import { Open, Sheet } from "../document.js";
import { byShownName } from "../shared.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {{id: string, name: string, team?: string, levels: Record<string, number>}} Row */

let etag = "";

/** As a draft has it: levels by agent. */
const skills = new Sheet({
  target: "skills", name: () => wcode("s", "skills"),
  get: async () => {
    const { value, etag: tag } = await send("GET", "skills");
    etag = tag;
    rows.value = value.agents;
    columns.value = value.services;
    return Object.fromEntries(value.agents.map((/** @type {Row} */ row) => [row.id, row.levels]));
  },
  put: async (levels) => {
    const before = skills.draft.peek()?.base.peek() ?? {};
    const agents = Object.keys(levels).filter((id) => JSON.stringify(levels[id]) !== JSON.stringify(before[id])).map((id) => ({ id, levels: levels[id] ?? {} }));
    const { value, etag: tag } = await send("PUT", "skills", { body: JSON.stringify({ agents }), type: "application/json", match: etag });
    etag = tag;
    return Object.fromEntries(value.agents.map((/** @type {Row} */ row) => [row.id, row.levels]));
  },
});

const rows = signal(/** @type {Row[]} */ ([])), columns = signal(/** @type {{id: string, name: any}[]} */ ([]));
const rowsByName = computed(() => byShownName(rows.value)), columnsByName = computed(() => byShownName(columns.value));
/** Steps of this draft, to take back. @type {{agent: string, levels: Record<string, number>}[][]} */
let steps = [];
const height = 34, spare = 6;

export function Skills() {
  return html`<main class="det full grid-page"><${Open} of=${skills} what=${wcode("s", "skills")}>${(/** @type {Draft} */ draft) => html`<${Grid} draft=${draft}/>`}<//></main>`;
}

/** @param {{draft: Draft}} props */
function Grid({ draft }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null)), x = useSignal(0), y = useSignal(0), top = useSignal(0), seen = useSignal(30), find = useSignal("");
  const reach = useReach(box, (at) => `[data-cell="${at}"]`, (cell) => cell.scrollIntoView({ inline: "nearest", block: "nearest" }));
  const words = find.value.trim().toLowerCase(), all = columnsByName.value;
  const list = rowsByName.value.filter((row) => !words || `${row.name} ${row.id} ${row.team ?? ""}`.toLowerCase().includes(words));
  const measure = () => { const el = box.current; if (el) { top.value = Math.max(0, Math.floor(el.scrollTop / height) - spare); seen.value = Math.ceil(el.clientHeight / height) + 2 * spare; } };
  useEffect(() => { const watch = new ResizeObserver(measure); if (box.current) watch.observe(box.current); return () => watch.disconnect(); }, []);
  useEffect(() => { steps = []; }, [draft.base.value]);
  const first = Math.min(top.value, Math.max(0, list.length - seen.value)), shown = list.slice(first, first + seen.value);
  if (all.length === 0 || rows.value.length === 0) return html`<${Empty} icon="activity" title=${w("skills_none")} why=${w("skills_none_why")}/>`;

  /** @param {Row|undefined} row @returns {Record<string, number>} */
  const levelsOf = (row) => (row ? draft.value.value[row.id] ?? {} : {});
  /** Sets cells as one step. @param {{row: number, col: number, level: number}[]} cells */
  const set = (cells) => {
    /** @type {Map<string, Record<string, number>>} */
    const next = new Map();
    for (const { row, col, level } of cells) {
      const agent = list[row], service = all[col];
      if (!agent || !service) continue;
      const { [service.id]: _, ...rest } = next.get(agent.id) ?? levelsOf(agent);
      next.set(agent.id, level ? { ...rest, [service.id]: level } : rest);
    }
    if (next.size === 0) return;
    steps.push([...next.keys()].map((agent) => ({ agent, levels: draft.value.peek()[agent] ?? {} })));
    batch(() => { draft.value.value = { ...draft.value.peek(), ...Object.fromEntries(next) }; });
  };
  const back = () => { const step = steps.pop(); if (step) draft.value.value = { ...draft.value.peek(), ...Object.fromEntries(step.map(({ agent, levels }) => [agent, levels])) }; };
  /** @param {number} row @param {number} col */
  const move = (row, col) => {
    y.value = Math.max(0, Math.min(list.length - 1, row));
    x.value = Math.max(0, Math.min(all.length - 1, col));
    const el = box.current;
    if (!el) return;
    const at = y.value * height, room = el.clientHeight - height - 12;
    if (at < el.scrollTop) el.scrollTop = at;
    else if (at + height > el.scrollTop + room) el.scrollTop = at + height - room;
    measure();
    reach(`${y.value},${x.value}`);
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const page = Math.max(1, seen.value - 2 * spare - 2), ctrl = event.ctrlKey || event.metaKey;
    /** @type {Record<string, [number, number]>} */
    const to = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], PageDown: [page, 0], PageUp: [-page, 0], Enter: [1, 0] };
    const step = to[event.key];
    if (step) move(y.value + step[0], x.value + step[1]);
    else if (event.key === "Home") move(ctrl ? 0 : y.value, 0);
    else if (event.key === "End") move(ctrl ? list.length - 1 : y.value, all.length - 1);
    else if (ctrl && event.code === "KeyZ") back();
    else if (!ctrl && /^[1-9]$/.test(event.key)) { set([{ row: y.value, col: x.value, level: Number(event.key) }]); move(y.value + 1, x.value); }
    else if (event.key === "0" || event.key === "Delete" || event.key === "Backspace") set([{ row: y.value, col: x.value, level: 0 }]);
    else return;
    event.preventDefault();
  };
  /** @param {ClipboardEvent} event */
  const copy = (event) => { event.preventDefault(); event.clipboardData?.setData("text/plain", String(levelsOf(list[y.value])[all[x.value]?.id ?? ""] ?? "")); };
  /** @param {ClipboardEvent} event a table as spreadsheets copy it */
  const paste = (event) => {
    event.preventDefault();
    const lines = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    set(lines.flatMap((cells, row) => cells.map((cell, col) => ({ row: y.value + row, col: x.value + col, level: /^[1-9]$/.test(cell.trim()) ? Number(cell.trim()) : 0 }))));
  };
  return html`<div class="grid-tools"><h2 class="t-lg">${wcode("s", "skills")}</h2><span class="hint">${w("skills_help")}</span><label class="in sm end"><${Icon} name="search" size="s"/><input id="find" type="search" aria-label=${w("find_in", { what: wcode("s", "agents") })} placeholder=${w("find")} value=${find.value} onInput=${(/** @type {Event} */ e) => { find.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; y.value = 0; }}/><kbd aria-hidden="true">/</kbd></label></div>
    ${list.length === 0 ? html`<${Empty} icon="search" title=${w("no_match")} why=${w("no_match_why")}/>` : html`<div class="panel skills" ref=${box} onScroll=${measure} onKeyDown=${keys} onCopy=${copy} onPaste=${paste} role="grid" aria-label=${w("skills_grid", { n: count(list.length) })} aria-rowcount=${list.length + 1} aria-colcount=${all.length + 1} tabindex="-1">
      <div role="row" class="sk-row sk-head" aria-rowindex="1"><span role="columnheader" class="sk-name">${w("agent")}</span>${all.map((service) => html`<span key=${service.id} role="columnheader" class="sk-cell trunc" title=${named(service.name, service.id)}>${named(service.name, service.id)}</span>`)}</div>
      <div role="presentation" style=${{ height: `${first * height}px` }}></div>
      ${shown.map((row, i) => { const at = first + i, mine = levelsOf(row), before = draft.was(row.id) ?? {}; return html`<div key=${row.id} role="row" class="sk-row" aria-rowindex=${at + 2}><span role="rowheader" class="sk-name"><b class="med trunc">${row.name || row.id}</b><span class="c3 t-xs trunc">${row.id}</span></span>
        ${all.map((service, col) => { const level = mine[service.id], edited = level !== before[service.id]; return html`<span key=${service.id} role="gridcell" class=${`sk-cell${edited ? " edited" : ""}`} data-cell=${`${at},${col}`} data-level=${level} tabindex=${at === y.value && col === x.value ? 0 : -1} onFocus=${() => { y.value = at; x.value = col; }}
          onDblClick=${() => set([{ row: at, col, level: ((level ?? 0) + 1) % 10 }])}>${level ?? html`<span class="c3" aria-hidden="true">–</span><span class="sr">${w("not_served")}</span>`}</span>`; })}</div>`; })}
      <div role="presentation" style=${{ height: `${Math.max(0, list.length - first - shown.length) * height}px` }}></div></div>`}`;
}
