// What the server refuses at log-in, set-up and of one's own account, in the viewer's
// words. It says it in English.
import { ApiError } from "./api.js";
import { t } from "./i18n.js";
import "./server.js";
import { failure } from "./shell.js";
import "./text/entry.js";

/** The server's rule: ten characters of two kinds, or eight of three. @param {string} password */
export function weak(password) {
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u].filter((kind) => kind.test(password)).length;
  const length = [...password].length;
  return !((length >= 10 && kinds >= 2) || (length >= 8 && kinds >= 3));
}

/** What a form asks cannot be right: its message says why. */
export class Refused extends Error {}

/** Refuses a new password of one's own, typed twice, that cannot be right. @param {string} password @param {string} again */
export function checkChosen(password, again) {
  if (weak(password)) throw new Refused(t("setup.short"));
  if (password !== again) throw new Refused(t("setup.differ"));
}

/** Whether the server takes it as the name that somebody logs in with. @param {string} login */
export const isLogin = (login) => /^[A-Za-z0-9._@-]{2,60}$/.test(login);

/** How long a log-in is locked after too many tries. @param {ApiError} error */
export function locked({ wait }) {
  if (!wait) return t("login.locked");
  return wait < 60 ? t("login.locked_seconds", { n: wait }) : t("login.locked_minutes", { n: Math.ceil(wait / 60) });
}

/** Words for a refused request. @param {unknown} error */
export function refused(error) {
  if (!(error instanceof ApiError)) return failure(error);
  if (error.status === 429) return locked(error);
  if (error.errors.some(({ location }) => location === "body.login")) return t("setup.login_bad");
  return failure(error);
}
