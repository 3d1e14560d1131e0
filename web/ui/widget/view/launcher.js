// The button with which the chat opens, and how much has not been read.
import { html, useEffect, useRef } from "../../js/dom.js";
import { language, say } from "../words.js";
import { Icon } from "./icons.js";

/** @param {{chat: import("../chat.js").Chat, button: {current: HTMLButtonElement|null}}} props button: where the focus returns to */
export function Launcher({ chat, button }) {
  const n = chat.unread.value, words = chat.config.value?.texts?.[language.value]?.launcher;
  return html`<button type="button" class=${words ? "launch wide" : "launch"} ref=${button} aria-haspopup="dialog" aria-expanded="false"
    aria-label=${[words, n > 0 ? say("open.unread", { n }) : words ? "" : say("open")].filter(Boolean).join(", ")} onClick=${() => chat.show()}>
    <${Icon} name="msg"/>${words && html`<span>${words}</span>`}
    ${n > 0 && html`<span class="badge" data-n=${n > 99 ? "99+" : n}></span>`}
  </button>`;
}

/** What came last is told while the panel is closed, once. @param {{chat: import("../chat.js").Chat}} props */
export function Unheard({ chat }) {
  const n = chat.unread.value, told = useRef(0);
  useEffect(() => { told.current = n; }, [n]);
  return html`<p class="sr" role="status">${!chat.open.value && n > told.current ? say("open.unread", { n }) : ""}</p>`;
}
