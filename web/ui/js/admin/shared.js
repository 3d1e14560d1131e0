// What several sections look up: services, agents and others, read once and again when
// something was changed.
import { html, useEffect, useSignal } from "../dom.js";
import { request } from "../api.js";
import { language, named } from "../i18n.js";
import { firstServices } from "../first.js";
import { Icon } from "../icons.js";
import { byName, personName } from "../states.js";
import { useQuestion } from "../desk/parts/focus.js";
import { Resource } from "../desk/parts/resource.js";
import { changed } from "./said.js";
import { w } from "./text.js";

/** @param {string} path */
const list = (path) => new Resource(() => request("GET", path));

const services = list("services");
services.value.value = firstServices;

export const all = { services, agents: list("agents"), hours: list("opening-hours"), sounds: list("sounds"), teams: list("teams"), users: list("users"), menus: list("menus"), settings: list("settings"), prompts: list("prompts"), choices: list("prompts?choice=true") };

/** Reads what a section needs; again after every change. @param {...(keyof typeof all)} names */
export function useLists(...names) {
  useEffect(() => { for (const name of names) void all[name].refresh(); }, [changed.value, names.join()]);
}

/** A resource that is read while a part is shown. @param {Resource<any>} of @param {any[]} [when] */
export function useResource(of, when = []) {
  useEffect(() => { void of.refresh(); }, [of, changed.value, ...when]);
}

/** The name of a thing that is shown. @param {any} one @returns {string} */
const shownName = (one) => (typeof one.name === "object" ? named(one.name, one.id) : personName(one));

/** By the name that is shown, as on the floor. @template T @param {T[]} list @returns {T[]} */
export const byShownName = (list) => {
  const names = new Map(list.map((one) => [one, shownName(one)]));
  return [...list].sort((a, b) => byName(names.get(a) ?? "", names.get(b) ?? ""));
};

/** What was sorted last of each. @type {Map<string, {of: any[], language: string, list: any[]}>} */
const sorted = new Map();

/** What there is, by the name that is shown. @param {keyof typeof all} name @returns {any[]} */
export const have = (name) => {
  const of = all[name].value.value, now = sorted.get(name);
  if (!of) return [];
  if (now && now.of === of && now.language === language.value) return now.list;
  const list = byShownName(of);
  sorted.set(name, { of, language: language.value, list });
  return list;
};

/** Whether callbacks are off, as the settings say that were read last: then nothing is taken where a key or a rule leads to one. */
export const callbacksOff = () => all.settings.value.value?.some((/** @type {{key: string, value: string}} */ one) => one.key === "callbacks.enabled" && one.value !== "true") ?? false;

/** Choices of services. @param {string} [but] not this one */
export const serviceChoices = (but = "") => have("services").filter((one) => one.id !== but).map((one) => ({ value: one.id, text: named(one.name, one.id) }));

/** @param {string} id */
export const serviceName = (id) => named(have("services").find((one) => one.id === id)?.name, id);

/** @typedef {{icon: string, look?: string, text: import("./text.js").Key}} TrunkLook */
/** What is known of a trunk, in the API's words. @typedef {"checking"|"up"|"down"|"unasked"} TrunkHealth */
/** @type {Record<TrunkHealth, TrunkLook>} */
const trunkLooks = { checking: { icon: "clock", text: "trunk_checking" }, up: { icon: "good", look: "good", text: "trunk_up" }, down: { icon: "bad", look: "bad", text: "trunk_down" }, unasked: { icon: "info", text: "trunk_unasked" } };

/** @param {{state: TrunkHealth}} props */
export function TrunkTag({ state }) {
  const { icon, look, text } = trunkLooks[state];
  return html`<span class="tagx" data-t=${look}><${Icon} name=${icon} size="xs"/>${w(text)}</span>`;
}

/** A button that asks once more before it does what cannot be undone. @param {{text: string, icon?: string, sure: string, onSure: () => void, disabled?: boolean, label?: string}} props */
export function Sure({ text, icon = "", sure, onSure, disabled, label }) {
  const { asked, button, no } = useQuestion();
  if (!asked.value) return html`<button type="button" class="btn sm" ref=${button} disabled=${disabled} aria-label=${label} onClick=${() => { asked.value = true; }}>${icon ? html`<${Icon} name=${icon} size="s"/>` : null}${text}</button>`;
  return html`<span class="row sure"><button type="button" class="btn sm danger" onClick=${() => { asked.value = false; onSure(); }}>${sure}</button><button type="button" class="btn sm" ref=${no} onClick=${() => { asked.value = false; }}>${w("keep")}</button></span>`;
}

/** Puts a text on the clipboard. @param {{text: string}} props */
export function Copy({ text }) {
  const done = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text).catch(() => {});
    done.value = true;
    setTimeout(() => { done.value = false; }, 2000);
  };
  return html`<button type="button" class="btn sm" onClick=${copy}><${Icon} name=${done.value ? "check" : "doc"} size="s"/>${w(done.value ? "copied" : "copy")}</button>`;
}

let centreZone = "Asia/Seoul";

/** Time zone of the centre. */
export const zone = () => centreZone;

/** @param {string|undefined} name */
export function useZone(name) {
  if (name) centreZone = name;
}

/** Choices of who may be in charge; who may no more stays where chosen. @param {string} [value] */
export function managers(value) {
  const choices = have("users").filter((user) => user.role !== "agent" && !user.disabled).map((user) => ({ value: user.login, text: `${user.name} (${user.login})` }));
  return value && !choices.some((one) => one.value === value) ? [...choices, { value, text: value }] : choices;
}
