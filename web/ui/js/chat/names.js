// What rooms, customers, agents and categories are called on the screens of chats.
import { language, named } from "../i18n.js";
import { ch, chcode } from "./text.js";

/** @typedef {import("./api.js").Line} Line */
/** @typedef {import("../live/rows.js").Names} Names */

/** Icons of channels; their names are texts. @type {Record<string, string>} */
const icons = { web: "web", web_v1: "web", sms: "phone", kakao: "kko", talktalk: "naver" };
/** @param {string} channel */
export const channelIcon = (channel) => icons[channel] ?? "msg";
/** @param {string} channel */
export const channelName = (channel) => chcode("channel", channel);

/** @param {Names|string|undefined} name @param {string} fallback */
export const nameIn = (name, fallback = "") => (typeof name === "string" ? name : named(name, "")) || fallback;

/** Of messengers the customer has an account there (C55); of web chat never (C56). @param {Line} line */
const messenger = (line) => line.channel === "kakao" || line.channel === "talktalk";

/** A customer without a name: 고객 3F9A-21. @param {string} visitor */
export function customerID(visitor) {
  const id = visitor.replace(/^[a-z]+_/, "").replace(/[^0-9A-Za-z]/g, "").slice(0, 6).toUpperCase();
  return ch("customer_id", { id: id.length > 4 ? `${id.slice(0, 4)}-${id.slice(4)}` : id });
}

/** What a customer is told apart by (C55, C56): of a messenger its own number while nothing was given. @param {Line} line */
export const customerNumber = (line) => (messenger(line) && !line.given && line.external ? `${ch("external")} ${line.external}` : customerID(line.visitor));

/** Who a room is of, as its row says (C55, C56): of a messenger its own number while nothing was given, of text messages the number of who has no name. @param {Line} line */
export const customerName = (line) => (messenger(line) && !line.given ? line.external : line.customer) || line.customer || (line.channel === "sms" && line.external) || customerID(line.visitor);
/** @param {import("./api.js").Visitor} visitor */
export const visitorName = ({ id, name, external }) => name || external || customerID(id);

/** An agent of whom there is more to say (C78). @param {string} name @param {Line["agent_state"]} state */
const agentOf = (name, state) => (state ? ch(state === "deleted" ? "agent_deleted" : "agent_deauthorised", { name }) : name);
/** @param {Line} line */
const agentName = (line) => agentOf(nameIn(line.agent_name, line.agent ?? ""), line.agent_state);
/** @param {import("./api.js").Choices["agents"][number]} one */
export const choiceName = (one) => agentOf(nameIn(one.name, one.id), one.state);

/** (#매니저 > 상담사), or the robot where nobody has it (C16, C53). @param {Line} line */
export const agentLabel = (line) => `(${[line.manager ? `#${line.manager}` : "", line.agent ? agentName(line) : ch("robot", { site: line.site || channelName(line.channel) })].filter(Boolean).join(" > ")})`;

/** The site of a room; of a channel that has none its account. @param {Line} line */
export const siteName = ({ site = "", site_name: name }) => nameIn(name, site);

/** Who left a note without having an agent: somebody by the log-in that the server puts before the message's id, or the program, of what could not be delivered. @param {import("./api.js").Message} note */
export const noteBy = ({ client = "" }) => (client.includes("/") ? client.slice(0, client.indexOf("/")) : ch("by_program"));

/** Who has a room, "" where nobody has. @param {Line} line */
export const holder = (line) => (line.agent ? agentName(line) : "");

/** 분류명(미사용) where it is not in use (C79). @param {import("../live/chats.js").NamedCategory|undefined} one */
export const categoryName = (one) => (one?.id ? (one.unused ? ch("category_unused", { name: nameIn(one.name, one.id) }) : nameIn(one.name, one.id)) : "");

/** 배송 › 배송 지연 › 부천 허브. @param {Line} line */
export const categoryPath = (line) => [categoryName(line.large), categoryName(line.middle), line.small].filter(Boolean).join(" › ");

/** What a latest message says in one line. @param {Line["latest"]} latest */
export const latestText = (latest) => (latest ? latest.body.replace(/\s+/g, " ") || (latest.files ? ch("files_n", { n: latest.files }) : "") : "");

/** The first sign of a name, in its circle. @param {string} name */
export const initial = (name) => [...name][0] ?? "";

/** @type {Map<string, Intl.Collator>} */
const collators = new Map();
/** Compares texts as the viewer's language does. @param {string} a @param {string} b */
export function byText(a, b) {
  let one = collators.get(language.value);
  if (!one) collators.set(language.value, one = new Intl.Collator(language.value, { numeric: true }));
  return one.compare(a, b);
}

export { size } from "../size.js";
