// Of rooms that were to be changed together, which were not and why.
import { html, useRef } from "../dom.js";
import { refusal } from "../shell.js";
import { customerName } from "./names.js";
import { ch } from "./text.js";

/** @param {{page: import("./model.js").Console, rooms: import("./api.js").RefusedRoom[], words: "give_refused"|"categorise_refused"}} props */
export function Refused({ page, rooms, words }) {
  const lines = useRef(page.lists.lines.peek()).current; // as they were picked: some are in another list now
  const name = (/** @type {string} */ id) => { const line = lines.find((one) => one.id === id); return line ? customerName(line) : id; };
  return html`<div role="alert">${rooms.length ? html`<p class="hint" data-t="bad">${ch(words, { n: rooms.length })}</p><ul class="refused">${rooms.map(({ room, why = "" }) => html`<li key=${room}><b>${name(room)}</b> <span class="c2">${refusal(why) || why}</span></li>`)}</ul>` : null}</div>`;
}
