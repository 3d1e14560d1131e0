// Services, one line each, in the order of names until somebody sorts.
import { html, useComputed, useSignal } from "../dom.js";
import { clockTime, count, percent } from "../format.js";
import { language, named, t } from "../i18n.js";
import { Icon } from "../icons.js";
import { inWords } from "../desk/parts/time.js";
import { Empty } from "../desk/parts/resource.js";
import { f } from "./text.js";

/** @typedef {import("./model.js").Floor} Floor */
/** @typedef {import("../live/rows.js").ServiceRow} ServiceRow */
/** @typedef {import("../live/rows.js").Band} Band */

/** A time that ticks, with its band in shape and colour. @param {{since: number, now: import("../../vendor/signals.js").ReadonlySignal<number>, band?: Band}} props key it by since */
export function Ticking({ since, now, band = "" }) {
  const level = band === "warn" || band === "bad" ? band : undefined;
  const text = useComputed(() => clockTime(now.value - since)), words = useComputed(() => inWords(now.value - since));
  return html`<time class="tm" data-t=${level} aria-label=${words}>${level ? html`<${Icon} name=${level}/>` : null}${text}</time>`;
}

/** @type {[string, import("../i18n.js").TextKey, (row: ServiceRow) => number][]} */
const columns = [["waiting", "col.waiting", (r) => r.waiting], ["longest", "col.longest", (r) => (r.oldest ? -r.oldest : -Infinity)], ["offered", "col.offered", (r) => r.offered], ["answered", "col.answered", (r) => r.answered], ["abandoned", "col.abandoned", (r) => r.abandoned],
  ["rate", "col.answer_rate", (r) => r.answer_rate ?? -1], ["level", "col.service_level", (r) => r.service_level ?? -1], ["login", "col.login", (r) => r.agents.login], ["ready", "col.ready", (r) => r.agents.ready], ["on_call", "col.on_call", (r) => r.agents.on_call], ["outbound", "col.outbound", (r) => r.agents.outbound], ["away", "col.away", (r) => r.agents.away]];

/** @param {{floor: Floor}} props */
export function Services({ floor }) {
  const { live } = floor, by = useSignal(""), order = useSignal(/** @type {string[]} */ ([]));
  const collator = new Intl.Collator(language.value, { numeric: true }), name = (/** @type {string} */ id) => named(live.services.row(id)?.peek().name, id);
  const at = new Map(order.value.map((id, i) => [id, i]));
  const ids = [...live.services.ids.value].sort((a, b) => (at.get(a) ?? Infinity) - (at.get(b) ?? Infinity) || collator.compare(name(a), name(b)));
  /** Sorts once, by what is there now. @param {string} key @param {((row: ServiceRow) => number)|null} of */
  const sort = (key, of) => { by.value = of ? key : ""; order.value = of ? live.services.all().sort((a, b) => of(b) - of(a) || collator.compare(name(a.id), name(b.id))).map((row) => row.id) : []; };
  return html`<section class="pane svc" aria-label=${f("services")}>${ids.length === 0 ? (live.services.loaded.value ? html`<${Empty} icon="layers" title=${f("no_services")} why=${f("no_services_why")}/>` : html`<div class="sk"><div class="skel"></div><div class="skel"></div><div class="skel"></div></div>`)
    : html`<div class="scroll" tabindex="0" role="group" aria-label=${f("services")}><table class="tbl"><thead><tr><th aria-sort=${by.value ? undefined : "ascending"}><button type="button" class="sorter" onClick=${() => sort("", null)}>${t("col.service")}</button></th>${columns.map(([key, label, of]) => html`<th key=${key} class="num" aria-sort=${by.value === key ? "descending" : undefined}><button type="button" class="sorter" onClick=${() => sort(key, of)}>${t(label)}${by.value === key ? html`<${Icon} name="chev-d" size="xs"/>` : null}</button></th>`)}</tr></thead>
      <tbody>${ids.map((id) => html`<${Line} key=${id} floor=${floor} id=${id}/>`)}</tbody></table></div>`}</section>`;
}

/** @param {{floor: Floor, id: string}} props */
function Line({ floor, id }) {
  const { live } = floor, row = live.services.row(id)?.value;
  if (!row) return null;
  const a = row.agents, on = floor.service.value === id;
  const n = (/** @type {number} */ value) => html`<span class=${value === 0 ? "zero" : ""}>${count(value)}</span>`;
  const rate = (/** @type {number|null} */ value, /** @type {Band} */ band) => { const level = band === "warn" || band === "bad" ? band : undefined; return html`<span class="tm" data-t=${level}>${level ? html`<${Icon} name=${level}/>` : null}${percent(value)}${value === null ? "" : "%"}</span>`; };
  return html`<tr data-id=${id} aria-selected=${on} onClick=${() => floor.choose({ kind: "service", id })}><td><button type="button" class="name" aria-pressed=${on} onClick=${(/** @type {Event} */ e) => { e.stopPropagation(); floor.choose({ kind: "service", id }); }}>${named(row.name, id)}</button>${row.closed ? html` <span class="tagx">${f("closed")}</span>` : null}${row.promised ? html` <span class="tagx">${f("callbacks_n", { n: count(row.promised) })}</span>` : null}</td><td class="num"><b>${n(row.waiting)}</b></td>
    <td class="num">${row.oldest ? html`<${Ticking} key=${row.oldest} since=${row.oldest} now=${live.now} band=${row.wait_band}/>` : html`<span class="zero">–</span>`}</td><td class="num">${n(row.offered)}</td><td class="num">${n(row.answered)}</td><td class="num">${n(row.abandoned)}</td><td class="num">${rate(row.answer_rate, row.answer_band)}</td><td class="num">${rate(row.service_level, row.level_band)}</td>
    <td class="num">${n(a.login)}</td><td class="num">${row.nobody ? html`<span class="tm" data-t="warn"><${Icon} name="warn"/>${count(a.ready)}</span>` : n(a.ready)}</td><td class="num">${n(a.on_call)}</td><td class="num">${n(a.outbound)}</td><td class="num">${n(a.away)}</td></tr>`;
}
