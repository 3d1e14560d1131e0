// The administration in a real browser with the real program: an administrator makes a
// service with hours and music, an agent with a phone, changes a level, undoes a change,
// revokes a key, searches the access log; every section in both languages with axe.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { barriers, nightly, over, startBrowser, until } from "./browser.mjs";
import { password, Program, tone } from "./real.mjs";

let browser, program;
before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  await program.ask("POST", "users", { login: "boss", name: "한관리", role: "administrator", lang: "ko", password });
  await program.ask("POST", "users", { login: "lead", name: "박팀장", role: "manager", lang: "ko", password });
  await program.ask("POST", "services", { id: "orders", name: { ko: "주문", en: "Orders" }, numbers: [{ number: "15880001" }] });
  for (const [id, name, extension] of [["kim", "김하나", "1001"], ["lee", "이두리", "1002"]]) await program.ask("POST", "agents", { id, name, extension, services: { orders: { level: 1 } } });
});
after(async () => { await browser?.stop(); await program?.stop(); });

/** Waits until a line of the top bar says so. */
const says = (page, words) => page.locator(".said", { hasText: words }).waitFor();

test("an administrator makes hours, uploads music and makes a service with both; a refused save loses nothing", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/hours/+");
  await page.getByLabel("아이디").fill("office");
  await page.getByLabel("이름 (한국어)").fill("상담시간");
  await page.getByLabel("월 끝").fill("12:00");
  await page.getByRole("button", { name: "월 구간 추가" }).click();
  await page.getByLabel("월 시작").nth(1).fill("13:00");
  await page.getByLabel("월 끝").nth(1).fill("18:00");
  await page.getByRole("button", { name: "월요일을 금요일까지 복사" }).click();
  await page.getByRole("button", { name: "예외 추가" }).click();
  await page.getByLabel("예외 1 날짜").fill("2026-12-24");
  await page.getByLabel("2026-12-24 설명").fill("연말");
  await page.keyboard.press("Control+s");
  await says(page, "상담시간 추가했습니다");
  const [hours] = await program.ask("GET", "opening-hours");
  assert.deepEqual(hours.week, [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "12:00" }, { days: ["mon", "tue", "wed", "thu", "fri"], from: "13:00", to: "18:00" }]);
  assert.deepEqual(hours.exceptions, [{ date: "2026-12-24", note: "연말" }]);

  await page.goto(`${program.url}/admin#/sounds`);
  await page.setInputFiles("input[type=file]", { name: "spring.wav", mimeType: "audio/wav", buffer: tone(2) });
  await page.locator("td", { hasText: "spring" }).first().waitFor();
  assert.equal(await page.getByLabel("spring 듣기").getAttribute("src"), "api/v1/sounds/spring/audio");
  await page.getByLabel("spring 듣기").evaluate((audio) => audio.play());
  await until(page, () => document.querySelector("audio").currentTime > 0);
  await page.setInputFiles("input[type=file]", { name: "no.wav", mimeType: "audio/wav", buffer: Buffer.from("this is no sound") });
  await page.locator(".said[data-t=bad]").waitFor();

  await page.goto(`${program.url}/admin#/services/+`);
  await page.getByLabel("아이디").waitFor();
  await page.locator("h1").click();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "단축키" });
  assert.deepEqual(await sheet.locator("kbd").allTextContents(), ["Ctrl", "S", "/", "?", "1", "–", "9", "0", "Del", "←", "↑", "→", "↓", "Ctrl", "C", "Ctrl", "V", "Ctrl", "Z"]);
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  await page.keyboard.press("Control+s"); // with nothing in it
  await page.locator("#f-id-wrong", { hasText: "비워 둘 수 없습니다" }).waitFor();
  await page.getByLabel("아이디").fill("Returns");
  await page.keyboard.press("Control+s");
  await page.locator("#f-id-wrong", { hasText: "쓸 수 없는 값입니다 (Returns). 영문 소문자" }).waitFor();
  await page.getByLabel("아이디").fill("returns");
  await page.getByLabel("이름 (한국어)").fill("교환·반품");
  await page.getByRole("button", { name: "번호 추가" }).click();
  await page.getByLabel("번호 1", { exact: true }).fill("1588-0001");
  await page.getByLabel("벨 울림 시간").fill("9000");
  await page.getByLabel("따르는 업무시간").selectOption("office");
  await page.locator("#f-music").selectOption("sound:spring");
  await page.keyboard.press("Control+s");
  await page.locator(".note[data-t=bad]", { hasText: "표시된 칸" }).waitFor();
  await page.locator("#f-ring-wrong", { hasText: "5m까지" }).waitFor();
  assert.equal(await page.getByLabel("이름 (한국어)").inputValue(), "교환·반품", "what was written stays");
  await page.locator(".hint[data-t=bad]", { hasText: "이미 쓰고 있습니다" }).waitFor(); // the number too: all is checked at once
  assert.equal(await page.evaluate(() => document.activeElement?.id), "f-numbers", "the first wrong field has the focus");
  await page.getByLabel("벨 울림 시간").fill("20");
  await page.keyboard.press("Control+s");
  await page.locator(".note[data-t=bad]", { hasText: "이미 쓰고 있습니다" }).or(page.locator(".hint[data-t=bad]", { hasText: "이미 쓰고 있습니다" })).first().waitFor();
  await page.getByLabel("번호 1", { exact: true }).fill("1588-0002");
  await page.getByRole("button", { name: "저장", exact: true }).click();
  await says(page, "교환·반품 추가했습니다");
  await until(page, () => location.hash === "#/services/returns");
  const made = await program.ask("GET", "services/returns");
  assert.deepEqual([made.hours, made.music, made.ring, made.numbers[0].number], ["office", "sound:spring", "20s", "15880002"]);

  // A change is seen as unsaved, also from elsewhere, and can be taken back.
  await page.getByLabel("서비스 레벨 목표").fill("90");
  await page.getByText("이전 값 80").waitFor();
  await page.getByText("저장하지 않은 변경 1건").waitFor();
  await page.locator(".line", { hasText: "주문" }).click();
  await page.locator(".line", { hasText: "교환·반품" }).locator(".dot").waitFor();
  await page.locator(".line", { hasText: "교환·반품" }).click();
  assert.equal(await page.getByLabel("서비스 레벨 목표").inputValue(), "90");
  await page.getByRole("button", { name: "저장", exact: true }).click();
  await says(page, "교환·반품 저장했습니다");
  await page.getByRole("button", { name: "실행 취소" }).click();
  await says(page, "변경을 취소했습니다");
  assert.equal((await program.ask("GET", "services/returns")).target, 80);
  await until(page, () => document.getElementById("f-target").value === "80");
  await close();
});

test("who saves what somebody else has changed meanwhile is told what to do, and overwrites nothing; a template can be undone", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/services/orders");
  await page.getByLabel("벨 울림 시간").fill("25");
  const { version: _, ...now } = await program.ask("GET", "services/orders");
  await program.ask("PUT", "services/orders", { ...now, target: 77 });
  await page.getByRole("button", { name: "저장", exact: true }).click();
  await page.locator(".note[data-t=bad]", { hasText: "그사이 다른 사람이 바꿨습니다" }).waitFor();
  await page.getByText("입력한 내용은 그대로 있습니다").waitFor();
  assert.equal((await program.ask("GET", "services/orders")).ring, "15s", "nothing of it is stored");
  await until(page, () => document.getElementById("f-target").value === "77"); // what the other one wrote, under what is written here
  assert.equal(await page.getByLabel("벨 울림 시간").inputValue(), "25");
  await page.getByRole("button", { name: "저장", exact: true }).click();
  await says(page, "주문 저장했습니다");
  const after = await program.ask("GET", "services/orders");
  assert.deepEqual([after.target, after.ring], [77, "25s"]);

  await page.goto(`${program.url}/admin#/templates/+`);
  await page.getByLabel("질문").fill("왜 늦나요?");
  await page.locator("#f-answer").fill("죄송합니다");
  await page.keyboard.press("Control+s");
  await says(page, "왜 늦나요? 저장했습니다");
  const { items: [made] } = await program.ask("GET", "templates");
  await page.locator("#f-answer").fill("확인하겠습니다");
  await program.ask("PUT", `templates/${made.id}`, { question: made.question, answer: made.answer, keywords: "지연", version: made.version });
  await page.keyboard.press("Control+s");
  await page.locator(".note[data-t=bad]", { hasText: "그사이 다른 사람이 바꿨습니다" }).waitFor();
  await until(page, () => document.getElementById("f-keywords").value === "지연");
  await page.keyboard.press("Control+s");
  await says(page, "왜 늦나요? 저장했습니다");
  await page.getByRole("button", { name: "실행 취소" }).click();
  await says(page, "변경을 취소했습니다");
  assert.equal((await program.ask("GET", "templates")).items[0].answer, "죄송합니다");
  await program.ask("DELETE", `templates/${made.id}`);
  await close();
});

test("an administrator makes an agent, sees the phone's settings once, and puts the agent in a team", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin?lang=en#/agents/+");
  await page.getByLabel("Identifier").fill("choi");
  await page.getByLabel("Name", { exact: false }).first().fill("최새봄");
  await page.getByLabel("Extension").fill("1003");
  await page.getByLabel("Level in Orders").selectOption("2");
  await page.getByLabel("Answers by itself").check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await says(page, "added");
  const agent = await program.ask("GET", "agents/choi");
  assert.deepEqual([agent.services.orders.level, agent.auto_answer], [2, true]);
  await page.getByRole("button", { name: "Phone settings" }).click();
  await page.getByRole("button", { name: "Make a new password" }).click();
  const text = await page.getByLabel("Settings as text").textContent();
  assert.match(text, /1003/);
  assert.match(await page.getByAltText("QR code of the phone's settings").getAttribute("src"), /^data:image\/png;base64,/);
  await page.getByRole("button", { name: "I have noted it" }).click();
  await until(page, () => !document.querySelector("dialog"));

  await page.goto(`${program.url}/admin?lang=en#/teams/+`);
  await page.getByLabel("Identifier").fill("one");
  await page.getByLabel("Name (Korean)").fill("1팀");
  await page.locator("#f-manager").selectOption("lead");
  await page.keyboard.press("Control+s");
  await says(page, "1팀 added");
  await page.goto(`${program.url}/admin?lang=en#/agents/choi`);
  await page.locator("#f-team").selectOption("one");
  await page.keyboard.press("Control+s");
  await says(page, "saved");
  assert.equal((await program.ask("GET", "agents/choi")).team, "one");
  // One who is removed comes back by undo.
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("button", { name: "Remove it" }).click();
  await says(page, "removed");
  await page.getByRole("button", { name: "Undo" }).click();
  await says(page, "The change is undone");
  assert.equal((await program.ask("GET", "agents/choi")).extension, "1003");
  await close();
});

test("agents come from a file: the preview tells what is wrong row by row, then all of it is done", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/import");
  const file = (text) => ({ name: "agents.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.setInputFiles("#import-file", file("id,name,extension,services\njung,정하나,1004,orders:1\npark,박둘,1001,nowhere:1\n"));
  await page.getByText("추가 1 · 변경 0 · 그대로 0 · 오류 1").waitFor();
  assert.equal(await page.locator(".imp").count(), 1, "only what is wrong is shown at first");
  assert.match(await page.locator(".imp").textContent(), /kim의 전화기가 이미 쓰고 있습니다 \(1001\)\. 맡은 서비스: 없는 서비스입니다 \(nowhere\)\.$/);
  assert.equal(await page.getByRole("button", { name: /명 가져오기/ }).isDisabled(), true);
  await page.setInputFiles("#import-file", file("id,extension,team,manager\nkim,1001,nowhere,kim\n"));
  await page.locator(".imp", { hasText: "팀: 없는 팀입니다 (nowhere)." }).waitFor();
  assert.match(await page.locator(".imp").textContent(), /김하나kim.*담당 매니저: 매니저가 아닙니다 \(kim\)/, "named although the file has no name");
  await page.setInputFiles("#import-file", file("id,name,extension,services\nkim,김하니,1001,\n"));
  await page.locator(".imp", { hasText: "이름, 맡은 서비스" }).waitFor();
  await page.setInputFiles("#import-file", file("id,nome\nx,y\n"));
  await page.getByRole("alert").getByText("nome 열은 없습니다.").waitFor();
  await page.setInputFiles("#import-file", file("아이디,이름,내선,서비스\njung,정하나,1004,orders:1\npark,박둘,1005,orders:2\n"));
  await page.getByRole("button", { name: "2명 가져오기" }).click();
  await page.getByText("새 전화기 비밀번호").waitFor();
  assert.equal((await program.ask("GET", "agents")).length >= 4, true);
  await close();
});

test("the example of an import is of this centre and is taken as it is, with log-ins; what is wrong is read whole and downloaded", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/import", { width: 1366, height: 768 });
  const file = (buffer) => ({ name: "agents.csv", mimeType: "text/csv", buffer: Buffer.from(buffer) });
  const kept = async (button) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button }).click()]);
    return readFile(await download.path(), "utf8");
  };
  const example = await kept("예시 파일"), lines = example.replace("\uFEFF", "").trim().split("\r\n");
  assert.equal(lines[0], "아이디,이름,영문 이름,내선,팀,발신 범위,서비스,로그인 아이디,첫 비밀번호");
  assert.equal(lines.length, 3);
  const services = await program.ask("GET", "services"), named = lines[1].split(",")[6].split(";").map((one) => one.split(":")[0]);
  assert.ok(named.length > 0 && named.every((name) => services.some((one) => [one.id, one.name.ko].includes(name))), `${lines[1]} is of other services`);
  await page.setInputFiles("#import-file", file(example));
  await page.getByText("추가 2 · 변경 0 · 그대로 0 · 오류 0 · 로그인 아이디 2").waitFor();
  await page.locator(".imp", { hasText: "로그인 아이디 hana" }).waitFor();

  await page.setInputFiles("#import-file", file("id,name,extension,services,dial,login,password\n=cmd(),김하나,1001,nowhere:1;elsewhere:1;somewhere:1,abroad,배,short\n"));
  const row = page.locator(".imp"), told = row.locator(".told");
  await told.filter({ hasText: "발신 안 함, 국내, 국제, 유료 정보" }).waitFor();
  assert.ok(await told.evaluate((el) => el.scrollWidth <= el.clientWidth + 1 && el.scrollHeight <= el.clientHeight + 1 && el.getBoundingClientRect().height > 40), "what is wrong wraps");
  assert.deepEqual(await page.evaluate(over), []);
  assert.deepEqual((await barriers(page)), []);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/import-wrong.png` });
  const errors = await kept("오류 다운로드");
  assert.match(errors, /^\uFEFF줄,아이디,이름,오류\r\n2,'=cmd\(\),김하나,".*없는 서비스입니다 \(somewhere\).*너무 단순합니다.*"\r\n$/);

  await page.setInputFiles("#import-file", file(example));
  await page.getByRole("button", { name: "2명 가져오기" }).click();
  await page.getByText("새 비밀번호", { exact: true }).waitFor();
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/import-done.png` });
  const words = (await kept("파일로 저장")).trim().split(/\r?\n/).map((line) => line.split(","));
  assert.deepEqual(words[0].map((cell) => cell.replace("\uFEFF", "")), ["id", "name", "extension", "sip_password", "login", "password"]);
  const hana = words.find((line) => line[4].startsWith("hana"));
  const person = (await program.ask("GET", "users")).find((one) => one.login === hana[4]);
  assert.deepEqual([person.role, person.agent_id, person.must_change], ["agent", hana[0], true]);

  // The agent logs in with what was given, chooses a password, and is at the desk.
  const room = await browser.chrome.newContext(), desk = await room.newPage();
  await desk.goto(`${program.url}/login?next=%2Fdesk`);
  await desk.locator("#login").fill(hana[4]);
  await desk.locator("#password").fill(hana[5]);
  await desk.keyboard.press("Enter");
  await desk.locator("#new").fill("Own river 88 here");
  await desk.locator("#again").fill("Own river 88 here");
  await desk.keyboard.press("Enter");
  await desk.waitForURL(`${program.url}/desk`);
  await desk.locator(".stats").waitFor();
  await room.close();
  assert.equal((await program.ask("GET", "users")).find((one) => one.login === hana[4]).must_change ?? false, false);
  await close();
});

test("the grid of skills by keyboard; another's change in between is told and nothing is lost", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/skills");
  const cell = (row, col) => page.locator(`[data-cell="${row},${col}"]`);
  await cell(0, 0).waitFor();
  const columns = await page.locator(".sk-head .sk-cell").allTextContents(), rows = await page.locator(".sk-name .c3").allTextContents();
  const col = columns.indexOf("교환·반품"), kim = rows.indexOf("kim"), lee = rows.indexOf("lee");
  assert.ok(col >= 0 && kim >= 0 && lee >= 0);
  await cell(kim, col).focus();
  await page.keyboard.press("3");
  assert.equal(await cell(kim, col).textContent(), "3");
  await page.keyboard.press("Control+z");
  assert.match(await cell(kim, col).textContent(), /–/);
  await cell(kim, col).focus();
  await page.keyboard.press("2");
  await page.getByText("저장하지 않은 변경 1건").waitFor();
  await program.ask("PUT", "skills", { agents: [{ id: "lee", levels: { orders: 4 } }] });
  await page.keyboard.press("Control+s");
  await page.locator(".note[data-t=bad]", { hasText: "그사이 다른 사람이 바꿨습니다" }).waitFor();
  assert.equal(await cell(kim, col).textContent(), "2");
  await until(page, ([at]) => document.querySelector(`[data-cell="${at}"]`)?.textContent === "4", [`${lee},${columns.indexOf("주문")}`]);
  assert.equal(await cell(kim, col).textContent(), "2", "what was written is still there");
  await page.getByRole("button", { name: "저장", exact: true }).click();
  await says(page, "스킬 저장했습니다");
  assert.deepEqual((await program.ask("GET", "agents/kim")).services.returns.level, 2);
  assert.deepEqual((await program.ask("GET", "agents/lee")).services.orders.level, 4);
  await close();
});

test("a key is shown once and revoked; the access log is searched and its chain checked; a change is undone with its reason", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/keys");
  await page.getByLabel(/프로그램 이름/).fill("crm");
  await page.getByRole("checkbox", { name: "전화 걸기" }).check();
  await page.getByLabel("역할").selectOption("administrator");
  assert.deepEqual(await page.locator(".key-perms input").evaluateAll((all) => all.map((one) => one.checked && one.disabled)), Array(10).fill(true), "an administrator's key may everything");
  await page.getByLabel("역할").selectOption("manager");
  await page.getByLabel("어느 매니저의 상담사").selectOption("lead");
  await page.getByRole("button", { name: "키 만들기" }).click();
  await page.locator("tr", { hasText: "crm" }).getByText("전화 걸기", { exact: true }).waitFor();
  assert.deepEqual((await program.ask("GET", "api-keys")).find((one) => one.name === "crm").permissions, ["phone"]);
  await page.locator("tr", { hasText: "tests" }).getByText("모든 권한").waitFor();
  const secret = await page.locator(".secret").textContent();
  const works = (key) => fetch(`${program.url}/api/v1/agents`, { headers: { Authorization: `Bearer ${key}` } }).then((answer) => answer.status);
  assert.equal(await works(secret), 200);
  await page.getByRole("button", { name: "crm 폐기" }).click();
  await page.getByRole("button", { name: "폐기합니다" }).click();
  await says(page, "crm 폐기했습니다");
  assert.equal(await works(secret), 401);

  await page.goto(`${program.url}/admin#/access`);
  await page.locator(".log-line:not(.head)").first().waitFor();
  await page.getByLabel("무엇을").fill("api_key_*");
  await until(page, () => { const lines = [...document.querySelectorAll(".vlist .log-line")]; return lines.length === 2 && lines.every((line) => /API 키/.test(line.textContent)); });
  await page.getByLabel("무엇을").fill("");
  await page.getByLabel("무엇을").pressSequentially("없는 말");
  await page.getByText("그런 이름의 일은 없습니다").waitFor();
  assert.equal(await page.getByLabel("무엇을").inputValue(), "없는 말", "a space can be typed");
  await page.getByLabel("무엇을").fill("폐기");
  await until(page, () => { const lines = [...document.querySelectorAll(".vlist .log-line")]; return lines.length === 1 && /API 키 폐기/.test(lines[0].textContent); });
  await page.getByLabel("무엇을").fill("API 키 폐기");
  await until(page, () => { const lines = [...document.querySelectorAll(".vlist .log-line")]; return lines.length === 1 && /한관리.*API 키 폐기.*API 키 crm/.test(lines[0].textContent); });
  assert.deepEqual(await page.locator(".vlist .log-line [title]").evaluateAll((all) => all.map((one) => one.title).filter((title) => /^(?:user:boss|key:)|api_key_revoked$/.test(title)).length), 3, "what stands in the log is kept as the title");
  await page.getByRole("button", { name: "지우기" }).click();
  await page.getByLabel("누가").fill("한관리");
  await page.getByLabel("대상 종류").selectOption({ label: "API 키" });
  await until(page, () => { const lines = [...document.querySelectorAll(".vlist .log-line")]; return lines.length === 2 && lines.every((line) => /한관리/.test(line.textContent)); });
  await page.getByRole("button", { name: "기록 검증" }).click();
  await page.locator(".chain[data-t=good]", { hasText: "원래 그대로" }).waitFor();
  await page.getByRole("button", { name: "내보내기" }).click();
  await page.getByLabel("다운로드 사유").fill("월간 점검");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "다운로드" }).click()]);
  assert.match(download.suggestedFilename(), /^access-log-.*\.xlsx$/);

  await program.ask("PUT", "services/orders", { ...(await program.ask("GET", "services/orders")), target: 70 });
  await program.ask("PUT", "services/orders", { ...(await program.ask("GET", "services/orders")), target: 60 });
  await page.goto(`${program.url}/admin#/changes`);
  const changes = page.locator(".changes > li").filter({ has: page.locator('[title="service:orders"]') });
  await changes.nth(1).waitFor();
  assert.match(await page.locator(".changes > li").filter({ has: page.locator('[title="agent:kim"]') }).last().textContent(), /상담사 추가김하나 kim/, "an addition is called one");
  await changes.nth(0).getByRole("button", { name: /변경 내용/ }).click();
  const row = page.locator(".diff tr", { hasText: "서비스 레벨 목표" });
  assert.match(await row.textContent(), /target.*70%.*60%/, "the label, the raw name, both values");
  await page.getByLabel("대상 종류").selectOption({ label: "상담사" });
  await until(page, () => { const lines = [...document.querySelectorAll(".changes > li .c2[title]")]; return lines.length > 0 && lines.every((line) => line.title.startsWith("agent:")); });
  await page.locator("#find").fill("김하나");
  await until(page, () => [...document.querySelectorAll(".changes > li .c2[title]")].every((line) => line.title === "agent:kim"));
  await page.locator("#find").fill("service:orders");
  await until(page, () => { const lines = [...document.querySelectorAll(".changes > li .c2[title]")]; return lines.length > 0 && lines.every((line) => line.title === "service:orders"); });
  await changes.nth(1).getByText("나중에 또 바뀜").waitFor();
  assert.equal(await changes.nth(1).getByRole("button", { name: /실행 취소/ }).count(), 0, "what would be refused is not offered");
  // A change of another thing that changed it too is not in the list, and in the way all the same.
  await program.ask("PUT", "numbers/15880099", { service: "orders" });
  await page.reload();
  await page.locator("#find").fill("service:orders");
  await until(page, () => { const lines = [...document.querySelectorAll(".changes > li .c2[title]")]; return lines.length > 0 && lines.every((line) => line.title === "service:orders"); });
  await changes.nth(0).getByText("나중에 또 바뀜").waitFor();
  assert.equal(await changes.nth(0).getByRole("button", { name: /실행 취소/ }).count(), 0, "another thing's change is in the way");
  await program.ask("DELETE", "numbers/15880099");
  await page.reload();
  await page.locator("#find").fill("service:orders");
  await until(page, () => { const lines = [...document.querySelectorAll(".changes > li .c2[title]")]; return lines.length > 0 && lines.every((line) => line.title === "service:orders"); });
  await changes.nth(0).getByRole("button", { name: "서비스 주문 (orders) 변경 실행 취소" }).click();
  await page.getByRole("button", { name: "실행 취소합니다" }).click();
  await says(page, "변경을 취소했습니다");
  assert.equal((await program.ask("GET", "services/orders")).target, 70);
  await changes.nth(2).getByRole("button", { name: "서비스 주문 (orders) 변경 실행 취소" }).click(); // the earlier one is the last now
  await page.getByRole("button", { name: "실행 취소합니다" }).click();
  for (const end = Date.now() + 10_000; (await program.ask("GET", "services/orders")).target === 70;) {
    assert.ok(Date.now() < end, "it is not undone");
    await page.waitForTimeout(50);
  }
  await close();
});

test("a webhook is made with the events that it posts, its key is shown once, tried, looked at, replayed and turned off", async (test) => {
  const got = [], receiver = createServer(async (req, res) => {
    let body = "";
    for await (const part of req) body += part;
    got.push({ id: req.headers["callfloor-event-id"], type: req.headers["callfloor-event"], signature: req.headers["callfloor-signature"], body });
    res.writeHead(204).end();
  });
  await new Promise((done) => receiver.listen(0, "127.0.0.1", done));
  test.after(() => { receiver.closeAllConnections(); receiver.close(); }); // also of a test that failed: the file would never end
  const { page, close } = await program.visit(browser, "boss", "/admin#/webhooks/+");
  await page.getByLabel("주소", { exact: false }).fill("crm.example.com/hook");
  await page.keyboard.press("Control+s");
  await page.locator("#f-url-wrong", { hasText: "https://crm.example.com/callfloor" }).waitFor();
  await page.getByLabel("주소", { exact: false }).fill(`http://127.0.0.1:${receiver.address().port}/hook`);
  await page.getByRole("button", { name: "고른 것만" }).click();
  await page.getByText("고른 이벤트가 없어 모두 보냅니다.").waitFor();
  await page.getByLabel("상태가 바뀜").check();
  await page.keyboard.press("Control+s");
  await says(page, "추가했습니다");
  const secret = await page.locator(".secret").textContent();
  const [made] = await program.ask("GET", "webhooks");
  assert.deepEqual([made.types, made.masked, made.active], [["agent.state_changed"], true, true]);

  await page.getByRole("button", { name: "시험 전송" }).click();
  await page.locator(".hint[data-t=good]", { hasText: "받았습니다 (204)" }).waitFor();
  const { signature, body } = got[0], [, t, v1] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(signature);
  assert.equal(createHmac("sha256", secret).update(`${t}.${body}`).digest("hex"), v1, "the key that was shown signs");

  await program.ask("PUT", "agents/kim/state", { state: "not_ready", reason: "preparing" });
  const row = page.locator("tbody tr", { hasText: "상태가 바뀜" });
  for (const end = Date.now() + 10_000; await row.locator("[data-t=good]").count() === 0;) {
    assert.ok(Date.now() < end, "the delivery does not show");
    await page.getByRole("button", { name: "새로 고침" }).click();
    await page.waitForTimeout(100);
  }
  const first = got.find((one) => one.type === "agent.state_changed");
  await page.getByRole("button", { name: "다시 보내기" }).click();
  const from = await page.locator("#replay-from").inputValue();
  await page.locator("#replay-from").fill("2099-01-01T00:00");
  await page.getByText("끝이 시작보다 늦어야 합니다.").waitFor();
  assert.equal(await page.getByRole("button", { name: "이 기간 다시 보내기" }).isDisabled(), true);
  await page.locator("#replay-from").fill(from);
  await page.getByRole("button", { name: "이 기간 다시 보내기" }).click();
  await says(page, "다시 보냅니다");
  for (const end = Date.now() + 10_000; got.filter((one) => one.id === first.id).length < 2;) {
    assert.ok(Date.now() < end, "it is not posted again");
    await page.waitForTimeout(50);
  }

  await page.getByRole("button", { name: "서명 키 교체" }).click();
  await page.getByRole("button", { name: "지금 교체합니다" }).click();
  await until(page, (old) => { const now = document.querySelector(".secret")?.textContent; return now && now !== old; }, secret);
  await page.getByLabel("보내기", { exact: true }).uncheck();
  await page.getByRole("button", { name: "모두", exact: true }).first().click();
  await page.keyboard.press("Control+s");
  await says(page, "저장했습니다");
  await page.locator(".line .tagx", { hasText: "끔" }).waitFor();
  const [changed] = await program.ask("GET", "webhooks");
  assert.deepEqual([changed.types, changed.active, changed.masked], [[], false, true]);
  await page.goto(`${program.url}/admin#/keys`);
  await page.locator("h2", { hasText: "API 키" }).first().waitFor();
  await page.goto(`${program.url}/admin#/webhooks/${made.id}`);
  await page.getByRole("button", { name: "서명 키 교체" }).first().waitFor();
  assert.equal(await page.locator(".secret").count(), 0, "the key is not shown again");
  await page.getByRole("button", { name: "삭제", exact: true }).click();
  await page.getByRole("button", { name: "삭제합니다" }).click();
  await says(page, "삭제했습니다");
  assert.deepEqual(await program.ask("GET", "webhooks"), []);
  await page.locator(".said").getByRole("button", { name: "실행 취소" }).click();
  await says(page, "변경을 취소했습니다");
  const [back] = await program.ask("GET", "webhooks");
  assert.deepEqual(back, changed, "it is back, with its id and as it was");
  await program.ask("PUT", `webhooks/${made.id}`, { ...back, masked: false });
  const late = await fetch(`${program.url}/api/v1/webhooks/${made.id}`, { method: "PUT", headers: { Authorization: "Bearer a-key-for-tests-of-the-pages-0123456789", "Content-Type": "application/json" }, body: JSON.stringify({ ...back, active: true }) });
  assert.equal(late.status, 409, "what somebody else changed meanwhile is not overwritten");
  await page.goto(`${program.url}/admin#/changes`);
  await page.locator(".changes > li").filter({ has: page.locator(`[title="webhook:${made.id}"]`) }).first().getByRole("button", { name: /변경 내용/ }).click();
  await page.locator(".diff tr", { hasText: "고객 번호 가리기" }).filter({ hasText: "켬" }).filter({ hasText: "끔" }).waitFor();
  await program.ask("DELETE", `webhooks/${made.id}`);
  await program.ask("PUT", "agents/kim/state", { state: "logged_out" });
  await close();
});

test("an English name that is none follows the Korean one; a refusal at the top is read whole; a new class is written at once", async () => {
  await program.ask("POST", "services", { id: "refund", name: { ko: "환불" } });
  const { page, close } = await program.visit(browser, "boss", "/admin#/services/refund", { width: 1366, height: 768 });
  await page.locator("#f-name-ko").waitFor();
  assert.equal(await page.locator("#f-name-en").inputValue(), "");
  await page.locator("#f-name-ko").fill("환불·교환");
  await page.keyboard.press("Control+s");
  await says(page, "환불·교환 저장했습니다");
  assert.deepEqual((await program.ask("GET", "services/refund")).name, { ko: "환불·교환", en: "환불·교환" });
  assert.equal(await page.locator("#f-name-en").inputValue(), "");
  await page.locator("#f-name-en").fill("Refunds");
  await page.keyboard.press("Control+s");
  await until(page, () => document.querySelector("#f-name-en")?.value === "Refunds" && !document.querySelector(".chg"));
  assert.deepEqual((await program.ask("GET", "services/refund")).name, { ko: "환불·교환", en: "Refunds" });

  await page.goto(`${program.url}/admin#/dispositions`);
  await page.getByRole("button", { name: "대분류 추가" }).click();
  await until(page, () => document.activeElement?.matches(".tree-line input"));
  await page.keyboard.press("Control+s");
  await page.locator(".note[data-t=bad]", { hasText: "항목: " }).waitFor();
  await page.getByRole("button", { name: "되돌리기" }).click();

  const wrong = await page.evaluate(async () => (await fetch("api/v1/agents/import", { method: "POST" })).json());
  assert.match(wrong.detail, /request body is required|send the file/);
  await program.ask("DELETE", "services/refund");
  await close();
});

test("what is not saved when the log-in locks itself is there for the same person afterwards, but for passwords", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/settings");
  await page.getByLabel("센터 이름").fill("잠긴 동안");
  await page.goto(`${program.url}/admin#/people/lead`);
  await page.locator("#f-name").fill("박 팀장");
  await page.locator("#f-password").fill("Not-To-Be-Kept-1!");
  await page.route("**/api/v1/numbers*", (route) => route.fulfill({ status: 423, contentType: "application/problem+json", body: JSON.stringify({ title: "Locked", status: 423, code: "locked" }) }));
  await page.locator(".anav a[href*=numbers]").click();
  await page.waitForURL(/\/login\?next=.*&why=locked$/);
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify(sessionStorage)), /Not-To-Be-Kept/);
  await page.unroute("**/api/v1/numbers*");
  await page.goto(`${program.url}/admin#/people/lead`);
  await page.locator(".perms").waitFor();
  assert.deepEqual([await page.locator("#f-name").inputValue(), await page.locator("#f-password").inputValue()], ["박 팀장", ""]);
  await page.goto(`${program.url}/admin#/settings`);
  await page.getByLabel("센터 이름").waitFor();
  assert.equal(await page.getByLabel("센터 이름").inputValue(), "잠긴 동안");
  assert.equal(await page.evaluate(() => sessionStorage.getItem("callfloor.unsaved")), null, "it is kept no longer than it has to be");
  assert.equal((await program.ask("GET", "centre")).name === "잠긴 동안", false);
  await close();
});

test("what is not saved is gone for who logs in as somebody else in the tab, at any page", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/people/lead");
  const waits = () => page.evaluate(() => sessionStorage.getItem("callfloor.unsaved"));
  const locked = async () => {
    await page.goto(`${program.url}/admin#/people/lead`);
    await page.locator("#f-name").fill("남이 볼 수 없는 이름");
    await page.route("**/api/v1/numbers*", (route) => route.fulfill({ status: 423, contentType: "application/problem+json", body: JSON.stringify({ title: "Locked", status: 423, code: "locked" }) }));
    await page.locator(".anav a[href*=numbers]").click();
    await page.waitForURL(/\/login\?next=.*&why=locked$/);
    await page.unroute("**/api/v1/numbers*");
    assert.match(await waits(), /남이 볼 수 없는 이름/, "it waits for who wrote it");
  };
  await locked();
  await page.getByRole("button", { name: "다른 사람으로 로그인" }).click();
  await page.waitForURL(/\/login$/);
  assert.equal(await waits(), null, "after a log-out nothing waits");

  // The log-in ends by itself, and somebody else comes to the desk.
  const logIn = async (login) => assert.ok((await page.context().request.post(`${program.url}/api/v1/login`, { data: { login, password } })).ok());
  await logIn("boss");
  await locked();
  await logIn("lead");
  for (const path of ["/desk", "/floor", "/", "/admin"]) {
    await page.goto(program.url + path);
    await page.waitForFunction(() => sessionStorage.getItem("callfloor.unsaved") === null, undefined, { timeout: 10_000 });
    await page.evaluate(() => sessionStorage.setItem("callfloor.unsaved", JSON.stringify({ user: "somebody else", drafts: { a: { name: "x" } } }))); // for the next page
  }
  await close();
});

test("settings, reasons, dispositions, forms, templates, people and displays are saved as they are written", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/settings");
  await page.getByLabel("화면 잠금").fill("700");
  await page.keyboard.press("Control+s");
  await page.locator(".note[data-t=bad]", { hasText: "표시된 칸" }).waitFor();
  await page.locator("#f-login-idle-lock-minutes-wrong", { hasText: "0에서 480까지의 정수여야 합니다." }).waitFor();
  assert.match(await page.locator(".setting", { hasText: "login.idle_lock_minutes" }).locator(".key").innerText(), /^기본값\s+login\.idle_lock_minutes$/);
  await page.getByLabel("화면 잠금").fill("15");
  await page.keyboard.press("Control+s");
  await says(page, "전체 설정 저장했습니다");
  assert.equal((await program.ask("GET", "settings")).find((one) => one.key === "login.idle_lock_minutes").value, "15");

  const valueOf = async (key) => (await program.ask("GET", "settings")).find((one) => one.key === key).value;
  await page.getByLabel("화면 잠금").fill("20");
  await page.getByLabel("제공자 주소").fill("https://login.example.com");
  await page.keyboard.press("Control+s");
  await page.locator("#f-oidc-client-id-wrong", { hasText: "클라이언트 ID도 적어야" }).waitFor();
  assert.equal(await page.locator(".said").textContent(), "", "what was said of the save before is not said of this one");
  assert.deepEqual([await valueOf("login.idle_lock_minutes"), await valueOf("oidc.issuer")], ["15", ""], "what is refused as a whole is in force in no part");
  await page.getByLabel("클라이언트 ID").fill("us");
  await page.getByLabel("센터 이름").fill("온마루");
  await page.keyboard.press("Control+s");
  await says(page, "전체 설정 저장했습니다");
  const [change] = await program.ask("GET", "changes?target=settings");
  assert.deepEqual([change.action, change.edits.map((one) => one.id)], ["settings_changed", ["login.idle_lock_minutes", "oidc.client_id", "oidc.issuer", "centre.profile"]]);
  await page.getByRole("button", { name: "실행 취소" }).first().click();
  await page.locator("#f-oidc-issuer").waitFor();
  for (const end = Date.now() + 10_000; await valueOf("oidc.issuer") && Date.now() < end;) await page.waitForTimeout(50);
  assert.deepEqual([await valueOf("login.idle_lock_minutes"), await valueOf("oidc.issuer"), await valueOf("oidc.client_id")], ["15", "", ""], "one undo takes all of it back");

  await page.goto(`${program.url}/admin#/reasons`);
  await page.getByLabel("식사중 한국어").fill("점심");
  await page.keyboard.press("Control+s");
  await says(page, "자리비움 사유 저장했습니다");
  assert.equal((await program.ask("GET", "reasons")).find((one) => one.id === "meal").name.ko, "점심");
  await page.goto(`${program.url}/admin?lang=en#/reasons`);
  await page.getByRole("button", { name: "Move Meal up", exact: true }).waitFor();
  const labels = await page.locator("main [aria-label]").evaluateAll((list) => list.map((one) => one.getAttribute("aria-label")));
  assert.ok(labels.length > 20 && labels.every((one) => !/[가-힣]/.test(one)), labels.join("\n"));
  await page.goto(`${program.url}/admin?lang=ko#/reasons`);
  await page.getByRole("button", { name: "점심 위로", exact: true }).waitFor();

  await page.goto(`${program.url}/admin#/dispositions`);
  await page.getByRole("button", { name: "대분류 추가" }).click();
  await page.locator(".tree-line").first().getByLabel("이름 (한국어)").fill("배송");
  await page.getByRole("button", { name: "중분류 추가" }).click();
  await page.locator(".tree-line").nth(1).getByLabel("이름 (한국어)").fill("배송 지연");
  await page.keyboard.press("Control+s");
  await says(page, "상담 분류 저장했습니다");
  assert.equal((await program.ask("GET", "dispositions")).items[0].children[0].name.ko, "배송 지연");

  await page.goto(`${program.url}/admin#/forms`);
  await page.getByRole("button", { name: "칸 추가" }).click();
  await page.locator("tbody").getByLabel("이름 (한국어)").fill("처리 결과");
  await page.locator("tbody").getByLabel("종류").selectOption("select");
  await page.locator("tbody").getByLabel("선택지").fill("완료, 진행중");
  await page.locator("tbody").getByLabel("선택지").blur();
  await page.keyboard.press("Control+s");
  await says(page, "상담 양식 저장했습니다");
  assert.deepEqual((await program.ask("GET", "services/-/form")).fields[0].options.map((one) => one.value), ["완료", "진행중"]);

  await page.goto(`${program.url}/admin#/templates/+`);
  await page.getByLabel("질문").fill("배송이 늦어요");
  await page.getByLabel("답변").fill("오늘 도착합니다.");
  await page.keyboard.press("Control+s");
  await says(page, "배송이 늦어요 저장했습니다");
  assert.equal((await program.ask("GET", "templates")).items[0].answer, "오늘 도착합니다.");

  await page.goto(`${program.url}/admin#/people/lead`);
  await page.locator(".perms").waitFor();
  assert.deepEqual(await page.locator(".perms .tagx").evaluateAll((all) => all.map((one) => one.closest("li").querySelector("b").textContent + one.textContent)), ["통화 듣기", "녹음 듣기"].map((name) => `${name}준비 중`));
  await page.getByLabel("번호 전체 보기").check();
  await page.keyboard.press("Control+s");
  await says(page, "박팀장 저장했습니다");
  assert.deepEqual((await program.ask("GET", "users")).find((one) => one.login === "lead").permissions, ["unmask"]);

  await page.goto(`${program.url}/admin#/displays`);
  await page.getByLabel(/화면 이름/).fill("3층");
  await page.getByRole("button", { name: "화면 추가" }).click();
  await page.locator(".secret", { hasText: "/wallboard?token=" }).waitFor();
  await close();
});

const sections = ["services", "services/orders", "services/+", "numbers", "menus", "menus/+", "hours/office", "holidays", "sounds", "trunks/+", "agents/kim", "import", "skills", "schedules/kim", "teams/one", "people/boss", "people/lead", "reasons", "dispositions", "forms", "templates/+", "displays", "keys", "webhooks/+", "settings", "access", "changes", "system"];

// Every section in both; axe, which takes longest, in one of the two but at night.
for (const [pairing, [lang, theme, width]] of [["ko", "light", 1440], ["en", "dark", 1180]].entries()) {
  test(`every section is accessible and fits its place: ${lang}, ${theme}, ${width} px`, async () => {
    const { page, close } = await program.visit(browser, "boss", "/login", { width, height: width === 1180 ? 760 : 900, scheme: theme });
    await page.goto(`${program.url}/admin?lang=${lang}&theme=${theme}#/system`);
    for (const [i, section] of sections.entries()) {
      await page.evaluate((section) => { location.hash = `#/${section}`; }, section);
      await page.locator(`.anav [href="#/${section.split("/")[0]}"][aria-current=page]`).waitFor();
      await page.locator(".det h2, .grid-tools h2, .log-tools h2, .det .empty").first().waitFor();
      await page.waitForTimeout(350);
      if (nightly || i % 2 === pairing) assert.deepEqual(await barriers(page), [], section);
      const over = await page.evaluate(() => [...document.querySelectorAll("#app *")].filter((el) => { const style = getComputedStyle(el); return el.clientWidth > 0 && el.scrollWidth > el.clientWidth + 1 && !["auto", "scroll"].includes(style.overflowX) && style.textOverflow !== "ellipsis" && style.display !== "inline" && !el.closest("svg") && !el.matches("input, .sr"); }).map((el) => `${el.className} ${el.textContent.slice(0, 40)}`));
      assert.deepEqual(over, [], `${section}: text runs over`);
      if (section === "access") assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll(".log-line > :nth-child(-n+3)")].filter((el) => el.scrollWidth > el.clientWidth).map((el) => el.textContent)), [], "when, who and as what are read whole");
      assert.doesNotMatch(await page.locator("body").innerText(), /\{\w+\}|undefined|NaN|\[object/, section);
    }
    await close();
  });
}
