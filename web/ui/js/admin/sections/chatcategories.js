// Categories of chats (상담 분류): large ones and their middle ones, in the order in which they
// are offered, and what the bot answers.
import { html, useEffect } from "../../dom.js";
import { request } from "../../api.js";
import { named } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Empty } from "../../desk/parts/resource.js";
import { among, inOrder, lastNumber, moved } from "../chat/tree.js";
import { ca, cacode, docOf } from "../chat/text.js";
import { OffNote } from "../chat/used.js";
import { Variables } from "../chat/variables.js";
import { Collection, ListDetail } from "../collection.js";
import { F, Fields, Panel } from "../fields.js";
import { go, href } from "../route.js";
import { act, changed } from "../said.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {import("../fields.js").FieldSpec} FieldSpec */
/** @typedef {import("../chat/tree.js").Category} Category */

const path = "chat-categories", section = "chat-categories";

export const categories = new Collection({
  section, path, target: "chat-category", icon: "tag", blank: () => ({ id: "", name: { ko: "" } }), items: inOrder,
  title: nameOf, more: (one) => (one.parent ? "" : ca("middle_n", { n: have().filter((each) => each.parent === one.id).length })), inner: (one) => !!one.parent,
  side: (one) => (one.unused ? html`<span class="tagx">${ca("unused")}</span>` : null),
  clean: ({ answer, ...one }) => ({ ...one, ...(one.parent && answer ? { answer } : {}), order: one.version ? one.order : lastNumber(have(), one.parent) }), // only middle ones answer
  none: () => ca("categories.none"), why: () => ca("categories.why"),
});

/** @returns {Category[]} */
const have = () => categories.list.value.value ?? [];

/** @param {Category} one */
function nameOf(one) { return named(one.name, one.id); }

/** 배송 › 배송 지연; the id where there is none. @param {string} id */
export function categoryPath(id) {
  const one = have().find((each) => each.id === id), up = have().find((each) => each.id === one?.parent);
  return one ? [up && nameOf(up), nameOf(one)].filter(Boolean).join(" › ") : id;
}

/** Choices of categories; one that is there no more stays where it was chosen. @param {{value?: string, middle?: boolean}} of middle: only middle ones */
export function categoryChoices({ value, middle = false }) {
  const choices = have().filter((one) => !middle || one.parent).map((one) => ({ value: one.id, text: categoryPath(one.id) }));
  return value && !choices.some((one) => one.value === value) ? [...choices, { value, text: value }] : choices;
}

/** Reads the categories while a part is shown. */
export const useCategories = () => useEffect(() => { void categories.list.refresh(); }, [changed.value]);

/** Begins a new one. @param {string} [parent] */
function add(parent) {
  categories.draft("+")?.set("parent", parent);
  go(section, "+");
}

/** @param {{id: string, user: import("../../api.js").User}} props */
export function ChatCategories({ id, user }) {
  const none = !id && categories.list.value.value?.length === 0;
  return html`<${ListDetail} of=${categories} id=${id} label=${wcode("s", section)} detail=${(/** @type {Draft} */ draft, /** @type {string} */ at) => html`<${OffNote} user=${user}/><${Detail} key=${at} draft=${draft} id=${at}/>`}>
    ${none ? html`<${OffNote} user=${user}/><${Empty} icon="tag" title=${ca("categories.none")} why=${ca("categories.why")}><button type="button" class="btn primary" onClick=${() => add()}><${Icon} name="plus" size="s"/>${ca("large_add")}</button><//>` : null}<//>`;
}

/** @param {{draft: Draft, id: string}} props */
function Detail({ draft, id }) {
  const parent = draft.get("parent"), inner = draft.fresh ? [] : among(have(), id), larges = among(have()).filter((one) => one.id !== id).map((one) => ({ value: one.id, text: nameOf(one) }));
  /** @param {string} field @param {FieldSpec["kind"]} kind @param {Partial<FieldSpec>} [more] @returns {FieldSpec} */
  const f = (field, kind, more = {}) => ({ path: field, kind, label: cacode("f", `chat-category.${field}`), doc: docOf(`chat-category.${field}`), ...more });
  return html`<${Panel} title=${w("p.basic")} why=${ca(parent ? "middle_why" : "large_why")} side=${draft.fresh ? null : html`<${F} draft=${draft} spec=${f("unused", "switch")}/><${Move} id=${id}/>`}><${Fields} draft=${draft} cols=${3} specs=${[f("id", "text", { label: w("f.id"), doc: w("d.any_id"), required: draft.fresh, locked: !draft.fresh, max: 40 }),
    f("name.ko", "text", { label: w("f.name.ko"), required: true, max: 60 }), f("name.en", "text", { label: w("f.name.en"), max: 60 }), f("parent", "choice", { choices: larges, empty: ca("is_large"), locked: inner.length > 0, doc: inner.length ? ca("parent_fixed") : "" })]}/><//>
    ${parent ? html`<${Panel} title=${ca("p.answer")} why=${ca("p.answer_why")}><${Variables} draft=${draft}/><${Fields} draft=${draft} cols=${2} specs=${[f("answer.ko", "area", { max: 2000 }), f("answer.en", "area", { max: 2000 })]}/><//>`
    : draft.fresh ? null : html`<${Panel} title=${ca("p.middle")} why=${ca("p.middle_why")} side=${html`<button type="button" class="btn sm" onClick=${() => add(id)}><${Icon} name="plus" size="s"/>${ca("middle_add")}</button>`}>${inner.length ? html`<ul class="chips-list">${inner.map((one) => html`<li key=${one.id}><a class="chip" href=${href(section, one.id)}>${nameOf(one)}${one.unused ? ` (${ca("unused")})` : ""}</a></li>`)}</ul>` : html`<p class="hint pad">${ca("middle_none")}</p>`}<//>`}`;
}

/** A place up or down among those beside it. @param {{id: string}} props */
function Move({ id }) {
  const one = have().find((each) => each.id === id);
  if (!one) return null;
  const name = nameOf(one);
  /** @param {-1|1} way */
  const go = (way) => {
    const plan = moved(have(), one, way);
    /** @param {Category} of @param {number} order */
    const put = (of, order) => request("PUT", `${path}/${encodeURIComponent(of.id)}`, { ...of, order });
    if (plan) void act(ca(way < 0 ? "said.up" : "said.down", { name }), async () => { for (const each of plan.first) await put(each.one, each.order); await put({ ...one, version: plan.first.some((each) => each.one.id === id) ? undefined : one.version }, plan.order); }, `chat-category:${id}`);
  };
  return html`<button type="button" class="btn sm icon" disabled=${!moved(have(), one, -1)} aria-label=${w("up_of", { name })} title=${ca("up")} onClick=${() => go(-1)}><span class="flip"><${Icon} name="chev-d" size="s"/></span></button><button type="button" class="btn sm icon" disabled=${!moved(have(), one, 1)} aria-label=${w("down_of", { name })} title=${ca("down")} onClick=${() => go(1)}><${Icon} name="chev-d" size="s"/></button>`;
}
