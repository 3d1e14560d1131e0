// How long a text is for the gateways, and what of it cannot be sent: the same count as
// the server's (sms/bytes.go), which counts again after variables are filled in.
import { hanja, rest, syllables } from "./table.js";

/**
 * A character that cannot go, or may not arrive. at is its place in the text after NFC in
 * characters, index in units of a JavaScript string.
 * @typedef {{ char: string, at: number, index: number }} Char
 *
 * @typedef {object} Count
 * @property {number} bytes
 * @property {Char[]} bad characters that cannot be sent: the text is refused
 * @property {Char[]} unsure characters for which some gateways show a question mark
 */

/** What may be sent at most, in bytes (T9, T17, T25). */
export const limits = Object.freeze({ sms: 90, mms: 2000, title: 40 });

/** @param {string} text in base 64 */
const bitsOf = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** Widths by character: 0 cannot go, 1, 2, and 3 for two bytes in the extension. @type {Uint8Array | undefined} */
let widths;

/** Makes the table, when it is asked for first. */
function table() {
  const all = new Uint8Array(0x10000), inSyllables = bitsOf(syllables), inHanja = bitsOf(hanja);
  let at = 0;
  for (const run of rest.split(" ")) {
    const width = "-12x".indexOf(run[0]);
    for (let left = parseInt(run.slice(1), 36); left > 0; at++) {
      if (at === 0x4e00) at = 0xa000; // told by bits
      if (at === 0xac00) at = 0xd7a4;
      all[at] = width;
      left--;
    }
  }
  for (let i = 0; i <= 0x9fff - 0x4e00; i++) all[0x4e00 + i] = (inHanja[i >> 3] >> (i & 7)) & 1 ? 2 : 0;
  for (let i = 0; i <= 0xd7a3 - 0xac00; i++) all[0xac00 + i] = (inSyllables[i >> 3] >> (i & 7)) & 1 ? 2 : 3;
  return all;
}

/** The width of a character: 0 cannot go, 1, 2, and 3 for two bytes in the extension. @param {number} code its code point */
export function widthOf(code) {
  widths ??= table();
  return code > 0xffff ? 0 : widths[code];
}

/** Counts a text after NFC. @param {string} text @returns {Count} */
export function count(text) {
  /** @type {Count} */
  const found = { bytes: 0, bad: [], unsure: [] };
  let at = 0, index = 0;
  for (const char of text.normalize("NFC")) {
    const width = widthOf(/** @type {number} */ (char.codePointAt(0)));
    if (width === 0) found.bad.push({ char, at, index });
    if (width === 3) found.unsure.push({ char, at, index });
    found.bytes += width === 3 ? 2 : width;
    at++;
    index += char.length;
  }
  return found;
}
