// What the parts of the customers' section share: asking the server, and how moments
// and people are written.
import { html, useSignal } from "../../dom.js";
import { dayIn, shortTime } from "../../format.js";
import { Icon } from "../../icons.js";
import { personName } from "../../states.js";
import { have, zone } from "../shared.js";
import { fieldErrors, refusal } from "../words.js";

/** @typedef {import("../../desk/types.js").Customer} Customer */
/** @typedef {import("../../desk/types.js").Brief} Brief */
/** @typedef {import("../../api.js").User} User */
/** @typedef {ReturnType<typeof useWork>} Work */

/** Whether the server would let somebody. @param {User} user @param {string} permission */
export const may = (user, permission) => user.role === "administrator" || user.permissions.includes(permission);

/** Work that a dialog asks for: it runs once, however often it is pressed, and says why it was refused. */
export function useWork() {
  const busy = useSignal(false), problem = useSignal("");
  /** @param {() => Promise<any>} ask @returns {Promise<any>} the answer (true for an empty one), undefined when refused */
  const run = async (ask) => {
    if (busy.peek()) return undefined;
    busy.value = true;
    problem.value = "";
    try {
      return (await ask()) ?? true;
    } catch (error) {
      problem.value = Object.values(fieldErrors(error))[0] ?? refusal(error);
      return undefined;
    } finally {
      busy.value = false;
    }
  };
  return { busy, problem, run };
}

/** @param {{work: Work}} props */
export function Problem({ work }) {
  return work.problem.value ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/>${work.problem.value}</p>` : null;
}

/** A moment with its year: what is looked up may be years old. @param {string} at */
export const stamp = (at) => `${dayIn(Date.parse(at), zone())} ${shortTime(Date.parse(at), zone())}`;

/** @param {string|undefined} id of an agent, as far as who looks sees it */
export function agentName(id) {
  const one = id ? have("agents").find((each) => each.id === id) : undefined;
  return one ? personName(one) : id ?? "";
}

/** A query of what is set. @param {Record<string, string|number|boolean|undefined>} values */
export function query(values) {
  const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== "" && value !== false).map(([name, value]) => [name, String(value)]);
  return set.length ? `?${new URLSearchParams(set)}` : "";
}

/** @param {string} id @param {string} [rest] */
export const path = (id, rest = "") => `customers/${encodeURIComponent(id)}${rest ? `/${rest}` : ""}`;
