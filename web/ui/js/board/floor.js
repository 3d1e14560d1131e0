// The floor: one tile for each agent, sorted by name so that people keep their
// seat and only the colour changes.
import { html, useComputed, useLayoutEffect, useRef, useState } from "../dom.js";
import { clockTime } from "../format.js";
import { language } from "../i18n.js";
import { Icon } from "../icons.js";
import { agentLook, personName, shortName } from "../states.js";
import { marked } from "./cells.js";
import { floorColumns } from "./plan.js";

/** @typedef {import("./model.js").Board} Board */

const share = { ko: 0.155, en: 0.12 }; // of a tile's width for one font size, as in wallboard.css

/** @param {{board: Board, ids: string[], label: string}} props */
export function Floor({ board, ids, label }) {
  const element = useRef(/** @type {HTMLElement|null} */ (null));
  const [size, setSize] = useState({ width: 1600, height: 900, gap: 7 });
  useLayoutEffect(() => {
    const floor = element.current;
    if (!floor) return;
    // Told of its size before it is drawn: asking for it now would lay everything out twice.
    const observer = new ResizeObserver(() => setSize({ width: floor.clientWidth, height: floor.clientHeight, gap: parseFloat(getComputedStyle(floor).columnGap) || 0 }));
    observer.observe(floor);
    return () => observer.disconnect();
  }, []);
  const cols = floorColumns(ids.length, size.width, size.height, size.gap, share[language.value]);
  return html`<ul class="floor" ref=${element} aria-label=${label} style=${{ "--c-cols": cols }}>
    ${ids.map((id) => html`<${Tile} key=${id} board=${board} id=${id}/>`)}</ul>`;
}

/** @param {{board: Board, id: string}} props */
function Tile({ board, id }) {
  const row = board.live.agents.row(id)?.value;
  if (!row) return null;
  const look = agentLook(row);
  return html`<li class="tile" data-s=${look.s} data-row=${id}><div lang=${language.value}>
    <${Icon} name=${look.icon}/><b title=${personName(row)}>${shortName(row)}</b>
    <p><span>${look.name}</span>${look.s === "off" ? null : html`<${Since} key=${look.since} since=${look.since} band=${row.band} board=${board}/>`}</p></div></li>`;
}

/** @param {{since: number, band: import("../live/rows.js").Band, board: Board}} props */
function Since({ since, band, board }) {
  const text = useComputed(() => clockTime(board.live.now.value - since));
  return html`<time data-t=${marked(band)}>${text}</time>`;
}
