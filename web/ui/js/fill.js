// Values in texts.

/**
 * Puts values in their places: {n} is the value, {n:call|calls} the first form where n
 * is one and the second where it is not. The place stays where there is no value.
 * @param {string} text @param {Record<string, string|number|null|undefined>} values
 */
export function fill(text, values) {
  return particles(text.replace(/\{(\w+)(?::([^|{}]*)\|([^|{}]*))?\}/g, (all, name, one, other) => {
    const value = values[name];
    if (value === undefined || value === null) return all;
    return one === undefined ? String(value) : String(value) === "1" ? one : other;
  }));
}

const endings = { "은(는)": ["은", "는"], "이(가)": ["이", "가"], "을(를)": ["을", "를"], "(으)로": ["으로", "로"] };
const digits = [2, 1, 0, 2, 0, 0, 2, 1, 1, 0]; // how 영, 일, 이, ... end: 0 in a vowel, 1 in ㄹ, 2 in another consonant

/**
 * Korean text with the particle that goes with what was put before it, where that ends
 * in a syllable or a digit: nobody knows how a foreign word is read.
 * @param {string} text
 */
export function particles(text) {
  return text.replace(/([가-힣\d])(은\(는\)|이\(가\)|을\(를\)|\(으\)로)/g, (_, last, both) => {
    const code = last.charCodeAt(0) - 0xac00, rest = code % 28;
    const end = code < 0 ? digits[Number(last)] : rest === 0 ? 0 : rest === 8 ? 1 : 2;
    const [closed, open] = endings[/** @type {keyof typeof endings} */ (both)];
    return last + (end === 0 || end === 1 && both === "(으)로" ? open : closed);
  });
}
