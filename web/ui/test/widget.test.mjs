// The chat in another site's page, in a real browser, against a scripted server of its protocol:
// what visitors do from the first word to the end.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { barriers, startBrowser } from "./browser.mjs";
import { closeWidgets, config, openWidget, overflow, picture, until, shot } from "./widget.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeWidgets);
after(() => browser.stop());

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
  await panel.getByText("김서연 상담원과 상담 중").waitFor();
  chat.to(chat.last, { type: "typing", room: "r1", on: true, by: "agent" });
  await panel.getByText("상담원이 입력하고 있습니다").waitFor();
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

test("what is pressed by keyboard goes away and leaves the focus in the panel", async () => {
  const { page, panel, begin, close } = await openWidget(browser, { setUp: (chat) => { chat.config.bot = true; } });
  await begin();
  const focused = () => panel.evaluate((el) => { const it = /** @type {ShadowRoot} */ (el.getRootNode()).activeElement; return it?.classList.contains("log") ? "log" : it?.textContent ?? ""; });
  await panel.getByRole("button", { name: "배송" }).focus();
  await page.keyboard.press("Enter");
  await panel.getByRole("button", { name: "처음으로" }).waitFor();
  assert.equal(await focused(), "log");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "처음으로");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "상담원 연결");
  await page.keyboard.press("Enter");
  await panel.getByText("상담원을 기다리는 중").waitFor();
  assert.equal(await focused(), "log");
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
  await close();
});

test("what the customer types to the bot leaves its buttons", async () => {
  const { panel, begin, write, close } = await openWidget(browser, { setUp: (chat) => { chat.config.bot = true; } });
  await begin();
  await panel.getByRole("button", { name: "배송" }).waitFor();
  await write("안녕하세요");
  await panel.getByRole("log").getByText("안녕하세요", { exact: true }).waitFor();
  await panel.getByRole("button", { name: "배송" }).click({ timeout: 3000 });
  await panel.getByRole("button", { name: "상담원 연결" }).click({ timeout: 3000 });
  await close();
});

test("what was pressed is in the talk once, on the next page too; a refusal leaves the buttons that lead on", async () => {
  const { page, chat, panel, begin, close } = await openWidget(browser, { setUp: (chat) => {
    chat.config.bot = true;
    chat.on.request_agent = function (socket, { client, room }) {
      this.say("choice", "상담원 연결", { client });
      this.say("system", "지금은 상담할 수 있는 상담원이 없습니다.", { choices: [{ kind: "agent", text: "상담원 연결" }, { kind: "back", text: "처음으로" }] });
      this.write(socket, { type: "ack", client, room, at: Date.now() });
    };
  } });
  await begin();
  await panel.getByRole("button", { name: "배송" }).click();
  await panel.getByRole("button", { name: "처음으로" }).waitFor();
  const pressed = () => panel.locator(".chosen .words").allTextContents();
  assert.deepEqual(await pressed(), ["배송"]);
  await panel.getByRole("button", { name: "상담원 연결" }).click();
  await panel.locator(".words").getByText("지금은 상담할 수 있는 상담원이 없습니다.").waitFor();
  assert.deepEqual(await pressed(), ["배송", "상담원 연결"]);
  await panel.getByRole("button", { name: "처음으로" }).waitFor();
  assert.equal(await panel.getByRole("button", { name: "상담원 연결" }).count(), 1, "of the last message alone");
  await page.reload();
  await panel.locator(".words").getByText("지금은 상담할 수 있는 상담원이 없습니다.").waitFor();
  assert.deepEqual(await pressed(), ["배송", "상담원 연결"]);
  await panel.getByRole("button", { name: "처음으로" }).click({ timeout: 3000 });
  await close();
});

test("a press that comes to nothing leaves what was offered; what is on its way shows at once and cannot be pressed twice", async () => {
  const held = [];
  const { chat, panel, begin, close } = await openWidget(browser, { setUp: (chat) => {
    chat.config.bot = true;
    chat.on.choose = function (socket, frame) { held.push([socket, frame]); };
  } });
  await begin();
  await panel.getByRole("button", { name: "배송" }).click();
  await panel.locator(".chosen").getByText("배송").waitFor();
  assert.equal(await panel.getByRole("button", { name: "교환·반품" }).count(), 0);
  await until(() => held.length === 1);
  const [socket, { client, room }] = held[0];
  chat.say("choice", "배송", { client });
  chat.write(socket, { type: "ack", client, room, at: Date.now() });
  await panel.getByRole("button", { name: "교환·반품" }).waitFor();
  assert.deepEqual(await panel.locator(".chosen .words").allTextContents(), ["배송"]);
  await close();
});

test("nothing hidden in a long talk scrolls the panel out of its frame", async () => {
  const { chat, panel, begin, close } = await openWidget(browser, { setUp: (chat) => { chat.config.bot = true; } });
  await begin();
  await panel.getByRole("button", { name: "배송" }).waitFor();
  for (let n = 0; n < 20; n++) chat.say("bot", `안내 ${n}`);
  chat.say("bot", "마지막", { choices: [{ kind: "category", id: "c1", text: "끝 분류" }] });
  await panel.getByRole("button", { name: "끝 분류" }).click();
  await panel.locator(".chosen .sr").evaluate((one) => one.scrollIntoView());
  assert.equal(await panel.evaluate((one) => one.scrollTop), 0);
  await close();
});

test("who reads back stays there while the agent types; an own message leads down", async () => {
  const { page, chat, panel, begin, write, close } = await openWidget(browser);
  await begin();
  await write("처음");
  await until(() => chat.posts.length === 1);
  chat.answer();
  for (let n = 0; n < 20; n++) chat.say("agent", `안내 ${n}`, { name: "김서연" });
  await panel.locator(".words").getByText("안내 19").waitFor();
  await write("마지막");
  await panel.locator(".m.me:not(.pending)").getByText("마지막").waitFor();
  const log = panel.getByRole("log"), top = () => log.evaluate((one) => one.scrollTop);
  await log.evaluate((one) => { one.scrollTop = 0; });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  chat.to(chat.last, { type: "typing", room: "r1", on: true, by: "agent" });
  await panel.locator(".typing").waitFor({ state: "attached" });
  assert.equal(await top(), 0, "the log does not jump");
  assert.equal(await panel.locator(".further").count(), 0, "nothing new is below");
  chat.say("agent", "확인했습니다", { name: "김서연" });
  await panel.locator(".further").waitFor();
  assert.equal(await top(), 0);
  await write("네");
  await panel.locator(".further").waitFor({ state: "detached" });
  assert.ok(await top() > 0);
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
  const folder = await mkdtemp(join(tmpdir(), "callfloor-widget-")), big = join(folder, "big.pdf"); // by its path: the browser reads it itself
  await writeFile(big, Buffer.concat([Buffer.from("%PDF-1.7"), Buffer.alloc(10 << 20)]));
  await picker.setInputFiles(big);
  await panel.getByText("big.pdf: 10 MB까지 보낼 수 있습니다").waitFor();
  await rm(folder, { recursive: true });
  assert.equal(chat.uploads.length, 0, "nothing of it was sent");
  let release = () => {};
  chat.held = new Promise((done) => { release = () => done(undefined); });
  await picker.setInputFiles([picture, { name: "주문서.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 x") }]);
  await panel.getByRole("progressbar").first().waitFor();
  await box.fill("사진 보냅니다");
  await panel.getByText("파일을 모두 올린 뒤 보낼 수 있습니다").waitFor();
  await box.press("Enter");
  assert.equal(chat.got("post").length, 0);
  await shot(page, "widget-upload-ko");
  await until(() => panel.locator("canvas").evaluate((el) => new Uint32Array(el.getContext("2d").getImageData(40, 40, 1, 1).data.buffer)[0] !== 0)); // the picture is drawn before it is sent
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(await page.evaluate(overflow), []);
  release();
  await until(() => chat.uploads.length === 2);
  await until(async () => await panel.getByRole("progressbar").count() === 0);
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
  await panel.getByText(`${picture.buffer.length} B`, { exact: true }).waitFor();
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

test("a question that is answered elsewhere, or comes too late, does not stay", async () => {
  for (const [code, thanks] of [["unchanged", 1], ["over", 0]]) {
    const { chat, panel, begin, write, close } = await openWidget(browser);
    chat.on.rate = (socket, { client }) => chat.write(socket, { type: "refused", client, code });
    await begin();
    await write("하나");
    await until(() => chat.posts.length === 1);
    chat.finish("agent", "may");
    await panel.getByRole("radio", { name: "보통" }).check();
    await panel.getByRole("button", { name: "평가 보내기" }).click();
    await until(() => chat.got("rate").length === 1);
    await panel.getByText("상담에 만족하셨나요?").waitFor({ state: "detached" });
    await until(async () => (await panel.getByText("평가해 주셔서 감사합니다").count()) === thanks);
    await close();
  }
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
