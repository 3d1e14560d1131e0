// Messages of a room, oldest first, with a line for each day. It stays at its end while
// somebody looks at the end, says that something new is there where not, and reads older
// ones as somebody goes back. Whoever only looks on uses it without the rest.
import { html, useEffect, useLayoutEffect, useRef, useSignal } from "../dom.js";
import { dayIn, dayInTalk } from "../format.js";
import { language } from "../i18n.js";
import { Icon } from "../icons.js";
import { Bubble } from "./bubble.js";
import { ch } from "./text.js";

/** @typedef {import("./api.js").Message} Message */

const nearEnd = 60; // px
const nearTop = 200; // px
const minute = 60_000; // ms

/** How much there is and how much of it one sees. @param {HTMLElement} el */
const shapeOf = (el) => `${el.scrollHeight}/${el.clientHeight}`;

/** Scrolls a box so that something of it is in its middle: the box alone, not what it stands in. @param {HTMLElement} box @param {Element} to */
function toMiddle(box, to) {
  const at = to.getBoundingClientRect();
  box.scrollTop += at.top + at.height / 2 - box.getBoundingClientRect().top - box.clientHeight / 2;
}

/** Whether two messages are of one hand in one minute: then one name and one time are enough. @param {Message} a @param {Message|undefined} b @param {(message: Message) => string} who */
const together = (a, b, who) => !!b && b.by === a.by && b.agent === a.agent && who(b) === who(a) && Math.floor(b.at / minute) === Math.floor(a.at / minute);

/**
 * @param {{messages: Message[], zone: string, label: string, who?: (message: Message) => string, own?: string, customerRead?: number, typing?: boolean, more?: boolean, fetching?: boolean, older?: () => unknown, seen?: () => unknown, sought?: number, mark?: string, children?: any}} props
 *   who: the name that stands over a message, "" for none; own: the viewer's agent; customerRead: up to which one the customer has read; typing: the customer writes now; more: there are older ones;
 *   older: reads these; seen: the end is in sight; sought: the number of the message to be shown; mark: what is looked for; children: what follows behind the last one, such as what is being sent
 */
export function Thread({ messages, zone, label, who = () => "", own = "", customerRead = 0, typing = false, more = false, fetching = false, older, seen, sought = 0, mark = "", children }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null)), atEnd = useRef(true), held = useRef({ first: 0, from: 0 }), shape = useRef(""), fresh = useSignal(0);
  const first = messages[0]?.seq ?? 0, last = messages.at(-1), readTo = messages.findLast((one) => one.by === "agent" && one.seq <= customerRead)?.seq;
  const follow = () => { const el = box.current; if (el && atEnd.current) { el.scrollTop = el.scrollHeight; shape.current = shapeOf(el); seen?.(); } };
  const latest = useRef(last?.seq ?? 0);
  useLayoutEffect(() => {
    const came = last?.seq ?? 0, news = messages.filter((one) => one.seq > latest.current && one.by !== "system" && !(one.by === "agent" && one.agent === own)).length;
    if (came > latest.current && latest.current > 0 && !atEnd.current && news) fresh.value += news;
    if (came > latest.current && last?.by === "agent" && last.agent === own) atEnd.current = true; // one's own message is looked at
    latest.current = Math.max(latest.current, came);
    follow();
  }, [last?.seq, typing, children]);
  useLayoutEffect(() => { // what stands there stays in its place when older ones come above it
    const el = box.current;
    if (el && held.current.first > first && !atEnd.current) el.scrollTop += el.scrollHeight - held.current.from;
    held.current = { first, from: el?.scrollHeight ?? 0 };
  }, [first]);
  useEffect(() => {
    const watch = new ResizeObserver(follow), look = () => { if (!document.hidden && atEnd.current) seen?.(); };
    if (box.current) { watch.observe(box.current); if (box.current.firstElementChild) watch.observe(box.current.firstElementChild); }
    for (const kind of ["focus", "visibilitychange"]) addEventListener(kind, look);
    return () => { watch.disconnect(); for (const kind of ["focus", "visibilitychange"]) removeEventListener(kind, look); };
  }, []);
  useLayoutEffect(() => {
    const found = sought ? box.current?.querySelector(`[data-seq="${sought}"]`) : null;
    if (found && box.current) { atEnd.current = false; toMiddle(box.current, found); }
  }, [sought, first]);
  const scrolled = () => {
    const el = box.current;
    if (!el) return;
    if (atEnd.current && shape.current !== shapeOf(el)) return follow(); // not somebody, but what came or what grew beside has moved it
    atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < nearEnd;
    held.current.from = el.scrollHeight;
    if (atEnd.current) { fresh.value = 0; seen?.(); }
    if (el.scrollTop < nearTop && more && !fetching) void older?.();
  };
  const toEnd = () => { atEnd.current = true; fresh.value = 0; follow(); };
  return html`<div class="thread-box"><div class="scroll msgs-box" ref=${box} onScroll=${scrolled} tabindex="0" role="log" aria-label=${label}><ol class="msgs">
      ${more && older ? html`<li class="sys"><button type="button" class="btn ghost sm" disabled=${fetching} onClick=${() => older()}>${ch("older")}</button></li>` : null}
      ${messages.flatMap((one, i) => [i === 0 || dayIn(one.at, zone) !== dayIn(messages[i - 1]?.at ?? 0, zone) ? html`<li class="day" key=${`day ${one.seq}`}><span>${dayInTalk(one.at, zone, language.value)}</span></li>` : null,
        html`<${Bubble} key=${one.seq} message=${one} zone=${zone} name=${together(one, messages[i - 1], who) ? "" : who(one)} timed=${!together(one, messages[i + 1], who)} own=${!!own && one.agent === own} read=${one.seq === readTo} mark=${mark} found=${sought === one.seq ? "" : undefined}/>`])}
      ${children}${typing ? html`<li class="typing" role="status"><span></span><span></span><span></span><em>${ch("typing")}</em></li>` : null}</ol></div>
    <div class="to-end" role="status">${fresh.value ? html`<button type="button" class="btn sm" onClick=${toEnd}>${ch("new_n", { n: fresh.value })}<${Icon} name="arrow-d" size="s"/></button>` : null}</div></div>`;
}
