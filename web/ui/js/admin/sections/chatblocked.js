// Blocked customers of the chat (차단 고객): who blocked whom when and why, and the way back.
import { html, useEffect } from "../../dom.js";
import { request } from "../../api.js";
import { daySecond } from "../../format.js";
import { Icon } from "../../icons.js";
import { channelIcon, channelName, customerName } from "../../chat/names.js";
import { Empty, Loaded, More, Paged } from "../../desk/parts/resource.js";
import { ca } from "../chat/text.js";
import { OffNote } from "../chat/used.js";
import { Panel } from "../fields.js";
import { act, changed } from "../said.js";
import { Sure, zone } from "../shared.js";
import { wcode } from "../text.js";

/** @typedef {{id: string, channel: string, external?: string, name?: string, number?: string, given?: boolean, block?: {by: string, by_name?: string, at: number, why?: string}}} Visitor */

const section = "chat-blocked";

/** One page, with those after it while they are empty: of managers a page may have fewer than the server read. @param {string} after @returns {Promise<{items: Visitor[], next?: string}>} */
async function page(after) {
  const got = await request("GET", `chat/blocked?limit=100${after ? `&after=${encodeURIComponent(after)}` : ""}`);
  return got.items.length || !got.next ? got : page(got.next);
}

const list = new Paged(page);

/** Who it is, as rows of chats say it. @param {Visitor} one @returns {string} */
const nameOf = (one) => customerName(/** @type {any} */ ({ channel: one.channel, external: one.external, given: one.given, customer: one.name, visitor: one.id }));

/** @param {{user: import("../../api.js").User}} props */
export function ChatBlocked({ user }) {
  useEffect(() => { void (list.value.peek() ? list.again() : list.refresh()); }, [changed.value]);
  return html`<main class="scroll det"><${OffNote} user=${user}/><${Panel} title=${wcode("s", section)} why=${ca("blocked_why")}><${Loaded} of=${list} what=${wcode("s", section)}>${(/** @type {{items: Visitor[]}} */ { items }) => (items.length === 0 ? html`<${Empty} icon="ban" title=${ca("blocked_none")} why=${ca("blocked_none_why")}/>`
    : html`<table class="tbl"><thead><tr><th>${ca("customer")}</th><th>${ca("number")}</th><th>${ca("block_reason")}</th><th>${ca("block_by")}</th><th>${ca("block_at")}</th><th><span class="sr">${ca("unblock")}</span></th></tr></thead><tbody>${items.map((one) => html`<${Row} key=${one.id} one=${one}/>`)}</tbody></table><div class="pad gap-top"><${More} of=${list}/></div>`)}<//><//></main>`;
}

/** @param {{one: Visitor}} props */
function Row({ one }) {
  const name = nameOf(one), { block } = one;
  const free = () => act(ca("said.unblocked", { name }), () => request("DELETE", `chat/visitors/${encodeURIComponent(one.id)}/block`));
  return html`<tr><td><span class="row"><${Icon} name=${channelIcon(one.channel)} size="s"/><span class="sr">${channelName(one.channel)}</span><b class="med">${name}</b></span></td><td class="c2">${one.number || "–"}</td><td class="wraps reason">${block?.why || html`<span class="c3">${ca("no_reason")}</span>`}</td><td>${block?.by_name || block?.by}</td><td class="tm c2">${block ? daySecond(block.at, zone()) : ""}</td>
    <td class="num"><${Sure} text=${ca("unblock")} sure=${ca("unblock_sure")} label=${ca("unblock_of", { name })} onSure=${free}/></td></tr>`;
}
