// Addresses in what people write. Everything else stays text.

// Only ASCII: what is written on to an address without a space in Korean (https://a.kr에서) is no part of it.
const address = /(?<![\w@])(?:https?:\/\/|www\.)[\x21-\x7e]+/gi;

/**
 * Text cut into plain parts and addresses, in order.
 * @param {string} text
 * @returns {(string|{href: string, text: string})[]}
 */
export function linked(text) {
  /** @type {(string|{href: string, text: string})[]} */
  const parts = [];
  let done = 0;
  for (const found of text.matchAll(address)) {
    const shown = trimmed(found[0]), href = /^https?:/i.test(shown) ? shown : `https://${shown}`;
    if (!readable(href)) continue;
    if (found.index > done) parts.push(text.slice(done, found.index));
    parts.push({ href, text: shown });
    done = found.index + shown.length;
  }
  if (done < text.length) parts.push(text.slice(done));
  return parts;
}

/** @param {string} href */
function readable(href) {
  try {
    return new URL(href).hostname !== "";
  } catch {
    return false;
  }
}

/** An address without what ends the sentence around it. @param {string} found */
function trimmed(found) {
  let shown = found.replace(/[<>"'`{}|\\^].*$/s, "");
  for (;;) {
    const last = shown.at(-1) ?? "";
    const opens = { ")": "(", "]": "[" }[last];
    if (".,;:!?*_~".includes(last) && last !== "" || opens && shown.split(last).length > shown.split(opens).length) shown = shown.slice(0, -1);
    else return shown;
  }
}
