// One callback: what is known of it, what can be done, the message, the calls and the
// history.
import { html, useEffect, useRef, useSignal } from "../dom.js";
import { clockTime, daySecond, dayTime } from "../format.js";
import { named } from "../i18n.js";
import { Icon } from "../icons.js";
import { isGoing } from "../desk/parts/ask.js";
import { useKeyboardKept } from "../desk/parts/focus.js";
import { Empty, Loaded } from "../desk/parts/resource.js";
import { voice } from "./api.js";
import { StateOf, wanted } from "./cells.js";
import { BarForm, EditForm, EndForm, NoteForm } from "./forms.js";
import { offered } from "./model.js";
import { nameOf, numberOf } from "./names.js";
import { Said } from "./page.js";
import { c, ccode } from "./text.js";

/** @typedef {import("./model.js").Callbacks} Callbacks */
/** @typedef {import("./api.js").Detail} Full */
/** @typedef {import("./api.js").Callback} Callback */

/** @param {{page: Callbacks}} props */
export function Detail({ page }) {
  const id = page.chosen.value, box = useRef(/** @type {HTMLElement|null} */ (null)), last = useRef({ id: "", form: "" }), find = (/** @type {string} */ what) => document.querySelector(what);
  if (id) last.current.id = id;
  if (page.form.value) last.current.form = page.form.value;
  useKeyboardKept(box, () => (page.chosen.peek() ? find(`[data-opens="${last.current.form}"]:not(:disabled)`) ?? find(".d-head [data-close]") : find(`[data-row="${CSS.escape(last.current.id)}"]`) ?? find(".trows [data-row][tabindex='0']")));
  return html`<aside class="pane detail" ref=${box} aria-label=${c("detail")}><${Said} page=${page}/>${id ? html`<${Loaded} of=${page.detail} what=${c("detail")} children=${(/** @type {Full} */ one) => html`<${One} key=${id} page=${page} one=${one}/>`}/>` : html`<${Empty} icon="callback" title=${c("choose")} why=${c("choose_why")}/>`}</aside>`;
}

/** @param {{page: Callbacks, one: Full}} props */
function One({ page, one }) {
  const form = page.form, why = page.whyNot(one), calls = offered(why), never = page.neverWhy(one), end = page.mayEnd(one), held = page.cancelWhy(one);
  /** @param {import("./model.js").FormName} name @param {string} icon @param {string} text @param {string} [why] why it cannot be done now */
  const opener = (name, icon, text, why = "") => html`<button type="button" class="btn sm" data-opens=${name} disabled=${why !== ""} title=${why || undefined} aria-describedby=${why ? `${name}-not` : undefined} aria-keyshortcuts=${name === "complete" ? "E" : undefined} aria-expanded=${form.value === name} onClick=${() => { page.quiet(); form.value = form.peek() === name ? "" : name; }}><${Icon} name=${icon} size="s"/>${text}</button>`;
  const close = () => page.closeForm(one.id, name), name = form.value;
  return html`<div class="scroll"><header class="d-head"><div class="row"><h2 class="t-lg trunc" title=${one.name}>${one.name || c("no_name")}</h2><span class="c2 tm">${numberOf(one)}</span><button type="button" class="btn ghost icon sm end" data-close aria-label=${c("close")} onClick=${() => page.choose("")}><${Icon} name="x" size="s"/></button></div>
      <div class="row"><${StateOf} page=${page} one=${one}/><span class="c3">${page.serviceOf(one)}</span></div>
      ${calls || end || page.mayWrite(one) || page.user.agent_id ? html`<div class="row wrap acts">${calls ? html`<button type="button" class="btn primary" disabled=${why !== "" || isGoing("connect")} title=${why ? ccode("why", why) : undefined} aria-describedby=${why ? "why-not" : undefined} aria-keyshortcuts="C" onClick=${() => page.connect(one)}><${Icon} name="phone" size="s"/>${c("connect")}</button>` : null}
        ${end ? html`${opener("complete", "check", c("complete"))}${opener("cancel", "x", c("cancel_it"), held)}` : null}${page.user.agent_id ? opener("note", "doc", c("note")) : null}${page.mayWrite(one) ? opener("edit", "edit", c("edit")) : null}${page.may("phone") && one.number ? opener("bar", "ban", c("bar")) : null}</div>` : null}
      ${never ? html`<p class="hint row"><${Icon} name="ban" size="s"/><span>${never}</span></p>` : null}${calls && why ? html`<p class="hint" id="why-not">${ccode("why", why)}${why === "not_logged_in" ? html` <a class="link" href="desk">${c("to_desk")}</a>` : null}</p>` : null}${end && held ? html`<p class="hint" id="cancel-not">${held}</p>` : null}</header>
    ${name === "complete" || name === "cancel" ? html`<${EndForm} key=${name} page=${page} one=${one} how=${name} close=${close}/>` : name === "note" ? html`<${NoteForm} page=${page} one=${one} close=${close}/>` : name === "edit" ? html`<${EditForm} page=${page} one=${one} close=${close}/>` : name === "bar" ? html`<${BarForm} page=${page} one=${one} close=${close}/>` : null}
    ${one.voice_ms ? html`<${Voices} page=${page} one=${one}/>` : null}<${Facts} page=${page} one=${one}/><${Calls} page=${page} one=${one}/><${History} page=${page} one=${one}/></div>`;
}

/** @param {{page: Callbacks, one: Full}} props */
function Facts({ page, one }) {
  const at = (/** @type {string|undefined} */ time) => (time ? dayTime(Date.parse(time), page.zone) : ""), open = one.state === "registered" || one.state === "assigned";
  /** @type {[string, any][]} */
  const facts = [[c("fact.memo"), one.memo ? html`<span class="words">${one.memo}</span>` : ""], [c("fact.wanted"), open || wanted(page, one) ? wanted(page, one) || c("soon") : ""], [c("fact.agent"), one.agent ? page.agentName(one.agent) : c("nobody")], [c("fact.distributor"), one.distributor ? one.distributor_name || page.who(one.distributor) : ""],
    [c("fact.attempts"), c("of_most", { n: one.attempts, most: one.max_attempts })], [c("fact.next"), one.automatic && open ? at(one.next_at) : ""],
    [c("fact.created"), `${at(one.created_at)} · ${ccode("source", one.source)}`], [c("fact.caller"), one.caller === "anonymous" ? c("caller_hidden") : one.caller], [c("fact.route"), one.route], [c("fact.expires"), open && !one.answered_at ? at(one.expires_at) : ""],
    [c("fact.result"), one.result || one.result_code ? html`<span class="words">${[one.result, one.result_code ? `(${named(one.result_name, one.result_code)})` : ""].filter(Boolean).join(" ")}</span>` : ""], [c("fact.ended"), one.ended_at ? `${at(one.ended_at)} · ${who(page, one.ended_by ?? "")}` : ""],
    [c("customer_page"), one.customer && page.user.role !== "agent" ? html`<a class="link" href=${`admin#/customers/${encodeURIComponent(one.customer)}`}>${nameOf(one)}</a>` : ""]];
  return html`<section class="sec"><dl class="kv">${facts.filter(([, value]) => value !== "" && value !== undefined).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}

/** @param {Callbacks} page @param {string} by */
const who = (page, by) => (by === "system" || by === "" ? c("system") : ["web form", "voice menu"].includes(by) ? ccode("source", by === "web form" ? "web" : "ars") : page.who(by));

/** The spoken messages, the last one first; those before it know when the next one was spoken. @param {{page: Callbacks, one: Full}} props */
function Voices({ page, one }) {
  const earlier = one.earlier_voices ?? [], playing = useRef(/** @type {HTMLAudioElement|null} */ (null));
  return html`<section class="sec voice" aria-label=${c("fact.voice")}><${Voice} key=${`${one.voice_ms} ${earlier[0]?.followed_at ?? ""}`} of=${one.id} n=${0} all=${one.voice_ms ?? 0} name=${c("fact.voice")} playing=${playing}/>
    ${earlier.length ? html`<h3>${c("voice_earlier")} <span class="count">${earlier.length}</span></h3><ul class="voices">${earlier.map((v) => { const at = dayTime(Date.parse(v.followed_at), page.zone); return html`<li key=${v.followed_at}><${Voice} key=${v.n} of=${one.id} n=${v.n} all=${v.voice_ms} name=${c("voice_before", { time: at })} playing=${playing}/></li>`; })}</ul>` : null}
    <p class="hint">${c("voice_why")}</p></section>`;
}

/** One spoken message; the server is asked, and notes it, once somebody listens. One sounds at a time. @param {{of: string, n: number, all: number, name: string, playing: {current: HTMLAudioElement|null}}} props n: 0 is the last one */
function Voice({ of, n, all, name, playing }) {
  const sound = useRef(/** @type {HTMLAudioElement|null} */ (null)), on = useSignal(false), at = useSignal(0), failed = useSignal(false);
  useEffect(() => () => { sound.current?.pause(); sound.current = null; }, []);
  const play = () => {
    failed.value = false;
    if (on.peek()) { sound.current?.pause(); return; }
    if (playing.current !== sound.current) playing.current?.pause();
    if (!sound.current) {
      const made = sound.current = new Audio(voice(of, n));
      for (const [kind, now] of /** @type {const} */ ([["play", true], ["pause", false], ["ended", false]])) made.addEventListener(kind, () => { on.value = now; });
      made.addEventListener("timeupdate", () => { at.value = made.currentTime * 1000; });
      made.addEventListener("error", () => { if (sound.current !== made) return; failed.value = true; on.value = false; sound.current = null; });
    }
    playing.current = sound.current;
    void sound.current.play().catch(() => {}); // the error tells
  };
  const time = clockTime(all);
  return html`<div class="row"><button type="button" class="btn sm" aria-pressed=${on.value} aria-label=${c("voice_listen", { name, time })} onClick=${play}><${Icon} name=${on.value ? "stop" : "play"} size="s"/>${name}</button><progress max=${all} value=${Math.min(at.value, all)} aria-label=${name}></progress><span class="tm c2">${clockTime(at.value)} / ${time}</span></div><p class="problem-line" role="status">${failed.value ? html`<span class="hint" data-t="bad">${c("voice_failed")}</span>` : null}</p>`;
}

/** @param {{page: Callbacks, one: Full}} props */
function Calls({ page, one }) {
  return html`<section class="sec"><h3>${c("calls")}</h3>${one.calls.length === 0 ? html`<p class="c3">${c("no_calls")}</p>` : html`<ol class="lines">${one.calls.map((call) => html`<li key=${call.call}><span class="tm c3">${daySecond(Date.parse(call.at), page.zone)}</span><span><b class="med">${ccode("result", call.result ?? "")}</b>${call.talk_ms ? html` <span class="c2">${c("talked", { time: clockTime(call.talk_ms) })}</span>` : null}${" "}<span class="c3">${ccode("by", call.by)}${call.agent ? ` · ${page.agentName(call.agent)}` : ""}</span></span></li>`)}</ol>`}</section>`;
}

/** @param {{page: Callbacks, one: Full}} props */
function History({ page, one }) {
  return html`<section class="sec"><h3>${c("history")}</h3><ol class="lines">${[...one.history].reverse().map((event, i) => html`<li key=${`${event.at} ${i}`}><span class="tm c3">${daySecond(Date.parse(event.at), page.zone)}</span><span><b class="med">${ccode("what", event.what)}</b>${said(page, event) ? html` <span class="c2">${said(page, event)}</span>` : null} <span class="c3">${who(page, event.by)}</span></span></li>`)}</ol></section>`;
}

const ends = ["completed", "cancelled", "expired", "unreached"];

/** What is told beside a line of the history; ids of calls say nothing to people. @param {Callbacks} page @param {import("./api.js").Event} event */
function said(page, { what, detail = "", result_name }) {
  if (what === "assigned" || what === "assignment_cancelled") return page.agentName(detail);
  if (what === "attempt_ended") return detail ? ccode("result", detail) : "";
  if (ends.includes(what)) return named(result_name, detail);
  if (what !== "asked_again") return "";
  const [source = "", from] = detail.split(" "); // and the time that is wanted, where one is
  return from ? `${ccode("source", source)} · ${c("wanted")} ${daySecond(Date.parse(from), page.zone)}` : ccode("source", source);
}
