// A customer's record is written: the fields of everybody, numbers with what they are
// called, and fields of the centre's own.
import { html, useEffect } from "../../dom.js";
import { t } from "../../i18n.js";
import { FieldRows, flawed, PhoneRows } from "../../desk/parts/customerrows.js";
import { current, Wrong } from "../collection.js";
import { Fields, Panel } from "../fields.js";
import { w } from "../text.js";
import { stop } from "./draft.js";

/** @param {{id: string, of: import("./draft.js").Editing, masked: boolean, save: () => Promise<void>, cancelled?: () => void}} props */
export function Edit({ id, of, masked, save, cancelled = () => {} }) {
  const { draft, rows } = of;
  const keep = async () => {
    if (flawed(draft.get("pairs") ?? [])) return document.querySelector(".det .pair [aria-invalid=true]")?.scrollIntoView({ block: "center" });
    await save();
    requestAnimationFrame(() => { const wrong = document.querySelector(".det [aria-invalid=true]"); if (wrong instanceof HTMLElement) wrong.focus(); });
  };
  useEffect(() => {
    current.value = { draft, save: /** @type {() => Promise<void>} */ (keep) };
    document.getElementById("f-name")?.focus();
    return () => { current.value = null; };
  }, [draft]);
  const cancel = () => { stop(id); cancelled(); };
  return html`<${Wrong} draft=${draft}/><${Panel} title=${w("cu.edit")} why=${w(masked && !draft.fresh ? "cu.edit_masked" : "cu.edit_why")} side=${html`<button type="button" class="btn sm" onClick=${cancel}>${t("cancel")}</button>`}>
    <${Fields} draft=${draft} cols=${2} specs=${[{ path: "name", kind: "text", label: w("f.name"), required: true, max: 100 }, { path: "birth_date", kind: "text", label: t("desk.birth"), max: 10, empty: "1990-05-17" }, { path: "email", kind: "text", label: t("desk.email"), max: 200, cls: "span2" }]}/>
    <div class="pad"><${PhoneRows} prefix="cu" phones=${draft.get("phones") ?? []} wrong=${rows.value} onWrite=${(/** @type {any[]} */ list) => draft.set("phones", list)}/></div>
    <${Fields} draft=${draft} cols=${2} specs=${[{ path: "claim", kind: "area", label: t("desk.claim"), max: 2000, cls: "span2" }, { path: "memo", kind: "area", label: t("desk.inner_memo"), doc: w("cu.memo_why"), max: 4000, cls: "span2" }]}/>
    <div class="sub-block"><h3>${t("desk.more_fields")}</h3><p class="hint">${w("cu.fields_why")}</p><${FieldRows} prefix="cu" pairs=${draft.get("pairs") ?? []} wrong=${rows.value} onWrite=${(/** @type {any[]} */ list) => draft.set("pairs", list)}/></div><//>`;
}
