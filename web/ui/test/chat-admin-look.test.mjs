// The sections of chats in the administration, with everything and with nothing, in both
// languages and themes: nobody is kept out, and nothing runs over its place.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, drawn, nightly, openPage, over, recolour, startBrowser, until } from "./browser.mjs";
import { chatAdminAnswers } from "./chatadmin.mjs";
import { makeFloor } from "./floor.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

const picture = (page, name) => process.env.PICTURES ? page.screenshot({ path: `${process.env.PICTURES}/${name}.png` }) : undefined;
/** @type {[string, string, {full?: boolean, on?: boolean, manager?: boolean}][]} */
const looks = [
  ["chat", ".steps [data-done]", {}], ["chat", ".steps", { full: false, on: false }], ["chat-categories", ".empty .primary", { full: false, on: false }], ["chat-categories/delivery", ".chips-list a", {}], ["chat-categories/late", ".vars", { on: false }],
  ["chat-sites", ".empty .primary", { full: false, on: false }], ["chat-sites/shop", ".tag-code", {}], ["chat-templates/t1", ".det .panel", { manager: true }], ["chat-templates", ".list-pane .empty", { full: false }],
  ["chat-words", ".tbl tbody tr", {}], ["chat-words", ".empty", { full: false, manager: true, on: false }], ["chat-requests/q1", "#f-answer", { manager: true }], ["chat-requests", ".list-pane .empty", { full: false }], ["chat-blocked", ".tbl tbody tr", { manager: true }], ["chat-blocked", ".empty", { full: false }],
  ["chat-report/day", ".figures tfoot", { manager: true }], ["chat-report/agent", ".figures tfoot", {}], ["chat-report", ".empty", { full: false }],
  ["chat-usage", ".usage tbody tr", { manager: true }], ["chat-usage", ".usage tbody tr", {}], ["chat-usage", ".empty", { full: false }],
];

for (const [n, [section, ready, { full = true, on = true, manager = false }]] of looks.entries()) {
  for (const [lang, theme, other] of [["ko", "light", "dark"], ["en", "dark", "light"]].filter((_, i) => nightly || process.env.PICTURES || i === n % 2)) {
    test(`${section}, ${full ? "full" : "empty"}, ${on ? "on" : "off"}, ${manager ? "manager" : "administrator"}, ${lang}, ${theme} and ${other}`, async () => {
      const narrow = n % 2 === 0;
      const { page, close } = await openPage(browser, `/admin?theme=${theme}&lang=${lang}#/${section}`, { floor: makeFloor(2, 8), width: narrow ? 1366 : 1440, height: narrow ? 768 : 900, scheme: theme, motion: "reduce", setUp: (server) => { chatAdminAnswers(server, { full, on }); if (manager) server.user.role = "manager"; } });
      await page.locator(ready).first().waitFor();
      await drawn(page);
      await picture(page, `${section.replace("/", "-")}-${full ? "full" : "empty"}-${lang}-${theme}`);
      assert.deepEqual(await page.evaluate(over), []);
      assert.deepEqual(await barriers(page), []);
      await recolour(page, other);
      assert.deepEqual(await barriers(page, { only: true }), [], other);
      await close();
    });
  }
}

test("who begins with chats is told when nobody can log in as an agent, and where that is set; a chat from a web site ticks its step", async () => {
  const { page, server, close } = await openPage(browser, "/admin?lang=ko#/chat", { floor: makeFloor(2, 8), width: 1366, height: 768, motion: "reduce", setUp: (server) => chatAdminAnswers(server) });
  const step = (n) => page.locator(".steps > li").nth(n - 1);
  await step(6).getByText("로그인할 수 있는 상담사 0명").waitFor();
  assert.equal(await step(6).getAttribute("data-done"), null);
  assert.equal(await step(6).getByRole("link", { name: "사용자와 권한" }).getAttribute("href"), "#/people");
  await step(5).getByText("최근 1년 채팅 548건").waitFor();
  assert.equal(await step(5).getAttribute("data-done"), "");
  server.answers.set("GET users", [200, [{ login: "kim", name: "김하나", agent_id: server.floor.agents[0].id }, { login: "old", name: "옛 계정", agent_id: server.floor.agents[1].id, disabled: true }]]);
  await page.reload();
  await step(6).getByText("로그인할 수 있는 상담사 1명").waitFor();
  await close();
});

test("the service usage log says from whom to whom, how and why, opens the chat where it is seen, and goes on by pages, days and agent (C36)", async () => {
  const { page, server, close } = await openPage(browser, "/admin?lang=ko#/chat-usage", { floor: makeFloor(2, 8), width: 1366, height: 768, motion: "reduce", setUp: (server) => chatAdminAnswers(server) });
  const rows = page.locator(".usage tbody tr"), asked = () => server.asked.filter((path) => path.includes("chat/usage")).map((path) => Object.fromEntries(new URLSearchParams(path.split("?")[1]))).at(-1);
  await rows.nth(19).waitFor();
  const cells = (n) => rows.nth(n).locator("td").allInnerTexts();
  assert.deepEqual((await cells(1)).slice(1), ["카카오톡\n박민정", "환불 처리가 언제 끝나는지 묻는 아주 긴 제목의 상담입니다", "로봇 → 이두리", "자동배정", "맡을 수 있는 12명 중 맡은 상담이 1건으로 가장 적음"]);
  assert.deepEqual((await cells(0)).slice(3), ["최아름(계정삭제) → 김하나", "무응답 재배정", "맡을 수 있는 상담사가 한 명뿐"]);
  assert.equal(await rows.nth(1).getByRole("link").getAttribute("href"), "chat#/in_progress/r_8x7JidP9unWbTiYCEN5a1");
  assert.equal(await rows.nth(6).getByRole("link").count(), 0, "a chat that is not seen any more has no way to it");
  await page.getByRole("button", { name: "더 보기" }).click();
  await rows.nth(29).waitFor();
  assert.equal(asked().after, "20");
  await page.getByLabel("배정 후 상담사").selectOption("a001");
  await until(page, () => document.querySelectorAll(".usage tbody tr").length === 10);
  await Promise.all([page.waitForResponse(/chat\/usage/), page.getByRole("button", { name: "어제" }).click()]);
  assert.deepEqual([asked().agent, asked().from, asked().from === asked().to], ["a001", await page.locator("#u-from").inputValue(), true]);
  await page.locator("#u-to").fill("2020-01-01");
  await page.getByText("마지막 날이 첫 날보다 앞입니다.").waitFor();
  assert.equal(await rows.count(), 0);
  await close();
});

for (const [lang, label, gone, out, button, said] of [
  ["ko", "배정 후 상담사", "최아름(계정삭제)", "한지수(인증해제)", "엑셀", "최아름(계정삭제) 상담사에게 배정된 서비스 이용내역을 다운로드합니다."],
  ["en", "Agent who got it", "Areum Choi (deleted)", "Jisu Han (no access)", "Excel", "only what Areum Choi (deleted) got."],
]) test(`the service usage log can be narrowed to who is gone, marked, and the dialog of its file names who was chosen (C78), ${lang}`, async () => {
  const { page, server, close } = await openPage(browser, `/admin?lang=${lang}#/chat-usage`, { floor: makeFloor(2, 8), width: 1366, height: 768, motion: "reduce", setUp: (server) => {
    chatAdminAnswers(server);
    const scripted = server.answers.get("GET chat/usage");
    server.answers.set("GET chat/usage", (asked) => scripted(new URLSearchParams([...asked].filter(([name]) => name !== "agent"))));
  } });
  await page.locator(".usage tbody tr").nth(19).waitFor();
  const chosen = page.getByLabel(label);
  await chosen.locator("option", { hasText: gone }).waitFor({ state: "attached" });
  assert.equal(await chosen.locator("option", { hasText: out }).count(), 1);
  await page.getByRole("button", { name: button }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  assert.equal(await dialog.getByText(gone).count(), 0, "of all agents nobody is named");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  const [answer] = await Promise.all([page.waitForResponse(/chat\/usage.*agent=gone/), chosen.selectOption({ label: gone })]), language = (request) => request.headers()["callfloor-language"];
  assert.equal(language(answer.request()), lang, "the page says what it is read in, whatever the browser is set to");
  await page.locator(".usage tbody tr").nth(19).waitFor();
  await page.getByRole("button", { name: button }).click();
  await dialog.getByText(said).waitFor();
  await dialog.locator("#e-reason").fill("점검");
  const href = await dialog.locator("a[href*='chat/usage/export']").getAttribute("href");
  assert.equal(new URLSearchParams(href.split("?")[1]).get("agent"), "gone");
  await picture(page, `usage-excel-${lang}`);
  const [file] = await Promise.all([page.waitForRequest(/chat\/usage\/export/), dialog.locator("a[href*='chat/usage/export']").click()]);
  assert.equal(language(file), lang);
  await close();
});

test("managers' settings say what they are part of, and begin where their way to them leads", async () => {
  const { page, server, close } = await openPage(browser, "/admin?lang=ko", { floor: makeFloor(2, 8), width: 1366, height: 768, motion: "reduce", setUp: (server) => { chatAdminAnswers(server, { full: false }); server.user.role = "manager"; } });
  await page.getByText("요청사항을 고르면 여기에서 답변합니다").waitFor();
  assert.equal(await page.locator(".top h1").innerText(), "설정");
  assert.equal(await page.locator(".top .med").first().innerText(), "상담원 요청사항");
  await page.getByRole("link", { name: "고객", exact: true }).click();
  await page.locator(".top h1", { hasText: "고객" }).waitFor();
  server.user.chat = false;
  await page.goto("about:blank");
  await page.goto(`${server.url}/admin?lang=ko`);
  await page.locator(".top h1", { hasText: "고객" }).waitFor();
  await close();
});

test("the report has each figure in its column, is sorted by any of them, and keeps what it has when the server is away", async () => {
  const { page, server, close } = await openPage(browser, "/admin?lang=en#/chat-report/day", { floor: makeFloor(2, 8), width: 1366, height: 768, motion: "reduce", setUp: (server) => chatAdminAnswers(server) });
  const cells = (row) => page.getByRole("row", { name: row }).locator("td").allInnerTexts();
  await page.getByRole("row", { name: /2026-11-23/ }).waitFor();
  assert.deepEqual(await cells(/2026-11-23/), ["155", "29", "26", "25", "1", "1,131", "990", "00:42", "00:31", "01:42", "00:54", "01:21", "01:06", "06:15", "8", "4.25"]);
  assert.deepEqual(await cells(/2026-11-28/), ["810", "74", "0", "65", "0", "5,186", "4,490", "–", "–", "–", "–", "–", "–", "–", "0", "–"]);
  assert.deepEqual((await cells(/^Total/)).slice(0, 8), ["2,919", "329", "228", "287", "6", "19,271", "16,730", "00:44"]);
  assert.deepEqual((await cells(/^Total/)).slice(-2), ["84", "4.25"]);
  await page.getByRole("button", { name: "By agent" }).click();
  await page.getByRole("row", { name: /최아름/ }).waitFor();
  assert.equal(await page.getByRole("columnheader", { name: "First reply" }).getAttribute("title"), "Where this agent gave it: from the request for an agent to the first reply");
  await page.getByText("First reply: only where it was that agent's").waitFor();
  const names = () => page.locator(".figures tbody th").allInnerTexts();
  assert.deepEqual(await names(), ["최아름", "박세찬(인증해제)", "이두리", "김하나", "Robot"], "most chats first");
  const ended = page.getByRole("columnheader", { name: "Ended" });
  await ended.getByRole("button").click();
  await ended.getByRole("button").press("Enter");
  assert.equal(await ended.getAttribute("aria-sort"), "ascending");
  assert.equal((await names())[0], "Robot");
  await page.goBack();
  await page.getByRole("row", { name: /2026-11-23/ }).waitFor();
  assert.equal(await page.getByRole("columnheader", { name: "First reply" }).getAttribute("title"), "From the request for an agent to the first reply");
  server.down = true;
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.locator(".stale").waitFor();
  assert.equal((await cells(/2026-11-23/))[0], "155");
  await picture(page, "report-away");
  await close();
});

test("while other days are on their way, or do not come, the report shows no figures of those before", async () => {
  const { page, server, close } = await openPage(browser, "/admin?lang=en#/chat-report/day", { floor: makeFloor(2, 8), width: 1366, height: 768, motion: "reduce", setUp: (server) => chatAdminAnswers(server) });
  const figures = page.locator(".figures"), excel = page.getByRole("button", { name: "Download for Excel" });
  await figures.waitFor();
  let answer = () => {};
  const held = new Promise((done) => { answer = () => done(undefined); });
  await page.route("**/chat/report?*", async (route) => { await held; await route.continue(); });
  await page.getByRole("button", { name: "Yesterday" }).click();
  await page.locator(".sk").waitFor();
  assert.equal(await figures.count(), 0);
  assert.ok(await excel.isDisabled());
  answer();
  await figures.waitFor();
  assert.ok(await excel.isEnabled());
  await page.unrouteAll({ behavior: "wait" });
  server.down = true;
  await page.getByRole("button", { name: "Today" }).click();
  await page.locator(".empty", { hasText: "Try again" }).waitFor();
  assert.equal(await figures.count(), 0);
  await close();
});

test("an answer that was being written to a request that somebody else has answered is let go of", async () => {
  const { page, server, close } = await openPage(browser, "/admin?lang=en#/chat-requests/q1", { floor: makeFloor(2, 8), width: 1366, height: 768, motion: "reduce", setUp: (server) => chatAdminAnswers(server) });
  await page.locator("#f-answer").fill("Approved.");
  const unsaved = page.locator(".list-pane .line .dot");
  await unsaved.waitFor();
  assert.equal(await page.evaluate(() => dispatchEvent(new Event("beforeunload", { cancelable: true }))), false, "the browser asks before it is lost");
  const list = server.answers.get("GET chat/requests");
  server.answers.set("GET chat/requests", (asked) => { const [status, { items }] = list(asked); return [status, { items: items.filter((one) => one.id !== "q1") }]; });
  await page.locator(".list-pane .phead").getByRole("button", { name: "Refresh" }).click();
  await page.locator("#f-answer").waitFor({ state: "detached" });
  assert.equal(await unsaved.count(), 0);
  await until(page, () => dispatchEvent(new Event("beforeunload", { cancelable: true }))); // nothing is left that could be saved
  await close();
});

test("in the rail the mark of what is on trial covers no sign", async () => {
  for (const lang of ["ko", "en"]) {
    const { page, close } = await openPage(browser, `/admin?lang=${lang}#/chat-words`, { floor: makeFloor(2, 8), width: 1366, height: 768, motion: "reduce", setUp: (server) => chatAdminAnswers(server) });
    const place = page.locator(".rail [href=monitor]"), of = (selector) => place.locator(selector).boundingBox();
    await place.locator(".beta").waitFor();
    const mark = await of(".beta"), sign = await of(".i"), link = await place.boundingBox();
    assert.ok(mark.y >= sign.y + sign.height || mark.x >= sign.x + sign.width, JSON.stringify({ mark, sign }));
    assert.ok(mark.x >= link.x && mark.x + mark.width <= link.x + link.width && mark.y + mark.height <= link.y + link.height);
    await close();
  }
});
