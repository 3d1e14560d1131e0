// Giving a room that waits to an agent: those whose working flag is on today (C64), with
// what they have of the last month (C66) and whether they could take it by themselves (C67).
import { html, useRef, useSignal } from "../dom.js";
import { count } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { handOverState, offered } from "../chat/states.js";
import { isGoing, problem } from "../desk/parts/ask.js";
import { Dialog } from "../desk/parts/layers.js";
import { rove } from "../desk/parts/roving.js";
import { sorted } from "./order.js";
import { roomName } from "./room.js";
import { o } from "./text.js";

/** @typedef {import("./model.js").Monitor} Monitor */
/** @typedef {import("../live/chatrows.js").ChatAgentRow} ChatAgentRow */

const rank = { working: 0, resting: 1, meal: 2, off: 3, excluded: 4 };

/** Who may be given a room, best first: who could take it now, then by fewest open ones. @param {Monitor} page */
function takers(page) {
  const able = page.agents.value.filter(offered);
  return sorted(able, (row) => (row.signed_in ? 0 : 1e9) + rank[row.state] * 1e6 + row.received + row.running, false);
}

/** @param {{page: Monitor}} props */
export function Assign({ page }) {
  void page.live.chats.ids.value; // one that goes
  const id = page.giving.value, room = id ? page.live.chats.row(id)?.value : undefined;
  if (!id) return null;
  return html`<${Chooser} key=${id} page=${page} room=${room}/>`;
}

/** @param {{page: Monitor, room: import("../live/chatrows.js").ChatRow|undefined}} props */
function Chooser({ page, room }) {
  const find = useSignal(""), chosen = useSignal(""), last = useRef(room);
  /** Agents stay where they stood when the dialog opened: a hand is on them. */
  const order = useRef(/** @type {string[]|null} */ (null));
  if (room) last.current = room;
  order.current ??= takers(page).map((row) => row.id);
  const still = room?.status === "waiting", words = find.value.trim().toLowerCase(), byId = new Map(takers(page).map((row) => [row.id, row]));
  const list = order.current.flatMap((id) => { const row = byId.get(id); return row && (!words || `${row.name.ko} ${row.name.en} ${row.id}`.toLowerCase().includes(words)) ? [row] : []; });
  const to = list.find((row) => row.id === chosen.value), close = () => { page.giving.value = ""; problem.value = ""; };
  const what = last.current ? roomName(last.current) : "";
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (!to || !last.current || !still) return;
    const of = page.giving.peek();
    if (await page.give(last.current, to) && page.giving.peek() === of) close();
  };
  return html`<${Dialog} title=${o("give_title")} cls="give" close=${close}><form class="dlg-body" onSubmit=${submit}><p class="c2">${what}</p>
    ${still ? null : html`<p class="note" role="status"><${Icon} name="info"/><span>${o("given_meanwhile")}</span></p>`}
    <label class="in sm"><${Icon} name="search" size="s"/><input type="search" data-first aria-label=${o("find_agent")} placeholder=${o("find_agent")} maxlength="40" value=${find.value} onInput=${(/** @type {Event} */ e) => { find.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></label>
    ${list.length === 0 ? html`<p class="c3 none">${o(words ? "no_agent_found" : "no_takers")}</p>` : html`<${Choices} page=${page} list=${list} chosen=${chosen}/>`}
    ${problem.value ? html`<p class="problem" data-t="bad" role="alert"><${Icon} name="bad" size="s"/><span>${problem.value}</span></p>` : null}
    <div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${!to || !still || isGoing("give")}>${to ? o("give_to", { name: page.name(to) }) : o("give")}</button></div></form><//>`;
}

/** @param {{page: Monitor, list: ChatAgentRow[], chosen: import("../../vendor/signals.js").Signal<string>}} props */
function Choices({ page, list, chosen }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null)), stop = list.some((row) => row.id === chosen.value) ? chosen.value : list[0]?.id;
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const to = list[rove(event, [.../** @type {NodeListOf<HTMLElement>} */ (box.current?.querySelectorAll("[role=radio]") ?? [])])];
    if (to) chosen.value = to.id;
  };
  return html`<div class="takers" role="radiogroup" aria-label=${o("col.agent")} ref=${box} onKeyDown=${keys}>${list.map((row) => ({ row, look: handOverState(row) })).map(({ row, look }) => html`<button key=${row.id} type="button" role="radio" aria-checked=${chosen.value === row.id} tabindex=${row.id === stop ? 0 : -1} onClick=${() => { chosen.value = row.id; }}>
    <b class="med trunc">${page.name(row)}</b><span class="st" data-s=${look.s}><${Icon} name=${look.icon}/>${look.name}</span><span class="c3 t-xs">${o(row.signed_in ? "logged_in" : "logged_out")}</span>
    <span class="num c2">${o("has", { received: count(row.month.received), running: count(row.month.running) })}</span></button>`)}</div>
    <p class="hint">${o("has_why")}</p>`;
}
