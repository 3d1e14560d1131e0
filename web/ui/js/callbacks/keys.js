// Every key of the page of callbacks: the table that the keys work by and the sheet of
// keys shows.
import { effect } from "../dom.js";
import { openHelp } from "../desk/opened.js";
import { tellRefusal } from "../desk/parts/ask.js";
import { composing, watch } from "../desk/parts/keys.js";
import { modal } from "../desk/parts/layers.js";
import { c, ccode } from "./text.js";

/** @typedef {import("./model.js").Callbacks} Callbacks */

/** The row that the keyboard is on, else the one whose details are shown: it is chosen, and given. @param {Callbacks} page */
function chosen(page) {
  if (page.tab.peek() !== "list") return undefined;
  const row = document.activeElement?.getAttribute("data-row") ?? page.chosen.peek(), shown = page.detail.value.peek();
  const one = shown?.id === row ? shown : page.list.value.peek()?.items.find((each) => each.id === row);
  if (one) page.choose(one.id);
  return one;
}

/** @param {Callbacks} page */
function call(page) {
  const one = chosen(page), why = one ? page.whyNot(one) : "";
  if (!one) return;
  if (why) tellRefusal(() => ccode("why", why));
  else void page.connect(one);
}

/** @param {Callbacks} page */
function complete(page) {
  const one = chosen(page);
  if (!one || !page.mayEnd(one)) return;
  page.quiet();
  page.form.value = "complete";
}

/** @type {(import("../desk/parts/keys.js").Key<Callbacks> & {text: Parameters<typeof c>[0], only?: (page: Callbacks) => boolean})[]} */
const table = [
  { keys: "/", text: "key_find", code: "/", letter: true, run: () => document.getElementById("find")?.focus() },
  { keys: "N", text: "key_register", code: "KeyN", letter: true, run: (page) => { page.dialog.value = "register"; } },
  { keys: "C", text: "key_connect", code: "KeyC", letter: true, run: call, only: (page) => !!page.user.agent_id && page.may("phone") },
  { keys: "E", text: "key_complete", code: "KeyE", letter: true, run: complete },
  { keys: "Esc", text: "key_close", code: "Escape", run: (page) => page.escape() },
  { keys: "?", text: "key_sheet", code: "?", letter: true, run: openHelp },
];

/** @param {Callbacks} page */
export const sheet = (page) => [{ name: c("title"), keys: [...table.filter(({ only }) => only?.(page) ?? true).map(({ keys, text }) => ({ keys, text: c(text) })), { keys: "↑ ↓", text: c("key_rows") }, { keys: "Enter", text: c("key_open") }, ...(page.gives ? [{ keys: "Space", text: c("key_pick") }] : [])] }];

/** Lets go of what waits for a list. */
let letGo = () => {};

/** Goes to the row of the list that is the stop for Tab, the first one of a fresh list, once the list is there. @param {Callbacks} page @param {boolean} choose whether it is chosen too */
function reach(page, choose) {
  const of = page.shown(), from = document.activeElement;
  letGo();
  if (!of) return;
  letGo = effect(() => {
    if (of.value.value === undefined) return;
    requestAnimationFrame(() => requestAnimationFrame(() => { // the rows are drawn then
      letGo();
      const row = document.querySelector(".trows [data-row][tabindex='0']:not(:disabled)") ?? document.querySelector(".trows [data-row]:not(:disabled)");
      if (!(row instanceof HTMLElement) || document.activeElement !== from || page.shown() !== of) return;
      row.focus();
      if (choose && page.tab.peek() === "list") page.choose(row.dataset["row"] ?? "");
    }));
  });
}

/** @param {Callbacks} page */
export function watchKeys(page) {
  watch(table, page);
  addEventListener("keydown", (event) => {
    if (composing(event) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || modal()) return;
    const at = event.target, finds = at instanceof HTMLInputElement && at.id === "find" && at.type === "search";
    if (!(finds ? ["Enter", "ArrowDown"] : at === document.body ? ["ArrowDown", "ArrowUp"] : []).includes(event.key) || !page.shown()) return;
    event.preventDefault();
    reach(page, !finds);
  });
}
