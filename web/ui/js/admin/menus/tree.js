// The questions of a menu as a tree. The server keeps them in one list, where a key that
// asks another question names it; here each key carries what lies below it. Nothing here
// changes what it is given.

/** @typedef {{do: string, service?: string, number?: string, menu?: string, prompt?: string, language?: string}} Way */
/** @typedef {Way & {key: string, name?: {ko?: string, en?: string}}} MenuKey */
/** @typedef {{id: string, prompt?: string, wait?: string, tries?: number, keys?: MenuKey[], nothing?: Way}} Question */

/** So many levels of questions the server takes, and so many questions. */
export const levels = 3, questionsAtMost = 40;
/** The keys of a telephone, in the order in which new ones are given. */
export const allKeys = [..."1234567890*#"];

/** @param {Question[]} all @param {string|undefined} id */
export const find = (all, id) => all.find((one) => one.id === id);

/** A question and all below it. @param {Question[]} all @param {string} id @param {Set<string>} [seen] @returns {Set<string>} ids */
export function below(all, id, seen = new Set()) {
  const question = find(all, id);
  if (!question || seen.has(id)) return seen;
  seen.add(id);
  for (const key of question.keys ?? []) if (key.do === "menu" && key.menu) below(all, key.menu, seen);
  return seen;
}

/** As a caller comes to them; what no key leads to stands last. @param {Question[]} all */
function ordered(all) {
  const ids = all[0] ? [...below(all, all[0].id)] : [];
  return [...ids.map((id) => /** @type {Question} */ (find(all, id))), ...all.filter(({ id }) => !ids.includes(id))];
}

/** A name that no question has yet. @param {Question[]} all */
function freshID(all) {
  for (let n = all.length + 1; ; n++) if (!find(all, `q${n}`)) return `q${n}`;
}

/** The first key that a question does not use; "" where it uses all. @param {Question} question */
export const freeKey = ({ keys = [] }) => allKeys.find((key) => !keys.some((one) => one.key === key)) ?? "";

/** A question with one key. @param {string} id @returns {Question} */
export const blankQuestion = (id) => ({ id, keys: [{ key: "1", do: "service" }] });

/** A thing without the fields that are undefined. @template {object} T @param {T} of @returns {T} */
export const bare = (of) => /** @type {T} */ (Object.fromEntries(Object.entries(of).filter(([, v]) => v !== undefined)));

/** @param {Question[]} all @param {string} id @param {Partial<Question>} to undefined takes a field out */
export const changeQuestion = (all, id, to) => all.map((one) => (one.id === id ? bare({ ...one, ...to }) : one));

/** @param {Question[]} all @param {string} id @param {number} n @param {Partial<MenuKey>} to */
export function changeKey(all, id, n, to) {
  return changeQuestion(all, id, { keys: find(all, id)?.keys?.map((key, i) => (i === n ? bare({ ...key, ...to }) : key)) });
}

/** @param {Question[]} all @param {string} id */
export function addKey(all, id) {
  const question = find(all, id), key = question && freeKey(question);
  return question && key ? changeQuestion(all, id, { keys: [...question.keys ?? [], { key, do: "service" }] }) : all;
}

/** Without what lies below a key. @param {Question[]} all @param {MenuKey|undefined} key */
function cut(all, key) {
  const gone = key?.do === "menu" && key.menu ? below(all, key.menu) : new Set();
  return all.filter(({ id }) => !gone.has(id));
}

/** Takes a key away, with all below it. @param {Question[]} all @param {string} id @param {number} n */
export function removeKey(all, id, n) {
  const keys = find(all, id)?.keys ?? [];
  return ordered(changeQuestion(cut(all, keys[n]), id, { keys: keys.filter((_, i) => i !== n) }));
}

/** @param {Question[]} all @param {string} id @param {number} n @param {-1|1} by */
export function moveKey(all, id, n, by) {
  const keys = [...find(all, id)?.keys ?? []], [one] = keys.splice(n, 1);
  if (!one || n + by < 0 || n + by > keys.length) return all;
  keys.splice(n + by, 0, one);
  return ordered(changeQuestion(all, id, { keys }));
}

/** What a way keeps of where it led before, when it leads elsewhere. @param {Way} way @param {string} to @returns {Way} */
export function redirect(way, to) {
  const { service, prompt, language } = way, said = ["service", "message", "number", "callback", "voicemail"];
  return bare({ do: to, service: ["service", "callback", "voicemail"].includes(to) ? service : undefined, prompt: said.includes(to) && (to === "message") === (way.do === "message") ? prompt : undefined, language: to === "hangup" ? undefined : language });
}

/** Lets a key do something else; a question that it asked goes with all below it, a new one begins with one key. @param {Question[]} all @param {string} id @param {number} n @param {string} to */
export function leadOn(all, id, n, to) {
  const key = find(all, id)?.keys?.[n];
  if (!key || key.do === to) return all;
  const rest = cut(all, key), menu = to === "menu" ? freshID(rest) : undefined;
  const keys = find(rest, id)?.keys?.map((one, i) => (i === n ? bare({ key: one.key, name: one.name, ...redirect(one, to), menu }) : one));
  return ordered([...changeQuestion(rest, id, { keys }), ...(menu ? [blankQuestion(menu)] : [])]);
}

/** How much would go with a key: questions and keys below it that hold something. @param {Question[]} all @param {MenuKey|undefined} key */
export function lostWith(all, key) {
  if (key?.do !== "menu" || !key.menu) return { questions: 0, keys: 0 };
  const gone = [...below(all, key.menu)].map((id) => /** @type {Question} */ (find(all, id)));
  const keys = gone.flatMap((one) => one.keys ?? []), written = gone.some((one) => one.prompt || one.nothing) || keys.some((one) => one.name || one.service || one.number || one.prompt || one.do !== "service");
  return written ? { questions: gone.length, keys: keys.length } : { questions: 0, keys: 0 };
}

/** How many keys there are in all. @param {Question[]|undefined} all */
export const countKeys = (all) => (all ?? []).reduce((n, one) => n + (one.keys?.length ?? 0), 0);
