// What the board shows, derived from the live rows: order, pages, alerts.
import { computed, signal } from "../dom.js";
import { language, named } from "../i18n.js";
import { agentsByName } from "../states.js";
import { plan } from "./plan.js";

/** @typedef {import("../live/rows.js").Alert} Alert */

export class Board {
  /**
   * @param {import("../live/socket.js").Live} live
   * @param {import("./options.js").Options} options
   */
  constructor(live, options) {
    this.live = live;
    this.options = options;

    /** Services in the order that the address asks for, else by name. */
    this.services = computed(() => {
      const ids = live.services.ids.value;
      const asked = new Map(options.services.map((id, i) => [id, i]));
      const collator = new Intl.Collator(language.value, { numeric: true });
      const name = (/** @type {string} */ id) => named(live.services.row(id)?.peek().name, id);
      if (asked.size > 0) return ids.filter((id) => asked.has(id)).sort((a, b) => (asked.get(a) ?? 0) - (asked.get(b) ?? 0));
      return [...ids].sort((a, b) => collator.compare(name(a), name(b)) || (a < b ? -1 : 1));
    });

    /** Agents by the name that is shown: people keep their place. */
    this.agents = computed(() => agentsByName(live.agents.ids.value, (id) => live.agents.row(id)?.peek()));

    this.steps = computed(() => plan(this.services.value.length, this.agents.value.length, options));

    /** Alerts of both topics, worst first, then the longest standing. */
    this.alerts = computed(() => [...live.services.alerts.value, ...live.agents.alerts.value].sort(worstFirst));
    this.tip = signal(/** @type {{text: string[], x: number, y: number}|null} */ (null));
  }
}

/** @param {Alert} a @param {Alert} b */
function worstFirst(a, b) {
  if (a.level !== b.level) return a.level === "bad" ? -1 : 1;
  const order = ["longest_wait", "nobody_ready", "agent_time", "service_level"];
  return order.indexOf(a.kind) - order.indexOf(b.kind) || (a.since ?? 0) - (b.since ?? 0);
}
