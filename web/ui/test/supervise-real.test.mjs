// Supervision with the real program: a customer writes from another site's page, an agent
// answers, and supervisors look on without either noticing; the monitoring window counts.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { startBrowser, until } from "./browser.mjs";
import { password, Program } from "./real.mjs";

let browser, program, site;
before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  site = createServer((req, res) => res.setHeader("Content-Type", "text/html; charset=utf-8").end(`<!doctype html><html lang="${req.url === "/en" ? "en" : "ko"}"><title>온마루</title><h1>온마루</h1><script async src="${program.url}/chat/widget.js" data-site="shop"></script></html>`));
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  site.url = `http://127.0.0.1:${site.address().port}`;
  await program.ask("POST", "services", { id: "orders", name: { ko: "주문" }, numbers: [{ number: "15880001" }] });
  await program.ask("POST", "users", { login: "lead", name: "이정훈", role: "manager", password, permissions: ["chat_monitor"] });
  await program.ask("POST", "users", { login: "song", name: "송채원", role: "administrator", password, permissions: ["chat_monitor"] });
  await program.ask("POST", "agents", { id: "kim", name: "김하나", name_en: "Hana Kim", extension: "1001", manager: "lead", sip_password: "s3cret-kim-0001", services: { orders: { level: 1 } } });
  await program.ask("POST", "users", { login: "kim", name: "김하나", role: "agent", agent_id: "kim", password });
  for (const one of [{ id: "delivery", name: { ko: "배송", en: "Delivery" } }, { id: "late", parent: "delivery", name: { ko: "배송 지연", en: "Late" } }]) await program.ask("POST", "chat-categories", one);
  await program.ask("POST", "chat-sites", { id: "shop", name: { ko: "온마루", en: "Onmaru" }, origins: [site.url] });
  await program.ask("PUT", "settings/chat.bot", { value: "false" });
  await program.ask("PUT", "settings/chat.method", { value: "manual" });
  await program.ask("PUT", "settings/chat.enabled", { value: "true" });
});
after(async () => { site?.close(); await browser?.stop(); await program?.stop(); });

/** Every frame that a page is sent over its sockets. */
function framesOf(page) {
  const frames = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(String(payload))));
  return frames;
}

test("a customer, an agent and two supervisors: who looks on is alone, named to the other, and noticed by nobody (S3 to S22)", async () => {
  const customer = await (await browser.chrome.newContext({ locale: "ko" })).newPage(), customerFrames = framesOf(customer);
  const lead = await program.visit(browser, "lead", "/supervise"), song = await program.visit(browser, "song", "/supervise?lang=en"), monitor = await program.visit(browser, "lead", "/monitor?window");
  const kim = await program.visit(browser, "kim", "/chat"), agentFrames = framesOf(kim.page);
  await kim.page.reload(); // its socket is listened to
  const me = (body) => kim.page.evaluate((body) => fetch("api/v1/chat/me", { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).then((answer) => answer.status), body);
  assert.equal(await me({ signed_in: true }), 200);

  await customer.goto(site.url);
  await customer.locator("callfloor-chat button").first().click();
  const box = customer.locator("callfloor-chat textarea");
  await box.fill("사흘째 안 왔어요");
  await customer.keyboard.press("Enter");

  const panel = (name) => monitor.page.getByRole("region", { name, exact: true });
  await panel("배정 대기").locator("tbody tr").waitFor();
  assert.equal(await panel("배정 대기").locator(".lead").evaluate((el) => el.firstChild.textContent), "1");
  assert.equal(await panel("상담가능 상담원").locator("tbody tr").count(), 1);
  await panel("배정 대기").getByRole("button", { name: /^배정/ }).click();
  await monitor.page.getByRole("radio", { name: /김하나/ }).click();
  await monitor.page.getByRole("button", { name: "김하나 상담사에게 배정" }).click();
  await panel("최초 응대 대기").locator("tbody tr", { hasText: "김하나" }).waitFor();
  await panel("배정 대기").getByText("배정을 기다리는 대화방이 없습니다").waitFor();
  const id = await panel("최초 응대 대기").locator("tbody tr").getAttribute("data-row");

  // The agent answers; the customer asks once more, and waits.
  const post = (body, client) => kim.page.evaluate(([id, body, client]) => fetch(`api/v1/chat/rooms/${id}/messages`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ client, body }) }).then((answer) => answer.status), [id, body, client]);
  assert.equal(await post("확인해 보겠습니다.", "kim-00000001"), 201);
  await panel("최초 응대 대기").getByText("첫 응대를 기다리는 대화방이 없습니다").waitFor();
  await box.fill("오늘 받을 수 있나요?");
  await customer.keyboard.press("Enter");
  await panel("상담원 답변 대기").locator("tbody tr", { hasText: "오늘 받을 수 있나요?" }).waitFor();
  await until(monitor.page, () => document.querySelector(".agents .tot").textContent === "배정 0 · 진행 1 · 종료 0");

  // One supervisor begins: the other sees who, and is refused.
  const row = (page) => page.locator(`.inter [data-row="${id}"]`), bino = (page) => row(page).locator(".bino");
  await bino(lead.page).waitFor();
  assert.equal(await bino(lead.page).getAttribute("aria-disabled"), "true", "not available yet (S9)");
  for (const { page } of [lead, song]) {
    await page.getByRole("switch").click();
    await until(page, () => document.querySelector(".bino")?.getAttribute("aria-disabled") === "false");
  }
  const quiet = [agentFrames.length, customerFrames.length];
  await bino(lead.page).click();
  const talk = lead.page.getByRole("main", { name: "대화" });
  await talk.locator(".m p", { hasText: "오늘 받을 수 있나요?" }).waitFor();
  await until(song.page, () => document.querySelector(".inter .bino").getAttribute("aria-disabled") === "true");
  assert.equal(await bino(song.page).getAttribute("title"), "이정훈 monitors it.");
  const refused = await song.page.evaluate((id) => fetch(`api/v1/chat/rooms/${id}/monitor`, { method: "POST" }).then(async (answer) => [answer.status, (await answer.json()).watcher_name]), id);
  assert.deepEqual(refused, [409, "이정훈"], "exactly one (S22)");

  // It goes on live, and the other two are told nothing of it.
  await box.fill("여보세요?");
  await lead.page.getByText("고객이 입력하고 있습니다").first().waitFor();
  await customer.keyboard.press("Enter");
  await talk.locator(".m p", { hasText: "여보세요?" }).waitFor();
  assert.equal(await post("네, 19시 전에 도착합니다.", "kim-00000002"), 201);
  await talk.locator(".m p", { hasText: "19시 전에" }).waitFor();
  await customer.getByText("네, 19시 전에 도착합니다.", { exact: true }).waitFor();
  const told = [...agentFrames.slice(quiet[0]), ...customerFrames.slice(quiet[1])].join("\n");
  assert.ok(told.includes("19시 전에") && !/watch|monitor|lead|이정훈|송채원/.test(told.replaceAll(/"manager":"[^"]*"/g, "")), "no frame to the agent or the customer says anything of it (S4)");

  // A reload keeps it; the binocular ends it, and what it was stays in the detail and the timeline.
  await lead.page.reload();
  await talk.locator(".m p", { hasText: "19시 전에" }).waitFor();
  await talk.getByRole("button", { name: "모니터링 중지" }).click();
  const detail = lead.page.getByRole("complementary", { name: "상호작용 세부정보" });
  await detail.locator(".took li", { hasText: "이정훈" }).getByText(/~ \d\d:\d\d:\d\d$/).waitFor();
  await until(lead.page, () => document.querySelectorAll(".figs4 dd")[3].textContent === "5");
  await detail.getByRole("tab", { name: "타임라인" }).click();
  await detail.getByText("이정훈 모니터링 끝 (중지)").waitFor();
  await detail.getByText("이정훈 모니터링 시작").waitFor();
  const own = await kim.page.evaluate((id) => fetch(`api/v1/chat/rooms/${id}/timeline`).then((answer) => answer.text()), id);
  assert.ok(own.includes("assigned") && !/monitor/.test(own), "the agent's own timeline has nothing of it");

  // The other one may now; the room ends under her eyes.
  await until(song.page, () => document.querySelector(".inter .bino").getAttribute("aria-disabled") === "false");
  await bino(song.page).click();
  await song.page.locator(".m").first().waitFor();
  assert.equal(await kim.page.evaluate((id) => fetch(`api/v1/chat/rooms/${id}/end`, { method: "POST" }).then((answer) => answer.status), id), 200);
  await song.page.getByText("The chat is over, and the monitoring with it.").waitFor();
  await song.page.locator(".over-note").getByRole("button", { name: "View details" }).click();
  await song.page.keyboard.press("Escape");
  await song.page.keyboard.press("4");
  await song.page.locator(".over-list tbody tr").first().locator(".cust").click();
  for (const name of ["이정훈", "송채원"]) await song.page.locator(".took li", { hasText: name }).waitFor();
  await until(monitor.page, () => document.querySelector(".agents .tot").textContent === "배정 0 · 진행 0 · 종료 1");
  for (const one of [kim, lead, song, monitor]) await one.close();
});

/** What a person reads on a page, with where the keys are; times go by. @param {import("playwright-core").Page} page */
const looks = (page) => page.evaluate(() => {
  const words = (root) => [...root.querySelectorAll(":not(script, style, svg, svg *)")].flatMap((el) => [el.className, el.getAttribute("aria-label"), el.getAttribute("title"), ...[...el.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data.trim()), ...(el.shadowRoot ? words(el.shadowRoot) : [])]).filter(Boolean);
  return [document.title, ...words(document.documentElement)].map((text) => text.replace(/방금|just now|\d+:\d\d(:\d\d)?|\d+\s?(초|분|s|sec|min|m)?( 전| ago)?/g, "#"));
});

// Everybody in one language, each at their own page on real sockets: what the agent and the customer
// see, and what they are sent, is the same before, while and after somebody looks on (S4).
for (const [lang, w] of [["ko", { working: "상담중", waiting: "대기", ask: "사흘째 안 왔어요", answer: "확인해 보겠습니다.", talk: "대화", stop: "모니터링 중지", end: "상담 종료" }], ["en", { working: "Available", waiting: "Waiting", ask: "It has not come for three days", answer: "Let me look.", talk: "Chat", stop: "Stop monitoring", end: "End chat" }]]) {
  test(`${lang}: the customer's chat, the agent's console and the supervisor's page at once; a supervisor who begins, reads and ends changes nothing of the other two`, async () => {
    const context = await browser.chrome.newContext({ locale: lang }), customer = await context.newPage(), sent = framesOf(customer);
    await program.ask("POST", "users", { login: `song-${lang}`, name: "송채원", role: "administrator", password, permissions: ["chat_monitor"] }); // nobody is available from before
    const song = await program.visit(browser, `song-${lang}`, `/supervise?lang=${lang}`), kim = await program.visit(browser, "kim", `/chat?lang=${lang}`), told = framesOf(kim.page);
    await kim.page.reload(); // its socket is listened to
    await kim.page.locator(".mest").click();
    await kim.page.locator(".menu").getByRole("button", { name: w.working, exact: true }).click();
    await kim.page.locator(".mest .st", { hasText: w.working }).waitFor();
    await customer.goto(`${site.url}/${lang}`);
    const panel = customer.locator("callfloor-chat");
    await panel.locator("button").first().click();
    await panel.locator("textarea").fill(w.ask);
    await customer.keyboard.press("Enter");
    await panel.locator(".m.me:not(.pending)", { hasText: w.ask }).waitFor();

    await kim.page.locator(".stat").getByRole("tab", { name: w.waiting }).click();
    await kim.page.locator(".cv-go").first().click();
    await kim.page.locator(".m.customer p", { hasText: w.ask }).waitFor();
    await kim.page.keyboard.press("Alt+a");
    await kim.page.locator("#write-0").fill(w.answer);
    await kim.page.keyboard.press("Enter");
    await panel.locator(".words", { hasText: w.answer }).first().waitFor();
    await kim.page.locator(".m.me:not(.out)", { hasText: w.answer }).waitFor();

    const bino = song.page.locator(".inter .bino").first();
    await bino.waitFor();
    await kim.page.locator(".said-line").waitFor({ state: "detached" });
    await kim.page.waitForTimeout(1500); // longer than anything is held back for pages
    const before = [await looks(kim.page), await looks(customer)], quiet = [told.length, sent.length];
    for (const page of before) assert.ok(page.includes(w.answer), `what is looked at has the answer: ${page}`);
    const unseen = async (what) => {
      await song.page.waitForTimeout(1500); // longer than anything is held back
      assert.deepEqual([await looks(kim.page), await looks(customer)], before, what);
      const news = [...told.slice(quiet[0]), ...sent.slice(quiet[1])].filter((frame) => !/^\{"type":"beat"/.test(frame) && !/"type":"beat"/.test(frame));
      assert.deepEqual(news, [], what);
    };
    await song.page.getByRole("switch").click();
    await until(song.page, () => document.querySelector(".bino")?.getAttribute("aria-disabled") === "false");
    await unseen("a supervisor is available");
    await bino.click();
    const talk = song.page.getByRole("main", { name: w.talk });
    await talk.locator(".m p", { hasText: w.answer }).waitFor();
    await unseen("a supervisor monitors and reads");
    await talk.getByRole("button", { name: w.stop }).click();
    await song.page.locator(".took li").first().waitFor();
    await unseen("a supervisor has ended");
    await song.page.getByRole("switch").click();
    await unseen("a supervisor is not available any more");

    await kim.page.keyboard.press("Alt+e");
    await kim.page.locator(".ask-end").getByRole("button", { name: w.end }).click();
    await panel.locator(".words, .over, .end").last().waitFor();
    for (const one of [kim, song]) await one.close();
    await context.close();
  });
}
