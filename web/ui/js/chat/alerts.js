// What calls for attention in chats: a new room, and a message of a customer that nobody
// sees. Of several tabs one makes noise.
import { effect, untracked } from "../dom.js";
import { t } from "../i18n.js";
import { chatRooms, chats } from "../live/chats.js";
import { notifies } from "../callbacks/alerts.js";
import { notify } from "../desk/alerts/notify.js";
import { Ringer } from "../desk/alerts/ringer.js";
import { speaker } from "../desk/parts/channel.js";
import { soundOn } from "./sound.js";

/** @typedef {import("../live/chats.js").ChatRow} Line */

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

const settle = 800; // ms in which who looks at a room has read it

/** Shows a room in the window of chats. @param {string} id */
const openRoom = (id) => { globalThis.open(`chat#/in_progress/${encodeURIComponent(id)}`, "callfloor.chat"); };

/**
 * Tells of chats as they come, on every page that has their topic.
 * @param {import("../api.js").User} user
 * @param {{looks?: (id: string) => boolean, quiet?: () => boolean, open?: (id: string) => void}} [page]
 *   looks: whether the room is open there; quiet: no sound now; open: shows one, when the notification is pressed
 */
export function tellChats(user, { looks = () => false, quiet = () => false, open = openRoom } = {}) {
  const speaks = speaker(user.id, "chat"), ringer = new Ringer(), agent = user.agent_id ?? "", here = () => document.visibilityState === "visible" && document.hasFocus();
  /** @type {Map<string, Line>|null} */
  let before = null;
  /** @param {Line} line @param {"room"|"message"} kind */
  const tell = (line, kind) => {
    if (!speaks()) return;
    if (soundOn() && !quiet()) ringer.once();
    if (notifies() && !here()) notify(t(kind === "room" ? "chat.new" : "chat.message"), [line.customer, line.latest?.body ?? line.title].filter(Boolean).join(" · "), `chat ${line.id}`, () => open(line.id));
  };
  effect(() => {
    const rows = chatRooms.value;
    if (!chats.loaded.value) return;
    untracked(() => {
      const all = before ? news(before, rows, agent).filter(({ line, kind }) => kind === "room" || !(here() && looks(line.id))) : [], room = all.find(({ kind }) => kind === "room");
      before = new Map(rows.map((line) => [line.id, line]));
      if (room) tell(room.line, room.kind);
      else if (all.length) setTimeout(() => { // another tab, which shows the room, may have read it
        const one = all.find(({ line }) => chats.row(line.id)?.peek().unread);
        if (one) tell(one.line, one.kind);
      }, settle);
    });
  });
}
