// What the viewer may do with a room as it stands, each of them once however often a key
// is pressed. What comes of it the live topic tells. What waits managers may end, but not
// where rooms are distributed by hand: there it is taken, or its customer blocked (C49, C74).
import { ask } from "../desk/parts/ask.js";
import * as api from "./api.js";
import { over, taken } from "./talk.js";
import { ch } from "./text.js";

/** @typedef {import("./model.js").Console} Console */
/** @typedef {import("./api.js").Line} Line */

/** @param {Console} page @param {Line} line */
export function does(page, line) {
  const { id } = line, own = !!page.agent && line.agent === page.agent, open = taken(line), mine = open && (own || page.manages), waits = line.status === "waiting";
  const work = (/** @type {string} */ what, /** @type {() => Promise<any>} */ run, /** @type {Parameters<typeof ch>[0]} */ words) => async () => {
    if (await ask(`${what} ${id}`, run)) page.done.value = () => ch(words);
  };
  return {
    take: waits && page.takes ? () => take(page, id) : undefined,
    give: mine || waits && page.manages,
    hold: mine ? work("hold", () => api.hold(id, !line.held), line.held ? "said.unheld" : "said.held") : undefined,
    end: mine || waits && page.manages && !page.manual ? work("end", () => api.end(id), "said.ended") : undefined,
    putBack: mine ? work("put-back", () => api.putBack(id), "said.put_back") : undefined,
    category: mine || (over(line) && (own || page.manages)), // C60
    block: page.manages && !open && !line.blocked, // C49
    unblock: page.manages && line.blocked ? work("unblock", () => api.unblock(line.visitor), "said.unblocked") : undefined,
    request: own && open && !page.manages,
  };
}

/** 상담 접수로 변경 (C27): from then on it is among the received ones. @param {Console} page @param {string} id */
async function take(page, id) {
  if (!await ask(`take ${id}`, () => api.take(id))) return;
  page.go("received");
  page.toField();
  page.done.value = () => ch("said.taken");
}
