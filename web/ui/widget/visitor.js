// Who this browser is to the server: a visitor with a token, perhaps a user of the site.
import { signal } from "../js/dom.js";
import { newVisitor, Refusal } from "./server.js";

/** @typedef {{visitor: string, token: string, user?: string}} Known */

const name = "visitor";
const waits = [3, 10, 30].map((s) => s * 1000); // ms before it is asked for again

/** Visitor owns the token. Every tab of the origin has the same. */
export class Visitor {
  /** @param {import("./keep.js").Keep} keep @param {string} base @param {string} site @param {() => string} language */
  constructor(keep, base, site, language) {
    this.keep = keep;
    this.base = base;
    this.site = site;
    this.language = language;
    this.known = /** @type {Known|null} */ (keep.get(name));
    /** Why there is none yet: "" while nothing is wrong. */
    this.trouble = signal(/** @type {""|"lost"|"busy"|"denied"} */ (""));
    /** @type {Promise<string>|null} */
    this.asked = null;
    this.tries = 0; // in vain, since the last that was not
  }

  /** The token; a new visitor where there is none. @returns {Promise<string>} */
  token() {
    if (this.known) return Promise.resolve(this.known.token);
    this.asked ??= this.make().finally(() => { this.asked = null; });
    return this.asked;
  }

  async make() {
    try {
      const { visitor, token } = await newVisitor(this.base, this.site, this.language());
      this.tries = 0;
      this.trouble.value = "";
      this.remember({ visitor, token });
      return token;
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 0;
      this.trouble.value = status === 403 || status === 404 ? "denied" : status === 429 ? "busy" : "lost";
      throw error;
    }
  }

  /** How long to wait before asking once more, ms. @param {unknown} error */
  wait(error) {
    const retry = error instanceof Refusal ? error.retry * 1000 : 0;
    return Math.max(retry, waits[Math.min(this.tries++, waits.length - 1)]);
  }

  /** @param {Known} known */
  remember(known) {
    this.known = known;
    this.keep.set(name, known);
  }

  /** @param {string} user whom the site says it is */
  is(user) {
    if (this.known && this.known.user !== user) this.remember({ ...this.known, user });
  }

  /**
   * The token is over. Another tab may have got a new one already.
   * @returns {boolean} whether nobody has, so that the next will be a new visitor
   */
  renew() {
    const stored = /** @type {Known|null} */ (this.keep.get(name));
    if (stored && stored.token !== this.known?.token) {
      this.known = stored;
      return false;
    }
    this.forget();
    return true;
  }

  forget() {
    this.known = null;
    this.keep.set(name, null);
  }
}
