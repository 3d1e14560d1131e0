// What was found in messages, in the place of the list.
import { html } from "../dom.js";
import { Icon } from "../icons.js";
import { Empty, Loaded, More } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { Row } from "./row.js";
import { ch } from "./text.js";

const around = 14; // letters before the hit

/** The text around what was found. @param {string} text @param {string} sought */
function excerpt(text, sought) {
  const at = text.toLowerCase().indexOf(sought.toLowerCase()), from = Math.max(0, at - around);
  return at < 0 ? text : html`${from ? "…" : ""}${text.slice(from, at)}<mark>${text.slice(at, at + sought.length)}</mark>${text.slice(at + sought.length)}`;
}

/** @param {{page: import("./model.js").Console}} props */
export function Hits({ page }) {
  const { search } = page, list = search.hits.value.value?.items ?? [];
  return html`<div class="grp"><span class="trunc">${ch("found_of", { text: search.asked.value })}</span><button type="button" class="btn ghost icon sm end" aria-label=${ch("search_end")} title="Esc" onClick=${() => search.end()}><${Icon} name="x" size="s"/></button></div>
    ${search.short.value ? html`<${Empty} icon="search" title=${ch("search_short")}/>` : html`<${Loaded} of=${search.hits} what=${ch("search")}>${() => html`<div class="scroll">${list.length ? html`<ul aria-label=${ch("search")}>${list.map((hit) => html`<${Row} key=${`${hit.room.room.id} ${hit.message.seq}`} page=${page} line=${api.lineOf(hit.room)} found=${{ seq: hit.message.seq, at: hit.message.at, text: excerpt(hit.message.body.replace(/\s+/g, " "), search.asked.value) }}/>`)}</ul><${More} of=${search.hits}/>` : html`<${Empty} icon="search" title=${ch("found_none")} why=${ch("search_none_why")}/>`}</div>`}<//>`}`;
}
