// A kind of thing: its list, what is being changed of each, and how they are saved.
import { html, signal, useEffect, useLayoutEffect, useMemo } from "../dom.js";
import { ApiError, request } from "../api.js";
import { language } from "../i18n.js";
import { Icon } from "../icons.js";
import { count } from "../format.js";
import { useQuestion } from "../desk/parts/focus.js";
import { Empty, Loaded, Resource } from "../desk/parts/resource.js";
import { VirtualList } from "../desk/parts/virtual.js";
import { Draft, open } from "./draft.js";
import { go, here } from "./route.js";
import { byShownName } from "./shared.js";
import { begin, changed, done, say } from "./said.js";
import { fieldErrors, refusal } from "./words.js";
import { w, wcode } from "./text.js";

const newID = "+";
const rowHeight = 44, tallHeight = 58; // px, of one line and of two

/**
 * @typedef {object} Kind
 * @property {string} section    in the address
 * @property {string} path       in the API
 * @property {string} target     in the record of changes: service, for service:orders
 * @property {string} [key]      the field that names one
 * @property {() => any} blank   a new one
 * @property {(one: any) => string} title
 * @property {(one: any) => string} [more]
 * @property {(one: any) => string} [below] a second line of its row
 * @property {(one: any) => any} [side] at the end of its row
 * @property {(one: any) => boolean} [inner] it belongs to the one above it
 * @property {(one: any) => any} [read] what a draft has of what the server gives
 * @property {(one: any) => any} [clean] what is sent
 * @property {(list: any) => any[]} [items] of the answer
 * @property {(answer: any) => void} [saved] told the answer to a save
 * @property {string} icon
 * @property {() => string} none  the list is empty
 * @property {() => string} why   when it fills
 * @property {boolean} [fixed]    none is added here
 * @property {boolean} [named]    in the order of the names that are shown
 */

/** As it is written: an English name that is the Korean one is none, and follows it. @param {any} one */
const written = (one) => (one?.name?.en && one.name.en === one.name.ko ? { ...one, name: { ko: one.name.ko } } : one);

export class Collection {
  /** @param {Kind} kind */
  constructor(kind) {
    this.kind = kind;
    this.key = kind.key ?? "id";
    /** @type {Resource<any[]>} */
    this.list = new Resource(() => request("GET", kind.path).then(kind.items ?? ((list) => list)));
    /** @type {Map<string, Draft>} */
    this.drafts = new Map();
    this.opened = signal(0); // steps when a draft comes or goes
    this.search = signal("");
  }

  /** @param {any} one @returns {string} */
  idOf(one) { return String(one[this.key]); }

  /** As a draft has it. @param {any} one */
  asRead(one) {
    const as = written(one);
    return as && this.kind.read ? this.kind.read(as) : as;
  }

  /** The draft of one thing; null where there is none of that name. @param {string} id */
  draft(id) {
    const known = this.drafts.get(id);
    const base = id === newID ? this.kind.blank() : this.asRead(this.list.value.value?.find((one) => this.idOf(one) === id));
    if (!base) return known ?? null;
    if (known) { if (id !== newID) queueMicrotask(() => known.follow(base)); return known; }
    const made = new Draft(base, id === newID, `${this.kind.section}/${id}`);
    this.drafts.set(id, made);
    return made;
  }

  /** Unsaved ones. */
  unsaved() {
    void this.opened.value;
    return [...this.drafts].filter(([, draft]) => draft.dirty.value).map(([id]) => id);
  }

  /** @param {string} id */
  async save(id) {
    const draft = this.drafts.get(id);
    if (!draft) return;
    const { kind } = this, fresh = id === newID;
    const saved = await draft.save((value) => {
      const body = kind.clean ? kind.clean(value) : value;
      return (fresh ? request("POST", kind.path, body) : request("PUT", `${kind.path}/${encodeURIComponent(id)}`, body)).then((one) => this.asRead(one));
    });
    if (!saved) {
      if (draft.conflict.peek()) void this.list.refresh(); // what is there now, under what was written: the next save is of that
      return showWrong();
    }
    const made = this.idOf(saved), at = document.activeElement?.closest(".det") ? document.activeElement.id : "";
    kind.saved?.(saved);
    if (fresh) { open.delete(draft); this.drafts.delete(newID); }
    this.opened.value++;
    await this.list.refresh();
    if (fresh && here(kind.section, id)) {
      go(kind.section, made);
      if (at) requestAnimationFrame(() => document.getElementById(at)?.focus()); // the same form, drawn anew
    }
    void done(w(fresh ? "said.added" : "said.saved", { what: kind.title(saved) }), `${kind.target}:${made}`);
  }

  /** @param {string} id */
  async remove(id) {
    const one = this.list.value.peek()?.find((each) => this.idOf(each) === id);
    begin();
    try {
      await request("DELETE", `${this.kind.path}/${encodeURIComponent(id)}`);
    } catch (error) {
      const errors = Object.values(fieldErrors(error));
      const text = error instanceof ApiError && error.code === "conflict" ? refusal(error) : errors[0] ?? refusal(error); // where it is used is no field of it
      return say({ text, bad: true });
    }
    const gone = this.drafts.get(id);
    if (gone) open.delete(gone);
    this.drafts.delete(id);
    await this.list.refresh();
    if (here(this.kind.section, id)) go(this.kind.section);
    void done(w("said.removed", { what: one ? this.kind.title(one) : id }), `${this.kind.target}:${id}`);
  }
}

/** Leads to the first field that was refused. */
export function showWrong() {
  const first = document.querySelector(".det [aria-invalid=true]");
  if (first instanceof HTMLElement) { first.focus(); first.scrollIntoView({ block: "center" }); }
}

/** Puts the keyboard into the first field of a form that was opened: the first that must be filled in, else the first of its fields. */
export function focusFirst() {
  const form = document.querySelector(".det"), first = form?.querySelector("[aria-required=true]:not(:disabled)") ?? form?.querySelector(".fields :is(input, select, textarea):not(:disabled)") ?? form?.querySelector(":is(input, select, textarea):not(:disabled)");
  if (first instanceof HTMLElement) first.focus();
}

/** The draft that Ctrl+S saves. */
export const current = signal(/** @type {{draft: Draft, save: () => Promise<void>}|null} */ (null));

/**
 * A list and, beside it, what is chosen.
 * @param {{of: Collection, id: string, label: string, detail: (draft: Draft, id: string) => any, tools?: any, removable?: boolean, children?: any}} props
 *   children: what stands there while nothing is chosen
 */
export function ListDetail({ of, id, label, detail, tools = null, removable = true, children = null }) {
  useEffect(() => { void of.list.refresh(); }, [of, changed.value]);
  const got = of.list.value.value ?? [], list = useMemo(() => (of.kind.named ? byShownName(got) : got), [got, of, language.value]), query = of.search.value.trim().toLowerCase();
  const shown = query ? list.filter((one) => `${of.kind.title(one)} ${of.kind.more?.(one) ?? ""} ${of.kind.below?.(one) ?? ""} ${of.idOf(one)}`.toLowerCase().includes(query)) : list;
  const unsaved = of.unsaved(), draft = id ? of.draft(id) : null;
  useEffect(() => {
    current.value = draft ? { draft, save: () => of.save(id) } : null;
    of.opened.value++;
    return () => { current.value = null; };
  }, [draft]);
  useLayoutEffect(() => { if (draft?.fresh) focusFirst(); }, [draft]);
  return html`<section class="pane list-pane" aria-label=${label}>
      <div class="phead"><h2>${label} <span class="count">${of.list.value.value ? count(list.length) : ""}</span></h2><span class="row end">${tools}${of.kind.fixed ? null : html`<button type="button" class="btn sm" onClick=${() => go(of.kind.section, newID)}><${Icon} name="plus" size="s"/>${w("add")}</button>`}</span></div>
      ${list.length > 8 ? html`<div class="find-line"><label class="in sm"><${Icon} name="search" size="s"/><input id="find" type="search" aria-label=${w("find_in", { what: label })} placeholder=${w("find")} value=${of.search.value} onInput=${(/** @type {Event} */ event) => { of.search.value = /** @type {HTMLInputElement} */ (event.currentTarget).value; }}/><kbd aria-hidden="true">/</kbd></label></div>` : null}
      <${Loaded} of=${of.list} what=${label}>${() => (shown.length === 0 && id !== newID
        ? html`<${Empty} icon=${of.kind.icon} title=${query ? w("no_match") : of.kind.none()} why=${query ? w("no_match_why") : of.kind.why()}/>`
        : html`<${VirtualList} keys=${shown.map((one) => of.idOf(one))} height=${of.kind.below ? tallHeight : rowHeight} label=${label} row=${(/** @type {string} */ key, /** @type {object} */ focus) => html`<${Row} key=${key} of=${of} one=${shown.find((each) => of.idOf(each) === key)} on=${key === id} unsaved=${unsaved.includes(key)} focus=${focus}/>`}/>`)}<//></section>
    ${draft ? html`<main class="scroll det" tabindex="-1" key=${id}><${DraftHead} of=${of} id=${id} draft=${draft} removable=${removable}/>${detail(draft, id)}</main>`
    : html`<main class="scroll det none">${children ?? (of.list.value.value && (id || list.length) ? html`<${Empty} icon=${of.kind.icon} title=${id ? w("gone") : w("choose_one", { what: label })} why=${id ? w("gone_why") : of.kind.why()}/>` : null)}</main>`}`;
}

/** @param {{of: Collection, one: any, on: boolean, unsaved: boolean, focus: object}} props */
function Row({ of, one, on, unsaved, focus }) {
  if (!one) return null;
  const dot = unsaved ? html`<span class="dot" title=${w("unsaved")}><span class="sr">${w("unsaved")}</span></span>` : null, below = of.kind.below?.(one);
  if (below !== undefined) {
    return html`<button type="button" class="line two-lines" ...${focus} aria-current=${on ? "true" : undefined} onClick=${() => go(of.kind.section, of.idOf(one))}>
      <span class="row"><b class="med trunc">${of.kind.title(one)}</b><span class="end row">${dot}${of.kind.side?.(one) ?? null}</span></span><span class="c3 t-xs trunc" title=${below}>${below}</span></button>`;
  }
  return html`<button type="button" class=${of.kind.inner?.(one) ? "line inner" : "line"} ...${focus} aria-current=${on ? "true" : undefined} onClick=${() => go(of.kind.section, of.idOf(one))}>
    <b class="med trunc">${of.kind.title(one)}</b><span class="c3 t-xs trunc">${of.kind.more?.(one) ?? ""}</span><span class="end row">${dot}${of.kind.side?.(one) ?? null}</span></button>`;
}

/** The name of what is open, what is wrong with it, and how it goes. @param {{of: Collection, id: string, draft: Draft, removable: boolean}} props */
function DraftHead({ of, id, draft, removable }) {
  const { asked: sure, button, no } = useQuestion(), base = draft.base.value;
  return html`<div class="det-head"><h2 class="t-lg trunc">${draft.fresh ? w("new_one", { what: "" }) : of.kind.title(base)}</h2>${draft.fresh ? null : html`<span class="c3">${of.idOf(base)}</span>`}
      ${draft.fresh || !removable ? null : sure.value
    ? html`<span class="row end"><span class="c2">${w("sure")}</span><button type="button" class="btn sm danger" onClick=${() => { sure.value = false; void of.remove(id); }}>${w("remove_now")}</button><button type="button" class="btn sm" ref=${no} onClick=${() => { sure.value = false; }}>${w("keep")}</button></span>`
    : html`<button type="button" class="btn sm ghost end" ref=${button} onClick=${() => { sure.value = true; }}><${Icon} name="trash" size="s"/>${w("remove")}</button>`}</div><${Wrong} draft=${draft}/>`;
}

/** Why the server refused; the fields say the rest. @param {{draft: Draft}} props */
export function Wrong({ draft }) {
  if (!draft.problem.value) return html`<div role="alert"></div>`;
  const rest = Object.entries(draft.wrong.value).filter(([path]) => !document.getElementById(`f-${path.replace(/[^A-Za-z0-9]+/g, "-")}`));
  return html`<div class="note" data-t="bad" role="alert"><${Icon} name="bad"/><div><b>${draft.problem.value}</b>${rest.map(([path, text]) => html`<p key=${path}>${wcode("f", path)}: ${text}</p>`)}${draft.conflict.value ? html`<p>${w("conflict_why")}</p>` : null}</div></div>`;
}
