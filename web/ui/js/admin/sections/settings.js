// Every setting of the registry, as it explains itself, and the centre's own.
import { html, useEffect } from "../../dom.js";
import { ApiError, request, send } from "../../api.js";
import { named } from "../../i18n.js";
import { Open, Sheet } from "../document.js";
import { F, Fields, Panel } from "../fields.js";
import { href } from "../route.js";
import { settingValue, settingWord } from "../records.js";
import { have, useLists } from "../shared.js";
import { AllSounds, isSound } from "./sounds.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {{key: string, group: string, type: "bool"|"int"|"text"|"choice"|"list"|"secret", default: string, min?: number, max?: number, allowed?: string[], unit?: string, doc: {ko: string, en: string}, restart: boolean, value: string, own: boolean}} Setting */

/** @type {Setting[]} */
let registry = [];
const nameOf = (/** @type {string} */ key) => key.replace(".", "_");

/** A setting's text as a draft has it. @param {Setting} one */
const value = (one) => (one.type === "bool" ? one.value === "true" : one.type === "int" ? Number(one.value) : one.type === "list" ? one.value.split(",").filter(Boolean) : one.type === "secret" ? "" : one.value);

/** As the server takes it. @param {any} v */
const text = (v) => (Array.isArray(v) ? v.join(",") : v === undefined ? "" : String(v));

/** The version of what was loaded. */
let etag = "";
/** What the last save changed, as the record names it. */
let last = "";

/** As a draft has it. @param {Setting[]} list @param {any} profile */
function asDraft(list, profile) {
  registry = list;
  return { centre: profile, ...Object.fromEntries(registry.map((one) => [nameOf(one.key), value(one)])) };
}

/** Whatever was written is one change: all of it counts, or none. */
const settings = new Sheet({ target: () => last, key: "settings", name: () => wcode("s", "settings"),
  get: async () => {
    const [{ value: list, etag: tag }, profile] = await Promise.all([send("GET", "settings"), request("GET", "centre")]);
    etag = tag;
    return asDraft(list, profile);
  },
  put: async (next) => {
    const before = settings.draft.peek()?.base.peek() ?? {};
    /** @param {Setting} one @param {any} of */
    const sent = (one, of) => (one.type === "bool" ? String(!!of[nameOf(one.key)]) : text(of[nameOf(one.key)]));
    const keys = registry.filter((one) => sent(one, next) !== sent(one, before));
    const profile = JSON.stringify(next.centre) !== JSON.stringify(before.centre) ? { centre: next.centre } : {};
    const body = JSON.stringify({ values: Object.fromEntries(keys.map((one) => [one.key, sent(one, next)])), ...profile });
    const { value: list, etag: tag } = await send("PATCH", "settings", { body, type: "application/json", match: etag }).catch(placed);
    etag = tag;
    last = keys.length === 1 && !("centre" in profile) ? `setting:${keys[0]?.key}` : "settings";
    return asDraft(list, next.centre);
  },
});

/** What is wrong belongs to the setting's field. @param {unknown} error @returns {never} */
function placed(error) {
  if (error instanceof ApiError) error.errors = error.errors.map((one) => ({ ...one, location: (one.location ?? "").replace(/^body\.values\.(.+)$/, (_, key) => nameOf(key)) }));
  throw error;
}

/** @param {{id: string}} props id: the group to begin at */
export function Settings({ id }) {
  return html`<main class="scroll det"><${Open} of=${settings} what=${wcode("s", "settings")}>${(/** @type {Draft} */ draft) => html`<${All} draft=${draft} at=${id}/>`}<//></main>`;
}

/** @param {{draft: Draft, at: string}} props */
function All({ draft, at }) {
  useEffect(() => { const group = document.getElementById(`group-${at}`); group?.scrollIntoView(); group?.focus({ preventScroll: true }); }, [at]);
  const zones = [...new Set([draft.get("centre.time_zone"), ...Intl.supportedValuesOf("timeZone")])].filter(Boolean);
  return html`<${Panel} title=${w("p.centre")} why=${w("p.centre_why")}><${Fields} draft=${draft} cols=${3} specs=${[{ path: "centre.name", kind: "text", label: w("f.centre_name"), required: true, max: 60 }, { path: "centre.language", kind: "choice", label: w("f.centre_language"), doc: w("d.centre_language"), choices: [{ value: "ko", text: "한국어" }, { value: "en", text: "English" }] },
    { path: "centre.time_zone", kind: "choice", label: w("f.time_zone"), doc: w("d.time_zone"), choices: zones.map((zone) => ({ value: zone, text: zone })) }]}/><//>
    ${[...new Set(registry.map((one) => one.group))].map((group) => html`<${Panel} key=${group} id=${`group-${group}`} title=${wcode("setting_group", group)}><div class="settings">${registry.filter((one) => one.group === group).map((one) => html`<${Line} key=${one.key} draft=${draft} one=${one}/>`)}</div><//>`)}`;
}

/** @param {{draft: Draft, one: Setting}} props */
function Line({ draft, one }) {
  const path = nameOf(one.key), label = wcode("setting", one.key), doc = `${named(one.doc, "")}${one.restart ? ` ${w("restart")}` : ""}`, unit = one.unit ? wcode("unit", one.unit) : "";
  if (one.type === "list" && one.allowed?.length) return html`<${Choices} draft=${draft} one=${one} path=${path} label=${label} doc=${doc}/>`;
  if (one.key === "chat.hours") return html`<${HoursSetting} draft=${draft} one=${one} path=${path} label=${label} doc=${doc}/>`;
  if (isSound(one.key)) return html`<${SoundSetting} draft=${draft} one=${one} path=${path} label=${label} doc=${doc}/>`;
  const kind = /** @type {const} */ ({ bool: "switch", int: "number", text: "text", choice: "choice", list: "lines", secret: "password" })[one.type];
  return html`<div class="setting"><${F} draft=${draft} spec=${{ path, kind, label, doc, unit, min: one.min ?? 0, max: one.max || (one.type === "int" ? undefined : 2000), empty: one.type === "secret" ? (one.value ? w("is_set") : w("not_set")) : one.type === "choice" ? "" : one.default || w("nothing"), choices: (one.allowed ?? []).map((each) => ({ value: each, text: wcode("choice", each) })) }}/>
    <${Key} one=${one}/></div>`;
}

/** An uploaded sound, or the program's own. @param {{draft: Draft, one: Setting, path: string, label: string, doc: string}} props */
function SoundSetting({ draft, one, path, label, doc }) {
  useLists("sounds");
  const is = draft.get(path), choices = have("sounds").map((each) => ({ value: `sound:${each.id}`, text: each.name }));
  return html`<div class="setting"><div class="col gap"><${F} draft=${draft} spec=${{ path, kind: "choice", label, doc, empty: w("sound_own"), choices: is && !choices.some((each) => each.value === is) ? [...choices, { value: is, text: is }] : choices }}/><span><${AllSounds}/></span></div><${Key} one=${one}/></div>`;
}

/** One of the opening hours that there are; one that is no more is still shown. @param {{draft: Draft, one: Setting, path: string, label: string, doc: string}} props */
function HoursSetting({ draft, one, path, label, doc }) {
  useLists("hours");
  const is = draft.get(path), choices = have("hours").map((each) => ({ value: each.id, text: named(each.name, each.id) })), gone = is && !choices.some((each) => each.value === is);
  return html`<div class="setting"><div class="col gap"><${F} draft=${draft} spec=${{ path, kind: "choice", label, doc, empty: w("always_open"), choices: gone ? [...choices, { value: is, text: is }] : choices }}/><span><a class="btn sm" href=${href("hours", gone || !is ? "+" : is)}>${w(is && !gone ? "edit" : "hours_add")}</a></span></div><${Key} one=${one}/></div>`;
}

/** Whether it is the default, which one that is, and, quietly, what it is called in the API. @param {{one: Setting}} props */
function Key({ one }) {
  const value = one.type === "bool" ? w(one.default === "true" ? "on" : "off") : one.default && one.type !== "text" ? settingValue(one.key, one.default) : one.default || w("nothing");
  return html`<span class="hint key"><span>${one.own ? html`<span class="tagx">${w("changed_from", { value })}</span>` : w("is_default")}</span><code title=${w("setting_key")}>${one.key}</code></span>`;
}

/** Any of some words. @param {{draft: Draft, one: Setting, path: string, label: string, doc: string}} props */
function Choices({ draft, one, path, label, doc }) {
  const mine = /** @type {string[]} */ (draft.get(path) ?? []);
  return html`<div class="setting"><div class="field" role="group" aria-label=${label}><span class="lab">${label}</span><div class="row wrap">${(one.allowed ?? []).map((each) => html`<label key=${each} class="row"><input class="ck" type="checkbox" checked=${mine.includes(each)} onChange=${(/** @type {Event} */ e) => draft.set(path, /** @type {HTMLInputElement} */ (e.currentTarget).checked ? [...mine, each] : mine.filter((word) => word !== each))}/>${settingWord(one.key, each)}</label>`)}</div>
    ${draft.isChanged(path) ? html`<span class="hint was">${w("was", { value: (draft.was(path) ?? []).map((/** @type {string} */ each) => settingWord(one.key, each)).join(", ") || w("nothing") })}</span>` : null}<span class="hint">${doc}</span></div><${Key} one=${one}/></div>`;
}
