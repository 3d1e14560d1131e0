// Where the visitor writes. What is written stays until it is sent, over reloads too.
import { html, useEffect, useLayoutEffect, useRef, useSignal } from "../../js/dom.js";
import { say } from "../words.js";
import { Attachments } from "./attach.js";
import { Icon } from "./icons.js";
import { phone, touched } from "./place.js";

/** @typedef {import("../chat.js").Chat} Chat */

const tallest = 132; // px: five lines
const warnFrom = 0.9; // of what a message can have

/** @param {{chat: Chat, box: {current: HTMLTextAreaElement|null}}} props box: where people write */
export function Compose({ chat, box }) {
  const text = chat.draft, picker = useRef(/** @type {HTMLInputElement|null} */ (null));
  const { uploads, outbox } = chat, most = chat.limits.value.characters, length = [...text.value.trim()].length;
  const busy = uploads.list.value.some((one) => !one.done && !one.failed), ready = uploads.list.value.some((one) => one.done);
  const may = !busy && !outbox.full.value && length <= most && (length > 0 || ready);

  useLayoutEffect(() => {
    const it = box.current;
    if (!it) return;
    it.style.height = "auto";
    it.style.height = `${Math.min(it.scrollHeight, tallest)}px`;
  }, [text.value, phone.value]);

  const send = () => {
    if (!may || !chat.post(text.peek())) return;
    text.value = "";
    box.current?.focus();
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || event.shiftKey || touched()) return; // of a syllable that is not done it is no end
    event.preventDefault();
    send();
  };
  /** @param {ClipboardEvent} event */
  const paste = (event) => {
    const files = [...event.clipboardData?.files ?? []];
    if (files.length === 0 || chat.config.peek()?.files === false) return;
    event.preventDefault();
    void uploads.add(files);
  };
  const pick = () => {
    const files = [...picker.current?.files ?? []];
    if (picker.current) picker.current.value = "";
    void uploads.add(files).then(() => box.current?.focus());
  };
  return html`<form class="compose" onSubmit=${/** @param {Event} event */ (event) => { event.preventDefault(); send(); }}>
    <${Attachments} uploads=${uploads}/>
    <div class="box">
      ${chat.config.value?.files !== false && html`<input type="file" ref=${picker} multiple hidden accept=${chat.limits.value.types.join(",")} onChange=${pick}/>
        <button type="button" class="tool" aria-label=${say("attach")} onClick=${() => picker.current?.click()}><${Icon} name="clip"/></button>`}
      <textarea ref=${box} rows="1" aria-label=${say("write")} placeholder=${say(chat.talk.messages.value.length ? "write" : "write.first")} aria-invalid=${length > most ? "true" : undefined} aria-describedby="hint"
        value=${text.value} enterkeyhint=${touched() ? "enter" : "send"} onKeyDown=${key} onPaste=${paste}
        onInput=${/** @param {{currentTarget: HTMLTextAreaElement}} event */ (event) => { text.value = event.currentTarget.value; chat.typing(event.currentTarget.value.trim() !== ""); }}></textarea>
      <button class="send" aria-label=${say("send")} aria-disabled=${may ? undefined : "true"}><${Icon} name="send"/></button>
    </div>
    <${Hint} chat=${chat} length=${length} busy=${busy}/>
  </form>`;
}

/** What keeps a message from going out. @param {{chat: Chat, length: number, busy: boolean}} props */
function Hint({ chat, length, busy }) {
  const now = useSignal(performance.now()), held = chat.outbox.held.value, most = chat.limits.value.characters;
  useEffect(() => {
    now.value = performance.now();
    const timer = held ? setInterval(() => { now.value = performance.now(); }, 500) : undefined;
    return () => clearInterval(timer);
  }, [held]);
  const left = Math.ceil((held - now.value) / 1000);
  const text = length > most ? say("long", { n: length - most, most }) : chat.outbox.full.value ? say("wait.full") : held && left > 0 && chat.outbox.why.value !== "crowded" ? say(chat.outbox.why.value === "busy" ? "wait.busy" : "wait.fast", { n: left })
    : busy && length > 0 ? say("wait.files") : length > most * warnFrom ? say("count", { n: length, most }) : "";
  return html`<p class=${length > most ? "hint no" : "hint"} id="hint">${text}</p>`;
}
