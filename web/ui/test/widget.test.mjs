// The chat in another site's page, in a real browser, against a scripted server of its protocol.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, startBrowser } from "./browser.mjs";
import { closeWidgets, openWidget, overflow, until } from "./widget.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeWidgets);
after(() => browser.stop());

/** A picture for who looks at it. */
const shot = (page, name) => process.env.PICTURES ? page.screenshot({ path: `${process.env.PICTURES}/${name}.png` }) : undefined;

test("a talk from the first message to the end, in Korean", async () => {
  const { page, chat, panel, launcher, box, begin, write, close } = await openWidget(browser);
  await launcher.waitFor();
  assert.equal(await launcher.getAttribute("aria-label"), "채팅 상담 열기");
  assert.equal(chat.made, 0, "who only looks at the page is no visitor");
  await shot(page, "widget-closed-ko");
  await begin();
  await panel.getByText("안녕하세요, 온마루입니다.").waitFor();
  assert.equal(chat.last.room, null, "without a bot a room begins with the first message (C3)");
  await shot(page, "widget-empty-ko");
  await write("사흘째 멈춰 있어요");
  await until(() => chat.posts.length === 1);
  await panel.locator(".m.me:not(.pending)").getByText("사흘째 멈춰 있어요").waitFor();
  assert.equal(await box.inputValue(), "");
  await chat.status({ status: "waiting", position: 3 });
  await panel.getByText("대기 3번째").waitFor();
  chat.to(chat.last, { type: "position", room: "r1", position: 2 });
  await panel.getByText("대기 2번째").waitFor();
  chat.answer();
  await panel.getByText("김서연 상담사와 상담 중").waitFor();
  chat.to(chat.last, { type: "typing", room: "r1", on: true, by: "agent" });
  await panel.getByText("상담사가 입력하고 있습니다").waitFor();
  chat.to(chat.last, { type: "read", room: "r1", seq: 1 });
  await panel.getByText("읽음").waitFor();
  chat.say("agent", "안녕하세요. 확인해 보겠습니다. https://shop.example/orders/1?a=b.", { name: "김서연" });
  const link = panel.getByRole("link", { name: "https://shop.example/orders/1?a=b", exact: true });
  await link.waitFor();
  assert.equal(await link.getAttribute("rel"), "noopener noreferrer nofollow");
  await until(() => chat.got("read").at(-1)?.seq === 2);
  await shot(page, "widget-talk-ko");
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(await page.evaluate(overflow), []);
  await close();
});
