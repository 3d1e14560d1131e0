// Asking the server for something. Nothing is shown until the event arrives: here
// is only what is on its way, and what was refused.
import { computed, effect, signal } from "../../dom.js";
import { language } from "../../i18n.js";
import { failure } from "../../shell.js";

/** What was refused last, for people; "" when nothing was. */
export const problem = signal("");
/** How that was said, to say it again in another language. */
let refusal = { text: "", words: () => "" };
effect(() => { void language.value; if (refusal.text && problem.peek() === refusal.text) problem.value = refusal.text = refusal.words(); });

/** What is on its way. */
const going = signal(/** @type {ReadonlySet<string>} */ (new Set()));
/** The server is away: nothing can be asked. */
export const cut = signal(false);
/** Whether buttons that ask are to be dimmed. */
export const busy = computed(() => cut.value || going.value.size > 0);

/** @param {string} what */
export const isGoing = (what) => cut.value || going.value.has(what);

/**
 * Carries out work once, however often a key is pressed meanwhile.
 * @param {string} what names the work
 * @param {() => Promise<any>} work
 * @param {(error: unknown) => string} [words] for a refusal
 * @returns {Promise<any>} the answer (true for an empty one), or undefined when it was refused
 */
export async function ask(what, work, words = failure) {
  if (cut.peek() || going.peek().has(what)) return undefined;
  going.value = new Set(going.peek()).add(what);
  problem.value = "";
  try {
    return (await work()) ?? true;
  } catch (error) {
    refusal = { text: words(error), words: () => words(error) };
    problem.value = refusal.text;
    return undefined;
  } finally {
    const rest = new Set(going.peek());
    rest.delete(what);
    going.value = rest;
  }
}
