// The head of the panel: how the talk stands, and what can be done with it.
import { html, useLayoutEffect, useRef, useSignal } from "../../js/dom.js";
import { below } from "../server.js";
import { language, named, say } from "../words.js";
import { Icon } from "./icons.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** How the talk stands, in words. @param {Chat} chat */
function stands(chat) {
  const room = chat.talk.room.value, name = room?.agent?.name ?? say("agent");
  if (chat.talk.blocked.value) return ""; // said below
  if (!room) return chat.talk.hours.value?.open === false ? say("status.off") : chat.config.value?.texts?.[language.value]?.lead ?? say("status.none");
  switch (room.status) {
    case "waiting": return room.position ? say("status.waiting.place", { n: room.position }) : say("status.waiting");
    case "received": return say("status.received", { name });
    case "in_progress": return say("status.in_progress", { name });
    case "bot": return say("status.bot");
    default: return say("status.ended");
  }
}

/** @param {{chat: Chat, asking: {value: boolean}}} props asking: whether it is asked if the talk is to end */
export function Head({ chat, asking }) {
  const menu = useSignal(false), button = useRef(/** @type {HTMLButtonElement|null} */ (null));
  const room = chat.talk.room.value, ended = chat.talk.over.value, transcript = below(chat.options.base, room?.transcript);
  const save = transcript && `${transcript}&lang=${language.value}`;
  const close = () => { menu.value = false; button.current?.focus(); };
  const mail = save && `mailto:?subject=${encodeURIComponent(say("mail.subject", { name: named(chat.config.value?.name, say("title")) }))}&body=${encodeURIComponent(`${say("mail.body")}\n\n${save}\n`)}`;
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key !== "Escape" || !menu.value) return;
    event.stopPropagation();
    close();
  };
  /** @param {FocusEvent} event */
  const left = (event) => {
    const to = event.relatedTarget;
    if (to instanceof Node && !(/** @type {HTMLElement} */ (event.currentTarget)).contains(to)) menu.value = false;
  };
  const agent = room?.agent && !ended && room.status !== "waiting";
  return html`<header class="head">
    <span class="face" aria-hidden="true">${agent ? [...room.agent?.name ?? ""][0] : html`<${Icon} name=${room?.status === "bot" ? "bot" : "msg"}/>`}</span>
    <div class="what"><h2 id="title">${chat.config.value?.texts?.[language.value]?.title ?? (named(chat.config.value?.name) || say("title"))}</h2><p class="stands">${stands(chat)}</p></div>
    ${room && (save || !ended) && html`<div class="menu" onKeyDown=${key} onFocusOut=${left}>
      <button type="button" class="tool" ref=${button} aria-label=${say("menu")} aria-expanded=${menu.value} onClick=${() => { menu.value = !menu.value; }}><${Icon} name="more"/></button>
      ${menu.value && html`<div class="pop">
        ${save && html`<a href=${save} target="_blank" rel="noopener noreferrer" onClick=${close}><${Icon} name="save"/>${say("menu.save")}</a>
          <a href=${mail} target="_blank" rel="noopener noreferrer" onClick=${close}><${Icon} name="mail"/>${say("menu.mail")}</a>`}
        ${!ended && html`<button type="button" onClick=${() => { menu.value = false; asking.value = true; }}><${Icon} name="end"/>${say("menu.end")}</button>`}
      </div>`}
    </div>`}
    <button type="button" class="tool" aria-label=${say("close")} onClick=${() => chat.hide()}><${Icon} name="x"/></button>
  </header>`;
}

/** Asks whether the talk is to end. @param {{chat: Chat, asking: {value: boolean}, done: () => void}} props done: it was answered */
export function AskEnd({ chat, asking, done }) {
  const stay = useRef(/** @type {HTMLButtonElement|null} */ (null));
  useLayoutEffect(() => stay.current?.focus(), []); // as it appears, not each time that it is drawn
  /** @param {boolean} end */
  const answer = (end) => {
    asking.value = false;
    if (end) chat.act({ type: "end" });
    done();
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    answer(false);
  };
  return html`<div class="ask" role="alertdialog" aria-labelledby="ask" onKeyDown=${key}>
    <p id="ask">${say("end.ask")}</p>
    <button type="button" class="btn" ref=${stay} onClick=${() => answer(false)}>${say("end.stay")}</button>
    <button type="button" class="btn primary" onClick=${() => answer(true)}>${say("end.do")}</button>
  </div>`;
}
