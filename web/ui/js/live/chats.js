// The live topics chats and chat_agents: the rooms that the viewer sees and are not over,
// the viewer's own line, and how agents stand with chats. The rail's badge reads them too.
import { computed, signal } from "../dom.js";
import { Topic } from "./topic.js";

/** @typedef {import("./chatrows.js").ChatRow} ChatRow */
/** @typedef {import("./chatrows.js").ChatAgentRow} ChatAgentRow */
/** @typedef {import("./chatrows.js").ChatAuthor} Author */
/** @typedef {import("./chatrows.js").ChatCategory} NamedCategory */
/** @typedef {import("./rows.js").Names} Names */
/** @typedef {{id: "me", kind: "me", used: boolean, monitor?: boolean, agent?: ChatAgentRow, method?: "automatic"|"manual"|"hybrid", by_login?: boolean, backlog?: boolean, asked?: number, answered?: number}} ChatMe */

/** Rooms, and the row "me". @type {Topic<ChatRow>} */
export const chats = new Topic();
/** @type {Topic<ChatAgentRow>} */
export const chatAgents = new Topic();

/** The viewer's own line; undefined before the first frame. */
export const chatMe = computed(() => {
  void chats.version.value;
  return /** @type {ChatMe|undefined} */ (/** @type {unknown} */ (chats.row("me")?.peek()));
});

/** Whether chats are in use, as somebody has just set it or read it in the settings, on a page that follows no chats; undefined: as the page was told. */
export const chatsSwitched = signal(/** @type {boolean|undefined} */ (undefined));

/** Whether supervision is in use, likewise (S1). */
export const supervisionSwitched = signal(/** @type {boolean|undefined} */ (undefined));

/** Rooms, in no order. */
export const chatRooms = computed(() => {
  void chats.version.value;
  return /** @type {ChatRow[]} */ ([...chats.rows.values()].map((cell) => cell.peek()).filter((row) => row.id !== "me"));
});

/** How many of the viewer's own rooms wait for the viewer: not answered once, or with something unread. */
export const chatsToAnswer = computed(() => {
  const own = chatMe.value?.agent?.id;
  return own ? chatRooms.value.filter((row) => row.agent === own && (row.status === "received" || (row.unread ?? 0) > 0)).length : 0;
});

/** The topic, on the pages of who consults: agents, and managers and administrators who do too (C15). Of these it has the rooms of others as well, of which only their own count. @param {import("../api.js").User} user @returns {string[]} */
export const chatTopic = (user) => (user.chat && user.agent_id ? ["chats"] : []);
