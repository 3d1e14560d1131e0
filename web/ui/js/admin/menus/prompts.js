// What can be said to callers: uploaded sounds, and what the program says by itself.
import { language } from "../../i18n.js";
import { all, have } from "../shared.js";
import { w } from "../text.js";

/** What the program says by itself; where only services are shown, what of it can be chosen. @returns {{name: string, text: {ko: string, en: string}, choice: boolean}[]} */
export const own = () => all.prompts.value.value ?? all.choices.value.value ?? [];

/** What the program says, in words. @param {string} name with say: before it @param {"ko"|"en"} [of] */
export const ownText = (name, of = language.value) => own().find((one) => one.name === name)?.text[of] ?? name;

/** A prompt by its name, in words. @param {string} name @param {"ko"|"en"} [of] */
export function promptText(name, of = language.value) {
  if (name.startsWith("say:")) return ownText(name, of);
  if (name === "none") return w("prompt_none");
  return name.startsWith("sound:") ? have("sounds").find((one) => one.id === name.slice(6))?.name ?? name.slice(6) : name;
}

/** Where a prompt can be heard; "" where it cannot. @param {string|undefined} name @param {string} of its language, where it is the program's own */
export function promptAddress(name, of) {
  if (name?.startsWith("sound:")) return `api/v1/sounds/${encodeURIComponent(name.slice(6))}/audio`;
  return name?.startsWith("say:") ? `api/v1/prompts/${of}/${encodeURIComponent(name.slice(4))}` : "";
}

/** At most so much of a text in a list of choices. */
const shortText = 48;
/** @param {string} text */
export const short = (text) => (text.length > shortText ? `${text.slice(0, shortText).trimEnd()}…` : text);
