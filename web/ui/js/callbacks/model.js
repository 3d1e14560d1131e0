// What is looked at on the page of callbacks: the tab, what is searched, what is chosen,
// and what is asked of the server.
import { batch, computed, effect, signal, untracked } from "../dom.js";
import { request } from "../api.js";
import { daysOn, fromLocalInput } from "../format.js";
import { named } from "../i18n.js";
import { callbackRow } from "../live/callbackrow.js";
import { personName } from "../states.js";
import { ask, cut, problem } from "../desk/parts/ask.js";
import { Resource } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { Held } from "./held.js";
import { nameOf } from "./names.js";
import { takeWritten, Writing } from "./writing.js";

/** @typedef {import("./api.js").Callback} Callback */
/** @typedef {"list"|"assign"|"unassign"|"report"|"barred"} Tab */
/** @typedef {(() => string) & {icon?: string}} Said what is said, in the words of now; icon: instead of a tick */
/** @typedef {""|"complete"|"cancel"|"note"|"edit"|"bar"} FormName what is being written about the chosen one */

export const pageSize = 100;
export const mostAtOnce = 10_000;
const beginWithin = 500; // ms
const afterLate = 1000; // ms behind the moment at which one is late: the server's clock may be behind
const longestTimer = 2 ** 31 - 1; // ms
const never = /** @type {const} */ (["not_a_phone", "international", "premium", "emergency", "own", "blocked", "do_not_call"]); // the number is called by nobody
const finished = ["completed", "cancelled", "expired", "unreached"];
const busyStates = ["ready", "not_ready"]; // in which an agent may call

/** @typedef {""|"no_phone"|"not_agent"|"not_mine"|"over"|"in_call"|"often"|"not_logged_in"|"busy"|"unreachable"|"offline"|typeof never[number]} WhyNot why somebody cannot be called from here */

/** Whether the button to call is shown, pressed or not. @param {WhyNot} why */
export const offered = (why) => !["over", "not_agent", "no_phone", "not_mine", ...never].includes(why);

/** What is searched in the list (B23). Empty: everything. */
export const everything = { period: "", from: "", to: "", route: "", state: "", q: "", distributor: "", agent: "", source: "", service: "" };
/** @typedef {typeof everything} Search */

/** What a callback is registered with. */
export const blankCallback = { number: "", name: "", service: "", memo: "", from: "", to: "" };

/** The one that the address names, as a notification links to it; "" for none. */
const linked = () => /^#\/?list\/([\w-]+)$/.exec(location.hash)?.[1] ?? "";

export class Callbacks {
  /** @param {import("../live/socket.js").Live} live @param {import("../api.js").User} user */
  constructor(live, user) {
    this.live = live;
    this.unseen = false; // something has changed while nobody looked
    this.user = user;
    this.zone = user.centre?.time_zone ?? "Asia/Seoul";
    this.may = (/** @type {string} */ what) => user.role === "administrator" || user.permissions.includes(what);
    /** Who gives callbacks to agents and takes them back (B12, B16). */
    this.gives = this.may("callback_assign");
    /** Those that the viewer may open. @type {Tab[]} */
    this.tabs = ["list", ...(this.gives ? /** @type {Tab[]} */ (["assign", "unassign"]) : []), ...(user.role === "administrator" ? /** @type {Tab[]} */ (["report"]) : []), ...(user.role === "agent" ? [] : /** @type {Tab[]} */ (["barred"]))];
    this.tab = signal(this.tabOf());
    addEventListener("hashchange", () => (linked() ? this.show(linked()) : this.go(this.tabOf())));
    /** Callbacks are in use; the server tells when that changes. */
    this.used = computed(() => callbackRow.value?.used ?? user.callbacks ?? false);
    this.away = computed(() => live.link.value === "stale" || live.link.value === "lost");
    effect(() => { cut.value = this.away.value; });
    /** My row, for who is an agent. */
    this.me = computed(() => { void live.colleagues.ids.value; return user.agent_id ? live.colleagues.row(user.agent_id)?.value : undefined; });

    this.counts = new Resource(() => api.counts(this.open.peek().service));
    this.services = new Resource(api.services);
    /** What people who use the program are called, by who they are ("user:boss"): told to administrators alone; for others, as far as the list tells. */
    this.people = signal(/** @type {Record<string, string>} */ ({}));
    this.takers = new Resource(api.takers);
    /** The agents whose callbacks a manager sees; others see their own, or everybody's. */
    this.staff = new Resource(api.staff);

    /** What is searched where nothing is asked for: everything, of agents their own. @type {Search} */
    this.plain = { ...everything, ...(user.role === "agent" && !this.gives ? { agent: user.agent_id ?? "" } : {}) };
    this.search = signal(this.plain);
    this.sort = signal(/** @type {"-created"|"created"|"due"} */ ("-created"));
    this.list = new Held((cursor) => this.read({ ...this.asked(), sort: this.sort.peek(), cursor }));
    /** Which unassigned ones are shown under 할당. */
    this.open = signal({ q: "", service: "", only: /** @type {""|"late"|"retried"} */ ("") });
    this.unassigned = new Held((cursor) => this.read({ ...this.askedOpen(), sort: "created", cursor }));
    /** Whose are shown under 할당 취소; "" for everybody's. */
    this.whose = signal("");
    this.given = new Held((cursor) => this.read({ state: "assigned", agent: this.whose.peek(), sort: "created", cursor }));

    /** The one whose details are shown, and those. */
    this.chosen = signal("");
    this.detail = new Resource(() => api.detail(this.chosen.peek()));
    /** What is being written about it. */
    this.form = signal(/** @type {FormName} */ (""));
    /** Those that are picked to be given or taken back. */
    this.picked = signal(/** @type {ReadonlySet<string>} */ (new Set()));
    /** Which report is shown. */
    this.reported = signal({ from: "", to: "", by: "day" });
    /** What was done last, in the words of now; null when nothing was. */
    this.done = signal(/** @type {Said|null} */ (null));
    /** The call that was begun here last, for as long as it is said that it is being made; from: the version of the callback that has it. */
    this.calling = signal(/** @type {{one: Callback, call: string, said: Said, from: number}|null} */ (null));
    /** What floats above the page: how something is registered, saved as a file, or noted. */
    this.dialog = signal(/** @type {""|"register"|"export"|"report"} */ (""));
    takeWritten(user.id);
    /** What is written of a callback that is to be registered, and of a number that is not to be called. */
    this.registering = new Writing("register", "", blankCallback);
    this.barring = new Writing("bar_number", "", { number: "", reason: "" });
    /** Something is open, picked or written that a reload would take away. */
    this.busy = computed(() => this.chosen.value !== "" || this.dialog.value !== "" || this.picked.value.size > 0 || this.tab.value === "barred" && this.barring.written.value);
    this.follow();
  }

  /** @returns {Tab} */
  tabOf() {
    const name = /** @type {Tab} */ (location.hash.replace(/^#\/?/, "").split("/")[0]);
    return this.tabs.includes(name) ? name : "list";
  }

  /** Loads what a tab shows, again whenever the server tells of a change. */
  follow() {
    /** Once changes are told, or soon where they are not: what is read before would be read again. */
    const begun = signal(false);
    setTimeout(() => { begun.value = true; }, beginWithin);
    effect(() => { const tab = this.tab.value; if (this.used.value && begun.value) untracked(() => this.load(tab)); });
    let told = 0;
    effect(() => {
      const now = callbackRow.value?.changed_at;
      if (!now || now === told) return;
      const again = begun.peek();
      told = now;
      begun.value = true;
      if (again) untracked(() => this.changed());
    });
  }

  /** When the next one is late, without anybody having done anything, what is shown of that is read again. */
  followLate() {
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    let timer;
    effect(() => {
      const at = Date.parse(this.counts.value.value?.late_at ?? "");
      clearTimeout(timer);
      if (Number.isNaN(at)) return;
      timer = setTimeout(() => {
        void this.counts.refresh();
        if (this.tab.peek() === "assign" && this.open.peek().only === "late") void this.unassigned.renew();
      }, Math.min(Math.max(at - this.live.clock.now(), 0) + afterLate, longestTimer));
    });
  }

  start() {
    this.followCall();
    document.addEventListener("visibilitychange", () => { if (this.unseen && !document.hidden) this.changed(); });
    this.followLate();
    void this.services.refresh();
    if (this.user.role === "manager") void this.staff.refresh();
    if (this.user.role === "administrator") void request("GET", "users").then((/** @type {{login: string, name: string}[]} */ list) => { this.people.value = { ...this.people.peek(), ...Object.fromEntries(list.map((one) => [`user:${one.login}`, one.name])) }; }, () => {});
    if (linked()) this.choose(linked());
  }

  /** @param {Tab} tab */
  load(tab) {
    void this.counts.refresh();
    if (tab === "list" && !this.reversed()) void this.list.refresh();
    if (tab === "list" && this.chosen.peek()) void this.detail.refresh();
    if (tab === "assign") void this.unassigned.refresh();
    if (tab === "unassign") void this.given.refresh();
    if (tab === "assign" || tab === "unassign") void this.takers.refresh();
  }

  /** Something has changed: what is shown is brought up to date in its place, once somebody looks. */
  changed() {
    if (!this.used.peek() || (this.unseen = document.hidden)) return;
    const tab = this.tab.peek();
    void this.counts.refresh();
    if (this.chosen.peek() && tab === "list") void this.detail.refresh();
    if (tab === "assign" || tab === "unassign") void this.takers.refresh();
    void this.renew();
  }

  /** Brings the list of the tab up to date. */
  async renew() {
    if (this.tab.peek() !== "list" || !this.reversed()) await this.shown()?.renew();
  }

  /** The list of the tab. */
  shown() {
    return { list: this.list, assign: this.unassigned, unassign: this.given }[/** @type {"list"} */ (this.tab.peek())];
  }

  /** @param {Record<string, any>} asked */
  async read(asked) {
    const page = await api.list({ limit: pageSize, ...asked }), told = page.items.flatMap((one) => (one.distributor && one.distributor_name ? [[one.distributor, one.distributor_name]] : []));
    if (told.some(([key = "", name]) => this.people.peek()[key] !== name)) this.people.value = { ...this.people.peek(), ...Object.fromEntries(told) };
    return page;
  }

  /** What the list is asked for, as the server is asked. */
  asked() {
    const { period, from, to, agent, ...rest } = this.search.peek(), now = this.live.clock.now();
    const midnight = (/** @type {string} */ text, days = 0) => { const at = fromLocalInput(`${daysOn(text, days)}T00:00`, this.zone); return Number.isNaN(at) ? "" : new Date(at).toISOString(); };
    const today = new Intl.DateTimeFormat("en-CA", { timeZone: this.zone }).format(now);
    const back = { "": "", today: midnight(today), week: midnight(today, -6), month: midnight(today, -29) }[period];
    const own = this.user.role === "agent" && agent === this.user.agent_id;
    return { ...rest, from: back ?? midnight(from), to: period === "days" && to ? midnight(to, 1) : "", ...(own ? { mine: true } : { agent }) };
  }

  askedOpen() {
    const { q, service, only } = this.open.peek();
    return { state: "registered", q, service, retried: only === "retried", late: only === "late" };
  }

  /** Shows a tab; the one that is open stays as it is. @param {Tab} tab */
  go(tab) {
    if (tab !== this.tab.peek()) batch(() => {
      this.quiet();
      this.dialog.value = "";
      this.form.value = "";
      this.picked.value = new Set();
      for (const list of [this.list, this.unassigned, this.given]) list.clear();
      this.tab.value = tab;
    });
    if (this.tabOf() !== tab || location.hash === "" && tab !== "list") location.hash = `#/${tab}`;
  }

  /** Shows one of the list, as a notification asks for it. @param {string} id */
  show(id) {
    this.go("list");
    this.dialog.value = "";
    this.choose(id);
  }

  /** @param {Partial<Search>} change */
  look(change) {
    this.search.value = { ...this.search.peek(), ...change };
    if (this.sort.peek() === "due" && this.ended()) this.sort.value = "-created";
    this.quiet();
    this.list.clear();
    if (!this.reversed()) void this.list.refresh();
  }

  /** Whether only callbacks are searched that are done: those have no order by the wanted time. */
  ended() { return finished.includes(this.search.value.state); }

  /** Whether the last day that is searched is before the first. */
  reversed() {
    const { period, from, to } = this.search.value;
    return period === "days" && from !== "" && to !== "" && to < from;
  }

  /** @param {"-created"|"created"|"due"} by */
  order(by) {
    this.sort.value = by;
    if (!this.reversed()) void this.list.refresh();
  }

  /** Shows one. @param {string} id "" for none */
  choose(id) {
    if (id === this.chosen.peek()) return;
    batch(() => { this.quiet(); this.chosen.value = id; this.form.value = ""; this.detail.clear(); });
    if (linked() && linked() !== id) history.replaceState(null, "", `${location.pathname}${location.search}#/list`); // the same link chooses it again
    if (id) void this.detail.refresh();
  }

  /** Closes a form, unless another callback or form is open by now. @param {string} id of its callback @param {FormName} name */
  closeForm(id, name) {
    if (this.chosen.peek() === id && this.form.peek() === name) this.form.value = "";
  }

  /** Closes what is open, the last thing first. What is written waits. */
  escape() {
    if (this.form.peek()) this.form.value = "";
    else if (this.picked.peek().size) this.picked.value = new Set();
    else this.choose("");
  }

  /** Nothing is said of what was done or refused. */
  quiet() { batch(() => { this.done.value = null; problem.value = ""; }); }

  /**
   * @param {string} what @param {() => Promise<any>} work @param {() => string} said when it is done
   * @param {(error: unknown) => string} [words] for a refusal
   * @returns {Promise<any>} the answer, or undefined when it was refused
   */
  async ask(what, work, said, words) {
    this.done.value = null;
    const of = this.chosen.peek(), answer = await ask(what, work, words);
    if (answer !== undefined && of === this.chosen.peek()) this.done.value = said;
    if (this.chosen.peek()) void this.detail.refresh();
    void this.counts.refresh();
    void this.renew();
    return answer;
  }

  /** Calls the customer (B7). @param {Callback} one */
  async connect(one) {
    const said = () => this.saidOf("said.connecting", one), begun = await this.ask("connect", () => api.connect(one.id), said);
    await this.renew(); // rows from before the call would be taken for its end
    if (!begun || this.done.peek() !== said) return;
    if (this.chosen.peek() === one.id) await this.detail.refresh();
    this.calling.value = { one, call: begun.call, said, from: Math.max(one.version, ...this.known(one.id).map((row) => row.version)) };
  }

  /** What is shown of one. @param {string} id @returns {Callback[]} */
  known(id) {
    return [this.detail.value.value, ...this.list.value.value?.items ?? []].filter((row) => row !== undefined).filter((row) => row.id === id);
  }

  /** That the customer is called is said until the customer has answered or the attempt is over, then what came of it. */
  followCall() {
    effect(() => {
      const of = this.calling.value, said = this.done.value;
      if (!of) return;
      if (said !== of.said) return void (this.calling.value = null); // something else is said, or nothing
      const now = this.known(of.one.id).filter((row) => row.version >= of.from).sort((a, b) => b.version - a.version)[0];
      if (!now || now.call === of.call && now.answered_at === of.one.answered_at) return;
      const result = `result.${now.last_result ?? ""}`, over = now.call !== of.call && now.last_result && now.last_result !== "connected";
      batch(() => { this.calling.value = null; this.done.value = over ? Object.assign(() => this.words("said.attempt", { name: nameOf(now), result: this.words(result) }), { icon: "info" }) : null; });
    });
  }

  /** Why it cannot be called from here now, as a text's key; "" when it can. @param {Callback} one @returns {WhyNot} */
  whyNot(one) {
    const me = this.me.value, own = !!one.agent && one.agent === this.user.agent_id;
    if (!["registered", "assigned"].includes(one.state)) return "over";
    if (one.cannot_call && !one.call) return one.cannot_call;
    if (!this.user.agent_id) return "not_agent";
    if (!this.may("phone")) return "no_phone";
    if (!own && !(this.gives && one.state === "registered")) return "not_mine";
    if (one.call) return "in_call";
    if (one.attempts >= one.max_attempts) return "often";
    if (this.away.value) return "offline";
    if (!me || me.state === "logged_out") return "not_logged_in";
    if (!me.reachable) return "unreachable";
    return busyStates.includes(me.state) ? "" : "busy";
  }

  /** Why nobody calls the number, in words; "" where it is called. @param {Callback} one */
  neverWhy(one) {
    const why = never.find((key) => key === this.whyNot(one));
    return why ? this.words(`why.${why}`) : "";
  }

  /** Whether somebody may say what became of it. @param {Callback} one */
  mayEnd(one) {
    return ["registered", "assigned"].includes(one.state) && (this.user.role !== "agent" || !!one.agent && one.agent === this.user.agent_id);
  }

  /** Why it cannot be cancelled now, in words; "" where it can. @param {Callback} one */
  cancelWhy(one) {
    return one.call ? this.words("cancel_in_call") : "";
  }

  /** Whether somebody may write what is known of it. @param {Callback} one */
  mayWrite(one) {
    return this.mayEnd(one) || this.gives && ["registered", "assigned"].includes(one.state);
  }

  /** @param {string|undefined} id */
  agentName(id) {
    void this.live.colleagues.ids.value;
    const row = id ? this.live.colleagues.row(id)?.value : undefined;
    return row ? personName(row) : id ?? "";
  }

  /** @param {string|undefined} id */
  serviceName(id) {
    return id ? named(this.services.value.value?.find((one) => one.id === id)?.name, id) : "";
  }

  /** Whether one is told to the viewer, as whom the list tells of it. @param {Callback} one */
  sees(one) {
    return this.user.role === "administrator" || this.gives || !!one.agent && one.agent === this.user.agent_id || this.user.role === "manager" && !one.agent;
  }

  /** What the service of one is called. @param {Callback} one */
  serviceOf(one) {
    return one.service ? named(one.service_name, this.serviceName(one.service)) : "";
  }

  /** Who did something: a person, an agent, or the program. @param {string} by */
  who(by) {
    const [kind = "", id = ""] = by.split(/:(.*)/s);
    return kind === "agent" ? this.agentName(id) : this.people.value[by] ?? (kind === "user" && `user:${this.user.login ?? ""}` === by ? this.user.name : id || by);
  }

  /** What was said of one is said by its name. @param {keyof typeof import("../text/callbacks.ko.js").callbacksKo} key @param {Callback} one */
  saidOf(key, one) {
    return this.words(key, { name: nameOf(one) });
  }

  /** How a text is said: the page brings it. @type {(key: any, values?: Record<string, string|number>) => string} */
  words = (key) => key;
}

/** After so long somebody has waited for too long, in ms; after half of it for long. */
export const late = 2 * 3_600_000;
