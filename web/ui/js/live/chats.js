// The live topics chats and chat_agents: the rooms that the viewer sees and are not over,
// the viewer's own line, and how agents stand with chats. The rail's badge reads them too.
import { computed } from "../dom.js";
import { Topic } from "./topic.js";

/** @typedef {import("./rows.js").Names} Names */
/** @typedef {{id: string, name: Names|string, unused?: boolean}} NamedCategory */
/** @typedef {"bot"|"bot_ended"|"waiting"|"received"|"in_progress"|"ended"} Status */
/** @typedef {"customer"|"agent"|"bot"|"system"|"note"} Author */

/**
 * @typedef {object} ChatRow a room
 * @property {string} id
 * @property {"room"} [kind]
 * @property {"web"|"web_v1"|"sms"|"kakao"|"talktalk"} channel
 * @property {string} [site]           id of the site, or the account of the channel
 * @property {Status} status
 * @property {string} [cause]          why it waits, or waited last
 * @property {string} [agent]          nobody (로봇) where it is left out
 * @property {Names|string} [agent_name]
 * @property {""|"deauthorised"|"deleted"} [agent_state]
 * @property {string} [manager]
 * @property {string} [customer]       the customer's name
 * @property {string} [external]       고객식별번호
 * @property {boolean} [given]         something about the customer was given (C55)
 * @property {string} visitor
 * @property {string} [grade]
 * @property {boolean} [blocked]
 * @property {string} [title]
 * @property {string} [category]
 * @property {NamedCategory} [large]
 * @property {NamedCategory} [middle]
 * @property {string} [small]
 * @property {number} opened_at        in Unix milliseconds, like every time here
 * @property {number} [requested_at]
 * @property {number} [wait_since]
 * @property {number} [assigned_at]
 * @property {number} [answered_at]
 * @property {number} [ended_at]
 * @property {string} [end_type]
 * @property {boolean} [held]          종료보류
 * @property {number} seq              of the last message
 * @property {number} [unread]
 * @property {number} last_at
 * @property {Author} [last_by]
 * @property {number} [unanswered_since]
 * @property {number} [customer_read]
 * @property {number} [position]       among those that wait
 * @property {{seq?: number, by: Author, body: string, at: number, files?: number}} [latest]
 * @property {boolean} [typing]        the customer writes now
 * @property {string} [watcher]        who monitors it, for who may monitor
 * @property {string} [watcher_name]
 */

/**
 * @typedef {object} ChatAgentRow
 * @property {string} id
 * @property {Names|string} name
 * @property {string} [manager]
 * @property {number} cap
 * @property {boolean} [signed_in]
 * @property {boolean} [resting]
 * @property {"work"|"off"|"break"|"meal"} [duty]
 * @property {boolean} [on_call]
 * @property {boolean} [excluded]
 * @property {"working"|"excluded"|"off"|"resting"|"meal"} state
 * @property {number} since
 * @property {number} [received]
 * @property {number} [running]
 * @property {{received: number, running: number, ended: number}} [today]
 * @property {{received: number, running: number}} [month]
 * @property {boolean} [auto_complete]
 */

/** @typedef {{id: "me", kind: "me", used: boolean, agent?: ChatAgentRow, method?: "automatic"|"manual"|"hybrid", by_login?: boolean, backlog?: boolean}} ChatMe */

/** Rooms, and the row "me". @type {Topic<ChatRow|ChatMe>} */
export const chats = new Topic();
/** @type {Topic<ChatAgentRow>} */
export const chatAgents = new Topic();

/** The viewer's own line; undefined before the first frame. */
export const chatMe = computed(() => {
  void chats.version.value;
  return /** @type {ChatMe|undefined} */ (chats.row("me")?.peek());
});

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

/** The topic, for the pages of an agent: of who manages it has the rooms of a whole team. @param {import("../api.js").User} user @returns {string[]} */
export const chatTopic = (user) => (user.chat && user.agent_id && user.role === "agent" ? ["chats"] : []);
