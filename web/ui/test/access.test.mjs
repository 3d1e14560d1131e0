// Accessibility of every page in both themes and languages: axe-core, WCAG 2.2
// A and AA.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, drawn, nightly, openPage, over, pass, recolour, startBrowser } from "./browser.mjs";
import { callbacksAnswers } from "./callbacks.mjs";
import { customersAnswers } from "./customers.mjs";
import { reservation } from "./desk.mjs";
import { makeFloor } from "./floor.mjs";
import { smsAnswers } from "./sms.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
afterEach(closeLeft);
after(() => browser.stop());

const pages = [
  ["wallboard, services", "/wallboard?pin=0&view=service", ".wb-page[data-on] [data-row]"],
  ["wallboard, agents", "/wallboard?pin=0&view=agent", ".tile"],
  ["log-in", "/login", "form"], ["log-in, locked", "/login?why=locked", "form"], ["log-in, to set up a second factor", "/login?why=enrolling", "form"], ["log-in, to choose a password", "/login?why=choosing", "form"],
  ["set-up", "/setup?code=x", "form"], ["home", "/", ".doors"], ["desk", "/desk", ".stats"], ["floor", "/floor", ".c-row"],
  ["log-in, the code", "/login", "#code", code], ["log-in, the code is wrong", "/login", "#problem .i", async (page) => { await code(page); await page.locator("#code").fill("000000"); await page.keyboard.press("Enter"); }],
  ["log-in, scanning", "/login?why=enrolling", ".qr", scan], ["log-in, recovery codes", "/login?why=enrolling", ".codes", async (page) => { await scan(page); await page.locator("#code").fill("123456"); await page.keyboard.press("Enter"); }],
  ["set-up, service", "/setup?code=used", "#service"], ["set-up, agent", "/setup?code=used", "#extension", agent], ["set-up, phone", "/setup?code=used", ".ok[data-t=good]", phone],
  ["set-up, test call", "/setup?code=used", ".buttons .btn:last-child.primary", async (page) => { await phone(page); await page.locator(".buttons .btn").first().click(); }],
  ["customers", "/admin#/customers", ".line"], ["one customer", "/admin#/customers/k1", ".revisions", async (page) => { await page.locator(".note-line").first().click(); await page.locator(".note-open .btn").click(); }],
  ["a customer is written", "/admin#/customers/k1", "#cu-name-2", async (page) => { await head(page, 0); await page.locator("#cu-field-add").click(); }], ["two customers are merged", "/admin#/customers/k1", ".merge-table", async (page) => { await head(page, 1); await page.locator(".picks .line").first().click(); }],
  ["a customer is deleted", "/admin#/customers/k1", ".goes", (page) => head(page, 2)], ["customers are exported", "/admin#/customers", "#e-reason", (page) => page.locator(".list-pane .phead .btn").first().click()],
  ["the access log", "/admin#/access", ".log-line .link"], ["customers, by their notes", "/admin#/customers", ".two-lines", (page) => page.locator(".find-line .seg button").nth(1).click()], ["a customer is blacklisted", "/admin#/customers/k3", "#b-reason", (page) => page.locator(".black-panel .btn").first().click()],
  ["messages", "/sms", ".sends"], ["messages, what was sent", "/sms#/history/s6", ".one-msg"],
  ["home, my account", "/", ".logins li", (page) => page.locator(".account-panel summary").click()],
];

const qr = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Fills fields by their ids, and sends the form. */
async function send(page, values) {
  for (const [id, value] of Object.entries(values)) await page.locator(`#${id}`).fill(value);
  await page.keyboard.press("Enter");
}
/** A button at the head of a customer. */
const head = (page, i) => page.locator(".det-head .btn").nth(i).click();
async function code(page) {
  await send(page, { login: "kim", password: "right" });
  await page.locator("#code").waitFor();
}
async function scan(page) {
  await send(page, { password: "right" });
  await page.locator(".qr").waitFor();
}
async function agent(page) {
  await page.locator("#service").waitFor();
  await send(page, { service: "주문", number: "1588-0001" });
  await page.locator("#extension").waitFor();
}
async function phone(page) {
  await agent(page);
  await send(page, { name: "김하나", extension: "1001", id: "kim", password: "a long password" });
  await page.locator(".ok[data-t=good]").first().waitFor();
}

/** Answers of the steps of log-in, set-up and account. */
function answers(server) {
  const answer = (what, body, status = 200) => server.answers.set(what, [status, body]);
  answer("GET users", [{ login: "admin" }]);
  answer("POST login", { code: "second_factor" }, 401);
  answer("POST me/second-factor", { secret: "JBSWY3DPEHPK3PXP", qr });
  answer("POST me/second-factor/confirm", { codes: ["abcde-fghij", "klmno-pqrst"] });
  answer("GET setup", { step: "service" });
  answer("GET services", []);
  for (const what of ["POST services", "POST agents", "POST users"]) answer(what, {}, 201);
  answer("POST agents/kim/phone", { text: { ko: "서버  127.0.0.1:5060\n사용자    1001\n비밀번호  x7Kp-22mA-9qLd", en: "Server  127.0.0.1:5060\nUser    1001\nPassword  x7Kp-22mA-9qLd" }, qr, server: { host: "127.0.0.1" } });
  answer("GET agents/kim", { reachable: true });
  answer("POST agents/kim/test-call", { ok: true, code: "answered", heard: true });
  answer("GET me/second-factor", { on: true, required: false, recovery_codes: 7 });
  const last = new Date().toISOString();
  answer("GET me/logins", [{ id: "1", client: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", address: "192.0.2.10", last, current: true }, { id: "2", client: "", address: "2001:db8::7", last, current: false }]);
}

// Each page is loaded once and seen in both themes, which change colours and nothing
// else; in one language, the next page in the other. Loaded in each theme and language
// with CALLFLOOR_NIGHTLY=1.
for (const [n, [name, path, ready, act]] of pages.entries()) {
  for (const [lang, theme, other] of [["ko", "light", "dark"], ["en", "dark", "light"], ["ko", "dark"], ["en", "light"]].filter((_, i) => nightly || i === n % 2)) {
    test(`${name}, ${lang}, ${theme}${other ? ` and ${other}` : ""}`, async () => {
      const [where, hash] = path.split("#"), address = `${where}${where.includes("?") ? "&" : "?"}theme=${theme}&lang=${lang}${hash ? `#${hash}` : ""}`;
      const { page, close } = await openPage(browser, address, { floor: makeFloor(4, 12), width: path.startsWith("/wall") ? 1920 : 1440, height: path.startsWith("/wall") ? 1080 : 900, scheme: theme, motion: "reduce", setUp: (server) => { server.notice = { text: "18시 점검", place: lang === "ko" ? "top" : "bottom" }; if (act || path.endsWith("used")) answers(server); if (hash && where !== "/sms") customersAnswers(server); if (where === "/sms") smsAnswers(server); } });
      await act?.(page);
      await page.locator(ready).first().waitFor();
      await page.waitForTimeout(400);
      assert.deepEqual(await barriers(page), []);
      if (other) {
        await recolour(page, other);
        assert.deepEqual(await barriers(page, { only: true }), [], other);
      }
      await close();
    });
  }
}

/** Waits for the floor, and presses something. */
const press = (selector, then) => async (page) => {
  await page.locator(".c-row").first().waitFor();
  await page.locator(selector).first().click();
  await page.locator(then).first().waitFor();
};
const alarmed = () => {
  const floor = makeFloor(12, 60);
  floor.agentAlerts = Array.from({ length: 9 }, (_, i) => ({ id: `agent_time:a00${i}`, kind: "agent_time", level: i % 2 ? "warn" : "bad", agent: `a00${i}`, since: Date.now() }));
  return floor;
};
const booked = (server) => server.answers.set("GET reservations", [200, { items: Array.from({ length: 30 }, (_, i) => reservation(i, { state: ["open", "missed", "done", "cancelled"][i % 4] })), counts: {} }]);
const agentOf = (more) => (server) => { server.user = { ...server.user, role: "agent", ...more }; };

/** [name, address, what is waited for, what is done, the server, the floor] */
const states = [
  ["floor, an agent", "/floor", ".detail h2", press(".a-row", ".detail h2")], ["floor, a call", "/floor", ".detail h2", press(".c-row", ".detail h2")], ["floor, a service", "/floor", ".detail h2", press(".svc tbody .name", ".detail h2")],
  ["floor, offline", "/floor", ".offline", async (page, server) => { await page.locator(".c-row").first().waitFor(); server.goDown(); await pass(page, 12_000, 1000); await page.clock.resume(); }], ["floor, empty", "/floor", ".fl-lists .empty", () => {}, () => {}, () => makeFloor(0, 0)],
  ["floor, alarms", "/floor", ".pop", press(".alarm-more button", ".pop"), () => {}, alarmed], ["floor, keys", "/floor", "dialog[open]", async (page) => { await page.locator(".c-row").first().waitFor(); await page.keyboard.press("?"); }],
  ["reservations", "/floor#/reservations", ".b-due", async (page) => { for (const i of [1, 2]) await page.locator(".b-line input").nth(i).check(); }, booked], ["reservations, none", "/floor#/reservations", ".b-list .empty", () => {}, (server) => server.answers.set("GET reservations", [200, { items: [], counts: {} }])],
  ["floor, not allowed", "/floor", ".empty", () => {}, agentOf({})], ["messages, not allowed", "/sms", ".empty", () => {}, agentOf({ sms: false })], ["administration, not allowed", "/admin", ".empty", () => {}, agentOf({})],
  ["callbacks, one and its form", "/callbacks", "#end-result", async (page) => { await page.locator("tbody .name").nth(1).click(); await page.locator(".d-head .acts .btn").nth(1).click(); }, callbacksAnswers], ["callbacks, searched for more, none", "/callbacks", ".trows, .empty", (page) => page.locator("[aria-controls=more-search]").click(), (server) => callbacksAnswers(server, { n: 0 })],
  ["callbacks, to be given", "/callbacks#/assign", ".plus", async (page) => { await page.locator(".trows tbody .ck").first().check(); await page.locator(".ag .ck").first().check(); }, callbacksAnswers], ["callbacks, registered by hand", "/callbacks", "#n-number", async (page) => { await page.locator(".trows").waitFor(); await page.keyboard.press("n"); }, callbacksAnswers],
  ["callbacks, the report", "/callbacks#/report", ".figs", () => {}, callbacksAnswers], ["callbacks, offline", "/callbacks", ".offline", async (page, server) => { await page.locator(".trows").waitFor(); server.goDown(); await pass(page, 12_000, 1000); await page.clock.resume(); }, callbacksAnswers], ["callbacks, not in use", "/callbacks", ".refused .empty"],
  ["desk of nobody who takes calls", "/desk", ".no-agent .empty", () => {}, agentOf({ agent_id: undefined })], ["no page here", "/nowhere", ".answer"],
];

// Each is looked at in one language and theme, the next one in the other; in both each
// time with CALLFLOOR_NIGHTLY=1.
for (const [n, [name, path, ready, act = () => {}, setUp = () => {}, floor = () => makeFloor(12, 60)]] of states.entries()) {
  test(`${name}: axe finds nothing, and no text runs over from 1366 to 4K`, async () => {
    for (const [lang, scheme] of [["ko", "light"], ["en", "dark"]].filter((_, i) => nightly || i === n % 2)) {
      const [address, hash = ""] = path.split("#");
      const { page, server, close } = await openPage(browser, `${address}?theme=${scheme}&lang=${lang}${hash && `#${hash}`}`, { floor: floor(), width: 1366, height: 768, scheme, motion: "reduce", clock: ready === ".offline", setUp });
      await act(page, server);
      await page.locator(ready).first().waitFor();
      await page.waitForTimeout(200);
      assert.deepEqual(await barriers(page, { colours: ready !== ".offline" }), [], `${lang}, ${scheme}`); // figures of before are grey
      for (const [width, height] of nightly ? [[1366, 768], [1920, 1080], [3840, 2160]] : [[1366, 768], [3840, 2160]]) {
        await page.setViewportSize({ width, height });
        await drawn(page);
        assert.deepEqual(await page.evaluate(over), [], `${width} x ${height}, ${lang}`);
        assert.deepEqual(await page.evaluate(() => [document.documentElement.scrollWidth > innerWidth, document.documentElement.scrollHeight > innerHeight]), [false, false], "the page itself does not scroll");
      }
      await close();
    }
  });
}
