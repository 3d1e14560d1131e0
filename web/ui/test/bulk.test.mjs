// Reservations in bulk in a real browser with the real program: a manager looks at a
// list, corrects or leaves out what is wrong, makes the reservations and gives them to
// agents; in both languages and themes, with axe.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { barriers, startBrowser, until } from "./browser.mjs";
import { password, Program } from "./real.mjs";

let browser, program;
before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  for (const [login, name, role] of [["boss", "한관리", "administrator"], ["lead", "박팀장", "manager"], ["other", "최팀장", "manager"]]) await program.ask("POST", "users", { login, name, role, lang: "ko", password });
  await program.ask("POST", "services", { id: "orders", name: { ko: "주문", en: "Orders" }, numbers: [{ number: "15880001" }] });
  for (const [id, manager] of [["one", "lead"], ["two", "other"]]) await program.ask("POST", "teams", { id, name: { ko: `${id} 팀`, en: `Team ${id}` }, manager });
  for (const [id, name, extension, team] of [["kim", "김하나", "1001", "one"], ["lee", "이두리", "1002", "one"], ["park", "박세나", "1003", "two"]]) await program.ask("POST", "agents", { id, name, extension, team, services: { orders: { level: 1 } } });
});
after(async () => { await browser?.stop(); await program?.stop(); });

/** A day that is still to come. */
const day = new Date(Date.now() + 48 * 3_600_000).toISOString().slice(0, 10);
const file = (text, name = "list.csv") => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const good = `전화번호,예약시간,이름,상담사,메모\n010-1234-5678,${day} 10:30,박민정,1001,도착 확인\n010-2345-6789,${day} 11:00,오세훈,,환불 안내\n010-3456-7890,${day} 11:30,정태호,,\n`;
const bad = `${good}12,${day} 12:00,틀린번호,,\n010-4567-8901,내일쯤,틀린시각,,\n010-5678-9012,${day} 12:30,남의상담사,1003,\n`;

/** A picture for who looks at it. */
const picture = (page, name) => process.env.PICTURES ? page.screenshot({ path: `${process.env.PICTURES}/${name}.png` }) : undefined;

test("a manager sees what is wrong row by row, leaves it out, and gives the rest to agents in turn", async () => {
  const { page, close } = await program.visit(browser, "lead", "/floor");
  await page.getByRole("link", { name: "예약", exact: true }).click();
  await page.getByRole("heading", { name: "명단 올리기" }).waitFor();
  await page.setInputFiles("#bulk-file", file("이름,메모\n김,x\n"));
  await page.getByRole("alert").filter({ hasText: "전화번호 열이 없습니다" }).waitFor();
  await page.setInputFiles("#bulk-file", file(bad));
  await page.getByText("6줄 · 등록할 수 있음 3 · 오류 3").waitFor();
  assert.deepEqual(await page.locator(".b-bad").allTextContents(), ["5번 줄전화번호전화번호가 아닙니다", "6번 줄예약시간시각이 아닙니다. 2026-12-01 10:30처럼 적으세요 (내일쯤)", "7번 줄상담사내 팀의 상담사가 아닙니다 (1003)"]);
  assert.equal(await page.locator(".b-table tbody tr").count(), 3);
  assert.equal((await program.ask("GET", "reservations?type=bulk")).items.length, 0, "nothing is kept yet");
  const [errors] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "오류 다운로드" }).click()]);
  assert.match(await readFile(await errors.path(), "utf8"), /^\uFEFF줄,열,이유\r\n5,전화번호,전화번호가 아닙니다\r\n/);
  assert.equal(await page.getByRole("button", { name: "예약 3건 등록" }).isDisabled(), true);
  await page.getByLabel("오류 줄을 빼고 등록").check();
  await page.getByRole("button", { name: "예약 3건 등록" }).click();
  await page.getByText("예약 3건을 등록했습니다.").waitFor();
  const made = (await program.ask("GET", "reservations?type=bulk")).items;
  assert.deepEqual(made.map((one) => [one.name, one.agent ?? ""]), [["박민정", "kim"], ["오세훈", ""], ["정태호", ""]]);

  await until(page, () => document.querySelectorAll(".b-line").length === 2);
  await page.getByLabel("모두 고르기").check();
  const to = page.getByLabel("맡길 상담사");
  assert.deepEqual((await to.locator("option").allTextContents()).slice(1), ["김하나 (1001)", "이두리 (1002)"], "the own team alone");
  await to.selectOption("kim");
  await to.selectOption("lee");
  await page.getByRole("button", { name: "2건을 2명에게 나누기" }).click();
  await page.getByText("2건을 나누었습니다: 김하나, 이두리").waitFor();
  await page.getByText("담당 없는 예약이 없습니다").waitFor();
  assert.deepEqual((await program.ask("GET", "reservations?type=bulk")).items.map((one) => one.agent), ["kim", "kim", "lee"]);
  await page.getByRole("button", { name: "모두", exact: true }).click();
  await until(page, () => document.querySelectorAll(".b-line").length === 3);
  await page.getByRole("link", { name: "현황" }).last().click();
  await page.locator(".a-row, .fl-lists .empty").first().waitFor();
  await close();
});

test("a row in the past, or too far ahead, is told from when to when is allowed; the hint names both kinds of file and the limits", async () => {
  const { page, close } = await program.visit(browser, "lead", "/floor#/reservations");
  await page.getByText("CSV(한국어 엑셀의 것도)나 XLSX 파일, 5,000줄과 5 MB까지입니다.").waitFor();
  await page.setInputFiles("#bulk-file", file("전화번호,예약시간\n01012345678,2020-01-01 10:30\n01012345679,2099-01-01 10:30\n"));
  await page.getByText("2줄 · 등록할 수 있음 0 · 오류 2").waitFor();
  const [past, far] = await page.locator(".b-bad").allTextContents(), year = new Date().getFullYear(), moment = (of) => `${of}-\\d\\d-\\d\\d \\d\\d:\\d\\d`;
  const allowed = `${moment(`(?:${year}|${year + 1})`)}부터 ${moment(`(?:${year + 1}|${year + 2})`)}까지 됩니다$`;
  assert.match(past, new RegExp(`지난 시각입니다\\. ${allowed}`));
  assert.match(far, new RegExp(`너무 먼 시각입니다\\. ${allowed}`));
  await picture(page, "bulk-past");
  await close();
});

test("every wrong row is told, and is in the file of errors", async () => {
  const { page, close } = await program.visit(browser, "lead", "/floor?lang=en#/reservations");
  await page.setInputFiles("#bulk-file", file(`전화번호,예약시간\n${"x,y\n".repeat(450)}`));
  await page.getByText("0 of 450 rows good · 450 wrong").waitFor();
  const [errors] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save the errors" }).click()]);
  const lines = (await readFile(await errors.path(), "utf8")).trim().split("\r\n");
  assert.deepEqual([lines.length, lines.at(-1).split(",")[0]], [901, "451"], "number and time of each");
  await close();
});

test("a list with an agent and a service for rows that name none; the example is a list that is taken", async () => {
  const { page, close } = await program.visit(browser, "boss", "/floor?lang=en#/reservations");
  const [sample] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Example" }).click()]);
  await page.getByLabel("Agent where a row names none").selectOption("park");
  await page.getByLabel("Service where a row names none").selectOption("orders");
  await page.setInputFiles("#bulk-file", { name: "example.csv", mimeType: "text/csv", buffer: await readFile(await sample.path()) });
  await page.getByText("1 of 1 row good · 0 wrong").waitFor();
  await page.getByRole("button", { name: "Make 1 reservation" }).click();
  await page.getByText("1 reservation was made.").waitFor();
  const made = (await program.ask("GET", "reservations?type=bulk&agent=park&unmasked=true")).items;
  assert.deepEqual(made.map((one) => [one.agent, one.service, one.number]), [["park", "orders", "010-1234-5678"]]);
  await close();
});

for (const [lang, scheme, width] of [["ko", "light", 1440], ["en", "dark", 1180]]) {
  test(`accessible, and nothing runs over: ${lang}, ${scheme}, ${width} px`, async () => {
    const { page, close } = await program.visit(browser, "lead", `/floor?lang=${lang}&theme=${scheme}#/reservations`, { width, height: 760, scheme });
    for (const text of [null, bad, good.replaceAll("010-", "011-")]) {
      if (text) {
        await page.setInputFiles("#bulk-file", file(text));
        await page.locator(".b-table").waitFor();
      }
      await page.getByRole("button", { name: lang === "ko" ? "모두" : "All", exact: true }).click();
      await page.locator(".b-line, .b-list .empty").first().waitFor();
      assert.deepEqual(await barriers(page), []);
      const over = await page.evaluate(() => [...document.querySelectorAll("#app *")].filter((el) => { const style = getComputedStyle(el); return el.clientWidth > 0 && el.scrollWidth > el.clientWidth + 1 && !["auto", "scroll"].includes(style.overflowX) && style.textOverflow !== "ellipsis" && style.display !== "inline" && !el.closest("svg") && !el.matches("input, .sr"); }).map((el) => `${el.className} ${el.textContent.slice(0, 40)}`));
      assert.deepEqual(over, []);
      assert.doesNotMatch(await page.locator("body").innerText(), /\{\w+\}|undefined|NaN|\[object/);
    }
    await close();
  });
}
