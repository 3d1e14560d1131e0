// What was not saved when the log-in locked itself: it waits in this tab until the same
// person is back. Nothing about customers is kept, and no password.
import { keepUnsaved, unsavedOf } from "../unsaved.js";

/** @typedef {import("./draft.js").Draft} Draft */

const hidden = /password|secret|token/i;

let whose = "";
/** What waits. @type {import("../unsaved.js").Unsaved} */
let waiting = {};

/** Reads what waits for a person. @param {string} user id */
export function keptFor(user) {
  whose = user;
  waiting = unsavedOf(user);
}

/** Keeps what is not saved. @param {Iterable<Draft>} drafts */
export function keep(drafts) {
  for (const draft of drafts) {
    const changes = draft.changes.peek().filter((path) => !hidden.test(path));
    if (draft.key && changes.length) waiting[draft.key] = Object.fromEntries(changes.map((path) => [path, draft.get(path) ?? null]));
  }
  keepUnsaved(whose, waiting);
}

/** Writes into a draft what waits for it. @param {Draft} draft */
export function restore(draft) {
  const kept = waiting[draft.key];
  if (!kept) return;
  for (const [path, value] of Object.entries(kept)) draft.set(path, value ?? undefined);
  delete waiting[draft.key];
  keepUnsaved(whose, waiting);
}
