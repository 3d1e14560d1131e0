// What the log shows, in order: days, messages of both sides, and what has not arrived yet.
import { say } from "../words.js";

/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../outbox.js").Entry} Entry */

/**
 * @typedef {object} Line
 * @property {string} key the same before and after a message arrives
 * @property {"day"|"message"|"chosen"} kind
 * @property {number} at
 * @property {Message} [message]
 * @property {Entry} [entry] has not arrived
 * @property {string} [text] of what was chosen
 * @property {boolean} first of its author's in a row: it carries the name
 * @property {boolean} last of its author's in a row: it carries the time
 * @property {boolean} live its buttons and its form can be used
 * @property {boolean} read the agent has read up to here
 */

const row = 60_000; // ms within which messages of one author belong together

/** @param {Message} message */
const author = (message) => `${message.by} ${message.name ?? ""}`;

/** The message whose buttons can be used: while the bot leads, what the customer types leaves them, and a press that led to nothing else. The program's are those of a refusal. @param {Message[]} messages @param {string} [status] */
const livelyOf = (messages, status) => messages.findLast((one) => (one.by !== "system" || !!one.choices?.length) && !(status === "bot" && (one.by === "customer" || one.by === "choice")));

/** @param {import("../chat.js").Chat} chat @returns {Line[]} */
export function linesOf(chat) {
  const { talk, outbox, chosen } = chat, messages = talk.messages.value, pending = outbox.entries.value.filter(({ act }) => act.type === "post");
  /** @type {Line[]} */
  const lines = [];
  const base = { first: true, last: true, live: false, read: false };
  const lively = livelyOf(messages, talk.room.value?.status), read = messages.findLast((one) => one.by === "customer" && one.seq <= (talk.room.value?.reads?.agent ?? 0));
  const pressed = messages.findLast((one) => one.by === "choice")?.seq ?? 0;
  let day = "";
  /** @param {number} at */
  const dayBefore = (at) => {
    const its = new Date(at).toDateString();
    if (its !== day) lines.push({ ...base, key: `day ${its}`, kind: "day", at });
    day = its;
  };
  for (const message of messages) {
    dayBefore(message.at);
    if (message.by === "choice") {
      lines.push({ ...base, key: `seq ${message.seq}`, kind: "chosen", at: message.at, text: message.body });
      continue;
    }
    const before = lines.at(-1), same = before?.message && author(before.message) === author(message) && message.at - before.at < row;
    if (same && before) before.last = false;
    const text = chosen.value[message.seq], answered = message.seq < pressed;
    const live = message === lively && !(message.form && answered) && (message.by === "bot" || message.by === "system") && pending.length === 0 && !talk.over.value && !text;
    lines.push({ ...base, key: message.client ?? `seq ${message.seq}`, kind: "message", at: message.at, message, first: !same, live, read: message === read });
    if (text && !answered) lines.push({ ...base, key: `chosen ${message.seq}`, kind: "chosen", at: message.at, text });
  }
  for (const entry of pending) {
    dayBefore(entry.at);
    lines.push({ ...base, key: entry.act.client, kind: "message", at: entry.at, entry, message: { seq: 0, at: entry.at, by: "customer", body: entry.act.body, files: entry.files } });
  }
  return lines;
}

/** Why something was not sent. @param {string} code */
export const whyNot = (code) => {
  switch (code) {
    case "too_long": case "characters": case "file_unknown": case "closed": case "blocked": return say(`why.${code}`);
    default: return "";
  }
};
