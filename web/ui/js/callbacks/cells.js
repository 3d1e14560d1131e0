// How parts of a callback are shown, in lists and in its details alike.
import { html, useComputed } from "../dom.js";
import { clockTime, count, dayIn, dayTime, shortTime } from "../format.js";
import { Icon } from "../icons.js";
import { inWords } from "../desk/parts/time.js";
import { late, offered } from "./model.js";
import { nameOf } from "./names.js";
import { c, ccode } from "./text.js";

/** @typedef {import("./model.js").Callbacks} Callbacks */
/** @typedef {import("./api.js").Callback} Callback */

/** A moment of today as its time, another with its day. @param {Callbacks} page @param {string} at */
export function moment(page, at) {
  const ms = Date.parse(at), { zone } = page;
  return dayIn(ms, zone) === dayIn(page.live.clock.now(), zone) ? shortTime(ms, zone) : dayTime(ms, zone);
}

/** When it suits the customer. @param {Callbacks} page @param {Callback} one */
export function wanted(page, one) {
  const { wanted_from: from, wanted_to: to } = one;
  if (!from && !to) return "";
  if (!to) return c("at_from", { from: moment(page, from ?? "") });
  if (!from) return c("at_to", { to: moment(page, to) });
  const same = dayIn(Date.parse(from), page.zone) === dayIn(Date.parse(to), page.zone);
  return c("at_both", { from: moment(page, from), to: same ? shortTime(Date.parse(to), page.zone) : moment(page, to) });
}

/** @param {{page: Callbacks, one: Callback}} props */
export function Wanted({ page, one }) {
  const text = wanted(page, one);
  return text ? html`<span class="tm" title=${text}>${text}</span>` : html`<span class="c3">${c("soon")}</span>`;
}

/** Where it is; one of nobody's shows how often it was tried. @param {{page: Callbacks, one: Callback, tries?: boolean}} props */
export function StateOf({ page, one, tries = false }) {
  const open = one.state === "registered" || one.state === "assigned";
  if (open && one.call) return html`<span class="st" data-s="out"><${Icon} name="st-out"/>${c("in_call")}</span>`;
  if (open && one.promised) return html`<span class="tagx line"><${Icon} name="clock" size="xs"/>${c("in_line")}</span>`;
  if (tries && open && one.attempts) return html`<span class="tagx line"><${Icon} name="refresh" size="xs"/>${c("tried", { n: one.attempts })}</span>`;
  return html`<span class=${open ? "tagx" : "tagx line"} data-state=${one.state}>${ccode("state", one.state)}</span>`;
}

/** How long somebody has waited; too long is marked once the wanted time has come. @param {{page: Callbacks, one: Callback}} props key it by when it was registered */
export function Age({ page, one }) {
  const since = Date.parse(one.created_at), due = Date.parse(one.due_at), { now } = page.live;
  const text = useComputed(() => clockTime(now.value - since)), words = useComputed(() => inWords(now.value - since));
  const level = useComputed(() => { const ms = now.value - Math.max(since, due); return ms >= late ? "bad" : ms >= late / 2 ? "warn" : ""; }).value;
  return html`<time class="tm" data-t=${level || undefined} aria-label=${words}>${level ? html`<${Icon} name=${level}/>` : null}${text}</time>`;
}

/** The button by which an agent calls, or why the number is called by nobody; and how often it was called. @param {{page: Callbacks, one: Callback}} props */
export function Connect({ page, one }) {
  const why = page.whyNot(one), never = page.neverWhy(one), tries = c("tries", { n: one.attempts, most: one.max_attempts });
  /** @param {Event} event */
  const press = (event) => { event.stopPropagation(); void page.connect(one); };
  return html`<span class="row tries">${never ? html`<span class="tagx line" title=${never}>${c("cannot")}<span class="sr"> ${never}</span></span>` : offered(why) ? html`<button type="button" class="btn sm" tabindex="-1" disabled=${why !== ""} title=${why ? ccode("why", why) : c("connect_to", { name: nameOf(one) })} aria-label=${c("connect_to", { name: nameOf(one) })} onClick=${press}><${Icon} name="phone" size="xs"/>${c("connect")}</button>` : null}
    <span class=${one.attempts ? "num" : "num zero"} title=${tries}><span aria-hidden="true">${count(one.attempts)}<span class="c3">/${one.max_attempts}</span></span><span class="sr">${tries}</span></span></span>`;
}
