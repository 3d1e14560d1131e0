// Every key of the console of chats: the table that the keys work by and the sheet of keys
// shows. Those with Alt work while somebody writes, too.
import { openHelp } from "../desk/opened.js";
import { watch } from "../desk/parts/keys.js";
import { does } from "./acts.js";
import { tabsOf } from "./list.js";
import { groups } from "./lists.js";
import { setState } from "./presence.js";
import { ch } from "./text.js";

/** @typedef {import("./model.js").Console} Console */
/** @typedef {import("../desk/parts/keys.js").Key<Console> & {text: Parameters<typeof ch>[0], group: "key_rooms"|"key_room"|"key_page"}} Key */

/** What may be done with the room that the keyboard is in. @param {Console} page @returns {Partial<ReturnType<typeof does>>} */
const acts = (page) => { const talk = page.talk.peek(), line = talk?.line.peek(); return line && !talk?.gone.peek() ? does(page, line) : {}; };
/** @param {string} id */
const focus = (id) => document.getElementById(id)?.focus();
/** @param {Console} page */
const write = (page) => page.toField();
/** @param {Console} page */
const rest = (page) => { const me = page.me.peek()?.agent; if (me) void setState(page, true, !!me.signed_in && !me.resting); };
/** Goes from one conversation to the next. @param {Console} page */
const across = (page) => { const n = page.columns.peek().length; if (n) { page.at.value = (page.at.peek() + 1) % n; write(page); } };
/** @param {Console} page @param {import("./model.js").DialogName} name */
const dialog = (page, name) => { page.picked.value = null; page.dialog.value = name; };
/** @param {Console} page @param {number} i */
const tab = (page, i) => { const list = tabsOf(page, groups.bot.includes(page.tab.peek()) ? "bot" : "chat"), one = list[i]; if (one) page.go(one); };
/** @param {Console} page */
const noteOn = (page) => { const talk = page.talk.peek(); if (talk?.mine.peek()) { talk.note.value = !talk.note.peek(); talk.keepDraft(); write(page); } };

/** @type {Key[]} */
const table = [
  .../** @type {const} */ (["key_tab1", "key_tab2", "key_tab3", "key_tab4", "key_tab5"]).map((text, i) => /** @type {Key} */ ({ keys: `Alt ${i + 1}`, text, group: "key_rooms", code: `Digit${i + 1}`, with: "alt", run: (page) => tab(page, i) })),
  { keys: "Alt ↓", text: "key_next", group: "key_rooms", code: "ArrowDown", with: "alt", run: (page) => page.step(1) },
  { keys: "Alt ↑", text: "key_before", group: "key_rooms", code: "ArrowUp", with: "alt", run: (page) => page.step(-1) },
  { keys: "Alt S", text: "beside", group: "key_rooms", code: "KeyS", with: "alt", run: (page) => page.split() },
  { keys: "F6", text: "key_across", group: "key_rooms", code: "F6", run: across },
  { keys: "Alt X", text: "column_close", group: "key_rooms", code: "KeyX", with: "alt", run: (page) => page.closeColumn() },
  { keys: "Alt A", text: "take", group: "key_room", code: "KeyA", with: "alt", run: (page) => acts(page).take?.() },
  { keys: "Alt T", text: "give", group: "key_room", code: "KeyT", with: "alt", run: (page) => { if (acts(page).give) dialog(page, "give"); } },
  { keys: "Alt C", text: "categorise", group: "key_room", code: "KeyC", with: "alt", run: (page) => { if (acts(page).category) dialog(page, "category"); } },
  { keys: "Alt H", text: "hold", group: "key_room", code: "KeyH", with: "alt", run: (page) => acts(page).hold?.() },
  { keys: "Alt E", text: "end", group: "key_room", code: "KeyE", with: "alt", run: (page) => page.talk.peek()?.askEnd() },
  { keys: "Alt N", text: "key_note", group: "key_room", code: "KeyN", with: "alt", run: noteOn },
  { keys: "Alt U", text: "attach", group: "key_room", code: "KeyU", with: "alt", run: (page) => { const pick = document.querySelector(`[data-pick="write-${page.at.peek()}"]`); if (pick instanceof HTMLInputElement) pick.click(); } },
  { keys: "Alt I", text: "key_side", group: "key_room", code: "KeyI", with: "alt", run: (page) => { page.showSide(!page.side.peek()); } },
  { keys: "B", text: "key_write", group: "key_room", code: "KeyB", letter: true, run: write },
  { keys: "Alt R", text: "key_rest", group: "key_page", code: "KeyR", with: "alt", run: rest },
  { keys: "/", text: "search", group: "key_page", code: "/", letter: true, run: () => focus("find-all") },
  { keys: "Ctrl K", text: "key_find", group: "key_page", code: "KeyK", with: "ctrl", run: () => focus("find-all") },
  { keys: "Esc", text: "key_close", group: "key_page", code: "Escape", run: (page) => { if (page.search.on.peek()) page.search.end(); else page.picked.value = null; } },
  { keys: "?", text: "key_sheet", group: "key_page", code: "?", letter: true, run: openHelp },
];

/** Those of the field in which one writes. @type {{keys: string, text: Parameters<typeof ch>[0]}[]} */
const writing = [{ keys: "↵", text: "send" }, { keys: "Shift ↵", text: "key_newline" }, { keys: "/", text: "key_templates" }];

export const sheet = () => [...["key_rooms", "key_room", "key_page"].map((group) => ({ name: ch(/** @type {Key["group"]} */ (group)), keys: table.filter((one) => one.group === group).map(({ keys, text }) => ({ keys, text: ch(text) })) })), { name: ch("key_writing"), keys: writing.map(({ keys, text }) => ({ keys, text: ch(text) })) }];

/** @param {Console} page */
export const watchKeys = (page) => watch(table, page);
