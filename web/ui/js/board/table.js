// The two tables of the board: figures of each service (W5 to W13), and of its
// agents (W14 to W24).
import { computed, html, useMemo } from "../dom.js";
import { clockTime, count } from "../format.js";
import { language, named, t } from "../i18n.js";
import { Bar, Count, Rate, Wait, Waits } from "./cells.js";
import { layouts, nameLength, widths } from "./tracks.js";
import { oneColumn, stacked } from "./plan.js";

/** @typedef {import("./model.js").Board} Board */
/** @typedef {import("../live/rows.js").ServiceRow} ServiceRow */
/** @typedef {{board: Board, ids: string[]}} TableProps */

/** @param {TableProps} props */
export function ServiceTable({ board, ids }) {
  const few = ids.length <= stacked, two = ids.length > oneColumn;
  const bar = few ? "under" : two ? "" : "beside";
  const layout = few ? layouts.serviceFew : two ? layouts.serviceTwo : layouts.serviceOne;
  const longest = useLongest(board, ids, (row) => ["-", count(row.waiting), "", count(row.offered), count(row.answered), count(row.abandoned)]);
  /** @type {import("../i18n.js").TextKey[]} */
  const heads = two ? ["short.waiting", "short.longest", "short.offered", "short.answered", "short.abandoned", "col.answer_rate"]
    : ["col.waiting", "col.longest", "col.offered", "col.answered", "col.abandoned", "col.answer_rate"];
  const head = html`<div class="wt-row wt-head" role="row"><span class="n" role="columnheader">${t("col.service")}</span><span role="presentation"></span>
    ${heads.map((key) => html`<span role="columnheader">${t(key)}</span>`)}
    ${bar === "beside" ? html`<span role="presentation"></span>` : null}<span role="columnheader">${t("col.service_level")}</span></div>`;
  return html`<${Table} ids=${ids} two=${two} under=${few} layout=${layout} longest=${longest} head=${head} label=${t("board.services")}
    row=${(/** @type {string} */ id) => html`<${ServiceLine} key=${id} board=${board} id=${id} bar=${bar}/>`}/>`;
}

/** @param {{board: Board, id: string, bar: string}} props */
function ServiceLine({ board, id, bar }) {
  const row = board.live.services.row(id)?.value;
  if (!row) return null;
  const level = html`<${Rate} rate=${row.service_level} band=${row.level_band} tip="service_level"/>`;
  const line = html`<${Bar} rate=${row.service_level} target=${row.target} band=${row.level_band}/>`;
  return html`<div class="wt-row" role="row" ...${alarm(row)} data-row=${id}>
    <${Name} row=${row}/><${Waits} waits=${row.waits}/><${Count} n=${row.waiting} tip="waiting"/><${Wait} since=${row.oldest} band=${row.wait_band} now=${board.live.now}/>
    <${Count} n=${row.offered} quiet tip="offered"/><${Count} n=${row.answered} quiet tip="answered"/><${Count} n=${row.abandoned} quiet tip="abandoned"/>
    <${Rate} rate=${row.answer_rate} band=${row.answer_band} tip="answer_rate"/>
    ${bar === "beside" ? line : null}${level}${bar === "under" ? line : null}</div>`;
}

/** @param {TableProps & {layout: "stack"|"split"|"agents"}} props */
export function AgentTable({ board, ids, layout: kind }) {
  const two = kind === "agents" && ids.length > oneColumn;
  const layout = two ? layouts.agentsTwo : kind === "split" ? layouts.agentsSplit : layouts.agentsOne;
  const longest = useLongest(board, ids, (row) => [row.waiting, row.agents.login, row.agents.ready, row.agents.on_call, row.agents.outbound, row.agents.away].map(count));
  /** @type {[import("../i18n.js").TextKey, string?][]} */
  const heads = [["col.waiting"], ["col.login"], ["col.ready", "ready"], ["col.on_call", "talk"], ["col.outbound", "out"],
    [layout === layouts.agentsOne ? "tot.away" : "col.away", "wrap"], ["col.answer_rate"], ["col.service_level"]];
  const head = html`<div class="wt-row wt-head" role="row"><span class="n" role="columnheader">${t("col.service")}</span>
    ${heads.map(([key, s]) => html`<span role="columnheader" data-s=${s}>${t(key)}</span>`)}</div>`;
  return html`<${Table} ids=${ids} two=${two} layout=${layout} longest=${longest} head=${head} label=${t("board.agents")}
    row=${(/** @type {string} */ id) => html`<${AgentLine} key=${id} board=${board} id=${id}/>`}/>`;
}

/** @param {{board: Board, id: string}} props */
function AgentLine({ board, id }) {
  const row = board.live.services.row(id)?.value;
  if (!row) return null;
  const { login, ready, on_call, outbound, away } = row.agents;
  return html`<div class="wt-row" role="row" ...${alarm(row)} data-row=${id}>
    <${Name} row=${row}/><${Count} n=${row.waiting} tip="waiting"/><${Count} n=${login} quiet tip="login"/>
    <${Count} n=${ready} band=${row.nobody ? "warn" : ""} tip="ready"/><${Count} n=${on_call} tip="on_call"/>
    <${Count} n=${outbound} tip="outbound"/><${Count} n=${away} tip="away"/>
    <${Rate} rate=${row.answer_rate} band=${row.answer_band} tip="answer_rate"/>
    <${Rate} rate=${row.service_level} band=${row.level_band} tip="service_level"/></div>`;
}

/** @param {{row: ServiceRow}} props */
function Name({ row }) {
  const name = named(row.name, row.id);
  return html`<span class="n" role="rowheader" title=${name}>${name}</span>`;
}

/** A row whose callers wait too long is tinted across its width. @param {ServiceRow} row */
const alarm = (row) => (row.wait_band === "bad" ? { "data-alert": "", "data-t": "bad" } : {});

/** @param {{ids: string[], two: boolean, under?: boolean, layout: import("./tracks.js").Column[], longest: number[], head: any, row: (id: string) => any, label: string}} props */
function Table({ ids, two, under = false, layout, longest, head, row, label }) {
  const cols = two ? 2 : 1, rows = Math.max(1, Math.ceil(ids.length / cols));
  const { tracks, em } = widths(layout, longest);
  const parts = Array.from({ length: cols }, (_, i) => ids.slice(i * rows, (i + 1) * rows));
  return html`<div class=${under ? "wt under" : "wt"} style=${{ "--cols": cols, "--rows": rows, "--em": em, "--tracks": tracks }}>
    ${parts.map((part) => html`<div class="wt-col" role="table" aria-label=${label}>${head}${part.map(row)}</div>`)}</div>`;
}

/**
 * Characters of the longest value of each column over the rows shown; the table
 * redraws only when one of them changes.
 * @param {Board} board @param {string[]} ids
 * @param {(row: ServiceRow) => string[]} texts of the columns after the name
 * @returns {number[]}
 */
function useLongest(board, ids, texts) {
  const key = ids.join("\n");
  const text = useMemo(() => computed(() => { // anew for other rows: a computed knows of signals only
    const longest = [0];
    const now = board.live.now.value;
    for (const id of key.split("\n")) {
      const row = board.live.services.row(id)?.value;
      if (!row) continue;
      longest[0] = Math.max(longest[0] ?? 0, nameLength(named(row.name, row.id)));
      texts(row).forEach((value, i) => { longest[i + 1] = Math.max(longest[i + 1] ?? 0, value.length || waitLength(row, now)); });
    }
    return longest.join(" ") + "|" + language.value;
  }), [board, key]);
  return (text.value.split("|")[0] ?? "").split(" ").map(Number);
}

/** @param {ServiceRow} row @param {number} now */
const waitLength = (row, now) => (row.oldest ? clockTime(now - row.oldest).length : 1);
