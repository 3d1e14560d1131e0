// Requests to the HTTP API. Errors are problem+json (RFC 9457).

/** @typedef {{kind?: "user"|"key"|"display", id: string, name: string, role: "administrator"|"manager"|"agent", permissions: string[], agent_id?: string, team?: {id: string, name: import("./live/rows.js").Names}, lang?: string, confined?: "enrolling", idle_lock_minutes?: number, idle_lock_in_ms?: number, centre?: {name: string, time_zone: string, language: string}}} User */

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
  }
}

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
 * @param {{body?: BodyInit, type?: string, match?: string, patience?: number}} [options] match: the ETag that must still be true
 * @returns {Promise<{value: any, etag: string}>} the decoded answer, null when it is empty
 */
export async function send(method, path, { body, type = "", match = "", patience = 10_000 } = {}) {
  let answer;
  try {
    answer = await fetch(new URL(`api/v1/${path}`, document.baseURI), {
      method, cache: "no-store", signal: AbortSignal.timeout(patience), body,
      headers: { ...(body === undefined ? {} : { "Content-Type": type }), ...(match ? { "If-Match": match } : {}) },
    });
  } catch {
    throw new ApiError(unreachable, {});
  }
  const text = await answer.text();
  if (answer.ok) return { value: text ? JSON.parse(text) : null, etag: answer.headers.get("ETag") ?? "" };
  throw new ApiError(answer.status, problem(text), Number(answer.headers.get("Retry-After")) || 0);
}

/** @param {string} text @returns {object} */
function problem(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

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
    if (!(error instanceof ApiError && (error.status === 401 || error.status === 423))) throw error;
    why = error.code === "locked" ? "locked" : "";
  }
  toLogin(why);
  return new Promise(() => {}); // the page is leaving
}

/** @param {string} [why] "locked": to unlock; "enrolling": to set up a second factor; "elsewhere": logged in at another desk */
export function toLogin(why = "") {
  const here = location.pathname + location.search + location.hash;
  location.replace(new URL(`login?next=${encodeURIComponent(here)}${why ? `&why=${why}` : ""}`, document.baseURI));
}
