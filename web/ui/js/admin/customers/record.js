// One customer: who it is, the blacklist, what was before and what is promised, and
// what can be done with the record.
import { html, useEffect, useRef, useSignal } from "../../dom.js";
import { ApiError, request } from "../../api.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { Panel } from "../fields.js";
import { actorName } from "../records.js";
import { go, here, href } from "../route.js";
import { say } from "../said.js";
import { refusal } from "../words.js";
import { w } from "../text.js";
import { Black } from "./black.js";
import { Booked } from "./booked.js";
import { drafts, edit, fresh, save } from "./draft.js";
import { Edit } from "./edit.js";
import { again } from "./found.js";
import { Held } from "./held.js";
import { History } from "./history.js";
import { Merge } from "./merge.js";
import { Remove } from "./remove.js";
import { may, path, stamp } from "./work.js";

/** @typedef {import("./work.js").Customer} Customer */
/** @typedef {import("../../api.js").User} User */

const section = "customers";

/** One that is not there: it was deleted, or merged into another. */
const gone = null;

/** @param {string} id @returns {Promise<Customer|null>} */
const read = (id) => request("GET", path(id)).catch((error) => { if (error instanceof ApiError && error.status === 404) return gone; throw error; });

/** @param {{id: string, user: User}} props key it by id */
export function Record({ id, user }) {
  const of = useRef(/** @type {Resource<Customer|null>|null} */ (null)), record = of.current ??= new Resource(() => read(id));
  useEffect(() => { void record.refresh(); }, [record]);
  return html`<main class="scroll det" tabindex="-1"><${Loaded} of=${record} what=${w("k.customer")}>${(/** @type {Customer|null} */ customer) => (customer ? html`<${Whole} customer=${customer} user=${user} record=${record}/>` : html`<${Empty} icon="user" title=${w("gone")} why=${w("cu.gone_why")}/>`)}<//></main>`;
}

/** A new customer. @param {{}} _ */
export function NewCustomer(_) {
  const of = edit(fresh);
  const keep = async () => {
    const saved = await save(fresh);
    if (!saved) return;
    void again();
    if (here(section, fresh)) go(section, saved.id);
    say({ text: w("said.added", { what: saved.name }) });
  };
  return html`<main class="scroll det" tabindex="-1"><div class="det-head"><h2 class="t-lg trunc">${t("desk.customer_new")}</h2></div><${Edit} id=${fresh} of=${of} masked=${false} save=${keep} cancelled=${() => go(section)}/></main>`;
}

/** @param {{customer: Customer, user: User, record: Resource<Customer|null>}} props */
function Whole({ customer, user, record }) {
  const asked = useSignal(/** @type {""|"merge"|"remove"} */ ("")), writing = drafts.value.get(customer.id), moved = useSignal(0); // steps when the history of another came here
  /** What the server answers to a change; who else has the numbers is only in the record itself. @param {Customer} now */
  const put = (now) => { record.value.value = { ...now, also: customer.also ?? [] }; void again(); };
  const keep = async () => {
    const saved = await save(customer.id);
    if (!saved) return;
    put(saved);
    void record.refresh(); // others with a new number
    say({ text: w("said.saved", { what: saved.name }) });
  };
  const merged = (/** @type {Customer} */ now, /** @type {string} */ name) => {
    asked.value = "";
    say({ text: w("cu.said_merged", { stays: now.name, goes: name }) });
    void again();
    if (now.id === customer.id) { moved.value++; void record.refresh(); }
    else go(section, now.id);
  };
  const removed = (/** @type {import("./remove.js").Deleted} */ of) => {
    asked.value = "";
    say({ text: w("cu.said_deleted", { name: customer.name, consultations: of.consultations, reservations: of.reservations, callbacks: of.callbacks, calls: of.calls }) });
    void again();
    go(section);
  };
  return html`<div class="det-head"><h2 class="t-lg trunc">${customer.name}</h2>${customer.blacklist ? html`<span class="tagx" data-t="bad"><${Icon} name="ban" size="xs"/>${t("desk.black")}</span>` : null}${customer.legal_hold ? html`<span class="tagx" data-t="warn"><${Icon} name="lock" size="xs"/>${w("cu.hold")}</span>` : null}<span class="row end">${writing ? null : html`<button type="button" class="btn sm" onClick=${() => edit(customer.id, customer)}><${Icon} name="edit" size="s"/>${w("edit")}</button>`}
      <button type="button" class="btn sm" disabled=${writing !== undefined} onClick=${() => { asked.value = "merge"; }}><${Icon} name="users" size="s"/>${w("cu.merge_short")}</button>${user.role === "administrator" ? html`<button type="button" class="btn sm ghost" disabled=${writing !== undefined || !!customer.legal_hold} title=${customer.legal_hold ? w("cu.hold_means") : undefined} onClick=${() => { asked.value = "remove"; }}><${Icon} name="trash" size="s"/>${w("cu.delete")}</button>` : null}</span></div>
    ${writing ? html`<${Edit} id=${customer.id} of=${writing} masked=${customer.masked ?? false} save=${keep}/>` : html`<div class="two"><${Facts} key=${`f${moved.value}`} customer=${customer} user=${user}/><${Black} customer=${customer} onChanged=${put}/><${Held} customer=${customer} user=${user} onChanged=${put}/></div>`}
    <${History} key=${`h${moved.value}`} id=${customer.id}/><${Booked} key=${`b${moved.value}`} id=${customer.id} user=${user}/>
    ${asked.value === "merge" ? html`<${Merge} customer=${customer} close=${() => { asked.value = ""; }} done=${merged}/>` : asked.value === "remove" ? html`<${Remove} customer=${customer} close=${() => { asked.value = ""; }} done=${removed}/>` : null}`;
}

/** @param {{customer: Customer & {created_at?: string, created_by?: string, updated_at?: string, updated_by?: string, created_by_name?: string, updated_by_name?: string}, user: User}} props */
function Facts({ customer, user }) {
  const whole = useSignal(/** @type {Partial<Customer>|null} */ (null)), busy = useSignal(false);
  const shown = whole.value ? { ...customer, ...whole.value } : customer, hidden = shown.phones.some((one) => one.number.includes("*"));
  const reveal = async () => {
    busy.value = true;
    try { whole.value = await request("POST", path(customer.id, "reveal")); } catch (error) { say({ text: refusal(error), bad: true }); }
    busy.value = false;
  };
  /** @param {string|undefined} at @param {string|undefined} by @param {string|undefined} name */
  const written = (at, by, name) => (at ? [stamp(at), name || by && actorName(by)].filter(Boolean).join(" · ") : "");
  const rows = [[t("desk.email"), shown.email], [t("desk.birth"), shown.birth_date], [t("desk.claim"), shown.claim], [t("desk.inner_memo"), shown.memo], ...Object.entries(shown.fields ?? {}), [w("cu.created"), written(customer.created_at, customer.created_by, customer.created_by_name)], [w("cu.updated"), customer.version > 1 ? written(customer.updated_at, customer.updated_by, customer.updated_by_name) : ""]];
  return html`<${Panel} title=${t("desk.tab_customer")} side=${hidden && may(user, "unmask") ? html`<button type="button" class="btn sm" disabled=${busy.value} onClick=${reveal}><${Icon} name="eye" size="s"/>${w("cu.reveal")}</button>` : null}><dl class="facts">
    ${shown.phones.length === 0 ? html`<div><dt>${w("cu.numbers")}</dt><dd class="c3">${w("nothing")}</dd></div>` : shown.phones.map((phone, i) => html`<div key=${i}><dt>${phone.label || t("desk.dial_number")}</dt><dd>${phone.number}</dd></div>`)}
    ${customer.also?.length ? html`<div><dt>${t("desk.also")}</dt><dd class="row wrap">${customer.also.map((one) => html`<a key=${one.id} class="link" href=${href(section, one.id)}>${one.name}</a>`)}</dd></div>` : null}
    ${rows.filter(([, value]) => value).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd class="words">${value}</dd></div>`)}</dl><//>`;
}
