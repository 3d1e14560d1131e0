// Every key of the administration: the table that the keys work by and the sheet of keys
// shows.
import { leaving } from "../api.js";
import { openHelp } from "../desk/opened.js";
import { watch } from "../desk/parts/keys.js";
import { current } from "./collection.js";
import { open } from "./draft.js";
import { keep } from "./kept.js";
import { w, wcode } from "./text.js";

/** @type {(import("../desk/parts/keys.js").Key<void> & {text: Parameters<typeof w>[0]})[]} */
const table = [
  { keys: "Ctrl S", text: "save", code: "KeyS", with: "ctrl", always: true, run: save },
  { keys: "/", text: "find", code: "/", letter: true, run: () => { const find = document.getElementById("find"); if (find instanceof HTMLInputElement) { find.focus(); find.select(); } } },
  { keys: "?", text: "key_sheet", code: "?", letter: true, run: openHelp },
];

function save() {
  const at = document.activeElement, now = current.peek();
  if (at instanceof HTMLInputElement && at.matches("input:not([type=checkbox], [type=file])")) at.dispatchEvent(new Event("change", { bubbles: true })); // what is being written counts
  if (now?.draft.dirty.peek() || now?.draft.fresh) void now.save();
}

/** What the grid of skills does by keys of its own. */
const grid = /** @type {const} */ ([["1 – 9", "key_level"], ["0 Del", "key_clear"], ["← ↑ → ↓", "key_move"], ["Ctrl C", "key_copy"], ["Ctrl V", "key_paste"], ["Ctrl Z", "key_undo"]]);

export const sheet = () => [{ name: w("title"), keys: table.map(({ keys, text }) => ({ keys, text: w(text) })) }, { name: wcode("s", "skills"), keys: grid.map(([keys, text]) => ({ keys, text: w(text) })) }];

export function watchKeys() {
  watch(table, undefined);
  addEventListener("beforeunload", (event) => {
    if (leaving) keep(open);
    else if ([...open].some((draft) => draft.dirty.peek())) event.preventDefault();
  });
}
