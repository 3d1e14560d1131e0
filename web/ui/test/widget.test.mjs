// The chat in another site's page, in a real browser, against a scripted server of its protocol.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, startBrowser } from "./browser.mjs";
import { contrast, accentOf } from "../widget/colour.js";
import { linked } from "../widget/links.js";
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

test("through whatever is lost, every message arrives once and in order", async () => {
  const { page, chat, panel, begin, write, close } = await openWidget(browser, { clock: true });
  let seed = 7, faults = 0;
  const chance = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  await begin();
  chat.on.post = async (socket, frame) => {
    const r = faults < 25 ? chance() : 1;
    if (r < 0.8) faults++;
    if (r < 0.2) return void socket.destroy(); // before the commit
    if (r < 0.4) chat.loseAcks = 1; // after it
    else if (r < 0.5) return chat.close(socket, 4000);
    else if (r < 0.65) chat.refusals.push(["busy", 800]);
    else if (r < 0.8) await new Promise((done) => setTimeout(done, 150)); // slowly
    await chat.on_post(socket, frame);
  };
  const all = Array.from({ length: 30 }, (_, i) => `글 ${i + 1}`);
  for (const [i, text] of all.entries()) {
    await write(text);
    if (i % 3 === 0) await page.clock.runFor(1500);
    if (i % 10 === 9) await page.reload();
  }
  for (let i = 0; chat.posts.length < 30 && i < 100; i++) {
    chat.all({ type: "beat" });
    await page.clock.runFor(1500);
    await new Promise((done) => setTimeout(done, 30));
  }
  assert.deepEqual(chat.posts, all);
  assert.ok(faults > 15, `${faults} faults`);
  for (let i = 0; i < 8; i++) await page.clock.runFor(1500);
  await panel.locator(".m.me:not(.pending)").getByText("글 30").waitFor();
  assert.deepEqual(await panel.locator(".m.me .words").allTextContents(), all);
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

test("without a network it says that, and goes on when it is back", async () => {
  const { page, context, chat, panel, begin, write, close } = await openWidget(browser);
  await begin();
  await panel.getByText("무엇을 도와드릴까요?").waitFor();
  await context.setOffline(true);
  await panel.getByText("인터넷 연결이 끊겼습니다. 연결되면 이어집니다").waitFor();
  await write("지하철에서");
  await panel.getByText("연결되면 보냅니다").waitFor();
  await shot(page, "widget-offline-ko");
  await context.setOffline(false);
  await until(() => chat.posts.length === 1);
  await page.waitForFunction(() => !document.querySelector("callfloor-chat").shadowRoot.querySelector(".notice"));
  await close();
});

test("a page that draws itself anew does not lose the chat", async () => {
  const { page, chat, panel, box, begin, close } = await openWidget(browser);
  await begin();
  await box.fill("쓰던 글");
  await page.evaluate(() => { document.querySelector("callfloor-chat").remove(); document.body.replaceChildren(); });
  await panel.waitFor();
  assert.equal(await box.inputValue(), "쓰던 글");
  assert.equal(await page.locator("callfloor-chat").count(), 1);
  assert.equal(chat.got("hello").length, 1);
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
  assert.equal(chat.got("post").length, 15, "each goes out once, and the refused one once more");
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

test("files are looked at before they are sent, shown, sent with progress, and go with the message", async () => {
  const { page, chat, panel, box, begin, close } = await openWidget(browser);
  await begin();
  const picker = panel.locator("input[type=file]");
  const add = (...files) => picker.setInputFiles(files.map(([name, mimeType, bytes]) => ({ name, mimeType, buffer: Buffer.from(bytes) })));
  await add(["a.png", "image/png", "<svg onload=alert(1)>"]);
  await panel.getByText("a.png: 사진(JPG, PNG, GIF, WEBP)과 PDF만 보낼 수 있습니다").waitFor();
  await add(["empty.pdf", "application/pdf", ""]);
  await panel.getByText("empty.pdf: 빈 파일입니다").waitFor();
  await add(["big.pdf", "application/pdf", Buffer.concat([Buffer.from("%PDF-1.7"), Buffer.alloc(10 << 20)])]);
  await panel.getByText("big.pdf: 10 MB까지 보낼 수 있습니다").waitFor();
  assert.equal(chat.uploads.length, 0, "nothing of it was sent");
  chat.slow = 400;
  await picker.setInputFiles([picture, { name: "주문서.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 x") }]);
  await panel.getByRole("progressbar").first().waitFor();
  await box.fill("사진 보냅니다");
  await panel.getByText("파일을 모두 올린 뒤 보낼 수 있습니다").waitFor();
  await box.press("Enter");
  assert.equal(chat.got("post").length, 0);
  await shot(page, "widget-upload-ko");
  await until(() => chat.uploads.length === 2);
  chat.slow = 0;
  await panel.getByRole("progressbar").first().waitFor({ state: "detached" });
  assert.ok(await panel.locator("canvas").evaluate((el) => new Uint32Array(el.getContext("2d").getImageData(40, 40, 1, 1).data.buffer)[0] !== 0), "the picture is drawn before it is sent");
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(await page.evaluate(overflow), []);
  await panel.getByRole("progressbar").nth(1).waitFor({ state: "detached" });
  await box.press("Enter");
  await until(() => chat.got("post").length === 1);
  assert.deepEqual(chat.got("post")[0].files, ["f1", "f2"]);
  await panel.getByRole("link", { name: "사진 사진.png, 새 창에서 보기" }).locator("img").waitFor();
  await panel.getByRole("link", { name: /주문서.pdf 받기/ }).waitFor();
  await page.waitForFunction(() => document.querySelector("callfloor-chat").shadowRoot.querySelector("img").naturalWidth === 2);
  await shot(page, "widget-files-ko");
  await close();
});

test("pictures are pasted and dropped; one that fails can be sent again or left out", async () => {
  const { page, chat, panel, box, begin, close } = await openWidget(browser, { lang: "en", scheme: "dark" });
  await begin();
  const give = (target, type, files = 1) => target.evaluate((el, { type, files, bytes }) => {
    const data = new DataTransfer();
    for (let i = 0; i < files; i++) data.items.add(new File([new Uint8Array(bytes)], `p${i}.png`, { type: "image/png" }));
    const event = type === "paste" ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true, composed: true }) : new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true, composed: true });
    return el.dispatchEvent(event);
  }, { type, files, bytes: [...picture.buffer] });
  chat.answers["POST files"] = [503, { code: "overloaded" }];
  assert.equal(await give(box, "paste"), false, "the picture is not pasted into the text");
  await panel.getByText("Not uploaded").waitFor();
  chat.answers = {};
  await panel.getByRole("button", { name: "Upload again" }).click();
  await panel.getByText("1 KB").waitFor();
  await give(panel, "dragenter");
  await panel.getByText("Drop here to attach").waitFor();
  await shot(page, "widget-drop-en-dark");
  await give(panel, "drop", 6);
  await panel.getByText("Up to 5 files can be sent at once").waitFor();
  assert.equal(await panel.getByText("Drop here to attach").count(), 0);
  await until(() => chat.uploads.length === 5);
  await panel.getByRole("button", { name: "Remove p0.png" }).first().click();
  await page.waitForFunction(() => !document.querySelector("callfloor-chat").shadowRoot.querySelector("progress"));
  await shot(page, "widget-attached-en-dark");
  assert.deepEqual(await barriers(page), []);
  await panel.getByRole("button", { name: "Send" }).click();
  await until(() => chat.got("post").length === 1);
  assert.equal(chat.got("post")[0].files.length, 4);
  assert.equal(chat.got("post")[0].body, "", "a picture is a message without words");
  await close();
});

test("the end: asked before, rated once, kept as a file or by mail, and another talk begins", async () => {
  const { page, chat, panel, begin, write, close } = await openWidget(browser);
  await begin();
  await write("하나");
  await until(() => chat.posts.length === 1);
  chat.answer();
  await panel.getByRole("button", { name: "더 보기" }).click();
  await shot(page, "widget-menu-ko");
  assert.deepEqual(await barriers(page), []);
  await page.keyboard.press("Escape");
  assert.equal(await panel.getByRole("button", { name: "상담 종료" }).count(), 0, "Escape closes what is on top alone");
  await panel.getByRole("button", { name: "더 보기" }).click();
  await panel.getByRole("button", { name: "상담 종료" }).click();
  await panel.getByRole("alertdialog").waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.keyboard.press("Escape");
  assert.equal(chat.got("end").length, 0);
  await panel.getByRole("button", { name: "더 보기" }).click();
  await panel.getByRole("button", { name: "상담 종료" }).click();
  await panel.getByRole("button", { name: "종료", exact: true }).click();
  await panel.getByText("상담을 종료했습니다").first().waitFor();
  await panel.getByText("상담에 만족하셨나요?").waitFor();
  const save = await panel.getByRole("link", { name: "대화 내용 저장" }).getAttribute("href");
  assert.equal(save, `${chat.url}/chat/transcript?room=r1&key=tk&lang=ko`);
  await panel.getByRole("radio", { name: "만족", exact: true }).check();
  await panel.getByLabel("의견 (선택)").fill("빨라요");
  await shot(page, "widget-ended-ko");
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(await page.evaluate(overflow), []);
  await panel.getByRole("button", { name: "평가 보내기" }).click();
  await panel.getByText("평가해 주셔서 감사합니다").waitFor();
  await until(() => chat.got("rate").length === 1);
  assert.deepEqual((({ score, comment, room }) => ({ score, comment, room }))(chat.got("rate")[0]), { score: 4, comment: "빨라요", room: "r1" });
  await panel.getByRole("button", { name: "더 보기" }).click();
  const mail = new URL(await panel.getByRole("link", { name: "메일로 보내기" }).getAttribute("href"));
  assert.ok(mail.searchParams.get("body").includes(save) && mail.searchParams.get("subject") === "온마루 상담 내용");
  await panel.getByRole("link", { name: "대화 내용 저장" }).first().click();
  await until(() => chat.asked.some(([, path]) => path === "transcript?room=r1&key=tk&lang=ko"));
  await panel.getByRole("button", { name: "새 상담 시작" }).click();
  await panel.getByText("안녕하세요, 온마루입니다.").waitFor();
  await write("또 문의합니다");
  await until(() => chat.last.rooms === 2);
  assert.deepEqual(await panel.locator(".m.me .words").allTextContents(), ["또 문의합니다"]);
  chat.finish("time", "no");
  await panel.getByText("오랫동안 대화가 없어 상담이 종료되었습니다").first().waitFor();
  assert.equal(await panel.getByText("상담에 만족하셨나요?").count(), 0);
  await close();
});

test("what is not read stands on the button, on the next page too, and is read when the panel is open", async () => {
  const { page, chat, panel, launcher, begin, write, close } = await openWidget(browser);
  await begin();
  await write("하나");
  await until(() => chat.posts.length === 1);
  await page.keyboard.press("Escape");
  await launcher.waitFor();
  assert.equal(await launcher.evaluate((el) => el.getRootNode().activeElement === el), true, "the focus returns to the button");
  chat.say("agent", "확인했습니다", { name: "김서연" });
  chat.say("agent", "더 필요하신 것이 있나요?", { name: "김서연" });
  await page.getByRole("button", { name: "채팅 상담 열기, 읽지 않은 메시지 2개" }).waitFor();
  await shot(page, "widget-unread-ko");
  assert.deepEqual(await barriers(page), []);
  assert.equal(chat.got("read").length, 0);
  await page.reload();
  await page.getByRole("button", { name: "채팅 상담 열기, 읽지 않은 메시지 2개" }).click();
  await until(() => chat.got("read").at(-1)?.seq === 3);
  await panel.getByRole("button", { name: "채팅 닫기" }).click();
  await page.getByRole("button", { name: "채팅 상담 열기", exact: true }).waitFor();
  await close();
});

test("the page opens, closes, tells who it is and where, and hears what happens", async () => {
  const script = () => {
    globalThis.heard = [];
    globalThis.CallfloorChat = [["on", "ready", () => globalThis.heard.push("ready")], ["identify", { user: "u-17", signature: "abc", name: "박민정" }], ["setParameters", { order: 20251116, tier: "gold", none: null }],
      ["nothing"], "rubbish", ...["open", "close", "message", "unread", "status", "ended", "error"].map((name) => ["on", name, (detail) => globalThis.heard.push([name, detail])]), ["on", "message", () => { if (globalThis.bad) throw new Error("of the page"); }], ["open"]];
  };
  const { page, chat, panel, launcher, write, close } = await openWidget(browser, { script, query: "?chat_category=c11#secret", tag: 'data-category="c1" data-hidden' });
  await panel.waitFor(); // it was asked to before it was there
  await until(() => chat.got("hello").length === 1);
  const [hello] = chat.received;
  assert.deepEqual(hello.identify, { user: "u-17", signature: "abc", name: "박민정" });
  assert.deepEqual(hello.page, { url: `${chat.origin}/?chat_category=c11`, title: "온마루 쇼핑몰", referrer: "", category: "c11", parameters: { order: "20251116", tier: "gold" } });
  const call = (...args) => page.evaluate(([name, ...rest]) => void globalThis.CallfloorChat[name](...rest), args);
  await call("setCategory", "c2");
  await until(() => chat.got("page").at(-1)?.page.category === "c2");
  await page.evaluate(() => history.pushState({}, "", "/cart"));
  await write("하나");
  await until(() => chat.got("page").at(-1)?.page.url.endsWith("/cart"));
  chat.answer();
  chat.say("agent", "네", { name: "김서연" });
  await panel.locator(".words").getByText("네", { exact: true }).waitFor();
  await call("toggle");
  await panel.waitFor({ state: "detached" });
  chat.say("agent", "여보세요", { name: "김서연" });
  await launcher.waitFor();
  await call("hide");
  await launcher.waitFor({ state: "detached" });
  await call("show");
  await launcher.waitFor();
  chat.finish("agent");
  await page.waitForFunction(() => globalThis.heard.some((one) => one[0] === "ended"));
  const heard = await page.evaluate(() => globalThis.heard);
  assert.equal(heard.filter((one) => one === "ready").length, 1);
  assert.deepEqual(heard.filter(([name]) => name === "status").map(([, detail]) => detail.status), ["waiting", "in_progress", "ended"]);
  assert.deepEqual(heard.find(([name]) => name === "message")[1], { by: "agent", text: "네", at: chat.last.messages[1].at });
  assert.deepEqual(heard.filter(([name]) => name === "open" || name === "close").map(([name]) => name), ["open", "close"]);
  assert.deepEqual(heard.find(([name]) => name === "ended")[1], { by: "agent" });
  assert.equal(heard.filter(([name]) => name === "unread").at(-1)[1].count, 1);
  assert.equal(await page.evaluate(() => { let late = 0; globalThis.CallfloorChat.on("ready", () => late++); globalThis.CallfloorChat.push(["open"]); return late; }), 1, "who asks late is told at once");
  await panel.waitFor();
  await close();
});

test("another user of the site sees nothing of the one before; who logs out neither", async () => {
  const { page, chat, panel, begin, write, close } = await openWidget(browser, { tag: 'data-user="u-1" data-signature="aa"' });
  await begin();
  await write("내 주문");
  await until(() => chat.posts.length === 1);
  assert.equal(chat.got("hello")[0].identify.user, "u-1");
  await panel.getByRole("textbox").fill("쓰던 글");
  await page.evaluate(() => globalThis.CallfloorChat.identify("u-2", "bb"));
  await until(() => chat.made === 2);
  await panel.getByText("무엇을 도와드릴까요?").waitFor();
  assert.equal(await panel.getByText("내 주문").count(), 0);
  assert.equal(await panel.getByRole("textbox").inputValue(), "");
  await write("다른 사람");
  await until(() => chat.posts.length === 2);
  await page.evaluate(() => globalThis.CallfloorChat.identify(null));
  await panel.waitFor({ state: "detached" });
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => !/visitor/.test(key) || localStorage[key])), [], "nothing of anybody stays");
  chat.on.hello = (socket, frame) => { if (frame.identify?.user !== "u-3") return false; chat.on.hello = undefined; chat.close(socket, 4502); return true; };
  await page.evaluate(() => { globalThis.CallfloorChat.identify("u-3", "cc"); globalThis.CallfloorChat.open(); });
  await until(() => chat.made === 4, 10_000); // the server knew better: one more
  await close();
});

test("by keyboard and by ear: dialog, names, what comes is said once, and the page keeps its own keys", async () => {
  const script = () => { globalThis.keys = []; addEventListener("keydown", (event) => globalThis.keys.push(event.key)); };
  const { page, chat, panel, launcher, begin, write, close } = await openWidget(browser, { script });
  await launcher.waitFor();
  await page.locator("#own").focus();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.localName), "callfloor-chat");
  await page.keyboard.press("Enter");
  await panel.waitFor();
  assert.equal(await panel.getAttribute("aria-labelledby"), "title");
  assert.equal(await panel.getByRole("heading").textContent(), "온마루 고객센터");
  await until(() => chat.got("hello").length === 1);
  await page.keyboard.type("/가");
  assert.deepEqual((await page.evaluate(() => globalThis.keys)).filter((key) => key === "/"), [], "a page that searches at / is left alone");
  await page.keyboard.press("Enter");
  await until(() => chat.posts.length === 1);
  const said = () => panel.locator("p[role=status]").allTextContents();
  chat.answer();
  await page.waitForFunction(() => [...document.querySelector("callfloor-chat").shadowRoot.querySelectorAll("[role=status]")].some((el) => el.textContent === "김서연 상담사가 연결되었습니다"));
  chat.say("agent", "무엇이 궁금하세요?", { name: "김서연" });
  await page.waitForFunction(() => [...document.querySelector("callfloor-chat").shadowRoot.querySelectorAll("[role=status]")].some((el) => el.textContent === "김서연: 무엇이 궁금하세요?"));
  chat.goDown();
  await panel.getByText("연결이 끊겨").first().waitFor();
  assert.ok((await said()).includes("연결이 끊겨 다시 연결하는 중"));
  chat.comeUp();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.localName === "callfloor-chat");
  void begin; void write;
  await close();
});

test("on a phone it covers the page above the keyboard, keeps the focus inside and runs over nowhere", async () => {
  for (const [lang, width, scheme] of [["ko", 360, "light"], ["en", 320, "dark"]]) {
    const script = () => {
      const fake = new EventTarget();
      Object.assign(fake, { offsetTop: 0, height: 640 });
      Object.defineProperty(globalThis, "visualViewport", { value: fake });
      globalThis.keyboard = (offsetTop, height) => { Object.assign(fake, { offsetTop, height }); fake.dispatchEvent(new Event("resize")); };
    };
    const { page, chat, panel, launcher, box, close } = await openWidget(browser, { lang, width, height: 640, touch: true, motion: "reduce", scheme, script, setUp: (chat) => { chat.config.bot = true; } });
    await launcher.tap();
    await panel.locator(".choice").first().waitFor();
    assert.deepEqual(await panel.boundingBox(), { x: 0, y: 0, width, height: 640 });
    assert.equal(await panel.getAttribute("aria-modal"), "true");
    assert.equal(await panel.evaluate((el) => el.getRootNode().activeElement === el), true, "the keyboard does not come by itself");
    chat.say("agent", "주문하신 상품은 현재 택배사에서 배송 중이며 https://shop.example/very/long/address/that/does/not/end/here?with=parameters 에서 볼 수 있습니다", { name: "남궁서연" });
    chat.say("agent", "가나다라마바사아자차카타파하".repeat(8) + " " + "Donaudampfschifffahrtsgesellschaftskapitaen".repeat(3), { name: "남궁서연" });
    chat.answer("남궁서연");
    await box.tap();
    await box.fill("첫 줄");
    await box.press("Enter");
    await box.pressSequentially("x");
    assert.match(await box.inputValue(), /\n/, "with fingers Enter is a new line");
    await page.evaluate(() => globalThis.keyboard(40, 300));
    await page.waitForFunction(() => document.querySelector("callfloor-chat").shadowRoot.querySelector(".panel").getBoundingClientRect().height === 300);
    assert.equal((await panel.boundingBox()).y, 40);
    assert.ok((await box.boundingBox()).y + 36 <= 340, "one sees what one writes");
    await shot(page, `widget-phone-keyboard-${lang}`);
    await page.evaluate(() => globalThis.keyboard(0, 640));
    await panel.getByRole("button", { name: lang === "ko" ? "보내기" : "Send", exact: true }).tap();
    await until(() => chat.posts.length === 1);
    assert.deepEqual(await page.evaluate(overflow), []);
    assert.deepEqual(await barriers(page), []);
    await shot(page, `widget-phone-${lang}`);
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press(i % 3 ? "Tab" : "Shift+Tab");
      assert.equal(await page.evaluate(() => document.activeElement.localName), "callfloor-chat", "Tab stays in what covers the page");
    }
    chat.finish("agent");
    await panel.getByRole("radio").last().check();
    assert.deepEqual(await page.evaluate(overflow), []);
    await shot(page, `widget-phone-ended-${lang}`);
    await close();
  }
});

test("styles and policy of the page do not get in", async () => {
  const look = async (css) => {
    const { page, chat, panel, launcher, begin, write, close } = await openWidget(browser, { css, motion: "reduce" });
    await launcher.waitFor();
    const boxes = [await launcher.boundingBox()];
    await begin();
    await write("하나");
    await until(() => chat.posts.length === 1);
    await panel.locator(".m.me:not(.pending)").waitFor();
    await panel.locator(".stands").getByText("기다리는 중").waitFor();
    for (const one of [panel, panel.locator(".m.me .words"), panel.getByRole("textbox"), panel.getByRole("heading")]) boxes.push(await one.boundingBox());
    boxes.push(await panel.getByRole("heading").evaluate((el) => { const { color, fontSize, fontFamily, visibility, direction } = getComputedStyle(el); return { color, fontSize, fontFamily, visibility, direction }; }));
    boxes.push(await page.evaluate(() => { const { opacity, transform, pointerEvents, filter } = getComputedStyle(document.querySelector("callfloor-chat")); return { opacity, transform, pointerEvents, filter }; }));
    if (css) await shot(page, "widget-hostile");
    await close();
    return boxes;
  };
  assert.deepEqual(await look(hostile), await look(""));
});

test("who wants less motion gets none; the site's colour is taken where it can be read", async () => {
  const { page, panel, launcher, begin, close } = await openWidget(browser, { motion: "reduce", tag: 'data-theme="light" data-side="left"', scheme: "dark", setUp: (chat) => { chat.config.colours = { accent: "#0a7d4f", accent_dark: "#7fe0b4" }; chat.config.texts.ko.launcher = "상담하기"; } });
  await launcher.waitFor();
  assert.equal(await launcher.evaluate((el) => getComputedStyle(el).backgroundColor), "rgb(10, 125, 79)", "light, as the page asks, though the browser is dark");
  assert.ok((await launcher.boundingBox()).x < 100);
  await shot(page, "widget-launcher-own");
  assert.deepEqual(await barriers(page), []);
  await begin();
  assert.equal(await panel.evaluate((el) => getComputedStyle(el).animationName), "none");
  assert.ok((await panel.boundingBox()).x < 100);
  await close();
  const pale = await openWidget(browser, { setUp: (chat) => { chat.config.colours = { accent: "#ffffaa" }; } });
  await pale.launcher.waitFor();
  assert.equal(await pale.launcher.evaluate((el) => getComputedStyle(el).backgroundColor), "rgb(21, 25, 30)", "what cannot be told from the panel is left aside");
  await pale.close();
});

test("outside of hours it says so: messages wait, or cannot be written", async () => {
  const hours = (takes) => ({ open: false, takes, text: { ko: "평일 09:00~18:00" } });
  const { page, chat, panel, box, begin, close } = await openWidget(browser, { setUp: (chat) => { chat.config.hours = hours(true); } });
  await begin();
  await panel.getByText("남기신 메시지에는 상담 시간에 답변드립니다").waitFor();
  await panel.getByText("상담 시간: 평일 09:00~18:00").waitFor();
  assert.equal(await box.count(), 1);
  await shot(page, "widget-hours-ko");
  chat.all({ type: "closed", why: "hours", hours: hours(false) });
  await panel.getByText("메시지를 받을 수 없습니다").waitFor();
  assert.equal(await box.count(), 0);
  assert.deepEqual(await barriers(page), []);
  chat.all({ type: "closed", why: "", hours: { open: true, takes: true } });
  await box.waitFor();
  assert.equal(await panel.locator(".notice").count(), 0);
  await close();
});

test("a site without chat shows nothing; a server that cannot be reached is asked again", async () => {
  const off = await openWidget(browser, { script: () => { globalThis.CallfloorChat = [["on", "error", (detail) => { globalThis.wrong = detail; }]]; }, setUp: (chat) => { chat.answers["GET config"] = [404, { code: "not_found" }]; } });
  await off.page.waitForFunction(() => globalThis.wrong?.status === 404);
  assert.equal(await off.launcher.count(), 0);
  await off.close();
  const late = await openWidget(browser, { clock: true, setUp: (chat) => { chat.answers["GET config"] = [503, { code: "overloaded" }]; } });
  await until(() => late.chat.asked.length === 1);
  late.chat.answers = {};
  await late.page.clock.runFor(5500);
  await late.launcher.waitFor();
  late.chat.answers["POST visitors"] = [429, { code: "overloaded" }, { "Retry-After": "2" }];
  await late.launcher.click();
  await late.panel.getByText("지금 접속이 많습니다").waitFor();
  await late.write("그래도 씁니다");
  late.chat.answers = {};
  await late.page.clock.runFor(3500);
  await until(() => late.chat.posts.length === 1);
  await late.close();
});

test("two tabs of the same visitor show the same, and what one sends is not sent by the other", async () => {
  const { page, context, chat, panel, begin, write, watch, close } = await openWidget(browser);
  await begin();
  await write("하나");
  await until(() => chat.posts.length === 1);
  const second = await context.newPage();
  watch(second);
  await second.goto(page.url());
  await second.locator("callfloor-chat .launch").click();
  await second.locator(".m.me .words").getByText("하나").waitFor();
  await write("둘");
  await second.locator(".m.me .words").getByText("둘").waitFor();
  await second.getByRole("dialog").getByRole("textbox").fill("셋");
  await second.keyboard.press("Enter");
  await panel.locator(".m.me .words").getByText("셋").waitFor();
  assert.deepEqual(chat.posts, ["하나", "둘", "셋"]);
  assert.equal(chat.got("post").length, 3);
  assert.equal(chat.made, 1);
  await close();
});

test("where the browser keeps nothing it works for as long as the page is open", async () => {
  const script = () => { for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(globalThis, name, { get() { throw new DOMException("blocked", "SecurityError"); } }); };
  const { chat, panel, begin, write, close } = await openWidget(browser, { script });
  await begin();
  await write("하나");
  await until(() => chat.posts.length === 1);
  await panel.locator(".m.me:not(.pending)").getByText("하나").waitFor();
  await close();
});

test("the sample page shows what a site can do, under the server's own policy", async () => {
  const { page, chat, panel, launcher, close } = await openWidget(browser);
  chat.origin = chat.url;
  await page.goto(`${chat.url}/chat/sample?chat_category=returns`);
  await launcher.waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.getByRole("button", { name: "setParameters" }).click();
  await page.getByRole("button", { name: "open()" }).click();
  await panel.waitFor();
  await until(() => chat.got("hello").length === 1);
  assert.deepEqual([chat.got("hello")[0].page.category, chat.got("hello")[0].page.parameters.tier], ["returns", "gold"]);
  await page.getByText("open {}").waitFor();
  await shot(page, "widget-sample");
  await page.getByRole("button", { name: "hide()" }).click();
  await panel.waitFor({ state: "detached" });
  assert.equal(await launcher.count(), 0);
  await close();
});

test("addresses in words are found, with what stands around them left out", () => {
  const of = (text) => linked(text).filter((part) => typeof part !== "string").map(({ href, text }) => (href === text ? href : [href, text]));
  assert.deepEqual(of("https://a.kr/x에서 확인(https://b.kr/y_(z)), www.c.kr! HTTP://D.KR/."), ["https://a.kr/x", "https://b.kr/y_(z)", ["https://www.c.kr", "www.c.kr"], "HTTP://D.KR/"]);
  assert.deepEqual(of("javascript:alert(1) data:text/html,x ftp://a.kr ahttps://b.kr a@www.kr http:// https://"), []);
  assert.deepEqual(linked("앞 https://a.kr 뒤"), ["앞 ", { href: "https://a.kr", text: "https://a.kr" }, " 뒤"]);
  assert.deepEqual(linked(""), []);
});

test("whatever colour a site has, the words on it can be read", () => {
  for (let i = 0; i < 4096; i += 7) {
    const accent = `#${[i >> 8, i >> 4 & 15, i & 15].map((v) => (v * 17).toString(16).padStart(2, "0")).join("")}`;
    for (const [theme, surface] of [["light", "#ffffff"], ["dark", "#121519"]]) {
      const taken = accentOf({ accent }, theme);
      assert.ok(contrast(taken.accent, taken.on) >= 4.5, `${taken.on} on ${taken.accent}`);
      assert.ok(contrast(taken.accent, surface) >= 3, `${taken.accent} on ${surface}`);
    }
  }
});
