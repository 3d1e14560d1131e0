// Agents and a manager at the console of chats, customers at the widget of another site,
// the real program between them.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { startBrowser, until } from "./browser.mjs";
import { password, Program } from "./real.mjs";

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mMIqDgBRAwQCgAp7gZBkygmxwAAAABJRU5ErkJggg==", "base64");
let browser, program, site;
before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  site = createServer((req, res) => res.setHeader("Content-Type", "text/html; charset=utf-8").end(`<!doctype html><html lang="ko"><title>온마루</title><h1>온마루</h1><script async src="${program.url}/chat/widget.js" data-site="shop"></script></html>`));
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  site.url = `http://127.0.0.1:${site.address().port}`;
  await program.ask("POST", "services", { id: "orders", name: { ko: "주문" }, numbers: [{ number: "15880001" }] });
  for (const one of [{ login: "boss", name: "한관리", role: "administrator" }, { login: "lead", name: "이정훈", role: "manager" }]) await program.ask("POST", "users", { password, ...one });
  for (const [id, name, extension] of [["kim", "김하나", "1001"], ["lee", "이두리", "1002"]]) {
    await program.ask("POST", "agents", { id, name, extension, manager: "lead", services: { orders: { level: 1 } } });
    await program.ask("POST", "users", { login: id, name, role: "agent", agent_id: id, password });
  }
  for (const one of [{ id: "delivery", name: { ko: "배송", en: "Delivery" } }, { id: "late", parent: "delivery", name: { ko: "배송 지연", en: "Late" }, answer: { ko: "보통 이틀 안에 도착합니다.", en: "It comes within two days." } }, { id: "address", parent: "delivery", name: { ko: "주소 변경", en: "Address" } }]) await program.ask("POST", "chat-categories", one);
  await program.ask("POST", "chat-sites", { id: "shop", name: { ko: "온마루", en: "Onmaru" }, origins: [site.url] });
  await program.ask("PUT", "settings/chat.enabled", { value: "true" });
});
after(async () => { site?.close(); await browser?.stop(); await program?.stop(); });

/** A customer who has asked for an agent. */
async function customer() {
  const context = await browser.chrome.newContext({ locale: "ko" }), page = await context.newPage(), panel = page.locator("callfloor-chat");
  await page.goto(site.url);
  await panel.locator("button").first().click();
  await panel.getByRole("button", { name: "배송", exact: true }).click();
  await panel.getByRole("button", { name: "배송 지연", exact: true }).click();
  await panel.getByRole("button", { name: "상담원 연결" }).last().click();
  const box = panel.locator("textarea");
  return { page, panel, box, says: async (text) => { await box.fill(text); await page.keyboard.press("Enter"); await panel.locator(".m.me:not(.pending)", { hasText: text }).waitFor(); }, reads: (text) => panel.locator(".words", { hasText: text }).first().waitFor(), close: () => context.close() };
}
const field = (page, at = 0) => page.locator(`#write-${at}`);
/** Chooses the own state. */
async function become(page, name) {
  await page.locator(".mest").click();
  await page.locator(".menu").getByRole("button", { name, exact: true }).click();
  await page.locator(".mest .st", { hasText: name }).waitFor();
}
const tab = (page, name) => page.locator(".stat").getByRole("tab", { name }).click();

test("an agent signs in, a customer's chat comes, both write and read; a note stays inside; files go both ways; the end, and its category afterwards", async () => {
  const { page, close } = await program.visit(browser, "kim", "/chat?lang=ko");
  await page.locator(".mest .st", { hasText: "로그아웃" }).waitFor();
  await become(page, "상담중");
  const one = await customer();
  await tab(page, "접수");
  await page.locator(".cv").first().waitFor();
  assert.match(await page.title(), /^\(1\)/);
  await page.locator(".cv-go").first().click();
  await page.locator(".m.bot", { hasText: "보통 이틀 안에 도착합니다." }).waitFor();
  await one.says("사흘째 멈춰 있어요");
  await page.locator(".m.customer p", { hasText: "사흘째 멈춰 있어요" }).waitFor();

  await field(page).focus();
  await page.keyboard.type("확인해 보겠습니다.");
  await one.panel.locator(".typing, [class*=typing]").first().waitFor();
  await page.keyboard.press("Enter");
  await one.reads("확인해 보겠습니다.");
  await page.locator(".m.out").waitFor({ state: "detached" });
  await page.locator(".m.me time", { hasText: "읽음" }).waitFor();
  await until(page, () => /1\n?진행/.test(document.querySelector("#list-in_progress").innerText));

  await page.keyboard.press("Alt+n");
  await page.keyboard.type("기사 연락처 확인 중");
  await page.keyboard.press("Enter");
  await page.locator(".m.memo:not(.out) p", { hasText: "기사 연락처 확인 중" }).waitFor();
  await page.keyboard.press("Alt+n");
  await page.locator("[data-pick=write-0]").setInputFiles({ name: "사진.png", mimeType: "image/png", buffer: png });
  await page.locator(".up", { hasText: "사진.png" }).getByText(/\d+ B/).waitFor();
  await field(page).press("Enter");
  await until(page, () => { const img = document.querySelector(".m.me:not(.out) .m-pic img"); return img?.complete && img.naturalWidth === 2; });
  await one.panel.locator("img[alt='사진.png'], [aria-label*='사진.png'], [title*='사진.png']").first().waitFor();
  assert.equal(await one.panel.getByText("기사 연락처 확인 중").count(), 0, "a note is not the customer's");

  await page.reload();
  await page.locator(".m.memo p").waitFor();
  await page.locator(".side .kv", { hasText: "배송 › 배송 지연" }).waitFor();
  await page.locator(".fold", { hasText: "타임라인" }).locator("summary").click();
  await page.locator(".steps", { hasText: "요청 즉시" }).waitFor();

  await page.keyboard.press("Alt+e");
  await page.locator(".ask-end").getByRole("button", { name: "상담 종료" }).click();
  await page.getByText("끝난 상담입니다. 상담사종료").waitFor();
  await tab(page, "종료");
  await page.locator(".cv", { hasText: "상담사종료" }).waitFor();
  await page.keyboard.press("Alt+c");
  await page.locator("#c-middle").selectOption("address");
  await page.locator("#c-small").fill("부천 허브");
  await page.keyboard.press("Enter");
  await page.locator(".cvh", { hasText: "배송 › 주소 변경 › 부천 허브" }).waitFor();
  await one.close();
  await close();
});

test("in the hybrid method what waits is looked at, taken by one, and gone from the others; handed over it goes on where it was", async () => {
  await program.ask("PUT", "settings/chat.method", { value: "hybrid" });
  const kim = await program.visit(browser, "kim", "/chat?lang=ko"), lee = await program.visit(browser, "lee", "/chat?lang=en");
  await kim.page.locator(".mest").waitFor();
  await become(kim.page, "로그아웃");
  const one = await customer();
  await one.says("기다립니다");
  await tab(kim.page, "대기");
  await tab(lee.page, "Waiting");
  for (const { page } of [kim, lee]) { await page.locator(".cv-go").first().click(); await page.locator(".m.customer p", { hasText: "기다립니다" }).waitFor(); assert.equal(await field(page).count(), 0); }
  await kim.page.keyboard.press("Alt+a");
  await kim.page.getByText("접수했습니다.").waitFor();
  await field(kim.page).waitFor();
  await lee.page.getByText("You no longer see this chat").waitFor();
  assert.equal(await lee.page.locator(".cv").count(), 0);
  await field(kim.page).fill("제가 도와드리겠습니다");
  await kim.page.keyboard.press("Enter");
  await one.reads("제가 도와드리겠습니다");

  await kim.page.keyboard.press("Alt+t");
  await kim.page.locator(".a-line", { hasText: "이두리" }).click();
  await kim.page.getByRole("button", { name: /이두리 상담사에게 1건 넘기기/ }).click();
  await kim.page.getByText("상담을 고르세요").waitFor(); // what one gives away is closed
  await lee.page.locator(".m.me p", { hasText: "제가 도와드리겠습니다" }).waitFor();
  await field(lee.page).fill("이어서 도와드리겠습니다");
  await lee.page.keyboard.press("Enter");
  await one.reads("이어서 도와드리겠습니다");
  await one.close();

  const lead = await program.visit(browser, "lead", "/chat?lang=ko#/in_progress");
  await lead.page.locator(".cv", { hasText: "(#이정훈 > 이두리)" }).locator(".cv-go").click();
  await lead.page.getByText("메모만 남길 수 있습니다.").waitFor();
  await field(lead.page).fill("다음에는 먼저 사과해 주세요");
  await lead.page.keyboard.press("Enter");
  await lee.page.locator(".m.memo p", { hasText: "다음에는 먼저 사과해 주세요" }).waitFor();
  for (const { close } of [kim, lee, lead]) await close();
});
