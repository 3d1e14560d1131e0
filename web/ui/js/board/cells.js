// Cells of the wallboard: a figure with its mark. Warn is a triangle with
// coloured text, bad an octagon with a filled pill: never colour alone.
import { html, useComputed } from "../dom.js";
import { clockTime, count, percent } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";

/** @typedef {import("../live/rows.js").Band} Band */
/** @typedef {import("../../vendor/signals.js").ReadonlySignal<number>} Now */

/** @param {Band} band */
export const marked = (band) => (band === "warn" || band === "bad" ? band : undefined);

/** The mark of a band, with its name for screen readers. @param {{band: Band}} props */
export function Mark({ band }) {
  const level = marked(band);
  return level ? html`<${Icon} name=${level}/><span class="sr">${t(`level.${level}`)} </span>` : null;
}

/**
 * A count; zero is dimmed.
 * @param {{n: number, quiet?: boolean, band?: Band, tip: string}} props
 */
export function Count({ n, quiet = false, band = "", tip }) {
  const level = marked(band);
  const look = level ? "v" : n === 0 ? "z" : quiet ? "q" : "";
  return html`<span class=${look} role="cell" data-t=${level} data-tip=${tip}><${Mark} band=${band}/>${count(n)}</span>`;
}

/**
 * A percentage, or a dash when there is none.
 * @param {{rate: number|null, band?: Band, tip: string}} props
 */
export function Rate({ rate, band = "", tip }) {
  return html`<span class=${rate === null ? "v z" : "v"} role="cell" data-t=${marked(band)} data-tip=${tip}>
    <${Mark} band=${band}/>${percent(rate)}${rate === null ? null : html`<i>%</i>`}</span>`;
}

/**
 * The longest wait, ticking, or a dash when nobody waits.
 * @param {{since: number|undefined, band: Band, now: Now}} props
 */
export function Wait({ since, band, now }) {
  if (!since) return html`<span class="v z" role="cell" data-tip="longest">–</span>`;
  return html`<span class="v" role="cell" data-t=${marked(band)} data-tip="longest">
    <${Mark} band=${band}/><${Elapsed} key=${since} since=${since} now=${now}/></span>`;
}

/** A running time; only its text node changes as it ticks. @param {{since: number, now: Now}} props */
export function Elapsed({ since, now }) {
  return html`${useComputed(() => clockTime(now.value - since))}`;
}

/**
 * Those who wait now by how long: a column for each bucket, from short on the left
 * to long on the right, full from three callers on or by the largest. Pointing at it
 * tells the counts. @param {{waits: number[]}} props
 */
export function Waits({ waits }) {
  const full = Math.max(3, ...waits), none = waits.every((n) => n === 0);
  return html`<span class="ages" role="presentation" data-tip="waiting">${waits.map((n, i) => html`<i data-age=${i} hidden=${none} class=${n ? undefined : "z"}
    style=${{ "--n": n / full }}></i>`)}</span>`;
}

/** Service level against its target. @param {{rate: number|null, target: number, band: Band}} props */
export function Bar({ rate, target, band }) {
  return html`<span class="bar" role="presentation" data-t=${marked(band)} style=${{ "--p": rate ?? 0, "--target": target }}></span>`;
}
