// Which sections there are, in which order.
import { AccessLog } from "./sections/access.js";
import { Agents } from "./sections/agents.js";
import { Changes } from "./sections/changes.js";
import { Customers } from "./sections/customers.js";
import { Displays } from "./sections/displays.js";
import { Dispositions } from "./sections/dispositions.js";
import { Forms } from "./sections/forms.js";
import { Holidays, Hours } from "./sections/hours.js";
import { Import } from "./sections/import.js";
import { Keys } from "./sections/apikeys.js";
import { Numbers } from "./sections/numbers.js";
import { People } from "./sections/people.js";
import { Reasons } from "./sections/reasons.js";
import { Services } from "./sections/services.js";
import { Settings } from "./sections/settings.js";
import { Skills } from "./sections/skills.js";
import { Sounds } from "./sections/sounds.js";
import { System } from "./sections/system.js";
import { Teams } from "./sections/teams.js";
import { Templates } from "./sections/templates.js";
import { Trunks } from "./sections/trunks.js";
import { Webhooks } from "./sections/webhooks.js";

/** @typedef {import("../api.js").User} User */
/** @typedef {{id: string, icon: string, view: any, list?: boolean, wide?: boolean, managers?: boolean}} Section list: has a list beside its details; wide: a wide one; managers: for them too */
/** @typedef {{id: string, sections: Section[]}} Group */

/** @type {Group[]} */
const groups = [
  { id: "calls", sections: [
    { id: "services", icon: "layers", view: Services, list: true }, { id: "numbers", icon: "phone", view: Numbers },
    { id: "hours", icon: "clock", view: Hours, list: true }, { id: "holidays", icon: "cal", view: Holidays },
    { id: "sounds", icon: "bell", view: Sounds }, { id: "trunks", icon: "route", view: Trunks, list: true }] },
  { id: "people", sections: [
    { id: "agents", icon: "headset", view: Agents, list: true }, { id: "import", icon: "box", view: Import }, { id: "skills", icon: "activity", view: Skills },
    { id: "teams", icon: "users", view: Teams, list: true }, { id: "people", icon: "user", view: People, list: true }] },
  { id: "desk", sections: [
    { id: "customers", icon: "users", view: Customers, list: true, wide: true, managers: true },
    { id: "reasons", icon: "r-away", view: Reasons }, { id: "dispositions", icon: "tag", view: Dispositions }, { id: "forms", icon: "edit", view: Forms },
    { id: "templates", icon: "doc", view: Templates, list: true }] },
  { id: "centre", sections: [
    { id: "displays", icon: "board", view: Displays }, { id: "keys", icon: "lock", view: Keys }, { id: "webhooks", icon: "route", view: Webhooks, list: true }, { id: "settings", icon: "gear", view: Settings },
    { id: "access", icon: "eye", view: AccessLog }, { id: "changes", icon: "history", view: Changes }, { id: "system", icon: "info", view: System }] },
];

/** What somebody may see of them; agents nothing. @param {User} user @returns {Group[]} */
export function groupsFor(user) {
  if (user.role === "administrator") return groups;
  return groups.map(({ id, sections }) => ({ id, sections: sections.filter((one) => one.managers && user.role === "manager") })).filter((group) => group.sections.length);
}

/** The one that is asked for, else the first. @param {Group[]} of @param {string} id */
export function sectionOf(of, id) {
  const all = of.flatMap((group) => group.sections);
  return all.find((one) => one.id === id) ?? /** @type {Section} */ (all[0]);
}
