// The reservation that is being written.
import { signal } from "../dom.js";
import { ApiError } from "../api.js";
import { localInput } from "../format.js";
import { t, tcode } from "../i18n.js";
import { problem } from "./parts/ask.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./types.js").Reservation} Reservation */
/** @typedef {{one: Reservation|null, call: string, customer: string, known: string, number: string, name: string, due: string, service: string, memo: string}} Draft one: that is changed, null for a new one; call: in which it is made; known: the number that the server has anyway, masked or not, "" for none */

const quarter = 900_000;
export const draft = signal(/** @type {Draft|null} */ (null));

/** Opens the dialog: for whom the right side is about, or with a reservation that is there. @param {Desk} desk @param {Reservation} [one] */
export function openReserve(desk, one) {
  problem.value = "";
  const zone = desk.live.timeZone.peek(), about = desk.subject.about.peek(), person = desk.subject.customer.peek();
  const due = one ? Date.parse(one.due_at) : Math.ceil((desk.live.clock.now() + 2 * quarter) / quarter) * quarter;
  const called = about.call ? about.number : "", had = one ? one.number ?? "" : called || (person?.phones[0]?.number ?? ""), typed = about.number.includes("*") ? "" : about.number;
  draft.value = one ? { one, call: "", customer: one.customer ?? "", known: had, number: had, name: one.name ?? "", due: localInput(due, zone), service: one.service ?? "", memo: one.memo ?? "" }
    : { one: null, call: about.call, customer: about.customer, known: had, number: had || typed, name: person?.name ?? "", due: localInput(due, zone), service: desk.me.peek()?.service ?? "", memo: "" };
}

/** Why a reservation is refused, in the viewer's words. @param {Desk} desk @param {unknown} error */
export function refused(desk, error) {
  const { location, message = "" } = (error instanceof ApiError && error.errors[0]) || {};
  if (location === "body.due_at" || location === "body.follow_at" && !message.startsWith("not_a_phone")) return t(/is past$/.test(message) ? "desk.reserve_past" : "desk.reserve_far");
  return location === "body.number" || location === "body.follow_at" ? tcode("wrong", "not_a_phone") : desk.words(error);
}
