// Values in texts.

/**
 * Puts values in their places: {n} is the value, {n:call|calls} the first form where n
 * is one and the second where it is not. The place stays where there is no value.
 * @param {string} text @param {Record<string, string|number|null|undefined>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)(?::([^|{}]*)\|([^|{}]*))?\}/g, (all, name, one, other) => {
    const value = values[name];
    if (value === undefined || value === null) return all;
    return one === undefined ? String(value) : String(value) === "1" ? one : other;
  });
}
