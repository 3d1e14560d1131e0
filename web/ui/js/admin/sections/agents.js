// Agents: one by one, with the phone's settings, shown once.
import { html, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { onlyHere } from "../../format.js";
import { Icon } from "../../icons.js";
import { named } from "../../i18n.js";
import { personName } from "../../states.js";
import { Dialog } from "../../desk/parts/layers.js";
import { Collection, ListDetail } from "../collection.js";
import { Fields, Panel } from "../fields.js";
import { href } from "../route.js";
import { say } from "../said.js";
import { Copy, have, managers, Sure, useLists } from "../shared.js";
import { refusal } from "../words.js";
import { w, wcode } from "../text.js";
import { AgentChat } from "./agentchat.js";

/** @typedef {import("../draft.js").Draft} Draft */

const live = ["state", "reason", "since", "deadline", "reachable", "call", "next", "next_reason", "misses"];

const agents = new Collection({
  section: "agents", path: "agents", target: "agent", icon: "headset", named: true,
  blank: () => ({ id: "", name: "", extension: "", dial: "domestic", services: {} }),
  title: personName, more: (one) => one.extension,
  side: (one) => html`<span class="c2 t-xs">${w("services_n", { n: Object.keys(one.services ?? {}).length })}</span>`,
  clean: (one) => Object.fromEntries(Object.entries(one).filter(([name]) => !live.includes(name))),
  none: () => w("agents.none"), why: () => w("agents.why"),
});

/** @param {{id: string, user: import("../../api.js").User}} props */
export function Agents({ id, user }) {
  useLists("services", "teams", "users", "agents");
  return html`<${ListDetail} of=${agents} id=${id} label=${wcode("s", "agents")} tools=${html`<a class="btn sm" href=${href("import")}>${w("import")}</a>`} detail=${(/** @type {Draft} */ draft, /** @type {string} */ at) => html`<${Agent} draft=${draft} id=${at} user=${user}/>`}/>`;
}

/** @param {{draft: Draft, id: string, user: import("../../api.js").User}} props */
function Agent({ draft, id, user }) {
  const services = have("services"), teams = have("teams"), person = have("users").find((one) => one.agent_id === id);
  return html`<${Panel} title=${w("p.agent")} why=${w("p.agent_why")}><${Fields} draft=${draft} specs=${[...(draft.fresh ? [{ path: "id", kind: /** @type {const} */ ("text"), label: w("f.id"), doc: w("d.any_id"), required: true, max: 40 }] : []),
    { path: "name", kind: "text", label: w("f.name"), required: true, max: 60 }, { path: "name_en", kind: "text", label: w("f.name_en"), doc: w("d.name_en"), max: 60 }, { path: "extension", kind: "text", label: w("f.extension"), doc: w("d.extension"), required: true, max: 20 },
    { path: "team", kind: "choice", label: w("f.team"), doc: w("d.team"), empty: w("team_none"), choices: teamChoices(teams, draft.get("team")) }, { path: "dial", kind: "choice", label: w("f.dial"), doc: w("d.dial"), choices: ["none", "domestic", "international", "premium"].map((value) => ({ value, text: wcode("dial", value) })) }, { path: "auto_answer", kind: "switch", label: w("f.auto_answer"), doc: w("d.auto_answer") },
    ...(draft.fresh ? [] : [{ path: "manager", kind: /** @type {const} */ ("choice"), label: w("f.manager"), doc: w("d.manager"), empty: w("nobody"), choices: managers(draft.get("manager")) }])]}/>
    ${draft.fresh ? null : html`<p class="hint pad">${person ? html`${w("person_is")} <a class="link" href=${href("people", person.login)}>${person.name} (${person.login})</a>` : html`${w("person_none")} <a class="link" href=${href("people", "+")}>${w("person_add")}</a>`}</p>`}<//>
    <${Panel} title=${w("p.skills")} why=${w("p.skills_why")} side=${html`<a class="btn sm" href=${href("skills")}>${w("skills_all")}</a>`}>${services.length === 0 ? html`<p class="hint pad">${w("services.none")}</p>` : html`<div class="levels">${services.map((one) => html`<${Level} key=${one.id} draft=${draft} service=${one}/>`)}</div>`}<//>
    <${AgentChat} draft=${draft} user=${user}/>
    ${draft.fresh ? html`<p class="hint">${w("phone_after")}</p>` : html`<${PhonePanel} id=${id} live=${have("agents").find((one) => one.id === id)}/>`}`;
}

/** @param {any[]} teams @param {string|undefined} value a team by name only, as the file may have it, stays */
function teamChoices(teams, value) {
  const choices = teams.map((one) => ({ value: one.id, text: named(one.name, one.id) }));
  return value && !choices.some((one) => one.value === value) ? [...choices, { value, text: value }] : choices;
}

/** Whether and how well a service is served. @param {{draft: Draft, service: any}} props */
function Level({ draft, service }) {
  const all = draft.get("services") ?? {}, mine = all[service.id], name = named(service.name, service.id);
  /** @param {number} level 0: not served */
  const set = (level) => {
    const { [service.id]: before, ...rest } = all;
    draft.set("services", level ? { ...rest, [service.id]: { ...before, level } } : rest);
  };
  return html`<div class="level"><span class="trunc" title=${name}>${name}</span><div class="in sel sm"><select aria-label=${w("level_of", { name })} value=${mine?.level ?? ""} onChange=${(/** @type {Event} */ e) => set(Number(/** @type {HTMLSelectElement} */ (e.currentTarget).value))}>
    <option value="">${w("not_served")}</option>${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => html`<option key=${n} value=${n}>${w("level_n", { n })}</option>`)}</select><${Icon} name="chev-d"/></div></div>`;
}

/** @typedef {{text: import("../../live/rows.js").Names, qr: string, user: string, password: string, link_until: string, server: {host: string}}} Settings */

/** @param {{id: string, live: any}} props */
function PhonePanel({ id, live: now }) {
  const settings = useSignal(/** @type {Settings|null} */ (null)), busy = useSignal(false), told = useSignal(/** @type {{ok: boolean, text: string}|null} */ (null));
  const make = async () => {
    busy.value = true;
    try { settings.value = await request("POST", `agents/${encodeURIComponent(id)}/phone`); } catch (error) { say({ text: refusal(error), bad: true }); }
    busy.value = false;
  };
  const test = async () => {
    busy.value = true;
    told.value = null;
    try { const found = await request("POST", `agents/${encodeURIComponent(id)}/test-call`, undefined, 45_000); told.value = { ok: found.ok, text: testWords(found) }; } catch (error) { told.value = { ok: false, text: refusal(error) }; }
    busy.value = false;
  };
  return html`<${Panel} title=${w("p.phone")} why=${w("p.phone_why")} side=${html`<span class="tagx" data-t=${now?.reachable ? "good" : undefined}>${w(now?.reachable ? "phone_on" : "phone_off")}</span>`}>
    <div class="row pad"><${Sure} text=${w("phone_make")} icon="keypad" sure=${w("phone_make_sure")} disabled=${busy.value} onSure=${make}/><button type="button" class="btn sm" disabled=${busy.value || !now?.reachable} onClick=${test}><${Icon} name="phone" size="s"/>${w("test_call")}</button>
      <span role="status" class="hint" data-t=${told.value ? (told.value.ok ? "good" : "bad") : undefined}>${busy.value ? w("working") : told.value?.text ?? ""}</span></div><p class="hint pad">${w("phone_make_why")}</p>
    ${settings.value ? html`<${Dialog} title=${w("phone_title")} cls="wide" close=${() => { settings.value = null; }}><div class="dlg-body"><p class="c2">${w("phone_once")}</p>${onlyHere(settings.value.server.host) ? html`<p class="note" data-t="warn"><${Icon} name="info"/><span>${w("phone_only_here", { host: settings.value.server.host })}</span></p>` : null}<div class="phone-set"><figure><img src=${settings.value.qr} width="216" height="216" alt=${w("phone_qr")}/><figcaption class="hint">${w("phone_qr_why")}</figcaption></figure>
      <pre tabindex="0" aria-label=${w("phone_text")}>${named(settings.value.text, "")}</pre></div><div class="dlg-foot"><${Copy} text=${named(settings.value.text, "")}/><button type="button" class="btn primary" data-first onClick=${() => { settings.value = null; }}>${w("phone_noted")}</button></div></div><//>` : null}<//>`;
}

/** What a test found, with the status that says so. @param {{code: string, asked?: string, heard?: boolean, status?: number, words: string}} found */
export function testWords({ code, asked, heard, status, words }) {
  if (code === "answered") return w(heard ? "test.heard" : "test.silent");
  const text = code === "no_answer" && asked === "OPTIONS" ? w("test.nothing") : wcode("test", code);
  return `${text === code ? words : text}${status ? ` (SIP ${status})` : ""}`;
}
