// The log of the talk. It stays at its end, unless somebody reads further up.
import { html, useEffect, useLayoutEffect, useRef, useSignal } from "../../js/dom.js";
import { language, say, day } from "../words.js";
import { Bubble } from "./bubble.js";
import { Icon } from "./icons.js";
import { linesOf } from "./lines.js";

/** @typedef {import("../chat.js").Chat} Chat */

const near = 60; // px from the end that still count as the end

/** The words with which a talk begins that has no bot. @param {{chat: Chat}} props */
function Greeting({ chat }) {
  const text = chat.config.value?.texts?.[language.value]?.greeting ?? say("greeting");
  return html`<li class="m bot first"><span class="who">${chat.name()}</span><div class="body"><p class="words">${text}</p></div></li>`;
}

/** @param {{chat: Chat, children?: any}} props children: what comes after the messages */
export function Log({ chat, children }) {
  const lines = linesOf(chat), el = useRef(/** @type {HTMLElement|null} */ (null)), end = useRef(true), before = useRef(""), more = useSignal(false);
  const last = lines.at(-1)?.key ?? "", own = lines.at(-1)?.message?.by === "customer", typing = chat.talk.typing.value;
  const down = () => { if (el.current) el.current.scrollTop = el.current.scrollHeight; };
  useLayoutEffect(() => {
    const came = last !== before.current; // who reads back stays there whatever else changes
    before.current = last;
    if (end.current || came && own) down();
    else if (came && last) more.value = true;
  }, [last, own, typing, chat.talk.over.value]);
  useEffect(() => { // the panel, the keyboard or a picture changes the height
    if (typeof ResizeObserver === "undefined" || !el.current) return;
    const watch = new ResizeObserver(() => { if (end.current) down(); });
    for (const one of [el.current, ...el.current.children]) watch.observe(one);
    return () => watch.disconnect();
  }, []);
  const scrolled = () => {
    const it = el.current;
    end.current = !it || it.scrollHeight - it.scrollTop - it.clientHeight < near;
    if (end.current) more.value = false;
  };
  const bare = lines.length === 0 && !chat.config.value?.bot;
  return html`<div class="middle"><div class="log" ref=${el} role="log" aria-live="off" aria-label=${say("log")} tabindex="0" onScroll=${scrolled}><div class="all">
      ${chat.talk.cut.value && html`<p class="line">${say("cut")}</p>`}
      <ol>${bare && html`<${Greeting} chat=${chat}/>`}${lines.map((line) => {
        if (line.kind === "day") return html`<li class="line" key=${line.key}>${day(line.at)}</li>`;
        if (line.kind === "chosen") return html`<li class="m me chosen first" key=${line.key}><span class="sr">${say("chosen", { text: "" })}</span><div class="body"><p class="words"><${Icon} name="check"/>${line.text}</p></div></li>`;
        return html`<${Bubble} key=${line.key} chat=${chat} line=${line}/>`;
      })}</ol>
      ${typing && html`<p class="typing"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${say("typing")}</p>`}
      ${children}
    </div></div>
    ${more.value && html`<button type="button" class="further" onClick=${() => { down(); more.value = false; }}><${Icon} name="down"/>${say("new")}</button>`}
  </div>`;
}
