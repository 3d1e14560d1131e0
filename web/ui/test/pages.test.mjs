// Log-in, first set-up and home in a real browser.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, openPage, over, pass, passUntil, startBrowser, until } from "./browser.mjs";
import { deskAnswers, deskFloor, why } from "./desk.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

const small = { width: 1440, height: 900 };

/** A picture for who looks at it. */
const picture = (page, name) => process.env.PICTURES ? page.screenshot({ path: `${process.env.PICTURES}/${name}.png` }) : undefined;

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

test("log-in: after too many tries it says how long to wait", async () => {
  const { page, close } = await openPage(browser, "/login", small);
  for (const [wait, words] of [["841", "15분 뒤에"], ["4", "4초 뒤에"], ["", "잠시 후"]]) {
    await page.route("**/api/v1/login", (route) => route.fulfill({ status: 429, contentType: "application/problem+json", headers: wait ? { "Retry-After": wait } : {}, body: '{"status":429,"code":"overloaded"}' }));
    await page.getByLabel("아이디").fill("kim");
    await page.getByLabel("비밀번호", { exact: true }).fill("wrong");
    await page.getByRole("button", { name: "로그인" }).click();
    await until(page, (text) => document.querySelector("#problem")?.textContent.includes(text), words);
  }
  await close();
});

test("my account: a password by the rule of the set-up, browsers by their names", async () => {
  const { page, server, close } = await openPage(browser, "/", small);
  const client = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
  server.answers.set("GET me/logins", [200, [{ id: "1", client, address: "192.0.2.10", last: new Date().toISOString(), current: true }]]);
  await page.locator(".account-panel summary").click();
  await page.getByTitle(client).getByText("Chrome · Linux", { exact: true }).waitFor();
  const change = async (password, again = password) => {
    await page.locator("#old-password").fill("Blue-river-77");
    await page.locator("#new-password").fill(password);
    await page.locator("#new-password-again").fill(again);
    await page.keyboard.press("Enter");
  };
  await change("aaaaaaaaaaaa"); // of one kind
  await page.getByText("비밀번호가 너무 단순합니다").waitFor();
  await change("Green-5k", "Green-6k");
  await page.getByText("두 비밀번호가 다릅니다. 같은 비밀번호를 두 번 입력해 주세요.").waitFor();
  await picture(page, "account-differ");
  assert.equal(server.requests.length, 0);
  server.answers.set("PUT me/password", [422, { title: "x", status: 422, code: "invalid", detail: "the password must not contain the log-in name" }]);
  await change("Green-5k"); // eight of three
  await page.getByText("비밀번호에 아이디를 넣을 수 없습니다").waitFor();
  assert.deepEqual(server.requests, [["PUT", "me/password", { old: "Blue-river-77", new: "Green-5k" }]]);
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

test("log-in: who has a password of somebody else chooses another first, and goes on to what else is asked", async () => {
  const { page, server, close } = await openPage(browser, "/login?next=%2Fdesk", { ...small, setUp: (server) => {
    server.answers.set("POST login", [200, { user: { ...server.user, confined: "choosing" } }]);
    server.answers.set("PUT me/password", [204, null]);
  } });
  await page.getByLabel("아이디").fill("kim");
  await page.getByLabel("비밀번호", { exact: true }).fill("Given horse 7");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "새 비밀번호 정하기" }).waitFor();
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(await page.evaluate(over), []);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/choose.png` });
  assert.equal(await page.evaluate(() => document.activeElement?.id), "new", "the password that was just given is not asked for again");
  const says = (words) => until(page, (text) => document.querySelector("#problem")?.textContent.includes(text), words);
  for (const [first, second, words] of [["short", "short", "너무 단순합니다"], ["Own horse 8 here", "Own horse 9 here", "두 비밀번호가 다릅니다"]]) {
    await page.locator("#new").fill(first);
    await page.locator("#again").fill(second);
    await page.keyboard.press("Enter");
    await says(words);
  }
  assert.equal(server.requests.filter(([, path]) => path === "me/password").length, 0);
  await page.locator("#again").fill("Own horse 8 here");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/desk`);
  assert.deepEqual(server.requests.find(([, path]) => path === "me/password"), ["PUT", "me/password", { old: "Given horse 7", new: "Own horse 8 here" }]);

  await until(page, () => document.querySelector("#app")?.firstElementChild); // the desk has been told whose it is
  server.user.confined = "choosing";
  await page.goto(`${server.url}/floor`);
  await page.waitForURL(`${server.url}/login?next=%2Ffloor&why=choosing`);
  server.answers.set("PUT me/password", [403, { title: "Forbidden", status: 403, code: "denied" }]);
  for (const [id, value] of [["password", "wrong"], ["new", "Own horse 8 here"], ["again", "Own horse 8 here"]]) await page.locator(`#${id}`).fill(value);
  await page.keyboard.press("Enter");
  await says("비밀번호가 맞지 않습니다");
  server.answers.set("PUT me/password", [204, null]);
  server.user.confined = undefined;
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/floor`);
  await close();
});

test("log-in: the set-up of a second factor is left without one: back to where it was begun, or out where it has to be", async () => {
  const { page, server, close } = await openPage(browser, "/login?why=enrolling&next=%2F", small);
  await page.getByRole("heading", { name: "2단계 인증 등록" }).waitFor();
  await page.getByRole("button", { name: "취소" }).click();
  await page.waitForURL(`${server.url}/`);
  assert.deepEqual(server.requests, []);
  server.user = { ...server.user, confined: "enrolling" };
  server.answers.set("POST me/second-factor", [200, { secret: "JBSWY3DPEHPK3PXP", uri: "otpauth://totp/x", qr: "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" }]);
  await page.goto(`${server.url}/login?why=enrolling&next=%2F`);
  await page.getByLabel("비밀번호", { exact: true }).fill("right");
  await page.keyboard.press("Enter");
  await page.getByAltText("인증 앱에서 찍을 QR 코드").waitFor();
  await picture(page, "enrol");
  await page.getByRole("button", { name: "취소" }).click();
  await page.getByRole("heading", { name: "로그인" }).waitFor();
  assert.deepEqual(server.requests.at(-1), ["POST", "logout", null]);
  await close();
});

test("log-in: a locked log-in is unlocked where it was; another desk and single sign-on are explained", async () => {
  const { page, server, close } = await openPage(browser, "/login?next=%2Fdesk&why=locked", { ...small, setUp: (server) => { server.answers.set("GET unlock", [200, { login: "hana.kim", name: "김하나" }]); } });
  await page.getByRole("heading", { name: "화면이 잠겼습니다" }).waitFor();
  await page.getByText("김하나님의 로그인 (hana.kim)").waitFor();
  await picture(page, "locked");
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

for (const [why, heading, path, fields] of [
  ["locked", "화면이 잠겼습니다", "POST unlock", ["password"]],
  ["choosing", "새 비밀번호 정하기", "PUT me/password", ["password", "new", "again"]],
  ["enrolling", "2단계 인증 등록", "POST me/second-factor", ["password"]],
]) test(`log-in: one that has ended while it waited (${why}) is begun anew and leads to where it was`, async () => {
  const ended = [401, { title: "Unauthorized", status: 401, code: "unauthenticated" }];
  const { page, server, close } = await openPage(browser, `/login?next=%2Fdesk&why=${why}`, { ...small, setUp: (server) => {
    server.answers.set("GET unlock", [200, { login: "hana.kim", name: "김하나" }]);
    server.answers.set(path, ended);
    server.answers.set("POST login", [200, { user: server.user }]);
  } });
  await page.getByRole("heading", { name: heading }).waitFor();
  if (why === "choosing") await page.getByText("나만 아는 비밀번호로 바꿔야 계속할 수 있습니다.").waitFor();
  for (const id of fields) await page.locator(`#${id}`).fill(id === "password" ? "right" : "Own horse 8 here");
  await page.keyboard.press("Enter");
  const says = () => until(page, (text) => document.querySelector("#problem")?.textContent.includes(text), "로그인이 끝났습니다. 다시 로그인하면 있던 곳으로 돌아갑니다.");
  await says();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "login");
  await picture(page, `ended-${why}`);
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(await page.evaluate(over), []);
  if (why === "locked") { // already when the page is opened
    server.answers.set("GET unlock", ended);
    await page.reload();
    await says();
  }
  await page.getByLabel("아이디").fill("hana.kim");
  await page.getByLabel("비밀번호", { exact: true }).fill("right");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/desk`);
  await close();
});

test("without an idle lock too work is told, once a minute: a log-in ends that is not used", async () => {
  const { page, server, close } = await openPage(browser, "/admin#/services", { ...small, clock: true });
  await page.locator(".anav").waitFor();
  const told = async (times) => { for (const end = Date.now() + 5000; server.active < times;) { assert.ok(Date.now() < end, "work is not told"); await new Promise((done) => setTimeout(done, 20)); } assert.equal(server.active, times); };
  assert.equal(server.active, 0);
  for (const times of [1, 2, 3]) {
    await page.keyboard.press("x");
    await page.keyboard.press("x");
    await told(times);
    await page.clock.fastForward(61_000);
  }
  await close();
});

test("a mouse that lies still is not work, however often the browser tells of it", async () => {
  const { page, server, close } = await openPage(browser, "/desk", { ...small, floor: deskFloor({}) });
  await page.locator(".stats").waitFor();
  const seen = (x) => page.evaluate((x) => document.body.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, screenX: x, screenY: 0 })), x); // the browser itself tells of 0, 0
  for (let i = 0; i < 3; i++) await seen(0);
  await page.waitForTimeout(150);
  assert.equal(server.active, 0);
  await seen(6);
  for (const end = Date.now() + 5000; server.active === 0;) { assert.ok(Date.now() < end, "a mouse that moves is work"); await page.waitForTimeout(20); }
  await close();
});

test("work at the keyboard or mouse is told once a minute, where idle log-ins lock", async () => {
  const { page, server, close } = await openPage(browser, "/desk", { ...small, floor: deskFloor({}), setUp: (server) => { server.user.idle_lock_minutes = 10; } });
  await page.locator(".stats").waitFor();
  assert.equal(server.active, 0);
  for (let i = 0; i < 5; i++) { await page.mouse.move(100 + i, 100); await page.keyboard.press("Shift"); }
  await until(page, () => true);
  await page.waitForTimeout(200);
  assert.equal(server.active, 1);
  await close();
});

for (const [path, ready, field] of [["/desk", ".stats", null], ["/floor", ".a-row", null], ["/admin#/services", ".anav", null], ["/", ".doors", "#notice"]]) test(`${path}: a minute before the log-in locks the page says so, asks the server before, and typing or the button extends`, async () => {
  const start = { user: null, left: 600_000 };
  const { page, server, close } = await openPage(browser, path, { ...small, clock: true, floor: path === "/desk" ? deskFloor({}) : undefined, setUp: (server) => {
    start.user = server.user;
    server.answers.set("GET me", () => [200, { user: { ...start.user, idle_lock_minutes: 10, idle_lock_in_ms: start.left } }]);
    server.answers.set("POST me/active", () => { start.left = 600_000; return [204, null]; });
    server.skew = -3 * 3600_000; // the two clocks differ by hours
  } });
  await page.locator(ready).first().waitFor();
  const banner = page.locator(".locking"), asked = () => server.asked.filter((one) => one === "me").length, told = () => server.active;
  const before = asked();
  start.left = 200_000; // something was done in another tab
  await page.clock.fastForward(541_000);
  await until(page, () => true);
  for (const end = Date.now() + 5000; asked() === before;) { assert.ok(Date.now() < end, "the server is not asked"); await new Promise((done) => setTimeout(done, 20)); }
  await page.waitForTimeout(150);
  assert.equal(await banner.count(), 0, "the other tab's work counts");
  start.left = 60_000;
  if (field) await page.locator(field).focus();
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
  const was = await focused();
  await page.clock.fastForward(141_000);
  await banner.waitFor();
  assert.equal(await focused(), was, "the focus stays where it was");
  assert.match(await banner.innerText(), /1분 뒤 잠깁니다/);
  await page.clock.runFor(200);
  await banner.getByRole("alert").filter({ hasText: "1분 뒤 잠깁니다" }).waitFor();
  assert.deepEqual((await barriers(page)).filter((one) => one.includes("locking")), []);
  start.left = 40_000;
  await page.clock.runFor(5_500);
  await banner.filter({ hasText: /(40|39)초 뒤 잠깁니다/ }).waitFor();
  await page.mouse.move(200, 200);
  await page.mouse.move(220, 200);
  for (let i = 0; i < 400 && await focused() !== "BUTTON" | !await page.evaluate(() => document.activeElement.closest(".locking") !== null); i++) await page.keyboard.press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "계속 사용", "the button is reached by Tab");
  assert.equal(told(), 0, "neither the mouse's way nor Tab is a wish to go on");
  await page.keyboard.press("Enter");
  await banner.waitFor({ state: "detached" });
  assert.equal(told(), 1);

  start.left = 45_000;
  await page.clock.fastForward(541_000);
  await banner.waitFor();
  if (field) await page.locator(field).pressSequentially("휴"); else await page.keyboard.press("x");
  await banner.waitFor({ state: "detached" });
  assert.equal(told(), 2, "typing extends");
  if (field) assert.equal(await page.locator(field).inputValue(), "휴", "and is not lost");

  start.left = 30_000;
  await page.clock.fastForward(541_000);
  await banner.waitFor();
  server.answers.set("GET me", [423, { title: "Locked", status: 423, code: "locked" }]);
  await page.clock.fastForward(31_000);
  await page.waitForURL(/\/login\?next=.*&why=locked$/);
  await close();
});

test("a page of a locked log-in leads to the way back in", async () => {
  const { page, close } = await openPage(browser, "/desk", { ...small, setUp: (server) => { server.answers.set("GET me", [423, { title: "Locked", status: 423, code: "locked" }]); } });
  await page.waitForURL(/\/login\?next=%2Fdesk&why=locked$/);
  await close();
});

/** What a page does by itself, or somebody at it, that the server answers. @type {[string, string, object, (page: import("playwright-core").Page) => Promise<void>][]} */
const answered = [
  ["/", ".doors", {}, async (page) => { await page.locator("#notice").fill("휴무"); await page.keyboard.press("Enter"); }],
  ["/", ".doors", { role: "agent" }, (page) => page.locator(".account-panel summary").click()],
  ["/desk", ".stats", {}, (page) => page.keyboard.press("Alt+1")],
  ["/admin#/services", ".anav", {}, (page) => page.locator(".anav a[href*=numbers]").click()],
];
for (const [path, ready, who, work] of answered) test(`${path} ${who.role ?? ""}: whatever is answered that the log-in is locked, the page leads to the way back in, and back`, async () => {
  const { page, server, close } = await openPage(browser, path, { ...small, floor: path === "/desk" ? deskFloor({}) : undefined, setUp: (server) => Object.assign(server.user, who) });
  await page.locator(ready).first().waitFor();
  server.locked = true;
  const led = page.waitForURL(/\/login\?next=.*&why=locked$/);
  await Promise.race([led, work(page).catch(() => {})]); // what the page asks by itself may lead away before
  await led;
  assert.equal(new URL(page.url()).searchParams.get("next")?.split(/[?#]/)[0], path.split("#")[0]);
  server.locked = false;
  server.answers.set("POST unlock", [204, null]);
  await page.getByLabel("비밀번호", { exact: true }).fill("right");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === path.split("#")[0]);
  await close();
});

for (const [path, ready] of [["/", ".doors"], ["/desk", ".stats"], ["/floor", ".a-row"], ["/wallboard", ".wb-page"]]) test(`${path}: a live connection that is closed for the lock leads to the way back in`, async () => {
  const { page, server, close } = await openPage(browser, path, { ...small, floor: path === "/desk" ? deskFloor({}) : undefined });
  await page.locator(ready).first().waitFor();
  server.kick(4504, "locked");
  await page.waitForURL(`${server.url}/login?next=${encodeURIComponent(path)}&why=locked`);
  await close();
});

test("of several reasons to go to the log-in page the first one stands", async () => {
  const { page, server, close } = await openPage(browser, "/", small);
  await page.locator(".doors").waitFor();
  await page.evaluate(async () => {
    const { toLogin } = await import("/ui/js/api.js");
    void toLogin("locked");
    void toLogin("elsewhere");
  }).catch(() => {}); // the page leaves
  await page.waitForURL(`${server.url}/login?next=%2F&why=locked`);
  await close();
});

for (const [path, ready] of [["/", ".doors"], ["/desk", ".stats"], ["/floor", ".a-row"], ["/wallboard", ".wb-page"]]) for (const why of ["choosing", "enrolling"]) test(`${path}: a live connection that is closed because the log-in waits for something (${why}) leads there`, async () => {
  const { page, server, close } = await openPage(browser, path, { ...small, floor: path === "/desk" ? deskFloor({}) : undefined });
  await page.locator(ready).first().waitFor();
  server.kick(4505, why);
  await page.waitForURL(`${server.url}/login?next=${encodeURIComponent(path)}&why=${why}`);
  await close();
});

test("an open page whose log-in is another one that waits for something leads there: it is asked each minute", async () => {
  const { page, server, close } = await openPage(browser, "/admin#/services", { ...small, clock: true });
  await page.locator(".anav").waitFor();
  server.user.confined = "choosing"; // logged in anew in another tab
  await page.clock.fastForward(61_000);
  await page.waitForURL(`${server.url}/login?next=${encodeURIComponent("/admin#/services")}&why=choosing`);
  await close();
});

test("an open page follows the setting of the idle lock: it is asked each minute", async () => {
  const { page, server, close } = await openPage(browser, "/", { ...small, clock: true, setUp: (server) => { server.user.role = "agent"; } });
  await page.locator(".doors").waitFor();
  const banner = page.locator(".locking"), told = () => server.active;
  /** @param {number} before how often it was asked */
  const asked = async (before) => { for (const end = Date.now() + 5000; server.asked.filter((one) => one === "me").length === before;) { assert.ok(Date.now() < end, "the server is not asked"); await new Promise((done) => setTimeout(done, 20)); } };
  const times = () => server.asked.filter((one) => one === "me").length;
  let before = times();
  Object.assign(server.user, { idle_lock_minutes: 10, idle_lock_in_ms: 50_000 }); // switched on, by somebody else
  await page.clock.fastForward(61_000);
  await asked(before);
  await banner.waitFor();
  before = times();
  Object.assign(server.user, { idle_lock_minutes: 30, idle_lock_in_ms: 1_200_000 }); // and made longer
  await page.clock.fastForward(6_000);
  await asked(before);
  await banner.waitFor({ state: "detached" });
  for (const x of [120, 121]) await page.mouse.move(x, 100);
  await until(page, () => true);
  for (const end = Date.now() + 5000; told() === 0;) { assert.ok(Date.now() < end, "work is not told"); await new Promise((done) => setTimeout(done, 20)); }
  before = times();
  Object.assign(server.user, { idle_lock_minutes: undefined, idle_lock_in_ms: undefined }); // and off
  await page.clock.fastForward(61_000);
  await asked(before);
  assert.equal(await banner.count(), 0);
  await close();
});

test("first set-up in steps: the code, the checks, service, agent, phone and test call", async () => {
  const { page, server, close } = await openPage(browser, "/setup?code=abc", small);
  server.answers.set("GET users", [200, [{ login: "admin" }]]);
  const alert = (words) => until(page, (text) => document.querySelector("[role=alert]")?.textContent.includes(text), words);
  const next = page.getByRole("button", { name: "다음" });
  const key = await page.locator("form .note").innerText(); // what losing the key means, before anything depends on it
  for (const words of ["영영 잃으며", "사본을 두세요", "디스크를 가져가면", "/var/lib/callfloor/callfloor-data/callfloor.key"]) assert.ok(key.includes(words), `${words} in ${key}`);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.locator(".form button[type=submit]").click(); // with nothing in it
  for (const part of [".form button[type=submit]", ".form .problem .i"]) assert.ok(await page.locator(part).evaluate((el) => { const { top, bottom } = el.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }), `${part} is in sight`);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/setup.png` });
  await next.click();
  await alert("빈 칸");
  const marked = () => page.locator("input[aria-invalid=true]").evaluateAll((all) => all.map((one) => one.id));
  assert.deepEqual(await marked(), ["login", "name", "password", "again", "centre"]);
  assert.equal(await page.evaluate(() => document.activeElement.id), "login");
  for (const [id, value] of [["login", "admin"], ["name", "김하나"], ["password", "short"], ["again", "short"], ["centre", "온마루"]]) await page.locator(`#${id}`).fill(value);
  await page.keyboard.press("Enter");
  await alert("단순합니다");
  await page.locator("#password").fill("a long password");
  await page.keyboard.press("Enter");
  await alert("다릅니다");
  await page.locator("#again").fill("a long password");
  await page.locator("#login").fill("관리자");
  await page.keyboard.press("Enter");
  await alert("아이디는 영문자, 숫자");
  await until(page, () => document.activeElement?.id === "login" && document.activeElement.matches("[aria-invalid=true]"));
  assert.equal(server.requests.length, 0);
  await page.locator("#login").fill("admin");
  for (const [answer, words] of [
    [{ detail: "the password is too simple: ten characters of two kinds" }, "단순합니다"],
    [{ detail: "the password must not contain the log-in name" }, "아이디를 넣을 수 없습니다"],
    [{ detail: "the password is one of those that are guessed first: choose another" }, "흔히 쓰는 비밀번호"],
    [{ detail: "body.login: expected string to match pattern ^[A-Za-z0-9._@-]+$", errors: [{ location: "body.login", message: "expected string to match pattern ^[A-Za-z0-9._@-]+$" }] }, "아이디는 영문자, 숫자"],
  ]) {
    server.answers.set("POST setup", [422, { title: "Unprocessable Entity", status: 422, code: "invalid", ...answer }]);
    await page.keyboard.press("Enter");
    await alert(words);
  }
  server.requests.length = 0;
  server.answers.set("POST setup", [201, {}]);
  server.answers.set("GET setup", [200, { step: "service" }]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "첫 서비스" }).waitFor();
  assert.equal(await page.locator("header b").textContent(), "온마루");
  assert.deepEqual(server.requests[0], ["POST", "setup", { code: "abc", login: "admin", name: "김하나", password: "a long password", centre: "온마루", time_zone: "Asia/Seoul", language: "ko" }]);
  await page.getByLabel("서비스 이름").fill("대표상담");
  await page.getByLabel("대표 번호").fill("1588-000x");
  await page.keyboard.press("Enter");
  await alert("숫자");
  assert.deepEqual(await marked(), ["number"]);
  await page.getByLabel("대표 번호").fill("1588-0001");
  const refuse = (what, status, detail) => server.answers.set(what, [status, { title: "Refused", status, code: status === 409 ? "conflict" : "invalid", detail }]);
  refuse("POST services", 422, 'services[1].numbers[0] "15880001" is used twice: it stands at services[0].numbers[0] too');
  await page.keyboard.press("Enter");
  await alert("다른 서비스가 이미 쓰고 있습니다 (15880001).");
  server.requests.splice(1);
  server.answers.set("POST services", [201, {}]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "첫 상담사" }).waitFor();
  assert.deepEqual(server.requests[1], ["POST", "services", { id: "main", name: { ko: "대표상담" }, numbers: [{ number: "15880001" }] }]);
  for (const [label, value] of [["상담사 이름", "이두리"], ["내선 번호", "1001"], ["상담사 아이디", "lee"], ["상담 화면 비밀번호", "Blue-river-77"]]) await page.getByLabel(label, { exact: true }).fill(value);
  refuse("POST agents", 409, 'the agent "lee" exists already');
  await page.keyboard.press("Enter");
  await alert("이미 있는 상담사입니다 (lee).");
  refuse("POST agents", 422, 'agents[1].extension "1001" is used twice: it stands at agents[0].extension too');
  await page.keyboard.press("Enter");
  await alert("다른 상담사의 내선이나 아이디입니다 (1001).");
  server.requests.splice(2);
  server.answers.set("POST agents", [201, {}]);
  server.answers.set("POST users", [201, {}]);
  server.answers.set("POST agents/lee/phone", [200, { server: { host: "127.0.0.1" }, text: { ko: "SIP 서버: 127.0.0.1\n비밀번호: secret-of-24-characters", en: "SIP server: 127.0.0.1\nPassword: secret-of-24-characters" }, qr: "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" }]);
  server.answers.set("GET agents/lee", [200, { reachable: false }]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "전화기와 시험 통화" }).waitFor();
  await page.getByAltText("전화기 설정 QR 코드").waitFor(); // it has been asked for
  assert.deepEqual(server.requests.slice(2, 5), [
    ["POST", "agents", { id: "lee", name: "이두리", extension: "1001", services: { main: { level: 1 } } }],
    ["POST", "users", { login: "lee", name: "이두리", role: "agent", agent_id: "lee", password: "Blue-river-77", permissions: ["phone"] }],
    ["POST", "agents/lee/phone", null]]);
  await page.getByText("127.0.0.1)는 이 컴퓨터에서만").waitFor();
  for (const [lang, word] of [["en", "Password"], ["ko", "비밀번호"]]) { // the text follows the language, the password stays
    await page.locator(`header .seg button[lang=${lang}]`).click();
    await page.locator("pre", { hasText: `${word}: secret-of-24-characters` }).waitFor();
  }
  const test = page.getByRole("button", { name: "시험 통화" });
  assert.ok(await test.isDisabled());
  server.answers.set("GET agents/lee", [200, { reachable: true }]);
  await page.getByText("전화기가 연결되었습니다").waitFor();
  server.answers.set("POST agents/lee/test-call", [200, { ok: false, code: "busy", status: 486 }]);
  await test.click();
  await page.getByText("통화 중입니다.").waitFor();
  server.answers.set("POST agents/lee/test-call", [200, { ok: false, code: "failed", status: 500 }]);
  await test.click();
  await page.getByText("500으로 답했습니다").waitFor();
  server.answers.set("POST agents/lee/test-call", [200, { ok: true, code: "answered", heard: true, status: 200 }]);
  await test.click();
  await page.getByText("소리도 돌아왔습니다").waitFor();
  await page.getByRole("button", { name: "설정 마치기" }).click();
  await page.waitForURL(`${server.url}/`);
  await close();
});

test("first set-up in a window of 1366 by 768: where the key file is stands in sight, above what stays at the bottom", async () => {
  const { page, close } = await openPage(browser, "/setup?code=abc", { width: 1366, height: 768 });
  await page.locator("form .note code").waitFor();
  for (const language of ["한국어", "English"]) {
    await page.getByRole("button", { name: language }).click();
    const { path, foot, scrolled } = await page.evaluate(() => ({ path: document.querySelector("form .note code").getBoundingClientRect().bottom, foot: document.querySelector("form .foot").getBoundingClientRect().top, scrolled: scrollY }));
    assert.equal(scrolled, 0);
    assert.ok(path > 0 && path < foot, `${language}: the path ends at ${path}, the foot begins at ${foot}`);
    assert.deepEqual(await page.evaluate(over), []);
    assert.deepEqual(await barriers(page), []);
  }
  await close();
});

test("first set-up: a used or wrong code is told; one that was begun goes on", async () => {
  const { page, server, close } = await openPage(browser, "/login", small);
  server.answers.set("GET users", [200, [{ login: "admin" }]]);
  server.answers.set("GET services", [200, [{ id: "orders" }]]);
  for (const [status, words] of [[404, "맞지 않습니다"]]) {
    server.answers.set("GET setup", [status, { title: "x", status }]);
    await page.goto(`${server.url}/setup?code=abc`);
    await page.getByRole("heading", { name: words }).waitFor();
  }
  await page.getByText("다시 시작하면 새 주소가 출력됩니다").waitFor();
  server.answers.set("GET setup", [200, { step: "service" }]);
  await page.goto(`${server.url}/setup?code=abc`);
  await page.getByRole("heading", { name: "첫 서비스" }).waitFor();
  server.answers.set("GET setup", [200, { step: "agent", services: [{ id: "main", name: { ko: "대표상담", en: "Main line" }, file: false }] }]);
  await page.goto(`${server.url}/setup?code=abc`);
  await page.getByRole("heading", { name: "첫 상담사" }).waitFor();
  assert.equal(await page.locator(".brought").count(), 0, "no file has brought it");
  for (const [label, value] of [["상담사 이름", "이두리"], ["내선 번호", "1001"], ["상담사 아이디", "lee"], ["상담 화면 비밀번호", "Blue-river-77"]]) await page.getByLabel(label, { exact: true }).fill(value);
  server.answers.set("POST agents", [201, {}]);
  server.answers.set("POST users", [201, {}]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "전화기와 시험 통화" }).waitFor();
  assert.deepEqual(server.requests.find(([, path]) => path === "agents")[2].services, { main: { level: 1 } }, "the service of the visit before");
  await close();
});

test("first set-up of a centre with chats alone: the service is passed over, the agent is not, and chats begin", async () => {
  const { page, server, close } = await openPage(browser, "/login", small);
  server.answers.set("GET users", [200, [{ login: "admin" }]]);
  server.answers.set("GET setup", [200, { step: "service" }]);
  for (const [lang, button, heading, lead] of [["en", "Chats only, no telephones", "First agent", "who answers chats"], ["ko", "전화 없이 채팅만", "첫 상담사", "채팅을 상담할 첫 상담사"]]) {
    await page.goto(`${server.url}/setup?code=abc&lang=${lang}`);
    await page.getByRole("button", { name: button }).click();
    await page.getByRole("heading", { name: heading }).waitFor();
    await page.getByText(lead).waitFor();
  }
  assert.match(await page.locator("h1").innerText(), /3단계 \/ 3/);
  assert.equal(await page.getByLabel("내선 번호", { exact: true }).inputValue(), "1001");
  for (const [label, value] of [["상담사 이름", "이두리"], ["상담사 아이디", "lee"], ["상담 화면 비밀번호", "Blue-river-77"]]) await page.getByLabel(label, { exact: true }).fill(value);
  server.answers.set("POST agents", [201, {}]);
  server.answers.set("POST users", [201, {}]);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/admin#/chat`);
  const sent = (path) => server.requests.find(([method, at]) => method === "POST" && at === path)[2];
  assert.deepEqual([sent("agents"), sent("users").permissions], [{ id: "lee", name: "이두리", extension: "1001" }, []]);
  server.answers.set("GET setup", [200, { step: "service", agents: [yun] }]); // who comes back, and has an agent
  await page.goto(`${server.url}/setup?code=abc&lang=ko`);
  await page.getByRole("button", { name: "전화 없이 채팅만" }).click();
  await page.waitForURL(`${server.url}/admin#/chat`);
  await close();
});

test("first set-up: what the configuration calls the centre stands in its field", async () => {
  const { page, server, close } = await openPage(browser, "/login", small);
  await page.goto(`${server.url}/setup?code=abc`);
  assert.equal(await page.getByLabel("센터 이름").inputValue(), "", "one without a name is asked for it");
  await page.route("**/setup?code=abc", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace("<html ", '<html data-centre="온마루" ') });
  });
  await page.goto(`${server.url}/setup?code=abc`);
  assert.equal(await page.getByLabel("센터 이름").inputValue(), "온마루");
  await close();
});

test("home leads administrators to where chats begin while no page has them", async () => {
  for (const begin of [true, false]) {
    const { page, close } = await openPage(browser, "/", { ...small, setUp: (server) => { server.user = { ...server.user, chat_begin: begin || undefined }; } });
    await page.locator(".doors").waitFor();
    assert.equal(await page.locator(".door[href='admin#/chat']", { hasText: "채팅 시작" }).count(), begin ? 1 : 0);
    await close();
  }
});

const yun = { id: "yun", name: "윤가람", extension: "1007", file: false };

test("first set-up: an agent without a log-in gets one, and is not made twice", async () => {
  const { page, server, close } = await openPage(browser, "/login", small);
  const left = { step: "agent", no_log_in: true, services: [{ id: "main", name: { ko: "대표상담", en: "Main line" }, file: false }], agents: [yun] };
  server.answers.set("GET setup", [200, left]);
  await page.goto(`${server.url}/setup?code=abc`);
  await page.getByText("윤가람(내선 1007)님은 이미 있지만").waitFor();
  assert.equal(await page.locator("#extension").count(), 0, "no second agent is asked for");
  assert.equal(await page.getByLabel("아이디", { exact: true }).inputValue(), "yun");
  await page.getByLabel("상담 화면 비밀번호", { exact: true }).fill("Blue-river-77");
  server.answers.set("POST users", [409, { title: "Conflict", status: 409, code: "conflict", detail: 'user "yun" exists already' }]);
  await page.keyboard.press("Enter");
  await page.getByText("이미 쓰고 있는 아이디입니다 (yun)").waitFor();
  await page.getByLabel("아이디", { exact: true }).fill("garam");
  server.answers.set("POST users", [201, {}]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "전화기와 시험 통화" }).waitFor();
  await page.getByRole("button", { name: "전화기 설정 만들기" }).waitFor(); // the phone's password of before goes on unless asked
  assert.deepEqual(server.requests.map(([method, path, body]) => [method, path, body.login, body.agent_id]), [["POST", "users", "yun", "yun"], ["POST", "users", "garam", "yun"]]);
  assert.equal(await page.getByText("로그인할 수 있는 사람이 없습니다").count(), 0);
  server.answers.set("GET setup", [200, { ...left, agents: [{ ...yun, id: "min", name: "민하늘" }, yun] }]);
  await page.goto(`${server.url}/setup?code=abc&lang=en`);
  await page.getByText("민하늘 (extension 1007) is there as an agent").waitFor();
  await page.getByLabel("Agent", { exact: true }).selectOption("yun");
  await page.getByText("윤가람 (extension 1007) is there as an agent").waitFor();
  assert.equal(await page.getByLabel("User ID", { exact: true }).inputValue(), "yun");
  await close();
});

test("first set-up: where the log-in of a new agent is refused, only the log-in is asked for again", async () => {
  const { page, server, close } = await openPage(browser, "/login", small);
  server.answers.set("GET users", [200, [{ login: "admin" }]]);
  server.answers.set("GET setup", [200, { step: "agent", services: [{ id: "main", name: { ko: "대표상담", en: "Main line" }, file: false }] }]);
  server.answers.set("POST agents", [201, {}]);
  server.answers.set("POST users", [409, { title: "Conflict", status: 409, code: "conflict", detail: 'user "yun" exists already' }]);
  await page.goto(`${server.url}/setup?code=abc`);
  for (const [label, value] of [["상담사 이름", "윤가람"], ["내선 번호", "1007"], ["상담사 아이디", "admin"], ["상담 화면 비밀번호", "Blue-river-77"]]) await page.getByLabel(label, { exact: true }).fill(value);
  await page.keyboard.press("Enter");
  await page.getByText("이미 쓰고 있는 아이디입니다 (admin)").waitFor();
  assert.deepEqual(server.requests, [], "no agent is made whose id could not be a log-in");
  await page.getByLabel("상담사 아이디", { exact: true }).fill("yun");
  await page.keyboard.press("Enter");
  await page.getByText("윤가람(내선 1007)님은 이미 있지만").waitFor();
  await page.getByText("이미 쓰고 있는 아이디입니다 (yun)").waitFor();
  await page.getByLabel("아이디", { exact: true }).fill("garam");
  await page.getByLabel("상담 화면 비밀번호", { exact: true }).fill("Blue-river-77");
  server.answers.set("POST users", [201, {}]);
  server.answers.set("POST agents/yun/phone", [200, { server: { host: "192.0.2.1" }, text: { ko: "SIP 서버: 192.0.2.1", en: "SIP server: 192.0.2.1" }, qr: "" }]);
  await page.keyboard.press("Enter");
  await page.getByText("SIP 서버: 192.0.2.1").waitFor(); // the new agent's phone, at once
  assert.deepEqual(server.requests.map(([, path, body]) => `${path} ${body?.login ?? body?.id ?? ""}`), ["agents yun", "users yun", "users garam", "agents/yun/phone "]);
  await close();
});

test("first set-up: nobody can log in as an agent of the file, and where to add a person", async () => {
  const { page, server, close } = await openPage(browser, "/login", small);
  server.answers.set("GET setup", [200, { step: "phone", no_log_in: true, agents: [{ ...yun, file: true }] }]);
  for (const [lang, words, link] of [["ko", "아직 상담사로 로그인할 수 있는 사람이 없습니다", "설정 > 사용자와 권한"], ["en", "Nobody can log in as an agent yet", "Settings, People"]]) {
    await page.goto(`${server.url}/setup?code=abc&lang=${lang}`);
    await page.getByText(words).waitFor();
    assert.equal(await page.getByRole("link", { name: link }).getAttribute("href"), "admin#/people");
  }
  await close();
});

test("first set-up: where there is no trunk the last step says that calls from outside need one", async () => {
  const { page, server, close } = await openPage(browser, "/login", small);
  for (const [lang, words, link] of [["ko", "외부 전화를 받으려면 트렁크를 등록하세요", "설정 > 트렁크"], ["en", "To take calls from outside, add a trunk", "Settings, Trunks"]]) {
    server.answers.set("GET setup", [200, { step: "phone", no_trunk: true, agents: [yun] }]);
    await page.goto(`${server.url}/setup?code=abc&lang=${lang}`);
    await page.getByText(words).waitFor();
    assert.equal(await page.getByRole("link", { name: link }).getAttribute("href"), "admin#/trunks");
    server.answers.set("GET setup", [200, { step: "phone", agents: [yun] }]);
    await page.goto(`${server.url}/setup?code=abcd&lang=${lang}`);
    await page.locator(".buttons button").first().waitFor();
    assert.equal(await page.getByText(words).count(), 0);
  }
  await close();
});

test("first set-up: who did not begin it is told that it is not finished; who still has to enrol logs in", async () => {
  const { page, server, close } = await openPage(browser, "/login", small);
  server.answers.set("GET setup", [403, { title: "Forbidden", status: 403, code: "denied" }]);
  for (const [lang, title, why] of [["ko", "설정이 아직 끝나지 않았습니다", "첫 관리자가 이어서"], ["en", "Set-up is not finished", "The first administrator, who began it"]]) {
    await page.goto(`${server.url}/setup?code=abc&lang=${lang}`);
    await page.getByRole("heading", { name: title }).waitFor();
    await page.getByText(why).waitFor();
  }
  server.answers.set("GET setup", [410, { title: "Gone", status: 410 }]);
  server.user = { ...server.user, confined: "enrolling" };
  await page.goto(`${server.url}/setup?code=abc&lang=ko`);
  await page.getByRole("link", { name: "로그인" }).waitFor();
  await close();
});

test("first set-up: who is logged out logs in and comes back; what is over leads home", async () => {
  const { page, server, close } = await openPage(browser, "/login", small);
  server.answers.set("GET setup", [410, { title: "Gone", status: 410 }]);
  await page.goto(`${server.url}/setup?code=abc`);
  await page.getByRole("heading", { name: "설정이 끝났습니다" }).waitFor();
  server.user = null;
  await page.goto(`${server.url}/setup?code=abc`);
  await page.getByText("멈춘 단계부터").waitFor();
  assert.equal(await page.getByRole("link", { name: "로그인" }).getAttribute("href"), "login?next=%2Fsetup%3Fcode%3Dabc");
  await close();
});

test("first set-up with a configuration file: what it brings, where to change it, what is left", async () => {
  const { page, server, close } = await openPage(browser, "/login", small);
  server.answers.set("GET setup", [200, { step: "phone", services: [{ id: "orders", name: { ko: "주문", en: "Orders" }, file: true }],
    agents: [{ id: "kim", name: "김하나", extension: "1001", file: true }, { id: "lee", name: "이두리", extension: "1002", file: true }] }]);
  server.answers.set("GET agents/lee", [200, { reachable: true }]);
  server.answers.set("POST agents/lee/phone", [200, { server: { host: "192.0.2.1" }, text: { ko: "SIP 서버: 192.0.2.1", en: "SIP server: 192.0.2.1" }, qr: "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" }]);
  server.answers.set("POST agents/lee/test-call", [200, { ok: true, code: "answered", heard: true, status: 200 }]);
  for (const [lang, words] of [["ko", /설정 파일에 이미 있는 것.*서비스 1개: 주문.*상담사 2명: 김하나 \(1001\), 이두리 \(1002\).*다시 읽습니다.*남은 일: 전화기 설정과 시험 통화/s], ["en", /from the configuration file.*1 service: Orders.*2 agents: .*read it again under Settings.*Left to do: the phone's settings and a test call/s]]) {
    await page.goto(`${server.url}/setup?code=abc&lang=${lang}`);
    assert.match(await page.locator(".brought").innerText(), words);
  }
  assert.equal(server.requests.length, 0, "a password is not made anew unasked");
  await page.getByLabel("Agent", { exact: true }).selectOption("lee");
  await page.getByText("The phone is connected", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Make the phone's settings" }).click();
  await page.getByText("New settings end its present password").waitFor();
  assert.equal(server.requests.length, 0, "a password in use is not made anew at one click");
  await page.getByRole("button", { name: "Make them anyway" }).click();
  await page.getByText("SIP server: 192.0.2.1").waitFor();
  await page.getByRole("button", { name: "Test call" }).click();
  await page.getByText("sound came back.").waitFor();
  assert.deepEqual(server.requests.map(([, path]) => path), ["agents/lee/phone", "agents/lee/test-call"]);
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

test("home: doors by role, the floor and the settings for those who may", async () => {
  const { page, server, close } = await openPage(browser, "/", small);
  const doors = page.locator(".doors a");
  await doors.first().waitFor();
  assert.deepEqual(await doors.evaluateAll((list) => list.map((a) => a.getAttribute("href"))), ["wallboard", "floor", "admin#/customers", "sms", "desk", "admin"]);
  const left = page.waitForEvent("load"); // the address stays: only the load tells that the page has gone
  await page.getByRole("button", { name: "로그아웃" }).click();
  await left;
  server.user = { id: "u3", name: "박매니저", role: "manager", permissions: [] };
  await page.goto(`${server.url}/`);
  await doors.first().waitFor();
  assert.deepEqual(await doors.evaluateAll((list) => list.map((a) => a.getAttribute("href"))), ["wallboard", "floor", "admin#/customers"]);
  server.user = { id: "u2", name: "이둘", role: "agent", permissions: [], agent_id: "a001" };
  await page.goto(`${server.url}/`);
  await page.getByRole("link", { name: /상담 데스크/ }).waitFor();
  assert.deepEqual(await doors.evaluateAll((list) => list.map((a) => a.getAttribute("href"))), ["wallboard", "desk"]);
  assert.equal(server.sockets.size, 0, "an agent's home opens no live socket");
  for (const [path, words] of [["/floor", "현황을 볼 수 없습니다"], ["/admin", "관리자만 볼 수 있습니다"]]) {
    await page.goto(server.url + path);
    await page.getByText(words).waitFor();
  }
  assert.equal(server.sockets.size, 0, "who may not see the floor gets nothing of it");
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

test("home: after an upgrade it reloads itself, but not while a password or a notice is being written", async () => {
  const { page, server, close } = await openPage(browser, "/", { ...small, clock: true });
  await page.getByText("내 계정").click();
  await page.evaluate(() => { globalThis.before = true; });
  server.build = "test-2";
  server.kick(4001);
  await page.locator("#old-password").fill("x");
  await pass(page, 12_000);
  await page.locator("#old-password").fill("");
  await page.getByLabel("전광판 공지").fill("점검");
  await pass(page, 12_000);
  assert.equal(await page.evaluate(() => globalThis.before), true, "what was being written is gone");
  server.answers.set("PUT notice", [204]);
  await page.getByLabel("전광판 공지").press("Enter");
  await passUntil(page, () => globalThis.before === undefined);
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
  await page.locator(".doors a[href=floor]").waitFor();
  assert.equal(await page.getByLabel("전광판 공지").count(), 0);
  await close();
});

test("hostile names are text on floor and desk", async () => {
  const hostile = `<img src=x onerror="alert(1)"><script>alert(2)</script>`;
  const floor = deskFloor({ name: hostile, state: "ringing", call: "c9", service: "s02", deadline: Date.now() + 9000 });
  for (const row of floor.services) row.name = { ko: hostile, en: hostile };
  for (const row of floor.agents) row.name = hostile;
  for (const row of floor.calls) row.caller = hostile;
  const spoilt = (value) => (typeof value === "string" ? (/[가-힣]/.test(value) ? hostile : value) : Array.isArray(value) ? value.map(spoilt) : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spoilt(one)])) : value);
  const { page, server, close } = await openPage(browser, "/desk", { ...small, floor, setUp: (s) => { deskAnswers(s); for (const [what, known] of s.answers) s.answers.set(what, (query) => { const [status, body] = typeof known === "function" ? known(query) : known; return [status, spoilt(body)]; }); s.user.name = hostile; s.answers.set("GET calls/c9/explanation", [200, { ...why, key: hostile, strategy: hostile }]); } });
  await page.locator(".call h2", { hasText: "<img" }).waitFor();
  await page.locator(".prev .last > p", { hasText: "<img" }).waitFor();
  await page.locator(".black", { hasText: "<img" }).waitFor();
  assert.equal(await page.locator("#app img, #app script").count(), 0);
  await page.goto(`${server.url}/floor`);
  await page.locator(".a-row b").first().waitFor();
  for (const row of [".svc .name", ".a-row b", ".c-row b"]) assert.ok((await page.locator(row).first().textContent()).includes(hostile), row);
  await page.locator(".a-row").first().click();
  await page.locator(".detail h2", { hasText: "<img" }).waitFor();
  assert.equal(await page.locator("#app img, #app script").count(), 0);
  await close();
});

test("floor, wallboard and home show what the page came with before any connection, ask for nobody, and call it old only when it is", async () => {
  for (const [path, shown, old] of [["/floor", ".svc tbody .name", ".offline"], ["/wallboard?pin=0&view=service", ".wb-page[data-on] [data-row] [data-tip=offered]", ".wb-lost"], ["/", ".notice-panel", ""]]) {
    let asked = 0; // when the page was, in ms
    const { page, server, close } = await openPage(browser, path, { clock: true, setUp: (s) => { s.first = s.hanging = true; s.notice = { text: "18시 점검", place: "top" }; asked = Date.now(); } });
    await page.locator(shown).first().waitFor();
    assert.deepEqual(server.asked.filter((one) => one === "me"), [], `${path} asks who it is`);
    if (path === "/") assert.equal(await page.locator("#notice").inputValue(), "18시 점검");
    else {
      await pass(page, 250); // from here on no time passes but what the test lets pass
      const age = await page.evaluate(() => Date.now()) - asked;
      assert.ok(age < 9000, `this machine took ${age} ms to show ${path}`);
      await pass(page, 9000 - age);
      assert.equal(await page.locator(old).count(), 0, `${path}: old too soon`);
      await pass(page, 3000);
      for (let n = 0; n < 50 && !await page.locator(old).count(); n++) await pass(page, 20); // what is shown waits for a frame, of which the clock is the test's too
      await page.locator(old).waitFor();
    }
    await close();
  }
});
