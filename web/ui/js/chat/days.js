// Which days a list can be asked for (C83 to C86), as the server has it: what the form lets
// through is not refused (chat/testdata/windows.json holds both to the same).
import { isOver } from "./sought.js";

/** @typedef {import("./sought.js").Sought} Sought */
/** @typedef {import("./sought.js").Tab} Tab */
/** @typedef {"days_reversed"|"days_vtag"|"days_rtags"|"days_year"|"days_31"} WrongDays */

const openDays = 31, tagDays = 31, endYears = 1;

/** A day so many days and years later; a 29 February that there is not is the 1 March. @param {string} day @param {{days?: number, years?: number}} by */
function later(day, { days = 0, years = 0 }) {
  const [y = 0, m = 1, d = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(y + years, m - 1, d + days)).toISOString().slice(0, 10);
}

/** What is wrong with the days of what is sought; "": nothing. @param {Sought} sought @param {Tab} tab @param {string} today @returns {WrongDays|""} */
export function wrongDays({ from, to, visitor_tag, room_tags }, tab, today) {
  const over = isOver(tab), vtag = !!visitor_tag.trim(), rtags = !!room_tags.trim(), asked = !!(from || to), tomorrow = later(today, { days: 1 });
  if (!asked) return ""; // the server takes what is allowed
  const end = to ? later(to, { days: 1 }) : tomorrow, begin = from || later(end, vtag || !over ? { days: -openDays } : { years: -endYears });
  if (begin >= end) return "days_reversed";
  if (vtag && begin < later(tomorrow, { days: -tagDays })) return "days_vtag";
  if (rtags && begin < later(tomorrow, { years: -endYears })) return "days_rtags";
  if (over && end > later(begin, { years: endYears })) return "days_year";
  return !over && end > later(begin, { days: openDays }) ? "days_31" : "";
}
