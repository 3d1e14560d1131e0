// A list of callbacks of which the server gives page by page, and which does not move
// while a hand is on it: what is there is brought up to date in its place, what is newer
// waits until somebody asks for it or the hand goes.
import { batch, signal } from "../dom.js";
import { failure } from "../shell.js";
import { Paged } from "../desk/parts/resource.js";

/** @typedef {import("./api.js").Callback} Callback */
/** @typedef {import("./api.js").Page} Page */

const mostMore = 400; // rows that are read beyond those that are shown

/** @extends {Paged<Page>} */
export class Held extends Paged {
  /** @param {(cursor: string) => Promise<Page>} page */
  constructor(page) {
    super(page);
    /** How many are not shown yet that belong above or among those that are. */
    this.fresh = signal(0);
    /** Those that are shown and are not of the list any more. */
    this.gone = signal(/** @type {ReadonlySet<string>} */ (new Set()));
    /** Whether a hand is on the list: its rows stay where they are. */
    this.held = () => false;
    /** What brings the list up to date now, and whether something has changed since it began. @type {Promise<void>|null} */
    this.renewing = null;
    this.news = false;
    /** Whether changes wait until everything is read. */
    this.paused = false;
  }

  async refresh() {
    await super.refresh();
    if (!this.failed.peek()) batch(() => { this.fresh.value = 0; this.gone.value = new Set(); });
  }

  clear() {
    super.clear();
    batch(() => { this.fresh.value = 0; this.gone.value = new Set(); });
  }

  /** Brings the list up to date after something has changed. Changes that come meanwhile wait until it is through: begun anew with each, a long list would never be. */
  renew() {
    this.news = true;
    return this.paused ? Promise.resolve() : this.renewing ??= this.follow();
  }

  async follow() {
    try {
      while (this.news && !this.paused) {
        this.news = false;
        await this.renewOnce();
      }
    } finally {
      this.renewing = null; // at once: a change that comes now begins anew
    }
  }

  /** Reads on to the end. Changes wait meanwhile: they would take away what is read, and on a busy floor there is no end of them. @param {number} most rows @param {() => boolean} still whether it is to go on */
  async readOn(most, still) {
    this.paused = true;
    try {
      await this.renewing;
      while (still() && this.value.peek()?.next && (this.value.peek()?.items.length ?? 0) < most) {
        await this.more();
        if (this.failed.peek()) break;
      }
    } finally {
      this.paused = false;
      if (this.news) void this.renew();
    }
  }

  async renewOnce() {
    const shown = this.value.peek();
    if (!shown) return void await this.refresh();
    const turn = ++this.turn;
    try {
      const whole = await this.reread(shown, turn);
      if (turn === this.turn) this.take(whole);
    } catch (error) {
      if (turn === this.turn) batch(() => { this.failed.value = failure(error); this.slow.value = false; });
    }
  }

  /** Reads until every row that is shown was found, or where it must be. @param {Page} shown @param {number} turn */
  async reread(shown, turn) {
    const missing = new Set(shown.items.map((one) => one.id)), most = shown.items.length + mostMore;
    let whole = await this.page("");
    for (const one of whole.items) missing.delete(one.id);
    while (whole.next && turn === this.turn && (whole.items.length < shown.items.length || missing.size > 0 && whole.items.length < most)) {
      const page = await this.page(whole.next);
      for (const one of page.items) missing.delete(one.id);
      whole = { ...page, items: [...whole.items, ...page.items] };
    }
    return whole;
  }

  /** @param {Page} whole */
  take(whole) {
    const shown = this.value.peek();
    if (!shown || !this.held()) {
      return batch(() => { this.value.value = whole; this.fresh.value = 0; this.gone.value = new Set(); this.failed.value = ""; this.slow.value = false; });
    }
    const now = new Map(whole.items.map((one) => [one.id, one])), had = new Set(shown.items.map((one) => one.id));
    const last = shown.next ? whole.items.findLastIndex((one) => had.has(one.id)) : whole.items.length;
    return batch(() => {
      this.value.value = { ...shown, items: shown.items.map((one) => now.get(one.id) ?? one) };
      this.gone.value = whole.next && whole.items.length >= shown.items.length + mostMore ? this.gone.peek() : new Set(shown.items.filter((one) => !now.has(one.id)).map((one) => one.id));
      this.fresh.value = whole.items.slice(0, last).filter((one) => !had.has(one.id)).length;
      this.failed.value = "";
      this.slow.value = false;
    });
  }
}
