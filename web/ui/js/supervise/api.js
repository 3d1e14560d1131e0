// What the page of supervisors asks of the server.
import { query, request } from "../api.js";

/** @typedef {import("../live/chatrows.js").ChatRow} ChatRow */
/** @typedef {{id: string, name: string, type: string, size: number}} File */
/** @typedef {{seq: number, by: "customer"|"agent"|"bot"|"system"|"note", agent?: string, at: number, body: string, files?: File[]}} Message */
/** @typedef {{id?: string, name?: string, unused?: boolean}} Label */
/** @typedef {{room: ChatRow, title: string, agent: {id: string, name: string, manager?: string, state?: ""|"deauthorised"|"deleted"}, visitor: {id: string, name?: string, external?: string, given?: boolean, grade?: string, blocked?: boolean}, large: Label, middle: Label, latest?: ChatRow["latest"]}} ListRow */
/** @typedef {{user: string, name?: string, began_at: number, ended_at?: number}} Watch */
/** @typedef {{external?: string, name?: string, number?: string, email?: string, birth?: string, fields?: Record<string, string>, grade?: string, block?: {by: string, by_name?: string, at: number, why?: string}}} Visitor */
/** @typedef {{room: ChatRow, row: ListRow, origin: {params?: Record<string, string>, url?: string, referrer?: string}, tags: string[], visitor: Visitor, visitor_tags: string[], earlier: ListRow[], monitors?: Watch[], watcher?: {user: string, name?: string}}} Detail */
/** @typedef {{at: number, kind: string, user?: string, user_name?: string, from?: string, to?: string, how?: string, more?: string}} Entry of a timeline */

const id = encodeURIComponent;

/** @returns {Promise<{available: boolean, rooms: string[]}>} */
export const supervisor = () => request("GET", "chat/supervisor");
/** @param {boolean} available @returns {Promise<any>} */
export const setAvailable = (available) => request("PUT", "chat/supervisor", { available });
/** @param {string} room */
export const monitor = (room) => request("POST", `chat/rooms/${id(room)}/monitor`);
/** @param {string} room */
export const stop = (room) => request("DELETE", `chat/rooms/${id(room)}/monitor`);
/** @param {string} room @returns {Promise<Detail>} */
export const detail = (room) => request("GET", `chat/rooms/${id(room)}/detail`);
/** @param {string} room @returns {Promise<Entry[]>} */
export const timeline = (room) => request("GET", `chat/rooms/${id(room)}/timeline`);
/** The last messages, those before a number, or the first ones after one. @param {string} room @param {{before?: number, after?: number}} which @returns {Promise<Message[]>} */
export const messages = (room, which) => request("GET", `chat/rooms/${id(room)}/messages${query({ ...which, limit: mostMessages })}`);
/** Rooms that are over, the last to end first. @param {string} after cursor @returns {Promise<{items: ListRow[], next?: string}>} */
export const ended = (after) => request("GET", `chat/list${query({ status: "ended", sort: "end", limit: 50, after })}`);

/** How many messages one answer has at most. */
export const mostMessages = 200;
/** A number behind every message's. */
export const beyond = 2_000_000_000;

/** @param {Label} of */
const category = (of) => (of?.id ? { id: of.id, name: { ko: of.name ?? "", en: of.name ?? "" }, unused: of.unused } : undefined);

/** A room of a list, as the live topic has it. @param {ListRow} row @returns {ChatRow} */
export const lineOf = ({ room, title, agent, visitor, large, middle, latest }) => ({
  ...room, kind: "room", title, agent_name: agent?.id ? { ko: agent.name, en: agent.name } : undefined, manager: agent?.manager,
  customer: visitor?.name || room.customer, external: visitor?.external, given: visitor?.given, grade: visitor?.grade, blocked: visitor?.blocked, large: category(large), middle: category(middle), latest,
});
