// What calls for attention in chats: a new room, and a message of a customer that nobody
// sees. Of several tabs one makes noise.
import { effect, untracked } from "../dom.js";
import { chatRooms, chats } from "../live/chats.js";
import { notifies } from "../callbacks/alerts.js";
import { notify } from "../desk/alerts/notify.js";
import { Ringer } from "../desk/alerts/ringer.js";
import { speaker } from "../desk/parts/channel.js";
import { customerName, latestText } from "./names.js";
import { soundOn } from "./model.js";
import { ch } from "./text.js";

/** @typedef {import("./model.js").Console} Console */
/** @typedef {import("./api.js").Line} Line */

/** What is new for an agent since the rows before: a room of their own, and what customers wrote in one. @param {Map<string, Line>} before @param {Line[]} now @param {string} agent @returns {{line: Line, kind: "room"|"message"}[]} */
export function news(before, now, agent) {
  /** @type {{line: Line, kind: "room"|"message"}[]} */
  const list = [];
  for (const line of now) {
    const old = before.get(line.id);
    if (!agent || line.agent !== agent) continue;
    if (old?.agent !== agent) list.push({ line, kind: "room" });
    else if ((line.unread ?? 0) > (old.unread ?? 0)) list.push({ line, kind: "message" });
  }
  return list;
}

/** @param {Console} page */
export function tellChats(page) {
  const speaks = speaker(page.user.id, "chat"), ringer = new Ringer();
  /** @type {Map<string, Line>|null} */
  let before = null;
  /** Whether somebody looks at a room now. @param {string} id */
  const looks = (id) => document.visibilityState === "visible" && document.hasFocus() && page.columns.peek().includes(id);
  effect(() => {
    const rows = chatRooms.value;
    if (!chats.loaded.value) return;
    untracked(() => {
      const list = before ? news(before, rows, page.agent).filter(({ line, kind }) => kind === "room" || !looks(line.id)) : [];
      before = new Map(rows.map((line) => [line.id, line]));
      const one = list[0];
      if (!one || !speaks()) return;
      if (soundOn.peek()) ringer.once();
      if (notifies() && !(document.visibilityState === "visible" && document.hasFocus())) notify(ch(one.kind === "room" ? "alert_room" : "alert_message", { name: customerName(one.line) }), latestText(one.line.latest), `chat ${one.line.id}`, () => page.open(one.line.id));
    });
  });
}
