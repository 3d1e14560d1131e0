// What is wrong with the fields of a form, as the server says it.
import { ApiError } from "../../api.js";
import { t } from "../../i18n.js";
import { refusal } from "../../shell.js";
import { ko } from "../../text/ko.js";

/** Field by field, in the viewer's words. @param {unknown} error @returns {Record<string, string>} */
export function wrongFields(error) {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.errors.map(({ location = "", message = "" }) => [location.replace(/^body\./, ""), words(message)]));
}

/** The server writes "code: what is wrong and what to do" in English. @param {string} message */
function words(message) {
  const [, code = "", what = message] = /^([a-z_]+): (.*)$/s.exec(message) ?? [], key = `wrong.${code}`;
  return key in ko ? t(/** @type {import("../../i18n.js").TextKey} */ (key)) : refusal(what) || what;
}
