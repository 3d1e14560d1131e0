// The left side (D11 to D20): who else works, and what is mine.
import { html, signal } from "../../dom.js";
import { count } from "../../format.js";
import { t } from "../../i18n.js";
import { TabPanel, Tabs } from "../parts/tabs.js";
import { Colleagues } from "./colleagues.js";
import { Consultations } from "./consultations.js";
import { Reservations } from "./reservations.js";

/** @typedef {import("../desk.js").Desk} Desk */

const people = signal("duty"), work = signal("reservations");

/** @param {{desk: Desk}} props */
export function LeftPane({ desk }) {
  const { reservations, consultations } = desk.lists;
  const booked = reservations.value.value?.counts, done = consultations.value.value;
  return html`<section class="pane left" aria-label=${t("desk.left")}>
    <div class="half"><${Tabs} id="people" label=${t("desk.colleagues")} chosen=${people} tabs=${[{ id: "duty", name: t("desk.on_duty"), title: t("desk.on_duty_why"), count: count(desk.onDuty.value.length) }, { id: "all", name: t("desk.everyone"), count: count(desk.everyone.value.length) }]}/>
      <${TabPanel} id="people" chosen=${people.value}><${Colleagues} desk=${desk} keys=${people.value === "duty" ? desk.onDuty.value : desk.everyone.value} all=${people.value === "all"}/><//></div>
    <div class="half b"><${Tabs} id="work" label=${t("desk.my_work")} chosen=${work} tabs=${[{ id: "reservations", name: t("desk.reservations"), count: booked ? count(booked.direct + booked.bulk + booked.callback) : undefined },
      { id: "consultations", name: t("desk.consultations"), count: done ? count((done.counts?.in ?? 0) + (done.counts?.out ?? 0)) : undefined }]}/>
      <${TabPanel} id="work" chosen=${work.value}>${work.value === "reservations" ? html`<${Reservations} desk=${desk}/>` : html`<${Consultations} desk=${desk}/>`}<//></div></section>`;
}
