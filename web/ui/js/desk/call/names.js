// Names of services by id, in the viewer's language.
import { named } from "../../i18n.js";

/** @param {import("../desk.js").Desk} desk @param {string|undefined} service */
export function serviceName(desk, service) {
  if (!service) return "";
  void desk.live.services.ids.value;
  return named(desk.live.services.row(service)?.value.name ?? desk.services.value.find((row) => row.id === service)?.name, service);
}
