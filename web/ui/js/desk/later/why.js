// Why the call came to me, and why the one that waits does not: from the core's own
// explanation.
import { html, useEffect, useSignal } from "../../dom.js";
import { t, tcode } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { serviceName } from "../call/names.js";
import { Loaded, Resource } from "../parts/resource.js";
import { agentName } from "../people.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../desk.js").Explanation} Explanation */

/** @param {{desk: Desk, why: Explanation}} props */
export function Reasons({ desk, why }) {
  const rows = [
    [t("desk.why_trigger"), tcode("trigger", why.trigger)], [t("desk.why_strategy"), tcode("strategy", why.strategy)],
    [t("desk.why_key"), keyWords(why.key)], [t("desk.why_level"), t("desk.why_level_n", { level: why.level, open: why.open_level })],
    [t("desk.why_eligible"), t("desk.why_eligible_n", { n: why.eligible })], [t("desk.why_ahead"), t("desk.why_ahead_n", { n: why.ahead_of })],
    [t("desk.why_next"), (why.next ?? []).map((rival) => `${agentName(desk, rival.agent)} (${keyWords(rival.key)})`).join(", ")],
  ];
  return html`${why.sticky ? html`<p class="note"><${Icon} name="info"/>${t("desk.why_sticky")}</p>` : null}
    <dl>${rows.filter(([, value]) => value).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** "idle 182s" in the viewer's words; an unknown key stands as it is. @param {string|undefined} key */
function keyWords(key = "") {
  const [, name, n] = /^([a-z]+) (\d+)s?$/.exec(key) ?? [];
  const known = ["idle", "turn", "calls", "talk", "level", "order", "weight"];
  return name && n && known.includes(name) ? t(/** @type {import("../../i18n.js").TextKey} */ (`key.${name}`), { n }) : key;
}

/** @param {{desk: Desk}} props */
export function WhyNot({ desk }) {
  const answer = useSignal(/** @type {Resource<any>|null} */ (null));
  useEffect(() => { answer.value = new Resource(() => desk.whyNot().then((why) => ({ why }))); void answer.value.refresh(); }, []);
  if (!answer.value) return null;
  return html`<${Loaded} of=${answer.value} what=${t("desk.why_not")}>${(/** @type {{why: any}} */ { why }) => (why
    ? html`<p><b>${serviceName(desk, why.call.service)}</b></p><p>${tcode("whynot", why.why)}</p>` : html`<p>${t("desk.why_not_nobody")}</p>`)}<//>`;
}
