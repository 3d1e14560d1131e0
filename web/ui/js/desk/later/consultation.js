// A consultation in full (D19): one's own can be changed, a colleague's only read
// (D20).
import { html } from "../../dom.js";
import { dayTime } from "../../format.js";
import { named, t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import * as api from "../api.js";
import { serviceName } from "../call/names.js";
import { shown } from "../consultation.js";
import { ask, busy, problem } from "../parts/ask.js";
import { Area, Field, Select } from "../parts/field.js";
import { FormFields } from "../parts/formfields.js";
import { Dialog } from "../parts/layers.js";
import { agentName } from "../people.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Consultation} Consultation */

/** The classes that can be chosen, by their whole names. @param {import("../types.js").Disposition[]} list */
const choices = (list) => list.flatMap((one) => (one.children?.length ? one.children.map((child) => ({ value: child.code, text: `${named(one.name, one.code)} › ${named(child.name, child.code)}` })) : [{ value: one.code, text: named(one.name, one.code) }]));

/** @param {{desk: Desk}} props */
export function ConsultationDialog({ desk }) {
  const now = shown.value;
  if (!now) return null;
  const { one, form, classes } = now, own = one.editable === true, close = () => { shown.value = null; };
  /** @param {Partial<Consultation>} change */
  const write = (change) => { shown.value = { ...now, one: { ...one, ...change } }; };
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const { disposition, note, fields, version, customer } = one;
    const saved = await ask("consultation", () => api.changeConsultation(one.id, { disposition, note, fields, version, ...(customer ? { customer } : {}) }), desk.words);
    if (!saved) return;
    close();
    desk.subject.noted(saved.customer);
    desk.lists.changed("consultations");
  };
  const found = choices(classes), code = one.disposition ?? "";
  const facts = [[t("desk.ticket_name"), one.ticket], [t("desk.customer"), [one.customer_name, one.number].filter(Boolean).join(" ")], [t("col.service"), serviceName(desk, one.service)], [t("desk.channel"), t(one.channel === "out" ? "desk.outbound" : "desk.inbound")],
    [t("home.agent"), agentName(desk, one.agent)], [t("desk.saved_at"), dayTime(Date.parse(one.saved_at), desk.live.timeZone.value)]];
  return html`<${Dialog} title=${t("desk.consultation")} cls="wide" close=${close}><form class="dlg-body" novalidate onSubmit=${submit}>
    <dl class="kv cols">${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value || "–"}</dd></div>`)}</dl>
    ${own ? html`<div class="g2">${found.length ? html`<${Field} id="c-class" label=${t("desk.class")} required=${form?.disposition_required}><${Select} id="c-class" value=${code} empty=${t("desk.choose")} choices=${found.some((choice) => choice.value === code) || !code ? found : [{ value: code, text: named(one.disposition_name, code) }, ...found]} onChoose=${(/** @type {string} */ disposition) => write({ disposition })}/><//>` : null}
        <${FormFields} prefix="c" fields=${form?.fields ?? []} values=${one.fields ?? {}} onWrite=${(/** @type {string} */ key, /** @type {string} */ value) => write({ fields: { ...one.fields, [key]: value } })}/></div>
      <${Field} id="c-note" label=${t("desk.note_text")}><${Area} id="c-note" rows=${8} value=${one.note} max=${10000} onWrite=${(/** @type {string} */ note) => write({ note })}/><//>`
    : html`${one.disposition_name ? html`<p><span class="tagx">${named(one.disposition_name, "")}</span></p>` : null}<p class="words">${one.note}</p><p class="hint">${t("desk.read_only")}</p>`}
    ${problem.value ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/>${problem.value}</p>` : null}
    <div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t(own ? "cancel" : "desk.close")}</button>${own ? html`<button type="submit" class="btn primary" disabled=${busy.value}>${t("desk.save")}</button>` : null}</div></form><//>`;
}
