// The frame of the note: whose it is, where it is kept, when it may be saved.
import { html } from "../../dom.js";
import { shortTime } from "../../format.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { busy } from "../parts/ask.js";
import { Later } from "../parts/later.js";
import { Loaded, Retry } from "../parts/resource.js";
import { SaveAndNext } from "../top/state.js";
import { Aside, Back } from "./aside.js";
import { save, saveAndReady } from "./save.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function NoteForm({ desk }) {
  const { note } = desk, of = note.of.value, over = note.over.value, away = note.away.value;
  const closed = !of, cannot = !over || busy.value || desk.away.value, call = desk.callID.value, waits = call !== "" && call !== of?.call && desk.card.value.value === undefined;
  return html`<form class="panel note-form" aria-label=${t("desk.note")} onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); void saveAndReady(desk); }}>
    <div class="phead"><h2>${t("desk.note")}</h2>${of?.ticket ? html`<span class="c3 t-xs">${t("desk.ticket", { ticket: of.ticket })}</span>` : null}<${Kept} desk=${desk}/><span class="end"></span><${Back} desk=${desk}/><${Aside} desk=${desk}/></div>
    ${waits && !closed && desk.card.failed.value ? html`<p class="stale" role="status"><${Icon} name="warn" size="s"/><span class="grow">${t("desk.card_other")}</span><${Retry} again=${() => desk.lookAgain()}/></p>` : null}
    ${closed && waits ? html`<div class="fbody"><${Loaded} of=${desk.card} what=${t("desk.note")} still=${t("desk.card_again")} again=${() => desk.lookAgain()}>${() => null}<//></div>`
    : closed ? html`<div class="fbody"><div class="empty"><${Icon} name="edit"/><b>${t("desk.note_none")}</b><span>${t("desk.note_none_why")}</span></div></div>` : html`<${Later} part="NoteBody" desk=${desk}/>`}
    <div class="ffoot"><span class="hint">${closed ? "" : desk.away.value ? t("desk.note_offline") : over ? t("desk.note_may") : t("desk.note_later")}</span><span class="row end">
      ${away ? null : html`<button type="button" class="btn" disabled=${closed || cannot} onClick=${() => save(desk)}>${t("desk.save")}</button>`}
      <button type="submit" class="btn primary" disabled=${closed || cannot}>${away ? t("desk.save_back") : html`<${SaveAndNext} desk=${desk}/>`} <kbd aria-hidden="true">Ctrl ↵</kbd></button></span></div></form>`;
}

/** Where what is written is kept. @param {{desk: Desk}} props */
function Kept({ desk }) {
  const { where, at } = desk.note.kept.value;
  if (!desk.note.of.value || at === 0 || where === "" || where === "writing") return null;
  const time = shortTime(at, desk.live.timeZone.value);
  return html`<span class="hint kept">${where === "server" ? t("desk.kept", { time }) : html`<${Icon} name="warn" size="xs"/> ${t("desk.kept_here", { time })}`}</span>`;
}
