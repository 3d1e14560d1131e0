// A page of another site, with the widget of the real program in it, and customers there.
import { createServer } from "node:http";

/** What customers press and read, by language. */
const words = {
  ko: { large: "배송", middle: "배송 지연", agent: "상담원 연결" },
  en: { large: "Delivery", middle: "Late", agent: "Talk to an agent" },
};

/** @param {import("./real.mjs").Program} program */
export async function openShop(program) {
  const site = createServer((req, res) => {
    const language = req.url.includes("lang=en") ? "en" : "ko";
    res.setHeader("Content-Type", "text/html; charset=utf-8").end(`<!doctype html><html lang="${language}"><title>Onmaru</title><h1>Onmaru</h1><script async src="${program.url}/chat/widget.js" data-site="shop"></script></html>`);
  });
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${site.address().port}`;
  return { url, close: () => site.close() };
}

/** Somebody who has opened the chat of the shop in a browser of their own. */
export async function customerOf(browser, shop, language) {
  const context = await browser.chrome.newContext({ locale: language }), page = await context.newPage(), panel = page.locator("callfloor-chat"), frames = framesOf(page), word = words[language];
  await page.goto(`${shop.url}/?lang=${language}`);
  await panel.locator("button").first().click();
  const box = panel.locator("textarea");
  return {
    page, panel, box, frames,
    /** Leads the bot to an agent. */
    asks: async () => {
      await panel.getByRole("button", { name: word.large, exact: true }).click();
      await panel.getByRole("button", { name: word.middle, exact: true }).click();
      await panel.getByRole("button", { name: word.agent }).last().click();
    },
    says: async (text) => { await box.fill(text); await page.keyboard.press("Enter"); await panel.locator(".m.me:not(.pending)", { hasText: text }).waitFor(); },
    reads: (text) => panel.locator(".words", { hasText: text }).first().waitFor(),
    close: () => context.close(),
  };
}

/** Every frame that a page is sent over its sockets from now on. */
export function framesOf(page) {
  const frames = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(String(payload))));
  return frames;
}
