// Scheduled messages are 30 minutes to 24 hours ahead, both included and to the second
// (T20), and advertising is not sent from 21:00 to 08:00: the rules of the server
// (sms/schedule.go).
import { shortTime } from "../format.js";

export const soonest = 30 * 60_000, farthest = 24 * 3_600_000; // ms
const step = 10 * 60_000; // ms: the first time that is offered is a round one
const nightFrom = 21, nightTo = 8; // o'clock

/** What is wrong with a time, "" where nothing is. @param {number} at ms; NaN: none @param {number} now ms @returns {""|"missing"|"soon"|"far"} */
export function wrongTime(at, now) {
  if (Number.isNaN(at)) return "missing";
  const ahead = Math.floor(at / 1000) * 1000 - Math.floor(now / 1000) * 1000;
  return ahead < soonest ? "soon" : ahead > farthest ? "far" : "";
}

/** The first time that is offered. @param {number} now */
export const firstTime = (now) => Math.ceil((now + soonest + 60_000) / step) * step;

/** Whether advertising must not be sent at a time. @param {number} at @param {string} zone */
export function night(at, zone) {
  const hour = Number(shortTime(at, zone).slice(0, 2));
  return hour >= nightFrom || hour < nightTo;
}
