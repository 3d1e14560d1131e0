// Messages of a room, in the order of their numbers, each once. What a live frame does not
// tell of one, such as how far its delivery is, stays as it was told before.

/** @typedef {import("./api.js").Message} Message */

/** @param {Message[]} there @param {Message[]} come @returns {Message[]} */
export function merged(there, come) {
  if (!come.length) return there;
  const last = there.at(-1)?.seq ?? -1;
  if (come.every((one, i) => one.seq > (come[i - 1]?.seq ?? last))) return [...there, ...come]; // as nearly always
  const all = new Map(there.map((one) => [one.seq, one]));
  for (const one of come) all.set(one.seq, { ...all.get(one.seq), ...one });
  return [...all.values()].sort((a, b) => a.seq - b.seq);
}

/** Whether a message is the one that was sent under this id: the server puts who sent it before it. @param {Message} message @param {string} client */
export const isOf = (message, client) => message.client === client || message.client?.endsWith(`/${client}`) === true;
