// Sending: templates at the left, the message in the middle, what was sent today beside it.
import { html, useRef, useSignal } from "../dom.js";
import { count } from "../format.js";
import { Icon } from "../icons.js";
import { problem } from "../desk/parts/ask.js";
import { Empty, Loaded, More } from "../desk/parts/resource.js";
import { Composer } from "./composer.js";
import { Export } from "./export.js";
import { show } from "./model.js";
import { CameOf, Cancel } from "./cancel.js";
import { Hand } from "./hand.js";
import { SendTable } from "./rows.js";
import { m, mcode } from "./text.js";
import { Tree } from "./tree.js";

/** @typedef {import("./model.js").Texts} Texts */

/** @param {{page: Texts}} props */
export function SendView({ page }) {
  const { draft } = page;
  return html`<div class="smsw"><aside class="pane" aria-label=${m("templates")}><${Pick} page=${page}/></aside>
    <main class="pane comp" aria-label=${m("compose")}><${Sent} page=${page}/><${Composer} draft=${draft} prefix="c" after=${() => page.sendsChanged()}>${draft.empty.value ? null : html`<button type="button" class="btn ghost" onClick=${() => draft.reset()}>${m("anew")}</button>`}<//></main>
    <section class="pane" aria-label=${m("today")}><${Today} page=${page}/></section></div>`;
}

/** The templates that are offered, to take one. @param {{page: Texts}} props */
function Pick({ page }) {
  const { room, draft } = page, find = useSignal(""), body = useRef(/** @type {HTMLElement|null} */ (null));
  return html`<div class="phead"><h2>${m("templates")}</h2>${room.manages ? html`<a class="btn ghost icon sm end" href="#/templates" aria-label=${m("templates_manage")} title=${m("templates_manage")}><${Icon} name="gear"/></a>` : null}</div>
    <div class="find" ref=${body}><label class="in sm soft"><${Icon} name="search" size="s"/><input id="template-find" type="search" placeholder=${m("template_find")} aria-label=${m("template_find")} autocomplete="off" maxlength="60" value=${find.value} onInput=${(/** @type {InputEvent} */ event) => { find.value = /** @type {HTMLInputElement} */ (event.currentTarget).value; }}/><kbd aria-hidden="true">/</kbd></label></div>
    <${Loaded} of=${room.templates} what=${m("templates")} still=${m("templates_still")} again=${() => room.refresh()}>${() => html`<${Tree} room=${room} find=${find.value} templates=${true} chosen=${draft.template.value} choose=${(/** @type {string} */ id) => draft.take(id)} empty=${html`<${Empty} icon="doc" title=${m("templates_none")} why=${m(room.manages ? "templates_none_manager" : "templates_none_agent")}/>`}/>`}<//>`;
}

/** What was taken last, and the way to take it back. @param {{page: Texts}} props */
function Sent({ page }) {
  const sent = page.draft.sent.value;
  if (!sent) return null;
  const out = sent.skipped.filter((one) => one.why === "opted_out").length, double = sent.skipped.length - out, n = count(sent.recipients);
  const gone = (/** @type {boolean} */ whole) => { if (whole) page.draft.sent.value = null; page.sendsChanged(); };
  return html`<p class="said-line sent" role="status"><${Icon} name="good"/><span class="grow">${m(sent.due_at ? "sent_later" : (sent.delivers ?? page.room.delivers.value) === false ? "sent_local" : "sent", { n })}${out ? ` ${m("skipped_out", { n: out })}` : ""}${double ? ` ${m("skipped_double", { n: double })}` : ""}</span>
    ${sent.due_at ? html`<${Cancel} id=${sent.id} label=${m("cancel_schedule")} after=${gone}/>` : null}<button type="button" class="btn sm" onClick=${() => show("history", sent.id)}>${m("see")}</button><${CameOf} id=${sent.id}/></p>`;
}

/** @param {{page: Texts}} props */
function Today({ page }) {
  const { room, today, only } = page, figures = page.figures.value.value, all = Object.values(figures?.today ?? {}).reduce((sum, n) => sum + (n ?? 0), 0), failed = (figures?.today.failed ?? 0) + 0, list = today.value.value?.items ?? [];
  void page.live.time.value;
  const chip = (/** @type {"scheduled"|"failed"} */ which, /** @type {string} */ name, /** @type {number} */ n) => html`<button type="button" class="chip" aria-pressed=${only.value === which} onClick=${() => page.showOnly(which)}>${name} <b>${count(n)}</b></button>`;
  return html`<div class="phead"><h2>${m("today")} <span class="count">${figures ? count(all) : ""}</span></h2><span class="row end chips-end">${chip("scheduled", m("scheduled"), figures?.scheduled ?? 0)}${chip("failed", mcode("state", "failed"), failed)}<${Export} page=${page} query=${() => (only.peek() === "scheduled" ? { scheduled: true } : { from: page.startOfDay(), ...(only.peek() === "failed" ? { state: "failed" } : {}) })} icon/></span></div>
    ${problem.value ? html`<p class="problem pad-x" data-t="bad" role="alert"><${Icon} name="bad" size="s"/>${problem.value}</p>` : null}
    <${Loaded} of=${today} what=${m("today")} still=${m("history_still")}>${() => (list.length === 0 ? html`<${Empty} icon="sms" title=${m(only.value ? "today_none_such" : "today_none")} why=${m("today_none_why")}/>` : html`<${Hand} of=${today}><${SendTable} list=${list} gone=${today.gone.value} zone=${room.zone} now=${room.now()} delivers=${room.delivers.value} after=${() => page.sendsChanged()}/><${More} of=${today}/><//>`)}<//>`;
}
