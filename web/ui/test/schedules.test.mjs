// When agents take no chats, in a real browser with the real program: what an administrator
// and a manager may set, what is refused and where it says so.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { password, Program } from "./real.mjs";

let browser, program;
before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  await program.ask("POST", "users", { login: "boss", name: "한관리", role: "administrator", lang: "ko", password });
  await program.ask("POST", "users", { login: "lead", name: "박팀장", role: "manager", lang: "en", password });
  await program.ask("POST", "teams", { id: "t1", name: { ko: "1팀", en: "Team 1" }, manager: "lead" });
  for (const [id, name, name_en, extension, team] of [["kim", "김하나", "Hana Kim", "1001", "t1"], ["lee", "이두리", "Duri Lee", "1002", ""]]) await program.ask("POST", "agents", { id, name, name_en, extension, team, services: {} });
});
after(async () => { await browser?.stop(); await program?.stop(); });

const scheduleOf = (agent) => program.ask("GET", `chat/agents/${agent}/schedule`);
const says = (page, words) => page.locator(".said", { hasText: words }).waitFor();

test("an administrator sets breaks, the meal time and days off; what is wrong stands at its row", async () => {
  const { page, close } = await program.visit(browser, "boss", "/admin#/schedules");
  await page.getByRole("button", { name: "김하나" }).click();
  await page.getByRole("button", { name: "휴식시간 추가" }).click();
  await page.getByLabel("휴식시간 1 시작").fill("15");
  await page.getByLabel("휴식시간 1 끝").fill("15:00");
  await page.getByRole("button", { name: "식사시간 추가" }).click();
  await page.keyboard.press("Control+s");
  await page.locator("#f-breaks .hint[data-t=bad]", { hasText: "시작과 끝이 같습니다 (15:00)" }).waitFor();
  assert.equal(await page.getByLabel("휴식시간 1 끝").getAttribute("aria-invalid"), "true");
  assert.equal(await page.getByLabel("식사시간 끝").getAttribute("aria-invalid"), null);
  await page.getByLabel("휴식시간 1 끝").fill("1520");
  await page.getByRole("button", { name: "휴무일 추가" }).click();
  await page.getByLabel("휴무일 1 날짜").fill("2027-01-04");
  await page.getByLabel("2027-01-04 설명").fill("연차");
  await page.keyboard.press("Control+s");
  await says(page, "김하나");
  const { breaks, meal, days_off: off, working } = await scheduleOf("kim");
  assert.deepEqual({ breaks, meal, off, working }, { breaks: [{ from: "15:00", to: "15:20" }], meal: { from: "12:00", to: "13:00" }, off: [{ date: "2027-01-04", note: "연차" }], working: true });

  await page.getByRole("switch", { name: "상담 가능" }).click();
  await page.keyboard.press("Control+s");
  await page.locator(".tagx", { hasText: "휴무" }).waitFor();
  assert.equal((await scheduleOf("kim")).working, false);
  await page.getByRole("button", { name: "실행 취소" }).click();
  await page.locator(".tagx", { hasText: "휴무" }).waitFor({ state: "detached" });
  assert.equal((await scheduleOf("kim")).working, true);
  await close();
});

test("a manager sees the own agents, sets their breaks and reads their days off", async () => {
  await program.ask("PUT", "chat/agents/kim/schedule", { working: true, breaks: [], days_off: [{ date: "2027-01-04", note: "연차" }] });
  const { page, close } = await program.visit(browser, "lead", "/admin#/schedules");
  assert.equal(await page.locator("h1").textContent(), "Settings");
  await page.getByRole("button", { name: "Hana Kim" }).click();
  assert.equal(await page.getByRole("button", { name: "Duri Lee" }).count(), 0, "another's agent");
  for (const width of [1180, 1366, 1440, 2560]) {
    await page.setViewportSize({ width, height: 900 });
    const { left, over } = await page.locator("main.det").evaluate((det) => ({ left: innerWidth - det.getBoundingClientRect().right, over: [...det.querySelectorAll(".panel")].filter((one) => one.scrollWidth > one.clientWidth).length }));
    assert.deepEqual({ left, over }, { left: 0, over: 0 }, `at ${width} px`);
  }
  await page.getByText("Administrators register days off.").waitFor();
  await page.getByText("2027-01-04").waitFor();
  assert.equal(await page.getByRole("button", { name: "Add a day off" }).count() + await page.locator("#f-days-off input").count(), 0);
  await page.getByRole("button", { name: "Add a break" }).click();
  await page.getByLabel("Break 1 to").fill("15:30");
  await page.keyboard.press("Control+s");
  await says(page, "Hana Kim");
  const { breaks, days_off: off } = await scheduleOf("kim");
  assert.deepEqual({ breaks, off }, { breaks: [{ from: "15:00", to: "15:30" }], off: [{ date: "2027-01-04", note: "연차" }] });
  await close();
});
