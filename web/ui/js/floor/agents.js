// Agents, each in place; only the state changes.
import { html, useComputed } from "../dom.js";
import { count } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { agentLook, personName } from "../states.js";
import { Empty } from "../desk/parts/resource.js";
import { VirtualList } from "../desk/parts/virtual.js";
import { groupOf } from "./model.js";
import { Ticking } from "./services.js";
import { f, fcode } from "./text.js";

/** @typedef {import("./model.js").Floor} Floor */
/** @typedef {import("./model.js").AgentFilter} AgentFilter */

const filters = /** @type {const} */ (["on", "ready", "busy", "away", "off"]), sorts = /** @type {const} */ (["name", "state", "time"]);

/** A filter bears the names of the columns above whose agents it lists. @param {typeof filters[number]} one */
const filterName = (one) => (one === "off" ? t("state.logged_out") : one === "on" ? t("col.login") : one === "busy" ? `${t("col.on_call")}·${t("col.outbound")}` : t(`col.${one}`));

/** @param {{floor: Floor}} props */
export function Agents({ floor }) {
  const { live } = floor;
  /** Of the service and the words that are looked for, in every state: what the chips count and choose from. */
  const found = useComputed(() => {
    void live.agents.version.value;
    const service = floor.service.value, words = floor.find.value.trim().toLowerCase();
    return floor.agents.value.flatMap((id) => {
      const row = live.agents.row(id)?.value;
      return row && (!service || row.services.includes(service)) && (!words || `${row.name} ${row.name_en ?? ""} ${row.extension}`.toLowerCase().includes(words)) ? [row] : [];
    });
  });
  const counts = useComputed(() => {
    /** @type {Record<string, number>} */
    const n = { on: 0, ready: 0, busy: 0, away: 0, off: 0 };
    for (const row of found.value) { const group = groupOf(row); n[group] = (n[group] ?? 0) + 1; if (group !== "off") n.on = (n.on ?? 0) + 1; }
    return n;
  });
  const shown = useComputed(() => { const only = floor.agentFilter.value; return found.value.filter((row) => (only === "on" ? groupOf(row) !== "off" : groupOf(row) === only)).map((row) => row.id).join("\n"); });
  const keys = shown.value ? shown.value.split("\n") : [];
  return html`<section class="pane" aria-label=${f("agents")}><div class="phead"><h2>${f("agents")} <span class="count">${count(keys.length)}</span></h2>${floor.ofTeam ? html`<span class="c3 t-xs scope">${f("scope_team")}</span>` : null}<label class="in sm find-in"><${Icon} name="search" size="s"/><input id="find" type="search" aria-label=${f("find_agents")} placeholder=${f("find")} maxlength="40" value=${floor.find.value} onInput=${(/** @type {Event} */ e) => { floor.find.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/><kbd aria-hidden="true">/</kbd></label>
      <span class="seg end" role="group" aria-label=${f("sort")}>${sorts.map((one) => html`<button key=${one} type="button" aria-pressed=${floor.sort.value === one} onClick=${() => floor.sortBy(one)}>${fcode("sort", one)}</button>`)}</span></div>
    <div class="row chips" role="group" aria-label=${f("phase")}>${filters.map((one) => html`<button key=${one} type="button" class="chip" aria-pressed=${floor.agentFilter.value === one} onClick=${() => { floor.agentFilter.value = one; }}>${filterName(one)} <b>${count(counts.value[one] ?? 0)}</b></button>`)}<${Only} floor=${floor}/></div>
    ${keys.length === 0 ? (live.agents.loaded.value ? html`<${Empty} icon="users" title=${f("no_agents")} why=${f("no_agents_why")}/>` : html`<div class="sk"><div class="skel"></div><div class="skel"></div><div class="skel"></div></div>`)
    : html`<${VirtualList} keys=${keys} height=${36} label=${f("agents")} row=${(/** @type {string} */ id, /** @type {object} */ focus) => html`<${Row} key=${id} floor=${floor} id=${id} focus=${focus}/>`}/>`}</section>`;
}

/** The service that is looked at. @param {{floor: Floor}} props */
export function Only({ floor }) {
  const id = floor.service.value;
  return id ? html`<button type="button" class="chip" aria-pressed="true" aria-label=${`${floor.serviceName(id)}: ${f("only_clear")}`} onClick=${() => { floor.service.value = ""; }}>${floor.serviceName(id)} <${Icon} name="x" size="xs"/></button>` : null;
}

/** @param {{floor: Floor, id: string, focus: object}} props */
function Row({ floor, id, focus }) {
  const { live } = floor, row = live.agents.row(id)?.value;
  if (!row) return null;
  const look = agentLook(row), chosen = floor.chosen.value;
  return html`<button type="button" class="a-row" ...${focus} aria-current=${chosen?.kind === "agent" && chosen.id === id ? "true" : undefined} onClick=${() => floor.choose({ kind: "agent", id })}><b class="med trunc">${personName(row)}</b><span class="c3 t-xs">${row.extension}</span><span class="st" data-s=${look.s}><${Icon} name=${look.icon}/><span class="trunc">${look.name}</span></span>
    <span class="c3 t-xs trunc">${floor.serviceName(row.service)}</span>${row.reachable || look.s === "off" ? html`<span></span>` : html`<span class="st t-xs" data-t="bad" title=${f("phone_off")}><${Icon} name="unlink"/><span class="sr">${f("phone_off")}</span></span>`}<span class="num">${look.s === "off" ? html`<span class="zero">–</span>` : html`<${Ticking} key=${look.since} since=${look.since} now=${live.now} band=${row.band}/>`}</span></button>`;
}
