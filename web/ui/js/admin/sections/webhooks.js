// Webhooks: where events are posted, which ones, what came of them, and once more.
import { html, signal, useEffect, useLayoutEffect, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { count, dayTime, fromLocalInput, localInput } from "../../format.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { Collection, ListDetail } from "../collection.js";
import { Fields, Panel } from "../fields.js";
import { act, changed } from "../said.js";
import { Copy, Sure, zone } from "../shared.js";
import { refusal, sentence } from "../words.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {{event_id: string, type: string, at: string, state: "queued"|"delivered"|"failed", attempts: number, next_at?: string, status?: number, error?: string}} Delivery */

/** Types of events (docs/cti.md), by what they are about. @type {[string, string[]][]} */
const types = [
  ["agent", ["agent.state_changed", "agent.next_state", "agent.phone"]],
  ["consult", ["consult.started", "consult.joined", "consult.ended"]],
  ["acw", ["acw.started", "acw.extended", "acw.ended", "acw.saved"]],
  ["callback", ["callback.registered", "callback.assigned", "callback.assignment_cancelled", "callback.completed", "callback.cancelled", "callback.expired", "callback.unreached"]],
  ["call", ["call.arrived", "call.promised", "call.reached", "call.queued", "call.refused", "call.offered", "call.missed", "call.withdrawn", "call.returned", "call.answered", "call.dialled", "call.held", "call.resumed", "call.muted", "call.transferred", "call.left", "call.ended"]],
];
const every = types.flatMap(([, list]) => list);
const pageSize = 50;

/** A secret that was just made: it is never shown again. */
const secret = signal(/** @type {{id: string, secret: string}|null} */ (null));

/** @param {any} one */
const host = (one) => { try { return new URL(one.url).host; } catch { return one.url; } };

const hooks = new Collection({
  section: "webhooks", path: "webhooks", target: "webhook", icon: "route",
  blank: () => ({ url: "", types: [], masked: true, active: true }),
  title: host, more: (one) => one.url.replace(/^https?:\/\/[^/]*/, ""),
  side: (one) => (one.active ? null : html`<span class="tagx">${w("off")}</span>`),
  clean: ({ url, types: chosen = [], masked = false, active = false, version }) => ({ url, types: chosen, masked, active, version }),
  saved: ({ id, secret: made }) => { if (made) secret.value = { id, secret: made }; },
  none: () => w("webhooks.none"), why: () => w("webhooks.why"),
});

/** @param {{id: string}} props */
export function Webhooks({ id }) {
  return html`<${ListDetail} of=${hooks} id=${id} label=${wcode("s", "webhooks")} detail=${(/** @type {Draft} */ draft, /** @type {string} */ at) => html`<${Hook} key=${at} draft=${draft} id=${at}/>`}/>`;
}

/** @param {{draft: Draft, id: string}} props */
function Hook({ draft, id }) {
  const made = secret.value?.id === id ? secret.value.secret : "";
  useLayoutEffect(() => () => { if (secret.peek()?.id === id) secret.value = null; }, []); // shown once, also to who is back before the next picture
  return html`${made ? html`<div class="note" role="status"><${Icon} name="lock"/><div class="grow"><b>${w("hook_secret")}</b><p class="secret">${made}</p><p>${w("shown_once")} ${w("hook_secret_why")}</p></div><${Copy} text=${made}/></div>` : null}
    <${Panel} title=${w("p.hook")} why=${w("p.hook_why")} side=${draft.fresh ? null : html`<${Sure} text=${w("hook_renew")} icon="lock" sure=${w("hook_renew_sure")} onSure=${() => renew(id)}/>`}>
      <${Fields} draft=${draft} cols=${2} specs=${[{ path: "url", kind: "text", label: w("f.url"), doc: w("d.url"), required: true, max: 500, empty: "https://crm.example.com/callfloor", cls: "span2" },
    { path: "active", kind: "switch", label: w("f.active"), doc: w("d.active") }, { path: "masked", kind: "switch", label: w("f.masked"), doc: w("d.masked") }]}/><p class="hint pad">${w("hook_inside")}</p><//>
    <${Types} draft=${draft}/>${draft.fresh ? null : html`<${Deliveries} id=${id}/>`}`;
}

/** @param {string} id */
async function renew(id) {
  const answer = await act(w("hook_renewed"), () => request("POST", `webhooks/${encodeURIComponent(id)}/secret`));
  if (answer) secret.value = answer;
}

/** Which events: all that there are and will be, or some. @param {{draft: Draft}} props */
function Types({ draft }) {
  /** @type {string[]} */
  const chosen = draft.get("types") ?? [];
  const some = useSignal(chosen.length > 0), open = some.value || chosen.length > 0;
  /** @param {string[]} list @param {boolean} on */
  const put = (list, on) => draft.set("types", every.filter((type) => (list.includes(type) ? on : chosen.includes(type))));
  return html`<${Panel} title=${w("p.types")} why=${w("p.types_why")} side=${html`<span class="seg" role="group" aria-label=${w("p.types")}><button type="button" aria-pressed=${!open} onClick=${() => { some.value = false; draft.set("types", []); }}>${w("types_all")}</button><button type="button" aria-pressed=${open} onClick=${() => { some.value = true; }}>${w("types_some")}</button></span>`}>
    ${open && chosen.length === 0 ? html`<p class="note" data-t="warn" role="status"><${Icon} name="warn"/>${w("types_nothing")}</p>` : null}
    ${open ? html`<div class="types">${types.map(([group, list]) => { const all = list.every((type) => chosen.includes(type)); return html`<fieldset key=${group} class="rule"><legend class="row">${wcode("types", group)}<button type="button" class="btn ghost sm end" aria-label=${w(all ? "types_clear_of" : "types_take_of", { what: wcode("types", group) })} onClick=${() => put(list, !all)}>${w(all ? "types_clear" : "types_take")}</button></legend>
      <ul>${list.map((type) => html`<li key=${type}><label class="row"><input class="ck" type="checkbox" checked=${chosen.includes(type)} onChange=${(/** @type {Event} */ e) => put([type], /** @type {HTMLInputElement} */ (e.currentTarget).checked)}/><span class="trunc">${wcode("ev", type)}</span><code class="end">${type}</code></label></li>`)}</ul></fieldset>`; })}</div>` : null}<//>`;
}

/** What was posted, or waits to be. @param {{id: string}} props */
function Deliveries({ id }) {
  const state = useSignal(""), ended = useSignal(false), told = useSignal(/** @type {{ok: boolean, text: string}|null} */ (null)), busy = useSignal(false);
  const path = `webhooks/${encodeURIComponent(id)}`;
  /** @param {string} before @returns {Promise<Delivery[]>} */
  const load = async (before) => {
    const q = new URLSearchParams({ limit: String(pageSize), ...(state.peek() ? { state: state.peek() } : {}), ...(before ? { before } : {}) });
    const page = await request("GET", `${path}/deliveries?${q}`);
    ended.value = page.length < pageSize;
    return page;
  };
  const made = useSignal(/** @type {Resource<Delivery[]>|null} */ (null)), list = made.value ?? (made.value = new Resource(() => load("")));
  useEffect(() => { void list.refresh(); }, [state.value, changed.value]);
  const more = async () => {
    const have = list.value.peek() ?? [], rest = await load(have.at(-1)?.at ?? "").catch(() => []);
    list.value.value = [...have, ...rest];
  };
  const test = async () => {
    busy.value = true;
    told.value = null;
    try { const found = await request("POST", `${path}/test`, undefined, 30_000); told.value = { ok: found.delivered, text: found.delivered ? w("hook_taken", { status: found.status }) : outcome(found) }; } catch (error) { told.value = { ok: false, text: refusal(error) }; }
    busy.value = false;
  };
  return html`<${Panel} title=${w("p.deliveries")} why=${w("p.deliveries_why")} side=${html`<span class="hint" role="status" data-t=${told.value ? (told.value.ok ? "good" : "bad") : undefined}>${busy.value ? w("working") : told.value?.text ?? ""}</span><button type="button" class="btn sm" disabled=${busy.value} onClick=${test}><${Icon} name="route" size="s"/>${w("hook_test")}</button><button type="button" class="btn sm" onClick=${() => list.refresh()}><${Icon} name="refresh" size="s"/>${w("refresh")}</button>`}>
    <${Replay} path=${path}/>
    <div class="row pad"><span class="seg" role="group" aria-label=${w("state")}>${["", "queued", "delivered", "failed"].map((one) => html`<button key=${one} type="button" aria-pressed=${state.value === one} onClick=${() => { state.value = one; }}>${wcode("delivery", one || "all")}</button>`)}</span></div>
    <${Loaded} of=${list} what=${w("p.deliveries")}>${(/** @type {Delivery[]} */ all) => (all.length === 0 ? html`<${Empty} icon="route" title=${w("deliveries_none")} why=${w("deliveries_none_why")}/>` : html`<table class="tbl fixed"><thead><tr><th class="w-time">${w("at")}</th><th class="w-event">${w("event")}</th><th class="w-state">${w("state")}</th><th class="w-num num">${w("attempts")}</th><th>${w("detail")}</th></tr></thead>
      <tbody>${all.map((one) => html`<tr key=${one.event_id}><td>${dayTime(Date.parse(one.at), zone())}</td><td><span class="trunc" title=${one.type}>${wcode("ev", one.type)}</span></td><td><span class="tagx" data-t=${{ queued: undefined, delivered: "good", failed: "bad" }[one.state]}>${wcode("delivery", one.state)}</span></td><td class="num">${count(one.attempts)}</td><td class="c2 wraps" title=${one.error}>${outcome(one)}</td></tr>`)}</tbody></table>
      ${ended.value ? null : html`<div class="pad"><button type="button" class="btn sm" onClick=${more}>${w("more")}</button></div>`}`)}<//><//>`;
}

/** What the receiver said last, and when it is tried again. @param {{status?: number, error?: string, next_at?: string, state?: string}} of */
function outcome({ status, error, next_at, state }) {
  const said = status ? w("hook_status", { status }) : error ? sentence(error) : "";
  const next = state === "queued" && error && next_at ? w("hook_next", { time: dayTime(Date.parse(next_at), zone()) }) : "";
  return [said, next].filter(Boolean).join(" · ");
}

/** Posts the events of a time again. @param {{path: string}} props */
function Replay({ path }) {
  const open = useSignal(false), from = useSignal(""), to = useSignal("");
  const at = (/** @type {string} */ text) => fromLocalInput(text, zone());
  const wrong = !(at(from.value) < at(to.value));
  const show = () => {
    const now = Date.now();
    from.value = localInput(now - 3_600_000, zone());
    to.value = localInput(now + 60_000, zone());
    open.value = true;
  };
  const replay = async () => {
    const answer = await act(w("replaying"), () => request("POST", `${path}/replay`, { from: new Date(at(from.value)).toISOString(), to: new Date(at(to.value)).toISOString() }));
    if (!answer) return;
    open.value = false;
    void act(w("replayed", { n: count(answer.events) }), async () => {});
  };
  if (!open.value) return html`<div class="row pad"><button type="button" class="btn sm" onClick=${show}><${Icon} name="history" size="s"/>${w("replay")}</button><span class="hint">${w("replay_why")}</span></div>`;
  const field = (/** @type {string} */ id, /** @type {import("../../../vendor/signals.js").Signal<string>} */ value, /** @type {string} */ label) => html`<div class="field"><label for=${id}>${label}</label><div class="in sm"><input id=${id} type="datetime-local" value=${value.value} aria-invalid=${wrong ? "true" : undefined} aria-describedby="replay-hint" onInput=${(/** @type {Event} */ e) => { value.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></div></div>`;
  return html`<div class="pad"><div class="row wrap replay">${field("replay-from", from, w("from"))}${field("replay-to", to, w("until"))}<button type="button" class="btn sm" disabled=${wrong} onClick=${replay}>${w("replay_do")}</button><button type="button" class="btn ghost sm" onClick=${() => { open.value = false; }}>${w("close")}</button></div>
    <p class="hint" id="replay-hint" data-t=${wrong ? "bad" : undefined}>${w(wrong ? "replay_wrong" : "replay_how")}</p></div>`;
}
