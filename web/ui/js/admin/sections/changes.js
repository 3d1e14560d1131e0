// What was changed, by whom, before and after; and the way back.
import { batch, html, signal, useEffect, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { dayTime } from "../../format.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { difference, at } from "../draft.js";
import { changed, undo } from "../said.js";
import { Sure, zone } from "../shared.js";
import { w, wcode } from "../text.js";

/** @typedef {{kind: string, id: string, before?: any, after?: any}} Edit */
/** @typedef {{id: string, seq: number, at: string, actor: string, address: string, action: string, target: string, edits: Edit[], undoes?: string, undone_by?: string}} Change */

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
  useEffect(() => { const wait = setTimeout(() => { void changes.refresh(); }, 200); return () => clearTimeout(wait); }, [target.value, changed.value]);
  return html`<main class="scroll det"><section class="panel" aria-label=${wcode("s", "changes")}><div class="ph"><div><h2>${wcode("s", "changes")}</h2><p>${w("changes_why")}</p></div><label class="in sm end tgt-in"><${Icon} name="search" size="s"/><input id="find" aria-label=${w("changes_of")} placeholder=${w("changes_of")} maxlength="80" value=${target.value} onInput=${(/** @type {Event} */ e) => { target.value = /** @type {HTMLInputElement} */ (e.currentTarget).value.trim(); }}/></label></div>
    <${Loaded} of=${changes} what=${wcode("s", "changes")}>${(/** @type {Change[]} */ list) => (list.length === 0 ? html`<${Empty} icon="history" title=${w(target.value ? "no_match" : "changes_none")} why=${w(target.value ? "changes_of_how" : "changes_none_why")}/>` : html`<ol class="changes">${list.map((one) => html`<${Line} key=${one.id} one=${one}/>`)}</ol>${ended.value ? null : html`<div class="pad"><button type="button" class="btn sm" onClick=${more}>${w("more")}</button></div>`}`)}<//></section></main>`;
}

/** @param {any} v */
const shown = (v) => (v === undefined ? w("nothing") : typeof v === "object" ? JSON.stringify(v) : String(v));

/** @param {{one: Change}} props */
function Line({ one }) {
  const open = useSignal(false), id = `change-${one.id}`;
  return html`<li data-undone=${one.undone_by ? "" : undefined}><div class="row"><button type="button" class="btn ghost icon sm" aria-expanded=${open.value} aria-controls=${id} aria-label=${w("change_show", { what: one.target })} onClick=${() => { open.value = !open.value; }}><span class=${open.value ? "" : "side"}><${Icon} name="chev-d" size="s"/></span></button>
      <span class="c2 tm">${dayTime(Date.parse(one.at), zone())}</span><b class="med trunc">${wcode("act", one.action)}</b><span class="c2 trunc">${one.target}</span><span class="c3 t-xs trunc">${one.actor} · ${one.address}</span><span class="end row">${one.undoes ? html`<span class="tagx">${w("is_undo")}</span>` : null}${one.undone_by ? html`<span class="tagx">${w("undone")}</span>` : html`<${Sure} text=${w("undo")} icon="history" sure=${w("undo_sure")} label=${w("undo_one", { what: one.target })} onSure=${() => undo(one.id)}/>`}</span></div>
    ${open.value ? html`<div class="diff" id=${id}>${one.edits.map((edit) => html`<table key=${`${edit.kind}:${edit.id}`} class="tbl"><caption class="med">${edit.kind} · ${edit.id}${edit.before === undefined ? ` · ${w("was_added")}` : edit.after === undefined ? ` · ${w("was_removed")}` : ""}</caption><thead><tr><th>${w("setting_name")}</th><th>${w("before")}</th><th>${w("after")}</th></tr></thead>
      <tbody>${(plain(edit) ? difference(edit.before, edit.after) : [""]).map((path) => html`<tr key=${path}><td class="c2">${path || "–"}</td><td class="val">${shown(path ? at(edit.before, path) : edit.before)}</td><td class="val"><b class="med">${shown(path ? at(edit.after, path) : edit.after)}</b></td></tr>`)}</tbody></table>`)}</div>` : null}</li>`;
}

/** @param {Edit} edit */
const plain = ({ before, after }) => [before, after].every((v) => v === undefined || v !== null && typeof v === "object" && !Array.isArray(v));
