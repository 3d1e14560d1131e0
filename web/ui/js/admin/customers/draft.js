// A customer's record while it is written. Fields of one's own are pairs, because a
// name may have a dot in it and is written letter by letter.
import { signal } from "../../dom.js";
import { request } from "../../api.js";
import { fieldsOf, pairsOf, phonesOf } from "../../desk/parts/customerrows.js";
import { wrongFields } from "../../desk/parts/wrong.js";
import { Draft, open } from "../draft.js";
import { path } from "./work.js";

/** @typedef {import("./work.js").Customer} Customer */
/** @typedef {{draft: Draft, rows: import("../../../vendor/signals.js").Signal<Record<string, string>>}} Editing rows: what is wrong in which row */

/** What is being written, by the customer's id; "+" for a new one. */
export const drafts = signal(/** @type {ReadonlyMap<string, Editing>} */ (new Map()));
export const fresh = "+";

/** @param {Customer} one */
const written = (one) => ({ name: one.name, phones: one.phones, email: one.email, birth_date: one.birth_date, claim: one.claim, memo: one.memo, pairs: pairsOf(one.fields), version: one.version });

/** Whether something of a customer is not saved. @param {string} id */
export const dirty = (id) => drafts.value.get(id)?.draft.dirty.value ?? false;

/** Begins to write. @param {string} id @param {Customer} [one] */
export function edit(id, one) {
  const now = drafts.peek().get(id);
  if (now) return now;
  const made = { draft: new Draft(one ? written(one) : { name: "", phones: [{ number: "", label: "" }], pairs: [], version: 0 }, !one), rows: signal({}) };
  drafts.value = new Map(drafts.peek()).set(id, made);
  return made;
}

/** Ends writing; what is not saved is gone. @param {string} id */
export function stop(id) {
  const now = drafts.peek().get(id);
  if (!now) return;
  open.delete(now.draft);
  const rest = new Map(drafts.peek());
  rest.delete(id);
  drafts.value = rest;
}

/** Saves what is written. @param {string} id @returns {Promise<Customer|undefined>} as it is now; undefined when it was refused */
export async function save(id) {
  const now = drafts.peek().get(id);
  if (!now) return undefined;
  const { draft, rows } = now;
  /** @type {Customer|undefined} */
  let saved;
  const done = await draft.save(async ({ name, phones, email = "", birth_date = "", claim = "", memo = "", pairs, version }) => {
    const body = { name: name ?? "", phones: phonesOf(phones ?? []), email, birth_date, claim, memo, fields: fieldsOf(pairs ?? []), version };
    rows.value = {};
    try {
      saved = await (draft.fresh ? request("POST", "customers", body) : request("PUT", path(id), body));
    } catch (error) {
      rows.value = wrongFields(error);
      throw error;
    }
    return written(/** @type {Customer} */ (saved));
  });
  if (done) stop(id);
  else draft.wrong.value = Object.fromEntries(Object.entries(draft.wrong.peek()).filter(([at]) => !/^(phones|fields)\b/.test(at))); // their rows say it
  if (!done && draft.conflict.peek() && !draft.fresh) await request("GET", path(id)).then((there) => draft.follow(written(there)), () => {}); // under what was written: the next save is of that
  return saved;
}
