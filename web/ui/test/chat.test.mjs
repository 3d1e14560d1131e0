// A customer chats from the page of another site with the real program, in a real browser:
// through the bot to an agent, both ways, over a reload, a restart of the program while
// something is being sent, and to the end.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { startBrowser, until } from "./browser.mjs";
import { password, Program } from "./real.mjs";

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mMIqDgBRAwQCgAp7gZBkygmxwAAAABJRU5ErkJggg==", "base64");

let browser, program, site, cookie;
before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  site = createServer((req, res) => res.setHeader("Content-Type", "text/html; charset=utf-8").end(`<!doctype html><html lang="${req.url.includes("en") ? "en" : "ko"}"><title>온마루</title><h1>온마루</h1><script async src="${program.url}/chat/widget.js" data-site="shop"></script></html>`));
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  site.url = `http://127.0.0.1:${site.address().port}`;
  await program.ask("POST", "services", { id: "orders", name: { ko: "주문" }, numbers: [{ number: "15880001" }] });
  await program.ask("POST", "agents", { id: "kim", name: "김하나", extension: "1001", sip_password: "s3cret-kim-0001", services: { orders: { level: 1 } } });
  await program.ask("POST", "users", { login: "kim", name: "김하나", role: "agent", agent_id: "kim", password });
  for (const one of [{ id: "delivery", name: { ko: "배송", en: "Delivery" } }, { id: "late", parent: "delivery", name: { ko: "배송 지연", en: "Late" }, answer: { ko: "보통 이틀 안에 도착합니다.", en: "It comes within two days." } }]) await program.ask("POST", "chat-categories", one);
  await program.ask("POST", "chat-sites", { id: "shop", name: { ko: "온마루", en: "Onmaru" }, origins: [site.url] });
  await program.ask("PUT", "settings/chat.enabled", { value: "true" });
});
after(async () => { site?.close(); await browser?.stop(); await program?.stop(); });

/** Asks as the agent. */
async function kim(method, path, body) {
  if (!cookie) {
    const answer = await fetch(`${program.url}/api/v1/login`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ login: "kim", password }) });
    cookie = answer.headers.getSetCookie()[0].split(";")[0];
  }
  const answer = await fetch(`${program.url}/api/v1/${path}`, { method, headers: { Cookie: cookie, "Content-Type": "application/json" }, body: body && JSON.stringify(body) }), text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
}

/** Waits until something is so. */
async function soon(is, what) {
  for (const end = Date.now() + 10_000; !await is();) { assert.ok(Date.now() < end, what); await new Promise((done) => setTimeout(done, 50)); }
}

for (const [lang, words] of /** @type {const} */ ([["ko", { open: "채팅 상담 열기", large: "배송", middle: "배송 지연", answer: "보통 이틀 안에 도착합니다.", agent: "상담원 연결", with: "김하나 상담원과 상담 중", ended: "상담이 종료되었습니다" }],
  ["en", { open: "Open chat", large: "Delivery", middle: "Late", answer: "It comes within two days.", agent: "Talk to an agent", with: "김하나", ended: "ended" }]])) test(`a customer and an agent, ${lang}`, async () => {
  const context = await browser.chrome.newContext({ locale: lang, viewport: { width: 1280, height: 800 } }), page = await context.newPage(), faults = [];
  page.on("pageerror", (error) => faults.push(error.stack));
  await page.goto(`${site.url}/${lang}`);
  await kim("PUT", "chat/me", { signed_in: true });
  await page.locator("callfloor-chat button").first().click();
  const panel = page.locator("callfloor-chat"), reads = (text) => panel.locator(".words", { hasText: text }).first().waitFor();
  await panel.getByRole("button", { name: words.large, exact: true }).click();
  await panel.getByRole("button", { name: words.middle, exact: true }).click();
  await reads(words.answer);
  await panel.getByRole("button", { name: words.agent }).last().click();
  await panel.getByText("김하나").first().waitFor();
  const [room] = await kim("GET", "chat/rooms");
  assert.equal(room.status, "received");

  const box = panel.locator("textarea");
  await box.fill("<b>사흘째</b> 멈춰 있어요");
  await page.keyboard.press("Enter");
  await panel.locator(".m.me:not(.pending)", { hasText: "<b>사흘째</b> 멈춰 있어요" }).waitFor();
  await page.locator("callfloor-chat input[type=file]").setInputFiles({ name: "사진.png", mimeType: "image/png", buffer: png });
  await soon(() => box.evaluate((one) => one.getRootNode().querySelector("[aria-busy=true], progress") === null), "the file is not sent");
  await box.fill("사진입니다");
  await page.keyboard.press("Enter");
  await panel.locator(".m.me:not(.pending)", { hasText: "사진입니다" }).waitFor();
  await soon(async () => (await kim("GET", `chat/rooms/${room.id}/messages`)).some((one) => one.files?.[0]?.name === "사진.png" && one.files[0].width === 2), "the image does not arrive");

  await kim("POST", `chat/rooms/${room.id}/messages`, { client: `kim-${lang}-0001`, body: "확인해 보겠습니다." });
  await reads("확인해 보겠습니다.");
  await panel.getByText(words.with).first().waitFor();

  await page.reload(); // the panel was open: it is again
  await reads("확인해 보겠습니다.");

  // While the program is away something is written: it goes out once when it is back.
  await context.setOffline(true);
  await box.fill("연결이 없을 때");
  await page.keyboard.press("Enter");
  await panel.locator(".m.me.pending", { hasText: "연결이 없을 때" }).waitFor();
  await page.waitForTimeout(300);
  await context.setOffline(false);
  await panel.locator(".m.me:not(.pending)", { hasText: "연결이 없을 때" }).waitFor();
  assert.equal((await kim("GET", `chat/rooms/${room.id}/messages`)).filter((one) => one.body === "연결이 없을 때").length, 1);

  await kim("POST", `chat/rooms/${room.id}/end`);
  await panel.getByText(words.ended).first().waitFor();
  await until(page, () => !document.querySelector("callfloor-chat").shadowRoot.querySelector("b"), undefined);
  await context.close();
  assert.deepEqual(faults, []);
});
