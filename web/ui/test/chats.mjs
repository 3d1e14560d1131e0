// Made-up chats for the tests of their pages: rows as the live socket sends them.
// Deterministic, like the floor.
import { makeFloor, random } from "./floor.mjs";

const minute = 60_000;
export const categories = [["배송", "Delivery", [["배송 지연", "Late"], ["주소 변경", "Address"]]], ["환불", "Refunds", [["진행 상태", "Progress"], ["계좌 변경", "Account"]]], ["주문", "Orders", [["결제 오류", "Payment"], ["주문 취소", "Cancelling"]]], ["회원", "Members", [["로그인", "Log-in"]]]];
const customers = ["조은비", "남도현", "유하준", "강다온", "심예준", "양지안", "백서우", "신아인", "문서진", "임보라", "정소담", "하윤서", "오민재", "구하람", "서이안", "윤태경", "최가온", "노은설"];
const lines = ["그럼 언제 환불되나요?", "사진 보냈습니다. 확인 부탁드려요", "네", "주소가 바뀌었는데요", "결제가 두 번 됐어요", "감사합니다. 그런데 쿠폰은요?", "오늘 받을 수 있나요?", "앱이 자꾸 꺼집니다"];
const channels = ["web", "web", "web", "sms", "kakao", "talktalk"];
const names = (ko, en) => ({ ko, en });

/** The large and the middle category of a number. */
function category(i) {
  const [ko, en, middles] = categories[i % categories.length], [mko, men] = middles[Math.floor(i / categories.length) % middles.length];
  return { large: { id: `l${i % categories.length}`, name: names(ko, en) }, middle: { id: `m${i % categories.length}-${Math.floor(i / categories.length) % middles.length}`, name: names(mko, men) } };
}

/** One room. */
export function room(i, status, now, more = {}) {
  const next = random(i + 3), ago = more.ago ?? Math.floor(next() * 12 * minute), at = now - ago, taken = ["received", "in_progress"].includes(status);
  const row = {
    id: `r${String(i).padStart(3, "0")}`, kind: "room", channel: channels[i % channels.length], site: i % 3 ? "shop" : "app", site_name: i % 3 ? names("온마루 쇼핑", "Onmaru shop") : names("온마루 앱", "Onmaru app"), status, customer: i % 4 === 3 ? undefined : customers[i % customers.length], visitor: `v_${(i * 0x9e3b1 + 0xa1).toString(16).padStart(6, "0").slice(-6)}`,
    given: i % 4 !== 3, external: `K${50_000 + i}`, title: "상담 문의", ...category(i), opened_at: at - 5 * minute, requested_at: at - 4 * minute, seq: 4, last_at: at, customer_at: at, last_by: "customer", latest: { by: "customer", body: lines[i % lines.length], at },
  };
  if (status === "waiting") Object.assign(row, { wait_since: at, cause: "over_limit" });
  if (taken) Object.assign(row, { agent: `a${String(i % 12).padStart(3, "0")}`, assigned_at: status === "received" ? at : at - 3 * minute });
  if (status === "in_progress") Object.assign(row, { answered_at: at - 2 * minute, unanswered_since: at });
  const { ago: _, ...rest } = more;
  return { ...row, ...rest };
}

/** An agent of the floor as chats know them. */
export function chatAgent(one, i, now, more = {}) {
  const state = i % 10 === 6 ? "resting" : i % 10 === 7 ? "meal" : i % 16 === 14 ? "excluded" : i % 16 === 15 ? "off" : "working", next = random(i + 17), works = !["excluded", "off"].includes(state);
  const running = works ? 1 + Math.floor(next() * 5) : 0, received = works ? Math.floor(next() * 3) : 0;
  return { id: one.id, name: names(one.name, one.name_en), manager: "이정훈", cap: 5, signed_in: works && i % 9 !== 8, resting: state === "resting", duty: state === "off" ? "off" : state === "meal" ? "meal" : "work", on_call: false, excluded: state === "excluded", state,
    since: works ? now - Math.floor(next() * 130 * minute) : 0, received, running, today: { received, running, ended: works ? Math.floor(next() * 28) : 0 }, month: { received, running: running + (i % 3) }, auto_complete: i % 3 !== 1, ...more };
}

/** Rooms and agents: n of the waiting, of the received and of those that wait for a reply, and as many answered ones. */
export function makeChats({ agents = 12, waiting = 4, first = 5, reply = 7, answered = 3, now = Date.now(), method = "automatic" } = {}) {
  const floor = makeFloor(4, Math.max(agents, 1), { now }), staff = floor.agents.slice(0, agents).map((one, i) => chatAgent(one, i, now)), rooms = [];
  const add = (n, status, more = () => ({})) => { for (let i = 0; i < n; i++) rooms.push(room(rooms.length, status, now, more(i))); };
  add(waiting, "waiting", (i) => ({ ago: 6000 + i * 26_000 }));
  add(first, "received", (i) => ({ ago: 12_000 + i * 70_000 }));
  add(reply, "in_progress", (i) => ({ ago: 40_000 + i * 110_000 }));
  add(answered, "in_progress", () => ({ last_by: "agent", unanswered_since: 0 }));
  for (const one of rooms) {
    const at = Number(one.agent?.slice(1)) % (agents || 1), who = staff[at];
    if (one.agent && who) Object.assign(one, { agent: who.id, agent_name: who.name, manager: who.manager });
  }
  return { rooms: [{ id: "me", kind: "me", used: true, monitor: true, method, by_login: "boss" }, ...rooms], agents: staff };
}

/** What a scripted server tells of chats. */
export function chatsOf(server, chats) {
  server.chats = chats.rooms;
  server.chatAgents = chats.agents;
  server.user = { id: "u1", login: "boss", name: "이정훈", role: "manager", permissions: ["chat_monitor"], chat: true, chat_monitor: true, lang: "ko" };
  return chats;
}

/** Messages of a room: a greeting of the bot, then customer and agent in turn. */
export function messagesOf(one, n = 6) {
  const says = ["안녕하세요, 온마루 고객센터입니다. 어떤 일로 오셨나요?", "주문한 물건이 아직 안 왔어요", "확인해 보겠습니다. 잠시만 기다려 주세요.", "네, 기다릴게요", "부천 허브에서 출발했습니다. 오늘 19시 전에 도착합니다.", one.latest?.body ?? "감사합니다"];
  return Array.from({ length: n }, (_, i) => {
    const by = i === 0 ? "bot" : i % 2 ? "customer" : "agent";
    return { seq: i + 1, by, ...(by === "agent" ? { agent: one.agent } : {}), at: one.last_at - (n - i - 1) * 40_000, body: says[i % says.length] };
  });
}

/** What the server tells of supervisors: who watches what, with what stands around each room. */
export class Supervised {
  constructor(server, chats, { available = true } = {}) {
    this.server = server;
    this.available = available;
    this.people = { boss: "이정훈", song: "송채원" };
    /** Lines of timelines and messages, by room. */
    this.lines = new Map();
    this.messages = new Map();
    const answer = (what, give) => server.answers.set(what, give);
    this.hidden = []; // rooms that are monitored and not seen
    answer("GET chat/supervisor", () => [200, { available: this.available, rooms: this.hidden }]);
    answer("PUT chat/supervisor", () => { this.available = server.requests.at(-1)[2].available; return [200, {}]; });
    answer("GET chat/templates", (asked) => [200, [{ id: "t1", shortcut: "지연", name: "배송 지연 안내", body: "배송이 늦어 죄송합니다.", version: 1 }, ...(asked.get("agent") ? [{ id: "t2", owner: asked.get("agent"), name: "마무리 인사", body: "이용해 주셔서 감사합니다.", version: 1 }] : [])]]);
    answer("GET chat/list", () => [200, { items: this.over ?? [] }]);
    for (const one of chats.rooms.slice(1)) this.room(one);
  }

  room(one) {
    const { server } = this, answer = (what, give) => server.answers.set(`${what.split(" ")[0]} chat/rooms/${one.id}/${what.split(" ")[1]}`, give);
    const row = () => server.chats.find((each) => each.id === one.id) ?? one;
    const before = one.opened_at, lines = [{ at: before, kind: "opened" }, { at: one.requested_at, kind: "asked" }, ...(one.agent ? [{ at: one.assigned_at, kind: "assigned", to: one.agent, how: "request" }] : []), ...(one.answered_at ? [{ at: one.answered_at, kind: "answered", to: one.agent }] : [])];
    this.lines.set(one.id, lines);
    this.messages.set(one.id, messagesOf(one, one.seq));
    answer("GET timeline", () => [200, this.lines.get(one.id)]);
    answer("GET messages", (asked) => {
      const all = this.messages.get(one.id), b = Number(asked.get("before")), a = asked.get("after"), limit = Number(asked.get("limit") ?? 100);
      return [200, a === null ? all.filter((each) => !b || each.seq < b).slice(-limit) : all.filter((each) => each.seq > Number(a)).slice(0, limit)];
    });
    answer("GET detail", () => [200, this.detail(row())]);
    answer("POST monitor", () => this.begin(row(), "boss"));
    answer("DELETE monitor", () => { this.end(row(), "stopped"); return [204, null]; });
  }

  detail(one) {
    const name = (label) => ({ id: label?.id, name: label?.name?.ko });
    const row = { room: one, title: one.title, agent: one.agent ? { id: one.agent, name: one.agent_name?.ko } : { id: "", name: "" }, visitor: { id: one.visitor, name: one.customer, given: one.given, external: one.external }, large: name(one.large), middle: name(one.middle), latest: one.latest };
    const monitors = [];
    for (const line of this.lines.get(one.id)) {
      if (line.kind === "monitor_began") monitors.push({ user: line.user, name: this.people[line.user], began_at: line.at });
      if (line.kind === "monitor_ended") monitors.at(-1).ended_at = line.at;
    }
    return { room: one, row, origin: { params: { order: "20261120-00318", "회원등급": "골드" }, url: "https://shop.example.com/orders/318", referrer: "https://shop.example.com/" }, tags: ["오늘수령", "택배사확인"], visitor_tags: ["단골"], earlier: [{ ...row, room: { ...one, id: "old1", opened_at: one.opened_at - 9 * 86_400_000, status: "ended" }, title: "상품 색상 교환" }],
      visitor: { name: one.customer, number: "010-****-4821", email: "e***@example.com", grade: "골드", user: "u-20481", said: ["email"], created_at: 1795000000000, seen_at: 1796000000000, fields: { "선호 연락": "문자" } }, monitors: monitors.length ? monitors : undefined, watcher: one.watcher ? { user: one.watcher, name: this.people[one.watcher] } : undefined };
  }

  /** Somebody begins to watch, or is told who does. */
  begin(one, user) {
    if (one.watcher && one.watcher !== user) return [409, { title: "Conflict", status: 409, code: "conflict", detail: "somebody else monitors the room", watcher: one.watcher, watcher_name: this.people[one.watcher] }];
    this.lines.get(one.id).push({ at: this.server.now(), kind: "monitor_began", user, user_name: this.people[user] });
    this.put({ ...one, watcher: user, watcher_name: this.people[user] });
    return [200, {}];
  }

  end(one, how) {
    this.lines.get(one.id).push({ at: this.server.now(), kind: "monitor_ended", user: one.watcher, user_name: this.people[one.watcher], how });
    const { watcher: _, watcher_name: __, ...rest } = one;
    this.put(rest);
  }

  /** A row as it is now, for who is there and who comes. */
  put(row) {
    const rows = this.server.chats, at = rows.findIndex((each) => each.id === row.id);
    if (at >= 0) rows[at] = row; else { rows.push(row); this.room(row); }
    this.server.delta("chats", [row]);
  }

  /** Somebody writes. */
  say(id, by, body) {
    const row = this.server.chats.find((each) => each.id === id), at = this.server.now(), seq = row.seq + 1;
    this.messages.get(id).push({ seq, by, at, body, ...(by === "agent" ? { agent: row.agent } : {}) });
    this.put({ ...row, seq, last_at: at, last_by: by, ...(by === "customer" ? { customer_at: at } : {}), latest: { by, body, at } });
  }

  /** A room is over. */
  finish(id) {
    const rows = this.server.chats, row = rows.find((each) => each.id === id), at = this.server.now();
    if (row.watcher) this.lines.get(id).push({ at, kind: "monitor_ended", user: row.watcher, user_name: this.people[row.watcher], how: "room_ended" });
    this.lines.get(id).push({ at, kind: "ended", how: "customer" });
    const { watcher: _, watcher_name: __, ...rest } = row, ended = { ...rest, status: "ended", ended_at: at, end_type: "customer" };
    this.server.chats = rows.filter((each) => each.id !== id);
    this.server.answers.set(`GET chat/rooms/${id}/detail`, () => [200, this.detail(ended)]);
    this.over = [this.detail(ended).row, ...(this.over ?? [])];
    this.server.delta("chats", [], { gone: [id] });
  }
}
