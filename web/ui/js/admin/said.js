// What was done last, at the top of the page, with a way back where there is one.
import { html, signal } from "../dom.js";
import { request } from "../api.js";
import { Icon } from "../icons.js";
import { fieldErrors, refusal } from "./words.js";
import { w } from "./text.js";

/** @typedef {{text: string, bad?: boolean, undo?: () => Promise<void>}} Said */

export const said = signal(/** @type {Said|null} */ (null));
/** Steps when something was changed beside what is open: lists are read again. */
export const changed = signal(0);
const shownFor = 12_000;
let timer = 0;

/** Takes back a refusal: it is of the section that was left. */
export function leave() {
  if (said.peek()?.bad) said.value = null;
}

/** Something is begun: what was said of the last thing is not taken for its outcome. */
export function begin() {
  said.value = null;
}

/** @param {Said} what */
export function say(what) {
  clearTimeout(timer);
  said.value = what;
  if (!what.bad) timer = setTimeout(() => { said.value = null; }, shownFor);
}

/**
 * Says that something was done, and offers to undo the newest change of it.
 * @param {string} text @param {string} target as the record of changes names it: service:orders; "": nothing can be undone
 */
export async function done(text, target) {
  changed.value++;
  say({ text });
  if (!target) return;
  const [change] = await request("GET", `changes?target=${encodeURIComponent(target)}&limit=1`).catch(() => []);
  if (!change || change.undone_by || said.peek()?.text !== text) return;
  say({ text, undo: () => undo(change.id) });
}

/** @param {string} change */
export async function undo(change) {
  begin();
  try {
    await request("POST", `changes/${encodeURIComponent(change)}/undo`);
    changed.value++;
    say({ text: w("said.undone") });
  } catch (error) {
    say({ text: refusal(error), bad: true });
  }
}

/** Does something that is no form; says what came of it. @param {string} text when it is done @param {() => Promise<any>} work @param {string} [target] as the record of changes names it: it can be undone @returns {Promise<any>} the answer (true for an empty one), undefined when refused */
export async function act(text, work, target = "") {
  begin();
  try {
    const answer = (await work()) ?? true;
    if (target) void done(text, target);
    else { changed.value++; say({ text }); }
    return answer;
  } catch (error) {
    say({ text: Object.values(fieldErrors(error))[0] ?? refusal(error), bad: true }); // there are no fields to look at
    return undefined;
  }
}

export function SaidLine() {
  const now = said.value;
  return html`<span class="said" role="status" data-t=${now?.bad ? "bad" : undefined}>${now ? html`<${Icon} name=${now.bad ? "bad" : "check"} size="s"/><span class="trunc" title=${now.text}>${now.text}</span>
    ${now.undo ? html`<button type="button" class="btn sm" onClick=${now.undo}><${Icon} name="history" size="s"/>${w("undo")}</button>` : null}
    ${now.bad ? html`<button type="button" class="btn ghost icon sm" aria-label=${w("close")} onClick=${() => { said.value = null; }}><${Icon} name="x" size="s"/></button>` : null}` : null}</span>`;
}
