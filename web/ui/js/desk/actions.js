// What an agent asks the server for. Nothing is shown until the event arrives.
import { signal } from "../dom.js";
import { request } from "../api.js";
import { t } from "../i18n.js";
import { failure } from "../shell.js";

/** What went wrong with the last request, for people; "" when nothing did. */
export const problem = signal("");
/** A request is on its way. */
export const busy = signal(false);

/**
 * @param {string} agent
 * @param {string} state "ready", "not_ready" or "logged_out"
 * @param {string} [reason]
 */
export async function askState(agent, state, reason) {
  busy.value = true;
  problem.value = "";
  try {
    await request("PUT", `agents/${encodeURIComponent(agent)}/state`, reason ? { state, reason } : { state });
  } catch (error) {
    problem.value = t("desk.refused", { detail: failure(error) });
  } finally {
    busy.value = false;
  }
}
