// One message: its words, files, buttons, and whether it has arrived.
import { html, useSignal } from "../../js/dom.js";
import { linked } from "../links.js";
import { below } from "../server.js";
import { bytes, clock, say } from "../words.js";
import { Icon } from "./icons.js";
import { BotForm } from "./form.js";
import { whyNot } from "./lines.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */

/** Words as they were written, with addresses that can be followed. @param {{text: string}} props */
const Words = ({ text }) => html`<p class="words" dir="auto">${linked(text).map((part) => (typeof part === "string" ? part : html`<a href=${part.href} target="_blank" rel="noopener noreferrer nofollow">${part.text}</a>`))}</p>`;

/** @param {{chat: Chat, file: import("../types.js").File}} props */
function Attached({ chat, file }) {
  const broken = useSignal(false), url = below(chat.options.base, file.url), size = bytes(file.size);
  if (file.type.startsWith("image/") && url && !broken.value) {
    const ratio = file.width && file.height ? Math.min(2.4, Math.max(0.6, file.width / file.height)) : 1.5;
    return html`<a class="image" href=${url} target="_blank" rel="noopener noreferrer" aria-label=${say("file.image", { name: file.name })} style=${{ aspectRatio: String(ratio) }}>
      <img src=${url} alt="" referrerpolicy="no-referrer" onError=${() => { broken.value = true; }}/></a>`;
  }
  return html`<a class="file" href=${url || undefined} target="_blank" rel="noopener noreferrer" aria-label=${say("file.download", { name: file.name, size })}>
    <${Icon} name="doc"/><span class="name">${file.name}</span><small>${size}</small></a>`;
}

/** The bot's buttons. @param {{chat: Chat, message: Message}} props */
function Choices({ chat, message }) {
  const asked = chat.talk.room.value?.asked;
  return html`<div class="choices" role="group" aria-label=${say("choices")}>${message.choices?.map((choice) => html`<button type="button" class=${`choice ${choice.kind}`}
    disabled=${choice.kind === "agent" && asked} onClick=${() => chat.choose(choice, message.seq)}>${choice.text}</button>`)}</div>`;
}

/** What has become of an own message. @param {{chat: Chat, line: import("./lines.js").Line}} props */
function Fate({ chat, line }) {
  const { entry } = line;
  if (!entry) return line.last || line.read ? html`<span class="when">${line.read && html`<span class="read">${say("message.read")}</span>`}<time datetime=${new Date(line.at).toISOString()}>${clock(line.at)}</time></span>` : null;
  if (!entry.failed) return html`<span class="when">${say(chat.wire.state.value === "live" ? "message.sending" : "message.waiting")}</span>`;
  return html`<span class="when bad"><${Icon} name="warn"/><span>${say("message.failed")}${whyNot(entry.failed) && html` · ${whyNot(entry.failed)}`}</span>
    <span class="acts"><button type="button" class="link" onClick=${() => chat.outbox.retry(entry.act.client)}>${say("message.again")}</button>
    <button type="button" class="link" onClick=${() => chat.outbox.remove(entry.act.client)}>${say("message.drop")}</button></span></span>`;
}

/** @param {{chat: Chat, line: import("./lines.js").Line}} props */
export function Bubble({ chat, line }) {
  const message = /** @type {Message} */ (line.message), mine = message.by === "customer";
  const kind = mine ? "me" : message.by === "agent" ? "agent" : "bot", name = mine ? say("you") : chat.author(message);
  return html`<li class=${`m ${kind}${line.entry ? " pending" : ""}${line.entry?.failed ? " failed" : ""}${line.first ? " first" : ""}`}>
    ${mine || !line.first ? html`<span class="sr">${name}</span>` : html`<span class="who">${message.by === "bot" && html`<${Icon} name="bot"/>`}${name}</span>`}
    <div class="pair"><div class="body">
      ${message.body && html`<${Words} text=${message.body}/>`}
      ${message.files?.map((file) => html`<${Attached} key=${file.id} chat=${chat} file=${file}/>`)}
      ${message.form && html`<${BotForm} chat=${chat} form=${message.form} seq=${message.seq} live=${line.live}/>`}
    </div>
    ${mine ? html`<${Fate} chat=${chat} line=${line}/>` : line.last && html`<span class="when"><time datetime=${new Date(line.at).toISOString()}>${clock(line.at)}</time></span>`}</div>
    ${line.live && message.choices?.length ? html`<${Choices} chat=${chat} message=${message}/>` : null}
  </li>`;
}
