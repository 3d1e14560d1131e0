// Displays: links that open one wallboard and nothing else; shown once.
import { html, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { dayTime } from "../../format.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { Panel } from "../fields.js";
import { actorName } from "../records.js";
import { act } from "../said.js";
import { Copy, serviceChoices, serviceName, Sure, useLists, useResource, zone } from "../shared.js";
import { w, wcode } from "../text.js";

const displays = new Resource(() => request("GET", "displays"));

export function Displays() {
  useLists("services", "users");
  useResource(displays);
  const name = useSignal(""), only = useSignal(/** @type {string[]} */ ([])), made = useSignal(/** @type {{name: string, link: string}|null} */ (null));
  /** @param {Event} event */
  const add = async (event) => {
    event.preventDefault();
    const answer = await act(w("said.added", { what: name.value }), () => request("POST", "displays", { name: name.value.trim(), ...(only.value.length ? { services: only.value } : {}) }));
    if (answer) { made.value = answer; name.value = ""; only.value = []; }
  };
  return html`<main class="scroll det"><${Panel} title=${wcode("s", "displays")} why=${w("displays_why")}>
    <form class="pad col gap" onSubmit=${add}><div class="row"><span class="in num-in wide-in"><input aria-label=${w("display_name")} placeholder=${w("display_name")} maxlength="60" value=${name.value} onInput=${(/** @type {Event} */ e) => { name.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></span><button type="submit" class="btn" disabled=${!name.value.trim()}><${Icon} name="plus" size="s"/>${w("display_add")}</button></div>
      <div class="row wrap" role="group" aria-label=${w("display_services")}><span class="lab">${w("display_services")}</span>${serviceChoices().map((one) => html`<button key=${one.value} type="button" class="chip" aria-pressed=${only.value.includes(one.value)} onClick=${() => { only.value = only.value.includes(one.value) ? only.value.filter((id) => id !== one.value) : [...only.value, one.value]; }}>${one.text}</button>`)}<span class="hint">${only.value.length ? "" : w("display_all")}</span></div></form>
    ${made.value ? html`<div class="note pad-note" role="status"><${Icon} name="lock"/><div class="grow"><b>${w("display_link", { name: made.value.name })}</b><p class="secret">${made.value.link}</p><p>${w("shown_once")}</p></div><${Copy} text=${made.value.link}/></div>` : null}
    <${Loaded} of=${displays} what=${wcode("s", "displays")}>${(/** @type {any[]} */ list) => (list.length === 0 ? html`<${Empty} icon="board" title=${w("displays_none")} why=${w("displays_none_why")}/>` : html`<table class="tbl"><thead><tr><th>${w("name")}</th><th>${w("display_services")}</th><th>${w("made_by")}</th><th>${w("made_at")}</th><th><span class="sr">${w("revoke")}</span></th></tr></thead><tbody>${list.map((one) => html`<tr key=${one.id}><td><b class="med">${one.name}</b></td><td class="trunc-cell">${one.services.length ? one.services.map(serviceName).join(", ") : w("every_service")}</td><td class="c2">${one.created_by ? actorName(one.created_by) : ""}</td><td>${dayTime(Date.parse(one.created_at), zone())}</td>
      <td class="num"><${Sure} text=${w("revoke")} sure=${w("revoke_sure")} label=${w("revoke_one", { what: one.name })} onSure=${() => act(w("said.revoked", { what: one.name }), () => request("DELETE", `displays/${encodeURIComponent(one.id)}`), `display:${one.id}`)}/></td></tr>`)}</tbody></table>`)}<//><//></main>`;
}
