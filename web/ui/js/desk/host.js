// The desk in a frame of another page: what that page may ask, and what it is told
// (docs/cti.md). Only pages whose origin the centre has allowed are listened to.
import { effect } from "../dom.js";
import { ApiError } from "../api.js";
import * as api from "./api.js";
import { callFor, Refused } from "./dial.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {{callfloor: 1, id: number, ask: string, args?: any}} Ask */

const allowed = (document.documentElement.dataset.frameOrigins ?? "").split(" ").filter(Boolean);

/** Whether this page stands in a frame. */
export const framed = () => window.parent !== window;

/** What is asked is about a call, and the agent has none. */
class NoCall extends Error {}

/** @param {Desk} desk */
export function serveHost(desk) {
  if (!framed() || allowed.length === 0) return;
  let host = ""; // the origin that has greeted us
  /** @param {object} message */
  const say = (message) => { if (host) window.parent.postMessage({ callfloor: 1, ...message }, host); };
  addEventListener("message", (message) => {
    const asked = /** @type {Ask} */ (message.data);
    if (message.source !== window.parent || !allowed.includes(message.origin) || asked?.callfloor !== 1) return;
    if (asked.ask === "hello") {
      const first = host === "";
      host = message.origin;
      say({ type: "ready", event: { agent: desk.agent, name: desk.user.name } });
      if (first) follow(desk, say);
      return;
    }
    if (host !== message.origin) return;
    new Promise((done) => { done(act(desk, asked.ask, asked.args ?? {})); }).then(
      (result) => say({ answer: asked.id, result: result ?? null }),
      (error) => say({ answer: asked.id, problem: { detail: String(error.message), code: error instanceof ApiError || error instanceof Refused ? error.code : error instanceof NoCall ? "no_call" : "invalid", ...(error instanceof Refused ? { text: error.text } : {}) } }),
    );
  });
}

/** Does what the host asks. @param {Desk} desk @param {string} what @param {any} args */
function act(desk, what, args) {
  const me = desk.me.peek(), call = me?.call ?? "";
  if (["answer", "hang-up", "hold"].includes(what) && !call) throw new NoCall("there is no call");
  switch (what) {
    case "dial": return callFor(desk, String(args.number ?? ""));
    case "state": return api.setState(desk.agent, String(args.state ?? ""), String(args.reason ?? ""));
    case "now": return { state: me?.state ?? "", reason: me?.reason ?? "", call };
    case "answer": return api.answer(call);
    case "hang-up": return api.hangUp(call);
    case "hold": return api.hold(call, args.held !== false);
  }
  throw new Error(`unknown: ${what}`);
}

/**
 * Tells the host the events of this agent, and whom each call that rings is from.
 * @param {Desk} desk @param {(message: object) => void} say
 */
function follow(desk, say) {
  let place = 0, pause = 250;
  const connect = () => {
    const socket = new WebSocket(new URL(`api/v1/events${place ? `?after=${place}` : ""}`, document.baseURI.replace(/^http/, "ws")));
    socket.onmessage = (message) => {
      const frame = JSON.parse(message.data);
      place = frame.seq;
      pause = 250;
      if (frame.type === "reset") say({ type: "reset", event: {} });
      for (const event of frame.events ?? []) say({ type: event.type, event });
    };
    socket.onclose = (closed) => {
      if (closed.code >= 4500) return;
      setTimeout(connect, pause);
      pause = Math.min(2 * pause, 15_000);
    };
  };
  connect();
  let popped = "";
  effect(() => {
    const card = desk.card.value.value, state = desk.me.value?.state, call = desk.callID.value;
    if (state !== "ringing" && state !== "talking" || !call || call === popped || !card) return;
    popped = call;
    say({ type: "screen_pop", event: { call, card } });
  });
}
