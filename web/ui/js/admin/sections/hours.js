// Opening hours with their exceptions, and the centre's holidays.
import { html, useEffect, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { named } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Empty } from "../../desk/parts/resource.js";
import { Collection, ListDetail } from "../collection.js";
import { Open, sheet } from "../document.js";
import { Fields, Panel } from "../fields.js";
import { firstYear, publicHolidays } from "../korea.js";
import { say } from "../said.js";
import { have, useLists } from "../shared.js";
import { byDay, days, timeOf, toWeek, WeekBars } from "../week.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {import("../week.js").Span} Span */

/** A span with its times as they are kept. @template {Span} T @param {T} span @returns {T} */
export const typed = (span) => ({ ...span, from: timeOf(span.from), to: timeOf(span.to) });

const hours = new Collection({
  section: "hours", path: "opening-hours", target: "opening-hours", icon: "clock", named: true,
  blank: () => ({ id: "", name: { ko: "" }, holidays: true, week: [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00" }] }),
  clean: ({ week = [], exceptions, ...one }) => ({ ...one, week: week.map(typed), ...(exceptions ? { exceptions: exceptions.map((/** @type {any} */ each) => (each.spans ? { ...each, spans: each.spans.map(typed) } : each)) } : {}) }), // Ctrl+S leaves no field
  title: (one) => named(one.name, one.id), more: (one) => w("used_by_n", { n: have("services").filter((service) => service.hours === one.id).length }),
  none: () => w("hours.none"), why: () => w("hours.why"),
});

/** @param {{id: string}} props */
export function Hours({ id }) {
  useLists("services");
  return html`<${ListDetail} of=${hours} id=${id} label=${wcode("s", "hours")} detail=${(/** @type {Draft} */ draft, /** @type {string} */ at) => html`<${Detail} draft=${draft} id=${at}/>`}/>`;
}

/** @param {{draft: Draft, id: string}} props */
function Detail({ draft, id }) {
  return html`<${Panel} title=${w("p.basic")} side=${draft.fresh ? null : html`<${OpenNow} id=${id} base=${draft.base.value}/>`}><${Fields} draft=${draft} cols=${4} specs=${[...(draft.fresh ? [{ path: "id", kind: /** @type {const} */ ("text"), label: w("f.id"), doc: w("d.any_id"), required: true, max: 40 }] : []),
    { path: "name.ko", kind: "text", label: w("f.name.ko"), required: true, max: 60 }, { path: "name.en", kind: "text", label: w("f.name.en"), max: 60 }, { path: "holidays", kind: "switch", label: w("f.holidays"), doc: w("d.holidays") }]}/><//>
    <div class="two"><${Panel} title=${w("week")} why=${w("week_why")}><${WeekEditor} draft=${draft}/><//>
    <div class="col gap"><${Panel} title=${w("week_seen")}><${WeekBars} week=${draft.get("week") ?? []}/><//><${Exceptions} draft=${draft}/></div></div>`;
}

/** @param {{id: string, base: any}} props */
function OpenNow({ id, base }) {
  const now = useSignal(/** @type {{open: boolean}|null} */ (null));
  useEffect(() => { request("GET", `opening-hours/${encodeURIComponent(id)}/now`).then((v) => { now.value = v; }, () => { now.value = null; }); }, [id, base]);
  return html`<span class="tagx" role="status" data-t=${now.value?.open ? "good" : undefined}>${now.value ? w(now.value.open ? "open_now" : "closed_now") : " "}</span>`;
}

/** What is wrong in a row of a list. @param {{text: string|undefined}} props */
export const WrongRow = ({ text }) => (text ? html`<p class="hint" data-t="bad"><${Icon} name="bad" size="xs"/> ${text}</p>` : null);

/** One span of a day or of an exception. @param {{span: Span, name: string, wrong: {from?: string, to?: string}, set: (span: Span) => void, remove: () => void}} props */
export function SpanInputs({ span, name, wrong, set, remove }) {
  const value = (/** @type {Event} */ e) => /** @type {HTMLInputElement} */ (e.currentTarget).value;
  const tidy = () => { const now = typed(span); if (now.from !== span.from || now.to !== span.to) set(now); };
  return html`<span class="span"><span class="in sm tm-in"><input aria-label=${w("from_of", { name })} aria-invalid=${wrong.from ? "true" : undefined} value=${span.from} maxlength="5" placeholder="09:00" onInput=${(/** @type {Event} */ e) => set({ ...span, from: value(e) })} onChange=${tidy}/></span>–<span class="in sm tm-in"><input aria-label=${w("to_of", { name })} aria-invalid=${wrong.to ? "true" : undefined} value=${span.to} maxlength="5" placeholder="18:00" onInput=${(/** @type {Event} */ e) => set({ ...span, to: value(e) })} onChange=${tidy}/></span>
    <button type="button" class="btn ghost icon sm" aria-label=${w("span_remove", { name })} onClick=${remove}><${Icon} name="x" size="s"/></button></span>`;
}

/** @param {{draft: Draft}} props */
function WeekEditor({ draft }) {
  const week = /** @type {import("../week.js").WeekSpan[]} */ (draft.get("week") ?? []), of = byDay(week), placed = draft.placed.value;
  /** @param {string} day @param {Span} span */
  const wrongOf = (day, span) => {
    const i = week.findIndex((one) => one.days.includes(day) && one.from === span.from && one.to === span.to);
    return { from: placed[`week[${i}].from`], to: placed[`week[${i}].to`] };
  };
  /** @param {string} day @param {Span[]} spans */
  const set = (day, spans) => draft.set("week", toWeek({ ...of, [day]: spans }));
  const copy = () => draft.set("week", toWeek({ ...of, tue: of.mon ?? [], wed: of.mon ?? [], thu: of.mon ?? [], fri: of.mon ?? [] }));
  return html`<ul class="week-edit" id="f-week">${days.map((day) => { const name = wcode("day", day), spans = of[day] ?? []; return html`<li key=${day}><b>${name}</b><div class="spans">${spans.length === 0 ? html`<span class="c3">${w("closed_day")}</span>` : null}${spans.map((span, i) => html`<${SpanInputs} key=${i} span=${span} name=${name} wrong=${wrongOf(day, span)} set=${(/** @type {Span} */ v) => set(day, spans.map((each, n) => (n === i ? v : each)))} remove=${() => set(day, spans.filter((_, n) => n !== i))}/>`)}
      <${WrongRow} text=${spans.map((span) => wrongOf(day, span)).map(({ from, to }) => from ?? to).find(Boolean)}/></div>
      <button type="button" class="btn ghost icon sm" aria-label=${w("span_add", { name })} title=${w("span_add", { name })} onClick=${() => set(day, [...spans, spans.length ? { from: "19:00", to: "20:00" } : { from: "09:00", to: "18:00" }])}><${Icon} name="plus" size="s"/></button></li>`; })}</ul>
    <div class="pad"><button type="button" class="btn sm" onClick=${copy}>${w("week_copy")}</button><p class="hint">${w("week_hint")}</p></div>`;
}

/** @param {{draft: Draft}} props */
function Exceptions({ draft }) {
  const list = draft.get("exceptions") ?? [], placed = draft.placed.value;
  /** @param {any[]} to */
  const set = (to) => draft.set("exceptions", to.length ? to : undefined);
  /** @param {number} i @param {object} v */
  const change = (i, v) => set(list.map((/** @type {any} */ each, /** @type {number} */ n) => (n === i ? { ...each, ...v } : each)));
  const value = (/** @type {Event} */ e) => /** @type {HTMLInputElement} */ (e.currentTarget).value;
  return html`<${Panel} title=${w("exceptions")} why=${w("exceptions_why")} side=${html`<button type="button" class="btn sm" onClick=${() => set([...list, { date: "", note: "" }])}><${Icon} name="plus" size="s"/>${w("exception_add")}</button>`}>
    ${list.length === 0 ? html`<p class="hint pad">${w("exceptions_none")}</p>` : null}<ul class="exc-edit" id="f-exceptions">${list.map((/** @type {any} */ one, /** @type {number} */ i) => { const name = one.date || w("exception_n", { n: i + 1 }), spans = one.spans ?? [], here = `exceptions[${i}]`, first = Object.keys(placed).find((place) => place.startsWith(`${here}.`)); return html`<li key=${i}><span class="in sm date-in"><input type="date" aria-label=${w("date_of", { name: w("exception_n", { n: i + 1 }) })} aria-invalid=${placed[`${here}.date`] ? "true" : undefined} value=${one.date} onInput=${(/** @type {Event} */ e) => change(i, { date: value(e) })}/></span>
      <span class="in sm"><input aria-label=${w("note_of", { name })} placeholder=${w("note_what")} maxlength="60" value=${one.note ?? ""} onInput=${(/** @type {Event} */ e) => change(i, { note: value(e) || undefined })}/></span>
      <button type="button" class="btn ghost icon sm" aria-label=${w("exception_remove", { name })} onClick=${() => set(list.filter((/** @type {any} */ _, /** @type {number} */ n) => n !== i))}><${Icon} name="trash" size="s"/></button>
      <div class="spans">${spans.length === 0 ? html`<span class="c3">${w("closed_day")}</span>` : null}${spans.map((/** @type {Span} */ span, /** @type {number} */ n) => html`<${SpanInputs} key=${n} span=${span} name=${name} wrong=${{ from: placed[`${here}.spans[${n}].from`], to: placed[`${here}.spans[${n}].to`] }} set=${(/** @type {Span} */ v) => change(i, { spans: spans.map((/** @type {Span} */ each, /** @type {number} */ k) => (k === n ? v : each)) })} remove=${() => change(i, { spans: spans.length > 1 ? spans.filter((/** @type {Span} */ _, /** @type {number} */ k) => k !== n) : undefined })}/>`)}
      <button type="button" class="btn ghost sm" onClick=${() => change(i, { spans: [...spans, { from: "09:00", to: "12:00" }] })}><${Icon} name="plus" size="s"/>${w("span_open")}</button><${WrongRow} text=${first && placed[first]}/></div></li>`; })}</ul><//>`;
}

const holidays = sheet("holidays", "holidays", () => wcode("s", "holidays"));
/** A list as a draft has it. */
holidays.how.get = () => request("GET", "holidays").then((items) => ({ items }));
holidays.how.put = ({ items }) => request("PUT", "holidays", items).then((saved) => ({ items: saved }));

export function Holidays() {
  return html`<main class="scroll det"><${Open} of=${holidays} what=${wcode("s", "holidays")}>${(/** @type {Draft} */ draft) => html`<${HolidayList} draft=${draft}/>`}<//></main>`;
}

const years = 5; // that can be chosen

/** Adds the public holidays of a year that are not in the list. @param {{list: any[], set: (list: any[]) => void}} props */
function PublicHolidays({ list, set }) {
  const now = Math.max(firstYear, new Date().getFullYear()), year = useSignal(list.some((one) => one.date.startsWith(`${now}`)) ? now + 1 : now);
  const add = () => {
    const fresh = publicHolidays(year.value).filter(({ date }) => !list.some((one) => one.date === date));
    if (fresh.length) set([...list, ...fresh].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)));
    say({ text: w(fresh.length ? "public_added" : "public_there", { year: year.value, n: fresh.length }) });
  };
  return html`<span class="in sm sel"><select aria-label=${w("public_year")} value=${year.value} onChange=${(/** @type {Event} */ e) => { year.value = Number(/** @type {HTMLSelectElement} */ (e.currentTarget).value); }}>${Array.from({ length: years }, (_, i) => html`<option key=${i} value=${now + i}>${now + i}</option>`)}</select><${Icon} name="chev-d"/></span>
    <button type="button" class="btn sm" onClick=${add}><${Icon} name="cal" size="s"/>${w("public_add")}</button>`;
}

/** @param {{draft: Draft}} props */
function HolidayList({ draft }) {
  const list = draft.get("items") ?? [], placed = draft.placed.value, cells = ["date", "name.ko", "name.en"];
  /** @param {number} i @param {string} cell */
  const wrongOf = (i, cell) => placed[`items[${i}].${cell}`] ?? (cell === "name.ko" ? placed[`items[${i}].name`] : undefined);
  /** @param {number} i @param {string} cell */
  const invalid = (i, cell) => (wrongOf(i, cell) ? "true" : undefined);
  /** @param {any[]} to */
  const set = (to) => draft.set("items", to);
  /** @param {number} i @param {object} v */
  const change = (i, v) => set(list.map((/** @type {any} */ each, /** @type {number} */ n) => (n === i ? { ...each, ...v } : each)));
  const value = (/** @type {Event} */ e) => /** @type {HTMLInputElement} */ (e.currentTarget).value;
  return html`<${Panel} title=${wcode("s", "holidays")} why=${w("holidays_why")} side=${html`<span class="row"><${PublicHolidays} list=${list} set=${set}/><button type="button" class="btn sm" onClick=${() => set([...list, { date: "", name: { ko: "" } }])}><${Icon} name="plus" size="s"/>${w("holiday_add")}</button></span>`}>
    ${list.length === 0 ? html`<${Empty} icon="cal" title=${w("holidays_none")} why=${w("holidays_none_why")}/>` : html`<table class="tbl edit" id="f-items"><thead><tr><th>${w("date")}</th><th>${w("f.name.ko")}</th><th>${w("f.name.en")}</th><th><span class="sr">${w("remove")}</span></th></tr></thead><tbody>${list.map((/** @type {any} */ one, /** @type {number} */ i) => html`<tr key=${i} class=${cells.some((cell) => wrongOf(i, cell)) ? "had" : undefined}>
      <td><span class="in sm date-in"><input type="date" aria-label=${w("date")} aria-invalid=${invalid(i, "date")} value=${one.date} onInput=${(/** @type {Event} */ e) => change(i, { date: value(e) })}/></span></td><td><span class="in sm"><input aria-label=${w("f.name.ko")} aria-invalid=${invalid(i, "name.ko")} maxlength="60" value=${one.name?.ko ?? ""} onInput=${(/** @type {Event} */ e) => change(i, { name: { ...one.name, ko: value(e) } })}/></span></td>
      <td><span class="in sm"><input aria-label=${w("f.name.en")} aria-invalid=${invalid(i, "name.en")} maxlength="60" value=${one.name?.en ?? ""} onInput=${(/** @type {Event} */ e) => change(i, { name: { ...one.name, en: value(e) || undefined } })}/></span></td>
      <td class="num"><button type="button" class="btn ghost icon sm" aria-label=${w("remove_one", { what: one.date || String(i + 1) })} onClick=${() => set(list.filter((/** @type {any} */ _, /** @type {number} */ n) => n !== i))}><${Icon} name="trash" size="s"/></button></td></tr>
      ${cells.some((cell) => wrongOf(i, cell)) ? html`<tr key=${`${i}-wrong`} class="wrong">${cells.map((cell) => html`<td key=${cell}><${WrongRow} text=${wrongOf(i, cell)}/></td>`)}<td></td></tr>` : null}`)}</tbody></table>`}<//>`;
}
