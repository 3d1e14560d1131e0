// What the agent must know before anything else.
import { html, signal, useComputed } from "../dom.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { notReached, open } from "./dial.js";
import { busy, outside, problem } from "./parts/ask.js";
import { draft } from "./reserve.js";
import { askState } from "./top/state.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** Which calls came back and when, of those that were said to be seen. */
const seen = signal(/** @type {string[]} */ ([]));

/** @param {{desk: Desk}} props */
export function Banners({ desk }) {
  const me = desk.me.value, link = desk.live.link.value, back = me?.returned, which = back ? `${back.call} ${back.since}` : "";
  const missed = me?.state === "not_ready" && me.reason === "no_answer";
  return html`<div class="notices">
    ${desk.away.value ? html`<${Offline} desk=${desk}/>` : null}
    ${link === "refused" ? html`<div class="offline" role="alert"><${Icon} name="lock"/><b>${t("desk.refused_link")}</b></div>` : null}
    ${problem.value && !draft.value && open.value === null ? html`<div class="note" data-t="bad" role="alert"><${Icon} name="bad"/><span class="grow">${problem.value}</span><${Away} onClose=${() => { problem.value = ""; }}/></div>` : null}
    ${outside.value ? html`<div class="note" data-t="bad" role="alert"><${Icon} name="bad"/><span class="grow">${outside.value}</span><${Away} onClose=${() => { outside.value = ""; }}/></div>` : null}
    ${desk.notReached.value ? html`<div class="note" data-t="warn" role="status"><${Icon} name="warn"/>${notReached(desk.notReached.value)}</div>` : null}
    ${back && !seen.value.includes(which) ? html`<div class="note" data-t="warn" role="alert"><${Icon} name="warn"/><span class="grow">${t("desk.came_back", { number: back.number })}</span><${Away} onClose=${() => { seen.value = [...seen.peek().slice(-9), which]; }}/></div>` : null}
    ${me && !me.reachable && me.state !== "logged_out" ? html`<div class="note" data-t="warn" role="status"><${Icon} name="warn"/>${t("desk.phone_off_why")}</div>` : null}
    ${missed ? html`<div class="note" data-t="warn" role="alert"><${Icon} name="warn"/><span class="grow">${t("desk.missed")}</span>
      <button type="button" class="btn sm" disabled=${busy.value} onClick=${() => askState(desk, "ready")}>${t("desk.missed_back")}</button></div>` : null}</div>`;
}

/** @param {{onClose: () => void}} props */
function Away({ onClose }) {
  return html`<button type="button" class="btn ghost icon sm" aria-label=${t("desk.close")} onClick=${onClose}><${Icon} name="x" size="s"/></button>`;
}

/** A call goes on without the server; so does the note. @param {{desk: Desk}} props */
function Offline({ desk }) {
  const left = useComputed(() => {
    const at = desk.live.retryAt.value;
    void desk.live.time.value;
    return at ? Math.max(0, Math.ceil((at - performance.now()) / 1000)) : 0;
  });
  const talks = ["talking", "talking_outbound"].includes(desk.me.value?.state ?? "");
  return html`<div class="offline"><${Icon} name="unlink"/><div role="alert"><b>${t("desk.offline")}</b><span class="more-words">${talks ? `${t("desk.offline_call")} ` : ""}${t("desk.offline_why")}</span></div>
    <span class="end tm">${left.value > 0 ? t("desk.offline_retry", { n: left.value }) : t("desk.offline_trying")}</span></div>`;
}
