// What customers wait for, since when, and by which limit that is too long (M18 to M26): the
// lists of chats, monitoring and supervision count it the same way.

/** @typedef {import("../live/chatrows.js").ChatRow} ChatRow */
/** @typedef {"waiting"|"first"|"reply"} Wait for an agent, for a first answer, for the next one */

/** @type {Record<Wait, {status: import("../live/chatrows.js").ChatStatus, of: (row: ChatRow) => boolean, since: (row: ChatRow) => number}>} */
export const waits = {
  waiting: { status: "waiting", of: (row) => row.status === "waiting", since: (row) => row.wait_since ?? row.opened_at },
  first: { status: "received", of: (row) => row.status === "received", since: (row) => row.assigned_at ?? row.opened_at },
  reply: { status: "in_progress", of: (row) => row.status === "in_progress" && row.last_by === "customer", since: (row) => row.customer_at ?? row.last_at },
};
export const waitNames = /** @type {Wait[]} */ (Object.keys(waits));

/** What the customer of a room waits for; undefined: for nothing. @param {ChatRow} row */
export const waitOf = (row) => waitNames.find((name) => waits[name].of(row));

/** Since when its customer waits; 0: they do not. @param {ChatRow} row */
export const waitsSince = (row) => { const wait = waitOf(row); return wait ? waits[wait].since(row) : 0; };
