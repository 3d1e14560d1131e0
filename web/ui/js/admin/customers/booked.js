// Reservations of a customer, in every state.
import { html, useEffect, useRef } from "../../dom.js";
import { request } from "../../api.js";
import { t, tcode } from "../../i18n.js";
import { Loaded, More, Paged } from "../../desk/parts/resource.js";
import { Panel } from "../fields.js";
import { w } from "../text.js";
import { agentName, query, stamp } from "./work.js";

/** @typedef {import("../../desk/types.js").Reservation & {result?: string}} Reservation */

/** @param {{id: string, user: import("../../api.js").User}} props */
export function Booked({ id, user }) {
  const of = useRef(/** @type {Paged<any>|null} */ (null)), list = of.current ??= new Paged((cursor) => request("GET", `reservations${query({ customer: id, cursor })}`));
  useEffect(() => { void list.refresh(); }, []);
  return html`<${Panel} title=${w("cu.booked")} why=${user.role === "manager" ? w("cu.booked_own") : ""}>
    <${Loaded} of=${list} what=${w("cu.booked")}>${(/** @type {{items: Reservation[]}} */ { items }) => (items.length === 0 ? html`<p class="hint pad">${w("cu.booked_none")}</p>`
      : html`<table class="tbl fixed"><thead><tr><th class="w-stamp">${t("desk.follow_at")}</th><th class="w-state">${w("state")}</th><th class="w-state">${w("cu.kind")}</th><th class="w-event">${w("agent")}</th><th>${t("desk.memo")}</th></tr></thead>
        <tbody>${items.map((one) => html`<tr key=${one.id}><td>${stamp(one.due_at)}</td><td><span class="tagx" data-t=${one.state === "missed" ? "warn" : undefined}>${tcode("booked", one.state)}</span></td><td class="c2">${tcode("kind", one.type)}</td><td><span class="trunc">${agentName(one.agent) || w("nobody")}</span></td><td class="wraps c2">${[one.memo, one.result].filter(Boolean).join(" · ")}</td></tr>`)}</tbody></table><div class="pad"><${More} of=${list}/></div>`)}<//><//>`;
}
