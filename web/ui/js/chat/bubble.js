// One message as people read it: what the customer, agents, the bot and the program wrote,
// and notes among colleagues.
import { html } from "../dom.js";
import { shortTime } from "../format.js";
import { Icon } from "../icons.js";
import { linked } from "../../widget/links.js";
import { fileAddress } from "./api.js";
import { size } from "./names.js";
import { ch, chcode } from "./text.js";

/** @typedef {import("./api.js").Message} Message */

const widest = 240, highest = 240; // px of a picture

/** A text with its addresses as links, and what is looked for in it marked. @param {{text: string, mark?: string}} props */
export function Words({ text, mark = "" }) {
  return html`<p>${linked(text).map((part) => (typeof part === "string" ? marked(part, mark) : html`<a class="url" href=${part.href} target="_blank" rel="noopener noreferrer nofollow">${part.text}</a>`))}</p>`;
}

/** @param {string} text @param {string} mark @returns {any} */
function marked(text, mark) {
  if (!mark) return text;
  const at = text.toLowerCase().indexOf(mark.toLowerCase());
  return at < 0 ? text : html`${text.slice(0, at)}<mark>${text.slice(at, at + mark.length)}</mark>${marked(text.slice(at + mark.length), mark)}`;
}

/** @param {{files: import("./api.js").File[]|undefined}} props */
export function Files({ files }) {
  if (!files?.length) return null;
  return html`<span class="m-files">${files.map((file) => (file.type.startsWith("image/") ? html`<${Picture} key=${file.id} file=${file}/>` : html`<a key=${file.id} class="m-file" href=${fileAddress(file.id)} download=${file.name}><${Icon} name="doc"/><span class="col"><b class="trunc">${file.name}</b><span class="t-xs">${size(file.size)}</span></span><${Icon} name="download" size="s"/></a>`))}</span>`;
}

/** A picture keeps its place before it is there. @param {{file: import("./api.js").File}} props */
function Picture({ file }) {
  const { width = widest, height = highest } = file, scale = Math.min(1, widest / width, highest / height);
  return html`<a class="m-pic" href=${fileAddress(file.id)} target="_blank" rel="noopener" title=${`${file.name} · ${size(file.size)}`}><img src=${fileAddress(file.id)} alt=${file.name} width=${Math.round(width * scale)} height=${Math.round(height * scale)} loading="lazy"/></a>`;
}

/**
 * @param {{message: Message, zone: string, name: string, timed: boolean, own: boolean, read?: boolean, mark?: string, found?: boolean}} props
 *   name: of who wrote it, "" where that need not be said; timed: the last one of its minute; read: the customer has read up to here
 */
export function Bubble({ message, zone, name, timed, read, mark, found, own }) {
  const { by, body, at, files, seq, delivery } = message, unsure = delivery === "queued" || delivery === "failed";
  const time = html`<time datetime=${new Date(at).toISOString()}>${shortTime(at, zone)}${read ? ` · ${ch("read")}` : delivery && !unsure ? ` · ${chcode("delivery", delivery)}` : ""}</time>`;
  if (by === "system") return html`<li class="sys" data-seq=${seq} data-found=${found}><bdi>${body}</bdi> <span class="tm">${shortTime(at, zone)}</span></li>`;
  if (by === "choice") return html`<li class="m choice" data-seq=${seq} data-found=${found}><span class="sr">${ch("by_choice")}</span><div class="b"><p title=${ch("by_choice")}><${Icon} name="check" size="s"/>${marked(body, mark ?? "")}</p></div>${timed ? time : null}</li>`;
  const side = by === "agent" ? (own ? "me" : "me other") : by === "note" ? "memo" : by, who = by === "note" ? [ch("note"), name].filter(Boolean).join(" · ") : name;
  return html`<li class=${`m ${side}`} data-seq=${seq} data-found=${found}>${who ? html`<span class="who">${by === "bot" ? html`<${Icon} name="bot" size="s"/>` : by === "note" ? html`<${Icon} name="lock" size="xs"/>` : null}${who}</span>` : html`<span class="sr">${ch(by === "customer" ? "by_customer" : by === "bot" ? "by_bot" : "by_us")}</span>`}
    <div class="b">${body ? html`<${Words} text=${body} mark=${mark}/>` : null}<${Files} files=${files}/></div>${unsure ? html`<span class="state" data-t=${delivery === "failed" ? "bad" : undefined}>${delivery === "failed" ? html`<${Icon} name="bad" size="s"/> ` : null}${chcode("delivery", delivery)} · ${time}</span>` : timed || read ? time : null}</li>`;
}
