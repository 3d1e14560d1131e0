// Agents from a file: what each row would do, what is wrong with it, and then it is done.
import { html, useRef, useSignal } from "../../dom.js";
import { send } from "../../api.js";
import { keepFile } from "../../file.js";
import { count } from "../../format.js";
import { language } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { VirtualList } from "../../desk/parts/virtual.js";
import { Panel } from "../fields.js";
import { href } from "../route.js";
import { done, say } from "../said.js";
import { Copy } from "../shared.js";
import { refusal, sentence } from "../words.js";
import { w, wcode } from "../text.js";

/** @typedef {{line: number, id: string, name: string, does: string, fields?: string[], errors?: string[]}} ImportRow */
/** @typedef {{dry_run: boolean, taken: boolean, added: number, changed: number, kept: number, wrong: number, rows: ImportRow[], passwords?: string}} Report */

const row = "kim,김하나,Hana Kim,1001,,domestic,orders:1;returns:2\n";
const example = () => (language.value === "ko" ? "아이디,이름,영문 이름,내선,팀,발신 범위,서비스\n" : "id,name,name_en,extension,team,dial,services\n") + row;

/** @param {string} field */
const column = (field) => field === "services" ? w("p.skills") : field === "sip_password" ? w("f.credentials") : wcode("f", field);

/** What is wrong with a row, or what it changes. @param {ImportRow} row */
const told = (row) => row.errors?.length ? row.errors.map(sentence).join(" ") : (row.fields ?? []).map(column).join(", ");

export function Import() {
  const input = useRef(/** @type {HTMLInputElement|null} */ (null)), file = useSignal(/** @type {File|null} */ (null)), report = useSignal(/** @type {Report|null} */ (null)), problem = useSignal(""), busy = useSignal(false), over = useSignal(false), onlyWrong = useSignal(false);
  /** @param {File} chosen @param {boolean} dry */
  const ask = async (chosen, dry) => {
    busy.value = true;
    problem.value = "";
    try {
      const { value } = await send("POST", `agents/import?dry_run=${dry}`, { body: chosen, type: "application/octet-stream", patience: 60_000 });
      report.value = value;
      onlyWrong.value = value.wrong > 0;
      if (value.taken) void done(w("import_done", { n: value.added + value.changed }), "agents");
    } catch (error) {
      problem.value = refusal(error);
      report.value = null;
    }
    busy.value = false;
  };
  /** @param {File|undefined} chosen */
  const take = (chosen) => {
    if (!chosen) return;
    if (chosen.size > 4 << 20) return say({ text: w("import_large"), bad: true });
    file.value = chosen;
    void ask(chosen, true);
  };
  const got = report.value, rows = got?.rows.filter((row) => !onlyWrong.value || row.errors?.length) ?? [];
  return html`<main class="scroll det full"><${Panel} title=${wcode("s", "import")} why=${w("import_why")} side=${html`<button type="button" class="btn sm" onClick=${() => keepFile("agents.csv", `\uFEFF${example()}`, "text/csv")}>${w("import_example")}</button>`}>
      <div class="drop" data-over=${over.value ? "" : undefined} onDragOver=${(/** @type {DragEvent} */ e) => { e.preventDefault(); over.value = true; }} onDragLeave=${() => { over.value = false; }} onDrop=${(/** @type {DragEvent} */ e) => { e.preventDefault(); over.value = false; take(e.dataTransfer?.files[0]); }}>
        <input ref=${input} id="import-file" type="file" accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" hidden onChange=${(/** @type {Event} */ e) => { const field = /** @type {HTMLInputElement} */ (e.currentTarget); take(field.files?.[0]); field.value = ""; }}/>
        <${Icon} name="box" size="l"/><b>${file.value?.name ?? w("import_drop")}</b><button type="button" class="btn" disabled=${busy.value} onClick=${() => input.current?.click()}>${w("import_choose")}</button></div><p class="hint pad">${w("import_columns")}</p><//>
    ${problem.value ? html`<div class="note" data-t="bad" role="alert"><${Icon} name="bad"/>${problem.value}</div>` : null}
    ${got ? html`<section class="panel grow-panel" aria-label=${w("import_preview")}><div class="ph"><div><h2>${w(got.taken ? "import_taken" : "import_preview")}</h2><p role="status">${w("import_counts", { added: count(got.added), changed: count(got.changed), kept: count(got.kept), wrong: count(got.wrong) })}</p></div>
        <div class="row end">${got.wrong ? html`<label class="row"><input class="ck" type="checkbox" checked=${onlyWrong.value} onChange=${(/** @type {Event} */ e) => { onlyWrong.value = /** @type {HTMLInputElement} */ (e.currentTarget).checked; }}/>${w("import_wrong_only")}</label>` : null}
          ${got.taken ? html`<a class="btn" href=${href("agents")}>${w("import_to_agents")}</a>` : html`<button type="button" class="btn primary" disabled=${busy.value || got.wrong > 0 || got.added + got.changed === 0} onClick=${() => file.value && ask(file.value, false)}>${w("import_do", { n: got.added + got.changed })}</button>`}</div></div>
      ${got.wrong ? html`<p class="hint pad" data-t="bad">${w("import_all_or_none")}</p>` : null}
      ${got.passwords ? html`<div class="note pad-note"><${Icon} name="lock"/><div class="grow"><b>${w("import_passwords")}</b><p>${w("import_passwords_why")}</p></div><${Copy} text=${got.passwords}/><button type="button" class="btn sm" onClick=${() => keepFile("phone-passwords.csv", `\uFEFF${got.passwords}`, "text/csv")}>${w("keep_file")}</button></div>` : null}
      <${VirtualList} keys=${rows.map((row) => String(row.line))} height=${40} label=${w("import_preview")} row=${(/** @type {string} */ key, /** @type {object} */ focus) => { const row = rows.find((one) => String(one.line) === key); return row ? html`<div class="imp" ...${focus} key=${key}><span class="c3 num">${row.line}</span><b class="med trunc">${row.name || row.id}</b><span class="c3 trunc">${row.id}</span><span class="tagx" data-t=${row.errors?.length ? "bad" : undefined}>${row.errors?.length ? w("import.wrong") : wcode("import", row.does)}</span><span class="trunc" title=${told(row)}>${told(row)}</span></div>` : null; }}/></section>` : null}</main>`;
}
