// The access log: searched, page by page, exported with a reason, and its chain checked.
import { batch, html, signal, useEffect, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { count, daySecond, fromLocalInput } from "../../format.js";
import { tcode } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { reasonNames } from "../../states.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { VirtualList } from "../../desk/parts/virtual.js";
import { changesOf, detailText, doneText } from "../details.js";
import { actionGroups, actionsOf, actorOf, actors, objectOf } from "../filters.js";
import { actorName, logKinds, targetWords } from "../records.js";
import { href } from "../route.js";
import { useLists, zone } from "../shared.js";
import { customerOf, subjectLine, subjectName, subjectOf, withNames } from "../subjects.js";
import { Target } from "../target.js";
import { refusal } from "../words.js";
import { w, wcode } from "../text.js";

/** @typedef {{seq: number, id: string, at: string, actor: string, actor_name?: string, role: string, address: string, action: string, target: string, detail: string, about?: import("../subjects.js").Subject[]}} Line */

const size = 200;
const filter = signal(/** @type {Record<string, string>} */ ({})), ended = signal(false);
const log = new Resource(() => load(0));
/** Why nothing can be asked for: what is typed is no action, or is too many. */
const missed = () => actionsOf((filter.value.action ?? "").trim()).missed;
/** What is asked for: a space at the end is typed before the next word. */
const typed = () => Object.fromEntries(Object.entries(filter.peek()).map(([name, text]) => [name, text.trim()]));

function query() {
  const { from = "", to = "", actor = "", action = "", object = "", ...rest } = typed();
  const set = Object.entries({ ...rest, ...objectOf(object), actor: actorOf(actor), action: actionsOf(action).ask }).filter(([, v]) => v);
  if (from) set.push(["from", new Date(fromLocalInput(`${from}T00:00`, zone())).toISOString()]);
  if (to) set.push(["to", new Date(fromLocalInput(`${to}T23:59`, zone()) + 60_000).toISOString()]);
  return new URLSearchParams(set);
}

/** @param {number} before @returns {Promise<Line[]>} */
async function load(before) {
  if (missed()) { ended.value = true; return []; }
  const q = query();
  q.set("limit", String(size));
  if (before) q.set("before", String(before));
  const lines = await request("GET", `access-log?${q}`);
  ended.value = lines.length < size;
  return lines;
}

let loading = false;
async function more() {
  const have = log.value.peek(), last = have?.at(-1);
  if (!have || !last || loading || ended.peek()) return;
  loading = true;
  const rest = await load(last.seq).catch(() => []);
  batch(() => { log.value.value = [...have, ...rest]; });
  loading = false;
}

export function AccessLog() {
  useLists("services", "agents", "teams", "hours", "sounds", "menus", "users");
  useEffect(() => { request("GET", "reasons").then((/** @type {any[]} */ list) => { reasonNames.value = Object.fromEntries(list.map((one) => [one.id, one.name])); }, () => {}); }, []);
  useEffect(() => { const wait = setTimeout(() => { void log.refresh(); }, 250); return () => clearTimeout(wait); }, [filter.value]);
  /** @param {string} name */
  const field = (name) => (/** @type {Event} */ e) => { filter.value = { ...filter.peek(), [name]: /** @type {HTMLInputElement} */ (e.currentTarget).value }; };
  const narrow = Object.values(filter.value).some(Boolean);
  /** @param {"q"|"actor"|"action"} name */
  const input = (name) => html`<div key=${name} class="field"><label for=${name === "q" ? "find" : `log-${name}`}>${wcode("log", name)}</label><div class="in sm"><input id=${name === "q" ? "find" : `log-${name}`} value=${filter.value[name] ?? ""} placeholder=${wcode("log_how", name)} list=${name === "q" ? undefined : `log-${name}-list`} maxlength="80" autocomplete="off" onInput=${field(name)}/></div></div>`;
  return html`<main class="det full"><div class="log-tools"><h2 class="t-lg">${wcode("s", "access")}</h2><${Verify}/><${Export}/></div>
    <div class="filters" role="search" aria-label=${w("access_search")}>${input("q")}${input("actor")}${input("action")}
      <div class="field"><label for="log-object">${wcode("log", "object")}</label><${Target} id="log-object" label=${wcode("log", "object")} kinds=${logKinds} value=${filter.value.object ?? ""} onTarget=${(/** @type {string} */ to) => { filter.value = { ...filter.peek(), object: to }; }}/></div>
      ${/** @type {const} */ (["from", "to"]).map((name) => html`<div key=${name} class="field"><label for=${`log-${name}`}>${wcode("log", name)}</label><div class="in sm"><input id=${`log-${name}`} type="date" value=${filter.value[name] ?? ""} onInput=${field(name)}/></div></div>`)}
      <button type="button" class="btn sm" disabled=${!narrow} onClick=${() => { filter.value = {}; }}>${w("clear")}</button></div>
    <datalist id="log-actor-list">${actors().map((one) => html`<option key=${one.value} value=${one.value}>${one.text}</option>`)}</datalist>
    <datalist id="log-action-list">${actionGroups.flatMap(([group, list]) => list.map((one) => html`<option key=${one} value=${wcode("act", one)}>${wcode("acts", group)}</option>`))}</datalist>
    <section class="panel grow-panel log" aria-label=${wcode("s", "access")} onScrollCapture=${(/** @type {Event} */ e) => { const el = /** @type {HTMLElement} */ (e.target); if (el.scrollTop + el.clientHeight > el.scrollHeight - 1200) void more(); }}>
      <div class="log-line head" aria-hidden="true"><span>${w("at")}</span><span>${wcode("log", "actor")}</span><span>${w("f.role")}</span><span>${w("address")}</span><span>${wcode("log", "action")}</span><span>${wcode("log", "object")}</span><span>${w("detail")}</span></div>
      <${Loaded} of=${log} what=${wcode("s", "access")}>${(/** @type {Line[]} */ lines) => (lines.length === 0 ? html`<${Empty} icon="search" title=${w("no_match")} why=${missed() ? wcode("no_action", missed()) : w("no_match_why")}/>` : html`<${VirtualList} keys=${lines.map((one) => String(one.seq))} height=${34} label=${wcode("s", "access")} row=${(/** @type {string} */ key, /** @type {object} */ focus) => html`<${Row} key=${key} line=${lines.find((one) => String(one.seq) === key)} focus=${focus}/>`}/>`)}<//></section></main>`;
}

/** @param {{line: Line|undefined, focus: object}} props */
function Row({ line, focus }) {
  if (!line) return null;
  const about = line.about ?? [], of = subjectOf(line.target, about), { kind, name, id } = targetWords(line.target, changesOf(line));
  const raw = detailText(line.action, line.detail), said = withNames(raw, about);
  return html`<div class="log-line" ...${focus}><span>${daySecond(Date.parse(line.at), zone())}</span><span class="trunc" title=${line.actor}>${line.actor_name ?? actorName(line.actor)}</span><span class="c2 trunc">${tcode("role", line.role)}</span><span class="c2 trunc" title=${line.address}>${line.address}</span><span class="trunc" title=${`${doneText(line)} · ${line.action}`}>${doneText(line)}</span><span class="trunc" title=${of ? `${subjectLine(of)}\n${line.target}` : line.target}>${of?.deleted ? null : html`<span class="c2">${kind}</span> `}${of ? html`<${Who} of=${of}/>` : html`${name}${id ? html` <span class="c3">${id}</span>` : null}`}</span><span class="c2 trunc" title=${said === raw ? line.detail : `${said}\n${line.detail}`}>${said}</span></div>`;
}

/** Whom or what a line is about; the customer can be opened. @param {{of: import("../subjects.js").Subject}} props */
function Who({ of }) {
  const customer = customerOf(of), link = (/** @type {string} */ text) => html`<a class="link" href=${href("customers", customer)}>${text}</a>`;
  if (of.kind === "customer") return html`${customer ? link(subjectName(of)) : html`<span class="c2">${subjectName(of)}</span>`}${of.number ? html` <span class="c3">${of.number}</span>` : null}`;
  return html`${of.name ? html`${customer ? link(of.name) : of.name} ` : null}${subjectName(of)}${of.number && !of.name ? html` <span class="c3">${of.number}</span>` : null}`;
}

function Verify() {
  const told = useSignal(/** @type {{ok: boolean, text: string, head: string}|null} */ (null)), busy = useSignal(false);
  const check = async () => {
    busy.value = true;
    try {
      const c = await request("GET", "access-log/verify", undefined, 120_000);
      told.value = { ok: c.whole, text: c.whole ? w("chain_whole", { n: count(c.lines) }) : w("chain_broken", { n: c.broken }), head: c.head };
    } catch (error) { told.value = { ok: false, text: refusal(error), head: "" }; }
    busy.value = false;
  };
  return html`<span class="row chain" role="status" data-t=${told.value ? (told.value.ok ? "good" : "bad") : undefined}>${told.value ? html`<${Icon} name=${told.value.ok ? "good" : "bad"} size="s"/><span title=${told.value.head ? w("chain_head", { head: told.value.head }) : undefined}>${told.value.text}</span>` : null}</span><button type="button" class="btn sm end" disabled=${busy.value} onClick=${check}><${Icon} name="check" size="s"/>${w(busy.value ? "working" : "chain_check")}</button>`;
}

function Export() {
  const open = useSignal(false), reason = useSignal(""), format = useSignal("xlsx");
  const q = query();
  q.set("format", format.value);
  q.set("reason", reason.value.trim());
  if (!open.value) return html`<button type="button" class="btn sm" onClick=${() => { open.value = true; }}>${w("export")}</button>`;
  return html`<span class="row export"><span class="in sm wide-in"><input aria-label=${w("export_reason")} placeholder=${w("export_reason")} maxlength="200" value=${reason.value} onInput=${(/** @type {Event} */ e) => { reason.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></span><span class="seg" role="group" aria-label=${w("export_format")}>${["xlsx", "csv"].map((one) => html`<button key=${one} type="button" aria-pressed=${format.value === one} onClick=${() => { format.value = one; }}>${one === "xlsx" ? w("excel") : "CSV"}</button>`)}</span>
    ${reason.value.trim().length < 2 || missed() ? html`<button type="button" class="btn sm" disabled>${w("export_do")}</button>` : html`<a class="btn sm" download href=${`api/v1/access-log/export?${q}`} onClick=${() => { setTimeout(() => { open.value = false; reason.value = ""; }, 500); }}>${w("export_do")}</a>`}<button type="button" class="btn ghost icon sm" aria-label=${w("close")} onClick=${() => { open.value = false; }}><${Icon} name="x" size="s"/></button></span>`;
}
