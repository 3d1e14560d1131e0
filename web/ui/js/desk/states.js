// The state bar: what I am, for how long, what comes next, and the buttons.
import { html, useComputed, useRef, useSignal } from "../dom.js";
import { clockTime } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { agentLook, stateLook } from "../states.js";
import { askState, busy } from "./actions.js";
import { openDial } from "./dial.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** The reasons under "more", in the order of the house (D7). */
const more = ["meeting", "away", "training", "interview", "other", "preparing"];

/** @param {{desk: Desk}} props */
export function CurrentState({ desk }) {
  const me = desk.me.value;
  if (!me) return null;
  const look = agentLook(me);
  return html`<div class="state" data-s=${look.s}><span class="st-now" role="status"><${Icon} name=${look.icon}/>${look.name}</span>
    ${look.s === "off" ? null : html`<${Ticking} key=${look.since} since=${look.since} desk=${desk}/>`}</div>`;
}

/** @param {{since: number, desk: Desk}} props */
function Ticking({ since, desk }) {
  const text = useComputed(() => clockTime(desk.live.now.value - since));
  return html`<time class="tm">${text}</time>`;
}

/** @param {{desk: Desk}} props */
export function StateButtons({ desk }) {
  const me = desk.me.value;
  if (!me) return null;
  if (me.state === "logged_out") {
    return html`<button type="button" class="btn primary" disabled=${busy.value} onClick=${() => askState(me.id, "not_ready", "preparing")}>${t("desk.login")}</button>`;
  }
  return html`<div class="quick" role="group" aria-label=${t("desk.states")}>
    <${StateButton} desk=${desk} state="ready" keys="Alt 1"/><${StateButton} desk=${desk} state="not_ready" reason="rest" keys="Alt 2"/>
    <${StateButton} desk=${desk} state="not_ready" reason="meal" keys="Alt 3"/><${MoreMenu} desk=${desk}/></div>`;
}

/** @param {{desk: Desk, state: string, reason?: string, keys: string}} props */
function StateButton({ desk, state, reason = "", keys }) {
  const me = desk.me.value, look = stateLook(state, reason);
  const now = me?.state === state && (me.reason ?? "") === reason;
  const next = me?.next === state && (me.next_reason ?? "") === reason;
  return html`<button type="button" class="btn ghost" aria-pressed=${now || next} disabled=${busy.value || now} title=${keys} onClick=${() => me && askState(me.id, state, reason)}>
    <span class="st" data-s=${look.s}><${Icon} name=${look.icon}/>${look.name}</span></button>`;
}

/** @param {{desk: Desk}} props */
function MoreMenu({ desk }) {
  const open = useSignal(false);
  const menu = useRef(/** @type {HTMLElement|null} */ (null));
  const opener = useRef(/** @type {HTMLElement|null} */ (null));
  const me = desk.me.value;
  /** @param {string} state @param {string} [reason] */
  const choose = (state, reason) => {
    open.value = false;
    opener.current?.focus();
    if (me) void askState(me.id, state, reason);
  };
  const show = () => {
    open.value = !open.value;
    if (open.value) requestAnimationFrame(() => menu.current?.querySelector("button")?.focus());
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const items = [...(menu.current?.querySelectorAll("button") ?? [])];
    const at = items.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    if (event.key === "Escape") {
      open.value = false;
      opener.current?.focus();
    } else if (event.key === "ArrowDown") items[(at + 1) % items.length]?.focus();
    else if (event.key === "ArrowUp") items[(at - 1 + items.length) % items.length]?.focus();
    else return;
    event.preventDefault();
  };
  /** @param {FocusEvent} event */
  const left = (event) => {
    if (!(event.currentTarget instanceof Element) || !event.currentTarget.contains(/** @type {Node|null} */ (event.relatedTarget))) open.value = false;
  };
  return html`<div class="more-menu" onKeyDown=${keys} onFocusOut=${left}>
    <button type="button" id="more" class="btn ghost" ref=${opener} aria-haspopup="menu" aria-expanded=${open.value} title="Alt 4" onClick=${show}>${t("desk.more")}<${Icon} name="chev-d" size="s"/></button>
    <div class="pop menu" role="menu" aria-labelledby="more" ref=${menu} hidden=${!open.value}>
      ${more.map((reason) => html`<button type="button" role="menuitem" onClick=${() => choose("not_ready", reason)}><span class="st" data-s="away"><${Icon} name=${stateLook("not_ready", reason).icon}/></span>${stateLook("not_ready", reason).name}</button>`)}
      <hr/><button type="button" role="menuitem" onClick=${() => choose("logged_out")}><span class="st" data-s="off"><${Icon} name="st-off"/></span>${t("desk.logout_state")}</button></div></div>`;
}

/** The state asked for after the present call. @param {{desk: Desk}} props */
export function NextState({ desk }) {
  const me = desk.me.value;
  if (!me?.next) return null;
  return html`<span class="next-state" role="status">${t("desk.next", { state: stateLook(me.next, me.next_reason).name })}</span>`;
}

/** Alt 1 to 3 choose a state, Alt 4 opens the menu, Alt 5 the dialog for a number, Ctrl Enter ends wrap-up. @param {Desk} desk */
export function watchStateKeys(desk) {
  /** @type {Record<string, [string, string?]>} */
  const states = { Digit1: ["ready"], Digit2: ["not_ready", "rest"], Digit3: ["not_ready", "meal"] };
  addEventListener("keydown", (event) => {
    const me = desk.me.peek();
    if (!me || me.state === "logged_out" || event.isComposing) return;
    const asked = event.altKey ? states[event.code] : event.ctrlKey && event.key === "Enter" && me.state === "wrap_up" ? states.Digit1 : undefined;
    if (asked) {
      event.preventDefault();
      if (!busy.peek()) void askState(me.id, asked[0], asked[1]);
    } else if (event.altKey && event.code === "Digit4") {
      event.preventDefault();
      document.getElementById("more")?.click();
    } else if (event.altKey && event.code === "Digit5") {
      event.preventDefault();
      openDial(desk);
    }
  });
}
