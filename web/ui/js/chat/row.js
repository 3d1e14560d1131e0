// One room in a list, in the order of C52, line by line and within each: the channel, how
// long it waits (or how it ended), the grade, whose it is; the customer, the channel's
// account, the title; the latest message with its time.
import { html } from "../dom.js";
import { count, dayIn, daySecond, moment, shortTime } from "../format.js";
import { Icon } from "../icons.js";
import { agentLabel, categoryPath, channelIcon, channelName, customerName, latestText, siteName } from "./names.js";
import { Waits } from "./elapsed.js";
import { ch, chcode } from "./text.js";

/** @typedef {import("./api.js").Line} Line */
/** @typedef {import("./model.js").Console} Console */

/** @param {{name: string}} props */
export const Channel = ({ name }) => html`<span class="c3" title=${channelName(name)}><${Icon} name=${channelIcon(name)} size="s"/><span class="sr">${channelName(name)}</span></span>`;

/**
 * @param {{page: Console, line: Line, focus?: object, found?: {seq: number, at: number, text: any}}} props
 *   found: what was looked for stands in this message: it is shown in place of the latest one
 */
export function Row({ page, line, focus = {}, found }) {
  const open = page.columns.value.includes(line.id) && (!found || page.talks.get(line.id)?.sought.value === found.seq), now = page.live.clock.now(), picked = found ? null : page.picked.value, zone = page.zone, name = customerName(line), whose = agentLabel(line);
  void page.written.value;
  const pick = () => { const next = new Set(picked); if (!next.delete(line.id)) next.add(line.id); page.picked.value = next; };
  const byEnd = !found && !!line.end_type && page.lists.order.value.by === "end", at = found?.at ?? (byEnd ? line.ended_at ?? line.last_at : line.last_at);
  return html`<li class="cv" data-open=${open ? "" : undefined}>${picked ? html`<label class="cv-pick"><input class="ck" type="checkbox" checked=${picked.has(line.id)} aria-label=${ch("pick", { name })} onChange=${pick}/></label>` : null}
    <button type="button" class="cv-go" aria-current=${open ? "true" : undefined} data-room=${line.id} ...${focus} onClick=${(/** @type {MouseEvent} */ e) => (picked ? pick() : page.open(line.id, { beside: e.ctrlKey || e.metaKey, seq: found?.seq }))}>
      <span class="row c3 t-xs"><${Channel} name=${line.channel}/>${line.end_type ? html`<span class="tagx line">${line.held ? ch("ended_held") : chcode("end_type", line.end_type)}</span>` : html`<${Waits} line=${line} now=${page.live.now}/>`}${line.grade ? html`<span class="tagx line grade" title=${line.grade}>${line.grade}</span>` : null}<span class="trunc grow" title=${whose}>${whose}</span>${line.held && !line.end_type ? html`<span title=${ch("held")}><${Icon} name="hold-tag" size="s"/><span class="sr">${ch("held")}</span></span>` : null}${line.stars ? html`<span class="tagx line" title=${ch("rating")}>${ch("rating_n", { n: line.stars })}</span>` : null}</span>
      <span class="row"><b class="trunc cust">${name}</b>${line.blocked ? html`<span class="tagx" data-t="bad"><${Icon} name="ban" size="xs"/>${ch("blocked")}</span>` : null}${line.site ? html`<span class="trunc c3 t-xs site" title=${line.site}>${siteName(line)}</span>` : null}<span class="trunc c2 t-xs grow">${line.title || categoryPath(line)}</span></span>
      <span class="row"><span class="trunc c2 grow">${found?.text ?? (page.store.has(line.id) && !open ? html`<b>${ch("writing")}</b> ${page.store.of(line.id).draft?.text || latestText(line.latest)}` : line.typing ? html`<em>${ch("typing")}</em>` : latestText(line.latest))}</span>${line.unread ? html`<span class="badge" role="img" aria-label=${ch("unread_n", { n: line.unread })}>${count(line.unread)}</span>` : null}<span class="c3 t-xs nowrap">${line.end_type && !found ? html`<time title=${ch("began_when", { at: daySecond(line.opened_at, zone) })} datetime=${new Date(line.opened_at).toISOString()}>${moment(line.opened_at, now, zone)}</time> ~ ` : null}<time title=${byEnd ? ch("ended_when", { at: daySecond(at, zone) }) : daySecond(at, zone)} datetime=${new Date(at).toISOString()}>${line.end_type && !found && dayIn(at, zone) === dayIn(line.opened_at, zone) ? shortTime(at, zone) : moment(at, now, zone)}</time></span></span></button></li>`;
}
