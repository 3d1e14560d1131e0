// What the desk knows: my row, my call and its card, why the call came to me, and
// whom the right side is about.
import { computed, effect, signal, untracked } from "../dom.js";
import * as api from "./api.js";
import { Alerts } from "./alerts/alerts.js";
import { Due } from "./alerts/due.js";
import { mayDial } from "./dial.js";
import { everyone, onDuty } from "./people.js";
import { Channel } from "./parts/channel.js";
import { failure } from "../shell.js";
import { Lists } from "./lists.js";
import { NoteDesk } from "./note/note.js";
import { showArea } from "./parts/area.js";
import { ask, cut } from "./parts/ask.js";
import { whom } from "./call/names.js";
import { afterPicture, drawn } from "../picture.js";
import { Resource } from "./parts/resource.js";
import { Subject } from "./subject.js";
import { editing } from "./right/editing.js";
import { loadReasons } from "./top/reasons.js";

/** @typedef {import("../live/rows.js").AgentRow} AgentRow */

/**
 * @typedef {object} Explanation as the core gives it with an offer
 * @property {string} why      "chosen", or why not me
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
const rowTries = 3; // a busy store is late
const notReachedFor = 15_000; // ms that it is told
/** After so many ms a card that did not come is asked for again, in the end as long as the call is there. */
const cardAgain = [1000, 2000, 4000, 8000, 15_000];

export class Desk {
  /**
   * @param {import("../live/socket.js").Live} live
   * @param {import("../api.js").User} user
   */
  constructor(live, user) {
    this.live = live;
    this.user = user;
    this.agent = user.agent_id ?? "";
    this.words = failure;
    this.channel = new Channel(user.id);

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
    /** The services whose shop and answers are asked for: the call's; without one, those that I serve. */
    this.serving = computed(() => { const me = this.me.value; return me?.service ? [me.service] : me?.services ?? []; });
    /** The id of the call that I am offered, have, or wrap up; "" without one. */
    this.callID = computed(() => this.me.value?.call ?? "");
    /** The server is away: what needs it is dimmed. */
    this.away = computed(() => live.link.value === "stale" || live.link.value === "lost");

    this.everyone = everyone(live);
    this.onDuty = onDuty(live, this.everyone);
    this.canDial = computed(() => mayDial(this));
    /** Services that a call can be given to. */
    this.services = signal(/** @type {{id: string, name: import("../live/rows.js").Names}[]} */ ([]));
    /** What is known about the call; null where there is nothing, as between colleagues. */
    this.card = new Resource(() => api.card(this.callID.peek()).catch((error) => { if (error.status === 404) return null; throw error; }));
    this.subject = new Subject(this);
    this.note = new NoteDesk(this);
    this.lists = new Lists(this);
    this.due = new Due(this);
    this.alerts = new Alerts(this);

    /** The call whose card was asked for last, and the one that is being explained. */
    this.looked = "";
    this.explaining = "";
    /** @type {ReturnType<typeof setTimeout>|undefined} until the card is asked for again */
    this.again = undefined;
    /** Why the call came to me; null without a call. */
    this.why = signal(/** @type {Explanation|"failed"|null} */ (null));
    /** Why the number that I called was not reached; null when there is nothing to say. */
    this.notReached = signal(/** @type {{cause: string, own: boolean, name?: string}|null} */ (null));
    this.follow();
  }

  /** What follows from a change of my row. */
  follow() {
    effect(() => { cut.value = this.away.value; });
    const offered = computed(() => (this.me.value?.service && ["ringing", "talking"].includes(this.me.value.state) ? this.callID.value : "")); // a colleague's call is no service's: nobody chose me
    effect(() => { void this.explain(offered.value); });
    effect(() => { void this.lookUp(this.callID.value); });
    effect(() => { const me = this.me.value, card = this.card.value.value ?? null; untracked(() => this.note.watch(me, card)); });
    this.followNote();
    let before = "";
    effect(() => {
      const state = this.me.value?.state ?? "";
      if (before === "dialing" && ["ready", "not_ready"].includes(state)) setTimeout(() => { void this.askWhyNotReached(); }, rowWithin);
      else if (before && state !== before) this.notReached.value = null;
      if (state !== before && ["ringing", "dialing"].includes(state)) showArea("mid"); // where it can be answered
      before = state;
    });
    this.followConsult();
    const serving = computed(() => this.serving.value.join(" "));
    /** @type {string|undefined} */
    let served;
    effect(() => {
      const now = this.me.value && serving.value, first = served === undefined; // the first ones are asked for on the connection
      if (now === undefined || now === served) return;
      served = now;
      if (!first) void drawn().then(() => { if (served === now) { this.lists.served(); this.subject.served(); } });
    });
    let connected = false;
    effect(() => {
      const now = this.live.link.value === "ok";
      if (now && !connected) afterPicture(() => this.refresh());
      connected = now;
    });
  }

  /** Once a second call is over that nobody had answered, asks why. */
  followConsult() {
    /** @type {{call: string, name: string}|null} */
    let asked = null;
    effect(() => {
      const second = this.call.value?.consult, was = asked;
      if (this.away.value) return; // rows of before
      if (was && second?.call !== was.call) setTimeout(() => { void this.askWhyNotConsulted(was.call, was.name, rowTries); }, rowWithin);
      asked = second?.call && !["connected", "talking_out"].includes(second.phase) ? { call: second.call, name: whom(this, second) } : null;
    });
  }

  /** The right side is about the note while no call is up, and nobody writes down a customer: who is written down and then shown no more is not written down any more. */
  followNote() {
    effect(() => {
      const { customer } = this.subject.about.value, written = editing.peek();
      if (written && written !== "new" && written !== customer) editing.value = "";
    });
    const of = computed(() => this.note.of.value?.call ?? "");
    const past = computed(() => (this.me.value && of.value !== this.callID.value ? of.value : ""));
    effect(() => { const call = past.value; untracked(() => { void this.note.lookUp(call); }); });
    let settled = "";
    effect(() => {
      const now = `none, ${of.value}`, writes = editing.value !== "";
      if (!this.me.value || this.callID.value) settled = "";
      else if (now !== settled && !writes) { const ended = settled === ""; settled = now; untracked(() => this.subject.settle(ended)); }
    });
    effect(() => { if (this.note.card.value.value && !this.callID.value && !editing.value) untracked(() => this.subject.ofNote()); });
  }

  /** Brings everything up to date that the live socket does not carry: at the start and after an outage. */
  refresh() {
    void api.services().then((list) => { this.services.value = list; }, () => {});
    void loadReasons();
    this.lists.refresh();
    void this.subject.findShop();
    if (this.card.failed.peek()) this.lookAgain();
    this.note.sync();
  }

  /** Whether I have a permission. @param {string} permission */
  may(permission) {
    return this.user.role === "administrator" || this.user.permissions.includes(permission);
  }

  /**
   * The customer of a call: looked up as soon as it is offered, and again by itself
   * where that fails.
   * @param {string} call "" when there is none @param {number} [failed] how often it has failed
   */
  async lookUp(call, failed = 0) {
    clearTimeout(this.again);
    if (!call) return this.card.clear();
    if (this.looked !== call) {
      this.card.clear();
      this.subject.begin(call);
    }
    this.looked = call;
    await drawn(); // the offer is to be seen first
    if (this.looked !== call || this.callID.peek() !== call) return;
    await this.card.refresh();
    if (this.callID.peek() !== call) return;
    const card = this.card.value.peek();
    if (this.card.failed.peek()) this.again = setTimeout(() => { void this.lookUp(call, failed + 1); }, cardAgain[Math.min(failed, cardAgain.length - 1)]);
    else if (card) this.subject.ofCall(call, card);
  }

  /** Looks the call of now up again, at once. */
  lookAgain() {
    void this.lookUp(this.callID.peek());
  }

  /** Ends the wrap-up: the state that was asked for next, else ready. */
  endWrapUp() {
    const me = this.me.peek();
    if (me?.state !== "wrap_up") return Promise.resolve(undefined);
    return ask("state", () => api.setState(this.agent, me.next || "ready", me.next_reason ?? ""), this.words);
  }

  /** Asks the history how the last call out ended. */
  async askWhyNotReached() {
    const page = await api.lastCalls(this.agent).catch(() => null);
    const call = page?.calls?.[0];
    if (call?.direction !== "out" || call.outcome !== "failed") return;
    this.tellNotReached({ cause: call.cause, own: call.ended_by === "agent" });
  }

  /**
   * Asks the history how a second call ended. One that was given up from here, or with the
   * call it was about, is completed, as is one that was answered; on the phone, it is ended
   * by the agent.
   * @param {string} second @param {string} name who was to be consulted @param {number} tries
   */
  async askWhyNotConsulted(second, name, tries) {
    const page = await api.lastCalls(this.agent, 5).catch(() => null), call = page?.calls?.find((one) => one.id === second);
    if (!call && tries > 1) return void setTimeout(() => { void this.askWhyNotConsulted(second, name, tries - 1); }, rowWithin);
    if (!call || call.answered_at || call.ended_by === "agent" || ["completed", "lost_restart"].includes(call.outcome)) return;
    const service = ["timed_out", "overflowed", "callback_taken"].includes(call.outcome); // it waited in vain
    this.tellNotReached({ cause: service ? "no_answer" : call.cause, own: false, name });
  }

  /** @param {{cause: string, own: boolean, name?: string}} why */
  tellNotReached(why) {
    this.notReached.value = why;
    setTimeout(() => { if (this.notReached.peek() === why) this.notReached.value = null; }, notReachedFor);
  }

  /** @param {string} call "" when there is none */
  async explain(call) {
    this.why.value = null;
    this.explaining = call;
    if (!call) return;
    await drawn();
    if (this.explaining !== call) return;
    const answer = await api.explanation(call, this.agent).catch(() => /** @type {"failed"} */ ("failed"));
    if (this.explaining === call) this.why.value = answer;
  }

  /** Why the call that is next does not come to me; null when none waits. */
  async whyNot() {
    const waiting = (await api.liveCalls()).filter((call) => call.phase === "waiting" || call.phase === "offered")
      .sort((a, b) => b.priority - a.priority || a.entered_at.localeCompare(b.entered_at))[0];
    return waiting ? { call: waiting, ...await api.explanation(waiting.id, this.agent) } : null;
  }
}
