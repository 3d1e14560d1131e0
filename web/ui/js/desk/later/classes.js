// What a call was about: the disposition of the service, in one or two levels.
import { html, useSignal } from "../../dom.js";
import { named, t } from "../../i18n.js";
import { Field, Select } from "../parts/field.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** @param {{desk: Desk}} props */
export function Classes({ desk }) {
  const note = desk.note, code = note.values.value.disposition ?? "", wrong = note.wrong.value.disposition;
  const picked = useSignal(""); // a class of the first level, chosen before one below it
  const list = note.classes.value;
  if (list.length === 0) return null;
  const above = list.find((one) => one.code === code || one.children?.some((child) => child.code === code)) ?? list.find((one) => one.code === picked.value);
  const below = above?.children?.filter((child) => !child.unused || child.code === code) ?? [];
  const needed = note.form.value?.disposition_required;
  /** @param {string} chosen */
  const choose = (chosen) => {
    picked.value = chosen;
    note.write({ disposition: list.find((one) => one.code === chosen)?.children?.length ? "" : chosen });
  };
  return html`<${Field} id="class" label=${t("desk.class")} required=${needed} wrong=${above ? undefined : wrong}>
      <${Select} id="class" value=${above?.code ?? ""} wrong=${!above && !!wrong} empty=${t("desk.choose")} choices=${list.filter((one) => !one.unused || one === above).map((one) => ({ value: one.code, text: named(one.name, one.code) }))} onChoose=${choose}/><//>
    <${Field} id="subclass" label=${t("desk.subclass")} required=${needed && below.length > 0} wrong=${above ? wrong : undefined}>
      <${Select} id="subclass" value=${below.length ? code : ""} wrong=${!!above && !!wrong} disabled=${below.length === 0} empty=${below.length ? t("desk.choose") : "–"} choices=${below.map((one) => ({ value: one.code, text: named(one.name, one.code) }))}
        onChoose=${(/** @type {string} */ chosen) => note.write({ disposition: chosen })}/><//>`;
}
