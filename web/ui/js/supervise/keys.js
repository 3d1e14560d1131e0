// Every key of supervision: the table that the keys work by and the sheet shows.
import { openHelp } from "../desk/opened.js";
import { watch } from "../desk/parts/keys.js";
import { lists } from "./model.js";
import { v } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */
/** @typedef {import("../desk/parts/keys.js").Key<Supervise> & {text: Parameters<typeof v>[0]}} Key */

/** @type {Key[]} */
const table = [
  ...lists.map((view, i) => /** @type {Key} */ ({ keys: String(i + 1), text: `view.${view}`, code: String(i + 1), letter: true, run: (page) => page.go(view) })),
  { keys: "Esc", text: "key_close", code: "Escape", run: (page) => { if (page.view.peek() === "watch") page.go(page.list.peek()); else page.choose(""); } },
  { keys: "?", text: "key_sheet", code: "?", letter: true, run: openHelp },
];

export const sheet = () => [{ name: v("title"), keys: table.map(({ keys, text }) => ({ keys, text: v(text) })) }];

/** @param {Supervise} page */
export const watchKeys = (page) => watch(table, page);
