// The consultation that is shown in full.
import { signal } from "../dom.js";
import * as api from "./api.js";
import { problem } from "./parts/ask.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./types.js").Consultation} Consultation */

export const shown = signal(/** @type {{one: Consultation, form: import("./types.js").Form|null, classes: import("./types.js").Disposition[]}|null} */ (null));

/** @param {Desk} desk @param {Consultation} one as the list has it */
export async function openConsultation(desk, one) {
  problem.value = "";
  if (one.customer) desk.subject.show({ customer: one.customer, number: one.number ?? "", call: "" });
  shown.value = { one, form: null, classes: [] };
  const [whole, form, classes] = await Promise.all([api.consultation(one.id).catch(() => one), api.form(one.service ?? "").catch(() => null), api.dispositions(one.service ?? "").catch(() => null)]);
  if (shown.peek()?.one.id === one.id) shown.value = { one: whole, form, classes: classes?.items ?? [] };
}
