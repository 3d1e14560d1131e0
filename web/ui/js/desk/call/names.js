// Names of services by id, in the viewer's language, and of who is consulted.
import { named } from "../../i18n.js";
import { agentName } from "../people.js";

/** @param {import("../desk.js").Desk} desk @param {string|undefined} service */
export function serviceName(desk, service) {
  if (!service) return "";
  void desk.live.services.ids.value;
  return named(desk.live.services.row(service)?.value.name ?? desk.services.value.find((row) => row.id === service)?.name, service);
}

/** Who is consulted: a colleague, a service or a number. @param {import("../desk.js").Desk} desk @param {import("../../live/rows.js").Consult} second */
export function whom(desk, second) {
  if (second.agent) return agentName(desk, second.agent);
  if (second.service) return serviceName(desk, second.service);
  return second.number ?? "";
}
