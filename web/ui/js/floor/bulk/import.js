// Reservations from a file: looked at row by row first, then all of it is kept, or
// all but the rows that are wrong.
import { html, useRef, useSignal } from "../../dom.js";
import { send } from "../../api.js";
import { csvLine, keepFile } from "../../file.js";
import { count, dayIn, dayTime, shortTime } from "../../format.js";
import { Icon } from "../../icons.js";
import { personName } from "../../states.js";
import { failure } from "../../shell.js";
import { VirtualList } from "../../desk/parts/virtual.js";
import { f, fcode } from "../text.js";
import { list } from "./list.js";

/** @typedef {import("../model.js").Floor} Floor */
/** @typedef {{line: number, column?: string, code: string, message: string}} BadRow */
/** @typedef {import("../../desk/types.js").Reservation} Reservation */
/** @typedef {{rows: number, good: number, bad: BadRow[], bad_count: number, imported: number, preview: Reservation[]}} Report */

const mostBytes = 5 << 20;

/** A file that can be filled in, with a time that is still to come. @param {Floor} floor */
function example({ live }) {
  const tomorrow = dayIn(live.now.peek() + 24 * 3_600_000, live.timeZone.peek());
  return `\uFEFF${["number", "due_at", "name", "agent", "service", "memo"].map((name) => f(/** @type {"bulk_col.memo"} */ (`bulk_col.${name}`))).join(",")}\r\n${csvLine(["010-1234-5678", `${tomorrow} 10:30`, f("bulk_example_name"), "", "", f("bulk_example_memo")])}`;
}

/** @param {{floor: Floor}} props */
export function BulkImport({ floor }) {
  const { live } = floor, input = useRef(/** @type {HTMLInputElement|null} */ (null)), file = useSignal(/** @type {File|null} */ (null)), report = useSignal(/** @type {Report|null} */ (null)), problem = useSignal(""), busy = useSignal(false), over = useSignal(false);
  const agent = useSignal(""), service = useSignal(""), skip = useSignal(false);
  /** @param {File} chosen @param {boolean} dry */
  const ask = async (chosen, dry) => {
    busy.value = true;
    problem.value = "";
    try {
      const q = new URLSearchParams({ dry_run: String(dry), skip_bad: String(skip.peek()), ...(agent.peek() ? { agent: agent.peek() } : {}), ...(service.peek() ? { service: service.peek() } : {}) });
      const { value } = await send("POST", `reservations/import?${q}`, { body: chosen, type: "application/octet-stream", patience: 60_000 });
      report.value = value;
      if (value.imported) void list.again();
    } catch (error) {
      problem.value = failure(error);
      report.value = null;
    }
    busy.value = false;
  };
  /** @param {File|undefined} chosen */
  const take = (chosen) => {
    if (!chosen) return;
    file.value = chosen;
    skip.value = false;
    report.value = null;
    if (chosen.size > mostBytes) { problem.value = f("bulk_wrong.large"); return; }
    void ask(chosen, true);
  };
  /** What stands beside the rows has changed: the file is looked at again. @param {import("../../../vendor/signals.js").Signal<string>} of */
  const choose = (of) => (/** @type {Event} */ e) => { of.value = /** @type {HTMLSelectElement} */ (e.currentTarget).value; if (file.peek() && !report.peek()?.imported) void ask(/** @type {File} */ (file.peek()), true); };
  const got = report.value;
  void live.agents.ids.value;
  void live.services.ids.value;
  return html`<section class="panel" aria-label=${f("bulk_import")}><div class="b-head"><div><h2>${f("bulk_import")}</h2><p class="hint">${f("bulk_import_why")}</p></div><button type="button" class="btn sm end" onClick=${() => keepFile("reservations.csv", example(floor), "text/csv")}><${Icon} name="doc" size="s"/>${f("bulk_example")}</button></div>
    <div class="drop" data-over=${over.value ? "" : undefined} onDragOver=${(/** @type {DragEvent} */ e) => { e.preventDefault(); over.value = true; }} onDragLeave=${() => { over.value = false; }} onDrop=${(/** @type {DragEvent} */ e) => { e.preventDefault(); over.value = false; take(e.dataTransfer?.files[0]); }}>
      <input ref=${input} id="bulk-file" type="file" accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" hidden onChange=${(/** @type {Event} */ e) => { const field = /** @type {HTMLInputElement} */ (e.currentTarget); take(field.files?.[0]); field.value = ""; }}/>
      <${Icon} name="box" size="l"/><b class="trunc">${file.value?.name ?? f("bulk_drop")}</b><button type="button" class="btn" disabled=${busy.value || floor.away.value} onClick=${() => input.current?.click()}>${f("bulk_choose")}</button></div>
    <p class="hint b-pad">${f("bulk_columns")}</p>
    <div class="row wrap b-pad"><div class="field"><label for="bulk-agent">${f("bulk_agent")}</label><div class="in sel sm"><select id="bulk-agent" value=${agent.value} onChange=${choose(agent)}><option value="">${f("bulk_nobody")}</option>${floor.agents.value.map((id) => { const row = live.agents.row(id)?.peek(); return row ? html`<option key=${id} value=${id}>${personName(row)} (${row.extension})</option>` : null; })}</select><${Icon} name="chev-d"/></div></div>
      <div class="field"><label for="bulk-service">${f("bulk_service")}</label><div class="in sel sm"><select id="bulk-service" value=${service.value} onChange=${choose(service)}><option value="">${f("bulk_none")}</option>${live.services.ids.value.map((id) => html`<option key=${id} value=${id}>${floor.serviceName(id)}</option>`)}</select><${Icon} name="chev-d"/></div></div></div>
    ${problem.value ? html`<div class="note b-note" data-t="bad" role="alert"><${Icon} name="bad"/><span>${problem.value}</span></div>` : null}
    ${got ? html`<div class="b-head line-top"><div><h3 class="t-md semi">${f(got.imported ? "bulk_taken" : "bulk_preview")}</h3><p class="hint" role="status">${got.imported ? f("bulk_done", { n: count(got.imported) }) : f("bulk_counts", { rows: count(got.rows), good: count(got.good), bad: count(got.bad_count) })}</p></div>
      <div class="row end wrap">${got.bad.length ? html`<button type="button" class="btn sm" onClick=${() => keepFile("reservations-errors.csv", `\uFEFF${csvLine([f("bulk_line"), f("bulk_column"), f("bulk_reason")])}${got.bad.map((row) => csvLine([row.line, column(row), reason(row, live)])).join("")}`, "text/csv")}><${Icon} name="doc" size="s"/>${f("bulk_errors_file")}</button>` : null}
        ${got.bad_count && !got.imported && got.good ? html`<label class="row"><input class="ck" type="checkbox" checked=${skip.value} onChange=${(/** @type {Event} */ e) => { skip.value = /** @type {HTMLInputElement} */ (e.currentTarget).checked; }}/>${f("bulk_skip")}</label>` : null}
        ${got.imported ? null : html`<button type="button" class="btn primary" disabled=${busy.value || floor.away.value || got.good === 0 || got.bad_count > 0 && !skip.value} onClick=${() => file.value && ask(file.value, false)}>${f("bulk_do", { n: count(got.good) })}</button>`}</div></div>
      ${got.bad_count && !got.imported ? html`<p class="hint b-pad" data-t=${skip.value ? undefined : "bad"}>${f(skip.value ? "bulk_skipping" : "bulk_all_or_none", { n: count(got.bad_count) })}</p>` : null}
      ${got.bad.length ? html`<div class="b-rows bad" style=${{ "--rows": got.bad.length }}><${VirtualList} keys=${got.bad.map((_, i) => String(i))} height=${34} label=${f("bulk_errors")} row=${(/** @type {string} */ key, /** @type {object} */ focus) => { const row = /** @type {BadRow} */ (got.bad[Number(key)]); return html`<div class="b-bad" ...${focus}><span class="num">${f("bulk_line_n", { n: row.line })}</span><span class="c2 trunc">${column(row)}</span><span class="trunc" title=${row.message}>${reason(row, live)}</span></div>`; }}/></div>` : null}
      ${got.preview.length && !got.imported ? html`<div class="scroll b-table" tabindex="0" role="region" aria-label=${f("bulk_first")}><table class="tbl"><caption class="hint">${f("bulk_first_n", { n: got.preview.length })}</caption><thead><tr>${["due_at", "number", "name", "agent", "service", "memo"].map((name) => html`<th key=${name}>${fcode("bulk_col", name)}</th>`)}</tr></thead>
        <tbody>${got.preview.map((one, i) => html`<tr key=${i}><td class="tm">${dayTime(Date.parse(one.due_at), live.timeZone.value)}</td><td>${one.number}</td><td>${one.name ?? ""}</td><td>${floor.agentName(one.agent)}</td><td>${floor.serviceName(one.service)}</td><td class="c2 memo"><span class="trunc">${one.memo ?? ""}</span></td></tr>`)}</tbody></table></div>` : null}` : null}</section>`;
}

/** @param {BadRow} row */
const column = (row) => (row.column ? fcode("bulk_col", row.column) : "");

/** How far ahead a reservation may be, by the server's rule. */
const farthest = 366 * 24 * 3_600_000;

/** What is wrong with a row; what stands in it is quoted, or what is allowed said. @param {BadRow} row @param {Floor["live"]} live */
function reason(row, live) {
  if (row.code === "out_of_range") {
    const now = live.now.peek(), zone = live.timeZone.peek(), at = (/** @type {number} */ time) => `${dayIn(time, zone)} ${shortTime(time, zone)}`;
    return f(/past/.test(row.message) ? "bulk_bad.past" : "bulk_bad.far", { from: at(now), to: at(now + farthest) });
  }
  const quoted = /"([^"]+)"/.exec(row.message)?.[1], said = fcode("bulk_bad", row.code);
  return said === row.code ? row.message : quoted ? `${said} (${quoted})` : said;
}
