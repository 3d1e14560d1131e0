// What agents ask of their managers (상담원 요청사항): looked up, answered or refused.
import { html, signal, useEffect } from "../../dom.js";
import { request } from "../../api.js";
import { daySecond, dayTime } from "../../format.js";
import { Icon } from "../../icons.js";
import { personName } from "../../states.js";
import { Empty, Loaded, More, Paged } from "../../desk/parts/resource.js";
import { VirtualList } from "../../desk/parts/virtual.js";
import { ca, cacode } from "../chat/text.js";
import { OffNote } from "../chat/used.js";
import { Wrong } from "../collection.js";
import { Draft, open } from "../draft.js";
import { F, Panel } from "../fields.js";
import { actorName } from "../records.js";
import { go } from "../route.js";
import { changed, say } from "../said.js";
import { have, useLists, zone } from "../shared.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../../api.js").User} User */
/** @typedef {{id: string, room?: string, agent: string, manager: string, state: "open"|"done"|"refused", body: string, answer?: string, asked: number, done?: number, by?: string, by_name?: string}} Asked */

/** anew: ms after which it is looked whether there are new ones: what pages of chats are told does not come to those of the administration. */
const section = "chat-requests", rowHeight = 58, anew = 30_000, states = /** @type {const} */ (["open", "done", "refused", ""]);
const state = signal(/** @type {typeof states[number]} */ ("open"));
const list = new Paged(async (after) => /** @type {{items: Asked[], next?: string}} */ (await request("GET", `chat/requests?${new URLSearchParams({ limit: "100", ...(state.peek() ? { state: state.peek() } : {}), ...(after ? { after } : {}) })}`)));

/** Answers that are being written. @type {Map<string, Draft>} */
const drafts = new Map();

/** @param {string} id */
function draftOf(id) {
  const known = drafts.get(id), made = known ?? new Draft({}, false, `${section}/${id}`);
  drafts.set(id, made);
  return made;
}

/** @param {string} id */
function drop(id) {
  const draft = drafts.get(id);
  if (draft) open.delete(draft);
  drafts.delete(id);
}

/** Drops the answers to what is no longer open: nobody can send or take them back. @param {{items: Asked[], next?: string}|undefined} got what is shown of the list */
function dropClosed(got) {
  if (!got) return;
  const whole = !got.next && (state.peek() === "open" || state.peek() === ""); // then what is not in it is not open
  for (const id of drafts.keys()) {
    const one = got.items.find((each) => each.id === id);
    if (one ? one.state !== "open" : whole) drop(id);
  }
}

/** @param {string} id of an agent */
const nameOf = (id) => { const one = have("agents").find((each) => each.id === id); return one ? personName(one) : id; };

/** @param {{id: string, user: User}} props */
export function ChatRequests({ id, user }) {
  useLists("agents", .../** @type {"users"[]} */ (user.role === "administrator" ? ["users"] : []));
  useEffect(() => { void (list.value.peek() ? list.again() : list.refresh()); }, [changed.value]);
  useEffect(() => { const turn = setInterval(() => { if (!document.hidden) void list.again(); }, anew); return () => clearInterval(turn); }, []);
  useEffect(() => dropClosed(list.value.peek()), [list.value.value]);
  const items = list.value.value?.items ?? [], one = items.find((each) => each.id === id), label = wcode("s", section), kept = state.value;
  const choose = (/** @type {typeof states[number]} */ to) => { state.value = to; list.clear(); void list.refresh(); };
  return html`<section class="pane list-pane" aria-label=${label}><div class="phead"><h2>${label}</h2><button type="button" class="btn ghost icon sm end" aria-label=${w("refresh")} title=${w("refresh")} onClick=${() => list.again()}><${Icon} name="refresh" size="s"/></button></div>
      <div class="find-line"><span class="seg" role="group" aria-label=${w("state")}>${states.map((each) => html`<button key=${each} type="button" aria-pressed=${kept === each} onClick=${() => choose(each)}>${cacode("request", each || "all")}</button>`)}</span></div>
      <${Loaded} of=${list} what=${label}>${() => (items.length === 0 ? html`<${Empty} icon="hand" title=${ca(kept === "open" ? "requests_none" : "requests_none_such")} why=${ca("requests_why")}/>`
    : html`<${VirtualList} keys=${items.map((each) => each.id)} height=${rowHeight} label=${label} onEnd=${() => list.more()} row=${(/** @type {string} */ key, /** @type {object} */ focus) => html`<${Row} key=${key} one=${items.find((each) => each.id === key)} on=${key === id} focus=${focus}/>`}/><${More} of=${list}/>`)}<//></section>
    ${one ? html`<main class="scroll det" tabindex="-1" key=${id}><${OffNote} user=${user}/><${Detail} one=${one} user=${user}/></main>` : html`<main class="scroll det none"><${OffNote} user=${user}/>${list.value.value ? html`<${Empty} icon="hand" title=${id && items.length ? w("gone") : ca("request_here")} why=${ca("answer_why")}/>` : null}</main>`}`;
}

/** @param {{one: Asked|undefined, on: boolean, focus: object}} props */
function Row({ one, on, focus }) {
  if (!one) return null;
  return html`<button type="button" class="line two-lines" ...${focus} aria-current=${on ? "true" : undefined} onClick=${() => go(section, one.id)}><span class="row"><b class="med trunc">${nameOf(one.agent)}</b><span class="end row">${drafts.get(one.id)?.dirty.value ? html`<span class="dot" title=${w("unsaved")}><span class="sr">${w("unsaved")}</span></span>` : null}<${State} of=${one}/><span class="c3 t-xs tm">${dayTime(one.asked, zone())}</span></span></span><span class="c3 t-xs trunc">${one.body}</span></button>`;
}

/** @param {{of: Asked}} props */
function State({ of }) {
  return of.state === "open" ? null : html`<span class="tagx" data-t=${of.state === "done" ? "good" : undefined}>${cacode("request", of.state)}</span>`;
}

/** @param {{one: Asked, user: User}} props */
function Detail({ one, user }) {
  const room = one.room && user.chat ? html`<a class="btn sm" href=${`chat#/in_progress/${encodeURIComponent(one.room)}`}><${Icon} name="msg" size="s"/>${ca("request_room")}</a>` : null;
  return html`<div class="det-head"><h2 class="t-lg trunc">${nameOf(one.agent)}</h2><${State} of=${one}/></div>
    <${Panel} title=${ca("request")} why=${ca("request_at", { time: daySecond(one.asked, zone()) })} side=${room}><p class="pad words">${one.body}</p><//>
    ${one.state === "open" ? html`<${Answer} key=${one.id} one=${one}/>` : html`<${Panel} title=${ca(one.state === "done" ? "answered" : "refused")} why=${ca("answered_by", { who: one.by_name || actorName(`user:${one.by}`), time: daySecond(one.done ?? 0, zone()) })}><p class="pad words">${one.answer}</p><//>`}`;
}

/** @param {{one: Asked}} props */
function Answer({ one }) {
  const draft = draftOf(one.id), name = nameOf(one.agent), ready = !!draft.get("answer")?.trim() && !draft.busy.value;
  /** @param {"done"|"refused"} to */
  const send = async (to) => {
    if (!ready) return;
    const saved = await draft.save(({ answer = "" }) => request("POST", `chat/requests/${encodeURIComponent(one.id)}/answer`, { state: to, answer: answer.trim() }));
    if (!saved) {
      if (!draft.conflict.peek()) return;
      await list.again(); // somebody else has answered
      if (list.value.peek()?.items.find((each) => each.id === one.id)?.state !== "open") drop(one.id);
      return;
    }
    drop(one.id);
    changed.value++;
    say({ text: ca(to === "done" ? "said.answered" : "said.refused", { name }) });
  };
  const keys = (/** @type {KeyboardEvent} */ e) => { if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); void send("done"); } };
  return html`<${Wrong} draft=${draft}/><${Panel} title=${ca("answer")} why=${ca("answer_why")}><div onKeyDown=${keys}><div class="fields"><${F} draft=${draft} spec=${{ path: "answer", kind: "area", label: ca("answer_text"), required: true, max: 2000 }}/></div>
    <div class="row pad"><button type="button" class="btn primary" disabled=${!ready} onClick=${() => send("done")}>${ca("answer_done")} <kbd aria-hidden="true">Ctrl ↵</kbd></button><button type="button" class="btn" disabled=${!ready} onClick=${() => send("refused")}>${ca("answer_refuse")}</button></div></div><//>`;
}
