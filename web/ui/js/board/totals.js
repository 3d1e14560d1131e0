// The strip of totals above each table, and the bar of states below the agents'.
import { html } from "../dom.js";
import { clockTime, count, percent } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { Elapsed, Mark, marked } from "./cells.js";

/** @typedef {import("./model.js").Board} Board */
/** @typedef {import("../live/rows.js").Totals} Totals */
/** @typedef {import("../live/rows.js").Band} Band */
/** @typedef {import("../live/rows.js").StateKey} StateKey */

/** @type {StateKey[]} in the order of the bar: the four families of LOGIN */
const families = ["ready", "ring", "talk", "hold", "dial", "out", "wrap", "away"];

/** @param {{board: Board}} props */
export function ServiceTotals({ board }) {
  const totals = board.live.services.totals.value;
  const limit = totals?.wait_bad_ms ? t("tot.limit", { time: clockTime(totals.wait_bad_ms) }) : "";
  const target = totals?.target && totals.level_ms ? t("tot.target", { target: totals.target, seconds: totals.level_ms / 1000 }) : "";
  return html`<dl class="wb-totals" style=${{ "--tot": "1fr 1.55fr 1.3fr 1.3fr 1fr 1.35fr 1.5fr" }}>
    <${Total} name=${t("col.waiting")} tip="waiting" value=${number(totals?.waiting)}/>
    <${Total} name=${t("col.longest")} note=${limit} tip="longest" band=${totals?.wait_band ?? ""} since=${totals?.oldest} now=${board.live.now} value="–"/>
    <${Total} name=${t("col.offered")} tip="offered" value=${number(totals?.offered)}/>
    <${Total} name=${t("col.answered")} tip="answered" value=${number(totals?.answered)}/>
    <${Total} name=${t("tot.abandoned")} tip="abandoned" value=${number(totals?.abandoned)}/>
    <${Total} name=${t("tot.answer_rate")} tip="answer_rate" band=${totals?.answer_band ?? ""} ...${rate(totals?.answer_rate)}/>
    <${Total} name=${t("tot.service_level")} note=${target} tip="service_level" band=${totals?.level_band ?? ""} ...${rate(totals?.service_level)}/>
    <div class="wb-waits" data-tip="waiting"><dt>${t("waits")}</dt>${waitNames.map((name, i) => html`<dd key=${name} class=${totals?.waits[i] ? undefined : "z"}>
      <i data-age=${i}></i>${t(name)} <b>${number(totals?.waits[i])}</b></dd>`)}</div></dl>`;
}

/** @type {import("../i18n.js").TextKey[]} the buckets of waits, in their order */
const waitNames = ["waits.10", "waits.20", "waits.30", "waits.60", "waits.more"];

/** @param {{board: Board}} props */
export function AgentTotals({ board }) {
  const totals = board.live.services.totals.value;
  const agents = totals?.agents;
  return html`<dl class="wb-totals" style=${{ "--tot": "1fr 1fr 1fr 1fr 1fr 1.25fr 1.4fr 1.45fr" }}>
    <${Total} name=${t("col.waiting")} tip="waiting" value=${number(totals?.waiting)}/>
    <${Total} name=${t("tot.login")} tip="login" value=${number(agents?.login)}/>
    <${Total} name=${t("col.ready")} tip="ready" s="ready" icon="st-ready" value=${number(agents?.ready)}/>
    <${Total} name=${t("tot.on_call")} tip="on_call" s="talk" icon="st-talk" value=${number(agents?.on_call)}/>
    <${Total} name=${t("tot.outbound")} tip="outbound" s="out" icon="st-out" value=${number(agents?.outbound)}/>
    <${Total} name=${t("tot.away")} tip="away" s="wrap" icon="st-wrap" value=${number(agents?.away)}/>
    <${Total} name=${t("tot.answer_rate")} tip="answer_rate" band=${totals?.answer_band ?? ""} ...${rate(totals?.answer_rate)}/>
    <${Total} name=${t("tot.service_level")} tip="service_level" band=${totals?.level_band ?? ""} ...${rate(totals?.service_level)}/>
    <div class="wb-dist" aria-hidden="true">${families.map((s) => html`<i data-s=${s} hidden=${!totals?.states[s]} style=${{ "--n": totals?.states[s] ?? 0 }}></i>`)}</div></dl>`;
}

/** @param {number|undefined} n */
const number = (n) => (n === undefined ? "–" : count(n));

/** @param {number|null|undefined} value */
const rate = (value) => ({ value: percent(value), unit: value === null || value === undefined ? "" : "%" });

/**
 * @param {{name: string, note?: string, value: string, unit?: string, band?: Band, s?: string, icon?: string, tip: string,
 *   since?: number, now?: import("./cells.js").Now}} props
 */
function Total({ name, note = "", value, unit = "", band = "", s, icon, tip, since, now }) {
  return html`<div class="wb-tot" data-s=${s} data-t=${marked(band)} data-tip=${tip} style=${{ "--em": emWidth(since && now ? clockTime(now.value - since) : value, unit, band) }}>
    <dt>${icon ? html`<${Icon} name=${icon}/>` : null}${name}${note ? html` <small>${note}</small>` : null}</dt>
    <dd>${since && now ? html`<${Elapsed} key=${since} since=${since} now=${now}/>` : value}${unit ? html`<i>${unit}</i>` : null}<${Mark} band=${band}/></dd></div>`;
}

/** Width of a total in em, so that a large one shrinks to its column. @param {string} text @param {string} unit @param {Band} band */
function emWidth(text, unit, band) {
  let width = 0;
  for (const c of text) width += /[.,:]/.test(c) ? 0.27 : 0.61;
  return Math.ceil((width + (unit ? 0.4 : 0) + (marked(band) ? 0.82 : 0)) * 10) / 10;
}
