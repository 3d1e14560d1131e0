// What is asked of the server about messages.
import { query, request, send as sendBody } from "../api.js";

/** @typedef {"sms"|"mms"|"alimtalk"} Kind */
/** @typedef {"queued"|"sending"|"accepted"|"delivered"|"failed"|"rejected"|"unknown"|"cancelled"|"missed"|"closed"} State */
/** @typedef {{number: string, name?: string, usable: boolean, why?: string}} Sender */
/** @typedef {"domestic_mobile"|"domestic"|"any"} Reach which numbers are sent to */
/** @typedef {{numbers?: Reach, provider: string, delivers: boolean, kinds: Kind[], ok: boolean, paused: boolean, class?: "again"|"never"|"account"|"unknown", code?: string, detail?: string, alimtalk?: {paused: boolean, failures: number, code: string, detail: string, failed_at: string}, scheduled: number, queued: number, sending: number, unknown: number, bulk_from: number, ad_name?: string, ad_opt_out?: string}} Provider */
/** @typedef {{id: string, parent?: string, name: string, used: boolean, editable: boolean, version: number, offered: boolean, templates: number}} Category */
/** @typedef {{id: string, category: string, name: string, description?: string, kind: Kind, sender?: string, title?: string, body: string, images?: string[], ad: boolean, used: boolean, editable: boolean, version: number, updated_at: string, updated_by?: string, offered: boolean, locked: boolean, bytes: number, variables: string[]}} Template */
/** @typedef {{id: string, kind: Kind, sender: string, title?: string, body: string, images?: string[], template?: string, ad: boolean, bulk: boolean, due_at?: string, recipients: number, agent?: string, created_by: string, created_by_name?: string, owner_name?: import("../live/rows.js").Names, created_at: string, number: string, name?: string, message?: string, states: Partial<Record<State, number>>, cancellable: boolean, delivers?: boolean}} Send */
/** @typedef {{id: string, send: string, kind: Kind, state: State, number: string, name?: string, customer?: string, sender: string, created_at: string, due_at?: string, handed_at?: string, accepted_at?: string, ended_at?: string, ended_by?: string, provider?: string, code?: string, detail?: string, parts?: number, attempts: number, resend_of?: string, resent_as?: string, masked?: boolean, cancellable: boolean, explained?: {ko: string, en: string}, unsettled: boolean, text: string, delivers?: boolean}} Message */
/** @typedef {{number: string, name?: string, why: "double"|"opted_out"}} Skipped */
/** @typedef {{delivers: boolean, kind: Kind, sender: string, ad: boolean, due_at?: string, moved: boolean, bulk: boolean, confirm: string, count: number, texts: number, messages: {number: string, name?: string, title?: string, text: string, bytes: number, unsure?: {char: string, at: number}[]}[], skipped: Skipped[], limit?: string}} Preview */
/** @typedef {{id: string, number: string, ours: string, name?: string, customer?: string, agent?: string, unread: number, created_at: string, last_at: string, agent_name?: import("../live/rows.js").Names, preview?: {in: boolean, text: string, media?: number}}} Conversation */
/** @typedef {{id: string, in: boolean, body: string, media?: string[], at: string, state?: State, message?: string}} Line */
/** @typedef {{id: string, number: string, source: "message"|"person"|"provider", reason?: string, at: string, by?: string, by_name?: string}} OptOut */
/** @typedef {{delivers: boolean, day: string, today: Partial<Record<State, number>>, scheduled: number, month: number, left_today?: number}} Figures */
/** @template T @typedef {{items: T[], next?: string, delivers?: boolean}} Page */

const id = encodeURIComponent, slow = 30_000; // ms: a provider is asked, or a thousand texts are made

/** Every page of a list. @template T @param {string} path @param {Record<string, string|boolean>} [values] @returns {Promise<T[]>} */
async function all(path, values = {}) {
  /** @type {T[]} */
  const list = [];
  for (let cursor = ""; ;) {
    /** @type {Page<T>} */
    const page = await request("GET", path + query({ ...values, limit: 200, cursor }));
    list.push(...page.items);
    if (!page.next) return list;
    cursor = page.next;
  }
}

/** @returns {Promise<Provider>} */
export const provider = () => request("GET", "sms/provider");
/** @returns {Promise<Page<Sender>>} */
export const senders = () => request("GET", "sms/senders", undefined, slow);
/** @returns {Promise<Figures>} */
export const figures = () => request("GET", "sms/figures");
/** @returns {Promise<Category[]>} */
export const categories = () => request("GET", "sms/categories");
/** @returns {Promise<{items: Template[]}>} */
export const templates = async () => ({ items: await all("sms/templates") });
/** @typedef {{code: string, name: string, content: string, fields: string[], approved: boolean, state: string}} KakaoTemplate */
/** @returns {Promise<Page<KakaoTemplate>>} */
export const kakaoTemplates = () => request("GET", "sms/kakao-templates", undefined, slow);
/** @param {object} order @returns {Promise<Preview>} */
export const preview = (order) => request("POST", "sms/preview", order, slow);
/** @param {object} order @param {string} key of the request: the same one again sends nothing twice @returns {Promise<Send & {skipped: Skipped[], repeated: boolean}>} */
export const send = async (order, key) => (await sendBody("POST", "sms/sends", { body: JSON.stringify(order), type: "application/json", key, patience: slow })).value;
/** @param {File} file @returns {Promise<{id: string, name: string, bytes: number, width: number, height: number}>} */
export const addImage = async (file) => (await sendBody("POST", `sms/images${query({ name: file.name.slice(0, 200) })}`, { body: file, type: "image/jpeg", patience: slow })).value;
/** Where an image is. @param {string} image */
export const imageAt = (image) => `api/v1/sms/images/${id(image)}`;

/** @param {Record<string, string|boolean>} sought @param {string} cursor @returns {Promise<Page<Send>>} */
export const sends = (sought, cursor) => request("GET", `sms/sends${query({ ...sought, limit: 50, cursor })}`);
/** @param {string} one @returns {Promise<Send>} */
export const sendOf = (one) => request("GET", `sms/sends/${id(one)}`);
/** @param {string} one @param {string} cursor @returns {Promise<Page<Message>>} */
export const messagesOf = (one, cursor) => request("GET", `sms/messages${query({ send: one, limit: 100, cursor })}`);
/** What came of taking something back: left: the provider has not given it back and is asked again; elsewhere: another provider keeps it. @typedef {{cancelled: number, left: number, elsewhere?: number}} Cancelled */
/** @param {string} one @returns {Promise<Cancelled>} */
export const cancelSend = (one) => request("POST", `sms/sends/${id(one)}/cancel`, undefined, slow);
/** @param {string} one @returns {Promise<Cancelled>} */
export const cancelMessage = (one) => request("POST", `sms/messages/${id(one)}/cancel`, undefined, slow);
/** @param {string} one @param {"resend"|"close"} what */
export const doMessage = (one, what) => request("POST", `sms/messages/${id(one)}/${what}`, undefined, slow);

/** @param {Partial<Category>} category @param {string} [one] its id: it is changed @returns {Promise<Category>} */
export const putCategory = (category, one) => (one ? request("PUT", `sms/categories/${id(one)}`, category) : request("POST", "sms/categories", category));
/** @param {Category} one */
export const deleteCategory = (one) => request("DELETE", `sms/categories/${id(one.id)}${query({ version: one.version })}`);
/** @param {object} template @param {string} [one] its id: it is changed @returns {Promise<Template>} */
export const putTemplate = (template, one) => (one ? request("PUT", `sms/templates/${id(one)}`, template) : request("POST", "sms/templates", template));
/** @param {Template} one */
export const deleteTemplate = (one) => request("DELETE", `sms/templates/${id(one.id)}${query({ version: one.version })}`);

/** @param {string} cursor @param {string} number @returns {Promise<Page<Conversation>>} */
export const conversations = (cursor, number = "") => request("GET", `sms/conversations${query({ limit: 50, cursor, number })}`);
/** @param {string} one @param {string} cursor @returns {Promise<Conversation & {lines: Line[], next?: string}>} */
export const conversation = (one, cursor = "") => request("GET", `sms/conversations/${id(one)}${query({ limit: 50, cursor })}`);
/** The agents whose messages the viewer sees. @returns {Promise<{id: string, name: string, name_en?: string}[]>} */
export const agents = () => request("GET", "agents");
/** @param {string} one */
export const read = (one) => request("POST", `sms/conversations/${id(one)}/read`);

/** @param {string} cursor @param {string} number @returns {Promise<Page<OptOut>>} */
export const optOuts = (cursor, number) => request("GET", `sms/opt-outs${query({ limit: 50, cursor, number })}`);
/** @param {{number?: string, customer?: string, reason: string}} one @returns {Promise<OptOut>} */
export const addOptOut = (one) => request("POST", "sms/opt-outs", one);
/** @param {string} one @param {string} reason */
export const removeOptOut = (one, reason) => request("POST", `sms/opt-outs/${id(one)}/remove`, { reason });
