// What the scripted server answers a desk: made-up people, notes and reservations, in
// the shapes of the API.
import { count, makeFloor } from "./floor.mjs";
import { smsAnswers } from "./sms.mjs";

const hour = 3_600_000;
const iso = (at) => new Date(at).toISOString();

/** A floor whose first agent, the viewer, is in the given state. */
export function deskFloor(me, { services = 4, agents = 8 } = {}) {
  const floor = makeFloor(services, agents), now = Date.now();
  const row = floor.agents[0];
  delete row.held_since;
  delete row.call;
  Object.assign(row, { state: "ready", reason: "", since: now - 6000, deadline: 0, service: undefined, services: ["s00", "s02"], band: "good" }, me);
  if (row.call && row.state !== "wrap_up") floor.calls.push({ id: row.call, service: "s02", phase: row.state === "ringing" ? "offered" : "connected", caller: "010-****-4821", priority: 0, entered: row.since - 18_000, waited_ms: row.state === "ringing" ? undefined : 16_000, since: row.since, agent: "a000" });
  count(floor);
  return floor;
}

/** The states of the floor that a test begins with. */
export const at = {
  ready: () => deskFloor({ state: "ready" }),
  ringing: (now = Date.now()) => deskFloor({ state: "ringing", since: now - 6000, deadline: now + 12_000, call: "c9", service: "s02" }),
  talking: (now = Date.now()) => deskFloor({ state: "talking", since: now - 222_000, call: "c9", service: "s02" }),
  wrapUp: (now = Date.now()) => deskFloor({ state: "wrap_up", since: now - 8000, deadline: now + 42_000, call: "c9", service: "s02" }),
};

export const why = { agent: "a000", call: "c9", why: "chosen", detail: "", trigger: "agent", strategy: "longest_idle", eligible: 4, open_level: 2, level: 1, key: "idle 182s", next: [{ agent: "a003", level: 1, key: "idle 95s" }], ahead_of: 2 };

export const customer = {
  id: "k1", name: "박민정", phones: [{ number: "010-****-4821", label: "휴대폰" }, { number: "02-****-7730", label: "집" }], email: "m***@onmaru.kr", birth_date: "1988-**-**",
  claim: "배송 지연 보상 요청 2회", memo: "오후 통화 선호. 경비실 보관 불가.", fields: { 등급: "골드" }, masked: true, version: 3, created_at: iso(0), updated_at: iso(0),
  blacklist: { effect: "low_priority", reason: "배송 지연 건으로 욕설 2회", memo: "재발 시 2차 경고 후 팀장에게 이관.", by: "user:yerin", by_name: "장예린", at: iso(Date.now() - 100 * 24 * hour) },
};

export const dispositions = {
  service: "", version: 1, items: [
    { code: "delivery", name: { ko: "배송", en: "Delivery" }, children: [{ code: "late", name: { ko: "배송 지연", en: "Late" } }, { code: "lost", name: { ko: "분실", en: "Lost" } }] },
    { code: "refund", name: { ko: "환불", en: "Refund" } },
  ],
};

export const form = {
  service: "", disposition_required: true, note_required: true, version: 1,
  fields: [{ key: "result", label: { ko: "처리 결과", en: "Result" }, type: "select", required: true, options: [{ value: "done", label: { ko: "완료", en: "Done" } }, { value: "again", label: { ko: "재통화", en: "Call again" } }] },
    { key: "order_no", label: { ko: "주문번호", en: "Order" }, type: "text" }, { key: "agreed", label: { ko: "개인정보 동의", en: "Consent" }, type: "checkbox" }],
};

const notes = ["11/15 주문분 출고 지연으로 도착일 재확인 요청. 11/17 출고 완료 안내, 11/18~19 도착 예정으로 설명함.\n언성을 높이셨으나 보상 기준 안내 후 수긍.", "상품 색상 교환 가능 여부 문의", "해피콜"];

/** One consultation. */
export const consultation = (i, more = {}) => ({
  id: `n${i}`, call: `old${i}`, ticket: `20261120-${String(418 - i).padStart(5, "0")}`, agent: i % 3 === 0 ? "a003" : "a000", service: "s02", channel: i % 3 === 2 ? "out" : "in", customer: "k1", customer_name: "박민정", number: "010-****-4821",
  disposition: "late", disposition_name: { ko: "배송 > 배송 지연", en: "Delivery > Late" }, note: notes[i % 3], fields: { result: "done" }, version: 1, saved_at: iso(Date.now() - (i + 1) * 0.3 * hour), updated_at: iso(Date.now()), masked: true, editable: i % 3 !== 0, ...more,
});

const people = ["이은정", "박민정", "정태호", "윤미경", "오세훈", "차은수", "남궁은"], kinds = ["callback", "direct", "bulk"], memos = ["교환·반품", "배송문의", "해피콜", "해피콜", "설치예약", "A/S 접수", "환불·취소"];

/** One reservation, i half hours from now. */
export const reservation = (i, more = {}) => ({
  id: `r${i}`, type: kinds[i % 3], state: "open", agent: "a000", due_at: iso(Date.now() + (i - 1) * 0.5 * hour), number: `010-****-${1000 + (i * 733) % 9000}`, customer: "k1", name: people[i % 7], service: "s02", memo: memos[i % 7], version: 1, masked: true, ...more,
});

export const orders = { linked: true, items: [
  { number: "20251116-00318", state: "배송 중", placed_at: iso(Date.now() - 90 * hour), total: "189,000원", receiver: "박민정", tracking: "CJ대한통운 5849-****", items: [{ name: "구스 이불 세트 Q", quantity: 1, price: "159,000원" }, { name: "베개 커버", quantity: 2, price: "30,000원" }] },
  { number: "20251102-00127", state: "배송 완료", placed_at: iso(Date.now() - 400 * hour), total: "32,000원", receiver: "박민정", items: [{ name: "면 타월 5매", quantity: 1 }] }] };

export const templates = ["택배 지연 안내 (택배사 사유)", "당일 수령 불가 시 보상 기준", "경비실 및 무인함 보관 동의"].map((question, i) => ({ id: `t${i}`, question, answer: "고객님, 택배사 사정으로 도착이 늦어지고 있습니다.\n오늘 19시 전에 도착할 예정입니다.", version: 1, updated_at: iso(0) }));

export const card = (more = {}) => ({ call: "c9", ticket: "20261120-00418", agent: "a000", service: "s02", channel: "in", number: "010-****-4821", masked: true, live: true, customer, candidates: [], consultations: [0, 1, 2].map((i) => consultation(i)), form, dispositions, ...more });

/** Lets the server know everything that a desk asks for. */
export function deskAnswers(server, { empty = false } = {}) {
  const answer = (what, body, status = 200) => server.answers.set(what, [status, body]);
  const all = empty ? [] : Array.from({ length: 7 }, (_, i) => reservation(i)), done = empty ? [] : Array.from({ length: 9 }, (_, i) => consultation(i, { agent: "a000", editable: true }));
  smsAnswers(server, { empty });
  answer("GET services", server.floor.services.map(({ id, name }) => ({ id, name })));
  answer("GET reasons", [["preparing", "상담준비", "Preparing"], ["meal", "식사중", "Meal"], ["rest", "휴식중", "Break"], ["away", "자리비움", "Away"], ["training", "교육중", "Training"], ["interview", "면담중", "Interview"], ["meeting", "회의중", "Meeting"], ["other", "타업무", "Other work"]].map(([id, ko, en]) => ({ id, name: { ko, en }, used: true })));
  answer("GET calls/c9/answer", { from_desk: true });
  answer("GET desk/figures", { compare: "best" });
  const page = (items, key, asked, more) => [200, { ...more, items: items.filter((one) => !asked.get(key) || one[key] === asked.get(key)) }];
  server.answers.set("GET reservations", (asked) => page(all, "type", asked, { counts: { direct: all.filter((one) => one.type === "direct").length, bulk: all.filter((one) => one.type === "bulk").length, callback: all.filter((one) => one.type === "callback").length } }));
  server.answers.set("GET consultations", (asked) => page(done, "channel", asked, { counts: { in: done.filter((one) => one.channel === "in").length, out: done.filter((one) => one.channel === "out").length } }));
  for (const one of [...done, consultation(0)]) answer(`GET consultations/${one.id}`, one);
  answer("GET templates", { items: empty ? [] : templates });
  answer("GET orders", empty ? { linked: false, items: [] } : orders);
  answer("GET customers", { items: empty ? [] : [{ id: "k1", name: "박민정", numbers: ["010-****-4821"], blacklist: "low_priority" }, { id: "k2", name: "박민지", numbers: ["010-****-1111"] }] });
  answer("GET customers/k1", customer);
  answer("GET customers/k2", { ...customer, id: "k2", name: "박민지", blacklist: undefined });
  for (const id of ["k1", "k2"]) {
    answer(`GET customers/${id}/memos`, { items: empty ? [] : [{ id: "m1", kind: "blacklisted", effect: "low_priority", reason: "욕설 2회", memo: "2차 경고 후 팀장 이관", by: "user:yerin", by_name: "장예린", at: iso(Date.now() - 100 * 24 * hour) }] });
    answer(`GET customers/${id}/consultations`, { items: empty ? [] : [0, 1, 2].map((i) => consultation(i)) });
  }
  answer("GET calls/c9/card", card());
  answer("GET calls/c9/explanation", why);
  answer("PUT calls/c9/draft", { updated_at: iso(Date.now()) });
  for (const service of ["s02", "-"]) answer(`GET services/${service}/form`, form);
  answer("GET dispositions", dispositions);
  answer("GET drafts", { items: [] });
  answer("GET calls/history", { calls: [] });
}
