// Templates of answers: found by words, page by page.
import { html, signal, useEffect, useLayoutEffect, useSignal } from "../../dom.js";
import { request } from "../../api.js";
import { Icon } from "../../icons.js";
import { Empty, Loaded, Resource } from "../../desk/parts/resource.js";
import { VirtualList } from "../../desk/parts/virtual.js";
import { current, focusFirst, Wrong } from "../collection.js";
import { Draft, open } from "../draft.js";
import { Fields, Panel } from "../fields.js";
import { go, here } from "../route.js";
import { act, done } from "../said.js";
import { serviceChoices, serviceName, Sure, useLists } from "../shared.js";
import { w, wcode } from "../text.js";

/** @typedef {{id: string, service?: string, question: string, answer: string, keywords?: string, version: number}} Template */

const words = signal("");
const page = new Resource(() => load(""));
const next = signal("");

/** @param {string} cursor @returns {Promise<Template[]>} */
async function load(cursor) {
  const found = await request("GET", `templates?limit=100&q=${encodeURIComponent(words.peek())}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
  next.value = found.next ?? "";
  return found.items;
}

async function more() {
  const rest = await load(next.peek()).catch(() => []);
  page.value.value = [...page.value.peek() ?? [], ...rest];
}

/** @type {Map<string, Draft>} */
const drafts = new Map();

/** @param {{id: string}} props */
export function Templates({ id }) {
  useLists("services");
  useEffect(() => { const wait = setTimeout(() => { void page.refresh(); }, 200); return () => clearTimeout(wait); }, [words.value]);
  const list = page.value.value ?? [], base = id === "+" ? { question: "", answer: "" } : list.find((one) => one.id === id);
  let draft = drafts.get(id) ?? null;
  if (!draft && base && id) drafts.set(id, draft = new Draft(base, id === "+", `templates/${id}`));
  useEffect(() => {
    const open = draft;
    current.value = open ? { draft: open, save: () => save(id, open) } : null;
    return () => { current.value = null; };
  }, [draft]);
  useLayoutEffect(() => { if (draft?.fresh) focusFirst(); }, [draft]);
  return html`<section class="pane list-pane" aria-label=${wcode("s", "templates")}><div class="phead"><h2>${wcode("s", "templates")}</h2><button type="button" class="btn sm end" onClick=${() => go("templates", "+")}><${Icon} name="plus" size="s"/>${w("add")}</button></div>
      <div class="find-line"><label class="in sm"><${Icon} name="search" size="s"/><input id="find" type="search" aria-label=${w("find_in", { what: wcode("s", "templates") })} placeholder=${w("find")} maxlength="100" value=${words.value} onInput=${(/** @type {Event} */ e) => { words.value = /** @type {HTMLInputElement} */ (e.currentTarget).value; }}/><kbd aria-hidden="true">/</kbd></label></div>
      <${Loaded} of=${page} what=${wcode("s", "templates")}>${() => (list.length === 0 ? html`<${Empty} icon="doc" title=${w(words.value ? "no_match" : "templates_none")} why=${w(words.value ? "no_match_why" : "templates_none_why")}/>` : html`<${VirtualList} keys=${list.map((one) => one.id)} height=${44} label=${wcode("s", "templates")} row=${(/** @type {string} */ key, /** @type {object} */ focus) => { const one = list.find((each) => each.id === key); return html`<button key=${key} type="button" class="line" ...${focus} aria-current=${key === id ? "true" : undefined} onClick=${() => go("templates", key)}><b class="med trunc">${one?.question}</b><span class="end c3 t-xs">${one?.service ? serviceName(one.service) : ""}</span></button>`; }}/>
        ${next.value ? html`<div class="pad"><button type="button" class="btn sm" onClick=${more}>${w("more")}</button></div>` : null}`)}<//></section>
    ${draft ? html`<main class="scroll det" key=${id}><${Detail} draft=${draft} id=${id}/></main>` : html`<main class="scroll det none"><${Empty} icon="doc" title=${w("choose_one", { what: wcode("s", "templates") })} why=${w("templates_none_why")}/></main>`}`;
}

/** @param {string} id @param {Draft} draft */
async function save(id, draft) {
  const saved = await draft.save(({ id: _, updated_at: __, ...value }) => (id === "+" ? request("POST", "templates", value) : request("PUT", `templates/${encodeURIComponent(id)}`, value)));
  if (!saved) {
    if (draft.conflict.peek()) {
      await page.refresh();
      const now = page.value.peek()?.find((one) => one.id === id);
      if (now) draft.follow(now); // under what was written: the next save is of that
    }
    return;
  }
  if (id === "+") { open.delete(draft); drafts.delete(id); }
  await page.refresh();
  if (here("templates", id)) go("templates", saved.id);
  void done(w("said.saved", { what: saved.question }), `template:${saved.id}`);
}

/** @param {{draft: Draft, id: string}} props */
function Detail({ draft, id }) {
  const gone = useSignal(false);
  const remove = async () => {
    if (!await act(w("said.removed", { what: draft.was("question") }), () => request("DELETE", `templates/${encodeURIComponent(id)}?version=${draft.was("version")}`), `template:${id}`)) return;
    gone.value = true;
    open.delete(draft);
    drafts.delete(id);
    await page.refresh();
    if (here("templates", id)) go("templates");
  };
  return html`<div class="det-head"><h2 class="t-lg trunc">${draft.was("question") || w("new_one")}</h2>${draft.fresh ? null : html`<span class="end"><${Sure} text=${w("remove")} icon="trash" sure=${w("remove_now")} disabled=${gone.value} onSure=${remove}/></span>`}</div><${Wrong} draft=${draft}/>
    <${Panel} title=${w("template")} why=${w("templates_why")}><${Fields} draft=${draft} cols=${2} specs=${[{ path: "question", kind: "text", label: w("f.question"), required: true, max: 300 }, { path: "service", kind: "choice", label: w("f.for_service"), empty: w("every_service"), choices: serviceChoices() },
    { path: "answer", kind: "area", label: w("f.answer_text"), required: true, max: 10000, cls: "span2" }, { path: "keywords", kind: "text", label: w("f.keywords"), doc: w("d.keywords"), max: 300, cls: "span2" }]}/><//>`;
}
