// Which sections there are, in which order. The first is there with the page; the others
// come right after it.
import { later } from "./later.js";
import { Services } from "./sections/services.js";

/** @typedef {import("../api.js").User} User */
/** @typedef {{id: string, icon: string, view: any, list?: boolean, wide?: boolean, managers?: boolean}} Section list: has a list beside its details; wide: a wide one; managers: for them too */
/** @typedef {{id: string, sections: Section[]}} Group */

/** @type {Group[]} */
const groups = [
  { id: "calls", sections: [
    { id: "services", icon: "layers", view: Services, list: true }, { id: "numbers", icon: "phone", view: later("Numbers") },
    { id: "menus", icon: "keypad", view: later("Menus"), list: true },
    { id: "hours", icon: "clock", view: later("Hours"), list: true }, { id: "holidays", icon: "cal", view: later("Holidays") },
    { id: "sounds", icon: "bell", view: later("Sounds") }, { id: "trunks", icon: "route", view: later("Trunks"), list: true }] },
  { id: "people", sections: [
    { id: "agents", icon: "headset", view: later("Agents"), list: true }, { id: "import", icon: "box", view: later("Import") }, { id: "skills", icon: "activity", view: later("Skills") },
    { id: "teams", icon: "users", view: later("Teams"), list: true }, { id: "people", icon: "user", view: later("People"), list: true }] },
  { id: "desk", sections: [
    { id: "customers", icon: "users", view: later("Customers"), list: true, wide: true, managers: true },
    { id: "reasons", icon: "r-away", view: later("Reasons") }, { id: "dispositions", icon: "tag", view: later("Dispositions") }, { id: "forms", icon: "edit", view: later("Forms") },
    { id: "templates", icon: "doc", view: later("Templates"), list: true }] },
  { id: "chat", sections: [
    { id: "chat", icon: "msg", view: later("ChatStart") }, { id: "chat-categories", icon: "tag", view: later("ChatCategories"), list: true }, { id: "chat-sites", icon: "web", view: later("ChatSites"), list: true },
    { id: "schedules", icon: "cal", view: later("Schedules"), list: true, managers: true }, { id: "chat-templates", icon: "doc", view: later("ChatTemplates"), list: true, managers: true }, { id: "chat-words", icon: "eye-off", view: later("ChatWords"), managers: true },
    { id: "chat-requests", icon: "hand", view: later("ChatRequests"), list: true, wide: true, managers: true }, { id: "chat-blocked", icon: "ban", view: later("ChatBlocked"), managers: true }, { id: "chat-report", icon: "activity", view: later("ChatReport"), managers: true },
    { id: "chat-usage", icon: "history", view: later("ChatUsage"), managers: true }] },
  { id: "centre", sections: [
    { id: "displays", icon: "board", view: later("Displays") }, { id: "keys", icon: "lock", view: later("Keys") }, { id: "webhooks", icon: "route", view: later("Webhooks"), list: true }, { id: "settings", icon: "gear", view: later("Settings") },
    { id: "access", icon: "eye", view: later("AccessLog") }, { id: "changes", icon: "history", view: later("Changes") }, { id: "system", icon: "info", view: later("System") }] },
];

/** What somebody may see of them; agents nothing. @param {User} user @returns {Group[]} */
export function groupsFor(user) {
  if (user.role === "administrator") return groups;
  return groups.map(({ id, sections }) => ({ id, sections: sections.filter((one) => one.managers && user.role === "manager") })).filter((group) => group.sections.length);
}

/** Whether somebody has no part in a section that there is. @param {Group[]} of what they see @param {string} id */
export const notTheirs = (of, id) => [groups, of].map((list) => list.some(({ sections }) => sections.some((one) => one.id === id))).join() === "true,false";

/** The one that is asked for, else the first; for managers where their way to the settings leads, while chats are in use. @param {Group[]} of @param {string} id @param {User} user */
export function sectionOf(of, id, user) {
  const all = of.flatMap((group) => group.sections);
  const first = user.role === "manager" && user.chat ? all.find((one) => one.id === "chat-requests") : all[0];
  return all.find((one) => one.id === id) ?? /** @type {Section} */ (first);
}
