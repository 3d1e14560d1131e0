// Hold music and announcements: upload, listen, where each is used, remove.
import { html, useRef, useSignal } from "../../dom.js";
import { request, send } from "../../api.js";
import { clockTime, count } from "../../format.js";
import { named } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { href } from "../route.js";
import { act, changed, done, say } from "../said.js";
import { all, have, Sure, useLists, useResource } from "../shared.js";
import { Panel } from "../fields.js";
import { refusal } from "../words.js";
import { w, wcode } from "../text.js";

const largest = 64 << 20;

/** A name for a sound that the address can have: from the file's. @param {string} name */
function idFor(name) {
  const plain = name.toLowerCase().replace(/\.wav$/, "").replace(/[^a-z0-9._-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 30);
  return plain || `sound-${Date.now().toString(36)}`;
}

/** @param {{onDone?: (id: string) => void}} props */
export function UploadSound({ onDone = () => {} }) {
  const input = useRef(/** @type {HTMLInputElement|null} */ (null)), busy = useSignal(false);
  /** @param {Event} event */
  const chosen = async (event) => {
    const field = /** @type {HTMLInputElement} */ (event.currentTarget), file = field.files?.[0];
    field.value = "";
    if (!file) return;
    if (file.size > largest) return say({ text: w("sound_large"), bad: true });
    busy.value = true;
    const id = idFor(file.name), name = file.name.replace(/\.wav$/i, "").slice(0, 60);
    try {
      await send("PUT", `sounds/${encodeURIComponent(id)}?name=${encodeURIComponent(name)}`, { body: file, type: "audio/wav", patience: 120_000 });
      await all.sounds.refresh();
      void done(w("said.added", { what: name }), `sound:${id}`);
      onDone(id);
    } catch (error) {
      say({ text: refusal(error), bad: true });
    }
    busy.value = false;
  };
  return html`<input ref=${input} type="file" accept=".wav,audio/wav,audio/x-wav" hidden onChange=${chosen}/><button type="button" class="btn sm" disabled=${busy.value} onClick=${() => input.current?.click()}><${Icon} name="plus" size="s"/>${w(busy.value ? "uploading" : "upload")}</button>`;
}

/** What callers hear. @param {{id: string, name: string}} props */
export function Listen({ id, name }) {
  return html`<audio class="listen" controls preload="none" aria-label=${w("listen_to", { name })} src=${`api/v1/sounds/${encodeURIComponent(id)}/audio`}></audio>`;
}

const rules = /** @type {const} */ (["closed", "full", "nobody", "too_long"]);

/** The settings that name a sound. */
const settings = new Resource(() => request("GET", "settings").then((/** @type {any[]} */ all) => all.filter((one) => isSound(one.key))));

/** Whether a setting names a sound. @param {string} key */
export const isSound = (key) => key.endsWith("_sound");

/** What a menu says. @param {any} menu @returns {(string|undefined)[]} */
const inMenu = ({ greeting, then, questions = [] }) => [greeting, then?.prompt, ...questions.flatMap((/** @type {any} */ one) => [one.prompt, one.nothing?.prompt, ...(one.keys ?? []).map((/** @type {any} */ key) => key.prompt)])];

/** Where it is played: of services their music, rules and announcements, in menus, and in settings. @param {string} id @returns {{to: string, text: string, what: string}[]} */
function users(id) {
  const sound = `sound:${id}`;
  return [...have("services").flatMap((one) => {
    const what = [one.music === sound && w("f.music"), ...rules.map((rule) => one[`when_${rule}`]?.prompt === sound && wcode("rule", rule)), one.whisper === sound && w("f.whisper"), [...one.announce?.messages ?? [], ...(one.announce?.keys ?? []).map((/** @type {any} */ key) => key.prompt)].includes(sound) && w("p.announce")].filter(Boolean).join(", ");
    return what ? [{ to: href("services", one.id), text: named(one.name, one.id), what }] : [];
  }), ...have("menus").filter((one) => inMenu(one).includes(sound)).map((one) => ({ to: href("menus", one.id), text: named(one.name, one.id), what: wcode("s", "menus") })), ...(settings.value.value ?? []).filter((one) => one.value === sound).map((one) => ({ to: href("settings"), text: wcode("s", "settings"), what: wcode("setting", one.key) }))];
}

/** The way to all sounds, from where one is chosen. */
export const AllSounds = () => html`<a class="btn sm" href=${href("sounds")}>${w("sounds_all")}</a>`;

export function Sounds() {
  useLists("sounds", "services", "menus");
  useResource(settings);
  const list = have("sounds");
  /** @param {any} one */
  const remove = async (one) => {
    if (await act(w("said.removed", { what: one.name }), () => request("DELETE", `sounds/${encodeURIComponent(one.id)}`))) void done(w("said.removed", { what: one.name }), `sound:${one.id}`);
  };
  void changed.value;
  return html`<main class="scroll det"><${Panel} title=${wcode("s", "sounds")} why=${w("sounds_why")} side=${html`<${UploadSound}/>`}>
    <${Loaded} of=${all.sounds} what=${wcode("s", "sounds")}>${() => (list.length === 0 ? html`<${Empty} icon="bell" title=${w("sounds_none")} why=${w("sounds_none_why")}/>`
    : html`<table class="tbl tall"><thead><tr><th>${w("name")}</th><th class="num">${w("length")}</th><th class="num">${w("size")}</th><th>${w("used_by")}</th><th>${w("listen")}</th><th><span class="sr">${w("remove")}</span></th></tr></thead><tbody>${list.map((one) => html`<tr key=${one.id}><td><b class="med">${one.name}</b> <span class="c3 t-xs">${one.id}</span></td><td class="num">${clockTime(one.seconds * 1000)}</td><td class="num">${count(Math.ceil(one.bytes / 1024))} KB</td>
      <td class="c2 wraps"><${Users} list=${users(one.id)}/></td><td><${Listen} id=${one.id} name=${one.name}/></td><td class="num"><${Sure} text=${w("remove")} sure=${w("remove_now")} label=${w("remove_one", { what: one.name })} onSure=${() => remove(one)}/></td></tr>`)}</tbody></table>`)}<//><//></main>`;
}

/** @param {{list: {to: string, text: string, what: string}[]}} props */
function Users({ list }) {
  if (!list.length) return w("unused");
  return html`<ul>${list.map((one) => html`<li key=${`${one.to} ${one.what}`}><a class="link" href=${one.to}>${one.text}</a> · ${one.what}</li>`)}</ul>`;
}
