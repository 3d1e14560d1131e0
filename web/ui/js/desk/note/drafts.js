// Notes that are not saved yet, as this browser keeps them: a reload, a closed tab
// or an outage loses nothing. The server keeps them too, as soon as it can.
import { forget, keep, kept, keptNames } from "../../storage.js";

/** @typedef {import("../types.js").DraftNote} Note */
/** @typedef {{call: string, ticket: string, service: string, note: Note, at: number, sent: boolean, server?: number}} Draft at: ms; sent: the server has it, since server on its own clock */

const mostKept = 20; // newest
const keptFor = 7 * 24 * 3_600_000;

export class Drafts {
  /** @param {string} owner whose notes these are: several people may use one browser */
  constructor(owner) {
    this.prefix = `desk.draft.${owner}.`;
    /** What this browser refuses to store is kept for as long as the page is open. @type {Map<string, Draft>} */
    this.refused = new Map();
  }

  /** @param {string} call @returns {Draft|null} */
  of(call) {
    return this.refused.get(call) ?? parse(kept(this.prefix + call));
  }

  /** @param {Draft} draft */
  put(draft) {
    const text = JSON.stringify(draft);
    keep(this.prefix + draft.call, text);
    if (kept(this.prefix + draft.call) === text) this.refused.delete(draft.call);
    else this.refused.set(draft.call, draft);
    for (const old of this.all().slice(mostKept)) this.drop(old.call);
  }

  /** @param {string} call */
  drop(call) {
    this.refused.delete(call);
    forget(this.prefix + call);
  }

  /** Those with something in them, newest first. @returns {Draft[]} */
  all() {
    const stored = keptNames(this.prefix).map((name) => parse(kept(name))).filter((draft) => draft !== null && !this.refused.has(draft.call));
    const list = /** @type {Draft[]} */ ([...this.refused.values(), ...stored]);
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
