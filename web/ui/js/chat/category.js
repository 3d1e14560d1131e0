// 상담분류 변경: the large and middle category of one room or of several, and a small one
// that is typed (C60, C61).
import { html, useEffect, useRef, useSignal } from "../dom.js";
import { t } from "../i18n.js";
import { ask, busy, problem } from "../desk/parts/ask.js";
import { Field, Input, Select } from "../desk/parts/field.js";
import { Dialog } from "../desk/parts/layers.js";
import { Loaded } from "../desk/parts/resource.js";
import * as api from "./api.js";
import { closeDialog, Problem } from "./dialogs.js";
import { nameIn } from "./names.js";
import { notDone, Refused } from "./refused.js";
import { ch } from "./text.js";

/** @typedef {import("./model.js").Console} Console */

/** @param {{page: Console}} props */
export function CategoryDialog({ page }) {
  const rooms = useRef(page.about()).current, line = rooms.length === 1 ? page.talks.get(rooms[0] ?? "")?.line.peek() ?? page.lists.lines.peek().find((one) => one.id === rooms[0]) : undefined;
  const large = useSignal(line?.large?.id ?? ""), middle = useSignal(line?.middle?.id ?? line?.category ?? ""), small = useSignal(line?.small ?? ""), rest = useSignal(/** @type {import("./api.js").ChangedMany|null} */ (null)), left = rest.value ? notDone(rest.value) : rooms;
  useEffect(() => { problem.value = ""; }, []);
  const all = [...page.categories.value.value ?? []].filter((one) => !one.unused || one.id === line?.category || one.id === line?.large?.id).sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const names = (/** @type {typeof all} */ list) => list.map((one) => ({ value: one.id, text: one.unused ? ch("category_unused", { name: nameIn(one.name, one.id) }) : nameIn(one.name, one.id) }));
  const below = all.filter((one) => one.parent === large.value);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const one = left[0];
    if (!middle.peek() || !one) return;
    const got = await ask("categorise", () => (left.length > 1 ? api.categoriseMany(left, middle.peek(), small.peek().trim()) : api.categorise(one, middle.peek(), small.peek().trim())));
    if (!got) return;
    const many = /** @type {import("./api.js").ChangedMany|null} */ (left.length > 1 ? got : null), kept = new Set(notDone(many));
    page.lists.changed();
    for (const id of rooms) void page.talks.get(id)?.reread();
    rest.value = many;
    if (kept.size) { page.keepPicked(kept); return; }
    closeDialog(page);
    page.picked.value = null;
    page.done.value = () => ch("said.categorised", { n: left.length });
  };
  return html`<${Dialog} title=${ch("categorise")} close=${() => closeDialog(page)}><form class="dlg-body" novalidate onSubmit=${submit}>
    <${Loaded} of=${page.categories} what=${ch("categorise")}>${() => html`<div class="g2"><${Field} id="c-large" label=${ch("large")} required><${Select} id="c-large" value=${large.value} empty=${ch("choose_one")} choices=${names(all.filter((one) => !one.parent))} onChoose=${(/** @type {string} */ id) => { large.value = id; middle.value = ""; }}/><//>
      <${Field} id="c-middle" label=${ch("middle")} required><${Select} id="c-middle" value=${below.some((one) => one.id === middle.value) ? middle.value : ""} empty=${ch("choose_one")} disabled=${!large.value} choices=${names(below)} onChoose=${(/** @type {string} */ id) => { middle.value = id; }}/><//></div>
      <${Field} id="c-small" label=${ch("small")} hint=${ch("small_how")}><${Input} id="c-small" value=${small.value} max=${60} onWrite=${(/** @type {string} */ text) => { small.value = text; }}/><//>`}<//>
    <${Refused} page=${page} got=${rest.value} of=${rooms.length} what="categorise"/><${Problem}/>
    <div class="dlg-foot"><button type="button" class="btn" onClick=${() => closeDialog(page)}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${busy.value || !below.some((one) => one.id === middle.value)}>${rooms.length > 1 ? ch("categorise_n", { n: left.length }) : ch("save")}</button></div></form><//>`;
}
