// A text message to whom the right side is about (D10): the composer of the page of
// messages, with the caller as its recipient, whose number may be masked here. It stays
// theirs whomever the right side is about while it is open; what is written and not sent
// is there again when it is opened about them.
import { html, useEffect, useRef } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Composer, Undelivered } from "../../sms/composer.js";
import { CameOf, Cancel } from "../../sms/cancel.js";
import { Draft } from "../../sms/draft.js";
import { Room } from "../../sms/room.js";
import { m } from "../../sms/text.js";
import { smsOpen } from "../opened.js";
import { problem } from "../parts/ask.js";
import { Dialog } from "../parts/layers.js";
import { put, take } from "../written.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @type {Room|undefined} */
let room;
/** A message that is being written; name: by which it waits, "" where it does not; begun: how many it went to when that began. @typedef {{name: string, draft: Draft, customer: string, person: import("../types.js").Customer|undefined, begun: number}} Written */

/** The message to whom the right side is about now: a customer, or the number of a call or a list. @param {Desk} desk @param {Room} room @returns {Written} */
export function messageTo(desk, room) {
  const about = desk.subject.about.peek(), person = desk.subject.customer.peek(), { name, draft = new Draft(room) } = take(about), phone = person?.phones[0]?.number ?? "";
  draft.remove((one) => !!one.ref?.call && one.ref.call !== about.call); // of a call that is over: they are known otherwise
  if (draft.to.peek().length === 0) {
    if (about.call && about.number) draft.addKnown({ call: about.call }, about.number, person?.name ?? "");
    else if (about.customer && phone) draft.addKnown({ customer: about.customer, phone: 0 }, phone, person?.name ?? "");
    else if (about.number && !about.number.includes("*")) draft.add(about.number);
  }
  return { name, draft, customer: about.customer, person, begun: draft.to.peek().length };
}

/** @param {{desk: Desk}} props */
export function SmsDialog({ desk }) {
  return smsOpen.value && desk.user.sms ? html`<${Open} desk=${desk}/>` : null;
}

/** @param {{desk: Desk}} props */
function Open({ desk }) {
  room ??= new Room(desk.live, desk.user);
  const at = useRef(/** @type {Written|null} */ (null)), one = (at.current ??= messageTo(desk, room)), { draft } = one, now = room, sent = draft.sent.value, shown = desk.subject.customer.value, person = one.person ??= shown?.id === one.customer ? shown : undefined, phones = person?.phones ?? [];
  const out = sent?.skipped.filter((each) => each.why === "opted_out").length ?? 0;
  const close = () => { put(one); smsOpen.value = false; };
  useEffect(() => { now.load(); problem.value = ""; }, []);
  useEffect(() => { if (person && draft.empty.peek() && !draft.sent.peek() && phones[0]) { draft.addKnown({ customer: person.id, phone: 0 }, phones[0].number, person.name); one.begun = 1; } }, [person]); // whose record came after the dialog
  return html`<${Dialog} title=${t("desk.sms")} cls="sms" close=${close}><${Undelivered} room=${now}/>
    ${sent ? html`<div class="dlg-body"><p class="said-line" role="status"><${Icon} name="good"/><span>${m(sent.due_at ? "sent_later" : (sent.delivers ?? now.delivers.value) === false ? "sent_local" : "sent", { n: sent.recipients })}${out ? ` ${m("skipped_out", { n: out })}` : ""}</span></p><${CameOf} id=${sent.id}/>
        ${problem.value ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/><span>${problem.value}</span></p>` : null}
        <div class="dlg-foot"><a class="btn" href=${`sms#/history/${encodeURIComponent(sent.id)}`} target="_blank" rel="noopener">${m("see")}</a>${sent.due_at ? html`<${Cancel} id=${sent.id} cls="" label=${m("cancel_schedule")} after=${(/** @type {boolean} */ whole) => { if (whole) close(); }}/>` : null}<button type="button" class="btn primary" ref=${focusOnce} onClick=${close}>${t("desk.close")}</button></div></div>`
      : html`${phones.length > 1 && !draft.to.value.some((one) => one.ref?.call) ? html`<${Phones} draft=${draft} person=${/** @type {import("../types.js").Customer} */ (person)}/>` : null}<${Composer} draft=${draft} prefix="d" rows=${4} first=${draft.good.value.length ? "body" : "to"}/>`}<//>`;
}

/** @param {HTMLElement|null} button */
const focusOnce = (button) => button?.focus();

/** Which of the customer's numbers. @param {{draft: Draft, person: import("../types.js").Customer}} props */
function Phones({ draft, person }) {
  const has = (/** @type {number} */ phone) => draft.to.value.some((one) => one.ref?.customer === person.id && (one.ref.phone ?? 0) === phone);
  /** @param {number} phone */
  const toggle = (phone) => { if (has(phone)) draft.remove((one) => one.ref?.customer === person.id && (one.ref.phone ?? 0) === phone); else draft.addKnown({ customer: person.id, phone }, person.phones[phone]?.number ?? "", person.name); };
  return html`<div class="row wrap phones" role="group" aria-label=${t("desk.numbers")}>${person.phones.map((one, i) => html`<button key=${i} type="button" class="chip" aria-pressed=${has(i)} onClick=${() => toggle(i)}>${[one.label, one.number].filter(Boolean).join(" ")}</button>`)}</div>`;
}
