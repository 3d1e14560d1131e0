// Why distribution gave a room to an agent, in words.
import { ch } from "./text.js";

/** @typedef {{by: "before"|"only"|"fewest"|"longest"|"first", able: number, open: number, new_at?: number}} Why */

/** "" where people did it, or where it was not kept. @param {Why|undefined} why */
export function whyOf(why) {
  const of = { able: why?.able ?? 0, open: why?.open ?? 0 };
  switch (why?.by) {
    case "before": return ch("grounds.before");
    case "only": return ch("grounds.only");
    case "fewest": return ch("grounds.fewest", of);
    case "longest": return ch("grounds.longest", of);
    case "first": return ch("grounds.first", of);
  }
  return "";
}
