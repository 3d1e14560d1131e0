// The wallboard in a real browser: what W1 to W29 and the rules for screens on
// a wall promise.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, openPage, pass, passUntil, startBrowser, until } from "./browser.mjs";
import { count, derive, makeFloor } from "./floor.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

const shownView = () => document.querySelector(".wb-layer[data-on]")?.dataset.view;
/** Clicks on one of the tools, which are there while the pointer moves. */
async function press(page, button) {
  for (let i = 0; i < 10; i++) {
    await page.mouse.move(500 + i, 500);
    if (await button.click({ timeout: 2000 }).then(() => true, () => false)) return;
  }
  assert.fail("the tools do not come");
}
const cell = (page, id, tip) => page.locator(`.wb-page[data-on] [data-row="${id}"] [data-tip="${tip}"]`).first();

test("W4: the views alternate every five seconds, endlessly, with no hand on it", async () => {
  const { page, close } = await openPage(browser, "/wallboard", {
    clock: true,
    script: () => {
      globalThis.turns = [];
      new MutationObserver(() => {
        const view = document.querySelector(".wb-layer[data-on]")?.dataset.view;
        if (view && globalThis.turns.at(-1)?.[0] !== view) globalThis.turns.push([view, performance.now()]);
      }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-on"] });
    },
  });
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  await pass(page, 250); // the clock goes in steps from here on
  await page.evaluate(() => globalThis.turns.splice(0, globalThis.turns.length - 1));
  await pass(page, 21_000, 100);
  const turns = await page.evaluate(() => globalThis.turns), views = turns.map(([view]) => view);
  assert.ok(turns.length === 5 || turns.length === 6, `${turns.length} turns in 21 s`);
  for (let i = 1; i < views.length; i++) assert.deepEqual([views[i - 1], views[i]].sort(), ["agents", "services"]);
  for (let i = 2; i < turns.length; i++) { // the first was begun before
    const between = turns[i][1] - turns[i - 1][1];
    assert.ok(Math.abs(between - 5000) < 200, `turn ${i} came after ${between} ms`);
  }
  await close();
});

test("a moving pointer pauses, a parked one does not; P pins; arrows turn", async () => {
  const { page, close } = await openPage(browser, "/wallboard?interval=2", { clock: true });
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  await page.mouse.move(900, 1070);
  for (let i = 0; i < 6; i++) {
    await pass(page, 500);
    await page.mouse.move(900 + i, 1070);
    assert.equal(await page.evaluate(shownView), "services", "the view turned under a moving pointer");
  }
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".wb-tools")).pointerEvents), "auto");
  await pass(page, 4000);
  for (let i = 0; i < 10 && await page.evaluate(shownView) !== "agents"; i++) await pass(page, 250);
  assert.equal(await page.evaluate(shownView), "agents", "the view does not turn under a parked pointer");
  assert.ok(await page.evaluate(() => document.documentElement.classList.contains("parked")), "the cursor of a parked pointer is hidden");
  await page.keyboard.press("p");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(shownView), "services");
  await pass(page, 2600);
  assert.equal(await page.evaluate(shownView), "services", "a pinned view turned");
  await close();
});

test("W6, W15: the pop-out opens the current view alone in a window", async () => {
  const { page, close } = await openPage(browser, "/wallboard?pin=0");
  const [popup] = await Promise.all([page.context().waitForEvent("page"), press(page, page.getByRole("button", { name: "새 창" }))]);
  await popup.waitForSelector(".wb-layer[data-on]");
  assert.match(popup.url(), /view=service/);
  assert.deepEqual(await popup.locator(".wb-views button").allTextContents(), ["서비스별"]);
  await popup.close();
  await close();
});

test("figures that are old are grey and say so after 10 s, with a banner after 30 s, and recover", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard?interval=2", { clock: true });
  const link = () => page.evaluate(() => document.querySelector(".wb")?.dataset.link);
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  await pass(page, 1000); // from here on no time passes but what the test lets pass
  server.goDown();
  await pass(page, 7000);
  assert.equal(await link(), "ok", "stale too soon");
  await pass(page, 3500);
  assert.equal(await link(), "stale");
  assert.match(await page.locator(".wb-lost").textContent(), /새 수치가 오지 않습니다\d\d:\d\d:\d\d 기준 화면/);
  assert.match(await page.evaluate(() => getComputedStyle(document.querySelector(".wb-deck")).filter), /grayscale/);
  const shown = () => page.evaluate(() => [document.querySelector(".wb-layer[data-on]").dataset.view, document.querySelector(".wb-totals").textContent]);
  const before = await shown();
  await pass(page, 15_000);
  assert.deepEqual(await shown(), before, "old figures went on ticking or turning");
  assert.equal(await link(), "stale", "lost too soon");
  await pass(page, 5000);
  assert.equal(await link(), "lost");
  assert.match(await page.locator(".wb-lost").textContent(), /연결이 끊겼습니다/);
  server.comeUp();
  server.floor.services[0].offered = 777;
  await pass(page, 15_000); // the longest wait between two attempts
  await passUntil(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  await passUntil(page, () => document.querySelector("[data-row=s00] [data-tip=offered]")?.textContent === "777");
  assert.equal(await page.locator(".wb-lost").count(), 0);
  await close();
});

test("figures that the server itself calls old are grey although frames come", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard?interval=2", { clock: true });
  /** The page's time stands still: it goes on until the frame is there that says it. */
  const becomes = async (want) => { for (let i = 0; i < 20 && await link() !== want; i++) await pass(page, 1000); assert.equal(await link(), want); };
  const link = () => page.evaluate(() => document.querySelector(".wb")?.dataset.link);
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  await pass(page, 1000);
  server.behind = 9000;
  await pass(page, 1000);
  assert.equal(await link(), "ok", "stale too soon");
  server.behind = 11_000;
  await becomes("stale");
  server.behind = 31_000;
  await becomes("lost");
  assert.equal(server.sockets.size, 1, "it gave up a socket that speaks");
  server.behind = 0;
  await becomes("ok");
  await close();
});

test("a handshake that hangs is given up and tried again", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard?interval=2", { clock: true });
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  server.goDown();
  await pass(page, 3000);
  server.comeUp();
  server.hanging = true;
  await pass(page, 20_000);
  assert.ok(server.hung.length > 0, "no attempt");
  const first = server.hung.length;
  for (let i = 0; i < 10 && server.hung.length === first; i++) await pass(page, 5000);
  assert.ok(server.hung.length > first, "it waits for the first handshake for ever");
  server.hanging = false;
  const back = () => page.evaluate(() => document.querySelector(".wb")?.dataset.link === "ok");
  for (let i = 0; i < 10 && !await back(); i++) await pass(page, 5000); // it may have given up the one that got through
  assert.ok(await back(), "no way back");
  await close();
});

test("after an upgrade the board reloads itself, but only through the health gate", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard?interval=2", { clock: true });
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  await page.evaluate(() => { globalThis.before = true; });
  server.build = "test-2";
  server.answers.set("GET health", [503, { status: "starting" }]);
  server.kick(4001);
  await pass(page, 1000);
  await passUntil(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  await pass(page, 6000);
  assert.equal(await page.evaluate(() => globalThis.before), true, "it reloaded into a server that was not ready");
  server.answers.delete("GET health");
  await pass(page, 6000).catch(() => {}); // it reloads meanwhile
  await passUntil(page, () => globalThis.before === undefined);
  await passUntil(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  await close();
});

test("close codes: 4001 comes back, 4503 does not and says why", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard");
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  server.kick(4001);
  await page.waitForTimeout(100);
  for (let i = 0; i < 60 && server.sockets.size === 0; i++) await page.waitForTimeout(50);
  assert.equal(server.sockets.size, 1);
  server.kick(4503);
  await page.locator(".wb-refused").waitFor();
  assert.match(await page.locator(".wb-refused").textContent(), /이 화면을 볼 수 없습니다/);
  await page.waitForTimeout(2500);
  assert.equal(server.sockets.size, 0);
  await close();
});

test("sent away twice for too much the page does not come back for ever", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard?view=agent", { clock: true });
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  server.kick(4002, "too many messages");
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  for (const end = Date.now() + 10_000; server.sockets.size > 0 && Date.now() < end;) await new Promise((done) => setTimeout(done, 20));
  await page.clock.runFor(5000);
  assert.equal(server.sockets.size, 0, "it comes back later than otherwise");
  await page.clock.runFor(11_000);
  for (const end = Date.now() + 10_000; server.sockets.size === 0 && Date.now() < end;) await new Promise((done) => setTimeout(done, 20));
  server.kick(4002, "too many messages");
  await page.locator(".wb-refused").waitFor();
  await page.clock.runFor(60_000);
  assert.equal(server.sockets.size, 0);
  await close();
});

test("W2: without a log-in the board refuses with a reason and the way in", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard?view=agent");
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  server.kick(4501);
  await page.locator(".wb-refused", { hasText: "로그인해 있는 동안만" }).waitFor();
  assert.equal(await page.locator(".wb-refused a").getAttribute("href"), "login?next=%2Fwallboard%3Fview%3Dagent");
  assert.equal(await page.locator(".wb-deck").count(), 0, "old figures stayed");
  await close();
});

test("W2: an agent without a CTI connection is told so, with the way to the desk, in both languages", async () => {
  for (const [lang, words, again] of [["ko", "CTI에 연결되어 있지 않습니다", "다시 시도"], ["en", "There is no CTI connection", "Try again"]]) {
    const { page, server, close } = await openPage(browser, `/wallboard?lang=${lang}`);
    await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
    assert.deepEqual([...server.sockets].map((s) => s.board), ["1"], "the board does not say that it is one");
    server.kick(4503, "no CTI connection");
    await page.locator(".wb-refused b", { hasText: words }).waitFor();
    assert.equal(await page.locator(".wb-refused a").getAttribute("href"), "desk");
    await page.getByRole("button", { name: again }).click();
    await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
    await close();
  }
});

test("an alarm has a shape and words as well as colour", async () => {
  const { page, close } = await openPage(browser, "/wallboard?pin=0&view=service");
  const bad = cell(page, "s02", "longest"), warn = cell(page, "s03", "longest");
  await bad.waitFor();
  assert.equal(await bad.locator("use").getAttribute("href"), "#i-bad");
  assert.equal(await warn.locator("use").getAttribute("href"), "#i-warn");
  assert.match(await bad.textContent(), /^경고 \d\d:\d\d$/);
  assert.match(await warn.textContent(), /^주의 \d\d:\d\d$/);
  assert.match(await page.locator(".wb-alert").first().textContent(), /배송문의최장 대기\d\d:\d\d/);
  assert.match(await page.locator("[role=status]").first().textContent(), /배송문의 최장 대기/);
  await close();
});

test("sound is off until asked for, then one tone for each new alarm", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard?pin=0", {
    script: () => {
      globalThis.tones = 0;
      const make = AudioContext.prototype.createOscillator;
      AudioContext.prototype.createOscillator = function () { globalThis.tones++; return make.call(this); };
    },
  });
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  const alarm = async (id) => {
    server.floor.serviceAlerts = [{ id: `longest_wait:${id}`, kind: "longest_wait", level: "bad", service: id, since: Date.now() - 70_000 }, ...server.floor.serviceAlerts];
    server.delta("services", [], { alerts: server.floor.serviceAlerts });
    await until(page, (n) => Number(/\d+/.exec(document.querySelector(".wb-alert.more")?.textContent ?? "")?.[0] ?? document.querySelectorAll(".wb-alert").length) === n, server.floor.serviceAlerts.length);
  };
  await alarm("s00");
  assert.equal(await page.evaluate(() => globalThis.tones), 0);
  await page.keyboard.press("s");
  assert.equal(await page.evaluate(() => globalThis.tones), 2, "switching on plays a sample of two notes");
  await alarm("s01");
  await until(page, () => globalThis.tones >= 4);
  server.delta("services", [], { alerts: server.floor.serviceAlerts });
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => globalThis.tones), 4, "one tone for one new alarm");
  assert.equal(await page.evaluate(() => localStorage.getItem("callfloor.sound")), "on");
  await close();
});

test("durations come from the server's clock; a wrong clock is told", async () => {
  const floor = makeFloor(1, 1, { now: Date.now() + 3_600_000 });
  floor.services[0].oldest = Date.now() + 3_600_000 - 65_000;
  floor.services[0].waiting = 1;
  const { page, close } = await openPage(browser, "/wallboard?pin=0", { floor, setUp: (server) => { server.skew = 3_600_000; } });
  await page.locator(".wb-skew").waitFor();
  await until(page, () => document.querySelector(".wb-skew")?.textContent.includes("3600초")); // the first frames may have come late
  assert.match(await cell(page, "s00", "longest").textContent(), /01:0[5-9]$/);
  await close();
});

test("English, an order of services, and a light board by address", async () => {
  const { page, close } = await openPage(browser, "/wallboard?pin=0&lang=en&theme=light&services=s03,s00");
  await page.locator(".wb-page[data-on] [data-row]").first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  assert.deepEqual(await page.locator(".wb-views button").allTextContents(), ["Services", "Agents"]);
  assert.deepEqual(await page.locator(".wb-page[data-on] .wt-row .n[role=rowheader]").allTextContents(), ["Returns", "General"]);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "light");
  await close();
});

test("pointing at a rate tells its formula, its counts and the remainder", async () => {
  const floor = makeFloor(1, 2);
  Object.assign(floor.services[0], { offered: 100, answered: 90, abandoned: 4, in_level: 80, waiting: 2, left: { overflow: 0, timeout: 1, callback: 3, moved: 0, lost: 0 } });
  derive(floor.services[0], Date.now());
  const { page, close } = await openPage(browser, "/wallboard?pin=0", { floor });
  await cell(page, "s00", "service_level").hover();
  const text = await page.locator(".wb-tip").textContent();
  assert.match(text, /20초 안 응대 80 ÷ 인입 100 × 100/);
  assert.match(text, /나머지 6: 대기 2 .* 시간 초과 1 · 콜백 3/);
  await close();
});

test("W28: who waits now by how long, in total and by service, told by pointing and moving with time", async () => {
  const floor = makeFloor(2, 2);
  Object.assign(floor.services[0], { waiting: 6, oldest: Date.now() - 61_000, waits: [3, 1, 0, 0, 2] });
  Object.assign(floor.services[1], { waiting: 0, oldest: undefined, waits: [0, 0, 0, 0, 0] });
  Object.assign(floor.totals, { waiting: 6, waits: [3, 1, 0, 0, 2] });
  for (const [lang, totals, explained] of [
    ["ko", "대기 시간10초 미만 320초 미만 130초 미만 060초 미만 060초 이상 2", "10초 미만 3 · 20초 미만 1 · 30초 미만 0 · 60초 미만 0 · 60초 이상 2"],
    ["en", "Waiting for< 10 s 3< 20 s 1< 30 s 0< 60 s 0≥ 60 s 2", "under 10 s 3 · under 20 s 1 · under 30 s 0 · under 60 s 0 · 60 s or more 2"],
  ]) {
    const { page, server, close } = await openPage(browser, `/wallboard?pin=0&view=service&lang=${lang}`, { floor });
    const columns = (id) => page.evaluate((row) => [...document.querySelectorAll(`[data-row=${row}] .ages i`)].map((i) => Math.round(i.getBoundingClientRect().height)), id);
    await cell(page, "s00", "waiting").waitFor();
    assert.equal((await page.locator(".wb-waits").textContent()).replace(/\s+/g, " ").trim(), totals);
    const [first, second, third, fourth, last] = await columns("s00");
    assert.ok(first > last && last > second && second > third && third === fourth, `3, 1, 0, 0, 2 are columns of ${await columns("s00")}`);
    assert.deepEqual(await columns("s01"), [0, 0, 0, 0, 0], "nobody waits, and yet there are columns");
    for (const figure of ["waiting", "longest"]) {
      await page.locator(`[data-row=s00] [role=cell][data-tip=${figure}]`).hover();
      assert.ok((await page.locator(".wb-tip").textContent()).includes(explained), figure);
    }
    server.delta("services", [{ ...floor.services[0], waits: [0, 0, 0, 4, 2] }], { totals: { ...floor.totals, waits: [0, 0, 0, 4, 2] } }); // time alone
    await until(page, () => [...document.querySelectorAll(".wb-waits b")].map((b) => b.textContent).join() === "0,0,0,4,2");
    const moved = await columns("s00");
    assert.ok(moved[3] > moved[4] && moved[4] > moved[0] && moved[0] === moved[1], `0, 0, 0, 4, 2 are columns of ${moved}`);
    await close();
  }
});

test("W28: a notice is on the board while it is set, at the top or the bottom, live and for who comes later", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard?pin=0", { setUp: (s) => { s.notice = { text: "첫 공지", place: "top" }; } });
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  const notice = page.locator(".wb-notice"), above = () => page.evaluate(() => document.querySelector(".wb-notice").getBoundingClientRect().bottom <= document.querySelector(".wb-deck").getBoundingClientRect().top);
  assert.equal(await notice.textContent(), "공지첫 공지");
  assert.ok(await above(), "a notice for the top is not above the figures");
  const hostile = "<img src=x onerror=alert(1)> 18시 점검";
  server.setNotice(hostile, "bottom");
  await until(page, (text) => document.querySelector(".wb-notice span")?.textContent === text, hostile);
  assert.ok(!await above(), "a notice for the bottom is above the figures");
  const height = () => page.evaluate(() => document.querySelector(".wb-deck").getBoundingClientRect().height);
  const beside = await height();
  server.notice = undefined; // taken away while this board was not connected
  server.kick(4001);
  await until(page, () => !document.querySelector(".wb-notice"), undefined, 10_000);
  assert.ok(await height() > beside, "the strip keeps its place after the notice");
  server.setNotice("다시");
  await until(page, () => document.querySelector(".wb-notice span")?.textContent === "다시");
  server.setNotice("");
  await until(page, () => !document.querySelector(".wb-notice"));
  await close();
});

test("W28: a notice of 200 characters is readable as a whole, and stands still", async () => {
  for (const [lang, text] of [["ko", "오늘 18시부터 점검입니다. ".repeat(14).slice(0, 200)], ["en", "Payments are down from 18:00. ".repeat(7).slice(0, 200)]]) {
    const { page, close } = await openPage(browser, `/wallboard?pin=0&lang=${lang}`, { setUp: (s) => { s.notice = { text, place: "top" }; } });
    await page.locator(".wb-notice").waitFor();
    await page.evaluate(() => document.fonts.ready);
    const [shown, whole, animations] = await page.evaluate(() => {
      const span = document.querySelector(".wb-notice span");
      return [span.clientHeight, span.scrollHeight, document.querySelector(".wb-notice").getAnimations({ subtree: true }).length];
    });
    assert.ok(whole <= shown + 1, `${lang}: ${whole} px of text in ${shown}`);
    assert.equal(animations, 0);
    await close();
  }
});

test("callbacks that wait stand on the board where boards show them, beside a notice or alone", async () => {
  for (const lang of ["ko", "en"]) {
    const { page, server, close } = await openPage(browser, `/wallboard?pin=0&lang=${lang}`, { setUp: (s) => { s.callbacks = 12; } });
    const strip = page.locator(".wb-notice"), says = (text) => until(page, (want) => (document.querySelector(".wb-notice")?.textContent ?? "") === want, text);
    await says(lang === "ko" ? "콜백 대기12" : "Callbacks to make12");
    assert.deepEqual(await barriers(page), []);
    server.setNotice(lang === "ko" ? "오늘 18시부터 점검입니다" : "Payments are down from 18:00");
    await says(lang === "ko" ? "공지오늘 18시부터 점검입니다콜백 대기12" : "NoticePayments are down from 18:00Callbacks to make12");
    assert.ok(await strip.evaluate((it) => it.scrollWidth <= it.clientWidth));
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/board-callbacks-${lang}.png` });
    server.setCallbacks(1004);
    await says(lang === "ko" ? "공지오늘 18시부터 점검입니다콜백 대기1004" : "NoticePayments are down from 18:00Callbacks to make1004");
    server.setNotice("");
    await strip.waitFor();
    server.setCallbacks(0);
    await says("");
    server.setCallbacks(3);
    await strip.waitFor();
    server.setCallbacks(undefined);
    await says("");
    await close();
  }
});

test("agents stand in the order of the names that are shown, in either language", async () => {
  const floor = makeFloor(4, 12);
  for (const lang of ["ko", "en"]) {
    const { page, close } = await openPage(browser, `/wallboard?view=agent&lang=${lang}`, { floor });
    await page.locator(".tile").nth(11).waitFor();
    const shown = (one) => (lang === "en" ? one.name_en : one.name);
    assert.deepEqual(await page.locator(".tile").evaluateAll((list) => list.map((one) => one.dataset.row)), [...floor.agents].sort((a, b) => new Intl.Collator("ko", { numeric: true }).compare(shown(a), shown(b))).map((one) => one.id), lang);
    await close();
  }
});

test("W28: a notice takes its place from the table, not from the agents", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard?pin=0&view=agent", { floor: makeFloor(6, 96) });
  const floor = () => page.evaluate(() => document.querySelector(".floor").getBoundingClientRect().height);
  await page.locator(".wb-stack .tile").first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(300);
  const before = await floor();
  server.setNotice("오늘 18시부터 점검입니다. ".repeat(14).slice(0, 200));
  await page.locator(".wb-notice").waitFor();
  await page.waitForTimeout(300);
  assert.ok(await floor() > 0.9 * before, `the agents had ${before} px, under a notice ${await floor()}`);
  await close();
});

test("W-01: hostile names are text everywhere and nothing runs", async () => {
  const hostile = `<img src=x onerror="alert(1)"><script>alert(2)</script>"'\`\${alert(3)}`;
  const floor = makeFloor(3, 5);
  for (const service of floor.services) service.name = { ko: hostile, en: hostile };
  for (const agent of floor.agents) Object.assign(agent, { name: hostile, name_en: hostile, state: "not_ready", reason: hostile, band: "bad" });
  count(floor);
  const { page, close } = await openPage(browser, "/wallboard?interval=2", { floor });
  await page.locator("[data-row=s00] .n").first().waitFor();
  assert.equal(await page.locator("[data-row=s00] .n").first().textContent(), hostile);
  await page.waitForTimeout(3000);
  assert.equal(await page.locator(".tile b").first().textContent(), hostile);
  assert.equal(await page.locator("#app img, #app script").count(), 0);
  await close();
});

test("reduced motion: no fade, no pulse", async () => {
  const floor = makeFloor(4, 12);
  floor.agents[0].state = "ringing";
  const { page, close } = await openPage(browser, "/wallboard?pin=0&view=agent", { motion: "reduce", floor });
  await page.locator(".tile[data-s=ring]").first().waitFor();
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".tile[data-s=ring]")).animationName), "none");
  assert.match(await page.evaluate(() => getComputedStyle(document.querySelector(".wb-layer")).transition), /^none|\b0s\b/);
  await close();
});

test("an empty centre and an unreachable one are told, not shown as zeroes that look live", async () => {
  const { page, close } = await openPage(browser, "/wallboard?pin=0", { floor: makeFloor(0, 0) });
  assert.match(await page.locator(".wb-empty").first().textContent(), /표시할 서비스가 없습니다/);
  await close();
  const dead = await openPage(browser, "/wallboard", { floor: makeFloor(2, 2), script: () => { globalThis.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 10); } }; } });
  assert.match(await dead.page.locator(".wb-lost").textContent(), /서버에 연결하고 있습니다/);
  assert.match(await dead.page.locator(".wb-totals").first().textContent(), /대기 고객–/);
  await dead.close();
});

test("the display token leaves the address bar", async () => {
  const { page, close } = await openPage(browser, "/wallboard?token=secret&view=agent");
  await page.locator(".wb-layer").first().waitFor();
  assert.equal(new URL(page.url()).search, "?view=agent");
  await close();
});
