// What became of callbacks (B20, B21, B26), for administrators: by agent over the whole
// time, and by month or day.
import { html, useEffect, useMemo, useSignal } from "../dom.js";
import { count, dayIn, percent } from "../format.js";
import { personName } from "../states.js";
import { Icon } from "../icons.js";
import { Empty, Loaded, Resource } from "../desk/parts/resource.js";
import { report } from "./api.js";
import { c, ccode } from "./text.js";

/** @typedef {import("./model.js").Callbacks} Callbacks */
/** @typedef {import("./api.js").Report} Report */
/** @typedef {import("./api.js").Figures} Figures */

const figures = /** @type {const} */ (["registered", "assigned", "completed", "unassigned", "to_do", "cancelled", "expired", "unreached"]);
const day = 86_400_000;
const mostDays = { day: 92, month: 366 };

/** @param {{page: Callbacks}} props */
export function ReportTab({ page }) {
  const now = page.live.clock.now(), asked = page.reported;
  const to = useSignal(asked.peek().to || dayIn(now, page.zone)), from = useSignal(asked.peek().from || dayIn(now - 29 * day, page.zone)), by = useSignal(asked.peek().by);
  const of = useMemo(() => new Resource(() => report(asked.peek())), []);
  const days = (Date.parse(to.value) - Date.parse(from.value)) / day + 1, most = by.value === "month" ? mostDays.month : mostDays.day;
  const wrong = days < 1 ? c("days_reversed") : days > most ? c(by.value === "month" ? "days_most_month" : "days_most_day", { n: most }) : "";
  /** Once nothing is wrong with the days. */
  const show = () => { page.reported.value = { from: from.peek(), to: to.peek(), by: by.peek() }; void of.refresh(); };
  useEffect(() => { if (!wrong) show(); }, [by.value]);
  const changed = page.counts.value.value; // somebody has changed something
  useEffect(() => { if (of.value.peek()) void of.refresh(); }, [changed]);
  /** @param {import("../../vendor/signals.js").Signal<string>} at @param {string} id @param {"from_day"|"to_day"} label */
  const field = (at, id, label) => html`<div class="field"><label for=${id}>${c(label)}</label><div class="in sm"><input id=${id} type="date" required max="9999-12-31" value=${at.value} onInput=${(/** @type {Event} */ e) => { at.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></div></div>`;
  const submit = (/** @type {Event} */ event) => { event.preventDefault(); if (!wrong) show(); };
  return html`<section class="pane" aria-label=${c("report_agents")}><div class="phead"><h2>${c("report")}</h2><button type="button" class="btn sm end" disabled=${!of.value.value?.total.registered} onClick=${() => { page.dialog.value = "report"; }}><${Icon} name="download" size="s"/>${c("download")}</button></div>
    <form class="filters ask" onSubmit=${submit}>${field(from, "find", "from_day")}${field(to, "r-to", "to_day")}<div class="field"><span class="lab">${c("by")}</span><span class="seg" role="group" aria-label=${c("by")}>${/** @type {const} */ (["day", "month"]).map((one) => html`<button key=${one} type="button" aria-pressed=${by.value === one} onClick=${() => { by.value = one; }}>${ccode("unit", one)}</button>`)}</span></div><button type="submit" class="btn sm" disabled=${page.away.value}>${c("report_show")}</button></form>${wrong ? html`<p class="hint pad" data-t="bad" role="alert">${wrong}</p>` : null}
    <${Loaded} of=${of} what=${c("report")}>${(/** @type {Report} */ got) => (got.total.registered === 0 ? html`<${Empty} icon="callback" title=${c("report_none")} why=${c("report_none_why")}/>` : html`<div class="scroll" tabindex="0" role="group" aria-label=${c("report_agents")}><${FiguresTable} label=${c("report_agents")} first=${c("agent")} total=${got.total} rows=${got.agents.map((one) => ({ key: one.agent, name: nameOf(page, one), of: one }))}/><p class="hint pad">${c("report_note")} ${c("fig.rate")}: ${c("fig.rate_why")}.</p></div>`)}<//></section>
    <${Periods} page=${page} of=${of.value.value}/>`;
}

/** By month or day, of all or of one agent. @param {{page: Callbacks, of: Report|undefined}} props */
function Periods({ page, of }) {
  const whose = useSignal(""), agent = of?.agents.find((one) => one.agent === whose.value);
  const rows = of?.periods.flatMap((one) => { const figures = agent ? one.agents.find((each) => each.agent === agent.agent) : one.total; return figures ? [{ key: one.period, name: one.period, of: figures }] : []; }) ?? [];
  return html`<section class="pane" aria-label=${c("report_periods")}><div class="phead"><h2>${c("report_periods")}</h2>${of?.agents.length ? html`<div class="in sm sel end by-service"><select aria-label=${c("agent")} value=${agent ? whose.value : ""} onChange=${(/** @type {Event} */ e) => { whose.value = /** @type {HTMLSelectElement} */ (e.currentTarget).value; }}><option value="">${c("everybody")}</option>${of.agents.map((one) => html`<option key=${one.agent} value=${one.agent}>${nameOf(page, one)}</option>`)}</select><${Icon} name="chev-d"/></div>` : null}</div>
    ${of?.total.registered ? html`<div class="scroll" tabindex="0" role="group" aria-label=${c("report_periods")}><${Lead} of=${agent ?? of.total}/><${FiguresTable} label=${c("report_periods")} first=${c("fig.period")} short rows=${rows}/></div>` : null}</section>`;
}

/** @param {Callbacks} page @param {import("./api.js").AgentFigures} one */
function nameOf(page, one) {
  const row = page.live.colleagues.row(one.agent)?.peek();
  return row ? personName(row) : one.name || `${c("report_gone")} (${one.agent})`;
}

/** The share that was completed, in a number and a bar. @param {{of: Figures}} props */
function Lead({ of }) {
  return html`<div class="lead-rate"><span class="c3 t-xs">${c("report_lead")}</span><b>${percent(of.rate)}<span class="c3">%</span></b><div class="bar" aria-hidden="true"><i style=${{ width: `${of.rate ?? 0}%` }}></i></div></div>`;
}

/** @param {{label: string, first: string, rows: {key: string, name: string, of: Figures}[], total?: Figures, short?: boolean}} props short: only the main ones */
function FiguresTable({ label, first, rows, total, short = false }) {
  const names = short ? /** @type {const} */ (["registered", "assigned", "completed", "unassigned", "to_do"]) : figures, figure = (/** @type {Figures} */ of, /** @type {typeof figures[number]} */ key) => (key === "to_do" ? of.unprocessed - of.unassigned : of[key]);
  const line = (/** @type {Figures} */ of) => html`${names.map((key) => html`<td key=${key} class=${figure(of, key) ? "num tm" : "num tm zero"}>${count(figure(of, key))}</td>`)}<td class="num tm"><b class="med">${percent(of.rate)}</b>${of.rate === null || of.rate === undefined ? "" : html`<span class="c3">%</span>`}</td>`;
  return html`<table class="tbl figs" aria-label=${label}><thead><tr><th scope="col">${first}</th>${names.map((key) => html`<th key=${key} scope="col" class="num">${ccode("fig", key)}</th>`)}<th scope="col" class="num" title=${c("fig.rate_why")}>${c("fig.rate")}</th></tr></thead>
    <tbody>${rows.map((one) => html`<tr key=${one.key}><th scope="row" class="med">${one.name}</th>${line(one.of)}</tr>`)}</tbody>${total ? html`<tfoot><tr><th scope="row">${c("report_total")}</th>${line(total)}</tr></tfoot>` : null}</table>`;
}
