// The note on screen: what it was about, what the service asks for, what was said.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { FormFields } from "../parts/formfields.js";
import { Classes } from "./classes.js";
import { Follow } from "./follow.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function NoteBody({ desk }) {
  const { note } = desk, values = note.values.value, wrong = note.wrong.value;
  /** @param {string} key @param {string} value */
  const field = (key, value) => note.write({ fields: { ...note.values.peek().fields, [key]: value } });
  return html`<div class="fbody scroll"><div class="g3"><${Classes} desk=${desk}/>
        <${FormFields} prefix="note" fields=${note.form.value?.fields ?? []} values=${values.fields ?? {}} wrong=${wrong} onWrite=${field}/></div>
      <div class="field fgrow"><label for="memo">${t("desk.note_text")}${note.form.value?.note_required ? html`<span class="req" aria-hidden="true"> *</span>` : null}</label>
        <textarea class="area" id="memo" maxlength="10000" value=${values.note ?? ""} aria-invalid=${wrong.note ? "true" : undefined} aria-describedby=${wrong.note ? "memo-wrong" : undefined}
          onInput=${(/** @type {InputEvent} */ event) => note.write({ note: /** @type {HTMLTextAreaElement} */ (event.currentTarget).value })}></textarea>${wrong.note ? html`<span class="hint" id="memo-wrong" data-t="bad">${wrong.note}</span>` : null}</div>
      <${Follow} desk=${desk}/></div>`;
}
