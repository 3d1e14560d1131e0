// After the end: how it was, the talk to keep, and another one.
import { html, useSignal } from "../../js/dom.js";
import { below } from "../server.js";
import { language, say, sayCode } from "../words.js";
import { Icon } from "./icons.js";

/** @typedef {import("../chat.js").Chat} Chat */

const scores = /** @type {const} */ ([1, 2, 3, 4, 5]);

/** The question how it was. @param {{chat: Chat}} props */
function Rate({ chat }) {
  const score = useSignal(0), comment = useSignal("");
  /** @param {Event} event */
  const send = (event) => {
    event.preventDefault();
    if (score.value) chat.act({ type: "rate", score: score.value, ...(comment.value.trim() ? { comment: comment.value.trim() } : {}) });
  };
  return html`<form class="rate" onSubmit=${send}>
    <fieldset><legend>${say("rate.ask")}</legend><div class="stars">${scores.map((n) => html`<label key=${n} class=${n <= score.value ? "star on" : "star"}>
      <input type="radio" name="score" value=${n} checked=${score.value === n} onChange=${() => { score.value = n; }}/><span class="sr">${say(`rate.${n}`)}</span><${Icon} name="star" filled=${n <= score.value}/></label>`)}</div>
      <p class="word" aria-hidden="true">${score.value ? say(`rate.${/** @type {1|2|3|4|5} */ (score.value)}`) : ""}</p></fieldset>
    ${score.value > 0 && html`<label class="field"><span>${say("rate.comment")}</span><textarea rows="2" maxlength="500" value=${comment.value}
      onInput=${/** @param {{currentTarget: HTMLTextAreaElement}} event */ (event) => { comment.value = event.currentTarget.value; }}></textarea></label>
      <button class="btn primary">${say("rate.send")}</button>`}
  </form>`;
}

/** @param {{chat: Chat}} props */
export function Ended({ chat }) {
  const room = chat.talk.room.value, rated = room?.rate === "done" || chat.outbox.entries.value.some(({ act }) => act.type === "rate" && act.room === room?.id);
  return html`<div class="ended"><p class="line">${sayCode("end", room?.end?.by ?? "", say("end.centre"))}</p>
    ${rated ? html`<p class="thanks" role="status"><${Icon} name="check"/>${say("rate.thanks")}</p>` : room?.rate === "may" && html`<${Rate} chat=${chat}/>`}
  </div>`;
}

/** What can be done after the end, in place of where one writes. @param {{chat: Chat, mayNot: boolean, first: {current: HTMLElement|null}}} props */
export function AfterEnd({ chat, mayNot, first }) {
  const path = below(chat.options.base, chat.talk.room.value?.transcript);
  return html`<div class="after">
    ${path && html`<a class="btn" href=${`${path}&lang=${language.value}`} target="_blank" rel="noopener noreferrer"><${Icon} name="save"/>${say("menu.save")}</a>`}
    ${!mayNot && html`<button type="button" class="btn primary" ref=${first} onClick=${() => chat.anew()}>${say("end.new")}</button>`}
  </div>`;
}
