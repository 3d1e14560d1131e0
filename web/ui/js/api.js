// Requests to the HTTP API. Errors are problem+json (RFC 9457).

/** @typedef {{kind?: "user"|"key"|"display", id: string, login?: string, name: string, callbacks?: boolean, role: "administrator"|"manager"|"agent", permissions: string[], agent_id?: string, sms?: boolean, chat?: boolean, chat_monitor?: boolean, chat_begin?: boolean, dial?: "none"|"domestic"|"international"|"premium", team?: {id: string, name: import("./live/rows.js").Names}, lang?: string, confined?: "choosing"|"enrolling", idle_lock_minutes?: number, idle_lock_in_ms?: number, centre?: {name: string, time_zone: string, language: string}}} User */

/** A refused request: code for the program, detail for people. */
export class ApiError extends Error {
  /** @param {number} status @param {{title?: string, detail?: string, code?: string, errors?: {location?: string, message?: string, value?: unknown}[]}} problem @param {number} [wait] s */
  constructor(status, problem, wait = 0) {
    super(problem.detail ?? problem.title ?? String(status));
    this.status = status;
    this.code = problem.code ?? "";
    /** What is wrong with which field, where the server says so. */
    this.errors = problem.errors ?? [];
    /** After how many seconds to try again; 0: the server does not say. */
    this.wait = wait;
    /** All that the server says of it. @type {Record<string, any>} */
    this.problem = problem;
  }
}

/** A query of what is not empty. @param {Record<string, string|number|boolean|undefined>} values */
export const query = (values) => {
  const said = Object.entries(values).filter(([, value]) => value !== "" && value !== undefined && value !== false).map(([name, value]) => /** @type {[string, string]} */ ([name, String(value)]));
  return said.length ? `?${new URLSearchParams(said)}` : "";
};

/** The server could not be reached. */
export const unreachable = 0;

/**
 * @param {string} method
 * @param {string} path below api/v1/
 * @param {unknown} [body]
 * @param {number} [patience] ms
 * @returns {Promise<any>} the decoded answer, or null when it is empty
 */
export async function request(method, path, body, patience = 10_000) {
  const { value } = await send(method, path, { body: body === undefined ? undefined : JSON.stringify(body), type: "application/json", patience });
  return value;
}

/**
 * A request with a body as it is, such as a file, and with what stands in headers.
 * @param {string} method @param {string} path below api/v1/
 * @param {{body?: BodyInit, type?: string, match?: string, key?: string, patience?: number}} [options] match: the ETag that must still be true; key: the same request with it, sent again, does nothing twice
 * @returns {Promise<{value: any, etag: string, status: number}>} the decoded answer, null when it is empty
 */
export async function send(method, path, { body, type = "", match = "", key = "", patience = 10_000 } = {}) {
  let answer;
  try {
    answer = await fetch(new URL(`api/v1/${path}`, document.baseURI), {
      method, cache: "no-store", signal: AbortSignal.timeout(patience), body,
      headers: { "Callfloor-Language": document.documentElement.lang, ...(body === undefined ? {} : { "Content-Type": type }), ...(match ? { "If-Match": match } : {}), ...(key ? { "Idempotency-Key": key } : {}) },
    });
  } catch {
    throw new ApiError(unreachable, {});
  }
  const text = await answer.text();
  if (answer.ok) return { value: text ? JSON.parse(text) : null, etag: answer.headers.get("ETag") ?? "", status: answer.status };
  return refused(answer, text);
}

/** Fails with what the server refuses, or leads to the log-in. @param {Response} answer @param {string} text @returns {Promise<never>} */
export async function refused(answer, text) {
  const refusal = new ApiError(answer.status, problem(text), Number(answer.headers.get("Retry-After")) || 0);
  const why = waits[refusal.code];
  if (why) return toLogin(why);
  throw refusal;
}

/** @param {string} text @returns {object} */
function problem(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** A log-in that may do nothing but one thing, by the code of the refusal: why the log-in page is shown. @type {Record<string, string>} */
const waits = { locked: "locked", choose_password: "choosing", enrol: "enrolling" };

/**
 * The logged-in user; a visitor, and who only has the link of a wallboard, is sent to
 * the log-in page and back afterwards.
 * @returns {Promise<User>}
 */
export async function requireUser() {
  let why = "";
  try {
    const { user } = await request("GET", "me");
    if (user.kind !== "display" && !user.confined) return user;
    why = user.confined ?? "";
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  }
  return toLogin(why);
}

/** Whether the page is on its way to the log-in: then it asks nobody whether it may go. */
export let leaving = false;

/**
 * Leads to the log-in page, and back afterwards.
 * @param {string} [why] "locked": to unlock; "choosing": a password of one's own; "enrolling": to set up a second factor; "elsewhere": logged in at another desk
 * @returns {Promise<never>} the page is leaving: nothing goes on
 */
export function toLogin(why = "") {
  if (leaving) return new Promise(() => {}); // the first reason stands
  const login = new URL("login", document.baseURI);
  const here = location.pathname === login.pathname ? new URLSearchParams(location.search).get("next") ?? "/" : location.pathname + location.search + location.hash;
  login.search = `next=${encodeURIComponent(here)}${why ? `&why=${why}` : ""}`;
  leaving = true;
  location.replace(login);
  return new Promise(() => {});
}
