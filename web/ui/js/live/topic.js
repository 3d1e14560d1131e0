// One topic of the live socket: its rows, kept as signals so that a changed row
// redraws itself and nothing else.
import { batch, signal } from "../dom.js";

/** @typedef {import("./rows.js").Frame} Frame */

/**
 * @template Row
 * @typedef {import("../../vendor/signals.js").Signal<Row>} Cell
 */

/**
 * Topic equals a fresh snapshot after any number of deltas (I-15).
 * @template {{id: string}} Row
 */
export class Topic {
  constructor() {
    /** @type {Map<string, Cell<Row>>} */
    this.rows = new Map();
    /** @type {Cell<string[]>} ids, changed only when rows come, go or are renamed */
    this.ids = signal(/** @type {string[]} */ ([]));
    /** @type {Cell<any>} Totals of services, Effort of colleagues; null before the first frame */
    this.totals = signal(/** @type {any} */ (null));
    /** @type {Cell<import("./rows.js").Alert[]>} */
    this.alerts = signal(/** @type {any} */ ([]));
    this.loaded = signal(false);
    this.version = signal(0); // steps with every frame, for what depends on all rows
  }

  /** @param {string} id */
  row(id) {
    return this.rows.get(id);
  }

  /** Every row as it is now. */
  all() {
    return [...this.rows.values()].map((cell) => cell.value);
  }

  /** @param {Frame} frame a snapshot or delta of this topic */
  apply(frame) {
    batch(() => {
      let changed = false;
      if (frame.type === "snapshot") changed = this.keepOnly(new Set((frame.rows ?? []).map((row) => row.id)));
      for (const id of frame.gone ?? []) changed = this.rows.delete(id) || changed;
      for (const row of frame.rows ?? []) changed = this.put(row) || changed;
      if (changed) this.ids.value = [...this.rows.keys()];
      if (frame.totals !== undefined) this.totals.value = frame.totals;
      if (frame.alerts !== undefined) this.alerts.value = frame.alerts;
      if (frame.type === "snapshot") this.loaded.value = true;
      this.version.value++;
    });
  }

  /** @param {Set<string>} ids @returns {boolean} whether a row went */
  keepOnly(ids) {
    let changed = false;
    for (const id of this.rows.keys()) {
      if (!ids.has(id)) changed = this.rows.delete(id) || changed;
    }
    return changed;
  }

  /** @param {Row} row @returns {boolean} whether the order of rows may have changed */
  put(row) {
    const cell = this.rows.get(row.id);
    if (cell) {
      const renamed = label(cell.peek()) !== label(row);
      cell.value = row;
      return renamed;
    }
    this.rows.set(row.id, signal(row));
    return true;
  }
}

/** @param {any} row @returns {string} what rows are sorted by */
function label(row) {
  return typeof row.name === "object" ? `${row.name.ko}|${row.name.en}` : row.name ?? "";
}
