// Agents and a manager at the console of chats, customers at the widget of another site,
// the real program between them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, until } from "./browser.mjs";
import { password, Program } from "./real.mjs";
import { customerOf, openShop } from "./shop.mjs";

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mMIqDgBRAwQCgAp7gZBkygmxwAAAABJRU5ErkJggg==", "base64");
let browser, program, shop;
before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  shop = await openShop(program);
  await program.ask("POST", "services", { id: "orders", name: { ko: "주문" }, numbers: [{ number: "15880001" }] });
  for (const one of [{ login: "boss", name: "한관리", role: "administrator" }, { login: "lead", name: "이정훈", role: "manager" }]) await program.ask("POST", "users", { password, ...one });
  for (const [id, name, name_en, extension] of [["kim", "김하나", "Hana Kim", "1001"], ["lee", "이두리", "Duri Lee", "1002"]]) {
    await program.ask("POST", "agents", { id, name, name_en, extension, manager: "lead", services: { orders: { level: 1 } } });
    await program.ask("POST", "users", { login: id, name, role: "agent", agent_id: id, password });
  }
  for (const one of [{ id: "delivery", name: { ko: "배송", en: "Delivery" } }, { id: "late", parent: "delivery", name: { ko: "배송 지연", en: "Late" }, answer: { ko: "보통 이틀 안에 도착합니다.", en: "It comes within two days." } }, { id: "address", parent: "delivery", name: { ko: "주소 변경", en: "Address" } }]) await program.ask("POST", "chat-categories", one);
  await program.ask("POST", "chat-sites", { id: "shop", name: { ko: "온마루", en: "Onmaru" }, origins: [shop.url] });
  await program.ask("PUT", "settings/chat.enabled", { value: "true" });
});
after(async () => { shop?.close(); await browser?.stop(); await program?.stop(); });

/** A customer who has asked for an agent. */
async function customer(language) {
  const one = await customerOf(browser, shop, language);
  await one.asks();
  return one;
}
const field = (page, at = 0) => page.locator(`#write-${at}`);
/** Chooses the own state. */
async function become(page, name) {
  await page.locator(".mest").click();
  await page.locator(".menu").getByRole("button", { name, exact: true }).click();
  await page.locator(".mest .st", { hasText: name }).waitFor();
}
const tab = (page, name) => page.locator(".stat").getByRole("tab", { name }).click();

/** What customer, agents and manager write and read, in the language of all their pages. */
const languages = {
  ko: {
    out: "로그아웃", working: "상담중", received: "접수", running: /1\n?진행/, waiting: "대기", over: "종료", bot: "보통 이틀 안에 도착합니다.",
    asks: "사흘째 멈춰 있어요", answers: "확인해 보겠습니다.", read: "읽음", note: "기사 연락처 확인 중", picture: "사진.png", path: "배송 › 배송 지연", timeline: "타임라인", how: "요청 즉시",
    end: "상담 종료", ended: "끝난 상담입니다. 상담사종료", byAgent: "상담사종료", small: "부천 허브", moved: "배송 › 주소 변경 › 부천 허브",
    waits: "기다립니다", taken: "접수했습니다.", gone: "볼 수 없는 상담입니다", first: "제가 도와드리겠습니다", lee: "이두리", give: /이두리 상담사에게 1건 넘기기/, choose: "상담을 고르세요", second: "이어서 도와드리겠습니다", label: "(#이정훈 > 이두리)", noteOnly: "메모만 남길 수 있습니다.", advice: "다음에는 먼저 사과해 주세요",
  },
  en: {
    out: "Logged out", working: "Available", received: "New", running: /1\n?Active/, waiting: "Waiting", over: "Ended", bot: "It comes within two days.",
    asks: "It has not moved for three days", answers: "Let me look.", read: "Read", note: "Calling the driver", picture: "photo.png", path: "Delivery › Late", timeline: "Timeline", how: "at once",
    end: "End chat", ended: "This chat is over. By the agent", byAgent: "By the agent", small: "Bucheon hub", moved: "Delivery › Address › Bucheon hub",
    waits: "I am waiting", taken: "Taken.", gone: "You no longer see this chat", first: "I will help you", lee: "Duri Lee", give: /Hand over 1 to Duri Lee/, choose: "Choose a chat", second: "I go on with it", label: "(#이정훈 > Duri Lee)", noteOnly: "You can only leave notes.", advice: "Apologise first next time",
  },
};

for (const [language, w] of Object.entries(languages)) {
  test(`${language}: an agent signs in, a customer's chat comes, both write and read; a note stays inside; files go both ways; the end, and its category afterwards`, async () => {
    const { page, close } = await program.visit(browser, "kim", `/chat?lang=${language}`);
    await page.locator(".mest .st", { hasText: w.out }).waitFor();
    await become(page, w.working);
    const one = await customer(language);
    await tab(page, w.received);
    await page.locator(".cv").first().waitFor();
    assert.match(await page.title(), /^\(1\)/);
    await page.locator(".cv-go").first().click();
    await page.locator(".m.bot", { hasText: w.bot }).waitFor();
    await one.says(w.asks);
    await page.locator(".m.customer p", { hasText: w.asks }).waitFor();

    await field(page).focus();
    await page.keyboard.type(w.answers);
    await one.panel.locator(".typing, [class*=typing]").first().waitFor();
    await page.keyboard.press("Enter");
    await one.reads(w.answers);
    await page.locator(".m.out").waitFor({ state: "detached" });
    await page.locator(".m.me time", { hasText: w.read }).waitFor();
    await until(page, ([text, flags]) => new RegExp(text, flags).test(document.querySelector("#list-in_progress").innerText), [w.running.source, w.running.flags]);

    await page.keyboard.press("Alt+n");
    await page.keyboard.type(w.note);
    await page.keyboard.press("Enter");
    await page.locator(".m.memo:not(.out) p", { hasText: w.note }).waitFor();
    await page.keyboard.press("Alt+n");
    await page.locator("[data-pick=write-0]").setInputFiles({ name: w.picture, mimeType: "image/png", buffer: png });
    await page.locator(".up", { hasText: w.picture }).getByText(/\d+ B/).waitFor();
    await field(page).press("Enter");
    await until(page, () => { const img = document.querySelector(".m.me:not(.out) .m-pic img"); return img?.complete && img.naturalWidth === 2; });
    await one.panel.locator(`img[alt='${w.picture}'], [aria-label*='${w.picture}'], [title*='${w.picture}']`).first().waitFor();
    assert.equal(await one.panel.getByText(w.note).count(), 0, "a note is not the customer's");

    await page.reload();
    await page.locator(".m.memo p").waitFor();
    await page.locator(".side .kv", { hasText: w.path }).waitFor();
    await page.locator(".fold", { hasText: w.timeline }).locator("summary").click();
    await page.locator(".steps", { hasText: w.how }).waitFor();

    await page.keyboard.press("Alt+e");
    await page.locator(".ask-end").getByRole("button", { name: w.end }).click();
    await page.getByText(w.ended).waitFor();
    await tab(page, w.over);
    await page.locator(".cv[data-open]", { hasText: w.byAgent }).waitFor();
    await page.keyboard.press("Alt+c");
    await page.locator("#c-middle").selectOption("address");
    await page.locator("#c-small").fill(w.small);
    await page.keyboard.press("Enter");
    await page.locator(".strip-line", { hasText: w.moved }).waitFor();
    await become(page, w.out); // as it was
    await one.close();
    await close();
  });

  test(`${language}: in the hybrid method what waits is looked at, taken by one, and gone from the others; handed over it goes on where it was`, async () => {
    await program.ask("PUT", "settings/chat.method", { value: "hybrid" });
    const kim = await program.visit(browser, "kim", `/chat?lang=${language}`), lee = await program.visit(browser, "lee", `/chat?lang=${language}`);
    await kim.page.locator(".mest").waitFor();
    await become(kim.page, w.out);
    const one = await customer(language);
    await one.says(w.waits);
    await tab(kim.page, w.waiting);
    await tab(lee.page, w.waiting);
    for (const { page } of [kim, lee]) { await page.locator(".cv-go").first().click(); await page.locator(".m.customer p", { hasText: w.waits }).waitFor(); assert.equal(await field(page).count(), 0); }
    await kim.page.keyboard.press("Alt+a");
    await kim.page.getByText(w.taken).waitFor();
    await field(kim.page).waitFor();
    await lee.page.getByText(w.gone).waitFor();
    assert.equal(await lee.page.locator(".cv").count(), 0);
    await field(kim.page).fill(w.first);
    await kim.page.keyboard.press("Enter");
    await one.reads(w.first);

    await kim.page.keyboard.press("Alt+t");
    await kim.page.locator(".a-line", { hasText: w.lee }).click();
    await kim.page.getByRole("button", { name: w.give }).click();
    await kim.page.getByText(w.choose).waitFor(); // what one gives away is closed
    await lee.page.locator(".m.me p", { hasText: w.first }).waitFor();
    await field(lee.page).fill(w.second);
    await lee.page.keyboard.press("Enter");
    await one.reads(w.second);
    await one.close();

    const lead = await program.visit(browser, "lead", `/chat?lang=${language}#/in_progress`);
    await lead.page.locator(".cv", { hasText: w.label }).locator(".cv-go").click();
    await lead.page.getByText(w.noteOnly).waitFor();
    await field(lead.page).fill(w.advice);
    await lead.page.keyboard.press("Enter");
    await lee.page.locator(".m.memo p", { hasText: w.advice }).waitFor();
    await lee.page.keyboard.press("Alt+e");
    await lee.page.locator(".ask-end").getByRole("button", { name: w.end }).click();
    await lee.page.getByText(w.ended).waitFor();
    await program.ask("PUT", "settings/chat.method", { value: "automatic" });
    for (const { close } of [kim, lee, lead]) await close();
  });
}
