// What callers on the blacklist hear whose effect is a message; said before it is saved.
import { html } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";

/** @param {{heard: {own: boolean, tone: string[]}, name: (id: string) => string}} props name: of a service */
export function Heard({ heard, name }) {
  const most = 3, tone = heard.tone;
  if (tone.length === 0) return html`<p class="c2 t-sm" role="status">${t(heard.own ? "desk.black_own" : "desk.black_closed")}</p>`;
  const names = tone.slice(0, most).map(name).join(", ");
  return html`<p class="note pad-note" data-t="warn" role="status"><${Icon} name="warn" size="s"/><span class="grow">${t(tone.length > most ? "desk.black_tone_more" : "desk.black_tone", { names, n: tone.length - most })}</span></p>`;
}
