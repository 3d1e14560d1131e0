// The search: customers by name, first consonants or number, or notes by what was
// written on a day; the list is read page by page as somebody goes on.
import { computed, html, signal, useEffect } from "../../dom.js";
import { request } from "../../api.js";
import { count, dayIn } from "../../format.js";
import { named, t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Paged } from "../../desk/parts/resource.js";
import { VirtualList } from "../../desk/parts/virtual.js";
import { go } from "../route.js";
import { changed } from "../said.js";
import { zone } from "../shared.js";
import { w, wcode } from "../text.js";
import { dirty } from "./draft.js";
import { may, query, stamp } from "./work.js";

/** @typedef {import("./work.js").Brief} Brief */
/** @typedef {import("../../desk/types.js").Consultation} Consultation */
/** @typedef {{items: Brief[], next?: string, kind: string}} People */

const size = 100, typedFor = 250; // ms without a key
const rows = { people: 44, notes: 58 };

/** What is typed, where it is sought, of which day notes are, and whether numbers are shown whole. */
export const sought = signal(""), place = signal(/** @type {"people"|"notes"} */ ("people")), whole = signal(false);
const day = signal("");

const people = new Paged((cursor) => request("GET", `customers${query({ q: sought.peek().trim(), unmasked: whole.peek(), limit: size, cursor })}`));
const notes = new Paged((cursor) => request("GET", `consultations${query({ q: sought.peek().trim(), day: isTicket(sought.peek()) ? "" : day.peek(), unmasked: whole.peek(), limit: size, cursor })}`));
const list = computed(() => (place.value === "people" ? people : notes));

/** A ticket is found whatever its day. @param {string} text */
const isTicket = (text) => /^\s*\d{8}-\d+\s*$/.test(text);

/** The note that was chosen: the history of its customer begins with it. */
const chosen = signal({ customer: "", ticket: "" });

/** Its ticket, where it is one of a customer. @param {string} customer */
export const chosenOf = (customer) => (chosen.value.customer === customer ? chosen.value.ticket : "");

/** Reads the list again, where it is shown. */
export const again = () => list.peek().refresh();

/** @param {{id: string, user: import("../../api.js").User, tools: any}} props */
export function Found({ id, user, tools }) {
  day.value ||= dayIn(Date.now(), zone());
  useEffect(() => { const wait = setTimeout(() => { void again(); }, list.peek().value.peek() ? typedFor : 0); return () => clearTimeout(wait); }, [sought.value, place.value, day.value, whole.value, changed.value]);
  const inNotes = place.value === "notes", label = wcode("s", "customers");
  return html`<section class="pane list-pane" aria-label=${label}>
    <div class="phead"><h2>${label}</h2><span class="row end">${tools}</span></div>
    <div class="find-line"><span class="row"><span class="seg grow" role="group" aria-label=${w("cu.where")}>${/** @type {const} */ (["people", "notes"]).map((one) => html`<button key=${one} type="button" class="grow" aria-pressed=${place.value === one} onClick=${() => { place.value = one; }}>${wcode("cu.in", one)}</button>`)}</span>
        ${may(user, "unmask") ? html`<button type="button" class="btn icon" aria-pressed=${whole.value} aria-label=${w("cu.whole")} title=${w("cu.whole")} onClick=${() => { whole.value = !whole.peek(); }}><${Icon} name=${whole.value ? "eye-off" : "eye"} size="s"/></button>` : null}</span>
      <label class="in sm"><${Icon} name="search" size="s"/><input id="find" type="search" maxlength="100" autocomplete="off" aria-label=${w(inNotes ? "cu.find_note" : "cu.find")} placeholder=${w(inNotes ? "cu.find_note" : "cu.find")} value=${sought.value} onInput=${(/** @type {Event} */ e) => { sought.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/><kbd aria-hidden="true">/</kbd></label>
      ${inNotes ? html`<span class="row"><label class="hint" for="cu-day">${w("cu.day")}</label><span class="in sm grow"><input id="cu-day" type="date" value=${day.value} disabled=${isTicket(sought.value)} onInput=${(/** @type {Event} */ e) => { day.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></span></span>` : null}
      <p class="hint" role="status">${told()}</p></div>
    ${inNotes ? html`<${Notes} id=${id}/>` : html`<${People} id=${id}/>`}</section>`;
}

/** What was found, and by what. */
function told() {
  const now = list.value.value.value;
  if (!now) return "";
  const n = `${count(now.items.length)}${now.next ? "+" : ""}`;
  if (place.value === "people" && now.kind === "everybody") return w("cu.found_all", { n });
  return place.value === "people" ? w("cu.found", { n, by: w("said.by", { what: wcode("search", now.kind.replaceAll(" ", "_")) }) }) : w("cu.found_notes", { n });
}

/** @param {{id: string}} props */
function People({ id }) {
  return html`<${Loaded} of=${people} what=${wcode("s", "customers")}>${(/** @type {People} */ { items }) => (items.length === 0
    ? html`<${Empty} icon="users" title=${w(sought.value.trim() ? "no_match" : "cu.none")} why=${w(sought.value.trim() ? "cu.no_match_why" : "cu.none_why")}/>`
    : html`<${VirtualList} keys=${items.map((one) => one.id)} height=${rows.people} label=${wcode("s", "customers")} onEnd=${() => people.more()} row=${(/** @type {string} */ key, /** @type {object} */ focus) => html`<${Person} key=${key} one=${items.find((each) => each.id === key)} on=${key === id} focus=${focus}/>`}/>`)}<//>`;
}

/** @param {{one: Brief|undefined, on: boolean, focus: object}} props */
function Person({ one, on, focus }) {
  if (!one) return null;
  const [first = "", ...more] = one.numbers;
  return html`<button type="button" class="line" ...${focus} aria-current=${on ? "true" : undefined} onClick=${() => { chosen.value = { customer: "", ticket: "" }; go("customers", one.id); }}><b class="med trunc">${one.name}</b>
    ${one.blacklist ? html`<span class="tagx" data-t="bad"><${Icon} name="ban" size="xs"/>${t("desk.careful")}</span>` : null}<span class="end row">${dirty(one.id) ? html`<span class="dot" title=${w("unsaved")}><span class="sr">${w("unsaved")}</span></span>` : null}<span class="c3 t-xs">${first}${more.length ? ` ${w("cu.more_n", { n: more.length })}` : ""}</span></span></button>`;
}

/** @param {{id: string}} props */
function Notes({ id }) {
  return html`<${Loaded} of=${notes} what=${wcode("cu.in", "notes")}>${(/** @type {{items: Consultation[]}} */ { items }) => (items.length === 0
    ? html`<${Empty} icon="doc" title=${w("no_match")} why=${w("cu.no_note_why")}/>`
    : html`<${VirtualList} keys=${items.map((one) => one.id)} height=${rows.notes} label=${wcode("cu.in", "notes")} onEnd=${() => notes.more()} row=${(/** @type {string} */ key, /** @type {object} */ focus) => html`<${Note} key=${key} one=${items.find((each) => each.id === key)} id=${id} focus=${focus}/>`}/>`)}<//>`;
}

/** @param {{one: Consultation|undefined, id: string, focus: object}} props */
function Note({ one, id, focus }) {
  if (!one) return null;
  const inside = html`<span class="row"><b class="med trunc">${one.customer_name || one.number || w("cu.no_number")}</b><span class="end c3 t-xs tm">${stamp(one.saved_at)}</span></span>
    <span class="row t-xs"><span class="c2 trunc">${one.customer ? [one.disposition_name && named(one.disposition_name, ""), one.note].filter(Boolean).join(" · ") : w("cu.no_customer")}</span></span>`;
  const { customer } = one;
  return customer ? html`<button type="button" class="line two-lines" ...${focus} aria-current=${customer === id && chosenOf(customer) === one.ticket ? "true" : undefined} onClick=${() => { chosen.value = { customer, ticket: one.ticket }; go("customers", customer); }}>${inside}</button>` : html`<div class="line two-lines" ...${focus}>${inside}</div>`;
}
