// Persons: who may log in, as what, with which permissions; where they are logged in.
import { html, useEffect } from "../../dom.js";
import { request } from "../../api.js";
import { clientName, dayTime } from "../../format.js";
import { tcode } from "../../i18n.js";
import { Loaded, Resource } from "../../desk/parts/resource.js";
import { Collection, ListDetail } from "../collection.js";
import { Fields, Panel } from "../fields.js";
import { Permissions } from "../permissions.js";
import { act } from "../said.js";
import { have, Sure, useLists, zone } from "../shared.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../draft.js").Draft} Draft */

const people = new Collection({
  section: "people", path: "users", target: "user", key: "login", icon: "user", named: true, blank: () => ({ login: "", name: "", role: "agent", permissions: ["phone"], lang: "ko", disabled: false }),
  title: (one) => one.name, more: (one) => one.login, side: (one) => html`<span class="tagx">${one.disabled ? w("disabled") : tcode("role", one.role)}</span>`,
  clean: ({ id: _, created_at: __, must_change: ___, ...one }) => one,
  none: () => w("people.none"), why: () => w("people.why"),
});

/** @param {{id: string, user: import("../../api.js").User}} props */
export function People({ id, user }) {
  useLists("agents");
  return html`<${ListDetail} of=${people} id=${id} label=${wcode("s", "people")} removable=${false} detail=${(/** @type {Draft} */ draft, /** @type {string} */ at) => html`<${Person} draft=${draft} login=${at} self=${draft.base.value.id === user.id}/>`}/>`;
}

/** @param {{draft: Draft, login: string, self: boolean}} props */
function Person({ draft, login, self }) {
  const mine = draft.get("permissions") ?? [], admin = draft.get("role") === "administrator", agents = have("agents").map((one) => ({ value: one.id, text: `${one.name} (${one.extension})` }));
  return html`<${Panel} title=${w("p.person")} why=${w("p.person_why")}><${Fields} draft=${draft} specs=${[{ path: "login", kind: "text", label: w("f.login"), doc: w("d.login"), required: true, max: 60, locked: !draft.fresh }, { path: "name", kind: "text", label: w("f.name"), required: true, max: 60 },
    { path: "role", kind: "choice", label: w("f.role"), doc: self ? w("d.role_self") : wcode("role_why", draft.get("role") ?? ""), locked: self, choices: ["administrator", "manager", "agent"].map((value) => ({ value, text: tcode("role", value) })) },
    { path: "agent_id", kind: "choice", label: w("f.agent_id"), doc: w("d.agent_id"), empty: w("nobody"), choices: agents }, { path: "email", kind: "text", label: w("f.email"), doc: w("d.email"), max: 254 }, { path: "lang", kind: "choice", label: w("f.lang"), choices: [{ value: "ko", text: "한국어" }, { value: "en", text: "English" }] },
    ...(self ? [] : [{ path: "password", kind: /** @type {const} */ ("password"), label: w(draft.fresh ? "f.password" : "f.password_new"), doc: w(draft.fresh ? "d.password" : draft.base.value.must_change ? "d.password_waits" : "d.password_new"), required: draft.fresh, max: 128 }]), ...(draft.fresh || self ? [] : [{ path: "disabled", kind: /** @type {const} */ ("switch"), label: w("f.disabled"), doc: w("d.disabled") }])]}/>${self ? html`<p class="hint pad">${w("d.password_own")} <a class="link" href=".">${w("d.password_own_where")}</a></p>` : null}<//>
    <${Panel} title=${w("p.permissions")} why=${w(admin ? "permissions_admin" : "permissions_why")}><${Permissions} chosen=${mine} all=${admin} set=${(/** @type {string[]} */ list) => draft.set("permissions", list)}/>
      ${draft.wrong.value.permissions ? html`<p class="hint pad" data-t="bad">${draft.wrong.value.permissions}</p>` : null}<//>
    ${draft.fresh ? null : html`<${Access} login=${login}/>`}`;
}

/** @type {Map<string, Resource<any>>} */
const logins = new Map();

/** @param {{login: string}} props */
function Access({ login }) {
  const path = `users/${encodeURIComponent(login)}`;
  let of = logins.get(login);
  if (!of) logins.set(login, of = new Resource(() => request("GET", `${path}/logins`)));
  const list = of;
  useEffect(() => { void list.refresh(); }, [list]);
  const end = async (/** @type {string} */ which, /** @type {string} */ text) => { await act(text, () => request("DELETE", `${path}/${which}`)); void list.refresh(); };
  return html`<${Panel} title=${w("p.logins")} why=${w("p.logins_why")} side=${html`<${Sure} text=${w("factor_reset")} icon="lock" sure=${w("factor_reset_sure")} onSure=${() => end("second-factor", w("said.factor"))}/><${Sure} text=${w("logins_end")} sure=${w("logins_end_sure")} onSure=${() => end("logins", w("said.logins"))}/>`}>
    <${Loaded} of=${list} what=${w("p.logins")}>${(/** @type {any[]} */ rows) => (rows.length === 0 ? html`<p class="hint pad">${w("logins_none")}</p>` : html`<table class="tbl"><thead><tr><th>${w("client")}</th><th>${w("address")}</th><th>${w("method")}</th><th>${w("since")}</th><th>${w("last")}</th><th><span class="sr">${w("end")}</span></th></tr></thead>
      <tbody>${rows.map((row) => html`<tr key=${row.id}><td class="trunc-cell" title=${row.client}>${clientName(row.client) || row.client}</td><td>${row.address}</td><td>${wcode("method", row.method)}${row.locked ? html` <span class="tagx">${w("locked")}</span>` : null}</td><td>${dayTime(Date.parse(row.since), zone())}</td><td>${dayTime(Date.parse(row.last), zone())}</td>
        <td class="num">${row.current ? html`<span class="tagx">${w("this_one")}</span>` : html`<${Sure} text=${w("end")} sure=${w("logins_end_sure")} onSure=${() => end(`logins/${encodeURIComponent(row.id)}`, w("said.logins"))}/>`}</td></tr>`)}</tbody></table>`)}<//><//>`;
}
