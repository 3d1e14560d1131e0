// What the live topic callbacks says last: how many are the own ones, how many nobody
// has, and which came last. The rail's badge and the notifications read it.
import { signal } from "../dom.js";

/** @typedef {{id: string, at: number, service?: string, service_name?: import("./rows.js").Names, source: string, name?: string, number?: string, due_at: number}} News */
/** @typedef {{used: boolean, own: number, unassigned: number, changed_at: number, registered?: News, assigned?: News}} CallbackRow */

/** null before it has come. */
export const callbackRow = signal(/** @type {CallbackRow|null} */ (null));

/** Whether somebody may look after callbacks, as the server tells it: agents need one of two permissions (B2). @param {import("../api.js").User} user */
export const mayCallbacks = (user) => user.role !== "agent" || user.permissions.includes("phone") || user.permissions.includes("callback_assign");

/** The topic, for who may have it. @param {import("../api.js").User} user @returns {string[]} */
export const callbackTopic = (user) => (mayCallbacks(user) ? ["callbacks"] : []);
