// What an agent does with the call in progress: hold, keys, another service, hang up.
import { html, signal, useEffect } from "../dom.js";
import { request } from "../api.js";
import { named, t } from "../i18n.js";
import { Icon } from "../icons.js";
import { failure } from "../shell.js";
import { personName } from "../states.js";
import { problem } from "./actions.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../live/rows.js").AgentRow} AgentRow */

const busy = signal(false);
/** What is open below the buttons. */
const open = signal(/** @type {""|"keys"|"transfer"} */ (""));

/** @param {string} method @param {string} call @param {string} what @param {object} [body] */
async function ask(method, call, what, body) {
  if (busy.peek()) return false;
  busy.value = true;
  problem.value = "";
  try {
    await request(method, `calls/${encodeURIComponent(call)}/${what}`, body);
    return true;
  } catch (error) {
    problem.value = failure(error);
    return false;
  } finally {
    busy.value = false;
  }
}

/** @param {AgentRow} me */
const hold = (me) => ask("PUT", me.call ?? "", "hold", { held: !me.held_since });
/** @param {AgentRow} me */
const hangUp = (me) => ask("POST", me.call ?? "", "hang-up");
/** Whether two can hear each other. @param {AgentRow} me */
const connected = (me) => !!me.call && ["talking", "talking_outbound"].includes(me.state);

/** @param {{desk: Desk, me: AgentRow}} props */
export function Controls({ desk, me }) {
  if (!me.call) return null;
  const on = connected(me), shown = on ? open.value : "";
  /** @param {"keys"|"transfer"} what */
  const toggle = (what) => { open.value = open.value === what ? "" : what; };
  return html`<div class="ctl"><div class="row" role="group" aria-label=${t("desk.control")}>
      ${on ? html`<button type="button" class="btn lg" title="Alt 6" aria-pressed=${!!me.held_since} disabled=${busy.value} onClick=${() => hold(me)}><${Icon} name="pause"/>${t(me.held_since ? "desk.resume" : "desk.hold")}</button>
        <button type="button" class="btn lg" title="Alt 7" aria-expanded=${shown === "keys"} onClick=${() => toggle("keys")}><${Icon} name="keypad"/>${t("desk.keys")}</button>` : null}
      ${me.state === "talking" ? html`<button type="button" class="btn lg" title="Alt 8" aria-expanded=${shown === "transfer"} onClick=${() => toggle("transfer")}><${Icon} name="transfer"/>${t("desk.transfer")}</button>` : null}
      <span class="end"></span><button type="button" class="btn lg hang" title="Alt 9" data-t="bad" disabled=${busy.value} onClick=${() => hangUp(me)}><${Icon} name="hangup"/>${t("desk.hang_up")}</button></div>
    ${shown === "keys" ? html`<${Keys} me=${me}/>` : null}${shown === "transfer" && me.state === "talking" ? html`<${Transfer} desk=${desk} me=${me}/>` : null}</div>`;
}

/** @param {{me: AgentRow}} props */
function Keys({ me }) {
  return html`<div class="keys" role="group" aria-label=${t("desk.keys")}>${[..."123456789*0#"].map((key) =>
    html`<button type="button" class="btn" onClick=${() => ask("POST", me.call ?? "", "keys", { keys: key })}>${key}</button>`)}</div>`;
}

/** @param {{desk: Desk, me: AgentRow}} props */
function Transfer({ desk, me }) {
  void desk.live.services.ids.value;
  const others = desk.live.services.all().filter((row) => row.id !== me.service);
  useEffect(() => {
    void desk.meet();
    const again = setInterval(() => { void desk.meet(); }, 2000);
    return () => clearInterval(again);
  }, []);
  const ready = desk.colleagues.value.filter((agent) => agent.state === "ready" && agent.id !== me.id);
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const [kind, id] = split(String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("to") ?? ""));
    if (id && await ask("POST", me.call ?? "", "transfer", { [kind]: id })) open.value = "";
  };
  if (others.length + ready.length === 0) return html`<p class="c3">${t("desk.transfer_none")}</p>`;
  return html`<form class="row" onSubmit=${submit}><label class="sr" for="to">${t("desk.transfer_to")}</label>
    <div class="in lg"><select id="to" name="to">
      ${others.length ? html`<optgroup label=${t("desk.transfer_services")}>${others.map((row) => html`<option key=${row.id} value=${`service:${row.id}`}>${named(row.name, row.id)}</option>`)}</optgroup>` : null}
      ${ready.length ? html`<optgroup label=${t("desk.transfer_agents")}>${ready.map((row) => html`<option key=${row.id} value=${`agent:${row.id}`}>${personName(row)}</option>`)}</optgroup>` : null}</select></div>
    <button type="submit" class="btn primary lg" disabled=${busy.value}>${t("desk.transfer_go")}</button></form>`;
}

/** "agent:kim" in its two parts. @param {string} value */
const split = (value) => /** @type {const} */ ([value.slice(0, value.indexOf(":")), value.slice(value.indexOf(":") + 1)]);

/** Alt 6 holds and takes back, 7 opens the keys, 8 the services, 9 hangs up. @param {Desk} desk */
export function watchControlKeys(desk) {
  addEventListener("keydown", (event) => {
    const me = desk.me.peek();
    if (!me?.call || !event.altKey || event.isComposing) return;
    if (event.code === "Digit9" && me.state !== "ringing" && me.state !== "wrap_up") void hangUp(me);
    else if (event.code === "Digit6" && connected(me)) void hold(me);
    else if (event.code === "Digit7" && connected(me)) open.value = open.value === "keys" ? "" : "keys";
    else if (event.code === "Digit8" && me.state === "talking") open.value = open.value === "transfer" ? "" : "transfer";
    else return;
    event.preventDefault();
  });
}
