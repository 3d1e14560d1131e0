// Parts of the desk that the first view does not need: they come right after it, on
// their own, and are there long before somebody asks for them.
import { html, signal } from "../../dom.js";

const parts = signal(/** @type {Record<string, any>|null} */ (null));
const again = 3000; // ms after a failure

/** Fetches them; tries again while the server is away. */
export async function loadLater() {
  try {
    parts.value = await import("../later/all.js");
  } catch {
    setTimeout(loadLater, again);
  }
}

/** One of them, once it is there. @param {{part: keyof typeof import("../later/all.js")} & Record<string, any>} props */
export function Later({ part, ...props }) {
  const Part = parts.value?.[part];
  return Part ? html`<${Part} ...${props}/>` : null;
}
