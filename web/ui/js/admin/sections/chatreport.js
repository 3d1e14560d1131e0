// The report on chats (일별, 월별, 상담사별, 분류별, 채널별): what became of the rooms of some
// days, and how long answers took.
import { html, signal, useEffect, useMemo, useSignal } from "../../dom.js";
import { query, request } from "../../api.js";
import { Icon } from "../../icons.js";
import { DownloadFoot } from "../../desk/parts/download.js";
import { Field, Input } from "../../desk/parts/field.js";
import { Dialog } from "../../desk/parts/layers.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { Figures, sortOf } from "../chat/figures.js";
import { bys, spans, today, wrongDays } from "../chat/report.js";
import { ca, cacode } from "../chat/text.js";
import { OffNote } from "../chat/used.js";
import { may } from "../customers/work.js";
import { Panel } from "../fields.js";
import { go } from "../route.js";
import { zone } from "../shared.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../../api.js").User} User */
/** @typedef {import("../chat/report.js").By} By */
/** @typedef {import("../chat/report.js").Report} Report */

const section = "chat-report", days = signal({ from: "", to: "" }); // that were chosen last

/** @param {{id: string, user: User}} props id: what it is by, so that the browser's back button works */
export function ChatReport({ id, user }) {
  const by = bys.find((one) => one === id) ?? "day", downloads = useSignal(false);
  if (!days.peek().from) { const [from, to] = spans.week(today(zone())); days.value = { from, to }; }
  const { from, to } = days.value, wrong = wrongDays(from, to);
  const of = useMemo(() => new Resource(/** @returns {Promise<Report>} */ () => request("GET", `chat/report${query({ by, ...days.peek() })}`, undefined, 30_000)), [by]), sort = useMemo(() => sortOf(by), [by]);
  const asked = (/** @type {Report|undefined} */ got) => got?.from === from && got.to === to; // figures of other days are not shown under these
  useEffect(() => {
    if (!asked(of.value.peek())) of.clear();
    if (!wrong) void of.refresh();
  }, [of, from, to]);
  const there = asked(of.value.value) && !!of.value.value?.items.length && !wrong;
  return html`<main class="scroll det"><${OffNote} user=${user}/><${Panel} title=${wcode("s", section)} why=${ca("report_why")} cls="report-panel" side=${html`<button type="button" class="btn sm" onClick=${() => of.refresh()} disabled=${!!wrong}><${Icon} name="refresh" size="s"/>${w("refresh")}</button>${may(user, "report") ? html`<button type="button" class="btn sm" disabled=${!there} onClick=${() => { downloads.value = true; }}><${Icon} name="download" size="s"/>${ca("excel")}</button>` : null}`}>
    <${Asked} by=${by}/>${wrong ? html`<p class="hint pad" data-t="bad" role="alert">${ca(wrong)}</p>` : html`<${Loaded} of=${of} what=${wcode("s", section)}>${(/** @type {Report} */ got) => (!asked(got) ? null : got.items.length === 0 ? html`<${Empty} icon="activity" title=${ca("report_none")} why=${ca("report_none_why")}/>` : html`<${Figures} of=${got} sort=${sort}/><p class="hint pad gap-top">${ca("report_note")}</p>${by === "agent" ? html`<p class="hint pad">${ca("report_note_agent")}</p>` : null}`)}<//>`}<//>
    ${downloads.value ? html`<${Export} by=${by} close=${() => { downloads.value = false; }}/>` : null}</main>`;
}

/** What it is by, and of which days. @param {{by: By}} props */
function Asked({ by }) {
  const { from, to } = days.value, now = today(zone());
  /** @param {"from"|"to"} at */
  const field = (at) => html`<div class="in sm date-in"><input id=${`r-${at}`} type="date" required max="9999-12-31" aria-label=${ca(at === "from" ? "from_day" : "to_day")} value=${days.value[at]} onInput=${(/** @type {Event} */ e) => { days.value = { ...days.peek(), [at]: /** @type {HTMLInputElement} */ (e.currentTarget).value }; }}/></div>`;
  return html`<div class="row pad wrap asked"><span class="seg" role="group" aria-label=${ca("by")}>${bys.map((one) => html`<button key=${one} type="button" aria-pressed=${by === one} onClick=${() => go(section, one)}>${cacode("by", one)}</button>`)}</span>
    <span class="row">${field("from")}<span class="c3" aria-hidden="true">–</span>${field("to")}</span>
    <span class="row" role="group" aria-label=${ca("spans")}>${Object.entries(spans).map(([name, of]) => { const [a, b] = of(now); return html`<button key=${name} type="button" class="chip" aria-pressed=${from === a && to === b} onClick=${() => { days.value = { from: a, to: b }; }}>${cacode("span", name)}</button>`; })}</span></div>`;
}

/** @param {{by: By, close: () => void}} props */
function Export({ by, close }) {
  const reason = useSignal(""), format = useSignal("xlsx"), why = reason.value.trim();
  return html`<${Dialog} title=${ca("excel")} close=${close}><div class="dlg-body"><p class="c2">${ca("excel_of", { by: cacode("by", by), ...days.value })}</p>${by === "agent" ? html`<p class="c2">${ca("report_note_agent")}</p>` : null}
    <${Field} id="e-reason" label=${w("export_reason")} required hint=${w("cu.export_why")}><${Input} id="e-reason" value=${reason.value} max=${200} first onWrite=${(/** @type {string} */ text) => { reason.value = text; }}/><//>
    <div class="row"><span class="seg" role="group" aria-label=${w("export_format")}>${["xlsx", "csv"].map((one) => html`<button key=${one} type="button" aria-pressed=${format.value === one} onClick=${() => { format.value = one; }}>${one === "xlsx" ? w("excel") : "CSV"}</button>`)}</span></div>
    <${DownloadFoot} href=${`api/v1/chat/report/export${query({ by, ...days.value, format: format.value, reason: why })}`} text=${w("export_do")} off=${why.length < 2} close=${close}/></div><//>`;
}
