// The visitor's room as the server tells it: its messages in order, each once.
import { batch, computed, signal } from "../js/dom.js";

/** @typedef {import("./types.js").Room} Room */
/** @typedef {import("./types.js").Message} Message */

const typingFor = 6000; // ms after which nobody types any more

/** @param {Room|null} room */
export const over = (room) => room?.status === "ended" || room?.status === "bot_ended";

/** Whether a message is the visitor's own: written, or pressed. @param {Message} message */
export const own = ({ by }) => by === "customer" || by === "choice";

/** Talk owns the room and its messages; frames change it, and nothing else does. */
export class Talk {
  constructor() {
    this.room = signal(/** @type {Room|null} */ (null));
    /** By seq, of the room. */
    this.messages = signal(/** @type {Message[]} */ ([]));
    /** Earlier ones are not here. */
    this.cut = signal(false);
    this.typing = signal(false);
    this.blocked = signal(false);
    this.hours = signal(/** @type {import("./types.js").Hours|undefined} */ (undefined));
    this.over = computed(() => over(this.room.value));
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** Messages that came before their room was told. @type {Message[]} */
    this.early = [];
  }

  /** The last number that is known here; 0: none. */
  get seq() {
    return this.messages.peek().at(-1)?.seq ?? 0;
  }

  /** @param {any} frame snapshot */
  snapshot(frame) {
    batch(() => {
      const same = frame.room?.id === this.room.peek()?.id;
      if (!same || frame.cut || !frame.after) this.messages.value = [];
      this.cut.value = Boolean(frame.cut) || this.cut.peek() && same;
      this.blocked.value = Boolean(frame.blocked);
      this.hours.value = frame.hours;
      this.typing.value = false;
      this.room.value = frame.room ?? null;
      this.merge(frame.messages ?? []);
      this.takeEarly();
    });
  }

  /** @param {Room} room as it is now; another one: the talk begins anew */
  setRoom(room) {
    if (!room?.id) return;
    batch(() => {
      if (room.id !== this.room.peek()?.id) {
        this.messages.value = [];
        this.cut.value = false;
        this.typing.value = false;
      }
      if (over(room)) this.typing.value = false;
      this.room.value = { ...room, reads: { ...this.room.peek()?.id === room.id ? this.room.peek()?.reads : {}, ...room.reads } };
      this.takeEarly();
    });
  }

  /** @param {Message} message @returns {boolean} whether it is new here */
  add(message) {
    if (message.room !== this.room.peek()?.id) {
      this.early = [...this.early, message].slice(-100);
      return false;
    }
    const known = this.messages.peek().some((one) => one.seq === message.seq);
    if (!known && message.by === "agent") this.setTyping(false);
    this.merge([message]);
    return !known;
  }

  takeEarly() {
    const id = this.room.peek()?.id;
    this.merge(this.early.filter((one) => one.room === id));
    this.early = this.early.filter((one) => one.room !== id);
  }

  /** @param {Message[]} list */
  merge(list) {
    if (list.length === 0) return;
    const by = new Map(this.messages.peek().map((one) => [one.seq, one]));
    for (const one of list) if (Number.isInteger(one?.seq)) by.set(one.seq, one);
    this.messages.value = [...by.values()].sort((a, b) => a.seq - b.seq);
  }

  /** @param {boolean} on */
  setTyping(on) {
    clearTimeout(this.timer);
    this.typing.value = on;
    if (on) this.timer = setTimeout(() => { this.typing.value = false; }, typingFor);
  }

  /** @param {string} id @param {Partial<Room>} change */
  change(id, change) {
    const room = this.room.peek();
    if (room?.id === id) this.room.value = { ...room, ...change };
  }

  /** Marks only go forward. @param {string} id @param {"customer"|"agent"} who @param {number} seq */
  read(id, who, seq) {
    const reads = this.room.peek()?.reads ?? {};
    if (seq > (reads[who] ?? 0)) this.change(id, { reads: { ...reads, [who]: seq } });
  }

  /** The visitor begins another talk: the last one is put away. */
  clear() {
    batch(() => {
      this.room.value = null;
      this.messages.value = [];
      this.cut.value = false;
      this.typing.value = false;
    });
  }
}
