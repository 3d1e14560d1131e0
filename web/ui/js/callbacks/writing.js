// What somebody writes on the page of callbacks, until it is saved: it waits in the memory of
// the page over Esc and other callbacks. Only where the page goes by itself, to the log-in or
// after an upgrade, it waits in the tab, for nobody but its writer and without numbers.
import { batch, computed, signal } from "../dom.js";
import { keepUnsaved, unsavedOf } from "../unsaved.js";

const mostKept = 20; // newest
const mark = "callback ";

/** @typedef {"complete"|"cancel"|"note"|"edit"|"bar"|"register"|"bar_number"} Form */
/** What a form began with and what is in it; of what was kept in the tab, only what was changed. @typedef {{began: Record<string, any>, now: Record<string, any>}} Draft */

/** What is not saved, newest last. */
const drafts = signal(/** @type {Record<string, Draft>} */ ({}));

const nameOf = (/** @type {Form} */ form, /** @type {string} */ id) => `${form} ${id}`;
/** Whether two have the same in them. @param {any} a @param {any} b */
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** @param {string} name @param {Draft|null} draft null: it is forgotten */
function put(name, draft) {
  const { [name]: _, ...rest } = drafts.peek();
  drafts.value = draft ? { ...rest, [name]: draft } : rest;
}

/** @param {Form} form @param {string} id of the callback */
export const forget = (form, id) => put(nameOf(form, id), null);

/** Whether something is written that is not saved, in a form that is open or not. */
export const anyWritten = () => Object.keys(drafts.peek()).length > 0;

/** Takes what waits in the tab out of it. @param {string} user id */
export function takeWritten(user) {
  const kept = Object.entries(unsavedOf(user)), ours = kept.filter(([name]) => name.startsWith(mark));
  drafts.value = Object.fromEntries(ours.map(([name, draft]) => [name.slice(mark.length), /** @type {Draft} */ (draft)]));
  if (ours.length) keepUnsaved(user, Object.fromEntries(kept.filter(([name]) => !name.startsWith(mark))));
}

/** Keeps in the tab what was changed, and the version it was changed from; no number. @param {string} user id */
export function keepWritten(user) {
  const kept = Object.entries(drafts.peek()).flatMap(([name, { began, now }]) => {
    const changed = Object.keys(now).filter((key) => key !== "number" && !same(now[key], began[key]));
    const only = (/** @type {Record<string, any>} */ of) => Object.fromEntries(changed.map((key) => [key, of[key]]));
    return changed.length ? [[mark + name, { began: { ...only(began), version: began.version }, now: only(now) }]] : [];
  });
  keepUnsaved(user, { ...unsavedOf(user), ...Object.fromEntries(kept.slice(-mostKept)) });
}

/**
 * What is written in one form; two that are open on the same have the same in them.
 * @template {Record<string, any>} T
 */
export class Writing {
  /** @param {Form} form @param {string} id of the callback, "" for none @param {T} blank what the form begins with, where nothing waits */
  constructor(form, id, blank) {
    this.name = nameOf(form, id);
    this.blank = signal(blank);
    const draft = computed(() => drafts.value[this.name]);
    /** What the form began with. */
    this.began = computed(() => /** @type {T} */ ({ ...this.blank.value, ...draft.value?.began }));
    this.now = computed(() => /** @type {T} */ ({ ...this.began.value, ...draft.value?.now }));
    /** Something is written that is not saved. */
    this.written = computed(() => draft.value !== undefined);
  }

  /** @param {T} began @param {T} now */
  set(began, now) {
    batch(() => { this.blank.value = began; put(this.name, same(now, began) ? null : { began, now }); });
  }

  /** @param {Partial<T>} change */
  write(change) { this.set(this.began.peek(), { ...this.now.peek(), ...change }); }

  /** Begins anew; what is written is forgotten. @param {T} blank */
  begin(blank) { this.set(blank, blank); }

  /** What was sent is saved: what has been written meanwhile goes on from it. @param {T} began what was sent @param {T} [now] what is left to be saved @returns {boolean} whether nothing is */
  saved(began, now = this.now.peek()) {
    this.set(began, now);
    return !this.written.peek();
  }
}

/** What somebody wrote into a text after it had been sent. @param {string} sent @param {string} now */
export function writtenSince(sent, now) {
  const was = [...sent], is = [...now], least = Math.min(was.length, is.length);
  let before = 0, after = 0; // characters that have stayed
  while (before < least && was[before] === is[before]) before++;
  while (after < least - before && was.at(-1 - after) === is.at(-1 - after)) after++;
  return is.slice(before, is.length - after).join("").trimStart();
}
