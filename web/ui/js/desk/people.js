// People: their names by id, and their order.
import { computed } from "../dom.js";
import { personName } from "../states.js";

/** @param {import("./desk.js").Desk} desk @param {string} id of an agent */
export function agentName(desk, id) {
  void desk.live.colleagues.ids.value;
  const row = desk.live.colleagues.row(id)?.value;
  return row ? personName(row) : id;
}

const syllables = /^[가-힣]*$/;
/** @type {Intl.Collator|undefined} it takes long to make */
let collator;

/** Compares names; syllables of Hangul stand in their order already. @param {string} a @param {string} b */
export function byName(a, b) {
  if (syllables.test(a) && syllables.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  collator ??= new Intl.Collator("ko", { numeric: true });
  return collator.compare(a, b);
}

/** Every agent, by name: everybody keeps a place. @param {import("../live/socket.js").Live} live */
export const everyone = (live) => computed(() => [...live.colleagues.ids.value].sort((a, b) => byName(live.colleagues.row(a)?.peek().name ?? a, live.colleagues.row(b)?.peek().name ?? b)));

/**
 * Those of them who take calls or have one: ready, on a call, in wrap-up (D11).
 * @param {import("../live/socket.js").Live} live @param {{value: string[]}} all
 */
export const onDuty = (live, all) => computed(() => {
  void live.colleagues.version.value;
  return all.value.filter((id) => !["logged_out", "not_ready"].includes(live.colleagues.row(id)?.peek().state ?? "logged_out"));
});
