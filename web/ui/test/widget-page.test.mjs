// The chat and the page around it: what the page may ask and is told, phones, keyboards, styles,
// colours and policies.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { accentOf, contrast } from "../widget/colour.js";
import { linked } from "../widget/links.js";
import { barriers, startBrowser } from "./browser.mjs";
import { closeWidgets, hostile, openWidget, overflow, until, shot } from "./widget.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeWidgets);
after(() => browser.stop());

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

test("what a page says of the visitor is text and no more than is kept: the server would not take it, time after time", async () => {
  const { page, chat, panel, close } = await openWidget(browser, { tag: "data-hidden" });
  await page.waitForFunction(() => globalThis.CallfloorChat?.identify);
  await page.evaluate(() => {
    const long = "가".repeat(100_000), many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${i}${long}`, long]));
    globalThis.errors = [];
    globalThis.CallfloorChat.on("error", ({ code }) => globalThis.errors.push(code));
    globalThis.CallfloorChat.identify(long, "ab");
    globalThis.CallfloorChat.identify({ user: "u-17", signature: "ab", name: long, email: 5, phone: 1012345678, fields: { ...many, vip: true, nothing: null, list: [1] } });
    globalThis.CallfloorChat.setParameters(many);
    globalThis.CallfloorChat.open();
  });
  await panel.waitFor();
  await until(() => chat.got("hello").length === 1);
  const [hello] = chat.got("hello"), { fields, ...who } = hello.identify;
  assert.deepEqual(await page.evaluate(() => globalThis.errors), ["bad_signature"]);
  assert.deepEqual(who, { user: "u-17", signature: "ab", name: "가".repeat(50), email: "5", phone: "1012345678" });
  assert.equal(Object.keys(fields).length, 30);
  assert.ok(Buffer.byteLength(JSON.stringify(hello)) < 64 << 10, `${Buffer.byteLength(JSON.stringify(hello))} bytes`);
  await close();
});

test("what is too long is cut between characters as the server counts them: an emoji is one, and never halved", async () => {
  const { page, chat, panel, close } = await openWidget(browser, { tag: "data-hidden" });
  await page.waitForFunction(() => globalThis.CallfloorChat?.identify);
  await page.evaluate(() => {
    const long = `a${"😀".repeat(300)}`;
    globalThis.errors = [];
    globalThis.CallfloorChat.on("error", ({ code }) => globalThis.errors.push(code));
    document.title = long;
    globalThis.CallfloorChat.identify("가".repeat(67), "ab"); // 201 bytes: more than the server takes
    globalThis.CallfloorChat.identify({ user: "가".repeat(66), signature: "ab", name: long, fields: { [long]: long } });
    globalThis.CallfloorChat.setParameters({ [long]: long });
    globalThis.CallfloorChat.open();
  });
  await panel.waitFor();
  await until(() => chat.got("hello").length === 1);
  const [hello] = chat.got("hello"), long = (n) => `a${"😀".repeat(n - 1)}`;
  assert.deepEqual(await page.evaluate(() => globalThis.errors), ["bad_signature"]);
  assert.deepEqual(hello.identify, { user: "가".repeat(66), signature: "ab", name: long(50), fields: { [long(40)]: long(200) } });
  assert.deepEqual([hello.page.title, hello.page.parameters], [long(200), { [long(40)]: long(200) }]);
  await close();
});

test("the page opens, closes, tells who it is and where, and hears what happens", async () => {
  const script = () => {
    globalThis.heard = [];
    const loop = {};
    loop.self = loop;
    globalThis.CallfloorChat = [["on", "ready", () => globalThis.heard.push("ready")], ["identify", { user: "u-17", signature: "abc", name: "박민정", phone: loop, fields: { grade: "gold", points: 12n } }], ["setParameters", { order: 20251116n, tier: "gold", none: null, bare: Object.create(null) }],
      ["nothing"], "rubbish", ...["open", "close", "message", "unread", "status", "ended", "error"].map((name) => ["on", name, (detail) => globalThis.heard.push([name, detail])]), ["on", "message", () => { if (globalThis.bad) throw new Error("of the page"); }], ["open"]];
  };
  const { page, chat, panel, launcher, write, close } = await openWidget(browser, { script, query: "?chat_category=c11#secret", tag: 'data-category="c1" data-hidden' });
  await panel.waitFor(); // it was asked to before it was there
  await until(() => chat.got("hello").length === 1);
  const [hello] = chat.received;
  assert.deepEqual(hello.identify, { user: "u-17", signature: "abc", name: "박민정", fields: { grade: "gold", points: "12" } });
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
  const repeated = { type: "message", ...chat.last.messages[1] };
  chat.to(chat.last, repeated);
  chat.goDown();
  chat.say("agent", "끊긴 동안", { name: "김서연" });
  chat.comeUp();
  await panel.locator(".words").getByText("끊긴 동안").waitFor();
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
  assert.deepEqual(heard.filter(([name]) => name === "message").map(([, { text }]) => text), ["네", "끊긴 동안", "여보세요"], "each is told once, those too that came while the connection was away");
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
  const { page, chat, panel, launcher, close } = await openWidget(browser, { script });
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
  await page.waitForFunction(() => [...document.querySelector("callfloor-chat").shadowRoot.querySelectorAll("[role=status]")].some((el) => el.textContent === "김서연 상담원이 연결되었습니다"));
  chat.say("agent", "무엇이 궁금하세요?", { name: "김서연" });
  await page.waitForFunction(() => [...document.querySelector("callfloor-chat").shadowRoot.querySelectorAll("[role=status]")].some((el) => el.textContent === "김서연: 무엇이 궁금하세요?"));
  chat.goDown();
  await panel.getByText("연결이 끊겨").first().waitFor();
  assert.ok((await said()).includes("연결이 끊겨 다시 연결하는 중"));
  chat.comeUp();
  await page.waitForFunction(() => [...document.querySelector("callfloor-chat").shadowRoot.querySelectorAll("[role=status]")].some((el) => el.textContent === "다시 연결되었습니다"));
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.localName === "callfloor-chat");
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
  const tomorrow = new Date(await page.evaluate(() => { const now = new Date(); return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9).getTime(); }));
  chat.all({ type: "closed", why: "", hours: { ...hours(true), opens: tomorrow.getTime() } });
  await panel.getByText("내일 09:00에 시작합니다 · 상담 시간: 평일 09:00~18:00").waitFor();
  assert.equal(await box.count(), 1);
  await shot(page, "widget-hours-ko");
  chat.all({ type: "closed", why: "hours", hours: hours(false) });
  await panel.getByText("메시지를 받을 수 없습니다").waitFor();
  assert.equal(await box.count(), 0);
  assert.deepEqual(await barriers(page), []);
  chat.all({ type: "closed", why: "hours", hours: { open: false, takes: false, opens: tomorrow.getTime() } });
  await panel.getByText("내일 09:00에 시작합니다", { exact: true }).waitFor();
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
  const foreign = await openWidget(browser, { script: () => { globalThis.CallfloorChat = [["on", "error", (detail) => { globalThis.wrong = detail; }]]; }, setUp: (chat) => { chat.answers["GET config"] = [403, { code: "denied" }]; } });
  await foreign.page.waitForFunction(() => globalThis.wrong?.code === "denied");
  await foreign.close();
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
  for (const end = Date.now() + 15_000; late.chat.posts.length === 0 && Date.now() < end;) { // it may have been refused twice, and waits longer then
    await late.page.clock.runFor(3500);
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.equal(late.chat.posts.length, 1);
  await late.close();
});

test("the sample page shows what a site can do, under the server's own policy", async () => {
  const { page, chat, panel, launcher, close } = await openWidget(browser, { setUp: (chat) => { chat.config.categories = [{ id: "c1", name: { ko: "배송" }, categories: [{ id: "c2", name: { ko: "지연" } }] }]; } });
  chat.origin = chat.url;
  await page.goto(`${chat.url}/chat/sample?chat_category=returns`);
  await launcher.waitFor();
  await page.getByRole("banner").getByText("온마루", { exact: true }).waitFor();
  await page.getByRole("button", { name: 'setCategory("c2")' }).waitFor();
  assert.equal(await page.getByText("A page to try the chat on").isVisible(), false, "one language at a time");
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
