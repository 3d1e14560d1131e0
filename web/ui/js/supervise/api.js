// What the page of supervisors asks of the server.
import { query, request } from "../api.js";
import { list, messages } from "../chat/api.js";

export { detail, lineOf } from "../chat/api.js";

/** @typedef {import("../chat/api.js").ListRow} ListRow */
/** @typedef {import("../chat/api.js").Detail} Detail */
/** @typedef {import("../chat/api.js").Message} Message */
/** @typedef {{user: string, name?: string, began_at: number, ended_at?: number}} Watch */
/** @typedef {{at: number, kind: string, user?: string, user_name?: string, from?: string, to?: string, how?: string, why?: import("../chat/why.js").Why}} Entry of a timeline */

const id = encodeURIComponent;

/** @returns {Promise<{available: boolean, rooms: string[]}>} */
export const supervisor = () => request("GET", "chat/supervisor");
/** @param {boolean} available @returns {Promise<any>} */
export const setAvailable = (available) => request("PUT", "chat/supervisor", { available });
/** @param {string} room */
export const monitor = (room) => request("POST", `chat/rooms/${id(room)}/monitor`);
/** @param {string} room */
export const stop = (room) => request("DELETE", `chat/rooms/${id(room)}/monitor`);
/** @param {string} room @returns {Promise<Entry[]>} */
export const timeline = (room) => request("GET", `chat/rooms/${id(room)}/timeline`);
/** A page of messages: the last ones, those before a number, or the first ones after one. @param {string} room @param {{before?: number, after?: number}} which */
export const pageOf = (room, which) => messages(room, { ...which, limit: mostMessages });
/** Rooms that are over, the last to end first. @param {string} after cursor */
export const ended = (after) => list({ status: "ended", sort: "end", limit: 50, after });

/** Templates that an agent has (S8): those of everybody and the agent's own ones. Asked without an agent the server gives one's own ones, which are nobody's here. @param {string} agent "": nobody @returns {Promise<import("../chat/api.js").Template[]>} */
export const templates = async (agent) => (await request("GET", `chat/templates${query({ agent })}`)).filter((/** @type {import("../chat/api.js").Template} */ { owner }) => !owner || owner === agent);

/** How many messages one answer has at most. */
export const mostMessages = 200;
