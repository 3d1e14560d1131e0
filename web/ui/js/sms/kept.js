// What was written and not sent when the log-in locked itself: it waits in this tab until
// the same person is back. To whom it goes is not kept, and nothing else about customers.
import { keepUnsaved, unsavedOf } from "../unsaved.js";

const mark = "sms ";

/** @param {string} user id @param {Record<string, Record<string, any>>} written by its name; what waits under other names, and nobody has taken yet, stays */
export function keep(user, written) {
  keepUnsaved(user, { ...unsavedOf(user), ...Object.fromEntries(Object.entries(written).map(([name, what]) => [mark + name, what])) });
}

/** Takes what waits under a name. @param {string} user id @param {string} name @returns {Record<string, any>|undefined} */
export function waiting(user, name) {
  const { [mark + name]: one, ...rest } = unsavedOf(user);
  if (one) keepUnsaved(user, rest);
  return one;
}
