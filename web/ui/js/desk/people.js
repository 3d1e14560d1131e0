// People: their names by id, and their order.
import { computed } from "../dom.js";
import { agentsByName, personName } from "../states.js";

/** @param {import("./desk.js").Desk} desk @param {string} id of an agent */
export function agentName(desk, id) {
  void desk.live.colleagues.ids.value;
  const row = desk.live.colleagues.row(id)?.value;
  return row ? personName(row) : id;
}

/** Every agent, by the name that is shown: everybody keeps a place. @param {import("../live/socket.js").Live} live */
export const everyone = (live) => computed(() => agentsByName(live.colleagues.ids.value, (id) => live.colleagues.row(id)?.peek()));

/**
 * Those of them who take calls or have one: ready, on a call, in wrap-up (D11).
 * @param {import("../live/socket.js").Live} live @param {{value: string[]}} all
 */
export const onDuty = (live, all) => computed(() => {
  void live.colleagues.version.value;
  return all.value.filter((id) => !["logged_out", "not_ready"].includes(live.colleagues.row(id)?.peek().state ?? "logged_out"));
});
