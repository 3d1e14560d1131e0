// Colleagues, live: 상담중 상담사 and 전체 상담사 (D11, D12). Everybody keeps a place by
// name; only the state changes.
import { html, useComputed } from "../../dom.js";
import { clockTime } from "../../format.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { agentLook, personName, shortName } from "../../states.js";
import { panel } from "../call/open.js";
import { openDial } from "../dial.js";
import { Empty } from "../parts/resource.js";
import { VirtualList } from "../parts/virtual.js";

/** @typedef {import("../desk.js").Desk} Desk */

const rowHeight = 32;


/** @param {{desk: Desk, keys: string[], all: boolean}} props */
export function Colleagues({ desk, keys, all }) {
  if (keys.length === 0) {
    if (!desk.live.colleagues.loaded.value) return null;
    return html`<${Empty} icon="users" title=${t(all ? "desk.nobody" : "desk.nobody_duty")} why=${t(all ? "desk.nobody_why" : "desk.nobody_duty_why")}/>`;
  }
  return html`<${VirtualList} keys=${keys} height=${rowHeight} label=${t(all ? "desk.everyone" : "desk.on_duty")}
    row=${(/** @type {string} */ id, /** @type {object} */ focus) => html`<${Colleague} key=${id} desk=${desk} id=${id} focus=${focus}/>`}/>`;
}

/** @param {{desk: Desk, id: string, focus: object}} props */
function Colleague({ desk, id, focus }) {
  const row = desk.live.colleagues.row(id)?.value;
  const time = useComputed(() => { const now = desk.live.colleagues.row(id)?.value; return now ? clockTime(desk.live.now.value - agentLook(now).since) : ""; });
  if (!row) return null;
  const look = agentLook(row), me = id === desk.agent, level = row.band === "warn" || row.band === "bad" ? row.band : undefined;
  /** On a call: asks this colleague; else calls. */
  const press = () => (desk.me.peek()?.call ? panel.ask(desk, row.extension) : openDial(desk, row.extension));
  return html`<button type="button" class="p" ...${focus} disabled=${me} title=${me ? undefined : t("desk.call_colleague", { name: personName(row), extension: row.extension })} onClick=${press}>
    <span class="st" data-s=${look.s}><${Icon} name=${look.icon}/></span><span class="id"><b class="trunc">${shortName(row)}</b>${me ? html`<span class="c3 me">${t("desk.myself")}</span>` : null}<span class="c3">${row.extension}</span></span>
    <span class="st end" data-s=${look.s}>${look.name}</span>${look.s === "off" ? html`<span class="tm"></span>` : html`<span class="tm" data-t=${level}>${level ? html`<${Icon} name=${level}/>` : null}${time}</span>`}</button>`;
}
