// Where a key, or the lack of one, leads: what it does, to whom, and what is said first.
import { html, useEffect } from "../../dom.js";
import { Icon } from "../../icons.js";
import { href } from "../route.js";
import { changed } from "../said.js";
import { all, callbacksOff, serviceChoices } from "../shared.js";
import { w, wcode } from "../text.js";
import { Pick, PickPrompt, Write } from "./cells.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {import("./tree.js").Way} Way */

/** What can be done, by what leads there. */
export const doings = { then: ["service", "message", "number", "callback", "voicemail", "hangup"], key: ["service", "menu", "message", "number", "callback", "voicemail", "repeat", "top", "hangup"], nothing: ["service", "message", "number", "callback", "voicemail", "top", "hangup"], waiting: ["callback", "voicemail", "service", "number", "message"] };

/** Whether something can be said before it. @param {string} what */
export const saidBefore = (what) => ["service", "number", "callback", "voicemail"].includes(what);

/** @param {readonly string[]} list @param {string} [value] stays a choice where it stands there */
export const doingChoices = (list, value = "") => [...list, ...(value && !list.includes(value) ? [value] : [])].map((one) => ({ value: one, text: wcode("way", one) }));

let readAfter = -1; // changes, before the settings were read last

/** Says that nothing is taken there, where callbacks are off. @param {{what: string}} props what: that is done */
export function TakesNothing({ what }) {
  const takes = what === "callback" || what === "voicemail";
  useEffect(() => {
    if (!takes || readAfter === changed.value && !all.settings.failed.peek()) return; // large: they are read once for all that are shown, and mostly not at all
    readAfter = changed.value;
    void all.settings.refresh();
  }, [takes, changed.value]);
  if (!takes || !callbacksOff()) return null;
  return html`<p class="hint takes-nothing" data-t="warn"><${Icon} name="warn" size="xs"/> ${w("way.callbacks_off")} <a class="link" href=${href("settings")}>${w("way.callbacks_on")}</a></p>`;
}

/**
 * To whom or what it leads.
 * @param {{draft: Draft, place: string, way: Way, name: string, of: string, own: string, set: (to: Partial<Way>) => void}} props place: of the way; name: of the key; of: language; own: the service where none is chosen
 */
export function Target({ draft, place, way, name, of, own, set }) {
  switch (way.do) {
    case "service":
      return html`<${Pick} draft=${draft} place=${`${place}.service`} label=${w("way.service_of", { name })} value=${way.service} empty=${w("choose")} choices=${serviceChoices()} onPick=${(/** @type {string|undefined} */ service) => set({ service })}/>`;
    case "callback": case "voicemail":
      return html`<div class="cell"><${Pick} draft=${draft} place=${`${place}.service`} label=${w("way.for_of", { name })} value=${way.service} empty=${own} choices=${serviceChoices()} onPick=${(/** @type {string|undefined} */ service) => set({ service })}/><${TakesNothing} what=${way.do}/></div>`;
    case "number":
      return html`<${Write} draft=${draft} place=${`${place}.number`} label=${w("way.number_of", { name })} hint=${w("way.number")} how="tel" max=${32} value=${way.number} onWrite=${(/** @type {string} */ text) => set({ number: text.replace(/[\s-]/g, "") || undefined })}/>`;
    case "message":
      return html`<${PickPrompt} draft=${draft} place=${`${place}.prompt`} label=${w("way.prompt_of", { name })} value=${way.prompt} of=${of} empty=${w("way.goodbye")} fallback="say:goodbye" onPick=${(/** @type {string|undefined} */ prompt) => set({ prompt })}/>`;
  }
  return html`<span class="c3 t-xs nowhere">${wcode("way_how", way.do)}</span>`;
}

/**
 * What is said first, and in which language it goes on.
 * @param {{draft: Draft, place: string, way: Way, of: string, languages?: boolean, set: (to: Partial<Way>) => void}} props
 */
export function Further({ draft, place, way, of, languages = true, set }) {
  return html`<div class="row further">${saidBefore(way.do) ? html`<${PickPrompt} draft=${draft} place=${`${place}.prompt`} label=${w("way.first")} shown=${true} cls="grow" value=${way.prompt} of=${way.language ?? of} empty=${way.do === "voicemail" ? w("way.first_voicemail") : w("way.first_none")} fallback=${way.do === "voicemail" ? "say:voicemail" : ""} onPick=${(/** @type {string|undefined} */ prompt) => set({ prompt })}/>` : null}
    ${languages && way.do !== "hangup" ? html`<${Pick} draft=${draft} place=${`${place}.language`} label=${w("way.language")} shown=${true} cls="lang-in" value=${way.language} empty=${w("way.language_same")} choices=${[{ value: "ko", text: "한국어" }, { value: "en", text: "English" }]} onPick=${(/** @type {string|undefined} */ language) => set({ language })}/>` : null}</div>`;
}
