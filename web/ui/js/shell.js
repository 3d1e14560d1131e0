// What every page but the wallboard shares: switches, log-out, the link's state.
import { html } from "./dom.js";
import { ApiError, request, unreachable } from "./api.js";
import { chooseLanguage, language, t } from "./i18n.js";
import { chooseTheme, theme } from "./theme.js";
import { forgetUnsaved } from "./unsaved.js";

/** @typedef {import("./live/socket.js").Live} Live */

export function LanguageSwitch() {
  return html`<span class="seg" role="group" aria-label=${t("language")}>
    <button type="button" lang="ko" aria-pressed=${language.value === "ko"} onClick=${() => chooseLanguage("ko")}>한국어</button>
    <button type="button" lang="en" aria-pressed=${language.value === "en"} onClick=${() => chooseLanguage("en")}>English</button></span>`;
}

export function ThemeSwitch() {
  /** @type {import("./theme.js").Theme[]} */
  const themes = ["light", "dark", "system"];
  return html`<span class="seg" role="group" aria-label=${t("theme")}>
    ${themes.map((name) => html`<button type="button" aria-pressed=${theme.value === name} onClick=${() => chooseTheme(name)}>${t(`theme.${name}`)}</button>`)}</span>`;
}

export async function logOut() {
  forgetUnsaved();
  await request("POST", "logout").catch(() => {}); // without a server there is nothing to end; the log-in page says so
  location.assign(new URL("login", document.baseURI));
}

/** Whether the figures on the page are live. @param {{live: Live}} props */
export function LinkState({ live }) {
  const link = live.link.value;
  return html`<span class="live" data-link=${link === "ok" ? "ok" : "lost"} role="status">${t(`link.${link}`)}</span>`;
}

/** What the server says in the viewer's language; "" where it is not known. server.js puts itself here: a page that need not have it at once loads it later. */
let tell = (/** @type {string} */ _text) => "";
/** @param {typeof tell} told */
export function tellBy(told) { tell = told; }

/** What the server refuses, in the viewer's language; "" where that is not known. @param {string} message */
export function refusal(message) {
  for (const part of message.split("; ")) {
    const said = tell(part) || tell(part.replace(/^(?:body|query|path)\.\S+: /, "")) || tell(part.replace(/^(?:[a-z]+ \S+|[a-z_]\S*) /, "")); // "agent kim.extension is missing", "due_at is past"
    if (said) return said;
  }
  return "";
}

/** Words for a failed or refused request. @param {unknown} error */
export function failure(error) {
  if (!(error instanceof ApiError)) return t("error.other", { detail: String(error) });
  if (error.status === unreachable) return t("error.unreachable");
  return refusal(error.message) || t("error.other", { detail: error.message });
}
