// The interaction that is looked at: who has it and how to monitor it, its figures, what
// happened in it, and everything that its agent sees around the talk (S5, S8, S15, S20, S21).
import { html } from "../dom.js";
import { Icon } from "../icons.js";
import { isGoing, problem } from "../desk/parts/ask.js";
import { Empty, Loaded } from "../desk/parts/resource.js";
import { TabPanel, Tabs } from "../desk/parts/tabs.js";
import { categoryOf, Channel, customerOf } from "../monitor/room.js";
import { Context } from "./context.js";
import { AgentList } from "./control.js";
import { Facts } from "./facts.js";
import { StatusOf, Waits } from "./rows.js";
import { Templates } from "./templates.js";
import { v, vcode } from "./text.js";
import { Timeline } from "./timeline.js";

/** @typedef {import("./model.js").Supervise} Supervise */
/** @typedef {import("./looked.js").Told} Told */

const tabs = /** @type {const} */ (["facts", "timeline", "context", "templates"]);

/** @param {{page: Supervise}} props */
export function Detail({ page }) {
  const { looked } = page, id = page.chosen.value, row = looked.row.value, tab = looked.tab.value;
  return html`<aside class="pane det" aria-label=${v("detail")}><${Said} page=${page}/>
    ${!id ? html`<${Empty} icon="bino" title=${v("choose")} why=${v("choose_why")}/>` : html`${row ? html`<${Head} key=${id} page=${page} row=${row}/>` : null}
      <${Tabs} id="sup" label=${v("detail")} tabs=${tabs.map((one) => ({ id: one, name: vcode("tab", one) }))} chosen=${looked.tab}/>
      <${TabPanel} id="sup" chosen=${tab}>${tab === "templates" ? html`<div class="scroll" tabindex="0" role="group" aria-label=${vcode("tab", tab)}><${Templates} page=${page}/></div>` : html`<${Loaded} of=${looked.told} what=${vcode("tab", tab)}>${(/** @type {Told} */ told) => html`<div class="scroll" tabindex="0" role="group" aria-label=${vcode("tab", tab)}>${tab === "timeline" ? html`<${Timeline} page=${page} told=${told}/>` : tab === "context" ? html`<${Context} page=${page} told=${told}/>` : html`<${Facts} page=${page} told=${told}/>`}</div>`}<//>`}<//>`}</aside>`;
}

/** What was done last, and what was refused. @param {{page: Supervise}} props */
function Said({ page }) {
  const said = page.done.value?.() ?? "";
  return html`<div class="said"><div role="status">${said ? html`<p class="said-line"><${Icon} name="check" size="s"/><span>${said}</span></p>` : null}</div><div role="alert">${problem.value ? html`<p class="note" data-t="bad"><${Icon} name="bad"/><span>${problem.value}</span></p>` : null}</div></div>`;
}

/** @param {{page: Supervise, row: import("../live/chatrows.js").ChatRow}} props */
function Head({ page, row }) {
  const { looked } = page, mine = page.watches(row.id), why = mine ? "" : page.whyNot(row), open = looked.open.value !== undefined;
  return html`<header class="dh"><div class="row"><${AgentList} page=${page} row=${row} agents=${looked.agents()} picked=${looked.agent}/>${open ? html`<span class="end waits"><${Waits} page=${page} row=${row}/></span>` : null}<button type="button" class=${`btn ghost icon sm ${open ? "" : "end"}`} aria-label=${v("close")} onClick=${() => page.choose("")}><${Icon} name="x" size="s"/></button></div>
    <div class="row c2"><${Channel} channel=${row.channel}/><b class="med trunc">${customerOf(row)}</b><${StatusOf} status=${row.status}/></div><p class="c3 t-xs trunc">${[categoryOf(row), row.small].filter(Boolean).join(" › ") || v("no_category")}</p>
    ${!open ? null : mine ? html`<div class="row"><button type="button" class="btn grow" onClick=${() => page.go("watch", row.id)}><${Icon} name="bino"/>${v("show")}</button><button type="button" class="btn" disabled=${isGoing("stop")} onClick=${() => page.stop(row.id, customerOf(row))}><${Icon} name="x"/>${v("stop")}</button></div>`
      : html`<button type="button" class="btn primary wide" aria-disabled=${!!why || isGoing("monitor")} aria-describedby=${why ? "sup-why" : undefined} onClick=${() => { if (!why) void page.monitor(row); }}><${Icon} name="bino"/>${row.watcher && row.watcher !== page.login ? v("watched_by", { name: page.watcherName(row) }) : v("monitor")}</button>${why ? html`<p class="hint" id="sup-why">${why}</p>` : null}`}</header>`;
}
