// Reservations whose time has come, and which of them the agent has put off. In every
// tab alike, and after a reload.
import { computed, signal } from "../../dom.js";
import { keep, kept } from "../../storage.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Reservation} Reservation */

export const laterFor = 5 * 60_000; // ms that one is put off

export class Due {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.name = `desk.later.${desk.user.id}`;
    /** Until when, in ms, those that were put off say nothing, by id. */
    this.later = signal(read(kept(this.name)));
    /** Whose time has come, the first one first. */
    this.all = computed(() => {
      const now = desk.live.time.value;
      return desk.lists.reservations.value.value?.items.filter((one) => one.state === "open" && Date.parse(one.due_at) <= now) ?? [];
    });
    /** Those of them that are to be told. */
    this.told = computed(() => {
      const now = desk.live.time.value, later = this.later.value;
      return this.all.value.filter((one) => (later[one.id] ?? 0) <= now);
    });
    desk.channel.hear((message) => { if (message.kind === "later") this.later.value = message.until; });
  }

  /** Puts some off. @param {Reservation[]} list */
  putOff(list) {
    const now = this.desk.live.clock.now(), still = Object.entries(this.later.peek()).filter(([, until]) => until > now);
    this.later.value = Object.fromEntries([...still, ...list.map((one) => [one.id, now + laterFor])]);
    keep(this.name, JSON.stringify(this.later.peek()));
    this.desk.channel.tell({ kind: "later", until: this.later.peek() });
  }
}

/** @param {string|null} text @returns {Record<string, number>} */
function read(text) {
  try {
    const until = JSON.parse(text ?? "{}");
    return until && typeof until === "object" ? until : {};
  } catch {
    return {}; // not ours
  }
}
