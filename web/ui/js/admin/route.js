// Where in the administration one is: #/section/id. The browser's back button works.
import { signal } from "../dom.js";

/** @typedef {{section: string, id: string}} Route */

/** @returns {Route} */
function read() {
  const [, section = "", ...rest] = location.hash.replace(/^#/, "").split("/");
  return { section: section || "services", id: rest.map(decodeURIComponent).join("/") };
}

export const route = signal(read());
addEventListener("hashchange", () => { route.value = read(); });

/** @param {string} section @param {string} [id] */
export const href = (section, id = "") => `#/${section}${id ? `/${encodeURIComponent(id)}` : ""}`;

/** Whether this is what is open: who has gone on is not called back. @param {string} section @param {string} id */
export const here = (section, id) => route.peek().section === section && route.peek().id === id;

/** @param {string} section @param {string} [id] */
export function go(section, id = "") {
  if (here(section, id)) return;
  history.pushState(null, "", href(section, id));
  route.value = { section, id };
}
