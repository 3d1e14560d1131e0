// The room that is looked at: its row while it is open, what the server tells of it, and
// how many messages it has.
import { computed, effect, signal, untracked } from "../dom.js";
import { Resource } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { Tally } from "./talk.js";

/** @typedef {import("../live/chatrows.js").ChatRow} ChatRow */
/** @typedef {{detail: api.Detail, timeline: api.Entry[]}} Told */

const pause = 400; // ms after a change until it is read again: several come at once

export class Looked {
  /** @param {import("./model.js").Supervise} page */
  constructor(page) {
    this.page = page;
    /** @type {Resource<Told>} */
    this.told = new Resource(async () => {
      const id = page.chosen.peek(), [detail, timeline] = await Promise.all([api.detail(id), api.timeline(id)]);
      return { detail, timeline };
    });
    /** What the agent of the room has to write with (S8); where nobody has it, what everybody has. @type {Resource<import("../chat/api.js").Template[]>} */
    this.templates = new Resource(async () => (await api.templates(this.row.peek()?.agent ?? "")).filter((one) => !one.unused));
    this.tally = signal(new Tally(""));
    this.tab = signal("facts");
    /** The agent that was picked of several who had it (S15); "": none yet. */
    this.agent = signal("");
    /** Its row while it is open. */
    this.open = computed(() => { void page.live.chats.ids.value; return page.live.chats.row(page.chosen.value)?.value; });
    /** What is known of it: of one that is over what the server tells. @type {import("../../vendor/signals.js").ReadonlySignal<ChatRow|undefined>} */
    this.row = computed(() => this.open.value ?? (this.told.value.value?.detail.room.id === page.chosen.value ? api.lineOf(this.told.value.value.detail.row) : undefined));
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.later = undefined;
    this.follow();
  }

  follow() {
    const { page } = this;
    effect(() => { // another room
      const id = page.chosen.value;
      untracked(() => {
        this.told.clear();
        this.agent.value = "";
        this.tally.value = new Tally(id);
        if (id) this.read();
      });
    });
    const stands = computed(() => { const row = this.open.value; return row ? [row.status, row.agent, row.middle?.id, row.small, row.held, row.watcher, row.blocked].join() : "gone"; });
    let before = "";
    effect(() => { // something has become of it
      const now = `${page.chosen.value} ${stands.value}`, same = before.split(" ")[0] === page.chosen.value;
      if (same && now !== before) untracked(() => this.soon());
      before = now;
    });
    let connected = false;
    effect(() => { // what could not be read while the server was away
      const now = page.live.link.value === "ok";
      if (now && !connected && untracked(() => this.told.failed.value)) this.soon();
      if (now && !connected && page.chosen.peek() && !this.tally.peek().by.peek()) untracked(() => this.count());
      connected = now;
    });
    effect(() => { // somebody wrote, also where the count failed before
      const seq = this.open.value?.seq ?? 0, tally = this.tally.value;
      if (seq > tally.seq && page.live.link.value === "ok") untracked(() => this.count());
    });
  }

  soon() {
    clearTimeout(this.later);
    this.later = setTimeout(() => { if (this.page.chosen.peek()) void this.told.refresh(); }, pause);
  }

  read() {
    void this.told.refresh();
    this.count();
  }

  count() { void this.tally.peek().read().catch(() => {}); } // shown as not known

  refresh() { return this.page.chosen.peek() ? this.told.refresh() : undefined; }

  /** Every agent who had it, the present one last. @returns {string[]} */
  agents() {
    const had = (this.told.value.value?.timeline ?? []).filter((one) => one.kind === "assigned" && one.to).map((one) => /** @type {string} */ (one.to)), now = this.row.value?.agent;
    return [...new Set([...had.filter((id) => id !== now), ...(now ? [now] : [])])];
  }
}
