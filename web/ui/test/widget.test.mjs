// The chat in another site's page, in a real browser, against a scripted server of its protocol.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, startBrowser } from "./browser.mjs";
import { closeWidgets, config, hostile, openWidget, overflow, picture, until } from "./widget.mjs";

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

test("the bot leads to an agent; its buttons are pressed once, in English and in the dark", async () => {
  const { page, chat, panel, begin, close } = await openWidget(browser, { lang: "en-GB", scheme: "dark", setUp: (chat) => { chat.config.bot = true; } });
  await begin();
  await panel.getByRole("button", { name: "배송" }).waitFor();
  assert.equal(chat.got("start").length, 1, "the talk begins when somebody looks at it");
  await panel.getByText("With our assistant").waitFor();
  await shot(page, "widget-bot-en-dark");
  assert.deepEqual(await barriers(page), []);
  await panel.getByRole("button", { name: "배송" }).click();
  await panel.getByRole("button", { name: "처음으로" }).waitFor();
  assert.equal(await panel.getByRole("button", { name: "교환·반품" }).count(), 0, "what was offered before cannot be pressed any more");
  await panel.locator(".chosen").getByText("배송").waitFor();
  assert.deepEqual(chat.got("choose").map(({ room, category }) => [room, category]), [["r1", "c1"]]);
  await panel.getByRole("button", { name: "상담원 연결" }).click();
  await panel.getByText("Waiting for an agent · number 3 in line").waitFor();
  assert.equal(await panel.getByRole("button", { name: "상담원 연결" }).count(), 0, "asked once (C41)");
  chat.say("bot", "상담원 연결을 요청하셨습니다.", { choices: [{ kind: "agent", text: "상담원 연결" }] });
  assert.equal(await panel.getByRole("button", { name: "상담원 연결" }).isDisabled(), true, "and not again while an agent is asked for");
  await shot(page, "widget-waiting-en-dark");
  await close();
});

test("the profile form says what is missing, is sent or left out", async () => {
  const form = { fields: [{ key: "name", label: "이름", required: true, most: 20 }, { key: "phone", label: "연락처", type: "tel", required: true }, { key: "email", label: "이메일", type: "email" }], skip: true, consent: "상담을 위해 개인정보를 수집하는 데 동의합니다." };
  const { page, chat, panel, begin, close } = await openWidget(browser, { setUp: (chat) => { chat.config.bot = true; } });
  await begin();
  await panel.getByRole("button", { name: "배송" }).waitFor();
  chat.say("bot", "상담에 필요한 정보를 입력해 주세요.", { form });
  await panel.getByLabel("이름").waitFor();
  await panel.getByLabel("연락처").fill("12");
  await panel.getByRole("button", { name: "확인" }).click();
  await panel.getByText("입력해 주세요", { exact: true }).waitFor();
  await panel.getByText("전화번호를 확인해 주세요").waitFor();
  await panel.getByText("동의가 필요합니다").waitFor();
  assert.equal(await panel.getByLabel("이름").evaluate((el) => el.getRootNode().activeElement === el), true, "the focus is on the first that is wrong");
  assert.equal(chat.got("profile").length, 0);
  assert.deepEqual(await barriers(page), []);
  await shot(page, "widget-form-ko");
  await panel.getByLabel("이름").fill("박민정");
  await panel.getByLabel("연락처").fill("010-1234-5678");
  await panel.getByRole("checkbox").check();
  await panel.getByRole("button", { name: "확인" }).click();
  await until(() => chat.got("profile").length === 1);
  assert.deepEqual(chat.got("profile")[0].fields, { name: "박민정", phone: "010-1234-5678" });
  await panel.locator(".chosen").getByText("입력했습니다").waitFor();
  assert.equal(await panel.getByLabel("이름").count(), 0);
  chat.say("bot", "한 번 더", { form: { ...form, consent: undefined } });
  await panel.getByRole("button", { name: "건너뛰기" }).click();
  await until(() => chat.got("profile").length === 2);
  assert.equal(chat.got("profile")[1].skip, true);
  await close();
});

test("what was written while the network was away stands as such, survives a reload, and arrives once, in order", async () => {
  const { page, chat, panel, begin, write, close } = await openWidget(browser);
  await begin();
  await write("하나");
  await until(() => chat.posts.length === 1);
  chat.goDown();
  await panel.getByText("연결이 끊겨 다시 연결하는 중").first().waitFor();
  for (const text of ["둘", "셋", "넷"]) await write(text);
  assert.equal(await panel.locator(".m.pending").getByText("연결되면 보냅니다").count(), 3);
  await shot(page, "widget-lost-ko");
  assert.deepEqual(await barriers(page), []);
  await panel.getByRole("textbox").fill("쓰다 만 글");
  chat.comeUp();
  chat.on.hello = (socket) => { chat.on.hello = undefined; chat.goDown(); void socket; return true; }; // once more, while it comes back
  await until(() => chat.down);
  chat.comeUp();
  await page.reload();
  await panel.waitFor(); // it was open in this tab
  await until(() => chat.posts.length === 4);
  assert.deepEqual(chat.posts, ["하나", "둘", "셋", "넷"]);
  await panel.locator(".m.me:not(.pending)").getByText("넷").waitFor();
  assert.deepEqual(await panel.locator(".m.me .words").allTextContents(), ["하나", "둘", "셋", "넷"]);
  assert.equal(await panel.getByRole("textbox").inputValue(), "쓰다 만 글");
  assert.equal(chat.made, 1, "the visitor is the same");
  await close();
});

test("an ack that is lost makes no message twice, whether the connection drops or stays", async () => {
  const { chat, panel, begin, write, close } = await openWidget(browser, { clock: true });
  await begin();
  chat.loseAcks = 1;
  await write("한 번만");
  await until(() => chat.got("hello").length === 1 && chat.posts.length === 1);
  await panel.page().clock.runFor(2000);
  await until(() => chat.got("hello").length === 2);
  await panel.locator(".m.me:not(.pending)").getByText("한 번만").waitFor();
  assert.equal(chat.got("post").length, 1, "the snapshot has it: it is not even sent again");
  chat.silent = 1;
  await write("두 번째");
  await until(() => chat.posts.length === 2);
  await panel.getByText("보내는 중").waitFor();
  await write("세 번째");
  for (let i = 0; i < 25; i++) { // beats come all the while
    chat.all({ type: "beat" });
    await panel.page().clock.runFor(1000);
  }
  await until(() => chat.posts.length === 3);
  await panel.locator(".m.me:not(.pending)").getByText("세 번째").waitFor();
  const posts = chat.got("post");
  assert.equal(posts.filter((one) => one.client === posts[1].client).length, 2, "the one without an answer was sent again under its own name");
  assert.deepEqual(chat.posts, ["한 번만", "두 번째", "세 번째"]);
  assert.deepEqual(await panel.locator(".m.me .words").allTextContents(), ["한 번만", "두 번째", "세 번째"]);
  await close();
});

test("frames that come twice, out of order or before their room are shown once, in order", async () => {
  const { chat, panel, begin, write, close } = await openWidget(browser);
  await begin();
  await write("1");
  await until(() => chat.posts.length === 1);
  const at = Date.now(), frame = (seq, body, more = {}) => ({ type: "message", room: "r1", seq, at: at + seq, by: "agent", name: "김서연", body, ...more });
  for (const one of [frame(5, "다섯"), frame(3, "셋"), frame(5, "다섯"), frame(4, "넷"), frame(3, "셋")]) chat.to(chat.last, one);
  chat.to(chat.last, frame(1, "다른 방", { room: "r2" }));
  chat.to(chat.last, { type: "something new", room: "r1" });
  chat.to(chat.last, { type: "ack", client: "unknown", room: "r1", seq: 9, at });
  chat.to(chat.last, frame(6, "여섯"));
  await panel.locator(".words").getByText("여섯").waitFor();
  assert.deepEqual(await panel.locator(".words").allTextContents(), ["1", "셋", "넷", "다섯", "여섯"]);
  chat.to(chat.last, { type: "status", room: { ...chat.last.room, id: "r2" } });
  await panel.locator(".words").getByText("다른 방").waitFor();
  assert.deepEqual(await panel.locator(".words").allTextContents(), ["다른 방"]);
  await close();
});

test("a server that says nothing is taken for lost within ten seconds; one that restarts is waited for", async () => {
  const { page, chat, panel, begin, close } = await openWidget(browser, { clock: true });
  await begin();
  await until(() => chat.got("hello").length === 1);
  await panel.getByText("무엇을 도와드릴까요").waitFor();
  chat.beating = false;
  await page.clock.runFor(9000);
  assert.equal(await panel.getByText("연결이 끊").count(), 0);
  await page.clock.runFor(1500);
  await panel.getByText("연결이 끊").first().waitFor();
  await page.clock.runFor(2000);
  await until(() => chat.got("hello").length === 2);
  chat.beating = true;
  chat.kick(4000);
  await panel.getByText("연결이 끊").first().waitFor();
  await page.clock.runFor(2000);
  await until(() => chat.got("hello").length === 3);
  await page.waitForFunction(() => !document.querySelector("callfloor-chat").shadowRoot.querySelector(".notice"));
  chat.goDown();
  for (let i = 0; i < 12; i++) await page.clock.runFor(3000);
  await panel.getByText(/초 뒤 다시 연결합니다/).waitFor();
  await shot(page, "widget-broken-ko");
  chat.comeUp();
  await panel.getByRole("button", { name: "지금 연결" }).click();
  await until(() => chat.got("hello").length === 4);
  await close();
});

test("a server that is slow is waited for, and told apart from one that is gone", async () => {
  const { page, chat, panel, launcher, write, close } = await openWidget(browser, { lang: "en", setUp: (chat) => { chat.snapshotDelay = 1500; } });
  await launcher.click();
  await panel.getByText("Connecting", { exact: true }).waitFor();
  await write("Hello?");
  await panel.getByText("Will be sent when connected").waitFor();
  await shot(page, "widget-slow-en");
  await until(() => chat.posts.length === 1);
  chat.slow = 700;
  await write("Anybody?");
  await panel.getByText("Sending").waitFor();
  await until(() => chat.posts.length === 2);
  await close();
});

test("where the server sends away for good, the chat says so and does not come back", async () => {
  const { page, chat, panel, box, begin, write, close } = await openWidget(browser);
  await begin();
  await write("하나");
  await until(() => chat.posts.length === 1);
  chat.kick(4505);
  await panel.getByText("메시지를 보낼 수 없습니다").first().waitFor();
  assert.equal(await box.count(), 0);
  await shot(page, "widget-blocked-ko");
  assert.deepEqual(await barriers(page), []);
  await page.waitForTimeout(1500);
  assert.equal(chat.got("hello").length, 1);
  await close();
  for (const [code, words, button] of [[4504, "새 버전이 있습니다", "새로 고침"], [4500, "채팅에 연결할 수 없습니다", "지금 연결"]]) {
    const one = await openWidget(browser);
    await one.begin();
    one.chat.kick(code);
    await one.panel.getByText(words).first().waitFor();
    await one.panel.getByRole("button", { name: button }).click();
    await until(() => one.chat.got("hello").length >= (code === 4500 ? 2 : 1));
    await one.close();
  }
  const off = await openWidget(browser);
  await off.begin();
  off.chat.kick(4503);
  await off.panel.waitFor({ state: "detached" });
  assert.equal(await off.launcher.count(), 0, "a site that is not allowed shows no chat");
  await off.close();
});

test("a token that is over is replaced once, and what was written goes to the new visitor", async () => {
  const { page, chat, panel, begin, write, close } = await openWidget(browser);
  await begin();
  await write("하나");
  await until(() => chat.posts.length === 1);
  chat.goDown();
  await panel.getByText("연결이 끊겨").first().waitFor();
  await write("둘");
  chat.visitors.clear();
  chat.comeUp();
  await until(() => chat.posts.length === 2);
  assert.equal(chat.made, 2);
  assert.deepEqual(await panel.locator(".m.me .words").allTextContents(), ["둘"]);
  chat.on.hello = (socket) => { chat.close(socket, 4501); return true; };
  chat.kick(4000);
  await panel.getByText("채팅에 연결할 수 없습니다").first().waitFor();
  const made = chat.made;
  await page.waitForTimeout(1200);
  assert.equal(chat.made, made, "no visitor after another");
  await close();
});

test("ten messages in ten seconds go out; the others wait, in order, and it says so", async () => {
  const { page, chat, panel, begin, write, close } = await openWidget(browser, { clock: true });
  await begin();
  for (let i = 1; i <= 12; i++) await write(`${i}`);
  await until(() => chat.posts.length === 10);
  await panel.getByText(/너무 빠릅니다. \d+초 뒤 차례로 보냅니다/).waitFor();
  assert.equal(await panel.locator(".m.pending").count(), 2);
  await shot(page, "widget-fast-ko");
  await page.clock.runFor(10_500);
  await until(() => chat.posts.length === 12);
  chat.refusals.push(["too_fast", 4000]);
  await write("13");
  await panel.getByText(/너무 빠릅니다/).waitFor();
  await write("14");
  await page.clock.runFor(4500);
  await until(() => chat.posts.length === 14);
  assert.deepEqual(chat.posts, Array.from({ length: 14 }, (_, i) => `${i + 1}`));
  await close();
});

test("what the server refuses can be sent again or thrown away; too long is told before", async () => {
  const { page, chat, panel, box, begin, write, close } = await openWidget(browser, { lang: "en" });
  await begin();
  chat.refusals.push(["some new code"], ["closed"]);
  await write("first");
  await panel.getByText("Not sent", { exact: true }).waitFor();
  await write("second");
  await panel.getByText("Not sent · We are closed now").waitFor();
  assert.equal(await box.count(), 0, "what would be refused is not written");
  await page.locator("callfloor-chat .notice").getByText("We are closed now").waitFor();
  await shot(page, "widget-failed-en");
  await page.reload();
  await panel.getByText("Not sent").first().waitFor();
  chat.config.hours = { open: true, takes: true };
  await panel.getByRole("button", { name: "Delete" }).first().click();
  await panel.getByRole("button", { name: "Send again" }).click();
  await until(() => chat.posts.length === 1);
  assert.deepEqual(chat.posts, ["second"]);
  await page.reload();
  await panel.locator(".m.me:not(.pending)").getByText("second").waitFor();
  await box.fill("가".repeat(2003));
  await panel.getByText("3 characters too many. One message can have 2000").waitFor();
  await box.press("Enter");
  assert.equal((await box.inputValue()).length, 2003);
  await box.fill("😀".repeat(2000)); // code points, not units
  await panel.getByText("2000 / 2000").waitFor();
  await box.press("Enter");
  await until(() => chat.posts.length === 2);
  await close();
});

test("Enter sends, but not in the middle of a syllable; Shift+Enter is a new line", async () => {
  const { chat, box, begin, close } = await openWidget(browser);
  await begin();
  await box.fill("안녕하세");
  await box.evaluate((el) => {
    el.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true, composed: true }));
    const old = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, composed: true }); // as Safari has it after the syllable
    Object.defineProperty(old, "keyCode", { value: 229 });
    el.dispatchEvent(old);
  });
  assert.equal(await box.inputValue(), "안녕하세");
  await box.press("End");
  await box.pressSequentially("요");
  await box.press("Shift+Enter");
  await box.pressSequentially("둘째 줄");
  await box.press("Enter");
  await until(() => chat.posts.length === 1);
  assert.deepEqual(chat.posts, ["안녕하세요\n둘째 줄"]);
  await until(() => chat.got("typing").length > 0 || chat.posts.length === 1);
  await box.press("Enter");
  await box.fill("   ");
  await box.press("Enter");
  assert.equal(chat.got("post").length, 1, "nothing is no message");
  await close();
});

test("everything that others write is text", async () => {
  const evil = '<img src=x onerror="alert(1)"><script>alert(2)<\/script> javascript:alert(3) https://a.example/"onmouseover="alert(4) http://[bad';
  const { page, chat, panel, begin, write, close } = await openWidget(browser, { setUp: (chat) => { chat.config = config({ bot: true, name: { ko: evil }, texts: { ko: { title: evil, lead: evil, launcher: evil } }, hours: { open: false, takes: true, text: { ko: evil } }, colours: { accent: "red;background:url(x)" } }); } });
  await begin();
  await panel.getByRole("button", { name: "배송" }).waitFor();
  await write(evil);
  chat.answer(evil);
  chat.say("agent", evil, { name: evil, files: [{ id: "a", name: evil, type: "application/pdf", size: 9, url: "javascript:alert(5)" }, { id: "b", name: evil, type: "image/png", size: 9, url: "https://evil.example/a.png" }] });
  chat.say("bot", evil, { choices: [{ kind: "category", id: evil, text: evil }], form: { fields: [{ key: evil, label: evil }], consent: evil } });
  await panel.getByRole("button", { name: evil }).waitFor();
  const found = await page.evaluate(() => {
    const root = document.querySelector("callfloor-chat").shadowRoot;
    return { tags: root.querySelectorAll("script, iframe, [onerror], [onmouseover], img").length, links: [...root.querySelectorAll("a[href]")].map((a) => a.protocol) };
  });
  assert.equal(found.tags, 0);
  assert.deepEqual([...new Set(found.links)].filter((one) => !["http:", "https:", "mailto:"].includes(one)), []);
  assert.equal(await page.evaluate(() => [...document.querySelector("callfloor-chat").shadowRoot.querySelectorAll(".file[href], .image[href]")].length), 0, "files come from the server alone");
  assert.deepEqual(await page.evaluate(overflow), []);
  await close();
});
