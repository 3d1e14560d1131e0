// My figures of the day (D21 to D30), the running state included, from the same rows
// as the wall.
import { html, useComputed } from "../dom.js";
import { clockTime, count } from "../format.js";
import { t } from "../i18n.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../live/rows.js").AgentRow} AgentRow */

/**
 * Time in a state today: ended intervals, and the running one from the start of
 * the day at the earliest.
 * @param {AgentRow} me @param {number} ended ms @param {string[]} states @param {number} now
 */
export function timeIn(me, ended, states, now) {
  return ended + (states.includes(me.state) ? Math.max(0, now - Math.max(me.since, me.today.day_at)) : 0);
}

/** Mean time of the talks that ended, in and out; the one that runs is not in yet. @param {AgentRow} me */
export function meanTalk(me) {
  const { talks, talk_ms: talk, talk_out_ms: out } = me.today;
  return talks > 0 ? clockTime((talk + out) / talks) : "–";
}

/** Calls that wait in my services now. @param {Desk} desk */
export function waitingFor(desk) {
  void desk.live.services.version.value;
  const mine = new Set(desk.me.value?.services ?? []);
  return desk.live.services.all().filter((row) => mine.has(row.id)).reduce((sum, row) => sum + row.waiting, 0);
}

/** A mean with one decimal, without it where it is whole. @param {number} sum @param {number} n */
const mean = (sum, n) => (n > 0 ? String(Math.round((sum / n) * 10) / 10) : "–");

/** @param {{desk: Desk}} props */
export function MyFigures({ desk }) {
  /** @param {(me: AgentRow, now: number) => any} of */
  const figure = (of) => useComputed(() => (desk.me.value ? of(desk.me.value, desk.live.now.value) : "–"));
  const waiting = useComputed(() => (desk.me.value ? count(waitingFor(desk)) : "–"));
  /** @type {import("../live/rows.js").Effort|null} */
  const all = desk.live.colleagues.totals.value;
  const best = desk.lists.compare.value === "best", me = desk.me.value;
  return html`<dl class="panel stats" aria-label=${t("desk.today")}><div class="hot"><dt>${t("desk.waiting")}</dt><dd>${waiting}</dd></div>
    <div><dt>${t("desk.talk_total")}</dt><dd>${figure((row, now) => clockTime(timeIn(row, row.today.talk_ms + row.today.talk_out_ms, ["talking", "talking_outbound"], now)))}</dd></div>
    <div><dt>${t("desk.talk_mean")}</dt><dd>${figure((row) => meanTalk(row))}</dd></div>
    <div><dt>${t("desk.ready_total")}</dt><dd>${figure((row, now) => clockTime(timeIn(row, row.today.ready_ms, ["ready"], now)))}</dd></div>
    <div><dt>${t("desk.wrap_total")}</dt><dd>${figure((row, now) => clockTime(timeIn(row, row.today.wrap_ms, ["wrap_up"], now)))}</dd></div>
    <div><dt>${t("desk.away_total")}</dt><dd>${figure((row, now) => clockTime(timeIn(row, row.today.away_ms, row.reason === "away" ? ["not_ready"] : [], now)))}</dd></div>
    <${InOut} text=${t(best ? "desk.best_calls" : "desk.all_calls")} in=${all ? count(best ? all.best_in : all.in) : "–"} out=${all ? count(best ? all.best_out : all.out) : "–"}/>
    <${InOut} text=${t("desk.mean_calls")} in=${all ? mean(all.in, all.agents) : "–"} out=${all ? mean(all.out, all.agents) : "–"}/>
    <${InOut} text=${t("desk.own_calls")} in=${me ? count(me.today.answered) : "–"} out=${me ? count(me.today.outbound) : "–"}/></dl>`;
}

/** Calls in and out. @param {{text: string, in: string, out: string}} props */
function InOut(props) {
  return html`<div><dt>${props.text} <s>I/O</s></dt><dd>${props.in}<s>/</s>${props.out}</dd></div>`;
}
