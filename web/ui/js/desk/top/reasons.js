// The reasons for not being ready that this centre uses, and their order.
import { computed, signal } from "../../dom.js";
import { reasonNames } from "../../states.js";
import * as api from "../api.js";

/** The order of the house (D7), and that of a centre that has not said any. */
const house = ["meeting", "away", "training", "interview", "other", "preparing"];
const untouched = ["preparing", "meal", "rest", "away", "training", "interview", "meeting", "other"];
/** The reasons with buttons of their own (D33). */
const own = ["rest", "meal"];

const list = signal(/** @type {import("../types.js").Reason[]|null} */ (null));

/** Asks the centre; without an answer the house's stand. */
export async function loadReasons() {
  const found = await api.reasons().catch(() => null);
  if (!found) return;
  list.value = found;
  reasonNames.value = Object.fromEntries(found.map((one) => [one.id, one.name]));
}

/** Whether agents may choose a reason. @param {string} reason "" is no reason */
export const used = (reason) => reason === "" || (list.value?.find((one) => one.id === reason)?.used ?? true);

/** The reasons under 기타, in order. */
export const others = computed(() => {
  const ids = (list.value ?? []).filter((one) => !one.system).map((one) => one.id);
  const order = ids.length === 0 || ids.join() === untouched.join() ? house : ids.filter((id) => !own.includes(id));
  return order.filter(used);
});
