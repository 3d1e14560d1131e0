// The numbers that messages may come from, to choose one.
import { spaced } from "./recipients.js";
import { m } from "./text.js";

/** Those that the provider blocks are named so, and cannot be chosen. @param {import("./api.js").Sender[]} senders */
export const senderChoices = (senders) => senders.map((one) => ({ no: !one.usable, value: one.number, text: [spaced(one.number), one.name, one.usable ? "" : `(${m("sender_blocked")})`].filter(Boolean).join(" ") }));
