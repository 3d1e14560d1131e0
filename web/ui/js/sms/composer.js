// Writing a message: kind, sender, template, recipients, text, time, and what it will
// look like. The page and the desk have the same one.
import { html, useEffect, useRef, useSignal } from "../dom.js";
import { count, dayTime, fromLocalInput, localInput, shortTime } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { Field, Input, Select } from "../desk/parts/field.js";
import { Dialog } from "../desk/parts/layers.js";
import { count as lengthOf, limits } from "./bytes.js";
import { Body, list, sends } from "./body.js";
import { farthest, firstTime, soonest } from "./schedule.js";
import { Recipients } from "./to.js";
import { m, mcode } from "./text.js";
import { spaced } from "./recipients.js";
import { senderChoices } from "./senders.js";
import { told } from "../server.js";
import { Values } from "./values.js";

/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./room.js").Room} Room */

/** Says plainly that nothing is delivered, where that is so. @param {{room: Room}} props */
export function Undelivered({ room }) {
  if (room.delivers.value !== false) return null;
  return html`<p class="note undelivered" data-t="warn" role="status"><${Icon} name="warn"/><span><b>${m("local")}</b> ${m("local_why")} ${room.user.role === "administrator" ? m("local_how") : m("local_ask")}</span></p>`;
}

/** Says that the account of Alimtalk is refused: what is sent by it waits. @param {{room: Room}} props */
export function TalkRefused({ room }) {
  const account = room.provider.value.value?.alimtalk;
  if (!account) return null;
  return html`<p class="note undelivered" data-t="warn" role="status"><${Icon} name="warn"/><span>${m("talk_refused")}${room.explain(account)}</span></p>`;
}

/** How long a title is, and what of it may not arrive. @param {Draft} draft */
export function titleHint(draft) {
  const { unsure } = lengthOf(draft.title.value);
  return [m("title_n", { n: draft.titleBytes.value, most: limits.title }), unsure.length ? m("unsure", { chars: list(unsure) }) : ""].filter(Boolean).join(" ");
}

/** Whom a button names: 3명에게, or a person alone. @param {Draft} draft */
function doing(draft) {
  const n = draft.good.value.length, at = draft.later.value ? fromLocalInput(draft.at.value, draft.room.zone) : NaN;
  if (draft.busy.value === "send") return m("sending_now");
  if (n === 0) return m(Number.isNaN(at) ? "send" : "send_at_none");
  return Number.isNaN(at) ? m("send_n", { n: count(n) }) : m("send_at", { n: count(n), time: shortTime(at, draft.room.zone) });
}

/** Sends, and takes the eye to what is wrong. @param {Draft} draft @param {HTMLElement|null} box @param {(sent: import("./draft.js").Sent) => void} [after] */
export async function press(draft, box, after, confirm = "") {
  if (await draft.send(confirm)) { const sent = draft.sent.peek(); if (sent) after?.(sent); } else showWrong(draft, box);
}

/** @param {Draft} draft @param {HTMLElement|null} box */
export function showWrong(draft, box) {
  if (Object.keys(draft.faults.peek()).length) requestAnimationFrame(() => { const at = box?.querySelector("[aria-invalid=true]:is(input, textarea, select)"); if (at instanceof HTMLElement) at.focus(); });
}

/**
 * @param {{draft: Draft, prefix: string, first?: "to"|"body", rows?: number, after?: (sent: import("./draft.js").Sent) => void, children?: any}} props
 *   first: what has the focus in a dialog; after: it was sent; children: stand before the buttons
 */
export function Composer({ draft, prefix, first, rows = 5, after, children }) {
  const { room } = draft, box = useRef(/** @type {HTMLFormElement|null} */ (null)), provider = room.provider.value.value, senders = room.senders.value.value?.items ?? [], wrong = draft.wrong.value, locked = draft.locked.value, chosen = draft.chosen.value;
  useEffect(() => { room.load(); }, []);
  const usable = senders.filter((one) => one.usable), only = usable.length === 1 ? usable[0]?.number : "";
  useEffect(() => { if (!draft.sender.peek() && (only || usable[0])) draft.sender.value = only || usable[0]?.number || ""; }, [only, senders.length, draft.sender.value]);
  const go = () => { void press(draft, box.current, after); };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (!sends(event) || event.repeat) return;
    event.preventDefault();
    event.stopPropagation();
    go();
  };
  const mms = draft.kind.value === "mms", talks = draft.kind.value === "alimtalk", fixed = locked && !!chosen?.sender;
  return html`<form class="compose" ref=${box} novalidate onKeyDown=${keys} onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); go(); }}>
    <div class="scroll c-pad">${room.senders.failed.value && !senders.length ? html`<p class="note" data-t="bad" role="alert"><${Icon} name="bad"/><span class="grow">${m("senders_failed")}</span><button type="button" class="btn sm" onClick=${() => room.refresh()}><${Icon} name="refresh" size="s"/>${t("retry")}</button></p>`
      : room.senders.value.value && !usable.length ? html`<p class="note" data-t="warn" role="status"><${Icon} name="warn"/><span>${m("senders_none")}</span></p>` : null}
      ${draft.restored.value && !draft.to.value.length ? html`<p class="note" role="status"><${Icon} name="info"/><span>${m("restored")}</span></p>` : null}
      <${KindSwitch} draft=${draft} id=${`${prefix}-kind`}/>${talks ? html`<${TalkRefused} room=${room}/>` : null}
      <div class="g2 heads"><${Field} id=${`${prefix}-sender`} label=${m("sender")} wrong=${wrong.sender}><${Select} id=${`${prefix}-sender`} value=${draft.sender.value} disabled=${fixed} wrong=${!!wrong.sender} empty=${m("sender_choose")} choices=${senderChoices(senders)} onChoose=${(/** @type {string} */ number) => draft.write("sender", number)}/><//>
        ${talks ? html`<${TalkChoice} draft=${draft} id=${`${prefix}-kakao`}/>` : html`<${TemplateChoice} draft=${draft} id=${`${prefix}-template`}/>`}</div>
      ${draft.before.value ? html`<p class="row wrap" role="status"><span class="hint">${m("replaced")}</span><button type="button" class="btn sm" onClick=${() => draft.undo()}>${m("replaced_undo")}</button></p>` : null}
      <${Recipients} draft=${draft} id=${`${prefix}-to`} first=${first === "to"}/>
      ${mms ? html`<${Field} id=${`${prefix}-title`} label=${m("title")} wrong=${wrong.title} hint=${titleHint(draft)}><${Input} id=${`${prefix}-title`} value=${draft.title.value} max=${80} disabled=${locked} wrong=${!!wrong.title} placeholder=${m("title_how")} onWrite=${(/** @type {string} */ text) => draft.write("title", text)}/><//>` : null}
      ${talks ? html`<div class="sched"><label class="row"><input class="sw" type="checkbox" role="switch" checked=${draft.fallBack.value} aria-invalid=${wrong.fall_back ? "true" : undefined} aria-describedby=${`${prefix}-fall-why${wrong.fall_back ? ` ${prefix}-fall-wrong` : ""}`} onChange=${(/** @type {Event} */ event) => draft.write("fallBack", /** @type {HTMLInputElement} */ (event.currentTarget).checked)}/><b>${m("fall_back")}</b></label><span class="hint" id=${`${prefix}-fall-why`}>${m("fall_back_why")}</span>${wrong.fall_back ? html`<span class="hint whole" data-t="bad" id=${`${prefix}-fall-wrong`}>${wrong.fall_back}</span>` : null}</div>`
        : html`<${Body} draft=${draft} id=${`${prefix}-body`} label=${m("body")} rows=${rows} first=${first === "body"}/>`}
      <${Values} draft=${draft} prefix=${prefix}/>
      <div class="opts"><${Schedule} draft=${draft} id=${`${prefix}-at`}/>${talks ? null : html`<${Advert} draft=${draft} id=${`${prefix}-ad`} provider=${provider}/>`}</div>
      <${Preview} draft=${draft}/></div>
    ${draft.problem.value ? html`<p class="problem pad-x" data-t="bad" role="alert"><${Icon} name="bad" size="s"/><span>${draft.problem.value}</span></p>` : null}
    <div class="foot">${children}<span class="c2 trunc">${[mcode("kind", draft.kind.value), m("to_n", { n: count(draft.good.value.length) }), draft.bulk.value ? m("bulk") : ""].filter(Boolean).join(" · ")}</span>
      <span class="row end"><button type="button" class="btn" disabled=${draft.busy.value !== "" || room.away.value} onClick=${async () => { await draft.look(); showWrong(draft, box.current); }}>${m("look")}</button>
        <button type="submit" class="btn primary" disabled=${draft.busy.value !== "" || room.away.value} aria-busy=${draft.busy.value === "send"}>${doing(draft)} <kbd aria-hidden="true">Ctrl ↵</kbd></button></span></div>
    ${draft.shown.value ? html`<${Exact} draft=${draft} go=${(/** @type {string} */ confirm) => press(draft, box.current, after, confirm)}/>` : null}</form>`;
}

/** @param {{draft: Draft, id: string}} props */
function KindSwitch({ draft, id }) {
  const kinds = draft.room.kinds.value, locked = draft.locked.value, wrong = draft.wrong.value.kind;
  /** @type {import("./api.js").Kind[]} */
  const all = kinds.includes("alimtalk") ? ["sms", "mms", "alimtalk"] : ["sms", "mms"];
  return html`<div class="row head"><div class="seg" role="group" aria-label=${m("kind")} aria-describedby=${wrong ? `${id}-wrong` : undefined}>${all.map((kind) => html`<button key=${kind} type="button" aria-pressed=${draft.kind.value === kind} disabled=${locked && draft.kind.value !== kind || !kinds.includes(kind)} title=${kinds.includes(kind) ? undefined : m("kind_none")} onClick=${() => draft.write("kind", kind)}>${mcode("kind", kind)}</button>`)}</div>
    <span class="hint">${m(draft.kind.value === "sms" && !kinds.includes("mms") ? "kind_sms_only" : `kind_${draft.kind.value}`)}</span>${wrong ? html`<span class="hint" data-t="bad" id=${`${id}-wrong`}>${wrong}</span>` : null}</div>`;
}

/** @param {{draft: Draft, id: string}} props */
function TemplateChoice({ draft, id }) {
  const { room } = draft, offered = (room.templates.value.value?.items ?? []).filter((one) => one.offered || one.id === draft.template.value);
  const groups = [...new Set(offered.map((one) => one.category))].map((category) => ({ path: room.path(category), list: offered.filter((one) => one.category === category) })).sort((a, b) => a.path.localeCompare(b.path));
  const wrong = draft.wrong.value.template;
  return html`<${Field} id=${id} label=${m("template")} wrong=${wrong} hint=${room.templates.failed.value ? m("templates_failed") : undefined}><div class="in sel"><select id=${id} value=${draft.template.value} aria-invalid=${wrong ? "true" : undefined} aria-describedby=${wrong ? `${id}-wrong` : undefined} onChange=${(/** @type {Event} */ event) => draft.take(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}><option value="">${m("template_none")}</option>
    ${groups.map((group) => html`<optgroup key=${group.path} label=${group.path}>${group.list.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</optgroup>`)}</select><${Icon} name="chev-d"/></div><//>`;
}

/** The templates of Alimtalk that Kakao has approved. @param {{draft: Draft, id: string}} props */
function TalkChoice({ draft, id }) {
  const { kakao } = draft.room, list = kakao.value.value?.items ?? [], wrong = draft.wrong.value.kakao_template;
  return html`<${Field} id=${id} label=${m("kakao")} wrong=${wrong} hint=${kakao.failed.value || (kakao.value.value && !list.length ? m("kakao_none") : undefined)}><${Select} id=${id} value=${draft.kakao.value} empty=${m("sender_choose")} wrong=${!!wrong} choices=${list.map((one) => ({ value: one.code, no: !one.approved, text: one.approved ? one.name : `${one.name} (${m("kakao_not")})` }))} onChoose=${(/** @type {string} */ code) => { draft.write("kakao", code); draft.clear("kakao_template"); }}/><//>`;
}

/** @param {{draft: Draft, id: string}} props */
function Schedule({ draft, id }) {
  const on = draft.later.value, wrong = draft.wrong.value.at, { room } = draft, zone = room.zone;
  void room.live.time.value; // the earliest time moves on
  const now = room.now(), from = Math.ceil((now + soonest) / 60_000) * 60_000, to = Math.floor((now + farthest) / 60_000) * 60_000;
  return html`<div class="sched"><label class="row"><input class="sw" type="checkbox" role="switch" checked=${on} onChange=${(/** @type {Event} */ event) => draft.write("later", /** @type {HTMLInputElement} */ (event.currentTarget).checked)}/><b>${m("later")}</b></label>
    ${on ? html`<div class="in at"><input id=${id} type="datetime-local" aria-label=${m("at")} value=${draft.at.value} min=${localInput(from, zone)} max=${localInput(to, zone)} aria-invalid=${wrong ? "true" : undefined} aria-describedby=${`${id}-range${wrong ? ` ${id}-wrong` : ""}`} onInput=${(/** @type {InputEvent} */ event) => draft.write("at", /** @type {HTMLInputElement} */ (event.currentTarget).value)}/></div>
      <button type="button" class="btn ghost sm" onClick=${() => draft.write("at", localInput(firstTime(now), zone))}>${m("at_first")}</button>` : null}
    <span class="hint end" id=${`${id}-range`}>${m("at_range", { from: shortTime(from, zone), to: dayTime(to, zone) })}</span>${wrong ? html`<span class="hint whole" data-t="bad" id=${`${id}-wrong`}>${wrong}</span>` : null}</div>`;
}

/** @param {{draft: Draft, id: string, provider: import("./api.js").Provider|undefined}} props */
function Advert({ draft, id, provider }) {
  const set = !!provider?.ad_name && !!provider.ad_opt_out, on = draft.ad.value, wrong = draft.wrong.value.ad ?? draft.wrong.value.night;
  return html`<div class="sched ad"><label class="row"><input class="sw" type="checkbox" role="switch" id=${id} checked=${on} disabled=${draft.locked.value || !set && !on} aria-invalid=${wrong ? "true" : undefined} aria-describedby=${`${id}-why${wrong ? ` ${id}-wrong` : ""}`} onChange=${(/** @type {Event} */ event) => draft.advertise(/** @type {HTMLInputElement} */ (event.currentTarget).checked)}/><b>${m("ad")}</b></label>
    <span class="hint" id=${`${id}-why`}>${set ? m(on ? "ad_on" : "ad_off") : m("ad_unset")}</span>${wrong ? html`<span class="hint whole" data-t="bad" id=${`${id}-wrong`}>${wrong}</span>` : null}</div>`;
}

/** What it will look like, one recipient after the other. @param {{draft: Draft}} props */
function Preview({ draft }) {
  const at = useSignal(0), all = draft.texts.value, n = Math.max(1, draft.good.value.length), i = Math.min(at.value, n - 1), one = all.length === 1 ? all[0] : all[i], to = draft.good.value[i], when = draft.later.value ? fromLocalInput(draft.at.value, draft.room.zone) : NaN;
  const pager = html`${to ? html`<span class="c3">${i + 1} / ${count(n)}</span>` : null}${n > 1 ? html`<button type="button" class="btn ghost icon sm flip" aria-label=${m("before")} disabled=${i === 0} onClick=${() => { at.value = i - 1; }}><${Icon} name="chev-r" size="s"/></button><button type="button" class="btn ghost icon sm" aria-label=${m("next")} disabled=${i === n - 1} onClick=${() => { at.value = i + 1; }}><${Icon} name="chev-r" size="s"/></button>` : null}`;
  return html`<figure class="prevw"><figcaption class="lab row">${m("preview")} ${pager}</figcaption>
    ${one?.body || one?.title || draft.images.value.length ? html`<div class="ph"><span class="c3 t-xs">${[draft.sender.value && spaced(draft.sender.value), Number.isNaN(when) ? "" : shortTime(when, draft.room.zone), to ? [to.text, to.name].filter(Boolean).join(" ") : ""].filter(Boolean).join(" · ")}</span>${draft.kind.value === "mms" && one?.title ? html`<b>${one.title}</b>` : null}<p>${one?.body}</p>${draft.images.value.length && draft.kind.value === "mms" ? html`<span class="c3 t-xs">${m("images_n", { n: draft.images.value.length })}</span>` : null}</div>` : html`<p class="hint">${m("preview_none")}</p>`}</figure>`;
}

const firstRows = 50;

/** Exactly what goes, as the server says it; one that goes to many is confirmed here. @param {{draft: Draft, go: (confirm: string) => void}} props */
function Exact({ draft, go }) {
  const shown = /** @type {import("./api.js").Preview} */ (draft.shown.value), all = useSignal(false), close = () => { draft.shown.value = null; }, zone = draft.room.zone, rows = all.value ? shown.messages : shown.messages.slice(0, firstRows);
  const double = shown.skipped.filter((one) => one.why === "double").length, out = shown.skipped.length - double;
  return html`<${Dialog} title=${m("exact")} cls="wide exact" close=${close}><div class="dlg-body">
    ${shown.delivers ? null : html`<p class="note" data-t="warn"><${Icon} name="warn"/><span><b>${m("local")}</b> ${m("local_why")}</span></p>`}
    <p>${m(shown.due_at ? "exact_at" : "exact_now", { n: count(shown.count), kind: mcode("kind", shown.kind), sender: spaced(shown.sender), time: shown.due_at ? dayTime(Date.parse(shown.due_at), zone) : "" })}${shown.texts > 1 ? ` ${m("exact_texts", { n: shown.texts })}` : ""}</p>
    ${shown.moved ? html`<p class="note"><${Icon} name="clock"/><span>${m("exact_moved")}</span></p>` : null}
    ${shown.skipped.length ? html`<p class="note"><${Icon} name="info"/><span>${[out ? m("skipped_out", { n: out }) : "", double ? m("skipped_double", { n: double }) : ""].filter(Boolean).join(" ")}</span></p>` : null}
    ${shown.limit ? html`<p class="note" data-t="bad" role="alert"><${Icon} name="bad"/><span>${tellLimit(shown.limit)}</span></p>` : null}
    <div class="scroll rows-in" tabindex="0" role="region" aria-label=${m("exact")}><table class="tbl"><thead><tr><th scope="col">${m("to")}</th><th scope="col">${m("body")}</th><th scope="col" class="num">bytes</th></tr></thead><tbody>${rows.map((one, i) => html`<tr key=${i}><td>${one.number}${one.name ? html` <span class="c3">${one.name}</span>` : null}</td><td class="words">${one.title ? html`<b>${one.title}</b> ` : null}${one.text}${one.unsure?.length ? html` <span class="tagx" data-t="warn"><${Icon} name="warn" size="xs"/>${one.unsure.map((char) => char.char).join(" ")}</span>` : null}</td><td class="num">${one.bytes}</td></tr>`)}</tbody></table></div>
    ${shown.messages.length > rows.length ? html`<button type="button" class="btn ghost sm" onClick=${() => { all.value = true; }}>${m("exact_all", { n: count(shown.messages.length) })}</button>` : null}
    <div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="button" class="btn primary" data-first disabled=${draft.busy.value !== "" || !!shown.limit || shown.bulk && !draft.room.may("sms_bulk")} onClick=${() => go(shown.confirm)}>${draft.busy.value === "send" ? m("sending_now") : shown.due_at ? m("send_at", { n: count(shown.count), time: shortTime(Date.parse(shown.due_at), zone) }) : m("send_n", { n: count(shown.count) })}</button></div></div><//>`;
}

/** @param {string} text */
const tellLimit = (text) => told(text) || text;
