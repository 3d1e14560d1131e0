// The log-in page: password, second factor and its set-up, a password of one's own
// in place of one that somebody else gave, single sign-on, and the way back into a
// locked log-in.
import { effect, html, mount, useEffect, useLayoutEffect, useMemo, useSignal } from "./dom.js";
import { ApiError, request } from "./api.js";
import { centre, t, tcode } from "./i18n.js";
import { Icon, Logo } from "./icons.js";
import { FloorArt } from "./floor-art.js";
import { checkChosen, locked, Refused } from "./refusals.js";
import { failure, LanguageSwitch, logOut } from "./shell.js";
import { startTheme } from "./theme.js";
import "./text/entry.js";

startTheme();
effect(() => { document.title = `${centre} ${t("login.title")}`; });

/**
 * Where to go afterwards: a path of this site only. "//host" and "/\host" would
 * leave it (W-02).
 * @param {string} search of the address
 */
export function nextPath(search) {
  const next = new URLSearchParams(search).get("next") ?? "";
  return /^\/(?![/\\])[^\x00-\x1f\\]*$/.test(next) ? next : new URL(".", document.baseURI).pathname;
}

const query = new URLSearchParams(location.search);

/** @typedef {"password"|"code"|"unlock"|"choose"|"enrol"|"scan"|"codes"} Stage */

/** @returns {Stage} */
function firstStage() {
  const why = query.get("why");
  return why === "locked" ? "unlock" : why === "choosing" ? "choose" : why === "enrolling" ? "enrol" : "password";
}

/** What the address says went wrong before. */
function before() {
  const signOn = query.get("sign_on");
  if (signOn) return tcode("login.sign_on", signOn);
  return query.get("why") === "elsewhere" ? t("login.elsewhere") : "";
}

/** @param {unknown} error @param {Stage} stage */
function words(error, stage) {
  if (error instanceof Refused) return error.message;
  if (!(error instanceof ApiError)) return failure(error);
  if (error.status === 429) return locked(error);
  if (error.code === "second_factor" || (stage === "scan" && error.status === 403)) return t("login.code_wrong");
  if (error.status === 403 && ["unlock", "choose", "enrol"].includes(stage)) return t("login.password_wrong");
  return error.status === 401 ? t("login.wrong") : failure(error);
}

/** @type {Stage[]} those of somebody who is logged in */
const within = ["unlock", "choose", "enrol", "scan"];

/** Whether a log-in has ended that a stage goes on with. @param {unknown} error @param {Stage} stage */
const hasEnded = (error, stage) => within.includes(stage) && error instanceof ApiError && error.status === 401 && error.code !== "second_factor";

function leave() {
  location.assign(nextPath(location.search));
}

/** @typedef {import("../vendor/signals.js").Signal<boolean>} Flag */

/** @param {{shown: Flag, invalid: boolean, label?: string, name?: string, complete?: string, hint?: string}} props */
function Password({ shown, invalid, label = t("login.password"), name = "password", complete = "current-password", hint }) {
  return html`<div class="field"><label for=${name}>${label}</label><div class="in lg" aria-invalid=${invalid}>
    <input id=${name} name=${name} type=${shown.value ? "text" : "password"} autocomplete=${complete} maxlength="128" required aria-describedby=${hint ? `${name}-hint problem` : "problem"}/>
    <button type="button" class="btn ghost icon sm" aria-pressed=${shown.value} aria-label=${t(shown.value ? "login.hide" : "login.show")} onClick=${() => { shown.value = !shown.value; }}>
      <${Icon} name=${shown.value ? "eye-off" : "eye"}/></button></div>${hint ? html`<span class="hint" id=${`${name}-hint`}>${hint}</span>` : null}</div>`;
}

/** @param {{invalid: boolean}} props */
function Code({ invalid }) {
  return html`<div class="field"><label for="code">${t("login.code")}</label><div class="in lg" aria-invalid=${invalid}>
    <input id="code" name="code" class="num" inputmode="text" autocomplete="one-time-code" autocapitalize="none" spellcheck=${false} maxlength="20" required autofocus aria-describedby="problem"/></div></div>`;
}

/** The button of the provider, where there is one. */
function SignOn() {
  const offer = useSignal(/** @type {{offered: boolean, name?: string}} */ ({ offered: false }));
  useEffect(() => { request("GET", "sign-on").then((v) => { offer.value = v; }, () => {}); }, []); // without it people use the password
  if (!offer.value.offered) return null;
  const begin = `api/v1/sign-on/begin?next=${encodeURIComponent(nextPath(location.search))}`;
  return html`<p class="or c3 t-sm">${t("login.or")}</p>
    <a class="btn lg" href=${begin}><${Icon} name="lock"/>${offer.value.name ? t("login.sign_on", { name: offer.value.name }) : t("login.sign_on_plain")}</a>`;
}

function LogIn() {
  const stage = useSignal(firstStage()), busy = useSignal(false), shown = useSignal(false);
  const problem = useSignal(/** @type {unknown} */ (before() || null));
  const factor = useSignal(/** @type {{secret: string, qr: string}|null} */ (null));
  const codes = useSignal(/** @type {string[]} */ ([]));
  const known = useMemo(() => ({ login: "", password: "" }), []); // between the two steps only
  const art = useMemo(() => html`<${FloorArt}/>`, []);
  useLayoutEffect(() => { /** @type {HTMLElement|null} */ (document.querySelector("form [autofocus], form input, form button"))?.focus(); }, [stage.value]);

  const whose = useSignal(/** @type {{login: string, name: string}|null} */ (null));
  useEffect(() => { if (firstStage() === "unlock") request("GET", "unlock").then((v) => { whose.value = v; }, (error) => { if (hasEnded(error, stage.peek())) over(); }); }, []); // without it the page says less

  /** @param {Stage} next */
  const go = (next) => { problem.value = null; stage.value = next; };
  /** The log-in has ended meanwhile: begins a new one, which leads where this one would have. */
  const over = () => {
    known.password = "";
    go("password");
    problem.value = t("login.ended");
  };
  /** @param {string} password begins the set-up of a second factor */
  const enrol = async (password) => {
    factor.value = await request("POST", "me/second-factor", { password });
    go("scan");
  };
  /** What the log-in waits for next, or where it leads. @param {import("./api.js").User|undefined} user */
  const goOn = async (user) => {
    if (user?.confined === "choosing") return go("choose");
    if (user?.confined === "enrolling") return enrol(known.password);
    leave();
  };
  /** @param {Record<string, string>} form */
  const choose = async (form) => {
    const old = known.password || form.password, password = form.new;
    checkChosen(password, form.again);
    await request("PUT", "me/password", { old, new: password });
    known.password = password;
    await goOn((await request("GET", "me")).user);
  };
  /** @param {Record<string, string>} form */
  const logIn = async (form) => {
    if (stage.value === "password") Object.assign(known, { login: form.login, password: form.password });
    try {
      const { user } = await request("POST", "login", stage.value === "code" ? { ...known, code: form.code } : { ...known });
      await goOn(user);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "second_factor" && stage.value === "password")) throw error;
      go("code");
    }
  };
  /** @type {Record<Stage, (form: Record<string, string>) => Promise<void>>} */
  const steps = {
    password: logIn,
    code: logIn,
    unlock: async (form) => { await request("POST", "unlock", { password: form.password }); leave(); },
    choose,
    enrol: (form) => enrol(form.password),
    scan: async (form) => {
      codes.value = (await request("POST", "me/second-factor/confirm", { code: form.code })).codes;
      go("codes");
    },
    codes: async () => leave(),
  };
  /** Leaves the set-up of a second factor: back to where it was begun, out where it has to be. */
  const cancel = async () => {
    const me = await request("GET", "me").catch(() => null);
    if (me?.user?.confined) await logOut();
    else leave();
  };
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const form = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget))));
    busy.value = true;
    problem.value = null;
    try {
      await steps[stage.value](form);
    } catch (error) {
      if (hasEnded(error, stage.value)) over();
      else problem.value = error;
    }
    busy.value = false;
  };

  const invalid = problem.value !== null && typeof problem.value !== "string";
  const text = problem.value === null ? "" : typeof problem.value === "string" ? problem.value : words(problem.value, stage.value);
  const again = html`<button class="btn ghost" type="button" onClick=${() => go("password")}>${t("login.back")}</button>`;
  const stop = html`<button class="btn ghost" type="button" onClick=${cancel}>${t("cancel")}</button>`;
  /** @type {Record<Stage, {title: string, lead: string, fields: any, button: string, more?: any, hint?: string}>} */
  const view = {
    password: {
      title: t("login.title"), lead: t("login.lead"), button: t("login.submit"), hint: t("login.forgot"), more: html`<${SignOn}/>`,
      fields: html`<div class="field"><label for="login">${t("login.id")}</label><div class="in lg" aria-invalid=${invalid}>
        <input id="login" name="login" autocomplete="username" autocapitalize="none" spellcheck=${false} required autofocus/></div></div><${Password} shown=${shown} invalid=${invalid}/>`,
    },
    code: { title: t("login.code_title"), lead: t("login.code_lead"), button: t("login.submit"), hint: t("login.code_hint"), more: again, fields: html`<${Code} invalid=${invalid}/>` },
    unlock: {
      title: t("login.unlock_title"), lead: t("login.unlock_lead"), button: t("login.unlock"),
      fields: html`<p class="med t-md">${whose.value ? t("login.unlock_whose", { name: whose.value.name, login: whose.value.login }) : "\u00a0"}</p><${Password} shown=${shown} invalid=${invalid}/>`,
      more: html`<button class="btn ghost" type="button" onClick=${logOut}>${t("login.other")}</button>`,
    },
    choose: {
      title: t("login.choose_title"), lead: t("login.choose_lead"), button: t("login.choose"),
      fields: html`${known.password ? null : html`<${Password} shown=${shown} invalid=${invalid} label=${t("login.choose_old")}/>`}
        <${Password} shown=${shown} invalid=${invalid} label=${t("account.new")} name="new" complete="new-password" hint=${t("setup.password_hint")}/>
        <${Password} shown=${shown} invalid=${invalid} label=${t("setup.again")} name="again" complete="new-password"/>`,
      more: html`<button class="btn ghost" type="button" onClick=${logOut}>${t("login.other")}</button>`,
    },
    enrol: { title: t("login.enrol_title"), lead: t("login.enrol_lead"), button: t("login.enrol_begin"), more: stop, fields: html`<${Password} shown=${shown} invalid=${invalid}/>` },
    scan: {
      title: t("login.enrol_title"), lead: t("login.enrol_scan"), button: t("login.enrol_confirm"), more: stop,
      fields: html`<img class="qr" src=${factor.value?.qr} alt=${t("login.enrol_qr")} width="216" height="216"/>
        <p class="secret t-sm"><span class="c2">${t("login.enrol_secret")}</span><code class="num">${factor.value?.secret.match(/.{1,4}/g)?.join(" ")}</code></p><${Code} invalid=${invalid}/>`,
    },
    codes: {
      title: t("login.codes_title"), lead: t("login.codes_lead"), button: t("login.codes_done"),
      fields: html`<ul class="codes num">${codes.value.map((code) => html`<li><code>${code}</code></li>`)}</ul>`,
    },
  };
  const { title, lead, fields, button, more, hint } = view[stage.value];
  return html`<div class="login"><main class="form">
    <header class="row"><${Logo}/><b class="t-md centre">${centre}</b><span class="end"></span><${LanguageSwitch}/></header>
    <form key=${stage.value} onSubmit=${submit} aria-busy=${busy}>
      <h1>${title}</h1><p class="c2 t-md">${lead}</p>${fields}
      <p class="problem" id="problem" role="alert" data-t="bad">${text ? html`<${Icon} name="bad" size="s"/>${text}` : null}</p>
      <button class="btn primary lg" type="submit" disabled=${busy.value}>${busy.value ? t("login.busy") : button}</button>${more}
    </form>
    <footer class="c3 t-xs"><span>${hint}</span></footer></main>
    <aside aria-hidden="true" data-theme="dark">${art}</aside></div>`;
}

mount(html`<${LogIn}/>`);
