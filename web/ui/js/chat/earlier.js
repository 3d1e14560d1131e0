// 지난 상담: the customer's rooms of before, newest first. One is looked at beside.
import { html } from "../dom.js";
import { moment } from "../format.js";
import { Icon } from "../icons.js";
import { Empty } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { categoryPath, channelIcon, channelName, holder, latestText } from "./names.js";
import { ch, chcode } from "./text.js";

/** @param {{page: import("./model.js").Console, detail: import("./api.js").Detail}} props */
export function Earlier({ page, detail }) {
  const list = detail.earlier.map(api.lineOf), now = page.live.clock.now();
  if (!list.length) return html`<${Empty} icon="history" title=${ch("earlier_none")} why=${ch("earlier_none_why")}/>`;
  return html`<ul class="past">${list.map((line) => html`<li key=${line.id}><button type="button" class="past-go" onClick=${() => page.open(line.id, { beside: true })}><span class="row"><span class="c3" title=${channelName(line.channel)}><${Icon} name=${channelIcon(line.channel)} size="s"/></span><b class="trunc">${line.title || categoryPath(line) || chcode("status", line.status)}</b><span class="c3 t-xs end">${moment(line.opened_at, now, page.zone)}</span></span><span class="trunc c2">${latestText(line.latest)}</span><span class="c3 t-xs trunc">${[holder(line), line.end_type ? chcode("end_type", line.end_type) : chcode("status", line.status)].filter(Boolean).join(" · ")}</span></button></li>`)}</ul>`;
}
