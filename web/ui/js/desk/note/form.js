// The frame of the note: whose it is, where it is kept, when it may be saved.
import { html } from "../../dom.js";
import { shortTime } from "../../format.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { colleague } from "../call/who.js";
import { busy } from "../parts/ask.js";
import { agentName } from "../people.js";
import { Later } from "../parts/later.js";
import { Loaded, Retry } from "../parts/resource.js";
import { SaveAndNext } from "../top/state.js";
import { Aside, Back } from "./aside.js";
import { leadsTo, save, saveAndReady } from "./save.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** Enter in a field of one line presses what submits, which only saves: nobody's break or wrap-up ends by it. @param {{desk: Desk}} props */
export function NoteForm({ desk }) {
  const { note } = desk, of = note.of.value, over = note.over.value, away = note.away.value, to = leadsTo(desk);
  const closed = !of, cannot = !over || busy.value || desk.away.value, call = desk.callID.value, other = of !== null && call !== "" && call !== of.call, waits = call !== "" && call !== of?.call && desk.card.value.value === undefined;
  return html`<form class="panel note-form" aria-label=${t("desk.note")} onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); void save(desk); }}>
    <div class="phead"><h2>${t("desk.note")}</h2>${of ? html`<b class="trunc">${note.who.value}</b>` : null}${of?.ticket ? html`<span class="c3 t-xs ticket">${t("desk.ticket", { ticket: of.ticket })}</span>` : null}${other ? html`<span class="tagx" data-t="warn">${t("desk.note_other")}</span>` : null}<${Kept} desk=${desk}/><span class="end"></span><${Back} desk=${desk}/><${Aside} desk=${desk}/></div>
    ${waits && !closed && desk.card.failed.value ? html`<p class="stale" role="status"><${Icon} name="warn" size="s"/><span class="grow">${t("desk.card_other")}</span><${Retry} again=${() => desk.lookAgain()}/></p>` : null}
    ${closed && waits ? html`<div class="fbody"><${Loaded} of=${desk.card} what=${t("desk.note")} still=${t("desk.card_again")} again=${() => desk.lookAgain()}>${() => null}<//></div>`
    : closed ? html`<div class="fbody"><${None} desk=${desk}/></div>` : html`<${Later} part="NoteBody" desk=${desk}/>`}
    <div class="ffoot"><span class="hint">${closed ? "" : desk.away.value ? t("desk.note_offline") : over ? t("desk.note_may") : t("desk.note_later")}</span><span class="row end">
      ${!to ? null : html`<button type="submit" class="btn" disabled=${closed || cannot}>${t("desk.save")}</button>`}
      <button type=${to ? "button" : "submit"} class="btn primary" disabled=${closed || cannot} onClick=${to ? () => saveAndReady(desk) : undefined}>${away ? t("desk.save_back") : html`<${SaveAndNext} to=${to}/>`} <kbd aria-hidden="true">Ctrl ↵</kbd></button></span></div></form>`;
}

/** Why no note is open: that of a customer I am asked about is the colleague's. @param {{desk: Desk}} props */
function None({ desk }) {
  const call = desk.call.value, other = colleague(desk);
  const [what, why] = other && call?.about ? [t("desk.note_theirs", { name: agentName(desk, other) }), t("desk.note_theirs_why")]
    : other ? [t("desk.note_internal"), t("desk.note_internal_why")] : [t("desk.note_none"), t("desk.note_none_why")];
  return html`<div class="empty"><${Icon} name="edit"/><b>${what}</b><span>${why}</span></div>`;
}

/** Where what is written is kept. @param {{desk: Desk}} props */
function Kept({ desk }) {
  const { where, at } = desk.note.kept.value;
  if (desk.note.of.value && desk.note.two.value) return html`<span class="hint kept" role="status" data-t="warn"><${Icon} name="warn" size="xs"/> ${t("desk.note_two")}</span>`;
  if (!desk.note.of.value || at === 0 || where === "" || where === "writing") return null;
  const time = shortTime(at, desk.live.timeZone.value);
  return html`<span class="hint kept">${where === "server" ? t("desk.kept", { time }) : html`<${Icon} name="warn" size="xs"/> ${t("desk.kept_here", { time })}`}</span>`;
}
