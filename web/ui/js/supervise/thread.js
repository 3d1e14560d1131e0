// Messages to be read, the oldest first. It stays at its end while somebody looks at the
// end, and says how many are new where not.
import { html, useLayoutEffect, useRef, useSignal } from "../dom.js";
import { dayIn, dayOnWall, daySecond, shortTime } from "../format.js";
import { language } from "../i18n.js";
import { Icon } from "../icons.js";
import { v } from "./text.js";

/** @typedef {import("./api.js").Message} Message */

const near = 60; // px from the end, which is at it

/** @param {{messages: Message[], zone: string, label: string, who: (message: Message) => string, customerRead?: number, typing?: boolean, more: boolean, fetching: boolean, older: () => unknown}} props */
export function Thread({ messages, zone, label, who, customerRead = 0, typing = false, more, fetching, older }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null)), atEnd = useRef(true), before = useRef({ first: 0, last: 0, height: 0 }), fresh = useSignal(0);
  const first = messages[0]?.seq ?? 0, last = messages.at(-1)?.seq ?? 0;
  useLayoutEffect(() => {
    const el = box.current, was = before.current;
    if (!el) return;
    if (atEnd.current) el.scrollTop = el.scrollHeight;
    else if (first < was.first) el.scrollTop += el.scrollHeight - was.height; // what was read stays in its place
    else if (last > was.last) fresh.value += messages.filter((one) => one.seq > was.last).length;
    before.current = { first, last, height: el.scrollHeight };
  }, [first, last, typing]);
  const scrolled = () => {
    const el = box.current;
    if (!el) return;
    atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < near;
    if (atEnd.current) fresh.value = 0;
  };
  const toEnd = () => { if (box.current) box.current.scrollTop = box.current.scrollHeight; };
  const readTo = messages.findLast((one) => one.by === "agent" && one.seq <= customerRead)?.seq;
  return html`<div class="thread-box"><div class="scroll" ref=${box} onScroll=${scrolled} tabindex="0" role="log" aria-label=${label}><ol class="msgs">
      ${more ? html`<li class="sys"><button type="button" class="btn ghost sm" disabled=${fetching} onClick=${() => older()}>${v("older")}</button></li>` : null}
      ${messages.map((one, i) => html`${i === 0 || dayIn(one.at, zone) !== dayIn(messages[i - 1]?.at ?? 0, zone) ? html`<li key=${`day ${one.seq}`} class="sys day">${dayOnWall(one.at, zone, language.value)}</li>` : null}<${Bubble} key=${one.seq} one=${one} who=${who(one)} zone=${zone} read=${one.seq === readTo}/>`)}
      ${typing ? html`<li class="sys typing" role="status">${v("typing")}</li>` : null}</ol></div>
    ${fresh.value ? html`<button type="button" class="btn sm to-end" onClick=${toEnd}>${v("new_n", { n: fresh.value })}<${Icon} name="arrow-d" size="s"/></button>` : null}</div>`;
}

/** @param {{one: Message, who: string, zone: string, read: boolean}} props */
function Bubble({ one, who, zone, read }) {
  const time = html`<time title=${daySecond(one.at, zone)}>${shortTime(one.at, zone)}${read ? html` · ${v("read")}` : null}</time>`;
  if (one.by === "system") return html`<li class="sys" data-seq=${one.seq}>${one.body} ${time}</li>`;
  return html`<li class=${`m ${one.by}`} data-seq=${one.seq}><span class="by">${one.by === "bot" ? html`<${Icon} name="bot" size="s"/>` : null}${who}${one.by === "note" ? html` <span class="tagx">${v("note")}</span>` : null}</span>
    <div class="bub">${one.body ? html`<p>${one.body}</p>` : null}${(one.files ?? []).map((file) => html`<a key=${file.id} href=${`api/v1/chat/files/${encodeURIComponent(file.id)}`} target="_blank" rel="noopener"><${Icon} name=${file.type.startsWith("image/") ? "img" : "doc"} size="s"/>${file.name}</a>`)}</div>${time}</li>`;
}
