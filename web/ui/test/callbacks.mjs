// What the scripted server answers the page of callbacks: made-up people.
const iso = (at) => new Date(at).toISOString(), minute = 60_000;
const names = ["윤소희", "강도현", "", "최아름", "남기훈", "배지원", "오상민"], states = ["registered", "assigned", "completed", "cancelled", "expired", "unreached"], sources = ["ars", "virtual_hold", "voicemail", "web", "api", "hand"];

/** One callback, registered i times seven minutes ago. */
export const callback = (i, more = {}) => ({
  id: `b${i}`, number: `010-****-${1000 + (i * 733) % 9000}`, masked: true, name: names[i % 7], service: "s02", service_name: { ko: "배송문의", en: "Delivery" }, source: sources[i % 6], state: states[i % 6], agent: i % 6 ? `a00${i % 4}` : undefined,
  distributor: i % 6 ? "user:boss" : undefined, distributor_name: i % 6 ? "한관리" : undefined, due_at: iso(Date.now() - i * 7 * minute), attempts: i % 3, max_attempts: 3, expires_at: iso(Date.now() + 4000 * minute), created_at: iso(Date.now() - i * 7 * minute), created_by: "voice menu", memo: i % 2 ? "환불 일정 문의" : undefined,
  route: i % 5 === 0 ? "1>2" : undefined, version: 1, ...more,
});

const detail = (one) => ({ ...one, calls: [{ call: "c1", agent: "a001", by: "agent", at: one.created_at, ended_at: one.created_at, result: "no_answer" }, { call: "c2", agent: "a001", by: "automatic", at: one.created_at, answered_at: one.created_at, ended_at: one.created_at, result: "connected", talk_ms: 83_000 }],
  history: [{ at: one.created_at, by: "voice menu", what: "registered" }, { at: one.created_at, by: "user:boss", what: "assigned", detail: "a001" }, { at: one.created_at, by: "agent:a001", what: "called", detail: "c1" }, { at: one.created_at, by: "system", what: "attempt_ended", detail: "no_answer" }] });

/** Lets the server know everything that the page asks for. */
export function callbacksAnswers(server, { n = 30, more = () => ({}) } = {}) {
  const answer = (what, body, status = 200) => server.answers.set(what, [status, body]);
  const list = Array.from({ length: n }, (_, i) => callback(i, more(i))), day = { received: n, unassigned: 4, assigned: 5, in_call: 1, completed: n - 13, unreached: 1, expired: 1, cancelled: 1 };
  server.user = { ...server.user, callbacks: true, login: "hana", permissions: ["phone", "callback_assign"] };
  server.callbackRow = { id: "callbacks", used: true, own: 3, unassigned: 4, changed_at: Date.now() };
  server.answers.set("GET callbacks", (asked) => [200, { items: list.filter((one) => (!asked.get("state") || asked.get("state").split(",").includes(one.state)) && (!asked.get("agent") || one.agent === asked.get("agent"))) }]);
  for (const one of list) answer(`GET callbacks/${one.id}`, detail(one));
  answer("GET callbacks/counts", { customers: 10, assigned: 6, unassigned: 4, in_call: 1, own: 3, today: n ? day : { received: 0, unassigned: 0, assigned: 0, in_call: 0, completed: 0, unreached: 0, expired: 0, cancelled: 0 } });
  answer("GET callbacks/agents", n ? server.floor.agents.slice(0, 8).map((one, i) => ({ id: one.id, name: one.name, name_en: one.name_en, extension: one.extension, state: one.state, reason: one.reason, since: iso(one.since), open: i, in_call: 0, assignable: true })) : []);
  const of = (k) => ({ registered: 10 * k, assigned: 9 * k, completed: 7 * k, unprocessed: 2 * k, unassigned: k, cancelled: k, expired: 0, unreached: k, rate: 70 });
  answer("GET callbacks/report", { from: "2026-11-01", to: "2026-11-30", by: "day", total: n ? of(3) : { ...of(0), rate: null }, agents: n ? [{ agent: "a001", name: "강서준", ...of(1) }, { agent: "gone", ...of(1) }] : [], periods: n ? [{ period: "2026-11-29", total: of(3), agents: [] }] : [] });
  answer("GET do-not-call", { items: n ? [{ id: "d1", number: "010-****-4821", reason: "고객이 전화 중단을 요청함", by: "user:boss", by_name: "한관리", at: iso(Date.now()), masked: true }] : [] });
  answer("GET services", server.floor.services.map(({ id, name }) => ({ id, name })));
  answer("GET dispositions", { service: "", items: [{ code: "delivery", name: { ko: "배송", en: "Delivery" }, children: [{ code: "late", name: { ko: "배송 지연", en: "Late" } }] }] });
  answer("GET services/s02/form", { service: "s02", note_required: true, fields: [] });
  answer("GET reasons", []);
  answer("GET users", [{ login: "boss", name: "한관리" }]);
  return list;
}
