// window.CallfloorChat: what the page may ask of the chat, and what it is told.

import { cut, textOf } from "./options.js";

/** @typedef {[string, ...any[]]} Call a call that was made before the chat was there: ["open"], ["on", "message", f] */

/** A text of the most characters that the server keeps; undefined where a page passes something else. @param {any} value @param {number} most */
const text = (value, most) => (["string", "number", "bigint", "boolean"].includes(typeof value) ? cut(String(value), most) : undefined);

/** The same of each of some fields, as many as are kept. @param {any} fields */
function texts(fields) {
  if (!fields || typeof fields !== "object") return undefined;
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [cut(key, kept.key), text(value, kept.field)]).filter(([key, value]) => key && value).slice(0, kept.fields));
}

/** Characters that the server keeps of who the page says it is, and how many fields; of the user's id it is bytes. */
const kept = { user: 200, signature: 200, name: 50, email: 100, phone: 20, key: 40, field: 200, fields: 30 };

/**
 * The functions of a chat for its page. None throws for what a page passes.
 * @param {import("./chat.js").Chat} chat
 */
export function pageApi(chat) {
  const api = {
    open: () => { chat.shown.value = true; chat.show(); },
    close: () => chat.hide(),
    toggle: () => (chat.open.peek() ? chat.hide() : api.open()),
    show: () => { chat.shown.value = true; },
    hide: () => { chat.hide(); chat.shown.value = false; },
    /** @param {any} user an id, or {user, name, email, phone, fields}; null: the visitor has logged out @param {string} [signature] */
    identify: (user, signature) => {
      if (user === null || user === undefined || user === "") return chat.reset();
      const { user: id, signature: own, name, email, phone, fields } = typeof user === "object" ? user : { user };
      const who = id && textOf(id), proof = signature ?? own, signed = proof && textOf(proof);
      if (!who || !signed || new TextEncoder().encode(who).length > kept.user || signed.length > kept.signature) return chat.events.emit("error", { code: "bad_signature" });
      chat.identify({ user: who, signature: signed, name: text(name, kept.name), email: text(email, kept.email), phone: text(phone, kept.phone), fields: texts(fields) });
    },
    /** @param {Record<string, unknown>} values added to those that were set; null takes one away */
    setParameters: (values) => {
      chat.parameters = { ...chat.parameters, ...values };
      chat.tellPage();
    },
    /** @param {string|null} id of the category with which the next talk begins */
    setCategory: (id) => {
      chat.category = id ? textOf(id) : undefined;
      chat.tellPage();
    },
    /** @param {string} name @param {(detail: any) => void} handler */
    on: (name, handler) => chat.events.on(name, handler),
    /** @param {string} name @param {(detail: any) => void} [handler] */
    off: (name, handler) => chat.events.off(name, handler),
    /** A call by name, as before the chat was there. @param {Call[]} calls */
    push: (...calls) => { for (const call of calls) make(call); },
  };
  /** @type {Record<string, (...values: any[]) => any>} */
  const table = { ...api };
  /** @param {Call} call */
  const make = (call) => { if (Array.isArray(call) && Object.hasOwn(table, call[0]) && call[0] !== "push") table[call[0]](...call.slice(1)); };
  return Object.freeze(api);
}
