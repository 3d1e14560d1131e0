// Says that more rooms are over their limit, once every so often at most: timers and
// counters are not read out.
import { html, useEffect, useRef, useSignal } from "../dom.js";
import { waitNames } from "../chat/waits.js";
import { limits } from "./limits.js";
import { o, ocode } from "./text.js";

const pause = 10_000; // ms between two sayings

/** @param {{page: import("./model.js").Monitor}} props */
export function Announce({ page }) {
  const said = useSignal(""), before = useRef(/** @type {Record<string, number>} */ ({})), at = useRef(-Infinity);
  const now = waitNames.map((name) => [name, page.queues[name].counts().bad]), key = now.join();
  useEffect(() => {
    const more = waitNames.filter((name) => page.queues[name].counts().bad > (before.current[name] ?? 0));
    if (more.length && performance.now() - at.current < pause) return undefined; // told with the next one
    before.current = Object.fromEntries(now);
    if (!more.length) return undefined;
    at.current = performance.now();
    said.value = more.map((name) => o("announce", { queue: ocode("queue", name), limit: limits.peek()[name], n: page.queues[name].counts().bad })).join(" ");
    return undefined;
  }, [key]);
  return html`<p class="sr" role="status">${said.value}</p>`;
}
