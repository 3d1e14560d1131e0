// What the server says in English, in the viewer's language: also of what it refuses, as
// soon as this is there.
import { particles } from "./fill.js";
import { language } from "./i18n.js";
import { tellBy } from "./shell.js";
import { columns, kinds, sayings } from "./text/server.js";

/** A message of the server in the viewer's language; "" where it is not known. @param {string} text @returns {string} */
export function told(text) {
  const at = language.value === "en" ? 1 : 0;
  for (const [pattern, ko, en] of sayings) {
    const found = pattern.exec(text);
    if (!found) continue;
    return particles((at ? en : ko).replace(/\{([kcm]?)(\d)\}/g, (_, /** @type {string} */ how, /** @type {string} */ n) => {
      const part = found[Number(n)] ?? "";
      if (how === "m") return told(part) || part;
      return how ? (how === "k" ? kinds : columns)[part]?.[at] ?? part : part;
    }));
  }
  return "";
}

tellBy(told);
