// Times on the desk: they tick each second from a server stamp, and say
// themselves in words.
import { html, useComputed } from "../../dom.js";
import { clockTime } from "../../format.js";
import { t } from "../../i18n.js";

/** @typedef {import("../../../vendor/signals.js").ReadonlySignal<number>} Now */

/** @param {number} ms */
export function inWords(ms) {
  const all = Math.max(0, Math.floor(ms / 1000));
  const h = Math.floor(all / 3600), m = Math.floor(all / 60) % 60, s = all % 60;
  return h > 0 ? t("time.hms", { h, m, s }) : t("time.ms", { m, s });
}

/** Time since a stamp. @param {{since: number, now: Now, cls?: string}} props key it by since */
export function Since({ since, now, cls = "tm" }) {
  const text = useComputed(() => clockTime(now.value - since));
  const words = useComputed(() => inWords(now.value - since));
  return html`<time class=${cls} aria-label=${words}>${text}</time>`;
}

/** Time until a stamp, rounded up. @param {{until: number, now: Now, cls?: string}} props key it by until */
export function Until({ until, now, cls = "tm" }) {
  const text = useComputed(() => clockTime(until - now.value + 999));
  const words = useComputed(() => inWords(until - now.value + 999));
  return html`<time class=${cls} aria-label=${words}>${text}</time>`;
}
