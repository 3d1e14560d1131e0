// Beginning and ending to monitor: the binocular beside an agent (S12, S13), and the list
// beside the agent of an interaction (S15, S19).
import { html, useRef, useSignal } from "../dom.js";
import { Icon } from "../icons.js";
import { isGoing } from "../desk/parts/ask.js";
import { Pop } from "../desk/parts/layers.js";
import { rove } from "../desk/parts/roving.js";
import { customerOf } from "../monitor/room.js";
import { v } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */
/** @typedef {import("../live/chatrows.js").ChatRow} ChatRow */

/** Monitors a room, or shows the one that is monitored. Greyed it says why (S11). @param {{page: Supervise, row: ChatRow, focus?: object}} props */
export function Binocular({ page, row, focus = {} }) {
  const mine = page.watches(row.id), why = mine ? "" : page.whyNot(row), off = !!why || !mine && isGoing("monitor"), customer = customerOf(row);
  const label = mine ? v("show_watched", { customer }) : why ? `${v("monitor_room", { customer })}. ${why}` : v("monitor_room", { customer });
  /** @param {Event} event */
  const press = (event) => {
    event.stopPropagation();
    if (mine) page.go("watch", row.id);
    else if (!off) void page.monitor(row);
  };
  return html`<button type="button" class="btn ghost icon sm bino" aria-disabled=${off} aria-pressed=${mine} aria-label=${label} title=${why || label} onClick=${press} ...${focus}><${Icon} name="bino"/></button>`;
}

/** @param {{text: string, why?: string, icon: string, act: () => unknown, first?: boolean}} props */
function Choice({ text, why = "", icon, act, first = false }) {
  return html`<button type="button" role="menuitem" aria-disabled=${!!why} data-first=${first ? "" : undefined} onClick=${() => { if (!why) act(); }}><${Icon} name=${icon} size="s"/><span class="col"><span>${text}</span>${why ? html`<span class="c3 t-xs">${why}</span>` : null}</span></button>`;
}

/**
 * The list beside the agent of an interaction. Of several agents who had it one is picked
 * first (다수, S15); what can be done stands under 내부 (S19).
 * @param {{page: Supervise, row: ChatRow, agents: string[], picked: import("../../vendor/signals.js").Signal<string>, focus?: object}} props
 */
export function AgentList({ page, row, agents, picked, focus = {} }) {
  const open = useSignal(false), box = useRef(/** @type {HTMLElement|null} */ (null)), several = agents.length > 1, one = picked.value || (several ? "" : agents[0] ?? "");
  const name = (/** @type {string} */ id) => page.nameOf(id, id === row.agent ? page.nameOf(id, row.agent_name?.ko ?? id) : id), mine = page.watches(row.id);
  const close = () => { open.value = false; };
  /** @param {() => unknown} work */
  const act = (work) => { close(); void work(); };
  /** @param {KeyboardEvent} event */
  const keys = (event) => { rove(event, [.../** @type {NodeListOf<HTMLElement>} */ (box.current?.querySelectorAll("[role^=menuitem]") ?? [])]); };
  const text = one ? name(one) : several ? v("multiple", { n: agents.length }) : v("nobody");
  return html`<span class="anchor agent-list" ref=${box} onKeyDown=${keys}><button type="button" class="btn ghost sm who-has" aria-haspopup="menu" aria-expanded=${open.value} title=${text} ...${focus} onClick=${(/** @type {Event} */ e) => { e.stopPropagation(); open.value = !open.value; }}><b class="trunc">${text}</b>${several && one ? html`<span class="c3">${v("multiple", { n: agents.length })}</span>` : null}<${Icon} name="chev-d" size="s"/></button>
    ${open.value ? html`<${Pop} label=${v("agent_list")} cls="menu" role="menu" close=${close}><div role="none" onClick=${(/** @type {Event} */ e) => e.stopPropagation()}>
      ${several ? html`<div role="group" aria-label=${v("multiple", { n: agents.length })}><p class="lab" aria-hidden="true">${v("multiple", { n: agents.length })}</p>${agents.map((id, i) => html`<button key=${id} type="button" role="menuitemradio" aria-checked=${one === id} data-first=${!one && i === 0 ? "" : undefined} onClick=${() => { picked.value = id; }}><${Icon} name=${one === id ? "check" : "user"} size="s"/><span>${name(id)}</span><span class="c3 t-xs end">${v(id === row.agent ? "has_now" : "had")}</span></button>`)}</div>` : null}
      ${one ? html`<div role="group" aria-label=${v("internal")}>${several ? html`<hr/>` : null}<p class="lab" aria-hidden="true">${v("internal")}</p>
        ${mine ? html`<${Choice} icon="stop" text=${v("stop")} first=${!several} act=${() => act(() => page.stop(row.id, customerOf(row)))}/>` : html`<${Choice} icon="bino" text=${v("monitor")} first=${!several} why=${one === row.agent ? page.whyNot(row) : v("why.had")} act=${() => act(() => page.monitor(row))}/>`}</div>` : null}</div><//>` : null}</span>`;
}
