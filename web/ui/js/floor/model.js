// What is looked at on the floor, in which order, and what is asked of the server.
import { batch, computed, effect, signal, untracked } from "../dom.js";
import { request } from "../api.js";
import { Alarm } from "../board/alarm.js";
import { named } from "../i18n.js";
import { agentLook, byName as compareNames, personName } from "../states.js";
import { ask, cut, problem } from "../desk/parts/ask.js";
import { f } from "./text.js";

/** @typedef {import("../live/rows.js").AgentRow} AgentRow */
/** @typedef {import("../live/rows.js").CallRow} CallRow */
/** @typedef {{kind: "agent"|"call"|"service", id: string}} Chosen */
/** @typedef {"on"|"ready"|"busy"|"away"|"off"|"all"} AgentFilter */
/** @typedef {"all"|"waiting"|"talking"|"menu"} CallFilter */

const id = encodeURIComponent;
const places = ["ready", "ring", "talk", "hold", "dial", "out", "wrap", "away", "off"];

/** @param {AgentRow} row @returns {AgentFilter} */
export function groupOf(row) {
  if (row.state === "logged_out") return "off";
  if (row.state === "ready") return "ready";
  return row.state === "not_ready" || row.state === "wrap_up" ? "away" : "busy";
}

/** What the address names: the floor itself, or reservations. @returns {""|"reservations"} */
const viewOf = () => (location.hash === "#/reservations" ? "reservations" : "");

/** @param {CallRow} row */
export const waits = (row) => row.phase === "waiting" || row.phase === "offered";

/** @param {CallRow} row */
const placeOf = (row) => (row.phase === "waiting" ? 0 : row.phase === "offered" ? 1 : row.phase === "in_menu" ? 2 : 3);

/** What a call is doing, as the chips above the list sort them. @param {CallRow} row @returns {Exclude<CallFilter, "all">} */
export const doing = (row) => (row.phase === "in_menu" ? "menu" : waits(row) ? "waiting" : "talking");

export class Floor {
  /** @param {import("../live/socket.js").Live} live @param {import("../api.js").User} user */
  constructor(live, user) {
    this.live = live;
    this.user = user;
    this.chosen = signal(/** @type {Chosen|null} */ (null));
    /** Only what is of this service. */
    this.service = signal("");
    this.agentFilter = signal(/** @type {AgentFilter} */ ("on"));
    this.callFilter = signal(/** @type {CallFilter} */ ("all"));
    this.find = signal("");
    /** What was done last to what is chosen, in the words of now; null when nothing was. */
    this.done = signal(/** @type {(() => string)|null} */ (null));
    effect(() => { if (!this.here(this.chosen.value)) this.quiet(); });
    /** A tone at each new alarm, off until somebody asks for it. */
    this.alarm = new Alarm("floor-sound");
    this.view = signal(viewOf());
    addEventListener("hashchange", () => { this.view.value = viewOf(); });
    /** Names of teams by id. */
    this.teams = signal(/** @type {Record<string, import("../live/rows.js").Names>} */ ({}));
    void request("GET", "teams").then((list) => { this.teams.value = Object.fromEntries(list.map((/** @type {{id: string, name: import("../live/rows.js").Names}} */ one) => [one.id, one.name])); }, () => {});
    this.away = computed(() => ["stale", "lost", "refused"].includes(live.link.value));
    effect(() => { cut.value = this.away.value; });

    /** How agents stand: worked out when somebody sorts, and kept; new ones come by name. */
    this.sort = signal(/** @type {"name"|"state"|"time"} */ ("name"));
    this.order = signal(/** @type {string[]} */ ([]));
    this.agents = computed(() => {
      const ids = live.agents.ids.value, at = new Map(this.order.value.map((key, i) => [key, i]));
      return [...ids].sort((a, b) => (at.get(a) ?? Infinity) - (at.get(b) ?? Infinity) || this.byName(a, b));
    });
    /** Who looks sees the own team's agents and calls, and the figures of all. */
    this.ofTeam = user.role === "manager";
    /** Calls: who waits first, then what rings, both as they are next, then who hears a menu and who talks, as they came. */
    this.calls = computed(() => { void live.calls.version.value; return live.calls.all().sort((a, b) => placeOf(a) - placeOf(b) || (placeOf(a) < 2 ? b.priority - a.priority : 0) || a.entered - b.entered || a.id.localeCompare(b.id)).map((row) => row.id); });
  }

  /** @param {string} a @param {string} b */
  byName(a, b) {
    const name = (/** @type {string} */ key) => { const row = this.live.agents.row(key)?.peek(); return row ? personName(row) : key; };
    return compareNames(name(a), name(b)) || a.localeCompare(b);
  }

  /** @param {"name"|"state"|"time"} by */
  sortBy(by) {
    const rows = this.live.agents.all();
    const key = (/** @type {AgentRow} */ row) => (by === "state" ? places.indexOf(agentLook(row).s) : by === "time" ? agentLook(row).since : 0);
    batch(() => { this.sort.value = by; this.order.value = rows.sort((a, b) => key(a) - key(b) || this.byName(a.id, b.id)).map((row) => row.id); });
  }

  /** @param {Chosen|null} what */
  choose(what) {
    batch(() => {
      this.chosen.value = what;
      this.quiet();
      if (what?.kind === "service") this.service.value = this.service.peek() === what.id ? "" : what.id;
    });
  }

  /** Nothing is said of what was done or refused. */
  quiet() { batch(() => { this.done.value = null; problem.value = ""; }); }

  /** Whether what was chosen is still there. @param {Chosen|null} what */
  here(what) {
    if (!what) return true;
    const topic = this.live[/** @type {const} */ ({ agent: "agents", call: "calls", service: "services" })[what.kind]];
    void topic.ids.value;
    return topic.row(what.id) !== undefined;
  }

  /** @param {string|undefined} agent */
  agentName(agent) {
    const row = agent ? this.live.agents.row(agent)?.value : undefined;
    return row ? personName(row) : agent ?? "";
  }

  /** @param {string|undefined} team a name where it is none of those that are configured */
  teamName(team) {
    return team ? named(this.teams.value[team], team) : "";
  }

  /** @param {string|undefined} service */
  serviceName(service) {
    return service ? named(this.live.services.row(service)?.value.name, service) : "";
  }

  /** @param {string} what @param {() => Promise<any>} work @param {() => string} said when it is done @returns {Promise<boolean>} whether it was */
  async ask(what, work, said) {
    const of = this.chosen.peek();
    this.done.value = null;
    const done = await ask(what, work);
    const same = of === this.chosen.peek() && untracked(() => this.here(of));
    if (!same) this.quiet(); // it was about something else
    else if (done) this.done.value = said;
    return !!done;
  }

  /** @param {AgentRow} row @param {"ready"|"not_ready"|"logged_out"} state @param {string} reason @param {() => string} name of the state */
  setState(row, state, reason, name) {
    return this.ask("state", () => request("PUT", `agents/${id(row.id)}/state`, reason ? { state, reason } : { state }), () => f("done.state", { name: personName(row), state: name() }));
  }

  /** @param {AgentRow} row */
  release(row) { return this.ask("release", () => request("POST", `agents/${id(row.id)}/release`), () => f("done.release", { name: personName(row) })); }

  /** @param {CallRow} row @param {{service: string}|{agent: string}} to */
  move(row, to) { return this.ask("move", () => request("POST", `calls/${id(row.id)}/move`, to), () => ("agent" in to ? f("done.give", { name: this.agentName(to.agent) }) : f("done.move", { name: this.serviceName(to.service) }))); }

  /** @param {CallRow} row @param {number} priority */
  prioritise(row, priority) { return this.ask("priority", () => request("PUT", `calls/${id(row.id)}/priority`, { priority }), () => f("done.priority", { n: priority })); }

  /** @param {CallRow} row */
  end(row) { return this.ask("end", () => request("DELETE", `calls/${id(row.id)}`), () => f("done.end")); }
}
