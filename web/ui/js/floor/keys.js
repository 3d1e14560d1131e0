// Every key of the floor: the table that the keys work by and the sheet of keys shows.
import { openHelp } from "../desk/opened.js";
import { watch } from "../desk/parts/keys.js";
import { f } from "./text.js";

/** @typedef {import("./model.js").Floor} Floor */

/** @type {(import("../desk/parts/keys.js").Key<Floor> & {text: Parameters<typeof f>[0]})[]} */
const table = [
  { keys: "/", text: "find_agents", code: "/", letter: true, run: () => document.getElementById("find")?.focus() },
  { keys: "Esc", text: "key_close", code: "Escape", run: (floor) => { if (floor.chosen.peek()) floor.choose(null); else floor.service.value = ""; } },
  { keys: "S", text: "key_sound", code: "KeyS", letter: true, run: (floor) => floor.alarm.toggle() },
  { keys: "?", text: "key_sheet", code: "?", letter: true, run: openHelp },
];

export const sheet = () => [{ name: f("title"), keys: table.map(({ keys, text }) => ({ keys, text: f(text) })) }];

/** @param {Floor} floor */
export const watchKeys = (floor) => watch(table, floor);
