// 상담원 변경: rooms are given to an agent (C63 to C68), with how each one stands.
import { html, useEffect, useRef, useSignal } from "../dom.js";
import { count } from "../format.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { chatAgents } from "../live/chats.js";
import { ask, busy, problem } from "../desk/parts/ask.js";
import { Input } from "../desk/parts/field.js";
import { Dialog } from "../desk/parts/layers.js";
import { Empty } from "../desk/parts/resource.js";
import { rove } from "../desk/parts/roving.js";
import * as api from "./api.js";
import { closeDialog, Problem } from "./dialogs.js";
import { byText, nameIn } from "./names.js";
import { notDone, Refused } from "./refused.js";
import { handOverState, offered } from "./states.js";
import { ch } from "./text.js";

/** @typedef {import("./model.js").Console} Console */
/** @typedef {import("./api.js").Agent} Agent */

const fewest = 8; // agents: from then on a field to look for one

/** @param {{page: Console}} props */
export function GiveDialog({ page }) {
  void chatAgents.version.value;
  const rooms = useRef(page.about()).current, chosen = useSignal(""), sought = useSignal(""), box = useRef(/** @type {HTMLElement|null} */ (null)), rest = useSignal(/** @type {import("./api.js").ChangedMany|null} */ (null));
  const left = rest.value ? notDone(rest.value) : rooms; // what was refused can be tried with another agent
  const holders = useRef(new Set(rooms.map((id) => page.lists.lines.peek().find((line) => line.id === id)?.agent ?? page.talks.get(id)?.line.peek()?.agent))).current; // as it was opened: those that are done have another one
  const words = /** @type {{title: string, press: "give_n"|"assign_n", said: "said.given"|"said.assigned"}} */ ([...holders].some((id) => id) ? { title: ch("give"), press: "give_n", said: "said.given" } : { title: ch("assign"), press: "assign_n", said: "said.assigned" }); // nobody has them: nothing is changed
  const all = chatAgents.all().filter((one) => offered(one) && !(holders.size === 1 && holders.has(one.id))).map((one) => ({ one, name: nameIn(one.name, one.id) })).sort((a, b) => byText(a.name, b.name)), list = all.filter(({ name }) => !sought.value || name.toLowerCase().includes(sought.value.trim().toLowerCase()));
  useEffect(() => { problem.value = ""; }, []);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const to = chosen.peek(), name = all.find(({ one }) => one.id === to)?.name ?? to;
    if (!to) return;
    const away = page.manages ? [] : left.flatMap((room) => page.talks.get(room) ?? []); // who manages sees them all the same
    for (const talk of away) talk.leaves = true;
    const one = left.length === 1 ? left[0] : undefined, got = await ask("give", async () => { if (!one) return api.giveMany(left, to); await api.give(one, to); });
    const many = /** @type {import("./api.js").ChangedMany|null} */ (got && !one ? got : null), kept = new Set(got ? notDone(many) : left);
    for (const talk of away) talk.leaves = !kept.has(talk.id);
    if (!got) return;
    if (away.length) page.show(page.columns.peek().filter((id) => !left.includes(id) || kept.has(id)));
    rest.value = many;
    if (kept.size) { page.keepPicked(kept); return; }
    closeDialog(page);
    page.picked.value = null;
    page.done.value = () => ch(words.said, { n: left.length, name });
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => { const items = [.../** @type {NodeListOf<HTMLElement>} */ (box.current?.querySelectorAll("input") ?? [])], to = rove(event, items), one = list[to]; if (one) chosen.value = one.one.id; };
  return html`<${Dialog} title=${words.title} cls="wide give" close=${() => closeDialog(page)}><form class="dlg-body" novalidate onSubmit=${submit}>
    ${all.length >= fewest ? html`<${Input} id="g-find" value=${sought.value} first placeholder=${ch("agent_find")} onWrite=${(/** @type {string} */ text) => { sought.value = text; }}/>` : null}
    ${list.length ? html`<div class="scroll agents" ref=${box} role="radiogroup" aria-label=${ch("agent")} onKeyDown=${keys}><div class="a-head" aria-hidden="true"><span>${ch("agent")}</span><span>${ch("state_of")}</span><span class="num">${ch("received_short")}</span><span class="num">${ch("running_short")}</span></div>${list.map(({ one, name }, i) => html`<${AgentLine} key=${one.id} one=${one} name=${name} login=${!!page.me.value?.by_login} on=${chosen.value === one.id} first=${i === 0 && !chosen.value} choose=${() => { chosen.value = one.id; }}/>`)}</div>` : html`<${Empty} icon="users" title=${ch(all.length ? "found_none" : "agents_none")} why=${ch(all.length ? "agents_found_none" : "agents_none_why")}/>`}
    <p class="hint">${ch("month_why")}</p><${Refused} page=${page} got=${rest.value} of=${rooms.length} what="give"/><${Problem}/>
    <div class="dlg-foot"><button type="button" class="btn" onClick=${() => closeDialog(page)}>${t("cancel")}</button><button type="submit" class="btn primary" disabled=${busy.value || !chosen.value}>${chosen.value ? ch(words.press, { n: left.length, name: all.find(({ one }) => one.id === chosen.value)?.name ?? "" }) : words.title}</button></div></form><//>`;
}

/** @param {{one: Agent, name: string, login: boolean, on: boolean, first: boolean, choose: () => void}} props login: whether rooms go to who is logged in (C65) */
function AgentLine({ one, name, login, on, first, choose }) {
  const look = handOverState(one), received = one.month?.received ?? 0, running = one.month?.running ?? 0;
  return html`<label class="a-line"><input class="ck" type="radio" name="give-to" checked=${on} tabindex=${on || first ? 0 : -1} data-first=${first ? "" : undefined} onChange=${choose}/><span class="trunc"><b>${name}</b>${login ? html` <span class="c3">${ch(one.signed_in ? "logged_in" : "logged_out")}</span>` : null}${one.manager ? html` <span class="c3 t-xs">#${one.manager}</span>` : null}</span>
    <span class="row"><span class="st" data-s=${look.s}><${Icon} name=${look.icon}/>${look.name}</span>${one.on_call ? html`<span class="tagx" data-s="talk"><${Icon} name="st-talk" size="xs"/>${ch("on_call")}</span>` : null}</span>
    <span class=${`num ${received ? "" : "c3"}`}><span class="sr">${ch("received_short")} </span>${count(received)}</span><span class=${`num ${running ? "" : "c3"}`}><span class="sr">${ch("running_short")} </span>${count(running)}</span></label>`;
}
