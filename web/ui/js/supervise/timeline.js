// What happened in a room beside messages, in order, monitoring too (S21).
import { html } from "../dom.js";
import { dayIn, daySecond, timeOfDay } from "../format.js";
import { Icon } from "../icons.js";
import { whyOf } from "../chat/why.js";
import { v, vcode } from "./text.js";

/** @typedef {import("./model.js").Supervise} Supervise */
/** @typedef {import("./api.js").Entry} Entry */

/** @type {Record<string, string>} */
const glyphs = { opened: "msg", asked: "hand", ask_refused: "ban", waits: "clock", assigned: "user", answered: "r-interview", ended: "check", blocked: "ban", held: "pin", category: "tag", monitor_began: "bino", monitor_ended: "bino" };

/** What a line says. @param {Supervise} page @param {Entry} one */
function words(page, one) {
  const to = one.to ? page.nameOf(one.to) : "", from = one.from ? page.nameOf(one.from) : "", who = one.user_name || one.user || "";
  switch (one.kind) {
    case "waits": case "ask_refused": return v(from ? "line.put_back" : one.kind === "waits" ? "line.waits" : "line.ask_refused", { from, why: vcode("cause", one.how ?? "") });
    case "assigned": return v(from ? "line.handed" : "line.assigned", { from, to, how: vcode("how", one.how ?? "") });
    case "answered": return v("line.answered", { to });
    case "ended": return v("line.ended", { how: vcode("end_type", one.how ?? "") });
    case "held": return v(one.how === "on" ? "line.held" : "line.unheld");
    case "monitor_began": return v("line.monitor_began", { who });
    case "monitor_ended": return v("line.monitor_ended", { who, why: vcode("why_ended", one.how ?? "") });
  }
  return vcode("line", one.kind);
}

/** @param {{page: Supervise, told: import("./looked.js").Told}} props */
export function Timeline({ page, told }) {
  const zone = page.live.timeZone.value, today = dayIn(page.live.asOf.value || Date.now(), zone), one_day = told.timeline.every((one) => dayIn(one.at, zone) === today);
  return html`<section class="sec"><ol class="ev">${[...told.timeline].reverse().map((one, i) => {
    const who = one.user_name || one.user, own = one.kind.startsWith("monitor_");
    return html`<li key=${`${one.at} ${one.kind} ${i}`} data-mon=${own ? "" : undefined}><time>${one_day ? timeOfDay(one.at, zone) : daySecond(one.at, zone)}</time><${Icon} name=${glyphs[one.kind] ?? "info"} size="s"/><span>${words(page, one)}${one.why ? html` <span class="c3">· ${whyOf(one.why)}</span>` : null}${who && !own ? html` <span class="c3">${v("by", { who })}</span>` : null}</span></li>`;
  })}</ol></section>`;
}
