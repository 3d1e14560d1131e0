// No call: what I am waiting for, and who waits in my services.
import { html, useComputed } from "../../dom.js";
import { clockTime, count } from "../../format.js";
import { named, t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { logOut } from "../../shell.js";
import { waitingFor } from "../figures.js";
import { WhyNotButton } from "./why.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../../live/rows.js").AgentRow} AgentRow */

/** @param {{desk: Desk, me: AgentRow|undefined}} props */
export function Idle({ desk, me }) {
  const kind = !me ? "loading" : me.state === "ready" ? "ready" : me.state === "logged_out" ? "off" : "away";
  const waiting = waitingFor(desk), why = kind !== "away" || me?.reachable ? kind : me?.reason === "unreachable" ? "lost" : "phone"; // Ready alone brings no call while the phone is away
  return html`<section class="panel call idle" aria-label=${t("desk.current")}><div class="idle-why"><${Icon} name="headset"/><div><b>${t(kind === "loading" ? "loading" : `desk.idle_${kind}`)}</b>
      <span class="c3">${why === "loading" ? "" : t(`desk.idle_${why}_why`)}</span></div>${waiting > 0 && kind !== "loading" && kind !== "off" ? html`<span class="end"><${WhyNotButton} desk=${desk}/></span>` : kind === "off" ? html`<span class="end"><button type="button" class="btn sm" onClick=${logOut}>${t("desk.logout_screen")}</button></span>` : null}</div>
    <${MyServices} desk=${desk} ids=${me?.services ?? []}/></section>`;
}

/** @param {{desk: Desk, ids: string[]}} props */
function MyServices({ desk, ids }) {
  if (ids.length === 0) return html`<div class="mine"></div>`;
  return html`<div class="mine scroll" tabindex="0" role="region" aria-label=${t("desk.my_services")}><table class="tbl"><thead><tr><th>${t("desk.my_services")}</th><th class="num">${t("col.waiting")}</th><th class="num">${t("col.longest")}</th><th class="num">${t("col.ready")}</th></tr></thead>
    <tbody>${ids.map((id) => html`<${ServiceLine} key=${id} desk=${desk} id=${id}/>`)}</tbody></table></div>`;
}

/** @param {{desk: Desk, id: string}} props */
function ServiceLine({ desk, id }) {
  void desk.live.services.ids.value;
  const row = desk.live.services.row(id)?.value;
  const wait = useComputed(() => {
    const oldest = desk.live.services.row(id)?.value.oldest;
    return oldest ? clockTime(desk.live.now.value - oldest) : "–";
  });
  if (!row) return null;
  const level = row.wait_band === "warn" || row.wait_band === "bad" ? row.wait_band : undefined;
  return html`<tr><td><b>${named(row.name, id)}</b></td><td class="num">${row.promised ? html`<span class="c3 t-xs">${t("desk.callbacks_n", { n: count(row.promised) })}</span> ` : null}${count(row.waiting)}</td><td class="num"><span class="tm" data-t=${level}>${level ? html`<${Icon} name=${level}/>` : null}${wait}</span></td><td class="num">${count(row.agents.ready)}</td></tr>`;
}
