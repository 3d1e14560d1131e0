// What a room is called, and how its channel and its category look.
import { html } from "../dom.js";
import { named } from "../i18n.js";
import { Icon } from "../icons.js";
import { shortName } from "../states.js";
import { o, ocode } from "./text.js";

/** @typedef {import("../live/chatrows.js").ChatRow} ChatRow */

/** @type {Record<string, string>} */
const glyphs = { web: "web", web_v1: "web", sms: "sms", kakao: "kko", talktalk: "naver" };
const tail = 6; // characters of an id that people tell apart

/** @param {{channel: string}} props */
export function Channel({ channel }) {
  const text = ocode("channel", channel);
  return html`<span class="ch" title=${text}><${Icon} name=${glyphs[channel] ?? "msg"} size="s"/><span class="sr">${text}</span></span>`;
}

/**
 * The customer: by name, else by their id, and where a messenger's customer has given
 * nothing by what the messenger knows them by (C55, C56).
 * @param {{customer?: string, visitor: string, external?: string, given?: boolean, channel: string}} room
 */
export function customerOf(room) {
  if (room.customer) return room.customer;
  const messenger = room.channel === "kakao" || room.channel === "talktalk";
  return messenger && !room.given && room.external ? o("customer_known", { id: room.external.slice(-tail) }) : o("customer_id", { id: room.visitor.slice(-tail) });
}

/** Large and middle category: "배송 › 배송 지연"; "" for none. @param {{large?: import("../live/chatrows.js").ChatCategory, middle?: import("../live/chatrows.js").ChatCategory}} room */
export const categoryOf = ({ large, middle }) => [large, middle].filter((one) => one?.id).map((one) => (one?.unused ? o("unused", { name: named(one.name, one.id) }) : named(one?.name, one?.id ?? ""))).join(" › ");

/** @param {{agent?: string, agent_name?: import("../live/rows.js").Names}} room */
export const agentOf = (room) => (room.agent ? named(room.agent_name, room.agent) : o("robot"));

/** An agent where room is scarce. @param {string} id @param {import("../live/rows.js").Names|undefined} name */
export const shortOf = (id, name) => shortName({ id, name: name?.ko ?? "", name_en: name?.en });

/** The room itself in words, for who does not see the rest of its row. @param {ChatRow} room */
export const roomName = (room) => [customerOf(room), categoryOf(room)].filter(Boolean).join(", ");
