// To whom a call is given, or who is asked first: colleagues, services, or a number,
// found by typing.
import { html, useSignal } from "../../dom.js";
import { named, t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { agentLook, byName, personName } from "../../states.js";
import { composing } from "../keys.js";
import { isGoing } from "../parts/ask.js";
import { Pop } from "../parts/layers.js";
import { startConsult, transfer } from "../call/control.js";
import { panel, wanted } from "../call/open.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {{key: string, to: import("../api.js").Target, name: string, more: string, s: string, icon: string, free: boolean, ready?: boolean}} Option */

const mostShown = 50;

/**
 * Everyone to whom the call can go and who fits the words, the free ones first: a call
 * is given to who is ready; who is away may be asked too.
 * @param {Desk} desk @param {string} query @param {string[]} free the states of who can be asked @returns {Option[]}
 */
function options(desk, query, free) {
  const words = query.trim().toLowerCase(), me = desk.me.value;
  void desk.live.colleagues.version.value;
  /** @param {...string|undefined} texts */
  const fits = (...texts) => !words || texts.some((text) => text?.toLowerCase().includes(words));
  const people = desk.live.colleagues.all().filter((row) => row.id !== desk.agent && row.state !== "logged_out" && fits(row.name, row.name_en, row.extension))
    .map((row) => { const look = agentLook(row); return { key: `agent:${row.id}`, to: { agent: row.id }, name: personName(row), more: `${row.extension} · ${look.name}`, s: look.s, icon: look.icon, free: free.includes(row.state) && row.reachable, ready: row.state === "ready" }; })
    .sort((a, b) => Number(b.free) - Number(a.free) || Number(b.ready) - Number(a.ready) || byName(a.name, b.name));
  const services = desk.services.value.filter((row) => row.id !== me?.service && fits(row.name.ko, row.name.en))
    .map((row) => ({ key: `service:${row.id}`, to: { service: row.id }, name: named(row.name, row.id), more: t("desk.to_service"), s: "away", icon: "layers", free: true }));
  const digits = query.replace(/[\s-]/g, "");
  const number = /^\+?\d{3,20}$/.test(digits) ? [{ key: "number", to: { number: digits }, name: query.trim(), more: t("desk.to_number"), s: "out", icon: "phone-out", free: true }] : [];
  return [...people.slice(0, mostShown), ...services, ...number];
}

/** Why nothing is found: nothing was looked for, a number is not whole yet, or there is no such thing. @param {string} query */
const nothing = (query) => (query.trim() === "" ? "desk.transfer_nobody" : /^\+?[\d\s-]{1,4}$/.test(query.trim()) && query.replace(/\D/g, "").length < 3 ? "desk.transfer_short" : "desk.transfer_none");

/** @param {{desk: Desk, mode: "transfer"|"consult"}} props */
export function Picker({ desk, mode }) {
  const query = useSignal(wanted.peek()), at = useSignal(0);
  const found = options(desk, query.value, mode === "transfer" ? ["ready"] : ["ready", "not_ready"]), chosen = found[Math.min(at.value, found.length - 1)];
  /** @param {(desk: Desk, to: import("../api.js").Target) => Promise<any>} how @param {Option|undefined} whom */
  const go = async (how, whom) => { if (whom?.free && await how(desk, whom.to)) panel.close(); };
  const first = mode === "transfer" ? transfer : startConsult;
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (composing(event)) return;
    if (event.key === "ArrowDown") at.value = Math.min(at.value + 1, found.length - 1);
    else if (event.key === "ArrowUp") at.value = Math.max(at.value - 1, 0);
    else if (event.key === "Enter") void go(event.shiftKey ? startConsult : first, chosen);
    else return;
    event.preventDefault();
    document.getElementById(`to-${at.value}`)?.scrollIntoView({ block: "nearest" });
  };
  return html`<${Pop} label=${t(mode === "transfer" ? "desk.transfer" : "desk.conference")} cls="picker" close=${panel.close}>
    <label class="in"><${Icon} name="search" size="s"/><input data-first role="combobox" aria-expanded="true" aria-controls="to-list" aria-autocomplete="list" aria-activedescendant=${chosen ? `to-${found.indexOf(chosen)}` : undefined}
      aria-label=${t("desk.transfer_to")} placeholder=${t("desk.transfer_find")} autocomplete="off" maxlength="40" value=${query.value} onKeyDown=${keys}
      onInput=${(/** @type {InputEvent} */ event) => { query.value = /** @type {HTMLInputElement} */ (event.currentTarget).value; at.value = 0; }}/></label>
    <div class="scroll options" role="listbox" id="to-list" aria-label=${t("desk.transfer_to")}>${found.map((one, i) => html`<div key=${one.key} id=${`to-${i}`} role="option" aria-selected=${one === chosen} aria-disabled=${!one.free} onClick=${() => { at.value = i; }} onDblClick=${() => go(first, one)}>
      <span class="st" data-s=${one.s}><${Icon} name=${one.icon}/></span><b class="trunc">${one.name}</b><span class="c3 end">${one.more}</span></div>`)}</div>
    ${found.length === 0 ? html`<p class="hint none">${t(nothing(query.value))}</p>` : null}
    <div class="dlg-foot">${mode === "transfer" ? html`<button type="button" class="btn" disabled=${!chosen?.free || isGoing("consult")} onClick=${() => go(startConsult, chosen)}>${t("desk.consult_first")} <kbd aria-hidden="true">Shift ↵</kbd></button>` : null}
      <button type="button" class="btn primary" disabled=${!chosen?.free || isGoing("transfer") || isGoing("consult")} onClick=${() => go(first, chosen)}>${t(mode === "transfer" ? "desk.transfer_go" : "desk.consult_go")} <kbd aria-hidden="true">↵</kbd></button></div><//>`;
}
