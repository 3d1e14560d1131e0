// Asking the server for something. Nothing is shown until the event arrives: here
// is only what is on its way, and what was refused.
import { computed, effect, signal } from "../../dom.js";
import { language } from "../../i18n.js";
import { failure } from "../../shell.js";

/** What was refused last, for people; "" when nothing was. */
export const problem = signal("");
/** What was refused last of what a framing page asks for: no dialog of this one is about it. */
export const outside = signal("");
/** How each was said, to say it again in another language. */
const refusals = [problem, outside].map((at) => ({ at, text: "", words: () => "" }));
effect(() => { void language.value; for (const said of refusals) if (said.text && said.at.peek() === said.text) said.at.value = said.text = said.words(); });

/** What is on its way. */
const going = signal(/** @type {ReadonlySet<string>} */ (new Set()));
/** The server is away: nothing can be asked. */
export const cut = signal(false);
/** Whether buttons that ask are to be dimmed. */
export const busy = computed(() => cut.value || going.value.size > 0);

/** @param {string} what */
export const isGoing = (what) => cut.value || going.value.has(what);

/** Says what was refused, and again in another language. @param {() => string} words @param {typeof problem} [at] problem or outside */
export function tellRefusal(words, at = problem) {
  const text = at.value = words();
  for (const said of refusals) if (said.at === at) Object.assign(said, { text, words });
}

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
    tellRefusal(() => words(error));
    return undefined;
  } finally {
    const rest = new Set(going.peek());
    rest.delete(what);
    going.value = rest;
  }
}
