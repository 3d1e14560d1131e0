// The table of a report on chats: a row of what it is by, sorted by any column.
import { html, signal } from "../../dom.js";
import { clockTime, count } from "../../format.js";
import { channelName } from "../../chat/names.js";
import { Icon } from "../../icons.js";
import { columns, figure, inOrder, means, total } from "./report.js";
import { ca, cacode } from "./text.js";

/** @typedef {import("./report.js").Report} Report */
/** @typedef {import("./report.js").Row} Row */
/** @typedef {import("./report.js").By} By */
/** @typedef {import("./report.js").Column} Column */

/** To the second, as the file has them to its tenth. @param {number} ms */
export const shownTime = (ms) => clockTime(Math.round(ms / 1000) * 1000);

/** What a row is of. @param {By} by @param {Row} row */
export const rowName = (by, row) => (row.key === "" ? ca(by === "agent" ? "nobody" : "no_category") : by === "channel" ? channelName(row.key) : row.name || row.key);

const groups = /** @type {const} */ ([["first", 3], ["reply", 1], ["handling", 3], ["rating", 2]]), meanOf = (/** @type {string} */ column) => means.find((one) => one.id === column);

/** To two places, as the file has them. @param {number} n */
const stars = (n) => n.toFixed(2);

/** @param {By} by */
const isTime = (by) => by === "day" || by === "month";

/** How a table is sorted, until somebody sorts it otherwise. @param {By} by */
export const sortOf = (by) => signal(/** @type {{column: Column|"name", up: boolean}} */ (isTime(by) ? { column: "name", up: true } : { column: "rooms", up: false }));

/** What a column or a group of them counts; by agent it may be something else. @param {By} by @param {string} id @param {(code: string) => string} say */
const whyOf = (by, id, say) => [`${by}.${id}`, id].map((code) => [code, say(code)]).find(([code, said]) => code !== said)?.[1];

/** @param {{of: Report, sort: ReturnType<typeof sortOf>}} props */
export function Figures({ of, sort }) {
  const byTime = isTime(of.by), { column, up } = sort.value;
  const rows = inOrder(of.items, column, up, (row) => (byTime ? row.key : rowName(of.by, row))), most = Math.max(1, ...rows.map((row) => row.rooms));
  /** @param {Column|"name"} one @param {string} text @param {string} [title] */
  const head = (one, text, title) => html`<th key=${one} scope="col" class=${one === "name" ? "" : "num"} aria-sort=${column === one ? (up ? "ascending" : "descending") : undefined} title=${title}><button type="button" class="sort" onClick=${() => { sort.value = { column: one, up: column === one ? !up : one === "name" }; }}>${text}${column === one ? html`<${Icon} name=${up ? "arrow-u" : "arrow-d"}/>` : null}</button></th>`;
  /** @param {Column} one @param {number|null} n */
  const cell = (one, n) => (n === null ? html`<span class="c3">–</span>` : one === "rating_mean" ? stars(n) : meanOf(one) ? shownTime(n) : count(n));
  return html`<div class="report-scroll" tabindex="0" role="group" aria-label=${ca("report_of", { by: cacode("by", of.by) })}><table class="tbl figures"><thead><tr><td></td><th colspan="5" scope="colgroup" class="group"><span>${ca("g.rooms")}</span></th><th colspan="2" scope="colgroup" class="group"><span>${ca("g.messages")}</span></th>${groups.map(([id, n]) => html`<th key=${id} colspan=${n} scope="colgroup" class="group" title=${whyOf(of.by, id, (code) => cacode("g_why", code))}><span>${cacode("g", id)}</span></th>`)}</tr>
      <tr>${head("name", cacode("of", of.by))}${columns.map((one) => head(one, cacode("col", one), whyOf(of.by, one, (code) => cacode("col_why", code))))}</tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${row.key}><th scope="row" class="med">${rowName(of.by, row)}</th>${columns.map((one) => { const n = figure(row, one); return html`<td key=${one} class=${n ? "num tm" : "num tm zero"}>${one === "rooms" && rows.length > 1 ? html`<span class="under"><i style=${{ width: `${100 * row.rooms / most}%` }}></i></span>` : null}${cell(one, n)}</td>`; })}</tr>`)}</tbody>
    ${rows.length > 1 ? html`<tfoot><tr><th scope="row">${ca("total")}</th>${columns.map((one) => html`<td key=${one} class="num tm" title=${meanOf(one)?.adds === false ? ca("no_total") : undefined}>${cell(one, total(of.items, one))}</td>`)}</tr></tfoot>` : null}</table></div>`;
}
