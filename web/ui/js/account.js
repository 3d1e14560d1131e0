// My account: the password, the second factor, and where I am logged in.
import { html, useEffect, useSignal } from "./dom.js";
import { ApiError, request } from "./api.js";
import { clientName, dayTime } from "./format.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { checkChosen, Refused, refused } from "./refusals.js";
import "./text/entry.js";

/** @typedef {{id: string, client: string, address: string, last: string, current: boolean}} Login */
/** @typedef {{on: boolean, required: boolean, recovery_codes: number}} Factor */

/** Carries out what a form asks, and says how it went. @param {() => Promise<string>} work returns what to say */
function useWork(work) {
  const busy = useSignal(false), said = useSignal(""), bad = useSignal(false);
  /** @param {Event} event */
  const run = async (event) => {
    event.preventDefault();
    busy.value = true;
    said.value = "";
    try {
      said.value = await work();
      bad.value = false;
    } catch (error) {
      said.value = error instanceof Refused ? error.message : error instanceof ApiError && error.status === 403 ? t("login.password_wrong") : refused(error);
      bad.value = true;
    }
    busy.value = false;
  };
  const words = html`<p role="status" data-t=${bad.value ? "bad" : undefined}>${bad.value && said.value ? html`<${Icon} name="bad" size="s"/>` : null}${said.value}</p>`;
  return { busy, run, words };
}

/** @param {{id: string, label: string, value: import("../vendor/signals.js").Signal<string>, complete: string, hint?: string}} props */
function Secret({ id, label, value, complete, hint }) {
  return html`<div class="field"><label for=${id}>${label}</label><div class="in"><input id=${id} type="password" required maxlength="128" autocomplete=${complete} aria-describedby=${hint ? `${id}-hint` : undefined} value=${value.value}
    onInput=${(/** @type {InputEvent} */ event) => { value.value = /** @type {HTMLInputElement} */ (event.currentTarget).value; }}/></div>${hint ? html`<span class="hint" id=${`${id}-hint`}>${hint}</span>` : null}</div>`;
}

function PasswordForm() {
  const old = useSignal(""), next = useSignal(""), again = useSignal("");
  const { busy, run, words } = useWork(async () => {
    checkChosen(next.value, again.value);
    await request("PUT", "me/password", { old: old.value, new: next.value });
    old.value = next.value = again.value = "";
    return t("account.password_done");
  });
  return html`<form class="panel" onSubmit=${run} aria-busy=${busy}><h2>${t("account.password")}</h2>
    <${Secret} id="old-password" label=${t("account.old")} value=${old} complete="current-password"/><${Secret} id="new-password" label=${t("account.new")} value=${next} complete="new-password" hint=${t("setup.password_hint")}/><${Secret} id="new-password-again" label=${t("account.again")} value=${again} complete="new-password"/>
    <button type="submit" class="btn" disabled=${busy.value}>${t("account.change")}</button>${words}</form>`;
}

function FactorForm() {
  const factor = useSignal(/** @type {Factor|null} */ (null)), password = useSignal("");
  const load = async () => { factor.value = await request("GET", "me/second-factor"); };
  useEffect(() => { load().catch(() => {}); }, []); // shown as not known
  const { busy, run, words } = useWork(async () => {
    await request("POST", "me/second-factor/remove", { password: password.value });
    password.value = "";
    await load();
    return t("account.factor_gone");
  });
  const now = factor.value;
  return html`<form class="panel" onSubmit=${run} aria-busy=${busy}><h2>${t("login.code_title")}</h2>
    <p class="c2">${now === null ? "" : now.on ? t("account.factor_on", { n: now.recovery_codes }) : t(now.required ? "account.factor_must" : "account.factor_off")}</p>
    ${now?.on && !now.required ? html`<${Secret} id="factor-password" label=${t("login.password")} value=${password} complete="current-password"/><button type="submit" class="btn" disabled=${busy.value}>${t("account.factor_remove")}</button>` : null}
    ${now && !now.on ? html`<a class="btn" href="login?why=enrolling&next=%2F">${t("account.factor_begin")}</a>` : null}${words}</form>`;
}

/** @param {{zone: string}} props */
function Logins({ zone }) {
  const list = useSignal(/** @type {Login[]} */ ([])), which = useSignal("");
  const load = async () => { list.value = await request("GET", "me/logins"); };
  useEffect(() => { load().catch(() => {}); }, []); // shown as empty
  const { busy, run, words } = useWork(async () => {
    await request("DELETE", which.value ? `me/logins/${encodeURIComponent(which.value)}` : "me/logins");
    await load();
    return t("account.ended");
  });
  /** @param {string} id @param {Event} event */
  const end = (id, event) => { which.value = id; return run(event); };
  return html`<section class="panel wide" aria-busy=${busy}><h2>${t("account.logins")}</h2>
    <ul class="logins">${list.value.map((one) => html`<li key=${one.id}><span class="col"><b class="trunc" title=${one.client}>${clientName(one.client) || one.address}</b>
      <span class="c3 t-sm num">${one.address} · ${dayTime(Date.parse(one.last), zone)}</span></span>
      ${one.current ? html`<span class="tagx">${t("account.here")}</span>` : html`<button type="button" class="btn sm" disabled=${busy.value} aria-label=${`${t("account.end")}: ${clientName(one.client) || one.address}`} onClick=${(/** @type {Event} */ event) => end(one.id, event)}>${t("account.end")}</button>`}</li>`)}</ul>
    ${list.value.length > 1 ? html`<button type="button" class="btn" disabled=${busy.value} onClick=${(/** @type {Event} */ event) => end("", event)}>${t("account.end_others")}</button>` : null}${words}</section>`;
}

/** @param {{zone: string}} props the centre's time zone */
export function Account({ zone }) {
  const open = useSignal(false);
  return html`<details class="account-panel" onToggle=${(/** @type {Event} */ event) => { open.value = /** @type {HTMLDetailsElement} */ (event.currentTarget).open; }}>
    <summary><${Icon} name="lock"/>${t("account.title")}</summary>
    ${open.value ? html`<div class="account-parts"><${PasswordForm}/><${FactorForm}/><${Logins} zone=${zone}/></div>` : null}</details>`;
}
