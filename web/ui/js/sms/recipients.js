// Lists of recipients as they are typed or pasted, read by the rules of the server
// (sms/recipient.go).

/** @typedef {{text: string, number: string, code: ""|"not_a_number"|"too_short"|"too_long"|"double"}} Typed */

export const shortest = 10, longest = 13;
/** Whether so many digits can be a whole number that is looked for. @param {number} digits */
export const whole = (digits) => digits >= 8;
/** Recipients of one send. */
export const most = 1000;
const longestShown = 40;

/** What stands between numbers in pasted lists. */
const separators = /[,;\n\r\t、，；]/;

/** The digits of a spelling and a plus before them; null where it is none. @param {string} text @returns {string|null} */
function digitsOf(text) {
  let out = "";
  for (const char of text.trim()) {
    if (char >= "0" && char <= "9") out += char;
    else if (char >= "０" && char <= "９") out += String(char.charCodeAt(0) - 0xff10);
    else if ((char === "+" || char === "＋") && !out) out += "+";
    else if (!/[-－‐‑–—−.()/\s\u200b\ufeff]/.test(char)) return null;
  }
  return /\d/.test(out) ? out : null;
}

/** One number as somebody typed it. @param {string} text @returns {Typed} */
export function readNumber(text) {
  const shown = [...text].slice(0, longestShown).join("");
  let digits = digitsOf(text);
  if (digits === null) return { text: shown, number: "", code: "not_a_number" };
  if (digits.startsWith("+82")) digits = `0${digits.slice(3).replace(/^0/, "")}`;
  const n = digits.replace(/^\+/, "").length;
  if (n < shortest) return { text: shown, number: "", code: "too_short" };
  if (n > longest) return { text: shown, number: "", code: "too_long" };
  return { text: shown, number: digits, code: "" };
}

/** Whether a number may be sent to by the setting sms.numbers; unknown: the server will say. @param {import("./api.js").Reach|undefined} reach @param {string} number as it is dialled */
export const covers = (reach, number) => (reach === "domestic_mobile" ? /^01[016789]\d/.test(number) : reach === "domestic" ? !/^(\+|00)/.test(number) : true);

/** Splits what stands between two commas at its blanks where each piece is a number by itself. @param {string} text */
function apart(text) {
  const parts = text.split(/\s+/).filter(Boolean);
  return parts.length > 1 && parts.every((part) => readNumber(part).code === "") ? parts : [text];
}

/**
 * @param {string} text
 * @param {Iterable<string>} [there] numbers that are on the list already
 * @returns {Typed[]} in the order of the list
 */
export function recipients(text, there = []) {
  const seen = new Set(there);
  return text.split(separators).map((place) => place.trim()).filter(Boolean).flatMap(apart).map((one) => {
    const read = readNumber(one);
    if (read.code) return read;
    if (seen.has(read.number)) return { ...read, code: "double" };
    seen.add(read.number);
    return read;
  });
}

/** Whether a text ends a number: what stands before the last separator is read. @param {string} text */
export const ended = (text) => separators.test(text);

/** A number as people read it: 010-1234-5678. @param {string} number */
export function spaced(number) {
  if (/^01\d{8,9}$/.test(number)) return number.replace(/^(\d{3})(\d{3,4})(\d{4})$/, "$1-$2-$3");
  if (/^02\d{7,8}$/.test(number)) return number.replace(/^(\d{2})(\d{3,4})(\d{4})$/, "$1-$2-$3");
  if (/^1\d{7}$/.test(number)) return number.replace(/^(\d{4})(\d{4})$/, "$1-$2");
  if (/^0\d{9,10}$/.test(number)) return number.replace(/^(\d{3})(\d{3,4})(\d{4})$/, "$1-$2-$3");
  return number;
}
