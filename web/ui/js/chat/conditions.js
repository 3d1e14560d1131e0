// What a list is narrowed to, in words above it: each condition can be taken away.
import { html } from "../dom.js";
import { Icon } from "../icons.js";
import { chatAgents, chatRooms } from "../live/chats.js";
import { categoryName, channelName, choiceName, nameIn, siteName } from "./names.js";
import { everything, isOver } from "./sought.js";
import { ch, chcode } from "./text.js";

/** @typedef {import("./model.js").Console} Console */
/** @typedef {import("./sought.js").Sought} Sought */

/** A site as the open rooms call it. @param {string} id */
function siteCalled(id) {
  const line = chatRooms.value.find(({ site }) => site === id);
  return line ? siteName(line) : id;
}

/** Each condition that is set: which ones it takes away, and what it says. @param {Console} page @returns {[(keyof Sought)[], string][]} */
function conditions(page) {
  const sought = page.lists.narrow.value, { from, to, within } = sought, over = isOver(page.tab.value);
  const choices = page.choices.value.value, someone = choices?.agents.find((one) => one.id === sought.agent);
  const category = (/** @type {string} */ id) => categoryName(choices?.categories.find((one) => one.id === id)) || id;
  /** @type {[(keyof Sought)[], string|false][]} */
  const all = [
    [["agent"], sought.agent && (someone ? choiceName(someone) : nameIn(chatAgents.row(sought.agent)?.value.name, sought.agent))], [["site"], sought.site && ch("site_is", { site: siteCalled(sought.site) })], [["channel"], sought.channel && channelName(sought.channel)],
    [["large"], sought.large && category(sought.large)], [["category"], sought.category && category(sought.category)], [["end_type"], sought.end_type && chcode("end_type", sought.end_type)],
    [["from", "to"], (from || to) && ch(over ? "ended_between" : "opened_between", { days: from === to ? from : `${from} ~ ${to}`.trim() })], [["within"], within && chcode("within", within)], [["opened"], sought.opened && ch("opened_since", { day: sought.opened })],
    [["held"], sought.held && ch("held_only")], [["awaits"], sought.awaits && ch("awaits_only")], [["answered"], sought.answered && ch("answered_only")],
    [["visitor_tag"], sought.visitor_tag && `${ch("visitor_tag")} ${sought.visitor_tag}`], [["room_tags"], sought.room_tags && `${ch("room_tags")} ${sought.room_tags}`],
  ];
  return all.flatMap(([keys, text]) => (text ? [[keys, text]] : []));
}

/** @param {{page: Console}} props */
export function Conditions({ page }) {
  void chatAgents.ids.value;
  const list = conditions(page), { lists } = page;
  if (!list.length) return null;
  return html`<div class="tags sought" role="group" aria-label=${ch("filter")}>${list.map(([keys, text]) => html`<span key=${keys[0]} class="tagx"><span class="trunc">${text}</span><button type="button" class="chip-x" aria-label=${ch("condition_drop", { text })} onClick=${() => lists.seek(Object.fromEntries(keys.map((key) => [key, everything[key]])))}><${Icon} name="x" size="xs"/></button></span>`)}${list.length > 1 ? html`<button type="button" class="btn ghost sm" onClick=${() => lists.seek(everything)}>${ch("filter_none")}</button>` : null}</div>`;
}
