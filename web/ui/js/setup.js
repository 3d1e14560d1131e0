// First-run set-up in steps: the first administrator and the centre, a service with
// its number, an agent, the phone with a test call. The address carries a code that
// makes one administrator, who may open it again and goes on where it was left.
import { effect, html, mount, signal, useEffect, useMemo, useSignal } from "./dom.js";
import { ApiError, request } from "./api.js";
import { onlyHere } from "./format.js";
import { FloorArt } from "./floor-art.js";
import { centre, chooseLanguage, language, named, t, tcode } from "./i18n.js";
import { Icon, Logo } from "./icons.js";
import { isLogin, refused, weak } from "./refusals.js";
import { failure, LanguageSwitch } from "./shell.js";
import { startTheme } from "./theme.js";
import "./text/entry.js";


startTheme();

/** What the centre is called: a name until its first step is done. */
const called = signal(centre);
effect(() => { document.title = `${called.value} ${t("setup.title")}`; });

const unnamed = "Callfloor"; // what a centre is called that the configuration does not name

const code = new URLSearchParams(location.search).get("code") ?? "";

/** Zones this browser knows, the viewer's own first in doubt. */
const zones = [...new Set(["Asia/Seoul", Intl.DateTimeFormat().resolvedOptions().timeZone, ...Intl.supportedValuesOf("timeZone"), "UTC"])].filter(Boolean);

/** @typedef {"checking"|"administrator"|"used"|"over"|"unfinished"|"wrong"|"failed"|"service"|"agent"|"phone"} Stage */

/** @typedef {import("../vendor/signals.js").Signal<Stage>} StageCell */

/** @typedef {import("./i18n.js").TextKey|""} Complaint what is wrong with a form */

/** Which field a complaint is about, where it is about one. @type {Record<string, string[]>} */
const places = { "setup.login_bad": ["login"], "setup.id_bad": ["id"], "setup.short": ["password"], "setup.differ": ["again"], "setup.number_bad": ["number", "extension"] };

/** The fields that were complained about last. */
const wrong = signal(/** @type {string[]} */ ([]));

/** Whether the centre begins with chats alone: no service, no number, no phone. */
const chatOnly = signal(false);

/** Which fields that is. @param {Complaint} bad @param {Record<string, string>} values */
function about(bad, values) {
  return bad === "setup.missing" ? Object.keys(values).filter((name) => !values[name]?.trim()) : (places[bad] ?? []).filter((name) => name in values);
}

/** @param {{name: string, label: string, type?: string, hint?: string, complete?: string, value?: string}} props */
function Field({ name, label, type = "text", hint, complete = "off", value }) {
  return html`<div class="field"><label for=${name}>${label}</label><div class="in lg" aria-invalid=${wrong.value.includes(name)}><input id=${name} name=${name} type=${type} defaultValue=${value} autocomplete=${complete} required maxlength=${type === "password" ? 128 : 60}
    aria-invalid=${wrong.value.includes(name) ? "true" : undefined} aria-describedby=${hint ? `${name}-hint` : undefined}/></div>${hint ? html`<span class="hint" id=${`${name}-hint`}>${hint}</span>` : null}</div>`;
}

/** @param {Record<string, string>} values @returns {Complaint} */
function complaint(values) {
  if (Object.values(values).some((value) => !value.trim())) return "setup.missing";
  if (!isLogin(values.login ?? "")) return "setup.login_bad";
  if (weak(values.password ?? "")) return "setup.short";
  return values.password === values.again ? "" : "setup.differ";
}

/** A form of one step: what is wrong is said, what is sent is sent once. @param {{n: number, lead: string, button: string, fields: any, check: (values: Record<string, string>) => Complaint, send: (values: Record<string, string>) => Promise<void>, later?: () => void, other?: {text: string, press: () => void}, first?: string}} props other: another way on; first: what is wrong from the start */
function Step({ n, lead, button, fields, check, send, later, other, first = "" }) {
  const busy = useSignal(false), problem = useSignal(first);
  useEffect(() => { /** @type {HTMLElement|null} */ (document.querySelector("form input"))?.focus(); }, []);
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const values = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget))));
    const bad = check(values);
    problem.value = bad && t(bad);
    wrong.value = about(bad, values);
    document.getElementById(wrong.value[0] ?? "")?.focus();
    if (bad) return;
    busy.value = true;
    try {
      await send(values);
    } catch (error) {
      problem.value = refused(error);
    }
    busy.value = false;
  };
  return html`<form class="wide" onSubmit=${submit} novalidate aria-busy=${busy}>
    <${Progress} n=${n}/>${n > 1 ? html`<${Brought}/>` : null}<p class="c2 t-md">${lead}</p>${fields}
    <div class="foot"><p class="problem" role="alert" data-t="bad">${problem.value ? html`<${Icon} name="bad" size="s"/>${problem.value}` : null}</p>
    <div class="buttons"><button class="btn primary lg" type="submit" disabled=${busy.value}>${button}</button>
      ${other ? html`<button class="btn lg" type="button" onClick=${other.press}>${other.text}</button>` : null}${later ? html`<button class="btn lg" type="button" onClick=${later}>${t("setup.later")}</button>` : null}</div></div></form>`;
}

/** @param {{n: number}} props */
function Progress({ n }) {
  const title = [t("setup.step1"), t("setup.step2"), t("setup.step3"), t("setup.step4")][n - 1];
  const of = chatOnly.value ? 3 : 4;
  return html`<ol class="steps" aria-hidden="true">${Array.from({ length: of }, (_, i) => i + 1).map((i) => html`<li data-done=${i <= n ? "" : undefined}></li>`)}</ol>
    <h1>${title}<span class="c3 t-sm num"> ${t("setup.step", { n, of })}</span></h1>`;
}

/** @typedef {{file: string, beside: boolean}} Key */

/** What the key is, before anything depends on it: first, so that it is in sight in any window. @param {Key} props */
function KeyNote({ file, beside }) {
  if (!file) return null;
  return html`<div class="note" data-t="warn"><${Icon} name="warn"/><div class="grow"><b>${t("setup.key")}</b><p>${t("setup.key_why")}${beside ? ` ${t("setup.key_beside")}` : ""}</p><code class="brk">${file}</code></div></div>`;
}

/** @param {{stage: StageCell, keyFile: Key, next: () => Promise<void>}} props */
function Administrator({ stage, keyFile, next }) {
  /** @param {Record<string, string>} values */
  const send = async ({ again: _, ...values }) => {
    try {
      await request("POST", "setup", { code, ...values }); // the answer logs us in
    } catch (error) {
      if (error instanceof ApiError && error.status === 410) stage.value = "used";
      if (error instanceof ApiError && error.status === 404) stage.value = "wrong"; // the program was started again meanwhile
      throw error;
    }
    called.value = values.centre?.trim() || centre;
    if (values.language === "ko" || values.language === "en") chooseLanguage(values.language);
    await next(); // a configuration file may have brought some of the rest
  };
  const fields = html`<${KeyNote} ...${keyFile}/><h2>${t("setup.admin")}</h2><div class="two">
      <${Field} name="login" label=${t("setup.id")} hint=${t("setup.login_hint")} complete="username"/><${Field} name="name" label=${t("setup.name")} complete="name"/>
      <${Field} name="password" label=${t("setup.password")} type="password" hint=${t("setup.password_hint")} complete="new-password"/>
      <${Field} name="again" label=${t("setup.again")} type="password" complete="new-password"/></div>
    <h2>${t("setup.centre")}</h2><div class="two">
      <${Field} name="centre" label=${t("setup.centre_name")} hint=${t("setup.centre_hint")} complete="organization" value=${centre === unnamed ? undefined : centre}/>
      <div class="field"><label for="language">${t("setup.language")}</label><div class="in lg"><select id="language" name="language">
        <option value="ko" selected=${language.value === "ko"}>한국어</option><option value="en" selected=${language.value === "en"}>English</option></select><${Icon} name="chev-d"/></div></div>
      <div class="field"><label for="time_zone">${t("setup.zone")}</label><div class="in lg"><select id="time_zone" name="time_zone" aria-describedby="zone-hint">
        ${zones.map((zone) => html`<option value=${zone}>${zone}</option>`)}</select><${Icon} name="chev-d"/></div><span class="hint" id="zone-hint">${t("setup.zone_hint")}</span></div></div>`;
  return html`<${Step} n=${1} lead=${t("setup.lead")} button=${t("setup.next")} fields=${fields} check=${complaint} send=${send}/>`;
}

/** @typedef {{id: string, name: import("./live/rows.js").Names, file: boolean}} FoundService */
/** @typedef {{id: string, name: string, extension: string, file: boolean}} FoundAgent */

/** What the later steps need of the earlier ones. */
const made = { service: "", agent: "", login: "" };

/** What was there when the page came: from an earlier visit, or of the configuration file. */
const there = signal(/** @type {{services: FoundService[], agents: FoundAgent[], noLogIn: boolean, noTrunk: boolean}} */ ({ services: [], agents: [], noLogIn: false, noTrunk: false }));

/** The choice of one of the agents that are there, where there are several. @param {{agents: FoundAgent[], chosen: string, onChoose: (event: Event) => void}} props */
function Agents({ agents, chosen, onChoose }) {
  return agents.length > 1 ? html`<div class="field"><label for="agent">${t("setup.phone_of")}</label><div class="in lg"><select id="agent" onChange=${onChoose}>${agents.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === chosen}>${one.name} (${one.extension})</option>`)}</select><${Icon} name="chev-d"/></div></div>` : null;
}

/** Nobody can log in as an agent, and where to mend it. */
function NoLogIn() {
  return there.value.noLogIn ? html`<div class="note" data-t="warn"><${Icon} name="warn"/><div class="grow"><b>${t("setup.no_login")}</b><p>${t("setup.no_login_why")}</p></div><a class="btn" href="admin#/people">${t("setup.no_login_where")}</a></div>` : null;
}

/** What the configuration file has brought, where to change it, and what is left to do. */
function Brought() {
  const services = there.value.services.filter((one) => one.file), agents = there.value.agents.filter((one) => one.file);
  if (!services.length && !agents.length) return null;
  return html`<div class="note brought" data-t="info"><${Icon} name="info"/><div class="grow"><b>${t("setup.file")}</b>
    ${services.length ? html`<p>${t("setup.file_services", { names: services.slice(0, 5).map((one) => named(one.name, one.id)).join(", "), n: services.length })}</p>` : null}
    ${agents.length ? html`<p>${t("setup.file_agents", { names: agents.slice(0, 5).map((one) => `${one.name} (${one.extension})`).join(", "), n: agents.length })}</p>` : null}
    <p>${t("setup.file_where")}</p><p>${t(agents.length ? "setup.file_left" : "setup.file_left_agent")}</p></div></div>`;
}

/** @param {{stage: StageCell}} props */
function Service({ stage }) {
  /** @param {Record<string, string>} v @returns {Complaint} */
  const check = (v) => !v.service.trim() || !v.number.trim() ? "setup.missing" : /^\+?[0-9*#]+$/.test(v.number.replace(/[\s-]/g, "")) ? "" : "setup.number_bad";
  /** @param {Record<string, string>} v */
  const send = async (v) => {
    const number = v.number.replace(/[\s-]/g, "");
    await request("POST", "services", { id: "main", name: { ko: v.service.trim() }, numbers: [{ number }] });
    made.service = "main";
    stage.value = "agent";
  };
  const chats = () => {
    if (there.peek().agents.length && !there.peek().noLogIn) return toChats();
    chatOnly.value = true;
    stage.value = "agent";
  };
  const fields = html`<div class="two"><${Field} name="service" label=${t("setup.service_name")} hint=${t("setup.service_hint")}/>
    <${Field} name="number" label=${t("setup.number")} hint=${t("setup.number_hint")} type="tel"/></div>
    <p class="hint">${t("setup.chat_only_why")}</p>`;
  return html`<${Step} n=${2} lead=${t("setup.service_lead")} button=${t("setup.next")} fields=${fields} check=${check} send=${send} other=${{ text: t("setup.chat_only"), press: chats }} later=${home}/>`;
}

/** An agent with a log-in. Where there are agents and nobody logs in as one of them, an earlier try ended in between: only the log-in is missing. @param {{stage: StageCell}} props */
function Agent({ stage }) {
  return there.value.agents.length ? html`<${AgentLogin} stage=${stage}/>` : html`<${NewAgent} stage=${stage}/>`;
}

/** What went wrong with the log-in of the agent who was just made. */
const unmade = signal("");

/** @param {{stage: StageCell}} props */
function NewAgent({ stage }) {
  /** @param {Record<string, string>} v @returns {Complaint} */
  const check = (v) => {
    if (Object.values(v).some((value) => !value.trim())) return "setup.missing";
    if (!/^[A-Za-z0-9._-]{2,40}$/.test(v.id.trim())) return "setup.id_bad";
    if (!/^[0-9*#]+$/.test(v.extension.trim())) return "setup.number_bad";
    return weak(v.password) ? "setup.short" : "";
  };
  /** @param {Record<string, string>} v */
  const send = async (v) => {
    const id = v.id.trim(), name = v.name.trim();
    const one = { id, name, extension: v.extension.trim() };
    if ((await request("GET", "users")).some((/** @type {{login: string}} */ user) => user.login === id)) throw new ApiError(409, { detail: `user "${id}" exists already` }); // before the agent is there, whose id stays
    await request("POST", "agents", chatOnly.peek() ? one : { ...one, services: { [made.service]: { level: 1 } } });
    made.agent = id;
    await logInAs(one, id, v.password).then(() => { agentMade(stage); }, (error) => {
      unmade.value = refused(error);
      there.value = { ...there.value, agents: [{ ...one, file: false }], noLogIn: true }; // the agent is not made twice
    });
  };
  const fields = html`<div class="two"><${Field} name="name" label=${t("setup.agent_name")}/><${Field} name="extension" label=${t("setup.extension")} hint=${t(chatOnly.value ? "setup.extension_chat" : "setup.extension_hint")} value=${chatOnly.value ? "1001" : undefined}/>
    <${Field} name="id" label=${t("setup.agent_id")} hint=${t("setup.agent_id_hint")}/><${Field} name="password" label=${t("setup.agent_password")} hint=${t("setup.password_hint")} type="password" complete="new-password"/></div>`;
  return html`<${Step} n=${3} lead=${t(chatOnly.value ? "setup.agent_chat" : "setup.agent_lead")} button=${t("setup.next")} fields=${fields} check=${check} send=${send} later=${home}/>`;
}

/** Makes the person who logs in as an agent. @param {{id: string, name: string}} agent @param {string} login @param {string} password */
async function logInAs(agent, login, password) {
  await request("POST", "users", { login, name: agent.name, role: "agent", agent_id: agent.id, password, permissions: chatOnly.peek() ? [] : ["phone"] });
  made.login = agent.id;
  there.value = { ...there.value, noLogIn: false };
}

/** @param {{stage: StageCell}} props */
function AgentLogin({ stage }) {
  const agents = there.value.agents, chosen = useSignal(agents[0].id), agent = agents.find((one) => one.id === chosen.value) ?? agents[0];
  /** @param {Record<string, string>} v @returns {Complaint} */
  const check = (v) => {
    if (Object.values(v).some((value) => !value.trim())) return "setup.missing";
    return !isLogin(v.login.trim()) ? "setup.login_bad" : weak(v.password) ? "setup.short" : "";
  };
  /** @param {Record<string, string>} v */
  const send = async (v) => {
    await logInAs(agent, v.login.trim(), v.password);
    agentMade(stage);
  };
  const fields = html`<${Agents} agents=${agents} chosen=${agent.id} onChoose=${(/** @type {Event} */ event) => { chosen.value = /** @type {HTMLSelectElement} */ (event.currentTarget).value; }}/>
    <div class="two" key=${agent.id}><${Field} name="login" label=${t("setup.id")} hint=${t("setup.login_hint")} value=${agent.id}/>
    <${Field} name="password" label=${t("setup.agent_password")} hint=${t("setup.password_hint")} type="password" complete="new-password"/></div>`;
  return html`<${Step} n=${3} lead=${t("setup.agent_there", { name: agent.name, extension: agent.extension })} first=${unmade.value} button=${t("setup.next")} fields=${fields} check=${check} send=${send} later=${home}/>`;
}

/** @typedef {{text: import("./live/rows.js").Names, qr: string, server: {host: string}}} Settings */

/** What a test call found, in words. @param {{code: string, heard?: boolean, status?: number}} found */
function found({ code, heard, status }) {
  if (code === "answered") return t(heard ? "setup.test.answered" : "setup.test.silent");
  const text = tcode("setup.test", code);
  return text === code || code === "failed" ? t("setup.test.failed", { status: status ?? "-" }) : text;
}

function Phone() {
  const agents = there.value.agents, again = !made.agent; // an agent of this visit has no settings yet
  const agent = useSignal(made.agent || made.login || agents[0]?.id || ""), asking = useSignal(false);
  const settings = useSignal(/** @type {Settings|null} */ (null)), busy = useSignal(false);
  const on = useSignal(/** @type {boolean|undefined} */ (undefined)), sure = useSignal(false); // on: undefined until it is known
  const problem = useSignal(""), result = useSignal(/** @type {{ok: boolean, text: string}|null} */ (null));
  const show = async () => {
    if (again && on.peek() === undefined) await look();
    if (again && on.peek() !== false && !sure.peek()) { // its password is in use, as far as is known
      sure.value = true;
      return;
    }
    asking.value = true;
    sure.value = false;
    problem.value = "";
    await request("POST", `agents/${agent.peek()}/phone`).then((v) => { settings.value = v; }, (error) => { problem.value = failure(error); });
    asking.value = false;
  };
  /** @param {Event} event */
  const choose = (event) => {
    agent.value = /** @type {HTMLSelectElement} */ (event.currentTarget).value;
    on.value = undefined;
    sure.value = false;
    settings.value = result.value = null;
    void look();
  };
  const look = async () => {
    const of = agent.peek(), now = of ? await request("GET", `agents/${of}`).catch(() => null) : null; // asked again in a moment
    if (!now || of !== agent.peek()) return;
    on.value = now.reachable;
    if (!now.reachable) sure.value = false;
  };
  useEffect(() => { if (!again) void show(); }, []);
  useEffect(() => {
    void look();
    const timer = setInterval(look, 1500);
    return () => clearInterval(timer);
  }, []);
  const test = async () => {
    busy.value = true;
    result.value = null;
    try {
      const answer = await request("POST", `agents/${agent.peek()}/test-call`, undefined, 45_000);
      result.value = { ok: answer.ok, text: found(answer) };
    } catch (error) {
      result.value = { ok: false, text: failure(error) };
    }
    busy.value = false;
  };
  const told = result.value;
  return html`<div class="answer wide"><${Progress} n=${4}/><${Brought}/><${NoLogIn}/><p class="c2 t-md">${t(again && !settings.value ? "setup.phone_again" : "setup.phone_lead")}</p>
    ${again ? html`<div class="row wrap bottom"><${Agents} agents=${agents} chosen=${agent.value} onChoose=${choose}/>
      <button class="btn lg" type="button" disabled=${asking.value || !agent.value} onClick=${show}>${t(sure.value ? "setup.phone_make_sure" : "setup.phone_make")}</button></div>
      ${sure.value ? html`<p class="note" data-t="warn" role="alert"><${Icon} name="warn"/><span>${t("setup.phone_in_use")}</span></p>` : null}` : null}
    ${settings.value && onlyHere(settings.value.server.host) ? html`<p class="note" data-t="warn"><${Icon} name="info"/><span>${t("setup.phone_only_here", { host: settings.value.server.host })}</span></p>` : null}
    ${settings.value ? html`<div class="phone"><img class="qr" src=${settings.value.qr} alt=${t("setup.phone_qr")} width="216" height="216"/><pre aria-label=${t("setup.phone_text")} tabindex="0">${named(settings.value.text, "")}</pre></div>` : null}
    <p class="problem" role="alert" data-t="bad">${problem.value ? html`<${Icon} name="bad" size="s"/>${problem.value}` : null}</p>
    <p class="ok" role="status" data-t=${on.value ? "good" : undefined}>${on.value === undefined ? null : html`<${Icon} name=${on.value ? "good" : "clock"} size="s"/>${t(on.value ? "setup.phone_on" : "setup.phone_wait")}`}</p>
    <p class="ok" role="status" data-t=${told ? (told.ok ? "good" : "bad") : undefined}>${busy.value ? t("setup.testing") : told ? html`<${Icon} name=${told.ok ? "good" : "bad"} size="s"/>${told.text}` : null}</p>
    ${there.value.noTrunk ? html`<div class="note"><${Icon} name="info"/><p class="grow">${t("setup.no_trunk")}</p><a class="btn" href="admin#/trunks">${t("setup.no_trunk_where")}</a></div>` : null}
    <div class="buttons"><button class=${`btn lg${told?.ok ? "" : " primary"}`} type="button" disabled=${!on.value || busy.value} onClick=${test}><${Icon} name="phone"/>${t("setup.test")}</button>
      <button class=${`btn lg${told?.ok ? " primary" : ""}`} type="button" onClick=${home}>${t("setup.finish")}</button></div></div>`;
}

/** Goes on after the agent: to the phone, or to where chats begin. @param {StageCell} stage */
function agentMade(stage) {
  if (chatOnly.peek()) toChats();
  else stage.value = "phone";
}

function toChats() {
  location.assign(new URL("admin#/chat", document.baseURI));
}

function home() {
  location.assign(new URL(".", document.baseURI));
}

/** @param {{title: string, why: string, action: any}} props */
function Answer({ title, why, action }) {
  return html`<div class="answer" role="status"><h1>${title}</h1><p class="c2 t-md">${why}</p>${action}</div>`;
}

function SetUp() {
  const stage = useSignal(/** @type {Stage} */ ("checking"));
  const key = useSignal(/** @type {Key} */ ({ file: "", beside: false }));
  const art = useMemo(() => html`<${FloorArt}/>`, []);
  const look = async () => {
    const state = await request("GET", `setup?code=${encodeURIComponent(code)}`);
    key.value = { file: state.key_file ?? "", beside: !!state.key_beside_data };
    there.value = { services: state.services ?? [], agents: state.agents ?? [], noLogIn: !!state.no_log_in, noTrunk: !!state.no_trunk };
    made.service = there.value.services[0]?.id ?? "";
    stage.value = state.step;
  };
  const check = async () => {
    stage.value = "checking";
    await look().catch(async (error) => {
      const status = error instanceof ApiError ? error.status : -1;
      stage.value = status === 403 ? "unfinished" : status === 410 ? await request("GET", "me").then(({ user }) => user.confined ? "used" : "over", () => "used") : status === 404 ? "wrong" : "failed";
    });
  };
  useMemo(() => void check(), []);
  const body = {
    checking: () => html`<${Answer} title=${t("setup.title")} why=${t("setup.checking")}/>`,
    administrator: () => html`<${Administrator} key="1" stage=${stage} keyFile=${key.value} next=${() => look().catch(home)}/>`,
    service: () => html`<${Service} key="2" stage=${stage}/>`,
    agent: () => html`<${Agent} key="3" stage=${stage}/>`,
    phone: () => html`<${Phone} key="4"/>`,
    used: () => html`<${Answer} title=${t("setup.used")} why=${t("setup.used_why")} action=${html`<a class="btn primary lg" href=${`login?next=${encodeURIComponent(location.pathname + location.search)}`}>${t("login.submit")}</a>`}/>`,
    unfinished: () => html`<${Answer} title=${t("setup.unfinished")} why=${t("setup.unfinished_why")} action=${html`<button class="btn primary lg" type="button" onClick=${home}>${t("setup.home")}</button>`}/>`,
    over: () => html`<${Answer} title=${t("setup.over")} why=${t("setup.over_why")} action=${html`<button class="btn primary lg" type="button" onClick=${home}>${t("setup.home")}</button>`}/>`,
    wrong: () => html`<${Answer} title=${t("setup.wrong")} why=${t("setup.wrong_why")}/>`,
    failed: () => html`<${Answer} title=${t("setup.title")} why=${t("error.unreachable")} action=${html`<button class="btn lg" onClick=${check}>${t("retry")}</button>`}/>`,
  }[stage.value];
  return html`<div class="login"><main class="form"><header class="row"><${Logo}/><b class="t-md">${called}</b><span class="end"></span><${LanguageSwitch}/></header>
    ${body()}<footer></footer></main><aside aria-hidden="true" data-theme="dark">${art}</aside></div>`;
}

mount(html`<${SetUp}/>`);
