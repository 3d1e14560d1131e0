// The head of a conversation: who it is with, and what can be done with the room.
import { html, useEffect, useSignal } from "../dom.js";
import { dayTime } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { busy } from "../desk/parts/ask.js";
import { useQuestion } from "../desk/parts/focus.js";
import { Pop } from "../desk/parts/layers.js";
import { rove } from "../desk/parts/roving.js";
import { does } from "./acts.js";
import { agentLabel, channelName, customerName, initial, siteName } from "./names.js";
import { over, taken } from "./talk.js";
import { ch } from "./text.js";

/** @typedef {import("./talk.js").Talk} Talk */
/** @typedef {import("./model.js").Console} Console */

/** @param {{page: Console, talk: Talk, at: number, alone: boolean}} props at: of the column */
export function Head({ page, talk, at, alone }) {
  const line = talk.line.value;
  if (!line) return html`<header class="phead cvh"><span class="end"></span><${Close} page=${page} at=${at}/></header>`;
  /** @type {Partial<ReturnType<typeof does>>} */
  const acts = talk.gone.value ? {} : does(page, line), name = customerName(line);
  return html`<header class="phead cvh"><span class="av l" aria-hidden="true">${initial(name)}</span><div class="grow"><div class="row"><h2 class="trunc">${name}</h2>${line.grade ? html`<span class="tagx line grade" title=${line.grade}>${line.grade}</span>` : null}${line.held ? html`<span class="tagx"><${Icon} name="hold-tag" size="xs"/>${ch("held")}</span>` : null}${line.blocked ? html`<span class="tagx" data-t="bad"><${Icon} name="ban" size="xs"/>${ch("blocked")}</span>` : null}</div>
      <div class="c3 t-xs row sub">${talk.mine.value ? null : html`<span class="trunc">${agentLabel(line)}</span><span class="chn">·</span>`}<span class="trunc chn" title=${line.site}>${[channelName(line.channel), siteName(line)].filter(Boolean).join(" ")}</span><span class="wide">·</span><span class="wide trunc">${ch("opened", { time: dayTime(line.opened_at, page.zone) })}</span></div></div>
    <span class="row end acts">${acts.take ? html`<button type="button" class="btn sm primary" title="Alt A" disabled=${busy.value} onClick=${() => acts.take?.()}>${ch("take")}</button>` : null}
      ${acts.give ? html`<button type="button" class=${`btn sm ${line.status === "waiting" && !acts.take ? "primary" : ""}`} title="Alt T" onClick=${() => focusAnd(page, at, "give")}><${Icon} name="transfer" size="s"/><span class="lbl">${ch(taken(line) ? "give" : "assign")}</span></button>` : null}
      ${acts.hold ? html`<button type="button" class="btn sm" aria-pressed=${!!line.held} title="Alt H" disabled=${busy.value} onClick=${() => acts.hold?.()}><${Icon} name="hold-tag" size="s"/><span class="lbl">${ch("hold")}</span></button>` : null}
      ${acts.end ? html`<${End} talk=${talk} end=${acts.end}/>` : null}
      <${More} page=${page} acts=${acts} at=${at} line=${line}/>${alone ? null : html`<${Close} page=${page} at=${at}/>`}</span></header>`;
}

/** Opens a dialog about the conversation of a column. @param {Console} page @param {number} at @param {import("./model.js").DialogName} name */
function focusAnd(page, at, name) {
  page.at.value = at;
  page.picked.value = null;
  page.dialog.value = name;
}

/** An ended room is over for good: it is asked once more, in the place of the button. @param {{talk: Talk, end: () => void}} props */
function End({ talk, end }) {
  const { asked, button, no } = useQuestion();
  useEffect(() => { talk.askEnd = () => { asked.value = true; }; return () => { talk.askEnd = () => {}; }; }, [talk]);
  if (!asked.value) return html`<button type="button" class="btn sm primary" ref=${button} title="Alt E" onClick=${() => { asked.value = true; }}>${ch("end")}</button>`;
  return html`<span class="row ask-end" role="group" aria-label=${ch("end_sure")} onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (e.key === "Escape") { e.preventDefault(); asked.value = false; } }}><span class="t-xs">${ch("end_sure")}</span><button type="button" class="btn sm" ref=${no} onClick=${() => { asked.value = false; }}>${t("cancel")}</button><button type="button" class="btn sm primary" disabled=${busy.value} onClick=${() => { asked.value = false; end(); }}>${ch("end")}</button></span>`;
}

/** @param {{page: Console, at: number}} props */
const Close = ({ page, at }) => html`<button type="button" class="btn ghost icon sm" aria-label=${ch("column_close")} title="Alt X" onClick=${() => page.closeColumn(at)}><${Icon} name="x" size="s"/></button>`;

/** @param {{page: Console, acts: Partial<ReturnType<typeof does>>, at: number, line: import("./api.js").Line}} props */
function More({ page, acts, at, line }) {
  const open = useSignal(false), close = () => { open.value = false; };
  /** @type {[string, string, (() => void)|undefined][]} */
  const all = [["arrow-u", ch("put_back"), acts.putBack], ["tag", ch("categorise"), acts.category ? () => focusAnd(page, at, "category") : undefined], ["ban", ch("block"), acts.block ? () => focusAnd(page, at, "block") : undefined], ["check", ch("unblock"), acts.unblock], ["user", ch("ask_manager"), acts.request ? () => focusAnd(page, at, "request") : undefined], ["popout", ch("beside"), page.columns.value.length < 3 && !over(line) ? () => { page.at.value = at; page.split(); } : undefined]];
  const list = all.filter(([, , run]) => run);
  if (!list.length) return null;
  return html`<div class="anchor"><button type="button" class="btn ghost icon sm" aria-label=${ch("more_acts")} title=${ch("more_acts")} aria-haspopup="menu" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}><${Icon} name="more"/></button>
    ${open.value ? html`<${Pop} label=${ch("more_acts")} role="menu" cls="menu to-left" close=${close}><div role="presentation" onKeyDown=${(/** @type {KeyboardEvent} */ e) => { rove(e, [.../** @type {NodeListOf<HTMLElement>} */ (/** @type {HTMLElement} */ (e.currentTarget).querySelectorAll("button"))]); }}>${list.map(([icon, text, run]) => html`<button key=${text} type="button" role="menuitem" onClick=${() => { close(); run?.(); }}><${Icon} name=${icon} size="s"/>${text}</button>`)}</div><//>` : null}</div>`;
}
