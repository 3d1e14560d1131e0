// The wallboard: figures of services and agents on a wall, alternating every
// five seconds, for months without a hand on it.
import { effect, html, mount, signal, useLayoutEffect, useRef } from "../dom.js";
import { firstFrames } from "../first.js";
import { centre, language, t } from "../i18n.js";
import { Icon } from "../icons.js";
import { leadAway } from "../live/away.js";
import { reloadAfterUpgrade, reloadThroughGate } from "../live/reload.js";
import { Live } from "../live/socket.js";
import { afterPicture } from "../picture.js";
import { startTheme } from "../theme.js";
import { Alarm } from "./alarm.js";
import { Floor } from "./floor.js";
import { Footer, Header } from "./header.js";
import { Board } from "./model.js";
import { boardOptions, hideToken } from "./options.js";
import { Notice } from "./notice.js";
import { Rotation } from "./rotation.js";
import { shiftPixels, stayAwake, watchPointer } from "./screen.js";
import { AgentTable, ServiceTable } from "./table.js";
import { Tip, watchTips } from "./tip.js";
import { Tools, watchKeys } from "./tools.js";
import { AgentTotals, ServiceTotals } from "./totals.js";

startTheme("dark");
hideToken();

const options = boardOptions(location.search);
/** @type {Record<string, string>} */
const query = { board: "1" }; // only with a CTI connection (W2)
if (options.services.length > 0) query.services = options.services.join(",");
const live = new Live(["services", "agents"], query, firstFrames);
leadAway(live, [4504, 4505]); // of a person; who is not logged in is told on the board
const board = new Board(live, options);
const alarm = new Alarm();
const rotation = new Rotation(options.interval, () => { if (live.newBuild.value) void reloadThroughGate(live.newBuild.value); });
reloadAfterUpgrade(live, () => rotation.pinned.peek()); // a pinned board has no turn to reload at
const page = { board, rotation, alarm };

rotation.pinned.value = options.pinned;
effect(() => { rotation.resize(board.steps.value.length); });
effect(() => { rotation.halted.value = live.link.value !== "ok"; });
effect(() => {
  const alerts = board.alerts.value;
  if (live.services.loaded.value && live.link.value === "ok") alarm.note(alerts);
});
effect(() => { document.title = `${centre} ${t("board.title")}`; });

/** Whether the first picture is there: what it does not show comes after it. */
const drawn = signal(false);
afterPicture(() => { drawn.value = true; });

/** @param {{step: import("./plan.js").Step}} props */
function Body({ step }) {
  const services = board.services.value.slice(step.from, step.to);
  const agents = board.agents.value;
  const label = t("board.floor");
  switch (step.kind) {
    case "services": return html`<${ServiceTable} board=${board} ids=${services}/>`;
    case "floor": return agents.length > 0 ? html`<${Floor} board=${board} ids=${agents.slice(step.from, step.to)} label=${label}/>`
      : html`<${Empty} title=${t("board.empty_agents")} why=${t("board.empty_agents_why")}/>`;
    case "agents": return html`<${AgentTable} board=${board} ids=${services} layout="agents"/>`;
    default: return html`<div class=${step.kind === "stack" ? "wb-stack" : "wb-split"} style=${{ "--n": services.length }}>
      <${AgentTable} board=${board} ids=${services} layout=${step.kind}/><${Floor} board=${board} ids=${agents} label=${label}/></div>`;
  }
}

/** @param {{title: string, why: string}} props */
function Empty({ title, why }) {
  return html`<div class="wb-empty"><b>${title}</b><span>${why}</span></div>`;
}

/** A view with its totals; its pages lie on each other and fade. @param {{view: "services"|"agents"}} props */
function Layer({ view }) {
  const steps = board.steps.value, current = steps[rotation.index.value];
  const mine = steps.filter((step) => (step.view === "services") === (view === "services"));
  const on = current !== undefined && mine.includes(current);
  if (!on && !drawn.value) return null;
  const empty = view === "services" && live.services.loaded.value && board.services.value.length === 0;
  return html`<section class="wb-layer" data-on=${on ? "" : undefined} inert=${!on} data-view=${view} aria-label=${t(`board.${view}`)}>
    ${view === "services" ? html`<${ServiceTotals} board=${board}/>` : html`<${AgentTotals} board=${board}/>`}
    <div class="wb-pages">${mine.filter((step) => drawn.value || step === current).map((step) => html`<div class="wb-page wb-body" key=${step.key} data-on=${step === current ? "" : undefined} inert=${step !== current}>
      ${empty ? html`<${Empty} title=${t("board.empty")} why=${t("board.empty_why")}/>` : html`<${Body} step=${step}/>`}</div>`)}</div></section>`;
}

/** Why the server shows this viewer nothing, and what to do about it. */
function Refused() {
  const login = `login?next=${encodeURIComponent(location.pathname + location.search)}`;
  const { code, reason } = live.refusal.value;
  const [title, why] = code === 4501 ? /** @type {const} */ (["board.login_needed", "board.login_needed_why"])
    : reason === "no CTI connection" ? /** @type {const} */ (["board.no_cti", "board.no_cti_why"])
    : /** @type {const} */ (["board.refused", "board.refused_why"]);
  return html`<div class="wb-refused" role="alert"><${Icon} name="lock"/><b>${t(title)}</b><span>${t(why)}</span>
    <p>${title === "board.no_cti" ? html`<a href="desk">${t("desk.title")}</a><button type="button" onClick=${() => location.reload()}>${t("retry")}</button>`
      : html`<a href=${login}>${t("board.login")}</a>`}</p></div>`;
}

function WallBoard() {
  const root = useRef(/** @type {HTMLElement|null} */ (null));
  useLayoutEffect(() => {
    if (!root.current) return;
    root.current.style.setProperty("--scale", String(options.scale));
    shiftPixels(root.current);
  }, []);
  const link = live.link.value;
  const steps = board.steps.value;
  return html`<main class="wb" ref=${root} data-link=${link} data-touched=${rotation.touched.value ? "" : undefined} lang=${language.value}>
    <h1 class="sr">${t("board.title")}</h1>
    <${Header} board=${board} rotation=${rotation}/><${Tools} ...${page}/>
    <${Notice} board=${board}/>
    ${link === "refused" ? html`<${Refused}/>` : html`<div class="wb-deck">
      ${steps.some((step) => step.view === "services") ? html`<${Layer} view="services"/>` : null}
      ${steps.some((step) => step.view !== "services") ? html`<${Layer} view="agents"/>` : null}</div>`}
    <${Footer} board=${board}/><${Tip} board=${board}/></main>`;
}

mount(html`<${WallBoard}/>`);
stayAwake();
watchKeys(page);
watchTips(board);
watchPointer((touched) => { rotation.touched.value = touched; if (!touched) board.tip.value = null; }, () => board.tip.peek() !== null);
