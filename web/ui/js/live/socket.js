// The live socket: hello, snapshots, deltas and a beat each second. It comes
// back for ever, with capped and jittered waits, unless the server says that it
// must not (close codes 4500 to 4999).
import { batch, computed, signal } from "../dom.js";
import { callbackRow } from "./callbackrow.js";
import { chatAgents, chats } from "./chats.js";
import { ServerClock } from "./clock.js";
import { Topic } from "./topic.js";

/** @typedef {import("./rows.js").Frame} Frame */
/** @typedef {"connecting"|"ok"|"stale"|"lost"|"refused"} Link */

const staleAfter = 10_000; // ms that figures are old, by silence or as the server says: shown as old
const lostAfter = 30_000; // ms: banner
const deadAfter = 12_000; // ms without a frame since the socket was made or opened: give it up
const longestKept = 100; // ms that a frame waits for a picture
const mostKept = 1000; // frames
const firstWait = 400;
const longestWait = 15_000;
const noisy = 4002; // close code: the page has sent too many or too large messages
const calm = 60_000; // ms that a connection holds: what was too much before it is not counted any more

/** @type {import("./rows.js").Notice} */
const noNotice = { text: "", place: "top" };

/** @param {number} code @returns {boolean} whether the server asks not to come back */
export function isFinal(code) {
  return code >= 4500 && code <= 4999;
}

/**
 * How long to wait before attempt n (from 0): doubling, capped, with full jitter
 * above a floor, so that two hundred displays do not come back at once.
 * @param {number} attempt
 * @param {number} random in [0, 1)
 */
export function backOff(attempt, random) {
  const ceiling = Math.min(longestWait, firstWait * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}

export class Live {
  /**
   * @param {string[]} topics
   * @param {Record<string, string>} [query] further parameters, e.g. services
   * @param {Frame[]} [first] what the page came with
   */
  constructor(topics, query = {}, first = []) {
    const url = new URL("api/v1/live", document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.search = new URLSearchParams({ topics: topics.join(","), ...query }).toString();
    this.url = url.href;

    /** @type {Topic<import("./rows.js").ServiceRow>} */
    this.services = new Topic();
    /** @type {Topic<import("./rows.js").AgentRow>} */
    this.agents = new Topic();
    /** @type {Topic<import("./rows.js").CallRow>} */
    this.calls = new Topic();
    /** @type {Topic<import("./rows.js").ColleagueRow>} every agent, for desks */
    this.colleagues = new Topic();
    /** @type {Topic<import("./chatrows.js").ChatRow>} the rooms that the viewer sees, and the row of the viewer */
    this.chats = chats;
    /** @type {Topic<import("./chatrows.js").ChatAgentRow>} */
    this.chatAgents = chatAgents;

    /** The last frame about what is the agent's own: lists that have changed, what is due. */
    this.own = signal(/** @type {Frame|null} */ (null));

    /** The last frame that says that reservations which a manager sees have changed. */
    this.reserved = signal(/** @type {Frame|null} */ (null));

    /** The last frame that says that something has become of messages, and how many conversations are unread. */
    this.texts = signal(/** @type {Frame|null} */ (null));

    /** Who is told every frame of a topic, before its rows change. @type {Map<string, (frame: Frame) => void>} */
    this.ears = new Map();

    this.clock = new ServerClock();
    /** Server time, stepping each second, running on when the link is lost. */
    this.time = this.clock.time;
    /** @type {import("../../vendor/signals.js").Signal<Link>} */
    this.link = signal(/** @type {Link} */ ("connecting"));
    /** Server time of the last frame, 0 before the first: "as of". */
    this.asOf = signal(0);
    /** What durations count to: stands still when the figures are old. */
    this.now = computed(() => {
      const time = this.time.value;
      return this.link.value === "ok" || this.asOf.value === 0 ? time : this.asOf.value;
    });
    /** How often the server has begun to tell: one more after each break, however short. */
    this.hellos = signal(0);
    this.timeZone = signal("Asia/Seoul");
    /** The wallboard's notice. */
    this.notice = signal(noNotice);
    /** How many callbacks wait; 0 where boards do not show it, too. */
    this.callbacks = signal(0);
    /** Build of the server that this page was loaded from. @type {string|null} */
    this.build = null;
    /** Build of a newer server, once seen. */
    this.newBuild = signal("");
    /** Close code that ended the link for good, and the server's words for it. */
    this.refusal = signal({ code: 0, reason: "" });

    /** When the next attempt is made, on the page's monotonic clock; 0 while one is under way. */
    this.retryAt = signal(0);
    /** @type {WebSocket|null} */
    this.socket = null;
    this.attempt = 0;
    /** How often one after the other the server said that it was sent too much. */
    this.tooMuch = 0;
    this.lastFrame = performance.now();
    /** How far the figures of the last frame were behind the server's clock, ms. */
    this.behind = 0;
    /** What has come since the last picture. @type {Frame[]} */
    this.come = [];
    this.drawn = 0;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.late = undefined;
    /** When the present socket was made or opened: it gets its time too. */
    this.opened = performance.now();
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.retry = undefined;
    setInterval(() => this.watch(), 500);
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden ? this.show() : this.hurry());
    this.begin(first);
    this.open();
  }

  /** Takes what the page came with, as old as the page is; there is no connection yet. @param {Frame[]} first */
  begin(first) {
    if (!first.length) return;
    const page = /** @type {PerformanceNavigationTiming|undefined} */ (performance.getEntriesByType("navigation")[0]);
    this.lastFrame = page?.responseStart || this.lastFrame;
    batch(() => { for (const frame of first) this.take(frame, this.lastFrame); });
  }

  open() {
    clearTimeout(this.retry);
    this.retryAt.value = 0;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.opened = performance.now();
    socket.onopen = () => socket === this.socket && (this.opened = performance.now());
    socket.onmessage = (event) => socket === this.socket && this.receive(event.data);
    socket.onclose = (event) => socket === this.socket && this.closed(event.code, event.reason);
  }

  /**
   * Keeps what has come for the next picture: a page that is slower than the floor
   * draws less often, and never falls behind. What nobody sees it takes at once.
   * @param {string} data one frame, or an array of those that belong together
   */
  receive(data) {
    this.lastFrame = performance.now();
    this.come = this.come.concat(JSON.parse(data));
    if (document.hidden || this.come.length >= mostKept) this.show();
    else if (!this.drawn) {
      this.drawn = requestAnimationFrame(() => this.show());
      this.late = setTimeout(() => this.show(), longestKept); // no pictures are made of a frame that is scrolled away
    }
  }

  /** Shows all that has come. */
  show() {
    cancelAnimationFrame(this.drawn);
    clearTimeout(this.late);
    const frames = this.come;
    this.drawn = 0;
    this.come = [];
    batch(() => { for (const frame of frames) this.take(frame); });
  }

  /** @param {Frame} frame @param {number} [came] when it came, on the page's monotonic clock */
  take(frame, came) {
    const now = frame.now ?? frame.at;
    this.behind = now - frame.at;
    if (frame.type === "hello") this.hello(frame);
    this.clock.note(now, came);
    this.asOf.value = frame.type === "hello" ? frame.at : Math.max(this.asOf.value, frame.at);
    if (frame.type === "hello" || frame.type === "notice") this.notice.value = frame.notice ?? noNotice;
    if (frame.type === "hello" || frame.type === "callbacks") this.callbacks.value = frame.callbacks ?? 0;
    this.ears.get(frame.topic ?? "")?.(frame);
    if (frame.type === "snapshot" || frame.type === "delta") this.topic(frame.topic)?.apply(frame);
    if (frame.topic === "desk") this.own.value = frame;
    if (frame.topic === "reservations") this.reserved.value = frame;
    if (frame.topic === "sms") this.texts.value = frame;
    if (frame.topic === "callbacks") callbackRow.value = frame.rows?.[0] ?? null;
    if (this.socket && frame.type !== "hello" && this.behind < staleAfter) this.link.value = "ok";
  }

  /** @param {Frame} frame */
  hello(frame) {
    this.attempt = 0;
    this.hellos.value++;
    this.clock.reset();
    if (frame.time_zone) this.timeZone.value = frame.time_zone;
    if (this.build === null) this.build = frame.build ?? "";
    else if (frame.build !== this.build) this.newBuild.value = frame.build ?? "";
  }

  /** @param {string|undefined} name */
  topic(name) {
    return { services: this.services, agents: this.agents, calls: this.calls, colleagues: this.colleagues, chats: this.chats, chat_agents: this.chatAgents }[name ?? ""];
  }

  /** @param {number} code @param {string} reason */
  closed(code, reason) {
    this.socket = null;
    this.show();
    if (this.link.peek() === "refused") return;
    const much = code === noisy;
    this.tooMuch = much && performance.now() - this.opened < calm ? this.tooMuch + 1 : Number(much);
    if (much) console.error(`Callfloor: the server has closed the live connection: ${reason}`);
    if (isFinal(code) || this.tooMuch >= 2) {
      this.refusal.value = { code, reason };
      this.link.value = "refused";
      return;
    }
    const wait = much ? longestWait : backOff(this.attempt++, Math.random());
    this.retryAt.value = performance.now() + wait;
    this.retry = setTimeout(() => this.open(), wait);
  }

  /** Ends the link for good. */
  stop() {
    this.link.value = "refused";
    clearTimeout(this.retry);
    this.socket?.close();
  }

  /** Comes back at once when the network or the viewer is back. */
  hurry() {
    if (this.socket || this.link.value === "refused") return;
    this.attempt = 0;
    this.open();
  }

  watch() {
    if (this.link.value === "refused") return;
    const silent = performance.now() - this.lastFrame;
    const old = silent + this.behind;
    if (old >= lostAfter) this.link.value = "lost";
    else if (old >= staleAfter && this.asOf.value > 0) this.link.value = "stale";
    // Also one that hangs in its handshake: the browser itself waits for minutes.
    if (this.socket && Math.min(silent, performance.now() - this.opened) >= deadAfter) {
      this.socket.onclose = null;
      this.socket.close();
      this.closed(1006, "");
    }
  }
}
