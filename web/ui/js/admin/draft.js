// What somebody is changing and has not saved: kept until it is saved or taken back,
// also while another thing is looked at, and whole when the server refuses it.
import { batch, computed, signal } from "../dom.js";
import { ApiError } from "../api.js";
import { afterPress } from "../desk/parts/press.js";
import { fieldErrors, notAnID, notEmpty, places, refusal } from "./words.js";
import { restore } from "./kept.js";
import { begin } from "./said.js";

/** @param {any} v */
const plain = (v) => v !== null && typeof v === "object" && !Array.isArray(v);

/** @param {any} a @param {any} b */
const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The paths in which two things differ. @param {any} a @param {any} b @param {string} [at] @returns {string[]} */
export function difference(a, b, at = "") {
  if (plain(a) || plain(b)) {
    const keys = new Set([...Object.keys(plain(a) ? a : {}), ...Object.keys(plain(b) ? b : {})]);
    return [...keys].flatMap((key) => difference(plain(a) ? a[key] : undefined, plain(b) ? b[key] : undefined, at ? `${at}.${key}` : key));
  }
  return same(a, b) ? [] : [at];
}

/** @param {any} value @param {string} path @returns {any} */
export const at = (value, path) => path.split(".").reduce((v, key) => (plain(v) ? v[key] : undefined), value);

/** A copy in which one path is another value; undefined takes it out. @param {any} value @param {string[]} path @param {any} to @returns {any} */
function put(value, [key = "", ...rest], to) {
  const copy = plain(value) ? { ...value } : {};
  const next = rest.length ? put(copy[key], rest, to) : to;
  if (next === undefined || (plain(next) && Object.keys(next).length === 0 && rest.length)) delete copy[key];
  else copy[key] = next;
  return copy;
}

/** Whether nothing stands in a field. @param {any} value */
const empty = (value) => value === undefined || value === null || value === "" || Array.isArray(value) && value.length === 0;

const id = /^[A-Za-z0-9._-]*$/;

/** Everything that is open: the browser asks before it is lost. @type {Set<Draft>} */
export const open = new Set();

export class Draft {
  /**
   * @param {any} base as the server has it
   * @param {boolean} [fresh] it is not on the server yet
   * @param {string} [key] by which it is kept while the log-in is locked; "": it is not
   */
  constructor(base, fresh = false, key = "") {
    this.fresh = fresh;
    this.key = key;
    this.base = signal(base);
    this.value = signal(base);
    this.wrong = signal(/** @type {Record<string, string>} */ ({}));
    /** The same to the row of a list: "week[2].to". */
    this.placed = signal(/** @type {Record<string, string>} */ ({}));
    /** Paths of the fields that are shown and must not be left empty. @type {Set<string>} */
    this.needed = new Set();
    /** How often it was sent. */
    this.sent = 0;
    this.problem = signal("");
    /** Somebody else saved it meanwhile, or it does not fit what is there. */
    this.conflict = signal(false);
    this.busy = signal(false);
    this.changes = computed(() => difference(this.base.value, this.value.value));
    this.dirty = computed(() => this.changes.value.length > 0);
    open.add(this);
    restore(this);
  }

  /** What the server has now; what is being changed stays. @param {any} base */
  follow(base) {
    if (same(base, this.base.peek())) return;
    batch(() => {
      const kept = this.changes.peek().map((path) => /** @type {[string, any]} */ ([path, at(this.value.peek(), path)]));
      this.base.value = base;
      this.value.value = kept.reduce((value, [path, v]) => put(value, path.split("."), v), base);
    });
  }

  /** @param {string} path @returns {any} */
  get(path) { return at(this.value.value, path); }

  /** @param {string} path @returns {any} as the server has it */
  was(path) { return at(this.base.value, path); }

  /** @param {string} path */
  isChanged(path) { return !this.fresh && !same(this.get(path), this.was(path)); }

  /** @param {string} path @param {any} to undefined: not set @param {string} [place] what of it was changed, where that is a part of a list: what is wrong elsewhere stays told */
  set(path, to, place = path) {
    const before = at(this.value.peek(), path);
    this.value.value = put(this.value.peek(), path.split("."), to);
    if (same(before, to)) return; // a field that was left as it is: what is wrong with it stays told
    const { sent } = this, said = () => this.wrong.peek()[path] || Object.keys(this.placed.peek()).length;
    if (said()) afterPress(() => { if (sent === this.sent && said()) this.mended(path, place); }); // what is said below a field has its place until then
  }

  /** What was wrong there was changed. @param {string} path @param {string} place */
  mended(path, place) {
    batch(() => {
      const rest = { ...this.wrong.peek() };
      delete rest[path];
      this.wrong.value = rest;
      if (Object.keys(this.placed.peek()).length) this.placed.value = Object.fromEntries(Object.entries(this.placed.peek()).filter(([one]) => !(one === place || one.startsWith(`${place}.`) || one.startsWith(`${place}[`))));
    });
  }

  /** What the server does not say beside what it says first: the fields that were left empty, and an id that is none. */
  besides() {
    const found = /** @type {Record<string, string>} */ (Object.fromEntries([...this.needed].filter((path) => empty(this.get(path))).map((path) => [path, notEmpty()])));
    if (this.fresh && this.needed.has("id") && !id.test(this.get("id") ?? "")) found.id = notAnID(this.get("id"));
    return found;
  }

  /** Takes back what was not saved. */
  revert() {
    batch(() => { this.value.value = this.base.peek(); this.wrong.value = {}; this.placed.value = {}; this.problem.value = ""; this.conflict.value = false; });
  }

  /**
   * Sends the whole; when it is refused, everything stays as it is written.
   * @param {(value: any) => Promise<any>} send gives what the server has then
   * @returns {Promise<any>} that, or undefined
   */
  async save(send) {
    if (this.busy.peek()) return undefined;
    begin();
    this.sent++;
    batch(() => { this.busy.value = true; this.problem.value = ""; this.wrong.value = {}; this.placed.value = {}; this.conflict.value = false; });
    try {
      const saved = await send(this.value.peek());
      batch(() => { this.fresh = false; this.base.value = saved; this.value.value = saved; });
      return saved ?? true;
    } catch (error) {
      batch(() => {
        const found = fieldErrors(error);
        this.wrong.value = Object.keys(found).length ? { ...this.besides(), ...found } : found;
        this.placed.value = places(error);
        this.problem.value = refusal(error);
        this.conflict.value = error instanceof ApiError && (error.status === 409 || error.status === 412);
      });
      return undefined;
    } finally {
      this.busy.value = false;
    }
  }
}
