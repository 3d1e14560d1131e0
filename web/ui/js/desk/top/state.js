// My state: what it is, for how long, what comes next, and the buttons for it (D4
// to D7, D31 to D33).
import { computed, html, useSignal } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { agentLook, stateLook } from "../../states.js";
import { setState } from "../api.js";
import { ask, busy } from "../parts/ask.js";
import { Pop } from "../parts/layers.js";
import { rove } from "../parts/roving.js";
import { Since } from "../parts/time.js";
import { others, used } from "./reasons.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** The states with buttons and keys of their own (D6, D33). @type {[string, string][]} */
export const quick = [["ready", ""], ["not_ready", "rest"], ["not_ready", "meal"]];
/** Whether the menu 기타 is open. */
const menu = { open: /** @type {(() => void)|null} */ (null) };

/** Opens the menu 기타. */
export const openMore = () => menu.open?.();

/** @param {Desk} desk @param {string} state "ready", "not_ready" or "logged_out" @param {string} [reason] */
export function askState(desk, state, reason = "") {
  return ask("state", () => setState(desk.agent, state, reason), (error) => t("desk.refused", { detail: desk.words(error) }));
}

/** What a state may be called: the pill is as wide as the longest, so that nothing beside it moves. */
const words = computed(() => [...new Set([t("state.hold"), ...["ready", "ringing", "talking", "dialing", "talking_outbound", "wrap_up"].map((state) => stateLook(state).name),
  ...["preparing", "rest", "meal", "no_answer", "unreachable", ...others.value].map((reason) => stateLook("not_ready", reason).name)])]);

/** @param {{desk: Desk}} props */
export function CurrentState({ desk }) {
  const me = desk.me.value;
  if (!me) return html`<div class="state skel" aria-hidden="true"></div>`;
  const look = agentLook(me), next = me.next ? stateLook(me.next, me.next_reason).name : "";
  return html`<div class="state" data-s=${look.s}><span class="st-now"><${Icon} name=${look.icon}/><span class="st-word"><span role="status">${look.name}</span>${words.value.map((word) => html`<i key=${word} data-word=${word} aria-hidden="true"></i>`)}</span></span>
    ${look.s === "off" ? null : html`<${Since} key=${look.since} since=${look.since} now=${desk.live.now}/>`}
    ${next ? html`<span class="next-state" role="status" title=${t("desk.next", { state: next })}><span class="sr">${t("desk.next", { state: next })}</span><span aria-hidden="true">→ ${next}</span></span>` : null}</div>`;
}

/** What saving the note does: where it leads, which may be nowhere else. @param {{to: {state: string, reason: string}|null}} props */
export function SaveAndNext({ to }) {
  const text = !to ? t("desk.save") : to.state === "ready" ? t("desk.save_ready") : t("desk.save_next", { state: stateLook(to.state, to.reason).name });
  return html`<span class="trunc save-next" title=${text}>${text}</span>`;
}

/** @param {{desk: Desk}} props */
export function StateButtons({ desk }) {
  const me = desk.me.value;
  if (!me) return null;
  if (me.state === "logged_out") {
    return html`<button type="button" class="btn primary" disabled=${busy.value} onClick=${() => askState(desk, "not_ready", "preparing")}>${t("desk.login")}</button>`;
  }
  return html`<div class="quick" role="group" aria-label=${t("desk.states")}>
    ${quick.map(([state, reason], i) => used(reason) && html`<${StateButton} key=${state + reason} desk=${desk} state=${state} reason=${reason} keys=${`Alt ${i + 1}`}/>`)}<${MoreMenu} desk=${desk}/></div>`;
}

/** @param {{desk: Desk, state: string, reason: string, keys: string}} props */
function StateButton({ desk, state, reason, keys }) {
  const me = desk.me.value, look = stateLook(state, reason);
  const now = me?.state === state && (me.reason ?? "") === reason;
  const next = me?.next === state && (me.next_reason ?? "") === reason;
  return html`<button type="button" class="btn ghost" aria-pressed=${now || next} disabled=${busy.value || now} title=${keys} onClick=${() => askState(desk, state, reason)}>
    <span class="st" data-s=${look.s}><${Icon} name=${look.icon}/>${look.name}</span></button>`;
}

/** @param {{desk: Desk}} props */
function MoreMenu({ desk }) {
  const open = useSignal(false);
  menu.open = () => { open.value = true; };
  /** @param {string} state @param {string} [reason] */
  const choose = (state, reason) => {
    open.value = false;
    void askState(desk, state, reason);
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => rove(event, [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll("button")]);
  return html`<div class="anchor"><button type="button" class="btn ghost" aria-haspopup="menu" aria-expanded=${open.value} title="Alt 4" onClick=${() => { open.value = !open.value; }}>${t("desk.more")}<${Icon} name="chev-d" size="s"/></button>
    ${open.value ? html`<${Pop} role="menu" label=${t("desk.more")} cls="menu" close=${() => { open.value = false; }}><div role="presentation" onKeyDown=${keys}>
      ${others.value.map((reason) => html`<button key=${reason} type="button" role="menuitem" onClick=${() => choose("not_ready", reason)}><span class="st" data-s="away"><${Icon} name=${stateLook("not_ready", reason).icon}/></span>${stateLook("not_ready", reason).name}</button>`)}
      <hr/><button type="button" role="menuitem" onClick=${() => choose("logged_out")}><span class="st" data-s="off"><${Icon} name="st-off"/></span>${t("desk.logout_state")}</button></div><//>` : null}</div>`;
}
