// The details of the access log in the viewer's language. What the server wrote stays
// as it is, because it is the evidence: this is only how it is read.
import { dayTime } from "../format.js";
import { tcode } from "../i18n.js";
import { ch, chcode } from "../chat/text.js";
import { stateLook } from "../states.js";
import { cacode } from "./chat/text.js";
import { actorName, label, steps, targetFor, targetLine, thing, value, verb, what } from "./records.js";
import { zone } from "./shared.js";
import { w, wcode } from "./text.js";
import { sentence } from "./words.js";

/** @param {string} text */
const moment = (text) => (Number.isNaN(Date.parse(text)) ? text : dayTime(Date.parse(text), zone()));

/** What the log was asked for: "actor=user:boss action=log_in". @param {string} text */
function asked(text) {
  return text.replace(/\b(actor|action|object|q|from|to)=(\S*)/g, (_, /** @type {string} */ name, /** @type {string} */ v) =>
    `${wcode("log", name)} ${name === "actor" ? actorName(v) : name === "action" ? v.split(",").map((one) => wcode("act", one)).join(", ") : name === "object" ? v.split(",").map((one) => targetLine(one)).join(", ") : name === "q" ? v : moment(v)}`);
}

/** @typedef {{kind: string, id: string, before?: any, after?: any, fields?: Record<string, {before?: any, after?: any}>}} Told */

/** Actions whose detail is the record of a change (people.Change); that of others may be what somebody typed. */
export const recorded = new Set(["service_changed", "service_deleted", "number_changed", "number_deleted", "opening-hours_changed", "opening-hours_deleted", "holidays_changed", "sound_changed", "sound_deleted", "menu_changed", "menu_deleted", "chat-category_changed", "chat-category_deleted", "chat-site_changed", "chat-site_deleted", "chat-schedule_changed", "trunk_changed", "trunk_deleted",
  "agent_changed", "agent_deleted", "agents_imported", "phone_password_made", "skills_changed", "team_changed", "team_deleted", "user_created", "user_changed", "reasons_changed", "dispositions_changed", "form_changed", "template_changed", "template_deleted",
  "sms_category_changed", "sms_category_deleted", "sms_template_changed", "sms_template_deleted", "display_created", "display_revoked", "api_key_created", "api_key_revoked", "webhook_created", "webhook_changed", "webhook_deleted", "setting_changed", "settings_changed", "centre_changed", "undone"]);

/** @param {any} v */
const plain = (v) => v !== null && typeof v === "object" && !Array.isArray(v);
/** @param {any} one @returns {one is Told} */
const isTold = (one) => plain(one) && typeof one.kind === "string" && typeof one.id === "string" && (one.fields === undefined || plain(one.fields) && Object.values(one.fields).every(plain));

/** The things that a line of the log tells of; none where it is no record of a change, or was shortened. @param {{action: string, detail: string}} line @returns {Told[]} */
export function changesOf({ action, detail }) {
  if (!recorded.has(action) || !detail.startsWith("[{")) return [];
  try {
    const list = JSON.parse(detail);
    return list.every(isTold) ? list : [];
  } catch { return []; } // it was shortened
}

/** Of a thing the fields that differ, as an edit. @param {Told} told */
function asEdit({ kind, id, before, after, fields }) {
  const pick = (/** @type {"before"|"after"} */ side) => Object.fromEntries(Object.entries(fields ?? {}).filter(([, each]) => each[side] !== undefined).map(([name, each]) => [name, each[side]]));
  const same = before === undefined && after === undefined; // a password alone: the server leaves out fields where none differ
  return fields || same ? { kind, id, before: pick("before"), after: pick("after") } : { kind, id, before, after };
}

/** What was done, in words: "added" where nothing was before. @param {{action: string, target: string, detail: string}} line */
export const doneText = ({ action, target, detail }) => action === "undone" ? wcode("act", action) : what({ action, target, edits: changesOf({ action, detail }).map(asEdit) });

/** What changed. @param {Told[]} list @param {boolean} named whether each thing is named */
function changes(list, named) {
  return list.map((told) => {
    const edit = asEdit(told), did = verb(edit);
    if (did !== "changed") return named ? `${targetLine(targetFor(edit), [edit])} ${w(did === "added" ? "was_added" : "was_removed")}` : steps(edit).map((step) => `${label(edit, step)}: ${value(edit, step.path, step.after ?? step.before)}`).join(", ");
    const found = steps(edit), hidden = Object.entries(told.fields ?? {}).map(([name, each]) => ({ path: [name], before: each.before, after: each.after }));
    const said = (found.length ? found : hidden).map((step) => `${label(edit, step)}: ${value(edit, step.path, step.before)} → ${value(edit, step.path, step.after)}`).join(", ") || w("only_hidden");
    return named ? `${targetLine(targetFor(edit))} (${said})` : said;
  }).join(" · ");
}

/** By what a search was made. @param {string} kind */
const by = (kind) => wcode("search", kind.replaceAll(" ", "_"));

/** A list of chats: the rooms of a status, or the log of what was given by itself. @param {string} list */
const listOf = (list) => (list === "usage" ? wcode("s", "chat-usage") : chcode("status", list));
/** What a file was made for, with whether its numbers are whole. @param {string} why @param {string} [whole] */
const because = (why, whole) => `: ${why}${whole ? ` (${w("said.unmasked")})` : ""}`;

/** @type {[RegExp, (found: string[]) => string][]} */
const known = [
  [/^(\d+) rows, (\d+) bad$/, ([, n = "", bad = ""]) => w("said.rows", { n, bad })],
  [/^(\d+) found(?:: (.*))?$/, ([, n = "", list = ""]) => [w("said.found", { n }), list].filter(Boolean).join(": ")],
  [/^(bot|bot_ended|waiting|received|in_progress|ended|usage): (\d+) found$/, ([, list = "", n = ""]) => `${listOf(list)}: ${w("said.found", { n })}`],
  [/^(csv|xlsx) (bot|bot_ended|waiting|received|in_progress|ended|usage): (.*?)( \(unmasked\))?$/, ([, format = "", list = "", why = "", whole]) => `${format.toUpperCase()}, ${listOf(list)}${because(why, whole)}`],
  [/^(csv|xlsx) (?:by (day|month|agent|category|channel), )?(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d): (.*)$/, ([, format = "", by = "", from = "", to = "", why = ""]) => `${[format.toUpperCase(), by && cacode("by", by), `${from} – ${to}`].filter(Boolean).join(", ")}${because(why)}`],
  [/^(\d+) to \[(.*)\]$/, ([, n = "", list = ""]) => w("said.given", { n, to: list.split(" ").map((id) => thing("agent", id) || id).join(", ") })],
  [/^by ([a-z ]+): (.*)$/, ([, kind = "", list = ""]) => [w("said.by", { what: by(kind) }), list].filter(Boolean).join(": ")],
  [/^(csv|xlsx) by ([a-z ]+): (.*?)( \(unmasked\))?$/, ([, format = "", kind = "", why = "", whole = ""]) => `${format.toUpperCase()}, ${w("said.by", { what: by(kind) })}${because(why, whole)}`],
  [/^revisions of ticket (\S+)$/, ([, id = ""]) => w("said.revisions", { id })],
  [/^ticket (\S+)(.*)$/, ([, id = "", rest = ""]) => `${w("said.ticket", { id })}${rest.replace(/ ?\bunmasked$/, ` (${w("said.unmasked")})`)}`],
  [/^(\d+) sends found$/, ([, n = ""]) => w("said.found", { n })],
  [/^(sms|mms|alimtalk) to (\d+) recipients$/, ([, kind = "", n = ""]) => w("said.messages", { kind: kind.toUpperCase(), n })],
  [/^(\d+) recipients$/, ([, n = ""]) => w("said.recipients", { n })],
  [/^message (\S+)$/, ([, id = ""]) => w("said.message", { id })],
  [/^conversation (\S+)$/, ([, id = ""]) => w("said.conversation", { id })],
  [/^(csv|xlsx): (.*?)( \(unmasked\))?$/, ([, format = "", why = "", whole = ""]) => `${format.toUpperCase()}${because(why, whole)}`],
  [/^reservation (\S+)$/, ([, id = ""]) => w("said.reservation", { id })],
  [/^callback (\S+)(?: (.*))?$/, ([, id = "", rest = ""]) => [w("said.callback", { id }), rest].filter(Boolean).join(" · ")],
  [/^from customer:([^\s:]+)(?:: (.*))?$/, ([, id = "", why = ""]) => [w("said.merged", { id }), why].filter(Boolean).join(": ")],
  [/^(.*?) ?\bunmasked$/, ([, first = ""]) => [detailText("", first), w("said.unmasked")].filter(Boolean).join(" · ")],
  [/^live$/, () => w("said.live")],
  [/^memos$/, () => w("said.memos")],
  [/^(\d{4}-\d\d-\d\dT\S+) to (\d{4}-\d\d-\d\dT\S+)$/, ([, from = "", to = ""]) => `${moment(from)} – ${moment(to)}`],
];

/** Changes of agents whose line does not name one. */
const ofAgents = ["skills_changed", "agents_imported"];

/** Details of one word or sentence, by action. @type {Record<string, (text: string) => string>} */
const ofAction = {
  log_in: (text) => wcode("method", text), log_ins_ended: (text) => wcode("ended", text.replaceAll(" ", "_")), agent_state: (text) => { const [state = "", reason] = text.split(" "); return stateLook(state, reason).name; }, test_call: (text) => wcode("test", text === "answered" ? "answers" : text), trunk_tested: (text) => wcode("test", text),
  locked: (text) => (text === "idle" ? w("locked_idle") : text), call_priority: (text) => `${w("priority")} ${text}`,
  chat_given: (text) => thing("agent", text) || text, chat_held: (text) => ch(text === "on" ? "held" : "held_no"),
  customer_blacklisted: (text) => tcode("effect", text), log_in_failed: sentence, access_log_viewed: asked, access_log_exported: asked, call_moved: (text) => thing("service", text) || thing("agent", text) || text, call_transferred: (text) => thing("service", text) || thing("agent", text) || text,
};

/** A detail in words; what is not known stays as it is. @param {string} action @param {string} text @returns {string} */
export function detailText(action, text) {
  if (!text) return "";
  const list = changesOf({ action, detail: text });
  if (list.length) return changes(list, list.length > 1 || ofAgents.includes(action));
  const whole = /^(.*) \(unmasked\)$/.exec(text);
  if (whole && /_(?:searched|viewed)$/.test(action)) return `${detailText(action, whole[1] ?? "")} (${w("said.unmasked")})`;
  const said = ofAction[action]?.(text) ?? text;
  if (said !== text) return said;
  for (const [pattern, say] of known) {
    const found = pattern.exec(text);
    if (found) return say([...found]);
  }
  return text;
}
