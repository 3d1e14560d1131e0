// Callfloor's API for programs in JavaScript: browsers of the same origin (with the
// log-in), Node and others (with an API key). A module without anything beside it.
//
//   import { Callfloor } from "https://centre.example.com/client.js";
//   const centre = new Callfloor({ url: "https://centre.example.com", key });
//   await centre.setState("kim", "ready");
//   const stop = centre.events({ types: ["call."] }, (event) => console.log(event.type, event.call));

/** @typedef {{id: string, name: string, extension: string, state: string, reason?: string, since: string, reachable: boolean, next?: string}} Agent */
/** @typedef {{agent: string}|{service: string}|{number: string}} Target whom a call goes to */
/**
 * @typedef {object} CallfloorEvent what docs/cti.md says of each type
 * @property {string} id never changes: what came with it before is the same event
 * @property {number} seq
 * @property {string} type
 * @property {string} at
 * @property {string} [agent]
 * @property {string} [state]
 * @property {string} [reason]
 * @property {string} [call]
 * @property {string} [direction]
 * @property {string} [service]
 * @property {string} [caller]
 * @property {string} [called]
 * @property {string} [from]
 * @property {string} [to]
 * @property {string} [result]
 * @property {string} [outcome]
 * @property {string} [cause]
 * @property {number} [wait_ms]
 * @property {number} [talk_ms]
 */

/** What the API says of a request that it refuses. */
export class CallfloorError extends Error {
  /** @param {number} status @param {{detail?: string, title?: string, code?: string}} problem */
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `status ${status}`);
    this.name = "CallfloorError";
    this.status = status;
    this.code = problem.code ?? "internal";
  }
}

const silence = 12_000; // ms without a frame: the server sends a beat every five seconds
const longestPause = 15_000;

export class Callfloor {
  #url;
  #key;
  #socket;

  /**
   * @param {{url?: string, key?: string, WebSocket?: any}} [options] left out: this page's origin
   *   and its log-in. WebSocket is for programs that have none of their own (Node before 22, unless it is started with --experimental-websocket):
   *   one whose second argument takes headers.
   */
  constructor({ url = globalThis.location?.origin ?? "", key = "", WebSocket = globalThis.WebSocket } = {}) {
    this.#url = url.replace(/\/$/, "");
    this.#key = key;
    this.#socket = WebSocket;
  }

  /**
   * Any request under /api/v1.
   * @param {string} method @param {string} path @param {unknown} [body]
   * @returns {Promise<any>}
   */
  async request(method, path, body) {
    const answer = await fetch(`${this.#url}/api/v1${path}`, {
      method, credentials: this.#key ? "omit" : "same-origin", signal: AbortSignal.timeout(30_000),
      headers: { ...(this.#key ? { Authorization: `Bearer ${this.#key}` } : {}), ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (answer.ok) return text ? JSON.parse(text) : null;
    let problem = {};
    try { problem = JSON.parse(text) ?? {}; } catch { /* not ours */ }
    throw new CallfloorError(answer.status, problem);
  }

  /** @returns {Promise<Agent[]>} */
  agents() { return this.request("GET", "/agents"); }
  /** How things stand: to begin with, and after events were lost. Pass seq to events as after. @returns {Promise<{seq: number, agents: Agent[], calls: {id: string, service?: string, phase: string, agent?: string, caller?: string}[]}>} */
  snapshot() { return this.request("GET", "/snapshot"); }
  /** @param {string} id @returns {Promise<Agent>} */
  agent(id) { return this.request("GET", `/agents/${encodeURIComponent(id)}`); }
  /** @param {string} agent @param {"ready"|"not_ready"|"logged_out"} state @param {string} [reason] @returns {Promise<Agent>} */
  setState(agent, state, reason) { return this.request("PUT", `/agents/${encodeURIComponent(agent)}/state`, reason ? { state, reason } : { state }); }
  /** @param {string} agent @param {number} seconds 0: until it is ended */
  extendWrapUp(agent, seconds) { return this.request("POST", `/agents/${encodeURIComponent(agent)}/wrap-up`, { seconds }); }
  /** @param {string} agent @param {string} number or an extension @param {string} [service] on whose behalf @returns {Promise<{call: string}>} */
  dial(agent, number, service) { return this.request("POST", "/calls", service ? { agent, number, service } : { agent, number }); }

  /** @param {string} method @param {string} call @param {string} what @param {unknown} [body] */
  #call(method, call, what, body) { return this.request(method, `/calls/${encodeURIComponent(call)}/${what}`, body); }
  /** @param {string} call */
  answer(call) { return this.#call("POST", call, "answer"); }
  /** @param {string} call */
  reject(call) { return this.#call("POST", call, "reject"); }
  /** @param {string} call */
  hangUp(call) { return this.#call("POST", call, "hang-up"); }
  /** @param {string} call */
  abusive(call) { return this.#call("POST", call, "abusive"); }
  /** @param {string} call @param {boolean} held */
  hold(call, held) { return this.#call("PUT", call, "hold", { held }); }
  /** @param {string} call @param {boolean} muted */
  mute(call, muted) { return this.#call("PUT", call, "mute", { muted }); }
  /** @param {string} call @param {string} keys */
  sendKeys(call, keys) { return this.#call("POST", call, "keys", { keys }); }
  /** @param {string} call @param {Target} to */
  transfer(call, to) { return this.#call("POST", call, "transfer", to); }
  /** @param {string} call @param {Target} to */
  consult(call, to) { return this.#call("POST", call, "consult", to); }
  /** @param {string} call @param {"customer"|"consulted"} whom the other one hears music */
  talkTo(call, whom) { return this.#call("PUT", call, "consult", { talk_to: whom }); }
  /** @param {string} call */
  complete(call) { return this.#call("POST", call, "consult/complete"); }
  /** @param {string} call */
  join(call) { return this.#call("POST", call, "consult/join"); }
  /** @param {string} call */
  endConsult(call) { return this.#call("DELETE", call, "consult"); }

  /**
   * Hears events until the function that it returns is called. It connects again by
   * itself, for ever, and goes on behind the last event that it had.
   * @param {{types?: string[], after?: number, lost?: () => void, problem?: (error: Error) => void}} options
   *   types: or beginnings that end with a full stop; lost: events were missed for good
   * @param {(event: CallfloorEvent) => void} listener
   * @returns {() => void}
   */
  events({ types = [], after = 0, lost, problem }, listener) {
    if (!this.#socket) throw new Error("there is no WebSocket here: start Node with --experimental-websocket, or pass one as WebSocket");
    let stopped = false, place = after, pause = 0, timer = /** @type {any} */ (null), socket = /** @type {any} */ (null);
    const connect = () => {
      if (stopped) return;
      const query = new URLSearchParams({ ...(types.length ? { types: types.join(",") } : {}), ...(place ? { after: String(place) } : {}) });
      // Node takes headers, browsers have their cookie.
      socket = new this.#socket(`${this.#url.replace(/^http/, "ws")}/api/v1/events?${query}`, this.#key ? { headers: { Authorization: `Bearer ${this.#key}` } } : undefined);
      const current = socket;
      let quiet = setTimeout(() => current.close(), silence);
      current.onmessage = (/** @type {MessageEvent} */ message) => {
        clearTimeout(quiet);
        quiet = setTimeout(() => current.close(), silence);
        const frame = JSON.parse(message.data);
        pause = 0;
        if (frame.type === "reset") lost?.();
        for (const event of frame.events ?? []) {
          try {
            listener(event);
          } catch (error) {
            setTimeout(() => { throw error; }); // told as any other; the rest is not lost for it
          }
        }
        place = frame.seq;
      };
      current.onclose = (/** @type {CloseEvent} */ closed) => {
        clearTimeout(quiet);
        if (closed.code >= 4500) {
          stopped = true;
          problem?.(new CallfloorError(closed.code, { detail: closed.reason }));
          return;
        }
        pause = Math.min(Math.max(2 * pause, 250), longestPause);
        timer = setTimeout(connect, pause * (0.75 + Math.random() / 2));
      };
    };
    connect();
    return () => {
      stopped = true;
      clearTimeout(timer);
      socket?.close();
    };
  }
}
