// The log-in page.
import { effect, html, mount, useMemo, useSignal } from "./dom.js";
import { ApiError, request } from "./api.js";
import { centre, t } from "./i18n.js";
import { Icon, Logo, mountIcons } from "./icons.js";
import { FloorArt } from "./floor-art.js";
import { failure, LanguageSwitch } from "./shell.js";
import { startTheme } from "./theme.js";

startTheme();
mountIcons();
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

/** @param {unknown} error */
function words(error) {
  if (error instanceof ApiError && error.status === 401) return t("login.wrong");
  if (error instanceof ApiError && error.status === 429) return t("login.locked");
  return failure(error);
}

function LogIn() {
  const busy = useSignal(false), shown = useSignal(false);
  const problem = useSignal(/** @type {unknown} */ (null));
  const art = useMemo(() => html`<${FloorArt}/>`, []);
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    busy.value = true;
    problem.value = null;
    try {
      await request("POST", "login", { login: form.get("login"), password: form.get("password") });
      location.assign(nextPath(location.search));
    } catch (error) {
      problem.value = error;
      busy.value = false;
    }
  };
  const invalid = problem.value !== null;
  return html`<div class="login"><main class="form">
    <header class="row"><${Logo}/><b class="t-md centre">${centre}</b><span class="end"></span><${LanguageSwitch}/></header>
    <form onSubmit=${submit} aria-busy=${busy}>
      <h1>${t("login.title")}</h1><p class="c2 t-md">${t("login.lead")}</p>
      <div class="field"><label for="login">${t("login.id")}</label><div class="in lg" aria-invalid=${invalid}>
        <input id="login" name="login" autocomplete="username" autocapitalize="none" spellcheck=${false} required autofocus/></div></div>
      <div class="field"><label for="password">${t("login.password")}</label><div class="in lg" aria-invalid=${invalid}>
        <input id="password" name="password" type=${shown.value ? "text" : "password"} autocomplete="current-password" required aria-describedby="problem"/>
        <button type="button" class="btn ghost icon sm" aria-pressed=${shown.value} aria-label=${t(shown.value ? "login.hide" : "login.show")} onClick=${() => { shown.value = !shown.value; }}>
          <${Icon} name=${shown.value ? "eye-off" : "eye"}/></button></div></div>
      <p class="problem" id="problem" role="alert" data-t="bad">${invalid ? html`<${Icon} name="bad" size="s"/>${words(problem.value)}` : null}</p>
      <button class="btn primary lg" type="submit" disabled=${busy.value}>${t(busy.value ? "login.busy" : "login.submit")}</button>
    </form>
    <footer class="c3 t-xs"><span>${t("login.forgot")}</span></footer></main>
    <aside aria-hidden="true" data-theme="dark">${art}</aside></div>`;
}

mount(html`<${LogIn}/>`);
