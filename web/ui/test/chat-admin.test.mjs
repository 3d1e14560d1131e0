// What is set and looked up of chats, in a real browser: first with the real program from
// nothing to a site that takes chats, then with a scripted server what managers do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { password, Program } from "./real.mjs";

let browser, program;
before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  await program.ask("POST", "users", { login: "boss", name: "한관리", role: "administrator", lang: "ko", password });
  await program.ask("POST", "agents", { id: "kim", name: "김하나", extension: "1001", services: {} });
  await program.ask("POST", "users", { login: "kim", name: "김하나", role: "agent", agent_id: "kim", lang: "ko", password });
  await program.ask("POST", "users", { login: "lead", name: "박팀장", role: "manager", lang: "en", password });
});
after(async () => { await browser?.stop(); await program?.stop(); });

const says = (page, words) => page.locator(".said", { hasText: words }).waitFor();
/** A picture for who looks at it. */
const picture = (page, name) => process.env.PICTURES ? page.screenshot({ path: `${process.env.PICTURES}/${name}.png` }) : undefined;
const save = (page) => page.keyboard.press("Control+s");

test("chats are set up from nothing on screen: categories, a site, the switch; the rail has them then", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/chat");
  const step = (n) => page.locator(".steps > li").nth(n - 1), chats = page.locator(".rail").getByRole("link", { name: "채팅" });
  await step(4).getByRole("button", { name: "채팅 켜기" }).waitFor();
  await step(6).getByText("상담사 1명, 로그인할 수 있는 상담사 1명").waitFor();
  await step(5).getByText("사이트를 추가하면 여기에 나옵니다").waitFor();
  assert.deepEqual([await page.locator(".steps [data-done]").count(), await step(6).getAttribute("data-done"), await chats.count()], [1, "", 0]);
  await picture(page, "start-empty");
  await step(1).getByRole("link", { name: "추가" }).click();
  await page.getByText("아직 채팅을 쓰지 않습니다").waitFor();
  await page.getByLabel("아이디").fill("delivery");
  await page.getByLabel("이름 (한국어)").fill("배송");
  await save(page);
  await says(page, "배송 추가했습니다");
  for (const [id, name] of [["late", "배송 지연"], ["lost", "분실"]]) {
    await page.locator(".list-pane").getByRole("button", { name: /^배송.*중분류/ }).click();
    await page.getByRole("button", { name: "중분류 추가" }).click();
    assert.equal(await page.getByLabel("대분류").inputValue(), "delivery");
    await page.getByLabel("아이디").fill(id);
    await page.getByLabel("이름 (한국어)").fill(name);
    await save(page);
    await says(page, `${name} 추가했습니다`);
  }
  await page.getByLabel("답변 (한국어)").fill("송장 번호: ");
  await page.getByRole("button", { name: "[division_name]" }).click();
  assert.equal(await page.getByLabel("답변 (한국어)").inputValue(), "송장 번호: [division_name]");
  await save(page);
  await says(page, "분실 저장했습니다");
  await picture(page, "category");
  assert.deepEqual((await program.ask("GET", "chat-categories")).map(({ id, parent, order, answer }) => [id, parent, order, answer?.ko]).sort(), [["delivery", undefined, 10, undefined], ["late", "delivery", 10, undefined], ["lost", "delivery", 20, "송장 번호: [division_name]"]]);

  await page.locator(".anav").getByRole("link", { name: "채팅 시작" }).click();
  await step(1).getByText("대분류 1개, 중분류 2개").waitFor();
  await step(2).getByRole("link", { name: "추가" }).click();
  await page.getByLabel("아이디").fill("shop");
  await page.getByLabel("이름 (한국어)").fill("온마루");
  await page.getByLabel("웹사이트 주소").fill("https://shop.example.com/path");
  await save(page);
  await page.locator("#f-origins-wrong", { hasText: "https://www.example.com처럼 경로 없이 적어 주세요 (https://shop.example.com/path)" }).waitFor();
  await picture(page, "site-wrong");
  await page.getByLabel("웹사이트 주소").fill("https://shop.example.com, http://127.0.0.1:9");
  await page.keyboard.press("Tab"); // the list counts when the field is left
  await page.getByLabel("기본 분류").selectOption({ label: "배송 › 배송 지연" });
  await page.getByLabel("전화번호").check();
  await page.getByLabel("상담 인사말 (한국어)").fill("[agent_name]입니다.");
  await page.getByRole("button", { name: "비밀값 만들기" }).click();
  const made = await page.locator("p.secret").innerText(), column = async () => (await page.getByLabel("기본 분류").boundingBox()).x, category = await column();
  assert.match(made, /^[\w-]{32}$/);
  await save(page);
  await says(page, "온마루 추가했습니다");
  await page.getByText("정해져 있음 (보이지 않음)").first().waitFor();
  assert.equal(await column(), category, "no field has another place once it is saved");
  assert.ok(await page.getByLabel("아이디").isDisabled());
  assert.ok(!(await page.content()).includes(made), "the secret is shown no more");
  assert.equal(await page.locator(".tag-code").innerText(), `<script async src="${program.url}/chat/widget.js" data-site="shop"></script>`);
  assert.equal(await page.getByRole("link", { name: "시험해 보기" }).getAttribute("href"), "chat/sample?site=shop");
  await picture(page, "site");
  const [site] = await program.ask("GET", "chat-sites");
  assert.deepEqual({ ...site, version: 0 }, { id: "shop", name: { ko: "온마루", en: "온마루" }, origins: ["https://shop.example.com", "http://127.0.0.1:9"], category: "late", closed: false, greeting: { ko: "[agent_name]입니다.", en: "" }, asks: ["phone"], signs: true, version: 0 });

  await page.locator(".anav").getByRole("link", { name: "채팅 시작" }).click();
  await step(4).getByRole("button", { name: "채팅 켜기" }).click();
  await says(page, "채팅을 켰습니다");
  await page.locator(".steps [data-done]").nth(4).waitFor(); // categories, the site, the rules as they come, the switch, who logs in
  await step(5).getByText("이 주소는 이 컴퓨터에서만 열립니다").waitFor(); // as beside the line of the site
  assert.equal(await step(5).locator("code").innerText(), `<script async src="${program.url}/chat/widget.js" data-site="shop"></script>`);
  await chats.waitFor();
  await page.locator(".rail").getByRole("link", { name: "감독" }).waitFor();
  await picture(page, "start-on");
  assert.equal((await (await fetch(`${program.url}/chat/config?site=shop`)).json()).site, "shop");
  await page.getByRole("button", { name: "실행 취소" }).click();
  await chats.waitFor({ state: "detached" });
  assert.equal((await fetch(`${program.url}/chat/config?site=shop`)).status, 404);
  await step(4).getByRole("button", { name: "채팅 켜기" }).click();
  await chats.waitFor();
  await close();
});

test("categories go up and down, one change each, and back by undo; one with others below it stays", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/chat-categories/lost");
  const order = (want) => page.waitForFunction((want) => [...document.querySelectorAll(".list-pane .line > b")].map((one) => one.textContent).join() === want, want.join()); // the list is read after what is said
  await page.getByRole("button", { name: "분실 위로" }).click();
  await says(page, "분실을 위로 옮겼습니다");
  await order(["배송", "분실", "배송 지연"]);
  await page.locator("button[aria-label='분실 위로']:disabled").waitFor();
  await page.getByRole("button", { name: "실행 취소" }).click();
  await says(page, "변경을 취소했습니다");
  await order(["배송", "배송 지연", "분실"]);
  await page.goto(`${program.url}/admin#/chat-categories/delivery`);
  await page.getByRole("button", { name: "삭제" }).click();
  await page.getByRole("button", { name: "삭제합니다" }).click();
  await page.locator(".said[data-t=bad]").waitFor();
  await picture(page, "category-removed");
  await close();
});

test("the rules of chats are where the way to them leads", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/chat");
  await page.locator(".steps > li").nth(2).getByRole("link", { name: "전체 설정" }).click();
  await page.locator("#group-chat:focus").waitFor();
  assert.ok(await page.locator("#group-chat h2").evaluate((title) => { const { top } = title.getBoundingClientRect(); return top > 0 && top < innerHeight / 2; }), "it stands in the upper half of the page");
  await page.getByLabel("상담불가 안내").waitFor();
  await picture(page, "settings-chat");
  await close();
});

test("the hours of chats are chosen among those that there are", async () => {
  await program.ask("POST", "opening-hours", { id: "office", name: { ko: "상담시간", en: "Office" }, holidays: false, week: [{ days: ["mon"], from: "09:00", to: "18:00" }] });
  const { page, close } = await program.visit(browser, "boss", "/admin#/settings"), hours = page.locator(".setting", { hasText: "chat.hours" }).locator("select");
  await hours.selectOption({ label: "상담시간" });
  await page.keyboard.press("Control+s");
  await says(page, "전체 설정 저장했습니다");
  const valueOf = async () => (await program.ask("GET", "settings")).find((one) => one.key === "chat.hours").value;
  assert.equal(await valueOf(), "office");
  await page.reload();
  assert.equal(await hours.evaluate((el) => el.selectedOptions[0].textContent), "상담시간");
  assert.equal(await page.locator(".setting", { hasText: "chat.hours" }).getByRole("link").getAttribute("href"), "#/hours/office");
  await hours.selectOption({ index: 0 });
  await page.keyboard.press("Control+s");
  await says(page, "전체 설정 저장했습니다");
  assert.equal(await valueOf(), "");
  await close();
});

test("who monitors finds the way to it at home, marked beta, in a window of its own", async () => {
  const { page, close } = await program.visit(browser, "boss", "/");
  const door = page.locator(".door[href='monitor']");
  await door.getByText("beta").waitFor();
  const [window_] = await Promise.all([page.waitForEvent("popup"), door.click()]);
  assert.match(window_.url(), /\/monitor/);
  assert.equal(new URL(page.url()).pathname, "/");
  await window_.close();
  await close();
});

test("how an agent takes chats: set in the agent's form, refused at its field, told in the record; the agent sets the own answer in the console", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/agents/kim");
  const panel = page.getByRole("region", { name: "채팅", exact: true }), kept = async () => (await program.ask("GET", "agents/kim")).chat;
  await panel.getByLabel("동시 대화방").fill("101");
  await save(page);
  await page.locator("#f-chat-cap-wrong").waitFor();
  await picture(page, "agent-wrong");
  assert.equal(await kept(), undefined);
  await panel.getByLabel("동시 대화방").fill("3");
  await panel.getByRole("switch", { name: "상담 안함" }).click();
  await panel.getByLabel("배송 › 분실").check();
  await panel.getByLabel("자동 응답 메시지 (한국어)").fill("확인하고 있습니다.");
  await panel.getByLabel("자동 응답 메시지 (영어)").fill("We are looking into it.");
  await save(page);
  await says(page, "김하나 저장했습니다");
  assert.deepEqual(await kept(), { cap: 3, excluded: true, categories: ["lost"], auto_reply: "확인하고 있습니다.", auto_reply_en: "We are looking into it." });
  await picture(page, "agent-chat");
  await panel.getByRole("switch", { name: "상담 안함" }).click();
  await panel.getByLabel("배송 › 분실").uncheck();
  await save(page);
  await page.waitForFunction(() => !document.querySelector(".was"));

  const kim = await program.visit(browser, "kim", "/chat?lang=ko");
  await kim.page.getByRole("button", { name: "상담 개인 환경설정" }).click();
  const mine = kim.page.getByRole("group", { name: "자동 응답 메시지" }).getByLabel("한국어");
  await kim.page.waitForFunction(() => document.querySelector("#auto-reply").value === "확인하고 있습니다.");
  assert.ok(await kim.page.getByRole("button", { name: "저장" }).isDisabled(), "there is nothing to save");
  assert.equal(await kim.page.getByRole("group", { name: "자동 응답 메시지" }).getByLabel("영어").inputValue(), "We are looking into it.");
  assert.match(await kim.page.locator("#auto-reply-why").innerText(), /기다리던 채팅이나 전에 나와 상담한 고객/);
  await mine.fill("잠시만 기다려 주세요.");
  await picture(kim.page, "own-reply");
  await kim.page.getByRole("button", { name: "저장" }).click();
  await kim.page.getByText("저장했습니다", { exact: true }).waitFor();
  assert.deepEqual(await kept(), { cap: 3, auto_reply: "잠시만 기다려 주세요.", auto_reply_en: "We are looking into it." });
  await kim.close();

  const [change] = await program.ask("GET", "changes?target=agent:kim").then((got) => got.items ?? got);
  assert.deepEqual([change.actor, change.action], ["user:kim", "agent_changed"]);
  await program.ask("PUT", "settings/chat.enabled", { value: "false" });
  await page.goto(`${program.url}/admin?again#/agents/kim`);
  await page.getByLabel("내선").waitFor();
  assert.equal(await panel.count(), 0, "chats are not in use");
  await close();
});
