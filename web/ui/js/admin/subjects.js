// What the ids of the access log stand for, as the server says it with each line: who a
// customer is now, which call, which reservation. Of who was deleted there is no name.
import { stamp } from "./customers/work.js";
import { serviceName } from "./shared.js";
import { w } from "./text.js";

/** @typedef {{kind: string, id: string, name?: string, number?: string, customer?: string, ticket?: string, service?: string, at?: string, deleted?: boolean}} Subject */

/** Kinds of which lines of the log know ids alone. */
const kinds = ["customer", "call", "reservation", "callback"];

/** What the target of a line stands for. @param {string} target @param {Subject[]} about */
export const subjectOf = (target, about) => about.find((one) => kinds.includes(one.kind) && `${one.kind}:${one.id}` === target);

/** A subject in short: a customer's name, a call's ticket or time, when a reservation is due. @param {Subject} one */
export function subjectName(one) {
  if (one.deleted) return w("deleted_customer");
  if (one.kind === "customer") return one.name ?? one.id;
  return [one.ticket || one.at && stamp(one.at) || one.id, one.service && serviceName(one.service)].filter(Boolean).join(" ");
}

/** All that is said of a subject, in one line. @param {Subject} one */
export const subjectLine = (one) => [one.kind === "customer" ? "" : one.name, subjectName(one), one.number].filter(Boolean).join(" ");

/** Which customer can be opened for a subject; "" for none. @param {Subject} one */
export const customerOf = (one) => (one.deleted ? "" : one.kind === "customer" ? one.id : one.customer ?? "");

/** A text with what its ids stand for in their place. @param {string} text @param {Subject[]} about */
export function withNames(text, about) {
  const names = new Map(about.filter((one) => kinds.includes(one.kind)).map((one) => [one.id, one.deleted ? w("a_deleted_customer") : subjectName(one)]));
  if (names.size === 0) return text;
  return text.replace(/([\w-]+)( ?)/g, (all, /** @type {string} */ id, /** @type {string} */ space, /** @type {number} */ at) => {
    const name = names.get(id);
    if (name === undefined) return all;
    const next = /^[\w-]+/.exec(text.slice(at + all.length))?.[0] ?? "";
    return `${name}${space && names.has(next) ? ", " : space}`;
  });
}
