// A reservation (D9, D44): made, changed, carried out, or taken back.
import { html } from "../../dom.js";
import { fromLocalInput } from "../../format.js";
import { named, t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import * as api from "../api.js";
import { call } from "../dial.js";
import { ask, busy, problem } from "../parts/ask.js";
import { Area, Field, Input, Select } from "../parts/field.js";
import { Dialog } from "../parts/layers.js";
import { draft, refused } from "../reserve.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../reserve.js").Draft} Draft */

/** @param {{desk: Desk}} props */
export function ReserveDialog({ desk }) {
  const now = draft.value;
  if (!now) return null;
  const { one } = now, close = () => { draft.value = null; problem.value = ""; };
  /** @param {Partial<Draft>} change */
  const write = (change) => { draft.value = { ...now, ...change }; };
  const kept = now.known !== "" && now.number === now.known; // what is masked here is whole there
  const body = () => ({ due_at: new Date(fromLocalInput(now.due, desk.live.timeZone.peek())).toISOString(), name: now.name, memo: now.memo, version: one?.version ?? 0,
    ...(now.service ? { service: now.service } : {}), ...(now.call ? { call: now.call } : {}), ...(now.customer ? { customer: now.customer } : {}), ...(kept ? {} : { number: now.number }), ...(one ? {} : { agent: desk.agent }) });
  /** @param {string} what @param {() => Promise<any>} work */
  const done = async (what, work) => {
    if (!await ask(what, work, (error) => refused(desk, error))) return;
    close();
    desk.lists.changed("reservations");
  };
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    void done("reserve", () => (one ? api.changeReservation(one.id, body()) : api.reserve(body())));
  };
  return html`<${Dialog} title=${t(one ? "desk.reservation" : "desk.reserve")} close=${close}><form class="dlg-body" novalidate onSubmit=${submit}>
    <div class="g2"><${Field} id="r-name" label=${t("desk.name")}><${Input} id="r-name" value=${now.name} max=${100} onWrite=${(/** @type {string} */ name) => write({ name })}/><//>
      <${Field} id="r-number" label=${t("desk.dial_number")} required=${!kept}><${Input} id="r-number" type="tel" value=${now.number} max=${40} first=${!now.number} onWrite=${(/** @type {string} */ number) => write({ number })}/><//>
      <${Field} id="r-due" label=${t("desk.follow_at")} required><div class="in"><input id="r-due" type="datetime-local" required data-first=${now.number ? "" : undefined} value=${now.due} onInput=${(/** @type {InputEvent} */ event) => write({ due: /** @type {HTMLInputElement} */ (event.currentTarget).value })}/></div><//>
      <${Field} id="r-service" label=${t("col.service")}><${Select} id="r-service" value=${now.service} empty=${t("desk.service_own")} choices=${desk.services.value.map((row) => ({ value: row.id, text: named(row.name, row.id) }))} onChoose=${(/** @type {string} */ service) => write({ service })}/><//></div>
    <${Field} id="r-memo" label=${t("desk.memo")}><${Area} id="r-memo" value=${now.memo} max=${1000} onWrite=${(/** @type {string} */ memo) => write({ memo })}/><//>
    ${problem.value ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/>${problem.value}</p>` : null}
    <div class="dlg-foot">${one && (one.state === "open" || one.state === "missed") ? html`<button type="button" class="btn" disabled=${busy.value} onClick=${() => done("cancel-reservation", () => api.endReservation(one.id, "cancel", one.version))}>${t("desk.reservation_cancel")}</button>
        <button type="button" class="btn" disabled=${busy.value} onClick=${() => done("end-reservation", () => api.endReservation(one.id, "done", one.version))}>${t("desk.reservation_done")}</button><span class="end"></span>
        <button type="button" class="btn" disabled=${busy.value || !desk.canDial.value} onClick=${async () => { if (await call(desk, { reservation: one.id })) close(); }}><${Icon} name="phone"/>${t("desk.dial_go")}</button>` : html`<button type="button" class="btn" onClick=${close}>${t("cancel")}</button>`}
      <button type="submit" class="btn primary" disabled=${busy.value || !now.due || !(now.number || kept)}>${t(one ? "desk.save" : "desk.reserve_go")}</button></div></form><//>`;
}
