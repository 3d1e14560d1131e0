// What was changed, by whom, before and after; and the way back.
import { batch, html, signal, useEffect, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { dayTime } from "../../format.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { actorName, changeKinds, label, steps, targetFor, targetLine, targetWords, value, verb, what } from "../records.js";
import { changed, undo } from "../said.js";
import { Sure, useLists, zone } from "../shared.js";
import { Target } from "../target.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../records.js").Edit} Edit */
/** @typedef {{id: string, seq: number, at: string, actor: string, address: string, action: string, target: string, edits: Edit[], undoes?: string, undone_by?: string, no_undo?: string}} Change */

const size = 50, target = signal(""), ended = signal(false);
const changes = new Resource(() => load(0));

/** @param {number} before @returns {Promise<Change[]>} */
async function load(before) {
  const list = await request("GET", `changes?limit=${size}${before ? `&before=${before}` : ""}${target.peek() ? `&target=${encodeURIComponent(target.peek())}` : ""}`);
  ended.value = list.length < size;
  return list;
}

async function more() {
  const have = changes.value.peek() ?? [], last = have.at(-1);
  if (!last) return;
  const rest = await load(last.seq).catch(() => []);
  batch(() => { changes.value.value = [...have, ...rest]; });
}

export function Changes() {
  useLists("services", "agents", "teams", "hours", "sounds", "menus", "users");
  useEffect(() => { const wait = setTimeout(() => { void changes.refresh(); }, 200); return () => clearTimeout(wait); }, [target.value, changed.value]);
  return html`<main class="scroll det"><section class="panel" aria-label=${wcode("s", "changes")}><div class="ph"><div><h2>${wcode("s", "changes")}</h2><p>${w("changes_why")}</p></div><div class="row end"><${Target} id="find" label=${w("changes_of")} kinds=${changeKinds} value=${target.value} onTarget=${(/** @type {string} */ to) => { target.value = to; }}/></div></div>
    <${Loaded} of=${changes} what=${wcode("s", "changes")}>${(/** @type {Change[]} */ list) => (list.length === 0 ? html`<${Empty} icon="history" title=${w(target.value ? "no_match" : "changes_none")} why=${w(target.value ? "changes_of_how" : "changes_none_why")}/>` : html`<ol class="changes">${list.map((one) => html`<${Line} key=${one.id} one=${one}/>`)}</ol>${ended.value ? null : html`<div class="pad"><button type="button" class="btn sm" onClick=${more}>${w("more")}</button></div>`}`)}<//></section></main>`;
}

/** Why an undo would be refused, as the server says. @type {Record<string, () => string>} */
const whys = { undone: () => w("undone"), later: () => w("undo_later"), own: () => w("undo_own"), revoked: () => w("undo_revoked") };

/** @param {Change} one */
export const whyNot = ({ no_undo }) => no_undo ? whys[no_undo]?.() ?? w("undo_later") : "";

/** @param {{one: Change}} props */
function Line({ one }) {
  const why = whyNot(one), open = useSignal(false), id = `change-${one.id}`, { name, id: raw } = targetWords(one.target, one.edits), line = targetLine(one.target, one.edits);
  return html`<li data-undone=${one.undone_by ? "" : undefined}><div class="row"><button type="button" class="btn ghost icon sm" aria-expanded=${open.value} aria-controls=${id} aria-label=${w("change_show", { what: line })} onClick=${() => { open.value = !open.value; }}><span class=${open.value ? "" : "side"}><${Icon} name="chev-d" size="s"/></span></button>
      <span class="c2 tm">${dayTime(Date.parse(one.at), zone())}</span><b class="med trunc" title=${one.action}>${what(one)}</b><span class="c2 trunc" title=${one.target}>${name}${raw ? html` <span class="c3">${raw}</span>` : null}</span><span class="c3 t-xs trunc" title=${`${one.actor} · ${one.address}`}>${actorName(one.actor)}</span><span class="end row">${one.undoes ? html`<span class="tagx">${w("is_undo")}</span>` : null}${one.undone_by ? html`<span class="tagx">${w("undone")}</span>` : why ? html`<span class="c3 t-xs">${why}</span>` : html`<${Sure} text=${w("undo")} icon="history" sure=${w("undo_sure")} label=${w("undo_one", { what: line })} onSure=${() => undo(one.id)}/>`}</span></div>
    ${open.value ? html`<div class="diff" id=${id}>${one.edits.map((edit) => html`<${Difference} key=${`${edit.kind}:${edit.id}`} edit=${edit}/>`)}</div>` : null}</li>`;
}

/** What became of one thing. @param {{edit: Edit}} props */
function Difference({ edit }) {
  const did = verb(edit), found = steps(edit);
  return html`<table class="tbl"><caption class="med" title=${`${edit.kind} · ${edit.id}`}>${targetLine(targetFor(edit), [edit])}${did === "changed" ? "" : ` · ${w(did === "added" ? "was_added" : "was_removed")}`}</caption><thead><tr><th>${w("setting_name")}</th>${did === "added" ? null : html`<th>${w("before")}</th>`}${did === "removed" ? null : html`<th>${w("after")}</th>`}</tr></thead>
    <tbody>${found.length ? null : html`<tr><td colspan="3" class="c2">${w("only_hidden")}</td></tr>`}${found.map((step) => { const raw = step.path.join("."); return html`<tr key=${raw}><td title=${raw}>${label(edit, step)}${raw && raw !== label(edit, step) ? html`<code class="raw">${raw}</code>` : null}</td>${did === "added" ? null : html`<td class="val">${value(edit, step.path, step.before)}</td>`}${did === "removed" ? null : html`<td class="val"><b class="med">${value(edit, step.path, step.after)}</b></td>`}</tr>`; })}</tbody></table>`;
}
