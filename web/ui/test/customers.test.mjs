// The customers' section of the administration against a scripted server: who may see
// it, how people are found, what is sent when a record is written, blacklisted, merged,
// exported or deleted, and what is said when that fails.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { closeLeft, openPage, startBrowser, until } from "./browser.mjs";
import { brief, customersAnswers, double, history, manager, merged, people } from "./customers.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

const open = (path = "", { user, setUp = () => {}, width = 1440, height = 900, lang = "ko" } = {}) => openPage(browser, `/admin?lang=${lang}#/customers${path}`, {
  width, height, scheme: "light", motion: "reduce", setUp: (server) => { customersAnswers(server); if (user) server.user = user; setUp(server); },
});
const says = (page, words) => page.locator(".said", { hasText: words }).waitFor();
/** The last request that changes something at a path. */
const sent = (server, method, path) => server.requests.filter(([how, where]) => how === method && where === path).at(-1)?.[2];
/** The queries of what was asked for at a path. */
const queries = (server, path) => server.asked.map((one) => new URL(one, "http://x/")).filter((one) => one.pathname === `/${path}`).map((one) => Object.fromEntries(one.searchParams));
/** Waits until the last question at a path has these words. */
async function askedFor(server, path, q) {
  for (const end = Date.now() + 15_000; queries(server, path).at(-1)?.q !== q;) {
    assert.ok(Date.now() < end, `${path} was not asked for ${q}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
const line = (page, name) => page.locator(".list-pane .line", { hasText: name });

test("managers see this section and no other, reach it from rail and home, and see what their rights allow; agents are refused", async () => {
  const { page, server, close } = await open("", { user: manager() });
  await line(page, "정태호").waitFor();
  assert.equal(await page.locator(".anav").count(), 0);
  assert.equal(await page.locator("h1").textContent(), "고객");
  assert.match(await page.title(), /^고객 · /);
  assert.equal(await page.locator(".rail [aria-current=page]").getAttribute("href"), "admin#/customers");
  assert.equal(await page.locator(".rail a[href=admin]").count(), 0);
  assert.equal(await page.getByRole("button", { name: "내보내기" }).count(), 0, "without report nothing is exported");
  assert.equal(await page.getByRole("button", { name: /번호 전체 보기/ }).count(), 0);
  await line(page, "박민정").first().click();
  await page.locator(".det-head", { hasText: "박민정" }).waitFor();
  await page.getByRole("button", { name: "합치기" }).waitFor();
  assert.equal(await page.locator(".det-head").getByRole("button", { name: "삭제" }).count(), 0, "only administrators delete");
  assert.equal(await page.getByRole("button", { name: "전체 번호 보기" }).count(), 0);
  await page.getByText("내 팀과 담당자 없는 예약만 보입니다.").waitFor();
  assert.deepEqual(server.asked.filter((one) => /^(users|changes)/.test(one)), [], "what a manager may not see is not asked for");
  await page.evaluate(() => { location.hash = "#/services/orders"; });
  await page.getByText("관리자만 볼 수 있습니다").waitFor();
  assert.deepEqual(server.asked.filter((one) => /^(services|customers)\/orders/.test(one)), []);

  await page.goto(`${server.url}/?lang=ko`);
  await page.locator(".doors a[href='admin#/customers']").click();
  await line(page, "정태호").waitFor();
  server.user = manager("report");
  await page.reload();
  await page.getByRole("button", { name: "내보내기" }).waitFor();
  server.user = { id: "u3", name: "이둘", role: "agent", permissions: ["report", "unmask"], agent_id: "a001" };
  await page.reload();
  await page.getByText("관리자만 볼 수 있습니다").waitFor();
  assert.equal(await page.locator(".rail a[href='admin#/customers']").count(), 0);
  await close();
});

test("customers are found while somebody types, page by page, by keyboard; whole numbers only on demand", async () => {
  const many = Array.from({ length: 230 }, (_, i) => brief(i)), pages = { "": [200, { items: many.slice(0, 100), next: "c1", kind: "everybody" }], c1: [200, { items: many.slice(100, 200), next: "c2", kind: "everybody" }], c2: [200, { items: many.slice(200), kind: "everybody" }] };
  const { page, server, close } = await open("", { setUp: (s) => { s.paged["GET customers"] = pages; } });
  await page.locator(".list-pane .hint", { hasText: "100+명 · 이름순" }).waitFor();
  assert.ok(await page.locator(".list-pane .line").count() < 60, "only the rows in sight are in the page");
  await page.locator(".list-pane .line").first().focus();
  await page.keyboard.press("End");
  await page.locator(".list-pane .hint", { hasText: "200+명" }).waitFor();
  await page.locator(".list-pane .line:focus").waitFor();
  await page.keyboard.press("End");
  await page.locator(".list-pane .hint", { hasText: "230명" }).waitFor();
  assert.deepEqual(queries(server, "customers").map((one) => one.cursor ?? ""), ["", "c1", "c2"]);
  server.paged = {};
  server.answers.set("GET customers", [200, { items: [people[2]], kind: "last digits" }]);
  await page.keyboard.press("/");
  await page.keyboard.insertText("4802"); // at once, however slow the machine
  await page.locator(".list-pane .hint", { hasText: "1명 · 끝자리로 찾음" }).waitFor();
  assert.deepEqual(queries(server, "customers").slice(3), [{ q: "4802", limit: "100" }], "one question for what was typed, masked");
  await page.getByRole("button", { name: "목록에 번호 전체 보기 (기록됨)" }).click();
  await page.locator(".find-line .btn[aria-pressed=true]").waitFor();
  for (const end = Date.now() + 15_000; !queries(server, "customers").at(-1).unmasked && Date.now() < end;) await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(queries(server, "customers").at(-1), { q: "4802", unmasked: "true", limit: "100" });
  server.answers.set("GET customers", [200, { items: [], kind: "name" }]);
  await page.locator("#find").fill("없는 이름");
  await page.getByText("이름의 앞부분, 초성, 전체 번호나 뒷자리로 찾아 보세요.").waitFor();
  await page.locator("#find").fill("");
  await page.getByText("고객이 없습니다", { exact: true }).waitFor();
  server.answers.set("GET customers", [500, { detail: "the store is away" }]);
  await page.locator("#find").fill("정");
  await askedFor(server, "customers", "정");
  await page.locator(".stale", { hasText: "고객: 이전 내용입니다." }).waitFor();
  server.answers.set("GET customers", [200, { items: [people[2]], kind: "name" }]);
  await page.getByRole("button", { name: "다시 시도" }).click();
  await line(page, "정태호").waitFor();
  await close();
});

test("notes are searched by words and day, a ticket on any day; the note that is chosen opens at its customer", async () => {
  const { page, server, close } = await open();
  await page.getByRole("button", { name: "상담 기록" }).click();
  await page.locator("#find").fill("출고");
  await page.locator("#cu-day").fill("2026-11-20");
  await page.locator(".two-lines", { hasText: "박민정" }).waitFor();
  for (const end = Date.now() + 15_000; queries(server, "consultations").at(-1)?.day !== "2026-11-20" && Date.now() < end;) await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(queries(server, "consultations").at(-1), { q: "출고", day: "2026-11-20", limit: "100" });
  assert.equal(await page.getByRole("button", { name: "내보내기" }).count(), 0, "what is exported is customers");
  assert.equal(await page.locator(".two-lines", { hasText: "등록된 고객이 아닙니다" }).evaluate((el) => el.tagName), "DIV", "a note without a customer leads nowhere");
  await page.locator("#find").fill("20261120-00410");
  await until(page, () => document.getElementById("cu-day").disabled);
  await askedFor(server, "consultations", "20261120-00410");
  assert.deepEqual(queries(server, "consultations").at(-1), { q: "20261120-00410", limit: "100" });
  await page.locator(".two-lines", { hasText: "박민정" }).click();
  await page.locator(".note-open", { hasText: history[0].ticket }).waitFor();
  assert.deepEqual(queries(server, "customers/k1/consultations"), [{ q: history[0].ticket }]);
  assert.equal(await page.getByLabel("내용, 티켓", { exact: true }).inputValue(), history[0].ticket);

  // The note in full: its form's words, and what stood there before.
  await page.locator(".note-open", { hasText: "처리 결과" }).waitFor();
  await page.locator(".note-open .facts-row", { hasText: "완료" }).waitFor();
  await page.getByRole("button", { name: "이전 내용 1건" }).click();
  await page.locator(".revisions", { hasText: "출고 지연 문의" }).waitFor();
  assert.equal(await page.locator(".revisions li").count(), 1, "the present one is not told twice");
  await page.locator(".revisions", { hasText: "처리 결과: 재통화" }).waitFor();
  server.answers.set("GET customers/k1/consultations", [200, { items: [] }]);
  await page.getByLabel("내용, 티켓", { exact: true }).fill("없는 말");
  await page.getByText("찾는 상담이 없습니다.").waitFor();
  await close();
});

test("one customer: numbers whole on demand, who else has the number, memos, reservations; one who is gone", async () => {
  const { page, server, close } = await open("/k1");
  await page.locator(".facts", { hasText: "010-****-4821" }).waitFor();
  await page.getByRole("button", { name: "전체 번호 보기", exact: true }).click();
  await page.locator(".facts", { hasText: "010-2345-4821" }).waitFor();
  await page.locator(".facts", { hasText: "minjeong@onmaru.kr" }).waitFor();
  assert.equal(server.requests.filter(([, path]) => path === "customers/k1/reveal").length, 1);
  assert.equal(await page.getByRole("button", { name: "전체 번호 보기", exact: true }).count(), 0);
  const facts = await page.locator(".facts > div").allTextContents();
  assert.ok(facts.includes("등급골드") && facts.includes("vip.no00217") && facts.some((one) => one.startsWith("수정") && one.endsWith("한관리")), facts.join("; "));
  assert.deepEqual(await page.locator(".memo-list li").allInnerTexts().then((list) => list.map((one) => one.split("\n").slice(-2).join(" "))), ["배송 지연 건으로 욕설 2회 재발 시 2차 경고 후 팀장에게 이관.", "같은 사람 합쳐진 기록: 박민졍"]);
  assert.deepEqual(await page.locator(".tbl.fixed tbody tr").evaluateAll((rows) => rows.map((row) => [1, 2, 3, 4].map((i) => row.cells[i].innerText).join("|"))), ["미처리|직접|김하나|재입고 안내", "시간 지남|대량|없음|", "완료|콜백|김하나|교환·반품 · 통화함"]);
  await page.locator(".facts a", { hasText: "박민정(구)" }).click();
  await page.locator(".det-head", { hasText: "박민정(구)" }).waitFor();
  await page.getByText("블랙리스트에 없습니다.").waitFor();
    server.answers.set("GET customers/k9", [404, { status: 404, code: "not_found", detail: 'there is no customer "k9"' }]);
  await page.evaluate(() => { location.hash = "#/customers/k9"; });
  await page.getByText("삭제했거나 다른 기록과 합친 고객입니다.").waitFor();
  server.answers.set("GET customers/k3", [500, { detail: "the store is away" }]);
  await page.evaluate(() => { location.hash = "#/customers/k3"; });
  await page.locator("main .empty", { hasText: "고객 불러오기 실패" }).waitFor();
  await close();
});

test("a record is written with labels and fields of one's own; what is masked goes back as it is; nothing that was written is lost", async () => {
  const { page, server, close } = await open("/k1");
  await page.getByRole("button", { name: "편집" }).first().click();
  await page.locator("#f-name:focus").waitFor();
  await page.getByText("가려진 값은 그대로 두면 바뀌지 않습니다.").waitFor();
  await page.locator("#cu-label-1").fill("직장");
  await page.getByRole("button", { name: "번호 추가" }).click();
  await page.locator("#cu-phone-2:focus").waitFor();
  await page.keyboard.type("12");
  await page.locator("#cu-value-0").fill("플래티넘");
  await page.getByRole("button", { name: "항목 추가" }).click();
  await page.locator("#cu-name-2:focus").waitFor();
  await page.keyboard.type("등급");
  await page.getByText("같은 항목이 이미 있습니다.").waitFor();
  await page.keyboard.press("Control+s");
  assert.equal(sent(server, "PUT", "customers/k1"), undefined, "two fields of one name are not sent");
  await page.locator("#cu-name-2").fill("거래처.코드");
  await page.locator("#cu-value-2").fill("ON-1");
  await line(page, "박민정").first().locator(".dot").waitFor();
  server.answers.set("PUT customers/k1", [422, { status: 422, code: "invalid", detail: "x", errors: [{ location: "body.phones[2].number", message: "not_a_phone: is not a telephone number" }] }]);
  await page.keyboard.press("Control+s");
  await page.locator("#cu-phone-2-wrong", { hasText: "전화번호를 확인해 주세요." }).waitFor();
  await page.locator("#cu-phone-2:focus").waitFor();
  await page.locator(".note[data-t=bad]", { hasText: "표시된 칸" }).waitFor();
  assert.deepEqual(sent(server, "PUT", "customers/k1"), { name: "박민정", phones: [{ number: "010-****-4821", label: "휴대폰" }, { number: "02-****-7730", label: "직장" }, { number: "12", label: "" }], email: "m***@onmaru.kr", birth_date: "1988-**-**", claim: "배송 지연 보상 요청 2회",
    memo: "오후 통화 선호. 경비실 보관 불가.", fields: { 등급: "플래티넘", "vip.no": "00217", "거래처.코드": "ON-1" }, version: 3 });

  // Somebody else was faster: what was written stays, and the next save is of what is there now.
  await page.getByRole("button", { name: "12 빼기" }).click();
  await page.locator("#cu-phone-add:focus").waitFor();
  server.answers.set("PUT customers/k1", [409, { status: 409, code: "conflict", detail: "customer k1 was changed meanwhile" }]);
  server.answers.set("GET customers/k1", [200, { ...merged, claim: "해결됨", version: 7 }]);
  await page.keyboard.press("Control+s");
  await page.locator(".note[data-t=bad]", { hasText: "그사이 다른 사람이 바꿨습니다" }).waitFor();
  await until(page, () => document.getElementById("f-claim").value === "해결됨");
  assert.equal(await page.locator("#cu-label-1").inputValue(), "직장");
  await line(page, "정태호").click();
  await page.locator(".det-head", { hasText: "정태호" }).waitFor();
  await line(page, "박민정").first().click();
  assert.equal(await page.locator("#cu-label-1").inputValue(), "직장", "unsaved things stay while others are looked at");
  await page.locator("header.top .btn.primary:enabled").waitFor(); // what Ctrl+S saves is this one again
  server.answers.set("PUT customers/k1", [200, { ...merged, claim: "해결됨", version: 8 }]);
  await page.keyboard.press("Control+s");
  await says(page, "박민정 저장했습니다");
  assert.equal(sent(server, "PUT", "customers/k1").version, 7);
  await page.locator(".facts", { hasText: "031-****-1200" }).waitFor();
  assert.equal(await page.locator(".dot").count(), 0);

  await page.getByRole("button", { name: "추가", exact: true }).click();
  await page.locator("#f-name:focus").waitFor();
  await page.keyboard.type("최새롬");
  await page.locator("#cu-phone-0").fill("010-7777-8888");
  server.answers.set("POST customers", [201, { ...double, id: "k3", name: "최새롬" }]);
  await page.keyboard.press("Control+s");
  await says(page, "최새롬 추가했습니다");
  assert.deepEqual(sent(server, "POST", "customers").phones, [{ number: "010-7777-8888", label: "" }]);
  await until(page, () => location.hash === "#/customers/k3");
  await page.getByRole("button", { name: "추가", exact: true }).click();
  assert.equal(await page.locator("#f-name").inputValue(), "", "the next new one begins empty");
  await page.getByRole("button", { name: "취소" }).click();
  await until(page, () => location.hash === "#/customers");
  await close();
});

test("what callers hear whom the blacklist tells something is said before it is saved", async () => {
  const { page, server, close } = await open("/k2");
  for (const [heard, said] of [[{ own: true, tone: [] }, "센터의 블랙리스트 안내"], [{ own: false, tone: [] }, "마감 안내를"], [{ own: false, tone: ["orders"] }, "짧은 신호음만"]]) {
    server.answers.set("GET blacklist/message", [200, heard]);
    await page.locator(".black-panel .btn").first().click();
    await page.locator("#b-effect").selectOption("message");
    await page.getByRole("status").filter({ hasText: said }).waitFor();
    await page.keyboard.press("Escape");
  }
  await close();
});

test("a legal hold is set and lifted with a reason, and stands in the way of a deletion", async () => {
  const { page, server, close } = await open("/k2");
  const hold = { reason: "분쟁", by: "user:boss", at: new Date().toISOString() };
  server.answers.set("PUT customers/k2/hold", [200, { ...double, legal_hold: hold }]);
  await page.getByRole("button", { name: "보존 설정" }).click();
  const dialog = page.getByRole("dialog");
  assert.ok(await dialog.getByRole("button", { name: "보존 설정" }).isDisabled(), "not without a reason");
  await dialog.locator("#h-reason").fill(" 분쟁 ");
  await dialog.getByRole("button", { name: "보존 설정" }).click();
  await page.locator(".hold-panel").getByText("분쟁", { exact: true }).waitFor();
  assert.deepEqual(sent(server, "PUT", "customers/k2/hold"), { reason: "분쟁" });
  assert.ok(await page.getByRole("button", { name: "삭제", exact: true }).isDisabled());
  server.answers.set("POST customers/k2/lift-hold", [200, double]);
  await page.getByRole("button", { name: "보존 해제" }).click();
  await dialog.locator("#h-reason").fill("합의");
  await dialog.getByRole("button", { name: "보존 해제" }).click();
  await page.locator(".hold-panel").getByText("보존 중이 아닙니다.").waitFor();
  assert.deepEqual(sent(server, "POST", "customers/k2/lift-hold"), { reason: "합의" });
  assert.ok(await page.getByRole("button", { name: "삭제", exact: true }).isEnabled());
  await close();
});

test("somebody is put on the blacklist with effect and reason, and taken off with a memo", async () => {
  const { page, server, close } = await open("/k2");
  server.answers.set("PUT customers/k2/blacklist", [503, { status: 503, code: "overloaded", detail: "too much" }]);
  await page.locator(".black-panel").getByRole("button", { name: "등록" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("다음 전화부터").selectOption("refuse");
  await dialog.getByText("전화를 받지 않고 거절합니다.").waitFor();
  assert.ok(await dialog.getByRole("button", { name: "등록" }).isDisabled(), "not without a reason");
  await dialog.locator("#b-reason").fill("폭언");
  await dialog.locator("#b-memo").fill("세 번째");
  await dialog.getByRole("button", { name: "등록" }).click();
  await dialog.getByRole("alert").waitFor();
  assert.equal(await dialog.locator("#b-reason").inputValue(), "폭언");
  const black = { effect: "refuse", reason: "폭언", memo: "세 번째" };
  server.answers.set("PUT customers/k2/blacklist", [200, { ...double, blacklist: { ...black, by: "user:boss", at: new Date().toISOString() } }]);
  await dialog.getByRole("button", { name: "등록" }).click();
  await says(page, "블랙리스트에 등록했습니다");
  assert.deepEqual(sent(server, "PUT", "customers/k2/blacklist"), black);
  await page.locator(".det-head .tagx", { hasText: "블랙리스트" }).waitFor();
  server.answers.set("POST customers/k2/unblacklist", [200, double]);
  await page.locator(".black-panel").getByRole("button", { name: "해제" }).click();
  await dialog.locator("#b-memo:focus").waitFor();
  await page.keyboard.type("사과하심");
  await dialog.getByRole("button", { name: "해제" }).click();
  await says(page, "해제했습니다");
  assert.deepEqual(sent(server, "POST", "customers/k2/unblacklist"), { memo: "사과하심" });
  await page.getByText("블랙리스트에 없습니다.").waitFor();
  await close();
});

test("two records become one: the double is offered, the server's preview is shown either way round, a reason is needed", async () => {
  const { page, server, close } = await open("/k1");
  await page.getByRole("button", { name: "합치기" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("같은 번호를 쓰는 기록 1건").waitFor();
  server.answers.set("GET customers", [200, { items: [people[0], people[2]], kind: "name" }]);
  await dialog.getByLabel("합칠 기록 찾기").first().fill("정태");
  await dialog.getByText("1명 찾음").waitFor();
  assert.equal(await dialog.locator(".picks li").count(), 1, "not with itself");
  await dialog.getByLabel("합칠 기록 찾기").first().fill("");
  await dialog.locator(".picks .line", { hasText: "박민정(구)" }).click();
  await dialog.locator("#m-reason:focus").waitFor();
  const cells = () => dialog.locator("tbody tr").evaluateAll((rows) => Object.fromEntries(rows.map((row) => [row.cells[0].innerText, [1, 2, 3].map((i) => row.cells[i].innerText)])));
  await dialog.locator("tbody tr").first().waitFor();
  assert.deepEqual((await cells())["거래처"], ["–", "ON-2207", "ON-2207"]);
  assert.deepEqual((await cells())["전화번호"][2].split("\n"), ["010-****-4821 (휴대폰)", "02-****-7730 (집)", "031-****-1200 (회사)"]);
  assert.deepEqual((await cells())["블랙리스트"], ["나중에 연결: 배송 지연 건으로 욕설 2회", "–", "나중에 연결: 배송 지연 건으로 욕설 2회"]);
  assert.deepEqual(sent(server, "POST", "customers/k1/merge"), { from: "k2", dry_run: true });
  assert.ok(await dialog.getByRole("button", { name: "두 기록 합치기" }).isDisabled(), "not without a reason");

  // The other way round, where it cannot be done.
  server.answers.set("POST customers/k2/merge", [409, { status: 409, code: "conflict", detail: "together they have 11 numbers and 10 are the most: remove some first" }]);
  await dialog.locator("#m-reason").fill("같은 사람");
  await dialog.getByRole("button", { name: "서로 바꾸기" }).click();
  await dialog.locator(".stale").waitFor();
  assert.ok(await dialog.getByRole("button", { name: "두 기록 합치기" }).isDisabled(), "an old preview is of something else");
  await dialog.getByRole("button", { name: "서로 바꾸기" }).click();
  await dialog.locator(".stale").waitFor({ state: "detached" });
  server.answers.set("POST customers/k1/merge", [409, { status: 409, code: "conflict", detail: "together they have 11 numbers and 10 are the most: remove some first" }]);
  await dialog.getByRole("button", { name: "두 기록 합치기" }).click();
  await dialog.getByRole("alert").getByText("합치면 번호가 11개가 됩니다").waitFor();
  server.answers.set("POST customers/k1/merge", [200, merged]);
  server.answers.set("GET customers/k1", [200, { ...merged, version: 9 }]);
  await dialog.getByRole("button", { name: "두 기록 합치기" }).click();
  await says(page, "박민정(구) 기록을 박민정 기록에 합쳤습니다");
  assert.deepEqual(sent(server, "POST", "customers/k1/merge"), { from: "k2", reason: "같은 사람" });
  await page.locator(".facts", { hasText: "ON-2207" }).waitFor();
  assert.equal(queries(server, "customers/k1/consultations").length, 2, "the history has the other's notes too");
  await close();
});

test("what was found is exported for a reason, in either form, masked unless asked otherwise", async () => {
  const { page, close } = await open("", { user: manager("report", "unmask") });
  await page.locator("#find").fill("박 민");
  await page.getByRole("button", { name: "내보내기" }).click();
  const dialog = page.getByRole("dialog"), link = dialog.getByRole("link", { name: "다운로드" });
  await dialog.getByText("“박 민”에 맞는 고객 모두").waitFor();
  assert.equal(await link.count(), 0, "not without a reason");
  await dialog.locator("#e-reason").fill("월간 점검 & 보고");
  const query = async () => Object.fromEntries(new URL(await link.getAttribute("href"), "http://x/").searchParams);
  assert.deepEqual(await query(), { q: "박 민", format: "xlsx", reason: "월간 점검 & 보고" });
  await dialog.getByRole("button", { name: "CSV" }).click();
  await dialog.getByLabel(/가리지 않고/).check();
  assert.deepEqual(await query(), { q: "박 민", format: "csv", unmasked: "true", reason: "월간 점검 & 보고" });
  assert.equal(new URL(await link.getAttribute("href"), "http://x/").pathname, "/api/v1/customers/export");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await close();
});

test("a person is deleted with a reason, after being told what goes and what stays", async () => {
  const { page, server, close } = await open("/k2");
  await page.locator(".det-head").getByRole("button", { name: "삭제" }).click();
  const dialog = page.getByRole("dialog");
  for (const words of ["없어지는 것", "남는 것", "따로 지울 것", "되돌릴 수 없습니다."]) await dialog.getByText(words, { exact: true }).waitFor();
  assert.ok(await dialog.getByRole("button", { name: "삭제합니다" }).isDisabled());
  await dialog.locator("#d-reason").fill("본인 요청");
  server.answers.set("POST customers/k2/delete", [500, { detail: "the store is away" }]);
  await dialog.getByRole("button", { name: "삭제합니다" }).click();
  await dialog.getByRole("alert").waitFor();
  await page.locator(".det-head", { hasText: "박민정(구)" }).waitFor();
  server.answers.set("POST customers/k2/delete", [200, { consultations: 3, reservations: 1, callbacks: 2, calls: 5 }]);
  server.answers.set("GET customers", [200, { items: people.filter((one) => one.id !== "k2"), kind: "everybody" }]);
  await dialog.getByRole("button", { name: "삭제합니다" }).click();
  await says(page, "상담 3건, 예약 1건, 콜백 2건, 통화 5건이 익명이 되었습니다");
  assert.deepEqual(sent(server, "POST", "customers/k2/delete"), { reason: "본인 요청" });
  await until(page, () => location.hash === "#/customers");
  await line(page, "박민정(구)").waitFor({ state: "detached" });
  await close();
});

test("the access log names whom and what lines are about, opens the customer, and is searched by name, number or ticket", async () => {
  const { page, server, close } = await open("");
  await page.evaluate(() => { location.hash = "#/access"; });
  const rows = page.locator(".vlist .log-line"), cells = (i) => rows.nth(i).locator("> span").allInnerTexts();
  await rows.nth(7).waitFor();
  const said = [];
  for (let i = 0; i < 8; i++) { const [, actor, , , , object, detail] = await cells(i); said.push([actor, object, detail]); }
  assert.deepEqual(said, [
    ["한관리", "삭제되거나 합쳐진 고객", "본인 요청"],
    ["한관리", "고객 박민정 010-****-4821", "삭제되거나 합쳐진 고객에서 합침: 같은 사람"],
    ["나간사람", "고객 목록", "이름으로 찾음: 박민정, 삭제되거나 합쳐진 고객, 정태호"],
    ["한관리", "고객 박민정 010-****-4821", "예약 2026-11-29 14:00 배송문의"],
    ["한관리", "통화 박민정 20261128-00041 배송문의", "배송문의"],
    ["한관리", "통화 2026-11-28 12:00 배송문의 010-****-1111", ""],
    ["한관리", "통화 c3", ""],
    ["API 키 crm", "상담사 김하나 a000", "대기"],
  ]);
  assert.deepEqual([await rows.nth(1).locator("> span").nth(5).getAttribute("title"), await rows.nth(1).locator("> span").nth(6).getAttribute("title")], ["박민정 010-****-4821\ncustomer:k1", "삭제되거나 합쳐진 고객에서 합침: 같은 사람\nfrom customer:gone1: 같은 사람"], "what stands in the log is kept as the title");
  assert.equal(await rows.nth(0).locator("a").count(), 0, "who was deleted cannot be opened");
  assert.deepEqual(await page.locator(".vlist .log-line a").evaluateAll((all) => all.map((one) => one.getAttribute("href"))), Array(3).fill("#/customers/k1"));

  const asked = () => queries(server, "access-log").at(-1);
  const until = async (want) => { for (const end = Date.now() + 10_000; JSON.stringify(asked()) !== JSON.stringify({ ...want, limit: "200" });) { assert.ok(Date.now() < end, JSON.stringify(asked())); await new Promise((done) => setTimeout(done, 20)); } };
  await page.getByLabel("대상 종류").selectOption({ label: "고객" });
  await until({ object: "customer:*" });
  await page.getByPlaceholder("이름이나 전화번호").fill("박민");
  await until({ customer: "박민" });
  await page.getByRole("button", { name: "내보내기" }).click();
  await page.getByLabel("다운로드 사유").fill("점검");
  assert.equal(new URL(await page.getByRole("link", { name: "다운로드" }).getAttribute("href"), "http://x/").searchParams.get("customer"), "박민");
  await page.getByLabel("대상 종류").selectOption({ label: "통화" });
  await page.getByPlaceholder("티켓이나 아이디").fill("20261128-00041");
  await until({ ticket: "20261128-00041" });
  await rows.nth(1).locator("a").click();
  await page.locator(".det-head", { hasText: "박민정" }).waitFor();
  await close();
});

test("nothing runs over its edge from 1180 px to 4K, in both languages", async () => {
  const long = { ...merged, name: "아주 긴 이름의 법인 고객 주식회사 온마루 홀딩스 물류센터 담당자", email: `${"a".repeat(60)}@example.com`, memo: "W".repeat(300), fields: { ["긴".repeat(60)]: "값".repeat(200) } };
  for (const [width, height, lang] of [[1180, 720, "en"], [1440, 900, "ko"], [3840, 2160, "en"]]) {
    const { page, close } = await open("/k1", { width, height, lang, setUp: (s) => { s.answers.set("GET customers/k1", [200, long]); s.answers.set("GET customers", [200, { items: [{ ...people[0], name: long.name }, ...people], kind: "name" }]); } });
    await page.locator(".facts").waitFor();
    await page.locator(".note-line").first().click();
    await page.locator(".note-open .facts-row").waitFor();
    const over = () => page.evaluate(() => ["html", ".app", ".ad", ".list-pane", ".det", ".list-pane .scroll", ...(document.querySelector("dialog") ? ["dialog"] : [])].filter((selector) => { const el = document.querySelector(selector); return el.scrollWidth > el.clientWidth; }));
    assert.deepEqual(await over(), [], `${width} ${lang}`);
    await page.locator(".det-head .btn").first().click();
    await page.locator("#cu-name-0").waitFor();
    assert.deepEqual(await over(), [], `${width} ${lang}, written`);
    await page.locator(".det .panel .ph .btn").first().click();
    await page.locator(".det-head .btn").nth(1).click();
    await page.locator(".dlg .picks .line, .dlg [role=status]").first().waitFor();
    await page.keyboard.press("Escape");
    await close();
  }
});
