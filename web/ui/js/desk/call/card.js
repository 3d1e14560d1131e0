// The call card: one place of one height for what rings, is talked, is wrapped up,
// or waited for, so that nothing else on the desk moves.
import { html, useComputed, useEffect } from "../../dom.js";
import { clockTime } from "../../format.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { agentLook, waitsSince } from "../../states.js";
import { busy } from "../parts/ask.js";
import { Later } from "../parts/later.js";
import { Since, Until } from "../parts/time.js";
import { answer, askAnswerable, byHandOnly, called, forgetAnswerable, extendWrapUp, keepWrapUp, muted, reject, unsure } from "./control.js";
import { Controls } from "./controls.js";
import { Idle } from "./idle.js";
import { serviceName } from "./names.js";
import { panel } from "./open.js";
import { incoming, Who } from "./who.js";
import { WhyButton } from "./why.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../../live/rows.js").AgentRow} AgentRow */
/** @typedef {{desk: Desk, me: AgentRow}} Props */

/** @param {{desk: Desk}} props */
export function CallCard({ desk }) {
  const me = desk.me.value;
  switch (me?.state) {
    case "ringing": return html`<${Ringing} desk=${desk} me=${me}/>`;
    case "talking": case "talking_outbound": case "dialing": return html`<${Current} desk=${desk} me=${me}/>`;
    case "wrap_up": return html`<${WrapUp} desk=${desk} me=${me}/>`;
  }
  return html`<${Idle} desk=${desk} me=${me}/>`;
}

/** What becomes of the call that rings where it is not answered; "" while that is not known. @param {Desk} desk @returns {""|"desk.ring_ends"|"desk.ring_back"|"desk.ring_left"} */
function unanswered(desk) {
  const why = desk.why.value;
  if (!desk.me.value?.service) return "desk.ring_ends"; // from a colleague: to me alone
  if (why === null) return "";
  return why !== "failed" && why.trigger === "transfer" ? "desk.ring_back" : "desk.ring_left";
}

/** @param {Props} props */
function Ringing({ desk, me }) {
  const call = desk.call.value, service = serviceName(desk, me.service);
  useEffect(() => { if (me.call) askAnswerable(me.call); }, [me.call]);
  useEffect(() => forgetAnswerable, []);
  const left = useComputed(() => Math.max(0, Math.ceil(((desk.me.value?.deadline ?? 0) - desk.live.now.value) / 1000)));
  const share = useComputed(() => {
    const whole = (desk.me.value?.deadline ?? 0) - (desk.me.value?.since ?? 0);
    return whole > 0 ? Math.min(1, (left.value * 1000) / whole) : 0;
  });
  const hint = useComputed(() => { const after = unanswered(desk); return after && desk.me.value?.deadline ? t(after, { n: left.value }) : ""; });
  return html`<section class="panel call ringing" data-s="ring" aria-label=${t("desk.incoming")}>
    <p class="sr" role="alert">${incoming(desk)}</p>
    <div class="ringbar" aria-hidden="true"><i style=${{ scale: `${share.value} 1` }}></i></div>
    <div class="chead"><span class="st-pill"><${Icon} name="st-ring"/>${t("state.ringing")}</span><span class="med trunc">${service}</span><span class="c3">${t(call?.from ? "desk.internal" : call?.callback ? "desk.callback" : "desk.inbound")}</span>
      <span class="c3">${call?.service ? t("desk.waited", { time: clockTime(me.since - waitsSince(call)) }) : ""}</span><${WhyButton} desk=${desk}/><span class="hint end">${hint}</span></div>
    <div class="cbody"><${Who} desk=${desk} ringing/><${Since} key=${me.since} since=${me.since} now=${desk.live.now} cls="timer"/></div>
    <div class="ctls two" role="toolbar" aria-label=${t("desk.control")}><button type="button" class="ctl" disabled=${busy.value} onClick=${() => reject(desk)}><${Icon} name="hangup" size="l"/><span>${t("desk.reject")}</span><kbd aria-hidden="true">F9</kbd></button>
      ${byHandOnly.value ? html`<p class="by-hand"><${Icon} name="phone" size="l"/>${t("desk.answer_on_phone")}</p>`
    : html`<button type="button" class="ctl answer" data-s="ready" disabled=${busy.value || unsure.value} onClick=${() => answer(desk)}><${Icon} name="phone" size="l"/><span>${t("desk.answer")}</span><kbd aria-hidden="true">F8</kbd></button>`}</div></section>`;
}

/** @param {Props} props */
function Current({ desk, me }) {
  const call = desk.call.value, look = agentLook(me), inbound = me.state === "talking", shown = panel.shown(desk);
  const ticket = desk.card.value.value?.ticket;
  return html`<section class="panel call" data-s=${look.s} aria-label=${t("desk.current")}>
    <div class="chead"><span class="st-pill"><${Icon} name=${look.icon}/>${look.name}</span><span class="med trunc">${serviceName(desk, me.service)}</span><span class="c3">${t(call?.from || call?.peer ? "desk.internal" : call?.callback ? "desk.callback" : inbound ? "desk.inbound" : "desk.outbound")}</span>
      <span class="c3 ticket">${ticket ? t("desk.ticket", { ticket }) : ""}</span>
      ${inbound && call?.service ? html`<span class="c3 waited">${t("desk.waited", { time: clockTime(call.waited_ms ?? 0) })}</span>` : null}<${WhyButton} desk=${desk}/>
      <span class="row end marks">${muted(desk) ? html`<span class="tagx" data-t="warn"><${Icon} name="mic-off" size="xs"/>${t("desk.muted")}</span>` : null}
        ${me.held_since ? html`<span class="tagx" data-s="hold"><${Icon} name="st-hold" size="xs"/>${t("state.hold")} <${Since} key=${me.held_since} since=${me.held_since} now=${desk.live.now}/></span>` : null}
        ${inbound && !called(desk) ? html`<${AbusiveButton} desk=${desk}/>` : null}</span></div>
    <div class="cbody"><${Who} desk=${desk}/><${Since} key=${me.since} since=${me.since} now=${desk.live.now} cls="timer"/></div>
    <${Controls} desk=${desk}/><${Later} part="ConsultStrip" desk=${desk}/>
    ${shown === "keys" ? html`<${Later} part="Keypad" desk=${desk}/>` : null}${shown === "abusive" ? html`<${Later} part="Abusive" desk=${desk}/>` : null}
    ${shown === "transfer" || shown === "consult" ? html`<${Later} key=${shown} part="Picker" desk=${desk} mode=${shown}/>` : null}</section>`;
}

/** @param {Props} props */
function WrapUp({ desk, me }) {
  const ticket = desk.card.value.value?.ticket;
  return html`<section class="panel call" data-s="wrap" aria-label=${t("desk.wrap")}>
    <div class="chead"><span class="st-pill"><${Icon} name="st-wrap"/>${t("state.wrap_up")}</span><span class="med trunc">${serviceName(desk, me.service)}</span><span class="c3 ticket">${ticket ? t("desk.ticket", { ticket }) : ""}</span>
      <span class="hint end">${me.deadline ? t("desk.wrap_auto") : t("desk.wrap_manual")}</span></div>
    <div class="cbody"><${Who} desk=${desk}/>${me.deadline ? html`<${Until} key=${me.deadline} until=${me.deadline} now=${desk.live.now} cls="timer"/>`
    : html`<${Since} key=${me.since} since=${me.since} now=${desk.live.now} cls="timer"/>`}</div>
    <div class="ctls wrap" role="toolbar" aria-label=${t("desk.wrap")}>
      ${[30, 60].map((n) => html`<button key=${n} type="button" class="ctl" disabled=${busy.value || !me.deadline} onClick=${() => extendWrapUp(desk, n)}><${Icon} name="clock" size="l"/><span>${t("desk.wrap_extend", { n })}</span></button>`)}
      <button type="button" class="ctl" aria-keyshortcuts="Alt+9" disabled=${busy.value || !me.deadline} onClick=${() => keepWrapUp(desk)}><${Icon} name="pin" size="l"/><span>${t("desk.wrap_keep")}</span><kbd aria-hidden="true">Alt 9</kbd></button>
      <button type="button" class="ctl done" aria-keyshortcuts="Alt+8" disabled=${busy.value} onClick=${() => desk.endWrapUp()}><${Icon} name="check" size="l"/><span>${t("desk.wrap_end")}</span><kbd aria-hidden="true">Alt 8</kbd></button></div></section>`;
}

/** @param {{desk: Desk}} props */
function AbusiveButton({ desk }) {
  return html`<button type="button" class="btn ghost sm" title="A" aria-keyshortcuts="A" aria-haspopup="dialog" aria-expanded=${panel.shown(desk) === "abusive"} onClick=${() => panel.toggle(desk, "abusive")}><${Icon} name="ban" size="s"/>${t("desk.abusive")}</button>`;
}
