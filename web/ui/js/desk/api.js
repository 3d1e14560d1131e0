// Every request of the desk: one function an endpoint, what goes in and comes out in
// its types.
import { request } from "../api.js";

/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").Customer} Customer */
/** @typedef {import("./types.js").Consultation} Consultation */
/** @typedef {import("./types.js").Note} Note */
/** @typedef {import("./types.js").Reservation} Reservation */
/** @typedef {{agent?: string, service?: string, number?: string}} Target one of them: to whom a call goes */

const id = encodeURIComponent;

/** Puts what is set into a query, each of a list. @param {Record<string, string|number|boolean|string[]|undefined>} values */
function query(values) {
  const set = Object.entries(values).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined && one !== "" && one !== false).map((one) => [name, String(one)]));
  return set.length ? `?${new URLSearchParams(set)}` : "";
}

// State and calls

/** @param {string} agent @param {string} state @param {string} reason */
export const setState = (agent, state, reason) => request("PUT", `agents/${id(agent)}/state`, reason ? { state, reason } : { state });
/** @param {string} agent @param {number} seconds 0: until ended by hand */
export const wrapUp = (agent, seconds) => request("POST", `agents/${id(agent)}/wrap-up`, { seconds });
/** @param {{agent: string, number: string, service?: string}} body @returns {Promise<{call: string}>} */
export const dial = (body) => request("POST", "calls", body);
/** Calls a number of a customer, which may be masked. @param {string} customer @param {number} phone which of them @returns {Promise<{call: string}>} */
export const callCustomer = (customer, phone) => request("POST", `customers/${id(customer)}/call`, { phone });
/** @param {string} reservation @returns {Promise<{call: string}>} */
export const callReservation = (reservation) => request("POST", `reservations/${id(reservation)}/call`);
/** Whether the phone that rings can be answered from here. @param {string} call @returns {Promise<{from_desk: boolean}>} */
export const answerable = (call) => request("GET", `calls/${id(call)}/answer`);
/** @param {string} call */
export const answer = (call) => request("POST", `calls/${id(call)}/answer`);
/** @param {string} call */
export const reject = (call) => request("POST", `calls/${id(call)}/reject`);
/** @param {string} call */
export const hangUp = (call) => request("POST", `calls/${id(call)}/hang-up`);
/** @param {string} call @param {boolean} held */
export const hold = (call, held) => request("PUT", `calls/${id(call)}/hold`, { held });
/** @param {string} call @param {boolean} muted */
export const mute = (call, muted) => request("PUT", `calls/${id(call)}/mute`, { muted });
/** @param {string} call @param {string} keys */
export const keys = (call, keys) => request("POST", `calls/${id(call)}/keys`, { keys });
/** @param {string} call @param {Target} to */
export const transfer = (call, to) => request("POST", `calls/${id(call)}/transfer`, to);
/** @param {string} call @param {Target} to */
export const consult = (call, to) => request("POST", `calls/${id(call)}/consult`, to);
/** @param {string} call @param {"customer"|"consulted"} talkTo */
export const swap = (call, talkTo) => request("PUT", `calls/${id(call)}/consult`, { talk_to: talkTo });
/** @param {string} call */
export const completeConsult = (call) => request("POST", `calls/${id(call)}/consult/complete`);
/** @param {string} call */
export const joinConsult = (call) => request("POST", `calls/${id(call)}/consult/join`);
/** @param {string} call */
export const cancelConsult = (call) => request("DELETE", `calls/${id(call)}/consult`);
/** @param {string} call */
export const abusive = (call) => request("POST", `calls/${id(call)}/abusive`);
/** Calls that are up in the agent's services. @returns {Promise<{id: string, phase: string, service?: string, priority: number, entered_at: string}[]>} */
export const liveCalls = () => request("GET", "calls");
/** @param {string} call @param {string} agent @returns {Promise<import("./desk.js").Explanation>} */
export const explanation = (call, agent) => request("GET", `calls/${id(call)}/explanation?agent=${id(agent)}`);
/** How the last calls ended. @param {string} agent @param {number} [limit] @returns {Promise<{calls: {id: string, direction: string, outcome: string, cause: string, ended_by: string, answered_at?: string}[]}>} */
export const lastCalls = (agent, limit = 1) => request("GET", `calls/history?agent=${id(agent)}&limit=${limit}`);
/** Every service with its names: where a call can be given. @returns {Promise<{id: string, name: import("../live/rows.js").Names}[]>} */
export const services = () => request("GET", "services");
/** The not-ready reasons, in the order of the centre. @returns {Promise<import("./types.js").Reason[]>} */
export const reasons = () => request("GET", "reasons");
/** @returns {Promise<{compare: "best"|"all"}>} */
export const figures = () => request("GET", "desk/figures");

// A call's note

/** @param {string} call @returns {Promise<Card>} */
export const card = (call) => request("GET", `calls/${id(call)}/card`);
/** Says who the other side of a call is. @param {string} call @param {string} customer */
export const linkCustomer = (call, customer) => request("PUT", `calls/${id(call)}/customer`, { customer });
/** Adds the call's number to the customer's. @param {string} call @param {string} customer @param {number} version @returns {Promise<Customer>} */
export const keepNumber = (call, customer, version) => request("POST", `calls/${id(call)}/customer/number`, { customer, version });
/** @param {string} call @param {import("./types.js").DraftNote} note */
export const saveDraft = (call, { follow_at, ...note }) => request("PUT", `calls/${id(call)}/draft`, follow_at ? { ...note, follow_at } : note);
/** My notes that were begun and not saved, the newest first. @returns {Promise<{items: import("./types.js").OpenDraft[], more?: boolean}>} */
export const drafts = () => request("GET", "drafts");
/** @param {string} call @param {Note} note @returns {Promise<Consultation>} */
export const saveConsultation = (call, note) => request("PUT", `calls/${id(call)}/consultation`, note);
/** @param {{mine?: boolean, day?: string, customer?: string, channel?: string, q?: string, cursor?: string, limit?: number}} asked @returns {Promise<import("./types.js").Page<Consultation> & {counts?: {in: number, out: number}}>} */
export const consultations = (asked) => request("GET", `consultations${query(asked)}`);
/** @param {string} one @returns {Promise<Consultation>} */
export const consultation = (one) => request("GET", `consultations/${id(one)}`);
/** @param {string} one @param {object} note @returns {Promise<Consultation>} */
export const changeConsultation = (one, note) => request("PUT", `consultations/${id(one)}`, note);
/** @param {string} service @returns {Promise<import("./types.js").Form>} */
export const form = (service) => request("GET", `services/${id(service || "-")}/form`);
/** @param {string} service @returns {Promise<import("./types.js").Dispositions>} */
export const dispositions = (service) => request("GET", `dispositions${query({ service })}`);

// Customers

/** @param {string} q @param {string} [cursor] @returns {Promise<import("./types.js").Page<import("./types.js").Brief>>} */
export const findCustomers = (q, cursor = "") => request("GET", `customers${query({ q, limit: 20, cursor })}`);
/** @param {string} customer @returns {Promise<Customer>} */
export const customer = (customer) => request("GET", `customers/${id(customer)}`);
/** @param {object} fields @returns {Promise<Customer>} */
export const addCustomer = (fields) => request("POST", "customers", fields);
/** @param {string} customer @param {object} fields @returns {Promise<Customer>} */
export const changeCustomer = (customer, fields) => request("PUT", `customers/${id(customer)}`, fields);
/** Whole numbers; the access log notes it. @param {string} customer @returns {Promise<Partial<Customer>>} */
export const reveal = (customer) => request("POST", `customers/${id(customer)}/reveal`);
/** What callers on the blacklist hear. @returns {Promise<{own: boolean, tone: string[]}>} */
export const barredHear = () => request("GET", "blacklist/message");
/** @param {string} customer @param {{effect: string, reason: string, memo: string}} why */
export const blacklist = (customer, why) => request("PUT", `customers/${id(customer)}/blacklist`, why);
/** @param {string} customer @param {string} memo why, for the memos */
export const unblacklist = (customer, memo) => request("POST", `customers/${id(customer)}/unblacklist`, memo ? { memo } : {});
/** @param {string} customer @param {string} cursor @returns {Promise<import("./types.js").Page<import("./types.js").Memo>>} */
export const memos = (customer, cursor) => request("GET", `customers/${id(customer)}/memos${query({ cursor })}`);
/** @param {string} customer @param {string} cursor @returns {Promise<import("./types.js").Page<Consultation>>} */
export const history = (customer, cursor) => request("GET", `customers/${id(customer)}/consultations${query({ cursor })}`);
/** Of the shops of services. @param {{customer?: string, call?: string, number?: string, service: string[]}} asked @returns {Promise<{linked: boolean, items: import("./types.js").Order[]}>} */
export const orders = (asked) => request("GET", `orders${query(asked)}`);

// Templates and reservations

/** @param {string} service @param {string} q @param {string} cursor @returns {Promise<import("./types.js").Page<import("./types.js").Template>>} */
export const templates = (service, q, cursor) => request("GET", `templates${query({ service, q, cursor })}`);
/** @param {{mine?: boolean, state?: string, type?: string, cursor?: string, limit?: number}} asked @returns {Promise<import("./types.js").Page<Reservation> & {counts: import("./types.js").ReservationCounts}>} */
export const reservations = (asked) => request("GET", `reservations${query(asked)}`);
/** @param {object} fields @returns {Promise<Reservation>} */
export const reserve = (fields) => request("POST", "reservations", fields);
/** @param {string} one @param {object} fields @returns {Promise<Reservation>} */
export const changeReservation = (one, fields) => request("PUT", `reservations/${id(one)}`, fields);
/** @param {string} one @param {"done"|"cancel"} how @param {number} version */
export const endReservation = (one, how, version) => request("POST", `reservations/${id(one)}/${how}`, { version });
