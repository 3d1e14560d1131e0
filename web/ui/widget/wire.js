// The live connection: it comes back by itself, and tells honestly how it stands.
import { signal } from "../js/dom.js";

const protocol = "callfloor.chat.1";
const waits = [1, 2, 4, 8, 15, 30].map((s) => s * 1000); // ms before the next attempt, each give or take 30 %
const silence = 10_000; // ms without a frame: the connection is lost (F-45)
const opening = 10_000; // ms that a handshake may take, and the snapshot after it
const patience = 15_000; // ms after the server said that it is too much
const calm = 60_000; // ms that a connection holds: what was too much before it is not counted any more

/** Close codes that have a meaning of their own. */
export const closed = { noisy: 4002, busy: 4003, token: 4501, other: 4502, denied: 4503, old: 4504, blocked: 4505 };

/** Whether a code asks for another visitor, as whom it connects by itself. @param {number} code */
export const another = (code) => code === closed.token || code === closed.other;

/** @typedef {"idle"|"connecting"|"live"|"waiting"|"stopped"} WireState */

/**
 * Wire owns the WebSocket. A frame that it was given is on its way, not arrived: what has to
 * arrive is kept by the Outbox.
 */
export class Wire {
  /**
   * @param {string} base the server's chat/
   * @param {{hello: () => object, frame: (frame: any) => void, stopped: (code: number) => void}} to hello: the first
   *   frame; frame: what comes, the snapshot first; stopped: it does not come back by itself
   */
  constructor(base, to) {
    const url = new URL("live", base);
    url.protocol = url.protocol.replace("http", "ws");
    this.url = url.href;
    this.to = to;
    this.state = signal(/** @type {WireState} */ ("idle"));
    /** When the next attempt is made, ms since the epoch; while it waits. */
    this.next = signal(0);
    /** The close code: why it is stopped, or waits. */
    this.code = signal(0);
    /** Whether it was live before: then it is lost, else not yet there. */
    this.was = signal(false);
    this.tries = 0;
    /** How often one after the other the server said that it was sent too much: the same once more would be refused again. */
    this.noisy = 0;
    this.opened = 0; // when the present connection began, on the page's monotonic clock
    /** @type {WebSocket|undefined} */
    this.socket = undefined;
    /** @type {ReturnType<typeof setTimeout>|undefined} of the next attempt */
    this.timer = undefined;
    /** @type {ReturnType<typeof setTimeout>|undefined} of silence */
    this.watch = undefined;
    addEventListener("online", () => this.now());
    addEventListener("offline", () => { if (this.socket) this.lost(this.socket, 0); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.now(); });
  }

  /** Connects, unless it is connected or about to be. */
  connect() {
    if (this.state.peek() !== "idle" && this.state.peek() !== "stopped") return;
    this.noisy = 0;
    this.open();
  }

  /** Connects at once where it waits. */
  now() {
    if (this.state.peek() === "waiting") this.open();
  }

  open() {
    clearTimeout(this.timer);
    this.drop();
    this.state.value = "connecting";
    const socket = new WebSocket(this.url, protocol);
    this.socket = socket;
    this.opened = performance.now();
    socket.onopen = () => socket.send(JSON.stringify(this.to.hello()));
    socket.onmessage = ({ data }) => { if (this.socket === socket) this.heard(socket, data); };
    socket.onclose = ({ code, reason }) => { if (this.socket === socket) this.lost(socket, code, reason); };
    this.listen(socket, opening);
  }

  /** @param {WebSocket} socket @param {number} ms */
  listen(socket, ms) {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.lost(socket, 0), ms);
  }

  /** @param {WebSocket} socket @param {string} data */
  heard(socket, data) {
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return; // nothing that this version could read
    }
    this.listen(socket, silence);
    if (this.state.peek() === "connecting") {
      if (frame.type !== "snapshot") return;
      this.state.value = "live";
      this.was.value = true;
      this.tries = 0;
      this.code.value = 0;
    }
    if (frame.type !== "beat") this.to.frame(frame);
  }

  /** @param {WebSocket} socket @param {number} code @param {string} [reason] */
  lost(socket, code, reason = "") {
    if (this.socket !== socket) return;
    this.drop();
    this.code.value = code;
    if (code >= 4500 && code <= 4999 || this.tooMuch(code, reason)) {
      this.state.value = "stopped";
      this.to.stopped(code);
      return;
    }
    const much = code === closed.noisy || code === closed.busy;
    const wait = much ? patience : waits[Math.min(this.tries, waits.length - 1)] * (0.7 + Math.random() * 0.6);
    this.tries++;
    this.next.value = Date.now() + wait;
    this.state.value = "waiting";
    this.timer = setTimeout(() => this.open(), wait);
  }

  /**
   * Whether the server has said twice in a row that it was sent too much; the page's developer reads of it.
   * @param {number} code @param {string} reason
   */
  tooMuch(code, reason) {
    if (code !== closed.noisy || performance.now() - this.opened > calm) this.noisy = 0;
    if (code !== closed.noisy) return false;
    console.error(`Callfloor chat: the server has closed the connection: ${reason || "too many or too large frames"}`);
    return ++this.noisy >= 2;
  }

  /** Lets go of the socket; what it still says is not heard. */
  drop() {
    clearTimeout(this.watch);
    const socket = this.socket;
    this.socket = undefined;
    socket?.close(1000);
  }

  /** Ends the connection; it does not come back until connect. */
  stop() {
    clearTimeout(this.timer);
    this.drop();
    this.state.value = "idle";
    this.was.value = false;
    this.tries = 0;
  }

  /** @param {object} frame @returns {boolean} whether it is on its way */
  send(frame) {
    if (this.state.peek() !== "live" || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }
}
