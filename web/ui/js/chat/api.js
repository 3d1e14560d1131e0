// What is asked of the server about chats.
import { ApiError, query, request, send } from "../api.js";

/** @typedef {import("../live/chats.js").ChatRow} Line a room as lists show it */
/** @typedef {import("../live/chats.js").ChatAgentRow} Agent */
/** @typedef {import("../live/chats.js").Author} Author */
/** @typedef {{id: string, name: string, type: string, size: number, width?: number, height?: number}} File */
/** @typedef {{seq: number, by: Author, agent?: string, at: number, client?: string, body: string, files?: File[], delivery?: "queued"|"sent"|"delivered"|"failed"}} Message */
/** How a customer found it (만족도). @typedef {{stars: number, comment?: string, at: number}} Rating */
/** @typedef {{id: string, name: import("../live/rows.js").Names, parent?: string, unused?: boolean, order?: number}} Category */
/** @typedef {{by: string, by_name?: string, at: number, why?: string}} Block */
/** @typedef {{id: string, channel: string, external?: string, name?: string, number?: string, email?: string, birth?: string, fields?: Record<string, string>, user?: string, said?: string[], grade?: string, customer?: string, given?: boolean, block?: Block|null, version: number, created_at: number, seen_at: number}} Visitor */
/** @typedef {{id: string, category?: string, owner?: string, shortcut?: string, name: string, body: string, unused?: boolean, version: number}} Template */
/** @typedef {{room: Line, title: string, agent?: {id: string, name: string, manager?: string, state?: ""|"deauthorised"|"deleted"}, visitor?: {id: string, name?: string, external?: string, given?: boolean, grade?: string, customer?: string, blocked?: boolean}, large?: import("../live/chats.js").NamedCategory, middle?: import("../live/chats.js").NamedCategory, latest?: Line["latest"]|null, rating?: Rating}} ListRow */
/** @typedef {{user: string, name?: string, began_at?: number, ended_at?: number}} Watch */
/** @typedef {{room: Line, row: ListRow, origin?: {params?: Record<string, string>, url?: string, referrer?: string}, tags: string[], visitor: Visitor, visitor_tags: string[], rating?: Rating, earlier: ListRow[], monitors?: Watch[], watcher?: Watch}} Detail */
/** @typedef {{at: number, kind: string, user?: string, user_name?: string, from?: string, to?: string, how?: string, more?: string, why?: import("./why.js").Why}} Entry of a timeline */
/** @typedef {{bot: number, bot_ended: number, waiting: number, received: number, in_progress: number, held: number, ended: number}} Counts */
/** @typedef {{room: string, why?: string}} RefusedRoom */
/** @typedef {{message: Message, room: ListRow}} Hit */
/** @template T @typedef {{items: T[], next?: string}} Page */

const id = encodeURIComponent;
const patient = 400_000; // ms that a file may take: the server gives up first, on who sends too slowly
const mostTogether = 200; // rooms in one request
const patientMany = 20_000; // ms that they may take: the server stops before, and tells what it has done

/** What a list says of a room, as the live topic says it. @param {ListRow} row @returns {Line} */
export const lineOf = ({ room, title, agent, visitor, large, middle, latest, rating }) => ({
  ...room, title, agent_name: agent?.name ? { ko: agent.name, en: agent.name } : undefined, agent_state: agent?.state, manager: agent?.manager, customer: visitor?.name || room.customer, external: visitor?.external, given: visitor?.given, grade: visitor?.grade, blocked: visitor?.blocked,
  large: large?.id ? large : undefined, middle: middle?.id ? middle : undefined, latest: latest ?? undefined, stars: rating?.stars,
});

/** The last ones, those before a number, or the first ones after one. @param {string} room @param {{before?: number, after?: number, limit?: number}} which @returns {Promise<Message[]>} */
export const messages = (room, which) => request("GET", `chat/rooms/${id(room)}/messages${query(which)}`);
/** @param {string} room @param {{client: string, body: string, note?: boolean, files?: string[]}} message @returns {Promise<Message>} */
export const post = (room, message) => request("POST", `chat/rooms/${id(room)}/messages`, message, 15_000);
/** @param {string} room @param {globalThis.File} file @returns {Promise<File>} */
export const upload = async (room, file) => (await send("POST", `chat/rooms/${id(room)}/files${query({ name: file.name })}`, { body: file, type: "application/octet-stream", patience: patient })).value;
/** Where a file is. @param {string} file */
export const fileAddress = (file) => new URL(`api/v1/chat/files/${id(file)}`, document.baseURI).href;

/** @param {string} room @param {number} seq */
export const read = (room, seq) => request("POST", `chat/rooms/${id(room)}/read`, { seq });
/** @param {string} room @param {boolean} on */
export const typing = (room, on) => request("POST", `chat/rooms/${id(room)}/typing`, { on });

/** @param {string} room */
export const take = (room) => request("POST", `chat/rooms/${id(room)}/take`);
/** @param {string} room */
export const end = (room) => request("POST", `chat/rooms/${id(room)}/end`);
/** @param {string} room */
export const putBack = (room) => request("POST", `chat/rooms/${id(room)}/put-back`);
/** @param {string} room @param {string} agent */
export const give = (room, agent) => request("POST", `chat/rooms/${id(room)}/assign`, { agent });
/** @param {string} room @param {string} reason */
export const block = (room, reason) => request("POST", `chat/rooms/${id(room)}/block`, { reason });
/** @param {string} visitor */
export const unblock = (visitor) => request("DELETE", `chat/visitors/${id(visitor)}/block`);
/** @param {string} room @param {boolean} held */
export const hold = (room, held) => request("PUT", `chat/rooms/${id(room)}/held`, { held });
/** @param {string} room @param {string} category @param {string} small */
export const categorise = (room, category, small) => request("PUT", `chat/rooms/${id(room)}/category`, { category, small });
/** What became of rooms that were to be changed together; left: the server did not come to them, for the reason that failed says. @typedef {{refused: RefusedRoom[], left: string[], failed?: unknown}} ChangedMany */
/** As many at a time as the server takes. It fails where nothing is known to be done. @param {string[]} rooms @param {(some: string[]) => Promise<{refused?: RefusedRoom[], left?: string[], why?: string}>} change @returns {Promise<ChangedMany>} */
async function inParts(rooms, change) {
  const refused = /** @type {RefusedRoom[]} */ ([]);
  for (let from = 0; from < rooms.length; from += mostTogether) {
    let got;
    try {
      got = await change(rooms.slice(from, from + mostTogether));
    } catch (failed) {
      if (!from) throw failed;
      return { refused, left: rooms.slice(from), failed };
    }
    refused.push(...got.refused ?? []);
    if (got.left?.length) return { refused, left: [...got.left, ...rooms.slice(from + mostTogether)], failed: new ApiError(503, { detail: got.why }) };
  }
  return { refused, left: [] };
}
/** @param {string[]} rooms @param {string} category @param {string} small */
export const categoriseMany = (rooms, category, small) => inParts(rooms, (some) => request("POST", "chat/rooms/categories", { rooms: some, category, small }, patientMany));
/** @param {string[]} rooms @param {string} agent */
export const giveMany = (rooms, agent) => inParts(rooms, (some) => request("POST", "chat/rooms/assign", { rooms: some, agent }, patientMany));

/** @param {string} room @returns {Promise<Detail>} */
export const detail = (room) => request("GET", `chat/rooms/${id(room)}/detail`);
/** @param {string} room @returns {Promise<Entry[]>} */
export const timeline = (room) => request("GET", `chat/rooms/${id(room)}/timeline`);
/** @param {string} room @param {string[]} tags */
export const tagRoom = (room, tags) => request("PUT", `chat/rooms/${id(room)}/tags`, { tags });
/** @param {string} visitor @param {string[]} tags */
export const tagVisitor = (visitor, tags) => request("PUT", `chat/visitors/${id(visitor)}/tags`, { tags });
/** What was masked and comes back as it was stays. @param {Visitor} visitor @returns {Promise<Visitor>} */
export const putVisitor = ({ id: visitor, name = "", number = "", email = "", birth = "", grade = "", customer = "", fields = {}, version }) => request("PUT", `chat/visitors/${id(visitor)}`, { name, number, email, birth, grade, customer, fields, version });

/** @param {Record<string, string|number|boolean|undefined>} asked @returns {Promise<Page<ListRow>>} */
export const list = (asked) => request("GET", `chat/list${query(asked)}`);
/** How many rooms a list has. @param {Record<string, string|number|boolean|undefined>} asked @returns {Promise<{n: number}>} */
export const listCount = (asked) => request("GET", `chat/list/count${query(asked)}`);
/** @returns {Promise<Counts>} */
export const counts = () => request("GET", "chat/counts");
/** @param {Record<string, string|number|boolean|undefined>} asked @returns {Promise<Page<Hit>>} */
export const search = (asked) => request("GET", `chat/search${query(asked)}`);

/** What lists can be narrowed to, also what is no more (C78, C79). @typedef {{agents: {id: string, name: import("../live/rows.js").Names, state?: "deauthorised"|"deleted"}[], categories: {id: string, parent?: string, name: import("../live/rows.js").Names, unused?: boolean}[]}} Choices */
/** @returns {Promise<Choices>} */
export const choices = () => request("GET", "chat/list/choices");
/** @returns {Promise<Category[]>} */
export const categories = () => request("GET", "chat-categories");
/** @returns {Promise<Template[]>} those of everybody and one's own */
export const templates = () => request("GET", "chat/templates");
/** @typedef {{category?: string, shortcut: string, name: string, body: string}} Written a template as it is written */
/** @param {Written} template @returns {Promise<Template>} */
export const addTemplate = (template) => request("POST", "chat/templates", template);
/** @param {string} template @param {Written & {version: number}} written @returns {Promise<Template>} */
export const putTemplate = (template, written) => request("PUT", `chat/templates/${id(template)}`, written);
/** @param {string} template */
export const dropTemplate = (template) => request("DELETE", `chat/templates/${id(template)}`);
/** What an agent asks of the manager (상담원 요청사항). @typedef {{id: string, room?: string, agent: string, manager?: string, state: "open"|"done"|"refused", body: string, answer?: string, asked: number, done?: number, by?: string}} Request */
/** @param {{room?: string, body: string}} one @returns {Promise<Request>} */
export const askManager = (one) => request("POST", "chat/requests", one);
/** @param {string} state "" for all @param {string} after @returns {Promise<Page<Request>>} */
export const requests = (state, after) => request("GET", `chat/requests${query({ state, after, limit: 50 })}`);
/** @param {string} one @param {"done"|"refused"} state @param {string} answer @returns {Promise<Request>} */
export const answerRequest = (one, state, answer) => request("POST", `chat/requests/${id(one)}/answer`, { state, answer });
/** @param {string} after @returns {Promise<Page<Visitor>>} */
export const blocked = (after) => request("GET", `chat/blocked${query({ after, limit: 50 })}`);

/** What is left out stays. @param {{signed_in?: boolean, resting?: boolean, auto_complete?: boolean}} how @returns {Promise<Agent>} */
export const presence = (how) => request("PUT", "chat/me", how);
