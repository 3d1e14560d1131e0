// A thing of which there is one: it is read, changed, and saved as a whole.
import { html, signal, useEffect } from "../dom.js";
import { request } from "../api.js";
import { Loaded, Resource } from "../desk/parts/resource.js";
import { current, showWrong, Wrong } from "./collection.js";
import { Draft } from "./draft.js";
import { changed, done } from "./said.js";
import { w } from "./text.js";

export class Sheet {
  /** @param {{get: () => Promise<any>, put: (value: any) => Promise<any>, target: string | (() => string), name: () => string, key?: string}} how target: as the record of changes names it; key: by which a draft is kept, where that is none */
  constructor(how) {
    this.how = how;
    this.draft = signal(/** @type {Draft|null} */ (null));
    this.load = new Resource(async () => {
      const value = await how.get(), draft = this.draft.peek();
      if (draft) draft.follow(value);
      else this.draft.value = new Draft(value, false, `${this.how.key ?? this.how.target}`);
      return value;
    });
  }

  async save() {
    const draft = this.draft.peek(), { put, target, name } = this.how;
    if (!draft) return;
    if (!await draft.save(put)) {
      void this.load.refresh(); // what is there now, under what was written: the next save is of that
      return showWrong();
    }
    await done(w("said.saved", { what: name() }), (typeof target === "function" ? target() : target) || "-");
  }
}

/** A sheet of the API that is got and put at one path. @param {string} path @param {string} target @param {() => string} name */
export const sheet = (path, target, name) => new Sheet({ get: () => request("GET", path), put: (value) => request("PUT", path, value), target, name });

/** @param {{of: Sheet, what: string, children: (draft: Draft) => any}} props */
export function Open({ of, what, children }) {
  useEffect(() => { void of.load.refresh(); }, [of, changed.value]);
  const draft = of.draft.value;
  useEffect(() => {
    current.value = draft ? { draft, save: () => of.save() } : null;
    return () => { current.value = null; };
  }, [draft]);
  return html`<${Loaded} of=${of.load} what=${what}>${() => (draft ? html`<${Wrong} draft=${draft}/>${children(draft)}` : null)}<//>`;
}
