// What the scripted server answers the console of chats: made-up people and talks, in the
// shapes of the API.
const minute = 60_000;

export const names = ["박민정", "조은비", "유하준", "양지안", "", "심예준", "문서진", "한도윤"];
const bodies = ["오늘 꼭 받아야 하는데 가능할까요?", "그럼 언제 환불되나요?", "주소가 바뀌었는데요", "네 감사합니다", "결제가 두 번 됐어요", "사진 보냈어요", "배송이 사흘째 멈춰 있어요", "교환하고 싶어요"];
const channels = ["kakao", "web", "kakao", "web", "talktalk", "sms", "web", "web_v1"];
export const categories = [
  { id: "d", name: { ko: "배송", en: "Delivery" }, order: 1 }, { id: "d1", name: { ko: "배송 지연", en: "Late" }, parent: "d", order: 1 }, { id: "d2", name: { ko: "주소 변경", en: "Address" }, parent: "d", order: 2 },
  { id: "r", name: { ko: "환불", en: "Refund" }, order: 2 }, { id: "r1", name: { ko: "진행 상태", en: "Progress" }, parent: "r", order: 1 }, { id: "o", name: { ko: "옛 분류", en: "Old" }, unused: true },
];
const named = (id) => categories.find((one) => one.id === id);

/** A row of the topic chats. */
export const room = (i, more = {}) => {
  const now = Date.now(), middle = named(["d1", "r1", "d2"][i % 3]);
  return {
    id: `r${i}`, kind: "room", channel: channels[i % 8], site: "onmaru", status: "in_progress", agent: "a000", agent_name: { ko: "김하나", en: "Hana Kim" }, manager: "이정훈", customer: names[i % 8], given: !!names[i % 8], external: `k-${7000 + i}`, visitor: `v_3f9a2${i}`, ...(i % 4 === 0 ? { grade: "골드" } : {}),
    title: `${named(middle.parent).name.ko} ${middle.name.ko} 문의`, category: middle.id, middle, large: named(middle.parent), opened_at: now - (i + 2) * 7 * minute, requested_at: now - (i + 2) * 7 * minute, assigned_at: now - (i + 1) * 5 * minute, answered_at: now - i * 4 * minute, seq: 8, unread: i % 3 === 0 ? 1 : 0, last_at: now - i * 3 * minute, last_by: i % 2 ? "agent" : "customer",
    ...(i % 2 ? {} : { unanswered_since: now - i * 3 * minute - 30_000 }), customer_read: 6, latest: { by: i % 2 ? "agent" : "customer", body: bodies[i % 8], at: now - i * 3 * minute }, ...more,
  };
};
export const waiting = (i, more = {}) => room(i, { status: "waiting", agent: undefined, agent_name: undefined, manager: undefined, assigned_at: undefined, answered_at: undefined, unread: 1, wait_since: Date.now() - (i + 1) * 40_000, position: i + 1, cause: "manual", ...more });
export const received = (i, more = {}) => room(i, { status: "received", answered_at: undefined, assigned_at: Date.now() - 46_000, unread: 1, ...more });

/** The messages of a room, eight unless told, a minute between them. */
export function talk(n = 8, from = Date.now() - n * minute) {
  const said = ["무엇을 도와드릴까요?", "상담원 연결을 요청했습니다.", "안녕하세요. 온마루 고객센터 김하나입니다. 배송 상황을 바로 확인해 보겠습니다.", "내일 아침에 여행을 가서요", "17일에 출고됐다는데 아직 안 왔어요 https://onmaru.example/o/318", "택배사에 확인하니 오늘 19시 전 도착 예정입니다.", "기사 연락처 확인 중", "오늘 꼭 받아야 하는데 가능할까요?"];
  const by = ["bot", "system", "agent", "customer", "customer", "agent", "note", "customer"];
  return Array.from({ length: n }, (_, i) => ({ seq: i + 1, by: by[i % 8], ...(by[i % 8] === "agent" || by[i % 8] === "note" ? { agent: "a000" } : {}), at: from + i * minute, body: n > 8 ? `${said[i % 8]} ${i + 1}` : said[i % 8] }));
}

/** A row of a list, of a row of the topic. */
export const listRow = (line) => ({ room: { ...line, large: undefined, middle: undefined, latest: undefined, title: undefined }, title: line.title, agent: { id: line.agent ?? "", name: line.agent_name?.ko ?? "", manager: line.manager, state: line.agent_state ?? "" }, visitor: { id: line.visitor, name: line.customer, external: line.external, given: line.given, grade: line.grade, blocked: line.blocked }, large: { id: line.large.id, name: line.large.name.ko, unused: line.large.unused }, middle: { id: line.middle.id, name: line.middle.name.ko, unused: line.middle.unused }, latest: line.latest });
export const ended = (i, more = {}) => room(i, { status: "ended", ended_at: Date.now() - i * 60 * minute, end_type: ["agent", "customer", "idle"][i % 3], unread: 0, ...more });

export const agent = (id, ko, en, more = {}) => ({ id, name: { ko, en }, manager: "이정훈", cap: 8, signed_in: true, duty: "work", state: "working", since: Date.now() - 20 * minute, received: 1, running: 3, today: { received: 1, running: 3, ended: 9 }, month: { received: 1, running: 3 }, auto_complete: true, ...more });
export const agents = () => [agent("a000", "김하나", "Hana Kim"), agent("a001", "강서준", "Seojun Kang", { month: { received: 0, running: 2 } }), agent("a002", "이두리", "Duri Lee", { resting: true, state: "resting" }), agent("a003", "윤지민", "Jimin Yoon", { duty: "meal", state: "meal" }), agent("a004", "장예린", "Yerin Jang", { duty: "break", state: "off" }), agent("a005", "정휴무", "Off Jung", { duty: "off", state: "off" }), agent("a006", "조제외", "Out Cho", { excluded: true, state: "excluded" }), agent("a007", "남기훈", "Gihun Nam", { signed_in: false, on_call: true })];
export const templates = [
  { id: "t1", shortcut: "오늘", name: "오늘 도착 확인 후 안내", body: "기사님과 통화하여 도착 시각을 확인한 뒤 {시각}까지 안내드리겠습니다, {고객명} 고객님.", version: 1 }, { id: "t2", name: "당일 수령 불가 보상", body: "오늘 수령이 어려운 점 사과드립니다.", category: "d1", version: 1 },
  { id: "t3", name: "오늘 출고 마감 안내", body: "오늘 출고는 15시에 마감됩니다.", version: 1 }, { id: "t4", owner: "a000", shortcut: "끝", name: "마무리 인사", body: "이용해 주셔서 감사합니다.", version: 2 },
];
const visitor = (line) => ({ id: line.visitor, channel: line.channel, external: line.external, name: line.customer, number: "010-****-4821", email: "m***@example.com", grade: line.grade, fields: { 회원번호: "A-1024" }, given: true, version: 3, created_at: Date.now() - 9e9, seen_at: Date.now() - 60 * minute });

/**
 * Lets the server know everything that the console asks for.
 * @param {any} server
 */
export function chatAnswers(server, { method = "hybrid", role = "agent", rooms = [...Array.from({ length: 6 }, (_, i) => room(i)), received(6), received(7), waiting(8), waiting(9)], history = Array.from({ length: 8 }, (_, i) => ended(20 + i)), messages = talk(), me = agent("a000", "김하나", "Hana Kim"), by_login = true } = {}) {
  const answer = (what, body, status = 200) => server.answers.set(what, typeof body === "function" ? (asked, sent) => [status, body(asked, sent)] : [status, body]);
  server.user = { ...server.user, role, chat: true, login: "hana", permissions: ["report", ...(role === "agent" ? [] : ["chat_monitor"])], callbacks: false, sms: true, ...(role === "agent" ? {} : { chat_monitor: true }) };
  server.chats = [...rooms, { id: "me", kind: "me", used: true, ...(role === "agent" ? {} : { monitor: true }), agent: me, method, by_login, backlog: false }];
  server.chatAgents = agents();
  server.posted = []; // what came to be, by room
  let seq = 100;
  for (const line of [...rooms, ...history]) {
    answer(`GET chat/rooms/${line.id}/messages`, (asked) => page(messages, asked));
    server.answers.set(`POST chat/rooms/${line.id}/messages`, (_, sent) => {
      const there = server.posted.find((one) => one.room === line.id && one.client === `hana/${sent.client}`);
      const one = there ?? { room: line.id, seq: ++seq, by: sent.note ? "note" : "agent", agent: "a000", at: Date.now(), client: `hana/${sent.client}`, body: sent.body, files: sent.files?.map((id) => files.get(id)) };
      if (!there) server.posted.push(one);
      return [201, one];
    });
    answer(`GET chat/rooms/${line.id}/detail`, () => ({ room: line, row: listRow(line), origin: { params: { order: "20261116-00318", plan: "gold" }, url: "https://onmaru.example/o/318", referrer: "https://onmaru.example/" }, tags: ["오늘수령", "택배사확인"], visitor: visitor(line), visitor_tags: ["vip"], earlier: history.slice(0, 3).map(listRow) }));
    answer(`GET chat/rooms/${line.id}/timeline`, [{ at: Date.now() - 9 * minute, kind: "opened" }, { at: Date.now() - 8 * minute, kind: "asked" }, { at: Date.now() - 8 * minute, kind: "assigned", from: "", to: "a000", how: "request" }]);
    for (const what of ["take", "end", "put-back", "assign", "block", "read", "typing"]) answer(`POST chat/rooms/${line.id}/${what}`, line);
    const files = new Map();
    server.answers.set(`POST chat/rooms/${line.id}/files`, (asked, sent) => { const type = /\.png$/.test(asked.get("name")) ? "image/png" : "application/pdf", one = { id: `f${files.size + 1}`, name: asked.get("name"), type, size: sent.bytes, ...(type.startsWith("image/") ? { width: 2, height: 2 } : {}) }; files.set(one.id, one); return [201, one]; });
  }
  answer("GET chat/list", (asked) => { const of = history.filter((line) => line.status === asked.get("status")), from = Number(asked.get("after") || 0), limit = Number(asked.get("limit")); return { items: of.slice(from, from + limit).map(listRow), ...(of.length > from + limit ? { next: String(from + limit) } : {}) }; });
  answer("GET chat/counts", { bot: 2, bot_ended: 3, waiting: 2, received: 2, in_progress: 6, held: 1, ended: history.length });
  answer("GET chat/search", (asked) => ({ items: rooms.slice(0, 2).map((line) => ({ room: listRow(line), message: { ...messages.find((one) => one.body.includes(asked.get("text"))) ?? messages[4] } })) }));
  answer("GET chat/templates", templates);
  answer("GET chat-categories", categories);
  answer("GET chat/list/choices", { agents: [{ id: "a000", name: { ko: "김하나", en: "Hana Kim" } }, { id: "a001", name: { ko: "강서준", en: "Seojun Kang" } }, { id: "a002", name: { ko: "이두리", en: "Duri Lee" }, state: "deauthorised" }, { id: "a009", name: { ko: "박떠남", en: "Gone Park" }, state: "deleted" }],
    categories: [...categories, { id: "d9", name: { ko: "옛 지연", en: "Old late" }, parent: "d", unused: true }] });
  answer("PUT chat/me", me);
  answer("POST chat/rooms/categories", (_, sent) => ({ changed: sent.rooms.length, refused: [] }));
  answer("POST chat/requests", { id: "q1" }, 201);
  answer("GET chat/requests", (asked) => ({ items: [{ id: "q1", room: "r0", agent: "a001", state: "open", body: "환불 승인 부탁드립니다.", asked: Date.now() - 5 * minute }, { id: "q2", agent: "a000", state: "done", body: "쿠폰을 드려도 될까요?", answer: "네, 3,000원까지 됩니다.", asked: Date.now() - 50 * minute, done: Date.now() - 40 * minute, by: "lead" }].filter((one) => !asked.get("state") || one.state === asked.get("state")) }));
  answer("POST chat/requests/q1/answer", { id: "q1", state: "done" });
  answer("GET chat/blocked", { items: [{ ...visitor(room(3)), block: { by: "boss", by_name: "한관리", at: Date.now() - 90 * minute, why: "배송 지연 건으로 욕설 2회" } }] });
  return rooms;
}

/** One page of messages, as the server gives it. */
function page(messages, asked) {
  const before = Number(asked.get("before") ?? 0), after = asked.get("after"), limit = Number(asked.get("limit") ?? 100);
  if (after !== null) return messages.filter((one) => one.seq > Number(after)).slice(0, limit);
  return messages.filter((one) => !before || one.seq < before).slice(-limit);
}

/** The server's frame for something new in a room: its row, and the messages. */
export function comes(server, line, messages = []) {
  server.chats = [...server.chats.filter((one) => one.id !== line.id), line];
  server.delta("chats", [line], messages.length ? { messages: messages.map((one) => ({ room: line.id, ...one })) } : {});
}
