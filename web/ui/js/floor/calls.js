// Calls: those that wait above, the longest first.
import { html, useComputed } from "../dom.js";
import { count } from "../format.js";
import { t, tcode } from "../i18n.js";
import { Icon } from "../icons.js";
import { personName, waitsSince } from "../states.js";
import { Empty } from "../desk/parts/resource.js";
import { VirtualList } from "../desk/parts/virtual.js";
import { doing, waits } from "./model.js";
import { Ticking } from "./services.js";
import { Only } from "./agents.js";
import { f, fcode } from "./text.js";

/** @typedef {import("./model.js").Floor} Floor */
/** @typedef {import("../live/rows.js").CallRow} CallRow */

/** @type {Record<string, [string, string]>} phase -> family, glyph */
const phases = { in_menu: ["away", "keypad"], waiting: ["away", "clock"], offered: ["ring", "st-ring"], connecting: ["ring", "st-ring"], connected: ["talk", "st-talk"], dialing_out: ["dial", "st-dial"], talking_out: ["out", "st-out"] };

/** How a call looks. @param {CallRow} row */
export function callLook(row) {
  const due = row.promised && row.phase === "waiting"; // nobody is on the phone
  const [s = "away", icon = "clock"] = row.held_since ? ["hold", "st-hold"] : due ? ["away", "callback"] : phases[row.phase] ?? [];
  return { s, icon, name: due ? f("callback_due") : row.held_since ? t("state.hold") : row.outside && row.phase === "dialing_out" ? f("given_out") : tcode("phase", row.phase), since: waits(row) ? waitsSince(row) : row.held_since ?? row.since };
}

/** @param {{floor: Floor}} props */
export function Calls({ floor }) {
  const { live } = floor;
  /** Of the service, in every phase: what the chips count and choose from. */
  const found = useComputed(() => {
    void live.calls.version.value;
    const service = floor.service.value;
    return floor.calls.value.flatMap((id) => { const row = live.calls.row(id)?.value; return row && (!service || row.service === service) ? [row] : []; });
  });
  const counts = useComputed(() => { const n = { all: found.value.length, waiting: 0, talking: 0, menu: 0 }; for (const row of found.value) n[doing(row)]++; return n; });
  const shown = useComputed(() => { const only = floor.callFilter.value; return found.value.filter((row) => only === "all" || doing(row) === only).map((row) => row.id).join("\n"); });
  const keys = shown.value ? shown.value.split("\n") : [];
  return html`<section class="pane" aria-label=${f("calls")}><div class="phead"><h2>${f("calls")} <span class="count">${count(keys.length)}</span></h2>${floor.ofTeam ? html`<span class="c3 t-xs trunc">${f("scope_calls")}</span>` : null}</div>
    <div class="row chips" role="group" aria-label=${f("phase")}>${/** @type {const} */ (["all", "waiting", "talking", "menu"]).filter((one) => one !== "menu" || counts.value.menu > 0 || floor.callFilter.value === "menu").map((one) => html`<button key=${one} type="button" class="chip" aria-pressed=${floor.callFilter.value === one} onClick=${() => { floor.callFilter.value = one; }}>${fcode("cfilter", one)} <b>${count(counts.value[one])}</b></button>`)}<${Only} floor=${floor}/></div>
    ${keys.length === 0 ? (live.calls.loaded.value ? html`<${Empty} icon="phone" title=${f("no_calls")} why=${f("no_calls_why")}/>` : html`<div class="sk"><div class="skel"></div><div class="skel"></div></div>`)
    : html`<${VirtualList} keys=${keys} height=${48} label=${f("calls")} row=${(/** @type {string} */ id, /** @type {object} */ focus) => html`<${Row} key=${id} floor=${floor} id=${id} focus=${focus}/>`}/>`}</section>`;
}

/** @param {{floor: Floor, id: string, focus: object}} props */
function Row({ floor, id, focus }) {
  const { live } = floor, row = live.calls.row(id)?.value;
  if (!row) return null;
  const look = callLook(row), agent = row.agent ?? row.offers?.[0]?.agent, who = agent ? live.agents.row(agent)?.value : undefined, chosen = floor.chosen.value;
  const band = waits(row) && row.service && !row.promised ? bandOf(floor, row) : "";
  return html`<button type="button" class="c-row" ...${focus} aria-current=${chosen?.kind === "call" && chosen.id === id ? "true" : undefined} onClick=${() => floor.choose({ kind: "call", id })}><span class="when"><${Ticking} key=${look.since} since=${look.since} now=${live.now} band=${band}/></span><span class="two-l"><b class="med trunc">${row.caller || f("anonymous")}${row.callback && !(row.promised && row.phase === "waiting") ? html` <span class="tagx"><${Icon} name="callback" size="xs"/>${f("callback")}</span>` : null}${row.priority ? html` <span class="tagx">${f("priority")} ${row.priority}</span>` : null}</b><span class="c3 t-xs trunc">${floor.serviceName(row.service)}</span></span>
    <span class="two-l end-l"><span class="st" data-s=${look.s}><${Icon} name=${look.icon}/>${look.name}</span><span class="c3 t-xs trunc">${row.outside && row.given_to ? `→ ${row.given_to}` : who ? personName(who) : agent ?? ""}</span></span></button>`;
}

/** Whether a call waits too long, as its service says: the service's own band is of its oldest. @param {Floor} floor @param {CallRow} row @returns {import("../live/rows.js").Band} */
function bandOf(floor, row) {
  const service = floor.live.services.row(row.service ?? "")?.value;
  if (!service) return "";
  if (service.oldest === waitsSince(row)) return service.wait_band;
  const waited = floor.live.now.value - waitsSince(row);
  return waited >= 3 * service.level_ms ? (service.wait_band === "bad" ? "bad" : "") : waited >= service.level_ms && service.wait_band ? "warn" : "";
}
