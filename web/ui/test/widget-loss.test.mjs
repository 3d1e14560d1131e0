// The chat when things go wrong: lost networks, slow and silent servers, refusals. Every message
// arrives once, in order, and what is shown is true.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, test } from "node:test";
import { barriers, startBrowser } from "./browser.mjs";
import { closeWidgets, openWidget, until, shot } from "./widget.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeWidgets);
after(() => browser.stop());

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
  chat.on.hello = () => { chat.on.hello = undefined; chat.goDown(); return true; }; // once more, while it comes back
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

test("a press whose answer is lost is in what comes with the next connection, and is not sent again", async () => {
  const { chat, panel, begin, close } = await openWidget(browser, { clock: true, setUp: (chat) => {
    chat.config.bot = true;
    chat.on.choose = function (socket, { client }) { // what it made is kept; the connection goes before it is told
      socket.destroy();
      this.say("choice", "배송", { client });
      this.say("bot", "어떤 내용인가요?", { choices: [{ kind: "category", id: "late", text: "지연" }] });
    };
  } });
  await begin();
  await panel.getByRole("button", { name: "배송" }).click();
  await until(() => chat.got("choose").length === 1);
  await panel.page().clock.runFor(2000);
  await until(() => chat.got("hello").length === 2);
  await panel.getByRole("button", { name: "지연" }).waitFor();
  await panel.page().clock.runFor(30_000);
  assert.equal(chat.got("choose").length, 1);
  assert.deepEqual(await panel.locator(".chosen .words").allTextContents(), ["배송"]);
  await panel.getByRole("button", { name: "지연" }).click({ timeout: 3000 });
  await until(() => chat.got("choose").length === 2);
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
  await new Promise((done) => setTimeout(done, 500)); // what it tries at last has failed, too: the clock of the page stands
  await page.clock.runFor(100);
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
  assert.equal(await panel.locator(".stands").textContent(), "", "nobody is asked to write who cannot");
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

test("what is too large for the server is not sent, and the page's developer is told; sent away twice for too much it does not come back by itself", async () => {
  const script = () => {
    globalThis.heard = [];
    globalThis.CallfloorChat = [["on", "error", (detail) => globalThis.heard.push(detail.code)], ["identify", { user: "u-17", signature: "abc", fields: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}`, "\u0001".repeat(200)])) }],
      ["setParameters", Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}`.padEnd(40, "키"), "\u0001".repeat(200)]))]];
  };
  const said = [], { page, chat, panel, begin, close } = await openWidget(browser, { clock: true, script });
  page.on("console", (message) => { if (message.type() === "error") said.push(message.text()); });
  await begin();
  assert.deepEqual(await page.evaluate(() => globalThis.heard), ["too_large"]);
  const [hello] = chat.got("hello");
  assert.equal(hello.identify, undefined);
  await page.evaluate(() => globalThis.CallfloorChat.identify({ user: "u-17", signature: "abc", fields: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}`, "가".repeat(200)])) }));
  await until(() => chat.got("identify").length === 1);
  chat.kick(4000);
  await page.clock.runFor(1500);
  await until(() => chat.got("hello").length === 2);
  const most = Number(/largestFrame += (\d+) << 10/.exec(await readFile(new URL("../../../chat/widget/conn.go", import.meta.url), "utf8"))[1]) << 10; // the server's own number
  assert.equal(most, 64 << 10);
  for (const frame of chat.received) assert.ok(Buffer.byteLength(JSON.stringify(frame)) <= most, `${frame.type} is too large`);
  assert.equal(Object.keys(chat.got("hello")[1].page.parameters).length, 20, "hello has room for all that a page may say");
  assert.ok(Buffer.byteLength(JSON.stringify({ ...chat.got("hello")[1], identify: "x".repeat(24 << 10) })) <= most, "also with the largest identify");
  assert.equal(chat.got("page").length, 0, "nothing is said twice");

  chat.on.hello = (socket) => { chat.close(socket, 4002); return true; };
  chat.kick(4000);
  await page.clock.runFor(1500);
  await until(() => chat.got("hello").length === 3);
  await panel.getByRole("button", { name: "지금 연결" }).first().waitFor();
  await page.clock.runFor(14_000);
  assert.equal(chat.got("hello").length, 3, "it comes back later than otherwise");
  await page.clock.runFor(1500);
  await panel.getByText("채팅에 연결할 수 없습니다").first().waitFor();
  await page.clock.runFor(120_000);
  assert.equal(chat.got("hello").length, 4);
  assert.equal(said.filter((text) => text.includes("the server has closed the connection")).length, 2, said.join("\n"));
  delete chat.on.hello;
  await panel.getByRole("button", { name: "지금 연결" }).first().click();
  await until(() => chat.got("hello").length === 5);
  await panel.getByText("채팅에 연결할 수 없습니다").first().waitFor({ state: "detached" });
  await close();
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
  const notice = panel.locator(".notice", { hasText: "채팅에 연결할 수 없습니다" }), hellos = chat.got("hello").length;
  await notice.waitFor({ timeout: 5000 });
  await notice.getByRole("button", { name: "지금 연결" }).click();
  await notice.waitFor({ timeout: 5000 });
  await until(() => chat.got("hello").length > hellos);
  delete chat.on.hello;
  await notice.getByRole("button", { name: "지금 연결" }).click();
  await notice.waitFor({ state: "detached" });
  await write("셋");
  await until(() => chat.posts.at(-1) === "셋");
  await close();
});

test("what is written as somebody whom the server has forgotten meanwhile goes out as somebody new", async () => {
  const { chat, panel, begin, write, close } = await openWidget(browser);
  await begin();
  chat.on.post = (socket) => { delete chat.on.post; chat.visitors.clear(); return chat.close(socket, 4501); };
  await write("열어 둔 창에서 씁니다");
  await until(() => chat.posts.length === 1);
  await panel.locator(".m.me .words", { hasText: "열어 둔 창에서 씁니다" }).waitFor();
  assert.deepEqual([chat.posts, chat.made, chat.got("post").length], [["열어 둔 창에서 씁니다"], 2, 2]);
  await panel.locator(".m.pending").waitFor({ state: "detached" });
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

test("who is one too many of an internet address reads that, and goes on when there is room", async () => {
  const { page, chat, panel, begin, close } = await openWidget(browser, { clock: true, setUp: (chat) => {
    chat.config.bot = true;
    chat.on.start = function (socket, { client }) { this.write(socket, { type: "refused", client, code: "crowded", retry_ms: 60_000 }); };
  }, script: () => { globalThis.CallfloorChat = [["on", "error", (detail) => { globalThis.wrong = detail; }]]; } });
  await begin();
  const notice = panel.locator(".notice", { hasText: "같은 인터넷 연결에서 진행 중인 상담이 많아" });
  await notice.waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.wrong), { code: "crowded" });
  assert.equal(await panel.locator("#hint").textContent(), "");
  delete chat.on.start;
  await page.clock.runFor(61_000);
  await panel.getByRole("button", { name: "배송" }).waitFor();
  assert.equal(await notice.count(), 0);
  await close();
});

test("what the server refuses can be sent again or thrown away; too long is told before", async () => {
  const { page, chat, panel, box, begin, write, close } = await openWidget(browser, { lang: "en" });
  await begin();
  chat.refusals.push(["characters"], ["some new code"], ["closed"]);
  await write("\u0001\u0002");
  await panel.getByText("Not sent · It has only control characters, which cannot be sent").waitFor();
  await panel.getByRole("button", { name: "Delete" }).click();
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
