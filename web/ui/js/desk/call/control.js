// What an agent does with the call: each a request, shown when its event arrives.
import { computed, signal } from "../../dom.js";
import { ApiError } from "../../api.js";
import { t } from "../../i18n.js";
import * as api from "../api.js";
import { drawn } from "../../picture.js";
import { ask, problem } from "../parts/ask.js";

/** @typedef {import("../desk.js").Desk} Desk */

/** Whether the phone that rings can be answered from here: its call, and what the server says, undefined until it has. */
const asked = signal(/** @type {{call: string, can: boolean|undefined}} */ ({ call: "", can: undefined }));

/** @type {Promise<void>} */
let asking = Promise.resolve();

/** Asks whether the phone that rings can be answered from here. @param {string} call */
export function askAnswerable(call) {
  if (asked.peek().call === call) return;
  /** @param {boolean} can */
  const told = (can) => { if (asked.peek().call === call) asked.value = { call, can }; };
  asked.value = { call, can: undefined };
  asking = drawn().then(() => api.answerable(call)).then((said) => told(said.from_desk), () => told(true)); // who cannot tell lets it be tried
}

/** The next call may ring at another phone: what was learnt counts for one offer. */
export function forgetAnswerable() { asked.value = { call: "", can: undefined }; }

/** Whether the phone that rings is known to be one that is answered by hand. */
export const byHandOnly = computed(() => asked.value.can === false);

/** Whether it is not known yet. */
export const unsure = computed(() => asked.value.can === undefined);

/** @param {Desk} desk @param {string} what @param {(call: string) => Promise<any>} work @param {(error: unknown) => string} [words] */
function onCall(desk, what, work, words) {
  const call = desk.me.peek()?.call;
  return call ? ask(what, () => work(call), words ?? ((error) => desk.words(error))) : Promise.resolve(undefined);
}

/** Whether two can hear each other. @param {Desk} desk */
export function connected(desk) {
  const me = desk.me.value;
  return !desk.away.value && !!me?.call && ["talking", "talking_outbound"].includes(me.state);
}

/** The second call that I made out of this one, if any. @param {Desk} desk */
export const consult = (desk) => desk.call.value?.consult;

/** Whether I was called by a colleague, or am consulted: the call is the colleague's to give away. @param {Desk} desk */
export function called(desk) {
  const call = desk.call.value;
  return !!call && (!!call.about || call.peer === desk.agent);
}

/** Whether I hold, and not the other side. @param {Desk} desk */
export function holding(desk) {
  const call = desk.call.value;
  return !!call?.held_by?.includes(!call.about && call.peer === desk.agent ? "caller" : "agent");
}

/** Whether I am muted. @param {Desk} desk */
export function muted(desk) {
  const call = desk.call.value;
  return !!(call?.peer === desk.agent ? call.peer_muted : call?.muted);
}

/** How far the second call is: "asked" once it is answered, "joined" while three are on, "" without one or before. @param {Desk} desk */
export function consulted(desk) {
  const second = consult(desk);
  if (!second) return "";
  return second.joined ? "joined" : second.phase === "connected" || second.phase === "talking_out" ? "asked" : "";
}

/** @param {Desk} desk */
export async function answer(desk) {
  const call = desk.me.peek()?.call;
  await asking;
  if (desk.me.peek()?.state !== "ringing" || !call || desk.me.peek()?.call !== call) return undefined; // another rings now: nobody has accepted that
  if (byHandOnly.peek()) {
    problem.value = t("desk.answer_on_phone");
    return undefined;
  }
  return onCall(desk, "answer", api.answer, (error) => {
    if (!(error instanceof ApiError && error.status === 409)) return desk.words(error);
    asked.value = { call, can: false };
    return "";
  });
}

/** Hangs up; while it rings, rejects; while I ask a colleague, ends that first. @param {Desk} desk */
export function endOrReject(desk) {
  const state = desk.me.peek()?.state;
  if (state === "ringing") return reject(desk);
  if (state === "wrap_up") return undefined;
  const second = consult(desk);
  return second && !second.joined && second.talk_to === "consulted" ? cancelConsult(desk) : hangUp(desk);
}

/** @param {Desk} desk */
export const reject = (desk) => onCall(desk, "reject", api.reject);
/** @param {Desk} desk */
export const hangUp = (desk) => onCall(desk, "hang-up", api.hangUp);
/** @param {Desk} desk */
export const hold = (desk) => (connected(desk) && !consult(desk) ? onCall(desk, "hold", (call) => api.hold(call, !holding(desk))) : undefined);
/** @param {Desk} desk */
export const mute = (desk) => (connected(desk) ? onCall(desk, "mute", (call) => api.mute(call, !muted(desk))) : undefined);
/** @param {Desk} desk @param {string} keys */
export const sendKeys = (desk, keys) => onCall(desk, `key ${keys}`, (call) => api.keys(call, keys));
/** @param {Desk} desk @param {api.Target} to */
export const transfer = (desk, to) => onCall(desk, "transfer", (call) => api.transfer(call, to));
/** @param {Desk} desk @param {api.Target} to */
export const startConsult = (desk, to) => onCall(desk, "consult", (call) => api.consult(call, to));
/** @param {Desk} desk */
export const swap = (desk) => onCall(desk, "swap", (call) => api.swap(call, consult(desk)?.talk_to === "customer" ? "consulted" : "customer"));
/** @param {Desk} desk */
export const completeConsult = (desk) => onCall(desk, "complete", api.completeConsult);
/** @param {Desk} desk */
export const joinConsult = (desk) => onCall(desk, "join", api.joinConsult);
/** @param {Desk} desk */
export const cancelConsult = (desk) => onCall(desk, "cancel", api.cancelConsult);
/** @param {Desk} desk */
export const endAbusive = (desk) => onCall(desk, "abusive", api.abusive);

/** Extends a wrap-up by seconds; 0 lets it last until it is ended by hand. @param {Desk} desk @param {number} seconds */
export const extendWrapUp = (desk, seconds) => ask("wrap-up", () => api.wrapUp(desk.agent, seconds), (error) => desk.words(error));
/** Lets the wrap-up last until it is ended by hand. @param {Desk} desk */
export function keepWrapUp(desk) {
  const me = desk.me.peek();
  return me?.state === "wrap_up" && me.deadline ? extendWrapUp(desk, 0) : undefined;
}
/** Forgets the last refusal. */
export const forget = () => { problem.value = ""; };
