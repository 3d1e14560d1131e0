// What the scripted server answers about messages: made-up people and texts, in the
// shapes of the API.

const iso = (at) => new Date(at).toISOString();
const minute = 60_000;

export const provider = { delivers: true, provider: "nhn", kinds: ["sms", "mms"], ok: true, paused: false, failures: 0, scheduled: 2, queued: 0, sending: 0, unknown: 0, schedules: "own", bulk_from: 20, ad_name: "온마루", ad_opt_out: "080-123-4567" };
/** Both accounts are refused. */
const refused = { kinds: ["sms", "mms", "alimtalk"], ok: false, class: "account", code: "http_401", detail: "the provider refuses our key", alimtalk: { paused: true, failures: 3, code: "-1003", detail: "the sender key is not valid", failed_at: iso(Date.now() - 9 * minute) } };
export const senders = { delivers: true, items: [{ number: "15880000", name: "대표", usable: true }, { number: "025550000", name: "배송", usable: true }, { number: "025550001", name: "옛 번호", usable: false, why: "blocked" }] };

const category = (id, name, parent, templates = 0, more = {}) => ({ id, name, ...(parent ? { parent } : {}), used: true, editable: true, version: 1, offered: true, templates, ...more });
export const categories = [category("a", "배송", ""), category("a1", "배송 지연", "a", 2), category("a2", "도착 안내", "a", 2), category("b", "교환·반품", ""), category("b1", "수거 예약", "b", 1), category("c", "이벤트", "", 0, { used: false, offered: false })];
const template = (id, category, name, body, more = {}) => ({ id, category, name, kind: "sms", sender: "15880000", body, ad: false, used: true, editable: true, version: 1, updated_at: iso(Date.now()), updated_by: "user:boss", offered: true, locked: false, bytes: 70, variables: [], ...more });
export const templates = [
  template("t1", "a1", "지연 안내 (택배사)", "[온마루] {이름}님, 택배사 사정으로 배송이 하루 늦어집니다. 죄송합니다."), template("t2", "a1", "지연 보상 안내", "배송이 늦어져 죄송합니다. 3,000원 쿠폰을 드립니다.", { kind: "mms", title: "배송 지연 보상" }),
  template("t3", "a2", "오늘 도착 예정", "[온마루] {이름}님, 주문하신 상품이 오늘 19시 전 도착 예정입니다. 문의 1588-0000", { variables: ["이름"] }), template("t4", "a2", "부재 시 보관 장소", "부재 중이시면 경비실에 보관하겠습니다.", { editable: false, locked: true }),
  template("t5", "b1", "수거 안내", "{날짜}에 수거 기사님이 방문합니다.", { variables: ["날짜"], sender: "" }),
];

const bodies = ["오늘 19시 전 도착 예정입니다", "설치 방문 안내와 준비 사항", "요청하신 콜백을 곧 드리겠습니다", "수거 기사님이 내일 방문합니다", "반품 상품 검수 결과 안내", "환불 계좌를 확인해 주세요"];
const states = [{ queued: 1 }, { queued: 19 }, { delivered: 1 }, { delivered: 1 }, { accepted: 1 }, { failed: 1 }, { delivered: 17, failed: 2 }, { unknown: 1 }, { cancelled: 1 }, { rejected: 1 }, { missed: 1 }, { closed: 1 }];
export const sends = states.map((has, i) => ({
  id: `s${i}`, kind: i % 3 === 1 ? "mms" : "sms", sender: "15880000", body: bodies[i % bodies.length], ad: false, bulk: i === 1, ...(i < 2 ? { due_at: iso(Date.now() + (i + 1) * 40 * minute) } : {}), recipients: Object.values(has).reduce((sum, n) => sum + n, 0), agent: "a000", owner_name: { ko: "김하나", en: "Hana Kim" }, created_by: "user:hana", created_by_name: "김하나",
  created_at: iso(Date.now() - i * 23 * minute), number: `010-****-${4821 - i * 37}`, name: i % 2 ? "" : "박민정", message: `s${i}-0001`, states: has, cancellable: i < 2, delivers: true,
}));
const message = (i, state, more = {}) => ({ delivers: true, id: `s6-${i}`, send: "s6", kind: "sms", state, number: `010-****-${1000 + i}`, name: "박민정", sender: "15880000", created_by: "user:hana", created_at: iso(Date.now() - 30 * minute), handed_at: iso(Date.now() - 29 * minute), provider: "nhn", attempts: 1, masked: true, cancellable: false, unsettled: false, text: bodies[0], ...more });
export const messages = [message(1, "delivered", { ended_at: iso(Date.now() - 28 * minute), code: "1000", explained: { ko: "수신자에게 전달되었습니다.", en: "Delivered." } }), message(2, "failed", { code: "2003", explained: { ko: "수신자의 전화기가 꺼져 있습니다.", en: "The recipient's phone is off." } }), message(3, "unknown", { unsettled: true, code: "timeout", explained: { ko: "사업자가 제때 답하지 않았습니다.", en: "The provider did not answer in time." } }), message(4, "queued", { cancellable: true, handed_at: undefined })];
export const conversations = ["오늘 몇 시쯤 도착하나요?", "감사합니다"].map((body, i) => ({ id: `v${i}`, number: `010-****-${4821 + i}`, ours: "15880000", ...(i ? {} : { agent: "a000", agent_name: { ko: "김하나", en: "Hana Kim" }, customer: "k1", name: "박민정" }), unread: i ? 0 : 2, created_at: iso(Date.now() - 90 * minute), last_at: iso(Date.now() - 5 * minute), preview: i ? { in: false, text: body } : { in: true, text: body } }));
const lines = [{ id: "l3", in: true, body: "오늘 몇 시쯤 도착하나요?", at: iso(Date.now() - 5 * minute) }, { id: "l2", in: false, body: bodies[0], at: iso(Date.now() - 30 * minute), state: "delivered", message: "s2-0001" }, { id: "l1", in: true, body: "주문한 상품 언제 오나요?\n사진 보냅니다", media: ["https://example.com/a.jpg"], at: iso(Date.now() - 60 * minute) }];
export const optOuts = [["message", ""], ["person", "전화로 요청"], ["provider", ""]].map(([source, reason], i) => ({ id: `o${i}`, number: `010-****-${3100 + i}`, source, reason, at: iso(Date.now() - i * 2000 * minute), ...(source === "person" ? { by: "user:hana" } : {}) }));

/** What the scripted server answers about messages. */
export function smsAnswers(server, { empty = false, local = false } = {}) {
  const answer = (what, body, status = 200) => server.answers.set(what, [status, body]), items = (list) => ({ delivers: !local, items: empty ? [] : list });
  server.unread = empty ? 0 : 3;
  answer("GET sms/provider", { ...provider, ...(local ? { provider: "local", delivers: false } : {}), ...(empty ? {} : refused), unknown: empty ? 0 : 1 });
  answer("GET sms/senders", senders);
  answer("GET sms/categories", empty ? [] : categories);
  answer("GET sms/templates", items(templates));
  answer("GET sms/figures", { delivers: !local, day: iso(Date.now()).slice(0, 10), today: empty ? {} : { delivered: 20, failed: 3, queued: 20 }, scheduled: empty ? 0 : 20, month: empty ? 0 : 4182, left_today: 3818 });
  answer("GET sms/sends", items(sends));
  for (const one of sends) answer(`GET sms/sends/${one.id}`, { ...one, delivers: !local });
  answer("GET sms/messages", items(messages));
  answer("GET sms/conversations", items(conversations));
  for (const one of conversations) answer(`GET sms/conversations/${one.id}`, { ...one, delivers: !local, lines });
  for (const one of conversations) answer(`POST sms/conversations/${one.id}/read`, null, 204);
  answer("GET sms/opt-outs", items(optOuts));
}
