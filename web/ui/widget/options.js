// What the page asks for: the script tag's attributes and the page's address.

/**
 * @typedef {object} Options
 * @property {string} base address of the server's chat/
 * @property {string} site
 * @property {string} [lang]
 * @property {string} [theme] light, dark; else as the browser
 * @property {string} [side] left, right; else as the site is set
 * @property {number} bottom px from the lower edge
 * @property {string} [category]
 * @property {boolean} hidden the launcher is not shown until show() or open()
 * @property {string} [user]
 * @property {string} [signature]
 */

/** The tag that loads this script; a tag manager may have made it. */
function tag() {
  const current = document.currentScript;
  if (current instanceof HTMLScriptElement && current.dataset.site) return current;
  return /** @type {HTMLScriptElement|null} */ (document.querySelector('script[data-site][src*="chat/widget.js"]'));
}

/** @returns {Options|null} null: the tag is not there, or names no site */
export function readOptions() {
  const script = tag();
  if (!script?.dataset.site) return null;
  const { site, lang, theme, side, bottom, category, user, signature, hidden } = script.dataset;
  return {
    bottom: Math.min(400, Math.max(0, Number(bottom ?? 20) || 0)),
    base: new URL(".", script.src).href, site, lang, theme, side, user, signature, hidden: hidden !== undefined && hidden !== "false",
    category: new URLSearchParams(location.search).get("chat_category") ?? category ?? undefined,
  };
}

const longest = { url: 1000, title: 200, referrer: 1000, key: 40, text: 200, parameters: 20 };

/** No more characters of a text than most, counted as the server does: an emoji is one, and not halved. @param {string} text @param {number} most */
export const cut = (text, most) => (text.length > most ? [...text.slice(0, 2 * most)].slice(0, most).join("") : text);

/** An address without its fragment. @param {string} address */
const plain = (address) => cut(address.replace(/#.*/s, ""), longest.url);

/** A value as text; undefined where it has none: an object without a prototype. @param {unknown} value */
export function textOf(value) {
  try {
    return String(value);
  } catch {
    return undefined;
  }
}

/**
 * The page as the protocol carries it.
 * @param {string|undefined} category @param {Record<string, unknown>} parameters
 * @returns {import("./types.js").Page}
 */
export function pageNow(category, parameters) {
  const list = Object.entries(parameters).flatMap(([key, value]) => {
    const text = value === null || value === undefined ? undefined : textOf(value);
    return key && text !== undefined ? [[cut(key, longest.key), cut(text, longest.text)]] : [];
  }).slice(0, longest.parameters);
  return {
    url: plain(location.href), title: cut(document.title, longest.title), referrer: plain(document.referrer),
    ...(category ? { category: cut(String(category), longest.key) } : {}),
    ...(list.length ? { parameters: Object.fromEntries(list) } : {}),
  };
}
