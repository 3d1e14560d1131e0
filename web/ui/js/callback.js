// The form on which anybody asks to be called back: alone at its address, or in a frame of
// a site that is allowed to (embed/callback.js).
import { effect, html, mount, signal, useSignal } from "./dom.js";
import { ApiError, request, unreachable } from "./api.js";
import { fill } from "./fill.js";
import { Icon, Logo } from "./icons.js";
import { formEn, formKo } from "./text/callback.js";
import { startTheme } from "./theme.js";

/** @typedef {{id: string, name: {ko: string, en?: string}, from: string, to: string}} Service */
/** @typedef {{mark: string, services: Service[], consent: Record<string, string>, days: number, today: string, now: string}} About */
/** @typedef {keyof typeof formKo} Key */

const query = new URLSearchParams(location.search), framed = parent !== window, centre = document.documentElement.dataset.centre || "Callfloor";
const asked = query.get("lang") ?? document.documentElement.lang;
/** @type {import("../vendor/signals.js").Signal<"ko"|"en">} */
const language = signal(asked === "en" ? "en" : "ko");

/** @param {Key} key @param {Record<string, string|number>} [values] */
function say(key, values) {
  const text = (language.value === "en" ? formEn : formKo)[key];
  return values ? fill(text, values) : text;
}

startTheme();
effect(() => {
  document.documentElement.lang = language.value;
  document.title = `${centre} ${say("title")}`;
});
if (framed) { // the site gives the frame the height that is needed; a height is no secret
  new ResizeObserver(() => parent.postMessage({ callfloor: 1, form: Math.ceil(document.documentElement.getBoundingClientRect().height) }, "*")).observe(document.documentElement);
}

const about = signal(/** @type {About|null} */ (null));
const state = signal(/** @type {"loading"|"closed"|"lost"|"open"|"done"} */ ("loading"));

async function load() {
  state.value = "loading";
  const service = query.get("service");
  try {
    about.value = await request("GET", `callback-form${service ? `?service=${encodeURIComponent(service)}` : ""}`);
    state.value = "open";
  } catch (error) {
    state.value = error instanceof ApiError && error.status === 404 ? "closed" : "lost";
  }
}

/** A day that many days after another: 2026-11-28. @param {string} day @param {number} n */
function dayAfter(day, n) {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + n);
  return at.toISOString().slice(0, 10);
}

/** @param {string} day @param {number} n days from today */
function dayName(day, n) {
  const named = new Intl.DateTimeFormat(language.value === "en" ? "en-GB" : "ko-KR", { month: "long", day: "numeric", weekday: "short", timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));
  return n === 0 ? `${say("today")} · ${named}` : n === 1 ? `${say("tomorrow")} · ${named}` : named;
}

/** Hours in which somebody may be called, on a day. @param {Service} service @param {string} day @param {About} all */
function hoursOf(service, day, all) {
  const first = Number(service.from.slice(0, 2)) + (service.from.slice(3) === "00" ? 0 : 1), last = Number(service.to.slice(0, 2));
  const list = [];
  for (let h = first; h < last; h++) {
    const two = String(h).padStart(2, "0");
    if (day !== all.today || `${two}:59` > all.now) list.push(`${two}:00`);
  }
  return list;
}

/** What is wrong, field by field. @param {unknown} error @returns {Record<string, Key>} */
function wrongOf(error) {
  /** @type {Record<string, Key>} */
  const wrong = {};
  for (const one of error instanceof ApiError ? error.errors : []) {
    const field = (one.location ?? "").replace(/^body\./, ""), code = `wrong.${(one.message ?? "").split(":")[0]}`;
    if (field) wrong[field] ??= code in formKo ? /** @type {Key} */ (code) : field === "number" ? "wrong.not_a_phone" : "wrong.missing";
  }
  return wrong;
}

/** Words for what went wrong as a whole. @param {unknown} error */
function problemOf(error) {
  if (!(error instanceof ApiError)) return say("other");
  if (error.status === unreachable) return say("unreachable");
  if (error.status === 429) return say("limit", { wait: error.wait < 3600 ? say("minutes", { n: Math.max(1, Math.ceil(error.wait / 60)) }) : say("hours", { n: Math.ceil(error.wait / 3600) }) });
  return error.errors.length ? "" : say("other");
}

/** @param {{id: string, label: string, must?: boolean, wrong?: Key, hint?: string, children: any}} props */
function Field({ id, label, must, wrong, hint, children }) {
  return html`<div class="field"><label for=${id}>${label}${must ? html`<span class="must" aria-hidden="true"> *</span>` : null}</label>${children}
    ${wrong ? html`<span class="hint" id=${`${id}-wrong`} data-t="bad">${say(wrong)}</span>` : hint ? html`<span class="hint" id=${`${id}-hint`}>${hint}</span>` : null}</div>`;
}

/** @param {{id: string, value: string, choices: {value: string, text: string}[], empty?: string, wrong?: Key, choose: (value: string) => void}} props */
function Select({ id, value, choices, empty, wrong, choose }) {
  return html`<div class="in lg sel" aria-invalid=${!!wrong}><select id=${id} value=${value} required aria-invalid=${wrong ? "true" : undefined} aria-describedby=${wrong ? `${id}-wrong` : undefined} onChange=${(/** @type {Event} */ e) => choose(/** @type {HTMLSelectElement} */ (e.currentTarget).value)}>
    ${empty === undefined ? null : html`<option value="">${empty}</option>`}${choices.map((one) => html`<option key=${one.value} value=${one.value}>${one.text}</option>`)}</select><${Icon} name="chev-d"/></div>`;
}

/** @param {{all: About}} props */
function Form({ all }) {
  const f = useSignal({ number: "", name: "", service: all.services.length === 1 ? all.services[0]?.id ?? "" : "", memo: "", at: false, day: "", hour: "", consent: false, website: "" });
  const wrong = useSignal(/** @type {Record<string, Key>} */ ({})), problem = useSignal(""), busy = useSignal(/** @type {""|"sending"|"moment"} */ (""));
  /** @param {Partial<typeof f.value>} more */
  const put = (more) => {
    f.value = { ...f.value, ...more };
    const left = { ...wrong.value };
    for (const name of Object.keys(more)) delete left[name];
    wrong.value = left;
  };
  /** @param {"number"|"name"|"memo"|"website"} name */
  const write = (name) => (/** @type {InputEvent} */ e) => put({ [name]: /** @type {HTMLInputElement} */ (e.currentTarget).value });
  const now = f.value, service = all.services.find((one) => one.id === now.service) ?? all.services[0];
  const days = Array.from({ length: all.days + 1 }, (_, n) => ({ value: dayAfter(all.today, n), text: dayName(dayAfter(all.today, n), n) })).filter((one) => service && hoursOf(service, one.value, all).length > 0);
  const hours = service && now.day ? hoursOf(service, now.day, all) : [];

  /** Puts the cursor where something is wrong, once it is shown. */
  const toFirst = () => setTimeout(() => /** @type {HTMLElement|null} */ (document.querySelector('[aria-invalid="true"]:is(input, select, textarea)'))?.focus());
  /** @returns {Record<string, Key>} */
  const check = () => ({
    ...(now.number.trim() ? {} : { number: "wrong.missing" }), ...(now.service ? {} : { service: "wrong.not_an_option" }), ...(now.consent ? {} : { consent: "wrong.required" }),
    ...(now.at && !now.day ? { day: "wrong.not_a_date" } : {}), ...(now.at && now.day && !now.hour ? { hour: "wrong.not_a_date" } : {}),
  });
  /** @param {number} tries that are left */
  const post = async (tries) => {
    const { at, day, hour, ...rest } = f.value;
    try {
      await request("POST", "callback-form", { ...rest, ...(at ? { day, hour } : {}), mark: about.value?.mark ?? "", language: language.value });
      state.value = "done";
      setTimeout(() => document.querySelector("h1")?.focus()); // the button that had the focus is gone
    } catch (error) {
      const mark = wrongOf(error).mark !== undefined && error instanceof ApiError ? error.errors[0]?.message ?? "" : "";
      if (!mark || tries === 0) throw error;
      busy.value = "moment"; // the form was open too long, or filled in by the browser at once: it is sent once more
      if (mark.startsWith("stale")) about.value = await request("GET", `callback-form?service=${encodeURIComponent(f.value.service)}`).then((fresh) => ({ ...all, mark: fresh.mark }));
      await new Promise((done) => { setTimeout(done, 3500); });
      await post(tries - 1);
    }
  };
  const send = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (busy.value) return;
    problem.value = "";
    wrong.value = check();
    if (Object.keys(wrong.value).length) return void toFirst();
    busy.value = "sending";
    try {
      await post(1);
    } catch (error) {
      wrong.value = wrongOf(error);
      problem.value = problemOf(error) || (wrong.value.mark ? say("other") : "");
      if (Object.keys(wrong.value).length) toFirst();
    }
    busy.value = "";
  };
  return html`<form novalidate onSubmit=${send}>
    <${Field} id="number" label=${say("number")} must wrong=${now && wrong.value.number}><div class="in lg" aria-invalid=${!!wrong.value.number}><input id="number" type="tel" inputmode="tel" autocomplete="tel" maxlength="40" required value=${now.number} placeholder=${say("number_how")}
      aria-invalid=${wrong.value.number ? "true" : undefined} aria-describedby=${wrong.value.number ? "number-wrong" : undefined} onInput=${write("number")}/></div><//>
    <${Field} id="name" label=${say("name")} wrong=${wrong.value.name}><div class="in lg" aria-invalid=${!!wrong.value.name}><input id="name" autocomplete="name" maxlength="50" value=${now.name} placeholder=${say("name_how")} aria-invalid=${wrong.value.name ? "true" : undefined} aria-describedby=${wrong.value.name ? "name-wrong" : undefined} onInput=${write("name")}/></div><//>
    ${all.services.length > 1 ? html`<${Field} id="service" label=${say("service")} must wrong=${wrong.value.service}><${Select} id="service" value=${now.service} empty=${say("service_choose")} wrong=${wrong.value.service}
      choices=${all.services.map((one) => ({ value: one.id, text: (language.value === "en" && one.name.en) || one.name.ko }))} choose=${(/** @type {string} */ id) => put({ service: id, day: "", hour: "" })}/><//>` : null}
    <fieldset><legend>${say("when")}</legend>
      ${[false, true].map((at) => html`<label class="choice"><input class="ck" type="radio" name="when" checked=${now.at === at} onChange=${() => put({ at, day: at ? now.day || (days[0]?.value ?? "") : now.day })}/>${say(at ? "at" : "soon")}</label>`)}
      ${now.at ? html`<div class="when"><${Field} id="day" label=${say("day")} wrong=${wrong.value.day}><${Select} id="day" value=${now.day} wrong=${wrong.value.day} choices=${days} choose=${(/** @type {string} */ day) => put({ day, hour: "" })}/><//>
        <${Field} id="hour" label=${say("hour")} wrong=${wrong.value.hour}><${Select} id="hour" value=${now.hour} empty=${say("service_choose")} wrong=${wrong.value.hour} choices=${hours.map((from) => ({ value: from, text: say("hour_to", { from, to: `${String(Number(from.slice(0, 2)) + 1).padStart(2, "0")}:00` }) }))} choose=${(/** @type {string} */ hour) => put({ hour })}/><//></div>` : null}</fieldset>
    <${Field} id="memo" label=${say("memo")} wrong=${wrong.value.memo}><textarea id="memo" class="area" rows="3" maxlength="300" value=${now.memo} placeholder=${say("memo_how")} aria-invalid=${wrong.value.memo ? "true" : undefined} aria-describedby=${wrong.value.memo ? "memo-wrong" : undefined} onInput=${write("memo")}></textarea><//>
    <div class="extra" aria-hidden="true"><label>Website<input name="website" tabindex="-1" autocomplete="off" value=${now.website} onInput=${write("website")}/></label></div>
    <div class="field"><label class="choice consent" data-t=${wrong.value.consent ? "bad" : undefined}><input class="ck" type="checkbox" required checked=${now.consent} aria-invalid=${wrong.value.consent ? "true" : undefined} aria-describedby=${wrong.value.consent ? "consent-wrong" : undefined} onChange=${(/** @type {Event} */ e) => put({ consent: /** @type {HTMLInputElement} */ (e.currentTarget).checked })}/><span>${all.consent[language.value] || say("consent")}</span></label>
      ${wrong.value.consent ? html`<span class="hint" id="consent-wrong" data-t="bad">${say(wrong.value.consent)}</span>` : null}</div>
    <p class="problem" role="alert" data-t="bad">${problem.value ? html`<${Icon} name="bad"/><span>${problem.value}</span>` : null}</p>
    <button type="submit" class="btn primary lg" disabled=${busy.value !== ""}>${busy.value ? say(busy.value) : say("send")}</button></form>`;
}

/** @param {{icon: string, tone: string, title: string, why: string, children?: any}} props */
function Said({ icon, tone, title, why, children }) {
  return html`<div class="said" role="status" data-t=${tone}><${Icon} name=${icon}/><h1 tabindex="-1">${title}</h1><p>${why}</p>${children}</div>`;
}

function Page() {
  const all = about.value, at = state.value;
  return html`<div class="ask">${framed ? null : html`<header><${Logo}/><b class="t-md trunc">${centre}</b><span class="seg" role="group" aria-label=${say("language")}>
      <button type="button" lang="ko" aria-pressed=${language.value === "ko"} onClick=${() => { language.value = "ko"; }}>한국어</button><button type="button" lang="en" aria-pressed=${language.value === "en"} onClick=${() => { language.value = "en"; }}>English</button></span></header>`}
    ${at === "open" && all ? html`<div><h1>${say("title")}</h1><p class="lead">${say("lead")}</p></div><${Form} all=${all}/>`
      : at === "done" ? html`<${Said} icon="good" tone="good" title=${say("done")} why=${say("done_why")}/>`
      : at === "closed" ? html`<${Said} icon="info" tone="warn" title=${say("closed")} why=${say("closed_why")}/>`
      : at === "lost" ? html`<${Said} icon="warn" tone="warn" title=${say("title")} why=${say("unreachable")}><button type="button" class="btn" onClick=${load}>${say("again")}</button><//>`
      : html`<p class="c3" role="status">${say("loading")}</p>`}</div>`;
}

mount(html`<${Page}/>`);
void load();
