// Home: where one may go, and for managers the live floor as plain tables.
import { computed, effect, html, mount, useComputed, useSignal } from "./dom.js";
import { watchActivity } from "./active.js";
import { request, requireUser } from "./api.js";
import { clockTime, count, percent } from "./format.js";
import { centre, language, named, suggestLanguage, t, tcode } from "./i18n.js";
import { Icon, Logo, mountIcons } from "./icons.js";
import { Live } from "./live/socket.js";
import { reloadAfterUpgrade } from "./live/reload.js";
import { failure, LanguageSwitch, LinkState, logOut, ThemeSwitch } from "./shell.js";
import { agentLook, personName } from "./states.js";
import { startTheme } from "./theme.js";

/** @typedef {import("./live/rows.js").Band} Band */
/** @typedef {import("../vendor/signals.js").ReadonlySignal<number>} Now */

startTheme();
mountIcons();
effect(() => { document.title = `${centre} ${t("home.title")}`; });

const user = await requireUser();
watchActivity(user.idle_lock_minutes);
suggestLanguage(user.lang);
const seesFloor = user.role !== "agent";
const live = seesFloor ? new Live(["services", "agents", "calls"]) : null;
if (live) reloadAfterUpgrade(live, () => true);

/** @param {{href: string, icon: string, title: string, why: string, blank?: boolean}} props */
function Door({ href, icon, title, why, blank = false }) {
  return html`<a class="door panel" href=${href} target=${blank ? "_blank" : undefined}><span class="door-i"><${Icon} name=${icon} size="l"/></span>
    <span class="col"><b class="t-md">${title}</b><span class="c3">${why}</span></span><${Icon} name=${blank ? "popout" : "chev-d"}/></a>`;
}

/** @param {{since: number, now: Now, band?: Band}} props */
function Since({ since, now, band = "" }) {
  const level = band === "warn" || band === "bad" ? band : undefined;
  const text = useComputed(() => clockTime(now.value - since));
  return html`<span class="tm" data-t=${level}>${level ? html`<${Icon} name=${level}/>` : null}${text}</span>`;
}

/** A rate with its band in shape as well as colour. @param {{rate: number|null, band: Band}} props */
function Rate({ rate, band }) {
  const level = band === "warn" || band === "bad" ? band : undefined;
  return html`<span class="tm" data-t=${level}>${level ? html`<${Icon} name=${level}/>` : null}${percent(rate)}${rate === null ? "" : "%"}</span>`;
}

/** @param {{live: Live}} props */
function Services({ live }) {
  const collator = new Intl.Collator(language.value, { numeric: true });
  const ids = [...live.services.ids.value].sort((a, b) => collator.compare(named(live.services.row(a)?.peek().name, a), named(live.services.row(b)?.peek().name, b)));
  if (ids.length === 0) return html`<${Empty} live=${live.services} title=${t("home.no_services")} why=${t("home.no_rows_why")}/>`;
  return html`<table class="tbl"><thead><tr><th>${t("col.service")}</th>${numberHeads(["col.waiting", "col.longest", "col.offered", "col.answered", "col.abandoned", "col.answer_rate", "col.service_level", "col.login", "col.ready", "col.on_call", "col.outbound", "col.away"])}</tr></thead>
    <tbody>${ids.map((id) => html`<${ServiceRow} key=${id} live=${live} id=${id}/>`)}</tbody></table>`;
}

/** @param {import("./i18n.js").TextKey[]} keys */
const numberHeads = (keys) => keys.map((key) => html`<th class="num">${t(key)}</th>`);

/** @param {{live: Live, id: string}} props */
function ServiceRow({ live, id }) {
  const row = live.services.row(id)?.value;
  if (!row) return null;
  const a = row.agents;
  const cells = [row.offered, row.answered, row.abandoned];
  return html`<tr><td><b>${named(row.name, id)}</b></td><td class="num">${count(row.waiting)}</td>
    <td class="num">${row.oldest ? html`<${Since} key=${row.oldest} since=${row.oldest} now=${live.now} band=${row.wait_band}/>` : "–"}</td>
    ${cells.map((n) => html`<td class="num">${count(n)}</td>`)}<td class="num"><${Rate} rate=${row.answer_rate} band=${row.answer_band}/></td>
    <td class="num"><${Rate} rate=${row.service_level} band=${row.level_band}/></td>${[a.login, a.ready, a.on_call, a.outbound, a.away].map((n) => html`<td class="num">${count(n)}</td>`)}</tr>`;
}

/** @param {{live: Live}} props */
function Agents({ live }) {
  const collator = new Intl.Collator("ko", { numeric: true });
  const ids = [...live.agents.ids.value].sort((a, b) => collator.compare(live.agents.row(a)?.peek().name ?? a, live.agents.row(b)?.peek().name ?? b));
  if (ids.length === 0) return html`<${Empty} live=${live.agents} title=${t("home.no_agents")} why=${t("home.no_rows_why")}/>`;
  return html`<table class="tbl"><thead><tr><th>${t("home.agent")}</th><th>${t("home.extension")}</th><th>${t("home.phase")}</th><th class="num">${t("home.since")}</th><th>${t("col.service")}</th><th class="num">${t("home.today")}</th></tr></thead>
    <tbody>${ids.map((id) => html`<${AgentRow} key=${id} live=${live} id=${id}/>`)}</tbody></table>`;
}

/** @param {{live: Live, id: string}} props */
function AgentRow({ live, id }) {
  const row = live.agents.row(id)?.value;
  if (!row) return null;
  const look = agentLook(row);
  const service = row.service ? named(live.services.row(row.service)?.value.name, row.service) : "";
  return html`<tr><td><b>${personName(row)}</b></td><td class="c3">${row.extension}</td><td><span class="st" data-s=${look.s}><${Icon} name=${look.icon}/>${look.name}</span></td>
    <td class="num">${look.s === "off" ? "" : html`<${Since} key=${look.since} since=${look.since} now=${live.now} band=${row.band}/>`}</td><td class="c2">${service}</td><td class="num">${count(row.today.answered)}</td></tr>`;
}

/** @param {{live: Live}} props */
function Calls({ live }) {
  const order = useComputed(() => { void live.calls.version.value; return live.calls.all().sort((a, b) => a.entered - b.entered).map((row) => row.id).join("\n"); });
  const ids = order.value ? order.value.split("\n") : [];
  if (ids.length === 0) return html`<${Empty} live=${live.calls} title=${t("home.no_calls")} why=${t("home.no_calls_why")}/>`;
  return html`<table class="tbl"><thead><tr><th>${t("home.caller")}</th><th>${t("col.service")}</th><th>${t("home.phase")}</th><th class="num">${t("home.since")}</th><th>${t("home.agent")}</th></tr></thead>
    <tbody>${ids.map((id) => html`<${CallRow} key=${id} live=${live} id=${id}/>`)}</tbody></table>`;
}

/** @type {Record<string, [string, string]>} phase -> family, glyph */
const phases = { waiting: ["away", "clock"], offered: ["ring", "st-ring"], connecting: ["ring", "st-ring"], connected: ["talk", "st-talk"], dialing_out: ["dial", "st-dial"], talking_out: ["out", "st-out"] };

/** @param {{live: Live, id: string}} props */
function CallRow({ live, id }) {
  const row = live.calls.row(id)?.value;
  if (!row) return null;
  const [s, icon] = row.held_since ? ["hold", "st-hold"] : phases[row.phase] ?? ["away", "clock"];
  const agent = row.agent ?? row.offers?.[0]?.agent, who = agent ? live.agents.row(agent)?.value : undefined;
  const since = row.phase === "waiting" || row.phase === "offered" ? row.entered : row.held_since ?? row.since;
  return html`<tr><td><b>${row.caller || t("home.anonymous")}</b></td><td>${row.service ? named(live.services.row(row.service)?.value.name, row.service) : ""}</td>
    <td><span class="st" data-s=${s}><${Icon} name=${icon}/>${row.held_since ? t("state.hold") : tcode("phase", row.phase)}</span></td>
    <td class="num"><${Since} key=${since} since=${since} now=${live.now}/></td><td>${who ? personName(who) : agent ?? ""}</td></tr>`;
}

/** @param {{live: {loaded: {value: boolean}}, title: string, why: string}} props */
function Empty({ live: topic, title, why }) {
  if (!topic.loaded.value) return html`<div class="empty">${t("loading")}</div>`;
  return html`<div class="empty"><${Icon} name="activity"/><b>${title}</b><span>${why}</span></div>`;
}

/** @type {["services"|"agents"|"calls", (props: {live: Live}) => any][]} */
const tabs = [["services", Services], ["agents", Agents], ["calls", Calls]];

/** @param {{live: Live}} props */
function FloorPanel({ live }) {
  const open = useSignal(/** @type {"services"|"agents"|"calls"} */ ("services"));
  /** @param {KeyboardEvent} event */
  const turn = (event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex(([name]) => name === open.value);
    open.value = (tabs[(at + step + tabs.length) % tabs.length] ?? tabs[0])?.[0] ?? "services";
    document.getElementById(`tab-${open.value}`)?.focus();
  };
  const Body = tabs.find(([name]) => name === open.value)?.[1] ?? Services;
  return html`<section class="panel floor-panel" aria-label=${t("home.floor")}>
    <div class="tab-line"><div class="tabs" role="tablist" onKeyDown=${turn}>${tabs.map(([name]) => html`<button type="button" role="tab" id=${`tab-${name}`} aria-selected=${open.value === name} aria-controls="floor-rows"
      tabindex=${open.value === name ? 0 : -1} onClick=${() => { open.value = name; }}>${t(`home.${name}`)} <span class="n">${count(live[name].ids.value.length)}</span></button>`)}</div>
      <span class="tab-link"><${LinkState} live=${live}/></span></div>
    <div class="scroll" id="floor-rows" role="tabpanel" tabindex="0" aria-labelledby=${`tab-${open.value}`} data-old=${live.link.value === "ok" || live.link.value === "connecting" ? undefined : ""}><${Body} live=${live}/></div></section>`;
}

/** The line that every wallboard shows (공지). What stands there now comes with the floor. @param {{live: Live}} props */
function NoticePanel({ live }) {
  const shown = live.notice.value;
  const text = useSignal(/** @type {string|null} */ (null)), place = useSignal(/** @type {"top"|"bottom"|null} */ (null)); // null: as shown
  const busy = useSignal(false), problem = useSignal(""), done = useSignal("");
  const line = text.value ?? shown.text, at = place.value ?? (shown.place === "bottom" ? "bottom" : "top");
  /** @param {string} words */
  const put = async (words) => {
    busy.value = true;
    problem.value = done.value = "";
    try {
      await request("PUT", "notice", { text: words, place: at });
      text.value = place.value = null;
      done.value = t(words.trim() ? "home.notice_on" : "home.notice_off");
    } catch (error) {
      problem.value = failure(error);
    }
    busy.value = false;
  };
  /** @param {SubmitEvent} event */
  const submit = (event) => { event.preventDefault(); void put(line); };
  return html`<form class="panel notice-panel" onSubmit=${submit} aria-busy=${busy}>
    <div class="field"><label for="notice">${t("home.notice")}</label>
      <div class="in" aria-invalid=${problem.value ? "true" : undefined}><input id="notice" maxlength="200" autocomplete="off" placeholder=${t("home.notice_none")} value=${line} aria-describedby="notice-said"
        onInput=${(/** @type {InputEvent} */ event) => { text.value = /** @type {HTMLInputElement} */ (event.currentTarget).value; done.value = ""; }}/></div></div>
    <span class="seg" role="group" aria-label=${t("home.notice_place")}>
      <button type="button" aria-pressed=${at === "top"} onClick=${() => { place.value = "top"; }}>${t("home.notice_top")}</button>
      <button type="button" aria-pressed=${at === "bottom"} onClick=${() => { place.value = "bottom"; }}>${t("home.notice_bottom")}</button></span>
    <button type="submit" class="btn primary" disabled=${busy.value || !line.trim()}>${t("home.notice_show")}</button>
    <button type="button" class="btn" disabled=${busy.value || !shown.text} onClick=${() => put("")}>${t("home.notice_clear")}</button>
    <p id="notice-said" role="status" data-t=${problem.value ? "bad" : undefined}>${problem.value ? html`<${Icon} name="bad" size="s"/>${problem.value}` : done.value}</p></form>`;
}

const roleName = computed(() => tcode("role", user.role));

function Home() {
  return html`<div class="home"><header class="top"><${Logo}/><b class="t-md centre">${centre}</b><span class="end"></span><${LanguageSwitch}/><${ThemeSwitch}/>
    <span class="who"><b>${user.name}</b> <span class="c3">${roleName}</span></span><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button></header>
    <main><h1>${t("home.hello", { name: user.name })}</h1>
      <nav class="doors" aria-label=${t("home.title")}>
        <${Door} href="wallboard" icon="board" title=${t("home.wallboard")} why=${t("home.wallboard_why")} blank/>
        ${user.agent_id ? html`<${Door} href="desk" icon="headset" title=${t("home.desk")} why=${t("home.desk_why")}/>` : null}</nav>
      ${live && user.role === "administrator" ? html`<${NoticePanel} live=${live}/>` : null}
      ${live ? html`<${FloorPanel} live=${live}/>` : null}</main></div>`;
}

mount(html`<${Home}/>`);
