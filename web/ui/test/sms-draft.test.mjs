// A message as it is being written, the forms of templates, and what the page of messages
// keeps and looks for: its modules without a browser.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const stored = new Map();
globalThis.document = /** @type {any} */ ({ baseURI: "http://127.0.0.1/", hidden: false, documentElement: { lang: "ko", dataset: {} }, addEventListener() {}, getElementById: () => null });
globalThis.location = /** @type {any} */ ({ search: "", hash: "", href: "http://127.0.0.1/sms", pathname: "/sms" });
globalThis.sessionStorage = /** @type {any} */ ({ getItem: (name) => stored.get(name) ?? null, setItem: (name, text) => stored.set(name, text), removeItem: (name) => stored.delete(name) });
globalThis.addEventListener ??= () => {};
globalThis.matchMedia ??= () => ({ matches: false, addEventListener() {} });
const { language } = await import("../js/i18n.js"), { Draft } = await import("../js/sms/draft.js"), { Room } = await import("../js/sms/room.js"), { Texts } = await import("../js/sms/model.js");
const { signal } = await import("../js/dom.js"), { olderThan } = await import("../js/sms/thread.js"), { words } = await import("../js/sms/cancel.js"), { moment } = await import("../js/format.js");

const user = { id: "u1", name: "한관리", role: "administrator", permissions: [] };
const fixed = { id: "t1", category: "c1", name: "고정", kind: "mms", sender: "15880001", title: "안내", body: "보관합니다.", images: ["i1"], ad: false, used: true, editable: false, offered: true, locked: true, version: 1, bytes: 11, variables: [] };
const free = { ...fixed, id: "t2", name: "도착", kind: "sms", title: "", images: [], body: "도착합니다.", editable: true, locked: false };

/** What the server answers, by method and path; what it was asked. */
let answers, asked;
globalThis.fetch = /** @type {any} */ (async (url, { method, body }) => {
  const path = url.pathname.replace("/api/v1/", ""), what = `${method} ${path}`, answer = answers[what];
  asked.push({ what, search: url.searchParams, body: typeof body === "string" ? JSON.parse(body) : undefined });
  const [status, value] = await (typeof answer === "function" ? answer() : answer ?? [404, { detail: `nobody answers ${what}` }]);
  return { ok: status < 300, status, headers: { get: () => "" }, text: async () => JSON.stringify(value) };
});
const live = () => /** @type {any} */ ({ link: signal("ok"), texts: signal(undefined), time: signal(Date.now()), asOf: signal(0), timeZone: signal("Asia/Seoul"), clock: { now: () => Date.parse("2026-11-30T03:00:00Z") } });
beforeEach(() => {
  language.value = "ko";
  asked = [];
  stored.clear();
  answers = {
    "GET sms/provider": [200, { delivers: true, kinds: ["sms", "mms"], ok: true, queued: 0, unknown: 0, bulk_from: 0, numbers: "domestic_mobile" }], "GET sms/senders": [200, { items: [{ number: "15880001", usable: true }] }], "GET sms/categories": [200, [{ id: "c0", name: "배송", used: true, editable: true, version: 1, offered: true, templates: 0 }, { id: "c1", parent: "c0", name: "도착", used: true, editable: true, version: 1, offered: true, templates: 2 }]],
    "GET sms/templates": () => [200, { items: [fixed, free] }], "GET sms/figures": [200, { today: {}, scheduled: 0, month: 0 }], "GET sms/sends": [200, { items: [] }], "GET agents": [200, [{ id: "kim", name: "김하나", name_en: "Hana Kim" }]],
    "POST sms/sends": [201, { id: "s1", recipients: 1, skipped: [] }],
  };
});

/** A draft to one number, once everything is loaded. */
async function draft() {
  const room = new Room(live(), /** @type {any} */ (user));
  await Promise.all([room.provider.refresh(), room.senders.refresh(), room.categories.refresh(), room.templates.refresh()]);
  const one = new Draft(room);
  one.write("sender", "15880001");
  one.add("010-1234-5678");
  return one;
}
const orders = () => asked.filter((one) => one.what === "POST sms/sends").map((one) => one.body);

test("of a template that cannot be changed all that was seen is sent; where it says something else meanwhile, that is shown and nobody gets it", async () => {
  const one = await draft();
  one.take("t1");
  const now = { ...fixed, body: "내일 갑니다.", version: 2 };
  answers["POST sms/sends"] = [422, { errors: [{ location: "body.body", message: "locked: the template cannot be changed: leave it out, or choose another" }] }];
  answers["GET sms/templates"] = () => [200, { items: [now, free] }];
  assert.equal(await one.send(), false);
  assert.deepEqual([orders()[0].template, orders()[0].kind, orders()[0].title, orders()[0].body, orders()[0].images], ["t1", "mms", "안내", "보관합니다.", ["i1"]]);
  for (let i = 0; i < 50 && one.body.peek() !== now.body; i++) await new Promise((done) => setTimeout(done, 5));
  assert.equal(one.body.peek(), "내일 갑니다.");
  assert.match(one.problem.peek(), /그사이 템플릿이 바뀌어 보내지 않았습니다/);
  assert.equal(one.before.peek(), null, "the old text is nobody's own");
  answers["POST sms/sends"] = [201, { id: "s1", recipients: 1, skipped: [] }];
  assert.equal(await one.send(), true);
  assert.equal(orders()[1].body, "내일 갑니다.");
});

test("what is written while a message is on its way stays, and what was sent goes", async () => {
  const one = await draft();
  one.write("body", "먼저");
  let taken;
  answers["POST sms/sends"] = () => new Promise((done) => { taken = () => done([201, { id: "s1", recipients: 1, skipped: [] }]); });
  const sent = one.send();
  await new Promise((done) => setTimeout(done, 5));
  one.write("body", "먼저 그리고 다음");
  one.add("010-9999-8888");
  taken();
  assert.equal(await sent, true);
  assert.deepEqual([one.body.peek(), one.to.peek().map((to) => to.number), one.sent.peek()?.id], [" 그리고 다음", ["01099998888"], "s1"]);
  one.reset();
  assert.equal(one.empty.peek(), true);
});

test("a template takes the place of what was written, and it can be taken back", async () => {
  const one = await draft();
  one.write("body", "직접 쓴 글");
  one.take("t2");
  assert.equal(one.body.peek(), "도착합니다.");
  one.take("t1");
  assert.equal(one.body.peek(), "보관합니다.", "a template after another: what was one's own is kept");
  one.undo();
  assert.deepEqual([one.body.peek(), one.template.peek(), one.kind.peek(), one.locked.peek(), one.before.peek()], ["직접 쓴 글", "", "sms", false, null]);
  one.reset();
  one.take("t2");
  assert.equal(one.before.peek(), null, "nothing had been written");
});

test("images under SMS are wrong, and are told in the language of now", async () => {
  const one = await draft();
  one.write("body", "사진");
  one.images.value = [{ id: "i1", name: "a.jpg", bytes: 10 }];
  assert.equal(await one.send(), false);
  assert.match(one.wrong.peek().images, /SMS에는 이미지를 넣을 수 없습니다/);
  language.value = "en";
  assert.match(one.wrong.peek().images, /An SMS has no images/);
  assert.deepEqual(orders(), []);
  one.write("kind", "mms");
  assert.equal(await one.send(), true);
  assert.deepEqual(orders()[0].images, ["i1"]);
});

test("lengths are written alike; values that cannot be sent are told at their field, and so is what the server says of them", async () => {
  const one = await draft();
  one.write("kind", "mms");
  one.write("body", `${"가".repeat(1000)}.`);
  one.ready();
  assert.equal(one.wrong.peek().body, "2,001바이트입니다. MMS는 2,000바이트까지입니다.");
  one.write("kind", "sms");
  one.write("body", "{날짜} 방문");
  one.writeValue("날짜", "30일 😀");
  one.ready();
  assert.equal(one.wrong.peek()["values.날짜"], "보낼 수 없는 글자를 지워 주세요: 😀");
  one.writeValue("날짜", "30일");
  answers["POST sms/sends"] = [422, { errors: [{ location: "body.recipients[0].values.날짜", message: "too_long: expected length <= 200" }] }];
  await one.send();
  assert.equal(one.wrong.peek()["values.날짜"], "200자 이하여야 합니다.", "a value that is too long is not one that is missing");
});

test("what is neither sent nor saved is known: over other conversations, rows and views, and it waits while the log-in is locked, without those it is to", async () => {
  const page = new Texts(live(), /** @type {any} */ (user));
  for (let i = 0; i < 50 && !page.room.categories.value.peek(); i++) await new Promise((done) => setTimeout(done, 5));
  assert.equal(page.unsaved().size, 0);
  const reply = page.replyTo(/** @type {any} */ ({ id: "v1", number: "010-****-5678", ours: "15880001" }));
  reply.write("body", "곧 갑니다");
  assert.equal(page.replyTo(/** @type {any} */ ({ id: "v2", number: "010-****-1111", ours: "15880001" })).body.peek(), "");
  assert.equal(page.replyTo(/** @type {any} */ ({ id: "v1", number: "010-****-5678", ours: "15880001" })).body.peek(), "곧 갑니다");
  const form = page.formOf("template", "t2", "c1");
  assert.equal(form.dirty.peek(), false);
  form.draft.write("body", "고친 글");
  assert.equal(page.formOf("template", "t1", "c1").dirty.peek(), false);
  assert.equal(page.formOf("template", "t2", "c1").draft.body.peek(), "고친 글", "another row, and back");
  const category = page.formOf("category", "", "c0");
  category.name.value = "새 분류";
  page.draft.write("body", "쓰던 글");
  page.draft.add("010-1234-5678");
  assert.deepEqual([...page.unsaved().keys()].sort(), ["category c0 new", "reply v1", "send", "template t2"]);

  page.keepUnsaved();
  assert.doesNotMatch([...stored.values()].join(), /12345678|5678/, "nobody's number is kept");
  const back = new Texts(live(), /** @type {any} */ (user));
  assert.deepEqual([back.draft.body.peek(), back.draft.to.peek(), back.draft.restored.peek()], ["쓰던 글", [], true]);
  for (let i = 0; i < 50 && !back.room.categories.value.peek(); i++) await new Promise((done) => setTimeout(done, 5));
  assert.equal(back.replyTo(/** @type {any} */ ({ id: "v1", number: "010-****-5678", ours: "15880001" })).body.peek(), "곧 갑니다");
  assert.deepEqual([back.formOf("template", "t2", "c1").draft.body.peek(), back.formOf("category", "", "c0").name.peek()], ["고친 글", "새 분류"]);
  const other = new Texts(live(), /** @type {any} */ ({ ...user, id: "u2" }));
  assert.equal(other.draft.body.peek(), "", "it is its writer's");
});

test("the history is searched by day and by time, and by who sent", async () => {
  const page = new Texts(live(), /** @type {any} */ (user));
  page.sought.value = { ...page.sought.peek(), from: "2026-11-28", to: "2026-11-29", agent: "kim" };
  assert.deepEqual([page.query().from, page.query().to, page.query().agent], ["2026-11-27T15:00:00.000Z", "2026-11-29T15:00:00.000Z", "kim"]);
  page.sought.value = { ...page.sought.peek(), from_time: "14:30", to_time: "14:59" };
  assert.deepEqual([page.query().from, page.query().to], ["2026-11-28T05:30:00.000Z", "2026-11-29T06:00:00.000Z"], "the last minute is looked for as a whole");
  assert.deepEqual(Object.keys(page.query()).filter((key) => key.endsWith("_time")), [], "the server is asked for moments");
  await page.loadOwners();
  assert.deepEqual([...page.owners.peek()], [["kim", { ko: "김하나", en: "Hana Kim" }]]);
});

test("lines that newer ones push off the first page of a conversation stay among the earlier ones", () => {
  const of = (...ids) => ids.map((id) => /** @type {any} */ ({ id }));
  assert.deepEqual(olderThan(of("5", "4", "3"), of("6", "5", "4"), of("2", "1")).map((one) => one.id), ["3", "2", "1"]);
  assert.deepEqual(olderThan(of("6", "5", "4"), of("6", "5", "4"), of("3", "2")).map((one) => one.id), ["3", "2"]);
  assert.equal(olderThan(of("3", "2", "1"), of("9", "8", "7"), []), null, "there is a gap");
});

test("what came of cancelling is told: what was taken back, what may go all the same, and what others keep", () => {
  assert.equal(words({ cancelled: 1, left: 0 }), "1건을 취소했습니다.");
  assert.equal(words({ cancelled: 2, left: 1, elsewhere: 3 }), "2건을 취소했습니다. 1건은 사업자가 아직 돌려주지 않아 나갈 수 있습니다(다시 요청합니다). 3건은 다른 발송사가 보관 중이라 그쪽 관리 화면에서 취소하세요.");
  language.value = "en";
  assert.equal(words({ cancelled: 2, left: 1, elsewhere: 3 }), "2 cancelled. 1 may still go: the provider has not given it back, and is asked again. 3 are kept by another provider: cancel them in the console of that provider.");
});

test("a moment of today is its time, another has its day", () => {
  const now = Date.parse("2026-11-30T03:00:00Z");
  assert.deepEqual([now - 3_600_000, Date.parse("2026-11-29T14:59:00Z")].map((at) => moment(at, now, "Asia/Seoul")), ["11:00", "11-29 23:59"]);
});

test("what was refused in one view is not said in the next; a sender that the provider blocks is named so and cannot be chosen", async () => {
  const page = new Texts(live(), /** @type {any} */ (user)), { problem } = await import("../js/desk/parts/ask.js"), { senderChoices } = await import("../js/sms/senders.js");
  problem.value = "거절되었습니다";
  page.place.value = { view: "history", id: "" };
  assert.equal(problem.peek(), "");
  assert.deepEqual(senderChoices([{ number: "15880001", name: "대표", usable: true }, { number: "0212340000", usable: false }]), [{ no: false, value: "15880001", text: "1588-0001 대표" }, { no: true, value: "0212340000", text: "02-1234-0000 (사용 불가)" }]);
});

test("what nobody has taken yet waits over another lock, and a form that waited knows of which version it was", async () => {
  const page = new Texts(live(), /** @type {any} */ (user)), v1 = /** @type {any} */ ({ id: "v1", number: "010-****-5678", ours: "15880001" });
  for (let i = 0; i < 50 && !page.room.templates.value.peek(); i++) await new Promise((done) => setTimeout(done, 5));
  page.replyTo(v1).write("body", "곧 갑니다");
  page.formOf("template", "t2", "c1").draft.write("body", "고친 글");
  page.keepUnsaved();
  const second = new Texts(live(), /** @type {any} */ (user));
  second.draft.write("body", "다른 글");
  second.keepUnsaved();
  answers["GET sms/templates"] = () => [200, { items: [fixed, { ...free, body: "동료가 고쳤습니다.", version: 2 }] }];
  const third = new Texts(live(), /** @type {any} */ (user));
  for (let i = 0; i < 50 && !third.room.templates.value.peek(); i++) await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual([third.draft.body.peek(), third.replyTo(v1).body.peek()], ["다른 글", "곧 갑니다"]);
  const form = third.formOf("template", "t2", "c1");
  assert.deepEqual([form.draft.body.peek(), form.version, form.dirty.peek()], ["고친 글", 1, true], "the server refuses it: a colleague has written meanwhile");
});

test("at the desk what is written waits for whom it is about: nobody else with the same masked number finds it, a caller who is saved as a customer does, and what is written on while it is on its way", async () => {
  const { messageTo } = await import("../js/desk/later/sms.js"), { put, waits } = await import("../js/desk/written.js"), room = new Room(live(), /** @type {any} */ (user));
  const open = (about, person) => messageTo(/** @type {any} */ ({ subject: { about: signal({ customer: "", number: "", call: "", ...about }), customer: signal(person) } }), room);
  const close = (one, body) => { one.draft.write("body", body); put(one); };
  close(open({ number: "010-****-5678" }), "비밀");
  for (const about of [{ number: "010-****-5678" }, {}]) assert.equal(open(about).draft.body.peek(), "", "nobody knows whether it is the same person");
  assert.equal(waits(""), false);

  close(open({ call: "c1", number: "010-****-5678" }), "곧 갑니다");
  assert.deepEqual([waits("c1"), waits("")], [true, false], "no reload takes it while it can be found");
  const known = open({ call: "c1", number: "010-****-5678", customer: "k1" }, { id: "k1", name: "김하나", phones: [{ number: "010-****-5678" }] });
  assert.deepEqual([known.draft.body.peek(), known.draft.to.peek().map((one) => one.ref)], ["곧 갑니다", [{ call: "c1" }]]);
  assert.equal(open({ call: "c1", number: "010-****-5678" }).draft.body.peek(), "", "it is the customer's now");
  put(known);
  assert.equal(waits(""), true);

  const { draft } = open({ customer: "k1" }, { id: "k1", name: "김하나", phones: [{ number: "010-****-5678" }] }), again = { ...known, draft };
  draft.sent.value = /** @type {any} */ ({ id: "s1", recipients: 1, skipped: [] });
  put(again);
  assert.deepEqual([open({ customer: "k1" }).draft.body.peek(), draft.sent.peek()], ["곧 갑니다", null], "what was not sent is there to go on with");
  draft.reset();
  draft.sent.value = /** @type {any} */ ({ id: "s1", recipients: 1, skipped: [] });
  put(again);
  assert.equal(waits(""), false);
});

test("what is typed while a template is saved stays, of the version that was saved; another form that was opened meanwhile is not taken away", async () => {
  const { open, save, formNow } = await import("../js/sms/templates.js"), page = new Texts(live(), /** @type {any} */ (user));
  for (let i = 0; i < 50 && !(page.room.templates.value.peek() && page.room.categories.value.peek()); i++) await new Promise((done) => setTimeout(done, 5));
  const saved = { ...free, body: "고친 글", version: 2 };
  const saving = (of, meanwhile, kept = saved) => save(page, of, async () => { meanwhile(); answers["GET sms/templates"] = () => [200, { items: [fixed, kept] }]; return kept; }, (one) => one.category);
  open({ what: "template", id: "t2", parent: "c1" });
  const of = page.formOf("template", "t2", "c1");
  of.draft.write("body", "고친 글");
  await saving(of, () => of.draft.write("body", "고친 글 그리고 더"));
  const on = page.formOf("template", "t2", "c1");
  assert.deepEqual([on.draft.body.peek(), on.version, on.dirty.peek(), page.unsaved().has("template t2")], ["고친 글 그리고 더", 2, true, true]);

  await saving(on, () => open({ what: "template", id: "t1", parent: "c1" }), { ...saved, body: "고친 글 그리고 더", version: 3 });
  assert.deepEqual([formNow()?.id, page.unsaved().size], ["t1", 0]);

  open({ what: "template", id: "", parent: "c1" });
  const fresh = page.formOf("template", "", "c1");
  fresh.name.value = "새 템플릿";
  await saving(fresh, () => { fresh.about.value = "설명"; }, { ...free, name: "새 템플릿" });
  assert.deepEqual([formNow()?.id, page.formOf("template", "t2", "c1").about.peek(), [...page.unsaved().keys()]], ["t2", "설명", ["template t2"]], "a new one is not added twice");
});

test("where what was sent cannot be told from what was corrected meanwhile, that is said", async () => {
  const one = await draft();
  one.write("body", "내일 오후에 갑니다");
  answers["POST sms/sends"] = async () => { one.write("body", "내일 오전에 갑니다"); return [201, { id: "s1", recipients: 1, skipped: [] }]; };
  assert.equal(await one.send(), true);
  assert.deepEqual([one.body.peek(), one.to.peek()], ["내일 오전에 갑니다", []]);
  assert.match(one.problem.peek(), /앞의 글은 이미 보냈으니/);
  one.write("body", "");
  assert.equal(one.problem.peek(), "");
});

test("each row says whether its provider delivers; the text of each is shown where it is another for everybody, not where it is masked", async () => {
  const { OneMessage, varies } = await import("../js/sms/history.js"), { SendTable, States, StateWord } = await import("../js/sms/rows.js");
  const all = (/** @type {any} */ node) => (Array.isArray(node) ? node.flatMap(all) : node?.props ? [node, ...all(node.props.children)] : []);
  const told = (/** @type {any} */ tree, /** @type {any} */ part) => all(tree).filter((one) => one.type === part).map((one) => one.props.delivers);
  const of = (/** @type {string} */ id, /** @type {boolean|undefined} */ delivers) => /** @type {any} */ ({ id, delivers, kind: "sms", number: "010-****-5678", recipients: 1, states: { accepted: 1 }, state: "accepted", attempts: 1, created_at: "2026-11-30T03:00:00Z", body: "", sender: "15880001", created_by: "user:u1" });
  const table = SendTable({ list: [of("a", false), of("b", true), of("c", undefined)], gone: new Set(), zone: "Asia/Seoul", now: 0, delivers: true, after() {} });
  assert.deepEqual(told(table, States), [false, true, true]);
  const page = new Texts(live(), /** @type {any} */ (user));
  assert.deepEqual(told(OneMessage({ page, one: of("a", false), several: false }), StateWord), [false]);
  const send = (/** @type {string} */ kind, /** @type {string} */ body) => varies(/** @type {any} */ ({ kind, body }));
  assert.deepEqual([send("sms", "010-1234-5678로 주세요"), send("sms", "{이름}님"), send("sms", "{{이름}}"), send("alimtalk", "#{고객 이름}님"), send("alimtalk", "안내")], [false, true, false, true, false]);
});

test("who logs out leaves nothing in the tab, also where the live connection ends before the answer", async () => {
  const page = new Texts(live(), /** @type {any} */ (user)), { logOut } = await import("../js/shell.js");
  page.draft.write("body", "쓰던 글");
  page.keepUnsaved();
  assert.ok(stored.size > 0);
  answers["POST logout"] = () => { page.keepUnsaved(); return [204]; };
  let led = "";
  location.assign = (to) => { led = String(to); };
  await logOut();
  assert.match(led, /login$/);
  assert.deepEqual([...stored], []);
}); // the last one: nothing is kept after it
