// Log-in, first set-up, home and desk in a real browser.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { closeLeft, openPage, pass, startBrowser, until } from "./browser.mjs";
import { count, makeFloor } from "./floor.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

const small = { width: 1440, height: 900 };

/** A floor whose first agent, the viewer, is in the given state. */
function deskFloor(me) {
  const floor = makeFloor(4, 8), now = Date.now();
  const row = floor.agents[0];
  delete row.held_since;
  delete row.call;
  Object.assign(row, { state: "ready", reason: "", since: now - 6000, deadline: 0, service: undefined, services: ["s00", "s02"], band: "good" }, me);
  if (row.call) floor.calls.push({ id: row.call, service: "s02", phase: "offered", caller: "010-****-4821", priority: 0, entered: row.since - 18_000, since: row.since, agent: "a000" });
  count(floor);
  return floor;
}

const why = { trigger: "agent", strategy: "longest_idle", eligible: 4, open_level: 2, level: 1, key: "idle 182s", next: [{ agent: "a003", level: 1, key: "idle 95s" }], ahead_of: 2 };

test("log-in: a wrong password is told, a right one leads on, never off this site", async () => {
  const { page, server, close } = await openPage(browser, "/login?next=//evil.example/x", small);
  server.answers.set("POST login", [401, { title: "Unauthorized", status: 401, code: "denied" }]);
  await page.getByLabel("아이디").fill("kim");
  await page.getByLabel("비밀번호", { exact: true }).fill("wrong");
  await page.getByRole("button", { name: "로그인" }).click();
  await until(page, () => document.querySelector("#problem")?.textContent.includes("맞지 않습니다"));
  server.answers.set("POST login", [200, { user: server.user }]);
  await page.getByRole("button", { name: "로그인" }).click();
  await page.waitForURL(`${server.url}/`);
  assert.deepEqual(server.requests[0], ["POST", "login", { login: "kim", password: "wrong" }]);
  for (const next of ["/\\evil.example", "https://evil.example", "javascript:alert(1)", "//evil.example"]) {
    await page.goto(`${server.url}/login?next=${encodeURIComponent(next)}`);
    await page.getByLabel("아이디").fill("kim");
    await page.getByLabel("비밀번호", { exact: true }).fill("right");
    await page.getByRole("button", { name: "로그인" }).click();
    await page.waitForURL(`${server.url}/`);
  }
  await page.goto(`${server.url}/login?next=%2Fdesk%3Flang%3Den`);
  await page.getByLabel("아이디").fill("kim");
  await page.getByLabel("비밀번호", { exact: true }).fill("right");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/desk?lang=en`);
  await close();
});

test("a visitor without log-in is sent to it, and back", async () => {
  const { page, close } = await openPage(browser, "/desk", { ...small, setUp: (server) => { server.user = null; } });
  await page.waitForURL(/\/login\?next=%2Fdesk$/);
  await close();
});

test("log-in: a second factor is asked for once the password is right, and its code told wrong or right", async () => {
  const { page, server, close } = await openPage(browser, "/login?next=%2Fdesk", small);
  server.answers.set("POST login", [401, { title: "Unauthorized", status: 401, code: "second_factor" }]);
  await page.getByLabel("아이디").fill("kim");
  await page.getByLabel("비밀번호", { exact: true }).fill("right");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "2단계 인증" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "code");
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await until(page, () => document.querySelector("#problem")?.textContent.includes("코드가 맞지 않거나"));
  server.answers.set("POST login", [200, { user: server.user }]);
  await page.getByLabel("인증 코드").fill("123456");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/desk`);
  assert.deepEqual(server.requests.map((r) => r[2]), [{ login: "kim", password: "right" }, { login: "kim", password: "right", code: "000000" }, { login: "kim", password: "right", code: "123456" }]);
  await close();
});

test("log-in: who must set up a second factor does so, sees the recovery codes, and goes on", async () => {
  const { page, server, close } = await openPage(browser, "/login?lang=en", small);
  server.answers.set("POST login", [200, { user: { ...server.user, confined: "enrolling" } }]);
  server.answers.set("POST me/second-factor", [200, { secret: "JBSWY3DPEHPK3PXP", uri: "otpauth://totp/x", qr: "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" }]);
  server.answers.set("POST me/second-factor/confirm", [200, { codes: ["abcde-fghij", "klmno-pqrst"] }]);
  await page.getByLabel("User ID").fill("kim");
  await page.getByLabel("Password", { exact: true }).fill("right");
  await page.keyboard.press("Enter");
  await page.getByAltText("QR code for an authenticator app").waitFor();
  assert.equal(await page.locator(".secret code").textContent(), "JBSW Y3DP EHPK 3PXP");
  await page.getByLabel("Code", { exact: true }).fill("123456");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
  assert.deepEqual(await page.locator(".codes li").allTextContents(), ["abcde-fghij", "klmno-pqrst"]);
  await page.getByRole("button", { name: "I have noted them" }).click();
  await page.waitForURL(`${server.url}/`);
  assert.deepEqual(server.requests[1], ["POST", "me/second-factor", { password: "right" }]);
  await close();
});

test("log-in: a locked log-in is unlocked where it was; another desk and single sign-on are explained", async () => {
  const { page, server, close } = await openPage(browser, "/login?next=%2Fdesk&why=locked", small);
  await page.getByRole("heading", { name: "화면이 잠겼습니다" }).waitFor();
  server.answers.set("POST unlock", [403, { title: "Forbidden", status: 403, code: "denied" }]);
  await page.getByLabel("비밀번호", { exact: true }).fill("wrong");
  await page.keyboard.press("Enter");
  await until(page, () => document.querySelector("#problem")?.textContent.includes("비밀번호가 맞지 않습니다"));
  server.answers.set("POST unlock", [204, null]);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/desk`);
  server.answers.set("GET sign-on", [200, { offered: true, name: "Acme" }]);
  for (const [query, words] of [["why=elsewhere", "다른 자리에서"], ["sign_on=person", "연결된 사람이 없습니다"], ["sign_on=state", "다른 창에서"]]) {
    await page.goto(`${server.url}/login?${query}`);
    await until(page, (text) => document.querySelector("#problem")?.textContent.includes(text), words);
  }
  await page.goto(`${server.url}/login?next=%2Fdesk`);
  const button = page.getByRole("link", { name: "Acme 계정으로 로그인" });
  await button.waitFor();
  assert.equal(await button.getAttribute("href"), "api/v1/sign-on/begin?next=%2Fdesk");
  await close();
});

test("work at the keyboard or mouse is told once a minute, where idle log-ins lock", async () => {
  const { page, server, close } = await openPage(browser, "/desk", { ...small, floor: deskFloor({}), setUp: (server) => { server.user.idle_lock_minutes = 10; server.answers.set("POST me/active", [204, null]); } });
  await page.locator(".stats").waitFor();
  const told = () => server.requests.filter(([, path]) => path === "me/active").length;
  assert.equal(told(), 0);
  for (let i = 0; i < 5; i++) { await page.mouse.move(100 + i, 100); await page.keyboard.press("Shift"); }
  await until(page, () => true);
  await page.waitForTimeout(200);
  assert.equal(told(), 1);
  await close();
});

test("a page of a locked log-in leads to the way back in", async () => {
  const { page, close } = await openPage(browser, "/desk", { ...small, setUp: (server) => { server.answers.set("GET me", [423, { title: "Locked", status: 423, code: "locked" }]); } });
  await page.waitForURL(/\/login\?next=%2Fdesk&why=locked$/);
  await close();
});

test("first set-up in steps: the code, the checks, service, agent, phone and test call", async () => {
  const { page, server, close } = await openPage(browser, "/setup?code=abc", small);
  const alert = (words) => until(page, (text) => document.querySelector("[role=alert]")?.textContent.includes(text), words);
  const next = page.getByRole("button", { name: "다음" });
  await next.click();
  await alert("빈 칸");
  for (const [id, value] of [["login", "admin"], ["name", "김하나"], ["password", "short"], ["again", "short"], ["centre", "온마루"]]) await page.locator(`#${id}`).fill(value);
  await page.keyboard.press("Enter");
  await alert("단순합니다");
  await page.locator("#password").fill("a long password");
  await page.keyboard.press("Enter");
  await alert("다릅니다");
  assert.equal(server.requests.length, 0);
  await page.locator("#again").fill("a long password");
  server.answers.set("POST setup", [201, {}]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "첫 서비스" }).waitFor();
  assert.deepEqual(server.requests[0], ["POST", "setup", { code: "abc", login: "admin", name: "김하나", password: "a long password", centre: "온마루", time_zone: "Asia/Seoul", language: "ko" }]);
  await page.getByLabel("서비스 이름").fill("대표상담");
  await page.getByLabel("대표 번호").fill("1588-000x");
  await page.keyboard.press("Enter");
  await alert("숫자");
  await page.getByLabel("대표 번호").fill("1588-0001");
  server.answers.set("POST services", [201, {}]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "첫 상담사" }).waitFor();
  assert.deepEqual(server.requests[1], ["POST", "services", { id: "main", name: { ko: "대표상담", en: "대표상담" }, numbers: [{ number: "15880001" }] }]);
  for (const [label, value] of [["상담사 이름", "이두리"], ["내선 번호", "1001"], ["상담사 아이디", "lee"], ["상담 화면 비밀번호", "Blue-river-77"]]) await page.getByLabel(label, { exact: true }).fill(value);
  server.answers.set("POST agents", [201, {}]);
  server.answers.set("POST users", [201, {}]);
  server.answers.set("POST agents/lee/phone", [200, { text: "SIP server: 127.0.0.1\nPassword: secret-of-24-characters", qr: "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" }]);
  server.answers.set("GET agents/lee", [200, { reachable: false }]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "전화기와 시험 통화" }).waitFor();
  assert.deepEqual(server.requests.slice(2, 5), [
    ["POST", "agents", { id: "lee", name: "이두리", extension: "1001", services: { main: { level: 1 } } }],
    ["POST", "users", { login: "lee", name: "이두리", role: "agent", agent_id: "lee", password: "Blue-river-77", permissions: ["phone"] }],
    ["POST", "agents/lee/phone", null]]);
  await page.getByAltText("전화기 설정 QR 코드").waitFor();
  const test = page.getByRole("button", { name: "시험 통화" });
  assert.ok(await test.isDisabled());
  server.answers.set("GET agents/lee", [200, { reachable: true }]);
  await page.getByText("전화기가 연결되었습니다").waitFor();
  server.answers.set("POST agents/lee/test-call", [200, { ok: false, code: "busy", status: 486 }]);
  await test.click();
  await page.getByText("통화 중입니다.").waitFor();
  server.answers.set("POST agents/lee/test-call", [200, { ok: false, code: "failed", status: 500 }]);
  await test.click();
  await page.getByText("500(으)로 답했습니다").waitFor();
  server.answers.set("POST agents/lee/test-call", [200, { ok: true, code: "answered", heard: true, status: 200 }]);
  await test.click();
  await page.getByText("소리도 돌아왔습니다").waitFor();
  await page.getByRole("button", { name: "설정 마치기" }).click();
  await page.waitForURL(`${server.url}/`);
  await close();
});

test("first set-up: a used or wrong code is told; one that was begun goes on", async () => {
  const { page, server, close } = await openPage(browser, "/login", small);
  server.answers.set("GET services", [200, [{ id: "orders" }]]);
  for (const [status, words] of [[410, "이미 사용된"], [404, "맞지 않습니다"]]) {
    server.answers.set("GET setup", [status, { title: "x", status }]);
    await page.goto(`${server.url}/setup?code=abc`);
    await page.getByRole("heading", { name: words }).waitFor();
  }
  server.answers.set("GET setup", [410, { title: "Gone", status: 410 }]);
  server.answers.set("GET services", [200, []]);
  await page.goto(`${server.url}/setup?code=abc`);
  await page.getByRole("heading", { name: "첫 서비스" }).waitFor();
  await close();
});

test("first set-up speaks for the centre: its name in title and header, its language", async () => {
  const { page, server, close } = await openPage(browser, "/login", small);
  await page.route("**/setup?code=abc", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace('<html lang="ko"', '<html lang="en" data-centre="온마루 &amp; Co"') });
  });
  await page.goto(`${server.url}/setup?code=abc`);
  await page.locator("form button[type=submit]").waitFor();
  assert.equal(await page.locator("header b").textContent(), "온마루 & Co");
  assert.match(await page.title(), /^온마루 & Co /);
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await page.locator("#language").inputValue(), "en");
  await close();
});

test("home: doors by role, the floor live for managers only", async () => {
  const { page, server, close } = await openPage(browser, "/", small);
  await page.getByRole("link", { name: /전광판/ }).waitFor();
  assert.equal(await page.getByRole("link", { name: /상담 데스크/ }).count(), 1);
  await page.getByRole("tab", { name: /상담원/ }).click();
  assert.equal(await page.locator("tbody tr").count(), 12);
  await page.keyboard.press("ArrowRight");
  const [call] = server.floor.calls;
  assert.match(await page.locator("tbody").textContent(), new RegExp(call.caller.replace(/\*/g, "\\*")));
  server.delta("calls", [], { gone: server.floor.calls.map((row) => row.id) });
  await page.getByText("진행 중인 통화가 없습니다").waitFor();
  const left = page.waitForEvent("load"); // the address stays: only the load tells that the page has gone
  await page.getByRole("button", { name: "로그아웃" }).click();
  await left;
  server.user = { id: "u2", name: "이둘", role: "agent", permissions: [], agent_id: "a001" };
  await page.goto(`${server.url}/`);
  await page.getByRole("link", { name: /상담 데스크/ }).waitFor();
  assert.equal(await page.getByRole("tab").count(), 0);
  assert.equal(server.sockets.size, 0, "an agent's home opens no live socket");
  await close();
});

test("who only has a wallboard's link is asked to log in", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard", small);
  server.user = { kind: "display", id: "d1", name: "wall", role: "", permissions: ["board"] };
  for (const path of ["/desk", "/"]) {
    await page.goto(server.url + path);
    await page.waitForURL(`${server.url}/login?next=${encodeURIComponent(path)}`);
  }
  await close();
});

test("home: an administrator sets and takes away the notice by keyboard; others do not see it (W28)", async () => {
  const { page, server, close } = await openPage(browser, "/", small);
  const line = page.getByLabel("전광판 공지");
  await line.waitFor();
  assert.ok(await page.getByRole("button", { name: "표시" }).isDisabled(), "an empty notice cannot be shown");
  await line.focus();
  await page.keyboard.type("3시 정기 점검");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space"); // 아래
  await line.press("Enter");
  await page.getByText("모든 전광판에 표시했습니다.").waitFor();
  assert.deepEqual(server.requests.at(-1), ["PUT", "notice", { text: "3시 정기 점검", place: "bottom" }]);
  server.setNotice("3시 정기 점검", "bottom");
  await until(page, () => document.querySelector("#notice").value === "3시 정기 점검");
  server.answers.set("PUT notice", [422, { title: "Unprocessable Entity", status: 422, detail: "take out the invisible mark U+202E" }]);
  await line.fill("거꾸로");
  await line.press("Enter");
  await page.getByText(/U\+202E/).waitFor();
  assert.equal(await line.inputValue(), "거꾸로", "what was typed is not lost");
  server.answers.delete("PUT notice");
  await page.getByRole("button", { name: "내리기" }).click();
  await page.getByText("공지를 내렸습니다.").waitFor();
  assert.deepEqual(server.requests.at(-1), ["PUT", "notice", { text: "", place: "bottom" }]);
  server.user = { id: "u2", name: "이둘", role: "manager", permissions: [] };
  await page.goto(`${server.url}/`);
  await page.getByRole("tab", { name: /상담원/ }).waitFor();
  assert.equal(await page.getByLabel("전광판 공지").count(), 0);
  await close();
});

test("desk: nothing is optimistic; the state changes when the event arrives (D4)", async () => {
  const { page, server, close } = await openPage(browser, "/desk", { ...small, floor: deskFloor({ state: "not_ready", reason: "preparing" }) });
  await until(page, () => document.querySelector(".state")?.textContent.includes("상담준비"));
  await page.getByRole("button", { name: "대기", exact: true }).click();
  await page.waitForTimeout(300);
  assert.deepEqual(server.requests, [["PUT", "agents/a000/state", { state: "ready" }]]);
  assert.match(await page.locator(".state").textContent(), /상담준비/);
  server.delta("agents", [{ ...server.floor.agents[0], state: "ready", reason: "", since: Date.now() }]);
  await until(page, () => document.querySelector(".state")?.textContent.includes("대기"));
  await page.keyboard.press("Alt+Digit3");
  await page.keyboard.press("Alt+Digit4"); // the menu opens while the request is on its way
  await page.getByRole("menuitem", { name: "회의중" }).focus();
  await until(page, () => !document.querySelector(".quick button:not([aria-pressed=true]):disabled"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(200);
  assert.deepEqual(server.requests.slice(1), [["PUT", "agents/a000/state", { state: "not_ready", reason: "meal" }], ["PUT", "agents/a000/state", { state: "not_ready", reason: "away" }]]);
  server.answers.set("PUT agents/a000/state", [409, { title: "Conflict", status: 409, code: "conflict", detail: "말할 수 없는 상태" }]);
  await page.getByRole("button", { name: "식사중" }).click();
  await page.getByRole("alert").filter({ hasText: "말할 수 없는 상태" }).waitFor();
  await close();
});

test("desk: a call rings with caller, wait, count-down and the reason why me", async () => {
  const now = Date.now();
  const { page, server, close } = await openPage(browser, "/desk", {
    ...small, floor: deskFloor({ state: "ringing", since: now - 3000, deadline: now + 12_000, call: "c9", service: "s02" }),
    setUp: (server) => server.answers.set("GET calls/c9/explanation", [200, why]),
  });
  await page.locator(".call.ringing h2").waitFor();
  assert.equal(await page.locator(".call.ringing h2").textContent(), "010-****-4821");
  assert.match(await page.locator(".call.ringing [role=alert]").textContent(), /배송문의 전화가 왔습니다. 고객 010/);
  assert.match(await page.locator(".chead .hint").textContent(), /^1[0-2]초 안에 받지 않으면/);
  assert.match(await page.locator(".chead").textContent(), /대기열 대기 00:18/);
  assert.match(await page.title(), /^● 수신중/);
  assert.match(await page.locator(".why").textContent(), /쉬는 시간 182초.*4명.*류성훈 \(쉬는 시간 95초\)/);
  server.delta("agents", [{ ...server.floor.agents[0], state: "talking", since: Date.now(), deadline: 0, next: "not_ready", next_reason: "meal" }]);
  await until(page, () => document.querySelector(".state")?.textContent.includes("통화중"));
  assert.match(await page.locator(".next-state").textContent(), /다음 상태: 식사중/);
  server.delta("agents", [{ ...server.floor.agents[0], state: "wrap_up", since: Date.now(), deadline: Date.now() + 42_000, call: undefined }]);
  await until(page, () => /00:4[0-2] 뒤에/.test(document.querySelector(".chead .hint")?.textContent ?? ""));
  await page.keyboard.press("Control+Enter");
  await page.waitForTimeout(200);
  assert.deepEqual(server.requests.at(-1), ["PUT", "agents/a000/state", { state: "ready" }]);
  await close();
});

test("desk: a missed call, a lost phone and a lost server are told", async () => {
  const { page, server, close } = await openPage(browser, "/desk", { ...small, clock: true, floor: deskFloor({ state: "not_ready", reason: "no_answer", reachable: false }) });
  await page.getByText("전화기가 등록되지 않아").waitFor();
  await page.getByRole("button", { name: "대기로 돌아가기" }).click();
  await page.waitForTimeout(200);
  assert.deepEqual(server.requests, [["PUT", "agents/a000/state", { state: "ready" }]]);
  server.goDown();
  await pass(page, 11_000);
  await page.getByRole("alert").filter({ hasText: "연결이 끊겼습니다" }).waitFor();
  await close();
});

test("desk: a number is called from the dialog, by mouse and by keyboard", async () => {
  const floor = deskFloor({ state: "ready", since: Date.now() });
  const { page, server, close } = await openPage(browser, "/desk", { ...small, floor, setUp: (s) => {
    s.answers.set("POST calls", [409, { detail: "바쁩니다", code: "conflict" }]);
  } });
  await page.getByRole("button", { name: "전화하기" }).click();
  const box = page.getByRole("dialog", { name: "전화하기" });
  assert.equal(await page.evaluate(() => document.activeElement?.id), "number");
  await page.keyboard.type("010-1234-5678");
  await page.keyboard.press("Enter");
  await box.getByRole("alert").filter({ hasText: "지금은 걸 수 없습니다" }).waitFor();
  server.answers.set("POST calls", [201, { call: "c9" }]);
  await box.getByRole("button", { name: "전화 걸기" }).click();
  await box.waitFor({ state: "detached" });
  assert.deepEqual(server.requests.at(-1), ["POST", "calls", { agent: "a000", number: "010-1234-5678" }]);
  await page.keyboard.press("Alt+Digit5");
  await box.waitFor();
  await page.keyboard.press("Escape");
  await box.waitFor({ state: "detached" });
  server.delta("agents", [{ ...server.floor.agents[0], state: "dialing", since: Date.now() }]);
  await until(page, () => document.querySelector(".state")?.textContent.includes("발신중"));
  assert.equal(await page.getByRole("button", { name: "전화하기" }).isDisabled(), true);
  await close();
});

test("desk: hold, keys, transfer and hanging up, by mouse and by keyboard", async () => {
  const floor = deskFloor({ state: "talking", since: Date.now(), call: "c9", service: "s02" });
  const { page, server, close } = await openPage(browser, "/desk", { ...small, floor, setUp: (s) => {
    s.answers.set("GET calls/c9/explanation", [200, why]);
    s.answers.set("GET colleagues", [200, [{ id: "a000", name: "김하나", extension: "1001", state: "talking" }, { id: "a007", name: "이두리", extension: "1002", state: "ready" }]]);
    for (const what of ["PUT calls/c9/hold", "POST calls/c9/keys", "POST calls/c9/transfer", "POST calls/c9/hang-up"]) s.answers.set(what, [204, null]);
  } });
  /** @param {any} want */
  const asked = async (want) => { await page.waitForTimeout(150); assert.deepEqual(server.requests.at(-1), want); };
  await page.getByRole("button", { name: "보류" }).click();
  await asked(["PUT", "calls/c9/hold", { held: true }]);
  server.delta("agents", [{ ...server.floor.agents[0], held_since: Date.now() }]);
  await page.getByRole("button", { name: "보류 해제" }).waitFor();
  await page.keyboard.press("Alt+Digit6");
  await asked(["PUT", "calls/c9/hold", { held: false }]);
  await page.getByRole("button", { name: "키패드" }).click();
  await page.getByRole("group", { name: "키패드" }).getByRole("button", { name: "#" }).click();
  await asked(["POST", "calls/c9/keys", { keys: "#" }]);
  await page.keyboard.press("Alt+Digit8");
  await page.getByLabel("넘길 곳").selectOption({ index: 1 });
  const [kind, chosen] = (await page.getByLabel("넘길 곳").inputValue()).split(":");
  await page.getByRole("button", { name: "넘기기" }).click();
  await asked(["POST", "calls/c9/transfer", { [kind]: chosen }]);
  await page.keyboard.press("Alt+Digit8");
  await page.getByLabel("넘길 곳").selectOption({ label: "이두리" });
  await page.getByRole("button", { name: "넘기기" }).click();
  await asked(["POST", "calls/c9/transfer", { agent: "a007" }]);
  await page.keyboard.press("Alt+Digit9");
  await asked(["POST", "calls/c9/hang-up", null]);
  server.answers.set("POST calls/c9/hang-up", [404, { detail: "there is no live call", code: "not_found" }]);
  await page.getByRole("button", { name: "끊기" }).click();
  await page.getByRole("alert").filter({ hasText: "no live call" }).waitFor();
  await close();
});

test("desk: the reason why names colleagues whom an agent does not see live", async () => {
  const { page, close } = await openPage(browser, "/desk", {
    ...small, floor: deskFloor({ state: "ringing", since: Date.now(), deadline: Date.now() + 12_000, call: "c9", service: "s02" }),
    setUp: (server) => {
      server.answers.set("GET calls/c9/explanation", [200, { ...why, next: [{ agent: "zz9", level: 1, key: "idle 5s" }] }]);
      server.answers.set("GET colleagues", [200, [{ id: "zz9", name: "남궁빛", extension: "1999", state: "ready" }]]);
    },
  });
  await page.locator(".why", { hasText: "남궁빛 (쉬는 시간 5초)" }).waitFor();
  await close();
});

test("desk: why a number was not reached", async () => {
  const { page, server, close } = await openPage(browser, "/desk", { ...small, floor: deskFloor({ state: "dialing", since: Date.now(), call: "c9" }) });
  await until(page, () => document.querySelector(".state")?.textContent.includes("발신중"));
  for (const [row, text] of /** @type {[object, string][]} */ ([
    [{ direction: "out", outcome: "failed", cause: "busy", ended_by: "caller" }, "상대방이 통화 중입니다"],
    [{ direction: "out", outcome: "failed", cause: "no_answer", ended_by: "agent" }, "내 전화기가 받지 않아"],
  ])) {
    server.answers.set("GET calls/history", [200, { calls: [row] }]);
    server.delta("agents", [{ ...server.floor.agents[0], state: "ready", since: Date.now(), call: undefined }]);
    await page.getByRole("status").filter({ hasText: text }).waitFor();
    server.delta("agents", [{ ...server.floor.agents[0], state: "dialing", since: Date.now(), call: "c9" }]);
    await page.getByRole("status").filter({ hasText: text }).waitFor({ state: "detached" });
  }
  await close();
});

test("desk: who may not call out has no button for it", async () => {
  const { page, close } = await openPage(browser, "/desk", { ...small, floor: deskFloor({ state: "ready" }), setUp: (s) => { s.user.role = "agent"; } });
  await page.locator(".state").waitFor();
  assert.equal(await page.getByRole("button", { name: "전화하기" }).count(), 0);
  await page.keyboard.press("Alt+Digit5");
  await page.waitForTimeout(200);
  assert.equal(await page.locator("dialog").count(), 0);
  await close();
});

test("desk: the mean of talk is that of calls that ended", async () => {
  const floor = deskFloor({ state: "talking", since: Date.now() - 1_000 });
  Object.assign(floor.agents[0].today, { answered: 8, talk_ms: 700_000, talk_out_ms: 0 });
  const { page, close } = await openPage(browser, "/desk", { ...small, floor });
  await until(page, () => /총통화11:4\d/.test(document.querySelector(".stats")?.textContent ?? ""));
  assert.match(await page.locator(".stats").textContent(), /응대8.*평균통화01:40/);
  await close();
});

test("desk: own figures include the running state", async () => {
  const floor = deskFloor({ state: "ready", since: Date.now() - 60_000 });
  Object.assign(floor.agents[0].today, { ready_ms: 600_000, answered: 7, missed: 1, talk_ms: 700_000, talk_out_ms: 0 });
  const { page, close } = await openPage(browser, "/desk", { ...small, floor });
  await until(page, () => /상담대기11:0\d/.test(document.querySelector(".stats")?.textContent ?? ""));
  assert.match(await page.locator(".stats").textContent(), /응대7미응답1.*총통화11:40평균통화01:40/);
  await close();
});

test("hostile names are text on home and desk", async () => {
  const hostile = `<img src=x onerror="alert(1)"><script>alert(2)</script>`;
  const floor = deskFloor({ name: hostile, state: "ringing", call: "c9", service: "s02", deadline: Date.now() + 9000 });
  for (const row of floor.services) row.name = { ko: hostile, en: hostile };
  for (const row of floor.calls) row.caller = hostile;
  const { page, server, close } = await openPage(browser, "/desk", { ...small, floor, setUp: (s) => { s.user.name = hostile; s.answers.set("GET calls/c9/explanation", [200, { ...why, key: hostile, strategy: hostile }]); } });
  await page.locator(".call h2", { hasText: "<img" }).waitFor();
  await page.goto(`${server.url}/`);
  await page.locator("tbody b").first().waitFor();
  assert.equal(await page.locator("tbody b").first().textContent(), hostile);
  assert.equal(await page.locator("#app img, #app script").count(), 0);
  await close();
});
