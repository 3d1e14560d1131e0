// Agent states as the screens show them: family (colour), glyph and name. The
// glyph is mandatory because families can meet for colour-blind eyes.
import { signal } from "./dom.js";
import { language, named, tcode, t } from "./i18n.js";

/** @typedef {import("./live/rows.js").AgentRow} AgentRow */
/** @typedef {{s: string, icon: string, name: string, since: number}} Look */

/** @type {Record<string, [string, string]>} state -> family, glyph */
const states = {
  ready: ["ready", "st-ready"], ringing: ["ring", "st-ring"], talking: ["talk", "st-talk"],
  dialing: ["dial", "st-dial"], talking_outbound: ["out", "st-out"], wrap_up: ["wrap", "st-wrap"],
  logged_out: ["off", "st-off"],
};

/** @type {Record<string, string>} not-ready reason -> glyph */
const reasons = {
  preparing: "r-prep", meal: "r-meal", rest: "r-break", away: "r-away", training: "r-training",
  interview: "r-interview", meeting: "r-meeting", other: "r-task", no_answer: "st-ring", unreachable: "unlink",
};

/** What the centre calls its reasons, where it has said so. */
export const reasonNames = signal(/** @type {Record<string, import("./live/rows.js").Names>} */ ({}));

/** @param {string} state @param {string} [reason] @returns {{s: string, icon: string, name: string}} */
export function stateLook(state, reason = "") {
  if (state === "not_ready") {
    return { s: "away", icon: reasons[reason] ?? "r-away", name: reason ? named(reasonNames.value[reason], tcode("reason", reason)) : t("state.not_ready") };
  }
  const [s, icon] = states[state] ?? ["off", "st-off"];
  return { s, icon, name: tcode("state", state) };
}

/** How an agent looks now; a held call shows as hold. @param {Pick<AgentRow, "state"|"reason"|"since"|"held_since">} agent @returns {Look} */
export function agentLook(agent) {
  if (agent.held_since && (agent.state === "talking" || agent.state === "talking_outbound")) {
    return { s: "hold", icon: "st-hold", name: t("state.hold"), since: agent.held_since };
  }
  return { ...stateLook(agent.state, agent.reason), since: agent.since };
}

/** An agent's name in the viewer's language, where there is one. @param {{id: string, name: string, name_en?: string}} agent */
export function personName(agent) {
  return (language.value === "en" && agent.name_en) || agent.name || agent.id;
}

/** "Siwoo Ahn" is "Siwoo A." where room is scarce. @param {{id: string, name: string, name_en?: string}} row */
export function shortName(row) {
  if (language.value !== "en" || !row.name_en) return row.name || row.id;
  const [first = "", ...rest] = row.name_en.trim().split(/\s+/);
  const family = rest.at(-1);
  return family ? `${first} ${family[0]}.` : first;
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

/**
 * The ids of agents by the name that is shown, and where that is the same by id.
 * @param {string[]} ids @param {(id: string) => Parameters<typeof personName>[0]|undefined} rowOf
 */
export function agentsByName(ids, rowOf) {
  const name = (/** @type {string} */ id) => { const row = rowOf(id); return row ? personName(row) : id; };
  return [...ids].sort((a, b) => byName(name(a), name(b)) || (a < b ? -1 : 1));
}

/** Since when the caller waits: a talk that the call came back from is no waiting. @param {import("./live/rows.js").CallRow} row */
export const waitsSince = (row) => row.waits_since ?? row.entered;
