// What a caller hears of a menu, as a text that can be read from top to bottom.
import { html } from "../../dom.js";
import { seconds } from "../fields.js";
import { serviceName } from "../shared.js";
import { fill, particles } from "../../fill.js";
import { named } from "../../i18n.js";
import { w, wcode } from "../text.js";
import { ownText, promptAddress, promptText } from "./prompts.js";
import { find } from "./tree.js";

/** @typedef {import("./tree.js").Way} Way */
/** @typedef {import("./tree.js").Question} Question */

/** Where a way leads, as a sentence. @param {Way|undefined} way none: goodbye @param {"ko"|"en"} of language of the program's own prompts */
export function wayTold(way, of) {
  if (!way) return w("way_told.message", { prompt: ownText("say:goodbye", of) });
  const service = way.service ? serviceName(way.service) : w("way.own_service"), first = way.prompt && ["service", "number", "callback", "voicemail"].includes(way.do) ? `“${promptText(way.prompt, of)}” ` : "";
  return first + fill(wcode("way_told", way.do), { service: way.do === "service" && !way.service ? "…" : service, number: way.number || "…", prompt: promptText(way.prompt || "say:goodbye", of) });
}

/** A key as it is spoken. @param {string} key @param {"ko"|"en"} of */
function keyWord(key, of) {
  if (key === "*") return of === "en" ? "star" : "별표";
  if (key === "#") return of === "en" ? "hash" : "우물정자";
  return of === "en" ? key : `${key}번`;
}

/** What could be recorded for a question, made of the names of its keys; "" where they have none. @param {Question} question @param {"ko"|"en"} of */
export function script({ keys = [] }, of) {
  const said = keys.filter((key) => key.name?.ko || key.name?.en).map((key) => (of === "en" ? `for ${key.name?.en || key.name?.ko} press ${keyWord(key.key, of)}` : `${key.name?.ko || key.name?.en} ${keyWord(key.key, of)}`)).join(", ");
  if (!said) return "";
  return of === "en" ? `${said.charAt(0).toUpperCase()}${said.slice(1)}.` : particles(`${said}을(를) 눌러 주십시오.`);
}

/** @param {{all: Question[], id: string, of: "ko"|"en", seen?: string[]}} props */
function Heard({ all, id, of, seen = [] }) {
  const question = find(all, id);
  if (!question || seen.includes(id)) return null;
  return html`<ul><li>${question.prompt ? `“${promptText(question.prompt, of)}”` : html`<span class="c3">${w("heard.no_prompt")}</span>`}
    <ul class="heard-keys">${(question.keys ?? []).map((key, i) => html`<li key=${i}><kbd>${key.key}</kbd> ${key.name ? html`<b class="med">${named(/** @type {any} */ (key.name), "")}</b>: ` : null}${wayTold(key, key.language === "ko" || key.language === "en" ? key.language : of)}${key.language ? html` <span class="tagx">${key.language === "ko" ? "한국어" : "English"}</span>` : null}
      ${key.do === "menu" && key.menu ? html`<${Heard} all=${all} id=${key.menu} of=${key.language ?? of} seen=${[...seen, id]}/>` : null}</li>`)}
      <li><span class="c2">${w("heard.nothing", { seconds: seconds(question.wait) ?? 5, n: question.tries ?? 3 })}</span> ${wayTold(question.nothing, of)}</li></ul></li></ul>`;
}

/** The addresses of what is heard first, up to the first question. @param {any} menu */
export function firstHeard(menu) {
  return [menu.greeting, menu.recorded && "say:recorded", menu.questions?.[0]?.prompt ?? menu.then?.prompt].filter(Boolean).map((name) => promptAddress(name, menu.language ?? "ko")).filter(Boolean);
}

/** @param {{menu: any}} props */
export function Preview({ menu }) {
  const of = menu.language === "en" ? "en" : "ko", all = menu.questions ?? [];
  return html`<div class="heard">${menu.greeting ? html`<p>“${promptText(menu.greeting, of)}”</p>` : null}${menu.recorded ? html`<p>“${ownText("say:recorded", of)}”</p>` : null}
    ${all[0] ? html`<${Heard} all=${all} id=${all[0].id} of=${of}/>` : html`<p>${menu.then ? wayTold(menu.then, of) : w("way_told.service", { service: w("way.own_service") })}</p>`}</div>`;
}
