// What is kept in this tab because it was not saved when the page went by itself: to the
// log-in, of callbacks also after an upgrade. While somebody works nothing is put here. Of
// customers it has what was written in a message or about a callback, without the field of
// their number, and not their records. It is its writer's: nobody else who uses the tab is to
// find it.

const name = "callfloor.unsaved";
/** Somebody has logged out on this page: nothing that stands on it is kept any more. */
let forgotten = false;

/** What a person wrote, by the key of a draft: what was written, by path. @typedef {Record<string, Record<string, any>>} Unsaved */

/** @param {string} user who wrote it @returns {Unsaved} */
export function unsavedOf(user) {
  try {
    const { user: whose, drafts } = JSON.parse(sessionStorage.getItem(name) ?? "{}");
    return whose === user ? drafts : {};
  } catch {
    return {};
  }
}

/** @param {string} user @param {Unsaved} drafts none: nothing is kept */
export function keepUnsaved(user, drafts) {
  if (forgotten) return; // the end of the live connection may lead to the log-in before the log-out is answered
  try {
    if (Object.keys(drafts).length) sessionStorage.setItem(name, JSON.stringify({ user, drafts }));
    else sessionStorage.removeItem(name);
  } catch { /* no room, or none is given: it is lost as it was before */ }
}

/** Takes away what is not of the person who is here now. @param {string} [user] left out: nobody is, and nothing more is kept on this page */
export function forgetUnsaved(user = "") {
  keepUnsaved(user, user ? unsavedOf(user) : {});
  if (!user) forgotten = true;
}
