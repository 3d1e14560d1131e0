// The form on which anybody asks to be called back, in a real browser.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, openPage, over, startBrowser, until } from "./browser.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

const services = [{ id: "orders", name: { ko: "주문 · 배송", en: "Orders" }, from: "09:00", to: "21:00" }, { id: "returns", name: { ko: "교환 · 환불", en: "Returns" }, from: "10:00", to: "17:30" }];
const about = (more = {}) => [200, { mark: "mark-1", services, consent: {}, days: 14, today: "2026-11-28", now: "14:05", time_zone: "Asia/Seoul", ...more }];

/** A picture for who looks at it. */
const picture = (page, name) => process.env.PICTURES ? page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, fullPage: true }) : undefined;
const opened = (path = "/callback-form", more = {}) => openPage(browser, path, { width: 560, height: 820, scheme: "light", ...more, setUp: (server) => { server.user = null; server.answers.set("GET callback-form", about()); more.setUp?.(server); } });
const refuse = (server, status, errors = [], more = {}) => server.answers.set("POST callback-form", [status, { title: "x", status, code: "invalid", errors: errors.map(([field, message]) => ({ location: `body.${field}`, message })), ...more }]);

test("somebody asks to be called back by keyboard alone, at a time", async () => {
  const { page, server, close } = await opened();
  server.answers.set("POST callback-form", [201, { taken: true }]);
  await page.locator("#number").waitFor();
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(await page.evaluate(over), []);
  await picture(page, "form-empty-ko");
  const seen = [];
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press("Tab");
    seen.push(await page.evaluate(() => document.activeElement?.id || document.activeElement?.getAttribute("name") || document.activeElement?.textContent?.trim() || ""));
    if (seen.at(-1) === "number") await page.keyboard.type("010-1234-5678");
    if (seen.at(-1) === "name") await page.keyboard.type("김하나");
    if (seen.at(-1) === "service") await page.keyboard.press("ArrowDown");
    if (seen.at(-1) === "when") await page.keyboard.press("ArrowDown");
    if (seen.at(-1) === "hour") await page.keyboard.press("ArrowDown");
    if (seen.at(-1) === "memo") await page.keyboard.type("환불 문의");
    if (await page.evaluate(() => document.activeElement?.type === "checkbox")) await page.keyboard.press("Space");
    if (seen.at(-1) === "콜백 신청") break;
  }
  assert.deepEqual(seen.filter((one) => one === "website"), [], "nobody comes to the field that is for programs");
  await picture(page, "form-filled-ko");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "신청되었습니다" }).waitFor();
  const [[, , sent]] = server.requests;
  assert.deepEqual(sent, { number: "010-1234-5678", name: "김하나", service: "orders", memo: "환불 문의", consent: true, website: "", day: "2026-11-28", hour: "14:00", mark: "mark-1", language: "ko" });
  assert.deepEqual(await barriers(page), []);
  await picture(page, "form-done-ko");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1", "who hears the page is told that it is done");
  await close();
});

test("what is missing or refused stands at its field, in both languages, and what was typed stays", async () => {
  const { page, server, close } = await opened("/callback-form?lang=en", { scheme: "dark" });
  await page.getByRole("button", { name: "Ask for a call" }).click();
  await page.getByText("Without your consent we may not call.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "number");
  assert.equal(server.requests.length, 0, "nothing is sent");
  assert.deepEqual(await barriers(page), []);
  await picture(page, "form-wrong-en-dark");
  await page.getByLabel("Telephone number").fill("+1 212 555 1234");
  await page.getByLabel("About", { exact: false }).first().selectOption("returns");
  await page.getByRole("checkbox").check();
  for (const [message, words] of [["international: is a number of another country", "We cannot call numbers abroad."], ["premium: costs", "We cannot call 060 numbers."], ["refused: is a number that is not called back", "This number cannot be called back."], ["not_a_phone: x", "Please check the number"]]) {
    refuse(server, 422, [["number", message]]);
    await page.getByRole("button", { name: "Ask for a call" }).click();
    await page.getByText(words).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "number");
    assert.equal(await page.getByLabel("Telephone number").inputValue(), "+1 212 555 1234");
  }
  assert.deepEqual(await barriers(page), []);
  await page.getByRole("button", { name: "한국어" }).click();
  await page.getByText("전화번호를 확인해 주세요").waitFor();
  assert.equal(await page.locator("#number").inputValue(), "+1 212 555 1234");
  server.down = true;
  await page.getByRole("button", { name: "콜백 신청" }).click();
  await page.getByText("연결되지 않습니다").waitFor();
  server.down = false;
  await page.route("**/api/v1/callback-form", (route) => route.fulfill({ status: 429, contentType: "application/problem+json", headers: { "Retry-After": "1700" }, body: '{"status":429,"code":"overloaded"}' }));
  await page.getByRole("button", { name: "콜백 신청" }).click();
  await page.getByText("29분 뒤에 다시 시도하시거나").waitFor();
  await picture(page, "form-limit-ko-dark");
  await close();
});

test("times are offered in which the service calls, today only what is left of it", async () => {
  const { page, close } = await opened();
  await page.getByLabel("문의 종류").selectOption("returns");
  await page.getByLabel("시간 정하기").check();
  const texts = (id) => page.locator(`#${id} option`).allTextContents();
  assert.deepEqual((await texts("hour")).slice(1), ["14:00~15:00", "15:00~16:00", "16:00~17:00"]);
  const days = await texts("day");
  assert.equal(days.length, 15);
  assert.match(days[0], /^오늘 · 11월 28일/);
  await page.getByLabel("날짜").selectOption("2026-11-29");
  assert.equal((await texts("hour")).length, 8, "10 to 17, and the words before");
  await page.getByLabel("문의 종류").selectOption("orders");
  await page.getByLabel("시간 정하기").check();
  assert.equal(await page.locator("#day").inputValue(), "", "another service calls at other times");
  await close();
});

test("a form that was open too long, or filled in too fast, is sent once more by itself", async () => {
  const { page, server, close } = await opened("/callback-form?service=orders", { setUp: (server) => server.answers.set("GET callback-form", about({ services: services.slice(0, 1) })) });
  await page.locator("#number").fill("01012345678");
  await page.getByRole("checkbox").check();
  let n = 0;
  server.answers.set("GET callback-form", () => about({ mark: `mark-${++n + 1}`, services: services.slice(0, 1) }));
  server.answers.set("POST callback-form", () => server.requests.length === 1 ? [422, { title: "x", status: 422, code: "invalid", errors: [{ location: "body.mark", message: "stale: the form was open too long" }] }] : [201, { taken: true }]);
  await page.getByRole("button", { name: "콜백 신청" }).click();
  await page.getByText("잠시만 기다려 주세요").waitFor();
  await page.getByRole("heading", { name: "신청되었습니다" }).waitFor();
  assert.deepEqual(server.requests.map(([, , body]) => body.mark), ["mark-1", "mark-2"]);
  assert.ok(server.asked.includes("callback-form?service=orders"));
  await close();
});

test("where callbacks cannot be asked for it says so; where nothing is reached it can be tried again", async () => {
  let answer = [404, { title: "Not Found", status: 404, code: "not_found" }];
  const { page, server, close } = await opened("/callback-form", { setUp: (server) => server.answers.set("GET callback-form", () => answer) });
  await page.getByRole("heading", { name: "지금은 콜백을 신청할 수 없습니다" }).waitFor();
  assert.deepEqual(await barriers(page), []);
  await picture(page, "form-closed-ko");
  answer = [503, { title: "x", status: 503, code: "unavailable" }];
  await page.reload();
  await page.getByRole("button", { name: "다시 시도" }).waitFor();
  assert.deepEqual(await barriers(page), []);
  await picture(page, "form-lost-ko");
  answer = about({ consent: { ko: "상담을 위해 번호를 씁니다. <b>동의</b>" } });
  server.delay["GET callback-form"] = 2000;
  await page.getByRole("button", { name: "다시 시도" }).click();
  await page.getByText("불러오는 중").waitFor();
  await page.getByText("상담을 위해 번호를 씁니다. <b>동의</b>").waitFor();
  await close();
});

test("the form stands in a page of another site, as high as it is", async () => {
  const { page, server, close } = await opened("/host", { width: 800, setUp: (server) => { server.host = '<!doctype html><h1>Shop</h1><script src="/callback.js" data-service="orders" data-lang="en" data-theme="light" async></script><p id="below">below</p>'; } });
  const frame = page.frameLocator("iframe[title='Ask for a call']");
  await frame.getByRole("heading", { name: "Ask for a call" }).waitFor();
  assert.equal(await frame.locator("header").count(), 0, "the site has its own");
  assert.equal(await page.locator("iframe").getAttribute("src"), `${server.url}/callback-form?service=orders&lang=en&theme=light`);
  const fits = () => { const it = document.querySelector("iframe"), of = it.contentDocument.documentElement; return Math.abs(it.clientHeight - of.getBoundingClientRect().height) <= 1 && of.scrollWidth <= it.clientWidth; };
  await until(page, fits);
  const before = await page.locator("iframe").evaluate((it) => it.clientHeight);
  await frame.getByLabel("At a time").check();
  await until(page, (was) => document.querySelector("iframe").clientHeight > was, before);
  await until(page, fits);
  await picture(page, "form-framed-en");
  await close();
});

test("nothing runs over on a small phone, in the dark, in either language", async () => {
  for (const lang of ["ko", "en"]) {
    const { page, close } = await opened(`/callback-form?lang=${lang}`, { width: 320, scheme: "dark" });
    await page.locator("#number").waitFor();
    await page.locator("input[type=radio]").nth(1).check();
    assert.deepEqual(await page.evaluate(over), []);
    assert.deepEqual(await barriers(page), []);
    await picture(page, `form-small-${lang}-dark`);
    await close();
  }
});
