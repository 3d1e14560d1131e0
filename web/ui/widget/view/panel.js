// The panel: a dialog beside the page, or over it on phones.
import { html, useEffect, useLayoutEffect, useRef, useSignal } from "../../js/dom.js";
import { say } from "../words.js";
import { Compose } from "./compose.js";
import { AfterEnd, Ended } from "./end.js";
import { keepFocus, keepInside } from "./focus.js";
import { AskEnd, Head } from "./head.js";
import { Log } from "./log.js";
import { heard, mayNot, Notices } from "./notice.js";
import { phone, touched } from "./place.js";

/** @param {{chat: import("../chat.js").Chat}} props */
export function Panel({ chat }) {
  const panel = useRef(/** @type {HTMLElement|null} */ (null)), box = useRef(/** @type {HTMLTextAreaElement|null} */ (null)), first = useRef(/** @type {HTMLElement|null} */ (null));
  const asking = useSignal(false), over = useSignal(false), ended = chat.talk.over.value, not = mayNot(chat), was = useRef(ended);
  const focus = () => (touched() ? panel.current : box.current ?? first.current ?? panel.current)?.focus();
  useLayoutEffect(() => { if (chat.focus) focus(); }, []);
  useEffect(() => { // the log, from where Tab leads to what is offered now; without it the panel
    const it = panel.current;
    return it ? keepFocus(it, () => it.querySelector(".log") ?? it) : undefined;
  }, []);
  useEffect(() => { // where one wrote is gone, or is there again
    if (was.current !== ended && panel.current?.matches(":focus-within, :focus")) focus();
    was.current = ended;
  }, [ended]);
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key === "Escape" && !event.isComposing) chat.hide();
    else if (phone.value && panel.current) keepInside(event, panel.current);
  };
  /** @param {DragEvent} event */
  const drag = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    over.value = event.type !== "dragleave" && event.type !== "drop";
    if (event.type === "drop" && !ended && !not && chat.config.peek()?.files !== false) void chat.uploads.add([...event.dataTransfer.files]);
  };
  return html`<section class="panel" ref=${panel} role="dialog" aria-modal=${phone.value ? "true" : undefined} aria-labelledby="title" tabindex="-1" onKeyDown=${key}
    onDragEnter=${drag} onDragOver=${drag} onDragLeave=${drag} onDrop=${drag}>
    <${Head} chat=${chat} asking=${asking}/>
    <${Notices} chat=${chat}/>
    <${Log} chat=${chat}>${ended && html`<${Ended} chat=${chat}/>`}</${Log}>
    ${asking.value && !ended && html`<${AskEnd} chat=${chat} asking=${asking} done=${() => setTimeout(focus)}/>`}
    ${ended ? html`<${AfterEnd} chat=${chat} mayNot=${not} first=${first}/>` : !not && html`<${Compose} chat=${chat} box=${box}/>`}
    ${over.value && !ended && !not && html`<div class="drop" aria-hidden="true"><span>${say("drop")}</span></div>`}
    <p class="sr" role="status">${chat.said.value}</p>
    <p class="sr" role="status">${heard(chat)}</p>
  </section>`;
}
