// Ways to the page of chats: lists with what a figure counts, and rooms.
import { query } from "../api.js";

/** Where the page of chats is shown: one window of its own, or the tab that has it already. */
export const chatWindow = "callfloor.chat";

/** A list of the page of chats. @param {string} status @param {{from?: string, to?: string, agents?: string}} [find] */
export const listOf = (status, find = {}) => `chat#/${status}${query(find)}`;

/** A room on the page of chats. @param {string} id */
export const roomAt = (id) => `chat#/room/${encodeURIComponent(id)}`;
