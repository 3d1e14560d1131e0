// Pointing at a figure tells its formula and its counts.
import { html, useLayoutEffect, useRef } from "../dom.js";
import { count } from "../format.js";
import { t } from "../i18n.js";

/** @typedef {import("./model.js").Board} Board */
/** @typedef {import("../live/rows.js").Figures} Figures */

/** @param {Board} board */
export function watchTips(board) {
  addEventListener("pointerover", (event) => {
    const cell = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
    if (!(cell instanceof HTMLElement)) {
      board.tip.value = null;
      return;
    }
    const row = cell.closest("[data-row]")?.getAttribute("data-row");
    const service = row ? board.live.services.row(row)?.peek() : undefined;
    const figures = service ?? board.live.services.totals.peek();
    if (!figures) return;
    const box = cell.getBoundingClientRect();
    board.tip.value = { text: explain(cell.dataset.tip ?? "", figures), x: (box.left + box.right) / 2, y: box.bottom };
  }, { passive: true });
  document.documentElement.addEventListener("pointerleave", () => { board.tip.value = null; });
}

/**
 * @param {string} figure
 * @param {Figures & {level_ms: number|null, target: number|null}} f
 * @returns {string[]} lines
 */
function explain(figure, f) {
  const { left, refused } = f;
  const level = f.level_ms ? f.level_ms / 1000 : "–";
  const rest = f.offered - f.answered - f.abandoned;
  const values = {
    ...counts({ offered: f.offered, answered: f.answered, in_level: f.in_level, waiting: f.waiting, rest, ...refused, ...left, ...f.agents }),
    level, target: f.target ?? "–",
  };
  const lines = [t(/** @type {import("../i18n.js").TextKey} */ (`tip.${figure}`), values)];
  if (["waiting", "longest"].includes(figure) && f.waiting > 0) lines.push(t("tip.waits", Object.fromEntries(f.waits.map((n, i) => [`w${i}`, count(n)]))));
  if (figure === "waiting" && f.promised) lines.push(t("tip.promised", { n: count(f.promised) }));
  const remainder = ["offered", "answer_rate", "service_level"].includes(figure) && rest > 0;
  if (remainder) lines.push(t("tip.rest", values));
  return lines;
}

/** @param {Record<string, number>} numbers @returns {Record<string, string>} */
const counts = (numbers) => Object.fromEntries(Object.entries(numbers).map(([key, n]) => [key, count(n)]));

/** @param {{board: Board}} props */
export function Tip({ board }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const tip = board.tip.value;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !tip) return;
    const { width, height } = element.getBoundingClientRect();
    const left = Math.min(Math.max(8, tip.x - width / 2), innerWidth - width - 8);
    const below = tip.y + height + 16 < innerHeight;
    element.style.left = `${left}px`;
    element.style.top = `${below ? tip.y + 8 : tip.y - height - 60}px`;
  }, [tip]);
  return html`<div class="wb-tip" role="tooltip" ref=${box} hidden=${!tip}>${tip?.text.map((line) => html`<p>${line}</p>`)}</div>`;
}
