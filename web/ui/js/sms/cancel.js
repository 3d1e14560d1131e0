// Taking back what has not been sent, and what came of it: not all of it may come back.
import { html, signal } from "../dom.js";
import { count } from "../format.js";
import { Icon } from "../icons.js";
import * as api from "./api.js";
import { Armed } from "./armed.js";
import { m } from "./text.js";

/** What came of it, by the send or message that was taken back: those of which something is left to be said. */
const came = signal(/** @type {ReadonlyMap<string, api.Cancelled>} */ (new Map()));

/** Nothing is said of it any more. */
export const forgetCancelled = () => { came.value = new Map(); };

/** Whether something of it was not given back, and may go. @param {string} id */
export const partly = (id) => came.value.has(id);

/** @param {api.Cancelled} done */
export const words = ({ cancelled, left, elsewhere = 0 }) => [m("cancelled_n", { n: count(cancelled) }), left ? m("cancelled_left", { n: count(left) }) : "", elsewhere ? m("cancelled_elsewhere", { n: count(elsewhere) }) : ""].filter(Boolean).join(" ");

/**
 * The button that takes a send back, or one message.
 * @param {{id: string, message?: boolean, label: string, cls?: string, after: (whole: boolean) => void}} props after: whole: nothing of it may go any more
 */
export function Cancel({ id, message, label, cls, after }) {
  /** @param {api.Cancelled} done */
  const told = (done) => {
    const now = new Map(came.peek()), whole = !done.left && !done.elsewhere;
    if (whole) now.delete(id); else now.set(id, done);
    came.value = now;
    after(whole);
  };
  return html`<${Armed} what=${`cancel-${id}`} cls=${cls} label=${label} sure=${m("cancel_sure")} work=${() => (message ? api.cancelMessage(id) : api.cancelSend(id))} after=${told}/>`;
}

/** What came of it, where something may go all the same. @param {{id: string}} props */
export function CameOf({ id }) {
  const done = came.value.get(id);
  return html`<span class="came" role="status">${done ? html`<span class="came-of" data-t="warn"><${Icon} name="warn" size="s"/><span>${words(done)}</span></span>` : null}</span>`;
}
