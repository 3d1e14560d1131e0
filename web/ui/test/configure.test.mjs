// Settings that a newcomer gets wrong, in a real browser with the real program: what is
// refused stands where it was written, in the viewer's words, and nothing is taken away
// that was not meant.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createSocket } from "node:dgram";
import { startBrowser } from "./browser.mjs";
import { key, password, Program, tone } from "./real.mjs";

let browser, program;
before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  await program.ask("POST", "users", { login: "boss", name: "한관리", role: "administrator", lang: "ko", password });
  await program.ask("POST", "services", { id: "main", name: { ko: "대표상담", en: "Main" }, numbers: [{ number: "15880001" }] });
  await program.ask("POST", "services", { id: "orders", name: { ko: "주문·결제", en: "Orders" }, numbers: [{ number: "15880002", priority: 4 }] });
});
after(async () => { await browser?.stop(); await program?.stop(); });

/** Waits until a line of the top bar says so. */
const says = (page, words) => page.locator(".said", { hasText: words }).waitFor();
/** A picture for who looks at it. */
const picture = (page, name) => process.env.PICTURES ? page.screenshot({ path: `${process.env.PICTURES}/${name}.png` }) : undefined;

test("a number that leads elsewhere is moved after a question only; its priority is changed in the list", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/numbers");
  const add = async (number, service) => {
    await page.getByRole("textbox", { name: "전화번호" }).fill(number);
    await page.getByLabel("가는 서비스", { exact: true }).selectOption(service);
    await page.getByRole("button", { name: "번호 추가" }).click();
  };
  await page.getByLabel("15880002 우선순위").waitFor();
  await add("1588-0002", "main");
  await page.getByText("15880002는 이미 주문·결제로 갑니다. 대표상담으로 옮길까요?").waitFor();
  await picture(page, "numbers-ask");
  assert.equal((await program.ask("GET", "numbers")).find((one) => one.number === "15880002").service, "orders");
  await page.getByRole("button", { name: "그대로 두기" }).click();
  await page.getByText("옮길까요?").waitFor({ state: "detached" });
  await add("15880002", "main");
  await page.getByRole("button", { name: "옮깁니다" }).click();
  await says(page, "15880002 연결을 바꿨습니다");
  assert.deepEqual((await program.ask("GET", "numbers")).find((one) => one.number === "15880002"), { number: "15880002", service: "main", priority: 4, service_name: { ko: "대표상담", en: "Main" } });
  await add("15880002", "main");
  await says(page, "15880002는 이미 대표상담으로 갑니다. 바뀐 것이 없습니다.");

  await add("abc", "main");
  await page.locator("#number-said", { hasText: "번호가 아닙니다 (abc)" }).waitFor();
  assert.equal(await page.getByRole("textbox", { name: "전화번호" }).getAttribute("aria-invalid"), "true");
  await picture(page, "numbers-abc");
  assert.equal(await page.locator(".said[data-t=bad]").count(), 0);

  await page.getByLabel("15880001 우선순위").fill("7");
  await page.getByLabel("15880001 우선순위").press("Enter");
  await says(page, "15880001 연결을 바꿨습니다");
  assert.equal((await program.ask("GET", "numbers")).find((one) => one.number === "15880001").priority, 7);
  // The list that is read after the save comes while the next value is typed: it stays.
  let release = () => {};
  const held = new Promise((free) => { release = () => free(undefined); });
  await page.route("**/api/v1/numbers", async (route) => { await held; await route.continue(); });
  await page.getByLabel("15880001 우선순위").fill("8");
  await page.getByLabel("15880001 우선순위").press("Enter");
  await page.waitForRequest((one) => one.method() === "GET" && one.url().endsWith("/api/v1/numbers"));
  await page.getByLabel("15880001 우선순위").fill("700");
  const reread = page.waitForResponse((one) => one.url().endsWith("/api/v1/numbers"));
  release();
  await (await reread).finished();
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  assert.equal(await page.getByLabel("15880001 우선순위").inputValue(), "700");
  await page.getByLabel("15880001 우선순위").press("Enter");
  await page.locator(".said[data-t=bad]").waitFor();
  await page.locator(".anav").getByRole("link", { name: "음원" }).click();
  await page.getByRole("heading", { name: "음원" }).waitFor();
  assert.equal(await page.locator(".said[data-t=bad]").count(), 0, "a refusal stays in its section");
  await close();
});

test("opening hours and holidays say in which row what is wrong", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/hours/+");
  await page.getByLabel("아이디").fill("day");
  await page.getByLabel("이름 (한국어)").fill("낮");
  await page.getByLabel("월 끝").fill("25:99");
  assert.equal(await page.locator(".hrs li").first().locator("i").count(), 0, "the picture does not draw what is no time");
  await page.getByRole("button", { name: "예외 추가" }).click();
  await page.keyboard.press("Control+s");
  await page.locator(".week-edit li", { hasText: "월" }).first().locator(".hint[data-t=bad]", { hasText: "09:00처럼 시각을 적어 주세요." }).waitFor();
  assert.equal(await page.getByLabel("월 끝").getAttribute("aria-invalid"), "true");
  assert.equal(await page.getByLabel("화 끝").getAttribute("aria-invalid"), null);
  assert.equal(await page.locator(".week-edit .hint[data-t=bad]").count(), 1);
  await page.locator(".exc-edit .hint[data-t=bad]", { hasText: "비워 둘 수 없습니다." }).waitFor();
  assert.equal((await page.locator(".note[data-t=bad]").innerText()).trim(), "저장하지 못했습니다. 표시된 칸을 고쳐 주세요.");
  await picture(page, "hours-wrong");
  await page.getByLabel("월 끝").fill("12:00");
  await page.locator(".week-edit .hint[data-t=bad]").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "되돌리기" }).click();

  await page.goto(`${program.url}/admin#/holidays`);
  await page.getByRole("button", { name: "휴무일 추가" }).click();
  await page.getByRole("button", { name: "휴무일 추가" }).click();
  await page.getByLabel("날짜", { exact: true }).nth(1).fill("2027-01-01");
  await page.getByLabel("이름 (한국어)").nth(1).fill("신정");
  await page.keyboard.press("Control+s");
  await page.locator("tr.wrong", { hasText: "비워 둘 수 없습니다." }).waitFor();
  assert.equal(await page.locator("tr.wrong").count(), 1);
  assert.deepEqual(await page.locator("#f-items input").evaluateAll((all) => all.map((one) => one.getAttribute("aria-invalid") ?? "")), ["true", "", "", "", "", ""]);
  assert.equal((await page.locator(".note[data-t=bad]").innerText()).trim(), "저장하지 못했습니다. 표시된 칸을 고쳐 주세요.");
  await picture(page, "holidays-wrong");
  await page.getByLabel("날짜", { exact: true }).first().fill("2027-01-01");
  await page.getByLabel("이름 (한국어)").first().fill("새해");
  await page.keyboard.press("Control+s");
  await page.locator("tr.wrong", { hasText: "두 번" }).waitFor();
  await page.getByRole("button", { name: "되돌리기" }).click();

  // Those of a year are there by one press, and once.
  await page.getByLabel("공휴일 연도").selectOption("2027");
  await page.getByRole("button", { name: "공휴일 불러오기" }).click();
  await page.locator(".said", { hasText: "2027년 공휴일 24일을 넣었습니다." }).waitFor();
  await page.getByRole("button", { name: "공휴일 불러오기" }).click();
  await page.locator(".said", { hasText: "2027년 공휴일이 모두 있습니다." }).waitFor();
  await picture(page, "holidays");
  await page.keyboard.press("Control+s");
  await page.locator(".said", { hasText: "저장" }).waitFor();
  assert.deepEqual((await program.ask("GET", "holidays")).slice(1, 5), [["2027-02-06", "설날 연휴", "Lunar New Year holiday"], ["2027-02-07", "설날", "Lunar New Year"], ["2027-02-08", "설날 연휴", "Lunar New Year holiday"], ["2027-02-09", "대체공휴일(설날)", "Substitute for Lunar New Year"]].map(([date, ko, en]) => ({ date, name: { ko, en } })));
  await close();
});

test("persons, agents and sounds: what is refused stands at its field, in Korean", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/people/+");
  await page.getByLabel("이름", { exact: false }).first().waitFor();
  await page.locator("h1").click();
  await page.keyboard.press("Control+s");
  await page.locator("#f-login-wrong", { hasText: "비워 둘 수 없습니다." }).waitFor();
  await page.locator("#f-login").fill("haru");
  await page.locator("#f-name").fill("하루");
  await page.keyboard.press("Control+s");
  await page.locator("#f-password-wrong", { hasText: "비워 둘 수 없습니다." }).waitFor();
  await page.locator("#f-password").fill("my-haru-77-go");
  await page.keyboard.press("Control+s");
  await page.locator("#f-password-wrong", { hasText: "비밀번호에 아이디를 넣을 수 없습니다." }).waitFor();
  await picture(page, "people-wrong");
  await page.getByRole("button", { name: "되돌리기" }).click();
  await page.goto(`${program.url}/admin#/people/boss`); // one's own is changed with the present one, and typed twice
  await page.getByText("내 비밀번호는 홈의 내 계정에서 바꿉니다.").waitFor();
  assert.equal(await page.locator("#f-password").count(), 0);
  await picture(page, "people-self");

  await page.goto(`${program.url}/admin#/agents/+`);
  await page.locator("#f-id").fill("이 두리");
  await page.locator("#f-name").fill("이두리");
  await page.locator("#f-extension").fill("1002");
  await page.keyboard.press("Control+s");
  await page.locator("#f-id-wrong", { hasText: "쓸 수 없는 값입니다 (이 두리)" }).waitFor();
  await picture(page, "agent-wrong");
  await page.getByRole("button", { name: "되돌리기" }).click();

  await page.goto(`${program.url}/admin#/sounds`);
  await page.setInputFiles("input[type=file]", { name: "no.wav", mimeType: "audio/wav", buffer: Buffer.from("this is no sound") });
  const said = await page.locator(".said[data-t=bad]").innerText();
  assert.match(said, /WAV 파일이 아닙니다/);
  assert.doesNotMatch(said, /[a-z]{4}/);
  await close();
});

test("hours are taken as they are typed, also by the key that saves", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/hours/+");
  await page.getByLabel("아이디").fill("typed");
  await page.getByLabel("이름 (한국어)").fill("입력");
  await page.getByLabel("월 시작").fill("0830");
  await page.getByLabel("월 끝").focus();
  assert.equal(await page.getByLabel("월 시작").inputValue(), "08:30");
  await page.getByLabel("화 시작").fill("9:00");
  await page.keyboard.press("Control+s"); // the field still has the focus
  await says(page, "입력 추가했습니다");
  const week = (await program.ask("GET", "opening-hours")).find((one) => one.id === "typed").week;
  assert.deepEqual([week.find((one) => one.days.includes("mon")).from, week.find((one) => one.days.includes("tue")).from], ["08:30", "09:00"]);
  await picture(page, "hours-typed");
  await close();
});

test("a sound says where it is used, and is found from where one is chosen; settings choose one by name", async () => {
  await fetch(`${program.url}/api/v1/sounds/bye?name=${encodeURIComponent("끝인사")}`, { method: "PUT", headers: { Authorization: `Bearer ${key}`, "Content-Type": "audio/wav" }, body: tone(1) });
  const { page, close } = await program.visit(browser, "boss", "/admin#/sounds");
  const row = page.locator("tbody tr", { hasText: "끝인사" });
  await row.getByText("쓰는 곳 없음").waitFor();
  await page.goto(`${program.url}/admin#/settings`);
  await page.getByLabel("강성종료 안내").selectOption({ label: "끝인사" });
  await picture(page, "settings-sound");
  await page.keyboard.press("Control+s");
  await says(page, "저장");
  await page.goto(`${program.url}/admin#/services/main`);
  await page.locator("#f-music").selectOption("sound:bye");
  await page.locator("#f-when-closed-prompt").selectOption("sound:bye");
  await page.keyboard.press("Control+s");
  await says(page, "저장");
  await picture(page, "services-sound");
  await page.getByRole("link", { name: "음원 전체 보기" }).first().click();
  await row.getByText("강성종료 안내").waitFor();
  assert.deepEqual(await row.locator("li").allInnerTexts(), ["대표상담 · 대기 음악, 마감", "전체 설정 · 강성종료 안내"]);
  await picture(page, "sounds-used");
  await close();
});

test("a trunk that never answers is asked for more and more rarely", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/numbers");
  const stuck = ["a", "b"].map((name) => ({ name, sources: ["127.0.0.1"], options: "1h0m0s", version: "1", up: true, state: "checking", calls: 0, since: "2026-11-29T00:00:00Z" }));
  await page.route("**/api/v1/trunks", (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify(stuck) }));
  await page.addInitScript(() => { // the page's pauses are noted, not waited for
    globalThis.pauses = [];
    const wait = globalThis.setTimeout;
    globalThis.setTimeout = (run, ms, ...rest) => {
      const asks = ms >= 2000 && ms < 60_000; // each minute it asks how long it is until the lock
      if (asks) globalThis.pauses.push(ms);
      return wait(run, asks ? 0 : ms, ...rest);
    };
  });
  await page.goto(`${program.url}/admin#/trunks`);
  await page.reload();
  await page.waitForFunction(() => globalThis.pauses.length > 6);
  assert.deepEqual(await page.evaluate(() => globalThis.pauses.slice(0, 7)), [2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  await close();
});

test("a trunk is told as being checked until it answers, and by itself then; displays say by whom they were made; classes have heads", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/trunks");
  const far = createSocket("udp4"), asked = new Promise((done) => far.once("message", (bytes, from) => done({ text: String(bytes), from })));
  await new Promise((done) => far.bind(0, "127.0.0.1", done));
  await program.ask("POST", "trunks", { name: "carrier", sources: ["127.0.0.1"], target: `sip:127.0.0.1:${far.address().port}`, options: "60s" });
  await program.ask("POST", "trunks", { name: "inward", sources: ["127.0.0.2"] });
  await page.reload();
  const state = (name) => page.locator(".list-pane .line", { hasText: name }).locator(".tagx");
  await state("carrier").getByText("확인 중").waitFor();
  await state("inward").getByText("확인하지 않음").waitFor();
  await page.locator(".list-pane .line", { hasText: "carrier" }).click();
  await page.locator(".facts").getByText("확인 중").waitFor();
  await picture(page, "trunks-checking");
  const { text, from } = await asked, line = (name) => new RegExp(`^${name}:.*$`, "mi").exec(text)[0];
  far.send(["SIP/2.0 200 OK", line("Via"), line("From"), `${line("To")};tag=x`, line("Call-ID"), line("CSeq"), "Content-Length: 0", "", ""].join("\r\n"), from.port, from.address);
  await state("carrier").getByText("연결됨").waitFor();
  far.close();

  await page.goto(`${program.url}/admin#/displays`);
  await page.getByLabel(/화면 이름/).fill("3층 벽");
  await page.getByRole("button", { name: "화면 추가" }).click();
  await page.locator("tbody tr", { hasText: "3층 벽" }).locator("td", { hasText: /^한관리$/ }).waitFor();
  await picture(page, "displays");

  await page.goto(`${program.url}/admin#/dispositions`);
  await page.getByRole("button", { name: "대분류 추가" }).click();
  assert.deepEqual(await page.locator(".tree-head > span").allInnerTexts(), ["이름 (한국어)", "이름 (영어)", "코드", "사용", "순서"]);
  await page.getByRole("button", { name: "중분류 추가" }).click();
  const left = (selector) => page.locator(selector).first().evaluate((el) => Math.round(el.getBoundingClientRect().left));
  assert.equal(await left(".tree-head > .code-in"), await left(".tree-line > .in.code-in"), "the code stands under its head");
  await picture(page, "dispositions");
  await page.getByRole("button", { name: "되돌리기" }).click();
  await close();
});

test("the access log tells the reason that was set for an agent, and the second", async () => {
  await program.ask("POST", "agents", { id: "kim", name: "김하나", extension: "1001", services: { main: { level: 1 } } });
  await program.ask("PUT", "agents/kim/state", { state: "not_ready", reason: "meeting" });
  const { page, close } = await program.visit(browser, "boss", "/admin#/access");
  const line = page.locator(".log-line", { hasText: "상담사 상태 변경" });
  await line.waitFor();
  assert.equal(await line.locator("span").last().innerText(), "회의중");
  assert.match(await line.locator("span").first().innerText(), /^\d\d-\d\d \d\d:\d\d:\d\d$/);
  await picture(page, "access");
  await close();
});

test("lists are in the order of the names that are shown, reasons and makers are told in words", async () => {
  await program.ask("POST", "agents", { id: "zoo", name: "강가람", extension: "1009", services: {} });
  await program.ask("POST", "services", { id: "after", name: { ko: "환불", en: "Refunds" } });
  const { page, close } = await program.visit(browser, "boss", "/admin#/services");
  const names = async (section, lines) => { await page.goto(`${program.url}/admin#/${section}`); await page.locator(lines).nth(1).waitFor(); return page.locator(lines).allInnerTexts(); };
  assert.deepEqual(await names("services", ".list-pane .line b"), ["대표상담", "주문·결제", "환불"]);
  assert.deepEqual(await names("agents", ".list-pane .line b"), ["강가람", "김하나"]);
  assert.deepEqual((await names("skills", ".sk-name")).slice(1).map((text) => text.split(/\s/)[0]), ["강가람", "김하나"]);
  await page.getByRole("button", { name: "English" }).click();
  assert.deepEqual(await names("services", ".list-pane .line b"), ["Main", "Orders", "Refunds"]);
  await page.getByRole("button", { name: "한국어" }).click();

  await page.goto(`${program.url}/admin#/reasons`);
  await page.locator("tbody tr").first().waitFor();
  const reasons = await page.locator("tbody td:first-child").allInnerTexts();
  assert.ok(reasons.includes("부재중") && reasons.includes("단말 끊김") && reasons.every((text) => !/[a-z_]/.test(text)), reasons.join());
  const left = (selector) => page.locator(selector).first().evaluate((el) => { const range = document.createRange(); range.selectNodeContents(el); return Math.round(range.getBoundingClientRect().left); });
  assert.equal(await left("tbody td:first-child .st"), await left(".panel h2"), "the table stands under the panel's text");
  const middle = (selector) => page.locator(selector).first().evaluate((el) => { const { top, bottom } = el.getBoundingClientRect(); return (top + bottom) / 2; });
  assert.ok(Math.abs(await middle("tbody .sw") - await middle("tbody .in")) <= 1, "switches stand in the middle of their row");
  await picture(page, "reasons");

  for (const [login, disabled] of [["m.there", false], ["m.gone", true]]) await program.ask("POST", "users", { login, name: login, role: "manager", lang: "ko", password, disabled });
  await page.goto(`${program.url}/admin#/keys`);
  await page.locator("#key-name").fill("crm");
  await page.getByRole("button", { name: "키 만들기" }).click();
  await says(page, "crm 아이디를 쓰는 매니저는 없습니다"); // a manager's key, of nobody
  assert.deepEqual(await page.getByLabel("어느 매니저의 상담사").locator("option").evaluateAll((all) => all.map((one) => one.value)), ["", "m.there"], "who is disabled is not offered");
  await page.getByLabel("역할").selectOption("agent");
  await page.getByRole("button", { name: "키 만들기" }).click();
  await page.locator("tbody tr", { hasText: "crm" }).locator("td", { hasText: /^한관리$/ }).waitFor();
  await close();
});

test("the page of a service has its agents by the names of the language", async () => {
  await program.ask("POST", "services", { id: "named", name: { ko: "이름", en: "Names" } });
  await program.ask("POST", "agents", { id: "named1", name: "정나래", name_en: "Narae Jung", extension: "1071", services: { named: { level: 1 } } });
  await program.ask("POST", "agents", { id: "named2", name: "나무명", extension: "1072", services: { named: { level: 1 } } });
  for (const [lang, want] of [["ko", ["나무명", "정나래"]], ["en", ["나무명", "Narae Jung"]]]) {
    const { page, close } = await program.visit(browser, "boss", `/admin?lang=${lang}#/services/named`);
    const names = page.locator("a.med[href*='agents/named']");
    await names.nth(1).waitFor();
    assert.deepEqual((await names.allTextContents()).sort(), [...want].sort());
    await close();
  }
  for (const id of ["named1", "named2"]) await program.ask("DELETE", `agents/${id}`);
  await program.ask("DELETE", "services/named");
});
