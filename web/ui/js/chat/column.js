// One conversation: its head, its messages, and where one writes.
import { html } from "../dom.js";
import { Icon } from "../icons.js";
import { Empty, Retry } from "../desk/parts/resource.js";
import { chatAgents } from "../live/chats.js";
import { does } from "./acts.js";
import { Compose } from "./compose.js";
import { Head } from "./head.js";
import { customerName, holder, nameIn, noteBy } from "./names.js";
import { Sending } from "./sending.js";
import { Strip } from "./strip.js";
import { over, taken } from "./talk.js";
import { Thread } from "./thread.js";
import { ch, chcode } from "./text.js";

/** @typedef {import("./talk.js").Talk} Talk */
/** @typedef {import("./model.js").Console} Console */

/** Who wrote a message, where that is not plain. @param {Console} page @param {Talk} talk @returns {(message: import("./api.js").Message) => string} */
function names(page, talk) {
  return (message) => {
    const { by, agent } = message;
    if (by === "bot") return ch("by_bot");
    if (by === "note" && !agent) return noteBy(message);
    if (by !== "agent" && by !== "note" || !agent || agent === page.agent) return "";
    const line = talk.line.value;
    return agent === line?.agent ? holder(line) : nameIn(chatAgents.row(agent)?.value.name, agent);
  };
}

/** @param {{page: Console, talk: Talk, at: number}} props */
export function Column({ page, talk, at }) {
  const line = talk.line.value, n = page.columns.value.length, label = line ? ch("conversation_with", { name: customerName(line) }) : ch("conversation"), here = page.at.value === at;
  const enter = () => { page.at.value = at; };
  if (talk.gone.value) return html`<section class="col-talk" aria-label=${label} onFocusIn=${enter} onPointerDown=${enter}><${Head} page=${page} talk=${talk} at=${at} alone=${false}/><${Empty} icon="lock" title=${ch("gone")} why=${ch("gone_why")}/></section>`;
  return html`<section class="col-talk" data-here=${here && n > 1 ? "" : undefined} aria-label=${label} onFocusIn=${enter} onPointerDown=${enter}><${Head} page=${page} talk=${talk} at=${at} alone=${n === 1}/>
    ${line ? html`<${Strip} page=${page} talk=${talk} line=${line} at=${at}/>` : null}
    ${talk.failed.value ? html`<p class="stale" role="status"><${Icon} name="warn" size="s"/><span class="grow">${ch(talk.loaded.value ? "messages_old" : "messages_failed")} ${talk.failed.value}</span><${Retry} again=${() => talk.again()}/></p>` : null}
    ${talk.loaded.value ? html`<${Thread} messages=${talk.messages.value} zone=${page.zone} label=${label} who=${names(page, talk)} own=${page.agent} customerRead=${line?.customer_read} typing=${!!line?.typing} more=${talk.more.value} fetching=${talk.fetching.value} older=${() => talk.older()} seen=${() => { if (document.hasFocus() && !document.hidden) talk.seen(); }} sought=${talk.sought.value} mark=${page.search.asked.value}><${Sending} talk=${talk}/><//>` : html`<div class="thread-box"></div>`}
    ${line ? html`<${Foot} page=${page} talk=${talk} line=${line} at=${at}/>` : null}</section>`;
}

/** Where one writes, or why not. @param {{page: Console, talk: Talk, line: import("./api.js").Line, at: number}} props */
function Foot({ page, talk, line, at }) {
  if (talk.mine.value) return html`<${Compose} key=${talk.id} page=${page} talk=${talk} id=${`write-${at}`}/>`;
  const acts = does(page, line);
  if (over(line)) return html`<p class="foot-line"><${Icon} name="info" size="s"/><span>${ch("is_over", { how: chcode("end_type", line.end_type ?? "bot") })}</span></p>`;
  if (line.status === "waiting") return html`<p class="foot-line"><${Icon} name="clock" size="s"/><span class="grow">${line.cause ? ch("waits_why", { why: chcode("cause", line.cause) }) : ch("waits_only")}${page.manages && page.manual ? ` ${ch("waits_no_end")}` : ""}</span>${acts.take ? html`<button type="button" class="btn sm primary" onClick=${() => acts.take?.()}>${ch("take")} <kbd aria-hidden="true">Alt A</kbd></button>` : null}</p>`;
  if (page.manages && taken(line)) return html`<${Compose} key=${talk.id} page=${page} talk=${talk} id=${`write-${at}`} noteOnly/>`;
  return html`<p class="foot-line"><${Icon} name="eye" size="s"/><span>${ch(line.status === "bot" ? "with_bot" : "look_only")}</span></p>`;
}
