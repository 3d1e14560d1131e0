// Notes that are not saved yet, as this browser keeps them: a reload, a closed tab
// or an outage loses nothing. The server keeps them too, as soon as it can.
import { forget, keep, kept, keptNames } from "../../storage.js";

/** @typedef {import("../types.js").Note} Note */
/** @typedef {{call: string, ticket: string, service: string, note: Note, at: number, sent: boolean}} Draft at: ms; sent: the server has it */

const mostKept = 20; // newest
const keptFor = 7 * 24 * 3_600_000;

export class Drafts {
  /** @param {string} owner whose notes these are: several people may use one browser */
  constructor(owner) {
    this.prefix = `desk.draft.${owner}.`;
  }

  /** @param {string} call @returns {Draft|null} */
  of(call) {
    return parse(kept(this.prefix + call));
  }

  /** @param {Draft} draft */
  put(draft) {
    keep(this.prefix + draft.call, JSON.stringify(draft));
    for (const old of this.all().slice(mostKept)) this.drop(old.call);
  }

  /** @param {string} call */
  drop(call) {
    forget(this.prefix + call);
  }

  /** Those with something in them, newest first. @returns {Draft[]} */
  all() {
    const list = keptNames(this.prefix).map((name) => parse(kept(name))).filter((draft) => draft !== null);
    for (const old of list) if (Date.now() - old.at > keptFor) this.drop(old.call);
    return list.filter((draft) => Date.now() - draft.at <= keptFor).sort((a, b) => b.at - a.at);
  }
}

/** @param {string|null} text @returns {Draft|null} */
function parse(text) {
  try {
    const draft = JSON.parse(text ?? "null");
    return draft && typeof draft.call === "string" && typeof draft.note === "object" ? draft : null;
  } catch {
    return null; // not ours
  }
}
