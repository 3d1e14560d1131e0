// Keys for programs; shown once.
import { html, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { dayTime } from "../../format.js";
import { tcode } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { Panel } from "../fields.js";
import { permissions, Permissions } from "../permissions.js";
import { act } from "../said.js";
import { actorName } from "../records.js";
import { Copy, have, Sure, useLists, useResource, zone } from "../shared.js";
import { w, wcode } from "../text.js";

const keys = new Resource(() => request("GET", "api-keys"));

/** Whose agents a manager's key sees. @param {any} key @param {any[]} managers */
function seen(key, managers) {
  const login = key.manager || key.name;
  return managers.find((one) => one.login === login)?.name ?? login;
}

/** @param {any} key */
function said(key) {
  if (key.role === "administrator") return w("key_all");
  return permissions.filter((one) => key.permissions.includes(one)).map((one) => wcode("perm", one)).join(", ") || html`<span class="c3">–</span>`;
}

export function Keys() {
  useResource(keys);
  useLists("users");
  const chosen = useSignal(/** @type {string[]} */ ([])), manager = useSignal(""), managers = have("users").filter((one) => one.role === "manager");
  const name = useSignal(""), role = useSignal("manager"), made = useSignal(/** @type {{name: string, key: string}|null} */ (null)), valid = /^[A-Za-z0-9._-]{2,60}$/.test(name.value);
  /** @param {Event} event */
  const add = async (event) => {
    event.preventDefault();
    const answer = await act(w("said.added", { what: name.value }), () => request("POST", "api-keys", { name: name.value, role: role.value, ...(role.value === "administrator" ? {} : { permissions: chosen.value }), ...(role.value === "manager" && manager.value ? { manager: manager.value } : {}) }));
    if (answer) { made.value = answer; name.value = manager.value = ""; chosen.value = []; }
  };
  return html`<main class="scroll det"><${Panel} title=${wcode("s", "keys")} why=${w("keys_why")}>
    <form class="row pad wrap" onSubmit=${add}><span class="in num-in wide-in"><input id="key-name" aria-label=${w("key_name")} placeholder=${w("key_name")} maxlength="60" value=${name.value} aria-invalid=${name.value && !valid ? "true" : undefined} aria-describedby="key-hint" onInput=${(/** @type {Event} */ e) => { name.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></span>
      <span class="in sel svc-in"><select aria-label=${w("f.role")} value=${role.value} onChange=${(/** @type {Event} */ e) => { role.value = /** @type {HTMLSelectElement} */ (e.currentTarget).value; }}>${["administrator", "manager", "agent"].map((one) => html`<option key=${one} value=${one}>${tcode("role", one)}</option>`)}</select><${Icon} name="chev-d"/></span>
      ${role.value === "manager" ? html`<span class="in sel svc-in"><select aria-label=${w("key_manager")} value=${manager.value} onChange=${(/** @type {Event} */ e) => { manager.value = /** @type {HTMLSelectElement} */ (e.currentTarget).value; }}><option value="">${w("key_manager_name")}</option>${managers.filter((one) => !one.disabled).map((one) => html`<option key=${one.login} value=${one.login}>${w("key_manager_of", { name: one.name, login: one.login })}</option>`)}</select><${Icon} name="chev-d"/></span>` : null}<button type="submit" class="btn" disabled=${!valid}><${Icon} name="plus" size="s"/>${w("key_add")}</button><span class="hint" id="key-hint">${w("key_hint")}</span></form>
    <fieldset class="key-perms"><legend class="pad"><b class="med">${w("p.permissions")}</b> <span class="hint">${w(role.value === "administrator" ? "permissions_admin" : role.value === "manager" ? "key_may_manager" : "key_may_agent")}</span></legend><${Permissions} chosen=${chosen.value} all=${role.value === "administrator"} set=${(/** @type {string[]} */ list) => { chosen.value = list; }}/></fieldset>
    ${made.value ? html`<div class="note pad-note" role="status"><${Icon} name="lock"/><div class="grow"><b>${w("key_made", { name: made.value.name })}</b><p class="secret">${made.value.key}</p><p>${w("shown_once")}</p></div><${Copy} text=${made.value.key}/></div>` : null}
    <${Loaded} of=${keys} what=${wcode("s", "keys")}>${(/** @type {any[]} */ list) => (list.length === 0 ? html`<${Empty} icon="lock" title=${w("keys_none")} why=${w("keys_none_why")}/>` : html`<table class="tbl tall"><thead><tr><th>${w("name")}</th><th>${w("f.role")}</th><th>${w("p.permissions")}</th><th>${w("made_by")}</th><th>${w("made_at")}</th><th><span class="sr">${w("revoke")}</span></th></tr></thead><tbody>${list.map((one) => html`<tr key=${one.id}><td><b class="med">${one.name}</b></td><td>${tcode("role", one.role)}${one.role === "manager" ? html`<br/><span class="hint">${w("key_sees", { name: seen(one, managers) })}</span>` : null}</td><td class="wraps">${said(one)}</td><td class="c2">${one.from_file ? w("from_file") : one.created_by ? actorName(one.created_by) : ""}</td><td>${one.from_file ? "–" : dayTime(Date.parse(one.created_at), zone())}</td>
      <td class="num">${one.from_file ? null : html`<${Sure} text=${w("revoke")} sure=${w("revoke_sure")} label=${w("revoke_one", { what: one.name })} onSure=${() => act(w("said.revoked", { what: one.name }), () => request("DELETE", `api-keys/${encodeURIComponent(one.id)}`), `key:${one.id}`)}/>`}</td></tr>`)}</tbody></table>`)}<//><//></main>`;
}
