// What was sent: searched, and everything about one act of sending beside the list.
import { html } from "../dom.js";
import { count, daySecond, dayTime } from "../format.js";
import { language, named, t } from "../i18n.js";
import { Icon } from "../icons.js";
import { ask, isGoing, problem } from "../desk/parts/ask.js";
import { Find } from "../desk/parts/find.js";
import { Empty, Loaded, More } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { Armed } from "./armed.js";
import { count as bytesOf } from "./bytes.js";
import { CameOf, Cancel } from "./cancel.js";
import { Export } from "./export.js";
import { Hand } from "./hand.js";
import { everything, show } from "./model.js";
import { spaced, whole } from "./recipients.js";
import { sender, SendTable, States, StateWord } from "./rows.js";
import { m, mcode } from "./text.js";
import { variables } from "./variables.js";

/** @typedef {import("./model.js").Texts} Texts */
/** @typedef {import("./api.js").Message} Message */

const states = ["queued", "sending", "accepted", "delivered", "failed", "rejected", "unknown", "cancelled", "missed", "closed"];
/** Digits that can be looked for: a whole number, or its last four. @param {number} digits */
const fits = (digits) => digits === 4 || whole(digits);

/** @param {{page: Texts}} props */
export function HistoryView({ page }) {
  const { room, history } = page, list = history.value.value?.items ?? [], filtered = JSON.stringify(page.sought.value) !== JSON.stringify(everything);
  void page.live.time.value;
  return html`<div class="smsw two"><main class="pane" aria-label=${m("view.history")}><${Filters} page=${page}/>
      ${problem.value ? html`<p class="problem pad-x" data-t="bad" role="alert"><${Icon} name="bad" size="s"/>${problem.value}</p>` : null}
      <${Loaded} of=${history} what=${m("view.history")} still=${m("history_still")}>${() => (list.length === 0 ? html`<${Empty} icon="sms" title=${m(filtered ? "found_none" : "history_none")} why=${m(filtered ? "found_none_why" : "history_none_why")}>${filtered ? html`<button type="button" class="btn sm" onClick=${() => page.seek(everything)}>${m("filter_none")}</button>` : null}<//>`
        : html`<${Hand} of=${history}><${SendTable} list=${list} gone=${history.gone.value} chosen=${page.id.value} zone=${room.zone} now=${room.now()} delivers=${room.delivers.value} wide after=${() => page.again()}/><${More} of=${history}/><//>`)}<//></main>
    <aside class="pane" aria-label=${m("detail")}>${page.id.value ? html`<${Detail} key=${page.id.value} page=${page}/>` : html`<${Empty} icon="info" title=${m("detail_none")} why=${m("detail_none_why")}/>`}</aside></div>`;
}

/** @param {{page: Texts}} props */
function Filters({ page }) {
  const { sought, room } = page, now = sought.value, senders = room.senders.value.value?.items ?? [];
  const owners = room.manages || room.may("sms_all") ? [...page.owners.value].map(([value, name]) => ({ value, text: typeof name === "string" ? name : named(name, value) })).sort((a, b) => a.text.localeCompare(b.text)) : [];
  const select = (/** @type {"kind"|"state"|"sender"|"agent"} */ field, /** @type {string} */ label, /** @type {{value: string, text: string}[]} */ choices) => html`<div class="in sel sm"><select aria-label=${label} value=${field === "state" && now.scheduled ? "scheduled" : now[field]} onChange=${(/** @type {Event} */ event) => { const value = /** @type {HTMLSelectElement} */ (event.currentTarget).value; page.seek(field === "state" ? { state: value === "scheduled" ? "" : value, scheduled: value === "scheduled" } : { [field]: value }); }}><option value="">${label}: ${m("all")}</option>${choices.map((one) => html`<option key=${one.value} value=${one.value}>${one.text}</option>`)}</select><${Icon} name="chev-d" size="s"/></div>`;
  const day = (/** @type {"from"|"to"} */ field, /** @type {string} */ label, /** @type {string} */ time) => html`<div class="in sm day"><input type="date" aria-label=${label} title=${label} value=${now[field]} onInput=${(/** @type {InputEvent} */ event) => page.seek({ [field]: /** @type {HTMLInputElement} */ (event.currentTarget).value })}/></div>
    ${now[field] ? html`<div class="in sm time"><input type="time" aria-label=${time} title=${time} value=${now[`${field}_time`]} onInput=${(/** @type {InputEvent} */ event) => page.seek({ [`${field}_time`]: /** @type {HTMLInputElement} */ (event.currentTarget).value })}/></div>` : null}`;
  const bad = now.from && now.to && `${now.to}T${now.to_time || "24:00"}` < `${now.from}T${now.from_time || "00:00"}`;
  return html`<div class="filters" role="search" aria-label=${m("filter")}>${select("kind", m("kind"), ["sms", "mms", "alimtalk"].map((kind) => ({ value: kind, text: mcode("kind", kind) })))}
    ${select("state", m("state"), [{ value: "scheduled", text: m("scheduled") }, ...states.map((state) => ({ value: state, text: mcode("state", state) }))])}
    ${select("sender", m("sender"), senders.map((one) => ({ value: one.number, text: [spaced(one.number), one.name].filter(Boolean).join(" ") })))}
    ${owners.length ? select("agent", m("who"), owners) : null}
    ${day("from", m("from_day"), m("from_time"))}<span class="c3" aria-hidden="true">~</span>${day("to", m("to_day"), m("to_time"))}
    <${Find} id="h-number" cls="find-n" label=${m("number")} hint=${m("number_how")} value=${now.number} find=${(/** @type {string} */ number) => page.seek({ number })} fits=${fits}/>
    <span class="row end"><${Export} page=${page} query=${() => page.query()}/></span>${bad ? html`<span class="hint whole" data-t="bad">${m("days_wrong")}</span>` : null}</div>`;
}

/** Whether everybody has another text; in lists the text of each is masked, and compares with nothing. @param {import("./api.js").Send} send */
export const varies = ({ kind, body }) => (kind === "alimtalk" ? body.includes("#{") : variables(body).length > 0);

/** @param {{page: Texts}} props */
function Detail({ page }) {
  const { room, one } = page, zone = room.zone;
  return html`<div class="phead"><h2>${m("detail")}</h2><button type="button" class="btn ghost icon sm end" aria-label=${t("desk.close")} title="Esc" onClick=${() => show("history")}><${Icon} name="x"/></button></div>
    <${Loaded} of=${one} what=${m("detail")}>${(/** @type {import("./api.js").Send} */ send) => {
      const template = send.template ? room.template(send.template) : undefined, waits = (send.states.queued ?? 0) + (send.states.sending ?? 0);
      const rows = [[m("when"), daySecond(Date.parse(send.created_at), zone)], [m("at"), send.due_at ? dayTime(Date.parse(send.due_at), zone) : ""], [m("kind"), [mcode("kind", send.kind), send.ad ? m("ad") : "", send.bulk ? m("bulk") : ""].filter(Boolean).join(" · ")], [m("sender"), spaced(send.sender)], [m("who"), sender(send)], [m("template"), template ? `${room.path(template.category)} › ${template.name}` : ""]];
      return html`<div class="scroll"><div class="d-head"><div class="row"><b class="t-md">${m("to_n", { n: count(send.recipients) })}</b><span class="row end"><${States} one=${send} delivers=${send.delivers}/>${send.cancellable ? html`<${Cancel} id=${send.id} label=${m(send.recipients > 1 ? "cancel_all" : "cancel_schedule")} after=${() => page.again()}/>` : null}</span></div><${CameOf} id=${send.id}/>
          <dl class="kv">${rows.filter(([, value]) => value).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
          <div class="ph"><span class="c3 t-xs">${bytesOf(send.body).bytes} bytes</span>${send.title ? html`<b>${send.title}</b>` : null}<p>${send.body}</p>${send.images?.length ? html`<div class="thumbs">${send.images.map((image, i) => html`<img key=${image} src=${api.imageAt(image)} alt=${m("image_n", { n: i + 1 })}/>`)}</div>` : null}</div>
          ${send.recipients > 1 ? html`<p class="chips row wrap">${states.filter((state) => send.states[/** @type {import("./api.js").State} */ (state)]).map((state) => html`<span key=${state} class="tagx">${mcode("state", state)} <b>${count(send.states[/** @type {import("./api.js").State} */ (state)] ?? 0)}</b></span>`)}</p>` : null}
          ${waits && send.recipients > 1 ? html`<svg class="bar2 wide" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${m("progress", { n: count(send.recipients - waits), all: count(send.recipients) })}><rect width="100" height="6" class="all"/><rect width=${Math.round(100 * (send.recipients - waits) / send.recipients)} height="6" class="now"/></svg>` : null}</div>
        <${Loaded} of=${page.ofOne} what=${m("recipients")}>${(/** @type {{items: Message[]}} */ { items }) => html`<ul class="msgs">${items.map((message) => html`<${OneMessage} key=${message.id} page=${page} one=${message} several=${varies(send)}/>`)}</ul><${More} of=${page.ofOne}/>`}<//></div>`;
    }}<//>`;
}

/** One recipient: how far it is, what that means, and what a person can decide. @param {{page: Texts, one: Message, several: boolean}} props */
export function OneMessage({ page, one, several }) {
  const zone = page.room.zone, delivers = one.delivers ?? page.room.delivers.value, why = one.explained?.[language.value] || (one.code ? [one.detail, one.code].filter(Boolean).join(" · ") : "");
  const after = () => page.again(), times = [["t.handed", one.handed_at], ["t.accepted", one.accepted_at], ["t.ended", one.ended_at]].filter(([, at]) => at).map(([name, at]) => `${m(/** @type {"t.handed"} */ (name))} ${daySecond(Date.parse(at ?? ""), zone)}`);
  const decide = (/** @type {"resend"|"close"} */ what) => ask(`${what}-${one.id}`, () => api.doMessage(one.id, what)).then((done) => { if (done) after(); });
  return html`<li class="one-msg"><div class="row"><b>${one.number || m("person_gone")}</b>${one.name ? html`<span class="c3">${one.name}</span>` : null}<span class="row end"><${StateWord} state=${one.state} delivers=${delivers}/>${one.cancellable ? html`<${Cancel} id=${one.id} message label=${t("cancel")} after=${after}/>` : null}</span></div><${CameOf} id=${one.id}/>
    ${several && one.text ? html`<p class="c2 words">${one.text}</p>` : null}
    ${why && one.state !== "delivered" ? html`<p class="c2 why">${why}${one.code && one.explained && one.code !== "local" ? html` <span class="c3">(${one.code})</span>` : null}</p>` : null}
    ${times.length ? html`<p class="c3 t-xs">${times.join(" · ")}${one.parts && one.parts > 1 ? ` · ${m("parts", { n: one.parts })}` : ""}${one.attempts > 1 ? ` · ${m("attempts", { n: one.attempts })}` : ""}</p>` : null}
    ${one.resent_as ? html`<p class="c3 t-xs">${m("resent_as")}</p>` : null}${one.resend_of ? html`<p class="c3 t-xs">${m("resend_of")}</p>` : null}
    ${one.unsettled ? html`<div class="note unsettled" data-t="warn"><${Icon} name="warn"/><div class="col grow"><b>${m("unknown")}</b><span>${m("unknown_why")}</span><span class="row wrap"><button type="button" class="btn sm" disabled=${isGoing(`close-${one.id}`)} onClick=${() => decide("close")}>${m("unknown_close")}</button><${Armed} what=${`resend-${one.id}`} icon="refresh" label=${m("unknown_resend")} sure=${m("unknown_resend_sure")} work=${() => api.doMessage(one.id, "resend")} after=${after}/></span></div></div>` : null}</li>`;
}
