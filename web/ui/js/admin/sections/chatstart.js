// Where chats begin: what is set in which order, what of it is there, and the switch.
import { html } from "../../dom.js";
import { named } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { OnlyHere, samplePage, scriptTag } from "../chat/inpages.js";
import { agentsWithLogIn, rulesSet, webChats, yearly } from "../chat/begun.js";
import { ca } from "../chat/text.js";
import { turnChats, useChats } from "../chat/used.js";
import { Panel } from "../fields.js";
import { href } from "../route.js";
import { Copy, have, Sure, useLists, useResource } from "../shared.js";
import { wcode } from "../text.js";
import { categories, useCategories } from "./chatcategories.js";
import { sites, useSites } from "./chatsites.js";

/** @typedef {import("./chatsites.js").Site} Site */

/** @param {{user: import("../../api.js").User}} props */
export function ChatStart({ user }) {
  useLists("agents", "users");
  useResource(yearly);
  useCategories();
  useSites();
  const on = useChats(user), all = categories.list.value.value ?? [], list = /** @type {Site[]} */ (sites.list.value.value ?? []), middle = all.filter((one) => one.parent).length, site = list.find((one) => !one.closed), agents = have("agents").length, logins = agentsWithLogIn(), rules = rulesSet(), came = webChats();
  return html`<main class="scroll det"><${Panel} title=${ca(on ? "start_on" : "start")} why=${ca(on ? "start_on_why" : "start_why")} side=${html`<span class="tagx" role="status" data-t=${on ? "good" : undefined}>${on === undefined ? "" : ca(on ? "is_on" : "is_off")}</span>`}><ol class="steps">
      <${Step} n=${1} title=${wcode("s", "chat-categories")} done=${middle > 0} has=${ca("has_categories", { large: all.length - middle, middle })} why=${ca("step.categories")}><a class="btn sm" href=${href("chat-categories", all.length ? "" : "+")}>${ca(all.length ? "look" : "add_first")}</a><//>
      <${Step} n=${2} title=${wcode("s", "chat-sites")} done=${!!site} has=${ca("has_sites", { n: list.length })} why=${ca("step.sites")}><a class="btn sm" href=${href("chat-sites", list.length ? "" : "+")}>${ca(list.length ? "look" : "add_first")}</a><//>
      <${Step} n=${3} title=${ca("step_rules")} done=${on === true || !!rules} has=${rules === undefined ? "" : ca("has_rules", { n: rules })} why=${ca("step.rules")}><a class="btn sm" href=${href("settings", "chat")}>${wcode("s", "settings")}</a><a class="btn sm" href=${href("schedules")}>${wcode("s", "schedules")}</a><//>
      <${Step} n=${4} title=${ca("step_on")} done=${on === true} why=${ca(site ? "step.on" : "step.on_early")}>${on === undefined ? null : on ? html`<${Sure} text=${ca("turn_off")} sure=${ca("turn_off_sure")} onSure=${() => turnChats(false)}/>` : html`<button type="button" class=${site ? "btn sm primary" : "btn sm"} onClick=${() => turnChats(true)}>${ca("turn_on")}</button>`}<//>
      <${Step} n=${5} title=${ca("p.in_pages")} done=${!!came} has=${came === undefined ? "" : ca("has_came", { n: came })} why=${ca(site ? "step.in_pages" : "step.in_pages_early")} line=${site ? scriptTag(site.id) : ""}>${site ? html`<a class="btn sm" href=${samplePage(site.id)} target="_blank" rel="noopener"><${Icon} name="popout" size="s"/>${ca("sample_of", { site: named(site.name, site.id) })}</a><${Copy} text=${scriptTag(site.id)}/>` : null}<//>
      <${Step} n=${6} title=${wcode("s", "agents")} done=${logins > 0} has=${ca("has_agents", { n: agents, logins })} why=${ca(logins ? "step.agents" : agents ? "step.agents_logins" : "step.agents_early")}>${logins ? null : html`<a class="btn sm" href=${href("people")}>${wcode("s", "people")}</a>`}${user.agent_id && on ? html`<a class="btn sm" href="chat">${ca("to_console")}</a>` : html`<a class="btn sm" href=${href("agents")}>${wcode("s", "agents")}</a>`}<//></ol><//></main>`;
}

/** One of the steps. @param {{n: number, title: string, done: boolean, has?: string, why: string, line?: string, children?: any}} props line: to be copied */
function Step({ n, title, done, has = "", why, line = "", children }) {
  return html`<li data-done=${done ? "" : undefined}><span class="step-n" role="img" aria-label=${`${n}: ${ca(done ? "is_done" : "to_do")}`}>${done ? html`<${Icon} name="check" size="s"/>` : n}</span>
    <div class="grow"><p><b class="med">${title}</b>${has ? html` <span class="c3 t-xs">${has}</span>` : null}</p><p class="c2">${why}</p>${line ? html`<code class="tag-code">${line}</code><${OnlyHere}/>` : null}</div><span class="row end">${children}</span></li>`;
}
