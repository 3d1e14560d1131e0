// Customers who are blocked, for managers: who did it and why, and the way back.
import { html, useEffect, useMemo } from "../dom.js";
import { dayTime } from "../format.js";
import { Icon } from "../icons.js";
import { ask, busy, problem } from "../desk/parts/ask.js";
import { Dialog } from "../desk/parts/layers.js";
import { Empty, Loaded, More, Paged } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { closeDialog, Problem } from "./dialogs.js";
import { channelIcon, channelName, visitorName } from "./names.js";
import { ch } from "./text.js";

/** @param {{page: import("./model.js").Console}} props */
export function BlockedDialog({ page }) {
  const list = useMemo(() => new Paged(api.blocked), []), all = list.value.value?.items ?? [];
  useEffect(() => { problem.value = ""; void list.refresh(); }, []);
  const free = async (/** @type {string} */ visitor) => { if (await ask("unblock", () => api.unblock(visitor))) await list.again(); };
  return html`<${Dialog} title=${ch("blocked_customers")} cls="wide" close=${() => closeDialog(page)}><div class="dlg-body"><${Problem}/>
    <${Loaded} of=${list} what=${ch("blocked_customers")}>${() => (all.length ? html`<div class="scroll papers"><ul>${all.map((one) => html`<li key=${one.id} class="paper-line"><span class="c3" title=${channelName(one.channel)}><${Icon} name=${channelIcon(one.channel)} size="s"/></span><span class="grow col"><b class="trunc">${visitorName(one)}</b><span class="c2 words">${one.block?.why}</span><span class="c3 t-xs">${one.block ? `${dayTime(one.block.at, page.zone)} · ${one.block.by_name || one.block.by}` : ""}</span></span><button type="button" class="btn sm" disabled=${busy.value} onClick=${() => free(one.id)}>${ch("unblock")}</button></li>`)}</ul><${More} of=${list}/></div>` : html`<${Empty} icon="ban" title=${ch("blocked_none")} why=${ch("blocked_none_why")}/>`)}<//></div><//>`;
}
