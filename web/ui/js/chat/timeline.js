// What happened to a room beside its messages, in words.
import { chatAgents } from "../live/chats.js";
import { nameIn } from "./names.js";
import { ch, chcode } from "./text.js";
import { whyOf } from "./why.js";

/** @param {string|undefined} agent */
const who = (agent) => (agent ? nameIn(chatAgents.row(agent)?.value.name, agent) : ch("robot_short"));

/** What is said besides: how, why, or from what to what. @param {string} kind @param {string} how */
function more(kind, how) {
  if (!how) return "";
  if (kind === "ended") return chcode("end_type", how);
  if (kind === "waits" || kind === "ask_refused") return chcode("cause", how);
  if (kind === "held") return ch(how === "on" ? "held" : "held_no");
  return kind === "assigned" ? chcode("how", how) : "";
}

/** @param {import("./api.js").Entry} entry */
export function happened({ kind, user, user_name, from, to, how = "", why }) {
  if (kind === "assigned") from ??= ""; // from the robot (C36)
  const moved = to !== undefined || from !== undefined ? `${from !== undefined ? who(from) : ""}${from !== undefined && to !== undefined ? " → " : ""}${to !== undefined ? who(to) : ""}` : "";
  return [chcode("event", kind), moved, more(kind, how), whyOf(why), user_name || user].filter(Boolean).join(" · ");
}
