// Categories of two levels, and where they are chosen from the templates in them. Arrow
// keys move, right and left open and close.
import { html, signal, useRef } from "../dom.js";
import { count } from "../format.js";
import { Icon } from "../icons.js";
import { composing } from "../desk/parts/keys.js";
import { m, mcode } from "./text.js";

/** @typedef {import("./room.js").Room} Room */

/** Categories that are closed. */
const closed = signal(/** @type {ReadonlySet<string>} */ (new Set()));

/** @param {string} id @param {boolean} open */
function setOpen(id, open) {
  const now = new Set(closed.peek());
  if (open) now.delete(id); else now.add(id);
  closed.value = now;
}

/**
 * @typedef {{id: string, level: 1|2|3, name: string, kind: ""|"category"|"template", open?: boolean, n?: number, off?: boolean, tag?: string, locked?: boolean, parent: string}} Node
 * @param {Room} room @param {string} find @param {boolean} templates whether templates are shown, and then only what is offered @returns {Node[]}
 */
function nodes(room, find, templates) {
  const all = [...room.categories.value.value ?? []].sort((a, b) => a.name.localeCompare(b.name)), list = room.templates.value.value?.items ?? [], sought = find.trim().normalize("NFC").toLowerCase();
  const of = (/** @type {string} */ category) => list.filter((one) => one.category === category && one.offered && (!sought || `${one.name} ${one.body}`.toLowerCase().includes(sought))).sort((a, b) => a.name.localeCompare(b.name));
  /** @type {Node[]} */
  const out = [];
  for (const top of all.filter((one) => !one.parent)) {
    const below = all.filter((one) => one.parent === top.id), n = templates ? below.reduce((sum, one) => sum + of(one.id).length, 0) : below.reduce((sum, one) => sum + one.templates, 0);
    if (templates && (!top.offered || n === 0)) continue; // what is not used is not offered (T7)
    const open = !!sought || !closed.value.has(top.id);
    out.push({ id: top.id, level: 1, name: top.name, kind: "category", open, n, off: !top.used, locked: !top.editable, parent: "" });
    if (!open) continue;
    for (const one of below) {
      const its = of(one.id);
      if (templates && (!one.offered || its.length === 0)) continue;
      const wide = templates && (!!sought || !closed.value.has(one.id));
      out.push({ id: one.id, level: 2, name: one.name, kind: "category", open: templates ? wide : undefined, n: templates ? its.length : one.templates, off: !one.offered, locked: !one.editable, parent: top.id });
      if (wide) for (const template of its) out.push({ id: template.id, level: 3, name: template.name, kind: "template", tag: mcode("kind", template.kind), locked: template.locked, parent: one.id });
    }
  }
  return out;
}

/**
 * @param {{room: Room, find?: string, templates: boolean, chosen: string, choose: (id: string) => void, empty: any}} props
 *   templates: they are what is chosen; false: categories are
 */
export function Tree({ room, find = "", templates, chosen, choose, empty }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null)), list = nodes(room, find, templates);
  if (list.length === 0) return find ? html`<p class="hint pad-x">${m("found_none")}</p>` : empty;
  const press = (/** @type {Node} */ one) => { if (templates && one.kind === "category") setOpen(one.id, !one.open); else choose(templates && chosen === one.id ? "" : one.id); };
  /** @param {KeyboardEvent} event @param {Node} one */
  const keys = (event, one) => {
    if (composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    const items = [...box.current?.querySelectorAll("[role=treeitem]") ?? []].map((item) => /** @type {HTMLElement} */ (item)), i = items.indexOf(/** @type {HTMLElement} */ (event.currentTarget));
    const to = { ArrowDown: i + 1, ArrowUp: i - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[to]?.focus();
    else if (event.key === "ArrowRight" && one.open === false) setOpen(one.id, true);
    else if (event.key === "ArrowLeft" && one.open) setOpen(one.id, false);
    else if (event.key === "ArrowLeft" && one.parent) items[list.findIndex((other) => other.id === one.parent)]?.focus();
    else if (event.key === "Enter" || event.key === " ") press(one);
    else return;
    event.preventDefault();
  };
  const focused = list.some((one) => one.id === chosen) ? chosen : list[0]?.id;
  return html`<ul class="scroll tree" role="tree" aria-label=${m(templates ? "templates" : "categories")} ref=${box}>${list.map((one) => html`<li key=${one.id} class=${`l${one.level} ${one.off ? "off" : ""}`} role="treeitem" aria-level=${one.level} aria-expanded=${one.open === undefined ? undefined : String(one.open)} aria-selected=${String(chosen === one.id)} tabindex=${one.id === focused ? 0 : -1} onClick=${() => press(one)} onKeyDown=${(/** @type {KeyboardEvent} */ event) => keys(event, one)}>
    ${one.kind === "template" ? html`<${Icon} name="doc" size="s"/>` : one.open === undefined ? html`<${Icon} name="layers" size="s"/>` : html`<${Icon} name=${one.open ? "chev-d" : "chev-r"} size="s"/>`}<span class=${`trunc ${one.level === 1 ? "semi" : ""}`}>${one.name}</span>${one.locked && one.kind === "template" ? html`<${Icon} name="lock" size="xs"/><span class="sr">${m("locked")}</span>` : null}
    ${one.off ? html`<span class="tagx end">${m("unused")}</span>` : one.tag ? html`<span class="tagx end">${one.tag}</span>` : html`<span class="count end">${count(one.n ?? 0)}</span>`}</li>`)}</ul>`;
}
