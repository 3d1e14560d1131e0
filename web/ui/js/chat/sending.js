// What was sent and has not arrived, behind the last message: on its way, or why not.
import { html } from "../dom.js";
import { Icon } from "../icons.js";
import { Files, Words } from "./bubble.js";
import { ch } from "./text.js";

/** @typedef {import("./talk.js").Talk} Talk */
/** @typedef {import("./outbox.js").Entry} Entry */

/** Puts the cursor to the end of what is written in a room, once it stands there. @param {Talk} talk */
function toEnd(talk) {
  requestAnimationFrame(() => {
    const el = document.querySelector(`textarea[data-room="${CSS.escape(talk.id)}"]`);
    if (!(el instanceof HTMLTextAreaElement)) return;
    el.focus();
    el.setSelectionRange(el.value.length, el.value.length);
  });
}

/** @param {{talk: Talk}} props */
export function Sending({ talk }) {
  return talk.out.entries.value.map((entry) => html`<li key=${entry.client} class=${`m out ${entry.note ? "memo" : "me"}`} data-failed=${entry.failed || undefined}>${entry.note ? html`<span class="who"><${Icon} name="lock" size="xs"/>${ch("note")}</span>` : null}
    <div class="b">${entry.body ? html`<${Words} text=${entry.body}/>` : null}<${Files} files=${entry.files}/></div>
    ${entry.failed ? html`<${Failed} talk=${talk} entry=${entry}/>` : html`<span class="state" role="status">${ch("sending")}</span>`}</li>`);
}

/** @param {{talk: Talk, entry: Entry}} props */
function Failed({ talk, entry }) {
  const waits = entry.failed === "waits", then = (/** @type {() => unknown} */ work) => () => { void work(); toEnd(talk); }; // the button goes
  return html`<div class="failed" role=${waits ? "status" : "alert"}>${waits ? html`<span class="st" data-t="warn"><${Icon} name="clock"/>${ch("not_yet")}</span><span class="c2" title=${entry.why}>${ch("goes_itself")}</span>`
    : html`<span class="st" data-t="bad"><${Icon} name="bad"/>${ch("not_sent")}</span><span class="c2">${entry.words?.length ? ch("words_refused", { words: entry.words.join(", ") }) : entry.why}</span>`}
    <span class="row">${waits ? html`<button type="button" class="btn sm" onClick=${then(() => talk.out.again())}><${Icon} name="refresh" size="s"/>${ch("send_now")}</button>` : html`<button type="button" class="btn sm" onClick=${then(() => talk.mend(entry))}><${Icon} name="edit" size="s"/>${ch("mend")}</button>`}
      <button type="button" class="btn ghost sm" onClick=${then(() => talk.out.drop(entry.client))}>${ch("throw_away")}</button></span></div>`;
}
