// Templates while one writes: what stands behind a slash at the beginning is looked for
// in their shortcuts, names and texts.

/** @typedef {import("./api.js").Template} Template */

const most = 8; // shown

/** What is looked for; null where nothing is: a text with a line break is no shortcut. @param {string} text @returns {string|null} */
export const slashOf = (text) => /^\/([^\n]{0,40})$/.exec(text)?.[1] ?? null;

const plain = (/** @type {string|undefined} */ text) => (text ?? "").normalize("NFC").toLowerCase().replace(/\s+/g, "");

/** The best ones first: the shortcut, a name that begins so, a name, a text; those of the room's category before others. @param {Template[]} all @param {string} asked @param {string|undefined} category @returns {Template[]} */
export function matching(all, asked, category) {
  const sought = plain(asked);
  const rank = (/** @type {Template} */ one) => {
    const cut = plain(one.shortcut?.replace(/^\//, "")), name = plain(one.name);
    if (!sought) return 0;
    return cut === sought ? 0 : cut.startsWith(sought) ? 1 : name.startsWith(sought) ? 2 : name.includes(sought) ? 3 : plain(one.body).includes(sought) ? 4 : -1;
  };
  return all.map((one) => ({ one, at: rank(one), other: one.category && one.category !== category ? 1 : 0 })).filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at || a.other - b.other || a.one.name.localeCompare(b.one.name)).slice(0, most).map(({ one }) => one);
}

/** How the places of names are written. */
export const places = { ko: { customer: "{고객명}", agent: "{상담사명}" }, en: { customer: "{customer}", agent: "{agent}" } };

const hole = /\{[^{}\n]{1,30}\}/;

/** A template for a room: the customer's and the agent's names are put in, other places stay. @param {string} body @param {{customer: string, agent: string}} of */
export function filled(body, { customer, agent }) {
  const values = /** @type {Record<string, string>} */ ({ "{고객명}": customer, "{고객}": customer, "{이름}": customer, "{customer}": customer, "{name}": customer, "{상담사명}": agent, "{상담사}": agent, "{agent}": agent });
  return body.replace(/\{[^{}\n]{1,30}\}/g, (place) => values[place] || place);
}

/** The first place that is still to be filled in, as it is selected. @param {string} text @param {number} [from] @returns {[number, number]|null} */
export function holeIn(text, from = 0) {
  const found = hole.exec(text.slice(from));
  return found ? [from + found.index, from + found.index + found[0].length] : null;
}
