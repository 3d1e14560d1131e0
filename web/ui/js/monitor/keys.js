// Every key of the monitoring window: the table that the keys work by and the sheet shows.
import { openHelp } from "../desk/opened.js";
import { watch } from "../desk/parts/keys.js";
import { o } from "./text.js";

/** @typedef {import("./model.js").Monitor} Monitor */

/** @type {(import("../desk/parts/keys.js").Key<Monitor> & {text: Parameters<typeof o>[0]})[]} */
const table = [
  { keys: "1", text: "key_today", code: "1", letter: true, run: (page) => page.look("today") },
  { keys: "2", text: "key_day", code: "2", letter: true, run: (page) => page.look("day") },
  { keys: "Esc", text: "key_clear", code: "Escape", run: (page) => { page.state.value = page.site.value = page.category.value = ""; } },
  { keys: "?", text: "key_sheet", code: "?", letter: true, run: openHelp },
];

export const sheet = () => [{ name: o("title"), keys: table.map(({ keys, text }) => ({ keys, text: o(text) })) }];

/** @param {Monitor} page */
export const watchKeys = (page) => watch(table, page);
