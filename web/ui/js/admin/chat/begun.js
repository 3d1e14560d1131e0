// What tells that a step of beginning with chats is done: rules that were set, a web site
// from which chats come, and agents who can log in.
import { query, request } from "../../api.js";
import { daysOn } from "../../format.js";
import { Resource } from "../../desk/parts/resource.js";
import { all, have, zone } from "../shared.js";
import { today } from "./report.js";

/** Chats of a year by where they came from: the longest that a report may be of. */
export const yearly = new Resource(/** @returns {Promise<import("./report.js").Report>} */ () => { const to = today(zone()); return request("GET", `chat/report${query({ by: "channel", from: daysOn(to, -364), to })}`, undefined, 30_000); });

/** How many chats came from web sites; undefined: not known yet. */
export const webChats = () => yearly.value.value && (yearly.value.value.items.find((one) => one.key === "web")?.rooms ?? 0);

/** How many rules of chats are not as they come; undefined: not known yet. */
export const rulesSet = () => /** @type {{key: string, own?: boolean}[]|undefined} */ (all.settings.value.value)?.filter((one) => one.key.startsWith("chat.") && one.key !== "chat.enabled" && one.own).length;

/** Agents as whom somebody can log in. */
export function agentsWithLogIn() {
  const logins = new Set(have("users").filter((/** @type {any} */ one) => !one.disabled).map((/** @type {any} */ one) => one.agent_id));
  return have("agents").filter((one) => logins.has(one.id)).length;
}
