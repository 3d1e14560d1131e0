// Sites of chats (채팅 사이트): the pages that show the widget, what is said there, which
// profile is asked for, and who may say who a customer is.
import { html, useEffect } from "../../dom.js";
import { named } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Empty } from "../../desk/parts/resource.js";
import { chatSaid } from "../../text/chatsaid.js";
import { InPages } from "../chat/inpages.js";
import { Secret } from "../chat/secret.js";
import { ca, cacode, docOf } from "../chat/text.js";
import { OffNote } from "../chat/used.js";
import { Variables } from "../chat/variables.js";
import { Collection, ListDetail } from "../collection.js";
import { F, Fields, Panel } from "../fields.js";
import { go } from "../route.js";
import { changed } from "../said.js";
import { w, wcode } from "../text.js";
import { categories, categoryChoices, useCategories } from "./chatcategories.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {import("../fields.js").FieldSpec} FieldSpec */
/** @typedef {{id: string, name: import("../../live/rows.js").Names, origins: string[], closed?: boolean, signs?: boolean}} Site */

const section = "chat-sites", texts = /** @type {(keyof typeof chatSaid)[]} */ (Object.keys(chatSaid)), asked = ["name", "phone", "email"];

export const sites = new Collection({
  section, path: "chat-sites", target: "chat-site", icon: "web", named: true, blank: () => ({ id: "", name: { ko: "" }, origins: [] }),
  title: (one) => named(one.name, one.id), below: (one) => one.origins.join(", ") || ca("origins_none"),
  side: (one) => (one.closed ? html`<span class="tagx">${w("closed")}</span>` : null),
  clean: ({ signs: _, ...one }) => one,
  none: () => ca("sites.none"), why: () => ca("sites.why"),
});

/** Reads the sites while a part is shown. */
export const useSites = () => useEffect(() => { void sites.list.refresh(); }, [changed.value]);

/** @param {{id: string, user: import("../../api.js").User}} props */
export function ChatSites({ id, user }) {
  useCategories();
  const none = !id && sites.list.value.value?.length === 0;
  return html`<${ListDetail} of=${sites} id=${id} label=${wcode("s", section)} detail=${(/** @type {Draft} */ draft, /** @type {string} */ at) => html`<${OffNote} user=${user}/><${Detail} key=${at} draft=${draft} id=${at}/>`}>
    ${none ? html`<${OffNote} user=${user}/><${Empty} icon="web" title=${ca("sites.none")} why=${ca("sites.why")}><button type="button" class="btn primary" onClick=${() => go(section, "+")}><${Icon} name="plus" size="s"/>${ca("site_add")}</button><//>` : null}<//>`;
}

/** @param {{draft: Draft, id: string}} props */
function Detail({ draft, id }) {
  void categories.list.value.value; // its names are in the choices
  /** @param {string} field @param {FieldSpec["kind"]} kind @param {Partial<FieldSpec>} [more] @returns {FieldSpec} */
  const f = (field, kind, more = {}) => ({ path: field, kind, label: cacode("f", `chat-site.${field}`), doc: docOf(`chat-site.${field}`), ...more });
  /** @param {"ko"|"en"} language @param {keyof typeof chatSaid} of */
  const text = (language, of) => f(`${of}.${language}`, "area", { max: 2000, empty: chatSaid[of][language], doc: language === "ko" ? docOf(`chat-site.${of}`) : "" });
  return html`<${Panel} title=${w("p.basic")} why=${ca("site_why")} side=${html`<${F} draft=${draft} spec=${f("closed", "switch", { doc: "" })}/>`}><${Fields} draft=${draft} cols=${3} specs=${[f("id", "text", { label: w("f.id"), doc: ca("d.site_id"), required: draft.fresh, locked: !draft.fresh, max: 40 }),
    f("name.ko", "text", { label: w("f.name.ko"), required: true, max: 60 }), f("name.en", "text", { label: w("f.name.en"), max: 60 }), f("category", "choice", { empty: ca("first_category"), choices: categoryChoices({ value: draft.get("category"), middle: true }) }), f("origins", "lines", { empty: "https://www.example.com", cls: "span2" })]}/><//>
    ${draft.fresh ? null : html`<${InPages} id=${id}/>`}
    <${Panel} title=${ca("p.profile")} why=${ca("p.profile_why")}><${Asks} draft=${draft}/><//>
    <${Panel} title=${ca("p.texts")} why=${ca("p.texts_why")}><${Variables} draft=${draft}/><${Fields} draft=${draft} cols=${2} specs=${texts.flatMap((of) => [text("ko", of), text("en", of)])}/><//>
    <${Secret} draft=${draft}/>`;
}

/** What the profile form asks for. @param {{draft: Draft}} props */
function Asks({ draft }) {
  const asks = /** @type {string[]} */ (draft.get("asks") ?? []);
  /** @param {string} one @param {boolean} on */
  const put = (one, on) => { const next = asked.filter((each) => (each === one ? on : asks.includes(each))); draft.set("asks", next.length ? next : undefined); };
  return html`<div class="row pad wrap asks" id="f-asks" role="group" aria-label=${ca("p.profile")}>${asked.map((one) => html`<label key=${one} class="row"><input class="ck" type="checkbox" checked=${asks.includes(one)} onChange=${(/** @type {Event} */ e) => put(one, /** @type {HTMLInputElement} */ (e.currentTarget).checked)}/>${cacode("ask", one)}</label>`)}</div>`;
}
