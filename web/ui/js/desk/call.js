// The middle of the desk: the call that rings or is talked, wrap-up, or waiting.
import { html, useComputed } from "../dom.js";
import { clockTime } from "../format.js";
import { named, t, tcode } from "../i18n.js";
import { Icon } from "../icons.js";
import { agentLook, personName } from "../states.js";
import { askState, busy } from "./actions.js";
import { Controls } from "./control.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../live/rows.js").AgentRow} AgentRow */
/** @typedef {{desk: Desk, me: AgentRow}} Props */

/** @param {{desk: Desk}} props */
export function CallPanel({ desk }) {
  const me = desk.me.value;
  if (!me) return html`<section class="panel call-empty"><div class="empty">${t("loading")}</div></section>`;
  switch (me.state) {
    case "ringing": return html`<${Ringing} desk=${desk} me=${me}/>`;
    case "talking": case "talking_outbound": case "dialing": return html`<${Current} desk=${desk} me=${me}/>`;
    case "wrap_up": return html`<${WrapUp} desk=${desk} me=${me}/>`;
    default: return html`<${Idle} me=${me}/>`;
  }
}

/** @param {Desk} desk @param {string|undefined} service */
const serviceName = (desk, service) => (service ? named(desk.live.services.row(service)?.value.name, service) : "");

/** @param {Props} props */
function Ringing({ desk, me }) {
  const call = desk.call.value;
  const waited = call ? clockTime(me.since - call.entered) : "";
  const left = useComputed(() => Math.max(0, Math.ceil(((desk.me.value?.deadline ?? 0) - desk.live.now.value) / 1000)));
  const service = serviceName(desk, me.service), caller = call?.caller || t("home.anonymous");
  const share = useComputed(() => {
    const whole = (desk.me.value?.deadline ?? 0) - (desk.me.value?.since ?? 0);
    return whole > 0 ? Math.min(1, (left.value * 1000) / whole) : 0;
  });
  const hint = useComputed(() => (desk.me.value?.deadline ? t("desk.ring_left", { n: left.value }) : ""));
  return html`<section class="panel call ringing" data-s="ring" aria-label=${t("desk.incoming")}>
    <p class="sr" role="alert">${t("desk.incoming_say", { service, caller })}</p><${RingBar} share=${share}/>
    <div class="chead"><span class="st-pill"><${Icon} name="st-ring"/>${t("state.ringing")}</span><b>${service}</b><span class="c3">${t("desk.inbound")}</span>
      <span class="c3">${waited ? t("desk.waited", { time: waited }) : ""}</span><span class="hint end">${hint}</span></div>
    <div class="cbody"><div class="who"><h2>${caller}</h2><p class="c2">${t("desk.answer_on_phone")}</p></div><${Timer} key=${me.since} since=${me.since} desk=${desk}/></div></section>`;
}

/** @param {{share: import("../../vendor/signals.js").ReadonlySignal<number>}} props */
function RingBar({ share }) {
  return html`<div class="ringbar" aria-hidden="true"><i style=${{ scale: `${share.value} 1` }}></i></div>`;
}

/** @param {{since: number, desk: Desk}} props */
function Timer({ since, desk }) {
  const text = useComputed(() => clockTime(desk.live.now.value - since));
  const words = useComputed(() => inWords(desk.live.now.value - since));
  return html`<time class="timer" aria-label=${words}>${text}</time>`;
}

/** @param {number} ms */
function inWords(ms) {
  const all = Math.max(0, Math.floor(ms / 1000));
  const h = Math.floor(all / 3600), m = Math.floor(all / 60) % 60, s = all % 60;
  return h > 0 ? t("time.hms", { h, m, s }) : t("time.ms", { m, s });
}

/** @param {Props} props */
function Current({ desk, me }) {
  const call = desk.call.value, look = agentLook(me);
  const inbound = me.state === "talking";
  const waited = inbound && call ? t("desk.waited", { time: clockTime(me.since - call.entered) }) : "";
  return html`<section class="panel call" data-s=${look.s} aria-label=${t("desk.current")}>
    <div class="chead"><span class="st-pill"><${Icon} name=${look.icon}/>${look.name}</span><b>${serviceName(desk, me.service)}</b>
      <span class="c3">${t(inbound ? "desk.inbound" : "desk.outbound")}</span><span class="c3">${waited}</span>
      ${me.held_since ? html`<span class="hint end">${t("state.hold")} <${Timer} key=${me.held_since} since=${me.held_since} desk=${desk}/></span>` : null}</div>
    <div class="cbody"><div class="who"><h2>${call?.caller || t("home.anonymous")}</h2></div><${Timer} key=${me.since} since=${me.since} desk=${desk}/></div>
    <${Controls} desk=${desk} me=${me}/></section>`;
}

/** @param {Props} props */
function WrapUp({ desk, me }) {
  const left = useComputed(() => clockTime((desk.me.value?.deadline ?? 0) - desk.live.now.value + 999));
  const note = useComputed(() => (desk.me.value?.deadline ? t("desk.wrap_left", { time: left.value }) : t("desk.wrap_manual")));
  return html`<section class="panel call" data-s="wrap" aria-label=${t("desk.wrap")}>
    <div class="chead"><span class="st-pill"><${Icon} name="st-wrap"/>${t("state.wrap_up")}</span><b>${serviceName(desk, me.service)}</b><span class="hint end">${note}</span></div>
    <div class="cbody"><div class="who"><button type="button" class="btn primary lg" disabled=${busy.value} onClick=${() => askState(me.id, "ready")}>${t("desk.wrap_end")} <kbd>Ctrl ↵</kbd></button></div>
      <${Timer} key=${me.since} since=${me.since} desk=${desk}/></div></section>`;
}

/** @param {{me: AgentRow}} props */
function Idle({ me }) {
  const kind = me.state === "ready" ? "ready" : me.state === "logged_out" ? "off" : "away";
  return html`<section class="panel call-empty"><div class="empty"><${Icon} name="headset"/><b>${t(`desk.idle_${kind}`)}</b><span>${t(`desk.idle_${kind}_why`)}</span></div></section>`;
}

/** Why the call came to me. @param {{desk: Desk}} props */
export function WhyMe({ desk }) {
  const why = desk.why.value;
  if (why === null) return null;
  if (why === "failed") return html`<section class="panel why"><h2>${t("desk.why")}</h2><p class="c3">${t("desk.why_none")}</p></section>`;
  const rows = [
    [t("desk.why_trigger"), tcode("trigger", why.trigger)], [t("desk.why_strategy"), tcode("strategy", why.strategy)],
    [t("desk.why_key"), keyWords(why.key)], [t("desk.why_level"), t("desk.why_level_n", { level: why.level, open: why.open_level })],
    [t("desk.why_eligible"), t("desk.why_eligible_n", { n: why.eligible })], [t("desk.why_ahead"), t("desk.why_ahead_n", { n: why.ahead_of })],
    [t("desk.why_next"), (why.next ?? []).map((rival) => `${agentName(desk, rival.agent)} (${keyWords(rival.key)})`).join(", ")],
  ];
  return html`<section class="panel why" aria-label=${t("desk.why")}><h2><${Icon} name="route"/>${t("desk.why")}</h2>
    ${why.sticky ? html`<p class="note"><${Icon} name="info"/>${t("desk.why_sticky")}</p>` : null}
    <dl>${rows.filter(([, value]) => value).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}

/** @param {Desk} desk @param {string} id */
function agentName(desk, id) {
  const row = desk.live.agents.row(id)?.value ?? desk.colleagues.value.find((agent) => agent.id === id);
  return row ? personName(row) : id;
}

/** "idle 182s" in the viewer's words; an unknown key stands as it is. @param {string|undefined} key */
function keyWords(key = "") {
  const [, name, n] = /^([a-z]+) (\d+)s?$/.exec(key) ?? [];
  const known = ["idle", "turn", "calls", "talk", "level", "order", "weight"];
  return name && n && known.includes(name) ? t(/** @type {import("../i18n.js").TextKey} */ (`key.${name}`), { n }) : key;
}
