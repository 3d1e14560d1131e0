// Templates of chats for every agent (공통 템플릿). Agents' own ones are in their console.
import { html } from "../../dom.js";
import { language } from "../../i18n.js";
import { ca, cacode, docOf } from "../chat/text.js";
import { OffNote } from "../chat/used.js";
import { Collection, ListDetail } from "../collection.js";
import { Fields, Panel } from "../fields.js";
import { w, wcode } from "../text.js";
import { categoryChoices, categoryPath, useCategories } from "./chatcategories.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {import("../fields.js").FieldSpec} FieldSpec */

const section = "chat-templates";
/** What the console fills in, and what it leaves to the agent. */
const places = { ko: { customer: "{고객명}", agent: "{상담사명}", place: "{주문번호}" }, en: { customer: "{customer}", agent: "{agent}", place: "{order}" } };

const templates = new Collection({
  section, path: "chat/templates", target: "chat-template", icon: "doc", blank: () => ({ name: "", body: "" }),
  items: (list) => list.filter((/** @type {{owner?: string}} */ one) => !one.owner),
  title: (one) => one.name, below: (one) => [one.shortcut && `/${one.shortcut}`, one.category ? categoryPath(one.category) : ca("any_category")].filter(Boolean).join(" · "),
  side: (one) => (one.unused ? html`<span class="tagx">${ca("unused")}</span>` : null),
  clean: ({ name, body, shortcut, category, unused, version }) => ({ name, body, shortcut, category, unused, version }),
  none: () => ca("templates.none"), why: () => ca("templates.why"),
});

/** @param {{id: string, user: import("../../api.js").User}} props */
export function ChatTemplates({ id, user }) {
  useCategories();
  return html`<${ListDetail} of=${templates} id=${id} label=${wcode("s", section)} detail=${(/** @type {Draft} */ draft) => html`<${OffNote} user=${user}/><${Detail} draft=${draft}/>`}/>`;
}

/** @param {{draft: Draft}} props */
function Detail({ draft }) {
  /** @param {string} field @param {FieldSpec["kind"]} kind @param {Partial<FieldSpec>} [more] @returns {FieldSpec} */
  const f = (field, kind, more = {}) => ({ path: field, kind, label: cacode("f", `chat-template.${field}`), doc: docOf(`chat-template.${field}`), ...more });
  return html`<${Panel} title=${w("template")} why=${ca("template_why")}><${Fields} draft=${draft} cols=${2} specs=${[f("name", "text", { label: w("f.name"), required: true, max: 100 }), f("shortcut", "text", { max: 40 }),
    f("category", "choice", { empty: ca("any_category"), choices: categoryChoices({ value: draft.get("category") }) }), f("unused", "switch"), f("body", "area", { doc: ca("d.chat-template.body", places[language.value]), required: true, max: 4000, cls: "span2" })]}/><//>`;
}
