// What customers wrote: by number, with what was sent to it, and the answer.
import { html, useEffect, useLayoutEffect, useRef, useSignal } from "../dom.js";
import { count, moment } from "../format.js";
import { named, t } from "../i18n.js";
import { Icon } from "../icons.js";
import { ask, busy, problem } from "../desk/parts/ask.js";
import { Field, Input } from "../desk/parts/field.js";
import { Find } from "../desk/parts/find.js";
import { Dialog } from "../desk/parts/layers.js";
import { Empty, Loaded, More } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { Body, sends } from "./body.js";
import { press } from "./composer.js";
import { Hand } from "./hand.js";
import { show } from "./model.js";
import { spaced, whole } from "./recipients.js";
import { StateWord } from "./rows.js";
import { m, mcode } from "./text.js";
import { olderThan } from "./thread.js";

/** @typedef {import("./model.js").Texts} Texts */
/** @typedef {import("./api.js").Conversation} Conversation */
/** @typedef {import("./api.js").Line} Line */

const nearEnd = 40; // px: who is so near the end of a conversation reads its newest line

/** @param {{page: Texts}} props */
export function ConversationsView({ page }) {
  const { conversations, room } = page, list = conversations.value.value?.items ?? [], now = room.now();
  const find = (/** @type {string} */ number) => { page.whose.value = number; conversations.clear(); void conversations.refresh(); };
  void page.live.time.value; // what was of today is of yesterday
  return html`<div class="smsw conv"><aside class="pane" aria-label=${m("view.conversations")}><div class="find"><${Find} id="v-number" label=${m("number")} hint=${m("number_whole")} value=${page.whose.value} find=${find} fits=${whole}/></div>
      <${Loaded} of=${conversations} what=${m("view.conversations")}>${() => (list.length === 0 ? html`<${Empty} icon="msg" title=${m(page.whose.value ? "found_none" : "conversations_none")} why=${m(page.whose.value ? "found_none_why" : "conversations_none_why")}/>` : html`<${Hand} of=${conversations}><ul class="convs">${list.map((one) => html`<li key=${one.id}><a class="conv-row" href=${`#/conversations/${encodeURIComponent(one.id)}`} aria-current=${page.id.value === one.id ? "true" : undefined}><span class="row"><b class="trunc">${[one.number, one.name].filter(Boolean).join(" ")}</b><span class="c3 t-xs end">${page.replies.get(one.id)?.blank.value === false ? html`<span class="tagx">${m("writing")}</span> ` : null}${moment(Date.parse(one.last_at), now, room.zone)}</span></span>${one.preview ? html`<span class="c2 trunc said-last">${one.preview.in ? "" : html`<span class="c3">${m("we_wrote")} </span>`}${one.preview.text || (one.preview.media ? m("media_n", { n: one.preview.media }) : m("person_gone"))}</span>` : null}<span class="row"><span class="c3 trunc">${one.agent ? m("conversation_of", { who: named(one.agent_name, one.agent.replace(/^\w+:/, "")) }) : m("conversation_nobody")}</span>${one.unread ? html`<span class="badge end" role="img" aria-label=${m("unread_n", { n: one.unread })}>${count(one.unread)}</span>` : null}</span></a></li>`)}</ul><${More} of=${conversations}/><//>`)}<//></aside>
    <main class="pane" aria-label=${m("conversation")}>${page.id.value ? html`<${Thread} key=${page.id.value} page=${page}/>` : html`<${Empty} icon="msg" title=${m("conversation_choose")} why=${m("conversation_choose_why")}/>`}</main></div>`;
}

/** @param {{page: Texts}} props */
function Thread({ page }) {
  const { thread, room } = page, end = useRef(/** @type {HTMLElement|null} */ (null)), older = useSignal(/** @type {Line[]} */ ([])), next = useSignal(/** @type {string|undefined} */ (undefined)), refuses = useSignal(false), now = thread.value.value, newest = now?.lines[0]?.id;
  const atEnd = useRef(true), before = useRef(/** @type {Line[]} */ ([]));
  const follow = () => { if (end.current && atEnd.current) end.current.scrollTop = end.current.scrollHeight; };
  useLayoutEffect(follow, [newest]);
  useEffect(() => { // also where the field of the answer takes room from it
    const watch = new ResizeObserver(follow);
    if (end.current) watch.observe(end.current);
    return () => watch.disconnect();
  }, [!now]);
  useLayoutEffect(() => {
    if (!now) return;
    const rest = before.current.length ? olderThan(before.current, now.lines, older.peek()) : null;
    if (!rest) next.value = now.next;
    older.value = rest ?? [];
    before.current = now.lines;
  }, [now]);
  const scrolled = () => { const at = end.current; if (at) atEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < nearEnd; };
  const more = async () => {
    const page = await ask("older", () => api.conversation(now?.id ?? "", next.peek()));
    if (page) { older.value = [...older.peek(), ...page.lines]; next.value = page.next; }
  };
  return html`<${Loaded} of=${thread} what=${m("conversation")}>${(/** @type {Conversation & {lines: Line[], delivers?: boolean}} */ one) => {
    const seen = new Set(one.lines.map((line) => line.id)), lines = [...one.lines, ...older.value.filter((line) => !seen.has(line.id))].reverse();
    return html`<div class="phead"><h2>${one.number}</h2><span class="c3">${m("our_number", { number: spaced(one.ours) })}</span><span class="row end"><button type="button" class="btn sm" onClick=${() => { refuses.value = true; }}><${Icon} name="ban" size="s"/>${m("refuse_note")}</button><button type="button" class="btn ghost icon sm" aria-label=${t("desk.close")} title="Esc" onClick=${() => show("conversations")}><${Icon} name="x"/></button></span></div>
      ${problem.value ? html`<p class="problem pad-x" data-t="bad" role="alert"><${Icon} name="bad" size="s"/>${problem.value}</p>` : null}
      <div class="scroll thread" ref=${end} onScroll=${scrolled} tabindex="0" role="log" aria-label=${m("conversation")}>${next.value ? html`<button type="button" class="btn ghost sm more" disabled=${busy.value} onClick=${more}>${m("older")}</button>` : null}
        ${lines.map((line) => html`<div key=${line.id} class=${`ph ${line.in ? "" : "ours"}`}><p>${line.body || m("person_gone")}</p>${line.media?.length ? html`<span class="c3 t-xs">${m("media_n", { n: line.media.length })}</span>` : null}<span class="c3 t-xs row"><span>${moment(Date.parse(line.at), room.now(), room.zone)}</span>${line.in ? null : html`<${StateWord} state=${line.state ?? "queued"} delivers=${one.delivers}/>`}</span></div>`)}</div>
      <${Reply} key=${one.id} page=${page} one=${one}/>${refuses.value ? html`<${Refuses} page=${page} one=${one} close=${() => { refuses.value = false; }}/>` : null}`;
  }}<//>`;
}

/** @param {{page: Texts, one: Conversation}} props */
function Reply({ page, one }) {
  const { room } = page, box = useRef(/** @type {HTMLFormElement|null} */ (null)), senders = room.senders.value.value?.items ?? [], known = senders.some((s) => s.number === one.ours && s.usable);
  const draft = page.replyTo(one);
  useEffect(() => { if (known) draft.sender.value = one.ours; }, [known]);
  const go = () => { void press(draft, box.current, () => { draft.addKnown({ conversation: one.id }, one.number, ""); draft.sender.value = one.ours; page.again(); }); };
  const mms = draft.kind.value === "mms", wrong = Object.entries(draft.wrong.value).filter(([field]) => field !== "body" && field !== "images").map(([, text]) => text);
  if (!known && room.senders.value.value) return html`<p class="note flat" data-t="warn"><${Icon} name="warn"/><span>${m("reply_no_sender", { number: spaced(one.ours) })}</span></p>`;
  return html`<form class="reply" ref=${box} novalidate onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); go(); }} onKeyDown=${(/** @type {KeyboardEvent} */ event) => { if (!sends(event) || event.repeat) return; event.preventDefault(); go(); }}>
    <${Body} draft=${draft} id="r-body" rows=${3} label=${m("answer")} images=${false}/>
    ${draft.problem.value || wrong.length ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/><span>${draft.problem.value || wrong.join(" ")}</span></p>` : null}
    <div class="row"><span class="c3">${mcode("kind", draft.kind.value)}</span>${mms ? html`<button type="button" class="btn ghost sm" onClick=${() => draft.write("kind", "sms")}>${m("as_sms")}</button>` : null}<span class="hint end" role="status">${draft.sent.value ? m(room.delivers.value === false ? "sent_local" : "sent", { n: 1 }) : ""}</span><button type="submit" class="btn primary" disabled=${draft.busy.value !== "" || room.away.value} aria-busy=${draft.busy.value === "send"}>${m(draft.busy.value === "send" ? "sending_now" : "reply_send")} <kbd aria-hidden="true">Ctrl ↵</kbd></button></div></form>`;
}

/** Notes that the customer wants no messages. @param {{page: Texts, one: Conversation, close: () => void}} props */
function Refuses({ page, one, close }) {
  useEffect(() => () => { problem.value = ""; }, []);
  const reason = useSignal(""), number = useSignal(""), known = !one.number.includes("*") || !!one.customer;
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const who = !one.number.includes("*") ? { number: one.number } : one.customer ? { customer: one.customer } : { number: number.peek() };
    if (await ask("refuse", () => api.addOptOut({ ...who, reason: reason.peek().trim() }))) { close(); page.again(); }
  };
  return html`<${Dialog} title=${m("refuse_note")} close=${close}><form class="dlg-body" novalidate onSubmit=${submit}><p class="c2">${m("refuse_why", { number: one.number })}</p>
    ${known ? null : html`<${Field} id="f-number" label=${m("number")} required hint=${m("refuse_masked")}><${Input} id="f-number" type="tel" value=${number.value} max=${40} first onWrite=${(/** @type {string} */ text) => { number.value = text; }}/><//>`}
    <${Field} id="f-reason" label=${m("reason")} required><${Input} id="f-reason" value=${reason.value} max=${200} first=${known} placeholder=${m("reason_how")} onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    ${problem.value ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/>${problem.value}</p>` : null}
    <div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${busy.value || reason.value.trim().length < 2 || !known && !number.value.trim()}>${m("refuse_go")}</button></div></form><//>`;
}
