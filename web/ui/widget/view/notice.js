// What has to be known before anything is written: the connection, the hours, a block.
import { html, useEffect, useSignal } from "../../js/dom.js";
import { another, closed } from "../wire.js";
import { named, opensAt, say } from "../words.js";
import { Icon } from "./icons.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {{icon: "off"|"warn"|"clock"|"end", text: string, more?: string, button?: {text: string, press: () => void}, level: "quiet"|"warn"}} Told */

const soon = 3000; // ms under which nobody counts seconds
const patience = 300; // ms before it is said that it connects

/** How the connection stands; null where there is nothing to say. @param {Chat} chat @param {number} now @returns {Told|null} */
function connection(chat, now) {
  const { state, code, next, was } = chat.wire, retry = { text: say("net.now"), press: () => chat.connectNow() };
  if (chat.visitor.trouble.value === "busy") return { icon: "clock", text: say("net.busy"), button: retry, level: "warn" };
  if (chat.visitor.trouble.value === "lost") return { icon: "off", text: say(navigator.onLine ? "net.lost" : "net.offline"), button: retry, level: "warn" };
  if (state.value === "stopped") {
    if (code.value === closed.blocked) return null; // said below
    if (code.value === closed.old) return { icon: "warn", text: say("net.old"), button: { text: say("net.reload"), press: () => location.reload() }, level: "warn" };
    if (another(code.value) && !chat.vain.value) return null; // it connects as another visitor
    return { icon: "off", text: say("net.stopped"), button: retry, level: "warn" };
  }
  if (state.value === "connecting") return { icon: "off", text: say(was.value ? "net.lost" : "net.connecting"), level: was.value ? "warn" : "quiet" };
  if (state.value !== "waiting") return null;
  if (code.value === closed.busy || code.value === closed.noisy) return { icon: "clock", text: say("net.busy"), button: retry, level: "warn" };
  if (!navigator.onLine) return { icon: "off", text: say("net.offline"), level: "warn" };
  const left = next.value - now;
  return { icon: "off", text: left > soon ? say("net.lost.in", { n: Math.ceil(left / 1000) }) : say("net.lost"), button: left > soon ? retry : undefined, level: "warn" };
}

/** Whether nothing can be written now. @param {Chat} chat */
export const mayNot = (chat) => chat.talk.blocked.value || chat.talk.hours.value?.takes === false && !chat.config.value?.bot && (!chat.talk.room.value || chat.talk.over.value);

/** What holds for the talk. @param {Chat} chat @returns {Told|null} */
function talk(chat) {
  const hours = chat.talk.hours.value, text = named(hours?.text), more = [hours?.opens && hours.open === false ? opensAt(hours.opens) : "", text ? say("hours.text", { text }) : ""].filter(Boolean).join(" · ") || undefined;
  if (chat.talk.blocked.value) return { icon: "end", text: say("net.blocked"), level: "warn" };
  if (chat.outbox.held.value && chat.outbox.why.value === "crowded") return { icon: "clock", text: say("wait.crowded"), level: "warn" };
  if (mayNot(chat)) return { icon: "clock", text: say("hours.closed"), more, level: "warn" };
  const running = chat.talk.room.value?.status === "in_progress" || chat.talk.over.value;
  return hours?.open === false && hours.takes && !running ? { icon: "clock", text: say("hours.waits"), more, level: "quiet" } : null;
}

/** Ticks while seconds are counted, and waits before it says that it connects. @param {{chat: Chat}} props */
export function Notices({ chat }) {
  const now = useSignal(Date.now()), slow = useSignal(false), state = chat.wire.state.value;
  useEffect(() => {
    now.value = Date.now();
    const timer = state === "waiting" ? setInterval(() => { now.value = Date.now(); }, 1000) : undefined;
    return () => clearInterval(timer);
  }, [state]);
  useEffect(() => {
    slow.value = false;
    const timer = setTimeout(() => { slow.value = true; }, patience);
    return () => clearTimeout(timer);
  }, [state]);
  const net = connection(chat, now.value), shown = [net?.level === "quiet" && !slow.value ? null : net, talk(chat)];
  return html`<div class="notices">${shown.map((one) => one && html`<div class="notice" data-level=${one.level}>
    <${Icon} name=${one.icon}/><p>${one.text}${one.more && html`<small>${one.more}</small>`}</p>
    ${one.button && html`<button type="button" class="link" onClick=${one.button.press}>${one.button.text}</button>`}
  </div>`)}</div>`;
}

/** What is said once to who listens, not each second. @param {Chat} chat */
export function heard(chat) {
  const { state, was } = chat.wire;
  if (chat.talk.blocked.value) return say("net.blocked");
  if (state.value === "stopped") return another(chat.wire.code.value) && !chat.vain.value ? "" : say(chat.wire.code.value === closed.old ? "net.old" : "net.stopped");
  return was.value && (state.value === "waiting" || state.value === "connecting") || chat.visitor.trouble.value === "lost" ? say("net.lost") : "";
}
