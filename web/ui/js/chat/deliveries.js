// What becomes of messages that somebody else carries to the customer (SMS, messengers).
// No frame tells of it, so it is asked, ever more rarely, until they have gone.
import { computed, effect, untracked } from "../dom.js";
import * as api from "./api.js";

const first = 2000, longest = 30_000; // ms between two questions
const most = 50; // messages, from the last one back
const carried = new Set(["sms", "kakao", "talktalk"]);

export class Deliveries {
  /** @param {import("./talk.js").Talk} talk */
  constructor(talk) {
    this.talk = talk;
    /** Up to which message it was asked: where nothing was said of one, nothing will be. */
    this.told = 0;
    this.pause = first;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** The first message of which more will be known; 0: none. */
    this.next = computed(() => {
      const on = carried.has(talk.line.value?.channel ?? "") && talk.page.live.link.value === "ok";
      return on ? talk.messages.value.slice(-most).find((one) => one.delivery === "queued" || (one.by === "agent" && !one.delivery && one.seq > this.told))?.seq ?? 0 : 0;
    });
    this.end = effect(() => {
      void this.next.value;
      this.pause = first;
      untracked(() => this.wait());
    });
  }

  close() {
    this.end();
    clearTimeout(this.timer);
    this.timer = undefined; // a question that is on its way asks no more
  }

  wait() {
    clearTimeout(this.timer);
    if (this.next.peek()) this.timer = setTimeout(() => { void this.ask(this.next.peek()); }, this.pause);
    this.pause = Math.min(longest, 2 * this.pause);
  }

  /** @param {number} seq */
  async ask(seq) {
    const now = this.timer;
    try {
      const list = await api.messages(this.talk.id, { after: seq - 1, limit: most });
      this.told = Math.max(this.told, list.at(-1)?.seq ?? seq);
      this.talk.take(list);
    } catch { /* it is asked again */ }
    if (this.timer === now) this.wait();
  }
}
