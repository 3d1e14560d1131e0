// A category or template as somebody writes it. It stays, over other rows and views, until
// it is saved or given up.
import { batch, computed, signal } from "../dom.js";
import { Draft } from "./draft.js";

/** @typedef {import("./api.js").Category} Category */
/** @typedef {import("./api.js").Template} Template */

const fields = /** @type {const} */ (["name", "about", "above", "used", "editable"]);
const text = /** @type {const} */ (["kind", "sender", "title", "body", "images", "ad"]);

export class Form {
  /**
   * @param {import("./room.js").Room} room @param {string} name by which it is kept
   * @param {"category"|"template"} what @param {Category|Template|undefined} one undefined: it is new @param {string} parent what a new one stands in
   */
  constructor(room, name, what, one, parent) {
    const template = one && "body" in one ? one : undefined, category = one && !template ? /** @type {Category} */ (one) : undefined;
    this.what = what;
    this.keptAs = name;
    this.id = one?.id ?? "";
    this.version = one?.version ?? 0;
    this.name = signal(one?.name ?? "");
    this.about = signal(template?.description ?? "");
    /** The category that it stands in; "" for none. */
    this.above = signal(template?.category ?? category?.parent ?? parent);
    this.used = signal(one?.used ?? true);
    this.editable = signal(one?.editable ?? true);
    /** What a template says, as a draft that goes to nobody. */
    this.draft = new Draft(room);
    if (template) this.draft.put({ kind: template.kind, sender: template.sender ?? "", title: template.title ?? "", body: template.body, ad: template.ad, images: (template.images ?? []).map((image) => ({ id: image, name: "", bytes: 0 })) });
    const began = JSON.stringify(this.kept());
    this.dirty = computed(() => JSON.stringify(this.now()) !== began);
    /** What is wrong, by field; in the words of now. */
    this.faults = signal(/** @type {import("./refused.js").Faults} */ ({}));
    this.wrong = computed(() => /** @type {Record<string, string>} */ (Object.fromEntries(Object.entries(this.faults.value).map(([field, say]) => [field, say()]))));
  }

  /** What stands in it, and of which version it was made. @returns {Record<string, any>} */
  now() { return Object.fromEntries([...fields.map((field) => [field, this[field].value]), ...text.map((field) => [field, this.draft[field].value]), ["version", this.version]]); }

  /** What waits in this tab where the log-in locks itself. */
  kept() { return Object.fromEntries([...fields.map((field) => [field, this[field].peek()]), ...Object.entries(this.draft.pick(text)), ["version", this.version]]); }

  /** @param {Record<string, any>|undefined} what waited; undefined: nothing did */
  restore(what) {
    if (!what) return;
    batch(() => {
      for (const field of fields) if (field in what) /** @type {any} */ (this[field]).value = what[field];
      this.draft.put(what);
      this.version = what.version ?? this.version; // what a colleague has saved meanwhile is not overwritten
    });
  }

  /** @param {import("./refused.js").Faults} wrong by field */
  tell(wrong) { batch(() => { this.faults.value = this.draft.faults.value = wrong; }); }
}
