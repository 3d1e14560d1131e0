// The top line: which view, what is wrong, what time it is; and the notice that
// takes the place of the alerts when the figures are old.
import { html, useComputed, useRef, useSignal, useSignalEffect } from "../dom.js";
import { dayOnWall, percent, timeOfDay } from "../format.js";
import { language, named, t } from "../i18n.js";
import { Icon, Logo } from "../icons.js";
import { agentLook, shortName } from "../states.js";
import { Elapsed } from "./cells.js";

/** @typedef {import("./model.js").Board} Board */
/** @typedef {import("./rotation.js").Rotation} Rotation */
/** @typedef {import("../live/rows.js").Alert} Alert */

const shown = 2; // alerts named in the band; the rest is a number

/** @param {{board: Board, rotation: Rotation}} props */
export function Header({ board, rotation }) {
  return html`<header class="wb-top"><${Logo}/><${Views} board=${board} rotation=${rotation}/>
    <${Alerts} board=${board}/><${LinkNotice} board=${board}/><${Clock} board=${board}/></header>`;
}

/** @param {{board: Board, rotation: Rotation}} props */
function Views({ board, rotation }) {
  const steps = board.steps.value;
  const current = steps[rotation.index.value] ?? steps[0];
  const views = [...new Set(steps.map((step) => step.view))];
  return html`<nav class="wb-views" aria-label=${t("board.views")}>
    ${views.map((view) => html`<button type="button" key=${view} aria-current=${view === current?.view ? "true" : undefined}
      onClick=${() => rotation.go(steps.findIndex((step) => step.view === view))}>
      ${t(`board.${view}`)}${view === current?.view && current.pages > 1 ? html` <small>${current.page}/${current.pages}</small>` : null}
      ${view === current?.view ? html`<${Progress} rotation=${rotation} still=${steps.length < 2}/>` : null}</button>`)}</nav>`;
}

/** The line that fills until the next view; a new element at each turn starts it anew. @param {{rotation: Rotation, still: boolean}} props */
function Progress({ rotation, still }) {
  const paused = rotation.paused.value;
  return html`<span class="wb-progress" key=${rotation.turn.value} data-paused=${paused || still ? "" : undefined} data-still=${still ? "" : undefined}
    style=${{ "--step": `${rotation.interval}ms` }}></span>`;
}

/** @param {{board: Board}} props */
function Alerts({ board }) {
  const alerts = board.alerts.value;
  const more = alerts.length > shown ? html`<div class="wb-alert more">${t("board.alerts", { n: alerts.length })}</div>` : null;
  return html`<div class="wb-alerts">${more}${alerts.slice(0, shown).map((alert) => html`<${AlertPill} key=${alert.id} board=${board} alert=${alert}/>`)}</div>
    <${Announcement} board=${board}/>`;
}

/** @param {{board: Board, alert: Alert}} props */
function AlertPill({ board, alert }) {
  const { who, what } = alertWords(board, alert);
  return html`<div class="wb-alert" data-t=${alert.level}><${Icon} name=${alert.level}/><em>${who}</em><span>${what}</span>
    ${alert.kind === "service_level" ? html`<b>${percent(alert.value)}%</b>` : null}
    ${alert.since ? html`<b><${Elapsed} key=${alert.since} since=${alert.since} now=${board.live.now}/></b>` : null}</div>`;
}

/** @param {Board} board @param {Alert} alert @returns {{who: string, what: string}} */
function alertWords(board, alert) {
  if (alert.kind === "agent_time") {
    const row = alert.agent ? board.live.agents.row(alert.agent)?.value : undefined;
    return { who: row ? shortName(row) : alert.agent ?? "", what: row ? agentLook(row).name : "" };
  }
  const row = alert.service ? board.live.services.row(alert.service)?.value : undefined;
  return { who: named(row?.name, alert.service ?? ""), what: t(`alert.${alert.kind}`) };
}

const quiet = 10_000; // ms between announcements

/** Says thresholds crossed to screen readers, at most once in ten seconds; running times are not said. @param {{board: Board}} props */
function Announcement({ board }) {
  const said = useSignal("");
  const last = useRef(-quiet);
  useSignalEffect(() => {
    const words = board.alerts.value.slice(0, shown).map((alert) => Object.values(alertWords(board, alert)).join(" ")).join(", ");
    if (words === said.peek() || performance.now() - last.current < quiet) return;
    last.current = performance.now();
    said.value = words;
  });
  return html`<p class="sr" role="status">${said}</p>`;
}

/** @param {{board: Board}} props */
function LinkNotice({ board }) {
  const link = board.live.link.value, at = board.live.asOf.value;
  if (link === "ok" || link === "refused" || (link === "connecting" && at !== 0)) return null; // with what the page came with
  const since = at ? t("board.asof_screen", { time: timeOfDay(at, board.live.timeZone.value) }) : "";
  const words = at === 0 ? (link === "lost" ? t("board.unreachable") : t("board.connecting")) : link === "lost" ? t("board.lost") : t("board.stale");
  return html`<div class="wb-lost" role="alert"><${Icon} name="unlink"/>${words}<span>${[since, t("board.reconnecting")].filter(Boolean).join(" · ")}</span></div>`;
}

/** The clock runs on even when the figures stand. @param {{board: Board}} props */
function Clock({ board }) {
  const zone = board.live.timeZone, time = board.live.time;
  const text = useComputed(() => timeOfDay(time.value, zone.value));
  const day = useComputed(() => dayOnWall(time.value, zone.value, language.value));
  return html`<div class="wb-now"><span class="d">${day}</span><time>${text}</time></div>`;
}

/** The last line: as of when the figures are, and whether this screen's clock is wrong. @param {{board: Board}} props */
export function Footer({ board }) {
  const asOf = useComputed(() => (board.live.asOf.value ? t("board.asof", { time: timeOfDay(board.live.asOf.value, board.live.timeZone.value) }) : ""));
  const skew = board.live.clock.skew.value;
  return html`<footer class="wb-foot">${skew ? html`<span class="wb-skew" data-t="warn"><${Icon} name="warn"/>${t("board.skew", { n: Math.abs(skew / 1000) })}</span>` : null}
    <span class="wb-asof">${asOf}</span></footer>`;
}
