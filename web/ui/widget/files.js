// Files that the visitor attaches: looked at before they are sent, sent with progress.
import { signal } from "../js/dom.js";
import { Refusal, sendFile } from "./server.js";
import { bytes, say } from "./words.js";

/**
 * @typedef {object} Upload
 * @property {number} id
 * @property {globalThis.File} file
 * @property {number} share 0 to 1
 * @property {import("./types.js").File|null} done as the server has it
 * @property {string} failed why not, in words
 */

/** What their first bytes are: names and types that browsers tell are guesses. @type {[string, (b: Uint8Array) => boolean][]} */
const marks = [
  ["image/jpeg", (b) => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff],
  ["image/png", (b) => text(b, 0, 4) === "\x89PNG"],
  ["image/gif", (b) => /^GIF8[79]a/.test(text(b, 0, 6))],
  ["image/webp", (b) => text(b, 0, 4) === "RIFF" && text(b, 8, 12) === "WEBP"],
  ["application/pdf", (b) => text(b, 0, 5) === "%PDF-"],
];

/** @param {Uint8Array} b @param {number} from @param {number} to */
const text = (b, from, to) => String.fromCharCode(...b.subarray(from, to));

/** The type of a file by its content, "" for one that is not sent. @param {Blob} file */
export async function typeOf(file) {
  const first = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  return marks.find(([, is]) => is(first))?.[0] ?? "";
}

/** Uploads owns what is attached to the message that is being written. */
export class Uploads {
  /**
   * @param {string} base @param {() => Promise<string>} token
   * @param {() => import("./types.js").Limits} limits @param {(name: string) => void} ready a file is there
   */
  constructor(base, token, limits, ready) {
    this.base = base;
    this.token = token;
    this.limits = limits;
    this.ready = ready;
    this.list = signal(/** @type {Upload[]} */ ([]));
    /** Why something was not attached, in words. */
    this.problem = signal("");
    this.next = 1;
    /** @type {Map<number, () => void>} */
    this.cancels = new Map();
  }

  /** @param {Iterable<globalThis.File>} files */
  async add(files) {
    this.problem.value = "";
    for (const file of files) {
      const problem = await this.wrong(file);
      if (problem) this.problem.value = problem;
      else this.start({ id: this.next++, file, share: 0, done: null, failed: "" });
    }
  }

  /** What is wrong with a file, in words. @param {globalThis.File} file */
  async wrong(file) {
    const { file_bytes, files, types } = this.limits(), name = file.name;
    if (this.list.peek().length >= files) return say("file.most", { n: files });
    if (file.size === 0) return say("file.empty", { name });
    if (file.size > file_bytes) return say("file.size", { name, most: bytes(file_bytes) });
    const type = await typeOf(file).catch(() => "");
    return types.includes(type) ? "" : say("file.type", { name });
  }

  /** @param {Upload} upload */
  async start(upload) {
    this.list.value = [...this.list.peek().filter((one) => one.id !== upload.id), upload];
    try {
      const { done, cancel } = sendFile(this.base, await this.token(), upload.file, (share) => this.change(upload.id, { share }));
      this.cancels.set(upload.id, cancel);
      this.change(upload.id, { done: await done, share: 1 });
      this.ready(upload.file.name);
    } catch (error) {
      const code = error instanceof Refusal ? error.code : "";
      const name = upload.file.name;
      this.change(upload.id, { failed: code === "too_large" ? say("file.size", { name, most: bytes(this.limits().file_bytes) }) : code === "unsupported" ? say("file.type", { name }) : say("file.failed") });
    } finally {
      this.cancels.delete(upload.id);
    }
  }

  /** @param {number} id @param {Partial<Upload>} change */
  change(id, change) {
    this.list.value = this.list.peek().map((one) => (one.id === id ? { ...one, ...change } : one));
  }

  /** @param {number} id */
  again(id) {
    const upload = this.list.peek().find((one) => one.id === id);
    if (upload) void this.start({ ...upload, share: 0, failed: "" });
  }

  /** @param {number} id */
  remove(id) {
    this.list.value = this.list.peek().filter((one) => one.id !== id);
    this.cancels.get(id)?.();
  }

  /** What is ready goes with a message, and is not attached any more. @returns {import("./types.js").File[]} */
  take() {
    const ready = this.list.peek().flatMap((one) => one.done ?? []);
    this.list.value = this.list.peek().filter((one) => !one.done);
    return ready;
  }

  clear() {
    for (const { id } of this.list.peek()) this.remove(id);
    this.problem.value = "";
  }
}
