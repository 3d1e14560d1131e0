// The rows of chats that the live socket carries, as the server's package chat/board
// encodes them. Times are Unix milliseconds, 0 or absent when not set.

/** @typedef {import("./rows.js").Names} Names */
/** @typedef {"bot"|"bot_ended"|"waiting"|"received"|"in_progress"|"ended"} ChatStatus */
/** @typedef {"web"|"web_v1"|"sms"|"kakao"|"talktalk"} ChatChannel */
/** @typedef {{id: string, name: Names, unused?: boolean}} ChatCategory */
/** @typedef {"customer"|"agent"|"bot"|"system"|"note"|"choice"} ChatAuthor */

/**
 * @typedef {object} ChatRow a room of the topic chats; the row "me" has kind "me" and its own fields
 * @property {string} id
 * @property {"room"|"me"} kind
 * @property {ChatChannel} channel
 * @property {string} [site]            id, or the account of the channel
 * @property {Names} [site_name]       of a site that is configured
 * @property {ChatStatus} status
 * @property {string} [cause]          why it waits, or waited last
 * @property {string} [agent]          who has it; absent: nobody (로봇)
 * @property {Names} [agent_name]
 * @property {""|"deauthorised"|"deleted"} [agent_state] of lists (C78)
 * @property {string} [manager]        name of the agent's responsible manager
 * @property {string} [customer]       the customer's name
 * @property {string} visitor
 * @property {string} [external]       what the channel knows the customer by
 * @property {boolean} [given]         the customer gave some field (C55)
 * @property {string} [grade]
 * @property {boolean} [blocked]
 * @property {string} [title]
 * @property {string} [category]       middle
 * @property {ChatCategory} [large]
 * @property {ChatCategory} [middle]
 * @property {string} [small]
 * @property {number} opened_at
 * @property {number} [requested_at]
 * @property {number} [wait_since]
 * @property {number} [assigned_at]
 * @property {number} [answered_at]
 * @property {number} [ended_at]
 * @property {string} [end_type]
 * @property {number} [customer_read]  up to which message the customer has read
 * @property {boolean} [held]          does not end by itself (종료보류)
 * @property {number} [unread]         messages of the customer that the agent has not seen
 * @property {number} [position]       among those that wait
 * @property {number} seq              of the last message
 * @property {number} last_at
 * @property {"customer"|"agent"} [last_by]
 * @property {number} [customer_at]    the customer's last message
 * @property {number} [unanswered_since]
 * @property {{seq?: number, by: ChatAuthor, body: string, at: number, files?: number}} [latest]
 * @property {number} [stars]          of lists: how the customer found it, 1 to 5
 * @property {boolean} [typing]        the customer writes now
 * @property {string} [watcher]        log-in of who monitors it, for who may monitor
 * @property {string} [watcher_name]
 * @property {boolean} [used]          of "me": chats are in use
 * @property {boolean} [monitor]       of "me": supervision is in use, and the viewer may (S1)
 * @property {"automatic"|"manual"|"hybrid"} [method] of "me"
 */

/** @typedef {"working"|"excluded"|"off"|"resting"|"meal"} ChatAgentState */

/**
 * @typedef {object} ChatAgentRow an agent as the monitoring window shows them
 * @property {string} id
 * @property {Names} name
 * @property {string} [manager]
 * @property {number} cap
 * @property {boolean} signed_in
 * @property {boolean} resting
 * @property {"work"|"off"|"break"|"meal"} duty
 * @property {boolean} on_call
 * @property {boolean} excluded
 * @property {ChatAgentState} state
 * @property {number} since            in state
 * @property {number} received
 * @property {number} running
 * @property {{received: number, running: number, ended: number}} today rooms created today (M13)
 * @property {{received: number, running: number}} month rooms created in the last month (C66)
 * @property {boolean} auto_complete
 */
export {};
