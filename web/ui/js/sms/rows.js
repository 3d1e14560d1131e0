// One act of sending in a list, and how far it is.
import { html } from "../dom.js";
import { count, moment } from "../format.js";
import { named, t } from "../i18n.js";
import { Icon } from "../icons.js";
import { CameOf, Cancel, partly } from "./cancel.js";
import { spaced } from "./recipients.js";
import { m, mcode } from "./text.js";

/** @typedef {import("./api.js").Send} Send */
/** @typedef {import("./api.js").State} State */

/** States that somebody should look at, the worst first. @type {State[]} */
const worst = ["unknown", "failed", "rejected", "missed"];
/** @type {State[]} */
const order = ["queued", "sending", "accepted", "delivered", "failed", "rejected", "unknown", "missed", "cancelled", "closed"];

/** @param {State} state */
export const level = (state) => (state === "unknown" ? "warn" : worst.includes(state) ? "bad" : undefined);

/** One state in words, with a sign where it is bad. @param {{state: State, delivers: boolean|undefined}} props */
export function StateWord({ state, delivers }) {
  const bad = level(state), words = state === "accepted" && delivers === false ? m("state.kept") : mcode("state", state);
  return bad ? html`<span class="st" data-t=${bad}><${Icon} name=${bad}/>${words}</span>` : html`<span class=${state === "cancelled" || state === "closed" ? "c3" : "c2"}>${words}</span>`;
}

/** How far a send is: one word where all its messages are alike. @param {{one: Send, delivers: boolean|undefined}} props */
export function States({ one, delivers }) {
  const there = order.filter((state) => one.states[state]), bad = worst.find((state) => one.states[state]);
  if (there.length === 0) return html`<span class="c3">–</span>`;
  if (there.length === 1 && there[0]) return html`<${StateWord} state=${there[0]} delivers=${delivers}/>`;
  const lead = bad ?? /** @type {State} */ (there[0]);
  return html`<span class="row mix" title=${there.map((state) => `${mcode("state", state)} ${one.states[state]}`).join(", ")}><${StateWord} state=${lead} delivers=${delivers}/><span class="c3">${count(one.states[lead] ?? 0)}/${count(one.recipients)}</span></span>`;
}

/** When it goes or went: the time of today, the day of another. @param {{one: {created_at: string, due_at?: string}, zone: string, now: number}} props */
export function When({ one, zone, now }) {
  const text = moment(Date.parse(one.due_at ?? one.created_at), now, zone);
  return one.due_at ? html`<span class="tagx line" title=${m("scheduled")}><${Icon} name="clock" size="xs"/>${text}<span class="sr"> ${m("scheduled")}</span></span>` : html`<span class="c2">${text}</span>`;
}

/** Who sent it. @param {Send} one */
export const sender = (one) => named(one.owner_name, one.agent || one.created_by.replace(/^\w+:/, ""));

/** To whom. @param {Send} one */
export const whom = (one) => (one.number || one.name ? [one.number, one.recipients > 1 ? m("and_more", { n: count(one.recipients - 1) }) : one.name].filter(Boolean).join(" ") : m("person_gone"));

/**
 * @param {{list: Send[], gone: ReadonlySet<string>, chosen?: string, zone: string, now: number, delivers: boolean|undefined, after: () => void, wide?: boolean}} props
 *   gone: those that are shown and are not of the list any more; delivers: of those that do not say it themselves
 */
export function SendTable({ list, gone, chosen = "", zone, now, delivers, after, wide }) {
  return html`<table class="tbl sends"><thead><tr><th scope="col" aria-sort="descending">${m("when")}</th><th scope="col">${m("kind")}</th><th scope="col">${m("to")}</th><th scope="col">${m("body")}</th>${wide ? html`<th scope="col">${m("sender")}</th><th scope="col">${m("who")}</th>` : null}<th scope="col">${m("result")}</th></tr></thead>
    <tbody>${list.map((one) => html`<tr key=${one.id} aria-selected=${chosen === one.id ? "true" : undefined}><td><${When} one=${one} zone=${zone} now=${now}/></td><td class="c3">${mcode("kind", one.kind)}</td><td><a class="lnk" href=${`#/history/${encodeURIComponent(one.id)}`} aria-current=${chosen === one.id ? "true" : undefined}>${whom(one)}</a></td><td class="c2 fill"><span class="trunc msg" title=${one.body}>${one.title ? `${one.title} · ` : ""}${one.body}</span></td>
      ${wide ? html`<td class="c2">${spaced(one.sender)}</td><td class="c3"><span class="trunc by" title=${sender(one)}>${sender(one)}</span></td>` : null}
      <td class="act">${gone.has(one.id) ? html`<span class="tagx line">${m("gone")}</span>` : one.cancellable ? html`<${Cancel} id=${one.id} label=${t("cancel")} after=${after}/>` : html`<${States} one=${one} delivers=${one.delivers ?? delivers}/>`}</td></tr>
      ${partly(one.id) ? html`<tr key=${`${one.id} came`} class="came-row"><td colspan=${wide ? 7 : 5}><${CameOf} id=${one.id}/></td></tr>` : null}`)}</tbody></table>`;
}
