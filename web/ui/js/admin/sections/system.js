// How the program and its machine are.
import { html, useEffect } from "../../dom.js";
import { request } from "../../api.js";
import { count, dayTime } from "../../format.js";
import { Icon } from "../../icons.js";
import { Loaded, Resource } from "../../desk/parts/resource.js";
import { inWords } from "../../desk/parts/time.js";
import { Panel } from "../fields.js";
import { thing } from "../records.js";
import { act } from "../said.js";
import { Sure, TrunkTag, useLists, zone } from "../shared.js";
import { w, wcode } from "../text.js";

const system = new Resource(async () => {
  const [state, phones] = await Promise.all([request("GET", "system"), request("GET", "phones")]);
  return { ...state, phones };
});
const every = 5000;

/** @param {number} n */
function bytes(n) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let i = 0;
  for (; n >= 1024 && i < units.length - 1; i++) n /= 1024;
  return `${n < 10 && i > 0 ? n.toFixed(1) : Math.round(n)} ${units[i]}`;
}

export function System() {
  useLists("agents");
  useEffect(() => { void system.refresh(); const timer = setInterval(() => { if (document.visibilityState === "visible") void system.refresh(); }, every); return () => clearInterval(timer); }, []);
  return html`<main class="scroll det"><${Loaded} of=${system} what=${wcode("s", "system")}>${(/** @type {any} */ state) => html`<${State} state=${state}/>`}<//></main>`;
}

/** @param {{name: string, value: any, level?: "good"|"warn"|"bad", why?: string}} props */
function Fact({ name, value, level, why = "" }) {
  return html`<div><dt>${name}</dt><dd>${level ? html`<span class="tagx" data-t=${level}><${Icon} name=${level} size="xs"/>${value}</span>` : value}${why ? html` <span class="hint">${why}</span>` : null}</dd></div>`;
}

/** @param {{name: string, part: number, of: number, text: string}} props */
function Bar({ name, part, of, text }) {
  const share = of > 0 ? Math.min(1, part / of) : 0;
  return html`<div class="bar-fact"><span class="lab">${name}</span><b>${text}</b><span class="bar" aria-hidden="true"><i data-t=${share > 0.9 ? "bad" : share > 0.8 ? "warn" : undefined} style=${{ width: `${share * 100}%` }}></i></span></div>`;
}

/** @param {{state: any}} props */
function State({ state }) {
  const { database: db, sealing, ports, sip, journal, backup, trunks } = state;
  return html`${state.ready ? html`<div class="note" data-t="bad" role="alert"><${Icon} name="bad"/>${w("not_ready", { why: state.ready })}</div>` : null}${backup.due ? html`<div class="note" data-t="warn" role="status"><${Icon} name="warn"/><span class="grow">${w("backup_due")}</span></div>` : null}
    <div class="two"><${Panel} title=${w("sys.program")} side=${html`<${Sure} text=${w("reload")} icon="refresh" sure=${w("reload_sure")} onSure=${() => act(w("said.reloaded"), () => request("POST", "configuration/reload"))}/>`}><dl class="facts"><${Fact} name=${w("sys.state")} value=${w(state.ready ? "sys.not" : "sys.serves")} level=${state.ready ? "bad" : "good"}/><${Fact} name=${w("sys.build")} value=${state.build}/><${Fact} name=${w("sys.go")} value=${state.go} why=${w("sys.go_why")}/><${Fact} name=${w("sys.up")} value=${inWords(Date.parse(state.now) - Date.parse(state.started_at))}/><${Fact} name=${w("sys.memory")} value=${bytes(state.memory_bytes)}/><${Fact} name=${w("sys.goroutines")} value=${count(state.goroutines)} why=${w("sys.goroutines_why")}/></dl><//>
      <${Panel} title=${w("sys.disk")}><${Bar} name=${w("sys.disk_used")} part=${db.disk_bytes - db.disk_free_bytes} of=${db.disk_bytes} text=${w("sys.free", { free: bytes(db.disk_free_bytes), all: bytes(db.disk_bytes) })}/><dl class="facts"><${Fact} name=${w("sys.database")} value=${`${db.kind} · ${bytes(db.bytes)}`}/><${Fact} name=${w("sys.folder")} value=${html`<span class="brk">${db.data_folder}</span>`}/><${Fact} name=${w("sys.backup")} value=${backup.last ? dayTime(Date.parse(backup.last), zone()) : w("sys.no_backup")} level=${backup.due ? "warn" : undefined} why=${backup.note ?? ""}/></dl><//>
      <${Panel} title=${w("sys.sealing")} why=${w("sys.sealing_why")}><dl class="facts"><${Fact} name=${w("sys.key_file")} value=${html`<span class="brk">${sealing.file}</span>`}/>${sealing.beside_data ? html`<${Fact} name=${w("sys.key_place")} value=${w("sys.key_beside")} level="warn" why=${w("sys.key_beside_why")}/>` : null}<${Fact} name=${w("sys.key")} value=${w("sys.key_since", { key: sealing.key, day: sealing.since })}/><${Fact} name=${w("sys.sealed")} value=${w(sealing.former_keys ? "sys.resealing" : "sys.all_sealed", { n: count(sealing.rows) })} level=${sealing.former_keys ? "warn" : "good"}/></dl><//>
      <${Panel} title=${w("sys.calls")}><${Bar} name=${w("sys.ports")} part=${ports.used} of=${ports.total} text=${w("sys.ports_n", { used: count(ports.used), total: count(ports.total), first: ports.first, last: ports.last })}/><dl class="facts"><${Fact} name=${w("live_calls")} value=${count(sip.calls)}/><${Fact} name=${w("sys.sip_udp")} value=${sip.udp || "–"}/><${Fact} name=${w("sys.sip_tcp")} value=${sip.tcp || "–"}/><${Fact} name=${w("sys.phones")} value=${w("sys.phones_n", { n: count(sip.registrations), reachable: count(sip.reachable) })}/></dl><//>
      <${Panel} title=${w("sys.journal")} why=${w("sys.journal_why")}><dl class="facts"><${Fact} name=${w("sys.state")} value=${journal.error || journal.refusing || w("sys.writes")} level=${journal.error || journal.refusing ? "bad" : "good"}/><${Fact} name=${w("sys.backlog")} value=${count(journal.backlog)}/><${Fact} name=${w("sys.append")} value=${`${Math.round(journal.append_ms)} ms`} why=${w("sys.append_why")}/><${Fact} name=${w("sys.skipped")} value=${count(journal.skipped)} why=${w("sys.skipped_why")} level=${journal.skipped ? "warn" : undefined}/></dl><//>
      <${Panel} title=${wcode("s", "trunks")}><table class="tbl"><thead><tr><th>${w("name")}</th><th>${w("state")}</th><th class="num">${w("live_calls")}</th></tr></thead><tbody>${trunks.map((/** @type {any} */ one) => html`<tr key=${one.name}><td><b class="med">${one.name}</b></td><td><${TrunkTag} state=${one.state}/></td><td class="num">${one.calls}</td></tr>`)}</tbody></table>${trunks.length ? null : html`<p class="hint pad">${w("trunks.none")}</p>`}<//>
      <${Panel} title=${w("sys.registrations")} cls="regs"><div class="scroll" tabindex="0" role="group" aria-label=${w("sys.phones")}><table class="tbl"><thead><tr><th>${w("agent")}</th><th>${w("sys.contact")}</th><th>${w("client")}</th><th>${w("state")}</th></tr></thead><tbody>${state.phones.slice(0, 500).map((/** @type {any} */ one) => html`<tr key=${one.contact}><td title=${one.agent}>${thing("agent", one.agent) || one.agent}</td><td class="c2 trunc-cell" title=${one.contact}>${one.contact} · ${one.transport}</td><td class="c2 trunc-cell">${one.user_agent || "–"}</td><td><span class="tagx" data-t=${one.reachable ? "good" : "bad"}><${Icon} name=${one.reachable ? "good" : "bad"} size="xs"/>${w(one.reachable ? "sys.answers" : "sys.silent")}</span></td></tr>`)}</tbody></table>${state.phones.length ? null : html`<p class="hint pad">${w("sys.no_phones")}</p>`}</div><//></div>`;
}
