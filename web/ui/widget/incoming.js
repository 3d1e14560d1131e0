// What comes from the server over the live connection, and what it changes.
import { batch } from "../js/dom.js";
import { over, own } from "./talk.js";
import { say, sayCode } from "./words.js";

/** @typedef {import("./chat.js").Chat} Chat */
/** @typedef {import("./types.js").Message} Message */

/** Takes a frame of the server; one that is not known changes nothing. @param {Chat} chat @param {any} frame */
export function take(chat, frame) {
  switch (frame.type) {
    case "snapshot": return begin(chat, frame);
    case "message": return came(chat, frame);
    case "ack": return arrived(chat, frame);
    case "refused": return refused(chat, frame);
    case "status": case "ended": return changed(chat, frame.room);
    case "position": return chat.talk.change(frame.room, { position: frame.position });
    case "typing": if (frame.room === chat.talk.room.peek()?.id) chat.talk.setTyping(Boolean(frame.on)); return;
    case "read": return chat.talk.read(frame.room, "agent", frame.seq);
    case "closed":
      chat.talk.blocked.value = frame.why === "blocked";
      if (frame.hours) chat.talk.hours.value = frame.hours;
  }
}

/** How things stand, first on every connection. @param {Chat} chat @param {any} frame snapshot */
function begin(chat, frame) {
  chat.renewed = false;
  if (chat.lost) chat.tell(say("back"));
  chat.lost = false;
  const away = frame.room && frame.room.id === chat.away && over(frame.room), known = frame.room?.id === chat.talk.room.peek()?.id ? chat.talk.seq : Infinity;
  /** @type {Message[]} */
  const messages = frame.messages ?? [];
  batch(() => {
    chat.talk.snapshot(away ? { ...frame, room: null, messages: [] } : frame);
    for (const { client } of messages) if (client) landed(chat, client); // the ack was lost
    chat.startRoom();
  });
  for (const message of messages) if (message.seq > known) heard(chat, message); // it came while the connection was away
  chat.tellPage(); // what hello had no room for
  chat.outbox.resume();
}

/** @param {Chat} chat @param {Message} message */
function came(chat, message) {
  const fresh = batch(() => {
    if (message.client && message.by !== "choice") chat.outbox.done(message.client); // what a press makes comes before its ack
    return chat.talk.add(message);
  });
  if (fresh) heard(chat, message);
}

/** Somebody has written: who listens and the page are told. @param {Chat} chat @param {Message} message */
function heard(chat, message) {
  if (own(message)) return;
  if (chat.open.peek()) chat.tell(`${chat.author(message)}: ${message.body || say("said.file", { n: message.files?.length ?? 0 })}`);
  chat.events.emit("message", { by: message.by, text: message.body, at: message.at });
}

const pressed = new Set(["choose", "request_agent", "profile"]);

/** What was sent has arrived, with what it made. @param {Chat} chat @param {string} client */
function landed(chat, client) {
  const entry = chat.outbox.done(client);
  if (entry && pressed.has(entry.act.type)) chat.unchoose();
  return entry;
}

/** @param {Chat} chat @param {{client: string, room: string, seq?: number, at: number}} ack */
function arrived(chat, ack) {
  batch(() => {
    const entry = landed(chat, ack.client);
    if (entry?.act.type === "rate") chat.talk.change(ack.room, { rate: "done" });
    if (entry?.act.type === "post" && ack.seq && !chat.talk.messages.peek().some((one) => one.seq === ack.seq)) {
      chat.talk.add({ room: ack.room, seq: ack.seq, at: ack.at, by: "customer", client: ack.client, body: entry.act.body, files: entry.files });
    }
  });
}

/** @param {Chat} chat @param {{client: string, code: string, retry_ms?: number}} no */
function refused(chat, no) {
  const waits = no.code === "too_fast" || no.code === "busy" || no.code === "crowded", act = chat.outbox.entries.peek().find(({ act }) => act.client === no.client)?.act;
  if (no.code === "blocked") chat.talk.blocked.value = true;
  if (no.code === "closed") chat.talk.hours.value = { ...chat.talk.hours.peek(), open: false, takes: false };
  if (!waits || no.code === "crowded") chat.events.emit("error", { code: no.code });
  if (!waits && act && pressed.has(act.type)) chat.unchoose();
  if (!waits && act?.type === "rate") chat.talk.change(act.room ?? "", { rate: no.code === "unchanged" ? "done" : "no" });
  chat.outbox.refused(no.client, no.code, no.retry_ms);
}

/** @param {Chat} chat @param {import("./types.js").Room} room */
function changed(chat, room) {
  const before = chat.talk.room.peek();
  chat.talk.setRoom(room);
  if (before?.id !== room?.id) return;
  if (room.agent && room.agent.name !== before?.agent?.name) chat.tell(say("joined", { name: room.agent.name }));
  if (over(room) && !over(before ?? null)) chat.tell(sayCode("end", room.end?.by ?? "", say("end.centre")));
}
