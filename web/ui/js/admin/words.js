// What the server refuses, in the viewer's words and at the field that it is about.
// It says it in English: "service orders.ring 99h is out of range: allowed is 2s to 5m".
import { ApiError, unreachable } from "../api.js";
import { tcode } from "../i18n.js";
import { told } from "../server.js";
import { failure } from "../shell.js";
import { w } from "./text.js";

/** @param {string} text @returns {string} in the viewer's language where it is known, else as it is */
export function sentence(text) {
  const code = tcode("wrong", /^([a-z_]+): /.exec(text)?.[1] ?? "");
  if (code && /\s|\./.test(code)) return code; // of the desk's data: "required: ..."
  return told(text) || text;
}

/** "week[2].from" is about the field "week", "name.ko" about itself. @param {string} place */
const cleanPlace = (place) => place.replace(/\[.*$/, "");

/** What is said of a field that was left empty, by what the server says of an empty text. @param {string} message @param {unknown} value */
const saidOf = (message, value) => sentence(value === "" && /^expected (?:length >=|string to)/.test(message) ? "expected length >= 1" : message);

/** What is said of a field that must not be empty. */
export const notEmpty = () => sentence("expected length >= 1");

/** What is said of an id with signs that ids do not have. @param {string} id */
export const notAnID = (id) => sentence(`"${id}" is not allowed: use letters a to z`);

/** Of a list that is sent as a whole its rows are "items" here. @param {string} place */
const ofList = (place) => (place.startsWith("[") ? `items${place}` : place);

/**
 * What is wrong where, to the row of a list: "week[2].to", "items[0].date".
 * @param {unknown} error
 * @returns {Record<string, string>}
 */
export function places(error) {
  /** @type {Record<string, string>} */
  const found = {};
  if (!(error instanceof ApiError)) return found;
  for (const { location = "", message = "", value } of error.errors) {
    const missing = /required property (\S+)/.exec(message)?.[1];
    const place = [location.replace(/^body\.?/, ""), missing].filter(Boolean).join(".");
    if (place) found[ofList(place)] ??= saidOf(message, value);
  }
  if (error.errors.length) return found;
  for (const part of error.message.split("; ")) {
    const at = /^([a-z][a-z ]*? ?(?:\S*?|\w+\[\d+\]|[^".:;]*?))\.([a-z_][a-z_.]*(?:\[\d+\]\S*)?) (.*)$/.exec(part);
    const row = /^(?:holidays|reasons)(\[\d+\])$/.exec(at?.[1] ?? "")?.[1];
    if (at) found[row ? `items${row}.${at[2]}` : at[2] ?? ""] ??= sentence(at[3] ?? "");
  }
  return found;
}

/**
 * What is wrong with which field.
 * @param {unknown} error
 * @returns {Record<string, string>} by the field's path
 */
export function fieldErrors(error) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const [place, text] of Object.entries(places(error))) found[cleanPlace(place)] ??= text;
  return found;
}

/** Whether it was changed by somebody else after it was loaded. @param {unknown} error */
export const meanwhile = (error) => error instanceof ApiError && error.status === 409 && /changed meanwhile/.test(error.message);

/** One sentence about all of it. @param {unknown} error */
export function refusal(error) {
  if (!(error instanceof ApiError) || error.status === unreachable) return failure(error);
  if (error.status === 412 || meanwhile(error)) return w("refused.meanwhile");
  if (error.code === "conflict") return w("refused.conflict", { detail: sentence(error.message) });
  if (error.code === "not_found") return w("refused.gone", { detail: sentence(error.message) });
  if (Object.keys(fieldErrors(error)).length) return w("refused.fields");
  return w("refused.other", { detail: sentence(error.message) });
}
