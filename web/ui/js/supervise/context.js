// Everything that the agent sees around the talk (S8), to be read alone: the customer,
// tags, where the room was opened, and talks of before.
import { html } from "../dom.js";
import { daySecond, dayTime } from "../format.js";
import { Icon } from "../icons.js";
import { categoryOf, Channel } from "../monitor/room.js";
import { lineOf } from "./api.js";
import { v, vcode } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */

/** Names and values, without those that are empty. @param {{of: [string, any][], empty?: string}} props */
function Known({ of, empty = "" }) {
  const some = of.filter(([, value]) => value !== undefined && value !== null && value !== "");
  return some.length ? html`<dl class="kv">${some.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>` : html`<p class="c3">${empty}</p>`;
}

/** @param {{tags: string[]}} props */
const TagsOf = ({ tags }) => (tags.length ? html`<div class="row tags">${tags.map((tag) => html`<span key=${tag} class="tagx">#${tag}</span>`)}</div>` : html`<p class="c3">${v("no_tags")}</p>`);

/** @param {{page: Supervise, told: import("./looked.js").Told}} props */
export function Context({ page, told }) {
  const { detail } = told, { visitor, origin = {} } = detail, row = page.looked.row.value ?? lineOf(detail.row), zone = page.live.timeZone.value;
  /** What only a page of the site said looks like it. @param {string} what @param {string|undefined} value */
  const said = (what, value) => (value && visitor.said?.includes(what) ? html`${value} <span class="c3 t-xs">${v("site_said")}</span>` : value);
  return html`${visitor.block ? html`<section class="sec black" data-t="bad"><h3><${Icon} name="ban" size="s"/>${v("blocked")}</h3><p>${visitor.block.why || "–"}</p><p class="c3 t-xs">${visitor.block.by} · ${daySecond(visitor.block.at, zone)}</p></section>` : null}
    <section class="sec"><h3>${v("customer")}</h3><${Known} of=${[[v("c.name"), said("name", visitor.name)], [v("c.number"), said("number", visitor.number)], [v("c.email"), said("email", visitor.email)], [v("c.birth"), visitor.birth], [v("c.grade"), visitor.grade], [v("c.external"), visitor.external], [v("c.site_user"), visitor.user], ...Object.entries(visitor.fields ?? {}).map(([name, value]) => [name, said(`fields.${name}`, value)]), [v("c.first_seen"), daySecond(visitor.created_at, zone)], [v("c.last_seen"), daySecond(visitor.seen_at, zone)]]} empty=${v("no_customer")}/></section>
    <section class="sec"><h3>${v("visitor_tags")}</h3><${TagsOf} tags=${detail.visitor_tags}/></section>
    <section class="sec"><h3>${v("room_info")}</h3><${Known} of=${[[v("col.category"), [categoryOf(row), row.small].filter(Boolean).join(" › ")], [v("c.page"), origin.url], [v("c.referrer"), origin.referrer]]} empty="–"/></section>
    <section class="sec"><h3>${v("params")}</h3><${Known} of=${Object.entries(origin.params ?? {})} empty=${v("no_params")}/></section>
    <section class="sec"><h3>${v("room_tags")}</h3><${TagsOf} tags=${detail.tags}/></section>
    <section class="sec"><h3>${v("earlier")} <span class="count">${detail.earlier.length}</span></h3>${detail.earlier.length ? html`<ul class="hist">${detail.earlier.map((one) => html`<li key=${one.room.id}><${Channel} channel=${one.room.channel}/><a class="trunc med" href=${`chat#/${one.room.status}/${encodeURIComponent(one.room.id)}`} target="_blank" rel="noopener">${one.title || categoryOf(lineOf(one)) || vcode("status", one.room.status)}</a><span class="c3 trunc">${page.holderOf(lineOf(one))}</span><span class="tm c3 end">${dayTime(one.room.opened_at, zone)}</span></li>`)}</ul>` : html`<p class="c3">${v("no_earlier")}</p>`}</section>`;
}
