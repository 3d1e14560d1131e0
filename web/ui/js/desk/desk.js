// What the desk knows: my row, my call, and why the call came to me.
import { computed, effect, signal } from "../dom.js";
import { request } from "../api.js";

/** @typedef {import("../live/rows.js").AgentRow} AgentRow */

/**
 * @typedef {object} Explanation as the core gives it with an offer
 * @property {string} trigger
 * @property {string} strategy
 * @property {boolean} [sticky]
 * @property {number} eligible
 * @property {number} open_level
 * @property {number} level
 * @property {string} [key]
 * @property {{agent: string, level: number, key: string}[]} [next]
 * @property {number} ahead_of
 */

/** Within this time, in ms, a call that ended is in the history. */
const rowWithin = 1200;

export class Desk {
  /**
   * @param {import("../live/socket.js").Live} live
   * @param {import("../api.js").User} user
   */
  constructor(live, user) {
    this.live = live;
    this.user = user;
    this.agent = user.agent_id ?? "";

    /** My row, or undefined before the first snapshot. */
    this.me = computed(() => {
      void live.agents.ids.value;
      return live.agents.row(this.agent)?.value;
    });
    /** The call of my state, if it is still up. */
    this.call = computed(() => {
      const id = this.me.value?.call;
      void live.calls.ids.value;
      return id ? live.calls.row(id)?.value : undefined;
    });

    /** @type {import("../../vendor/signals.js").Signal<Explanation|"failed"|null>} */
    this.why = signal(/** @type {any} */ (null));
    /** Who is logged in, as of the last look. @type {import("../../vendor/signals.js").Signal<{id: string, name: string, name_en?: string, state: string}[]>} */
    this.colleagues = signal(/** @type {any} */ ([]));
    const explained = computed(() => {
      const me = this.me.value;
      return me && (me.state === "ringing" || me.state === "talking") ? me.call ?? "" : "";
    });
    effect(() => { void this.explain(explained.value); });

    /** Why the number that I called was not reached; null when there is nothing to say. @type {import("../../vendor/signals.js").Signal<{cause: string, own: boolean}|null>} */
    this.notReached = signal(/** @type {any} */ (null));
    let before = "";
    effect(() => {
      const state = this.me.value?.state ?? "";
      if (before === "dialing" && ["ready", "not_ready"].includes(state)) setTimeout(() => { void this.askWhyNotReached(); }, rowWithin);
      else if (before && state !== before) this.notReached.value = null;
      before = state;
    });
  }

  /** Asks the history how the last call out ended. */
  async askWhyNotReached() {
    const page = await request("GET", `calls/history?agent=${encodeURIComponent(this.agent)}&limit=1`).catch(() => null);
    const call = page?.calls?.[0];
    if (call?.direction !== "out" || call.outcome !== "failed") return;
    this.notReached.value = { cause: call.cause, own: call.ended_by === "agent" };
    setTimeout(() => { this.notReached.value = null; }, 15_000);
  }

  /** Looks who is logged in: to whom a call can be given, and whose names the reason why tells. */
  async meet() {
    this.colleagues.value = await request("GET", "colleagues").catch(() => this.colleagues.peek());
  }

  /** @param {string} call "" when there is none */
  async explain(call) {
    this.why.value = null;
    this.explaining = call;
    if (!call) return;
    void this.meet();
    const answer = await request("GET", `calls/${encodeURIComponent(call)}/explanation?agent=${encodeURIComponent(this.agent)}`).catch(() => "failed");
    if (this.explaining === call) this.why.value = answer;
  }
}
