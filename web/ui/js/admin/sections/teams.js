// Teams, whose managers see the team's agents and nobody else's.
import { html } from "../../dom.js";
import { named } from "../../i18n.js";
import { personName } from "../../states.js";
import { Collection, ListDetail } from "../collection.js";
import { Fields, Panel } from "../fields.js";
import { href } from "../route.js";
import { have, managers, useLists } from "../shared.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../draft.js").Draft} Draft */

const teams = new Collection({
  section: "teams", path: "teams", target: "team", icon: "users", blank: () => ({ id: "", name: { ko: "" } }),
  title: (one) => named(one.name, one.id), more: (one) => have("users").find((user) => user.login === one.manager)?.name ?? one.manager ?? "",
  side: (one) => html`<span class="c2 t-xs">${w("agents_n", { n: have("agents").filter((agent) => agent.team === one.id).length })}</span>`,
  none: () => w("teams.none"), why: () => w("teams.why"),
});

/** @param {{id: string}} props */
export function Teams({ id }) {
  useLists("users", "agents");
  return html`<${ListDetail} of=${teams} id=${id} label=${wcode("s", "teams")} detail=${(/** @type {Draft} */ draft, /** @type {string} */ at) => html`<${Team} draft=${draft} id=${at}/>`}/>`;
}

/** @param {{draft: Draft, id: string}} props */
function Team({ draft, id }) {
  const members = have("agents").filter((agent) => agent.team === id);
  return html`<${Panel} title=${w("p.basic")} why=${w("team_why")}><${Fields} draft=${draft} specs=${[...(draft.fresh ? [{ path: "id", kind: /** @type {const} */ ("text"), label: w("f.id"), doc: w("d.any_id"), required: true, max: 40 }] : []),
    { path: "name.ko", kind: "text", label: w("f.name.ko"), required: true, max: 60 }, { path: "name.en", kind: "text", label: w("f.name.en"), max: 60 }, { path: "manager", kind: "choice", label: w("f.team_manager"), doc: w("d.team_manager"), empty: w("nobody"), choices: managers(draft.get("manager")) }]}/><//>
    ${draft.fresh ? null : html`<${Panel} title=${w("members_n", { n: members.length })} why=${w("members_how")}>${members.length ? html`<ul class="chips-list">${members.slice(0, 200).map((agent) => html`<li key=${agent.id}><a class="chip" href=${href("agents", agent.id)}>${personName(agent)} <b>${agent.extension}</b></a></li>`)}</ul>` : html`<p class="hint pad">${w("team_empty")}</p>`}<//>`}`;
}
