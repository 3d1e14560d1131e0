// 상담정보: the room in short, the customer's block, tags, the page's parameters (C76), and
// what happened to the room.
import { html, useSignal } from "../dom.js";
import { daySecond, dayTime } from "../format.js";
import { Icon } from "../icons.js";
import { Loaded } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { agentLabel, categoryPath, channelName, customerName, siteName } from "./names.js";
import { Tags } from "./tags.js";
import { over } from "./talk.js";
import { happened } from "./timeline.js";
import { ch, chcode } from "./text.js";

/** @typedef {import("./model.js").Console} Console */
/** @typedef {import("./talk.js").Talk} Talk */
/** @typedef {import("./api.js").Detail} Detail */

/** @param {{rows: [string, any][]}} props */
export const Facts = ({ rows }) => html`<dl class="kv">${rows.filter(([, value]) => value).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** The parameters that the page gave, and from where the customer came. @param {Detail} detail */
export function originFacts({ origin }) {
  /** @type {[string, string|undefined][]} */
  const came = [...Object.entries(origin?.params ?? {}), [ch("origin"), origin?.url], [ch("referrer"), origin?.referrer]];
  return came.filter(([, value]) => value);
}

/** How the customer found it. @param {{rating: import("./api.js").Rating}} props */
export const Rated = ({ rating: { stars, comment } }) => html`<b>${ch("rating_of", { n: stars })}</b>${comment ? html`<p class="words">${comment}</p>` : null}`;

/** @param {{page: Console, talk: Talk, detail: Detail}} props */
export function Info({ page, talk, detail }) {
  const line = talk.line.value ?? api.lineOf(detail.row), { visitor } = detail, zone = page.zone, day = (/** @type {number|undefined} */ at) => (at ? dayTime(at, zone) : ""), mine = page.manages || !!page.agent && line.agent === page.agent;
  const came = originFacts(detail);
  return html`${visitor.block ? html`<section class="sec black" data-t="bad"><h3><${Icon} name="ban" size="s"/>${ch("blocked_customer")}<span class="c3 end">${day(visitor.block.at)} ${visitor.block.by_name || visitor.block.by}</span></h3><p>${visitor.block.why}</p></section>` : null}
    <section class="sec"><${Facts} rows=${[[ch("customer"), html`<b>${customerName(line)}</b>`], [ch("channel_of"), html`<span title=${line.site}>${[channelName(line.channel), siteName(line)].filter(Boolean).join(" · ")}</span>`], [ch("number"), visitor.number], [ch("grade"), visitor.grade], [ch("agent"), agentLabel(line)], [ch("category"), categoryPath(line)], [ch("title"), line.title], [ch("opened_at"), day(line.opened_at)], [ch("assigned_at"), line.agent || over(line) ? day(line.assigned_at) : ""], [ch("answered_at"), day(line.answered_at)], [ch("ended_at"), line.ended_at ? `${day(line.ended_at)} · ${chcode("end_type", line.end_type ?? "")}${line.held ? ` · ${ch("ended_held")}` : ""}` : ""], [ch("rating"), detail.rating ? html`<${Rated} rating=${detail.rating}/>` : ""]]}/></section>
    <${Tags} title=${ch("room_tags_of")} id="t-room" tags=${detail.tags} may=${mine && !page.away.value} put=${async (/** @type {string[]} */ tags) => { await api.tagRoom(talk.id, tags); await talk.detail.refresh(); }}/>
    <${Tags} title=${ch("visitor_tags_of")} id="t-visitor" tags=${detail.visitor_tags} may=${mine && !page.away.value} put=${async (/** @type {string[]} */ tags) => { await api.tagVisitor(visitor.id, tags); await talk.detail.refresh(); }}/>
    <details class="sec fold" open=${over(line)}><summary><h3>${ch("parameters")} <span class="count">${came.length}</span></h3></summary>${came.length ? html`<${Facts} rows=${came}/>` : html`<p class="c3">${ch("parameters_none")}</p>`}</details>
    <${Timeline} page=${page} talk=${talk}/>`;
}

/** @param {{page: Console, talk: Talk}} props */
function Timeline({ page, talk }) {
  const open = useSignal(false);
  return html`<details class="sec fold" onToggle=${(/** @type {Event} */ e) => { open.value = /** @type {HTMLDetailsElement} */ (e.currentTarget).open; if (open.peek()) void talk.timeline.refresh(); }}><summary><h3>${ch("timeline")}</h3></summary>${open.value ? html`<${Loaded} of=${talk.timeline} what=${ch("timeline")}>${(/** @type {import("./api.js").Entry[]} */ list) => html`<ol class="steps">${list.map((one, i) => html`<li key=${i}><time class="c3 t-xs" title=${daySecond(one.at, page.zone)}>${dayTime(one.at, page.zone)}</time><span>${happened(one)}</span></li>`)}</ol>`}<//>` : null}</details>`;
}
