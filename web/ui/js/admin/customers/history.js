// What a customer called about before, searched by what was written; each note opens
// in its place, with its former versions.
import { html, useEffect, useRef, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { count } from "../../format.js";
import { named, t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Loaded, More, Paged, Resource } from "../../desk/parts/resource.js";
import { Panel } from "../fields.js";
import { actorName } from "../records.js";
import { serviceName } from "../shared.js";
import { w } from "../text.js";
import { chosenOf } from "./found.js";
import { agentName, path, query, stamp } from "./work.js";

/** @typedef {import("../../desk/types.js").Consultation} Consultation */
/** @typedef {{version: number, note: import("../../desk/types.js").Note, by: string, by_name?: string, at: string}} Revision */

const typedFor = 250; // ms without a key

/** @param {{id: string}} props */
export function History({ id }) {
  const ticket = chosenOf(id), q = useSignal(ticket), of = useRef(/** @type {Paged<any>|null} */ (null));
  const list = of.current ??= new Paged((cursor) => request("GET", `${path(id, "consultations")}${query({ q: q.peek().trim(), cursor })}`));
  useEffect(() => { if (ticket) q.value = ticket; }, [ticket]);
  useEffect(() => { const wait = setTimeout(() => { void list.refresh(); }, list.value.peek() ? typedFor : 0); return () => clearTimeout(wait); }, [q.value]);
  const loaded = list.value.value;
  return html`<${Panel} title=${t("desk.history")} why=${loaded ? w("cu.history_n", { n: `${count(loaded.items.length)}${loaded.next ? "+" : ""}` }) : ""} side=${html`<label class="in sm note-find"><${Icon} name="search" size="s"/><input type="search" maxlength="100" autocomplete="off" aria-label=${w("cu.history_find")} placeholder=${w("cu.history_find")} value=${q.value} onInput=${(/** @type {Event} */ e) => { q.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></label>`}>
    <${Loaded} of=${list} what=${t("desk.history")}>${(/** @type {{items: Consultation[]}} */ { items }) => (items.length === 0 ? html`<p class="hint pad">${q.value.trim() ? w("cu.history_no_match") : t("desk.history_none")}</p>`
      : html`<ul class="notes">${items.map((one) => html`<${Note} key=${one.id} one=${one} opened=${one.ticket === ticket}/>`)}</ul><div class="pad"><${More} of=${list}/></div>`)}<//><//>`;
}

/** @param {{one: Consultation, opened: boolean}} props */
function Note({ one, opened }) {
  const open = useSignal(opened), id = `note-${one.id}`, out = one.channel === "out", kind = one.disposition_name ? named(one.disposition_name, "") : "";
  return html`<li><button type="button" class="note-line" aria-expanded=${open.value} aria-controls=${id} onClick=${() => { open.value = !open.peek(); }}><span class=${open.value ? "" : "side"}><${Icon} name="chev-d" size="s"/></span><span class="tm c2">${stamp(one.saved_at)}</span><${Icon} name=${out ? "phone-out" : "phone-in"} size="s"/><span class="sr">${t(out ? "desk.outbound" : "desk.inbound")}</span>
      ${kind ? html`<span class="tagx">${kind}</span>` : null}<span class="trunc grow">${one.note || w("cu.no_note")}</span><span class="c3 t-xs">${agentName(one.agent)}</span></button>
    ${open.value ? html`<div class="note-open" id=${id}><${Whole} one=${one}/></div>` : null}</li>`;
}

/** The forms of services: how their fields are called. @type {Map<string, Resource<import("../../desk/types.js").Form>>} */
const forms = new Map();

/** @param {string} service */
function formOf(service) {
  let of = forms.get(service);
  if (!of) forms.set(service, of = new Resource(() => request("GET", `services/${encodeURIComponent(service || "-")}/form`)));
  return of;
}

/** @param {{one: Consultation}} props */
function Whole({ one }) {
  const form = formOf(one.service ?? "");
  useEffect(() => { if (!form.value.peek()) void form.refresh(); }, [form]);
  const facts = [[t("desk.ticket_name"), one.ticket], [t("col.service"), serviceName(one.service ?? "")], [w("cu.number"), one.number], ...fieldsSaid(form.value.value, one.fields)].filter(([, value]) => value);
  return html`<dl class="facts-row">${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl><p class="words">${one.note}</p>${one.version > 1 ? html`<${Revisions} one=${one} form=${form.value.value}/>` : null}`;
}

/** Fields as their form calls them; those that it has no more by their keys. @param {import("../../desk/types.js").Form|undefined} form @param {Record<string, string>|undefined} fields */
function fieldsSaid(form, fields) {
  return Object.entries(fields ?? {}).map(([key, value]) => {
    const of = form?.fields.find((each) => each.key === key), option = of?.options?.find((each) => each.value === value);
    return [of ? named(of.label, key) : key, option ? named(option.label, value) : of?.type === "checkbox" ? w(value === "true" ? "cu.yes" : "cu.no") : value];
  });
}

/** @param {{one: Consultation, form: import("../../desk/types.js").Form|undefined}} props */
function Revisions({ one, form }) {
  const open = useSignal(false), of = useRef(/** @type {Resource<Revision[]>|null} */ (null));
  const list = of.current ??= new Resource(() => request("GET", `consultations/${encodeURIComponent(one.id)}/revisions`));
  const show = () => { open.value = !open.peek(); if (open.peek()) void list.refresh(); };
  return html`<div class="col gap"><button type="button" class="btn sm self-start" aria-expanded=${open.value} onClick=${show}><${Icon} name="history" size="s"/>${w("cu.revisions", { n: one.version - 1 })}</button>
    ${open.value ? html`<${Loaded} of=${list} what=${w("cu.revisions", { n: one.version - 1 })}>${(/** @type {Revision[]} */ all) => html`<ol class="revisions">${all.filter((each) => each.version !== one.version).map((each) => html`<li key=${each.version}><p class="t-xs c3">${w("cu.version", { n: each.version })} · ${stamp(each.at)} · ${each.by_name || actorName(each.by)}</p><p class="words">${each.note.note}</p>${fieldsSaid(form, each.note.fields).map(([name, value]) => html`<p key=${name} class="t-xs c2">${name}: ${value}</p>`)}</li>`)}</ol>`}<//>` : null}</div>`;
}
