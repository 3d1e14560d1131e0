// Messages in a real browser with the real program: every screen, in both languages and
// themes; with the local outbox, with the simulated NHN Cloud, and with a provider of the
// test's own, which takes messages or stays silent, and writes as a customer.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, drawn, nightly, openPage, over, recolour, startBrowser, until } from "./browser.mjs";
import { password, Program } from "./real.mjs";
import { smsAnswers } from "./sms.mjs";

let browser, local, cloud, own, simulated, gateway;
const secret = "a-secret-of-the-gateway-0123456789", token = "0123456789abcdef0123456789abcdef";

/** A provider that does what the test says: answers, or cuts the connection off. */
class Gateway {
  async start() {
    this.batches = [];
    this.silent = false; // cuts connections: nobody knows whether it was taken
    this.http = createServer(async (req, res) => {
      let body = "";
      for await (const part of req) body += part;
      const batch = JSON.parse(body);
      this.batches.push(batch);
      if (this.silent) return void req.socket.destroy();
      res.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ results: batch.messages.map((one) => ({ id: one.id, ref: one.id, status: "accepted" })) }));
    });
    await new Promise((done) => this.http.listen(0, "127.0.0.1", done));
    this.url = `http://127.0.0.1:${this.http.address().port}/messages`;
    return this;
  }

  /** Tells the program something, as a provider does. */
  async tell(program, what) {
    const body = JSON.stringify(what), at = Math.floor(Date.now() / 1000), v1 = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
    const answer = await fetch(`${program.url}/hooks/sms/webhook/${token}`, { method: "POST", headers: { "Content-Type": "application/json", "Callfloor-Signature": `t=${at},v1=${v1}` }, body });
    assert.equal(answer.status, 200, await answer.text());
  }
}

/** The simulated NHN Cloud of the program. */
async function startCloud(binary) {
  const process = spawn(binary, ["simulate", "nhn", "--listen", "127.0.0.1:0", "--sender", "15880001", "--delay", "200ms"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [process.stdout, process.stderr]) stream.on("data", (bytes) => { said += bytes; });
  for (const end = Date.now() + 15_000; ;) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
    if (url) return { process, url };
    assert.ok(Date.now() < end && process.exitCode === null, `the simulated provider does not start:\n${said}`);
    await new Promise((done) => setTimeout(done, 30));
  }
}

/** People, a service, customers and templates of a centre. */
async function people(program) {
  await program.ask("POST", "services", { id: "main", name: { ko: "대표", en: "Main" }, numbers: [{ number: "15880001" }] });
  for (const [id, name, extension] of [["kim", "김하나", "1001"], ["lee", "이두리", "1002"]]) await program.ask("POST", "agents", { id, name, extension, services: { main: { level: 1 } } });
  for (const one of [{ login: "boss", name: "한관리", role: "administrator" }, { login: "lead", name: "박팀장", role: "manager", permissions: ["sms", "sms_bulk"] }, { login: "kim", name: "김하나", role: "agent", agent_id: "kim", permissions: ["sms", "phone"] }, { login: "lee", name: "이두리", role: "agent", agent_id: "lee", permissions: ["phone"] }])
    await program.ask("POST", "users", { lang: "ko", password, ...one });
  await program.ask("POST", "customers", { name: "박민정", phones: [{ number: "010-1234-4821", label: "휴대폰" }] });
  const top = await program.ask("POST", "sms/categories", { name: "배송" }), below = await program.ask("POST", "sms/categories", { name: "도착 안내", parent: top.id });
  await program.ask("POST", "sms/templates", { category: below.id, name: "오늘 도착 예정", kind: "sms", sender: "15880001", body: "[온마루] {이름}님, 오늘 19시 전 도착 예정입니다." });
  await program.ask("POST", "sms/templates", { category: below.id, name: "고정 문구", kind: "sms", sender: "15880001", body: "부재 중이시면 경비실에 보관합니다.", editable: false });
  for (const [key, value] of [["sms.per_number_minute", "60"], ["sms.per_number_day", "1000"], ["sms.per_address_hour", "0"], ["sms.ad_name", "온마루"], ["sms.ad_opt_out", "080-123-4567"], ["sms.bulk_from", "5"]]) await program.ask("PUT", `settings/${key}`, { value });
}

before(async () => {
  [browser, local, gateway] = await Promise.all([startBrowser(), new Program().start(), new Gateway().start()]);
  simulated = await startCloud(local.binary);
  [cloud, own] = await Promise.all([new Program().start(`sms: {provider: nhn, nhn: {url: "${simulated.url}", app_key: simulated, secret_key: simulated, allow: [127.0.0.1]}, alimtalk: {url: "${simulated.url}", app_key: simulated, secret_key: simulated, sender_key: simulated, allow: [127.0.0.1]}}\n`),
    new Program().start(`sms: {provider: webhook, webhook: {url: "${gateway.url}", secret: ${secret}, token: ${token}, kinds: [sms, mms], allow: [127.0.0.0/8]}, senders: [{number: "15880001", name: 대표}]}\n`)]);
  for (const one of [local, cloud, own]) await people(one);
});
after(async () => {
  await browser?.stop();
  for (const one of [local, cloud, own]) await one?.stop();
  simulated?.process.kill("SIGTERM");
  gateway?.http.closeAllConnections();
  gateway?.http.close();
});

afterEach(closeLeft);

/** A picture for who looks at it. */
const picture = (page, name) => process.env.PICTURES ? page.screenshot({ path: `${process.env.PICTURES}/${name}.png` }) : undefined;
const bytes = (page) => page.locator(".b-now").first().textContent();
const nextNumber = (() => { let n = 0; return () => `0107${String(1_000_000 + ++n).padStart(7, "0")}`; })();
/** Writes a message to some numbers. */
async function write(page, to, body) {
  await page.locator("#c-to").fill(`${to},`);
  await page.locator("#c-body").fill(body);
}
/** Fails where something runs over, or a text has a hole. */
async function whole(page, where) {
  assert.deepEqual(await page.evaluate(over), [], where);
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll(".scroll")].filter((el) => el.scrollWidth > el.clientWidth + 1).map((el) => `${el.className} ${el.scrollWidth} in ${el.clientWidth}`)), [], `${where}: a list scrolls to the side`);
  const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide[0] <= wide[1], `${where}: the page is ${wide[0]} px wide in ${wide[1]}`);
  assert.doesNotMatch((await page.locator("body").innerText()).replaceAll("{이름}", "").replaceAll("{name}", ""), /\{\w+\}|undefined|NaN|\[object/, where);
}

test("a message goes by the simulated NHN Cloud and its result comes by itself; pressed twice it goes once", async () => {
  const { page, close } = await cloud.visit(browser, "boss", "/sms");
  const number = nextNumber();
  await page.locator("#c-sender").waitFor();
  await until(page, () => document.querySelector("#c-sender").value === "15880001");
  assert.deepEqual(await page.locator("#c-sender option").evaluateAll((list) => list.slice(1).map((one) => [one.textContent, one.disabled])), [["1588-0001", false], ["1588-0000 (사용 불가)", true], ["02-1234-0000 (사용 불가)", true]], "the provider's numbers alone, and those that it blocks cannot be chosen");
  assert.equal(await page.locator(".undelivered").count(), 0);
  await write(page, number, "안녕하세요, 온마루입니다.");
  assert.equal(await bytes(page), "25");
  await picture(page, "sms-written");
  const send = page.getByRole("button", { name: "1명에게 보내기" });
  await send.dblclick();
  await page.getByText("1명에게 보냈습니다.").waitFor();
  await page.locator(".sends .act", { hasText: "발송 완료" }).first().waitFor({ timeout: 90_000 });
  const there = (await cloud.ask("GET", `sms/messages?number=${number}&unmasked=true`)).items;
  assert.deepEqual(there.map((one) => [one.state, one.text]), [["delivered", "안녕하세요, 온마루입니다."]]);
  const shown = await (await fetch(`${simulated.url}/simulated`)).json();
  assert.equal(JSON.stringify(shown).split(number).length - 1 >= 1, true, "the provider has it");
  await page.locator(".sends .lnk").first().click();
  await page.locator(".one-msg", { hasText: "발송 완료" }).waitFor();
  assert.equal(await page.locator(".one-msg .why").count(), 0, "what has arrived is not said twice");
  await picture(page, "sms-detail");
  await close();
});

test("Alimtalk: a template that Kakao has approved, filled in, with the same text by SMS where it fails", async () => {
  const templates = (await cloud.ask("GET", "sms/kakao-templates")).items, one = templates.find((template) => template.approved && template.fields.length), number = nextNumber();
  assert.ok(one, JSON.stringify(templates));
  const { page, close } = await cloud.visit(browser, "boss", "/sms");
  await page.getByRole("button", { name: "알림톡", exact: true }).click();
  await page.locator("#c-to").fill(`${number},`);
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("알림톡 템플릿을 골라 주세요.").waitFor();
  assert.deepEqual(await page.locator("#c-kakao option").evaluateAll((list) => list.slice(1).filter((option) => option.disabled).length), templates.filter((template) => !template.approved).length);
  await page.locator("#c-kakao").selectOption(one.code);
  assert.equal(await page.locator("#c-body").count(), 0, "nobody writes freely");
  let text = one.content;
  for (const [i, name] of one.fields.entries()) {
    await page.locator(`[id="c-v-${name}"]`).fill(`값${i}`);
    text = text.replaceAll(`#{${name}}`, `값${i}`);
  }
  assert.equal(await page.locator(".ph p").textContent(), text);
  assert.equal(await page.getByRole("switch", { name: "대체 발송" }).isChecked(), true);
  await picture(page, "sms-alimtalk");
  assert.deepEqual(await barriers(page), []);
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("1명에게 보냈습니다.").waitFor();
  for (let i = 0; ; i++) {
    const [message] = (await cloud.ask("GET", `sms/messages?number=${number}`)).items;
    if (message.state === "accepted" || message.state === "delivered") { assert.deepEqual([message.kind, message.text], ["alimtalk", text]); break; }
    assert.ok(i < 200 && !["rejected", "failed", "unknown"].includes(message.state), JSON.stringify(message));
    await page.waitForTimeout(100);
  }
  await close();
});

test("an answer that did not come: the same once more is answered with what was kept", async () => {
  const { page, close } = await local.visit(browser, "boss", "/sms");
  const number = nextNumber();
  await write(page, number, "한 번만 갑니다");
  let cut = 0;
  await page.route("**/api/v1/sms/sends", async (route) => {
    if (route.request().method() !== "POST" || cut++) return route.continue();
    await route.fetch(); // taken, and nobody hears of it
    await route.abort();
  });
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("두 번 보내지지 않습니다").waitFor();
  assert.equal(await page.locator("#c-body").inputValue(), "한 번만 갑니다", "what was written stays");
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("보관했습니다").waitFor();
  assert.equal((await local.ask("GET", `sms/messages?number=${number}`)).items.length, 1);
  await close();
});

test("without a provider every screen says that nothing is delivered, and how that is changed", async () => {
  for (const [login, path] of [["boss", "/sms"], ["boss", "/sms#/history"], ["boss", "/sms#/templates"], ["boss", "/sms#/conversations"], ["boss", "/sms#/opt-outs"], ["kim", "/sms"]]) {
    const { page, close } = await local.visit(browser, login, path);
    await page.getByText("실제로 발송되지 않습니다.").first().waitFor();
    await page.getByText(login === "boss" ? "sms.provider" : "관리자에게 문의해 주세요").first().waitFor();
    await close();
  }
  const { page, close } = await local.visit(browser, "boss", "/sms?lang=en");
  await page.getByText("Nothing is delivered.").waitFor();
  await write(page, nextNumber(), "Hello");
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByRole("dialog").getByText("Nothing is delivered.").waitFor();
  await page.getByRole("button", { name: "Send to 1", exact: true }).last().click();
  await page.getByText("Nothing was delivered.").waitFor();
  await page.locator(".sends .act", { hasText: "Kept, not sent" }).first().waitFor();
  await close();
});

test("bytes are counted as the gateways do, at their bounds; over 90 MMS is offered and nothing changes by itself", async () => {
  const { page, close } = await local.visit(browser, "boss", "/sms");
  const body = page.locator("#c-body"), pressed = (name) => page.getByRole("button", { name, exact: true }).getAttribute("aria-pressed");
  await page.locator("#c-to").fill(`${nextNumber()},`);
  await body.fill("가".repeat(45));
  assert.equal(await bytes(page), "90");
  assert.equal(await page.getByRole("button", { name: "MMS로 보내기" }).count(), 0);
  await body.fill(`${"가".repeat(45)}a`);
  assert.equal(await bytes(page), "91");
  assert.equal(await pressed("SMS"), "true", "never by itself");
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("91바이트입니다. SMS는 90바이트까지입니다.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "c-body", "the eye is led to what is wrong");
  await page.getByRole("button", { name: "MMS로 보내기" }).click();
  assert.equal(await pressed("MMS"), "true");
  await body.fill("가".repeat(1000));
  assert.equal(await bytes(page), "2,000");
  await page.getByRole("button", { name: "발송 확인" }).click();
  await page.getByRole("dialog").getByText("MMS 1건을 지금 보냅니다.").waitFor();
  await page.keyboard.press("Escape");
  await body.fill(`${"가".repeat(1000)}.`);
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("2,001바이트입니다. MMS는 2,000바이트까지입니다.").waitFor();
  await body.fill("짧은 글");
  const title = page.locator("#c-title");
  await title.fill("가".repeat(20));
  await page.getByText("40 / 40 바이트").waitFor();
  await title.fill(`${"가".repeat(20)}a`);
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("제목이 41바이트입니다. 40바이트까지입니다.").waitFor();
  assert.equal((await local.ask("POST", "sms/count", { text: "한글 a\n😀" })).bytes, 7);
  await page.getByRole("button", { name: "SMS", exact: true }).click();
  await body.fill("한글 a\n😀");
  assert.equal(await bytes(page), "7");
  await close();
});

test("what cannot be sent, or may arrive as a question mark, is marked where it stands", async () => {
  const { page, close } = await local.visit(browser, "boss", "/sms");
  await write(page, nextNumber(), "이모지 😀와 • © – é\u00a0그리고 똠");
  assert.deepEqual(await page.locator(".marks mark[data-t=bad]").allTextContents(), ["😀", "•", "©", "–", "é", "\u00a0"]);
  assert.deepEqual(await page.locator(".marks mark[data-t=warn]").allTextContents(), ["똠"]);
  await page.getByText("😀 (5번째)").waitFor();
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("보낼 수 없는 글자를 지워 주세요: 😀 • © –").waitFor();
  await picture(page, "sms-marks");
  await page.getByRole("button", { name: "모두 지우기" }).click();
  assert.equal(await page.locator("#c-body").inputValue(), "이모지 와    그리고 똠");
  await page.locator("#c-body").fill("한글".normalize("NFD")); // as macOS pastes it
  assert.equal(await page.locator("#c-body").inputValue(), "한글");
  assert.equal(await bytes(page), "4");
  // The marks lie under the very characters, however far the text is scrolled.
  await page.locator("#c-body").fill(`${"줄\n".repeat(40)}끝 😀`);
  await page.evaluate(() => { const area = document.querySelector("#c-body"); area.scrollTop = area.scrollHeight; });
  await until(page, () => document.querySelector(".marks").scrollTop === document.querySelector("#c-body").scrollTop && document.querySelector("#c-body").scrollTop > 300);
  await close();
});

test("recipients are cleaned from pasted lists; doubles and wrong ones are told, 10 to 13 digits are taken", async () => {
  const { page, close } = await local.visit(browser, "boss", "/sms");
  const to = page.locator("#c-to");
  assert.equal((await page.locator(".prevw figcaption").textContent()).trim(), "미리 보기", "of nobody there is no first one");
  await to.focus();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "010-7200-0001\n01072000002\t;010 7200 0003,,\r\n0107200000,010720000011,0107200000111,01072000001111,02123456,가나다,01072000002,");
    document.querySelector("#c-to").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  assert.match(await page.locator("label[for=c-to]").textContent(), /6명 · 중복 1개 제외 · 확인할 번호 3개/);
  assert.deepEqual(await page.locator(".to .chip-text").evaluateAll((list) => list.map((one) => [one.firstChild.nextSibling.textContent, one.querySelector(".sr").textContent])), [["01072000001111", "13자리보다 깁니다."], ["02123456", "10자리보다 짧습니다. 받는 번호는 10~13자리라 02-123-4567 같은 9자리 번호로는 보내지 않습니다."], ["가나다", "전화번호가 아닙니다."]]);
  // The server reads the list alike.
  const list = await local.ask("POST", "sms/recipients", { text: "010-7200-0001\n01072000002\t;010 7200 0003,,\r\n0107200000,010720000011,0107200000111,01072000001111,02123456,가나다,01072000002," });
  assert.deepEqual([list.good, list.numbers.filter((one) => one.code).map((one) => one.code)], [6, ["too_long", "too_short", "not_a_number", "double"]]);
  // What the centre does not send to is marked at once, by the setting, and is not counted; the server says the same.
  await to.fill("+1 212 555 0100,02-1234-5678,");
  assert.deepEqual(await page.locator(".to .chip-text .sr").evaluateAll((list) => list.slice(3).map((one) => one.textContent)), ["휴대전화(010, 011, 016~019)가 아니라 보내지 않습니다.", "휴대전화(010, 011, 016~019)가 아니라 보내지 않습니다."]);
  assert.deepEqual((await local.ask("POST", "sms/recipients", { text: "+1 212 555 0100,02-1234-5678" })).numbers.map((one) => one.code), ["not_allowed", "not_allowed"]);
  for (const [numbers, marked] of [["domestic", ["외국 번호라 보내지 않습니다."]], ["any", []], ["domestic_mobile", null]]) {
    await local.ask("PUT", "settings/sms.numbers", { value: numbers });
    if (!marked) break;
    const other = await local.visit(browser, "boss", "/sms");
    await other.page.locator("#c-to").fill("+1 212 555 0100,02-1234-5678,");
    await until(other.page, (n) => document.querySelectorAll(".to .tagx").length === 2 && document.querySelectorAll(".to .chip-text").length === n, marked.length);
    assert.deepEqual(await other.page.locator(".to .chip-text .sr").allTextContents(), marked, numbers);
    assert.match(await other.page.locator(".prevw figcaption").textContent(), /1 \/ [12]/);
    await other.close();
  }
  for (let i = 0; i < 2; i++) { await to.focus(); await page.keyboard.press("Backspace"); }
  assert.equal(await page.locator(".to .chip-text").count(), 3, "marked ones go by the key too");
  await page.locator("#c-body").fill("시험");
  await page.getByRole("button", { name: "6명에게 보내기" }).click();
  await page.getByText("확인할 번호가 3개 있습니다. 고치거나 지워 주세요.").waitFor();
  await picture(page, "sms-recipients");
  await page.locator(".to .chip-text", { hasText: "02123456" }).click();
  assert.equal(await to.inputValue(), "02123456", "it goes back to where it is typed");
  await to.fill("010-7200-0009");
  await to.press("Enter");
  await page.getByRole("button", { name: "3개 지우기" }).click();
  assert.match(await page.locator("label[for=c-to]").textContent(), /7명$/);
  await page.getByRole("button", { name: "010-7200-0009 빼기" }).click();
  await to.press("Backspace");
  assert.match(await page.locator("label[for=c-to]").textContent(), /5명$/);
  await close();
});

test("an input method has its keys: Enter within a syllable adds no recipient and sends nothing", async () => {
  const { page, close } = await local.visit(browser, "boss", "/sms");
  await page.locator("#c-body").fill("시험");
  const to = page.locator("#c-to");
  await to.fill("01072000001");
  await to.evaluate((box) => box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", isComposing: true, bubbles: true, cancelable: true })));
  assert.equal(await page.locator(".to .tagx").count(), 0);
  await page.locator("#c-body").evaluate((box) => box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", ctrlKey: true, keyCode: 229, isComposing: true, bubbles: true, cancelable: true })));
  await page.locator("#c-body").press("n"); // a letter while somebody types is no key of the page
  assert.equal(await page.evaluate(() => document.activeElement?.id), "c-body");
  await page.waitForTimeout(200);
  assert.equal(await page.locator(".said-line.sent, [data-t=bad].problem").count(), 0);
  await close();
});

test("variables are filled for each recipient and counted after that; one without a value is told at its field", async () => {
  const { page, close } = await local.visit(browser, "boss", "/sms");
  const first = "010-1234-4821", second = nextNumber();
  await write(page, `${first},${second}`, "{이름}님 {날짜} 방문");
  await page.getByRole("button", { name: "2명에게 보내기" }).click();
  await page.getByText("날짜 값이 없는 사람이 2명 있습니다.").waitFor();
  await page.locator("#c-v-날짜").fill("11월 30일");
  await page.getByRole("button", { name: "2명에게 보내기" }).click();
  await page.locator("[id='c-v-이름-wrong']", { hasText: "에게 넣을 값이 없습니다 (이름)." }).waitFor(); // whom the centre does not know, as the server says it
  await page.locator("#c-v-이름").fill("고객");
  await page.getByRole("button", { name: "발송 확인" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("SMS 2건을 지금 보냅니다. 내용은 2가지입니다.").waitFor();
  assert.deepEqual(await dialog.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [row.children[1].textContent, row.children[2].textContent])), [["박민정님 11월 30일 방문", "23"], ["고객님 11월 30일 방문", "21"]]);
  assert.deepEqual(await barriers(page), []);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "받는 사람별로" }).click();
  await page.locator(".each input").nth(3).fill("12월 1일");
  assert.equal(await page.locator(".ph p").textContent(), "고객님 11월 30일 방문");
  await page.getByRole("button", { name: "다음 사람" }).click();
  assert.equal(await page.locator(".ph p").textContent(), "고객님 12월 1일 방문");
  await picture(page, "sms-variables");
  await page.keyboard.press("Control+Enter");
  await page.getByText("2명의 문자를 보관했습니다").waitFor();
  const texts = (await local.ask("GET", `sms/messages?number=${second}`)).items.map((one) => one.text);
  assert.deepEqual(texts, ["고객님 12월 1일 방문"]);
  await close();
});

test("a template fills what it has; one that cannot be edited is locked, on the server too", async () => {
  const { page, close } = await local.visit(browser, "boss", "/sms");
  await page.locator("#c-template").selectOption({ label: "고정 문구" });
  const body = page.locator("#c-body");
  assert.equal(await body.inputValue(), "부재 중이시면 경비실에 보관합니다.");
  assert.equal(await body.isEditable(), false);
  assert.equal(await page.locator("#c-sender").isDisabled(), true);
  assert.equal(await page.getByRole("button", { name: "MMS", exact: true }).isDisabled(), true);
  await page.locator("label[for=c-body]", { hasText: "편집 불가" }).waitFor();
  const one = (await local.ask("GET", "sms/templates")).items.find((template) => template.name === "고정 문구"), number = nextNumber();
  const refused = await fetch(`${local.url}/api/v1/sms/sends`, { method: "POST", headers: { Authorization: "Bearer a-key-for-tests-of-the-pages-0123456789", "Content-Type": "application/json" }, body: JSON.stringify({ template: one.id, sender: "15880001", body: "다른 글", recipients: [{ number }] }) });
  assert.equal(refused.status, 422);
  await page.locator("#c-to").fill(`${number},`);
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("1명의 문자를 보관했습니다").waitFor();
  assert.deepEqual((await local.ask("GET", `sms/messages?number=${number}`)).items.map((message) => message.text), ["부재 중이시면 경비실에 보관합니다."]);
  // By the tree, with the keyboard; without one what was locked is gone.
  await page.getByRole("treeitem", { name: "배송" }).first().focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  assert.equal(await body.inputValue(), "[온마루] {이름}님, 오늘 19시 전 도착 예정입니다.");
  assert.equal(await body.isEditable(), true);
  await body.fill("[온마루] 고쳐 씁니다.");
  await page.locator("#template-find").fill("고정");
  assert.deepEqual(await page.locator(".tree .l3").allTextContents().then((all) => all.map((text) => text.trim().replace(/\s+/g, " "))), ["고정 문구편집 불가 SMS".replace(" SMS", "SMS")]);
  await close();
});

test("schedules are 30 minutes to a day ahead, and are taken back from the list", async () => {
  const { page, close } = await own.visit(browser, "boss", "/sms");
  const number = nextNumber(), { fromLocalInput, localInput } = await import("../js/format.js");
  await write(page, number, "예약 문자");
  await page.getByRole("switch", { name: "예약 발송" }).check();
  const at = page.locator("#c-at"), zone = "Asia/Seoul", minute = 60_000;
  const set = (ms) => at.fill(localInput(ms, zone));
  await set(Date.now() + 28 * minute);
  await page.getByRole("button", { name: /1명에게 .* 예약/ }).click();
  await page.getByText("30분 뒤부터 예약할 수 있습니다.").waitFor();
  assert.match(await at.evaluate((el) => el.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id)?.textContent).join(" ")), /30분 뒤부터 예약/, "the fault is tied to its field");
  await set(Date.now() + 24 * 60 * minute + 2 * minute);
  await page.getByRole("button", { name: /1명에게 .* 예약/ }).click();
  await page.getByText("24시간 안으로 예약할 수 있습니다.").waitFor();
  await page.getByRole("button", { name: "가장 이른 시각" }).click();
  const due = fromLocalInput(await at.inputValue(), zone);
  assert.ok(due - Date.now() >= 30 * minute && due - Date.now() < 42 * minute);
  await page.getByRole("button", { name: `1명에게 ${localInput(due, zone).slice(11)} 예약` }).click();
  await page.getByText("1명에게 보낼 문자를 예약했습니다.").waitFor();
  await picture(page, "sms-scheduled");
  const row = page.locator(".sends tr", { hasText: "예약 문자" });
  // What the provider has not given back may go: that is said, beside the button and in what was just sent.
  await page.route("**/sms/sends/*/cancel", (route) => route.fulfill({ json: { delivers: true, cancelled: 0, left: 1, elsewhere: 2 } }), { times: 1 });
  await page.locator(".said-line").getByRole("button", { name: "예약 취소" }).click();
  await page.locator(".said-line").getByRole("button", { name: "정말 취소" }).click();
  await page.locator(".said-line", { hasText: "1건은 사업자가 아직 돌려주지 않아 나갈 수 있습니다(다시 요청합니다). 2건은 다른 발송사가 보관 중이라" }).waitFor();
  await page.locator(".sends .came-row", { hasText: "1건은 사업자가 아직 돌려주지 않아" }).waitFor();
  await picture(page, "sms-left");
  assert.deepEqual(await barriers(page), []);
  await whole(page, "what was not given back");
  await row.getByRole("button", { name: "취소" }).click();
  await row.getByRole("button", { name: "정말 취소" }).click();
  await row.getByText("취소됨").waitFor();
  assert.equal(await page.getByText("아직 돌려주지 않아").count(), 0);
  const [one] = (await own.ask("GET", `sms/messages?number=${number}`)).items;
  assert.equal(one.state, "cancelled");
  assert.ok(!JSON.stringify(gateway.batches).includes(number), "nothing went out");
  await close();
});

test("the bounds of a schedule, to the second", async () => {
  const { wrongTime } = await import("../js/sms/schedule.js"), now = Date.parse("2026-11-20T06:00:00.400Z"), s = 1000, minute = 60 * s;
  for (const [ahead, why] of [[29 * minute + 59 * s, "soon"], [30 * minute, ""], [24 * 60 * minute, ""], [24 * 60 * minute + s, "far"]]) assert.equal(wrongTime(now + ahead, now), why, String(ahead));
  assert.equal(wrongTime(NaN, now), "missing");
});

test("advertising: what the law asks for is put in, and what lacks is told", async () => {
  const { page, close } = await local.visit(browser, "boss", "/sms");
  await write(page, nextNumber(), "겨울 할인");
  await page.getByRole("switch", { name: "광고" }).check();
  assert.equal(await page.locator("#c-body").inputValue(), "(광고)온마루 겨울 할인\n무료수신거부 080-123-4567");
  await page.locator("#c-body").fill("(광고)온마루 겨울 할인");
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("마지막 줄에 무료수신거부 080-123-4567를 적어 주세요.").waitFor();
  await page.getByRole("switch", { name: "광고" }).uncheck();
  assert.equal(await page.locator("#c-body").inputValue(), "겨울 할인");
  const { lacks, asAdvert } = await import("../js/sms/advert.js"), { night } = await import("../js/sms/schedule.js");
  assert.equal(lacks(asAdvert("할인", "온마루", "080-1"), "온마루", "080-1"), "");
  assert.deepEqual(["2026-11-20T11:59:59Z", "2026-11-20T12:00:00Z", "2026-11-20T22:59:59Z", "2026-11-20T23:00:00Z"].map((at) => night(Date.parse(at), "Asia/Seoul")), [false, true, true, false]);
  await close();
});

test("images of an MMS: jpg by what they are, 300,000 bytes, two at most", async () => {
  const { page, close } = await local.visit(browser, "boss", "/sms");
  const jpeg = Buffer.from(await page.evaluate(async () => { const canvas = document.createElement("canvas"); canvas.width = canvas.height = 64; canvas.getContext("2d").fillRect(8, 8, 30, 30); const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8)); return [...new Uint8Array(await blob.arrayBuffer())]; }));
  assert.equal(await page.getByRole("button", { name: "이미지 (MMS)" }).isDisabled(), true);
  await page.getByRole("button", { name: "MMS", exact: true }).click();
  const file = page.locator("input[type=file]"), put = (name, buffer) => file.setInputFiles({ name, mimeType: "image/jpeg", buffer });
  await put("fake.jpg", Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(100)])); // a PNG that was renamed
  await page.getByText("jpg 이미지가 아닙니다: fake.jpg").waitFor();
  await put("large.jpg", Buffer.concat([jpeg, Buffer.alloc(300_001 - jpeg.length)]));
  await page.getByText("300,001바이트").waitFor();
  await put("just.jpg", Buffer.concat([jpeg, Buffer.alloc(300_000 - jpeg.length)]));
  await page.locator(".thumbs img").waitFor();
  await put("two.jpg", jpeg);
  await until(page, () => document.querySelectorAll(".thumbs img").length === 2);
  assert.equal(await page.getByRole("button", { name: "이미지", exact: true }).isDisabled(), true);
  await until(page, () => [...document.querySelectorAll(".thumbs img")].every((one) => one.naturalWidth > 0));
  const number = nextNumber();
  await write(page, number, "사진");
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("보관했습니다").waitFor();
  const [one] = (await local.ask("GET", `sms/sends?number=${number}`)).items;
  assert.deepEqual([one.kind, one.images.length], ["mms", 2]);
  await close();
});

test("many at once: shown first, confirmed by a button with the number; without the permission it is said", async () => {
  const { page, close } = await own.visit(browser, "lead", "/sms");
  const numbers = Array.from({ length: 6 }, nextNumber);
  await write(page, numbers.join(","), "여섯 명에게");
  await page.getByRole("button", { name: "6명에게 보내기" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("SMS 6건을 지금 보냅니다.").waitFor();
  assert.ok(!JSON.stringify(gateway.batches).includes(numbers[0]), "nothing goes before it is confirmed");
  await picture(page, "sms-bulk");
  assert.deepEqual(await barriers(page), []);
  await dialog.getByRole("button", { name: "6명에게 보내기" }).dblclick();
  await page.getByText("6명에게 보냈습니다.").waitFor();
  await until(page, () => [...document.querySelectorAll(".sends .act")][0]?.textContent.includes("접수"));
  assert.deepEqual(numbers.map((number) => JSON.stringify(gateway.batches).split(number).length - 1), [1, 1, 1, 1, 1, 1]);
  await page.getByRole("button", { name: "보기", exact: true }).click();
  await page.locator(".one-msg").nth(5).waitFor();
  await close();
  const log = await own.ask("GET", "access-log");
  assert.ok(log.some((one) => one.action === "sms_sent" && one.detail === "sms to 6 recipients"), JSON.stringify(log.slice(0, 5)));

  const agent = await own.visit(browser, "kim", "/sms");
  await write(agent.page, numbers.join(","), "여섯 명에게");
  await agent.page.getByRole("button", { name: "6명에게 보내기" }).click();
  await agent.page.getByText("5명부터는 대량 발송 권한이 필요합니다.").waitFor();
  await agent.close();
});

test("what the server refuses stands at its field: a limit of a number at the number", async () => {
  await local.ask("PUT", "settings/sms.per_number_minute", { value: "1" });
  const { page, close } = await local.visit(browser, "boss", "/sms?lang=en"), number = nextNumber(), other = nextNumber();
  await write(page, number, "one");
  await page.getByRole("button", { name: "Send to 1", exact: true }).click();
  await page.getByText("Kept for 1 recipient.").waitFor();
  await write(page, `${other},${number}`, "two");
  await page.getByRole("button", { name: "Send to 2", exact: true }).click();
  await page.locator("#c-to-wrong", { hasText: "A number gets 1 messages within a minute at most." }).waitFor();
  assert.deepEqual(await page.locator(".to .tagx[data-t=bad]").evaluateAll((list) => list.map((one) => one.firstChild.nextSibling.textContent.replaceAll("-", ""))), [number]);
  await local.ask("PUT", "settings/sms.per_number_minute", { value: "60" });
  await close();
});

test("of a message that nobody knows of a person decides: settled, or sent again", async () => {
  gateway.silent = true;
  const { page, close } = await own.visit(browser, "boss", "/sms"), [first, second] = [nextNumber(), nextNumber()];
  for (const number of [first, second]) {
    await write(page, number, `알 수 없음 ${number.slice(-2)}`);
    await page.getByRole("button", { name: "1명에게 보내기" }).click();
    await page.getByText("1명에게 보냈습니다.").waitFor();
  }
  for (const number of [first, second]) for (let i = 0; ; i++) {
    if ((await own.ask("GET", `sms/messages?number=${number}`)).items[0].state === "unknown") break;
    assert.ok(i < 200, "it does not become unknown");
    await page.waitForTimeout(100);
  }
  gateway.silent = false;
  await page.reload();
  await page.getByText("보냈는지 알 수 없는 문자가 2건 있습니다.").waitFor();
  await page.locator(".undelivered").getByRole("link", { name: "보기" }).click();
  await page.locator(".sends .lnk").nth(1).click();
  await page.getByText("고객이 두 번 받을 수 있습니다.").waitFor();
  await picture(page, "sms-unknown");
  assert.deepEqual(await barriers(page), []);
  await page.getByRole("button", { name: "확인 처리" }).click();
  await page.locator(".one-msg").getByText("확인함").waitFor();
  await page.locator(".sends .lnk").first().click();
  await page.getByRole("button", { name: "다시 보내기" }).click();
  await page.getByRole("button", { name: "그래도 다시 보내기" }).click();
  await page.getByText("새 문자로 다시 보냈습니다.").waitFor();
  for (let i = 0; !JSON.stringify(gateway.batches.slice(-1)).includes(second); i++) {
    assert.ok(i < 100, "it was not sent again");
    await page.waitForTimeout(100);
  }
  await close();
});

test("a customer writes: a badge tells it without a reload, the thread is read and answered; the word of refusal is one", async () => {
  const { page, close } = await own.visit(browser, "boss", "/sms");
  await page.getByText("실시간").waitFor();
  await gateway.tell(own, { results: [], incoming: [{ id: "in-1", from: "01012344821", to: "15880001", body: "오늘 오나요?", media: ["https://example.com/a.jpg"], at: new Date().toISOString() }] });
  await page.locator(".top .seg .badge").waitFor();
  await page.locator(".rail .badge").waitFor();
  await page.getByRole("link", { name: /^대화/ }).click();
  await page.locator(".conv-row").first().click();
  await page.locator(".thread").getByText("오늘 오나요?").waitFor();
  await until(page, () => !document.querySelector(".top .seg .badge"));
  await page.locator("#r-body").fill("네, 19시 전에 도착합니다.");
  await page.keyboard.press("Control+Enter");
  await page.locator(".thread .ours").getByText("네, 19시 전에 도착합니다.").waitFor();
  await page.locator(".thread .ours").getByText("접수").waitFor();
  await picture(page, "sms-thread");
  assert.deepEqual(await barriers(page), []);
  await gateway.tell(own, { results: [], incoming: [{ id: "in-2", from: "01012344821", to: "15880001", body: "수신거부", at: new Date().toISOString() }] });
  await page.locator(".thread").getByText("수신거부", { exact: true }).waitFor();
  await page.locator("#r-body").fill("한 번 더");
  await page.keyboard.press("Control+Enter");
  await page.getByText("받는 사람이 모두 수신을 거부했습니다").waitFor();
  await page.getByRole("link", { name: "수신거부", exact: true }).click();
  await page.locator(".tbl").getByText("고객 답장").waitFor();
  await page.getByLabel("전화번호").last().fill("010-5555-6666");
  await page.getByLabel("사유").fill("전화로 요청");
  await page.getByRole("button", { name: "수신거부 등록" }).click();
  await page.getByText("등록했습니다").waitFor();
  await until(page, () => document.querySelectorAll(".tbl tbody tr").length === 2);
  await page.locator("tr", { hasText: "고객 답장" }).getByRole("button", { name: "해제" }).click();
  await page.getByRole("dialog").getByLabel("사유").fill("본인이 요청");
  await page.getByRole("button", { name: "수신거부 해제" }).click();
  await until(page, () => document.querySelectorAll(".tbl tbody tr").length === 1);
  await close();
});

test("categories and templates: two levels, flags that count below, and what goes along is said before", async () => {
  const { page, close } = await own.visit(browser, "lead", "/sms#/templates");
  await page.getByRole("button", { name: "분류 추가" }).click();
  await page.getByRole("button", { name: "저장" }).click();
  await page.getByText("이름을 적어 주세요.").waitFor();
  await page.getByLabel("분류 이름").fill("회원");
  await page.getByRole("button", { name: "저장" }).click();
  await page.getByText("저장했습니다.").waitFor();
  await page.getByText("템플릿은 2단계 분류에만 넣을 수 있습니다.").first().waitFor();
  assert.equal(await page.getByRole("button", { name: "템플릿 추가" }).count(), 0, "none in the first level (T4)");
  await page.getByRole("button", { name: "하위 분류 추가" }).click();
  await page.getByLabel("분류 이름").fill("등급 안내");
  await page.getByRole("button", { name: "저장" }).click();
  await page.getByRole("button", { name: "템플릿 추가" }).click();
  await page.getByLabel("템플릿 이름").fill("등급 변경");
  await page.locator("#t-body").fill("가".repeat(46));
  await page.getByRole("button", { name: "저장" }).click();
  await page.getByText("92바이트입니다. SMS는 90바이트까지입니다.").waitFor();
  await page.getByRole("button", { name: "MMS로 보내기" }).click();
  await page.locator("#t-title").fill("등급");
  await page.locator("#t-sender").selectOption("15880001");
  await page.getByRole("button", { name: "저장" }).click();
  await page.getByText("저장했습니다.").waitFor();
  await picture(page, "sms-template");
  assert.deepEqual(await barriers(page), []);
  const made = (await own.ask("GET", "sms/templates")).items.find((one) => one.name === "등급 변경");
  assert.deepEqual([made.kind, made.title, made.offered, made.locked], ["mms", "등급", true, false]);
  await page.getByRole("treeitem", { name: "회원" }).click();
  await page.getByRole("switch", { name: "사용" }).uncheck();
  await page.getByRole("switch", { name: "편집 가능" }).uncheck();
  await page.getByRole("button", { name: "저장" }).click();
  await page.getByText("사용하지 않는 분류입니다.").waitFor();
  const after = (await own.ask("GET", "sms/templates")).items.find((one) => one.name === "등급 변경");
  assert.deepEqual([after.offered, after.locked, after.used, after.editable], [false, true, true, true], "what stands above counts (T6)");
  await page.getByRole("link", { name: "문자 발송", exact: true }).click();
  await page.locator("#c-template option", { hasText: "오늘 도착 예정" }).waitFor({ state: "attached" });
  assert.ok(!(await page.locator("#c-template").textContent()).includes("등급 변경"), "not offered (T7)");
  await page.getByRole("link", { name: "템플릿 관리" }).first().click();
  await page.getByRole("treeitem", { name: "회원" }).click();
  // What is written in one form is there again after another one, and is given up only when somebody says so.
  await page.getByRole("button", { name: "등급 변경" }).click();
  await page.locator("#t-body").fill("쓰던 글");
  await page.getByRole("treeitem", { name: "등급 안내" }).click();
  await page.locator("tr", { hasText: "등급 변경" }).getByText("저장하지 않음").waitFor();
  await page.keyboard.press("Alt+2");
  await page.keyboard.press("Alt+3");
  await page.getByRole("button", { name: "등급 변경" }).click();
  assert.equal(await page.locator("#t-body").inputValue(), "쓰던 글");
  await page.getByRole("button", { name: "변경 취소" }).click();
  await until(page, () => document.querySelector("#t-body").value !== "쓰던 글");
  // Several templates go at once.
  for (const name of ["하나", "둘"]) await own.ask("POST", "sms/templates", { category: made.category, name, kind: "sms", body: name });
  await page.getByRole("treeitem", { name: "등급 안내" }).click();
  await page.keyboard.press("r");
  await page.reload();
  await page.getByRole("treeitem", { name: "등급 안내" }).click();
  for (const name of ["하나", "둘"]) await page.getByRole("checkbox", { name: `${name} 선택` }).check();
  await page.getByRole("button", { name: "2개 삭제" }).click();
  await page.getByRole("dialog").getByText("템플릿 2개를 삭제합니다. 보낸 문자는 그대로 남습니다: 둘, 하나").waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.getByRole("dialog").getByRole("button", { name: "2개 삭제" }).click();
  await until(page, () => document.querySelectorAll(".three .tbl tbody tr").length === 1);
  assert.deepEqual((await own.ask("GET", "sms/templates")).items.filter((one) => one.category === made.category).map((one) => one.name), ["등급 변경"]);
  await page.getByRole("treeitem", { name: "회원" }).click();
  await page.getByRole("button", { name: "삭제", exact: true }).click();
  await page.getByText("하위 분류 1개와 템플릿 1개도 함께 삭제됩니다.").waitFor();
  await picture(page, "sms-delete");
  await page.getByRole("button", { name: "3개 삭제" }).click();
  await until(page, () => ![...document.querySelectorAll(".tree li")].some((one) => one.textContent.includes("회원")));
  assert.ok(!(await own.ask("GET", "sms/templates")).items.some((one) => one.name === "등급 변경"));
  await close();
});

test("the history is searched, and leaves as a table that others read, without a formula", async () => {
  const number = nextNumber();
  await local.ask("POST", "sms/sends", { sender: "15880001", body: "=HYPERLINK(\"http://evil.example\")", recipients: [{ number, name: "=1+1" }] });
  await local.ask("POST", "sms/sends", { sender: "15880001", kind: "mms", body: "긴 글", title: "제목", recipients: [{ number: nextNumber() }] });
  const { page, close } = await local.visit(browser, "boss", "/sms#/history");
  await page.locator(".sends tbody tr").nth(1).waitFor();
  const rows = () => page.locator(".sends tbody tr").count(), all = await rows();
  await page.getByLabel("유형").selectOption("mms");
  await until(page, () => [...document.querySelectorAll(".sends tbody tr")].every((row) => row.children[1].textContent === "MMS") && document.querySelector(".sends tbody tr"));
  await page.getByLabel("유형").selectOption("");
  await page.getByLabel("전화번호").fill(number.slice(-4));
  await until(page, () => document.querySelectorAll(".sends tbody tr").length === 1);
  assert.ok(all > 1);
  await page.getByLabel("등록 시작일").fill("2020-01-02");
  await page.getByLabel("등록 종료일").fill("2020-01-01");
  await page.getByText("종료일이 시작일보다 빠릅니다.").waitFor();
  await page.getByLabel("등록 종료일").fill("2020-01-03");
  await page.getByText("찾는 내용이 없습니다").waitFor();
  await page.getByRole("button", { name: "조건 지우기" }).click();
  await page.locator(".sends tbody tr").nth(1).waitFor();
  for (const state of ["scheduled", "delivered"]) { await page.getByLabel("상태").selectOption(state); await page.getByText("찾는 내용이 없습니다").waitFor(); }
  await page.getByLabel("상태").selectOption("accepted");
  await page.getByLabel("발신번호").selectOption("15880001");
  await page.locator(".sends tbody tr").nth(1).waitFor();
  await page.getByLabel("등록 시작일").fill("2020-01-02");
  const asked = page.waitForRequest((request) => new URL(request.url()).searchParams.get("from") === "2020-01-02T05:30:00.000Z");
  await page.getByLabel("등록 시작 시각").fill("14:30");
  await asked;
  await page.getByLabel("보낸 사람").selectOption({ label: "김하나" });
  await page.getByText("찾는 내용이 없습니다").waitFor();
  await page.getByLabel("보낸 사람").selectOption("");
  await page.locator(".sends tbody tr").nth(1).waitFor();
  // What is looked for stands in its field also after another view.
  await page.getByLabel("전화번호").fill(number.slice(-4));
  await until(page, () => document.querySelectorAll(".sends tbody tr").length === 1);
  await page.getByRole("link", { name: "수신거부", exact: true }).click();
  await page.locator("#o-find").waitFor();
  await page.getByRole("link", { name: "발송 내역" }).click();
  await page.locator("#h-number").waitFor();
  assert.equal(await page.locator("#h-number").inputValue(), number.slice(-4));
  await until(page, () => document.querySelectorAll(".sends tbody tr").length === 1);
  await page.getByLabel("전화번호").fill("");
  await page.locator(".sends tbody tr").nth(1).waitFor();
  await picture(page, "sms-history");
  const file = async (format) => {
    await page.getByRole("button", { name: "다운로드" }).click();
    await page.getByRole("button", { name: format, exact: true }).click();
    await page.getByLabel("다운로드 사유").fill("월간 보고");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "다운로드" }).click()]);
    const path = join(local.folder, `messages.${format === "CSV" ? "csv" : "xlsx"}`);
    await download.saveAs(path);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    return path;
  };
  const read = join(local.folder, "read.py");
  await writeFile(read, `import sys, zipfile, xml.etree.ElementTree as E, csv, json
ns = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
root = E.fromstring(z.read("xl/worksheets/sheet1.xml"))
assert not list(root.iter(ns + "f")), "a formula"
rows = [["".join(t.text or "" for t in c.iter(ns + "t")) or (c.find(ns + "v").text if c.find(ns + "v") is not None else "") for c in r.iter(ns + "c")] for r in root.iter(ns + "row")]
print(json.dumps({"xlsx": rows, "csv": list(csv.reader(open(sys.argv[2], encoding="utf-8-sig")))}))
`);
  const { xlsx, csv } = JSON.parse(execFileSync("python3", [read, await file("엑셀"), await file("CSV")], { encoding: "utf8" }));
  assert.equal(xlsx.length, csv.length);
  assert.ok(xlsx.length > 2 && xlsx[0].includes("수신번호"), xlsx[0].join());
  const line = xlsx.find((row) => row.some((cell) => cell.includes("HYPERLINK"))), text = csv.find((row) => row.some((cell) => cell.includes("HYPERLINK")));
  assert.ok(line && line.includes("=1+1"), "as a text");
  assert.ok(text.some((cell) => cell.startsWith("'=HYPERLINK")) && text.includes("'=1+1"), text.join());
  assert.ok(!JSON.stringify(xlsx).includes(number) && JSON.stringify(xlsx).includes(`****-${number.slice(-4)}`), "masked");
  await close();
});

test("rights as the server tells them: who may not does not see it", async () => {
  const lee = await local.visit(browser, "lee", "/sms");
  await lee.page.getByText("문자를 쓸 권한이 없습니다").waitFor();
  assert.equal(await lee.page.locator(".rail a[href=sms]").count(), 0);
  await lee.close();
  const agent = await local.visit(browser, "kim", "/sms");
  await agent.page.locator("#c-body").waitFor();
  assert.equal(await agent.page.getByRole("button", { name: "다운로드" }).count(), 0, "no permission to report");
  assert.equal(await agent.page.getByRole("link", { name: "템플릿 관리" }).count(), 1, "the tab, to look");
  await agent.page.getByRole("link", { name: "템플릿 관리" }).click();
  await agent.page.getByRole("treeitem", { name: "도착 안내" }).click();
  await agent.page.getByRole("button", { name: "고정 문구" }).click();
  assert.equal(await agent.page.getByRole("button", { name: /저장|삭제|추가/ }).count(), 0);
  await agent.page.getByRole("link", { name: "발송 내역" }).click();
  await agent.page.getByText("보낸 문자가 없습니다").waitFor(); // others' are not the agent's
  await agent.page.getByRole("link", { name: "수신거부", exact: true }).click();
  await agent.page.getByText("목록은 매니저가 볼 수 있습니다").waitFor();
  await agent.close();
  await local.ask("PUT", "settings/sms.enabled", { value: "false" });
  const off = await local.visit(browser, "boss", "/sms");
  await off.page.getByText("문자 발송을 쓰지 않고 있습니다").waitFor();
  await off.page.getByRole("link", { name: "설정 열기" }).waitFor();
  await picture(off.page, "sms-off");
  assert.deepEqual(await barriers(off.page), []);
  await off.page.goto(`${local.url}/`);
  await off.page.locator(".doors").waitFor();
  assert.equal(await off.page.locator(".doors a[href=sms]").count(), 0);
  await off.close();
  const refused = await fetch(`${local.url}/api/v1/sms/sends`, { headers: { Authorization: "Bearer a-key-for-tests-of-the-pages-0123456789" } });
  assert.equal(refused.status, 403);
  await local.ask("PUT", "settings/sms.enabled", { value: "true" });
});

test("the desk sends to whom the right side is about, by key, with templates and the count", async () => {
  const { page, close } = await own.visit(browser, "kim", "/desk");
  await page.locator(".state, .me-blk").first().waitFor();
  await page.keyboard.press("Alt+7");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "보내기" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "d-to", "nobody is chosen");
  const number = nextNumber();
  await page.keyboard.type(`${number},`);
  await dialog.locator("#d-template").selectOption({ label: "고정 문구" });
  assert.equal(await dialog.locator("#d-body").isEditable(), false);
  await dialog.locator("#d-template").selectOption("");
  await dialog.locator("#d-body").fill("😀 안녕하세요");
  await dialog.locator("mark").waitFor();
  await picture(page, "sms-desk");
  assert.deepEqual(await barriers(page), []);
  await whole(page, "the dialog of the desk");
  // A call comes, or another tab shows somebody else: the open message stays whose it is.
  const turned = (subject) => page.evaluate(async (subject) => { const { user } = await (await fetch("api/v1/me")).json(); new BroadcastChannel(`callfloor.desk.${user.id}`).postMessage({ kind: "subject", subject }); }, subject);
  await turned({ customer: "", number: "01099990000", call: "" });
  await until(page, () => document.querySelector(".right")?.textContent.includes("9999"));
  await dialog.locator("#d-to").fill("01099998888,"); // and is drawn anew
  await until(page, () => document.querySelectorAll("dialog .to .tagx").length !== 1);
  assert.equal(await dialog.locator("#d-body").inputValue(), "😀 안녕하세요");
  assert.deepEqual(await dialog.locator(".to .tagx").evaluateAll((list) => list.map((one) => one.textContent.replace(/\D/g, ""))), [number, "01099998888"]);
  await dialog.locator("#d-to").press("Backspace");
  await turned({ customer: "", number: "", call: "" });
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.keyboard.press("Alt+7");
  assert.equal(await dialog.locator("#d-body").inputValue(), "😀 안녕하세요", "what was written is still there");
  await dialog.locator("#d-body").fill("안녕하세요");
  await page.keyboard.press("Control+Enter");
  await dialog.getByText("1명에게 보냈습니다.").waitFor();
  await dialog.getByRole("button", { name: "닫기" }).last().click();
  assert.equal((await own.ask("GET", `sms/messages?number=${number}`)).items[0].agent, "kim");
  // What of a scheduled one cannot be taken back is said in the dialog, and so is what is refused.
  await page.keyboard.press("Alt+7");
  await dialog.locator("#d-to").fill(`${nextNumber()},`);
  await dialog.locator("#d-body").fill("예약");
  await dialog.getByRole("switch", { name: "예약 발송" }).check();
  await page.keyboard.press("Control+Enter");
  const cancelled = async (answer) => {
    await page.route("**/sms/sends/*/cancel", (route) => route.fulfill(answer), { times: 1 });
    await dialog.getByRole("button", { name: "예약 취소" }).click();
    await dialog.getByRole("button", { name: "정말 취소" }).click();
  };
  await cancelled({ status: 409, contentType: "application/problem+json", body: JSON.stringify({ status: 409, code: "conflict", detail: "nothing of it waits any more: it has been sent, or was cancelled already" }) });
  await dialog.getByRole("alert").getByText("이미 보냈거나 취소한 문자입니다.").waitFor();
  await cancelled({ json: { delivers: true, cancelled: 0, left: 1 } });
  await dialog.getByText("1건은 사업자가 아직 돌려주지 않아 나갈 수 있습니다").waitFor();
  await picture(page, "sms-desk-left");
  await drawn(page);
  assert.deepEqual(await barriers(page), []);
  await dialog.getByRole("button", { name: "예약 취소" }).click();
  await dialog.getByRole("button", { name: "정말 취소" }).click();
  await dialog.waitFor({ state: "detached" });
  await gateway.tell(own, { results: [], incoming: [{ id: "in-kim", from: number, to: "15880001", body: "네", at: new Date().toISOString() }] });
  await page.locator(".rail .badge").waitFor();
  await close();
  const lee = await own.visit(browser, "lee", "/desk");
  await lee.page.locator(".me-blk").waitFor();
  assert.equal(await lee.page.getByRole("button", { name: "문자발송" }).count(), 0);
  await lee.page.keyboard.press("Alt+7");
  assert.equal(await lee.page.getByRole("dialog").count(), 0);
  await lee.close();
});

test("the list of conversations has the beginning of the last message, of the customer or ours, with numbers in it masked", async () => {
  const number = nextNumber();
  await gateway.tell(own, { results: [], incoming: [{ id: `p-${number}`, from: number, to: "15880001", body: `제 다른 번호는 010-1234-5678입니다.\n${"언제 오나요? ".repeat(30)}`, at: new Date().toISOString() }] });
  const { page, close } = await own.visit(browser, "boss", "/sms?lang=ko#/conversations");
  const row = page.locator(".conv-row", { hasText: number.slice(-4) });
  await row.locator(".said-last", { hasText: "제 다른 번호는 010-****-5678입니다. 언제 오나요?" }).waitFor();
  assert.ok((await row.locator(".said-last").textContent()).length <= 80);
  assert.ok(await row.locator(".said-last").evaluate((el) => el.scrollHeight <= 24), "it is one line");
  await row.click();
  await page.locator("#r-body").fill("곧 갑니다");
  await page.getByRole("button", { name: "답장 보내기" }).click();
  await row.locator(".said-last", { hasText: "보냄: 곧 갑니다" }).waitFor();
  await row.getByText("담당 한관리").waitFor();
  // The list stays under a hand: what is newer waits until it is asked for. A written answer stays with its conversation.
  await page.locator("#r-body").fill("쓰던 답장");
  await row.hover();
  const order = () => page.locator(".conv-row b").allTextContents(), were = await order(), other = nextNumber();
  await gateway.tell(own, { results: [], incoming: [{ id: `p-${other}`, from: other, to: "15880001", body: "새로 왔어요", at: new Date().toISOString() }] });
  await page.getByRole("button", { name: "새로 들어온 1건 보기" }).waitFor();
  assert.deepEqual(await order(), were);
  await picture(page, "sms-fresh");
  await page.getByRole("button", { name: "새로 들어온 1건 보기" }).click();
  await page.locator(".conv-row", { hasText: other.slice(-4) }).click();
  await page.locator(".thread").getByText("새로 왔어요").waitFor();
  assert.equal(await page.locator("#r-body").inputValue(), "");
  await row.getByText("쓰는 중").waitFor();
  await row.click();
  await until(page, () => document.querySelector("#r-body")?.value === "쓰던 답장");
  await page.locator("#r-body").fill("");
  await page.keyboard.press("Alt+2");
  await page.locator(".sends tr", { hasText: "곧 갑니다" }).locator(".by", { hasText: "한관리" }).waitFor();
  await close();
});

test("badges are pictures with a name; a desk that came without what it shows first has the one of messages too", async () => {
  for (const first of [true, false]) {
    const { page, server, close } = await openPage(browser, "/desk?lang=ko", { width: 1440, height: 900, setUp: (s) => { s.first = first; s.user = { ...s.user, sms: true, callbacks: true, agent_id: "a000", role: "agent", permissions: ["phone", "sms"] }; s.callbackRow = { id: "callbacks", used: true, own: 120, unassigned: 0, changed_at: Date.now() }; } });
    await until(page, () => document.querySelector(".rail a[href=sms]"));
    for (const end = Date.now() + 10_000; ![...server.sockets].some((one) => one.topics.includes("sms") && one.topics.includes("callbacks"));) { assert.ok(Date.now() < end, `nobody hears of messages (${first})`); await page.waitForTimeout(30); }
    server.send({ type: "snapshot", topic: "sms", rows: [{ id: "sms", used: true, unread: 3 }] });
    await page.getByRole("img", { name: "읽지 않은 문자 3건" }).waitFor();
    assert.equal(await page.getByRole("img", { name: "내 미처리 120건" }).textContent(), "99+");
    await close();
  }
});

test("keys lead through the page, and the sheet names them", async () => {
  const { page, close } = await local.visit(browser, "boss", "/sms?lang=en");
  await page.locator("#c-body").waitFor();
  for (const [key, view] of [["Alt+2", "#/history"], ["Alt+3", "#/templates"], ["Alt+4", "#/conversations"], ["Alt+5", "#/opt-outs"], ["n", "#/"]]) {
    await page.keyboard.press(key);
    await until(page, (hash) => location.hash === hash, view);
  }
  await until(page, () => document.activeElement?.id === "c-to");
  await page.locator("h1").click();
  await page.keyboard.press("/");
  await until(page, () => document.activeElement?.id === "template-find");
  await page.locator("h1").click();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog");
  for (const words of ["Send", "History", "Find", "New message", "Keys"]) await sheet.getByText(words, { exact: true }).first().waitFor();
  assert.deepEqual(await barriers(page), []);
  await close();
});

test("the server goes away: it is said, what is written stays, and it goes on by itself", async () => {
  const { page, close } = await local.visit(browser, "boss", "/sms");
  await write(page, nextNumber(), "끊겨도 남습니다");
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("두 번 보내지지 않습니다").waitFor();
  await page.getByText("서버와 연결이 끊겼습니다").waitFor({ timeout: 40_000 });
  assert.equal(await page.getByRole("button", { name: "1명에게 보내기" }).isDisabled(), true);
  await picture(page, "sms-offline");
  await page.context().setOffline(false);
  await page.getByText("서버와 연결이 끊겼습니다").waitFor({ state: "detached", timeout: 40_000 });
  await page.getByRole("button", { name: "1명에게 보내기" }).click();
  await page.getByText("보관했습니다").waitFor();
  await close();
});

const fill = async (page) => {
  await page.locator("#c-to").fill("010-1234-5678,02,010-1234-5678,01098765432,");
  await page.locator("#c-body").fill("{이름}님, 이모지 😀와 똠 그리고 아주 긴 글입니다. 아주 긴 글이라서 구십 바이트를 넘습니다. 정말로 넘습니다. {날짜}");
  await page.locator(".sched .sw").first().check();
  await page.locator(".compose .primary").click();
};
const broken = (server) => { for (const what of ["provider", "senders", "categories", "templates", "figures", "sends", "conversations", "opt-outs", "sends/s6", "messages", "conversations/v0"]) server.answers.set(`GET sms/${what}`, [500, { detail: "the store is away" }]); };
/** What a screen has when all is there. */
const full = { send: ".sends tbody tr", "send-written": ".sends tbody tr", history: ".sends tbody tr", "history-one": ".one-msg", templates: "[role=treeitem]", categories: "[role=treeitem]", conversations: ".thread .ph", "opt-outs": ".tbl tbody tr" };
/** [name, address, what to do] */
const screens = [
  ["send", "#/", null], ["send-written", "#/", fill], ["history", "#/history", null], ["history-one", "#/history/s6", null], ["templates", "#/templates", async (page) => { await page.getByRole("treeitem").nth(2).click(); await page.locator(".lnk-b").first().click(); }],
  ["categories", "#/templates", (page) => page.getByRole("treeitem").first().click()], ["conversations", "#/conversations/v0", null], ["opt-outs", "#/opt-outs", null],
];

test("the log-in locks itself: nobody is asked whether to leave, and what was written is there for who comes back", async () => {
  const { page, server, close } = await openPage(browser, "/sms?lang=ko", { width: 1440, height: 900, setUp: (s) => smsAnswers(s) });
  await page.locator("#c-to").pressSequentially("01012345678,");
  await page.locator("#c-body").click();
  await page.keyboard.type("쓰던 문자"); // with a hand, so that the browser would ask
  server.answers.set("POST sms/preview", [403, { code: "locked", detail: "locked" }]);
  await until(page, () => document.querySelector("#c-sender").value);
  await page.getByRole("button", { name: "발송 확인" }).click();
  await page.waitForURL("**/login?**");
  await page.goto(`${server.url}/sms?lang=ko`);
  await page.getByText("받는 사람은 다시 넣어 주세요.").waitFor();
  assert.equal(await page.locator("#c-body").inputValue(), "쓰던 문자");
  await page.evaluate(() => { document.querySelector("#c-body").value = ""; document.querySelector("#c-body").dispatchEvent(new InputEvent("input", { bubbles: true })); });
  await close();
});

test("who reads earlier lines of a conversation stays there when a new one comes", async () => {
  const many = Array.from({ length: 40 }, (_, i) => ({ id: `m${40 - i}`, in: true, body: `${40 - i}번째 줄`, at: new Date(Date.now() - i * 60_000).toISOString() }));
  const with_ = (server, lines) => server.answers.set("GET sms/conversations/v0", [200, { id: "v0", number: "010-****-4821", ours: "15880000", unread: 0, delivers: true, lines }]);
  const { page, server, close } = await openPage(browser, "/sms?lang=ko#/conversations/v0", { width: 1440, height: 900, setUp: (s) => { smsAnswers(s); with_(s, many); } });
  await page.getByText("40번째 줄").waitFor();
  const at = () => page.locator(".thread").evaluate((el) => [Math.round(el.scrollTop), Math.round(el.scrollHeight - el.scrollTop - el.clientHeight)]);
  assert.ok((await at())[1] < 2, "it begins with the newest one");
  await page.locator(".thread").evaluate((el) => { el.scrollTop = 30; });
  with_(server, [{ id: "m41", in: true, body: "41번째 줄", at: new Date().toISOString() }, ...many]);
  server.delta("sms", [{ id: "sms", used: true, unread: 4 }]);
  await page.getByText("41번째 줄").waitFor();
  assert.equal((await at())[0], 30);
  await page.locator(".thread").evaluate((el) => { el.scrollTop = el.scrollHeight; });
  with_(server, [{ id: "m42", in: true, body: "42번째 줄", at: new Date().toISOString() }, { id: "m41", in: true, body: "41번째 줄", at: new Date().toISOString() }, ...many.slice(0, 30)]);
  server.delta("sms", [{ id: "sms", used: true, unread: 5 }]);
  await page.getByText("42번째 줄").waitFor();
  await until(page, () => { const el = document.querySelector(".thread"); return el.scrollHeight - el.scrollTop - el.clientHeight < 2; });
  await page.getByText("3번째 줄", { exact: true }).waitFor(); // pushed off the first page, and still read
  await close();
});

// Full, each screen is loaded in both languages, each in one theme and width, and shown in
// the other theme and width; axe looks at all but colours in one language, the next screen
// in the other. Empty and broken each is loaded in one language, the next one in the other.
// Loaded in every language, theme and width, for axe as a whole, with CALLFLOOR_NIGHTLY=1.
for (const [kind, setUp] of [["full", (server) => smsAnswers(server)], ["empty", (server) => smsAnswers(server, { empty: true, local: true })], ["broken", (server) => { smsAnswers(server); broken(server); }]]) {
  test(`every screen, ${kind}: both languages and themes, from 1366 to 1920 px, nothing runs over, axe finds nothing`, async () => {
    const looks = nightly ? [["ko", "light", 1366], ["en", "dark", 1366], ["en", "light", 1920], ["ko", "dark", 1920]] : [["ko", "light", 1366, "dark"], ["en", "dark", 1366, "light"]];
    for (const [i, [lang, scheme, width, other]] of looks.entries()) {
      for (const [n, [name, hash, act]] of screens.entries()) {
        if (kind !== "full" && (act || other && i !== n % 2)) continue;
        const { page, close } = await openPage(browser, `/sms?lang=${lang}&theme=${scheme}${hash}`, { scheme, width, height: width === 1366 ? 768 : 1080, motion: "reduce", setUp });
        await page.locator(".smsw").waitFor();
        // What each is there for has come: rows, what is said where there are none, or that it failed.
        await page.locator(kind === "full" ? full[name] : kind === "empty" ? ".empty" : name === "history-one" ? ".filters" : ".empty .btn").first().waitFor();
        await until(page, () => !document.querySelector(".skel"));
        if (kind === "full") await page.getByText(lang === "ko" ? "알림톡 계정이 거절되어 기다립니다." : "The account of Alimtalk is refused").first().waitFor();
        if (kind === "full") await page.getByText(lang === "ko" ? "관리자가 사업자 계정을 확인해야 합니다." : "An administrator has to look at the account").first().waitFor();
        await act?.(page);
        await drawn(page);
        await picture(page, `look-${name}-${kind}-${lang}-${scheme}-${width}`);
        await whole(page, `${name} ${kind} ${lang} ${width}`);
        assert.deepEqual(await barriers(page, { only: Boolean(other) && kind === "full" && i !== n % 2 }), [], `${name} ${kind} ${lang} ${scheme}`);
        if (kind === "broken" && name !== "history-one") await page.getByText(/불러오기 실패|could not be loaded/).first().waitFor();
        if (other) {
          await page.setViewportSize({ width: 1920, height: 1080 });
          await recolour(page, other);
          await picture(page, `look-${name}-${kind}-${lang}-${other}-1920`);
          await whole(page, `${name} ${kind} ${lang} 1920`);
          assert.deepEqual(await barriers(page, { only: true }), [], `${name} ${kind} ${lang} ${other}`);
        }
        await close();
      }
    }
  });
}
