// What the scripted server answers the customers' section of the administration:
// made-up people and their history, in the shapes of the API.
import { consultation, customer, form, reservation } from "./desk.mjs";

const iso = (ago) => new Date(Date.now() - ago).toISOString(), day = 86_400_000;
const names = ["박민정", "박민정(구)", "정태호", "윤미경", "오세훈", "차은수", "남궁은"];

/** One customer in the list. */
export const brief = (i) => ({ id: `k${i + 1}`, name: names[i] ?? `고객 ${String(i + 1).padStart(3, "0")}`, numbers: i === 0 ? ["010-****-4821", "02-****-7730"] : [`010-****-${String(4800 + i)}`], ...(i === 0 ? { blacklist: "low_priority" } : {}), updated_at: iso(day) });
export const people = Array.from({ length: 7 }, (_, i) => brief(i));
export const double = { ...customer, id: "k2", name: "박민정(구)", phones: [{ number: "010-****-4821" }, { number: "031-****-1200", label: "회사" }], email: "", claim: "", memo: "세금계산서 발행", fields: { 거래처: "ON-2207" }, blacklist: undefined, version: 1, created_at: iso(900 * day), updated_at: iso(900 * day) };
const one = { ...customer, also: [brief(1)], fields: { 등급: "골드", "vip.no": "00217" }, created_at: iso(700 * day), created_by: "user:kim", updated_at: iso(3 * day), updated_by: "user:boss", version: 3 };
export const merged = { ...one, phones: [...one.phones, { number: "031-****-1200", label: "회사" }], memo: `${one.memo}\n세금계산서 발행`, fields: { ...one.fields, 거래처: "ON-2207" }, also: undefined, version: 4 };
const note = (i, more) => ({ ...consultation(i, more), ticket: `2026112${i}-0041${i}` });
export const history = [note(0, { version: 2 }), note(1), note(2)];
export const memos = [{ id: "m2", kind: "blacklisted", effect: "low_priority", reason: customer.blacklist.reason, memo: customer.blacklist.memo, by: "user:boss", at: customer.blacklist.at }, { id: "m1", kind: "merged", reason: "같은 사람", memo: "박민졍", by: "user:lead", at: iso(300 * day) }];

const person = { kind: "customer", id: "k1", name: "박민정", number: "010-****-4821" }, gone = { kind: "customer", id: "gone1", deleted: true };
const told = (seq, action, target, detail, about, more) => ({ seq, id: `l${seq}`, at: "2026-11-28T05:00:00Z", actor: "user:boss", actor_name: "한관리", role: "administrator", address: "10.0.4.17", action, target, detail, about, ...more });
/** Lines of the access log as the server answers, newest first. */
export const logLines = [
  told(8, "customer_deleted", "customer:gone1", "본인 요청", [gone]),
  told(7, "customers_merged", "customer:k1", "from customer:gone1: 같은 사람", [person, gone]),
  told(6, "customers_searched", "customers", "by name: k1 gone1 k3", [person, gone, { kind: "customer", id: "k3", name: "정태호" }], { actor: "user:left", actor_name: "나간사람", role: "manager" }),
  told(5, "reservation_viewed", "customer:k1", "reservation r1", [person, { kind: "reservation", id: "r1", name: "박민정", number: "010-****-4821", customer: "k1", service: "s02", at: "2026-11-29T05:00:00Z" }]),
  told(4, "call_moved", "call:c1", "s02", [{ kind: "call", id: "c1", name: "박민정", number: "010-****-4821", customer: "k1", ticket: "20261128-00041", service: "s02", at: "2026-11-28T04:00:00Z" }]),
  told(3, "call_ended", "call:c2", "", [{ kind: "call", id: "c2", number: "010-****-1111", service: "s02", at: "2026-11-28T03:00:00Z" }]),
  told(2, "call_ended", "call:c3", "", undefined),
  told(1, "agent_state", "agent:a000", "ready", [{ kind: "agent", id: "a000", name: "김하나", name_en: "Hana Kim" }], { actor: "key:crm", actor_name: undefined }),
];

/** Everything that the section asks for; the user is an administrator. */
export function customersAnswers(server) {
  const answer = (what, body, status = 200) => server.answers.set(what, [status, body]);
  server.user = { id: "u1", name: "한관리", role: "administrator", permissions: [], lang: "ko", centre: { name: "온마루 고객센터", time_zone: "Asia/Seoul", language: "ko" } };
  answer("GET customers", { items: people, masked: true, kind: "everybody" });
  answer("GET customers/k1", one);
  answer("GET customers/k2", double);
  answer("GET customers/k3", { ...double, id: "k3", name: "정태호", phones: [], memo: "", fields: {}, created_at: iso(day) });
  for (const id of ["k1", "k2", "k3"]) {
    answer(`GET customers/${id}/memos`, { items: id === "k1" ? memos : [] });
    answer(`GET customers/${id}/consultations`, { items: id === "k1" ? history : [] });
  }
  answer("GET consultations", { items: [history[0], note(1, { customer: "", customer_name: "", number: "010-****-9999" })] });
  answer("GET reservations", { items: [reservation(1, { customer: "k1", memo: "재입고 안내" }), reservation(2, { state: "missed", agent: "", memo: "", result: "" }), reservation(0, { state: "done", result: "통화함" })], counts: { direct: 1, bulk: 0, callback: 0 } });
  answer("GET access-log", logLines);
  answer("GET reasons", []);
  answer("GET services", [{ id: "s02", name: { ko: "배송문의", en: "Delivery" } }]);
  answer("GET services/s02/form", form);
  answer("GET agents", [{ id: "a000", name: "김하나", name_en: "Hana Kim", services: {} }, { id: "a003", name: "최다솜", name_en: "Dasom Choi", services: {} }]);
  answer("GET users", [{ id: "u1", login: "boss", name: "한관리", role: "administrator", permissions: [] }, { id: "u2", login: "lead", name: "박팀장", role: "manager", permissions: [] }]);
  answer("GET consultations/n0/revisions", [{ version: 2, note: { note: history[0].note, fields: { result: "done" } }, by: "user:kim", at: iso(day) }, { version: 1, note: { note: "출고 지연 문의", fields: { result: "again" } }, by: "user:kim", at: iso(2 * day) }]);
  answer("POST customers/k1/merge", merged);
  answer("POST customers/k1/reveal", { phones: [{ number: "010-2345-4821", label: "휴대폰" }, { number: "02-345-7730", label: "집" }], email: "minjeong@onmaru.kr", birth_date: "1988-05-17" });
}

/** A manager with some permissions. */
export const manager = (...permissions) => ({ id: "u2", name: "박팀장", role: "manager", permissions, lang: "ko", centre: { name: "온마루 고객센터", time_zone: "Asia/Seoul", language: "ko" } });
