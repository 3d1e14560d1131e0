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
    id: `r${String(i).padStart(3, "0")}`, kind: "room", channel: channels[i % channels.length], site: i % 3 ? "shop" : "app", status, customer: i % 4 === 3 ? undefined : customers[i % customers.length], visitor: `V8x7JidP${String(1000 + i)}`,
    given: i % 4 !== 3, external: `K${50_000 + i}`, title: "상담 문의", ...category(i), opened_at: at - 5 * minute, requested_at: at - 4 * minute, seq: 4, last_at: at, last_by: "customer", latest: { by: "customer", body: lines[i % lines.length], at },
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
  return { rooms: [{ id: "me", kind: "me", used: true, method, by_login: "boss" }, ...rooms], agents: staff };
}

/** What a scripted server tells of chats. */
export function chatsOf(server, chats) {
  server.chats = chats.rooms;
  server.chatAgents = chats.agents;
  server.user = { id: "u1", login: "boss", name: "이정훈", role: "manager", permissions: ["chat_monitor"], chat: true, chat_monitor: true, lang: "ko" };
  server.answers.set("GET chat-sites", [200, [{ id: "shop", name: names("온마루 쇼핑", "Onmaru shop") }, { id: "app", name: names("온마루 앱", "Onmaru app") }]]);
  return chats;
}
