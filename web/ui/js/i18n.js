// The viewer's language: ?lang=, else the choice kept in this browser, else the
// user's, else the centre's, which the server wrote into the page.
import { effect, signal } from "./dom.js";
import { fill } from "./fill.js";
import { keep, kept } from "./storage.js";
import { en } from "./text/en.js";
import { ko } from "./text/ko.js";

/** @typedef {keyof typeof ko | keyof typeof import("./text/entry.ko.js").entryKo} TextKey */
/** @typedef {"ko"|"en"} Language */

/** @type {Record<Language, Record<string, string>>} */
const catalogues = { ko: { ...ko }, en: { ...en } };

/** Adds texts that only some pages carry. @param {Record<string, string>} korean @param {Record<string, string>} english */
export function addTexts(korean, english) {
  Object.assign(catalogues.ko, korean);
  Object.assign(catalogues.en, english);
}

/** @param {string|null|undefined} value @returns {value is Language} */
const known = (value) => value === "ko" || value === "en";

/** @returns {Language} */
function initial() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (known(asked)) return asked;
  const chosen = kept("language");
  if (known(chosen)) return chosen;
  const centres = document.documentElement.lang;
  return known(centres) ? centres : "ko";
}

/** What the centre is called. */
export const centre = document.documentElement.dataset.centre || "Callfloor";

/** @type {import("../vendor/signals.js").Signal<Language>} */
export const language = signal(initial());
effect(() => { document.documentElement.lang = language.value; });

/** @param {Language} value chosen by the viewer: kept in this browser */
export function chooseLanguage(value) {
  keep("language", value);
  language.value = value;
}

/** Takes the user's language unless this browser has a choice of its own. @param {string|undefined} value */
export function suggestLanguage(value) {
  if (known(value) && !kept("language") && !new URLSearchParams(location.search).has("lang")) language.value = value;
}

/**
 * Text for people in the viewer's language, with its values (fill).
 * @param {TextKey} key
 * @param {Record<string, string|number>} [values]
 */
export function t(key, values) {
  const text = catalogues[language.value][key] ?? key;
  return values ? fill(text, values) : text;
}

/** Text for a code that the server may extend: the code itself when it is unknown. @param {string} group @param {string} code */
export function tcode(group, code) {
  const key = /** @type {TextKey} */ (`${group}.${code}`);
  return key in catalogues.ko ? t(key) : code;
}

/** A name in the viewer's language. @param {import("./live/rows.js").Names|undefined} names @param {string} fallback */
export function named(names, fallback) {
  if (!names) return fallback;
  return (language.value === "en" ? names.en || names.ko : names.ko || names.en) || fallback;
}

/**
 * The texts of one page, which no other page loads: a function like t for its keys.
 * @template {string} Key
 * @param {Record<Key, string>} own Korean @param {Record<Key, string>} english
 */
export function texts(own, english) {
  /** @param {Key} key @param {Record<string, string|number>} [values] */
  const say = (key, values) => {
    const text = (language.value === "en" ? english : own)[key] ?? key;
    return values ? fill(text, values) : text;
  };
  /** Text for a code that the server may extend: the code itself when it is unknown. @param {string} group @param {string} code */
  const code = (group, code) => (`${group}.${code}` in own ? say(/** @type {Key} */ (`${group}.${code}`)) : code);
  return { say, code };
}
