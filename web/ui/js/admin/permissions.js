// The permissions beside a role, to be chosen: of persons and of keys.
import { html } from "../dom.js";
import { w, wcode } from "./text.js";

export const permissions = ["phone", "callback_assign", "sms", "sms_bulk", "sms_all", "chat_monitor", "call_monitor", "recordings", "unmask", "report"];

/** Of these the program has no screens and no routes yet. */
const later = ["call_monitor", "recordings"];

/** @param {{chosen: string[], all: boolean, set: (list: string[]) => void}} props all: the role has every one */
export function Permissions({ chosen, all, set }) {
  return html`<ul class="perms">${permissions.map((one) => html`<li key=${one}><label class="row"><input class="ck" type="checkbox" disabled=${all} checked=${all || chosen.includes(one)} onChange=${(/** @type {Event} */ e) => set(/** @type {HTMLInputElement} */ (e.currentTarget).checked ? [...new Set([...chosen, one])] : chosen.filter((each) => each !== one))}/><span><b class="med">${wcode("perm", one)}</b> ${later.includes(one) ? html`<span class="tagx" title=${w("permission_later_why")}>${w("permission_later")}</span> ` : null}<span class="hint">${wcode("perm_why", one)}</span></span></label></li>`)}</ul>`;
}
