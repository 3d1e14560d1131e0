// What is typed into the filters of the access log, as the server takes it.
import { parts } from "./records.js";
import { have } from "./shared.js";
import { wcode } from "./text.js";

/** Actions by what they are about; the words are those of both languages' texts. @type {[string, string[]][]} */
export const actionGroups = [
  ["entry", ["log_in", "log_in_failed", "log_out", "log_in_ended", "log_ins_ended", "locked", "unlocked", "password_changed", "password_failed", "sign_on_linked",
    "second_factor_begun", "second_factor_set_up", "second_factor_failed", "second_factor_removed", "second_factor_reset", "recovery_code_used", "recovery_codes_made"]],
  ["customers", ["customer_viewed", "customer_revealed", "customer_created", "customer_changed", "customer_deleted", "customer_held", "customer_hold_lifted", "customers_searched", "customers_exported", "customers_merged", "customer_blacklisted", "customer_unblacklisted",
    "card_viewed", "orders_viewed", "consultation_viewed", "consultation_saved", "consultation_changed", "consultations_searched", "drafts_viewed", "reservation_viewed", "reservation_created", "reservation_changed", "reservations_searched", "reservations_imported", "reservations_assigned",
    "callback_created", "callback_changed", "callback_viewed", "callback_called", "callback_completed", "callback_cancelled", "callback_heard", "callbacks_searched", "callbacks_exported", "callbacks_report_exported", "callbacks_assigned", "callbacks_unassigned", "do_not_call_viewed", "do_not_call_added", "do_not_call_removed"]],
  ["calls", ["call_dialled", "call_moved", "call_priority", "call_transferred", "call_ended", "call_abusive", "call_linked", "calls_searched", "agent_state", "agent_released", "notice_changed"]],
  ["messages", ["sms_sent", "sms_previewed", "sms_searched", "sms_viewed", "sms_exported", "sms_cancelled", "sms_resent", "sms_closed", "sms_opt_out_added", "sms_opt_out_removed", "sms_opt_outs_viewed", "sms_conversations_searched", "sms_conversation_viewed", "sms_image_added"]],
  ["chats", ["chats_searched", "chat_viewed", "chat_tagged", "chat_taken", "chat_given", "chat_put_back", "chat_ended", "chat_held", "chat_categorised", "chat_messages_searched", "chats_exported", "chats_report_exported", "chat_customer_viewed", "chat_customer_changed", "chat_customer_tagged", "chat_customer_blocked", "chat_customer_unblocked", "chat_blocked_viewed", "chat_monitored", "chat_monitor_stopped"]],
  ["set", ["service_changed", "service_deleted", "number_changed", "number_deleted", "menu_changed", "menu_deleted", "chat-category_changed", "chat-category_deleted", "chat-site_changed", "chat-site_deleted", "chat_template_changed", "chat_template_deleted", "chat_word_changed", "chat_word_deleted", "chat-schedule_changed", "opening-hours_changed", "opening-hours_deleted", "holidays_changed", "sound_changed", "sound_deleted", "trunk_changed", "trunk_deleted", "trunk_tested",
    "agent_changed", "agent_deleted", "agents_imported", "phone_password_made", "test_call", "skills_changed", "team_changed", "team_deleted", "user_created", "user_changed", "reasons_changed", "dispositions_changed", "form_changed", "template_changed", "template_deleted", "sms_category_changed", "sms_category_deleted", "sms_template_changed", "sms_template_deleted",
    "display_created", "display_revoked", "api_key_created", "api_key_revoked", "webhook_created", "webhook_changed", "webhook_deleted", "webhook_secret", "webhook_replayed", "setting_changed", "settings_changed", "centre_changed", "undone", "configuration_reloaded", "backup_reported", "access_log_viewed", "access_log_exported"]],
];
const actions = actionGroups.flatMap(([, list]) => list);

/** How many actions the server takes at once. */
const most = 40;
/** A name as the API has it, or a pattern of names. @param {string} one */
const raw = (one) => actions.includes(one) || /^[a-z0-9_-]*\*$/.test(one) && actions.some((each) => each.startsWith(one.slice(0, -1)));

/**
 * The actions that are meant: what is typed where that is their names; else the one that
 * is called so, all that have the text in their words, or in their names. missed says why
 * there is nothing to ask for: no action is meant, or too many are.
 * @param {string} text @returns {{ask: string, missed: ""|"none"|"many"}}
 */
export function actionsOf(text) {
  const typed = text.trim(), word = typed.toLowerCase(), named = typed.split(",").map((one) => one.trim()).filter(Boolean);
  const said = (/** @type {string} */ one) => wcode("act", one).toLowerCase();
  const fit = (/** @type {(one: string) => boolean} */ like) => { const found = actions.filter(like); return found.length ? found : undefined; };
  const found = named.every(raw) ? named : fit((one) => said(one) === word) ?? fit((one) => said(one).includes(word)) ?? fit((one) => one.includes(word)) ?? [];
  const missed = !typed ? "" : found.length === 0 ? "none" : found.length > most ? "many" : "";
  return { ask: missed ? "" : found.join(","), missed };
}

/**
 * What is asked for of objects: customers by name or number and calls by their ticket,
 * where that is typed; else the object as it is.
 * @param {string} text @returns {{object?: string, customer?: string, ticket?: string}}
 */
export function objectOf(text) {
  const { kind, id } = parts(text), typed = id.trim();
  if (kind === "customer" && typed && !/^[\w-]{20}$|\*$|,/.test(typed)) return { customer: typed };
  if (kind === "call" && /^\d{8}-\d{5,}$/.test(typed)) return { ticket: typed };
  return text ? { object: text } : {};
}

/** People and programs that can be chosen. @returns {{value: string, text: string}[]} */
export const actors = () => have("users").map((one) => ({ value: one.login, text: one.name }));

/** Who is meant: a person by name or user ID, or what is typed. @param {string} text */
export function actorOf(text) {
  const typed = text.trim();
  if (!typed || typed.includes(":") || typed === "*") return typed;
  const one = have("users").find((each) => each.login === typed || each.name === typed);
  if (one) return `user:${one.login}`;
  if (typed === wcode("k", "key") || typed === wcode("k", "sign_on")) return `${typed === wcode("k", "key") ? "key" : "sign_on"}:*`;
  return `user:${typed}*`.replace(/\*\*$/, "*");
}
