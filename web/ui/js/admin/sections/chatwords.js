// Prohibited words (금지어): what agents may not write to customers, and what is written in
// its place.
import { html, signal, useRef, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { count, dayTime } from "../../format.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { ca, cacode } from "../chat/text.js";
import { OffNote } from "../chat/used.js";
import { Panel, Typed } from "../fields.js";
import { actorName } from "../records.js";
import { act, changed, say } from "../said.js";
import { Sure, useLists, useResource, zone } from "../shared.js";
import { w, wcode } from "../text.js";
import { fieldErrors, refusal } from "../words.js";

/** @typedef {import("../../api.js").User} User */
/** @typedef {"refuse"|"mask"} Effect */
/** @typedef {{word: string, effect: Effect, instead?: string, added: number, by: string, by_name?: string}} Word */

const words = new Resource(() => request("GET", "chat/words")), sought = signal(""), effects = /** @type {Effect[]} */ (["refuse", "mask"]);

/** @param {Event} event */
const written = (event) => /** @type {HTMLInputElement} */ (event.currentTarget).value;

/** @param {string} word @param {Effect} effect @param {string} instead */
const put = (word, effect, instead) => request("PUT", "chat/words", { word, effect, ...(effect === "mask" && instead ? { instead } : {}) });

/** @param {{user: User}} props */
export function ChatWords({ user }) {
  useLists(.../** @type {"users"[]} */ (user.role === "administrator" ? ["users"] : []));
  useResource(words);
  const query = sought.value.trim().toLowerCase(), all = /** @type {Word[]} */ (words.value.value ?? []), find = all.length > 8 ? html`<label class="in sm num-in"><${Icon} name="search" size="s"/><input id="find" type="search" aria-label=${w("find_in", { what: wcode("s", "chat-words") })} placeholder=${w("find")} value=${sought.value} onInput=${(/** @type {Event} */ e) => { sought.value = written(e); }}/><kbd aria-hidden="true">/</kbd></label>` : null;
  return html`<main class="scroll det"><${OffNote} user=${user}/><${Panel} title=${wcode("s", "chat-words")} why=${ca("words_why")} side=${html`${find}<span class="count">${words.value.value ? ca("words_n", { n: count(all.length) }) : ""}</span>`}><${Add} all=${all}/>
    <${Loaded} of=${words} what=${wcode("s", "chat-words")}>${(/** @type {Word[]} */ list) => { const shown = list.filter((one) => one.word.toLowerCase().includes(query)); return shown.length === 0 ? html`<${Empty} icon="eye-off" title=${query ? w("no_match") : ca("words_none")} why=${query ? w("no_match_why") : ca("words_none_why")}/>`
    : html`<table class="tbl"><thead><tr><th>${ca("word")}</th><th>${ca("effect")}</th><th>${ca("instead")}</th><th>${ca("added")}</th><th><span class="sr">${w("remove")}</span></th></tr></thead><tbody>${shown.map((one) => html`<${Row} key=${one.word} one=${one}/>`)}</tbody></table>`; }}<//><//></main>`;
}

/** @param {{all: Word[]}} props */
function Add({ all }) {
  const word = useSignal(""), effect = useSignal(/** @type {Effect} */ ("refuse")), instead = useSignal(""), wrong = useSignal(""), field = useRef(/** @type {HTMLInputElement|null} */ (null));
  /** @param {Event} event */
  const add = async (event) => {
    event.preventDefault();
    const now = word.value.trim();
    if (all.some((one) => one.word === now)) return say({ text: ca("word_known", { word: now }), bad: true });
    try {
      await put(now, effect.value, instead.value.trim());
      word.value = instead.value = wrong.value = "";
      changed.value++;
      say({ text: w("said.added", { what: now }) });
    } catch (error) {
      wrong.value = Object.values(fieldErrors(error))[0] ?? refusal(error);
    }
    field.current?.focus(); // for the next one, or to mend this one
    return undefined;
  };
  return html`<form class="row pad" onSubmit=${add}><span class="in num-in"><input ref=${field} aria-label=${ca("word")} placeholder=${ca("word")} maxlength="40" autocomplete="off" value=${word.value} aria-invalid=${wrong.value ? "true" : undefined} aria-describedby="word-said" onInput=${(/** @type {Event} */ e) => { wrong.value = ""; word.value = written(e); }}/></span>
      <span class="seg" role="group" aria-label=${ca("effect")}>${effects.map((one) => html`<button key=${one} type="button" aria-pressed=${effect.value === one} onClick=${() => { effect.value = one; }}>${cacode("effect", one)}</button>`)}</span>
      ${effect.value === "mask" ? html`<span class="in num-in"><input aria-label=${ca("instead")} placeholder=${ca("instead_own")} maxlength="40" autocomplete="off" value=${instead.value} onInput=${(/** @type {Event} */ e) => { instead.value = written(e); }}/></span>` : null}
      <button type="submit" class="btn" disabled=${word.value.trim().length < 2}><${Icon} name="plus" size="s"/>${ca("word_add")}</button></form>
    <div id="word-said" role="alert">${wrong.value ? html`<p class="hint pad" data-t="bad"><${Icon} name="bad" size="xs"/> ${wrong.value}</p>` : null}</div>`;
}

/** @param {{one: Word}} props */
function Row({ one }) {
  const { word, effect, instead = "" } = one;
  /** @param {Effect} to @param {string} as */
  const change = async (to, as) => {
    if (!await act(w("said.saved", { what: word }), () => put(word, to, as))) changed.value++;
    await words.refresh(); // the row shows what is
  };
  const remove = () => act(w("said.removed", { what: word }), () => request("DELETE", `chat/words?word=${encodeURIComponent(word)}`));
  return html`<tr><td><b class="med">${word}</b></td><td><span class="in sm sel svc-in"><select aria-label=${ca("effect_of", { word })} value=${effect} onChange=${(/** @type {Event} */ e) => change(/** @type {Effect} */ (written(e)), instead)}>${effects.map((each) => html`<option key=${each} value=${each}>${cacode("effect", each)}</option>`)}</select><${Icon} name="chev-d"/></span></td>
    <td>${effect === "mask" ? html`<span class="in sm svc-in"><${Typed} maxlength="40" autocomplete="off" aria-label=${ca("instead_of", { word })} placeholder=${ca("instead_own")} value=${instead} onDone=${(/** @type {string} */ text) => change(effect, text.trim())}/></span>` : html`<span class="c3">–</span>`}</td>
    <td class="c2">${dayTime(one.added, zone())} ${one.by_name || actorName(`user:${one.by}`)}</td><td class="num"><${Sure} text=${w("remove")} sure=${w("remove_now")} label=${w("remove_one", { what: word })} onSure=${remove}/></td></tr>`;
}
