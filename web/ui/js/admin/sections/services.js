// Services: queues with their numbers, targets, hours, rules and sounds.
import { html } from "../../dom.js";
import { firstServices } from "../../first.js";
import { named } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { byName, personName } from "../../states.js";
import { Collection, ListDetail } from "../collection.js";
import { F, Fields, Panel, idOf } from "../fields.js";
import { later } from "../later.js";
import { Announcements } from "../menus/announce.js";
import { Pick, PickPrompt } from "../menus/cells.js";
import { ownText, short } from "../menus/prompts.js";
import { redirect } from "../menus/tree.js";
import { TakesNothing } from "../menus/way.js";
import { WeekBars, exceptionText } from "../week.js";
import { href } from "../route.js";
import { all, have, serviceChoices, useLists } from "../shared.js";
import { w, wcode } from "../text.js";
import { AllSounds, Listen, UploadSound } from "./sounds.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {import("../fields.js").FieldSpec} FieldSpec */

const services = new Collection({
  section: "services", path: "services", target: "service", icon: "layers", named: true,
  blank: () => ({ id: "", name: { ko: "" }, strategy: "longest_idle", service_level: "20s", target: 80, ring: "15s", wrap_up: "10s", when_full: { do: "message" }, when_closed: { do: "message" }, when_nobody: { do: "wait" }, when_too_long: { do: "message" } }),
  title: (one) => named(one.name, one.id), more: (one) => one.numbers?.[0]?.number ?? "",
  side: (one) => (one.closed ? html`<span class="tagx">${w("closed")}</span>` : html`<span class="c2 t-xs">${all.agents.value.value && w("agents_n", { n: have("agents").filter((agent) => agent.services?.[one.id]).length })}</span>`),
  none: () => w("services.none"), why: () => w("services.why"),
});

services.list.value.value = firstServices;

const strategies = ["longest_idle", "round_robin", "fewest_calls", "least_talk", "skill_first", "ring_all", "fixed_order", "weighted_random"];

/** @param {{id: string}} props */
export function Services({ id }) {
  useLists("services", "agents", "hours", "sounds", "menus", "choices");
  return html`<${ListDetail} of=${services} id=${id} label=${wcode("s", "services")} detail=${(/** @type {Draft} */ draft, /** @type {string} */ at) => html`<${Service} draft=${draft} id=${at}/>`}/>`;
}

/** @param {{draft: Draft, id: string}} props */
function Service({ draft, id }) {
  /** @param {string} path @param {FieldSpec["kind"]} kind @param {Partial<FieldSpec>} [more] @returns {FieldSpec} */
  const f = (path, kind, more = {}) => ({ path, kind, label: wcode("f", path), doc: wcode("d", path), ...more });
  const of = draft.get("language") ?? "ko";
  return html`<${Panel} title=${w("p.basic")} why=${w("p.basic_why")} side=${html`<${F} draft=${draft} spec=${f("closed", "switch", { doc: "" })}/>`}>
      <${Fields} draft=${draft} specs=${[...(draft.fresh ? [f("id", "text", { required: true, max: 40 })] : []), f("name.ko", "text", { required: true, max: 60 }), f("name.en", "text", { max: 60 }), f("caller_id", "text", { max: 32 }),
    f("strategy", "choice", { choices: strategies.map((value) => ({ value, text: wcode("strategy", value) })) }), f("weight", "number", { min: 0, max: 100, empty: "0" })]}/>
      <${NumbersEditor} draft=${draft}/><//>
    <${Panel} title=${w("p.targets")} why=${w("p.targets_why")}><${Fields} draft=${draft} specs=${[f("target", "number", { min: 1, max: 100, unit: "%", empty: "80" }), f("service_level", "seconds", { unit: w("u.within"), empty: "20" }),
    f("bands.answer_good", "number", { min: 0, max: 100, unit: "%", empty: "85" }), f("bands.answer_bad", "number", { min: 0, max: 100, unit: "%", empty: "70" }), f("bands.level_bad", "number", { min: 0, max: 100, unit: "%", empty: "60" }),
    f("bands.wait_warn", "seconds", { unit: w("u.s"), empty: w("auto") }), f("bands.wait_bad", "seconds", { unit: w("u.s"), empty: w("auto") })]}/><//>
    <div class="two"><${HoursPanel} draft=${draft} spec=${f("hours", "choice", { choices: have("hours").map((one) => ({ value: one.id, text: named(one.name, one.id) })), empty: w("always_open") })}/><${Members} id=${id} fresh=${draft.fresh}/></div>
    <${Panel} title=${w("p.distribution")} why=${w("p.distribution_why")}><${Fields} draft=${draft} specs=${[f("ring", "seconds", { unit: w("u.s"), empty: "15" }), f("wrap_up", "seconds", { unit: w("u.s"), empty: "10" }), f("misses", "number", { min: 1, max: 20, empty: "1", unit: w("u.times") }),
    f("sticky", "minutes", { unit: w("u.min"), empty: "0" }), f("wrap_up_manual", "switch"), f("raise.every", "seconds", { unit: w("u.s"), empty: w("off") }), f("raise.to", "number", { min: 0, max: 100, empty: "0" }), f("seed", "number", { min: 0, empty: "0" })]}/><${LevelsEditor} draft=${draft}/><//>
    <${Panel} title=${w("p.voice")} why=${w("p.voice_why")} side=${html`<a class="btn sm" href=${href("menus", draft.get("menu") ?? "")}><${Icon} name="keypad" size="s"/>${w("menus_all")}</a>`}><div class="fields cols3"><${F} draft=${draft} spec=${f("language", "choice", { choices: [{ value: "ko", text: "한국어" }, { value: "en", text: "English" }] })}/>
      <${F} draft=${draft} spec=${menuSpec(f("menu", "choice"), draft.get("menu"))}/><${PickPrompt} draft=${draft} place="whisper" label=${w("f.whisper")} shown=${true} big=${true} value=${draft.get("whisper")} of=${of} empty=${w("whisper_none")} doc=${w("d.whisper")} onPick=${(/** @type {string|undefined} */ to) => draft.set("whisper", to)}/></div><//>
    <${Announcements} draft=${draft} f=${f} of=${of}/>
    <${Panel} title=${w("p.rules")} why=${w("p.rules_why")} side=${html`<${AllSounds}/>`}><div class="rules">${/** @type {const} */ (["closed", "full", "nobody", "too_long"]).map((rule) => html`<${Rule} key=${rule} draft=${draft} rule=${rule} id=${id} f=${f} of=${of}/>`)}</div><//>
    <${Panel} title=${w("p.sound")} why=${w("p.sound_why")} side=${html`<${AllSounds}/><${UploadSound} onDone=${(/** @type {string} */ made) => draft.set("music", `sound:${made}`)}/>`}>
      <div class="fields cols2"><div><${F} draft=${draft} spec=${soundSpec(f("music", "choice"), draft.get("music"), w("house_tune"))}/><${ListenTo} value=${draft.get("music")}/></div>
      <${F} draft=${draft} spec=${f("answer", "choice", { choices: ["at_once", "early"].map((value) => ({ value, text: wcode("answer", value) })) })}/></div><//><${Callbacks} draft=${draft} f=${f}/>`;
}

/** How it calls back: last, so that nothing moves when it comes. */
const Callbacks = later("ServiceCallbacks", () => null);

/** Menus; one that is not there any more stays where it stands. @param {FieldSpec} spec @param {string|undefined} value @returns {FieldSpec} */
function menuSpec(spec, value) {
  const choices = have("menus").map((one) => ({ value: one.id, text: named(one.name, one.id) }));
  return { ...spec, choices: value && !choices.some((one) => one.value === value) ? [...choices, { value, text: value }] : choices, empty: w("menu_none") };
}

/** Sounds that were uploaded; what stands in the file stays there. @param {FieldSpec} spec @param {string|undefined} value @param {string} empty @returns {FieldSpec} */
function soundSpec(spec, value, empty) {
  const choices = have("sounds").map((one) => ({ value: `sound:${one.id}`, text: one.name }));
  if (value && !choices.some((one) => one.value === value)) choices.push({ value, text: value });
  return { ...spec, choices, empty };
}

/** @param {{value: string|undefined}} props */
function ListenTo({ value }) {
  const id = value?.startsWith("sound:") ? value.slice(6) : "";
  return id ? html`<${Listen} id=${id} name=${have("sounds").find((one) => one.id === id)?.name ?? id}/>` : null;
}

/** What the program says by itself where a rule ends a call. */
const saidBy = { closed: "say:closed", full: "say:full", nobody: "say:nobody", too_long: "say:too_long" };

/** What happens in one case. @param {{draft: Draft, rule: "closed"|"full"|"nobody"|"too_long", id: string, of: string, f: (path: string, kind: FieldSpec["kind"], more?: Partial<FieldSpec>) => FieldSpec}} props of: language of the service */
function Rule({ draft, rule, id, of, f }) {
  const base = `when_${rule}`, does = draft.get(`${base}.do`) ?? "message", waits = rule === "nobody" || rule === "too_long", message = does === "message";
  /** @type {FieldSpec[]} */
  const limit = rule === "full" ? [f("max_waiting", "number", { min: 0, max: 100000, unit: w("u.calls"), empty: w("no_limit") })] : rule === "too_long" ? [f("max_wait", "seconds", { unit: w("u.s"), empty: w("no_limit") })] : [];
  return html`<fieldset class="rule"><legend>${wcode("rule", rule)}</legend><div class="fields cols4"><${Pick} draft=${draft} place=${`${base}.do`} label=${w("rule.do")} shown=${true} big=${true} value=${does} choices=${[...(waits ? ["wait"] : []), "message", "service", "number", "callback", "voicemail"].map((value) => ({ value, text: wcode("do", value) }))} onPick=${(/** @type {string} */ what) => draft.set(base, redirect(draft.get(base) ?? { do: "" }, what))}/>
    ${does === "service" ? html`<${F} draft=${draft} spec=${{ path: `${base}.service`, kind: "choice", label: w("rule.service"), choices: serviceChoices(id), empty: w("choose"), required: true }}/>` : null}
    ${does === "number" ? html`<${F} draft=${draft} spec=${{ path: `${base}.number`, kind: "text", label: w("rule.number"), required: true, max: 32 }}/>` : null}
    ${message || does === "callback" || does === "voicemail" || does === "number" ? html`<${PickPrompt} key=${does} draft=${draft} place=${`${base}.prompt`} label=${w(message ? "rule.prompt" : "rule.first")} shown=${true} big=${true} value=${draft.get(`${base}.prompt`)} of=${of} none=${message} fallback=${message ? saidBy[rule] : does === "voicemail" ? "say:voicemail" : ""}
      empty=${message ? short(ownText(saidBy[rule])) : does === "voicemail" ? w("way.first_voicemail") : does === "number" ? w("way.first_none") : w("rule.first_none")} onPick=${(/** @type {string|undefined} */ to) => draft.set(`${base}.prompt`, to)}/>` : null}
    ${limit.map((spec) => html`<${F} key=${spec.path} draft=${draft} spec=${spec}/>`)}</div><${TakesNothing} what=${does}/><p class="hint">${wcode("rule_why", rule)}</p></fieldset>`;
}

/** The called numbers. @param {{draft: Draft}} props */
function NumbersEditor({ draft }) {
  const list = draft.get("numbers") ?? [], wrong = draft.wrong.value.numbers;
  /** @param {any[]} to */
  const set = (to) => draft.set("numbers", to.length ? to : undefined);
  return html`<div class="sub-block" role="group" aria-label=${w("f.numbers")}><div class="row"><span class="lab">${w("f.numbers")}</span><button type="button" class="btn sm end" onClick=${() => set([...list, { number: "" }])}><${Icon} name="plus" size="s"/>${w("number_add")}</button></div>
    ${list.map((/** @type {{number: string, priority?: number}} */ one, /** @type {number} */ i) => html`<div key=${i} class="row"><div class="in num-in"><input aria-label=${w("number_n", { n: i + 1 })} id=${i === 0 ? idOf("numbers") : undefined} value=${one.number} maxlength="32" inputmode="tel" aria-invalid=${wrong ? "true" : undefined} onInput=${(/** @type {Event} */ e) => set(list.map((/** @type {any} */ each, /** @type {number} */ at) => (at === i ? { ...each, number: /** @type {HTMLInputElement} */ (e.currentTarget).value.replace(/[\s-]/g, "") } : each)))}/></div>
      <div class="in prio"><input type="number" min="0" max="100" aria-label=${w("number_priority", { n: i + 1 })} placeholder="0" value=${one.priority ?? ""} onInput=${(/** @type {Event} */ e) => set(list.map((/** @type {any} */ each, /** @type {number} */ at) => (at === i ? { ...each, priority: Number(/** @type {HTMLInputElement} */ (e.currentTarget).value) || undefined } : each)))}/><span class="c3">${w("priority")}</span></div>
      <button type="button" class="btn ghost icon sm" aria-label=${w("number_remove", { n: i + 1 })} onClick=${() => set(list.filter((/** @type {any} */ _, /** @type {number} */ at) => at !== i))}><${Icon} name="trash" size="s"/></button></div>`)}
    ${wrong ? html`<span class="hint" data-t="bad"><${Icon} name="bad" size="xs"/> ${wrong}</span>` : null}<span class="hint">${w("d.numbers")}</span></div>`;
}

/** Levels that open with waiting. @param {{draft: Draft}} props */
function LevelsEditor({ draft }) {
  const list = draft.get("levels") ?? [], wrong = draft.wrong.value.levels;
  /** @param {any[]} to */
  const set = (to) => draft.set("levels", to.length ? to : undefined);
  /** @param {number} i @param {object} v */
  const change = (i, v) => set(list.map((/** @type {any} */ each, /** @type {number} */ at) => (at === i ? { ...each, ...v } : each)));
  return html`<div class="sub-block" role="group" aria-label=${w("f.levels")}><div class="row"><span class="lab">${w("f.levels")}</span><button type="button" class="btn sm end" onClick=${() => set([...list, { after: `${list.length * 10}s`, level: Math.min(9, list.length + 1) }])}><${Icon} name="plus" size="s"/>${w("level_add")}</button></div>
    ${list.map((/** @type {{after: string, level: number}} */ one, /** @type {number} */ i) => html`<div key=${i} class="row"><div class="in prio"><input type="number" min="0" aria-label=${w("level_after", { n: i + 1 })} value=${parseFloat(one.after) || 0} onInput=${(/** @type {Event} */ e) => change(i, { after: `${Number(/** @type {HTMLInputElement} */ (e.currentTarget).value)}s` })}/><span class="c3">${w("u.s")}</span></div>
      <span class="c3">${w("level_from")}</span><div class="in prio"><input type="number" min="1" max="9" aria-label=${w("level_level", { n: i + 1 })} value=${one.level} onInput=${(/** @type {Event} */ e) => change(i, { level: Number(/** @type {HTMLInputElement} */ (e.currentTarget).value) })}/></div><span class="c3">${w("level_to")}</span>
      <button type="button" class="btn ghost icon sm" aria-label=${w("level_remove", { n: i + 1 })} onClick=${() => set(list.filter((/** @type {any} */ _, /** @type {number} */ at) => at !== i))}><${Icon} name="trash" size="s"/></button></div>`)}
    ${wrong ? html`<span class="hint" data-t="bad">${wrong}</span>` : null}<span class="hint">${w("d.levels")}</span></div>`;
}

/** When it is open. @param {{draft: Draft, spec: FieldSpec}} props */
function HoursPanel({ draft, spec }) {
  const hours = have("hours").find((one) => one.id === draft.get("hours"));
  return html`<${Panel} title=${w("p.hours")} why=${w("p.hours_why")} side=${html`<a class="btn sm" href=${href("hours", hours?.id ?? "+")}><${Icon} name=${hours ? "edit" : "plus"} size="s"/>${w(hours ? "edit" : "hours_add")}</a>`}>
    <div class="fields cols2"><${F} draft=${draft} spec=${spec}/></div>${hours ? html`<${WeekBars} week=${hours.week ?? []}/>
      ${hours.exceptions?.length ? html`<h3 class="sub">${w("exceptions")}</h3><ul class="exc">${hours.exceptions.slice(0, 6).map((/** @type {any} */ one) => html`<li key=${one.date}><b class="med">${one.date.slice(5)}</b><span class="trunc">${one.note ?? ""}</span><span class="end c2">${exceptionText(one)}</span></li>`)}</ul>` : null}` : null}<//>`;
}

/** Who serves it. @param {{id: string, fresh: boolean}} props */
function Members({ id, fresh }) {
  const all = have("agents").filter((one) => one.services?.[id]).sort((a, b) => a.services[id].level - b.services[id].level || byName(personName(a), personName(b)));
  const shown = all.slice(0, 9);
  return html`<${Panel} title=${w("p.members")} why=${w("p.members_why")} side=${html`<a class="btn sm" href=${href("skills")}><${Icon} name="edit" size="s"/>${w("skills_edit")}</a>`}>
    ${shown.length ? html`<table class="tbl"><thead><tr><th>${w("agent")}</th><th>${w("f.extension")}</th><th class="num">${w("level")}</th></tr></thead><tbody>${shown.map((one) => html`<tr key=${one.id}><td><a class="med" href=${href("agents", one.id)}>${personName(one)}</a></td><td class="c3">${one.extension}</td><td class="num">${one.services[id].level}</td></tr>`)}</tbody></table>
      ${all.length > shown.length ? html`<p class="mr c3">${w("and_more", { n: all.length - shown.length })}</p>` : null}`
    : html`<div class="empty"><${Icon} name="users"/><b>${w("members_none")}</b><span>${w(fresh ? "members_none_fresh" : "members_none_why")}</span></div>`}<//>`;
}
