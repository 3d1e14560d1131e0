// The line that an administrator shows on every board (공지, W28).
import { html } from "../dom.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { nameLength } from "./tracks.js";

/** @typedef {import("./model.js").Board} Board */

const oneLine = 56; // Hangul characters of the large size that a line has room for

/**
 * A strip of its own while there is a text, or callbacks wait and boards show it: one large line, or up to three small
 * ones, which hold the 200 characters that a notice may have. Nothing moves.
 * @param {{board: Board}} props
 */
export function Notice({ board }) {
  const { text, place } = board.live.notice.value, waiting = board.live.callbacks.value;
  if (!text && !waiting || board.live.link.value === "refused") return null;
  return html`<div class="wb-notice" role="note" data-place=${place} data-long=${nameLength(text) > (waiting ? oneLine - 14 : oneLine) ? "" : undefined}>
    ${text ? html`<b><${Icon} name="info"/>${t("notice")}</b><span>${text}</span>` : null}${waiting ? html`<b class="callbacks"><${Icon} name="callback"/>${t("board.callbacks")}<em>${waiting}</em></b>` : null}</div>`;
}
