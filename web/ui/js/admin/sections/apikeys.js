// Keys for programs; shown once.
import { html, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { dayTime } from "../../format.js";
import { tcode } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { Panel } from "../fields.js";
import { act } from "../said.js";
import { actorName } from "../records.js";
import { Copy, Sure, useLists, useResource, zone } from "../shared.js";
import { w, wcode } from "../text.js";

const keys = new Resource(() => request("GET", "api-keys"));

export function Keys() {
  useResource(keys);
  useLists("users");
  const name = useSignal(""), role = useSignal("manager"), made = useSignal(/** @type {{name: string, key: string}|null} */ (null)), valid = /^[A-Za-z0-9._-]{2,60}$/.test(name.value);
  /** @param {Event} event */
  const add = async (event) => {
    event.preventDefault();
    const answer = await act(w("said.added", { what: name.value }), () => request("POST", "api-keys", { name: name.value, role: role.value }));
    if (answer) { made.value = answer; name.value = ""; }
  };
  return html`<main class="scroll det"><${Panel} title=${wcode("s", "keys")} why=${w("keys_why")}>
    <form class="row pad wrap" onSubmit=${add}><span class="in num-in wide-in"><input id="key-name" aria-label=${w("key_name")} placeholder=${w("key_name")} maxlength="60" value=${name.value} aria-invalid=${name.value && !valid ? "true" : undefined} aria-describedby="key-hint" onInput=${(/** @type {Event} */ e) => { name.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></span>
      <span class="in sel svc-in"><select aria-label=${w("f.role")} value=${role.value} onChange=${(/** @type {Event} */ e) => { role.value = /** @type {HTMLSelectElement} */ (e.currentTarget).value; }}>${["administrator", "manager", "agent"].map((one) => html`<option key=${one} value=${one}>${tcode("role", one)}</option>`)}</select><${Icon} name="chev-d"/></span><button type="submit" class="btn" disabled=${!valid}><${Icon} name="plus" size="s"/>${w("key_add")}</button><span class="hint" id="key-hint">${w("key_hint")}</span></form>
    ${made.value ? html`<div class="note pad-note" role="status"><${Icon} name="lock"/><div class="grow"><b>${w("key_made", { name: made.value.name })}</b><p class="secret">${made.value.key}</p><p>${w("shown_once")}</p></div><${Copy} text=${made.value.key}/></div>` : null}
    <${Loaded} of=${keys} what=${wcode("s", "keys")}>${(/** @type {any[]} */ list) => (list.length === 0 ? html`<${Empty} icon="lock" title=${w("keys_none")} why=${w("keys_none_why")}/>` : html`<table class="tbl"><thead><tr><th>${w("name")}</th><th>${w("f.role")}</th><th>${w("made_by")}</th><th>${w("made_at")}</th><th><span class="sr">${w("revoke")}</span></th></tr></thead><tbody>${list.map((one) => html`<tr key=${one.id}><td><b class="med">${one.name}</b></td><td>${tcode("role", one.role)}</td><td class="c2">${one.from_file ? w("from_file") : one.created_by ? actorName(one.created_by) : ""}</td><td>${one.from_file ? "–" : dayTime(Date.parse(one.created_at), zone())}</td>
      <td class="num">${one.from_file ? null : html`<${Sure} text=${w("revoke")} sure=${w("revoke_sure")} label=${w("revoke_one", { what: one.name })} onSure=${() => act(w("said.revoked", { what: one.name }), () => request("DELETE", `api-keys/${encodeURIComponent(one.id)}`), `key:${one.id}`)}/>`}</td></tr>`)}</tbody></table>`)}<//><//></main>`;
}
