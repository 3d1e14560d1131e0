// The conversation as it goes on, to be read alone (S7). The binocular at its top left
// ends the monitoring (S18).
import { html, useEffect } from "../dom.js";
import { Icon } from "../icons.js";
import { noteBy } from "../chat/names.js";
import { Thread } from "../chat/thread.js";
import { isGoing } from "../desk/parts/ask.js";
import { agentOf, categoryOf, Channel, customerOf } from "../monitor/room.js";
import { Loading } from "../monitor/wait.js";
import { Again, StatusOf, Waits } from "./rows.js";
import { v, vcode } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */
/** @typedef {import("./api.js").Message} Message */

/** @param {{page: Supervise}} props */
export function Conversation({ page }) {
  const id = page.chosen.value, item = page.items.value.find((one) => one.id === id), loaded = page.live.chats.loaded.value;
  useEffect(() => { if (loaded && !item) page.go(page.list.peek(), id); }, [loaded, item]); // it is not monitored: its detail is shown
  return item ? html`<${Watched} key=${id} page=${page} item=${item}/>` : html`<main class="pane conv"><${Loading}/></main>`;
}

/** @param {{page: Supervise, item: import("./model.js").Item}} props */
function Watched({ page, item }) {
  const { row, why } = item, talk = page.talk(item.id), customer = customerOf(row), failed = talk.failed.value;
  const who = (/** @type {Message} */ one) => (one.by === "note" && !one.agent ? noteBy(one) : one.by === "agent" || one.by === "note" ? page.nameOf(one.agent, agentOf(row)) : one.by === "bot" ? v("bot") : one.by === "customer" ? customer : "");
  return html`<main class="pane conv" aria-label=${v("conversation")}><header class="phead cvh">
      ${why ? html`<span class="btn icon" aria-disabled="true"><${Icon} name="bino"/></span>` : html`<button type="button" class="btn icon stop" aria-label=${v("stop")} title=${v("stop")} disabled=${isGoing("stop")} onClick=${() => page.stop(item.id, customer)}><${Icon} name="bino"/></button>`}
      <div class="grow"><div class="row"><h2 class="trunc">${customer}</h2>${row.grade ? html`<span class="tagx line grade" title=${row.grade}>${row.grade}</span>` : null}<${StatusOf} status=${why === "over" ? "ended" : row.status}/></div><div class="c3 t-xs trunc"><${Channel} channel=${row.channel}/> ${[agentOf(row), categoryOf(row)].filter(Boolean).join(" · ")}</div></div>
      ${why ? null : html`<span class="waits"><${Waits} page=${page} row=${row}/></span>`}<button type="button" class="btn sm" onClick=${() => page.go(page.list.peek())}><${Icon} name="layers" size="s"/>${v("to_list")}</button></header>
    ${why ? html`<p class="note over-note" role="status"><${Icon} name="info"/><span class="grow">${vcode("ended_why", why)}</span><button type="button" class="btn sm" onClick=${() => { page.looked.tab.value = "facts"; page.go(page.list.peek(), item.id); page.drop(item.id); }}>${v("details")}</button></p>` : null}
    ${failed ? html`<p class="stale" role="status"><${Icon} name="warn" size="s"/><span class="grow">${failed}</span><${Again} again=${() => talk.read()}/></p>` : null}
    ${talk.loaded.value ? html`<${Thread} messages=${talk.messages.value} zone=${page.live.timeZone.value} label=${v("conversation")} who=${who} customerRead=${row.customer_read} typing=${!why && row.typing} more=${talk.more.value} fetching=${talk.fetching.value} older=${() => talk.older()}/>` : failed ? null : html`<${Loading}/>`}
    <p class="read-only c3 t-xs"><${Icon} name="eye-off" size="s"/>${v("read_only")}</p></main>`;
}
