// How an agent takes chats, in the form of the agent: the most at once, none at all (상담 안함),
// which categories, and what is said by itself. It stands there where chats are in use.
import { html } from "../../dom.js";
import { Icon } from "../../icons.js";
import { ca, cacode } from "../chat/text.js";
import { useChats } from "../chat/used.js";
import { Fields, Panel } from "../fields.js";
import { categoryChoices, categoryPath, useCategories } from "./chatcategories.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {import("../fields.js").FieldSpec} FieldSpec */

const mostReply = 500, mostRooms = 100; // as the server allows

/** @param {"excluded"|"cap"|"auto_reply"|"auto_reply_en"} name @param {FieldSpec["kind"]} kind @param {Partial<FieldSpec>} [more] @returns {FieldSpec} */
const field = (name, kind, more) => ({ path: `chat.${name}`, kind, label: cacode("f", `agent.chat.${name}`), doc: cacode("d", `agent.chat.${name}`), ...more });

/** @param {{draft: Draft, user: import("../../api.js").User}} props */
export function AgentChat({ draft, user }) {
  const used = useChats(user);
  useCategories();
  if (!used) return null;
  return html`<${Panel} title=${ca("p.agent_chat")} why=${ca("p.agent_chat_why")}><${Fields} draft=${draft} cols=${2} specs=${[field("cap", "number", { min: 1, max: mostRooms, empty: ca("cap_general"), unit: ca("cap_unit") }), field("excluded", "switch"), field("auto_reply", "area", { max: mostReply }), field("auto_reply_en", "area", { max: mostReply })]}/><${Categories} draft=${draft}/><//>`;
}

/** The middle categories that the agent answers; one that is there no more can be taken out. @param {{draft: Draft}} props */
function Categories({ draft }) {
  const path = "chat.categories", mine = /** @type {string[]} */ (draft.get(path) ?? []), offered = categoryChoices({ middle: true }), gone = mine.filter((id) => !offered.some((one) => one.value === id)), wrong = draft.wrong.value[path];
  /** @param {string} id @param {boolean} on */
  const put = (id, on) => { const next = on ? [...mine, id] : mine.filter((one) => one !== id); draft.set(path, next.length ? next : undefined); };
  const list = [...offered, ...gone.map((id) => ({ value: id, text: categoryPath(id) }))];
  return html`<fieldset class="agent-categories" id="f-chat-categories" aria-describedby="f-chat-categories-doc"><legend class="lab">${cacode("f", "agent.chat.categories")}</legend>
    ${list.length ? html`<div class="row wrap">${list.map((one) => html`<label key=${one.value} class="row"><input class="ck" type="checkbox" checked=${mine.includes(one.value)} onChange=${(/** @type {Event} */ e) => put(one.value, /** @type {HTMLInputElement} */ (e.currentTarget).checked)}/>${one.text}</label>`)}</div>` : html`<p class="hint">${ca("agent_categories_none")}</p>`}
    ${wrong ? html`<span class="hint" data-t="bad"><${Icon} name="bad" size="xs"/> ${wrong}</span>` : null}<span class="hint" id="f-chat-categories-doc">${cacode("d", "agent.chat.categories")}</span></fieldset>`;
}
