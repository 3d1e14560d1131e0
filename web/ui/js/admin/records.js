// What the records of changes and of accesses hold, as people read it: the kind of a
// thing, its name, the label of a field as its form has it, and a value in words. The
// raw text stays beside it, because it is the evidence.
import { language, named, tcode } from "../i18n.js";
import { dayIn, dayTime } from "../format.js";
import { cacode } from "./chat/text.js";
import { seconds } from "./fields.js";
import { promptText } from "./menus/prompts.js";
import { have, serviceName, zone } from "./shared.js";
import { w, wcode } from "./text.js";

/** @typedef {{kind: string, id: string, before?: any, after?: any}} Edit */
/** @typedef {{path: string[], before: any, after: any}} Step */

/** Of an edit's kind, that of its target: services are kept, service:orders is changed. @type {Record<string, string>} */
const targets = {
  services: "service", agents: "agent", trunks: "trunk", teams: "team", hours: "opening-hours", sounds: "sound", menus: "menu", chat_topics: "chat-category", chat_sites: "chat-site", chat_schedules: "chat-schedule", settings: "setting", users: "user",
  forms: "form", dispositions: "dispositions", templates: "template", "api-keys": "key", displays: "display", webhooks: "webhook", "sms-categories": "sms-category", "sms-templates": "sms-template", "chat-templates": "chat-template", "chat-words": "chat-word",
  "centre.profile": "centre", "centre.holidays": "holidays", "centre.reasons": "reasons",
};

/** Kinds that a change can be of, in the order of the sections; those with one thing only have no id. */
export const changeKinds = ["service", "number", "menu", "opening-hours", "holidays", "sound", "trunk", "agent", "agents", "skills", "team", "user", "reasons", "dispositions", "form", "template", "sms-category", "sms-template", "chat-category", "chat-site", "chat-schedule", "chat-template", "chat-word", "display", "key", "webhook", "setting", "settings", "centre"];
/** Kinds that the access log names. */
export const logKinds = [...changeKinds, "call", "calls", "customer", "customers", "consultations", "drafts", "reservations", "callback", "callbacks", "do-not-call", "notice", "system", "configuration", "access_log", "sign_on", "message", "messages", "sms-image", "sms-opt-out", "sms-opt-outs", "sms-conversation", "sms-conversations", "chat", "chats", "chat-customer", "chat-customers", "chat-messages", "chat-report"];
const single = ["holidays", "agents", "skills", "reasons", "settings", "centre", "calls", "customers", "consultations", "drafts", "reservations", "callbacks", "do-not-call", "notice", "system", "configuration", "access_log", "messages", "sms-opt-outs", "sms-conversations", "chats", "chat-customers", "chat-messages", "chat-report"];

/** Whether there is one thing of a kind only. @param {string} kind */
export const isSingle = (kind) => single.includes(kind);

/** The kind of an edit as a target has it. @param {Edit} edit */
const kindOf = (edit) => targets[edit.id] ?? targets[edit.kind] ?? edit.kind;

/** The target of an edit. @param {Edit} edit */
export function targetFor(edit) {
  const kind = kindOf(edit);
  return isSingle(kind) ? kind : `${kind}:${edit.id}`;
}

/** "service:orders" in two. @param {string} target */
export function parts(target) {
  const at = target.indexOf(":");
  return at < 0 ? { kind: target, id: "" } : { kind: target.slice(0, at), id: target.slice(at + 1) };
}

/** What somebody is called who did something: "user:boss". @param {string} actor */
export function actorName(actor) {
  const { kind, id } = parts(actor);
  if (kind === "user") return thing("user", id) || id;
  return id ? `${wcode("k", kind)} ${id}` : wcode("k", kind);
}

/** The name of a thing that is there now; "" where it is not, or is not looked up. @param {string} kind @param {string} id */
export function thing(kind, id) {
  const list = /** @type {const} */ ({ service: "services", agent: "agents", team: "teams", "opening-hours": "hours", sound: "sounds", menu: "menus", user: "users" });
  const one = kind in list ? have(list[/** @type {keyof typeof list} */ (kind)]).find((each) => (kind === "user" ? each.login : each.id) === id) : undefined;
  return one ? nameIn(one) : "";
}

/** The name that a thing holds. @param {any} v */
function nameIn(v) {
  if (v === null || typeof v !== "object") return "";
  const name = v.name ?? v.label ?? v.question ?? v.login ?? v.url ?? "";
  if (typeof name === "object") return named(name, "");
  return language.value === "en" && v.name_en ? v.name_en : name;
}

/** A target in words: its kind, its name, and its id where that says more. @param {string} target @param {Edit[]} [edits] with the name, where it is gone since */
export function targetWords(target, edits = []) {
  const { kind, id } = parts(target), word = wcode("k", kind);
  if (!id) return { kind: word, name: "", id: "" };
  if (kind === "setting") return { kind: word, name: wcode("setting", id), id: "" };
  if (kind === "dispositions" || kind === "form") return { kind: word, name: id === "-" ? w("every_service") : serviceName(id), id: id === "-" ? "" : id };
  const of = edits.find((edit) => edit.id === id && kindOf(edit) === kind), name = (of && (nameIn(of.after) || nameIn(of.before))) || thing(kind, id);
  return { kind: word, name: name || id, id: name && name !== id && id.length < 20 ? id : "" };
}

/** The same in one line. @param {string} target @param {Edit[]} [edits] */
export function targetLine(target, edits = []) {
  const { kind, name, id } = targetWords(target, edits);
  return [kind, name, id && `(${id})`].filter(Boolean).join(" ");
}

/** What happened to a thing. @param {Edit} edit @returns {"added"|"removed"|"changed"} */
export const verb = (edit) => (edit.before === undefined ? "added" : edit.after === undefined ? "removed" : "changed");

/** What a change did, by what happened. @param {{action: string, target: string, edits: Edit[]}} change */
export function what({ action, target, edits }) {
  const { kind } = parts(target), first = edits[0];
  const same = first && edits.every((edit) => kindOf(edit) === kind && verb(edit) === verb(first));
  if (same && (action === "undone" || /_(?:changed|created|deleted)$/.test(action))) return wcode("did", verb(first)).replace("{kind}", wcode("k", kind));
  return wcode("act", action);
}

/** Labels that are not "f." and the path; "" is of every kind. @type {Record<string, Record<string, import("./text.js").Key>>} */
const labels = {
  "": { name: "f.name", id: "f.id", services: "s.services", created_by: "made_by", created_at: "made_at", permissions: "p.permissions", week: "week", exceptions: "exceptions", items: "s.dispositions", fields: "f.fields", seconds: "length", bytes: "size", sha256: "f.checksum",
    secret: "f.secret", credentials: "f.credentials", realm: "f.sip_realm", types: "p.types" },
  trunk: { name: "f.trunk_name", target: "f.target_uri", password: "f.trunk_password", realm: "f.realm" }, team: { manager: "f.team_manager" }, agent: { services: "p.skills", realm: "f.sip_realm" },
  "chat-schedule": { meal: "own_meal" },
  menu: { language: "menus.language", greeting: "menus.greeting", recorded: "menus.recorded", questions: "menus.flow", then: "menus.then", "then.do": "menus.then", "then.service": "rule.service", "then.number": "rule.number", "then.prompt": "way.first" }, template: { answer: "f.answer_text", service: "f.for_service" }, "sms-template": { kind: "f.sms_kind" }, centre: { name: "f.centre_name", language: "f.centre_language" }, display: { services: "display_services" }, webhook: { secret: "hook_secret" }, user: { id: "f.internal" }, key: { manager: "key_manager" },
};

/** The label of a field as its form has it; the raw path where there is none. @param {Edit} edit @param {Step} step @returns {string} */
export function label(edit, { path, before, after }) {
  const kind = kindOf(edit), raw = path.join("."), [first = "", second = "", third = ""] = path;
  if (kind === "setting") return wcode("setting", edit.id);
  const rule = /^when_(.+)$/.exec(first)?.[1];
  if (rule) return [wcode("rule", rule), second && w(second === "service" ? "rule.service" : second === "number" ? "rule.number" : second === "prompt" ? "rule.prompt" : "rule.do")].filter(Boolean).join(" · ");
  if (kind === "agent" && first === "services" && second) return [serviceName(second), third && w(third === "level" ? "level" : third === "order" ? "order" : "f.share")].filter(Boolean).join(" · ");
  const chats = cacode("f", `${kind}.${raw}`); // the sections of chats have texts of their own
  if (chats !== `${kind}.${raw}`) return chats;
  const text = labels[kind]?.[raw], known = wcode("f", raw);
  if (text || known !== raw) return text ? w(text) : known;
  const general = labels[""]?.[raw];
  if (general) return w(general);
  if (kind === "reasons") return tcode("reason", second || first);
  const of = nameIn(after) || nameIn(before) || second || first;
  return path.length > 1 ? `${label(edit, { path: [first], before: undefined, after: undefined })} · ${of}` : path.length && Array.isArray(edit.after ?? edit.before) ? of : raw;
}

/** What a list's things are told apart by. @param {any[]} list */
function keyOf(list) {
  return ["id", "code", "number", "date", "key"].find((key) => list.every((one) => one !== null && typeof one === "object" && key in one)) ?? "";
}

/** @param {any} v */
const plain = (v) => v !== null && typeof v === "object" && !Array.isArray(v);
/** @param {any} v */
const bare = (v) => v === undefined || v === null || v === "" || v === false || v === "0001-01-01T00:00:00Z" || Array.isArray(v) && v.length === 0;
/** @param {any} a @param {any} b */
const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The fields in which a thing differs before and after. @param {Edit} edit @returns {Step[]} */
export function steps({ before, after }) {
  const fresh = before === undefined || after === undefined;
  /** @type {Step[]} */
  const found = [];
  /** @param {any} a @param {any} b @param {string[]} path */
  const walk = (a, b, path) => {
    if (same(a, b) || fresh && bare(a) && bare(b)) return;
    const few = (/** @type {any} */ v) => plain(v) || v === undefined;
    if (few(a) && few(b)) {
      for (const key of new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])) walk(a?.[key], b?.[key], [...path, key]);
      return;
    }
    const key = !fresh && Array.isArray(a) && Array.isArray(b) && a.length + b.length ? keyOf([...a, ...b]) : "";
    if (key) {
      const ids = [...new Set([...a, ...b].map((one) => String(one[key])))], pick = (/** @type {any[]} */ list, /** @type {string} */ id) => list.find((one) => String(one[key]) === id);
      const moved = ids.filter((id) => !same(pick(a, id), pick(b, id)));
      if (moved.length) { for (const id of moved) found.push({ path: [...path, id], before: pick(a, id), after: pick(b, id) }); return; }
    }
    found.push({ path, before: a, after: b });
  };
  walk(before, after, []);
  return found;
}

/** Fields that hold a time such as "1m30s". */
const times = /^(?:service_level|ring|wrap_up|sticky|max_wait|after|raise\.every|bands\.wait_(?:warn|bad)|announce\.(?:first|every)|callback\.(?:spacing|expire)|options)$/;
/** Fields in percent. */
const shares = /^(?:target|bands\.(?:answer_good|answer_bad|level_bad))$/;

/** A time such as "1m30s" in words. @param {string} text */
export function lasting(text) {
  const all = seconds(text) ?? 0, h = Math.floor(all / 3600), m = Math.floor(all / 60) % 60, s = Math.round((all % 60) * 1000) / 1000;
  const said = [h && w("dur.h", { n: h }), m && w("dur.m", { n: m }), s && w("dur.s", { n: s })].filter(Boolean);
  return said.join(" ") || w("dur.s", { n: 0 });
}

/** A value in words. @param {Edit} edit @param {string[]} path @param {any} v @returns {string} */
export function value(edit, path, v) {
  const kind = kindOf(edit), raw = path.join("."), last = path.at(-1) ?? "";
  if (v === "(hidden)") return w("hidden");
  if (kind === "setting") return settingValue(edit.id, plain(v) ? (v.secret ? "(hidden)" : v.value) : v);
  if (v === undefined || v === null || v === "" || Array.isArray(v) && v.length === 0) return w("nothing");
  if (typeof v === "boolean") return w(v ? "on" : "off");
  if (Array.isArray(v)) return v.map((one) => item(edit, path, one)).join(list(raw) ? " / " : ", ");
  if (plain(v)) return item(edit, path, v);
  if (typeof v === "string" && times.test(raw) && /^[\d.]+(?:h|ms|m|s)/.test(v)) return lasting(v);
  if (shares.test(raw) && kind === "service") return `${v}%`;
  if (last === "created_by") return actorName(v);
  if (last.endsWith("_at") && Date.parse(v)) return `${dayIn(Date.parse(v), zone()).slice(0, 5)}${dayTime(Date.parse(v), zone())}`;
  if (last === "strategy") return wcode("strategy", v);
  if (raw === "callback.mode") return wcode("callback_mode", v);
  if (last === "dial") return wcode("dial", v);
  if (last === "answer" && kind === "service") return wcode("answer", v);
  if (last === "do") return wcode(kind === "menu" ? "way" : "do", v);
  if (last === "role") return tcode("role", v);
  if (last === "lang" || ["centre", "service", "menu"].includes(kind) && last === "language") return v === "ko" ? "한국어" : v === "en" ? "English" : v;
  if (last === "service") return serviceName(v) || v;
  if (last === "menu") return thing("menu", v) || v;
  if (last === "hours") return thing("opening-hours", v) || v;
  if (last === "manager") return thing("user", v) || v;
  if (last === "team") return thing("team", v) || v;
  if (last === "agent_id") return thing("agent", v) || v;
  if (typeof v === "string" && /^(?:sound|say):/.test(v)) return promptText(v);
  if (last === "prompt" && v === "none") return promptText(v);
  return String(v);
}

/** @param {string} raw */
const list = (raw) => ["week", "exceptions", "items", "fields", "levels", "questions", "announce.messages", "announce.keys"].includes(raw);

/** Where a key of a menu leads. @param {{do: string, service?: string, number?: string, prompt?: string}} way */
const led = (way) => [wcode("way", way.do), way.service && serviceName(way.service), way.number, way.prompt && `“${promptText(way.prompt)}”`].filter(Boolean).join(" ");

/** One of a list. @param {Edit} edit @param {string[]} path @param {any} one @returns {string} */
function item(edit, path, one) {
  const last = path[0] ?? "", kind = kindOf(edit);
  if (!plain(one)) {
    if (last === "permissions") return wcode("perm", one);
    if (last === "types") return wcode("ev", one);
    if (last === "services") return serviceName(one);
    if (last === "asks") return cacode("ask", one);
    return typeof one === "string" && /^(?:sound|say):/.test(one) ? promptText(one) : String(one);
  }
  if ("prompt" in one && "keys" in one || "keys" in one && "tries" in one) return [one.prompt && `“${promptText(one.prompt)}”`, ...(one.keys ?? []).map((/** @type {any} */ key) => item(edit, path, key)), one.nothing && `${w("menus.nothing")}: ${led(one.nothing)}`].filter(Boolean).join(", ");
  if ("key" in one && "do" in one) return `${one.key} ${[nameIn(one), led(one)].filter(Boolean).join(": ")}`;
  if ("after" in one && "level" in one) return w("level_said", { time: lasting(one.after), n: one.level });
  if ("days" in one) return `${one.days.map((/** @type {string} */ day) => wcode("day", day)).join(" ")} ${one.from}–${one.to}`;
  if ("date" in one) return [one.date, nameIn(one) || one.note, kind === "opening-hours" ? (one.spans ?? []).map((/** @type {any} */ span) => `${span.from}–${span.to}`).join(", ") || w("closed") : ""].filter(Boolean).join(" ");
  if ("number" in one) return [one.number, one.priority && `(${w("priority")} ${one.priority})`, one.menu && `(${wcode("k", "menu")} ${thing("menu", one.menu) || one.menu})`].filter(Boolean).join(" ");
  if ("code" in one) return `${nameIn(one) || one.code}${one.unused ? ` (${w("off")})` : ""}${one.children?.length ? `: ${one.children.map((/** @type {any} */ each) => item(edit, path, each)).join(", ")}` : ""}`;
  if ("used" in one) return `${nameIn(one) || one.id}${one.used ? "" : ` (${w("off")})`}`;
  if ("key" in one && "type" in one) return `${named(one.label ?? one.name, one.key)} (${wcode("ftype", one.type)}${one.required ? `, ${w("required")}` : ""})`;
  if ("ko" in one || "en" in one) return named(one, "");
  return nameIn(one) || Object.entries(one).map(([key, v]) => `${key} ${plain(v) || Array.isArray(v) ? JSON.stringify(v) : v}`).join(", ");
}

/** One of the words that a setting may have. @param {string} key @param {string} word */
export const settingWord = (key, word) => (/roles$/.test(key) ? tcode("role", word) : wcode("choice", word));

/** The value of a setting, which is kept as a text. @param {string} key @param {any} v */
export function settingValue(key, v) {
  if (v === undefined || v === "") return w("is_default");
  if (v === "(hidden)") return w("hidden");
  if (v === "true" || v === "false") return w(v === "true" ? "on" : "off");
  if (/roles$/.test(key) || key === "chat.says") return String(v).split(",").map((word) => settingWord(key, word)).join(", ");
  if (/[_.]minutes$/.test(key)) return w("unit.of_minutes", { n: v });
  if (/_days$/.test(key)) return w("unit.of_days", { n: v });
  if (/^dialing\.\w*per_(?:minute|day)$/.test(key)) return w("unit.of_calls", { n: v });
  if (/^sms\.per_/.test(key)) return w("unit.of_messages", { n: v });
  if (key === "sms.bulk_from") return w("unit.of_recipients", { n: v });
  if (/^sms\.(?:numbers|ad_night|opt_outs|schedule)$|^chat\.(?:method|target|after_hours|all_resting|in_meal_time|over_limit|no_profile)$/.test(key)) return settingWord(key, v);
  return String(v);
}
