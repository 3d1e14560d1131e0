// What the lists of supervision show of a room.
import { html } from "../dom.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { waitOf, waitsSince } from "../chat/waits.js";
import { Elapsed } from "../monitor/time.js";
import { v, vcode } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */
/** @typedef {import("../live/chatrows.js").ChatRow} ChatRow */

/** @type {Record<string, [string, string]>} status -> family, glyph */
const looks = { waiting: ["away", "clock"], received: ["ring", "msg"], in_progress: ["talk", "r-interview"], ended: ["off", "check"], bot: ["away", "bot"], bot_ended: ["off", "bot"] };

/** @param {{status: string}} props */
export function StatusOf({ status }) {
  const [s, icon] = looks[status] ?? ["away", "msg"];
  return html`<span class="st" data-s=${s}><${Icon} name=${icon}/>${vcode("status", status)}</span>`;
}

/** How long its customer waits. @param {{page: Supervise, row: ChatRow}} props */
export function Waits({ page, row }) {
  const since = waitsSince(row);
  return since ? html`<${Elapsed} key=${since} since=${since} now=${page.live.now} limit=${waitOf(row)}/>` : html`<span class="c3">${v("answered")}</span>`;
}

/** Who monitors it. @param {{page: Supervise, row: ChatRow}} props */
export function WatcherOf({ page, row }) {
  const name = page.watcherName(row);
  return name ? html`<span class="mon-by" title=${name}><${Icon} name="bino" size="s"/><span class="trunc">${name}</span></span>` : html`<span class="c3">–</span>`;
}

/** @param {{again: () => unknown}} props */
export const Again = ({ again }) => html`<button type="button" class="btn sm" onClick=${again}><${Icon} name="refresh" size="s"/>${t("retry")}</button>`;
