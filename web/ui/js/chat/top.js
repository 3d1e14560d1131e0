// The top bar: the own state for chats, how many rooms of how many, the phone, what is
// looked for, and what is about this browser.
import { html, useRef, useSignal } from "../dom.js";
import { count } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { LanguageSwitch, LinkState, logOut, ThemeSwitch } from "../shell.js";
import { agentLook } from "../states.js";
import { busy } from "../desk/parts/ask.js";
import { KeysButton } from "../desk/parts/keysheet.js";
import { composing } from "../desk/parts/keys.js";
import { Pop } from "../desk/parts/layers.js";
import { rove } from "../desk/parts/roving.js";
import { Since } from "../desk/parts/time.js";
import { initial } from "./names.js";
import { setState } from "./presence.js";
import { Settings } from "./settings.js";
import { stateOf } from "./states.js";
import { ch } from "./text.js";

/** @typedef {import("./model.js").Console} Console */

/** @param {{page: Console}} props */
export function TopBar({ page }) {
  return html`<header class="top"><h1>${ch("page")}</h1>${page.agent ? html`<${State} page=${page}/><${Load} page=${page}/><${Phone} page=${page}/>` : null}<${LinkState} live=${page.live}/>
    <span class="row end acts"><${SearchField} page=${page}/><${Papers} page=${page}/><${Settings} page=${page}/><${KeysButton}/><${Me} page=${page}/></span></header>`;
}

/** @param {{page: Console}} props */
function State({ page }) {
  const open = useSignal(false), me = page.me.value?.agent, look = stateOf(me), close = () => { open.value = false; };
  /** @type {[string, string, boolean, boolean, string][]} */
  const ways = [["ready", "st-ready", true, false, ch("state.working")], ["away", "r-break", true, true, ch("state.resting")], ["off", "st-off", false, false, ch("state_out")]];
  const now = !me?.signed_in ? 2 : me.resting ? 1 : 0;
  return html`<div class="anchor"><button type="button" class="in sm mest" data-s=${look.s} aria-haspopup="dialog" aria-expanded=${open.value} title="Alt R" onClick=${() => { open.value = !open.value; }}><span class="st"><${Icon} name=${look.icon}/>${look.name}</span>${me ? html`<${Since} key=${me.since} since=${me.since} now=${page.live.now} cls="tm c3"/>` : null}<${Icon} name="chev-d"/></button>
    ${open.value ? html`<${Pop} label=${ch("my_state")} cls="menu" close=${close}><div onKeyDown=${(/** @type {KeyboardEvent} */ e) => { rove(e, [.../** @type {NodeListOf<HTMLElement>} */ (/** @type {HTMLElement} */ (e.currentTarget).querySelectorAll("button"))]); }}>${ways.map(([s, icon, signed, rests, text], i) => html`<button key=${s} type="button" aria-pressed=${i === now} disabled=${busy.value} onClick=${() => { close(); void setState(page, signed, rests); }}><span class="st" data-s=${s}><${Icon} name=${icon}/></span><span class="grow">${text}</span>${i === now ? html`<${Icon} name="check" size="s"/>` : null}</button>`)}</div><//>` : null}</div>`;
}

/** @param {{page: Console}} props */
function Load({ page }) {
  const me = page.me.value?.agent;
  return me ? html`<span class="c3 nowrap">${ch("load", { n: (me.received ?? 0) + (me.running ?? 0), most: me.cap })}</span>` : null;
}

/** Where the phone stands: calls are taken at the desk. @param {{page: Console}} props */
function Phone({ page }) {
  void page.live.agents.ids.value;
  const row = page.live.agents.row(page.agent)?.value;
  if (!row || row.state === "logged_out") return null;
  const look = agentLook(row), rings = row.state === "ringing";
  return html`<a class=${`btn sm ${rings ? "fill" : ""}`} data-s=${look.s} href="desk" title=${ch("to_desk")}><span class=${rings ? "" : "st"}><${Icon} name="phone" size="s"/></span>${look.name}<span class="sr"> ${ch("to_desk")}</span>${rings ? html`<span role="alert" class="sr">${look.name}</span>` : null}</a>`;
}

/** Requests to managers, and for these blocked customers. @param {{page: Console}} props */
function Papers({ page }) {
  const open = useSignal(false), show = (/** @type {import("./model.js").DialogName} */ name) => () => { open.value = false; page.dialog.value = name; };
  const { asked } = page, news = [asked ? ch("asked_n", { n: asked }) : "", page.answered ? ch("answer_came") : ""].filter(Boolean).join(", "), name = ch(page.manages ? "papers" : "requests"), label = news ? `${name}: ${news}` : name;
  const told = html`<span class="sr" role="status">${news}</span>`, sign = asked ? html`<span class="badge" data-t="warn" aria-hidden="true">${count(asked)}</span>` : news ? html`<span class="badge" data-t="good" aria-hidden="true"><${Icon} name="check" size="s"/></span>` : null;
  if (!page.manages) return html`<div class="anchor">${told}<button type="button" class="btn ghost icon" aria-label=${label} title=${label} onClick=${show("requests")}><${Icon} name="hand"/>${sign}</button></div>`;
  return html`<div class="anchor">${told}<button type="button" class="btn ghost icon" aria-label=${label} title=${label} aria-haspopup="dialog" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}><${Icon} name="hand"/>${sign}</button>
    ${open.value ? html`<${Pop} label=${name} cls="menu to-left" close=${() => { open.value = false; }}><div><button type="button" onClick=${show("requests")}><${Icon} name="hand" size="s"/><span class="grow">${ch("requests")}</span>${asked ? html`<span class="badge" data-t="warn" aria-label=${ch("asked_n", { n: asked })}>${count(asked)}</span>` : null}</button><button type="button" onClick=${show("blocked")}><${Icon} name="ban" size="s"/>${ch("blocked_customers")}</button></div><//>` : null}</div>`;
}

/** @param {{page: Console}} props */
function SearchField({ page }) {
  const { search } = page, box = useRef(/** @type {HTMLInputElement|null} */ (null));
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (composing(event)) return;
    if (event.key === "Enter") { event.preventDefault(); search.go(); }
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); search.end(); box.current?.blur(); }
  };
  return html`<label class="in sm soft find-all"><${Icon} name="search" size="s"/><input id="find-all" ref=${box} type="search" autocomplete="off" maxlength="100" placeholder=${ch("search_how")} aria-label=${ch("search")} value=${search.text.value} onInput=${(/** @type {InputEvent} */ e) => { search.text.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }} onKeyDown=${keys}/><kbd aria-hidden="true">${search.text.value ? "↵" : "/"}</kbd></label>`;
}

/** @param {{page: Console}} props */
function Me({ page }) {
  const open = useSignal(false), { name } = page.user;
  return html`<div class="anchor"><button type="button" class="btn ghost me-b" aria-label=${name} title=${name} aria-haspopup="dialog" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}><span class="av" aria-hidden="true">${initial(name)}</span><b class="trunc who">${name}</b></button>
    ${open.value ? html`<${Pop} label=${name} cls="settings" close=${() => { open.value = false; }}><span class="lab">${t("language")}</span><${LanguageSwitch}/><span class="lab">${t("theme")}</span><${ThemeSwitch}/><button type="button" class="btn" onClick=${logOut}>${t("logout")}</button><//>` : null}</div>`;
}
