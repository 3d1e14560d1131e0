// What a room is called, and how its channel and its category look: as on the page of chats.
import { html } from "../dom.js";
import { Icon } from "../icons.js";
import { categoryName, channelIcon, channelName, customerName, holder } from "../chat/names.js";
import { o } from "./text.js";

/** @typedef {import("../live/chatrows.js").ChatRow} ChatRow */

/** @param {{channel: string}} props */
export function Channel({ channel }) {
  const text = channelName(channel);
  return html`<span class="ch" title=${text}><${Icon} name=${channelIcon(channel)} size="s"/><span class="sr">${text}</span></span>`;
}

/** The customer. @param {ChatRow} room */
export const customerOf = (room) => customerName(room);

/** Large and middle category: "배송 › 배송 지연"; "" for none. @param {ChatRow} room */
export const categoryOf = ({ large, middle }) => [categoryName(large), categoryName(middle)].filter(Boolean).join(" › ");

/** Who has it. @param {ChatRow} room */
export const agentOf = (room) => holder(room) || o("robot");

/** The room itself in words, for who does not see the rest of its row. @param {ChatRow} room */
export const roomName = (room) => [customerOf(room), categoryOf(room)].filter(Boolean).join(", ");
