// How agents stand with chats, as screens of chats say it.
import { ch } from "./text.js";

/** @typedef {import("./api.js").Agent} Agent */
/** @typedef {{s: string, icon: string, name: string}} Look */

/** As the own state, and that of monitoring, is shown (M6); who takes no part is logged out. @param {Agent|undefined} agent @returns {Look} */
export function stateOf(agent) {
  if (!agent?.signed_in) return { s: "off", icon: "st-off", name: ch("state_out") };
  switch (agent.state) {
    case "excluded": return { s: "off", icon: "ban", name: ch("state.excluded") };
    case "off": return { s: "off", icon: "r-away", name: ch(agent.duty === "break" ? "state_break" : agent.duty === "off" ? "state.off" : "state_after_hours") };
    case "meal": return { s: "away", icon: "r-meal", name: ch("state.meal") };
    case "resting": return { s: "away", icon: "r-break", name: ch("state.resting") };
  }
  return { s: "ready", icon: "st-ready", name: ch("state.working") };
}

/** As the dialog of a hand-over shows it (C67, C68): 상담불가 is a break of the schedule there. @param {Agent} agent @returns {Look} */
export function handOverState(agent) {
  if (agent.duty === "break") return { s: "off", icon: "ban", name: ch("state.excluded") };
  if (agent.state === "meal" || agent.duty === "meal") return { s: "away", icon: "r-meal", name: ch("state.meal") };
  if (agent.resting) return { s: "away", icon: "r-break", name: ch("state.resting") };
  return agent.state === "off" ? { s: "off", icon: "ban", name: ch("state_after_hours") } : { s: "ready", icon: "st-ready", name: ch("state.working") };
}

/** Whether an agent is offered for a hand-over (C64): takes part, and is not off today. @param {Agent} agent */
export const offered = (agent) => !agent.excluded && agent.duty !== "off";
