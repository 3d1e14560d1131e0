// Of rooms that were to be changed together: how many were, which were not and why, and what the
// server did not come to.
import { html, useRef } from "../dom.js";
import { failure, refusal } from "../shell.js";
import { customerName } from "./names.js";
import { ch } from "./text.js";

/** @typedef {import("./api.js").ChangedMany} ChangedMany */

/** Those that stay to be done. @param {ChangedMany|null} got @returns {string[]} */
export const notDone = (got) => (got ? [...got.refused.map((one) => one.room), ...got.left] : []);

const words = /** @type {const} */ ({
  give: { done: "give_done", refused: "give_refused", left: "give_left" },
  categorise: { done: "categorise_done", refused: "categorise_refused", left: "categorise_left" },
});

/** @param {{page: import("./model.js").Console, got: ChangedMany|null, of: number, what: keyof typeof words}} props of: how many there were */
export function Refused({ page, got, of, what }) {
  const lines = useRef(page.lists.lines.peek()).current; // as they were picked: some are in another list now
  const name = (/** @type {string} */ id) => { const line = lines.find((one) => one.id === id); return line ? customerName(line) : id; };
  const say = words[what], left = got?.left.length ?? 0, rooms = got?.refused ?? [], done = of - left - rooms.length;
  return html`<div role="alert">${got && done > 0 ? html`<p class="hint">${ch(say.done, { n: done })}</p>` : null}${left ? html`<p class="hint" data-t="bad">${ch(say.left, { n: left, why: failure(got?.failed) })}</p>` : null}${rooms.length ? html`<p class="hint" data-t="bad">${ch(say.refused, { n: rooms.length })}</p><ul class="refused">${rooms.map(({ room, why = "" }) => html`<li key=${room}><b>${name(room)}</b> <span class="c2">${refusal(why) || why}</span></li>`)}</ul>` : null}</div>`;
}
