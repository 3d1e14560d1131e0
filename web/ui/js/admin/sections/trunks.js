// Trunks: how they are set, whether they answer, and a test.
import { html, useEffect, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { dayTime } from "../../format.js";
import { Icon } from "../../icons.js";
import { Collection, ListDetail } from "../collection.js";
import { Fields, Panel } from "../fields.js";
import { TrunkTag, useResource, zone } from "../shared.js";
import { refusal } from "../words.js";
import { w, wcode } from "../text.js";
import { testWords } from "./agents.js";

/** @typedef {import("../draft.js").Draft} Draft */

const trunks = new Collection({
  section: "trunks", path: "trunks", target: "trunk", key: "name", icon: "route", blank: () => ({ name: "", sources: [], options: "10s" }),
  title: (one) => one.name, more: (one) => one.target ?? (one.sources ?? []).join(", "),
  side: (one) => html`<${TrunkTag} state=${one.state}/>`,
  clean: ({ up: _, state: __, calls: ___, since: ____, ...one }) => one,
  none: () => w("trunks.none"), why: () => w("trunks.why"),
});

/** How soon it is asked for again whether a trunk has answered, and how rarely where none does. */
const first = 2000, rarest = 30_000;

/** @param {{id: string}} props */
export function Trunks({ id }) {
  useResource(trunks.list);
  const list = trunks.list.value.value;
  const checking = list?.filter((one) => one.state === "checking").map((one) => one.name).join() ?? "";
  useEffect(() => {
    if (!checking) return undefined;
    let timer = 0, over = false;
    const ask = (/** @type {number} */ pause) => {
      timer = setTimeout(async () => {
        await trunks.list.refresh();
        if (!over) ask(Math.min(2 * pause, rarest));
      }, pause);
    };
    ask(first);
    return () => { over = true; clearTimeout(timer); };
  }, [checking]);
  return html`<${ListDetail} of=${trunks} id=${id} label=${wcode("s", "trunks")} detail=${(/** @type {Draft} */ draft, /** @type {string} */ at) => html`<${Trunk} draft=${draft} id=${at}/>`}/>`;
}

/** @param {{draft: Draft, id: string}} props */
function Trunk({ draft, id }) {
  const now = trunks.list.value.value?.find((one) => one.name === id);
  return html`<${Panel} title=${w("p.trunk")} why=${w("p.trunk_why")}><${Fields} draft=${draft} cols=${3} specs=${[...(draft.fresh ? [{ path: "name", kind: /** @type {const} */ ("text"), label: w("f.trunk_name"), doc: w("d.trunk_name"), required: true, max: 40 }] : []),
    { path: "sources", kind: "lines", label: w("f.sources"), doc: w("d.sources"), required: true, empty: "203.0.113.0/24" }, { path: "target", kind: "text", label: w("f.target_uri"), doc: w("d.target_uri"), empty: "sip:sbc.example.net:5060" }, { path: "options", kind: "seconds", label: w("f.options"), doc: w("d.options"), unit: w("u.s"), empty: "10" },
    { path: "limit", kind: "number", label: w("f.limit"), doc: w("d.limit"), unit: w("u.calls"), min: 0, max: 100000, empty: w("no_limit") }, { path: "prefixes", kind: "lines", label: w("f.prefixes"), doc: w("d.prefixes"), empty: w("all_numbers") }, { path: "caller_id", kind: "text", label: w("f.caller_id"), doc: w("d.trunk_caller"), max: 32 },
    { path: "user", kind: "text", label: w("f.user"), doc: w("d.user"), max: 100 }, { path: "password", kind: "password", label: w("f.trunk_password"), doc: w("d.trunk_password"), max: 200 }, { path: "realm", kind: "text", label: w("f.realm"), doc: w("d.realm"), max: 200 },
    { path: "trust", kind: "switch", label: w("f.trust"), doc: w("d.trust") }, { path: "inbound_only", kind: "switch", label: w("f.inbound_only"), doc: w("d.inbound_only") }]}/><//>
    ${draft.fresh ? null : html`<${Panel} title=${w("p.trunk_state")} why=${w("p.trunk_state_why")} side=${html`<button type="button" class="btn sm" onClick=${() => trunks.list.refresh()}><${Icon} name="refresh" size="s"/>${w("refresh")}</button>`}>
      <dl class="facts"><div><dt>${w("state")}</dt><dd><${TrunkTag} state=${now?.state ?? "checking"}/></dd></div><div><dt>${w("since")}</dt><dd>${now ? dayTime(Date.parse(now.since), zone()) : ""}</dd></div><div><dt>${w("live_calls")}</dt><dd>${now?.calls ?? 0}</dd></div></dl><${Test} id=${id} draft=${draft}/><//>`}`;
}

/** @param {{id: string, draft: Draft}} props */
function Test({ id, draft }) {
  const number = useSignal(""), busy = useSignal(false), told = useSignal(/** @type {{ok: boolean, text: string}|null} */ (null));
  /** @param {string} to */
  const test = async (to) => {
    busy.value = true;
    told.value = null;
    try { const found = await request("POST", `trunks/${encodeURIComponent(id)}/test`, to ? { number: to } : {}, 60_000); told.value = { ok: found.ok, text: `${testWords(found)} · ${found.took_ms} ms` }; } catch (error) { told.value = { ok: false, text: refusal(error) }; }
    busy.value = false;
  };
  return html`<form class="row pad test" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void test(number.value.trim()); }}><button type="button" class="btn sm" disabled=${busy.value || draft.dirty.value} onClick=${() => test("")}><${Icon} name="activity" size="s"/>${w("trunk_ask")}</button>
    <span class="in sm num-in"><input aria-label=${w("trunk_number")} placeholder=${w("trunk_number")} inputmode="tel" maxlength="32" value=${number.value} onInput=${(/** @type {Event} */ e) => { number.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/></span><button type="submit" class="btn sm" disabled=${busy.value || !number.value.trim() || draft.dirty.value}><${Icon} name="phone-out" size="s"/>${w("test_call")}</button>
    <span role="status" class="hint" data-t=${told.value ? (told.value.ok ? "good" : "bad") : undefined}>${busy.value ? w("working") : draft.dirty.value ? w("save_first") : told.value?.text ?? ""}</span></form>`;
}
