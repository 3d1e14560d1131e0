// Voice menus: what callers hear first, and where each key leads, as a tree.
import { html, useSignal } from "../../dom.js";
import { named } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Empty } from "../../desk/parts/resource.js";
import { Collection, ListDetail } from "../collection.js";
import { F, Panel, idOf, seconds } from "../fields.js";
import { Pick, PickPrompt, Write, WrongAt } from "../menus/cells.js";
import { Play } from "../menus/play.js";
import { ownText, promptAddress } from "../menus/prompts.js";
import { Preview, firstHeard, script } from "../menus/preview.js";
import * as tree from "../menus/tree.js";
import { Further, Target, doingChoices, doings, saidBefore } from "../menus/way.js";
import { go, href } from "../route.js";
import { have, useLists } from "../shared.js";
import { AllSounds, UploadSound } from "./sounds.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {import("../menus/tree.js").Question} Question */
/** @typedef {import("../menus/tree.js").MenuKey} MenuKey */
/** @typedef {import("../menus/tree.js").Way} Way */

/** A name without what is empty or the same in English; undefined where nothing is left. @param {{ko?: string, en?: string}|undefined} name */
const tidyName = (name) => (name?.ko ? { ko: name.ko, ...(name.en && name.en !== name.ko ? { en: name.en } : {}) } : name?.en ? { en: name.en } : undefined);

/** As a draft has it. @param {any} menu */
const read = (menu) => ({ ...menu, ...(menu.questions ? { questions: menu.questions.map((/** @type {Question} */ one) => ({ ...one, keys: (one.keys ?? []).map((key) => tree.bare({ ...key, name: tidyName(key.name) })) })) } : {}) });
/** As the server takes it: a name has its Korean part. @param {any} menu */
const clean = (menu) => ({ ...menu, ...(menu.questions ? { questions: menu.questions.map((/** @type {Question} */ one) => ({ ...one, keys: (one.keys ?? []).map((key) => (key.name ? { ...key, name: { ko: "", ...key.name } } : key)) })) } : {}) });

const menus = new Collection({
  section: "menus", path: "menus", target: "menu", icon: "keypad", named: true, read, clean,
  blank: () => ({ id: "", name: { ko: "" }, language: "ko" }),
  title: (one) => named(one.name, one.id), below: (one) => [one.language === "en" ? "English" : "한국어", uses(one.id).map(({ text }) => text).join(", ") || w("menus.unused")].join(" · "),
  side: (one) => html`<span class="c2 t-xs">${w("menus.keys_n", { n: tree.countKeys(one.questions) })}</span>`,
  none: () => w("menus.none"), why: () => w("menus.why"),
});

/** Where a menu is heard: by callers of services, and of single numbers. @param {string} id @returns {{to: string, text: string}[]} */
function uses(id) {
  const services = have("services"), numbers = services.flatMap((one) => /** @type {{number: string, menu?: string}[]} */ (one.numbers ?? []));
  return [...services.filter((one) => one.menu === id).map((one) => ({ to: href("services", one.id), text: named(one.name, one.id) })), ...numbers.filter((one) => one.menu === id).map((one) => ({ to: href("numbers"), text: one.number }))];
}

/** @param {{id: string}} props */
export function Menus({ id }) {
  useLists("services", "sounds", "prompts");
  const none = !id && menus.list.value.value?.length === 0;
  return html`<${ListDetail} of=${menus} id=${id} label=${wcode("s", "menus")} detail=${(/** @type {Draft} */ draft, /** @type {string} */ at) => html`<${Menu} draft=${draft} id=${at}/>`}>${none ? html`<${Empty} icon="keypad" title=${w("menus.none")} why=${w("menus.first_why")}><button type="button" class="btn primary" onClick=${beginFirst}><${Icon} name="plus" size="s"/>${w("menus.first")}</button><//>` : null}<//>`;
}

/** So many services get a key of a first menu. */
const servicesAtFirst = 8;

/** Begins a menu as most centres have one: a key for each service, one to be called back, one to hear it again. */
function beginFirst() {
  const draft = menus.draft("+"), services = have("services").slice(0, servicesAtFirst);
  go("menus", "+");
  if (!draft) return;
  const keys = services.map((one, i) => ({ key: String(i + 1), name: tidyName(one.name), do: "service", service: one.id }));
  draft.set("id", "main");
  draft.set("name", { ko: "대표 안내", en: "Main menu" });
  draft.set("recorded", true);
  draft.set("questions", [{ id: "first", keys: [...keys, { key: "0", name: { ko: "콜백", en: "a call back" }, do: "callback" }, { key: "*", name: { ko: "다시 듣기", en: "this menu again" }, do: "repeat" }], ...(services[0] ? { nothing: { do: "service", service: services[0].id } } : {}) }]);
}

/** @param {{draft: Draft, id: string}} props */
function Menu({ draft, id }) {
  const language = draft.get("language") === "en" ? "en" : "ko", used = draft.fresh ? [] : uses(id), value = draft.value.value;
  return html`<${Panel} title=${w("p.basic")} why=${w("menus.basic_why")}><div class="fields cols4">${draft.fresh ? html`<${F} draft=${draft} spec=${{ path: "id", kind: "text", label: w("f.id"), doc: w("d.any_id"), required: true, max: 40 }}/>` : null}
      <${F} draft=${draft} spec=${{ path: "name.ko", kind: "text", label: w("f.name.ko"), required: true, max: 60 }}/><${F} draft=${draft} spec=${{ path: "name.en", kind: "text", label: w("f.name.en"), max: 60 }}/>
      <${F} draft=${draft} spec=${{ path: "language", kind: "choice", label: w("menus.language"), doc: w("menus.language_doc"), choices: [{ value: "ko", text: "한국어" }, { value: "en", text: "English" }] }}/></div>
      ${draft.fresh ? null : html`<p class="pad uses"><span class="c3">${w("used_by")}</span> ${used.length ? used.map((one, i) => html`<span key=${`${one.to} ${one.text}`}>${i ? ", " : ""}<a class="link" href=${one.to}>${one.text}</a></span>`) : w("menus.unused_how")}</p>`}<//>
    <${Panel} title=${w("menus.flow")} why=${w("menus.flow_why")} side=${html`<${AllSounds}/><${UploadSound}/>`}><${Flow} draft=${draft} of=${language}/><//>
    <${Panel} title=${w("menus.heard")} why=${w("menus.heard_why")} side=${html`<${Play} from=${firstHeard(value)} name=${w("menus.hear")} text=${w("menus.hear")}/>`}><${Preview} menu=${value}/><//>`;
}

/** Goes to what has just come or moved: the first of these that can be used. @param {...string} selectors */
function focusSoon(...selectors) {
  requestAnimationFrame(() => { const at = selectors.map((one) => document.querySelector(one)).find((one) => one instanceof HTMLElement && !(one instanceof HTMLButtonElement && one.disabled)); if (at instanceof HTMLElement) at.focus(); });
}

/** Greeting, notice, and what follows. @param {{draft: Draft, of: "ko"|"en"}} props */
function Flow({ draft, of }) {
  const questions = /** @type {Question[]} */ (draft.get("questions") ?? []), then = /** @type {Way|undefined} */ (draft.get("then")), asks = questions.length > 0, sure = useSignal("");
  /** @param {Question[]} next @param {string} [place] that was changed; without: how they hang together */
  const set = (next, place) => draft.set("questions", next.length ? next : undefined, place);
  /** @param {string} what */
  const lead = (what) => {
    sure.value = "";
    if (what === "ask") { draft.set("then", undefined); set([tree.blankQuestion("first")]); focusSoon(`#${idOf("questions[0].prompt")}`); return; }
    set([]);
    draft.set("then", what === "own" ? undefined : tree.redirect(then ?? { do: "" }, what));
  };
  const now = asks ? "ask" : then?.do ?? "own", written = asks && tree.lostWith(questions, { key: "", do: "menu", menu: questions[0]?.id });
  const choices = [{ value: "ask", text: w("menus.ask") }, { value: "own", text: w("menus.own") }, ...doingChoices(doings.then, then?.do)];
  return html`<ol class="flow" id=${idOf("questions")}>
    <li class="step"><h3>${w("menus.greeting")}</h3><div class="step-in"><${PickPrompt} draft=${draft} place="greeting" label=${w("menus.greeting")} cls="prompt-in" value=${draft.get("greeting")} of=${of} empty=${w("menus.no_greeting")} onPick=${(/** @type {string|undefined} */ to) => draft.set("greeting", to)}/></div></li>
    <li class="step"><h3>${w("menus.recorded")}</h3><div class="step-in row"><label class="row"><input id=${idOf("recorded")} class="sw" type="checkbox" role="switch" checked=${!!draft.get("recorded")} onChange=${(/** @type {Event} */ e) => draft.set("recorded", /** @type {HTMLInputElement} */ (e.currentTarget).checked || undefined)}/><span>${w("menus.recorded_say")}</span></label><${Play} from=${[promptAddress("say:recorded", of)]} name=${ownText("say:recorded")}/><span class="hint">${w("menus.recorded_why")}</span></div></li>
    <li class="step"><h3>${w("menus.then")}</h3><div class="step-in"><div class="then"><${Pick} draft=${draft} place="then.do" label=${w("menus.then")} value=${now} choices=${choices} onPick=${(/** @type {string} */ what) => { if (written && written.questions && what !== "ask") sure.value = what; else lead(what); }}/>
      ${then && !asks ? html`<${Target} draft=${draft} place="then" way=${then} name=${w("menus.then")} of=${of} own=${w("way.own_service")} set=${(/** @type {Partial<Way>} */ to) => draft.set("then", tree.bare({ ...then, ...to }), `then.${Object.keys(to)[0]}`)}/>` : null}</div>
      ${sure.value && written ? html`<${SureLost} lost=${written} onSure=${() => lead(sure.value)} onKeep=${() => { sure.value = ""; }}/>` : null}
      ${then && !asks && saidBefore(then.do) ? html`<${Further} draft=${draft} place="then" way=${then} of=${of} languages=${false} set=${(/** @type {Partial<Way>} */ to) => draft.set("then", tree.bare({ ...then, ...to }), `then.${Object.keys(to)[0]}`)}/>` : null}
      ${asks ? html`<${Ask} draft=${draft} all=${questions} id=${questions[0]?.id ?? ""} level=${1} of=${of} set=${set} seen=${[]}/>` : null}
      ${asks ? questions.filter(({ id }) => !tree.below(questions, questions[0]?.id ?? "").has(id)).map(({ id }) => html`<${WrongAt} key=${id} draft=${draft} place=${`questions[${questions.findIndex((one) => one.id === id)}]`}/>`) : null}</div></li></ol>`;
}

/** Asks once more before questions go. @param {{lost: {questions: number, keys: number}, onSure: () => void, onKeep: () => void}} props */
function SureLost({ lost, onSure, onKeep }) {
  return html`<div class="row sure-lost" role="alert"><span>${w("menus.lost", { n: lost.questions, keys: lost.keys })}</span><button type="button" class="btn sm danger" onClick=${onSure}>${w("remove_now")}</button><button type="button" class="btn sm" onClick=${onKeep}>${w("keep")}</button></div>`;
}

/**
 * A question with its keys; below each key the question that it asks.
 * @param {{draft: Draft, all: Question[], id: string, level: number, of: "ko"|"en", by?: string, set: (next: Question[], place?: string) => void, seen: string[]}} props by: the keys that lead to it, such as 1-2
 */
function Ask({ draft, all, id, level, of, by = "", set, seen }) {
  const i = all.findIndex((one) => one.id === id), question = all[i];
  if (!question || seen.includes(id)) return null;
  const place = `questions[${i}]`, keys = question.keys ?? [], name = by ? w("menus.question_of", { key: by }) : w("menus.question_first"), said = script(question, of), nothing = question.nothing;
  /** @param {Partial<Question>} to */
  const put = (to) => set(tree.changeQuestion(all, id, to), `${place}.${Object.keys(to)[0]}`);
  const add = () => { const next = tree.addKey(all, id); set(next); focusSoon(`#${idOf(`${place}.keys[${keys.length}].name.ko`)}`); };
  /** @param {Partial<Way>} to */
  const putNothing = (to) => set(tree.changeQuestion(all, id, { nothing: tree.bare({ ...nothing, do: nothing?.do ?? "hangup", ...to }) }), `${place}.nothing.${Object.keys(to)[0]}`);
  return html`<section class="ask" aria-label=${name}><${WrongAt} draft=${draft} place=${place}/><${WrongAt} draft=${draft} place=${`${place}.id`}/>
    <div class="ask-head"><${PickPrompt} draft=${draft} place=${`${place}.prompt`} label=${name} shown=${true} cls="prompt-in" value=${question.prompt} of=${of} onPick=${(/** @type {string|undefined} */ prompt) => put({ prompt })}/>
      <${Write} draft=${draft} place=${`${place}.wait`} label=${w("menus.wait")} shown=${true} cls="tiny" how="number" max=${60} value=${question.wait === undefined ? undefined : seconds(question.wait) ?? undefined} hint="5" unit=${w("u.s")} onWrite=${(/** @type {string} */ text) => put({ wait: text === "" ? undefined : `${Number(text)}s` })}/>
      <${Write} draft=${draft} place=${`${place}.tries`} label=${w("menus.tries")} shown=${true} cls="tiny" how="number" max=${9} value=${question.tries} hint="3" unit=${w("u.times")} onWrite=${(/** @type {string} */ text) => put({ tries: text === "" ? undefined : Number(text) })}/></div>
    ${said && !question.prompt ? html`<p class="hint script">${w("menus.script")} <b class="med">${said}</b></p>` : null}
    <div class="key-head" aria-hidden="true"><span>${w("menus.key")}</span><span>${w("f.name.ko")}</span><span>${w("f.name.en")}</span><span>${w("way.do")}</span><span>${w("way.to")}</span></div>
    <ul class="keys">${keys.map((key, n) => html`<${KeyLine} key=${key.key + (key.menu ?? "") + n} draft=${draft} all=${all} id=${id} n=${n} level=${level} of=${of} by=${by} set=${set} seen=${seen}/>`)}</ul><${WrongAt} draft=${draft} place=${`${place}.keys`}/>
    <div class="row"><button type="button" class="btn sm" data-add=${id} disabled=${!tree.freeKey(question)} onClick=${add}><${Icon} name="plus" size="s"/>${w("menus.key_add")}</button></div>
    <div class="nothing"><span class="med">${w("menus.nothing")}</span><${Pick} draft=${draft} place=${`${place}.nothing.do`} label=${w("menus.nothing_of", { name })} value=${nothing?.do} empty=${w("way.bye")} choices=${doingChoices(doings.nothing, nothing?.do)} onPick=${(/** @type {string|undefined} */ what) => set(tree.changeQuestion(all, id, { nothing: what ? tree.redirect(nothing ?? { do: "" }, what) : undefined }), `${place}.nothing`)}/>
      ${nothing ? html`<${Target} draft=${draft} place=${`${place}.nothing`} way=${nothing} name=${w("menus.nothing")} of=${of} own=${w("way.own_service")} set=${putNothing}/>` : html`<span></span>`}</div>
    ${nothing && saidBefore(nothing.do) && nothing.prompt ? html`<${Further} draft=${draft} place=${`${place}.nothing`} way=${nothing} of=${of} languages=${false} set=${putNothing}/>` : null}</section>`;
}

/** @param {{draft: Draft, all: Question[], id: string, n: number, level: number, of: "ko"|"en", by: string, set: (next: Question[], place?: string) => void, seen: string[]}} props */
function KeyLine({ draft, all, id, n, level, of, by, set, seen }) {
  const question = tree.find(all, id), key = question?.keys?.[n], open = useSignal(false), sure = useSignal("");
  if (!question || !key) return null;
  const i = all.indexOf(question), place = `questions[${i}].keys[${n}]`, path = by ? `${by}-${key.key}` : key.key, name = w("menus.key_n", { key: path }), keys = question.keys ?? [], lost = tree.lostWith(all, key), further = saidBefore(key.do) || !["hangup", "message"].includes(key.do);
  const spoken = key.language === "ko" || key.language === "en" ? key.language : of, shown = open.value || !!key.language || saidBefore(key.do) && !!key.prompt;
  /** @param {Partial<MenuKey>} to */
  const put = (to) => set(tree.changeKey(all, id, n, to), `${place}.${Object.keys(to)[0]}`);
  /** @param {"ko"|"en"} one @param {string} text */
  const write = (one, text) => { const next = tree.bare({ ...key.name, [one]: text || undefined }); put({ name: Object.keys(next).length ? next : undefined }); };
  const remove = () => { set(tree.removeKey(all, id, n)); focusSoon(`[data-add="${id}"]`); };
  /** @param {string} what */
  const lead = (what) => { sure.value = ""; const next = tree.leadOn(all, id, n, what); set(next); const made = next.find((one) => one.id === id)?.keys?.[n]?.menu; if (what === "menu" && made) focusSoon(`#${idOf(`questions[${next.findIndex((one) => one.id === made)}].prompt`)}`); };
  /** @param {-1|1} way */
  const move = (way) => { set(tree.moveKey(all, id, n, way)); focusSoon(...(way < 0 ? [".up", ".down"] : [".down", ".up"]).map((one) => `[data-of="${id}/${n + way}"] > .key-line ${one}`)); };
  const list = level >= tree.levels || all.length >= tree.questionsAtMost ? doings.key.filter((one) => one !== "menu") : doings.key;
  return html`<li data-of=${`${id}/${n}`}><div class="key-line" role="group" aria-label=${name}><${Pick} draft=${draft} place=${`${place}.key`} label=${w("menus.key_of", { key: path })} value=${key.key} choices=${tree.allKeys.filter((one) => one === key.key || !keys.some((each) => each.key === one)).map((one) => ({ value: one, text: one }))} onPick=${(/** @type {string} */ to) => { put({ key: to }); focusSoon(`#${idOf(`${place}.key`)}`); }}/>
      <${Write} draft=${draft} place=${`${place}.name.ko`} label=${w("menus.ko_of", { key: path })} value=${key.name?.ko} onWrite=${(/** @type {string} */ text) => write("ko", text)}/><${Write} draft=${draft} place=${`${place}.name.en`} label=${w("menus.en_of", { key: path })} value=${key.name?.en} onWrite=${(/** @type {string} */ text) => write("en", text)}/>
      <${Pick} draft=${draft} place=${`${place}.do`} label=${w("menus.do_of", { key: path })} value=${key.do} choices=${doingChoices(list, key.do)} onPick=${(/** @type {string} */ what) => { if (lost.questions) sure.value = what; else lead(what); }}/>
      <div><${Target} draft=${draft} place=${place} way=${key} name=${name} of=${spoken} own=${w("way.own_service")} set=${put}/>${key.do === "menu" ? html`<${WrongAt} draft=${draft} place=${`${place}.menu`}/>` : null}</div>
      <span class="row key-tools"><button type="button" class="btn ghost icon sm" aria-expanded=${shown} aria-label=${w("menus.more_of", { key: path })} title=${w("menus.more")} disabled=${!further} onClick=${() => { open.value = !shown; }}><${Icon} name="more" size="s"/></button><button type="button" class="btn ghost icon sm up" disabled=${n === 0} aria-label=${w("up_of", { name })} onClick=${() => move(-1)}><span class="flip"><${Icon} name="chev-d" size="s"/></span></button><button type="button" class="btn ghost icon sm down" disabled=${n === keys.length - 1} aria-label=${w("down_of", { name })} onClick=${() => move(1)}><${Icon} name="chev-d" size="s"/></button>
        <button type="button" class="btn ghost icon sm" aria-label=${w("remove_one", { what: name })} onClick=${() => { if (lost.questions) sure.value = "-"; else remove(); }}><${Icon} name="trash" size="s"/></button></span></div>
    ${sure.value ? html`<${SureLost} lost=${lost} onSure=${() => { if (sure.value === "-") remove(); else lead(sure.value); }} onKeep=${() => { sure.value = ""; }}/>` : null}
    ${shown && further ? html`<${Further} draft=${draft} place=${place} way=${key} of=${of} set=${put}/>` : null}
    ${key.do === "menu" && key.menu ? html`<${Ask} draft=${draft} all=${all} id=${key.menu} level=${level + 1} of=${spoken} by=${path} set=${set} seen=${[...seen, id]}/>` : null}</li>`;
}
