// What the server records and says in English, as people read it: modules of the
// administration without a browser, in both languages.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

globalThis.document = /** @type {any} */ ({ documentElement: { lang: "ko", dataset: {} }, addEventListener() {}, getElementById: () => null });
globalThis.location = /** @type {any} */ ({ search: "", hash: "", href: "http://127.0.0.1/admin", pathname: "/admin" });
globalThis.addEventListener ??= () => {};
globalThis.matchMedia ??= () => ({ matches: false, addEventListener() {} });
const { language } = await import("../js/i18n.js");
const { all } = await import("../js/admin/shared.js");
const records = await import("../js/admin/records.js"), details = await import("../js/admin/details.js"), filters = await import("../js/admin/filters.js"), { targetOf } = await import("../js/admin/target.js");

all.services.value.value = [{ id: "orders", name: { ko: "주문", en: "Orders" } }, { id: "returns", name: { ko: "반품", en: "Returns" } }];
all.agents.value.value = [{ id: "kim", name: "김하나", name_en: "Hana Kim" }];
all.users.value.value = [{ login: "boss", name: "한관리" }];

/** In Korean and English. */
const { whyNot } = await import("../js/admin/sections/changes.js");
const both = (say) => ["ko", "en"].map((one) => { language.value = one; return say(); });
const hangul = /[\uac00-\ud7a3]/;

test("a change is told by what happened, to what, field by field as the form calls it", () => {
  const service = { kind: "services", id: "orders", before: { id: "orders", name: { ko: "주문" }, ring: "15s", target: 80, bands: {}, closed: false, strategy: "longest_idle", when_full: { do: "message" } },
    after: { id: "orders", name: { ko: "주문" }, ring: "1m30s", target: 70, bands: { wait_bad: "1m" }, closed: true, strategy: "skill_first", when_full: { do: "service", service: "returns" }, levels: [{ after: "10s", level: 2 }] } };
  assert.deepEqual(both(() => records.what({ action: "service_changed", target: "service:orders", edits: [service] })), ["서비스 변경", "Service changed"]);
  assert.deepEqual(both(() => records.what({ action: "service_changed", target: "service:orders", edits: [{ ...service, before: undefined }] })), ["서비스 추가", "Service added"]);
  assert.deepEqual(both(() => records.what({ action: "undone", target: "service:orders", edits: [{ ...service, after: undefined }] })), ["서비스 삭제", "Service removed"]);
  assert.deepEqual(both(() => records.what({ action: "number_changed", target: "number:1588", edits: [service] })), ["전화번호 연결 변경", "Changed a number"], "the number is changed, not the service");
  const told = both(() => records.steps(service).map((step) => `${records.label(service, step)}: ${records.value(service, step.path, step.before)} > ${records.value(service, step.path, step.after)}`));
  assert.deepEqual(told[0], ["벨 울림 시간: 15초 > 1분 30초", "서비스 레벨 목표: 80% > 70%", "대기 경고: 없음 > 1분", "지금 마감: 끔 > 켬", "배정 방식: 가장 오래 쉰 상담사 > 숙련도 우선",
    "만원 · 할 일: 안내 후 끊기 > 다른 서비스로", "만원 · 옮길 서비스: 없음 > 반품", "단계별 배정: 없음 > 10초 지나면 숙련도 2까지"]);
  assert.deepEqual(told[1], ["Ring time: 15 s > 1 min 30 s", "Target: 80% > 70%", "Wait alarms: none > 1 min", "Closed now: off > on", "Strategy: Longest idle > Best level first",
    "Full · What happens: Message, then hang up > Move to a service", "Full · To the service: none > Returns", "Levels by waiting: none > after 10 s level 2 and better"]);
});

test("what is changed of a service's callbacks is told as its form will call it", () => {
  const edit = { kind: "services", id: "orders", before: { callback: { mode: "agent_first", attempts: 3, spacing: "10m", expire: "72h" } }, after: { callback: { mode: "customer_first", attempts: 2, spacing: "30m", expire: "24h", form: true } } };
  assert.deepEqual(both(() => records.steps(edit).map((step) => `${records.label(edit, step)}: ${records.value(edit, step.path, step.before)} > ${records.value(edit, step.path, step.after)}`)),
    [["콜백 순서: 상담사 먼저 > 고객 먼저", "콜백 최대 시도: 3 > 2", "다시 걸기까지: 10분 > 30분", "콜백 유효 시간: 72시간 > 24시간", "콜백 신청 화면에 표시: 없음 > 켬"],
      ["Callbacks: who is first: Agent first > Customer first", "Callbacks: attempts: 3 > 2", "Callbacks: time between: 10 min > 30 min", "Callbacks: given up after: 72 h > 24 h", "On the form for callbacks: none > on"]]);
});

test("what is changed of chats is told as its sections call it", () => {
  const site = { kind: "chat_sites", id: "shop", before: { name: { ko: "온마루" }, origins: [], closed: false, asks: [] }, after: { name: { ko: "온마루" }, origins: ["https://a.example"], closed: true, asks: ["name", "phone"], greeting: { ko: "안녕하세요", en: "" } } };
  const topic = { kind: "chat_topics", id: "late", before: { parent: "delivery", unused: false, order: 10 }, after: { parent: "returns", unused: true, order: 15 } };
  const said = (edit) => both(() => records.steps(edit).map((step) => `${records.label(edit, step)}: ${records.value(edit, step.path, step.before)} > ${records.value(edit, step.path, step.after)}`).join("; "));
  assert.deepEqual(said(site), ["웹사이트 주소: 없음 > https://a.example; 새 채팅 받지 않음: 끔 > 켬; 고객에게 묻는 정보: 없음 > 이름, 전화번호; 상담 인사말 (한국어): 없음 > 안녕하세요; 상담 인사말 (영어): 없음 > 없음",
    "Web addresses: none > https://a.example; Takes no new chats: off > on; What customers are asked: none > Name, Phone number; Greeting (Korean): none > 안녕하세요; Greeting (English): none > none"]);
  assert.deepEqual(said(topic), ["대분류: delivery > returns; 미사용: 끔 > 켬; 순서: 10 > 15", "Large category: delivery > returns; Not used: off > on; Place: 10 > 15"]);
  assert.deepEqual(both(() => details.detailText("chat-site_changed", '[{"kind":"chat_sites","id":"shop","fields":{"closed":{"before":false,"after":true}}}]')), ["새 채팅 받지 않음: 끔 → 켬", "Takes no new chats: off → on"]);
});

test("of a list only what differs in it is told; settings have their labels and units; secrets stay hidden", () => {
  const said = (edit) => both(() => records.steps(edit).map((step) => `${records.label(edit, step)}: ${records.value(edit, step.path, step.before)} > ${records.value(edit, step.path, step.after)}`).join("; "));
  assert.deepEqual(said({ kind: "settings", id: "centre.reasons", before: [{ id: "meal", name: { ko: "식사중", en: "Meal" }, used: true }, { id: "rest", name: { ko: "휴식중" }, used: true }], after: [{ id: "meal", name: { ko: "점심", en: "Lunch" }, used: false }, { id: "rest", name: { ko: "휴식중" }, used: true }] }),
    ["식사중: 식사중 > 점심 (끔)", "Meal: Meal > Lunch (off)"]);
  assert.deepEqual(said({ kind: "settings", id: "login.idle_lock_minutes", before: { value: "" }, after: { value: "15" } }), ["화면 잠금: 기본값 > 15분", "Idle lock: default > 15 minutes"]);
  assert.deepEqual(said({ kind: "settings", id: "chat.says", before: { value: "greeting,title" }, after: { value: "greeting,end_notice" } }), ["자동 메시지: 상담 인사말, 상담 제목 > 상담 인사말, 종료 안내", "Automatic messages: greeting, title > greeting, end"]);
  assert.deepEqual(said({ kind: "settings", id: "chat.method", before: { value: "automatic" }, after: { value: "manual" } })[0], "상담 배분 방식: 자동 > 수동");
  assert.deepEqual(said({ kind: "settings", id: "oidc.client_secret", before: { value: "" }, after: { value: "", secret: "(hidden)" } })[0], "클라이언트 비밀값: 기본값 > 숨김");
  assert.deepEqual(said({ kind: "agents", id: "kim", before: { services: { orders: { level: 1 } }, credentials: "(hidden)" }, after: { services: { orders: { level: 3 } }, credentials: "(hidden)" } }), ["주문 · 숙련도: 1 > 3", "Orders · Level: 1 > 3"]);
  assert.deepEqual(said({ kind: "hours", id: "day", before: { week: [] }, after: { week: [{ days: ["mon", "fri"], from: "09:00", to: "18:00" }] } }), ["요일별 시간: 없음 > 월 금 09:00–18:00", "Each weekday: none > Mon Fri 09:00–18:00"]);
  assert.deepEqual(records.steps({ kind: "agents", id: "kim", after: { id: "kim", name_en: "", team: "", auto_answer: false } }).map((step) => step.path.join(".")), ["id"], "what was left out of a new thing is not told");
});

test("a menu, and what a service says, are told in words: keys, prompts and where they lead", () => {
  all.menus.value.value = [{ id: "main", name: { ko: "대표 안내", en: "Main" } }];
  all.prompts.value.value = [{ name: "say:closed", text: { ko: "지금은 상담 시간이 아닙니다.", en: "We are closed now." }, choice: true }];
  all.sounds.value.value = [{ id: "hello", name: "인사말" }];
  const said = (edit) => both(() => records.steps(edit).map((step) => `${records.label(edit, step)}: ${records.value(edit, step.path, step.before)} > ${records.value(edit, step.path, step.after)}`).join("; "));
  const question = { id: "first", prompt: "sound:hello", wait: "5s", tries: 3, keys: [{ key: "1", name: { ko: "주문", en: "Orders" }, do: "service", service: "orders" }] };
  assert.deepEqual(said({ kind: "menus", id: "main", before: { greeting: "", questions: [question] }, after: { greeting: "say:closed", questions: [{ ...question, keys: [...question.keys, { key: "*", do: "repeat" }], nothing: { do: "hangup" } }] } }),
    ["인사: 없음 > 지금은 상담 시간이 아닙니다.; 안내 순서 · first: “인사말”, 1 주문: 서비스로 연결 주문 > “인사말”, 1 주문: 서비스로 연결 주문, * 다시 듣기, 누르지 않으면: 끊기",
      "Greeting: none > We are closed now.; What is said and asked · first: “인사말”, 1 Orders: To a service Orders > “인사말”, 1 Orders: To a service Orders, * Ask again, No key: Hang up"]);
  assert.deepEqual(said({ kind: "services", id: "orders", before: { language: "ko" }, after: { language: "en", menu: "main", whisper: "sound:hello", announce: { every: "30s", position: true, keys: [{ key: "1", do: "callback" }] }, when_full: { do: "number", number: "0215440000" }, when_closed: { do: "message", prompt: "none" } } }),
    ["안내 언어: 한국어 > English; 안내 (ARS): 없음 > 대표 안내; 상담사에게 먼저 들려줄 말: 없음 > 인사말; 안내 간격: 없음 > 30초; 대기 순서: 없음 > 켬; 기다리면서 누르는 키: 없음 > 1 콜백 접수; 만원 · 할 일: 없음 > 외부 번호로 연결; 만원 · 외부 번호: 없음 > 0215440000; 마감 · 할 일: 없음 > 안내 후 끊기; 마감 · 안내 멘트: 없음 > 아무 말 없이",
      "Language: 한국어 > English; Voice menu: none > Main; Whisper: none > 인사말; Every: none > 30 s; Place in the line: none > on; Keys while waiting: none > 1 Callback; Full · What happens: none > To a number outside; Full · Number outside: none > 0215440000; Closed · What happens: none > Message, then hang up; Closed · Announcement: none > Say nothing"]);
  assert.deepEqual(both(() => records.targetLine("menu:main")), ["안내 대표 안내 (main)", "Voice menu Main (main)"]);
  assert.deepEqual(both(() => records.what({ action: "menu_deleted", target: "menu:main", edits: [{ kind: "menus", id: "main", before: {}, after: undefined }] })), ["안내 삭제", "Voice menu removed"]);
  assert.deepEqual(both(() => targetOf("menu", "Main", records.changeKinds)), ["menu:Main", "menu:main"]);
});

test("an undo that the server would refuse is told why, also with a reason that is new", () => {
  assert.deepEqual(both(() => ["", "later", "own", "revoked", "undone", "another"].map((no_undo) => whyNot({ no_undo }))), [["", "나중에 또 바뀜", "다른 관리자만 되돌릴 수 있음", "폐기한 지 1시간 넘음", "취소됨", "나중에 또 바뀜"],
    ["", "Changed again later", "Only for another administrator", "Revoked over an hour ago", "Undone", "Changed again later"]]);
});

test("ids in details of the access log are told as who they are of", async () => {
  const { subjectName, withNames } = await import("../js/admin/subjects.js");
  const about = [{ kind: "customer", id: "c-1", name: "박민정" }, { kind: "customer", id: "c2", deleted: true }, { kind: "agent", id: "kim", name: "김하나" }];
  assert.deepEqual(both(() => withNames("2 found: c-1 c2 c3 ...", about)), ["2 found: 박민정, 삭제되거나 합쳐진 고객 c3 ...", "2 found: 박민정, a deleted or merged customer c3 ..."]);
  assert.deepEqual(both(() => withNames("고객 c2에서, c-12, xc2, kim", about)), ["고객 삭제되거나 합쳐진 고객에서, c-12, xc2, kim", "고객 a deleted or merged customer에서, c-12, xc2, kim"], "whole ids alone, and no agents");
  assert.equal(withNames("c-1", []), "c-1");
  assert.deepEqual(both(() => subjectName({ kind: "call", id: "x", ticket: "20261128-00001", service: "orders", at: "2026-11-28T00:00:00Z" })), ["20261128-00001 주문", "20261128-00001 Orders"]);
  assert.deepEqual([subjectName({ kind: "call", id: "x" }), subjectName({ kind: "call", id: "x", at: "2026-11-28T00:00:00Z" })], ["x", "2026-11-28 09:00"]);
  assert.deepEqual(["customer:박민정", "customer:4821", "customer:V8x7JidP9unWbTiYCEN5", "customer:*", "customer:", "call:20261128-00001", "call:c1", "agent:kim", ""].map(filters.objectOf),
    [{ customer: "박민정" }, { customer: "4821" }, { object: "customer:V8x7JidP9unWbTiYCEN5" }, { object: "customer:*" }, { object: "customer:" }, { ticket: "20261128-00001" }, { object: "call:c1" }, { object: "agent:kim" }, {}]);
});

test("who and to what: in words, with the name that the record or the centre knows", () => {
  assert.deepEqual(both(() => records.targetLine("service:orders")), ["서비스 주문 (orders)", "Service Orders (orders)"]);
  assert.deepEqual(both(() => records.targetLine("service:gone", [{ kind: "services", id: "gone", before: { name: { ko: "옛날", en: "Old" } } }])), ["서비스 옛날 (gone)", "Service Old (gone)"]);
  assert.deepEqual(both(() => records.targetLine("dispositions:-")), ["상담 분류 모든 서비스", "Dispositions Every service"]);
  assert.deepEqual(both(() => records.targetLine("setting:login.one_desk")), ["설정 한 자리만 로그인", "Setting One desk only"]);
  assert.deepEqual(both(() => records.actorName("user:boss")), ["한관리", "한관리"]);
  assert.deepEqual(both(() => records.actorName("key:crm")), ["API 키 crm", "API key crm"]);
  for (const kind of records.logKinds) for (const word of both(() => records.targetWords(kind).kind)) assert.notEqual(word, kind, `no word for ${kind}`);
});

test("a test call says in words what the far side did, and by which status", async () => {
  const { testWords } = await import("../js/admin/sections/agents.js"), said = (found) => both(() => testWords({ words: "x", ...found }));
  for (const [found, ko, en] of [
    [{ code: "busy", asked: "INVITE", status: 486 }, "상대가 통화 중입니다 (SIP 486)", "The other side is busy (SIP 486)"], [{ code: "no_answer", asked: "INVITE", status: 480 }, "상대가 받지 않았습니다 (SIP 480)", "The other side did not pick up (SIP 480)"],
    [{ code: "no_answer", asked: "INVITE" }, "상대가 받지 않았습니다", "The other side did not pick up"], [{ code: "no_answer", asked: "OPTIONS" }, "아무 응답도 없습니다. 주소와 방화벽을 확인하세요", "Nothing came back: check the address and the firewall"],
    [{ code: "refused", asked: "INVITE", status: 603 }, "상대가 거절했습니다 (SIP 603)", "The other side refused the call (SIP 603)"], [{ code: "failed", asked: "INVITE", status: 500 }, "상대가 통화를 이어 주지 못했습니다 (SIP 500)", "The other side could not put the call through (SIP 500)"],
    [{ code: "answered", asked: "INVITE", status: 200, heard: true }, "통화가 되고 소리도 돌아왔습니다.", "Answered, and sound came back."],
  ]) assert.deepEqual(said(found), [ko, en]);
});

test("times are taken as people type them; what is no time stays", async () => {
  const { timeOf } = await import("../js/admin/week.js");
  for (const [typed, kept] of [["0900", "09:00"], ["900", "09:00"], ["9:00", "09:00"], ["9", "09:00"], ["18", "18:00"], ["18.30", "18:30"], [" 9:05 ", "09:05"], ["2400", "24:00"], ["24", "24:00"], ["09:00", "09:00"], ["25:00", "25:00"], ["9:7", "9:7"], ["2460", "2460"], ["아홉", "아홉"], ["", ""]]) assert.equal(timeOf(typed), kept, typed);
});

test("the fields that ask for a thing are named in whole words", async () => {
  const { w, wcode } = await import("../js/admin/text.js");
  assert.deepEqual(both(() => w("kind_of")), ["대상 종류", "Kind of thing"]);
  assert.deepEqual(both(() => w("changes_of")), ["대상", "What was changed"]);
  assert.deepEqual(both(() => wcode("log", "object")), ["대상", "Object"]);
  assert.doesNotMatch(await readFile(new URL("../js/admin/target.js", import.meta.url), "utf8"), /w\("kind_of", /, "no label is put into another");
});

test("details of the access log, as the server writes them, are told in the viewer's language", () => {
  const said = (action, text) => both(() => details.detailText(action, text));
  for (const [action, text, ko, en] of [
    ["log_in", "single_sign_on", "싱글 사인온", "Single sign-on"], ["log_ins_ended", "others", "다른 곳 모두", "All others"], ["log_ins_ended", "logged in at another desk", "다른 자리에서 로그인", "Logged in at another desk"],
    ["reservations_imported", "12 rows, 0 bad", "12줄, 오류 0줄", "12 rows, 0 with errors"], ["customer_revealed", "unmasked", "번호 전체", "whole numbers"], ["customers_searched", "by last digits: c1 c2", "끝자리로 찾음: c1 c2", "by last digits: c1 c2"],
    ["customers_exported", "xlsx by name: 점검 (unmasked)", "XLSX, 이름으로 찾음: 점검 (번호 전체)", "XLSX, by name: 점검 (whole numbers)"], ["consultation_saved", "ticket 20261128-0001", "티켓 20261128-0001", "Ticket 20261128-0001"],
    ["consultation_viewed", "revisions of ticket T1", "티켓 T1의 수정 내역", "Revisions of ticket T1"], ["reservations_assigned", "3 to [kim lee]", "3건을 김하나, lee에게", "3 to Hana Kim, lee"], ["agent_state", "not_ready", "자리비움", "Away"], ["agent_state", "not_ready meeting", "회의중", "Meeting"], ["agent_state", "ready", "대기", "Ready"],
    ["sms_sent", "sms to 3 recipients", "SMS 3명", "SMS to 3 recipients"], ["sms_viewed", "message a-0001", "문자 a-0001", "Message a-0001"], ["sms_searched", "2 sends found (unmasked)", "2건 찾음 (번호 전체)", "2 found (whole numbers)"], ["sms_exported", "xlsx: 보고 (unmasked)", "XLSX: 보고 (번호 전체)", "XLSX: 보고 (whole numbers)"], ["sms_conversation_viewed", "conversation c1", "대화 c1", "Conversation c1"],
    ["chats_searched", "usage: 3 found", "서비스 이용내역: 3건 찾음", "Service usage log: 3 found"], ["chats_searched", "ended: 3 found", "상담종료: 3건 찾음", "Ended: 3 found"], ["chats_searched", "bot_ended: 1 found (unmasked)", "챗봇 종료: 1건 찾음 (번호 전체)", "Ended with the bot: 1 found (whole numbers)"],
    ["chats_exported", "xlsx ended: 월간 점검", "XLSX, 상담종료: 월간 점검", "XLSX, Ended: 월간 점검"], ["chats_exported", "csv usage: 점검: 두 번째 (unmasked)", "CSV, 서비스 이용내역: 점검: 두 번째 (번호 전체)", "CSV, Service usage log: 점검: 두 번째 (whole numbers)"], ["chats_report_exported", "xlsx by day, 2026-11-01 to 2026-11-30: 월말", "XLSX, 일별, 2026-11-01 – 2026-11-30: 월말", "XLSX, By day, 2026-11-01 – 2026-11-30: 월말"],
    ["callbacks_report_exported", "xlsx 2026-11-01 to 2026-11-30: 월말", "XLSX, 2026-11-01 – 2026-11-30: 월말", "XLSX, 2026-11-01 – 2026-11-30: 월말"], ["chat_given", "kim", "김하나", "Hana Kim"], ["chat_held", "on", "종료보류", "Kept open"], ["chat_held", "off", "종료보류 해제", "No longer kept open"],
    ["customers_merged", "from customer:c9", "c9에서 합침", "From c9"], ["consultations_searched", "2 found: c1", "2건 찾음: c1", "2 found: c1"], ["log_in_failed", "nobody here belongs to that account: an administrator has to add the person first", "이 계정에 연결된 사람이 없습니다. 먼저 사용자로 추가해 주세요.", "Nobody here belongs to that account. Add the person first."],
    ["team_changed", '[{"kind":"teams","id":"one","fields":{"manager":{"before":"","after":"boss"}}}]', "매니저: 없음 → 한관리", "Manager: none → 한관리"],
    ["locked", "idle", "사용하지 않아 자동으로 잠김", "By itself: it was not used"], ["call_priority", "5", "우선순위 5", "Priority 5"], ["calls_searched", "live (unmasked)", "진행 중인 통화 (번호 전체)", "Calls that are up (whole numbers)"],
    ["customers_searched", "by last digits: c1 c2 (unmasked)", "끝자리로 찾음: c1 c2 (번호 전체)", "by last digits: c1 c2 (whole numbers)"], ["notice_changed", "x (unmasked)", "x (unmasked)", "x (unmasked)"],
    ["access_log_viewed", "actor=user:boss action=log_in", "누가 한관리 무엇을 로그인", "Who 한관리 What Logged in"], ["notice_changed", "점심 뒤 회의", "점심 뒤 회의", "점심 뒤 회의"],
    ["access_log_viewed", "action=log_in,log_out,log_*", "무엇을 로그인, 로그아웃, log_*", "What Logged in, Logged out, log_*"],
    ["service_changed", '[{"kind":"services","id":"orders","fields":{"ring":{"before":"15s","after":"20s"}}}]', "벨 울림 시간: 15초 → 20초", "Ring time: 15 s → 20 s"],
    ["skills_changed", '[{"kind":"agents","id":"kim","fields":{"services":{"before":{},"after":{"orders":{"level":2}}}}}]', "상담사 김하나 (kim) (주문 · 숙련도: 없음 → 2)", "Agent Hana Kim (kim) (Orders · Level: none → 2)"],
    ["webhook_changed", '[{"kind":"webhooks","id":"h","fields":{"url":{"before":"https://a.example/?t=…","after":"https://a.example/?t=…"}}}]', "주소: https://a.example/?t=… → https://a.example/?t=…", "Address: https://a.example/?t=… → https://a.example/?t=…"],
    ["service_changed", '[{"kind":"services","id":"orders","fields":{"ri…', '[{"kind":"services","id":"orders","fields":{"ri…', '[{"kind":"services","id":"orders","fields":{"ri…'],
  ]) assert.deepEqual(said(action, text), [ko, en], text);
  assert.deepEqual(both(() => details.doneText({ action: "service_changed", target: "service:orders", detail: '[{"kind":"services","id":"orders","after":{"id":"orders"}}]' })), ["서비스 추가", "Service added"]);
  const password = { action: "user_changed", target: "user:lead", detail: '[{"kind":"users","id":"lead"}]' }; // where a password alone was changed, no field is told
  assert.deepEqual(both(() => [details.doneText(password), details.detailText(password.action, password.detail)]), [["사용자 변경", "숨긴 값만 바뀌었습니다."], ["Person changed", "Only what is hidden was changed."]]);
});

test("only the record of a change is read as one: what somebody typed that looks like it stays as it is", () => {
  const looks = '[{"kind":"services","id":"orders","fields":{"target":{"before":80,"after":10}}}]', told = (action, detail) => [details.detailText(action, detail), details.changesOf({ action, detail }).length];
  language.value = "en";
  assert.deepEqual(told("service_changed", looks), ["Target: 80% → 10%", 1]);
  for (const action of ["notice_changed", "backup_reported", "customer_deleted", "log_in", "not_known"]) assert.deepEqual(told(action, looks), [looks, 0], action);
  assert.equal(details.doneText({ action: "notice_changed", target: "notice", detail: '[{"kind":"notice","id":"","after":{}}]' }), "Changed the notice");
  for (const odd of ['[{"kind":"x","id":"y","fields":{"a":null}}]', '[{"kind":"x","id":"y","fields":[1]}]', '[{"kind":"x","id":"y","fields":null}]', '[{"kind":"x"}]', '[{"kind":1,"id":"y"}]', '[{"kind":"x","id":"y"},null]', '[{"kind":"x","id":"y"}, 7]', "[{}]"]) assert.deepEqual(told("service_changed", odd), [odd, 0]);
});

/** Sources that record changes. */
const recording = ["web/admin.go", "web/configure.go", "web/edits.go", "web/forms.go", "web/hooks.go", "web/import.go", "web/keys.go", "web/phone.go", "web/settings.go", "web/signon.go", "web/sounds.go", "web/templates.go", "web/smstemplates.go", "web/chatschedule.go", "app/changes.go", "app/settings.go", "app/sounds.go"];

test("each action that the server records a change of is read as a change, and no other", async () => {
  const found = new Set();
  for (const file of recording) {
    const source = await readFile(new URL(`../../../${file}`, import.meta.url), "utf8");
    for (const [, action = ""] of source.matchAll(/(?:NewChange\((?:author\(ctx\)|by)|Change\(ctx, (?:author\(ctx\)|by)), "([^"]+)"/g)) found.add(action);
    for (const [, end = ""] of source.matchAll(/Change\(ctx, author\(ctx\), one\+"(_[a-z]+)"/g)) for (const one of ["team", "opening-hours", "menu", "chat-category", "chat-site"]) found.add(`${one}${end}`);
  }
  assert.deepEqual([...found].sort(), [...details.recorded].sort());
});

test("the filters take names and words, and what was to be typed before", () => {
  language.value = "ko";
  const asks = (/** @type {string} */ text) => { const { ask, missed } = filters.actionsOf(text); return missed ? `(${missed})` : ask; };
  assert.deepEqual(["", " log_in ", "service_*", "log_in, log_out,service_*", "로그인", "API 키", "블랙리스트", "고객 조회"].map(asks),
    ["", "log_in", "service_*", "log_in,log_out,service_*", "log_in", "api_key_created,api_key_revoked", "customer_blacklisted,customer_unblacklisted", "customer_viewed"]);
  assert.deepEqual(["없는 말", "nothing_*", ",", "_", "*"].map(asks), ["(none)", "(none)", "(none)", "(many)", "*"], "what is no action is not sent, and is not everything");
  assert.equal(asks("customer_"), filters.actionGroups.flatMap(([, list]) => list).filter((one) => one.includes("customer_")).join(","), "a part of a name where no words have it");
  assert.deepEqual(["", "boss", "한관리", "bo", "user:*", "key:crm"].map(filters.actorOf), ["", "user:boss", "user:boss", "user:bo*", "user:*", "key:crm"]);
  assert.deepEqual([targetOf("", ""), targetOf("service", ""), targetOf("service", "주문"), targetOf("service", "new"), targetOf("holidays", ""), targetOf("", "agent:kim"), targetOf("agent", "service:orders")],
    ["", "service:*", "service:orders", "service:new", "holidays", "agent:kim", "service:orders"]);
  language.value = "en";
  assert.deepEqual(["logged out", "LOGGED IN"].map(asks), ["log_out", "log_in"]);
});

test("a text that is in the words of several actions asks for exactly those, by their names", async () => {
  const { wcode } = await import("../js/admin/text.js"), every = filters.actionGroups.flatMap(([, list]) => list);
  for (const [lang, text] of [["ko", "삭제"], ["ko", "변경"], ["ko", "고객"], ["ko", "조회"], ["ko", "상담"], ["en", "Deleted"], ["en", "exported"], ["en", "changed"], ["en", "customer"], ["en", "log"], ["en", "agent"]]) {
    language.value = /** @type {any} */ (lang);
    const { ask, missed } = filters.actionsOf(text), list = ask.split(",");
    assert.deepEqual([list, missed], [every.filter((one) => wcode("act", one).toLowerCase().includes(text.toLowerCase())), ""], text);
    assert.ok(list.length > 1 && list.length <= 40, `${text}: ${list.length}`);
  }
});

test("every action that has words can be chosen in the filter", async () => {
  const text = await readFile(new URL("../js/text/admin.ko.js", import.meta.url), "utf8");
  const words = [...text.matchAll(/^ {2}"act\.([a-z_-]+)":/gm)].map((found) => found[1]).sort();
  assert.deepEqual(filters.actionGroups.flatMap(([, list]) => list).sort(), words);
});

const { told } = await import("../js/server.js"), { failure } = await import("../js/shell.js"), { sentence } = await import("../js/admin/words.js"), { refused } = await import("../js/refusals.js"), { ApiError } = await import("../js/api.js");

test("messages of the server, as it gives them, are told in both languages", () => {
  for (const [text, ko, en] of [
    // rows of a file of agents
    ['lee: a phone already logs in under this name, that of kim', "kim의 전화기가 이미 쓰고 있습니다 (lee).", "lee: the phone of kim uses this name already."],
    ['extension "12a" is not a number: use digits, \'*\', \'#\' and a leading \'+\'', "내선: 번호가 아닙니다 (12a). 숫자, *, #과 맨 앞의 +만 쓸 수 있습니다.", "Extension: 12a is not a number: use digits, *, # and a leading +."],
    ["extension is missing", "내선: 비워 둘 수 없습니다.", "Extension: This is needed."], ["name_en is longer than 60 characters", "영문 이름: 60자 이하여야 합니다.", "Name in English: At most 60 characters."],
    ['services.sales there is no service "sales"', "맡은 서비스: 없는 서비스입니다 (sales).", "Services: There is no service sales."], ["services.orders.level 12 is out of range: allowed is 1 to 9", "맡은 서비스: 쓸 수 없는 값입니다 (12). 1에서 9까지 됩니다.", "Services: 12 is out of range: 1 to 9."],
    ['dial "abroad" is not known: allowed is none, domestic', "발신 범위: 쓸 수 없는 값입니다 (abroad). 발신 안 함, 국내, 국제, 유료 정보 가운데 하나여야 합니다.", "May call: abroad cannot be used: one of Nowhere, In the country, Abroad too, Premium too."],
    ['team "야간" is the name of b, c: write the identifier', "야간: 이름이 같은 팀이 있습니다 (b, c). 아이디로 적어 주세요.", "Several teams are called 야간 (b, c). Write the identifier."],
    ["password the password is too simple: ten characters of two kinds (small letters, capitals, digits, signs), or eight of three", "첫 비밀번호: 비밀번호가 너무 단순합니다. 소문자, 대문자, 숫자, 기호 중 두 종류로 10자 또는 세 종류로 8자 이상이어야 합니다.", "First password: The password is too simple: 10 characters of two kinds (small letters, capitals, digits, signs), or 8 of three."],
    ['id "kim" stands in line 2 too', "2번째 줄에도 있는 아이디입니다 (kim).", "The identifier kim stands in line 2 too."], ["sip_password is too short: at least 12 characters (a phone remembers it for you)", "전화기 비밀번호: 12자 이상이어야 합니다.", "Phone password: At least 12 characters."],
    ['there is no column "extention": the columns are id, name', "extention 열은 없습니다. 쓸 수 있는 열: 아이디, 이름, 영문 이름, 내선, 팀, 담당 매니저, 발신 범위, 서비스, 전화기 비밀번호, 로그인 아이디, 첫 비밀번호", "There is no column extention. The columns are id, name."],
    ['the service "orders" was changed since, by user:boss at 2026-11-29 02:33: undo that first', "2026-11-29 02:33에 boss이(가) 다시 바꿨습니다. 그 변경부터 취소해 주세요.", "It was changed since, by boss at 2026-11-29 02:33. Undo that first."],
    // the log of a webhook
    ["not reached: dial tcp 127.0.0.1:9: connect: connection refused", "연결을 거절했습니다. 받는 프로그램이 켜져 있는지 확인하세요.", "The connection was refused. Check that the receiver runs."],
    ["not reached: dial tcp: lookup crm.example.com: no such host", "주소의 이름을 찾을 수 없습니다.", "The name of the address cannot be found."], ["no answer within 10s", "10s 안에 답하지 않았습니다.", "No answer within 10s."],
    ["not reached: tls: failed to verify certificate: x509: certificate signed by unknown authority", "인증서를 믿을 수 없습니다. 받는 쪽의 TLS 인증서를 확인하세요.", "The certificate is not trusted. Check the receiver's."],
    // what stands in the way
    ['the service "main" exists already', "이미 있는 서비스입니다 (main).", "There is a service named main already."], ['there is no API key "x"', "없는 API 키입니다 (x).", "There is no API key x."],
    ['the team "a" still has agents: kim, lee', "팀 a에 상담사가 있습니다: kim, lee", "The team a still has agents: kim, lee"],
  ]) assert.deepEqual(both(() => sentence(text)), [ko, en], text);
});

test("the columns that a file of agents may have are told as the server reads them", async () => {
  const source = await readFile(new URL("../../../web/import.go", import.meta.url), "utf8");
  const heads = [.../importHeads = map[^{]*\{([^}]*)\}/.exec(source)[1].matchAll(/"([^"]+)": "[a-z_]+"/g)].map((found) => found[1]);
  assert.equal(heads.length, 11);
  assert.deepEqual(both(() => told('there is no column "x": the columns are id'))[0].split(": ")[1].split(", "), heads);
});

test("a file of agents may say the right to call in the words of the screen", async () => {
  const source = await readFile(new URL("../../../web/import.go", import.meta.url), "utf8"), read = /importDials = map[^{]*\{([^}]*)\}/.exec(source)[1];
  const { adminKo } = await import("../js/text/admin.ko.js"), { adminEn } = await import("../js/text/admin.en.js"), { ko, en } = { ko: "발신 범위: ", en: "May call: " };
  const [saidKo, saidEn] = both(() => sentence('dial "x" is not known: allowed is none'));
  assert.ok(saidKo.startsWith(ko) && saidEn.startsWith(en));
  for (const right of ["none", "domestic", "international", "premium"]) {
    const key = /** @type {"dial.none"} */ (`dial.${right}`);
    for (const word of [adminKo[key], adminEn[key]]) assert.ok(read.includes(`"${word.toLowerCase()}": "${right}"`), `${word} is not read as ${right}`);
    assert.ok(saidKo.includes(adminKo[key]) && saidEn.includes(adminEn[key]), right);
  }
});

test("what the set-up is refused for is told in the viewer's language", () => {
  const say = (detail, status = 422) => both(() => refused(new ApiError(status, { detail })));
  assert.deepEqual(say('the agent "kim" exists already', 409), ["이미 있는 상담사입니다 (kim).", "There is an agent named kim already."]);
  assert.deepEqual(say('user "kim" exists already', 409), ["이미 쓰고 있는 아이디입니다 (kim). 다른 아이디를 정해 주세요.", "The user ID kim is taken. Please choose another."]);
  assert.deepEqual(say('services[1].numbers[0] "15880001" is used twice: it stands at services[0].numbers[0] too'), ["다른 서비스가 이미 쓰고 있습니다 (15880001).", "The number 15880001 leads to another service already."]);
  assert.deepEqual(say('agents[1].extension "1001" is used twice: it stands at agents[0].extension too'), ["다른 상담사의 내선이나 아이디입니다 (1001).", "1001 is the extension or identifier of another agent."]);
  assert.deepEqual(say('service Kim.id "Kim" is not allowed: use small letters a to z, digits, \'-\', \'_\' and \'.\''), ["아이디: 쓸 수 없는 값입니다 (Kim). 영문 소문자, 숫자, -, _, .만 됩니다.", "Identifier: Kim cannot be used: only small letters, digits, -, _ and ."].map((one) => one.replace(/^[^:]+: /, "")));
  assert.deepEqual(say('"Asia/Soul" is not a time zone: write it like Asia/Seoul'), ["시간대가 아닙니다 (Asia/Soul). Asia/Seoul처럼 적어 주세요.", "Asia/Soul is not a time zone. Write it like Asia/Seoul."]);
  assert.deepEqual(say("the access log cannot be written: try again later", 503)[1], "The access log cannot be written, so nothing was done. Try again later.");
});

test("a refusal of several fields, of a query and of nothing known", () => {
  const say = (detail, status = 422) => both(() => failure(new ApiError(status, { detail })));
  assert.deepEqual(say("due_at is past; number is not a telephone number"), ["지난 시각입니다. 지금부터 1년 안으로 정해 주세요.", "This time is past: from now to a year ahead is allowed."]);
  assert.deepEqual(say("body.ids: expected array length >= 1"), ["처리하지 못했습니다: body.ids: expected array length >= 1", "That did not work: body.ids: expected array length >= 1"]);
  assert.deepEqual(say("query.limit: expected number <= 200")[0], "200 이하여야 합니다.");
  assert.deepEqual(say('"0900": at night nobody calls other countries and premium numbers')[1], "At night nobody calls other countries and premium numbers.");
});

/** Sources whose refusals the pages show: of the administration, the desk and the floor. */
const sources = ["web/agents.go", "web/calls.go", "web/control.go", "web/cards.go", "web/consultations.go", "web/customers.go", "web/deskdata.go", "web/deskfigures.go",
  "web/drafts.go", "web/callbacks.go", "web/callbackwork.go", "web/callbackassign.go", "web/callbackreport.go", "web/callbacklive.go", "web/donotcall.go", "web/requests.go",
  "web/forms.go", "web/masking.go", "web/orders.go", "web/phone.go", "web/reservations.go", "web/reservationimport.go", "web/rights.go", "web/chain.go",
  "web/takeback.go", "web/templates.go", "web/live.go", "web/notice.go", "callback/assign.go", "callback/attempt.go", "callback/book.go", "callback/callback.go",
  "callback/connect.go", "callback/list.go", "callback/refused.go", "callback/rules.go", "callback/take.go", "callback/voice.go", "centre/callback.go", "store/callbacks.go",
  "store/callbackassign.go", "store/callbacklist.go", "store/callbackreservations.go", "store/donotcall.go", "web/sms.go", "web/smssend.go", "web/smshistory.go", "web/smstemplates.go",
  "web/smsimages.go", "web/smsoptouts.go", "web/smsconversations.go", "web/smsstate.go", "web/smslive.go", "web/smskakao.go", "sms/kakao.go", "sms/problem.go", "sms/text.go", "sms/plan.go", "sms/category.go",
  "sms/advert.go", "sms/schedule.go", "sms/jpeg.go", "sms/telling.go", "store/smssends.go", "store/smstemplates.go",
  "desk/blacklist.go", "desk/consultation.go", "desk/customer.go", "desk/desk.go", "desk/form.go", "desk/importing.go", "desk/reservation.go", "desk/template.go", "shop/shop.go", "sheet/csv.go", "sheet/sheet.go", "sheet/write.go", "sheet/xlsx.go", "sip/control.go", "sip/dial_limits.go", "sip/dialplan.go", "app/sip.go", "store/customers.go", "store/reservations.go", "store/consultations.go", "store/merge.go", "store/deskcommon.go", "store/forms.go",
  "web/accesslog.go", "web/import.go", "web/admin.go", "web/configure.go", "web/edits.go", "web/hooks.go", "web/keys.go", "web/services.go", "web/account.go", "web/signon.go", "web/web.go", "centre/agent.go", "centre/centre.go", "centre/menu.go", "centre/service.go", "centre/trunk.go", "centre/team.go", "centre/hours.go", "centre/reasons.go", "centre/settings.go",
  "centre/chat.go", "web/chatblocked.go", "web/chatreport.go", "web/chatrequests.go", "web/chat.go", "web/chatdetail.go", "web/chatfiles.go", "web/chatlists.go", "web/chatscope.go", "web/chatsupervise.go", "web/chattemplates.go", "web/chattyping.go", "web/chatvisitors.go", "web/chatwords.go",
  "app/kinds.go", "app/changes.go", "app/hooks.go", "app/accesslog.go", "store/users.go", "store/keys.go", "store/deskchanges.go", "store/hooks.go", "people/password.go", "outward/outward.go"];
/** Messages that no person at these pages is given: they are the programs' or wrap another. */
const others = ["%s %w", "a row is wrong", "an attempt needs the id of its call", "some of the callbacks are not as they were", "numbers are sealed with no key", "delete a spoken message: %w", "%s %q: %w", "post the event: %w",
  "the address is not of the public internet, and is not on the list of those allowed", "no provider of messages is told anything here", "a message that comes in needs the provider's id, at most 200 characters long", "a message that comes in needs who sent it and to which number", "who refuses messages needs a number",
  "the viewer does not keep up", "the log-in has ended", "the program restarts", "logged in at another desk", "the log-in is locked", "the agent's services have changed", "the client cannot be written to", "the client sends too much", // why a live connection ended, which is told by its number
  "there is no topic %q: there are services, agents, calls, colleagues, desk, reservations, callbacks, sms, chats and chat_agents", "the topic reservations is not told here", "the topic sms is not told here", "there are no chats here", "must end with its path", "the shop's answer is not the JSON of docs/shop.md", "write the table: %w", "there is no such agent", "what is configured, in the file and in the database together: %w"];

/** How the package of callbacks says what it refuses, besides. */
const refusing = /(?:\badd\("[a-z_]+", |Message: |^\t(?:Off|NotANumber|International|Premium|Emergency|Own|Blocked|DoNotCall): +|return )"((?:[^"\\]|\\.)*)"/gm;

test("refusals of text messages, as the server words them, are told in both languages", () => {
  for (const text of [
    "is 91 bytes long, and 90 are the most", "is 2001 bytes long for 010-****-1234, and 2000 are the most", "the text is empty for 010-****-1234", "\"😀\" (character 4), \"•\" (character 9) cannot be sent for 010-****-1234: take it out",
    "{이름} has no value for 010-****-1234", "name at least one recipient", "are 1001, and 1000 are the most of one send", "are more than 1000, which are the most of one send", "02-****-5678 is not sent to: the setting sms.numbers says which numbers are", "has not 10 to 13 digits",
    "the sender 15889999 cannot be used: it is blocked", "01000000000 is none of the senders that are registered", " is none of the senders that are registered", "the provider sends no MMS", "is 60 to 86400 seconds", "the template cannot be changed: leave it out, or choose another",
    "advertising needs the sender's name and the number to refuse by: set sms.ad_name and sms.ad_opt_out first", "advertising names the sender behind (광고): write (광고)온마루", "advertising ends with how to refuse it without cost: write 무료수신거부 080-123-4567 as the last line",
    "a number gets 1 messages within a minute at most: try again in a minute", "a number gets 5 messages in a day at most: try again tomorrow", "within an hour 5 numbers that the centre does not know are sent to from one address at most: add the customer first, or try again later",
    "the centre sends 5000 messages in a day at most: ask an administrator (setting sms.per_day)", '20 recipients at once need the permission "sms_bulk"', "a send to 20 recipients must be confirmed: look at its preview, and send confirm of it", "there is no category \"x\"", "there is no opt-out \"x\"",
    "the category has been changed meanwhile: load it again, put your change in and save once more", "the customer has no number 2", "is not a telephone number: digits only", "is longer than 40 characters", "is missing",
    "chats do not answer: try again in some seconds", "it could not be kept: try again in some seconds", "chat is stopping: try again in some seconds", "too many messages at once: try again in some seconds",
  ]) {
    const [ko, en] = both(() => told(text));
    assert.ok(hangul.test(ko) && !/\{\d\}/.test(ko + en) && en && !/\{/.test(ko), `${text}: ${ko} ${en}`);
    assert.ok(!hangul.test(en.replaceAll("이름", "")), `${text}: ${en}`);
  }
});

const missing = [];
test("every refusal in the server's sources is told in both languages", async () => {
  let seen = 0;
  for (const source of sources) {
    const text = await readFile(new URL(`../../../${source}`, import.meta.url), "utf8");
    const found = [...text.matchAll(/(?:\.add\(.*?, "[a-z_]+", |fault\.New\(fault\.\w+, |\.add\([^"\n]*(?:"[^"\n]*"[^"\n]*)?, |errors\.New\(|wrong, fmt\.Sprintf\(|row\.Errors, fmt\.Sprintf\(|plainly.*|return fmt\.Errorf\(|Detail: )"((?:[^"\\]|\\.)*)"/g), ...source.startsWith("callback/") ? text.matchAll(refusing) : []].map((one) => one[1].replaceAll('\\"', '"'));
    for (const format of found) {
      if (!/[a-z] [a-z%"]/.test(format) || others.includes(format) || source.startsWith("store/") && format.includes("%w")) continue;
      const message = format.replace(/%q/g, '"x1"').replace(/%d/g, "7").replace(/the %s "/, 'the service "').replace(/^there is no %s /, "there is no service ").replace(/%[sw]/g, "x2");
      seen++;
      const [ko, en] = both(() => told(message));
      if (!hangul.test(ko)) { missing.push(`${source}: ${format}`); continue; }
      assert.ok(en && !hangul.test(en), `${source}: ${format}`);
      assert.ok(!/\{/.test(ko + en), `${source}: ${format}: ${ko} ${en}`);
    }
  }
  assert.deepEqual(missing, []);
  assert.ok(seen > 80, `only ${seen} messages were found`);
});

test("what the form for callbacks is refused for has words of its own", async () => {
  const { formKo, formEn } = await import("../js/text/callback.js"), source = await readFile(new URL("../../../web/callbackform.go", import.meta.url), "utf8");
  const codes = new Set([...source.matchAll(/formFault\("(?!mark)[a-z]+", "([a-z_]+)"/g)].map((found) => found[1])), reasons = await readFile(new URL("../../../callback/refused.go", import.meta.url), "utf8");
  for (const [, why = ""] of /case (callback\.NotANumber[^:]*):/.exec(source)[1].matchAll(/()callback\.(\w+)/g)) assert.equal(why, "");
  for (const [, , name] of /case (callback\.NotANumber[^:]*):/.exec(source)[1].matchAll(/()callback\.(\w+)/g)) codes.add(new RegExp(`\\t${name} +Why = "([a-z_]+)"`).exec(reasons)[1]);
  assert.ok(codes.size > 7, [...codes].join(" "));
  for (const code of codes) for (const words of [formKo, formEn]) assert.ok(words[`wrong.${code}`], code);
});

test("no saying stands behind one that takes all that it says", async () => {
  const { sayings } = await import("../js/text/server.js");
  const heads = sayings.map(([how]) => how.source);
  assert.ok(heads.length > 100);
  assert.deepEqual(heads.filter((head, i) => heads.slice(0, i).some((earlier) => !/[\\()[\]|+*?$.]/.test(earlier) && head.startsWith(earlier))), []);
});

test("permissions say what they allow, and are called alike wherever they are named", async () => {
  const { wcode } = await import("../js/admin/text.js"), texts = { ko: (await import("../js/text/supervise.ko.js")).superviseKo, en: (await import("../js/text/supervise.en.js")).superviseEn };
  for (const [lang, allows, never] of [["ko", ["채팅", "콜백", "문자", "고객", "채팅 보고서", "서비스 이용내역"], /준비 중/], ["en", ["chats", "callbacks", "messages", "customers", "chat report", "service usage log"], /no reports yet/]]) {
    language.value = /** @type {any} */ (lang);
    for (const one of allows) assert.ok(wcode("perm_why", "report").includes(one), `${lang}: ${one}`);
    assert.doesNotMatch(wcode("perm_why", "report"), never);
    assert.ok(texts[lang].denied_why.includes(`‘${wcode("perm", "chat_monitor")}’`), texts[lang].denied_why);
  }
});

test("an agent who is off says why: the day, a break of the schedule, or that it is out of hours", async () => {
  const { stateOf } = await import("../js/chat/states.js"), said = (duty) => both(() => stateOf(/** @type {any} */ ({ signed_in: true, state: "off", duty })).name);
  assert.deepEqual([said("off"), said("break"), said("work")], [["휴무", "Off"], ["휴식시간", "Break"], ["근무시간 외", "Out of hours"]]);
});

test("when chats are answered next is said as people say it", async () => {
  const words = await import("../widget/words.js"), now = new Date(2026, 11, 4, 18).getTime(), at = (day, hour) => new Date(2026, 11, day, hour).getTime();
  words.language.value = "ko";
  assert.deepEqual([at(4, 19), at(5, 9), at(7, 9)].map((one) => words.opensAt(one, now)), ["오늘 19:00에 시작합니다", "내일 09:00에 시작합니다", "12월 7일 (월) 09:00에 시작합니다"]);
  words.language.value = "en";
  assert.deepEqual([at(4, 19), at(5, 9), at(7, 9)].map((one) => words.opensAt(one, now)), ["We open today at 19:00", "We open tomorrow at 09:00", "We open on Mon 7 December at 09:00"]);
});

test("the hint of a password says kinds of what, and what may not be in it", async () => {
  const texts = [(await import("../js/text/entry.ko.js")).entryKo, (await import("../js/text/entry.en.js")).entryEn].map((all) => all["setup.password_hint"]), { w } = await import("../js/admin/text.js");
  const [ko, en] = both(() => w("d.password"));
  for (const text of [texts[0], ko]) for (const one of ["소문자", "대문자", "숫자", "기호", "아이디", "흔한"]) assert.ok(text.includes(one), `${one}: ${text}`);
  for (const text of [texts[1], en]) for (const one of ["small letters", "capitals", "digits", "signs", "user ID", "common"]) assert.ok(text.includes(one), `${one}: ${text}`);
});

test("what is downloaded is asked for in the same words everywhere", async () => {
  const say = async (file, name) => { const all = (await import(`../js/text/${file}`))[name]; return (key) => all[key]; };
  for (const [lang, reason, kept, format, go, whole, title] of [["ko", "다운로드 사유", "접근 기록에 남습니다.", "엑셀", "다운로드", "번호를 가리지 않고 받기", "엑셀 다운로드"], ["en", "Reason", "Kept in the access log.", "Excel", "Download", "With whole numbers", "Download for Excel"]]) {
    const end = lang === "ko" ? "Ko" : "En", admin = await say(`admin.${lang}.js`, `admin${end}`), chat = await say(`chat.${lang}.js`, `chat${end}`), calls = await say(`callbacks.${lang}.js`, `callbacks${end}`), sms = await say(`sms.${lang}.js`, `sms${end}`), chatAdmin = await say(`chatadmin.${lang}.js`, `chatAdmin${end}`);
    const same = (want, ...list) => assert.deepEqual(list, list.map(() => want));
    same(reason, admin("export_reason"), chat("export_reason"), calls("export_reason"), sms("download_reason"));
    same(kept, admin("cu.export_why"), chat("export_reason_why"), calls("export_reason_why"), sms("download_why"));
    same(format, admin("excel"), chat("excel"), calls("excel"), sms("excel"));
    same(go, admin("export_do"), chat("export_go"), calls("export_do"), sms("download_go"));
    same(whole, chat("export_whole"), calls("export_whole"), sms("download_whole"));
    same(title, chat("export"), chatAdmin("excel"));
  }
});
