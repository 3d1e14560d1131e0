// One place that names the vendored libraries; pages import from here.
import { createContext, createElement, Fragment, render } from "../vendor/preact.js";
import htm from "../vendor/htm.js";

/** @typedef {import("../vendor/preact.js").ComponentChildren} Children */

/** Builds elements from a template: html`<b>${text}</b>`. Values are always text, never markup. */
export const html = /** @type {(strings: TemplateStringsArray, ...values: any[]) => any} */ (
  htm.bind(/** @type {any} */ (createElement)));
export { createContext, Fragment, render };
export { useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/preact-hooks.js";
export { batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect } from "../vendor/signals.js";

/**
 * Mounts a page into <main id="app"> or, for pages with their own shell, <div id="app">.
 * @param {any} page
 */
export function mount(page) {
  const root = document.getElementById("app");
  if (!root) throw new Error("no #app in the page");
  root.replaceChildren();
  render(page, root);
}
