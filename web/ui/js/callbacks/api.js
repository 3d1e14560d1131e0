// What the screens of callbacks ask the server for, and what they get.
import { request, send } from "../api.js";

/** @typedef {"registered"|"assigned"|"completed"|"cancelled"|"expired"|"unreached"} State */
/**
 * @typedef {object} Callback
 * @property {string} id
 * @property {string} number masked where the viewer may not see it whole
 * @property {boolean} [masked]
 * @property {string} [service]
 * @property {import("../live/rows.js").Names} [service_name]
 * @property {string} source
 * @property {State} state
 * @property {string} [agent]
 * @property {string} [distributor]
 * @property {string} [distributor_name]
 * @property {string} [assigned_at]
 * @property {string} [name]
 * @property {string} [memo]
 * @property {string} [customer]
 * @property {string} [route]
 * @property {string} [wanted_from]
 * @property {string} [wanted_to]
 * @property {string} due_at
 * @property {boolean} [automatic]
 * @property {number} attempts
 * @property {number} max_attempts
 * @property {string} [next_at]
 * @property {string} expires_at
 * @property {string} [answered_at]
 * @property {string} [call] of the call that is being made now
 * @property {string} [promised] it stands in the line of its service
 * @property {string} [last_result]
 * @property {string} [result]
 * @property {string} [result_code]
 * @property {string} [ended_by]
 * @property {string} [ended_at]
 * @property {import("./model.js").WhyNot} [cannot_call] why the number is not called; of an open one
 * @property {string} [caller] who asked on the phone for another number to be called; anonymous: hides it
 * @property {number} [voice_ms]
 * @property {number} version
 * @property {string} created_at
 * @property {string} created_by
 */
/** @typedef {{at: string, by: string, what: string, detail?: string, result_name?: import("../live/rows.js").Names}} Event */
/** @typedef {{call: string, agent?: string, by: string, at: string, answered_at?: string, ended_at?: string, result?: string, talk_ms?: number}} Attempt */
/** @typedef {{n: number, voice_ms: number, followed_at: string}} Earlier a spoken message that another one followed */
/** @typedef {Callback & {result_name?: import("../live/rows.js").Names, history: Event[], calls: Attempt[], earlier_voices?: Earlier[]}} Detail */
/** @typedef {{items: Callback[], next?: string}} Page */
/** @typedef {{received: number, unassigned: number, assigned: number, in_call: number, completed: number, unreached: number, expired: number, cancelled: number}} Flow */
/** @typedef {{customers: number, assigned: number, unassigned: number, in_call: number, own: number, late?: number, late_at?: string, today: Flow}} Totals */
/** @typedef {{id: string, name: string, name_en?: string, extension: string, team?: string, state: import("../live/rows.js").AgentRow["state"], reason?: string, held?: boolean, since: string, open: number, in_call: number, assignable: boolean}} Taker */
/** @typedef {{registered: number, assigned: number, completed: number, unprocessed: number, unassigned: number, cancelled: number, expired: number, unreached: number, rate?: number|null}} Figures */
/** @typedef {Figures & {agent: string, name?: string}} AgentFigures */
/** @typedef {{from: string, to: string, by: "day"|"month", total: Figures, agents: AgentFigures[], periods: {period: string, total: Figures, agents: AgentFigures[]}[]}} Report */
/** @typedef {{id: string, number: string, reason: string, by: string, by_name?: string, at: string, masked?: boolean}} Barred */

const id = encodeURIComponent;
const patience = 30_000; // ms: thousands may be given at once

/** A query of what is there. @param {Record<string, string|number|boolean|undefined>} values */
export function query(values) {
  const text = new URLSearchParams(Object.entries(values).flatMap(([key, value]) => (value === undefined || value === "" || value === false ? [] : [[key, String(value)]]))).toString();
  return text ? `?${text}` : "";
}

/** @param {Record<string, any>} asked @returns {Promise<Page>} */
export const list = (asked) => request("GET", `callbacks${query(asked)}`);
/** @param {string} service whose late ones are counted; "" for all @returns {Promise<Totals>} */
export const counts = (service) => request("GET", `callbacks/counts${query({ service })}`);
/** @param {string} one @returns {Promise<Detail>} */
export const detail = (one) => request("GET", `callbacks/${id(one)}`);
/** Registers one; known: the number had an open one already. @param {object} fields @returns {Promise<{one: Callback, known: boolean}>} */
export const register = (fields) => send("POST", "callbacks", { body: JSON.stringify(fields), type: "application/json" }).then(({ value, status }) => ({ one: value, known: status === 200 }));
/** @param {string} one @param {object} fields @returns {Promise<Callback>} */
export const change = (one, fields) => request("PUT", `callbacks/${id(one)}`, fields);
/** @param {string} one @param {"complete"|"cancel"} how @param {object} end @returns {Promise<Callback>} */
export const finish = (one, how, end) => request("POST", `callbacks/${id(one)}/${how}`, end);
/** @param {string} one @returns {Promise<{call: string}>} */
export const connect = (one) => request("POST", `callbacks/${id(one)}/connect`);
/** @param {string} one @param {object} note */
export const note = (one, note) => request("POST", `callbacks/${id(one)}/history`, note);
/** @param {string} one @param {number} earlier 0 for the last one */
export const voice = (one, earlier) => `api/v1/callbacks/${id(one)}/voice${earlier ? `?earlier=${earlier}` : ""}`;
/** The agents whose callbacks a manager may look for. @returns {Promise<{id: string, name: string, name_en?: string}[]>} */
export const staff = () => request("GET", "agents");
/** @param {string[]} ids @param {string[]} agents @param {"evenly"|"one"} how @returns {Promise<{assigned: Record<string, number>}>} */
export const assign = (ids, agents, how) => request("POST", "callbacks/assign", { ids, agents, how }, patience);
/** @param {string[]} ids */
export const unassign = (ids) => request("POST", "callbacks/unassign", { ids }, patience);
/** @returns {Promise<Taker[]>} */
export const takers = () => request("GET", "callbacks/agents");
/** @param {{from: string, to: string, by: string}} asked @returns {Promise<Report>} */
export const report = (asked) => request("GET", `callbacks/report${query(asked)}`);
/** @param {{q?: string, cursor?: string, limit?: number}} asked @returns {Promise<{items: Barred[], next?: string}>} */
export const barred = (asked) => request("GET", `do-not-call${query(asked)}`);
/** @param {string} number @param {string} reason */
export const bar = (number, reason) => request("POST", "do-not-call", { number, reason });
/** The number of a callback, which may be masked. @param {Callback} one @param {string} reason */
export const barOf = (one, reason) => request("POST", "do-not-call", { callback: one.id, reason });
/** @param {string} one */
export const unbar = (one) => request("DELETE", `do-not-call/${id(one)}`);
/** @param {string} service @returns {Promise<import("../desk/types.js").Form>} */
export const form = (service) => request("GET", `services/${id(service || "-")}/form`);
/** @param {string} service @returns {Promise<{items: import("../desk/types.js").Disposition[]}>} */
export const dispositions = (service) => request("GET", `dispositions${query({ service })}`);
/** @returns {Promise<{id: string, name: import("../live/rows.js").Names}[]>} */
export const services = () => request("GET", "services");
