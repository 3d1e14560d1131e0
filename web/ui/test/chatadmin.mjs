// What the scripted server answers the sections of chats: made-up people.
const minute = 60_000, at = Date.parse("2026-11-28T05:00:00Z");

const categories = [
  { id: "delivery", name: { ko: "배송", en: "Delivery" }, unused: false, order: 10, version: "1" }, { id: "late", name: { ko: "배송 지연", en: "Late delivery" }, parent: "delivery", unused: false, order: 10, answer: { ko: "송장 번호로 배송 조회를 할 수 있습니다.", en: "Use the tracking number." }, version: "1" },
  { id: "address", name: { ko: "주소 변경", en: "Change of address" }, parent: "delivery", unused: true, order: 20, version: "1" }, { id: "returns", name: { ko: "교환·반품", en: "Exchanges and returns" }, unused: false, order: 20, version: "1" }, { id: "refund", name: { ko: "환불", en: "Refund" }, parent: "returns", unused: false, order: 10, version: "1" },
];
const sites = [
  { id: "shop", name: { ko: "온마루", en: "Onmaru" }, origins: ["https://www.onmaru.example", "https://m.onmaru.example"], category: "late", closed: false, greeting: { ko: "안녕하세요, [agent_name]입니다.", en: "" }, asks: ["name", "phone"], signs: true, version: "1" },
  { id: "outlet", name: { ko: "온마루 아울렛", en: "Onmaru Outlet" }, origins: [], closed: true, signs: false, version: "1" },
];
const templates = Array.from({ length: 12 }, (_, i) => ({ id: `t${i}`, name: ["배송 지연 안내", "환불 처리 안내", "교환 방법", "끝인사"][i % 4] + (i > 3 ? ` ${i}` : ""), shortcut: i % 3 ? `지연${i}` : undefined, category: i % 2 ? "late" : undefined, body: "{고객명} 고객님, 주문하신 상품은 {도착일}에 도착합니다.", unused: i === 5 || undefined, version: 1, updated: at, by: "lead" }));
const words = Array.from({ length: 11 }, (_, i) => ({ word: ["바보", "멍청", "idiot", "다시는"][i % 4] + (i > 3 ? i : ""), effect: i % 2 ? "mask" : "refuse", ...(i % 4 === 1 ? { instead: "○○" } : {}), added: at - i * 86_400_000, by: "lead" }));
const requests = Array.from({ length: 9 }, (_, i) => ({ id: `q${i}`, room: i % 2 ? `r${i}` : undefined, agent: `a00${i % 4}`, manager: "lead", state: ["open", "open", "done", "refused"][i % 4], body: ["환불 한도를 넘는 금액입니다. 승인 부탁드립니다.\n주문 20261128-0031, 128,000원입니다.", "욕설이 심한 고객입니다. 차단해 주세요."][i % 2], asked: at - i * 7 * minute, ...(i % 4 > 1 ? { answer: "승인했습니다.", done: at, by: "lead" } : {}) }));
const blocked = Array.from({ length: 6 }, (_, i) => ({ id: `v_3f9a21b${i}`, channel: ["web", "kakao", "sms"][i % 3], name: i % 2 ? "박민정" : undefined, external: i % 3 === 1 ? "kakao-8271" : undefined, number: i % 2 ? "010-****-4821" : undefined, given: i % 2 === 1, masked: true, version: 1, created_at: at, seen_at: at, block: { by: "lead", by_name: "박팀장", at: at - i * 3_600_000, why: i === 2 ? "" : "상담사에게 욕설을 계속함. 두 번 경고했습니다." } }));
const spread = (i) => ({ n: 10 + i, mean_ms: 41_400 + i * 1000, p50_ms: 30_000 + i * 900, p90_ms: 95_000 + i * 7000 }), none = { n: 0, mean_ms: 0, p50_ms: 0, p90_ms: 0 };
const figures = (key, i, more = {}) => ({ key, rooms: 24 + i * 131, requested: 20 + i * 9, answered: 18 + i * 8, ended: 17 + i * 8, blocked: i % 3, customer_messages: 320 + i * 811, agent_messages: 290 + i * 700, first: spread(i), replies: 90 + i, reply_ms: 52_600 + i * 1000, handling: spread(i * 40), satisfaction: { n: 4 + 4 * i, mean: 4.25 }, ...more });
const reports = {
  day: Array.from({ length: 7 }, (_, i) => figures(`2026-11-${22 + i}`, i, i === 6 ? { first: none, handling: none, replies: 0, reply_ms: 0, answered: 0, satisfaction: { n: 0, mean: 0 } } : {})), month: [figures("2026-10", 20), figures("2026-11", 14)],
  agent: [figures("", 0, { first: none, handling: none, replies: 0, reply_ms: 0, satisfaction: { n: 0, mean: 0 } }), ...["김하나", "이두리", "박세찬(인증해제)", "최아름"].map((name, i) => figures(`a00${i}`, i + 1, { name }))], category: [figures("", 0), figures("late", 3, { name: "배송 지연" }), figures("address", 1, { name: "주소 변경(미사용)" })], channel: [figures("web", 4), figures("kakao", 2)],
};
const grounds = [{ by: "only", able: 1, open: 0 }, { by: "fewest", able: 12, open: 1, new_at: at }, { by: "longest", able: 4, open: 2, new_at: at }, { by: "before", able: 3, open: 1 }, { by: "first", able: 2, open: 0 }, undefined];
const usage = Array.from({ length: 30 }, (_, i) => ({
  at: at - i * 11 * minute, room: `r_8x7JidP9unWbTiYCEN5a${i}`, how: i % 4 ? "backlog" : "take_back", from: i % 4 ? { id: "", name: "", manager: "박팀장" } : { id: "a003", name: "최아름", state: i % 8 ? "" : "deleted" }, to: { id: `a00${i % 3}`, name: ["김하나", "이두리", "박세찬"][i % 3] }, why: grounds[i % 6],
  ...(i % 7 === 6 ? {} : { row: { room: { id: `r_8x7JidP9unWbTiYCEN5a${i}`, channel: ["web", "kakao", "sms"][i % 3], site: "shop", site_name: { ko: "온마루", en: "Onmaru" }, status: i % 2 ? "in_progress" : "ended", visitor: `v_3f9a21b${i}`, opened_at: at, last_at: at, seq: 3 }, title: ["배송 지연 문의", "환불 처리가 언제 끝나는지 묻는 아주 긴 제목의 상담입니다"][i % 2], visitor: { id: `v_3f9a21b${i}`, name: i % 3 ? "박민정" : undefined } } }),
}));

/** Lets the server know everything that the sections ask for; all there is, or nothing of it. */
export function chatAdminAnswers(server, { full = true, on = true } = {}) {
  const answer = (what, body) => server.answers.set(what, [200, body]);
  server.user = { ...server.user, chat: on, permissions: ["report"], login: "lead" };
  answer("GET settings", [{ key: "chat.enabled", value: String(on) }]);
  answer("GET services", []);
  answer("GET agents", server.floor.agents.map(({ id, name, name_en }) => ({ id, name, name_en })));
  answer("GET users", [{ login: "lead", name: "박팀장" }]);
  answer("GET chat-categories", full ? categories : []);
  answer("GET chat-sites", full ? sites : []);
  answer("GET chat/templates", full ? [...templates, { id: "own", owner: "a000", name: "내 것", body: "x", version: 1, updated: at, by: "kim" }] : []);
  answer("GET chat/words", full ? words : []);
  server.answers.set("GET chat/requests", (asked) => [200, { items: full ? requests.filter((one) => !asked.get("state") || one.state === asked.get("state")) : [] }]);
  answer("GET chat/blocked", { items: full ? blocked : [] });
  answer("GET chat/list/choices", { agents: full ? [...server.floor.agents.map(({ id, name, name_en }) => ({ id, name: { ko: name, en: name_en } })), { id: "gone", name: { ko: "최아름", en: "Areum Choi" }, state: "deleted" }, { id: "out", name: { ko: "한지수", en: "Jisu Han" }, state: "deauthorised" }] : [], categories: [] });
  server.answers.set("GET chat/usage", (asked) => { // two pages
    const list = full ? usage.filter((one) => !asked.get("agent") || one.to.id === asked.get("agent")) : [], from = Number(asked.get("after") ?? 0);
    return [200, { items: list.slice(from, from + 20), from: asked.get("from"), to: asked.get("to"), ...(list.length > from + 20 ? { next: String(from + 20) } : {}) }];
  });
  server.answers.set("GET chat/report", (asked) => [200, { by: asked.get("by"), from: asked.get("from"), to: asked.get("to"), items: full ? reports[asked.get("by")] : [] }]);
}
