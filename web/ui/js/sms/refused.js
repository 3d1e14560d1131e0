// What the server refuses, by field.
import { ApiError } from "../api.js";
import { told } from "../server.js";

/** What is wrong, by field, in the words of now. @typedef {Record<string, () => string>} Faults */

/** By the path of each field; the first that is said of one counts. @param {unknown} error @returns {Faults} */
export function faultsOf(error) {
  /** @type {Faults} */
  const wrong = {};
  for (const { location = "", message = "" } of error instanceof ApiError ? error.errors : []) wrong[location.replace(/^body\./, "")] ??= () => told(message.replace(/^[a-z_]+: /, "")) || message;
  return wrong;
}
