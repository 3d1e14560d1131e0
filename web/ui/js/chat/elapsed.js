// What a room waits for and how long it has, marked by the limits of the monitoring window.
import { html } from "../dom.js";
import { Elapsed } from "../monitor/time.js";
import { waitOf, waitsSince } from "./waits.js";
import { ch } from "./text.js";

/** @param {string} time */
const say = (time) => ch("waits_for", { time });

/** @param {{line: import("./api.js").Line, now: import("../../vendor/signals.js").ReadonlySignal<number>}} props */
export function Waits({ line, now }) {
  const wait = waitOf(line), since = wait ? waitsSince(line) : line.status === "bot" ? line.opened_at : 0;
  if (since) return html`<${Elapsed} key=${since} since=${since} now=${now} limit=${wait} say=${say}/>`;
  return line.status === "in_progress" ? html`<span class="c3 t-xs">${ch("answered")}</span>` : null;
}
