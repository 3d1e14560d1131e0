// What the server refuses, in the viewer's words and at the field that it is about.
// It says it in English: "service orders.ring 99h is out of range: allowed is 2s to 5m".
import { ApiError, unreachable } from "../api.js";
import { tcode } from "../i18n.js";
import { failure } from "../shell.js";
import { w } from "./text.js";

/** @type {[RegExp, (found: string[]) => string][]} what the server writes -> a sentence */
const sentences = [
  [/^(\S+) is out of range: allowed is (\S+) to (\S+)/, ([, value = "", low = "", high = ""]) => w("wrong.range", { value, low, high })],
  [/^expected (?:number|integer) >= (\S+)/, ([, n = ""]) => w("wrong.least", { n })],
  [/^expected (?:number|integer) <= (\S+)/, ([, n = ""]) => w("wrong.most", { n })],
  [/^expected length >= (\d+)/, ([, n = ""]) => (n === "1" ? w("wrong.empty") : w("wrong.short", { n }))],
  [/^expected length <= (\d+)/, ([, n = ""]) => w("wrong.long", { n })],
  [/^expected required property (\S+) to be present/, () => w("wrong.empty")],
  [/^expected (?:integer|number)/, () => w("wrong.number")],
  [/^expected string to (?:match pattern|be)/, () => w("wrong.form")],
  [/is not allowed: use letters/, () => w("wrong.id")],
  [/^is missing|is empty|must not be empty/, () => w("wrong.empty")],
  [/a phone already logs in under this name, that of (\S+)/, ([, what = ""]) => w("wrong.extension", { what })],
  [/there (?:is|are) no (?:[a-z -]+) "?([^"]+)"?$/, ([, what = ""]) => w("wrong.unknown", { what })],
  [/"([^"]*)" is used twice/, ([, what = ""]) => w("wrong.twice", { what })],
  [/exists already$/, () => w("wrong.exists")],
  [/was changed since/, () => w("wrong.since")],
  [/has been undone already/, () => w("wrong.undone")],
  [/is logged in: log the agent out first/, () => w("wrong.logged_in")],
  [/has live calls/, () => w("wrong.live_calls")],
  [/disable themselves or change their own role/, () => w("wrong.self")],
  [/is not a URL/, () => w("wrong.url")],
  [/must not hold a password/, () => w("wrong.url_password")],
  [/must end with its path or query/, () => w("wrong.url_end")],
  [/not of the public internet/, () => w("wrong.inside")],
  [/^there are \d+ webhooks already/, () => w("wrong.hooks")],
  [/^the password is too simple/, () => w("wrong.password_simple")],
  [/^the password must not contain/, () => w("wrong.password_inside")],
  [/^the password is one of those/, () => w("wrong.password_common")],
  [/password/, () => ""],
];

/** @param {string} text @returns {string} in the viewer's language where it is known, else as it is */
export function sentence(text) {
  const code = tcode("wrong", /^([a-z_]+): /.exec(text)?.[1] ?? "");
  if (code && /\s|\./.test(code)) return code; // of the desk's data: "required: ..."
  for (const [pattern, say] of sentences) {
    const found = pattern.exec(text);
    if (found) return say([...found]) || text;
  }
  return text;
}

/** "week[2].from" is about the field "week", "name.ko" about itself. @param {string} place */
const cleanPlace = (place) => place.replace(/\[.*$/, "");

/**
 * What is wrong with which field.
 * @param {unknown} error
 * @returns {Record<string, string>} by the field's path
 */
export function fieldErrors(error) {
  /** @type {Record<string, string>} */
  const found = {};
  if (!(error instanceof ApiError)) return found;
  for (const { location = "", message = "" } of error.errors) {
    const missing = /required property (\S+)/.exec(message)?.[1];
    const place = [location.replace(/^body\.?/, ""), missing].filter(Boolean).join(".");
    if (place) found[cleanPlace(place)] ??= sentence(message);
  }
  if (error.errors.length) return found;
  for (const part of error.message.split("; ")) {
    const at = /^[a-z][a-z ]*? ?(?:\S*?|\w+\[\d+\])\.([a-z_][a-z_.]*)(?:\[\d+\]\S*)? (.*)$/.exec(part);
    if (at) found[at[1] ?? ""] ??= sentence(at[2] ?? "");
  }
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
