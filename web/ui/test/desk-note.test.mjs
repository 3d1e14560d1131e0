// The desk: notes and drafts, customers, reservations, consultations, orders and
// templates, colleagues, alerts.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { closeLeft, openPage, pass, startBrowser, until } from "./browser.mjs";
import { at, card, consultation, customer, deskAnswers, deskFloor, form, orders, reservation } from "./desk.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

const size = { width: 1440, height: 900 };
const openDesk = (floor, { setUp = () => {}, path = "/desk", ...more } = {}) => openPage(browser, path, { ...size, floor, setUp: (s) => { deskAnswers(s); setUp(s); }, ...more });
const become = (server, change) => server.delta("agents", [Object.assign(server.floor.agents[0], change)]);

/** Waits for a request and gives its body. */
async function asked(server, method, path) {
  for (let i = 0; i < 150; i++) {
    const found = server.requests.findLast(([m, p]) => m === method && p === path);
    if (found) return found[2];
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.fail(`no ${method} ${path} in ${JSON.stringify(server.requests)}`);
}

test("a note is written in the call, saved after it, with what the service requires (D34, D35)", async () => {
  const { page, server, close } = await openDesk(at.talking());
  await page.locator("#memo").fill("고객이 오늘 수령을 원함");
  assert.match(await page.locator(".note-form").textContent(), /티켓 20261120-00418.*통화가 끝나면 저장할 수 있습니다/);
  assert.equal(await page.getByRole("button", { name: "저장 후 대기" }).isDisabled(), true);
  const draft = await asked(server, "PUT", "calls/c9/draft");
  assert.equal(draft.note, "고객이 오늘 수령을 원함");
  await page.locator(".kept", { hasText: "자동 저장됨" }).waitFor();
  become(server, { state: "wrap_up", since: Date.now(), deadline: Date.now() + 60_000 });
  await until(page, () => document.querySelector(".state")?.textContent.includes("후처리"));
  await page.locator("#memo").focus();
  await page.keyboard.press("Control+Enter");
  await page.getByText("대분류: 꼭 필요합니다.").waitFor();
  await until(page, () => document.activeElement?.id === "class"); // the first that is missing
  assert.equal(server.requests.some(([method, path]) => method === "PUT" && path === "calls/c9/consultation"), false);
  await page.getByLabel("대분류").selectOption("delivery");
  assert.equal(await page.getByLabel("중분류").isDisabled(), false);
  await page.getByLabel("중분류").selectOption({ label: "배송 지연" });
  await page.getByLabel("처리 결과").selectOption("done");
  await page.getByLabel("개인정보 동의").check();
  await page.getByLabel("후속 예약").check();
  server.answers.set("PUT calls/c9/consultation", [200, consultation(0)]);
  await page.keyboard.press("Control+Enter");
  const { follow_at: follow, ...saved } = await asked(server, "PUT", "calls/c9/consultation");
  assert.deepEqual(saved, { note: "고객이 오늘 수령을 원함", disposition: "late", fields: { result: "done", agreed: "true" }, customer: "k1" });
  assert.ok(Date.parse(follow) > Date.now(), "what follows goes with the note, in one request");
  assert.deepEqual(await asked(server, "PUT", "agents/a000/state"), { state: "ready" });
  await page.getByText("쓰고 있는 기록이 없습니다").waitFor();
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("draft")).length), 0, "a saved draft is forgotten");
  await close();
});

test("a first level that was chosen alone is kept: in the draft, over a reload, in another tab; it is not saved without the second", async () => {
  const { page, server, close } = await openDesk(at.wrapUp());
  await page.locator("#memo").fill("배송 문의");
  await page.getByLabel("처리 결과").selectOption("done");
  await page.getByLabel("대분류").selectOption("delivery");
  for (let i = 0; i < 100 && server.requests.findLast(([, path]) => path === "calls/c9/draft")?.[2].disposition !== "delivery"; i++) await page.waitForTimeout(30);
  assert.equal((await asked(server, "PUT", "calls/c9/draft")).disposition, "delivery");
  const chosen = (tab) => until(tab, () => document.querySelector("#class")?.value === "delivery" && document.querySelector("#subclass").value === "");
  await page.reload();
  await chosen(page);
  const other = await page.context().newPage();
  await other.goto(`${server.url}/desk`);
  await chosen(other);
  server.answers.set("PUT calls/c9/consultation", [200, consultation(0)]);
  await page.locator("#memo").focus();
  await page.keyboard.press("Control+Enter");
  await page.getByText("중분류를 고르세요.").waitFor();
  await until(page, () => document.activeElement?.id === "subclass");
  assert.equal(server.requests.some(([method, path]) => method === "PUT" && path === "calls/c9/consultation"), false);
  await page.getByLabel("중분류").selectOption({ label: "분실" });
  await until(other, () => document.querySelector("#subclass")?.value === "lost");
  await page.getByLabel("중분류").selectOption("");
  await chosen(other); // the first level stays
  await page.getByLabel("중분류").selectOption({ label: "분실" });
  await page.keyboard.press("Control+Enter");
  assert.equal((await asked(server, "PUT", "calls/c9/consultation")).disposition, "lost");
  await close();
});

test("a first level whose second ones are all out of use is marked itself: another one is to be chosen", async () => {
  const closed = { items: [{ code: "old", name: { ko: "옛 분류", en: "Old" }, children: [{ code: "a", name: { ko: "가", en: "A" }, unused: true }] }, { code: "refund", name: { ko: "환불", en: "Refund" } }] };
  const { page, server, close } = await openDesk(at.wrapUp(), { setUp: (s) => s.answers.set("GET calls/c9/card", [200, card({ live: false, form: { fields: [] }, dispositions: closed, draft: { note: "남은 기록", disposition: "old", updated_at: new Date().toISOString() } })]) });
  await until(page, () => document.querySelector("#class")?.value === "old");
  await page.locator("#memo").focus();
  await page.keyboard.press("Control+Enter");
  await page.locator("#class-wrong", { hasText: "다른 분류를 고르세요" }).waitFor();
  await until(page, () => document.activeElement?.id === "class");
  assert.equal(await page.locator("#subclass").getAttribute("aria-invalid"), null);
  assert.equal(server.requests.some(([, path]) => path === "calls/c9/consultation"), false);
  await close();
});

test("a first level without a second is not saved either where no class is required", async () => {
  const { page, server, close } = await openDesk(at.wrapUp(), { path: "/desk?lang=en", setUp: (s) => s.answers.set("GET calls/c9/card", [200, card({ live: false, form: { fields: [] } })]) });
  await page.locator("#class").selectOption("delivery");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Choose the second level.").waitFor();
  assert.equal(server.requests.some(([, path]) => path === "calls/c9/consultation"), false);
  await close();
});

test("the button that saves says where it leads: ready, or the state that was asked for; nothing moves", async () => {
  for (const [lang, ready, rest, other] of [["ko", "저장 후 대기", "저장 후 휴식중", "저장 후 타업무"], ["en", "Save, ready", "Save, then Break", "Save, then Other work"]]) {
    const { page, server, close } = await openDesk(at.wrapUp(), { path: `/desk?lang=${lang}` });
    const button = (name) => page.getByRole("button", { name, exact: true });
    const place = async (name) => { await button(name).waitFor(); assert.ok(await page.locator(".save-next").evaluate((one) => one.scrollWidth <= one.clientWidth), `${name} runs over`); return button(name).boundingBox(); };
    const first = await place(ready);
    for (const [reason, name] of [["rest", rest], ["other", other]]) {
      server.delta("agents", [Object.assign(server.floor.agents[0], { next: "not_ready", next_reason: reason })]);
      assert.deepEqual(await place(name), first, name);
    }
    server.delta("agents", [Object.assign(server.floor.agents[0], { next: "ready", next_reason: "" })]);
    assert.deepEqual(await place(ready), first);
    await close();
  }
});

test("saving in a break leads to ready, as the button says; where nothing follows it says that it saves", async () => {
  const draft = { call: "o1", ticket: "20261119-00007", service: "s02", number: "010-****-8888", draft: { note: "남은 기록", updated_at: new Date().toISOString() } };
  const setUp = (s) => {
    s.answers.set("GET drafts", [200, { items: [draft] }]);
    s.answers.set("PUT calls/o1/consultation", [200, consultation(7, { call: "o1" })]);
    s.answers.set("GET services/s02/form", [200, { fields: [] }]);
  };
  const take = async (page) => {
    await page.getByRole("button", { name: "저장하지 않은 기록 1건" }).click();
    await until(page, () => document.querySelector("#memo")?.value === "남은 기록");
    await page.locator("#memo").focus();
  };
  for (const reason of ["no_answer", "meal"]) {
    const { page, server, close } = await openDesk(deskFloor({ state: "not_ready", reason }), { setUp });
    await take(page);
    await page.getByRole("button", { name: "저장 후 대기", exact: true }).waitFor();
    await page.getByRole("button", { name: "저장", exact: true }).waitFor(); // the way to stay
    await page.keyboard.press("Control+Enter");
    assert.deepEqual(await asked(server, "PUT", "agents/a000/state"), { state: "ready" }, reason);
    assert.ok(server.requests.findIndex(([, path]) => path === "calls/o1/consultation") < server.requests.findIndex(([, path]) => path.endsWith("/state")), "saved first");
    await close();
  }
  { // Enter in a field of one line saves, and ends no break: nobody sits there yet
    const { page, server, close } = await openDesk(deskFloor({ state: "not_ready", reason: "meal" }), { setUp: (s) => { setUp(s); s.answers.set("GET services/s02/form", [200, { fields: [{ key: "order_no", label: { ko: "주문번호", en: "Order" }, type: "text" }] }]); } });
    await take(page);
    await page.getByRole("button", { name: "저장 후 대기", exact: true }).waitFor();
    await page.getByLabel("주문번호").press("Enter");
    await asked(server, "PUT", "calls/o1/consultation");
    await page.getByText("쓰고 있는 기록이 없습니다").waitFor();
    await page.waitForTimeout(200);
    assert.equal(server.requests.some(([, path]) => path.endsWith("/state")), false, "the break goes on");
    await close();
  }
  for (const [name, floor] of [["ready", at.ready()], ["phone off", deskFloor({ state: "not_ready", reason: "unreachable", reachable: false })], ["not at work", deskFloor({ state: "logged_out" })]]) {
    const { page, server, close } = await openDesk(floor, { setUp });
    await take(page);
    const save = page.locator(".note-form").getByRole("button", { name: /^저장( |$)/ });
    assert.deepEqual((await save.allTextContents()).map((text) => text.replace("Ctrl ↵", "").trim()), ["저장"], name);
    await page.keyboard.press("Control+Enter");
    await asked(server, "PUT", "calls/o1/consultation");
    await page.getByText("쓰고 있는 기록이 없습니다").waitFor();
    assert.equal(server.requests.some(([, path]) => path.endsWith("/state")), false, name);
    await close();
  }
});

test("the right side is about the note while no call is up, and the note says whose it is: after a call that rang out, after a reload", async () => {
  const draft = { call: "o8", ticket: "20261119-00008", service: "s02", number: "010-****-8888", draft: { note: "남은 기록", updated_at: new Date().toISOString() } };
  const stranger = (call, number) => [200, card({ call, ticket: call === "o8" ? draft.ticket : "20261120-00500", number, customer: null, consultations: [], live: call !== "o8" })];
  const { page, server, close } = await openDesk(at.ready(), { setUp: (s) => {
    s.answers.set("GET drafts", [200, { items: [draft] }]);
    s.answers.set("GET calls/o8/card", stranger("o8", "010-****-8888"));
    s.answers.set("GET calls/c2/card", stranger("c2", "010-****-2222"));
    s.answers.set("GET calls/c3/card", [200, card({ call: "c3" })]);
    s.answers.set("PUT calls/o8/draft", [200, {}]);
    s.answers.set("GET services/s02/form", [200, { fields: [] }]);
  } });
  const whole = () => page.locator("main").textContent(), right = page.locator(".right"), heading = page.locator(".note-form .phead");
  const ring = (id) => {
    server.delta("calls", [{ id, service: "s02", phase: "offered", caller: "010-****-2222", priority: 0, entered: Date.now(), since: Date.now(), agent: "a000" }]);
    become(server, { state: "ringing", reason: "", call: id, service: "s02", since: Date.now(), deadline: Date.now() + 20_000 });
  };
  const miss = (id) => { become(server, { state: "not_ready", reason: "no_answer", call: undefined, service: undefined, deadline: 0 }); server.delta("calls", [], { gone: [id] }); };
  await page.getByRole("button", { name: "저장하지 않은 기록 1건" }).click();
  await right.getByText("010-****-8888 번호로 등록된 고객이 없습니다").waitFor();
  assert.match(await heading.textContent(), /010-\*{4}-8888.*20261119-00008/);
  await page.locator("#memo").fill("남은 기록, 더");
  ring("c2");
  await right.getByText("010-****-2222 번호로").waitFor();
  miss("c2");
  await right.getByText("010-****-8888 번호로").waitFor();
  await heading.waitFor();
  assert.match(await heading.textContent(), /010-\*{4}-8888/);
  assert.doesNotMatch(await whole(), /2222/);
  await page.reload();
  await right.getByText("010-****-8888 번호로").waitFor();
  assert.match(await heading.textContent(), /010-\*{4}-8888.*20261119-00008/);
  await right.getByRole("button", { name: "새 고객 등록" }).click();
  await right.getByText(/010-\*{4}-8888 등록/).waitFor();
  await right.getByRole("button", { name: "취소" }).click();
  server.answers.set("PUT calls/o8/consultation", [200, consultation(7, { call: "o8" })]);
  server.answers.set("GET drafts", [200, { items: [] }]);
  await page.locator(".note-form").getByRole("button", { name: "저장", exact: true }).click();
  await page.getByText("쓰고 있는 기록이 없습니다").waitFor();
  await right.getByText("고객을 고르지 않았습니다").waitFor(); // no note, no call: no number is offered
  assert.doesNotMatch(await whole(), /8888/);
  ring("c3"); // whom the centre knows stays to be read, and their call is over
  await right.getByText("박민정").first().waitFor();
  miss("c3");
  await page.getByText("부재중이 되었습니다").waitFor();
  await right.getByText("박민정").first().waitFor();
  await page.getByRole("button", { name: "예약하기" }).click();
  assert.equal(await page.getByLabel("전화번호", { exact: false }).last().inputValue(), "010-****-4821"); // the record's own
  await close();
});

test("who was written down when a call came is not written down any more: the right side follows the calls again", async () => {
  const { page, server, close } = await openDesk(at.ready(), { setUp: (s) => s.answers.set("GET calls/c2/card", [200, card({ call: "c2", number: "010-****-2222", customer: null, consultations: [] })]) });
  const right = page.locator(".right"), find = page.getByRole("combobox", { name: "고객 이름, 초성, 전화번호" });
  const look = async () => {
    await find.fill("박민");
    await page.getByRole("option", { name: "박민정" }).waitFor();
    await find.press("Enter");
    await right.locator(".kv", { hasText: "박민정" }).waitFor();
  };
  await look();
  await right.getByRole("button", { name: "수정", exact: true }).first().click();
  await page.getByRole("form", { name: "고객 정보 수정" }).waitFor();
  server.delta("calls", [{ id: "c2", service: "s02", phase: "offered", caller: "010-****-2222", priority: 0, entered: Date.now(), since: Date.now(), agent: "a000" }]);
  become(server, { state: "ringing", reason: "", call: "c2", service: "s02", since: Date.now(), deadline: Date.now() + 20_000 });
  await right.getByText("010-****-2222 번호로").waitFor();
  become(server, { state: "not_ready", reason: "no_answer", call: undefined, service: undefined, deadline: 0 });
  server.delta("calls", [], { gone: ["c2"] });
  await right.getByText("고객을 고르지 않았습니다").waitFor();
  await look(); // to be read, as whoever is looked at
  assert.equal(await page.getByRole("form", { name: "고객 정보 수정" }).count(), 0);
  await close();
});

test("a customer whose record is being saved when a call comes is not made its customer", async () => {
  for (const open of ["수정", "새 고객 등록"]) {
    const { page, server, close } = await openDesk(at.ready(), { setUp: (s) => {
      s.answers.set("GET calls/c2/card", [200, card({ call: "c2", number: "010-****-2222", customer: null, consultations: [] })]);
      s.answers.set("PUT customers/k1", [200, customer]);
      s.answers.set("POST customers", [201, { ...customer, id: "k9" }]);
      s.delay = { "PUT customers/k1": 2000, "POST customers": 2000 };
    } });
    const right = page.locator(".right"), find = page.getByRole("combobox", { name: "고객 이름, 초성, 전화번호" });
    if (open === "수정") {
      await find.fill("박민");
      await page.getByRole("option", { name: "박민정" }).waitFor();
      await find.press("Enter");
    }
    await right.getByRole("button", { name: open, exact: true }).first().click();
    await right.getByLabel("이름").fill("박민정");
    const answered = page.waitForResponse((one) => /customers(\/k1)?$/.test(one.url()) && one.request().method() !== "GET");
    await right.locator(".cform").getByRole("button", { name: "저장", exact: true }).click();
    server.delta("calls", [{ id: "c2", service: "s02", phase: "offered", caller: "010-****-2222", priority: 0, entered: Date.now(), since: Date.now(), agent: "a000" }]);
    become(server, { state: "ringing", reason: "", call: "c2", service: "s02", since: Date.now(), deadline: Date.now() + 20_000 });
    await page.locator(".call.ringing").waitFor();
    await answered;
    await right.getByText("010-****-2222 번호로").waitFor();
    await page.waitForTimeout(200); // nothing is to happen
    assert.equal(server.requests.some(([, path]) => path === "calls/c2/customer"), false, open);
    await right.getByText("010-****-2222 번호로").waitFor();
    await close();
  }
});

test("who is read when a wrap-up runs out stays, though its note waits; closing them leads to whom the note is about", async () => {
  const stranger = card({ number: "010-****-2222", customer: null, consultations: [], form: { fields: [] } });
  const { page, server, close } = await openDesk(at.wrapUp(), { setUp: (s) => s.answers.set("GET calls/c9/card", [200, stranger]) });
  const right = page.locator(".right"), find = page.getByRole("combobox", { name: "고객 이름, 초성, 전화번호" });
  await page.locator("#memo").fill("남은 기록");
  await right.getByText("010-****-2222 번호로").waitFor();
  await find.fill("박민");
  await page.getByRole("option", { name: "박민정" }).waitFor();
  await find.press("Enter");
  await right.locator(".kv", { hasText: "박민정" }).waitFor();
  become(server, { state: "ready", call: undefined, service: undefined, since: Date.now(), deadline: 0 });
  await page.locator(".call.idle").waitFor();
  for (let i = 0; i < 150 && server.asked.filter((path) => path.includes("calls/c9/card")).length < 2; i++) await page.waitForTimeout(20); // whom the note is about
  await page.waitForTimeout(200); // nothing is to happen
  assert.equal(await right.locator(".kv", { hasText: "박민정" }).count(), 1);
  assert.equal(await page.locator("#memo").inputValue(), "남은 기록");
  await right.getByRole("button", { name: "고객 정보 닫기" }).click();
  await right.getByText("010-****-2222 번호로").waitFor();
  await close();
});

test("a note of another call than the one that is up says so", async () => {
  const draft = { call: "o8", ticket: "20261119-00008", service: "s02", customer: "k2", customer_name: "정태호", draft: { note: "남은 기록", updated_at: new Date().toISOString() } };
  const floor = at.talking();
  Object.assign(floor.calls.at(-1), { service: undefined, from: "a005", about: "c1", caller: "" });
  const { page, close } = await openDesk(floor, { path: "/desk?lang=en", setUp: (s) => {
    s.answers.set("GET drafts", [200, { items: [draft] }]);
    s.answers.set("GET calls/c9/card", [200, card({ call: "c1", ticket: "20261120-00600" })]);
    s.answers.set("GET calls/o8/card", [500, { detail: "away" }]);
  } });
  await page.getByRole("button", { name: "1 unsaved" }).click();
  await page.locator(".note-form .phead", { hasText: "Of another call" }).waitFor();
  assert.match(await page.locator(".note-form .phead").textContent(), /정태호.*20261119-00008/);
  await page.getByRole("button", { name: /^Save( |$)/ }).waitFor(); // and leads nowhere
  await close();
});

test("what the server finds wrong stands at its field, in the viewer's language", async () => {
  const { page, server, close } = await openDesk(at.wrapUp(), { path: "/desk?lang=en", setUp: (s) => {
    s.answers.set("GET calls/c9/card", [200, card({ live: false, form: { ...form, disposition_required: false, note_required: false, fields: [{ key: "amount", label: { ko: "금액", en: "Amount" }, type: "number" }] } })]);
    s.answers.set("PUT calls/c9/consultation", [422, { status: 422, code: "invalid", detail: "no", errors: [{ location: "body.fields.amount", message: "not_a_number: \"x\" is not a number" }] }]);
  } });
  await page.getByLabel("Amount").fill("x");
  await page.getByRole("button", { name: "Save, ready" }).click();
  await page.getByText("Write a number.").waitFor();
  assert.equal(await page.getByLabel("Amount").getAttribute("aria-invalid"), "true");
  assert.equal(server.requests.some(([, path]) => path.endsWith("/state")), false, "not ready with an unsaved note");
  await close();
});

test("a draft survives a reload, is the same in another tab, and waits aside when the next call comes", async () => {
  const { page, server, close } = await openDesk(at.talking(), { setUp: (s) => s.answers.set("PUT calls/c9/draft", [500, { detail: "away" }]) });
  await page.locator("#memo").fill("첫 통화의 기록");
  await page.locator(".kept", { hasText: "이 브라우저에 저장됨" }).waitFor();
  await page.reload();
  await until(page, () => document.querySelector("#memo")?.value === "첫 통화의 기록");
  const other = await page.context().newPage();
  await other.goto(`${server.url}/desk`);
  await until(other, () => document.querySelector("#memo")?.value === "첫 통화의 기록");
  await page.locator("#memo").fill("첫 통화의 기록, 이어서");
  await until(other, () => document.querySelector("#memo")?.value === "첫 통화의 기록, 이어서");
  server.answers.set("GET calls/c8/card", [200, card({ call: "c8", ticket: "20261120-00419", customer: null, consultations: [] })]);
  server.answers.set("PUT calls/c8/draft", [200, {}]);
  server.delta("calls", [{ ...server.floor.calls.at(-1), id: "c8", phase: "connected" }], { gone: ["c9"] });
  become(server, { call: "c8", since: Date.now() });
  await until(page, () => document.querySelector(".note-form")?.textContent.includes("20261120-00419"));
  assert.equal(await page.locator("#memo").inputValue(), "");
  await page.getByRole("button", { name: "저장하지 않은 기록 1건" }).click();
  await until(page, () => document.querySelector("#memo")?.value === "첫 통화의 기록, 이어서");
  assert.equal(await page.getByRole("button", { name: "저장 후 현재 통화로" }).isDisabled(), false, "its call is over");
  await close();
});

test("two tabs that type at the same moment do not mix their letters; each keeps what is typed in it, says so, and what is written last is kept", async () => {
  const { page, server, close } = await openDesk(at.talking(), { clock: true });
  const other = await page.context().newPage(), tabs = [page, other];
  await other.goto(`${server.url}/desk`);
  for (const tab of tabs) await tab.locator("#memo").focus();
  for (let i = 0; i < 4; i++) { // each hears the other one's key before its own next one
    await page.keyboard.type("A");
    await other.keyboard.type("B");
    await other.evaluate(() => new Promise((done) => setTimeout(done, 0)));
  }
  assert.equal(await page.locator("#memo").inputValue(), "AAAA");
  assert.match(await other.locator("#memo").inputValue(), /^A?BBBB$/); // the first A was there before a B, or not
  for (const tab of tabs) await tab.getByRole("status").filter({ hasText: "다른 탭에서도 쓰고 있습니다" }).waitFor();
  await other.locator("select").first().selectOption({ index: 1 }); // no text: taken at once
  await until(page, () => document.querySelector(".note-form select").selectedIndex === 1);
  await page.clock.fastForward(3100);
  await other.keyboard.type("b");
  await until(page, () => /^A?BBBBb$/.test(document.querySelector("#memo").value));
  await page.getByRole("status").filter({ hasText: "다른 탭에서도" }).waitFor({ state: "detached" });
  await page.keyboard.press("End");
  await page.clock.fastForward(3100);
  await page.keyboard.type("c"); // in turn, as before
  await until(other, () => /^A?BBBBbc$/.test(document.querySelector("#memo").value));
  await close();
});

test("a follow-up that is to be reserved is kept with the note: a reload, another tab, another computer; its time must be to come", async () => {
  const draft = { note: "내일 다시", follow_at: "2099-01-02T06:10:00Z", updated_at: new Date().toISOString() };
  const { page, server, close } = await openDesk(at.talking(), { setUp: (s) => {
    s.answers.set("GET calls/c9/card", [200, card({ form: { fields: [] }, dispositions: { items: [] } })]);
    s.answers.set("GET services/s02/form", [200, { fields: [] }]);
    s.answers.set("GET dispositions", [200, { items: [] }]);
  } });
  const ticked = (tab) => tab.getByLabel("후속 예약").isChecked(), when = (tab) => tab.getByLabel("예약 시각").inputValue();
  await page.locator("#memo").fill("내일 다시");
  await page.getByLabel("후속 예약").check();
  await page.getByLabel("예약 시각").fill("2099-01-02T15:10");
  for (let i = 0; i < 100 && server.requests.findLast(([, path]) => path === "calls/c9/draft")?.[2].follow_at !== "2099-01-02T06:10:00.000Z"; i++) await page.waitForTimeout(30);
  assert.deepEqual(await asked(server, "PUT", "calls/c9/draft"), { note: "내일 다시", disposition: "", fields: {}, follow_at: "2099-01-02T06:10:00.000Z" });
  await page.reload();
  await until(page, () => document.querySelector("#memo")?.value === "내일 다시");
  assert.equal(await ticked(page) && await when(page), "2099-01-02T15:10");
  const other = await page.context().newPage();
  await other.goto(`${server.url}/desk`);
  await until(other, () => document.querySelector("#memo")?.value === "내일 다시");
  assert.equal(await when(other), "2099-01-02T15:10");
  await page.getByLabel("예약 시각").fill("2020-01-02T15:20");
  await until(other, () => document.querySelector(".fopts input[type=datetime-local]")?.value === "2020-01-02T15:20");
  become(server, { state: "wrap_up", since: Date.now(), deadline: Date.now() + 60_000 });
  await other.locator(".call", { hasText: "후처리" }).waitFor();
  server.answers.set("PUT calls/c9/consultation", [422, { status: 422, code: "invalid", detail: "no", errors: [{ location: "body.follow_at", message: "out_of_range: is more than a year ahead" }] }]);
  await other.getByRole("button", { name: "저장", exact: true }).click();
  await other.locator(".fopts", { hasText: "예약 시각이 이미 지났습니다" }).waitFor();
  assert.equal(server.requests.some(([, path]) => path === "calls/c9/consultation"), false, "nothing is saved before");
  await other.getByLabel("예약 시각").fill("2099-01-03T15:10");
  await other.getByRole("button", { name: "저장", exact: true }).click(); // the tab where it was not ticked
  await other.locator(".fopts", { hasText: "1년" }).waitFor(); // refused: nothing is lost
  assert.equal(await other.locator("#memo").inputValue(), "내일 다시");
  server.answers.set("PUT calls/c9/consultation", [200, consultation(0)]);
  await other.getByRole("button", { name: "저장", exact: true }).click();
  assert.deepEqual(await asked(server, "PUT", "calls/c9/consultation"), { note: "내일 다시", disposition: "", fields: {}, follow_at: "2099-01-03T06:10:00.000Z", customer: "k1" });
  await page.getByText("쓰고 있는 기록이 없습니다").waitFor();
  await close();

  const elsewhere = await openDesk(at.talking(), { setUp: (s) => s.answers.set("GET calls/c9/card", [200, card({ draft })]) });
  await until(elsewhere.page, () => document.querySelector("#memo")?.value === "내일 다시");
  assert.equal(await when(elsewhere.page), "2099-01-02T15:10", "as the server has it");
  await elsewhere.close();
});

const waiting = (i, more = {}) => ({ call: `o${i}`, ticket: `20261119-0000${i}`, service: "s02", channel: "in", number: "010-****-4821", customer: "k1", customer_name: i === 1 ? "박민정" : "정태호", masked: true, draft: { note: `다른 컴퓨터의 기록 ${i}`, updated_at: new Date(Date.now() - i * 3_600_000).toISOString() }, ...more });

test("what another computer has begun and not saved waits here too, each note once; what is saved elsewhere goes (docs/desk.md)", async () => {
  const { page, server, close } = await openDesk(at.ready(), { setUp: (s) => {
    s.answers.set("GET drafts", [200, { items: [waiting(1), waiting(2)] }]);
    for (const call of ["o1", "o2"]) s.answers.set(`PUT calls/${call}/draft`, [200, {}]);
  } });
  await page.getByText("쓰고 있는 기록이 없습니다").waitFor();
  await page.getByRole("button", { name: "저장하지 않은 기록 2건" }).click();
  await page.getByRole("menuitem", { name: "정태호" }).click();
  await until(page, () => document.querySelector("#memo")?.value === "다른 컴퓨터의 기록 2");
  await page.locator("#memo").fill("다른 컴퓨터의 기록 2, 여기서 이어서");
  assert.equal((await asked(server, "PUT", "calls/o2/draft")).note, "다른 컴퓨터의 기록 2, 여기서 이어서");
  await page.locator(".kept", { hasText: "자동 저장됨" }).waitFor();
  await page.getByRole("button", { name: "저장하지 않은 기록 1건" }).click();
  await until(page, () => document.querySelector("#memo")?.value === "다른 컴퓨터의 기록 1");
  await page.getByRole("button", { name: "저장하지 않은 기록 1건" }).click(); // of both places, once, and the newer
  await until(page, () => document.querySelector("#memo")?.value === "다른 컴퓨터의 기록 2, 여기서 이어서");
  server.answers.set("GET drafts", [200, { items: [waiting(1, { draft: { note: "그새 더 쓴 기록", updated_at: new Date().toISOString() } })] }]); // 2 was saved elsewhere
  await page.reload();
  await page.getByText("쓰고 있는 기록이 없습니다").waitFor();
  await page.getByRole("button", { name: "저장하지 않은 기록 1건" }).click();
  await until(page, () => document.querySelector("#memo")?.value === "그새 더 쓴 기록");
  await close();
});

test("what another computer begins, writes and saves is known here at once; what is written here is not asked for", async () => {
  const { page, server, close } = await openDesk(at.talking(), { setUp: (s) => {
    s.answers.set("GET drafts", [200, { items: [] }]);
    s.answers.set("PUT calls/c9/draft", () => [200, { updated_at: new Date(own = Date.now()).toISOString() }]);
  } });
  let own = 0;
  const times = () => server.asked.filter((path) => path === "drafts").length;
  const tell = (...items) => server.send({ type: "snapshot", topic: "desk", at: Date.now(), rows: [{ id: "drafts", items }] });
  const row = (one) => ({ call: one.call, updated_at: Date.parse(one.draft.updated_at) });
  await page.locator("#memo").waitFor();
  for (let i = 0; i < 150 && times() < 1; i++) await page.waitForTimeout(20);
  const before = times(), lists = server.asked.filter((path) => path.startsWith("reservations")).length;
  await page.locator("#memo").fill("여기서 쓴 기록");
  await page.locator(".kept", { hasText: "자동 저장됨" }).waitFor();
  tell({ call: "c9", updated_at: own });
  await page.waitForTimeout(900); // longer than the desk waits for answers
  assert.equal(times(), before, "its own note is known");
  const begun = waiting(1), mine = { call: "c9", updated_at: own };
  server.answers.set("GET drafts", [200, { items: [begun] }]);
  tell(mine, row(begun));
  await page.getByRole("button", { name: "저장하지 않은 기록 1건" }).waitFor();
  const more = waiting(1, { draft: { note: "그새 더 쓴 기록", updated_at: new Date().toISOString() } });
  server.answers.set("GET drafts", [200, { items: [more] }]);
  tell(mine, row(more));
  for (let i = 0; i < 150 && times() < before + 2; i++) await page.waitForTimeout(20);
  tell(mine, row(more));
  server.answers.set("GET drafts", [200, { items: [] }]);
  tell(mine); // saved there
  await page.getByRole("button", { name: "저장하지 않은 기록 1건" }).waitFor({ state: "detached" });
  assert.equal(times(), before + 3, "each change is asked for once");
  assert.equal(await page.locator("#memo").inputValue(), "여기서 쓴 기록");
  assert.equal(server.asked.filter((path) => path.startsWith("reservations")).length, lists, "the lists do not load again");
  await close();
});

test("after an outage the desk learns what waits, and keeps what it could not send", async () => {
  const { page, server, close } = await openDesk(at.ready(), { clock: true, setUp: (s) => {
    s.answers.set("GET drafts", [200, { items: [waiting(1)] }]);
    s.answers.set("PUT calls/o1/draft", [500, { detail: "away" }]);
  } });
  await page.getByRole("button", { name: "저장하지 않은 기록 1건" }).click();
  await page.locator("#memo").fill("아직 보내지 못한 기록");
  await pass(page, 2000);
  server.goDown();
  await pass(page, 11_000);
  server.answers.set("GET drafts", [200, { items: [waiting(1), waiting(2)] }]);
  server.comeUp();
  await pass(page, 20_000);
  await page.getByRole("button", { name: "저장하지 않은 기록 1건" }).click();
  await until(page, () => document.querySelector("#memo")?.value === "다른 컴퓨터의 기록 2");
  await page.getByRole("button", { name: "저장하지 않은 기록 1건" }).click();
  await until(page, () => document.querySelector("#memo")?.value === "아직 보내지 못한 기록");
  await close();
});

test("an old note is finished in a call, and the call's own is there again, with nothing lost", async () => {
  const { page, server, close } = await openDesk(at.talking(), { setUp: (s) => {
    s.answers.set("GET drafts", [200, { items: [waiting(1)] }]);
    s.answers.set("GET calls/c9/card", [200, card({ draft: { note: "통화", updated_at: new Date().toISOString() } })]); // older than what is written
    s.answers.set("PUT calls/o1/draft", [200, {}]);
    s.answers.set("PUT calls/o1/consultation", [200, consultation(7, { call: "o1" })]);
    s.answers.set("GET services/s02/form", [200, { ...form, disposition_required: false, fields: [] }]);
  } });
  const memo = (text) => until(page, (text) => document.querySelector("#memo")?.value === text, text), old = page.getByRole("button", { name: "저장하지 않은 기록 1건" }), back = page.getByRole("button", { name: "현재 상담 기록으로" });
  await memo("통화");
  await page.locator("#memo").fill("통화 중의 기록");
  await page.locator(".kept", { hasText: "자동 저장됨" }).waitFor();
  assert.equal(await back.count(), 0);
  await page.getByLabel("후속 예약").check();
  await old.click();
  await memo("다른 컴퓨터의 기록 1");
  assert.equal(await page.getByLabel("후속 예약").isChecked(), false);
  assert.equal(await old.count(), 0, "the call's own note is no old one");
  await page.locator("#memo").fill("다른 컴퓨터의 기록 1, 고침");
  become(server, { held_since: Date.now() }); // the row changes: the form stays
  await back.click();
  await memo("통화 중의 기록");
  assert.equal(await page.getByLabel("후속 예약").isChecked(), true);
  await page.locator("#memo").fill("통화 중의 기록, 더");
  await old.click();
  await memo("다른 컴퓨터의 기록 1, 고침");
  become(server, { state: "wrap_up", since: Date.now(), deadline: Date.now() + 60_000 }); // nothing jumps while one writes
  await page.locator(".wrap, .call", { hasText: "후처리" }).first().waitFor();
  await memo("다른 컴퓨터의 기록 1, 고침");
  await page.getByRole("button", { name: "저장 후 현재 통화로" }).waitFor();
  await page.locator("#memo").focus();
  await page.keyboard.press("Control+Enter");
  assert.equal((await asked(server, "PUT", "calls/o1/consultation")).note, "다른 컴퓨터의 기록 1, 고침");
  await memo("통화 중의 기록, 더");
  assert.equal(await old.count() + await back.count(), 0);
  assert.equal(server.requests.some(([, path]) => path.endsWith("/state")), false, "the wrap-up goes on: its note is not saved");
  assert.equal(await page.getByRole("button", { name: "저장 후 대기" }).isDisabled(), false);
  await close();
});

test("a note that is saved stands in the customer's history at once", async () => {
  const { page, server, close } = await openDesk(at.wrapUp(), { setUp: (s) => s.answers.set("GET calls/c9/card", [200, card({ live: false, form: { fields: [] }, dispositions: { items: [] } })]) });
  await until(page, () => document.querySelectorAll(".right .hist .entry").length === 3);
  const saved = consultation(9, { call: "c9", disposition: undefined, disposition_name: undefined, note: "방금 저장한 기록" });
  server.answers.set("PUT calls/c9/consultation", [200, saved]);
  await page.locator("#memo").fill("방금 저장한 기록");
  server.answers.set("GET customers/k1/consultations", [200, { items: [saved, ...[0, 1, 2].map((i) => consultation(i))] }]);
  await page.getByRole("button", { name: "저장", exact: true }).click();
  await page.locator(".right .hist .entry", { hasText: "방금 저장한 기록" }).waitFor();
  assert.equal(await page.locator(".right .sec", { has: page.locator(".hist") }).last().locator(".count").textContent(), "4");
  await close();
});

test("notes that were written without the server go to it when it is back", async () => {
  const { page, server, close } = await openDesk(at.talking(), { clock: true });
  await page.locator("#memo").waitFor();
  server.goDown();
  await pass(page, 11_000);
  await page.locator("#memo").fill("끊긴 동안 쓴 기록");
  await pass(page, 2000);
  await page.locator(".kept", { hasText: "이 브라우저에 저장됨" }).waitFor();
  assert.match(await page.locator(".ffoot").textContent(), /연결되면 저장할 수 있습니다/);
  server.comeUp();
  await pass(page, 20_000);
  assert.equal((await asked(server, "PUT", "calls/c9/draft")).note, "끊긴 동안 쓴 기록");
  await close();
});

test("a stranger is saved with the call, and known from then on (D37, D38)", async () => {
  // This server knows of the stranger's number what it is told: with the call, or whole.
  const unknown = (call) => [200, card({ call, customer: null, consultations: [] })], made = { ...customer, id: "k9", name: "최새롬", blacklist: undefined };
  const { page, server, close } = await openDesk(at.talking(), { setUp: (s) => { s.answers.set("GET calls/c9/card", unknown("c9")); s.answers.set("GET calls/c9/explanation", [200, {}]); } });
  await page.getByRole("button", { name: "새 고객 등록" }).click();
  assert.equal(await page.getByLabel("이 통화의 번호 010-****-4821 등록").isChecked(), true);
  await page.getByLabel("이름").fill("최새롬");
  await page.getByLabel("이메일").fill("no");
  server.answers.set("POST customers", [422, { status: 422, code: "invalid", detail: "x", errors: [{ location: "body.email", message: "not_an_email: x" }] }]);
  await page.getByRole("button", { name: "저장", exact: true }).last().click();
  await page.getByText("이메일 주소를 확인해 주세요.").waitFor();
  await page.getByLabel("이메일").fill("choi@onmaru.kr");
  server.answers.set("POST customers", [201, made]);
  server.answers.set("GET customers/k9", [200, made]);
  server.answers.set("GET customers/k9/memos", [200, { items: [] }]);
  server.answers.set("GET customers/k9/consultations", [200, { items: [] }]);
  server.answers.set("PUT calls/c9/customer", [204, null]);
  await page.getByLabel("이메일").press("Enter");
  await until(page, () => document.querySelector(".call h2")?.textContent === "최새롬");
  assert.deepEqual(await asked(server, "POST", "customers"), { name: "최새롬", email: "choi@onmaru.kr", birth_date: "", claim: "", memo: "", fields: {}, version: 0, phones: [], call: "c9" });
  assert.deepEqual(await asked(server, "PUT", "calls/c9/customer"), { customer: "k9" });
  const knows = server.requests.some(([method, path, body]) => method === "POST" && path === "customers" && !body.email.endsWith("no") && (body.call === "c9" || body.phones.length > 0));
  server.answers.set("GET calls/c8/card", knows ? [200, card({ call: "c8", customer: made, consultations: [] })] : unknown("c8"));
  server.answers.set("GET calls/c8/explanation", [200, {}]);
  become(server, { state: "ready", call: undefined, since: Date.now() });
  await page.locator(".call.idle").waitFor();
  server.delta("calls", [{ ...server.floor.calls.at(-1), id: "c8", phase: "offered" }], { gone: ["c9"] });
  become(server, { state: "ringing", call: "c8", since: Date.now(), deadline: Date.now() + 20_000 });
  await until(page, () => document.querySelector(".call.ringing h2")?.textContent === "최새롬");
  await close();
});

test("a customer is found by typing, changed with its version, blacklisted with effect, reason and memo", async () => {
  const { page, server, close } = await openDesk(at.ready());
  const find = page.getByRole("combobox", { name: "고객 이름, 초성, 전화번호" });
  await find.fill("ㅂㅁ");
  await page.getByRole("option", { name: /박민지/ }).waitFor();
  await find.press("ArrowDown");
  await find.press("Enter");
  await page.locator(".right .kv", { hasText: "박민지" }).waitFor();
  await page.getByRole("button", { name: "수정" }).click();
  await page.getByLabel("내부 메모").fill("VIP");
  await page.locator("#k-label-1").fill("직장");
  await page.locator("#k-value-0").fill("플래티넘");
  await page.getByRole("button", { name: "항목 추가" }).click();
  await page.locator("#k-value-1").fill("ON-1");
  await page.getByText("항목 이름을 적어 주세요.").waitFor();
  assert.ok(await page.getByRole("button", { name: "저장", exact: true }).last().isDisabled(), "a field without a name is not kept");
  await page.locator("#k-name-1").fill("거래처");
  server.answers.set("PUT customers/k2", [200, { ...customer, id: "k2", name: "박민지", memo: "VIP", blacklist: undefined }]);
  await page.getByRole("button", { name: "저장", exact: true }).last().click();
  const changed = await asked(server, "PUT", "customers/k2");
  assert.deepEqual([changed.version, changed.memo, changed.phones], [3, "VIP", [customer.phones[0], { ...customer.phones[1], label: "직장" }]], "masked numbers go back as they came");
  assert.deepEqual(changed.fields, { 등급: "플래티넘", 거래처: "ON-1" });
  await page.locator(".right .kv", { hasText: "VIP" }).waitFor();
  server.answers.set("GET blacklist/message", [200, { own: false, tone: ["orders"] }]);
  await page.getByRole("button", { name: "블랙리스트 등록" }).click();
  const box = page.getByRole("dialog", { name: "블랙리스트" });
  await box.getByLabel("다음 전화부터").selectOption("message");
  await box.getByRole("status").filter({ hasText: "안내가 없어 짧은 신호음만" }).waitFor();
  await box.getByLabel("다음 전화부터").selectOption("refuse");
  await box.getByText("전화를 받지 않고 거절합니다.").waitFor();
  await box.getByLabel("사유").fill("폭언");
  await box.getByLabel("메모").fill("세 번");
  server.answers.set("PUT customers/k2/blacklist", [200, {}]);
  await box.getByLabel("메모").press("Tab");
  await box.getByRole("button", { name: "블랙리스트 등록" }).click();
  assert.deepEqual(await asked(server, "PUT", "customers/k2/blacklist"), { effect: "refuse", reason: "폭언", memo: "세 번" });
  await close();
});

test("who wrote the blacklist and its memos is told by name; a program by its key, as in the access log; without a name the log-in is left", async () => {
  const memo = (id, more) => ({ id, kind: "blacklisted", effect: "low_priority", reason: id, by: "user:hana", at: new Date().toISOString(), ...more });
  const { page, close } = await openDesk(at.talking(), { setUp: (s) => s.answers.set("GET customers/k1/memos", [200, { items: [memo("m1", { by_name: "김하나" }), memo("m2"), memo("m3", { by: "key:crm" })] }]) });
  await page.locator(".black", { hasText: "장예린" }).waitFor();
  await page.locator(".memos li", { hasText: "m1" }).waitFor();
  assert.deepEqual((await page.locator(".memos li .end").allTextContents()).map((text) => text.split(" ").at(-1)), ["김하나", "hana", "crm"]);
  await page.locator(".memos li .end", { hasText: "API 키 crm" }).waitFor();
  assert.doesNotMatch(await page.locator(".right").textContent(), /user:|key:/);
  await close();
});

test("why somebody is taken off the blacklist goes to the memos (D40)", async () => {
  const { page, server, close } = await openDesk(at.talking(), { setUp: (s) => s.answers.set("POST customers/k1/unblacklist", [200, {}]) });
  const box = page.getByRole("dialog", { name: "블랙리스트" }), took = () => server.requests.filter(([method, path]) => method === "POST" && path.endsWith("blacklist"));
  const takeOff = async (memo) => {
    await page.locator(".black").getByRole("button", { name: "수정" }).click();
    if (memo) await box.getByLabel("메모").fill(memo);
    await box.getByRole("button", { name: "블랙리스트 해제" }).click();
    await box.waitFor({ state: "detached" });
  };
  await takeOff("사과하고 다시 거래함");
  await takeOff(""); // what was written when they were put on is no reason to take them off
  assert.deepEqual(took(), [["POST", "customers/k1/unblacklist", { memo: "사과하고 다시 거래함" }], ["POST", "customers/k1/unblacklist", {}]]);
  assert.ok(server.asked.every((path) => !decodeURIComponent(path).includes("사과")), "no memo stands in an address, which proxies log");
  await close();
});

test("what is over is given a new time, and not done, dropped or called again (D44)", async () => {
  const states = { open: 3, missed: 3, done: 0, cancelled: 0 };
  const { page, close } = await openDesk(at.ready(), { setUp: (s) => s.answers.set("GET reservations", (query) => [200, { items: [reservation(1, { state: query.get("state") })], counts: { direct: 1, bulk: 0, callback: 0 } }]) });
  await page.getByRole("tab", { name: "예약현황" }).click();
  const box = page.getByRole("dialog", { name: "예약" });
  for (const [state, name] of [["open", "미처리"], ["missed", "시간 지남"], ["done", "완료"], ["cancelled", "취소"]]) {
    await page.locator(".right .seg").getByRole("button", { name }).click();
    await page.locator(".right .r-main").click();
    await box.getByRole("button", { name: "저장" }).waitFor();
    assert.equal(await box.getByRole("button", { name: /처리 완료|예약 취소|전화 걸기/ }).count(), states[state], state);
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
  }
  await close();
});

test("a search of customers goes on after its first page: by a button and by the arrow key", async () => {
  const everybody = Array.from({ length: 45 }, (_, i) => ({ id: i === 42 ? "k2" : `p${i}`, name: `박민 ${i}`, numbers: [`010-****-${1000 + i}`] }));
  const { page, server, close } = await openDesk(at.ready(), { setUp: (s) => s.answers.set("GET customers", (asked) => {
    const from = Number(asked.get("cursor") || 0), to = from + Number(asked.get("limit"));
    return [200, { items: everybody.slice(from, to), next: to < everybody.length ? String(to) : undefined, kind: "name" }];
  }) });
  const find = page.getByRole("combobox", { name: "고객 이름, 초성, 전화번호" }), options = page.getByRole("option");
  await find.fill("박민");
  await until(page, () => document.querySelectorAll("[role=option]").length === 20);
  await page.locator(".found").getByRole("button", { name: "더 보기" }).click();
  await until(page, () => document.querySelectorAll("[role=option]").length === 40);
  await find.focus();
  for (let i = 0; i < 42; i++) { await find.press("ArrowDown"); await until(page, (n) => document.querySelector(`#found-${n}[aria-selected=true]`) !== null, i + 1); }
  assert.equal(await options.count(), 45);
  assert.equal(await page.locator(".found").getByRole("button").count(), 0, "there is no more");
  await until(page, () => { const line = document.querySelector("[role=option][aria-selected=true]").getBoundingClientRect(), box = document.querySelector(".found").getBoundingClientRect(); return line.bottom <= box.bottom + 1 && line.top >= box.top - 1; }); // what is chosen is in sight
  await find.press("Enter");
  await until(page, () => document.querySelector(".right .kv") !== null);
  assert.ok(server.asked.includes("customers/k2"));
  await close();
});

test("reservations: counts by type, in order of time, made, changed, done (D13, D14, D44)", async () => {
  const { page, server, close } = await openDesk(at.ready());
  await page.locator(".r").first().waitFor();
  assert.deepEqual(await page.locator(".chip").allTextContents(), ["전체 7", "직접 2", "대량 2", "콜백 3"]);
  const times = (await page.locator(".r .tm").allTextContents()).filter((text) => text.includes(":"));
  assert.equal(times.length, 7);
  assert.deepEqual(times, [...times].sort());
  await page.getByRole("button", { name: "대량 2" }).click();
  await until(page, () => document.querySelectorAll(".r").length === 2);
  await page.getByRole("button", { name: "전체 7" }).click();
  await page.keyboard.press("Alt+Digit6");
  const box = page.getByRole("dialog", { name: "예약하기" });
  assert.equal(await box.getByRole("button", { name: "예약", exact: true }).isDisabled(), true, "without a number");
  await box.getByLabel("전화번호").fill("010-2222-3333");
  await box.getByLabel("예약 시각").fill("2020-01-02T15:10");
  server.answers.set("POST reservations", [422, { title: "x", status: 422, code: "invalid", detail: "due_at: is past", errors: [{ location: "body.due_at", message: "out_of_range: is past" }] }]);
  await box.getByRole("button", { name: "예약", exact: true }).click();
  await box.getByText("예약 시각이 이미 지났습니다").waitFor();
  assert.equal(await page.getByText("예약 시각이 이미 지났습니다").count(), 1, "nothing more behind the dialog");
  await page.keyboard.press("Escape");
  await box.waitFor({ state: "detached" });
  assert.equal(await page.getByText("예약 시각이 이미 지났습니다").count(), 0, "nor after it");
  server.requests.length = 0;
  await page.keyboard.press("Alt+Digit6");
  await box.getByLabel("전화번호").fill("010-2222-3333");
  await box.getByLabel("예약 시각").fill("2099-01-02T15:10");
  await box.getByLabel("메모").fill("다시 전화");
  server.answers.set("POST reservations", [201, {}]);
  await box.getByRole("button", { name: "예약", exact: true }).click();
  await box.waitFor({ state: "detached" });
  assert.deepEqual(await asked(server, "POST", "reservations"), { due_at: "2099-01-02T06:10:00.000Z", name: "", memo: "다시 전화", version: 0, number: "010-2222-3333", agent: "a000" }, "15:10 in Seoul");
  await page.locator(".r-main").first().click();
  server.answers.set("POST reservations/r0/done", [200, {}]);
  await page.getByRole("button", { name: "처리 완료" }).click();
  assert.deepEqual(await asked(server, "POST", "reservations/r0/done"), { version: 1 });
  await close();
});

test("a call to a stranger is reserved in the call: the server has the number that is masked here (D9)", async () => {
  const { page, server, close } = await openDesk(at.talking(), { setUp: (s) => { s.answers.set("GET calls/c9/card", [200, card({ customer: null, consultations: [] })]); s.answers.set("POST reservations", [201, {}]); } });
  await page.locator(".who", { hasText: "처음 온 고객" }).waitFor();
  const box = page.getByRole("dialog", { name: "예약하기" });
  const reserve = async (number) => {
    server.requests.length = 0;
    await page.keyboard.press("Alt+Digit6");
    assert.equal(await box.getByLabel("전화번호").inputValue(), "010-****-4821");
    if (number) await box.getByLabel("전화번호").fill(number);
    await box.getByLabel("예약 시각").fill("2099-01-02T15:10");
    await box.getByRole("button", { name: "예약", exact: true }).click();
    await box.waitFor({ state: "detached" });
    return asked(server, "POST", "reservations");
  };
  const body = { due_at: "2099-01-02T06:10:00.000Z", name: "", memo: "", version: 0, service: "s02", call: "c9", agent: "a000" };
  assert.deepEqual(await reserve(""), body);
  assert.deepEqual(await reserve("02-345-6789"), { ...body, number: "02-345-6789" });
  server.answers.set("GET reservations", [200, { items: [reservation(0, { customer: undefined })], counts: { direct: 0, bulk: 0, callback: 1 } }]);
  server.send({ type: "snapshot", topic: "desk", at: Date.now(), rows: [{ id: "reservations", due: [] }, { id: "consultations" }] });
  await until(page, () => document.querySelectorAll(".left .r-main").length === 1);
  await page.locator(".r-main").first().click(); // about somebody of whom a masked number is known, and no call
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+Digit6");
  assert.equal(await box.getByLabel("전화번호").inputValue(), "", "nothing that would be refused");
  await close();
});

test("the server tells of a change: lists load again; what has become due is said once", async () => {
  const { page, server, close } = await openDesk(at.ready(), { script: () => {
    globalThis.shown = [];
    globalThis.Notification = class { static permission = "granted"; static requestPermission = async () => "granted"; constructor(title, { body }) { globalThis.shown.push(`${title}: ${body}`); } };
    localStorage.setItem("callfloor.desk.alert.notification", "on");
  } });
  await page.locator(".r").first().waitFor();
  server.answers.set("GET reservations", [200, { items: [], counts: { direct: 0, bulk: 0, callback: 0 } }]);
  const frame = { type: "snapshot", topic: "desk", at: Date.now(), rows: [{ id: "reservations", open: 0, counts: {}, due: [{ id: "r1", due_at: Date.now() - 1000, reminded_at: Date.now(), name: "박민정", number: "010-****-4821" }] }, { id: "consultations", in: 0, out: 0 }] };
  server.send(frame);
  await page.getByText("남은 예약이 없습니다").waitFor();
  server.send(frame);
  await until(page, () => globalThis.shown.length > 0);
  await page.waitForTimeout(200);
  assert.deepEqual(await page.evaluate(() => globalThis.shown), ["예약 시각입니다: 박민정"]);
  await close();
});

test("what is due is told with name, a way to call and to put it off; nothing moves, and several are counted (D13, D15)", async () => {
  const list = (...due) => [200, { items: due.map((minutes, i) => reservation(i, { id: `d${i}`, due_at: new Date(Date.now() + minutes * 60_000).toISOString(), number: "010-****-4821" })), counts: { direct: 1, bulk: 0, callback: 0 } }];
  const tell = { type: "snapshot", topic: "desk", at: Date.now(), rows: [{ id: "reservations", due: [] }, { id: "consultations" }] };
  for (const [lang, words] of [["ko", { due: "예약 시각입니다", more: "외 2건", call: "전화 걸기", later: "나중에" }], ["en", { due: "Due now", more: "and 2 more", call: "Call", later: "Later" }]]) {
    const { page, server, close } = await openDesk(at.ready(), { path: `/desk?lang=${lang}`, setUp: (s) => { s.answers.set("GET reservations", list(0.5, 30)); s.answers.set("POST reservations/d0/call", [201, { call: "c8" }]); } });
    const later = (seconds) => { server.skew += seconds * 1000; server.sendBeat(); }; // on the server's clock
    const banner = page.locator(".due-now"), boxes = () => Promise.all([".note-form", ".call", ".stats"].map((part) => page.locator(part).boundingBox()));
    await page.locator(".left .r").first().waitFor();
    await banner.waitFor({ state: "attached" });
    assert.equal(await banner.getAttribute("role"), "status");
    assert.equal(await banner.textContent(), "");
    const before = await boxes();
    later(40);
    await banner.getByText(words.due).waitFor();
    assert.match(await banner.textContent(), /이은정 010-\*\*\*\*-4821 \d\d:\d\d/);
    assert.equal(await banner.getByText(words.more).count(), 0);
    assert.deepEqual(await boxes(), before, "nothing moves");
    for (const height of [900, 720]) { // nor are figures covered (D21 to D29)
      await page.setViewportSize({ width: 1280, height });
      const card = await page.evaluate(() => { const due = document.querySelector(".due-box").getBoundingClientRect(), today = document.querySelector(".today"), head = today.getBoundingClientRect().top + parseFloat(getComputedStyle(today, "::before").top); return [due.top - head, parseFloat(getComputedStyle(document.querySelector(".due-box")).borderBottomLeftRadius)]; });
      assert.ok(Math.abs(card[0]) < 1 && card[1] === 0, `the bar is the head of the card: ${card} at ${height}`);
      const box = await page.locator(".due-box").boundingBox();
      for (const part of await page.locator(".stats dt, .stats dd").all()) {
        const at = await part.boundingBox();
        assert.ok(at.y >= box.y + box.height - 1 && await part.evaluate((el) => el.scrollWidth <= el.clientWidth), `${await part.textContent()} at ${height}`);
      }
    }
    server.answers.set("GET reservations", list(-10, -5, -1, 90));
    server.send(tell);
    await banner.getByText(words.more).waitFor();
    await banner.getByRole("button", { name: words.later }).click();
    await until(page, () => document.querySelector(".due-now").textContent === "");
    await page.reload();
    await page.locator(".left .r").first().waitFor();
    await banner.waitFor({ state: "attached" });
    later(60);
    await page.waitForTimeout(300);
    assert.equal(await banner.textContent(), "", "put off, after a reload too");
    const other = await page.context().newPage();
    await other.goto(`${server.url}/desk?lang=${lang}`);
    await other.locator(".left .r").first().waitFor();
    await other.locator(".due-now").waitFor({ state: "attached" });
    assert.equal(await other.locator(".due-now").textContent(), "", "and in another tab");
    await other.close();
    later(270);
    await banner.getByText(words.more).waitFor();
    await banner.getByRole("button", { name: words.call, exact: true }).click();
    assert.equal(await asked(server, "POST", "reservations/d0/call"), null);
    await until(page, (more) => !document.querySelector(".due-now").textContent.includes(more), words.more);
    become(server, { state: "talking", call: "c9", since: Date.now() });
    await until(page, () => document.querySelector(".due-now .primary")?.disabled);
    await close();
  }
});

test("what is due has its own room beside other news: bars stand apart, and cover no figure and no call", async () => {
  const due = [200, { items: [reservation(0, { id: "d0", due_at: new Date(Date.now() - 60_000).toISOString(), number: "010-****-4821", memo: "오후에 다시 걸어 달라고 하심" })], counts: { direct: 1, bulk: 0, callback: 0 } }];
  for (const [lang, width, height] of [["ko", 1366, 768], ["en", 1366, 768], ["ko", 1440, 900]]) {
    const { page, close } = await openDesk(deskFloor({ state: "not_ready", reason: "no_answer", reachable: false, since: Date.now() }), { path: `/desk?lang=${lang}`, width, height, setUp: (s) => s.answers.set("GET reservations", due) });
    await page.locator(".due-box").waitFor();
    await page.locator(".notices .note").nth(1).waitFor();
    const boxes = await page.evaluate(() => [".notices .note", ".notices .note:last-child", ".due-box", ".stats", ".call", ".note-form"].map((part) => { const { top, bottom } = document.querySelector(part).getBoundingClientRect(); return { part, top, bottom }; }));
    for (const [i, box] of boxes.slice(1).entries()) assert.ok(box.top >= boxes[i].bottom + 6, `${box.part} at ${box.top}, ${boxes[i].part} to ${boxes[i].bottom}, ${width}x${height}`);
    assert.ok(boxes[2].bottom - boxes[2].top >= 40, "room of its own");
    assert.ok(boxes[5].bottom <= height);
    await close();
  }
});

test("a type and a channel are asked of the server: what is found only on its second page shows, and again after news (D14, D18)", async () => {
  const lists = { reservations: Array.from({ length: 101 }, (_, i) => reservation(i, { type: i < 100 ? "direct" : "bulk", name: i < 100 ? "앞" : "맨 뒤 예약" })), consultations: Array.from({ length: 101 }, (_, i) => consultation(i, { agent: "a000", channel: i < 100 ? "in" : "out", customer_name: i < 100 ? "앞" : "맨 뒤 상담" })) };
  const { page, server, close } = await openDesk(at.ready(), { setUp: (s) => {
    for (const [what, key, counts] of [["reservations", "type", { direct: 100, bulk: 1, callback: 0 }], ["consultations", "channel", { in: 100, out: 1 }]]) {
      s.answers.set(`GET ${what}`, (asked) => {
        const all = lists[what].filter((one) => !asked.get(key) || one[key] === asked.get(key)), from = Number(asked.get("cursor") || 0), to = from + Number(asked.get("limit"));
        return [200, { items: all.slice(from, to), next: all.length > to ? String(to) : undefined, counts }];
      });
    }
  } });
  await page.getByRole("button", { name: "대량 1" }).click();
  await page.locator(".left .r", { hasText: "맨 뒤 예약" }).waitFor();
  assert.equal(await page.locator(".left .r").count(), 1);
  lists.reservations.push(reservation(102, { type: "bulk", name: "새 예약" }));
  server.send({ type: "delta", topic: "desk", epoch: 1, seq: ++server.seq, rows: [{ id: "reservations", due: [] }] });
  await page.locator(".left .r", { hasText: "새 예약" }).waitFor();
  await page.getByRole("tab", { name: /오늘 상담/ }).click();
  await page.getByRole("button", { name: "OUT 1" }).click();
  await page.locator(".left .r", { hasText: "맨 뒤 상담" }).waitFor();
  assert.equal(await page.locator(".left .r").count(), 1);
  await page.getByRole("button", { name: "전체 101" }).click();
  await until(page, () => document.querySelectorAll(".left .r").length > 5);
  await close();
});

test("consultations of today: counts in and out, one's own changed, a colleague's only read (D17 to D20)", async () => {
  const { page, server, close } = await openDesk(at.ready());
  await page.getByRole("tab", { name: /오늘 상담/ }).click();
  assert.deepEqual(await page.locator(".left .chip").allTextContents(), ["전체 9", "IN 6", "OUT 3"].map((text) => ` ${text}`.trim()));
  await page.getByRole("button", { name: "OUT 3" }).click();
  await until(page, () => document.querySelectorAll(".left .r").length === 3);
  server.answers.set("GET consultations/n2", [200, consultation(2, { agent: "a000", editable: true })]);
  await page.locator(".left .r-main").first().click();
  const box = page.getByRole("dialog", { name: "상담 상세" });
  await box.getByLabel("상담 내용").fill("고쳐 씀");
  server.answers.set("PUT consultations/n2", [200, {}]);
  await box.getByRole("button", { name: "저장" }).click();
  assert.deepEqual(await asked(server, "PUT", "consultations/n2"), { disposition: "late", note: "고쳐 씀", fields: { result: "done" }, version: 1, customer: "k1" });
  await box.waitFor({ state: "detached" });
  await page.locator(".right .hist .entry").first().click(); // a colleague's
  await box.getByText("다른 상담사의 기록은 읽기만 할 수 있습니다.").waitFor();
  assert.equal(await box.locator("textarea, select, input").count(), 0);
  await close();
});

test("orders show where a shop is linked, and by number; without one there is no tab (D41)", async () => {
  const { page, server, close } = await openDesk(at.talking());
  await page.getByRole("tab", { name: /주문정보/ }).click();
  assert.match(await page.locator(".ord").first().textContent(), /구스 이불 세트 Q 외 1건189,000원.*배송 중/);
  server.answers.set("GET orders", [200, { linked: true, items: [] }]);
  await page.getByLabel("주문번호").last().fill("1234");
  await page.keyboard.press("Enter");
  await page.getByText("주문이 없습니다").waitFor();
  server.answers.set("GET orders", [200, { linked: false, items: [] }]);
  await page.reload();
  await page.locator(".right .kv").first().waitFor();
  assert.equal(await page.getByRole("tab", { name: /주문정보/ }).count(), 0);
  await close();
});

test("orders are asked of the call's service, and without a call of every service that the agent serves (D41)", async () => {
  const shopOf = (query) => (query.getAll("service").includes("s02") ? [200, query.get("number") || query.get("customer") || query.get("call") ? orders : { linked: true, items: [] }] : [200, { linked: false, items: [] }]);
  const { page, server, close } = await openDesk(at.ready(), { setUp: (s) => { // the agent serves s00 and s02, and the shop belongs to s02 alone
    s.answers.set("GET orders", shopOf);
    for (const call of ["c8", "c9"]) { s.answers.set(`GET calls/${call}/card`, [200, card({ call })]); s.answers.set(`GET calls/${call}/explanation`, [200, {}]); }
  } });
  const tab = page.getByRole("tab", { name: /주문정보/ }), last = () => server.asked.findLast((path) => path.startsWith("orders?"));
  await tab.click();
  await page.getByLabel("주문번호").last().fill("20251116");
  await page.keyboard.press("Enter");
  await page.locator(".ord", { hasText: "구스 이불" }).waitFor();
  assert.equal(last(), "orders?service=s00&service=s02&number=20251116");
  await page.getByLabel("주문번호").last().fill("");
  await page.getByRole("tab", { name: "고객정보" }).click();
  await page.locator("#customer-search").fill("박민정");
  await page.locator("#found-0").click();
  await until(page, () => document.querySelector("#info-orders .n")?.textContent === "2");
  assert.equal(last(), "orders?service=s00&service=s02&customer=k1");

  const call = (id, service, state, more = {}) => {
    server.delta("calls", [{ id, service, phase: "connected", caller: "010-****-4821", priority: 0, entered: Date.now(), since: Date.now(), agent: "a000" }]);
    become(server, { state, service, call: id, since: Date.now(), ...more });
  };
  call("c9", "s02", "talking");
  await page.locator(".call h2", { hasText: "박민정" }).waitFor();
  await tab.click();
  await page.getByLabel("주문번호").last().fill("20251116");
  await page.keyboard.press("Enter");
  await page.locator(".ord").first().waitFor();
  assert.equal(last(), "orders?service=s02&number=20251116");
  call("c8", "s00", "talking"); // a call of a service without a shop
  await tab.waitFor({ state: "detached" });
  become(server, { state: "ready", call: undefined, service: undefined, since: Date.now() });
  await tab.waitFor();
  assert.equal(last(), "orders?service=s00&service=s02&customer=k1");
  await close();
});

test("answers follow the service of the call (D42)", async () => {
  const of = (query) => [200, { items: [{ id: "t1", question: `${query.get("service") ?? "every"} ${query.get("q") ?? ""}`.trim(), answer: "답" }] }];
  const { page, server, close } = await openDesk(at.ready(), { setUp: (s) => s.answers.set("GET templates", of) });
  const reads = (text) => until(page, (text) => [...document.querySelectorAll(".tpl .entry")].map((one) => one.textContent).join() === text, text);
  await page.getByRole("tab", { name: "상담정보" }).click();
  await reads("every");
  become(server, { state: "ringing", service: "s00", call: "c8", since: Date.now(), deadline: Date.now() + 20_000 });
  await reads("s00");
  await page.locator("#template-search").fill("환불");
  await reads("s00 환불");
  become(server, { state: "talking", service: "s02", call: "c9", since: Date.now(), deadline: 0 });
  await reads("s02 환불");
  become(server, { state: "ready", service: undefined, call: undefined, since: Date.now() });
  await reads("every 환불");
  await close();
});

test("templates: found with /, read, put into the note (D42)", async () => {
  const { page, server, close } = await openDesk(at.talking());
  await page.locator("#memo").waitFor();
  await page.keyboard.press("/");
  await until(page, () => document.activeElement?.id === "template-search");
  await page.keyboard.type("보상");
  await page.locator(".tpl .entry").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "기록에 넣기" }).click();
  assert.match(await page.locator("#memo").inputValue(), /택배사 사정/);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "memo");
  assert.equal(server.requests.filter(([, path]) => !path.endsWith("draft")).length, 0);
  await close();
});

test("a panel that fails says so and what still works; it comes with another try; a skeleton waits 300 ms", async () => {
  const { page, server, close } = await openDesk(at.talking(), { setUp: (s) => { s.answers.set("GET reservations", [500, { detail: "x" }]); s.answers.set("GET customers/k1/consultations", [500, { detail: "x" }]); s.delay = { "GET consultations": 900 }; } });
  await page.getByText("예약 불러오기 실패").waitFor();
  await page.getByText("통화와 기록은 그대로 쓸 수 있습니다.").first().waitFor();
  await page.getByText("상담이력 불러오기 실패").waitFor();
  deskAnswers(server);
  await page.locator(".left").getByRole("button", { name: "다시 시도" }).click();
  await page.locator(".left .r").first().waitFor();
  await close();
  const slow = await openDesk(at.ready(), { setUp: (s) => { s.delay = { "GET reservations": 3000 }; } });
  await slow.page.locator(".left .skel").first().waitFor();
  await slow.page.locator(".left .r").first().waitFor();
  assert.equal(await slow.page.locator(".left .skel").count(), 0);
  await slow.close();
});

test("a card that fails is asked for again by itself, in the call too; meanwhile note and customer say so (D34, D37)", async () => {
  const { page, server, close } = await openDesk(at.ringing(), { setUp: (s) => { s.answers.set("GET calls/c8/card", [500, { detail: "x" }]); s.answers.set("GET calls/c8/explanation", [200, {}]); s.delay = {}; } });
  await page.locator(".right .kv", { hasText: "박민정" }).waitFor();
  server.delta("calls", [{ ...server.floor.calls.at(-1), id: "c8" }], { gone: ["c9"] });
  become(server, { call: "c8", since: Date.now(), deadline: Date.now() + 20_000 });
  await page.getByText("직전 상담 불러오기 실패").waitFor();
  assert.equal(await page.locator(".right .kv").count(), 0, "nobody of the call before");
  become(server, { state: "talking", since: Date.now(), deadline: 0 });
  await page.locator(".note-form", { hasText: "상담 기록 불러오기 실패" }).waitFor();
  await page.locator(".right", { hasText: "고객정보 불러오기 실패" }).waitFor();
  assert.equal(await page.getByText("처음 온 고객").count(), 0, "not known is not new");
  const tries = () => server.asked.filter((path) => path === "calls/c8/card").length;
  const before = tries();
  for (let i = 0; i < 300 && tries() === before; i++) await page.waitForTimeout(20);
  assert.ok(tries() - before === 1 && before <= 3, `${before} tries, then ${tries()}`);
  server.delay["GET calls/c8/card"] = 700;
  server.answers.set("GET calls/c8/card", [200, card({ call: "c8", ticket: "20261120-00419", customer: { ...customer, id: "k2", name: "박민지", blacklist: undefined } })]);
  await page.locator(".call h2", { hasText: "박민지" }).waitFor();
  await page.locator(".right .kv", { hasText: "박민지" }).waitFor();
  await page.locator(".note-form", { hasText: "20261120-00419" }).locator("#memo").fill("늦게 열린 기록");
  assert.equal(await page.getByText("불러오기 실패").count(), 0);
  const settled = tries();
  await page.waitForTimeout(2500);
  assert.equal(tries(), settled, "what has come is not asked for again");
  await close();
});

test("while the card of a call fails, a note of before that is open says whose it is; one press tries at once; what is slow shows a skeleton", async () => {
  const { page, server, close } = await openDesk(at.talking(), { setUp: (s) => {
    s.answers.set("GET drafts", [200, { items: [] }]);
    s.answers.set("GET calls/c9/card", [500, { detail: "x" }]);
    s.delay = { "GET calls/c9/card": 3000 };
  }, script: () => localStorage.setItem("callfloor.desk.draft.u1.o1", JSON.stringify({ call: "o1", ticket: "20261119-00001", service: "s02", note: { note: "어제의 기록" }, at: Date.now(), sent: false })) });
  await page.locator(".right .skel").first().waitFor();
  await page.locator(".note-form .stale", { hasText: "다른 통화의 기록" }).waitFor();
  assert.equal(await page.locator("#memo").inputValue(), "어제의 기록");
  server.answers.set("GET calls/c9/card", [200, card()]);
  await page.locator(".note-form .stale").getByRole("button", { name: "다시 시도" }).click();
  await page.locator(".note-form", { hasText: "20261120-00418" }).waitFor();
  assert.equal(await page.locator("#memo").inputValue(), "");
  assert.equal(await page.locator(".note-form .stale").count(), 0);
  await page.getByRole("button", { name: "저장하지 않은 기록 1건" }).waitFor();
  await close();
});

test("500 agents: only the rows in sight are there; arrows go through all of them (D12)", async () => {
  const { page, server, close } = await openDesk(deskFloor({ state: "ready" }, { services: 12, agents: 500 }));
  await page.getByRole("tab", { name: "전체 상담사 500" }).click();
  await page.locator(".p").first().waitFor();
  assert.ok(await page.locator(".p").count() < 60);
  await page.locator(".vlist [tabindex='0']").first().focus();
  await page.keyboard.press("End");
  await until(page, () => document.activeElement?.closest("li")?.getAttribute("aria-posinset") === "500");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await until(page, () => document.activeElement?.closest("li")?.getAttribute("aria-posinset") === "3");
  assert.equal(await page.locator(".vlist [tabindex='0']").count(), 2, "one stop for Tab in each list");
  await Promise.all(["End", "Home", "PageDown", "ArrowDown", "ArrowUp", "Home", "ArrowDown"].map((key) => page.keyboard.press(key))); // faster than a picture
  await until(page, () => document.activeElement?.closest("li")?.getAttribute("aria-posinset") === "2");
  for (const top of [9_000, 4_000, 0, 1e9]) { // who scrolls away keeps the place, also for Tab
    await page.locator(".vlist", { has: page.locator("li:focus-within") }).evaluate((el, top) => { el.scrollTop = top; }, top);
    await until(page, (top) => [...document.querySelectorAll(".vlist")].some((el) => top ? !el.querySelector("[aria-posinset='5']") : el.querySelector("[aria-posinset='5']")), top);
    assert.equal(await page.evaluate(() => document.activeElement?.closest("li")?.getAttribute("aria-posinset")), "2");
  }
  await page.keyboard.press("ArrowDown");
  await until(page, () => document.activeElement?.closest("li")?.getAttribute("aria-posinset") === "3");
  assert.ok(await page.locator("li:focus-within").isVisible());
  const before = await page.locator(".tabs .n").first().textContent();
  const gone = server.floor.agents.find((row) => row.state === "ready" && row.id !== "a000");
  server.delta("colleagues", [{ id: gone.id, name: gone.name, extension: gone.extension, state: "logged_out", since: Date.now(), reachable: true, band: "" }]);
  await until(page, (n) => Number(document.querySelector(".tabs .n")?.textContent) === n - 1, Number(before));
  await close();
});

test("figures of the day: own ones with the running state, all agents' beside them (D21 to D30)", async () => {
  const floor = deskFloor({ state: "talking", since: Date.now() - 1000 });
  Object.assign(floor.agents[0].today, { answered: 8, outbound: 2, talks: 9, talk_ms: 700_000, talk_out_ms: 200_000, ready_ms: 600_000 });
  const { page, server, close } = await openDesk(floor);
  await page.locator(".call .timer").waitFor();
  server.delta("colleagues", [], { totals: { agents: 4, in: 90, out: 10, best_in: 40, best_out: 5 } });
  await until(page, () => /평균콜/.test(document.querySelector(".stats")?.textContent ?? "") && document.querySelector(".stats").textContent.includes("22.5/2.5"));
  assert.match(await page.locator(".stats").textContent(), /상담 대기중\d+총통화15:0\d평균통화01:40상담대기10:00후처리20:00자리비움10:00최고콜 I\/O40\/5평균콜 I\/O22.5\/2.5본인콜 I\/O8\/2/);
  // Only the reason away is 자리비움 (D26); what runs counts with it.
  const away = () => page.locator(".stats > div", { hasText: "자리비움" }).locator("dd").textContent();
  become(server, { state: "not_ready", reason: "meeting", since: Date.now() - 300_000, call: undefined });
  await until(page, () => document.querySelector(".state")?.textContent.includes("회의중"));
  assert.equal(await away(), "10:00");
  become(server, { state: "not_ready", reason: "away", since: Date.now() - 300_000 });
  await until(page, () => /^15:0\d$/.test([...document.querySelectorAll(".stats > div")].find((one) => one.textContent.includes("자리비움")).querySelector("dd").textContent));
  server.answers.set("GET desk/figures", [200, { compare: "all" }]);
  await page.reload();
  await until(page, () => document.querySelector(".stats")?.textContent.includes("전체콜 I/O"));
  await close();
});

test("alerts: each has its switch, kept in this browser; one of several tabs makes noise", async () => {
  const script = () => {
    globalThis.tones = 0;
    globalThis.AudioContext = class { currentTime = 0; destination = {}; resume() { return Promise.resolve(); } createOscillator() { globalThis.tones++; return { frequency: {}, connect: (to) => to, start() {}, stop() {} }; } createGain() { return { gain: { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (to) => to }; } };
  };
  const { page, server, close } = await openDesk(at.ready(), { script });
  await page.locator(".state").waitFor();
  const other = await page.context().newPage();
  await other.addInitScript(script);
  await other.goto(`${server.url}/desk`);
  await other.locator(".stats").waitFor();
  const ring = () => { server.floor.calls.push({ id: "c9", service: "s02", phase: "offered", caller: "010-****-4821", priority: 0, entered: Date.now(), since: Date.now(), agent: "a000" }); server.delta("calls", [server.floor.calls.at(-1)]); become(server, { state: "ringing", call: "c9", service: "s02", since: Date.now(), deadline: Date.now() + 20_000 }); };
  ring();
  await until(page, () => globalThis.tones === 2);
  assert.equal(await other.evaluate(() => globalThis.tones), 0);
  become(server, { state: "ready", call: undefined, deadline: 0, since: Date.now() });
  await page.getByRole("button", { name: "알림" }).click();
  await page.getByRole("switch", { name: "벨 소리" }).uncheck();
  await page.getByRole("switch", { name: "탭 제목과 아이콘" }).uncheck();
  ring();
  await until(page, () => document.querySelector(".call.ringing"));
  assert.equal(await page.evaluate(() => globalThis.tones), 2);
  assert.match(await page.title(), /^수신중/);
  await page.reload();
  await page.locator(".call.ringing").waitFor();
  await page.getByRole("button", { name: "알림" }).click();
  assert.equal(await page.getByRole("switch", { name: "벨 소리" }).isChecked(), false);
  assert.equal(await page.getByRole("radio", { name: "브라우저 전화기" }).isDisabled(), true, "its place is there");
  await close();
});

test("long lists come page by page, as somebody goes on in them", async () => {
  const { page, server, close } = await openDesk(at.ready(), { setUp: (s) => {
    const page = (from, next) => [200, { items: Array.from({ length: 100 }, (_, i) => reservation(from + i, { id: `p${from + i}`, name: `고객 ${from + i}`, due_at: new Date(Date.now() + (from + i) * 60_000).toISOString() })), next, counts: { direct: 250, bulk: 0, callback: 0 } }];
    s.paged = { "GET reservations": { "": page(0, "a"), a: page(100, "b"), b: page(200, undefined) } };
  } });
  await page.locator(".r").first().waitFor();
  assert.equal(await page.locator(".chip").first().textContent(), "전체 250");
  await page.locator(".vlist .r-main").first().focus();
  for (const [last, size] of /** @type {[string, string][]} */ ([["p99", "200"], ["p199", "300"], ["p299", "300"]])) {
    await page.keyboard.press("End");
    await until(page, (id) => document.activeElement?.getAttribute("data-row") === id, last);
    await until(page, (n) => document.activeElement?.closest("li")?.getAttribute("aria-setsize") === n, size);
  }
  assert.ok(await page.locator(".r").count() < 40);
  assert.ok(server.asked.filter((path) => path.startsWith("reservations?") && path.includes("cursor=")).length === 2);
  await close();
});

test("reservations in every state under 예약현황", async () => {
  const { page, server, close } = await openDesk(at.ready());
  await page.getByRole("tab", { name: "예약현황" }).click();
  await page.locator(".right .r").first().waitFor();
  server.answers.set("GET reservations", [200, { items: [reservation(3, { state: "done", name: "끝난 예약" })], counts: { direct: 2, bulk: 2, callback: 3 } }]);
  await page.getByRole("button", { name: "완료" }).click();
  await page.locator(".right .r", { hasText: "끝난 예약" }).waitFor();
  assert.match(server.asked.findLast((path) => path.startsWith("reservations?")), /state=done/);
  assert.equal(await page.locator(".right .r .btn").isDisabled(), true, "what is done is not called");
  await close();
});

test("a call that nobody spoke in opens no note; a saved one does not open again", async () => {
  const { page, server, close } = await openDesk(at.ringing());
  await page.locator(".call.ringing h2", { hasText: "박민정" }).waitFor();
  become(server, { state: "not_ready", reason: "no_answer", call: undefined, deadline: 0, since: Date.now() });
  await page.getByText("쓰고 있는 기록이 없습니다").waitFor();
  server.answers.set("GET calls/c8/card", [200, card({ call: "c8", channel: "out", ticket: "20261120-00500" })]);
  become(server, { state: "dialing", reason: "", call: "c8", since: Date.now() });
  await page.locator(".note-form", { hasText: "20261120-00500" }).waitFor(); // one may write while it rings there
  become(server, { state: "ready", call: undefined, since: Date.now() });
  await page.getByText("쓰고 있는 기록이 없습니다").waitFor();
  server.answers.set("GET calls/c7/card", [200, card({ call: "c7", form: { fields: [] }, dispositions: { items: [] } })]);
  server.answers.set("PUT calls/c7/draft", [200, {}]);
  server.answers.set("PUT calls/c7/consultation", [200, consultation(0)]);
  become(server, { state: "wrap_up", call: "c7", since: Date.now(), deadline: Date.now() + 60_000 });
  await page.locator("#memo").fill("짧은 기록");
  await page.getByRole("button", { name: "저장", exact: true }).click();
  await page.getByText("쓰고 있는 기록이 없습니다").waitFor();
  become(server, { deadline: Date.now() + 90_000 });
  await page.waitForTimeout(200);
  assert.equal(await page.locator("#memo").count(), 0);
  await close();
});
