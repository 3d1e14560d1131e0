// Text messages that are written at the desk and not sent, by whom they are about: they
// wait until the dialog is opened about the same people again.

/** @typedef {import("./subject.js").About} About */
/** @typedef {import("./later/sms.js").Written} Written */

/** @type {Map<string, Written>} */
const written = new Map();
const stranger = "call ";

/** Whom it is about: "" for a masked number, which others have too; about nobody it goes to those who were typed alone. @param {About} about */
function nameOf({ customer, call, number }) {
  if (customer) return `customer ${customer}`;
  if (call) return stranger + call;
  return number.includes("*") ? "" : `number ${number}`;
}

/** Takes what waits for somebody, also from before the caller was saved as a customer. @param {About} about @returns {{name: string, draft: Written["draft"]|undefined}} name: by which it is put back */
export function take(about) {
  const name = nameOf(about), from = written.has(name) || !about.call ? name : stranger + about.call, draft = written.get(from)?.draft;
  written.delete(from);
  return { name, draft };
}

/** Puts a message that is closed back, where there is something in it; also what was written on while it was on its way. @param {Written} one */
export function put(one) {
  const { draft } = one;
  if (!one.name || draft.blank.peek() && (draft.sent.peek() || draft.to.peek().length === one.begun)) return;
  draft.sent.value = null;
  written.set(one.name, one);
}

/** Whether something waits that can be found again: what was written to the stranger of a call can while the right side is about the call. @param {string} call */
export const waits = (call) => [...written.keys()].some((name) => !name.startsWith(stranger) || name === stranger + call);
