// Voice menus in a real browser with the real program: a first menu in one press, three
// levels of questions, what is refused at its field, undo; services and numbers that use
// them; both languages with axe.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers, over, startBrowser, until } from "./browser.mjs";
import { password, Program, tone } from "./real.mjs";

let browser, program;
before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  await program.ask("POST", "users", { login: "boss", name: "한관리", role: "administrator", lang: "ko", password });
  for (const [id, ko, en, number] of [["orders", "주문", "Orders", "15880001"], ["returns", "반품", "Returns", "15880002"]]) await program.ask("POST", "services", { id, name: { ko, en }, numbers: [{ number }] });
});
after(async () => { await browser?.stop(); await program?.stop(); });

/** Waits until a line of the top bar says so. */
const says = (page, words) => page.locator(".said", { hasText: words }).waitFor();
/** The lines of a menu's question, as the server has them. */
const keysOf = (menu, id) => menu.questions.find((one) => one.id === id).keys.map(({ key, do: what }) => `${key} ${what}`).join(", ");

test("a first menu is there in one press; what is refused stands at its field, three levels deep; it is saved, undone and removed", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/sounds", { width: 1366, height: 768 });
  await page.setInputFiles("input[type=file]", { name: "question.wav", mimeType: "audio/wav", buffer: tone(1) });
  await page.locator("td", { hasText: "question" }).first().waitFor();
  await page.goto(`${program.url}/admin#/menus`);
  await page.getByRole("button", { name: "첫 안내 만들기" }).click();
  await page.getByLabel("키 1 하는 일").waitFor();
  assert.deepEqual(await page.locator(".key-line").evaluateAll((all) => all.map((one) => one.querySelector("select").value)), ["1", "2", "0", "*"]);
  assert.match(await page.locator(".script").innerText(), /반품 1번, 주문 2번, 콜백 0번, 다시 듣기 별표를 눌러 주십시오\.$/);

  // A question below a key, and one below that; there is no fourth level.
  await page.getByLabel("키 2 하는 일").selectOption("menu");
  await until(page, () => document.activeElement?.id === "f-questions-1-prompt"); // the question that came
  const second = page.locator('[aria-label="2번 다음 질문"]');
  await second.getByLabel("키 2-1 하는 일").selectOption("menu");
  const third = second.locator('[aria-label="2-1번 다음 질문"]');
  await third.waitFor();
  assert.equal(await third.getByLabel("키 2-1-1 하는 일").locator("option[value=menu]").count(), 0, "three levels are the most");
  await third.getByLabel("키 2-1-1 하는 일").selectOption("number");
  await third.getByLabel("키 2-1-1 번호").fill("112");
  await second.getByRole("button", { name: "키 추가" }).last().click();
  await until(page, () => document.activeElement?.id === "f-questions-1-keys-1-name-ko"); // the name of the key that came
  await page.keyboard.type("배송");
  await page.keyboard.press("Control+s");
  await page.locator(".note[data-t=bad]", { hasText: "표시된 칸" }).waitFor();
  assert.deepEqual(await page.locator(".flow [aria-invalid=true]").evaluateAll((all) => all.map((one) => one.id)),
    ["f-questions-0-prompt", "f-questions-1-prompt", "f-questions-2-prompt", "f-questions-2-keys-0-number", "f-questions-1-keys-1-service"]);
  await page.locator("#f-questions-2-keys-0-number-wrong", { hasText: "긴급 번호" }).waitFor();
  await page.locator("#f-questions-1-keys-1-service-wrong", { hasText: "기다릴 서비스를 골라" }).waitFor();
  await page.locator("#f-questions-0-prompt-wrong", { hasText: "어떤 키를 누를지" }).waitFor();
  await until(page, () => document.activeElement?.id === "f-questions-0-prompt"); // the first that is wrong
  await page.locator("#f-questions-0-prompt").selectOption("sound:question");
  assert.equal(await page.locator(".flow [aria-invalid=true]").count(), 4, "what is wrong elsewhere stays told");
  for (const i of [1, 2]) await page.locator(`#f-questions-${i}-prompt`).selectOption("say:still_busy");
  await third.getByLabel("키 2-1-1 번호").fill("02-1544-0000");
  await page.locator("#f-questions-1-keys-1-service").selectOption("returns");
  await page.keyboard.press("Control+s");
  await says(page, "대표 안내 추가했습니다");
  await until(page, () => location.hash === "#/menus/main");
  let menu = (await program.ask("GET", "menus")).find((one) => one.id === "main");
  assert.equal(menu.questions.length, 3);
  assert.deepEqual(menu.questions.map((one) => one.prompt), ["sound:question", "say:still_busy", "say:still_busy"]);
  assert.equal(keysOf(menu, menu.questions[1].id), "1 menu, 2 service");
  assert.deepEqual(menu.questions[2].keys.map((one) => one.number), ["0215440000"]);
  await page.getByText("되돌리기").waitFor();
  assert.equal(await page.getByRole("button", { name: "저장", exact: true }).isDisabled(), true, "what the server has is what is shown");
  assert.match(await page.locator(".heard").innerText(), /question[\s\S]*1[\s\S]*반품에서 기다립니다[\s\S]*모든 상담원이 통화 중입니다/);
  assert.deepEqual(await page.evaluate(over), []);

  // A branch goes after a question only.
  await page.locator('[data-of="first/1"] > .key-line').getByRole("button", { name: "키 2 삭제" }).click();
  await page.getByText("아래 질문 2개와 키 3개가 함께 없어집니다.").waitFor();
  await page.getByRole("button", { name: "그대로 두기" }).click();
  assert.equal(await page.locator(".ask").count(), 3);
  await page.locator("#f-questions-0-keys-1-do").selectOption("service");
  await page.getByText("아래 질문 2개와 키 3개가 함께 없어집니다.").waitFor();
  await page.locator(".sure-lost .danger").click();
  await until(page, () => document.querySelectorAll(".ask").length === 1);

  // Order by keyboard: the focus goes along.
  await page.locator('[data-of="first/0"]').getByRole("button", { name: "키 1 아래로" }).focus();
  await page.keyboard.press("Enter");
  await until(page, () => document.activeElement?.getAttribute("aria-label") === "키 1 아래로" && !!document.activeElement.closest('[data-of="first/1"]'));
  await page.locator("#f-questions-0-keys-0-service").selectOption("orders");
  await page.getByRole("button", { name: "저장", exact: true }).click();
  await says(page, "대표 안내 저장했습니다");
  menu = (await program.ask("GET", "menus")).find((one) => one.id === "main");
  assert.equal(keysOf(menu, "first"), "2 service, 1 service, 0 callback, * repeat");
  await page.getByRole("button", { name: "실행 취소" }).click();
  await says(page, "변경을 취소했습니다");
  assert.equal((await program.ask("GET", "menus")).find((one) => one.id === "main").questions.length, 3);
  await until(page, () => document.querySelectorAll(".ask").length === 3);

  // What is not saved is kept while another is looked at, and told from what somebody else saved.
  await page.getByLabel("이름 (영어)", { exact: true }).first().fill("Front");
  await page.getByRole("button", { name: "추가", exact: true }).click();
  await page.locator(".line", { hasText: "대표 안내" }).locator(".dot").waitFor();
  await page.locator(".line", { hasText: "대표 안내" }).click();
  assert.equal(await page.locator("#f-name-en").inputValue(), "Front");
  const { version: _, ...now } = menu = (await program.ask("GET", "menus")).find((one) => one.id === "main");
  await program.ask("PUT", "menus/main", { ...now, greeting: "say:closed" });
  await page.keyboard.press("Control+s");
  await page.locator(".note[data-t=bad]", { hasText: "그사이 다른 사람이 바꿨습니다" }).waitFor();
  await until(page, () => document.getElementById("f-greeting").value === "say:closed"); // what the other one wrote, under what is written here
  await page.keyboard.press("Control+s");
  await says(page, "대표 안내 저장했습니다");
  menu = (await program.ask("GET", "menus")).find((one) => one.id === "main");
  assert.deepEqual([menu.name.en, menu.greeting], ["Front", "say:closed"]);
  await close();
});

test("a prompt is heard where it is chosen: an uploaded one, the program's own in the menu's language, all from the start", async () => {
  await program.ask("POST", "menus", { id: "heard", name: { ko: "듣기" }, language: "en", greeting: "say:recorded", then: { do: "voicemail", service: "orders" } });
  const { page, close } = await program.visit(browser, "boss", "/admin#/menus/heard");
  const asked = [];
  page.on("request", (one) => { if (/prompts\/|audio$/.test(one.url())) asked.push(one.url().replace(/.*\/api\/v1\//, "")); });
  await page.locator(".heard", { hasText: "This call may be recorded" }).waitFor(); // in the menu's language
  const play = page.locator(".step").first().getByRole("button", { name: /듣기$/ });
  await play.click();
  await until(page, () => document.querySelector(".step [aria-pressed=true]")); // it plays
  await until(page, () => !document.querySelector(".step [aria-pressed=true]")); // and has come to its end
  await page.locator("#f-then-do").selectOption("message");
  await page.getByRole("button", { name: "처음부터 들어 보기" }).click();
  await page.getByRole("button", { name: "처음부터 들어 보기", pressed: true }).click(); // stopped
  await until(page, () => !document.querySelector("[aria-pressed=true].btn.sm"));
  assert.deepEqual([...new Set(asked)], ["prompts/en/recorded"]);
  await page.locator("#f-greeting").selectOption("say:nobody");
  await page.route("**/prompts/en/nobody", (route) => route.fulfill({ status: 500 }));
  await play.click();
  await says(page, "들을 수 없습니다");
  await close();
});

test("where a key or a rule leads to a callback or a voicemail, it is said that none is taken while callbacks are off", async () => {
  await program.ask("POST", "menus", { id: "asks", name: { ko: "접수" }, questions: [{ id: "a", prompt: "say:still_busy", keys: [{ key: "1", do: "service", service: "orders" }, { key: "2", do: "voicemail" }], nothing: { do: "callback" } }] });
  await program.ask("POST", "services", { id: "asked", name: { ko: "접수" }, numbers: [], when_closed: { do: "callback" }, announce: { keys: [{ key: "1", do: "voicemail" }, { key: "2", do: "service", service: "orders" }] } });
  const off = ".takes-nothing", where = (/** @type {Element[]} */ all) => all.map((one) => one.closest(".nothing, .key-line, .wait-key, .rule")?.className);
  for (const [at, ready, want] of [["menus/asks", "#f-questions-0-keys-1-do", ["key-line", "nothing"]], ["services/asked", "#f-announce-keys-0-do", ["wait-key", "rule"]]]) {
    await program.ask("PUT", "settings/callbacks.enabled", { value: "false" });
    const { page, close } = await program.visit(browser, "boss", `/admin#/${at}`, { width: 1366, height: 768 });
    await page.locator(ready).waitFor();
    await page.locator(off).nth(1).waitFor();
    assert.deepEqual((await page.locator(off).evaluateAll(where)).sort(), [...want].sort());
    assert.match(await page.locator(off).first().innerText(), /콜백을 쓰지 않고 있어/);
    assert.equal(await page.evaluate(() => performance.getEntriesByType("resource").filter((one) => one.name.endsWith("/api/v1/settings")).length), 1, "settings are large: they are read once for all");
    assert.equal(await page.locator(`${off} a`).first().getAttribute("href"), "#/settings");
    assert.deepEqual(await page.evaluate(over), []);
    assert.deepEqual(await barriers(page), []);
    if (process.env.PICTURES) { await page.locator(off).first().scrollIntoViewIfNeeded(); await page.screenshot({ path: `${process.env.PICTURES}/off-${at.replace("/", "-")}.png` }); }
    await program.ask("PUT", "settings/callbacks.enabled", { value: "true" });
    await page.reload();
    await page.locator(ready).waitFor();
    await page.waitForLoadState("networkidle");
    assert.equal(await page.locator(off).count(), 0);
    await close();
  }
});

test("a service takes a menu, announcements, keys, a whisper and rules of every kind; a number takes another menu", async () => {
  await program.ask("POST", "menus", { id: "night", name: { ko: "야간 안내", en: "Night" }, then: { do: "voicemail" } });
  const { page, close } = await program.visit(browser, "boss", "/admin#/services/orders", { width: 1366, height: 768 });
  await page.locator("#f-menu option[value=night]").waitFor({ state: "attached" });
  await page.locator("#f-language").selectOption("en");
  await page.locator("#f-menu").selectOption("night");
  await page.locator("#f-whisper").selectOption("say:connecting");
  await page.getByLabel("대기 순서").check();
  await page.getByLabel("예상 대기 시간").check();
  await page.getByRole("button", { name: "안내 추가" }).click();
  await until(page, () => document.activeElement?.id === "f-announce-messages-0-");
  await page.locator("[aria-label='기다리면서 누르는 키']").getByRole("button", { name: "키 추가" }).click();
  await page.locator("[aria-label='기다리면서 누르는 키']").getByRole("button", { name: "키 추가" }).click();
  await page.locator("#f-announce-keys-1-do").selectOption("service");
  await page.locator("#f-when-closed-do").selectOption("callback");
  await page.locator("#f-when-full-do").selectOption("message");
  await page.locator("#f-when-full-prompt").selectOption("none");
  await page.locator("#f-when-nobody-do").selectOption("number");
  await page.locator("#f-when-nobody-number").fill("119");
  await page.locator("#f-when-too-long-do").selectOption("voicemail");
  await page.keyboard.press("Control+s");
  await page.locator(".note[data-t=bad]", { hasText: "표시된 칸" }).waitFor();
  assert.deepEqual(await page.locator(".det [aria-invalid=true]").evaluateAll((all) => all.map((one) => one.id)), ["f-announce-every", "f-announce-messages-0-", "f-announce-keys-1-service", "f-when-nobody-number"]);
  await page.locator("#f-announce-every-wrong", { hasText: "안내 간격을 정해" }).waitFor();
  await page.locator("#f-announce-every").fill("30");
  await page.locator("#f-announce-messages-0-").selectOption("say:still_busy");
  await page.locator("#f-announce-keys-1-service").selectOption("returns");
  await page.locator("#f-when-nobody-number").fill("0215440001");
  await page.locator("#f-when-full-prompt").scrollIntoViewIfNeeded();
  assert.deepEqual(await page.evaluate(over), []);
  await page.keyboard.press("Control+s");
  await says(page, "주문 저장했습니다");
  const made = await program.ask("GET", "services/orders");
  assert.deepEqual([made.language, made.menu, made.whisper], ["en", "night", "say:connecting"]);
  assert.deepEqual(made.announce, { every: "30s", position: true, wait: true, messages: ["say:still_busy"], keys: [{ key: "1", do: "callback" }, { key: "2", do: "service", service: "returns" }] });
  assert.deepEqual([made.when_closed, made.when_full, made.when_nobody, made.when_too_long], [{ do: "callback" }, { do: "message", prompt: "none" }, { do: "number", number: "0215440001" }, { do: "voicemail" }]);
  // What does not go with another kind of rule goes.
  await page.locator("#f-when-full-do").selectOption("callback");
  assert.equal(await page.locator("#f-when-full-prompt").inputValue(), "");
  await page.getByRole("button", { name: "되돌리기" }).click();

  await page.goto(`${program.url}/admin#/numbers`);
  const of = page.getByLabel("15880002 안내");
  await of.locator("option[value=night]").waitFor({ state: "attached" });
  assert.equal(await of.locator("option").first().textContent(), "안내 없음");
  assert.equal(await page.getByLabel("15880001 안내").locator("option").first().textContent(), "서비스대로: 야간 안내");
  await of.selectOption("night");
  await says(page, "15880002");
  assert.equal((await program.ask("GET", "numbers")).find((one) => one.number === "15880002").menu, "night");
  await page.getByLabel("15880002 우선순위").fill("5");
  await page.keyboard.press("Enter");
  await until(page, () => fetch("api/v1/numbers").then((a) => a.json()).then((all) => all.some((one) => one.number === "15880002" && one.priority === 5)));
  assert.equal((await program.ask("GET", "numbers")).find((one) => one.number === "15880002").menu, "night", "another change leaves the menu");

  // Where it is used, and that it stays while it is.
  await page.goto(`${program.url}/admin#/menus/night`);
  await page.locator(".line", { hasText: "주문, 15880002" }).waitFor();
  assert.deepEqual(await page.locator(".uses a").allTextContents(), ["주문", "15880002"]);
  await page.getByRole("button", { name: "삭제", exact: true }).click();
  await page.getByRole("button", { name: "삭제합니다" }).click();
  await says(page, "아직 쓰는 곳이 있는 안내입니다 (night)");
  await page.goto(`${program.url}/admin#/changes`);
  await page.locator(".changes", { hasText: "서비스 변경" }).waitFor();
  await page.locator(".changes li", { hasText: "서비스 변경" }).first().locator("[aria-expanded]").click();
  const told = await page.locator(".diff").first().innerText();
  assert.match(told, /안내 \(ARS\)[\s\S]*야간 안내/);
  assert.match(told, /모든 상담원이 통화 중입니다/);
  assert.match(told, /1 콜백/);
  await close();
});

test("how a service calls back is set on screen: what is refused stands at its field, what is saved is the server's", async () => {
  for (const [lang, title, wrongs] of [["ko", "콜백", ["20", "24시간|24h", "09:00처럼", "뒤여야"]], ["en", "Callbacks", ["20", "24h", "09:00", "not after"]]]) {
    await program.ask("POST", "services", { id: `back-${lang}`, name: { ko: "콜백 시험", en: "Back" } });
    const { page, close } = await program.visit(browser, "boss", `/admin?lang=${lang}#/services/back-${lang}`, { width: 1366, height: 768, scheme: lang === "en" ? "dark" : "light" });
    const panel = page.locator(`section[aria-label='${title}']`), at = (name) => page.locator(`#f-callback-${name}`), wrong = (name, text) => page.locator(`#f-callback-${name}-wrong`).filter({ hasText: new RegExp(text) }).waitFor();
    await panel.waitFor();
    assert.equal(await panel.locator(".field").count(), 7);
    assert.ok((await panel.locator(".hint").allTextContents()).every((text) => text.length > 8), "each field is explained");
    await at("attempts").fill("21");
    await at("spacing").fill("2000");
    await at("from").fill("9");
    await page.keyboard.press("Control+s");
    await wrong("attempts", wrongs[0]);
    await wrong("from", wrongs[2]);
    await at("attempts").fill("2");
    await at("from").fill("10:00");
    await at("to").fill("09:30");
    await page.keyboard.press("Control+s");
    await wrong("spacing", wrongs[1]);
    await wrong("to", wrongs[3]);
    assert.deepEqual(await page.evaluate(over), []);
    assert.deepEqual(await barriers(page), []);
    if (process.env.PICTURES) { await at("form").scrollIntoViewIfNeeded(); await page.screenshot({ path: `${process.env.PICTURES}/service-callbacks-${lang}.png` }); }
    await at("mode").selectOption("customer_first");
    await at("spacing").fill("30");
    await at("expire").fill("48");
    await at("to").fill("24:00");
    await at("form").check();
    await page.keyboard.press("Control+s");
    await page.locator(".said", { hasText: lang === "ko" ? "저장" : "saved" }).waitFor();
    const { callback } = await program.ask("GET", `services/back-${lang}`);
    assert.deepEqual([callback.mode, callback.attempts, callback.from, callback.to, callback.form], ["customer_first", 2, "10:00", "24:00", true]);
    assert.deepEqual([callback.spacing, callback.expire].map((text) => /^(?:0h)?(\d+)([hm])/.exec(text).slice(1).join("")), ["30m", "48h"]);
    assert.deepEqual([await at("spacing").inputValue(), await at("expire").inputValue(), await at("mode").inputValue()], ["30", "48", "customer_first"]);
    await close();
  }
});

for (const [lang, scheme] of [["ko", "light"], ["en", "dark"]]) {
  test(`${lang}, ${scheme}: axe finds nothing and nothing runs over, with three levels and what is refused`, async () => {
    const id = `deep-${lang}`, menu = { id, name: { ko: "깊은 안내", en: "Deep" }, greeting: "say:recorded", recorded: true, questions: [
      { id: "first", prompt: "say:connecting", keys: [{ key: "1", name: { ko: "주문", en: "Orders" }, do: "menu", menu: "a" }, { key: "2", do: "service", service: "returns", prompt: "say:connecting", language: "en" }, { key: "0", do: "callback" }], nothing: { do: "service", service: "orders", prompt: "say:connecting" } },
      { id: "a", prompt: "say:still_busy", keys: [{ key: "1", name: { ko: "아주 긴 이름을 가진 키이고 자리를 넘칩니다", en: "A very long name of a key that runs on and on" }, do: "menu", menu: "b" }, { key: "2", do: "number", number: "0215440000" }, { key: "*", do: "top" }] },
      { id: "b", prompt: "say:still_busy", keys: [{ key: "1", do: "voicemail", service: "orders" }, { key: "2", do: "message", prompt: "say:closed" }, { key: "#", do: "hangup" }], nothing: { do: "message", prompt: "say:nobody" } }] };
    await program.ask("POST", "menus", menu);
    const { page, close } = await program.visit(browser, "boss", `/admin?lang=${lang}#/menus/${id}`, { width: 1366, height: 768, scheme });
    await until(page, () => document.querySelectorAll(".ask").length === 3);
    await page.locator("#f-questions-1-keys-1-number").fill("12a");
    await page.locator("#f-questions-0-keys-1-service").selectOption("");
    await page.keyboard.press("Control+s");
    await page.locator("#f-questions-0-keys-1-service-wrong").waitFor();
    await page.locator("#f-questions-1-keys-1-number-wrong").waitFor();
    assert.deepEqual(await page.evaluate(over), []);
    assert.deepEqual(await barriers(page), []);
    if (lang === "en") assert.deepEqual((await page.locator(".flow label, .flow h3, .flow .hint, .flow button, .key-head, .anav").allInnerTexts()).join("\n").match(/[가-힣]+/g) ?? [], []);
    await page.getByRole("button", { name: lang === "ko" ? "되돌리기" : "Revert" }).click();
    await page.goto(`${program.url}/admin?lang=${lang}#/services/orders`);
    await page.locator("#f-whisper").waitFor();
    assert.deepEqual(await page.evaluate(over), []);
    assert.deepEqual(await barriers(page), []);
    await close();
  });
}
