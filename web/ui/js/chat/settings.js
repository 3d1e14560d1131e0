// Personal settings (상담 개인 환경설정): templates while one writes (M17), the own
// automatic answer (자동 응답 메시지), and what calls for attention in this browser.
import { html, useEffect, useSignal } from "../dom.js";
import { request } from "../api.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { notifies, turnNotifications } from "../callbacks/alerts.js";
import { ask, busy } from "../desk/parts/ask.js";
import { allowed } from "../desk/alerts/notify.js";
import { Pop } from "../desk/parts/layers.js";
import { presence } from "./api.js";
import { soundOn, turnSound } from "./sound.js";
import { ch } from "./text.js";

/** @typedef {import("./model.js").Console} Console */

/** @typedef {{auto_reply: string, auto_reply_en: string}} Reply */

const keys = /** @type {const} */ (["auto_reply", "auto_reply_en"]);
const mostReply = 500; // characters, as the server allows

/** @param {{page: Console}} props */
export function Settings({ page }) {
  const open = useSignal(false);
  return html`<div class="anchor"><button type="button" class="btn ghost icon" aria-label=${ch("settings")} title=${ch("settings")} aria-haspopup="dialog" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}><${Icon} name="bell"/></button>
    ${open.value ? html`<${Pop} label=${ch("settings")} cls="settings" close=${() => { open.value = false; }}><${Switches} page=${page}/><//>` : null}</div>`;
}

/** @param {{page: Console}} props */
function Switches({ page }) {
  const me = page.me.value?.agent, note = useSignal(notifies()), blocked = "Notification" in globalThis && Notification.permission === "denied";
  const notify = async (/** @type {boolean} */ on) => { note.value = on && await allowed(); turnNotifications(note.value); };
  const complete = (/** @type {boolean} */ on) => ask("presence", async () => { await presence({ auto_complete: on }); });
  /** @param {string} text @param {boolean} on @param {boolean} off @param {(on: boolean) => unknown} set */
  const line = (text, on, off, set) => html`<label class="row"><input class="sw" type="checkbox" role="switch" checked=${on} disabled=${off} onChange=${async (/** @type {Event} */ e) => { const box = /** @type {HTMLInputElement} */ (e.currentTarget); await set(box.checked); if (set === notify) box.checked = note.peek(); else if (set === complete) box.checked = page.completes; }}/>${text}</label>`;
  return html`<span class="lab">${ch("settings")}</span>${me ? line(ch("auto_complete"), page.completes, busy.value, complete) : null}${line(ch("sound"), soundOn(), false, turnSound)}${line(t("desk.alert_notification"), note.value, blocked, notify)}${blocked ? html`<p class="hint" data-t="warn">${t("desk.alert_blocked")}</p>` : null}${me ? html`<${AutoReply}/>` : null}`;
}

/** What customers read when a chat that has waited comes to this agent: read when the settings open, because no live topic has it. */
function AutoReply() {
  const kept = useSignal(/** @type {Reply|null} */ (null)), text = useSignal(/** @type {Reply} */ ({ auto_reply: "", auto_reply_en: "" })), saved = useSignal(false);
  const take = (/** @type {Partial<Reply>} */ me) => { kept.value = text.value = { auto_reply: me.auto_reply ?? "", auto_reply_en: me.auto_reply_en ?? "" }; };
  useEffect(() => { void ask("auto_reply", async () => take(await request("GET", "chat/me"))); }, []);
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    await ask("auto_reply", async () => { take(await request("PUT", "chat/me", text.peek())); saved.value = true; });
  };
  /** @param {keyof Reply} key @param {string} id @param {string} name */
  const area = (key, id, name) => html`<label class="hint" for=${id}>${name}</label><textarea id=${id} class="area" rows="2" maxlength=${mostReply} aria-describedby="auto-reply-why" disabled=${kept.value === null} value=${text.value[key]} onInput=${(/** @type {Event} */ e) => { text.value = { ...text.peek(), [key]: /** @type {HTMLTextAreaElement} */ (e.currentTarget).value }; saved.value = false; }}></textarea>`;
  const same = kept.value !== null && keys.every((key) => text.value[key].trim() === kept.value?.[key]);
  return html`<form class="own-reply" role="group" aria-labelledby="auto-reply-lab" onSubmit=${save}><span class="lab" id="auto-reply-lab">${ch("auto_reply")}</span>${area("auto_reply", "auto-reply", ch("auto_reply_ko"))}${area("auto_reply_en", "auto-reply-en", ch("auto_reply_en"))}
    <p class="hint" id="auto-reply-why">${ch("auto_reply_why")}</p><div class="row"><span class="hint" role="status">${saved.value ? ch("auto_reply_saved") : ""}</span><button type="submit" class="btn sm end" disabled=${busy.value || kept.value === null || same}>${ch("auto_reply_save")}</button></div></form>`;
}
