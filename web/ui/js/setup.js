// First-run set-up: the first administrator and the centre. The address carries
// a code that works once.
import { effect, html, mount, useMemo, useSignal } from "./dom.js";
import { ApiError, request } from "./api.js";
import { FloorArt } from "./floor-art.js";
import { centre, chooseLanguage, language, t } from "./i18n.js";
import { Icon, Logo, mountIcons } from "./icons.js";
import { failure, LanguageSwitch } from "./shell.js";
import { startTheme } from "./theme.js";


startTheme();
mountIcons();
effect(() => { document.title = `${centre} ${t("setup.title")}`; });

const code = new URLSearchParams(location.search).get("code") ?? "";

/** Zones this browser knows, the viewer's own first in doubt. */
const zones = [...new Set(["Asia/Seoul", Intl.DateTimeFormat().resolvedOptions().timeZone, ...Intl.supportedValuesOf("timeZone"), "UTC"])].filter(Boolean);

/** @typedef {"checking"|"open"|"used"|"wrong"|"failed"} Stage */

/** @typedef {import("../vendor/signals.js").Signal<Stage>} StageCell */

/** @param {{name: string, label: string, type?: string, hint?: string, complete?: string}} props */
function Field({ name, label, type = "text", hint, complete = "off" }) {
  return html`<div class="field"><label for=${name}>${label}</label><div class="in lg"><input id=${name} name=${name} type=${type} autocomplete=${complete} required
    aria-describedby=${hint ? `${name}-hint` : undefined}/></div>${hint ? html`<span class="hint" id=${`${name}-hint`}>${hint}</span>` : null}</div>`;
}

/** The server's rule: ten characters of two kinds, or eight of three. @param {string} password */
function weak(password) {
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u].filter((kind) => kind.test(password)).length;
  const length = [...password].length;
  return !((length >= 10 && kinds >= 2) || (length >= 8 && kinds >= 3));
}

/** @param {Record<string, string>} values @returns {string} what is wrong, or "" */
function complaint(values) {
  if (Object.values(values).some((value) => !value.trim())) return t("setup.missing");
  if (weak(values.password ?? "")) return t("setup.short");
  return values.password === values.again ? "" : t("setup.differ");
}

/** @param {{stage: StageCell}} props */
function Form({ stage }) {
  const busy = useSignal(false), problem = useSignal("");
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const values = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget))));
    problem.value = complaint(values);
    if (problem.value) return;
    const { again: _, ...rest } = values;
    busy.value = true;
    try {
      await request("POST", "setup", { code, ...rest });
      if (rest.language === "ko" || rest.language === "en") chooseLanguage(rest.language);
      location.assign(new URL(".", document.baseURI)); // the answer logged us in
    } catch (error) {
      if (error instanceof ApiError && error.status === 410) stage.value = "used";
      problem.value = failure(error);
      busy.value = false;
    }
  };
  return html`<form class="wide" onSubmit=${submit} novalidate aria-busy=${busy}>
    <h1>${t("setup.title")}</h1><p class="c2 t-md">${t("setup.lead")}</p>
    <h2>${t("setup.admin")}</h2><div class="two">
      <${Field} name="login" label=${t("setup.id")} complete="username"/><${Field} name="name" label=${t("setup.name")} complete="name"/>
      <${Field} name="password" label=${t("setup.password")} type="password" hint=${t("setup.password_hint")} complete="new-password"/>
      <${Field} name="again" label=${t("setup.again")} type="password" complete="new-password"/></div>
    <h2>${t("setup.centre")}</h2><div class="two">
      <${Field} name="centre" label=${t("setup.centre_name")} hint=${t("setup.centre_hint")} complete="organization"/>
      <div class="field"><label for="language">${t("setup.language")}</label><div class="in lg"><select id="language" name="language">
        <option value="ko" selected=${language.value === "ko"}>한국어</option><option value="en" selected=${language.value === "en"}>English</option></select><${Icon} name="chev-d"/></div></div>
      <div class="field"><label for="time_zone">${t("setup.zone")}</label><div class="in lg"><select id="time_zone" name="time_zone" aria-describedby="zone-hint">
        ${zones.map((zone) => html`<option value=${zone}>${zone}</option>`)}</select><${Icon} name="chev-d"/></div><span class="hint" id="zone-hint">${t("setup.zone_hint")}</span></div></div>
    <p class="problem" role="alert" data-t="bad">${problem.value ? html`<${Icon} name="bad" size="s"/>${problem.value}` : null}</p>
    <button class="btn primary lg" type="submit" disabled=${busy.value}>${t("setup.submit")}</button></form>`;
}

/** @param {{title: string, why: string, action: any}} props */
function Answer({ title, why, action }) {
  return html`<div class="answer" role="status"><h1>${title}</h1><p class="c2 t-md">${why}</p>${action}</div>`;
}

function SetUp() {
  const stage = useSignal(/** @type {Stage} */ ("checking"));
  const art = useMemo(() => html`<${FloorArt}/>`, []);
  const check = async () => {
    stage.value = "checking";
    try {
      await request("GET", `setup?code=${encodeURIComponent(code)}`);
      stage.value = "open";
    } catch (error) {
      const status = error instanceof ApiError ? error.status : -1;
      stage.value = status === 410 ? "used" : status === 404 ? "wrong" : "failed";
    }
  };
  useMemo(() => void check(), []);
  const body = {
    checking: () => html`<${Answer} title=${t("setup.title")} why=${t("setup.checking")}/>`,
    open: () => html`<${Form} stage=${stage}/>`,
    used: () => html`<${Answer} title=${t("setup.used")} why=${t("setup.used_why")} action=${html`<a class="btn primary lg" href="login">${t("login.submit")}</a>`}/>`,
    wrong: () => html`<${Answer} title=${t("setup.wrong")} why=${t("setup.wrong_why")}/>`,
    failed: () => html`<${Answer} title=${t("setup.title")} why=${t("error.unreachable")} action=${html`<button class="btn lg" onClick=${check}>${t("retry")}</button>`}/>`,
  }[stage.value];
  return html`<div class="login"><main class="form"><header class="row"><${Logo}/><b class="t-md">${centre}</b><span class="end"></span><${LanguageSwitch}/></header>
    ${body()}<footer></footer></main><aside aria-hidden="true" data-theme="dark">${art}</aside></div>`;
}

mount(html`<${SetUp}/>`);
