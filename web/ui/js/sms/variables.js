// Variables in texts, {이름} and the like, by the rules of the server (sms/variable.go).

const longest = 20; // characters of a name

/** The variables that a recipient's name stands for. */
export const nameWords = ["이름", "name"];

/** Whether a variable may be named so. @param {string} name */
export const isVariable = (name) => name !== "" && [...name].length <= longest && /^[\p{L}\p{Nd}_]+$/u.test(name);

/**
 * Tells the variables of a text and what stands between them.
 * @param {string} text @param {(name: string) => void} variable @param {(plain: string) => void} plain
 */
function walk(text, variable, plain) {
  while (text) {
    const at = text.indexOf("{");
    if (at < 0) return plain(text);
    let open = at;
    while (text[open] === "{") open++;
    const end = text.indexOf("}", open), name = end < 0 ? "" : text.slice(open, end);
    if (open - at > 1 || !isVariable(name) || text[end + 1] === "}") {
      plain(text.slice(0, open));
      text = text.slice(open);
      continue;
    }
    plain(text.slice(0, at));
    variable(name);
    text = text.slice(end + 1);
  }
}

/** The names of the variables in a text, each once. @param {string} text @returns {string[]} */
export function variables(text) {
  /** @type {Set<string>} */
  const names = new Set();
  walk(text, (name) => names.add(name), () => {});
  return [...names];
}

/**
 * Replaces the variables of a text; what a value says is not looked at again.
 * @param {string} text @param {Record<string, string|undefined>} values
 * @param {(name: string) => string} [rest] what stands for a name without a value
 * @returns {{text: string, missing: string[]}} missing: names without a value
 */
export function fillVariables(text, values, rest = (name) => `{${name}}`) {
  let out = "";
  /** @type {Set<string>} */
  const missing = new Set();
  walk(text, (name) => {
    const value = values[name];
    if (value) out += value;
    else { missing.add(name); out += rest(name); }
  }, (plain) => { out += plain; });
  return { text: out, missing: [...missing] };
}
