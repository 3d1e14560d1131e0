// Every key of the page of messages: the table that the keys work by and the sheet of
// keys shows.
import { openHelp } from "../desk/opened.js";
import { watch } from "../desk/parts/keys.js";
import { show, views } from "./model.js";
import { m } from "./text.js";

/** @typedef {import("./model.js").Texts} Texts */

/** Puts the cursor into a field, also one that the next picture brings. @param {string} id @param {number} [tries] */
function focus(id, tries = 10) {
  const at = document.getElementById(id);
  if (at) at.focus();
  else if (tries) requestAnimationFrame(() => focus(id, tries - 1));
}
/** What `/` leads to, by view. */
const finds = { send: "template-find", history: "h-number", templates: "c-name", conversations: "v-number", "opt-outs": "o-find" };

/** @type {(import("../desk/parts/keys.js").Key<Texts> & {text: Parameters<typeof m>[0]})[]} */
const table = [
  ...views.map((view, i) => ({ keys: `Alt ${i + 1}`, text: /** @type {Parameters<typeof m>[0]} */ (`view.${view}`), code: `Digit${i + 1}`, with: /** @type {const} */ ("alt"), run: () => show(view) })),
  { keys: "Ctrl ↵", text: "send", code: "Enter", with: "ctrl", run: (page) => { if (page.view.peek() === "send") /** @type {HTMLFormElement|null} */ (document.querySelector(".comp form"))?.requestSubmit(); } }, // within a form it is the form's own
  { keys: "/", text: "key_find", code: "/", letter: true, run: (page) => focus(finds[page.view.peek()]) },
  { keys: "N", text: "key_new", code: "KeyN", letter: true, run: () => { show("send"); focus("c-to"); } },
  { keys: "B", text: "key_body", code: "KeyB", letter: true, run: (page) => focus(page.view.peek() === "conversations" ? "r-body" : "c-body") },
  { keys: "R", text: "key_again", code: "KeyR", letter: true, run: (page) => page.again() },
  { keys: "Esc", text: "key_close", code: "Escape", run: (page) => { if (page.id.peek()) show(page.view.peek()); } },
  { keys: "?", text: "key_sheet", code: "?", letter: true, run: openHelp },
];

export const sheet = () => [{ name: m("page"), keys: table.map(({ keys, text }) => ({ keys, text: m(text) })) }];

/** @param {Texts} page */
export const watchKeys = (page) => watch(table, page);
