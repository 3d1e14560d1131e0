// How long somebody has been waiting, with a sign once it is too long.
import { html, useComputed } from "../dom.js";
import { clockTime } from "../format.js";
import { Icon } from "../icons.js";
import { inWords } from "../desk/parts/time.js";
import { ch } from "./text.js";

/** @typedef {import("./api.js").Line} Line */

const minute = 60_000;
/** From when on it is said: for a first answer after one and three minutes, for another one after five and ten. */
export const limits = { first: { warn: minute, bad: 3 * minute }, answer: { warn: 5 * minute, bad: 10 * minute } };

/** @param {{since: number, now: import("../../vendor/signals.js").ReadonlySignal<number>, of: {warn: number, bad: number}}} props key it by since */
export function Elapsed({ since, now, of }) {
  const text = useComputed(() => clockTime(now.value - since)), level = useComputed(() => (now.value - since >= of.bad ? "bad" : now.value - since >= of.warn ? "warn" : "")), words = useComputed(() => ch("waits_for", { time: inWords(now.value - since) }));
  return html`<time class="tm" data-t=${level.value || undefined} aria-label=${words}>${level.value ? html`<${Icon} name=${level.value}/>` : null}${text}</time>`;
}

/** What a room waits for, or that it does not. @param {{line: Line, now: import("../../vendor/signals.js").ReadonlySignal<number>}} props */
export function Waits({ line, now }) {
  const first = line.status === "waiting" ? line.wait_since : line.status === "received" ? line.assigned_at : line.status === "bot" ? line.opened_at : 0;
  if (first && line.status === "bot") return html`<${Elapsed} key=${first} since=${first} now=${now} of=${{ warn: Infinity, bad: Infinity }}/>`;
  if (first) return html`<${Elapsed} key=${first} since=${first} now=${now} of=${limits.first}/>`;
  if (line.status === "in_progress") return line.unanswered_since ? html`<${Elapsed} key=${line.unanswered_since} since=${line.unanswered_since} now=${now} of=${limits.answer}/>` : html`<span class="c3 t-xs">${ch("answered")}</span>`;
  return null;
}
