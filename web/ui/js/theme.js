// Light, dark, or as the system says; ?theme= wins, then the choice kept here.
import { effect, signal } from "./dom.js";
import { keep, kept } from "./storage.js";

/** @typedef {"light"|"dark"|"system"} Theme */

/** @param {string|null} value @returns {value is Theme} */
const known = (value) => value === "light" || value === "dark" || value === "system";

/** @param {Theme} otherwise */
function initial(otherwise) {
  const asked = new URLSearchParams(location.search).get("theme");
  if (known(asked)) return asked;
  const chosen = kept("theme");
  return known(chosen) ? chosen : otherwise;
}

export const theme = signal(/** @type {Theme} */ ("system"));

/**
 * Starts theming.
 * @param {Theme} [fixed] for a page that does not follow the choice (the wallboard is dark)
 */
export function startTheme(fixed) {
  const asked = new URLSearchParams(location.search).get("theme");
  theme.value = fixed && !known(asked) ? fixed : initial("system");
  effect(() => {
    if (theme.value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
  });
}

/** @param {Theme} value */
export function chooseTheme(value) {
  keep("theme", value);
  theme.value = value;
}
