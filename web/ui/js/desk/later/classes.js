// What a call was about: the disposition of the service, in one or two levels. A first
// level that was chosen alone is kept as it is, and not saved before one below it is.
import { html } from "../../dom.js";
import { named, t } from "../../i18n.js";
import { Field, Select } from "../parts/field.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** Whether a class of the first level leads to one that may be saved: it is in use, and so is one below it where there are some. @param {import("../types.js").Disposition} one */
const offered = (one) => !one.unused && (!one.children?.length || one.children.some((child) => !child.unused));

/** @param {{desk: Desk}} props */
export function Classes({ desk }) {
  const note = desk.note, code = note.values.value.disposition ?? "", wrong = note.wrong.value.disposition;
  const list = note.classes.value;
  if (list.length === 0) return null;
  const above = list.find((one) => one.code === code || one.children?.some((child) => child.code === code));
  const below = above?.children?.filter((child) => !child.unused || child.code === code) ?? [], lower = below.length > 0; // what is wrong stands where something else can be chosen
  const needed = note.form.value?.disposition_required;
  /** @param {string} chosen */
  const choose = (chosen) => note.write({ disposition: chosen });
  return html`<${Field} id="class" label=${t("desk.class")} required=${needed} wrong=${lower ? undefined : wrong}>
      <${Select} id="class" value=${above?.code ?? ""} wrong=${!lower && !!wrong} empty=${t("desk.choose")} choices=${list.filter((one) => offered(one) || one === above).map((one) => ({ value: one.code, text: named(one.name, one.code) }))} onChoose=${choose}/><//>
    <${Field} id="subclass" label=${t("desk.subclass")} required=${lower} wrong=${lower ? wrong : undefined}>
      <${Select} id="subclass" value=${below.some((child) => child.code === code) ? code : ""} wrong=${lower && !!wrong} disabled=${!lower} empty=${lower ? t("desk.choose") : "–"} choices=${below.map((one) => ({ value: one.code, text: named(one.name, one.code) }))}
        onChoose=${(/** @type {string} */ chosen) => choose(chosen || above?.code || "")}/><//>`;
}
