// A time that ticks and is marked once it is near its limit or over it.
import { html, useComputed } from "../dom.js";
import { clockTime } from "../format.js";
import { Icon } from "../icons.js";
import { inWords } from "../desk/parts/time.js";
import { band, limits } from "./limits.js";

/** @param {{since: number, now: import("../../vendor/signals.js").ReadonlySignal<number>, limit?: import("./limits.js").Limit, say?: (time: string) => string}} props key it by since; say: puts the time into words of the place */
export function Elapsed({ since, now, limit, say = (time) => time }) {
  const text = useComputed(() => clockTime(now.value - since)), words = useComputed(() => say(inWords(now.value - since)));
  const level = useComputed(() => (limit ? band(now.value - since, limits.value[limit]) : ""));
  return html`<time class="tm" data-t=${level.value || undefined} aria-label=${words}>${level.value ? html`<${Icon} name=${level.value}/>` : null}${text}</time>`;
}
