// Supervision with the real program: a customer writes from another site's page, an agent
// answers, and supervisors look on without either noticing; the monitoring window counts.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { startBrowser, until } from "./browser.mjs";
import { password, Program } from "./real.mjs";
import { customerOf, framesOf, openShop } from "./shop.mjs";

let browser, program, shop;
before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  shop = await openShop(program);
  await program.ask("POST", "services", { id: "orders", name: { ko: "주문" }, numbers: [{ number: "15880001" }] });
  await program.ask("POST", "users", { login: "lead", name: "이정훈", role: "manager", password, permissions: ["chat_monitor"] });
  await program.ask("POST", "users", { login: "song", name: "송채원", role: "administrator", password, permissions: ["chat_monitor"] });
  await program.ask("POST", "agents", { id: "kim", name: "김하나", name_en: "Hana Kim", extension: "1001", manager: "lead", sip_password: "s3cret-kim-0001", services: { orders: { level: 1 } } });
  await program.ask("POST", "users", { login: "kim", name: "김하나", role: "agent", agent_id: "kim", password });
  for (const one of [{ id: "delivery", name: { ko: "배송", en: "Delivery" } }, { id: "late", parent: "delivery", name: { ko: "배송 지연", en: "Late" } }]) await program.ask("POST", "chat-categories", one);
  await program.ask("POST", "chat-sites", { id: "shop", name: { ko: "온마루", en: "Onmaru" }, origins: [shop.url] });
  await program.ask("PUT", "settings/chat.bot", { value: "false" });
  await program.ask("PUT", "settings/chat.method", { value: "manual" });
  await program.ask("PUT", "settings/chat.enabled", { value: "true" });
});
/** Something that a person asks of the program. */
async function as(login, method, path, body) {
  const headers = { "Content-Type": "application/json", Origin: program.url };
  const entered = await fetch(`${program.url}/api/v1/login`, { method: "POST", headers, body: JSON.stringify({ login, password }) });
  assert.ok(entered.ok, `${login}: ${entered.status}`);
  headers.Cookie = entered.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  const answer = await fetch(`${program.url}/api/v1/${path}`, { method, headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path} as ${login}: ${answer.status} ${await answer.text()}`);
}

// However a test ends, the next one finds what it needs: nobody at a page, no open room, no supervisor
// available.
afterEach(async () => {
  for (const context of browser.chrome.contexts()) await context.close();
  for (const { id, agent } of await program.ask("GET", "chat/rooms")) {
    if (!agent) await program.ask("POST", `chat/rooms/${id}/assign`, { agent: "kim" }); // what waits is not ended where rooms are given by hand
    await program.ask("POST", `chat/rooms/${id}/end`).catch((/** @type {Error} */ error) => assert.match(error.message, /409/, "it has ended meanwhile"));
  }
  for (const login of ["lead", "song"]) await as(login, "PUT", "chat/supervisor", { available: false });
});
after(async () => { shop?.close(); await browser?.stop(); await program?.stop(); });

/** What is written and read, in the language of all pages. */
const languages = {
  ko: {
    waiting: "배정 대기", first: "최초 응대 대기", reply: "상담원 답변 대기", agents: "상담가능 상담원", give: /^배정/, kim: "김하나", giveTo: "김하나 상담사에게 배정", noneWaiting: "배정을 기다리는 대화방이 없습니다", noneFirst: "첫 응대를 기다리는 대화방이 없습니다", counts: (running, ended) => `배정 0 · 진행 ${running} · 종료 ${ended}`,
    working: "상담중", received: "접수", end: "상담 종료", talk: "대화", watched: "이정훈 감독자가 모니터링하고 있습니다.", typing: "고객이 입력하고 있습니다", stop: "모니터링 중지", detail: "상호작용 세부정보", timeline: "타임라인", began: "이정훈 모니터링 시작", stopped: "이정훈 모니터링 끝 (중지)", over: "상담이 끝나 모니터링도 끝났습니다.", details: "세부 정보 보기",
    asks: "사흘째 안 왔어요", answers: "확인해 보겠습니다.", again: "오늘 받을 수 있나요?", hello: "여보세요?", answersAgain: "네, 19시 전에 도착합니다.",
  },
  en: {
    waiting: "Waiting for an agent", first: "Waiting for a first answer", reply: "Waiting for a reply", agents: "Available agents", give: /^Assign/, kim: "Hana Kim", giveTo: "Assign to Hana Kim", noneWaiting: "No room waits for an agent", noneFirst: "No room waits for a first answer", counts: (running, ended) => `New 0 · Active ${running} · Ended ${ended}`,
    working: "Available", received: "New", end: "End chat", talk: "Chat", watched: "이정훈 monitors it.", typing: "The customer is typing", stop: "Stop monitoring", detail: "Interaction details", timeline: "Timeline", began: "이정훈 began to monitor", stopped: "이정훈 ended monitoring (stopped)", over: "The chat is over, and the monitoring with it.", details: "View details",
    asks: "It has not come for three days", answers: "Let me look.", again: "Can I have it today?", hello: "Hello?", answersAgain: "Yes, it comes before seven.",
  },
};

for (const [language, w] of Object.entries(languages)) {
  test(`${language}: a customer, an agent and two supervisors: who looks on is alone, named to the other, and noticed by nobody (S3 to S22)`, async () => {
    const at = (path) => `${path}${path.includes("?") ? "&" : "?"}lang=${language}`;
    const customer = await customerOf(browser, shop, language);
    const lead = await program.visit(browser, "lead", at("/supervise")), song = await program.visit(browser, "song", at("/supervise")), monitor = await program.visit(browser, "lead", at("/monitor?window"));
    const kim = await program.visit(browser, "kim", at("/chat")), agentFrames = framesOf(kim.page), state = kim.page.locator(".mest");
    await kim.page.reload(); // its socket is listened to
    await state.click();
    await kim.page.locator(".menu").getByRole("button", { name: w.working, exact: true }).click();
    await state.locator(".st", { hasText: w.working }).waitFor();
    const tot = monitor.page.locator(".agents .tot");
    await tot.waitFor();
    const before = Number(/(\d+)\D*$/.exec(await tot.textContent())[1]); // chats that ended today, of tests before
    assert.equal(await tot.textContent(), w.counts(0, before));
    await customer.says(w.asks);

    const panel = (name) => monitor.page.getByRole("region", { name, exact: true });
    await panel(w.waiting).locator("tbody tr").waitFor();
    assert.equal(await panel(w.waiting).locator(".lead").evaluate((el) => el.firstChild.textContent), "1");
    assert.equal(await panel(w.agents).locator("tbody tr").count(), 1);
    await panel(w.waiting).getByRole("button", { name: w.give }).click();
    await monitor.page.getByRole("radio", { name: new RegExp(w.kim) }).click();
    await monitor.page.getByRole("button", { name: w.giveTo }).click();
    await panel(w.first).locator("tbody tr", { hasText: w.kim }).waitFor();
    await panel(w.waiting).getByText(w.noneWaiting).waitFor();
    const id = await panel(w.first).locator("tbody tr").getAttribute("data-row");

    // The agent answers in the console; the customer asks once more, and waits.
    const field = kim.page.locator("#write-0"), answers = async (text) => { await field.fill(text); await field.press("Enter"); await customer.reads(text); };
    await kim.page.locator(".stat").getByRole("tab", { name: w.received }).click();
    await kim.page.locator(".cv-go").first().click();
    await kim.page.locator(".m.customer p", { hasText: w.asks }).waitFor();
    await answers(w.answers);
    await panel(w.first).getByText(w.noneFirst).waitFor();
    await customer.says(w.again);
    await panel(w.reply).locator("tbody tr", { hasText: w.again }).waitFor();
    const counted = (running, ended) => until(monitor.page, (text) => document.querySelector(".agents .tot").textContent === text, w.counts(running, ended));
    await counted(1, before);

    // One supervisor begins: the other sees who, and is refused.
    const row = (page) => page.locator(`.inter [data-row="${id}"]`), bino = (page) => row(page).locator(".bino"), binoIs = (page, disabled) => until(page, (disabled) => document.querySelector(".inter .bino")?.getAttribute("aria-disabled") === disabled, disabled);
    await bino(lead.page).waitFor();
    assert.equal(await bino(lead.page).getAttribute("aria-disabled"), "true", "not available yet (S9)");
    for (const { page } of [lead, song]) {
      await page.getByRole("switch").click();
      await binoIs(page, "false");
    }
    const quiet = [agentFrames.length, customer.frames.length];
    await bino(lead.page).click();
    const talk = lead.page.getByRole("main", { name: w.talk, exact: true });
    await talk.locator(".m p", { hasText: w.again }).waitFor();
    await binoIs(song.page, "true");
    assert.equal(await bino(song.page).getAttribute("title"), w.watched);
    const refused = await song.page.evaluate((id) => fetch(`api/v1/chat/rooms/${id}/monitor`, { method: "POST" }).then(async (answer) => [answer.status, (await answer.json()).watcher_name]), id);
    assert.deepEqual(refused, [409, "이정훈"], "exactly one (S22)");

    // It goes on live, and the other two are told nothing of it.
    await customer.box.pressSequentially(w.hello);
    await lead.page.getByText(w.typing).first().waitFor();
    await customer.page.keyboard.press("Enter");
    await talk.locator(".m p", { hasText: w.hello }).waitFor();
    await kim.page.locator(".m.customer p", { hasText: w.hello }).waitFor();
    await answers(w.answersAgain);
    await talk.locator(".m p", { hasText: w.answersAgain }).waitFor();
    const told = [...agentFrames.slice(quiet[0]), ...customer.frames.slice(quiet[1])].join("\n");
    assert.ok(told.includes(w.answersAgain) && !/watch|monitor|lead|이정훈|송채원/.test(told.replaceAll(/"manager":"[^"]*"/g, "")), "no frame to the agent or the customer says anything of it (S4)");

    // A reload keeps it; the binocular ends it, and what it was stays in the detail and the timeline.
    await lead.page.reload();
    await talk.locator(".m p", { hasText: w.answersAgain }).waitFor();
    await talk.getByRole("button", { name: w.stop }).click();
    const detail = lead.page.getByRole("complementary", { name: w.detail });
    await detail.locator(".took li", { hasText: "이정훈" }).getByText(/~ \d\d:\d\d:\d\d$/).waitFor();
    await until(lead.page, () => document.querySelectorAll(".figs4 dd")[3].textContent === "5");
    await detail.getByRole("tab", { name: w.timeline }).click();
    await detail.getByText(w.stopped).waitFor();
    await detail.getByText(w.began).waitFor();
    const own = await kim.page.evaluate((id) => fetch(`api/v1/chat/rooms/${id}/timeline`).then((answer) => answer.text()), id);
    assert.ok(own.includes("assigned") && !/monitor/.test(own), "the agent's own timeline has nothing of it");

    // The other one may now.
    await binoIs(song.page, "false");
    await bino(song.page).click();
    await song.page.getByRole("main", { name: w.talk, exact: true }).locator(".m p", { hasText: w.answersAgain }).waitFor();

    // The room ends under her eyes.
    await field.focus();
    await kim.page.keyboard.press("Alt+e");
    await kim.page.locator(".ask-end").getByRole("button", { name: w.end }).click();
    await song.page.getByText(w.over).waitFor();
    await song.page.locator(".over-note").getByRole("button", { name: w.details }).click();
    await song.page.keyboard.press("Escape");
    await song.page.keyboard.press("4");
    await song.page.locator(".over-list tbody tr").first().locator(".cust").click();
    for (const name of ["이정훈", "송채원"]) await song.page.locator(".took li", { hasText: name }).waitFor();
    await counted(0, before + 1);
    await customer.close();
    for (const one of [kim, lead, song, monitor]) await one.close();
  });
}

/** What a person reads on a page, with where the keys are; times go by. @param {import("playwright-core").Page} page */
const looks = (page) => page.evaluate(() => {
  const words = (root) => [...root.querySelectorAll(":not(script, style, svg, svg *)")].flatMap((el) => [el.className, el.getAttribute("aria-label"), el.getAttribute("title"), ...[...el.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data.trim()), ...(el.shadowRoot ? words(el.shadowRoot) : [])]).filter(Boolean);
  return [document.title, ...words(document.documentElement)].map((text) => text.replace(/방금|just now|\d+:\d\d(:\d\d)?|\d+\s?(초|분|s|sec|min|m)?( 전| ago)?/g, "#"));
});

// Everybody in one language, each at their own page on real sockets: what the agent and the customer
// see, and what they are sent, is the same before, while and after somebody looks on (S4).
for (const [lang, w] of [["ko", { working: "상담중", waiting: "대기", ask: "사흘째 안 왔어요", answer: "확인해 보겠습니다.", talk: "대화", stop: "모니터링 중지", end: "상담 종료" }], ["en", { working: "Available", waiting: "Waiting", ask: "It has not come for three days", answer: "Let me look.", talk: "Chat", stop: "Stop monitoring", end: "End chat" }]]) {
  test(`${lang}: the customer's chat, the agent's console and the supervisor's page at once; a supervisor who begins, reads and ends changes nothing of the other two`, async () => {
    const customer = await customerOf(browser, shop, lang), { panel, frames: sent } = customer;
    await program.ask("POST", "users", { login: `song-${lang}`, name: "송채원", role: "administrator", password, permissions: ["chat_monitor"] }); // nobody is available from before
    const song = await program.visit(browser, `song-${lang}`, `/supervise?lang=${lang}`), kim = await program.visit(browser, "kim", `/chat?lang=${lang}`), told = framesOf(kim.page);
    await kim.page.reload(); // its socket is listened to
    await kim.page.locator(".mest").click();
    await kim.page.locator(".menu").getByRole("button", { name: w.working, exact: true }).click();
    await kim.page.locator(".mest .st", { hasText: w.working }).waitFor();
    await customer.says(w.ask);

    await kim.page.locator(".stat").getByRole("tab", { name: w.waiting }).click();
    await kim.page.locator(".cv-go").first().click();
    await kim.page.locator(".m.customer p", { hasText: w.ask }).waitFor();
    await kim.page.keyboard.press("Alt+a");
    await kim.page.locator("#write-0").fill(w.answer);
    await kim.page.keyboard.press("Enter");
    await customer.reads(w.answer);
    await kim.page.locator(".m.me:not(.out)", { hasText: w.answer }).waitFor();

    const bino = song.page.locator(".inter .bino").first();
    await bino.waitFor();
    await kim.page.locator(".said-line").waitFor({ state: "detached" });
    await kim.page.waitForTimeout(1500); // longer than anything is held back for pages
    const before = [await looks(kim.page), await looks(customer.page)], quiet = [told.length, sent.length];
    for (const page of before) assert.ok(page.includes(w.answer), `what is looked at has the answer: ${page}`);
    const unseen = async (what) => {
      await song.page.waitForTimeout(1500); // longer than anything is held back
      assert.deepEqual([await looks(kim.page), await looks(customer.page)], before, what);
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
    await customer.close();
  });
}
