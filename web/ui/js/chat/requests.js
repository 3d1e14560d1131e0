// 상담원 요청사항: what agents ask of their managers, and the answers.
import { html, useEffect, useMemo, useSignal } from "../dom.js";
import { dayTime } from "../format.js";
import { Icon } from "../icons.js";
import { chatAgents } from "../live/chats.js";
import { ask, busy, problem } from "../desk/parts/ask.js";
import { Dialog } from "../desk/parts/layers.js";
import { Empty, Loaded, More, Paged } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { closeDialog, Problem } from "./dialogs.js";
import { nameIn } from "./names.js";
import { ch, chcode } from "./text.js";

/** @typedef {import("./model.js").Console} Console */
/** @typedef {import("./api.js").Request} Request */

const states = ["open", "done", "refused", "all"];

/** @param {{page: Console}} props */
export function RequestsDialog({ page }) {
  const state = useSignal(page.manages && !page.answered ? "open" : "all"), list = useMemo(() => new Paged((after) => api.requests(state.peek() === "all" ? "" : state.peek(), after)), []), all = list.value.value?.items ?? [];
  useEffect(() => { problem.value = ""; }, []);
  useEffect(() => { list.clear(); void list.refresh(); }, [state.value]);
  useEffect(() => { if (list.value.peek()) void list.again(); }, [page.me.value?.asked, page.me.value?.answered]);
  useEffect(() => { page.readAnswers(Math.max(0, ...(list.value.value?.items ?? []).filter((one) => one.agent === page.agent).map((one) => one.done ?? 0))); }, [list.value.value]);
  return html`<${Dialog} title=${ch("requests")} cls="wide" close=${() => closeDialog(page)}><div class="dlg-body"><div class="row"><span class="seg" role="group" aria-label=${ch("state_of")}>${states.map((one) => html`<button key=${one} type="button" aria-pressed=${state.value === one} data-first=${state.value === one ? "" : undefined} onClick=${() => { state.value = one; }}>${chcode("request", one)}</button>`)}</span></div><${Problem}/>
    <${Loaded} of=${list} what=${ch("requests")}>${() => (all.length ? html`<div class="scroll papers"><ul>${all.map((one) => html`<${RequestLine} key=${one.id} page=${page} one=${one} again=${() => list.again()}/>`)}</ul><${More} of=${list}/></div>` : html`<${Empty} icon="hand" title=${ch("requests_none")} why=${ch(page.manages ? "requests_none_manager" : "requests_none_agent")}/>`)}<//></div><//>`;
}

/** @param {{page: Console, one: Request, again: () => unknown}} props */
function RequestLine({ page, one, again }) {
  const answer = useSignal(""), { room } = one;
  const give = async (/** @type {"done"|"refused"} */ state) => { if (answer.peek().trim() && await ask("answer", () => api.answerRequest(one.id, state, answer.peek().trim()))) again(); };
  return html`<li class="paper-line"><span class="grow col"><span class="row"><b>${nameIn(chatAgents.row(one.agent)?.value.name, one.agent)}</b><span class="c3 t-xs">${dayTime(one.asked, page.zone)}</span>${room ? html`<button type="button" class="btn ghost sm end" onClick=${() => { closeDialog(page); page.open(room); }}><${Icon} name="msg" size="s"/>${ch("request_room")}</button>` : null}</span><p class="words">${one.body}</p>
    ${one.answer ? html`<p class="note"><${Icon} name=${one.state === "done" ? "check" : "x"} size="s"/><span class="words">${one.answer}</span></p>` : null}
    ${one.state === "open" && page.manages ? html`<form class="row answer" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void give("done"); }}><label class="in sm grow"><input aria-label=${ch("request_answer")} placeholder=${ch("request_answer")} maxlength="2000" autocomplete="off" value=${answer.value} onInput=${(/** @type {InputEvent} */ e) => { answer.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></label><button type="submit" class="btn sm primary" disabled=${busy.value || !answer.value.trim()}>${ch("request_grant")}</button><button type="button" class="btn sm" disabled=${busy.value || !answer.value.trim()} onClick=${() => give("refused")}>${ch("request_refuse")}</button></form>` : null}</span></li>`;
}
