// Notifications of callbacks (B3, B4): one was registered, told to who manages and to
// agents who telephone; one was given to the viewer. Switched in this browser as the
// desk's other notifications are; of several tabs one tells.
import { effect, untracked } from "../dom.js";
import { dayTime } from "../format.js";
import { named, t } from "../i18n.js";
import { callbackRow } from "../live/callbackrow.js";
import { keep, kept } from "../storage.js";
import { notify } from "../desk/alerts/notify.js";
import { speaker } from "../desk/parts/channel.js";
import { nameOf } from "./names.js";

/** @typedef {import("../live/callbackrow.js").CallbackRow} CallbackRow */
/** @typedef {"registered"|"assigned"} Kind */

const kinds = /** @type {const} */ (["registered", "assigned"]);
const slack = 1000; // ms between a change and the frame that tells it

// The switches are read whenever something is told: whichever tab tells, they may have
// been turned in another.

/** Whether this browser notifies at all: the desk's own switch. */
export const notifies = () => kept("desk.alert.notification") === "on";

/** @param {boolean} on */
export const turnNotifications = (on) => keep("desk.alert.notification", on ? "on" : "off");

/** Whether a kind is told, where notifications are on. @param {Kind} kind */
export const tells = (kind) => kept(`callbacks.alert.${kind}`) !== "off";

/** @param {Kind} kind @param {boolean} on */
export const tellOf = (kind, on) => keep(`callbacks.alert.${kind}`, on ? "on" : "off");

/** Which a person can be told of. @param {import("../api.js").User} user @returns {Kind[]} */
export const kindsFor = (user) => kinds.filter((kind) => (kind === "assigned" ? !!user.agent_id : user.role !== "agent" || user.permissions.includes("phone")));

/** What is new since the frame before. @param {CallbackRow} before @param {CallbackRow} now @returns {Kind[]} */
export function news(before, now) {
  const fresh = (/** @type {Kind} */ kind) => {
    const one = now[kind], old = before[kind];
    return !!one && one.at > (old ? old.at : before.changed_at - slack) && !(old && old.id === one.id && old.at === one.at);
  };
  return kinds.filter(fresh);
}

/**
 * Tells of callbacks as they come, on every page that has their topic.
 * @param {import("../api.js").User} user
 * @param {{quiet?: () => boolean, open?: (id: string) => void, given?: (id: string) => void}} [page]
 *   quiet: the page shows it by itself; open: shows one, when the notification is pressed; given: one was told of as given to the viewer
 */
export function tellCallbacks(user, { quiet = () => false, open = (id) => { globalThis.open(`callbacks${id ? `#/list/${id}` : ""}`, "callfloor.callbacks"); }, given = () => {} } = {}) {
  const speaks = speaker(user.id, "callbacks"), mine = kindsFor(user), zone = user.centre?.time_zone ?? "Asia/Seoul";
  /** @type {CallbackRow|null} */
  let before = null;
  effect(() => {
    const now = callbackRow.value;
    untracked(() => {
      const list = before && now ? news(before, now) : [];
      before = now ?? before;
      if (!now?.used || !list.length || !notifies() || quiet() || !speaks()) return;
      for (const kind of list) if (mine.includes(kind) && tells(kind)) tell(kind, now);
    });
  });
  /** @param {Kind} kind @param {CallbackRow} row */
  function tell(kind, row) {
    const one = row[kind];
    if (!one) return;
    const service = named(one.service_name, one.service ?? "");
    if (kind === "assigned") {
      notify(t("callbacks.given"), [nameOf(one), service, dayTime(one.due_at, zone)].filter(Boolean).join(" · "), "callback-given", () => open(one.id));
      given(one.id);
    } else notify(t("callbacks.new"), [service, t("callbacks.waiting", { n: row.unassigned })].filter(Boolean).join(" · "), "callback-new", () => open(user.role !== "agent" || user.permissions.includes("callback_assign") ? one.id : ""));
  }
}
