// The screens of callbacks against the real program: found, called with real telephones,
// completed, given out, taken back, counted and told of.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, drawn, nightly, openPage, over, pass, passUntil, recolour, startBrowser, until } from "./browser.mjs";
import { callback, callbacksAnswers } from "./callbacks.mjs";
import { Phone } from "./phone.mjs";
import { password, Program, tone } from "./real.mjs";

let browser, program, kimPhone, customer;
const agents = { kim: ["김하나", "Hana Kim", "1001"], lee: ["이두리", "Duri Lee", "1002"], park: ["박세찬", "Sechan Park", "1003"], none: ["노전화", "No Phone", "1004"] };

before(async () => {
  browser = await startBrowser();
  program = await new Program().start();
  const { ask } = { ask: program.ask.bind(program) };
  await ask("POST", "services", { id: "orders", name: { ko: "주문", en: "Orders" }, numbers: [{ number: "15880001" }] });
  await ask("POST", "services", { id: "returns", name: { ko: "반품", en: "Returns" }, numbers: [{ number: "15880002" }] });
  await ask("POST", "users", { login: "boss", name: "한관리", role: "administrator", password });
  await ask("POST", "users", { login: "lead", name: "이정훈", role: "manager", password, permissions: ["callback_assign", "phone"] });
  for (const [id, [name, name_en, extension]] of Object.entries(agents)) {
    await ask("POST", "agents", { id, name, name_en, extension, manager: id === "kim" ? "lead" : "", services: { orders: { level: 1 } } });
    await ask("POST", "users", { login: id, name, role: "agent", agent_id: id, password, permissions: { none: [], park: ["phone", "callback_assign"] }[id] ?? ["phone"] });
  }
  const made = await ask("POST", "agents/kim/phone");
  const of = (name) => new RegExp(`${name}: (\\S+)`).exec(made.text.ko)[1];
  kimPhone = await new Phone("1001", { host: of("도메인"), port: Number(of("포트")), password: of("비밀번호") }).open();
  customer = await new Phone("customer").open();
  await ask("POST", "trunks", { name: "carrier", sources: ["127.0.0.0/8"], target: `sip:127.0.0.1:${customer.port}`, options: "1h" });
  await kimPhone.register();
  await on(true);
});
after(async () => { kimPhone?.close(); customer?.close(); await browser.stop(); await program.stop(); });

afterEach(closeLeft);

const on = (value) => program.ask("PUT", "settings/callbacks.enabled", { value: String(value) });
let number = 0;
/** Registers some, whose numbers end one after the other. */
async function register(n, more = {}) {
  const list = [];
  for (let i = 0; i < n; i++) list.push(await program.ask("POST", "callbacks", { number: `010-5000-${String(1000 + number++)}`, name: `고객${number}`, service: "orders", ...more }));
  return list;
}
const assign = (list, to) => program.ask("POST", "callbacks/assign", { ids: list.map((one) => one.id), agents: to });
/** Nothing is left to do: each test begins with its own. */
async function clear() {
  for (let cursor = ""; ;) {
    const page = await program.ask("GET", `callbacks?state=registered,assigned&limit=200${cursor}`);
    for (const one of page.items) await program.ask("POST", `callbacks/${one.id}/cancel`, {});
    if (!page.next) return;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}
const rows = (page) => page.locator(".trows tbody tr:not(.room)");
const texts = async (page, n = 1) => (await rows(page).locator(`td:nth-child(${n})`).allTextContents()).map((text) => text.trim());
const tab = (page, name) => page.getByRole("tab", { name, exact: true }).click();
const said = (page, text) => page.locator(".said-line", { hasText: text }).waitFor();

test("off, nobody sees the menu, and the page says why", async () => {
  await on(false);
  const { page, close } = await program.visit(browser, "boss", "/callbacks?lang=ko");
  await page.getByText("콜백을 쓰지 않고 있습니다").waitFor();
  assert.equal(await page.locator(".rail a[href=callbacks]").count(), 0);
  assert.equal(await page.getByRole("tab").count(), 0);
  assert.deepEqual(await barriers(page), []);
  await on(true); // and on again it is there by itself
  await page.getByRole("tab", { name: "콜백 내역" }).waitFor();
  await page.locator(".rail a[href=callbacks]").waitFor();
  await close();
});

test("who may not is told so; each sees the views of the own rights (B2, B12, B20)", async () => {
  for (const [who, want] of Object.entries({ boss: ["콜백 내역", "콜백 할당", "할당 취소", "처리 현황", "전화 금지"], lead: ["콜백 내역", "콜백 할당", "할당 취소", "전화 금지"], park: ["콜백 내역", "콜백 할당", "할당 취소"], kim: [] })) {
    const { page, close } = await program.visit(browser, who, "/callbacks?lang=ko");
    await page.locator(".phead h2", { hasText: "콜백 내역" }).waitFor();
    assert.deepEqual(await page.getByRole("tab").allTextContents(), want, who);
    await close();
  }
  const { page, close } = await program.visit(browser, "none", "/callbacks?lang=en");
  await page.getByText("You may not see callbacks").waitFor();
  assert.equal(await page.locator(".rail a[href=callbacks]").count(), 0);
  await close();
});

test("an agent's list is the own one, its assignee fixed; search by state, number and more (B5, B6, B23)", async () => {
  await clear();
  const [a, b] = await register(2), [web] = await register(1, { service: "returns", route: "1>2" });
  await assign([a], ["kim"]);
  await assign([b], ["lee"]);
  const { page, close } = await program.visit(browser, "kim", "/callbacks?lang=ko");
  await rows(page).first().waitFor();
  assert.deepEqual(await texts(page, 2).then((list) => list.map((text) => text.split(" ")[0])), [a.name]);
  await page.getByRole("button", { name: "상세 검색" }).click();
  assert.ok(await page.getByLabel("담당자").isDisabled());
  assert.equal(await page.getByLabel("담당자").evaluate((el) => el.selectedOptions[0].textContent), "김하나");
  await close();

  const boss = await program.visit(browser, "boss", "/callbacks?lang=ko");
  const names = async (want) => until(boss.page, (want) => [...document.querySelectorAll(".trows tbody tr:not(.room) .name")].map((el) => el.firstChild.textContent).join() === want, want.map((one) => one.name).join());
  await boss.page.getByRole("button", { name: "미처리", exact: true }).click();
  await names([b, a]);
  await boss.page.locator("th", { hasText: "접수" }).getByRole("button").click();
  await names([a, b]);
  await boss.page.getByRole("button", { name: "미할당", exact: true }).click();
  await names([web]);
  await boss.page.getByRole("button", { name: "전체", exact: true }).click();
  await boss.page.keyboard.press("/");
  await boss.page.keyboard.type(b.number.replace(/\D/g, "").slice(-4));
  await names([b]);
  await boss.page.keyboard.press("Escape");
  await boss.page.getByRole("button", { name: "상세 검색" }).click();
  await boss.page.getByLabel("ARS 경로").fill("1>");
  await boss.page.getByLabel("ARS 경로").press("Enter");
  await names([web]);
  await boss.page.getByLabel("ARS 경로").fill("9");
  await boss.page.getByLabel("ARS 경로").press("Enter");
  await boss.page.getByText("찾는 콜백이 없습니다").waitFor();
  await boss.page.locator(".empty .btn").click();
  await boss.page.getByLabel("담당자").selectOption("lee");
  await boss.page.getByRole("button", { name: "미처리", exact: true }).click();
  await names([b]);
  // Who gave it (B23): chosen alone, those that others gave are not found.
  await boss.page.getByLabel("담당자").selectOption("");
  const gave = await boss.page.context().request.post(`${program.url}/api/v1/callbacks/assign`, { data: { ids: [web.id], agents: ["park"], how: "one" }, headers: { Origin: program.url } });
  assert.equal(gave.status(), 200, await gave.text());
  await names([a, b, web]);
  await boss.page.getByLabel("분배자").selectOption({ label: "한관리" });
  await names([web]);
  assert.deepEqual(await barriers(boss.page), []);
  assert.deepEqual(await boss.page.evaluate(over), []);
  // Left for another tab and come back to, a search is a search still.
  await boss.page.getByLabel("ARS 경로").fill("9");
  await boss.page.getByLabel("ARS 경로").press("Enter");
  await boss.page.getByText("찾는 콜백이 없습니다").waitFor();
  await tab(boss.page, "처리 현황");
  await boss.page.locator(".figs").first().waitFor();
  await tab(boss.page, "콜백 내역");
  await boss.page.getByText("찾는 콜백이 없습니다").waitFor();
  await boss.page.locator(".empty .btn").click();
  await rows(boss.page).first().waitFor();
  // By the wanted time open ones alone stand in the list, and it is said.
  await boss.page.locator("th", { hasText: "희망 시간" }).getByRole("button").click();
  await boss.page.getByText("진행 중인 콜백만").waitFor();
  await program.ask("POST", `callbacks/${a.id}/cancel`, {});
  await boss.page.getByRole("button", { name: "취소", exact: true }).click();
  await rows(boss.page).filter({ hasText: a.name }).waitFor();
  assert.equal(await boss.page.locator("th", { hasText: "희망 시간" }).getByRole("button").isDisabled(), true);
  await boss.close();
});

test("연결 says why not; logged in to the floor it calls with real telephones, shows it live, and 완료 ends it (B7, B9, B24)", async () => {
  await clear();
  const [one] = await register(1, { name: "박민정", memo: "환불 일정" });
  await assign([one], ["kim"]);
  await program.ask("PUT", "agents/kim/state", { state: "logged_out" });
  const { page, close } = await program.visit(browser, "kim", "/callbacks?lang=ko");
  await page.locator(".rail .badge", { hasText: "1" }).waitFor();
  const call = rows(page).first().getByRole("button", { name: "박민정 고객에게 연결" });
  await call.waitFor();
  assert.ok(await call.isDisabled());
  assert.match(await call.getAttribute("title"), /CTI에 로그인하지 않아/);
  await page.locator("tbody .name").first().click();
  await page.getByText("상담 데스크에서 업무를 시작하세요.").waitFor();
  await program.ask("PUT", "agents/kim/state", { state: "not_ready", reason: "other" });
  await page.waitForFunction(() => !document.querySelector(".trows tbody .btn").disabled);
  customer.answers = false;
  await call.click();
  await said(page, "박민정 고객에게 전화합니다");
  await until(page, () => document.querySelector(".trows tbody tr:not(.room)").textContent.includes("통화 중"));
  await until(page, () => /1\/3/.test(document.querySelector(".trows tbody tr:not(.room) .tries").textContent));
  for (const end = Date.now() + 10_000; customer.calls.size === 0;) { assert.ok(Date.now() < end, "the customer's telephone does not ring"); await page.waitForTimeout(50); }
  const head = page.locator(".d-head"), cancel = head.getByRole("button", { name: "콜백 취소" });
  await until(page, () => [...document.querySelectorAll(".d-head button")].some((el) => el.textContent === "콜백 취소" && el.disabled));
  assert.equal(await cancel.getAttribute("title"), "통화 중에는 취소할 수 없습니다.");
  assert.equal(await page.locator(`#${await cancel.getAttribute("aria-describedby")}`).textContent(), "통화 중에는 취소할 수 없습니다.");
  await page.locator(".said-line", { hasText: "전화합니다" }).waitFor();
  customer.answer();
  await page.locator(".lines", { hasText: "고객이 받음" }).waitFor();
  await page.locator(".said-line").waitFor({ state: "detached" }); // answered: it is not said any more that it is made
  assert.ok(await page.locator(".d-head").getByRole("button", { name: "연결" }).isDisabled());
  kimPhone.hangUp();
  await page.locator(".sec", { hasText: "통화 시도" }).locator("b", { hasText: "연결" }).waitFor();
  await page.waitForFunction(() => ![...document.querySelectorAll(".d-head button")].find((el) => el.textContent === "콜백 취소").disabled);
  await page.locator(".d-head").getByRole("button", { name: "완료" }).click();
  await page.locator("#end-result:focus").waitFor();
  await page.keyboard.type("환불 일정을 안내함");
  await page.keyboard.press("Control+Enter");
  await said(page, "박민정 콜백을 완료했습니다.");
  await page.locator(".rail .badge").waitFor({ state: "detached" });
  const now = await program.ask("GET", `callbacks/${one.id}`);
  assert.deepEqual([now.state, now.result, now.ended_by, now.attempts, now.last_result], ["completed", "환불 일정을 안내함", "user:kim", 1, "connected"]);
  customer.hangUp();
  await close();
});

test("the notice of a call to a busy number goes with it, and says what came of it; a form to cancel that stands open waits too", async () => {
  await clear();
  const [one] = await register(1, { name: "오상민" });
  await assign([one], ["kim"]);
  await program.ask("PUT", "agents/kim/state", { state: "logged_out" });
  await program.ask("PUT", "agents/kim/state", { state: "not_ready", reason: "other" });
  const { page, close } = await program.visit(browser, "kim", "/callbacks?lang=ko");
  customer.answers = false;
  await page.locator("tbody .name").first().click();
  await page.locator(".d-head").getByRole("button", { name: "콜백 취소" }).click();
  await page.locator("#end-result").fill("번호를 바꿈");
  await page.locator(".d-head").getByRole("button", { name: "연결" }).click();
  await said(page, "오상민 고객에게 전화합니다");
  for (const end = Date.now() + 10_000; customer.calls.size === 0;) { assert.ok(Date.now() < end, "the customer's telephone does not ring"); await page.waitForTimeout(50); }
  await page.waitForFunction(() => document.querySelector("form.form button[type=submit]")?.disabled);
  for (const [id, call] of customer.calls) { customer.calls.delete(id); customer.reply(call, "486 Busy Here"); }
  await said(page, "오상민 고객에게 건 전화: 상대방 통화중");
  assert.equal(await page.locator(".said-line").count(), 1);
  assert.equal(await page.locator("#end-result").inputValue(), "번호를 바꿈");
  assert.ok(await page.locator("form.form button[type=submit]").isEnabled());
  kimPhone.hangUp();
  await close();
});

test("completed with words that wait where the log-in has locked itself, how many are left is told near the end, and a code where there are dispositions", async () => {
  await clear();
  await program.ask("PUT", "dispositions?service=returns", { items: [{ code: "refund", name: { ko: "환불", en: "Refund" } }], version: 0 });
  const [a] = await register(1, { name: "남기훈" }), [b] = await register(1, { name: "배지원", service: "returns" });
  await assign([a, b], ["kim"]);
  const { page, close } = await program.visit(browser, "kim", "/callbacks?lang=ko");
  const open = async (one) => { await page.locator("tbody .name", { hasText: one.name }).click(); await page.locator(".d-head").getByRole("button", { name: "완료" }).click(); await page.locator("#end-result:focus").waitFor(); };
  const kept = () => page.evaluate(() => sessionStorage.getItem("callfloor.unsaved"));
  await open(a);
  assert.equal(await page.locator("#end-code").count(), 0, "its service has no dispositions");
  await page.locator("#end-result").fill("가".repeat(399));
  assert.equal(await page.locator(".hint", { hasText: "자 남음" }).count(), 0);
  await page.locator("#end-result").fill("가".repeat(490));
  await page.locator(".hint", { hasText: "10자 남음" }).waitFor();
  await open(b);
  await page.locator("#end-result").fill("환불을 약속함");
  await page.locator("#end-code").selectOption("refund");
  assert.equal(await kept(), null, "while somebody writes nothing lies in the tab");
  await page.route("**/api/v1/callbacks/*", (route) => route.fulfill({ status: 423, contentType: "application/problem+json", body: JSON.stringify({ title: "Locked", status: 423, code: "locked" }) }));
  await page.locator("tbody .name", { hasText: a.name }).click();
  await page.waitForURL(/\/login\?next=.*&why=locked$/);
  await page.unroute("**/api/v1/callbacks/*");
  assert.match(await kept(), /환불을 약속함/);
  await page.goto(`${program.url}/callbacks?lang=ko`);
  await open(a);
  assert.equal(await page.locator("#end-result").inputValue(), "가".repeat(490));
  await open(b);
  assert.equal(await page.locator("#end-result").inputValue(), "환불을 약속함");
  await page.waitForFunction(() => document.querySelector("#end-code")?.value === "refund");
  await page.getByRole("button", { name: "완료로 저장" }).click();
  await said(page, "완료했습니다");
  const now = await program.ask("GET", `callbacks/${b.id}`);
  assert.deepEqual([now.state, now.result, now.result_code], ["completed", "환불을 약속함", "refund"]);
  assert.equal(await kept(), null, "it lies there still");
  await close();
});

test("one is completed without a call, noted under a ticket of its own, changed, and cancelled (B9, B10)", async () => {
  await clear();
  const [a, b] = await register(2);
  await assign([a, b], ["kim"]);
  const { page, close } = await program.visit(browser, "kim", "/callbacks?lang=ko");
  await page.locator("tbody .name", { hasText: a.name }).click();
  await page.locator(".d-head").getByRole("button", { name: "이력 등록" }).click();
  await page.getByLabel("상담 내용").fill("카드사에 확인 중");
  await page.keyboard.press("Escape"); // what is written waits, and the keyboard is where it came from
  await page.locator("[data-opens=note]:focus").waitFor();
  await page.keyboard.press("Enter");
  assert.equal(await page.getByLabel("상담 내용").inputValue(), "카드사에 확인 중");
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(await page.evaluate(over), []);
  await page.getByRole("button", { name: "이력 저장" }).click();
  await said(page, "상담이력을 등록했습니다");
  assert.equal((await program.ask("GET", `callbacks/${a.id}`)).state, "assigned", "the callback stays as it is");
  const notes = await program.ask("GET", "consultations?agent=kim");
  assert.ok(notes.items.some((one) => one.note === "카드사에 확인 중" && one.ticket));
  // What is written while a note is on its way is another note.
  await page.locator(".d-head").getByRole("button", { name: "이력 등록" }).click();
  let asked = 0;
  await page.route("**/history", async (route) => { if (asked++ === 0) await page.getByLabel("상담 내용").pressSequentially(" 내일 다시"); await route.continue(); });
  await page.getByLabel("상담 내용").fill("환불을 약속함");
  await page.getByRole("button", { name: "이력 저장" }).click();
  await said(page, "상담이력을 등록했습니다");
  await until(page, () => document.getElementById("note-text")?.value === "내일 다시");
  await page.getByRole("button", { name: "이력 저장" }).click();
  await page.getByLabel("상담 내용").waitFor({ state: "detached" });
  const both = (await program.ask("GET", "consultations?agent=kim")).items.map((one) => one.note);
  assert.deepEqual(both.filter((note) => /환불|내일/.test(note)).sort(), ["내일 다시", "환불을 약속함"].sort());
  await page.unroute("**/history");
  await page.locator(".d-head").getByRole("button", { name: "수정" }).click();
  // A colleague is faster: the memo is not overwritten, and the form goes on from it.
  await page.getByLabel("메모").fill("오전에 전화");
  await program.ask("PUT", `callbacks/${a.id}`, { memo: "동료가 씀" });
  await page.locator(".kv .words", { hasText: "동료가 씀" }).waitFor();
  await page.getByText("이대로는 저장되지 않습니다").waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.locator("form").getByRole("button", { name: "저장" }).click();
  await page.locator(".said .note").waitFor();
  assert.equal((await program.ask("GET", `callbacks/${a.id}`)).memo, "동료가 씀");
  await page.getByRole("button", { name: "쓴 내용 지우기" }).click();
  assert.equal(await page.getByLabel("메모").inputValue(), "동료가 씀");
  await page.getByLabel("메모").fill("오후에 전화");
  await page.locator("form").getByRole("button", { name: "저장" }).click();
  await page.locator(".kv .words", { hasText: "오후에 전화" }).waitFor();
  await page.locator(".d-head").getByRole("button", { name: "완료" }).click();
  await page.getByRole("button", { name: "완료로 저장" }).click();
  await said(page, "완료했습니다");
  await page.locator("tbody .name", { hasText: b.name }).click();
  await page.locator(".d-head").getByRole("button", { name: "콜백 취소" }).click();
  await page.getByLabel("처리 내용").fill("중복 신청");
  await page.getByRole("button", { name: "취소로 저장" }).click();
  await said(page, "취소했습니다");
  assert.deepEqual([(await program.ask("GET", `callbacks/${a.id}`)).state, (await program.ask("GET", `callbacks/${b.id}`)).result], ["completed", "중복 신청"]);
  await page.locator(".d-head [data-close]").press("Enter");
  await page.waitForFunction((id) => document.activeElement?.getAttribute("data-row") === id, b.id); // the row that it was of
  await close();
});

test("one is registered by hand; whose number has one already is shown that; what is refused is said at its field", async () => {
  await clear();
  const { page, close } = await program.visit(browser, "boss", "/callbacks?lang=ko");
  await page.getByText("콜백", { exact: true }).first().waitFor();
  await page.keyboard.press("n");
  await page.locator("#n-number:focus").waitFor();
  await page.keyboard.type("060-700-1234");
  await page.getByRole("dialog").getByRole("button", { name: "콜백 등록" }).click();
  await page.locator("#n-number-wrong", { hasText: "060 같은 유료 번호로는 콜백할 수 없습니다." }).waitFor();
  assert.deepEqual(await page.locator("#n-number").evaluate((el) => [el.getAttribute("aria-required"), el.getAttribute("aria-invalid"), el.getAttribute("aria-describedby")]), ["true", "true", "n-number-wrong"]);
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(await page.evaluate(over), []);
  await page.locator("#n-number").fill("010-7777-0001");
  await page.getByLabel("이름").fill("윤소희");
  await page.getByLabel("메모").fill("매장 방문 고객");
  await page.keyboard.press("Escape"); // what is written waits
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("n");
  assert.equal(await page.locator("#n-memo").inputValue(), "매장 방문 고객");
  await page.getByRole("dialog").getByRole("button", { name: "콜백 등록" }).click();
  await said(page, "윤소희 콜백을 등록했습니다.");
  await page.locator(".d-head h2", { hasText: "윤소희" }).waitFor();
  await page.keyboard.press("n");
  await page.locator("#n-number").fill("01077770001");
  await page.keyboard.press("Enter");
  await said(page, "이미 접수된 콜백이 있어");
  assert.equal((await program.ask("GET", "callbacks?q=01077770001&state=registered")).items.length, 1);
  await close();
});

test("evenly gives one each in turn, by hand all to one and only with one chosen, each shown before (B13 to B15, B25)", async () => {
  await clear();
  await program.ask("PUT", "agents/kim/state", { state: "not_ready", reason: "other" });
  const list = await register(7), { page, close } = await program.visit(browser, "boss", "/callbacks?lang=ko#/assign");
  await rows(page).nth(6).waitFor();
  assert.match(await page.locator(".phead").first().textContent(), /고객 7명 · 미처리 0 · 미할당 7/);
  const even = page.getByRole("button", { name: "균등분할" }), one = page.getByRole("button", { name: "수동할당" }), box = (name) => page.locator(".ag", { hasText: name }).locator("input");
  assert.deepEqual([await even.isDisabled(), await one.isDisabled()], [true, true]);
  for (let i = 0; i < 5; i++) await rows(page).nth(i).locator("input").check();
  await box("김하나").check();
  await box("이두리").check();
  assert.match(await page.locator(".plan").textContent(), /5건.*2명.*한 명에게 2~3건 할당됩니다/);
  assert.match(await page.locator(".ag", { hasText: "김하나" }).textContent(), /\+3/);
  assert.match(await page.locator(".ag", { hasText: "이두리" }).textContent(), /\+2/);
  assert.deepEqual([await even.isDisabled(), await one.isDisabled()], [false, true], "수동할당 is for exactly one");
  await even.click();
  await said(page, "5건을 2명에게 할당했습니다.");
  const agentsOf = async (of) => Promise.all(of.map(async ({ id }) => (await program.ask("GET", `callbacks/${id}`)).agent ?? ""));
  assert.deepEqual(await agentsOf(list), ["kim", "lee", "kim", "lee", "kim", "", ""]);
  await until(page, () => document.querySelectorAll(".trows tbody tr:not(.room)").length === 2);
  await page.getByLabel("모두 선택").check();
  await box("박세찬").check();
  assert.match(await page.locator(".plan").textContent(), /2건.*1명.*한 명에게 모두/);
  await one.click();
  await said(page, "2건을 박세찬 상담사에게 할당했습니다.");
  assert.deepEqual(await agentsOf(list.slice(5)), ["park", "park"]);
  await page.getByText("미할당 콜백이 없습니다").waitFor();
  // Who is logged in to CTI alone.
  assert.equal(await page.locator(".ag").count(), 3, "who may not telephone is not among them");
  await page.getByLabel("CTI 로그인만").check();
  await until(page, () => document.querySelectorAll(".ag").length === 1);
  assert.match(await page.locator(".ag").textContent(), /김하나/);
  await close();
});

test("all that a search finds are picked, beyond what is on the page", async () => {
  await clear();
  await register(120, { service: "returns" });
  await register(2);
  const { page, close } = await program.visit(browser, "boss", "/callbacks?lang=ko#/assign");
  await rows(page).first().waitFor();
  await page.getByLabel("서비스").selectOption("returns");
  await page.getByRole("button", { name: "찾은 콜백 모두 선택" }).click();
  await page.getByText("120건 선택").waitFor();
  await page.locator(".ag", { hasText: "이두리" }).locator("input").check();
  await page.locator(".ag", { hasText: "박세찬" }).locator("input").check();
  assert.match(await page.locator(".plan").textContent(), /120건.*2명.*한 명에게 60건씩/);
  await page.getByRole("button", { name: "균등분할" }).click();
  await said(page, "120건을 2명에게");
  const { items } = await program.ask("GET", "callbacks/agents").then((items) => ({ items }));
  assert.deepEqual(["lee", "park"].map((id) => items.find((one) => one.id === id).open), [60, 60]);
  await close();
});

test("of two who give the same ones, one has them and the other is told which were gone", async () => {
  await clear();
  const list = await register(3), one = await program.visit(browser, "boss", "/callbacks?lang=ko#/assign"), two = await program.visit(browser, "lead", "/callbacks?lang=ko#/assign");
  for (const { page } of [one, two]) {
    await rows(page).nth(2).waitFor();
    await page.getByLabel("모두 선택").check();
    await page.locator(".ag", { hasText: "김하나" }).locator("input").check();
  }
  await two.page.route("**/api/v1/callbacks?*", (route) => route.abort()); // this page does not hear of it in time
  await rows(one.page).nth(2).locator("input").uncheck();
  await one.page.getByRole("button", { name: "균등분할" }).click();
  await said(one.page, "2건을 김하나 상담사에게");
  await two.page.getByRole("button", { name: "균등분할" }).click();
  const told = two.page.locator(".said .note");
  await told.waitFor();
  const text = await told.textContent();
  assert.match(text, /아무것도 바꾸지 않았습니다/);
  assert.ok(text.includes(list[0].name) && text.includes(list[1].name) && !text.includes(list[2].name), text);
  assert.equal((await program.ask("GET", `callbacks/${list[2].id}`)).state, "registered");
  await two.page.unroute("**/api/v1/callbacks?*");
  await two.page.getByRole("button", { name: "균등분할" }).click(); // the one that is left
  await said(two.page, "1건을 김하나 상담사에게");
  await one.close();
  await two.close();
});

test("taken back, they can be given again (B16 to B19)", async () => {
  await clear();
  const list = await register(3);
  await assign(list.slice(0, 2), ["kim"]);
  await assign(list.slice(2), ["lee"]);
  const { page, close } = await program.visit(browser, "boss", "/callbacks?lang=ko#/unassign");
  await page.locator(".whose", { hasText: "김하나" }).waitFor();
  assert.deepEqual((await page.locator(".whose").allTextContents()).filter((text) => /전체|김하나|이두리|박세찬/.test(text)).map((text) => text.replace(/100\d/, " ")), ["전체3", "김하나 2", "박세찬 0", "이두리 1"]);
  await page.locator(".whose", { hasText: "김하나" }).click();
  await until(page, () => document.querySelectorAll(".trows tbody tr:not(.room)").length === 2);
  await rows(page).first().locator("input").check();
  await page.getByRole("button", { name: "1건 할당 취소" }).click();
  await said(page, "1건의 할당을 취소했습니다.");
  await tab(page, "콜백 할당");
  await rows(page).filter({ hasText: list[0].name }).waitFor();
  assert.deepEqual((await program.ask("GET", `callbacks/${list[0].id}`)).history.map((one) => one.what), ["registered", "assigned", "assignment_cancelled"]);
  await close();
});

test("the report by agent and day, with a file (B20, B21, B26)", async () => {
  await clear();
  const list = await register(2);
  await assign(list, ["park"]);
  await program.ask("POST", `callbacks/${list[0].id}/complete`, {});
  const { page, close } = await program.visit(browser, "boss", "/callbacks?lang=ko#/report");
  await page.locator(".figs tbody th", { hasText: "박세찬" }).waitFor();
  const want = await program.ask("GET", `callbacks/report?from=${await page.locator("#find").inputValue()}&to=${await page.locator("#r-to").inputValue()}&by=day`), park = want.agents.find((one) => one.agent === "park");
  assert.equal((await page.locator(".figs tr", { hasText: "박세찬" }).locator("td").allTextContents()).join(" "), [park.registered, park.assigned, park.completed, park.unassigned, park.unprocessed - park.unassigned, park.cancelled, park.expired, park.unreached, `${park.rate === 100 ? "100" : park.rate.toFixed(1)}%`].join(" "));
  assert.equal(await page.locator("tfoot td").first().textContent(), String(want.total.registered));
  // By day of one agent, and days of which there is no report.
  await page.getByLabel("담당자").selectOption("park");
  const today = want.periods.at(-1), of = today.agents.find((one) => one.agent === "park"), row = page.locator(".figs").nth(1).locator("tbody tr", { hasText: today.period });
  assert.deepEqual((await row.locator("td").allTextContents()).slice(0, 3), [of.registered, of.assigned, of.completed].map(String));
  assert.deepEqual(await page.evaluate(over), []);
  const days = [await page.locator("#find").inputValue(), await page.locator("#r-to").inputValue()];
  await page.locator("#find").fill("2025-01-01");
  await page.getByText("일 단위로는 92일까지").waitFor();
  await page.locator("#find").fill("2099-01-01");
  await page.getByText("종료일이 시작일보다 빠릅니다.").waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.locator("#find").fill(days[0]);
  await page.getByRole("button", { name: "월", exact: true }).click();
  await page.locator(".figs tbody th", { hasText: /^\d{4}-\d\d$/ }).first().waitFor();
  await page.getByRole("button", { name: "엑셀 다운로드" }).click();
  await page.getByLabel("다운로드 사유").fill("월간 보고");
  // What is refused is said, and the dialog stays.
  await page.route("**/callbacks/report/export*", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify({ status: 503, code: "overloaded", detail: "to must not be before from" }) }));
  await page.getByRole("link", { name: "다운로드" }).click();
  await page.locator(".problem", { hasText: "끝 날짜가 시작 날짜보다 빠릅니다." }).waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.unroute("**/callbacks/report/export*");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "다운로드" }).click()]);
  assert.match(file.suggestedFilename(), /^callback-report-.*\.xlsx$/);
  await close();
});

test("one word is one state on every tab, in both languages", async () => {
  await clear();
  const before = (await program.ask("GET", "callbacks/counts")).today, list = await register(3), day = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
  await assign(list.slice(0, 2), ["kim"]);
  assert.deepEqual([before.unassigned, before.assigned], [0, 0]);
  for (const [lang, nobody, mine] of [["ko", "미할당", "미처리"], ["en", "Unassigned", "To do"]]) {
    const { page, close } = await program.visit(browser, "boss", `/callbacks?lang=${lang}`), go = (n) => page.getByRole("tab").nth(n).click();
    const flow = (word) => page.locator(".flow dl > div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${word}$`) }) }).locator("dd");
    await rows(page).first().waitFor();
    await page.waitForFunction(() => document.querySelector(".flow dd").textContent !== "–");
    assert.deepEqual([await flow(nobody).textContent(), await flow(mine).textContent()], ["1", "2"]);
    for (const [word, n] of [[nobody, 1], [mine, 2]]) {
      await page.locator(".chips").getByRole("button", { name: word, exact: true }).click();
      await page.waitForFunction((n) => document.querySelectorAll(".trows tbody tr:not(.room)").length === n, n);
      assert.ok((await texts(page, 8)).every((text) => text === word), `${await texts(page, 8)}`);
    }
    await go(1);
    await rows(page).first().waitFor();
    assert.deepEqual(await texts(page, 8), [nobody]);
    assert.match((await page.locator(".phead .end").first().textContent()).toLowerCase(), new RegExp(`${mine} 2 · ${nobody} 1`.toLowerCase()));
    assert.equal(await page.locator(".cti .end").textContent(), mine);
    assert.match(await page.locator(".ag", { hasText: "1001" }).locator(".num .cnt").textContent(), /^2$/);
    await go(2);
    await rows(page).nth(1).waitFor();
    assert.deepEqual(await texts(page, 9), [mine, mine]);
    assert.ok((await page.locator(".phead h2").allTextContents()).every((text) => text.includes(mine)), "both heads are about what is to do");
    await go(3);
    await page.locator("#find").fill(day);
    await page.locator("form.ask button[type=submit]").click();
    await page.locator(".figs tfoot").waitFor();
    const heads = await page.locator(".figs").first().locator("thead th").allTextContents(), total = await page.locator(".figs tfoot").locator("th, td").allTextContents();
    assert.deepEqual([total[heads.indexOf(nobody)], total[heads.indexOf(mine)]], ["1", "2"], heads.join());
    await close();
  }
});

test("the searched list leaves as a table that another reader opens, without a formula (B11)", async () => {
  await clear();
  await register(1, { name: "=1+1", memo: "+cmd|' /C calc'!A0" });
  await register(1, { service: "returns" });
  const { page, close } = await program.visit(browser, "boss", "/callbacks?lang=ko");
  await rows(page).first().waitFor();
  await page.getByRole("button", { name: "상세 검색" }).click();
  await page.getByLabel("서비스").selectOption("orders");
  await page.getByRole("button", { name: "미할당", exact: true }).click();
  await until(page, () => document.querySelectorAll(".trows tbody tr:not(.room)").length === 1);
  await page.getByRole("button", { name: "엑셀 다운로드" }).click();
  assert.equal(await page.getByRole("link", { name: "다운로드" }).count(), 0, "not without a reason");
  await page.getByLabel("다운로드 사유").fill("주간 점검");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "다운로드" }).click()]);
  const read = JSON.parse(execFileSync("python3", ["-c", `
import sys, json, zipfile, re
import xml.etree.ElementTree as e
z = zipfile.ZipFile(sys.argv[1]); n = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
assert z.testzip() is None
sheet = e.fromstring(z.read([x for x in z.namelist() if re.match(r"xl/worksheets/.*\\.xml", x)][0]))
shared = ["".join(t.itertext()) for t in e.fromstring(z.read("xl/sharedStrings.xml"))] if "xl/sharedStrings.xml" in z.namelist() else []
def text(c):
    v = c.find(n + "v")
    return shared[int(v.text)] if c.get("t") == "s" else "".join(c.find(n + "is").itertext()) if c.find(n + "is") is not None else (v.text if v is not None else "")
print(json.dumps({"formulas": len(list(sheet.iter(n + "f"))), "rows": [[text(c) for c in r] for r in sheet.iter(n + "row")]}))
`, await file.path()], { encoding: "utf8" }));
  assert.equal(read.formulas, 0);
  assert.equal(read.rows.length, 2, "the search alone");
  assert.equal(read.rows[0][1], "접수");
  assert.equal(read.rows[1][2], "미할당", "as the page calls it");
  assert.ok(read.rows[1].some((cell) => cell.includes("=1+1")) && read.rows[1].some((cell) => /^010-\*+-\d{4}$/.test(cell)), read.rows[1].join(" | "));
  const log = JSON.stringify(await program.ask("GET", "access-log?action=callbacks_exported"));
  assert.match(log, /user:boss[^}]*주간 점검|주간 점검[^}]*user:boss/);
  await close();
});

test("numbers not to be called: added, found, taken off; from a callback too, though it is masked (W-24)", async () => {
  await clear();
  const [one] = await register(1);
  await assign([one], ["kim"]);
  const agent = await program.visit(browser, "kim", "/callbacks?lang=ko");
  await agent.page.locator("tbody .name").first().click();
  assert.equal(await agent.page.getByRole("button", { name: "다운로드" }).count(), 0, "not without the permission report");
  await agent.page.locator(".d-head").getByRole("button", { name: "전화 금지 등록" }).click();
  await agent.page.getByLabel("사유").fill("더 전화하지 말라고 함");
  await agent.page.locator("form").getByRole("button", { name: "전화 금지 등록" }).click();
  await said(agent.page, "전화 금지 목록에 등록했습니다");
  assert.equal((await program.ask("GET", `callbacks/${one.id}`)).state, "cancelled");
  await agent.close();
  const { page, close } = await program.visit(browser, "lead", "/callbacks?lang=ko#/barred");
  await page.locator(".bars", { hasText: "더 전화하지 말라고 함" }).waitFor();
  await page.getByRole("textbox", { name: "전화번호", exact: true }).fill("010-8888-0001");
  await page.getByLabel("사유").fill("고객 요청");
  await page.getByRole("button", { name: "전화 금지 등록" }).click();
  await said(page, "전화 금지 목록에 등록했습니다");
  await page.keyboard.press("Escape");
  await page.locator("#find").fill("010-8888-0001");
  await until(page, () => document.querySelectorAll(".bars tbody tr").length === 1);
  await page.locator(".bars").getByRole("button", { name: /빼기/ }).press("Enter");
  await page.keyboard.press("Enter"); // the keyboard is on the answer by which nothing is done
  await page.locator(".bars button:focus", { hasText: "빼기" }).press("Enter");
  await page.getByRole("button", { name: "정말 빼기" }).click();
  await page.getByText("등록되지 않은 번호입니다").waitFor();
  await close();
});

test("live: what others do shows in its place, and rows do not move while a hand is on them", async () => {
  await clear();
  const list = await register(3), { page, close } = await program.visit(browser, "boss", "/callbacks?lang=ko");
  await page.getByRole("button", { name: "미할당", exact: true }).click();
  await until(page, () => document.querySelectorAll(".trows tbody tr:not(.room)").length === 3);
  await page.locator("tbody .name").nth(1).hover();
  const top = () => page.locator("tbody .name").allTextContents().then((names) => names.map((name) => name.split(" ")[0]));
  const before = await top(), [fresh] = await register(1);
  await program.ask("POST", `callbacks/${list[0].id}/complete`, {});
  await page.getByRole("button", { name: "새 콜백 1건 보기" }).waitFor();
  assert.deepEqual(await top(), before, "rows moved under the hand");
  await rows(page).filter({ hasText: "목록에서 빠짐" }).waitFor();
  await page.mouse.move(700, 20); // the hand goes
  await until(page, (name) => document.querySelector("tbody .name")?.textContent.startsWith(name), fresh.name);
  assert.equal(await rows(page).count(), 3);
  await close();
});

test("the badge counts mine, on the desk too, and the browser tells of what is new (B3, B4, B24)", async () => {
  await clear();
  const spy = () => {
    globalThis.told = [];
    globalThis.Notification = class { static permission = "granted"; static requestPermission = async () => "granted"; constructor(title, { body }) { globalThis.told.push([title, body]); } close() {} };
    if (location.pathname !== "/login") localStorage.setItem("callfloor.desk.alert.notification", "on");
  };
  const watch = async (who, path) => {
    const seen = await program.visit(browser, who, "/login");
    await seen.page.addInitScript(spy);
    const first = seen.page.waitForEvent("websocket").then((socket) => socket.waitForEvent("framereceived", { predicate: ({ payload }) => payload.includes('"topic":"callbacks"') }));
    await seen.page.goto(`${program.url}${path}`);
    await first;
    return seen;
  };
  const desk = await watch("kim", "/desk?lang=ko"), boss = await watch("boss", "/floor?lang=ko"), lee = await watch("lee", "/desk?lang=en"), admin = await watch("boss", "/admin?lang=ko"), home = await watch("kim", "/?lang=ko");
  for (const { page } of [desk, boss, lee, admin]) await page.locator(".rail a[href=callbacks]").waitFor();
  const [one] = await register(1, { name: "강도현" });
  const told = (page) => page.waitForFunction(() => globalThis.told.length > 0).then(() => page.evaluate(() => globalThis.told.at(-1)));
  assert.deepEqual(await told(boss.page), ["새 콜백이 접수되었습니다", "주문 · 미할당 1건"]);
  assert.deepEqual(await told(admin.page), ["새 콜백이 접수되었습니다", "주문 · 미할당 1건"], "in the administration too");
  assert.deepEqual(await told(lee.page), ["A callback was registered", "Orders · 1 unassigned"]);
  await told(desk.page);
  await assign([one], ["kim"]);
  await desk.page.waitForFunction(() => globalThis.told.length === 2);
  const [title, body] = await desk.page.evaluate(() => globalThis.told[1]);
  assert.equal(title, "콜백이 할당되었습니다");
  assert.match(body, /^강도현 · 주문 · \d\d-\d\d \d\d:\d\d$/);
  await desk.page.locator(".rail .badge", { hasText: "1" }).waitFor();
  await home.page.locator(".door[href=callbacks]", { hasText: "1건" }).waitFor();
  assert.equal(await home.page.evaluate(() => globalThis.told.at(-1)[0]), "콜백이 할당되었습니다");
  assert.equal(await lee.page.locator(".rail .badge").count(), 0);
  assert.equal(await lee.page.evaluate(() => globalThis.told.length), 1, "it was not given to her");
  // Switched off, nothing of it is told any more.
  await desk.page.getByRole("button", { name: "알림" }).click();
  await desk.page.getByRole("switch", { name: "새 콜백이 접수될 때" }).uncheck();
  await register(1);
  await boss.page.waitForFunction(() => globalThis.told.length === 2);
  await desk.page.waitForTimeout(500);
  assert.equal(await desk.page.evaluate(() => globalThis.told.length), 2);
  // The desk's reservations lead here.
  await desk.page.keyboard.press("Escape");
  await desk.page.getByRole("link", { name: "콜백 화면 열기" }).click();
  await desk.page.locator("tbody .name", { hasText: "강도현" }).waitFor();
  // The floor has the switches too.
  await boss.page.getByRole("button", { name: "알림", exact: true }).click();
  await boss.page.getByRole("switch", { name: "새 콜백이 접수될 때" }).uncheck();
  assert.equal(await boss.page.evaluate(() => localStorage.getItem("callfloor.callbacks.alert.registered")), "off");
  assert.deepEqual(await barriers(boss.page), []);
  for (const seen of [desk, boss, lee, admin, home]) await seen.close();
});

test("the list is worked by keys alone: find, move, open, close, and the sheet of keys", async () => {
  await clear();
  await register(3);
  const { page, close } = await program.visit(browser, "boss", "/callbacks?lang=en");
  await rows(page).nth(2).waitFor();
  await page.locator("tbody .name").first().focus();
  await page.keyboard.press("ArrowDown");
  const second = (await page.locator("tbody .name").nth(1).textContent()).split(" ")[0];
  await page.waitForFunction((name) => document.activeElement?.textContent.startsWith(name), second);
  await page.keyboard.press("Enter");
  await page.locator(".d-head h2", { hasText: second }).waitFor();
  await page.keyboard.press("End");
  await page.waitForFunction(() => document.activeElement?.classList.contains("name"));
  await page.keyboard.press("Escape");
  await page.getByText("Choose a callback", { exact: true }).waitFor();
  await page.evaluate(() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "/", code: "Slash", keyCode: 229, isComposing: true, bubbles: true, cancelable: true })));
  assert.notEqual(await page.evaluate(() => document.activeElement?.id), "find", "a key went while a syllable was being composed");
  await page.keyboard.press("/");
  await page.locator("#find:focus").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Register a callback").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "List" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.locator("[role=tab][aria-selected=true]", { hasText: "Assign" }).waitFor();
  await close();
});

test("keys lead to the rows of a fresh page and out of the field that finds; c calls and e completes the one they are on", async () => {
  await clear();
  const list = await register(3);
  await assign(list, ["kim"]);
  await program.ask("PUT", "agents/kim/state", { state: "logged_out" });
  const { page, close } = await program.visit(browser, "kim", "/callbacks?lang=ko");
  await rows(page).nth(2).waitFor();
  const at = (one) => page.waitForFunction((id) => document.activeElement?.getAttribute("data-row") === id, one.id), composed = (key, code) => page.evaluate(([key, code]) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, code, keyCode: 229, isComposing: true, bubbles: true, cancelable: true })), [key, code]);
  await composed("ArrowDown", "ArrowDown");
  assert.equal(await page.locator(".d-head").count(), 0, "a key went while a syllable was being composed");
  await page.keyboard.press("ArrowDown");
  await at(list[2]); // the newest is the first
  await page.locator(".d-head h2", { hasText: list[2].name }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type(list[0].number.replace(/\D/g, "").slice(-4));
  await page.keyboard.press("Enter");
  await at(list[0]);
  await page.keyboard.press("/");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.keyboard.press("ArrowDown");
  await at(list[2]);
  await page.keyboard.press("ArrowDown");
  await at(list[1]);
  // In a field they are letters.
  await page.keyboard.press("/");
  await page.keyboard.type("ce");
  assert.equal(await page.locator("#find").inputValue(), "ce");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction(() => document.activeElement?.hasAttribute("data-row"));
  await composed("e", "KeyE");
  assert.equal(await page.locator("#end-result").count(), 0);
  await page.keyboard.press("c");
  await page.locator(".said .note", { hasText: "CTI에 로그인하지 않아" }).waitFor();
  const row = await page.evaluate(() => document.activeElement.getAttribute("data-row"));
  await program.ask("PUT", "agents/kim/state", { state: "not_ready", reason: "other" });
  await page.waitForFunction(() => !document.querySelector(".trows tbody .btn").disabled);
  customer.answers = false;
  await page.keyboard.press("c");
  await said(page, `${list.find((one) => one.id === row).name} 고객에게 전화합니다`);
  for (const end = Date.now() + 10_000; customer.calls.size === 0;) { assert.ok(Date.now() < end, "the customer's telephone does not ring"); await page.waitForTimeout(50); }
  for (const [id, call] of customer.calls) { customer.calls.delete(id); customer.reply(call, "486 Busy Here"); }
  await page.locator(".said-line", { hasText: "통화중" }).waitFor();
  kimPhone.hangUp();
  await page.keyboard.press("e");
  await page.locator("#end-result:focus").waitFor();
  await page.keyboard.press("Control+Enter");
  await said(page, "완료했습니다");
  assert.equal((await program.ask("GET", `callbacks/${row}`)).state, "completed");
  await page.locator("h1").click();
  await page.keyboard.press("?");
  for (const text of ["고른 콜백에 연결", "고른 콜백 완료"]) await page.getByRole("dialog").getByText(text).waitFor();
  await close();
});

test("a list that does not come says so and is tried again", async () => {
  await clear();
  await register(2);
  const { page, close } = await program.visit(browser, "boss", "/callbacks?lang=ko");
  await rows(page).nth(1).waitFor();
  await page.route("**/api/v1/**", (route) => route.abort());
  await page.getByRole("button", { name: "미처리", exact: true }).click();
  await page.getByText("콜백 내역 불러오기 실패").waitFor();
  await page.locator(".empty", { hasText: "서버에 연결할 수 없습니다" }).filter({ hasText: "다른 화면은 그대로 쓸 수 있습니다." }).waitFor();
  await page.unroute("**/api/v1/**");
  await page.getByRole("button", { name: "다시 시도" }).click();
  await page.getByText("찾는 콜백이 없습니다").waitFor();
  await close();
});

test("without the server the list stays, grey, with its time, and is itself again afterwards", async () => {
  const { page, server, close } = await openPage(browser, "/callbacks?lang=ko", { width: 1440, height: 900, clock: true, setUp: callbacksAnswers });
  await rows(page).first().waitFor();
  const first = await rows(page).first().textContent();
  server.goDown();
  await pass(page, 12_000, 1000);
  await passUntil(page, () => document.querySelector(".offline")?.textContent.includes("서버 연결이 끊겼습니다"));
  assert.equal(await rows(page).first().textContent(), first);
  assert.match(await page.locator(".trows").evaluate((el) => getComputedStyle(el).filter), /grayscale/);
  server.comeUp();
  server.callbackRow = { ...server.callbackRow, changed_at: Date.now() + 1 };
  await pass(page, 20_000, 1000);
  await passUntil(page, () => !document.querySelector(".offline"));
  await close();
});

test("a spoken message is asked for when somebody listens, plays, and says when it cannot", async () => {
  const { page, close } = await openPage(browser, "/callbacks?lang=ko", { width: 1440, height: 900, setUp: (server) => callbacksAnswers(server, { more: () => ({ voice_ms: 3000 }) }) });
  let asked = 0;
  await page.route("**/api/v1/callbacks/*/voice", (route) => { asked++; return route.fulfill({ contentType: "audio/wav", body: tone(3), headers: { "Content-Disposition": "attachment; filename=x.wav" } }); });
  await page.locator("tbody .name").first().click();
  const listen = page.getByRole("button", { name: "음성 메시지 듣기 00:03" });
  await listen.waitFor();
  assert.equal(asked, 0, "it is heard by nobody yet");
  await listen.click();
  await page.waitForFunction(() => document.querySelector(".voice progress").value > 300);
  assert.equal(await listen.getAttribute("aria-pressed"), "true");
  await listen.click();
  await page.unroute("**/api/v1/callbacks/*/voice");
  await page.locator("tbody .name").nth(1).click();
  await listen.click();
  await page.getByText("음성 메시지를 재생하지 못했습니다.").waitFor();
  await close();
});

test("earlier spoken messages are listed and heard one at a time; who asked for another number is shown, and who hides it", async () => {
  const at = (day, time) => `2026-11-${day}T${time}:00Z`, earlier = [{ n: 1, voice_ms: 2000, followed_at: at(28, "03:10") }, { n: 2, voice_ms: 61_000, followed_at: at(27, "23:05") }];
  const { page, server, close } = await openPage(browser, "/callbacks?lang=ko", { width: 1440, height: 900, setUp: (s) => callbacksAnswers(s, { n: 3, more: (i) => [{ voice_ms: 3000, caller: "010-****-7777" }, { voice_ms: 3000, caller: "anonymous" }, {}][i] }) });
  const [, detail] = server.answers.get("GET callbacks/b0"), asked = [];
  server.answers.set("GET callbacks/b0", [200, { ...detail, earlier_voices: earlier }]);
  await page.route("**/api/v1/callbacks/*/voice*", (route) => { asked.push(new URL(route.request().url()).search); return asked.length > 2 ? route.fulfill({ status: 404, contentType: "application/problem+json", body: "{}" }) : route.fulfill({ contentType: "audio/wav", body: tone(3) }); });
  await page.locator("tbody .name").first().click();
  await page.getByText("이전 음성 메시지").waitFor();
  const fact = (name) => page.locator(".kv > div", { has: page.locator("dt", { hasText: name }) }).locator("dd");
  assert.equal(await fact("신청한 번호").textContent(), "010-****-7777");
  assert.deepEqual(await page.locator(".voices button").allTextContents(), ["11-28 12:10 이전 메시지", "11-28 08:05 이전 메시지"]);
  assert.deepEqual(asked, [], "they are heard by nobody yet");
  const last = page.getByRole("button", { name: "음성 메시지 듣기 00:03" }), before = page.getByRole("button", { name: "11-28 12:10 이전 메시지 듣기 00:02" }), oldest = page.getByRole("button", { name: "11-28 08:05 이전 메시지 듣기 01:01" });
  await last.click();
  await page.waitForFunction(() => document.querySelector(".voice progress").value > 100);
  await before.click();
  await page.waitForFunction(() => document.querySelector(".voices progress").value > 100);
  assert.deepEqual([await last.getAttribute("aria-pressed"), await before.getAttribute("aria-pressed")], ["false", "true"], "one sounds at a time");
  await oldest.click();
  await page.locator(".voices li").nth(1).getByText("음성 메시지를 재생하지 못했습니다.").waitFor();
  assert.deepEqual(asked, ["", "?earlier=1", "?earlier=2"]);
  await page.setViewportSize({ width: 1366, height: 768 });
  assert.deepEqual(await page.evaluate(over), []);
  assert.deepEqual(await barriers(page), []);
  await page.locator("tbody .name").nth(1).click();
  await fact("신청한 번호").filter({ hasText: "발신번호 표시제한" }).waitFor();
  assert.equal(await page.locator(".voices").count(), 0);
  await page.locator("tbody .name").nth(2).click();
  await page.locator(".d-head h2", { hasText: "이름 없음" }).waitFor();
  await page.locator(".kv").waitFor();
  assert.equal(await fact("신청한 번호").count(), 0);
  await close();
});

test("a callback without a number says so everywhere; numbers that are not called have no button, and why is told", async () => {
  const whys = ["not_a_phone", "international", "premium", "emergency", "own", "blocked", "do_not_call"];
  for (const lang of ["ko", "en"]) {
    const mine = { state: "assigned", agent: "a000", attempts: 0 }, none = lang === "ko" ? "번호 없음" : "No number";
    const { page, server, close } = await openPage(browser, `/callbacks?lang=${lang}`, { width: 1366, height: 768, setUp: (s) => callbacksAnswers(s, { n: 8, more: (i) => ({ ...mine, ...(i < 7 ? { cannot_call: whys[i] } : {}), ...(i === 0 ? { number: "", name: "" } : {}) }) }) });
    await rows(page).nth(7).waitFor();
    const call = lang === "ko" ? "연결" : "Call";
    assert.equal(await page.locator(".tries .btn").count(), 1, "only the number that is called has a button");
    const said = new Set();
    for (let i = 0; i < 7; i++) {
      const mark = rows(page).nth(i).locator(".tries .tagx"), why = await mark.getAttribute("title");
      assert.match(await mark.textContent(), new RegExp(`^(발신 불가|No call) ${why.replaceAll(".", "\\.")}$`), "a screen reader is told why");
      said.add(why);
    }
    assert.equal(said.size, 7);
    assert.ok([...said].every((why) => /[.]$/.test(why)), [...said].join());
    assert.ok((await rows(page).first().textContent()).includes(none));
    assert.deepEqual(await page.evaluate(over), []);
    await page.locator("tbody .name").first().click();
    await page.locator(".d-head .hint", { hasText: [...said][0] }).waitFor();
    assert.equal(await page.locator(".d-head .acts").getByRole("button", { name: call, exact: true }).count(), 0);
    assert.equal(await page.locator(".d-head").getByText(none, { exact: true }).count(), 1);
    assert.equal(await page.locator(".d-head").getByRole("button", { name: lang === "ko" ? "전화 금지 등록" : "Do not call" }).count(), 0, "there is no number to put on a list");
    const [, one] = server.answers.get("GET callbacks/b0");
    server.answers.set("POST callbacks/b0/complete", [200, { ...one, state: "completed" }]);
    await page.locator(".d-head").getByRole("button", { name: lang === "ko" ? "완료" : "Complete", exact: true }).click();
    await page.locator("#end-result:focus").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.locator(".said-line", { hasText: none }).waitFor();
    assert.deepEqual(await barriers(page), []);
    // A refusal names it too.
    server.answers.set("POST callbacks/unassign", [409, { title: "Conflict", status: 409, code: "conflict", detail: "some are gone", errors: [{ location: "body.ids", message: "gone", value: "b0" }] }]);
    await page.getByRole("tab", { name: lang === "ko" ? "할당 취소" : "Take back", exact: true }).click();
    await rows(page).first().locator("input").check();
    await page.getByRole("button", { name: lang === "ko" ? "1건 할당 취소" : /Take 1 back/ }).click();
    await page.locator(".said .note", { hasText: none }).waitFor();
    await close();
  }
});

test("a notification of a callback without name and number says so", async () => {
  const script = () => {
    globalThis.told = [];
    globalThis.Notification = class { static permission = "granted"; static requestPermission = async () => "granted"; constructor(title, { body }) { globalThis.told.push([title, body]); } close() {} };
    localStorage.setItem("callfloor.desk.alert.notification", "on");
    Object.defineProperty(document, "hasFocus", { value: () => false });
  };
  const { page, server, close } = await openPage(browser, "/callbacks?lang=ko", { width: 1440, height: 900, script, setUp: callbacksAnswers });
  await rows(page).first().waitFor();
  const at = Date.now() + 5000;
  server.callbackRow = { ...server.callbackRow, changed_at: at, assigned: { id: "b9", at, source: "voicemail", due_at: at } };
  server.send({ type: "snapshot", topic: "callbacks", rows: [server.callbackRow] });
  await page.waitForFunction(() => globalThis.told.length > 0);
  assert.match(await page.evaluate(() => globalThis.told[0].join(" ")), /^콜백이 할당되었습니다 번호 없음 · /);
  await close();
});

test("2시간 초과 has the count of its list: of the service that is chosen, and by itself when one more is late", async () => {
  await clear();
  const real = await program.visit(browser, "boss", "/callbacks?lang=ko#/assign");
  await real.page.locator(".chip", { hasText: "2시간 초과" }).filter({ hasText: /0$/ }).waitFor();
  assert.equal(await real.page.locator(".chip .st").count(), 0, "nothing is wrong");
  await real.close();

  const { page, server, close } = await openPage(browser, "/callbacks?lang=ko#/assign", { width: 1440, height: 900, clock: true, setUp: (s) => callbacksAnswers(s, { more: () => ({ state: "registered", agent: undefined }) }) });
  const [, totals] = server.answers.get("GET callbacks/counts"), asked = [], start = Date.now();
  let late = 2;
  server.answers.set("GET callbacks/counts", (query) => { asked.push(query.get("service")); return [200, { ...totals, late: query.get("service") ? 1 : late, late_at: late === 2 ? new Date(start + 60_000).toISOString() : undefined }]; });
  const chip = page.locator(".chip", { hasText: "2시간 초과" });
  server.callbackRow = { ...server.callbackRow, changed_at: start + 1 };
  server.send({ type: "snapshot", topic: "callbacks", rows: [server.callbackRow] });
  await chip.filter({ hasText: /2$/ }).waitFor();
  await chip.click();
  await rows(page).first().waitFor();
  assert.ok(server.asked.some((path) => /^callbacks\?.*late=true/.test(path) && /state=registered/.test(path)), server.asked.join("\n"));
  late = 3;
  const lists = () => server.asked.filter((path) => path.includes("late=true")).length, before = lists();
  await pass(page, 70_000, 2000);
  await chip.filter({ hasText: /3$/ }).waitFor();
  assert.ok(lists() > before, "the list is read again too");
  await page.getByLabel("서비스").selectOption("s02");
  await chip.filter({ hasText: /1$/ }).waitFor();
  assert.equal(asked.at(-1), "s02");
  await page.locator("#find").fill("1234");
  await page.locator("#find").press("Enter");
  await page.waitForFunction(() => [...document.querySelectorAll(".chip")].some((el) => el.textContent === "2시간 초과"));
  await close();
});

test("담당자 is looked for among those whose callbacks one sees: everybody's, the own agents', the own", async () => {
  await clear();
  const [k, l, p] = await register(3);
  await assign([k], ["kim"]);
  await assign([l], ["lee"]);
  await assign([p], ["park"]);
  const names = async (page, want) => until(page, (want) => [...document.querySelectorAll(".trows tbody tr:not(.room) .name")].map((el) => el.firstChild.textContent).join() === want, want.map((one) => one.name).join());
  for (const [who, choices, found] of [["boss", ["", "-", "kim", "none", "park", "lee"], [["lee", [l]], ["kim", [k]]]], ["park", ["", "-", "kim", "none", "park", "lee"], [["lee", [l]], ["park", [p]]]], ["lead", ["", "-", "kim"], [["kim", [k]], ["-", []]]], ["kim", ["kim"], []]]) {
    const { page, close } = await program.visit(browser, who, "/callbacks?lang=ko");
    await rows(page).first().waitFor();
    await page.getByRole("button", { name: "상세 검색" }).click();
    const select = page.getByLabel("담당자");
    await until(page, (n) => document.querySelectorAll("#s-agent option").length === n, choices.length);
    assert.deepEqual((await select.locator("option").evaluateAll((list) => list.map((el) => el.value))).sort(), [...choices].sort(), who);
    assert.equal(await select.isDisabled(), who === "kim");
    await page.getByRole("button", { name: "미처리", exact: true }).click(); // those of other tests are done
    for (const [agent, want] of found) {
      await select.selectOption(agent);
      if (want.length) await names(page, want);
      else await page.getByText("찾는 콜백이 없습니다").waitFor();
    }
    await close();
  }
});

test("what the program dials by itself shows live: in line, in a call, done", async () => {
  const one = { state: "registered", agent: undefined, automatic: true, attempts: 0 }, { page, server, close } = await openPage(browser, "/callbacks?lang=ko", { width: 1440, height: 900, setUp: (s) => callbacksAnswers(s, { n: 1, more: () => ({ ...one, promised: "p1" }) }) });
  const row = rows(page).first();
  await row.filter({ hasText: "차례 대기" }).waitFor();
  let at = Date.now();
  const become = (more) => {
    server.answers.set("GET callbacks", [200, { items: [callback(0, { ...one, ...more })] }]);
    server.callbackRow = { ...server.callbackRow, changed_at: ++at };
    server.send({ type: "snapshot", topic: "callbacks", rows: [server.callbackRow] });
  };
  become({ call: "c9", attempts: 1 });
  await row.filter({ hasText: "통화 중" }).filter({ hasText: "1/3" }).waitFor();
  become({ attempts: 1, state: "completed", agent: "a001" });
  await row.filter({ hasText: "완료" }).waitFor();
  await close();
});

// Each view is loaded in both languages, each in one theme, and shown in the other; axe
// looks at all but colours in one language, at the next view in the other. Loaded in each
// of both, for axe as a whole, with CALLFLOOR_NIGHTLY=1.
test("axe finds nothing in either theme and language, and no text runs over at 1366", async () => {
  await clear();
  await assign(await register(2, { name: "아주아주긴이름을가진고객", memo: "긴 메모 ".repeat(30) }), ["kim", "park"]);
  await register(3, { wanted_from: new Date(Date.now() + 90_000_000).toISOString(), wanted_to: new Date(Date.now() + 93_600_000).toISOString() });
  for (const [n, [hash, act]] of [["", (page) => page.locator("tbody .name").first().click()], ["assign", async (page) => { await page.getByLabel(/모두 선택|Choose all/).check(); await page.locator(".ag input").first().check(); }], ["unassign", (page) => page.locator(".trows input").nth(1).check()], ["report", (page) => page.locator(".figs").first().waitFor()], ["barred", () => {}]].entries()) {
    for (const [i, [lang, scheme, other]] of (nightly ? [["ko", "light"], ["en", "dark"], ["ko", "dark"], ["en", "light"]] : [["ko", "light", "dark"], ["en", "dark", "light"]]).entries()) {
      const { page, close } = await program.visit(browser, "boss", `/callbacks?lang=${lang}&theme=${scheme}#/${hash}`, { width: 1366, height: 768, scheme });
      await page.locator(".pane").nth(1).waitFor();
      await page.locator(".trows tbody tr:not(.room), .figs, .bars, .empty").first().waitFor(); // not a skeleton
      await act(page);
      await drawn(page);
      assert.deepEqual(await barriers(page, { only: Boolean(other) && i !== n % 2 }), [], `${hash} ${lang} ${scheme}`);
      assert.deepEqual(await page.evaluate(over), [], `${hash} ${lang}`);
      assert.deepEqual(await page.evaluate(() => [document.documentElement.scrollWidth > innerWidth, document.documentElement.scrollHeight > innerHeight]), [false, false]);
      if (other) {
        await recolour(page, other);
        assert.deepEqual(await barriers(page, { only: true }), [], `${hash} ${lang} ${other}`);
      }
      await close();
    }
  }
});
