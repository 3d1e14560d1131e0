// Ways to the page of chats: lists with what a figure counts, and rooms.
import { query } from "../api.js";

/** Where the page of chats is shown: one window of its own, or the tab that has it already. */
export const chatWindow = "callfloor.chat";

/** A list of the page of chats, narrowed to what a figure counts (chat/sought.js). @param {string} status @param {Partial<import("../chat/sought.js").Sought>} [find] */
export const listOf = (status, find = {}) => `chat${query(find)}#/${status}`;

/** A room on the page of chats. @param {import("../live/chatrows.js").ChatRow} row */
export const roomAt = (row) => `chat#/${row.status}/${encodeURIComponent(row.id)}`;
