// What the page is told, by name.

/** @typedef {"ready"|"open"|"close"|"message"|"unread"|"status"|"ended"|"error"} EventName */

/** Events calls the page's handlers. One that throws stops nobody else. */
export class Events {
  constructor() {
    /** @type {Map<string, Set<(detail: any) => void>>} */
    this.handlers = new Map();
    this.ready = false;
  }

  /** A handler of ready that comes late is called at once. @param {string} name @param {(detail: any) => void} handler */
  on(name, handler) {
    if (typeof handler !== "function") return;
    const list = this.handlers.get(name) ?? new Set();
    this.handlers.set(name, list.add(handler));
    if (name === "ready" && this.ready) this.call(handler, {});
  }

  /** @param {string} name @param {(detail: any) => void} [handler] left out: all of that name */
  off(name, handler) {
    if (handler) this.handlers.get(name)?.delete(handler);
    else this.handlers.delete(name);
  }

  /** @param {EventName} name @param {object} [detail] */
  emit(name, detail = {}) {
    if (name === "ready") this.ready = true;
    for (const handler of [...this.handlers.get(name) ?? []]) this.call(handler, detail);
  }

  /** @param {(detail: any) => void} handler @param {object} detail */
  call(handler, detail) {
    try {
      handler(detail);
    } catch (error) {
      setTimeout(() => { throw error; }); // the page's own, as if it had been alone
    }
  }
}
