// Where the keyboard is on the pages of chats and of the administration: in the first field
// of what was opened, and never nowhere because what had it is gone. And that nothing of a
// form moves from under a press.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { closeLeft, drawn, openPage, startBrowser, until } from "./browser.mjs";
import { chatAnswers, comes, room, waiting } from "./chat.mjs";
import { chatAdminAnswers } from "./chatadmin.mjs";
import { chatsOf, makeChats, Supervised } from "./chats.mjs";
import { makeFloor } from "./floor.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

const look = { floor: makeFloor(2, 8), width: 1440, height: 900, scheme: "light", motion: "reduce" };
/** A section of the administration. */
const admin = (section, { lang = "ko", set = () => {}, full = true } = {}) => openPage(browser, `/admin?lang=${lang}#/${section}`, { ...look, setUp: (server) => { chatAdminAnswers(server, { full }); set(server); } });
/** The console of chats. */
async function console_(hash = "#/in_progress/r0", { lang = "ko", more = () => {}, width = 1440, ...how } = {}) {
  const one = await openPage(browser, `/chat?lang=${lang}&theme=light${hash}`, { ...look, width, floor: makeFloor(4, 12), setUp: (server) => { chatAnswers(server, how); more(server); } });
  await one.page.locator(".cv-go, .list .empty").first().waitFor();
  return one;
}
/** Waits until the keyboard is on it. */
const on = (page, selector) => until(page, (selector) => document.activeElement?.matches(selector), selector, 5000);
/** What has the keyboard, once the page has settled. */
async function has(page) {
  await page.waitForTimeout(700); // longer than what is disabled is waited for
  return page.evaluate(() => { const at = document.activeElement; return at === document.body || !at ? "nowhere" : `${at.tagName.toLowerCase()} ${at.id || at.getAttribute("aria-label") || at.className || at.textContent}`; });
}
/** Presses a button by the keyboard. */
async function press(locator) {
  await locator.focus();
  await locator.press("Enter");
}
const invalid = (detail) => [422, { title: "Unprocessable Entity", status: 422, code: "invalid", detail }];

test("admin: a form that opens by a press has the keyboard in its first field", async () => {
  const { page, close } = await admin("chat-categories/delivery");
  await press(page.getByRole("button", { name: "중분류 추가" }));
  await on(page, "#f-id");
  assert.equal(await page.getByLabel("대분류").inputValue(), "delivery");
  await press(page.locator(".anav [href$=chat-sites]"));
  await press(page.locator(".list-pane .phead button"));
  await on(page, "#f-id"); // not the switch above it
  await press(page.locator(".anav [href$=chat-templates]"));
  await press(page.locator(".list-pane .phead button"));
  await until(page, () => document.activeElement?.matches(".det :is(input, select, textarea)"), undefined, 5000);
  await close();
  for (const [section, button] of [["chat", () => ".steps > li:first-child a"], ["chat-sites", () => ".empty button"]]) {
    const { page, close } = await admin(section, { full: false });
    await press(page.locator(button()));
    await on(page, "#f-id");
    await close();
  }
});

test("admin: of a form that is refused every wrong field is marked at once", async () => {
  const { page, server, close } = await admin("chat-categories/+");
  server.answers.set("POST chat-categories", (_, body) => (/^[a-z]+$/.test(body.id) ? [201, { ...body, version: "1" }] : invalid(`chat category ${body.id}.id "${body.id}" is not allowed: use letters a to z, digits, '-', '_' and '.'`)));
  await page.locator("#f-id").fill("분실 신고");
  await page.keyboard.press("Control+s");
  await page.locator("#f-id-wrong", { hasText: "영문자, 숫자" }).waitFor();
  await page.locator("#f-name-ko-wrong", { hasText: "비워 둘 수 없습니다." }).waitFor({ timeout: 5000 });
  await on(page, "#f-id");
  server.answers.set("POST chat-categories", [422, { title: "Unprocessable Entity", status: 422, code: "invalid", detail: "validation failed", errors: [{ location: "body.name", message: "expected required property ko to be present" }] }]);
  await page.keyboard.press("Control+s");
  await page.locator("#f-id-wrong", { hasText: "영문자, 숫자" }).waitFor({ timeout: 5000 }); // also where the server has looked at the rest alone
  await page.locator("#f-name-ko-wrong").waitFor();
  assert.equal(await page.locator(".det [aria-invalid=true]").count(), 2);
  await close();
  const two = await admin("chat-sites/+"); // what the keyboard was in is left for the first wrong field, and was not changed by that
  two.server.answers.set("POST chat-sites", invalid(`chat site 한.id "한" is not allowed: use letters a to z, digits, '-', '_' and '.'; chat site 한.origins has "www.hanbit.kr", which is not an origin: write it like https://www.example.com, without a path`));
  await two.page.locator("#f-id").fill("한");
  await two.page.locator("#f-origins").fill("www.hanbit.kr");
  await two.page.keyboard.press("Control+s");
  await on(two.page, "#f-id");
  await drawn(two.page);
  assert.deepEqual(await two.page.locator(".det [aria-invalid=true]").evaluateAll((list) => list.map((one) => one.id)), ["f-id", "f-name-ko", "f-origins"]);
  await two.close();
});

test("admin: what was wrong goes after a press, and nothing moves from under it: the press counts", async () => {
  for (const lang of ["ko", "en"]) {
    const { page, server, close } = await admin("chat-sites/+", { lang });
    server.answers.set("POST chat-sites", invalid('chat site hanbit.origins has "www.hanbit.kr", which is not an origin: write it like https://www.example.com, without a path'));
    await page.locator("#f-id").fill("hanbit");
    await page.locator("#f-name-ko").fill("한빛");
    await page.locator("#f-origins").fill("www.hanbit.kr");
    await page.keyboard.press("Control+s");
    await page.locator("#f-origins-wrong").waitFor();
    await page.locator("#f-origins").fill("https://www.hanbit.kr");
    const box = page.locator("#f-asks input").first(), at = await box.boundingBox();
    await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
    await page.mouse.down();
    await drawn(page);
    assert.deepEqual(await box.boundingBox(), at, "it is where it was when it was pressed");
    await page.mouse.up();
    await page.locator("#f-origins-wrong").waitFor({ state: "detached" });
    assert.equal(await box.isChecked(), true);
    await close();
  }
});

test("admin: what stood in a field before is told below it after a press, and nothing moves from under it", async () => {
  const { page, close } = await admin("chat-sites/shop");
  await page.locator("#f-origins").fill("https://new.onmaru.example");
  const box = page.locator("#f-asks input").last(), at = await box.boundingBox();
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
  await page.mouse.down();
  await drawn(page);
  assert.deepEqual(await box.boundingBox(), at);
  await page.mouse.up();
  await page.locator(".was", { hasText: "https://www.onmaru.example" }).waitFor();
  assert.equal(await box.isChecked(), true);
  await close();
});

test("admin: a prohibited word is followed by the next one in its field; who added one stands by name", async () => {
  const { page, server, close } = await admin("chat-words", { set: (server) => { server.user.role = "manager"; const [, list] = server.answers.get("GET chat/words"); server.answers.set("GET chat/words", [200, list.map((one) => ({ ...one, by_name: "박팀장" }))]); } });
  server.answers.set("PUT chat/words", [200, {}]);
  await page.locator(".tbl tbody tr").first().waitFor();
  assert.match(await page.locator(".tbl tbody tr td").nth(3).innerText(), /박팀장$/);
  const word = page.locator("form input");
  await word.fill("가나다");
  await press(page.locator("form button[type=submit]"));
  await until(page, () => document.activeElement?.matches("form input") && document.activeElement.value === "", undefined, 5000);
  await word.fill("라마바");
  server.answers.set("PUT chat/words", [409, { title: "Conflict", status: 409, code: "conflict", detail: "there are 1000 prohibited words, which is the most: allow some first" }]);
  await page.locator("form button[type=submit]").click();
  await page.locator("#word-said p").waitFor();
  await on(page, "form input");
  await close();
});

test("admin: after saving, taking back, deleting, answering and unblocking the keyboard is somewhere", async () => {
  const { page, server, close } = await admin("chat-categories/late");
  const stays = async (what) => assert.notEqual(await has(page), "nowhere", what);
  server.answers.set("PUT chat-categories/late", (_, body) => [200, { ...body, version: "2" }]);
  await page.locator("#f-name-en").fill("Late indeed");
  await press(page.locator(".top .acts .primary"));
  await page.locator(".said", { hasText: "저장했습니다" }).waitFor();
  await stays("saved");
  await page.locator("#f-name-en").fill("Later");
  await press(page.locator(".top .acts .btn").first());
  await stays("taken back");
  const put = (_, body) => { const [, list] = server.answers.get("GET chat-categories"); server.answers.set("GET chat-categories", [200, list.map((one) => (one.id === body.id ? body : one))]); return [200, body]; };
  for (const id of ["late", "address"]) server.answers.set(`PUT chat-categories/${id}`, put);
  await press(page.locator(".det .ph button").last());
  await page.locator(".det .ph button").last().and(page.locator(":disabled")).waitFor();
  assert.match(await has(page), /^button 배송 지연 위로$/, "at the end it goes up alone");
  await press(page.locator(".det-head button"));
  await until(page, () => document.activeElement?.closest(".det-head") && !document.activeElement.matches(".danger, .ghost"), undefined, 5000);
  assert.match(await has(page), /^button/);
  server.answers.set("DELETE chat-categories/late", [204, null]);
  const [, list] = server.answers.get("GET chat-categories");
  server.answers.set("GET chat-categories", [200, list.filter((one) => one.id !== "late")]);
  await press(page.locator(".det-head .danger"));
  await page.locator(".det.none").waitFor();
  await stays("deleted");
  server.answers.set("POST chat-categories", (_, body) => { const one = { ...body, version: "1" }; server.answers.set("GET chat-categories", [200, [...list, one]]); return [201, one]; });
  await press(page.locator(".list-pane .phead button"));
  await on(page, "#f-id");
  await page.keyboard.type("lost");
  await page.locator("#f-name-ko").fill("분실");
  await page.keyboard.press("Control+s");
  await page.locator(".det-head", { hasText: "분실" }).waitFor();
  assert.equal(await has(page), "input f-name-ko", "where somebody was in the form");
  await press(page.locator(".anav [href$=chat-blocked]"));
  server.answers.set("DELETE chat/visitors/v_3f9a21b0/block", () => { const [, all] = server.answers.get("GET chat/blocked"); server.answers.set("GET chat/blocked", [200, { items: all.items.slice(1) }]); return [204, null]; });
  await press(page.locator(".tbl tbody tr button").first());
  await press(page.locator(".sure .danger"));
  await until(page, () => document.querySelectorAll(".tbl tbody tr").length === 5);
  await stays("unblocked");
  await close();
});

test("chat: dialogs open in their first field, what is typed is there, and the keyboard goes back where it was", async () => {
  for (const [role, keys] of [["agent", ["Alt+c", "Alt+t"]], ["manager", ["Alt+c", "Alt+t"]]]) {
    const { page, close } = await console_("#/in_progress/r0", { role });
    await page.locator("#write-0").focus();
    for (const key of keys) {
      await page.keyboard.press(key);
      await until(page, () => document.activeElement?.matches("dialog :is(input, select, textarea)"), undefined, 5000);
      if (key === "Alt+c") assert.match(await page.evaluate(() => getComputedStyle(document.activeElement.parentElement).boxShadow), /0px 0px 0px 2px inset/, "it is seen where the keyboard is");
      await page.keyboard.press("Escape");
      await on(page, "#write-0");
    }
    await close();
  }
  const { page, close } = await console_("#/in_progress/r0", { role: "agent" });
  await press(page.locator(".cvh .anchor > button"));
  await press(page.locator(".pop.menu button", { hasText: "요청" }));
  await on(page, "#d-words");
  await page.keyboard.type("환불 승인");
  assert.equal(await page.locator("#d-words").inputValue(), "환불 승인");
  await page.keyboard.press("Escape");
  assert.match(await has(page), /^button/, "the menu's button");
  await press(page.locator(".cvh .anchor > button"));
  await press(page.locator(".pop.menu button", { hasText: "요청" }));
  await on(page, "#d-words");
  await page.keyboard.type("환불 승인");
  await page.locator("dialog [type=submit]").press("Enter");
  await page.locator("dialog").waitFor({ state: "detached" });
  assert.notEqual(await has(page), "nowhere");
  await close();
});

test("chat: forms beside open in their first field: of a template, and of a customer, from above the messages and beside", async () => {
  const { page, server, close } = await console_("#/in_progress/r0", { role: "agent" });
  await press(page.locator("#side-templates"));
  for (const button of [".side .find button", ".tpls li > .btn"]) {
    await press(page.locator(button).first());
    await on(page, "#tp-name");
    await press(page.locator(".cform .dlg-foot .btn:not(.primary, .ghost)"));
    await page.locator(".cform").waitFor({ state: "detached" });
    assert.notEqual(await has(page), "nowhere");
  }
  await press(page.locator(".side-x"));
  server.delay["GET chat/rooms/r0/detail"] = 400;
  for (const button of [".strip-line .lnk-b", ".side h3 .btn"]) {
    await press(page.locator(button).last());
    await on(page, "#v-name");
    await press(page.locator(".cform .dlg-foot .btn:not(.primary)"));
    await page.locator(".cform").waitFor({ state: "detached" });
    assert.notEqual(await has(page), "nowhere");
  }
  await close();
});

test("chat: a request that was answered, and a customer who was unblocked, leave the keyboard in the dialog", async () => {
  const { page, server, close } = await console_("#/in_progress/r0", { role: "manager" });
  const inside = async (what) => { assert.notEqual(await has(page), "nowhere", what); assert.ok(await page.evaluate(() => document.activeElement.closest("dialog") !== null), what); };
  const open = async (name) => { await press(page.locator(".top").getByRole("button", { name: /요청/ }).first()); await press(page.locator(".pop.menu button", { hasText: name })); await page.locator("dialog").waitFor(); };
  await open("요청");
  await on(page, "dialog [aria-pressed=true]");
  server.answers.set("POST chat/requests/q1/answer", () => { server.answers.set("GET chat/requests", [200, { items: [] }]); return [200, { id: "q1", state: "done" }]; });
  await page.locator(".answer input").fill("네");
  await page.locator(".answer input").press("Enter");
  await page.locator(".answer").waitFor({ state: "detached" });
  await inside("answered");
  await page.keyboard.press("Escape");
  await open("차단");
  const [, { items }] = server.answers.get("GET chat/blocked"), [{ id }] = items;
  server.answers.set(`DELETE chat/visitors/${id}/block`, () => { server.answers.set("GET chat/blocked", [200, { items: [] }]); return [204, null]; });
  await press(page.locator("dialog .paper-line button"));
  await page.locator("dialog .paper-line").waitFor({ state: "detached" });
  await inside("unblocked");
  await close();
});

test("chat: what was refused for a word is mended in the field, with the caret at its end; thrown away, one writes on", async () => {
  for (const lang of ["ko", "en"]) {
    const { page, server, close } = await console_("#/in_progress/r0", { lang });
    server.answers.set("POST chat/rooms/r0/messages", [422, { title: "Unprocessable Entity", status: 422, code: "invalid", detail: "the message has prohibited words", words: ["바보"] }]);
    for (const which of ["first", "last"]) {
      await page.locator("#write-0").fill("바보 같은");
      await page.keyboard.press("Enter");
      await press(page.locator(".m.out .failed button")[which]());
      await page.locator(".m.out").waitFor({ state: "detached" });
      await on(page, "#write-0");
      await page.keyboard.type(" 말");
      assert.equal(await page.locator("#write-0").inputValue(), which === "first" ? "바보 같은 말" : " 말");
    }
    await close();
  }
});

test("chat: a room that was taken is written to; held, ended, put back and unblocked ones leave the keyboard somewhere", async () => {
  const { page, server, close } = await console_("#/waiting/w0", { role: "manager", method: "hybrid", rooms: [waiting(0, { id: "w0" }), room(0), room(1)] });
  const line = server.chats.find((one) => one.id === "w0"), stays = async (what) => assert.notEqual(await has(page), "nowhere", what);
  const become = (path, more) => server.answers.set(path, () => { const now = { ...server.chats.find((one) => one.id === "w0"), ...more }; comes(server, now); return [200, now]; });
  become("POST chat/rooms/w0/take", { status: "received", agent: "a000", wait_since: undefined });
  await press(page.locator(".foot-line button"));
  await on(page, "#write-0");
  become("PUT chat/rooms/w0/held", { held: true });
  server.delay["PUT chat/rooms/w0/held"] = 250;
  const hold = page.locator(".cvh [aria-pressed]").first();
  await press(hold);
  await until(page, () => document.querySelector(".cvh [aria-pressed=true]"));
  assert.match(await has(page), /^button/, "it has been disabled meanwhile");
  assert.ok(await hold.evaluate((el) => el === document.activeElement));
  server.answers.set("POST chat/rooms/w0/end", () => { server.chats = server.chats.filter((one) => one.id !== "w0"); server.answers.set("GET chat/rooms/w0/detail", [200, { ...detail, room: { ...line, status: "ended", end_type: "agent" }, row: { ...detail.row, room: { ...line, status: "ended", end_type: "agent" } } }]); server.delta("chats", [], { gone: ["w0"] }); return [200, {}]; });
  const detail = server.answers.get("GET chat/rooms/w0/detail")()[1];
  await press(page.locator(".cvh .acts > .primary"));
  await press(page.locator(".ask-end .primary"));
  await page.locator(".foot-line").waitFor();
  await stays("ended");
  await close();
});

test("supervise: beginning and ending to monitor leave the keyboard somewhere", async () => {
  const chats = makeChats({}), { page, server, close } = await openPage(browser, "/supervise", { ...look, setUp: (server) => { chatsOf(server, chats); new Supervised(server, chats); } });
  const one = chats.rooms.find((each) => each.status === "in_progress"), stays = async (what) => assert.notEqual(await has(page), "nowhere", what);
  await press(page.locator(`.inter [data-row=${one.id}] .bino`));
  await page.locator(".m").nth(3).waitFor();
  await stays("monitors");
  server.delay[`DELETE chat/rooms/${one.id}/monitor`] = 200;
  await press(page.locator(".cvh .stop"));
  await until(page, () => !document.querySelector(".cvh .stop"));
  await stays("stopped");
  await close();
});
