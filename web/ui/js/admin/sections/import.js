// Agents from a file: what each row would do, what is wrong with it, and then it is done.
import { html, useRef, useSignal } from "../../dom.js";
import { send } from "../../api.js";
import { csvLine, dangerous, keepFile } from "../../file.js";
import { count } from "../../format.js";
import { language, named } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { Panel } from "../fields.js";
import { href } from "../route.js";
import { done, say } from "../said.js";
import { all, Copy, have } from "../shared.js";
import { refusal, sentence } from "../words.js";
import { w, wcode } from "../text.js";

/** @typedef {{line: number, id: string, name: string, login?: string, does: string, fields?: string[], errors?: string[]}} ImportRow */
/** @typedef {{dry_run: boolean, taken: boolean, added: number, changed: number, kept: number, wrong: number, logins: number, rows: ImportRow[], passwords?: string}} Report */

/** What the first line of a file says in Korean; in English the names of the columns themselves. */
const heads = { id: "아이디", name: "이름", name_en: "영문 이름", extension: "내선", team: "팀", dial: "발신 범위", services: "서비스", login: "로그인 아이디", password: "첫 비밀번호" };

/** How a file names a thing: as it is called, where nothing else is called so and the name can stand in a cell, else by its identifier. @param {any[]} list @param {any} one */
function nameIn(list, one) {
  const name = named(one.name, one.id), like = (/** @type {string} */ text) => text.trim().toLowerCase();
  const others = list.filter((other) => other !== one && [other.id, other.name.ko, other.name.en ?? ""].some((text) => like(text) === like(name)));
  return others.length || /[;:]/.test(name) || dangerous(name) ? one.id : name;
}

/** A file that this centre takes as it is: two new agents in its first services and team. */
async function example() {
  const lists = /** @type {const} */ (["services", "teams", "agents", "users"]);
  await Promise.all(lists.map((name) => all[name].refresh()));
  const [services, teams, agents, users] = lists.map(have);
  const taken = new Set([...(agents ?? []).flatMap((one) => [one.id, one.extension]), ...(users ?? []).map((one) => one.login)]);
  const highest = Math.max(1000, ...(agents ?? []).map((one) => (/^\d{1,9}$/.test(one.extension) ? Number(one.extension) : 0)));
  /** @param {string} id */
  const free = (id) => { for (let n = 1; ; n++) { const one = n === 1 ? id : `${id}${n}`; if (!taken.has(one)) return one; } };
  const of = (services ?? []).slice(0, 2).map((one) => nameIn(services ?? [], one)), team = teams?.[0] ? nameIn(teams, teams[0]) : "";
  const rows = [["hana", "김하나", "Hana Kim"], ["duri", "이두리", "Duri Lee"]].map(([id = "", name, english], i) => {
    const own = free(id);
    return csvLine([own, name, english, highest + 1 + i, team, w("dial.domestic"), of.slice(0, 2 - i).map((one, level) => `${one}:${level + 1}`).join(";"), own, ""]);
  });
  return `\uFEFF${csvLine(language.value === "ko" ? Object.values(heads) : Object.keys(heads))}${rows.join("")}`;
}

/** The rows that cannot be taken, and why. @param {ImportRow[]} rows */
const errorFile = (rows) => `\uFEFF${csvLine([w("import_line"), w("f.id"), w("f.name"), w("import_reason")])}${rows.map((row) => csvLine([row.line, row.id, row.name, (row.errors ?? []).map(sentence).join(" ")])).join("")}`;

/** @param {string} field */
const column = (field) => field === "services" ? w("p.skills") : field === "sip_password" ? w("f.credentials") : wcode("f", field);

/** What is wrong with a row, or what it changes. @param {ImportRow} row */
const told = (row) => row.errors?.length ? row.errors.map(sentence).join(" ") : [...(row.fields ?? []).filter((field) => field !== "login").map(column), ...(row.login ? [w("import_login", { login: row.login })] : [])].join(", ");

/** Whether an agent changes: a log-in alone is no change of agents, and an undo would be that of another one. @param {ImportRow} row */
const touched = (row) => row.does === "add" || (row.does === "change" && row.fields?.join() !== "login");

export function Import() {
  const input = useRef(/** @type {HTMLInputElement|null} */ (null)), file = useSignal(/** @type {File|null} */ (null)), report = useSignal(/** @type {Report|null} */ (null)), problem = useSignal(""), busy = useSignal(false), over = useSignal(false), onlyWrong = useSignal(false);
  /** @param {File} chosen @param {boolean} dry */
  const ask = async (chosen, dry) => {
    busy.value = true;
    problem.value = "";
    try {
      const { value } = await send("POST", `agents/import?dry_run=${dry}`, { body: chosen, type: "application/octet-stream", patience: 65_000 });
      report.value = value;
      onlyWrong.value = value.wrong > 0;
      if (value.taken) void done(w("import_done", { n: value.added + value.changed }), value.rows.some(touched) ? "agents" : "");
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
  const keepExample = async () => {
    try {
      keepFile("agents.csv", await example(), "text/csv");
    } catch (error) {
      say({ text: refusal(error), bad: true });
    }
  };
  const got = report.value, rows = got?.rows.filter((row) => !onlyWrong.value || row.errors?.length) ?? [];
  return html`<main class="scroll det full"><${Panel} title=${wcode("s", "import")} why=${w("import_why")} side=${html`<button type="button" class="btn sm" onClick=${keepExample}>${w("import_example")}</button>`}>
      <div class="drop" data-over=${over.value ? "" : undefined} onDragOver=${(/** @type {DragEvent} */ e) => { e.preventDefault(); over.value = true; }} onDragLeave=${() => { over.value = false; }} onDrop=${(/** @type {DragEvent} */ e) => { e.preventDefault(); over.value = false; take(e.dataTransfer?.files[0]); }}>
        <input ref=${input} id="import-file" type="file" accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" hidden onChange=${(/** @type {Event} */ e) => { const field = /** @type {HTMLInputElement} */ (e.currentTarget); take(field.files?.[0]); field.value = ""; }}/>
        <${Icon} name="box" size="l"/><b>${file.value?.name ?? w("import_drop")}</b><button type="button" class="btn" disabled=${busy.value} onClick=${() => input.current?.click()}>${w("import_choose")}</button></div><p class="hint pad">${w("import_columns")}</p><//>
    ${problem.value ? html`<div class="note" data-t="bad" role="alert"><${Icon} name="bad"/>${problem.value}</div>` : null}
    ${got ? html`<section class="panel grow-panel" aria-label=${w("import_preview")}><div class="ph"><div><h2>${w(got.taken ? "import_taken" : "import_preview")}</h2><p role="status">${w("import_counts", { added: count(got.added), changed: count(got.changed), kept: count(got.kept), wrong: count(got.wrong) })}${got.logins ? ` · ${w("import_logins", { n: count(got.logins) })}` : ""}</p></div>
        <div class="row end">${got.wrong ? html`<label class="row"><input class="ck" type="checkbox" checked=${onlyWrong.value} onChange=${(/** @type {Event} */ e) => { onlyWrong.value = /** @type {HTMLInputElement} */ (e.currentTarget).checked; }}/>${w("import_wrong_only")}</label><button type="button" class="btn sm" onClick=${() => keepFile("agents-errors.csv", errorFile(got.rows.filter((row) => row.errors?.length)), "text/csv")}><${Icon} name="doc" size="s"/>${w("import_errors")}</button>` : null}
          ${got.taken ? html`<a class="btn" href=${href("agents")}>${w("import_to_agents")}</a>` : html`<button type="button" class="btn primary" disabled=${busy.value || got.wrong > 0 || got.added + got.changed === 0} onClick=${() => file.value && ask(file.value, false)}>${w("import_do", { n: got.added + got.changed })}</button>`}</div></div>
      ${got.wrong ? html`<p class="hint pad" data-t="bad">${w("import_all_or_none")}</p>` : null}
      ${got.passwords ? html`<div class="note pad-note"><${Icon} name="lock"/><div class="grow"><b>${w(got.logins ? "import_words" : "import_passwords")}</b><p>${w("import_passwords_why")}</p></div><${Copy} text=${got.passwords}/><button type="button" class="btn sm" onClick=${() => keepFile(got.logins ? "passwords.csv" : "phone-passwords.csv", got.passwords ?? "", "text/csv")}>${w("keep_file")}</button></div>` : null}
      <ul class="scroll imps" tabindex="0" aria-label=${w("import_preview")}>${rows.map((row) => html`<li class="imp" key=${row.line}><span class="c3 num">${row.line}</span><b class="med trunc" title=${row.name}>${row.name || row.id}</b><span class="c3 trunc">${row.id}</span><span class="tagx" data-t=${row.errors?.length ? "bad" : undefined}>${row.errors?.length ? w("import.wrong") : wcode("import", row.does)}</span><span class="told">${told(row)}</span></li>`)}</ul></section>` : null}</main>`;
}
