// What of the administration comes right after the first picture.
import { html, signal } from "../dom.js";

const others = signal(/** @type {Record<string, any>|null} */ (null));
const again = 3000; // ms after a failure

/** Fetches it; tries again while the server is away. @param {(all: typeof import("./sections/all.js")) => void} then once it is there */
export async function loadOthers(then) {
  let all;
  try {
    all = others.value = await import("./sections/all.js");
  } catch {
    return void setTimeout(() => loadOthers(then), again);
  }
  then(all);
}

/** A view that comes later. @param {keyof typeof import("./sections/all.js")} name @param {() => any} [meanwhile] what stands in its place until then */
export function later(name, meanwhile = () => html`<main class="det" aria-busy="true"></main>`) {
  return (/** @type {object} */ props) => {
    const View = others.value?.[name];
    return View ? html`<${View} ...${props}/>` : meanwhile();
  };
}
