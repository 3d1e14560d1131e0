// My figures today (D21 to D26, D29), the running state included.
import { html, useComputed } from "../dom.js";
import { clockTime, count } from "../format.js";
import { named, t } from "../i18n.js";

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

/**
 * Mean time of the calls that ended: the one that runs has been answered, but its
 * time is not in talk_ms yet.
 * @param {AgentRow} me
 */
export function meanTalk(me) {
  const ended = me.today.answered - (me.state === "talking" ? 1 : 0);
  return ended > 0 ? clockTime(me.today.talk_ms / ended) : "–";
}

/** @param {{desk: Desk}} props */
export function MyFigures({ desk }) {
  const waiting = useComputed(() => {
    void desk.live.services.version.value;
    const mine = new Set(desk.me.value?.services ?? []);
    return count(desk.live.services.all().filter((row) => mine.has(row.id)).reduce((sum, row) => sum + row.waiting, 0));
  });
  /** @param {(me: AgentRow, now: number) => string} of */
  const figure = (of) => useComputed(() => (desk.me.value ? of(desk.me.value, desk.live.now.value) : "–"));
  const rows = [
    [t("desk.waiting"), waiting],
    [t("desk.answered"), figure((me) => count(me.today.answered))],
    [t("desk.missed_n"), figure((me) => count(me.today.missed))],
    [t("desk.outbound_n"), figure((me) => count(me.today.outbound))],
    [t("desk.talk_total"), figure((me, now) => clockTime(timeIn(me, me.today.talk_ms + me.today.talk_out_ms, ["talking", "talking_outbound"], now)))],
    [t("desk.talk_mean"), figure((me) => meanTalk(me))],
    [t("desk.ready_total"), figure((me, now) => clockTime(timeIn(me, me.today.ready_ms, ["ready"], now)))],
    [t("desk.wrap_total"), figure((me, now) => clockTime(timeIn(me, me.today.wrap_ms, ["wrap_up"], now)))],
    [t("desk.away_total"), figure((me, now) => clockTime(timeIn(me, me.today.not_ready_ms, ["not_ready"], now)))],
  ];
  return html`<dl class="panel stats" aria-label=${t("desk.today")}>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** Who waits in the services that I serve. @param {{desk: Desk}} props */
export function MyServices({ desk }) {
  const ids = [...(desk.me.value?.services ?? [])];
  if (ids.length === 0) return null;
  return html`<section class="panel mine"><table class="tbl"><caption class="sr">${t("desk.my_services")}</caption>
    <thead><tr><th>${t("desk.my_services")}</th><th class="num">${t("col.waiting")}</th><th class="num">${t("col.longest")}</th><th class="num">${t("col.ready")}</th></tr></thead>
    <tbody>${ids.map((id) => html`<${ServiceLine} key=${id} desk=${desk} id=${id}/>`)}</tbody></table></section>`;
}

/** @param {{desk: Desk, id: string}} props */
function ServiceLine({ desk, id }) {
  void desk.live.services.ids.value;
  const row = desk.live.services.row(id)?.value;
  const wait = useComputed(() => {
    const oldest = desk.live.services.row(id)?.value.oldest;
    return oldest ? clockTime(desk.live.now.value - oldest) : "–";
  });
  if (!row) return null;
  return html`<tr><td><b>${named(row.name, id)}</b></td><td class="num">${count(row.waiting)}</td><td class="num"><span class="tm">${wait}</span></td><td class="num">${count(row.agents.ready)}</td></tr>`;
}
