// Above what waits, for managers: whether it is given by itself as soon as somebody may
// take it, who gives it otherwise (C27 to C32), and the way to the settings.
import { html } from "../dom.js";
import { Icon } from "../icons.js";
import { ch, chcode } from "./text.js";

/** @param {{page: import("./model.js").Console}} props */
export function Backlog({ page }) {
  const me = page.me.value;
  if (!me?.used) return null;
  const { method = "automatic" } = me, on = !page.manual && !!me.backlog; // C32: by hand there is no such setting
  return html`<p class="backlog"><${Icon} name=${on ? "refresh" : "hand"} size="s"/><span class="grow">${page.manual ? ch("backlog_manual") : html`${ch("backlog")} <b>${on ? "ON" : "OFF"}</b>`}<span class="c3">${on ? chcode("backlog_on", method) : chcode("backlog_off", method)}</span></span>${page.user.role === "administrator" ? html`<a class="btn sm" href="admin#/settings/chat">${ch("backlog_settings")}</a>` : null}</p>`;
}
