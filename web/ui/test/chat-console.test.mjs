// The console of chats in a real browser, against a scripted server: nothing is shown as
// sent before it is, nothing is lost and nothing doubles; keys, lists and the access of
// everybody.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, drawn, nightly, openPage, over, pass, passUntil, recolour, startBrowser, until } from "./browser.mjs";
import { agent, chatAnswers, comes, ended, listRow, received, room, talk, waiting } from "./chat.mjs";
import { at, deskAnswers } from "./desk.mjs";
import { makeFloor } from "./floor.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

/** Opens the console. @param {string} [hash] @param {any} [how] what chatAnswers takes, and more */
async function console_(hash = "#/in_progress/r0", { lang = "ko", scheme = "light", width = 1440, height = 900, clock = false, more = () => {}, ...how } = {}) {
  const one = await openPage(browser, `/chat?lang=${lang}&theme=${scheme}${hash}`, { floor: makeFloor(4, 12), width, height, scheme, motion: "reduce", clock, setUp: (server) => { chatAnswers(server, how); more(server); } });
  await one.page.locator(".cv-go, .list .empty, .stale").first().waitFor();
  return one;
}
const field = (page, at = 0) => page.locator(`#write-${at}`);
const bodies = (page) => page.locator(".m:not(.out) p").allTextContents();
const waits = (page) => page.locator(".m.out p").allTextContents();
const sent = (server, path) => server.requests.filter(([, at]) => at === path).map(([, , body]) => body);
const names = (page) => page.locator(".tab-panel > .scroll > ul:last-of-type .cv-go .cust").allTextContents();
const tab = (page, name) => page.locator(".stat").getByRole("tab", { name }).click();

test("a message shows as being sent until the server has it, and then once, whichever of answer and live frame comes first", async () => {
  const { page, server, close } = await console_();
  server.delay["POST chat/rooms/r0/messages"] = 700;
  await field(page).fill("확인해 보겠습니다");
  await page.keyboard.press("Enter");
  await page.locator(".m.out .state", { hasText: "보내는 중" }).waitFor();
  assert.equal(await field(page).inputValue(), "", "the field is free for the next one");
  assert.ok(!(await bodies(page)).includes("확인해 보겠습니다"), "it does not stand among those that are there");
  await page.locator(".m.out").waitFor({ state: "detached" });
  assert.equal((await bodies(page)).filter((text) => text === "확인해 보겠습니다").length, 1);
  const [one] = server.posted;
  comes(server, room(0, { seq: one.seq, latest: one }), [one]); // the frame of the same message
  await drawn(page);
  assert.equal((await bodies(page)).filter((text) => text === "확인해 보겠습니다").length, 1);
  await field(page).fill("잠시만요");
  await page.keyboard.press("Enter");
  await page.locator(".m.out").waitFor();
  const client = sent(server, "chat/rooms/r0/messages").at(-1).client;
  comes(server, room(0, { seq: 200 }), [{ seq: 200, by: "agent", agent: "a000", at: Date.now(), client: `hana/${client}`, body: "잠시만요" }]); // before the answer
  await page.locator(".m.out").waitFor({ state: "detached" });
  await page.waitForTimeout(900);
  assert.equal(await page.locator(".m.out").count(), 0);
  await close();
});

test("what could not be sent stays with its reason, goes again under the same id in its order, and by itself once the server is back", async () => {
  const { page, server, close } = await console_();
  const busy = [503, { title: "Service Unavailable", status: 503, code: "overloaded", detail: "the server is busy" }], path = "POST chat/rooms/r0/messages", way = server.answers.get(path);
  server.answers.set(path, busy);
  for (const text of ["하나", "둘"]) { await field(page).fill(text); await page.keyboard.press("Enter"); }
  await page.locator(".m.out[data-failed=waits]").nth(1).waitFor();
  assert.deepEqual(await waits(page), ["하나", "둘"], "the second waits behind the first");
  assert.deepEqual(await page.locator(".m.out .st").allTextContents(), ["아직 보내지 못했습니다", "아직 보내지 못했습니다"], "what goes by itself does not say that it will not");
  const first = sent(server, "chat/rooms/r0/messages").map((one) => one.client);
  assert.equal(new Set(first).size, 1, "only the first went out");
  await page.reload();
  await page.locator(".m.out").nth(1).waitFor();
  assert.deepEqual(await waits(page), ["하나", "둘"], "a reload loses nothing");
  server.answers.set(path, way);
  await page.locator(".m.out").first().getByRole("button", { name: "지금 보내기" }).click();
  await page.locator(".m.out").first().waitFor({ state: "detached" });
  await until(page, () => document.querySelectorAll(".m.out").length === 0);
  assert.deepEqual(server.posted.map((one) => one.body), ["하나", "둘"]);
  assert.equal(server.posted[0].client, `hana/${first[0]}`, "the id of the first attempt");
  assert.deepEqual((await bodies(page)).slice(-2), ["하나", "둘"]);
  await close();
});

test("a message that the server has, whose answer was lost, is there once", async () => {
  const { page, server, close } = await console_();
  const path = "POST chat/rooms/r0/messages", way = server.answers.get(path);
  server.answers.set(path, (asked, body) => { way(asked, body); return [502, { title: "Bad Gateway", status: 502 }]; }); // kept, and not told
  await field(page).fill("한 번만");
  await page.keyboard.press("Enter");
  await page.locator(".m.out[data-failed=waits]").waitFor();
  server.answers.set(path, way);
  await page.getByRole("button", { name: "지금 보내기" }).click();
  await page.locator(".m.out").waitFor({ state: "detached" });
  assert.deepEqual(server.posted.map((one) => one.body), ["한 번만"], "the server knew it by its id");
  assert.equal((await bodies(page)).filter((text) => text === "한 번만").length, 1);
  await close();
});

test("prohibited words refuse a message: they are named, it can be changed, and it does not hold up the next", async () => {
  for (const [lang, words, mend] of [["ko", "금지어가 있습니다: 바보, 멍청이", "고치기"], ["en", "It has prohibited words: 바보, 멍청이", "Change"]]) {
    const { page, server, close } = await console_("#/in_progress/r0", { lang });
    const path = "POST chat/rooms/r0/messages", way = server.answers.get(path);
    server.answers.set(path, (asked, body) => (/바보/.test(body.body) ? [422, { title: "Unprocessable Entity", status: 422, code: "invalid", detail: "the message has prohibited words", words: ["바보", "멍청이"] }] : way(asked, body)));
    for (const text of ["바보 멍청이", "다음 말"]) { await field(page).fill(text); await page.keyboard.press("Enter"); }
    await page.locator(".m.out[data-failed=refused]", { hasText: words }).waitFor();
    await page.locator(".m:not(.out) p", { hasText: "다음 말" }).waitFor();
    await page.locator(".m.out").getByRole("button", { name: mend }).click();
    assert.equal(await field(page).inputValue(), "바보 멍청이");
    assert.equal(await page.locator(".m.out").count(), 0);
    await close();
  }
});

test("Enter sends, never while a syllable is composed; Shift and Enter begin a line", async () => {
  const { page, server, close } = await console_();
  await field(page).fill("안녕하세");
  for (const init of [{ isComposing: true }, { keyCode: 229 }]) await field(page).evaluate((el, init) => { el.dispatchEvent(Object.assign(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true, ...init }))); }, init);
  await drawn(page);
  assert.equal(await field(page).inputValue(), "안녕하세", "the input method has the key");
  await page.keyboard.press("End");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("요");
  assert.equal(await field(page).inputValue(), "안녕하세\n요");
  await page.keyboard.press("Enter");
  await until(page, () => document.querySelectorAll(".m.out").length === 0 && document.querySelector("#write-0").value === "");
  assert.deepEqual(sent(server, "chat/rooms/r0/messages").map((one) => one.body), ["안녕하세\n요"]);
  await page.keyboard.press("Enter");
  await drawn(page);
  assert.equal(sent(server, "chat/rooms/r0/messages").length, 1, "nothing is sent of an empty field");
  await close();
});

test("what is written is kept room by room, over other rooms and a reload; the list says so; sent, it is forgotten", async () => {
  const { page, close } = await console_();
  await field(page).fill("쓰다 만 답");
  await page.locator(".cv-go[data-room=r1]").click();
  await page.locator("h2", { hasText: "조은비" }).waitFor();
  assert.equal(await field(page).inputValue(), "");
  await page.locator(".cv", { hasText: "작성 중" }).getByText("쓰다 만 답").waitFor();
  await field(page).fill("다른 방의 글");
  await page.waitForTimeout(500); // it is kept a moment after the last key
  await page.reload();
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), "다른 방의 글", "the address names the room");
  await page.locator(".cv-go[data-room=r0]").click();
  await until(page, () => document.querySelector("#write-0")?.value === "쓰다 만 답");
  await field(page).press("Enter");
  await page.locator(".m.out").waitFor({ state: "detached" });
  await page.reload();
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), "");
  await close();
});

test("a slash offers templates: arrows and Enter take one, names are put in, and an empty place is asked about once before it goes", async () => {
  const { page, server, close } = await console_();
  await field(page).focus();
  await page.keyboard.type("/오늘");
  const list = page.getByRole("listbox", { name: "템플릿" });
  await list.waitFor();
  assert.deepEqual(await list.locator("b").allTextContents(), ["오늘 도착 확인 후 안내", "오늘 출고 마감 안내", "당일 수령 불가 보상"], "the shortcut first, names, then texts");
  assert.equal(await field(page).getAttribute("aria-activedescendant"), "write-0-offered-0");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  const text = "기사님과 통화하여 도착 시각을 확인한 뒤 {시각}까지 안내드리겠습니다, 박민정 고객님.";
  assert.equal(await field(page).inputValue(), text);
  assert.equal(server.requests.some(([, path]) => path.endsWith("/messages")), false, "taken is not sent");
  await page.waitForTimeout(50);
  await page.keyboard.press("Enter");
  await page.getByText("채우지 않은 자리가 있습니다: {시각}").waitFor();
  await page.keyboard.type("16시");
  await page.keyboard.press("Enter");
  await page.locator(".m:not(.out) p", { hasText: "16시까지 안내드리겠습니다, 박민정 고객님." }).waitFor();
  await page.keyboard.type("/오늘");
  await list.waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await list.count(), 0);
  assert.equal(await field(page).inputValue(), "/오늘", "Esc leaves what is written");
  await close();
});

test("a template that somebody has just made is found on a page that is open; what finds none is not sent to the customer by one Enter", async () => {
  const { page, server, close } = await console_();
  const list = page.getByRole("listbox", { name: "템플릿" }), posts = () => sent(server, "chat/rooms/r0/messages").filter(Boolean).map((one) => one.body);
  await field(page).focus();
  await page.keyboard.type("/새로");
  await page.locator(".ac", { hasText: "찾은 템플릿이 없습니다" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".told", { hasText: "그대로 보내려면 한 번 더 누르세요." }).waitFor();
  assert.deepEqual(posts(), []);
  await field(page).fill("");
  server.answers.set("GET chat/templates", [200, [{ id: "t9", shortcut: "새로", name: "새로 만든 것", body: "새 안내입니다.", version: 1 }]]);
  await page.keyboard.type("/새로");
  await list.getByText("새로 만든 것").waitFor();
  await page.keyboard.press("Enter");
  assert.equal(await field(page).inputValue(), "새 안내입니다.");
  await field(page).fill("/없음");
  for (let i = 0; i < 2; i++) await page.keyboard.press("Enter");
  await page.locator(".m:not(.out) p", { hasText: "/없음" }).waitFor();
  assert.deepEqual(posts(), ["/없음"], "who insists sends it");
  await close();
});

test("with auto-complete off nothing is offered; the switch tells the server", async () => {
  const { page, server, close } = await console_("#/in_progress/r0", { me: agent("a000", "김하나", "Hana Kim", { auto_complete: false }) });
  await field(page).fill("/오늘");
  await drawn(page);
  assert.equal(await page.locator(".ac").count(), 0);
  await page.getByRole("button", { name: "상담 개인 환경설정" }).click();
  await page.getByRole("switch", { name: "템플릿 자동완성" }).click();
  await page.waitForTimeout(150);
  assert.deepEqual(sent(server, "chat/me"), [{ auto_complete: true }]);
  await close();
});

test("a note goes as a note, by key, and looks like one", async () => {
  const { page, server, close } = await console_();
  await page.keyboard.press("Alt+n");
  await page.keyboard.type("내일 다시 확인");
  await page.keyboard.press("Enter");
  await page.locator(".m.memo p", { hasText: "내일 다시 확인" }).waitFor();
  assert.deepEqual(sent(server, "chat/rooms/r0/messages").map(({ body, note }) => [body, note]), [["내일 다시 확인", true]]);
  assert.equal(sent(server, "chat/rooms/r0/typing").length, 0, "the customer is not told of it");
  await close();
});

test("a note of the program, and of somebody without an agent, names who left it; messages that a channel carries say how far they are, until they have gone", async () => {
  const now = Date.now(), messages = [{ seq: 1, by: "customer", at: now - 90_000, body: "확인 부탁드려요" }, { seq: 2, by: "agent", agent: "a000", at: now - 80_000, body: "전달된 말", delivery: "delivered" }, { seq: 3, by: "agent", agent: "a000", at: now - 79_000, body: "못 간 말", delivery: "failed" }, { seq: 4, by: "note", client: "undelivered-3", at: now - 70_000, body: "메시지가 고객에게 가지 않았습니다." }, { seq: 5, by: "note", client: "boss/abc", at: now - 20_000, body: "다른 번호로 해 보세요" }, { seq: 6, by: "agent", agent: "a000", at: now - 1000, body: "가는 말", delivery: "queued" }];
  const { page, server, close } = await console_("#/in_progress/r5", { messages, rooms: [room(5, { seq: 6, customer_read: 0 })] });
  const of = (text) => page.locator(".m", { hasText: text });
  await of("가는 말").getByText("발송 대기").waitFor();
  await of("못 간 말").locator(".state[data-t=bad]", { hasText: "발송 실패" }).waitFor();
  assert.match(await of("메시지가 고객에게").locator(".who").innerText(), /메모 · 시스템/);
  assert.match(await of("다른 번호로").locator(".who").innerText(), /메모 · boss/);
  messages[5] = { ...messages[5], delivery: "sent" };
  await of("가는 말").getByText("발송됨").waitFor();
  await page.waitForTimeout(2500);
  assert.deepEqual(server.asked.filter((path) => /r5\/messages.*after=/.test(path)).map((path) => new URLSearchParams(path.split("?")[1]).get("after")), ["5"], "once it has gone nothing is asked any more");
  comes(server, room(5, { seq: 7, customer_read: 0 }), [{ seq: 7, by: "agent", agent: "a000", at: Date.now(), client: "hana/x", body: "새로 보낸 말" }]);
  messages.push({ seq: 7, by: "agent", agent: "a000", at: Date.now(), body: "새로 보낸 말", delivery: "queued" });
  await of("새로 보낸 말").getByText("발송 대기").waitFor();
  messages[6] = { ...messages[6], delivery: "delivered" };
  await of("새로 보낸 말").getByText("발송 완료").waitFor();
  await close();
});

test("what the customer pressed of the bot's stands in the talk as chosen, with the words of the button", async () => {
  const at = Date.now() - 90_000, messages = [{ seq: 1, by: "bot", at, body: "무엇을 도와드릴까요?" }, { seq: 2, by: "choice", at: at + 4000, body: "배송" }, { seq: 3, by: "bot", at: at + 4000, body: "어떤 내용인가요?" }, { seq: 4, by: "choice", at: at + 9000, body: "상담원 연결" }, { seq: 5, by: "customer", at: at + 20_000, body: "언제 오나요" }];
  const { page, close } = await console_("#/in_progress/r5", { messages, rooms: [room(5, { seq: 5 })] });
  await page.locator(".m.customer p", { hasText: "언제 오나요" }).waitFor();
  assert.deepEqual(await page.locator(".msgs .m").evaluateAll((list) => list.map((one) => [one.classList[1], one.querySelector("p").textContent])), [["bot", "무엇을 도와드릴까요?"], ["choice", "배송"], ["bot", "어떤 내용인가요?"], ["choice", "상담원 연결"], ["customer", "언제 오나요"]]);
  assert.equal(await page.locator(".m.choice .sr").first().textContent(), "고객의 선택");
  await close();
});

test("the timeline says why distribution chose the agent, and nothing where people chose", async () => {
  const at = Date.now() - 60_000, { page, close } = await console_("#/in_progress/r5", { rooms: [room(5, {})], more: (server) => server.answers.set("GET chat/rooms/r5/timeline", [200, [
    { at, kind: "assigned", from: "", to: "a000", how: "backlog", why: { by: "longest", able: 4, open: 2, new_at: at } }, { at, kind: "assigned", from: "a000", to: "a000", how: "hand_over", user: "boss" }]]) });
  await page.getByText("타임라인", { exact: true }).click();
  await page.locator(".steps li").nth(1).waitFor();
  const lines = await page.locator(".steps li > span").allInnerTexts();
  assert.match(lines[0], /로봇 → .* · 자동배정 · 맡을 수 있는 4명 중 맡은 상담이 2건으로 적고 새 상담을 가장 오래 받지 않음$/);
  assert.match(lines[1], /상담원 변경 · boss$/);
  await close();
});

test("who has a waiting chat given is asked to assign it, not to hand it over; out of hours agents are called that", async () => {
  const { page, server, close } = await console_("#/waiting", { role: "manager", method: "manual", more: (server) => { server.chatAgents = [agent("a000", "김하나", "Hana Kim"), agent("a001", "강서준", "Seojun Kang", { state: "off" })]; } });
  await page.locator(".cv-go").first().click();
  await page.getByRole("button", { name: "상담사 배정" }).click();
  const dialog = page.getByRole("dialog", { name: "상담사 배정" });
  await dialog.locator(".a-line", { hasText: "강서준" }).getByText("근무시간 외").waitFor();
  await dialog.locator(".a-line", { hasText: "김하나" }).locator("input").check();
  await dialog.getByRole("button", { name: "김하나 상담사에게 1건 배정" }).click();
  await page.getByText("1건을 김하나 상담사에게 배정했습니다.").waitFor();
  assert.equal(server.requests.filter(([, path]) => path.endsWith("/assign")).length, 1);
  await close();
});

test("a row of an ended chat says by which time it stands there, and when the latest message was (C54, C73, C80, C81)", async () => {
  const one = ended(3), { page, close } = await console_("#/ended", { history: [one] });
  const row = page.locator(".cv").first(), iso = (/** @type {number} */ at) => new Date(at).toISOString();
  await row.waitFor();
  const times = () => row.locator("time").evaluateAll((list) => list.map((el) => /** @type {HTMLTimeElement} */ (el).dateTime));
  assert.deepEqual(await times(), [iso(one.opened_at), iso(one.last_at)]);
  await page.getByRole("button", { name: /최근대화순/ }).click();
  await page.getByRole("menuitemradio", { name: /종료시간순/ }).or(page.getByRole("button", { name: /종료시간순/ })).first().click();
  await row.locator("time[title$=종료]").waitFor();
  assert.deepEqual(await times(), [iso(one.opened_at), iso(one.ended_at)]);
  await close();
});

test("how a customer found it stands in the list of ended chats and beside the room", async () => {
  const one = ended(20), rating = { stars: 4, comment: "빠르게 답해 주셨어요.", at: Date.now() };
  const { page, close } = await console_("#/ended/r20", { role: "manager", history: [one, ended(21)], more: (server) => {
    const detail = server.answers.get("GET chat/rooms/r20/detail")()[1];
    server.answers.set("GET chat/rooms/r20/detail", [200, { ...detail, rating }]);
    server.answers.set("GET chat/list", [200, { items: [{ ...listRow(one), rating }, listRow(ended(21))] }]);
  } });
  await page.locator(".cv").nth(1).waitFor();
  assert.deepEqual((await page.locator(".cv").allInnerTexts()).map((text) => /별 4개/.test(text)), [true, false]);
  const facts = page.locator(".side .kv > div", { hasText: "만족도" });
  await facts.getByText("별 5개 중 4개").waitFor();
  assert.equal(await facts.getByText("빠르게 답해 주셨어요.").count(), 1);
  await close();
});

test("files by button, paste and drop: sent at once, shown, and gone with the message; what is too large is not", async () => {
  const { page, server, close } = await console_();
  await page.locator("[data-pick=write-0]").setInputFiles([{ name: "영수증.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4") }]);
  await page.locator(".up", { hasText: "영수증.pdf" }).getByText("8 B").waitFor();
  await field(page).evaluate((el) => { const data = new DataTransfer(); data.items.add(new File([new Uint8Array([137, 80, 78, 71])], "화면.png", { type: "image/png" })); el.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); });
  await page.locator(".up", { hasText: "화면.png" }).getByText("4 B").waitFor();
  await page.locator(".compose-box").evaluate((el) => { const data = new DataTransfer(); data.items.add(new File([new Uint8Array((10 << 20) + 1)], "큰것.zip")); el.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })); });
  await page.getByText("큰것.zip: 10 MB까지 보낼 수 있습니다.").waitFor();
  assert.equal(await page.locator(".up").count(), 2);
  await page.keyboard.press("b");
  await field(page).press("Enter");
  await page.locator(".m:not(.out) .m-file", { hasText: "영수증.pdf" }).waitFor();
  assert.match(await page.locator(".m:not(.out) .m-pic img").getAttribute("src"), /api\/v1\/chat\/files\/f2$/);
  assert.deepEqual(sent(server, "chat/rooms/r0/messages").map(({ body, files }) => [body, files]), [["", ["f1", "f2"]]], "files alone are a message");
  assert.equal(await page.locator(".up").count(), 0);
  await close();
});

test("a message that the live topic brings is not asked for; those that it did not bring are, also when a later one overtakes a fetch that failed", async () => {
  const messages = talk(), { page, server, close } = await console_("#/in_progress/r0", { messages });
  const fetched = () => server.asked.filter((path) => /r0\/messages\?after/.test(path));
  const say = (seq, body) => { messages.push({ seq, by: "customer", at: Date.now(), body }); return messages.at(-1); };
  await page.locator("[data-seq='8']").waitFor();
  comes(server, room(0, { seq: 9 }), [say(9, "바로 온 말")]);
  await page.locator("[data-seq='9']").waitFor();
  await page.waitForTimeout(250);
  assert.deepEqual(fetched(), []);
  const path = "GET chat/rooms/r0/messages", way = server.answers.get(path);
  server.answers.set(path, [503, { title: "x", status: 503, code: "overloaded" }]);
  server.goDown();
  for (const [seq, body] of [[10, "끊긴 사이의 말"], [11, "또 한 마디"]]) say(seq, body);
  server.chats = server.chats.map((one) => (one.id === "r0" ? { ...one, seq: 11 } : one));
  server.comeUp();
  await page.getByText("새 메시지를 불러오지 못했습니다.").waitFor({ timeout: 20_000 });
  server.answers.set(path, way);
  comes(server, room(0, { seq: 13 }), [say(13, "앞지른 말")]); // 12 has no text
  await page.locator("[data-seq='11']").waitFor();
  assert.deepEqual((await bodies(page)).slice(-4), ["바로 온 말", "끊긴 사이의 말", "또 한 마디", "앞지른 말"]);
  assert.equal(await page.getByText("새 메시지를 불러오지 못했습니다.").count(), 0);
  await close();
});

test("older messages come as one scrolls up, page by page, and what is read stays in its place", async () => {
  const { page, server, close } = await console_("#/in_progress/r0", { messages: talk(130, Date.now() - 130 * 60_000) });
  const box = page.locator(".msgs-box");
  await page.locator("[data-seq='130']").waitFor();
  assert.equal(await page.locator("[data-seq]").count(), 50);
  assert.ok(await box.evaluate((el) => el.scrollHeight - el.scrollTop - el.clientHeight < 2), "it begins at its end");
  const line = await page.locator("[data-seq='81']").elementHandle(), before = await box.evaluate((el) => { el.scrollTop = 120; return el.querySelector("[data-seq='81']").getBoundingClientRect().top; });
  await page.locator("[data-seq='31']").waitFor();
  await drawn(page);
  assert.ok(Math.abs(await line.evaluate((el) => el.getBoundingClientRect().top) - before) < 3, "what is read does not jump, and is not drawn anew");
  await box.evaluate((el) => { el.scrollTop = 0; });
  await page.locator("[data-seq='1']").waitFor();
  assert.equal(await page.locator("[data-seq]").count(), 130);
  assert.deepEqual(server.asked.filter((path) => /r0\/messages/.test(path)).map((path) => path.split("?")[1]), ["limit=50", "before=81&limit=50", "before=31&limit=50"]);
  assert.equal(await page.getByRole("button", { name: "이전 메시지" }).count(), 0);
  await close();
});

test("a long conversation opens at its end: of 300 messages the last 50, once, and no others until somebody scrolls", async () => {
  const { page, server, close } = await console_("#/in_progress/r0", { messages: talk(300), rooms: [room(0, { seq: 300 })] });
  await page.locator(".m", { hasText: "오늘 꼭 받아야 하는데 가능할까요? 296" }).waitFor();
  const seqs = await page.locator("[data-seq]").evaluateAll((list) => list.map((one) => Number(one.dataset.seq)));
  assert.deepEqual(seqs, Array.from({ length: 50 }, (_, i) => 251 + i));
  assert.ok(await page.locator(".msgs-box").evaluate((el) => el.scrollHeight - el.scrollTop - el.clientHeight < 2), "its end is in sight");
  await page.waitForTimeout(300);
  assert.deepEqual(server.asked.filter((path) => /r0\/messages/.test(path)).map((path) => path.split("?")[1]), ["limit=50"]);
  comes(server, room(0, { seq: 301 }), [{ seq: 301, by: "customer", at: Date.now(), body: "그 다음 말" }]);
  await page.locator("[data-seq='301']").waitFor();
  await close();
});

test("waits are marked by the limits of the monitoring window, counted from the same moment, also when they are changed on another page", async () => {
  const now = Date.now(), s = 1000, one = (i, more) => room(i, { customer: `손님${i}`, last_at: now - i, ...more });
  const rooms = [waiting(0, { wait_since: now - 40 * s }), waiting(1, { wait_since: now - 70 * s }), received(2, { assigned_at: now - 170 * s }), received(3, { assigned_at: now - 200 * s }), received(4, { assigned_at: now - 310 * s }),
    one(5, { last_by: "customer", customer_at: now - 300 * s, unanswered_since: now - 1500 * s }), one(6, { last_by: "customer", customer_at: now - 400 * s }), one(7, { last_by: "customer", customer_at: now - 610 * s }), one(8, { last_by: "agent" })];
  const { page, close } = await console_("#/waiting", { role: "manager", rooms });
  const marks = async (name) => { await tab(page, name); await page.waitForTimeout(100); return Object.fromEntries(await page.locator(".cv-go").evaluateAll((list) => list.map((el) => [el.dataset.room, el.querySelector("time.tm")?.dataset.t ?? ""]))); };
  assert.deepEqual(await marks("대기"), { r0: "warn", r1: "bad" }, "a minute");
  assert.deepEqual(await marks("접수"), { r2: "", r3: "warn", r4: "bad" }, "five minutes");
  assert.deepEqual(await marks("진행"), { r5: "", r6: "warn", r7: "bad", r8: "" }, "ten minutes since the customer's last message (M26)");
  const other = await page.context().newPage();
  await other.goto(page.url().replace(/chat.*/, "monitor?lang=ko"));
  await other.evaluate(() => localStorage.setItem("callfloor.monitor.limits", JSON.stringify({ reply: 20 })));
  await page.waitForTimeout(300);
  assert.deepEqual(await marks("진행"), { r5: "", r6: "", r7: "", r8: "" });
  await other.close();
  await close();
});

test("who reads further up is not moved by a new message: a button says that it is there; at the end it is followed and read", async () => {
  const { page, server, close } = await console_("#/in_progress/r0", { messages: talk(60) });
  const box = page.locator(".msgs-box");
  await page.locator("[data-seq='60']").waitFor();
  for (const end = Date.now() + 10_000; !sent(server, "chat/rooms/r0/read").length && Date.now() < end;) await page.waitForTimeout(50);
  await box.evaluate((el) => { el.scrollTop = el.scrollHeight / 2; });
  await drawn(page);
  const at = await box.evaluate((el) => el.scrollTop);
  comes(server, room(0, { seq: 61, unread: 2 }), [{ seq: 61, by: "customer", at: Date.now(), body: "새 말" }]);
  const pill = page.getByRole("button", { name: "새 메시지 1건" });
  await pill.waitFor();
  assert.equal(await box.evaluate((el) => el.scrollTop), at);
  const told = sent(server, "chat/rooms/r0/read").length;
  await pill.click();
  await until(page, () => { const el = document.querySelector(".msgs-box"); return el.scrollHeight - el.scrollTop - el.clientHeight < 2; });
  await page.waitForTimeout(600);
  assert.deepEqual(sent(server, "chat/rooms/r0/read").slice(told), [{ seq: 61 }], "read once it is seen, not before");
  comes(server, room(0, { seq: 62, unread: 1 }), [{ seq: 62, by: "customer", at: Date.now(), body: "끝에서 보는 말" }]);
  await page.locator("[data-seq='62']").waitFor();
  assert.ok(await box.evaluate((el) => el.scrollHeight - el.scrollTop - el.clientHeight < 2));
  await close();
});

test("lists by status with their counts; each order has its own first direction and shows it; twice 상담시간 has the longest one first", async () => {
  const rooms = [room(0), room(1), room(2), received(6), waiting(8), room(3, { held: true })], { page, server, close } = await console_("#/in_progress", { rooms });
  await page.getByRole("tab", { name: "8 종료" }).waitFor();
  assert.deepEqual(await page.locator(".stat [role=tab]").allInnerTexts(), ["1\n대기", "1\n접수", "4\n진행", "1\n보류", "8\n종료"]);
  assert.deepEqual(await names(page), ["박민정", "조은비", "유하준", "양지안"], "the latest message first");
  const sort = page.locator(".sort");
  assert.match(await sort.innerText(), /최근대화순\s*내림차순/);
  const press = async (name) => { if (!await page.locator(".menu").count()) await sort.click(); await page.locator(".menu").getByRole("button", { name }).click(); await page.keyboard.press("Escape"); await page.mouse.move(900, 600); await drawn(page); return [(await sort.innerText()).replace(/\s+/g, " "), await names(page)]; };
  assert.deepEqual(await press("상담시간"), ["상담시간 내림차순", ["박민정", "조은비", "유하준", "양지안"]]);
  assert.deepEqual(await press("상담시간"), ["상담시간 오름차순", ["양지안", "유하준", "조은비", "박민정"]]);
  assert.deepEqual(await press("고객이름"), ["고객이름 오름차순", ["박민정", "양지안", "유하준", "조은비"]]);
  assert.deepEqual(await press("고객이름"), ["고객이름 내림차순", ["조은비", "유하준", "양지안", "박민정"]]);
  await tab(page, "보류");
  assert.match(await sort.innerText(), /최근대화순/, "the order is the list's own");
  await tab(page, "종료");
  await page.locator(".cv").first().waitFor();
  assert.deepEqual(await page.locator(".sort").click().then(() => page.locator(".menu button").allInnerTexts().then((all) => all.map((text) => text.split("\n")[0].trim()))), ["최근대화순", "종료시간순"]);
  await page.locator(".menu").getByRole("button", { name: "종료시간순" }).click();
  await page.waitForTimeout(200);
  assert.match(server.asked.filter((path) => path.startsWith("chat/list")).at(-1), /status=ended&sort=end&limit=50/);
  await close();
});

test("what the address asks for narrows the lists, stands above them and can be taken away, of the address too; tabs count what their lists have", async () => {
  const day = 86_400_000, now = Date.now(), today = new Date(now + day * 3 / 8).toISOString().slice(0, 10), rooms = [room(0), room(1, { agent: "a001" }), room(2, { opened_at: now - 2 * day }), received(6), received(7, { opened_at: now - 2 * day })];
  const { page, server, close } = await console_(`&agent=a000&from=${today}&to=${today}&opened=${today}&answered=true#/received`, { role: "manager", rooms: rooms.map((one) => (one.opened_at < now - day ? one : { ...one, opened_at: now })), more: (server) => { server.answers.set("GET chat/list/count", [200, { n: 3 }]); } });
  const said = () => page.locator(".sought .tagx").allInnerTexts(), tabs = () => page.locator(".stat [role=tab] b").allInnerTexts();
  assert.deepEqual(await names(page), ["문서진"]);
  assert.deepEqual(await said(), ["김하나", `시작일 ${today}`]);
  await until(page, () => document.querySelectorAll(".stat [role=tab] b")[4].textContent === "3");
  assert.deepEqual(await tabs(), ["0", "1", "1", "0", "3"]);
  const asked = new URLSearchParams(server.asked.find((path) => path.startsWith("chat/list/count?")).split("?")[1]);
  assert.deepEqual([asked.get("status"), asked.get("agents"), asked.get("from"), asked.get("opened"), asked.get("answered")], ["ended", "a000", today, today, "true"]);
  await tab(page, "종료");
  await page.locator(".sought", { hasText: `${today}부터 시작` }).waitFor();
  assert.deepEqual(await said(), ["김하나", `종료일 ${today}`, `${today}부터 시작`, "담당 상담사가 답한 상담만"]);
  await tab(page, "접수");
  await page.getByRole("button", { name: `조건 빼기: 시작일 ${today}` }).click();
  assert.deepEqual(await names(page), ["문서진", "한도윤"]);
  assert.deepEqual(await page.evaluate(() => [...new URLSearchParams(location.search).keys()]), ["lang", "theme", "agent", "opened", "answered"]);
  await page.reload();
  await page.locator(".cv-go").first().waitFor();
  assert.deepEqual(await said(), ["김하나"], "who reloads sees the same");
  await page.getByRole("button", { name: "조건 빼기: 김하나" }).click();
  await tab(page, "진행");
  assert.equal(await page.locator(".sought").count(), 0);
  assert.deepEqual(await tabs(), ["0", "2", "3", "0", "3"]);
  await close();
});

test("the list of the bot has the rooms that began today, in the centre's days, and so does its number (C8); what ends is counted again", async () => {
  const now = Date.UTC(2026, 10, 20, 3), hour = 3_600_000, bot = (i, ago) => room(i, { status: "bot", agent: undefined, opened_at: now - ago, last_at: now - 1000 * i }); // noon in Seoul
  let over = 3;
  const { page, server, close } = await console_("#/bot", { role: "manager", rooms: [bot(0, hour), bot(1, 11 * hour), bot(2, 13 * hour), room(3, { held: true }), received(6, { held: true })], more: (server) => { server.skew = now - Date.now(); server.answers.set("GET chat/counts", () => [200, { bot: 2, bot_ended: over, ended: 1 }]); } });
  await until(page, () => document.querySelectorAll(".stat [role=tab] b")[1]?.textContent === "3");
  assert.deepEqual([await names(page), await page.locator(".stat [role=tab] b").first().innerText()], [["박민정", "조은비"], "2"]);
  over = 4;
  server.chats = server.chats.filter((one) => one.id !== "r1");
  server.delta("chats", [], { gone: ["r1"] });
  await until(page, () => document.querySelectorAll(".stat [role=tab] b")[1]?.textContent === "4");
  await page.getByRole("button", { name: "채팅 상담", exact: true }).click();
  await tab(page, "보류");
  assert.deepEqual(await names(page), ["양지안"], "those in progress that are held, as the server lists them (C69)");
  await close();
});

test("a list does not move under the mouse: what comes waits at its end until the mouse goes", async () => {
  const { page, server, close } = await console_("#/in_progress", { rooms: [room(0), room(1), room(2)] });
  await page.locator(".cv").nth(1).hover();
  comes(server, room(2, { last_at: Date.now() + 1000 }));
  comes(server, room(3, { last_at: Date.now() + 2000 }));
  await page.locator(".cv-go[data-room=r3]").waitFor();
  assert.deepEqual(await names(page), ["박민정", "조은비", "유하준", "양지안"]);
  await page.mouse.move(900, 600);
  await drawn(page);
  assert.deepEqual(await names(page), ["양지안", "유하준", "박민정", "조은비"]);
  await close();
});

test("ended chats page by page, narrowed by what the server is asked for, and as a file for a reason", async () => {
  const history = Array.from({ length: 120 }, (_, i) => ended(100 + i)), { page, server, close } = await console_("#/ended", { role: "manager", history });
  await page.locator(".cv").nth(49).waitFor();
  await page.getByRole("button", { name: "더 보기" }).click();
  await page.locator(".cv").nth(99).waitFor();
  await page.getByRole("button", { name: "더 보기" }).click();
  await page.locator(".cv").nth(119).waitFor();
  assert.equal(await page.getByRole("button", { name: "더 보기" }).count(), 0);
  assert.deepEqual(server.asked.filter((path) => path.startsWith("chat/list?")).map((path) => /after=(\d+)/.exec(path)?.[1] ?? ""), ["", "50", "100"]);
  await page.getByRole("button", { name: "검색 조건" }).click();
  await page.locator("#f-agent").selectOption("a001");
  await page.locator("#f-end").selectOption("idle");
  await page.locator("#f-large").selectOption("d");
  assert.deepEqual(await page.locator("#f-middle option").allTextContents(), ["모두", "배송 지연", "주소 변경", "옛 지연(미사용)"], "the middle ones of the large one, also those that are not used (C79)");
  await page.locator("#f-from").fill("2025-11-01");
  await page.locator("#f-to").fill("2026-11-30");
  await page.getByText("종료일로 1년까지 찾습니다.").waitFor();
  assert.equal(await page.getByRole("button", { name: "찾기", exact: true }).isDisabled(), true);
  await page.locator("#f-from").fill("2026-11-01");
  await page.locator("#f-rtags").fill("vip,재방문");
  await page.keyboard.press("Enter");
  await page.locator(".cv").first().waitFor();
  const query = new URLSearchParams(server.asked.filter((path) => path.startsWith("chat/list?")).at(-1).split("?")[1]);
  assert.deepEqual(Object.fromEntries(query), { large: "d", end_type: "idle", from: "2026-11-01", to: "2026-11-30", room_tags: "vip,재방문", status: "ended", agents: "a001", sort: "recent", limit: "50" });
  await page.getByRole("button", { name: "엑셀 다운로드" }).click();
  await page.locator("#e-reason").fill("월간 보고");
  assert.match(await page.locator("dialog a.btn").getAttribute("href"), /^api\/v1\/chat\/list\/export\?.*status=ended.*reason=/);
  await close();
});

test("ended chats are found by agents who are gone and by categories that are not used (C77 to C79), and by the site", async () => {
  for (const [lang, labels, unused] of [["ko", ["강서준", "김하나", "박떠남(계정삭제)", "이두리(인증해제)"], "옛 분류(미사용)"], ["en", ["Duri Lee (no access)", "Gone Park (deleted)", "Hana Kim", "Seojun Kang"], "Old (not used)"]]) {
    const { page, server, close } = await console_("&site=onmaru#/ended", { role: "manager", lang }), asked = () => new URLSearchParams(server.asked.filter((path) => path.startsWith("chat/list?")).at(-1).split("?")[1]);
    assert.equal(asked().get("site"), "onmaru");
    assert.match(await page.locator(".sought").innerText(), /onmaru/, "and it stands above the list");
    await page.getByRole("button", { name: lang === "ko" ? "검색 조건" : "Conditions" }).click();
    await page.locator("#f-agent option", { hasText: labels[2] }).waitFor({ state: "attached" });
    assert.deepEqual((await page.locator("#f-agent option").allTextContents()).slice(1), labels);
    assert.ok((await page.locator("#f-large option").allTextContents()).includes(unused));
    await page.locator("#f-agent").selectOption("a009");
    await page.locator("#f-large").selectOption("o");
    await page.locator(".fopts button[type=submit]").click();
    await page.locator(".sought .tagx", { hasText: unused }).waitFor();
    assert.ok((await page.locator(".sought .tagx").allInnerTexts()).includes(lang === "ko" ? "박떠남(계정삭제)" : "Gone Park (deleted)"));
    assert.deepEqual([asked().get("agents"), asked().get("large"), asked().get("site")], ["a009", "o", "onmaru"]);
    await tab(page, lang === "ko" ? "진행" : "Active");
    await close();
  }
});

test("what a messenger's customer is called (C55), agents and categories that are no more (C78, C79), and the robot's rooms (C16)", async () => {
  const rooms = [room(0, { given: false, customer: "박민정" }), room(1, { customer: "", visitor: "v_3f9a21bc" }), room(5, { customer: "", external: "010-****-4821" }), waiting(8, { manager: "한관리" })];
  const { page, close } = await console_("#/in_progress", { role: "manager", rooms, history: [ended(20, { agent_state: "deleted" }), ended(21, { agent_state: "deauthorised", middle: { id: "d1", name: { ko: "배송 지연" }, unused: true }, title: "" })] });
  const text = async () => (await page.locator(".cv").allInnerTexts()).map((one) => one.replace(/\s+/g, " "));
  const [kakao, web, texts] = await text();
  assert.match(texts, /010-\*\*\*\*-4821/, "who writes text messages and has no name is the number, masked");
  assert.match(kakao, /k-7000/);
  assert.match(kakao, /\(#이정훈 > 김하나\)/);
  assert.match(web, /고객 3F9A-21/);
  await tab(page, "대기");
  assert.match((await text())[0], /\(#한관리 > 로봇-onmaru\)/);
  await tab(page, "종료");
  await page.getByText("김하나(계정삭제)").waitFor();
  await page.getByText("김하나(인증해제)").waitFor();
  await page.getByText("배송 지연(미사용)").waitFor();
  assert.match(await page.locator(".cv").first().locator("time").last().getAttribute("title"), /^\d\d-\d\d \d\d:\d\d:\d\d$/, "seconds where one points (C54)");
  await close();
});

test("an agent takes what waits where rooms are taken (C26, C27), may only look until then, and has no such list elsewhere", async () => {
  const { page, server, close } = await console_("#/waiting/r8");
  await page.getByText("기다리는 상담입니다. 사유: 수동배분").waitFor();
  assert.equal(await field(page).count(), 0, "nothing is written before it is taken");
  await page.keyboard.press("Alt+a");
  await until(page, () => location.hash.startsWith("#/received"));
  assert.equal(sent(server, "chat/rooms/r8/take").length, 1);
  comes(server, received(8));
  await field(page).waitFor();
  await close();
  const other = await console_("#/in_progress", { method: "automatic" });
  assert.deepEqual(await other.page.locator(".stat [role=tab]").allInnerTexts().then((all) => all.map((one) => one.split("\n")[1])), ["접수", "진행", "보류", "종료"]);
  await other.close();
});

test("above what waits managers read whether it is given by itself (C29); they see the bot's rooms (C11) and block from there (C49)", async () => {
  const { page, server, close } = await console_("#/waiting", { role: "administrator", rooms: [waiting(8), room(3, { status: "bot", agent: undefined })] });
  await page.locator(".backlog", { hasText: "상담가능 시 상담대기 건 일괄 자동배정 OFF" }).waitFor();
  for (const [method, backlog, text] of [["hybrid", false, "OFF관리자나 매니저가 배정하거나 상담사가 접수한 상담만 답할 수 있습니다."], ["automatic", false, "OFF관리자나 매니저가 배정한 상담만 답할 수 있습니다."], ["hybrid", true, "ON상담할 수 있는 상담사가 생기면 기다린 순서대로 배정합니다. 그 전에 상담사가 접수할 수도 있습니다."], ["manual", true, "수동배분입니다.관리자나 매니저가 배정하거나 상담사가 접수합니다."]]) {
    server.delta("chats", [{ ...server.chats.find((one) => one.id === "me"), method, backlog }]);
    await page.locator(".backlog", { hasText: text }).waitFor(); // C28 to C32
  }
  assert.equal(await page.locator(".backlog a").getAttribute("href"), "admin#/settings/chat");
  server.delta("chats", [{ ...server.chats.find((one) => one.id === "me"), backlog: true }]);
  await page.locator(".backlog", { hasText: "일괄 자동배정 ON" }).waitFor();
  await page.getByRole("button", { name: "챗봇 상담" }).click();
  await page.locator(".cv-go").click();
  await page.getByText("보기만 할 수 있습니다.").waitFor();
  await page.getByRole("button", { name: "더 하기" }).click();
  await page.getByRole("menuitem", { name: "고객 차단" }).click();
  await page.locator("#d-words").fill("욕설");
  await page.keyboard.press("Enter");
  await page.getByText("고객을 차단했습니다.").waitFor();
  assert.deepEqual(sent(server, "chat/rooms/r3/block"), [{ reason: "욕설" }]);
  await close();
});

test("who manages ends a waiting room (C74), but not where rooms are distributed by hand: there it says what to do (C49); agents do not", async () => {
  const { page, server, close } = await console_("#/waiting/r8", { role: "manager", rooms: [waiting(8)], method: "hybrid" });
  await page.getByRole("button", { name: "상담 종료" }).click();
  await page.locator(".ask-end").getByRole("button", { name: "상담 종료" }).click();
  await page.getByText("상담을 끝냈습니다.").waitFor();
  assert.equal(sent(server, "chat/rooms/r8/end").length, 1);
  server.delta("chats", [{ ...server.chats.find((one) => one.id === "me"), method: "manual" }]);
  await page.getByText("수동배분에서는 기다리는 상담을 바로 종료할 수 없습니다.").waitFor();
  assert.equal(await page.getByRole("button", { name: "상담 종료" }).count(), 0);
  await close();
  const other = await console_("#/waiting/r8", { rooms: [waiting(8)] });
  await other.page.getByText("기다리는 상담입니다.").waitFor();
  assert.equal(await other.page.getByRole("button", { name: "상담 종료" }).count(), 0);
  await other.close();
});

test("a room is handed over to who is on duty (C63 to C68): states, log-ins and counts of the month; several at once", async () => {
  for (const lang of ["ko", "en"]) {
    const { page, server, close } = await console_("#/in_progress/r0", { lang });
    await page.keyboard.press("Alt+t");
    const lines = (await page.locator(".a-line").allInnerTexts()).map((one) => one.replace(/\s+/g, " ").trim());
    assert.deepEqual(lines, lang === "ko" ? ["강서준 (로그인) #이정훈 상담중 접수 0 진행중 2", "남기훈 (로그아웃) #이정훈 상담중 통화중 접수 1 진행중 3", "윤지민 (로그인) #이정훈 식사중 접수 1 진행중 3", "이두리 (로그인) #이정훈 휴식중 접수 1 진행중 3", "장예린 (로그인) #이정훈 상담불가 접수 1 진행중 3"]
      : ["Duri Lee (logged in) #이정훈 Resting New 1 Active 3", "Gihun Nam (logged out) #이정훈 Available On a call New 1 Active 3", "Jimin Yoon (logged in) #이정훈 Meal New 1 Active 3", "Seojun Kang (logged in) #이정훈 Available New 0 Active 2", "Yerin Jang (logged in) #이정훈 Unavailable New 1 Active 3"]);
    await page.locator(".a-line", { hasText: lang === "ko" ? "강서준" : "Seojun" }).click();
    await page.getByRole("button", { name: lang === "ko" ? "강서준 상담사에게 1건 넘기기" : "Hand over 1 to Seojun Kang" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    assert.deepEqual(sent(server, "chat/rooms/r0/assign"), [{ agent: "a001" }]);
    await close();
  }
  const { page, server, close } = await console_("#/in_progress", { role: "manager", by_login: false });
  await page.getByRole("button", { name: "여러 상담 고르기" }).click();
  for (const i of [0, 2]) await page.locator(".cv .ck").nth(i).check();
  await page.locator(".picked").getByRole("button", { name: "상담원 변경" }).click();
  assert.equal(await page.locator("dialog", { hasText: "(로그인)" }).count(), 0, "log-ins are told where rooms go by them (C65)");
  await page.locator(".a-line", { hasText: "강서준" }).click();
  server.answers.set("POST chat/rooms/assign", [200, { changed: 1, refused: [{ room: "r2", why: "the agent is not on duty today" }] }]);
  await page.getByRole("button", { name: "강서준 상담사에게 2건 넘기기" }).click();
  await page.getByText("1건은 넘기지 못했습니다.").waitFor();
  assert.equal((await page.locator(".refused li").innerText()).replace(/\s+/g, " "), "유하준 오늘 상담할 수 없는 상담사입니다.", "which, and why");
  server.answers.set("POST chat/rooms/r2/assign", [409, { title: "Conflict", status: 409, code: "conflict", detail: "the room is over" }]);
  await page.locator(".a-line", { hasText: "이두리" }).click();
  await page.getByRole("button", { name: "이두리 상담사에게 1건 넘기기" }).click();
  await page.getByText("이미 끝난 상담입니다.").waitFor();
  server.answers.set("POST chat/rooms/r2/assign", [200, {}]);
  await page.getByRole("button", { name: "이두리 상담사에게 1건 넘기기" }).click();
  await page.getByText("1건을 이두리 상담사에게 넘겼습니다.").waitFor();
  assert.deepEqual(server.requests.filter(([, path]) => path.endsWith("/assign")).map(([, path, body]) => [path, body]), [["chat/rooms/assign", { rooms: ["r0", "r2"], agent: "a001" }], ["chat/rooms/r2/assign", { agent: "a002" }], ["chat/rooms/r2/assign", { agent: "a002" }]]);
  await close();
});

test("a row reads in the order of C52, line by line and within each, for agents too", async () => {
  for (const role of ["manager", "agent"]) {
    const { page, close } = await console_("#/in_progress", { role, rooms: [room(0, { held: true })] }), row = page.locator(".cv-go");
    const parts = [".sr >> nth=0", ".tm", ".grade", "text=(#이정훈 > 김하나)", ".cust", ".site", "text=배송 배송 지연 문의", "text=오늘 꼭 받아야", "time:last-child"], places = [];
    for (const part of parts) places.push(await row.locator(part).first().evaluate((el) => { const { left, top, height } = (el.classList.contains("sr") ? el.parentElement : el).getBoundingClientRect(), all = [...el.closest(".cv-go").querySelectorAll("*")]; return { at: all.indexOf(el), line: Math.round((top + height / 2 - el.closest(".cv-go").getBoundingClientRect().top) / 22), left }; }));
    for (let i = 1; i < places.length; i++) {
      const [a, b] = [places[i - 1], places[i]];
      assert.ok(a.at < b.at, `${role}: ${parts[i]} is read after ${parts[i - 1]}`);
      assert.ok(a.line < b.line || a.line === b.line && a.left < b.left, `${role}: ${parts[i]} stands after ${parts[i - 1]}: ${JSON.stringify([a, b])}`);
    }
    assert.equal(await row.locator(":scope > .row").count(), 3);
    await close();
  }
});

test("above the messages a line has category and customer; unfolded by key, fields and parameters, also of a room that is over, and so in this browser from then on (C76)", async () => {
  for (const [hash, of] of [["#/ended/r20", "고객식별번호 k-7020"], ["#/in_progress/r0", "고객 3F9A-20"]]) {
    const { page, server, close } = await console_(hash, { role: "manager" }), strip = page.locator(".strip"), button = strip.getByRole("button", { name: "고객 정보·파라미터" });
    assert.equal((await strip.locator(".cno").innerText()), of);
    assert.match(await strip.innerText(), /배송/);
    assert.equal(await button.getAttribute("aria-expanded"), "false");
    assert.equal(await strip.locator("dl").count(), 0, "folded");
    await button.focus();
    await page.keyboard.press("Enter");
    await strip.getByText("20261116-00318").waitFor();
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    for (const text of ["연락처", "010-****-4821", "회원번호", "A-1024", "order", "plan"]) assert.ok((await strip.innerText()).includes(text), text);
    assert.ok(await page.getByText("오늘 꼭 받아야 하는데 가능할까요?").last().isVisible());
    await page.reload();
    await strip.getByText("20261116-00318").waitFor();
    await strip.getByRole("button", { name: "고객 정보 변경" }).click();
    await page.locator("#v-name").waitFor();
    assert.equal(await page.locator("#v-name").count(), 1, "it is changed beside, where it always is");
    await page.keyboard.press("Escape");
    await strip.getByRole("button", { name: "상담분류 변경" }).click();
    await page.locator("#c-large").waitFor();
    await close();
  }
});

test("500 rooms are given in as many requests as the server needs, not one for each", async () => {
  const { page, server, close } = await console_("#/in_progress", { role: "manager", rooms: Array.from({ length: 500 }, (_, i) => room(i)) });
  await page.getByRole("button", { name: "여러 상담 고르기" }).click();
  await page.getByRole("checkbox", { name: "모두 고르기" }).check();
  await page.locator(".picked").getByRole("button", { name: "상담원 변경" }).click();
  await page.locator(".a-line", { hasText: "강서준" }).click();
  server.answers.set("POST chat/rooms/assign", (_, { rooms }) => [200, { changed: rooms.length, refused: [] }]);
  await page.getByRole("button", { name: "강서준 상담사에게 500건 넘기기" }).click();
  await page.getByText("500건을 강서준 상담사에게 넘겼습니다.").waitFor();
  assert.deepEqual(sent(server, "chat/rooms/assign").map((one) => one.rooms.length), [200, 200, 100]);
  await close();
});

test("where the server stops half-way, what is done leaves the selection, the rest stays picked, and words say how many of each; pressed again it goes on (C61, C63)", async () => {
  const { page, server, close } = await console_("#/in_progress", { role: "manager", rooms: Array.from({ length: 450 }, (_, i) => room(i)) });
  const picked = () => page.locator(".picked label span").innerText(), give = page.getByRole("button", { name: /강서준 상담사에게 \d+건 넘기기/ });
  await page.getByRole("button", { name: "여러 상담 고르기" }).click();
  await page.getByRole("checkbox", { name: "모두 고르기" }).check();
  await page.locator(".picked").getByRole("button", { name: "상담원 변경" }).click();
  await page.locator(".a-line", { hasText: "강서준" }).click();
  let nth = 0;
  server.answers.set("POST chat/rooms/assign", (_, { rooms }) => (++nth === 1 ? [200, { changed: rooms.length, done: rooms, refused: [] }]
    : [200, { changed: 100, done: rooms.slice(0, 100), refused: [{ room: rooms[100], why: "the room is over" }], left: rooms.slice(101), why: "chats do not answer: try again in some seconds" }])); // 300 done, 1 refused, 149 left
  await give.click();
  await page.getByText("300건은 넘겼습니다.").waitFor();
  await page.getByText("149건은 아직 넘기지 못했습니다. 다시 누르면 이어서 넘깁니다. 채팅 서버가 답하지 않습니다. 잠시 후 다시 시도해 주세요.").waitFor();
  await page.getByText("1건은 넘기지 못했습니다.").waitFor();
  assert.equal(nth, 2, "the third part is not asked for");
  assert.match(await picked(), /^150/, "only what is not done stays picked");
  assert.ok(await page.locator("ul.refused b").evaluate((el) => Math.abs(el.getBoundingClientRect().left - el.closest("[role=alert]").getBoundingClientRect().left) < 2), "the refused ones stand below what is said of them");
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/many-half.png` });
  server.answers.set("POST chat/rooms/assign", (_, { rooms }) => [503, { status: 503, code: "overloaded", detail: "the database does not answer or cannot be written: try again in some seconds" }]);
  await page.getByRole("button", { name: "강서준 상담사에게 150건 넘기기" }).click();
  await page.getByText("데이터베이스가 답하지 않습니다.").waitFor();
  assert.match(await picked(), /^150/);
  server.answers.set("POST chat/rooms/assign", (_, { rooms }) => [200, { changed: rooms.length, done: rooms, refused: [] }]);
  await give.click();
  await page.getByText("150건을 강서준 상담사에게 넘겼습니다.").waitFor();
  await page.locator(".picked").waitFor({ state: "detached" });
  const asked = sent(server, "chat/rooms/assign").map((one) => one.rooms);
  assert.deepEqual(asked.map((one) => one.length), [200, 200, 150, 150]);
  assert.equal(new Set([...asked[0], ...asked[1].slice(0, 100), ...asked[3]]).size, 450, "none twice, none forgotten");
  await close();
});

test("where the way to the server breaks after a part, the parts before are told as done, for categories too", async () => {
  const { page, server, close } = await console_("#/in_progress", { role: "manager", rooms: Array.from({ length: 250 }, (_, i) => room(i)) });
  await page.getByRole("button", { name: "여러 상담 고르기" }).click();
  await page.getByRole("checkbox", { name: "모두 고르기" }).check();
  await page.getByRole("button", { name: "분류 변경" }).first().click();
  await page.locator("#c-large").selectOption("d");
  await page.locator("#c-middle").selectOption("d2");
  server.answers.set("POST chat/rooms/categories", (_, { rooms }) => (rooms.length === 200 ? [200, { changed: 200, done: rooms, refused: [] }] : [500, { status: 500, code: "internal", detail: "something failed on our side; it has been logged" }]));
  await page.getByRole("button", { name: "250건 분류 변경" }).click();
  await page.getByText("200건은 바꾸었습니다.").waitFor();
  await page.getByText("50건은 아직 바꾸지 못했습니다. 다시 누르면 이어서 바꿉니다. 서버에서 문제가 생겼습니다.").waitFor();
  server.answers.set("POST chat/rooms/categories", (_, { rooms }) => [200, { changed: rooms.length, done: rooms, refused: [] }]);
  await page.getByRole("button", { name: "50건 분류 변경", exact: true }).click();
  await page.getByText("50건의 분류를 바꾸었습니다.").waitFor();
  assert.deepEqual(sent(server, "chat/rooms/categories").map((one) => one.rooms.length), [200, 50, 50]);
  await close();
});

test("categories: large, middle and a small one that is typed; several at once, and which were refused", async () => {
  const { page, server, close } = await console_("#/in_progress/r0", { role: "manager" });
  server.answers.set("PUT chat/rooms/r0/category", [200, {}]);
  await page.keyboard.press("Alt+c");
  await page.locator("#c-large").selectOption("r");
  assert.equal(await page.getByRole("button", { name: "저장" }).isDisabled(), true, "a middle one is needed");
  assert.deepEqual(await page.locator("#c-large option").allTextContents(), ["골라 주세요", "배송", "환불"], "those in use");
  await page.locator("#c-middle").selectOption("r1");
  await page.locator("#c-small").fill("부천 허브");
  await page.keyboard.press("Enter");
  await page.getByText("1건의 분류를 바꾸었습니다.").waitFor();
  assert.deepEqual(sent(server, "chat/rooms/r0/category"), [{ category: "r1", small: "부천 허브" }]);
  server.answers.set("POST chat/rooms/categories", [200, { changed: 1, refused: [{ room: "r1", why: "the room is over" }] }]);
  await page.getByRole("button", { name: "여러 상담 고르기" }).click();
  for (const i of [0, 1]) await page.locator(".cv .ck").nth(i).check();
  await page.getByRole("button", { name: "분류 변경" }).first().click();
  await page.locator("#c-large").selectOption("d");
  await page.locator("#c-middle").selectOption("d2");
  await page.getByRole("button", { name: "2건 분류 변경" }).click();
  await page.getByText("1건은 바꾸지 못했습니다.").waitFor();
  assert.match(await page.locator(".refused li").innerText(), /^조은비\s+이미 끝난 상담입니다\.$/, "which, and why");
  assert.deepEqual(sent(server, "chat/rooms/categories"), [{ rooms: ["r0", "r1"], category: "d2", small: "" }]);
  await close();
});

test("hold and end by key; the end is asked about first; a room that ends stays to be read, and one that goes to somebody else does not", async () => {
  const { page, server, close } = await console_();
  server.answers.set("PUT chat/rooms/r0/held", [200, {}]);
  await page.keyboard.press("Alt+h");
  await page.getByText("종료보류했습니다.").waitFor();
  await page.keyboard.press("Alt+e");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "취소", "the keyboard is on the answer by which nothing is done");
  assert.equal(sent(server, "chat/rooms/r0/end").length, 0);
  await page.locator(".ask-end").getByRole("button", { name: "상담 종료" }).click();
  await page.getByText("상담을 끝냈습니다.").waitFor();
  assert.deepEqual([sent(server, "chat/rooms/r0/held"), sent(server, "chat/rooms/r0/end").length], [[{ held: true }], 1]);
  const over = ended(0, { id: "r0" });
  server.answers.set("GET chat/rooms/r0/detail", [200, { room: over, row: listRow(over), tags: [], visitor: { id: over.visitor, channel: "web", version: 1 }, visitor_tags: [], earlier: [] }]);
  server.delta("chats", [], { gone: ["r0"] });
  await page.getByText("끝난 상담입니다. 상담사종료").waitFor();
  assert.equal(await page.locator("[data-seq='8']").count(), 1);
  await page.locator(".cv-go[data-room=r1]").click();
  await page.locator("h2", { hasText: "조은비" }).waitFor();
  server.answers.set("GET chat/rooms/r1/detail", [404, { title: "Not Found", status: 404, code: "not_found" }]);
  server.delta("chats", [], { gone: ["r1"] });
  await page.getByText("볼 수 없는 상담입니다").waitFor();
  assert.equal(await page.locator("[data-seq]").count(), 0);
  await close();
});

test("what an agent hands over is closed without asking for it again; what somebody else takes away leaves nothing that works", async () => {
  const { page, server, close } = await console_();
  server.answers.set("POST chat/rooms/r0/assign", () => {
    server.answers.set("GET chat/rooms/r0/detail", [404, { title: "Not Found", status: 404, code: "not_found" }]);
    server.delta("chats", [], { gone: ["r0"] }); // before the answer
    return [200, room(0)];
  });
  const asked = () => server.asked.filter((path) => path.includes("r0/detail")).length, before = await until(page, () => document.querySelector(".kv")).then(asked);
  await page.keyboard.press("Alt+t");
  await page.getByRole("radiogroup").getByText("강서준").click();
  await page.locator(".dlg-foot .primary").click();
  await page.getByText("상담을 고르세요").waitFor();
  await page.locator(".said-line", { hasText: "강서준" }).waitFor();
  assert.equal(asked(), before);
  assert.equal(await page.locator(".side").count(), 0);
  await page.locator(".cv-go[data-room=r1]").click();
  await page.locator("h2", { hasText: "조은비" }).waitFor();
  server.answers.set("GET chat/rooms/r1/detail", [404, { title: "Not Found", status: 404, code: "not_found" }]);
  server.delta("chats", [], { gone: ["r1"] });
  await page.getByText("볼 수 없는 상담입니다").waitFor();
  assert.deepEqual(await page.locator(".col-talk .acts .btn:not([aria-haspopup])").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))), ["상담 닫기"]);
  assert.equal(await page.locator(".side, .cvh .lnk-b").count(), 0);
  await page.keyboard.press("Alt+h");
  await drawn(page);
  assert.deepEqual(sent(server, "chat/rooms/r1/held"), []);
  await close();
});

test("the last words stay in sight when the line is lost, and so does what is written then", async () => {
  const { page, server, close } = await console_("#/in_progress/r0", { messages: talk(40), height: 700, clock: true });
  await pass(page, 1000);
  const inSight = () => page.locator(".msgs-box").evaluate((el) => Math.round(el.getBoundingClientRect().bottom - el.querySelector(".msgs").lastElementChild.getBoundingClientRect().bottom));
  await until(page, () => { const el = document.querySelector(".msgs-box"); return el && el.scrollTop > 0; });
  server.goDown();
  await pass(page, 12_000, 1000);
  await passUntil(page, () => document.querySelector(".offline"));
  await page.clock.resume();
  await drawn(page);
  assert.ok(await inSight() >= 0, "under the bar");
  await field(page).fill("확인해 보겠습니다\n둘째 줄\n셋째 줄");
  await page.keyboard.press("Enter");
  await page.locator(".m.out[data-failed=waits]").waitFor();
  await drawn(page);
  assert.ok(await inSight() >= 0, "what was sent");
  await close();
});

test("bubbles of one hand end on one line, with a time and without; what was done is said above the messages, for a moment, and moves nothing", async () => {
  const now = Math.floor(Date.now() / 60_000) * 60_000, said = (seq, body) => ({ seq, by: "agent", agent: "a000", at: now - 60_000 + seq, body });
  const { page, server, close } = await console_("#/in_progress/r0", { clock: true, messages: [said(1, "하나"), said(2, "둘입니다"), { ...said(3, "셋째 줄입니다"), by: "note" }] });
  await page.locator("[data-seq='3']").waitFor();
  comes(server, room(0, { seq: 4 }), [{ seq: 4, by: "note", agent: "a000", at: now - 50_000, body: "넷" }]);
  await page.locator("[data-seq='4']").waitFor();
  const ends = await page.locator(".m p").evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().right)));
  assert.deepEqual(new Set(ends).size, 1, `${ends}`);
  const tops = () => page.locator(".cvh, .thread-box").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  const before = await tops();
  await page.keyboard.press("Alt+h");
  await pass(page, 500);
  await page.locator(".said-line", { hasText: "종료보류" }).waitFor();
  assert.deepEqual(await tops(), before);
  await pass(page, 7000, 1000);
  await passUntil(page, () => !document.querySelector(".said-line"));
  await close();
});

test("a file that was refused stays with its reason when the rest of the message goes", async () => {
  const { page, server, close } = await console_();
  server.answers.set("POST chat/rooms/r0/files", [422, { title: "Unprocessable Entity", status: 422, code: "invalid", detail: "the kind of file is not taken" }]);
  await page.setInputFiles("[data-pick]", { name: "a.exe", mimeType: "application/pdf", buffer: Buffer.from("MZ") });
  await page.locator(".up[data-t=bad]", { hasText: "a.exe" }).waitFor();
  await field(page).fill("보냅니다");
  await page.keyboard.press("Enter");
  await page.locator(".m:not(.out) p", { hasText: "보냅니다" }).waitFor();
  assert.equal(await page.locator(".up[data-t=bad]", { hasText: "a.exe" }).count(), 1);
  await close();
});

test("what belongs to a conversation stays closed over a reload, and open again", async () => {
  const { page, close } = await console_();
  await page.locator(".side").waitFor();
  await page.keyboard.press("Alt+i");
  await page.reload();
  await field(page).waitFor();
  assert.equal(await page.locator(".side").count(), 0);
  await page.keyboard.press("Alt+i");
  await page.reload();
  await page.locator(".side").waitFor();
  await close();
});

test("conversations side by side, each with its own field; keys open, go across and close; a third, and no fourth", async () => {
  const { page, server, close } = await console_();
  await page.keyboard.press("Alt+s");
  await field(page, 1).waitFor();
  assert.equal(await page.locator(".side").count(), 0, "the details give their place");
  await field(page, 0).fill("첫째 방에");
  await page.keyboard.press("F6");
  assert.equal(await page.evaluate(() => document.activeElement.id), "write-1");
  await page.keyboard.type("둘째 방에");
  await page.keyboard.press("Enter");
  await until(page, () => document.querySelectorAll(".m.out").length === 0);
  assert.deepEqual([sent(server, "chat/rooms/r0/messages").length, sent(server, "chat/rooms/r1/messages").map((one) => one.body)], [0, ["둘째 방에"]]);
  assert.equal(await field(page, 0).inputValue(), "첫째 방에");
  await page.locator(".cv-go[data-room=r3]").click({ modifiers: ["Control"] });
  await field(page, 2).waitFor();
  await page.locator(".cv-go[data-room=r4]").click({ modifiers: ["Control"] });
  await drawn(page);
  assert.equal(await page.locator(".col-talk").count(), 3);
  assert.match(page.url(), /#\/in_progress\/r0,r1,r4$/, "without room for a fourth it takes the place of the one at hand");
  await page.keyboard.press("Alt+x");
  await until(page, () => document.querySelectorAll(".col-talk").length === 2);
  await page.reload();
  await field(page, 1).waitFor();
  assert.equal(await field(page, 0).inputValue(), "첫째 방에");
  await close();
});

test("what is known beside: facts, parameters, tags put on and taken off, the customer changed, talks of before opened", async () => {
  const { page, server, close } = await console_();
  await page.locator(".side .kv", { hasText: "010-****-4821" }).waitFor();
  await page.locator(".fold", { hasText: "파라미터" }).locator("summary").click();
  await page.getByText("20261116-00318").waitFor();
  const tags = page.locator(".sec", { hasText: "상담방태그" });
  await tags.getByRole("button", { name: "태그", exact: true }).click();
  await page.keyboard.type("#재방문");
  await page.keyboard.press("Enter");
  await until(page, () => document.querySelector("#t-room")?.value === "");
  await tags.getByRole("button", { name: "오늘수령 빼기" }).click();
  await page.waitForTimeout(200);
  assert.deepEqual(sent(server, "chat/rooms/r0/tags"), [{ tags: ["오늘수령", "택배사확인", "재방문"] }, { tags: ["택배사확인"] }]);
  await page.getByRole("tab", { name: "고객", exact: true }).click();
  await page.locator(".side").getByRole("button", { name: "변경" }).click();
  await page.locator("#v-name").fill("박민정(본인)");
  await page.getByRole("button", { name: "저장" }).click();
  await page.getByText("고객 정보를 저장했습니다.").waitFor();
  const [put] = sent(server, "chat/visitors/v_3f9a20");
  assert.deepEqual([put.name, put.version, put.fields], ["박민정(본인)", 3, { 회원번호: "A-1024" }]);
  await page.getByRole("tab", { name: /지난 상담/ }).click();
  await page.locator(".past-go").first().click();
  await page.locator(".col-talk").nth(1).getByText("끝난 상담입니다.").waitFor();
  await page.keyboard.press("Alt+i");
  await page.locator(".side").waitFor();
  await close();
});

test("templates beside: found, put into the field; own ones added, changed and deleted, shared ones not by agents", async () => {
  const { page, server, close } = await console_();
  await page.getByRole("tab", { name: "템플릿", exact: true }).click();
  await page.locator("#t-find").fill("마무리");
  await page.locator(".tpl").first().click();
  assert.equal(await field(page).inputValue(), "이용해 주셔서 감사합니다.");
  assert.equal(await page.locator(".tpls").getByRole("button", { name: /고치기/ }).count(), 1);
  await page.locator("#t-find").fill("");
  assert.equal(await page.locator(".tpl").count(), 4);
  assert.equal(await page.locator(".tpls").getByRole("button", { name: /고치기/ }).count(), 1, "one's own");
  server.answers.set("POST chat/templates", (_, body) => [201, { id: "t9", version: 1, ...body }]);
  await page.getByRole("button", { name: "템플릿 추가" }).click();
  await page.locator("#tp-name").fill("재방문 인사");
  await page.locator("#tp-cut").fill("재방문");
  await page.locator("#tp-body").fill("다시 찾아 주셔서 감사합니다.");
  await page.getByRole("button", { name: "저장" }).click();
  await page.getByText("저장했습니다.").waitFor();
  assert.deepEqual(sent(server, "chat/templates"), [{ name: "재방문 인사", shortcut: "재방문", body: "다시 찾아 주셔서 감사합니다." }]);
  await close();
});

test("requests: an agent asks about a room and reads the answers; a manager answers them; blocked customers are let in again", async () => {
  const { page, server, close } = await console_();
  await page.getByRole("button", { name: "더 하기" }).click();
  await page.getByRole("menuitem", { name: "매니저에게 요청" }).click();
  await page.locator("#d-words").fill("환불 승인 부탁드립니다.");
  await page.getByRole("button", { name: "요청", exact: true }).click();
  await page.getByText("매니저에게 요청했습니다.").waitFor();
  assert.deepEqual(sent(server, "chat/requests"), [{ room: "r0", body: "환불 승인 부탁드립니다." }]);
  await page.getByRole("button", { name: "상담원 요청사항" }).click();
  await page.getByRole("button", { name: "처리", exact: true }).click();
  await page.getByText("네, 3,000원까지 됩니다.").waitFor();
  await close();
  const boss = await console_("#/in_progress", { role: "manager" });
  await boss.page.getByRole("button", { name: "요청과 차단" }).click();
  await boss.page.getByRole("button", { name: "상담원 요청사항" }).click();
  await boss.page.getByLabel("답변").fill("승인했습니다.");
  await boss.page.keyboard.press("Enter");
  await boss.page.waitForTimeout(200);
  assert.deepEqual(sent(boss.server, "chat/requests/q1/answer"), [{ state: "done", answer: "승인했습니다." }]);
  await boss.page.getByRole("button", { name: "상담 열기" }).click();
  await field(boss.page).waitFor();
  boss.server.answers.set("DELETE chat/visitors/v_3f9a23/block", [204, null]);
  await boss.page.getByRole("button", { name: "요청과 차단" }).click();
  await boss.page.getByRole("button", { name: "차단 고객" }).click();
  await boss.page.getByText("배송 지연 건으로 욕설 2회").waitFor();
  await boss.page.getByRole("button", { name: "차단 해제" }).click();
  await boss.page.waitForTimeout(150);
  assert.equal(boss.server.requests.some(([method, path]) => method === "DELETE" && path === "chat/visitors/v_3f9a23/block"), true);
  await boss.close();
});

test("a request stands at once on the page of who answers, the answer on the agent's until it is read", async () => {
  const boss = await console_("#/in_progress", { role: "manager" });
  const { id, kind, ...own } = boss.server.chats.find((one) => one.id === "me");
  /** @param {{server: any}} to @param {object} more */
  const tell = ({ server }, more) => server.delta("chats", [{ id, kind, ...own, ...more }]);
  await boss.page.getByRole("button", { name: "요청과 차단", exact: true }).waitFor();
  tell(boss, { asked: 2 });
  await boss.page.getByRole("button", { name: "요청과 차단: 답변할 요청 2건" }).click();
  await boss.page.getByRole("button", { name: "상담원 요청사항" }).click();
  await boss.page.getByLabel("답변", { exact: true }).fill("확인하고");
  const again = boss.page.waitForResponse((answer) => answer.url().includes("chat/requests?state=open"));
  tell(boss, { asked: 3 });
  await again;
  assert.equal(await boss.page.getByLabel("답변", { exact: true }).inputValue(), "확인하고", "what is being written stays");
  await boss.close();
  const agent = await console_();
  tell(agent, { answered: 1_790_000_000_000 });
  await agent.page.getByRole("button", { name: "상담원 요청사항: 답변이 왔습니다" }).click();
  await agent.page.getByText("네, 3,000원까지 됩니다.").waitFor();
  await agent.page.keyboard.press("Escape");
  await agent.page.getByRole("button", { name: "상담원 요청사항", exact: true }).waitFor();
  const me = agent.server.chats.find((one) => one.id === "me");
  me.answered = 1_790_000_000_000;
  await agent.page.reload();
  await agent.page.locator(".cv-go").first().waitFor();
  assert.equal(await agent.page.getByRole("button", { name: /^상담원 요청사항/ }).getAttribute("aria-label"), "상담원 요청사항", "it was read");
  tell(agent, { answered: Date.now() });
  await agent.page.getByRole("button", { name: "상담원 요청사항: 답변이 왔습니다" }).waitFor();
  await agent.close();
});

test("what is looked for in messages is found, and the message is shown in its room, however old", async () => {
  const messages = talk(130, Date.now() - 130 * 60_000), { page, server, close } = await console_("#/in_progress", { messages });
  for (const one of messages) if (one.seq % 5 === 0) Object.assign(one, { by: "choice", body: "배송" }); // with words that are only heard
  server.answers.set("GET chat/search", (asked) => [200, { items: [messages[3], messages[128]].map((message) => ({ room: listRow(room(0)), message })), ...(asked.get("after") ? {} : { next: "n" }) }]);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("여행");
  await page.keyboard.press("Enter");
  await page.locator(".cv mark", { hasText: "여행" }).waitFor();
  assert.deepEqual(await page.locator(".cv time[datetime]").evaluateAll((list) => list.map((el) => Date.parse(/** @type {HTMLTimeElement} */ (el).dateTime))), [messages[3].at, messages[128].at], "a hit has the time of its message");
  await page.getByRole("button", { name: "더 보기" }).click();
  await page.locator(".cv").first().click();
  const found = page.locator("[data-seq='4'][data-found]");
  await found.waitFor();
  await drawn(page);
  const seen = await found.evaluate((el) => { const box = el.getBoundingClientRect(), around = el.closest(".scroll").getBoundingClientRect(); return box.top >= around.top && box.bottom <= around.bottom; });
  assert.equal(seen, true);
  await page.locator(".cv").nth(1).click();
  await page.locator("[data-seq='129'][data-found]").waitFor();
  await drawn(page);
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("body, .app, .pane, .cvx")].filter((el) => el.scrollTop !== 0).map((el) => el.className)), [], "only the messages are scrolled");
  assert.deepEqual(await page.locator(".cv-go").evaluateAll((list) => list.slice(0, 2).map((el) => el.ariaCurrent)), [null, "true"], "the hit that is shown, not every hit of its room");
  await page.locator("#find-all").fill("여행을 가서요 ".repeat(12));
  await page.locator("#find-all").press("Enter");
  const end = page.getByRole("button", { name: "검색 끝내기" });
  assert.equal(await end.evaluate((el) => el.getBoundingClientRect().right <= /** @type {Element} */ (el.closest(".pane")).getBoundingClientRect().right), true, "however long it is, it can be ended");
  await page.locator("#find-all").fill("여");
  await page.locator("#find-all").press("Enter");
  await page.getByText("두 글자 이상 입력하세요").waitFor();
  assert.equal(await page.locator(".cv").count(), 0);
  await page.keyboard.press("Escape");
  await page.locator(".stat").waitFor();
  assert.match(server.asked.find((path) => path.startsWith("chat/search")), /text=%EC%97%AC%ED%96%89&limit=30/);
  await close();
});

test("who is off today reads why no chats come", async () => {
  const { page, close } = await console_("#/in_progress", { me: agent("a000", "김하나", "Hana Kim", { duty: "off", state: "off" }) });
  await page.locator(".backlog", { hasText: "오늘은 휴무라 상담이 배정되지 않습니다." }).waitFor();
  await close();
});

test("the own state: breaks, log-out, by key too; how many of how many; the phone with the way to the desk", async () => {
  const { page, server, close } = await console_("#/in_progress");
  await page.getByText("담당 4 / 최대 8").waitFor();
  assert.equal(await page.locator(".top a[href=desk]").count(), 1);
  await page.locator(".mest").click();
  const told = () => page.waitForResponse((answer) => answer.url().endsWith("/chat/me")), out = told();
  await page.locator(".menu").getByRole("button", { name: "로그아웃" }).click();
  await out;
  await drawn(page);
  const back = told();
  await page.keyboard.press("Alt+r");
  await back;
  assert.deepEqual(sent(server, "chat/me"), [{ signed_in: false, resting: false }, { signed_in: true, resting: true }]);
  const me = server.chats.find((one) => one.id === "me");
  for (const [more, name] of [[{ resting: true, state: "resting" }, "휴식중"], [{ state: "meal" }, "식사중"], [{ state: "excluded" }, "상담불가"], [{ state: "off", duty: "off" }, "휴무"], [{ signed_in: false }, "로그아웃"]]) {
    server.delta("chats", [{ ...me, agent: { ...me.agent, ...more } }]);
    await page.locator(".mest .st", { hasText: name }).waitFor();
  }
  await page.locator(".backlog", { hasText: "상담이 배정되지 않습니다" }).getByRole("button", { name: "상담중" }).click();
  await page.waitForTimeout(150);
  assert.deepEqual(sent(server, "chat/me").at(-1), { signed_in: true, resting: false });
  await close();
});

test("the rail counts rooms that wait for the viewer, and so does the title; places of managers and supervisors", async () => {
  const { page, server, close } = await console_("#/in_progress", { rooms: [room(1), room(2), received(6)] });
  const badge = page.locator(".rail a[href=chat] .badge");
  assert.equal(await badge.textContent(), "1");
  assert.match(await page.title(), /^\(1\) 채팅/);
  comes(server, room(1, { unread: 3 }));
  await until(page, () => document.querySelector(".rail a[href=chat] .badge").textContent === "2");
  comes(server, room(9, { agent: "a001", unread: 4 }));
  await drawn(page);
  assert.equal(await badge.textContent(), "2", "those of others do not count");
  assert.equal(await page.locator(".rail a[href=monitor], .rail a[href=supervise]").count(), 0);
  await close();
  const other = await console_("#/in_progress", { role: "manager" });
  assert.equal(await other.page.locator(".rail a[href=monitor], .rail a[href=supervise]").count(), 2);
  await other.close();
});

test("a new room and a message that nobody sees make a sound, once among several tabs; what one looks at makes none", async () => {
  const { page, server, close } = await console_("#/in_progress/r0", { more: () => {} });
  await page.evaluate(() => { globalThis.rang = 0; const make = AudioContext.prototype.createOscillator; AudioContext.prototype.createOscillator = function () { globalThis.rang++; return make.call(this); }; });
  const rings = async () => { await page.waitForTimeout(1100); const n = await page.evaluate(() => globalThis.rang); await page.evaluate(() => { globalThis.rang = 0; }); return n > 0; };
  await page.locator(".cvh").click();
  comes(server, room(0, { unread: 2, seq: 9 }), [{ seq: 9, by: "customer", at: Date.now(), body: "보고 있는 말" }]);
  assert.equal(await rings(), false, "it is open before one's eyes");
  comes(server, room(1, { unread: 1 }));
  assert.equal(await rings(), true, "a message in a room that is not open");
  comes(server, room(2, { unread: 1 }));
  await page.waitForTimeout(200);
  comes(server, room(2, { unread: 0 }));
  assert.equal(await rings(), false, "another tab shows that room: it is read at once");
  comes(server, received(30));
  assert.equal(await rings(), true, "a new room");
  comes(server, room(31, { agent: "a001", unread: 1 }));
  assert.equal(await rings(), false, "somebody else's");
  await page.getByRole("button", { name: "상담 개인 환경설정" }).click();
  await page.getByRole("switch", { name: "새 상담과 메시지 소리" }).uncheck();
  comes(server, received(32));
  assert.equal(await rings(), false, "it is off");
  await close();
});

test("who manages and consults is told of their own rooms on other pages, and of nobody else's; who does not consult of none (C15)", async () => {
  for (const [path, agent_id] of [["/floor", "a000"], ["/monitor", "a000"], ["/supervise", "a000"], ["/admin#/chat-requests", "a000"], ["/sms", "a000"], ["/monitor", undefined]]) {
    const { page, server, close } = await openPage(browser, `${path.replace("#", "?lang=ko#")}`, { floor: makeFloor(4, 12), width: 1440, height: 900, motion: "reduce", setUp: (server) => { chatAnswers(server, { role: "manager", rooms: [room(1)] }); server.user = { ...server.user, agent_id }; if (!agent_id) server.chats.find((one) => one.id === "me").agent = undefined; } });
    await page.locator(".rail a[href=chat]").waitFor();
    await page.evaluate(() => { globalThis.rang = 0; const make = AudioContext.prototype.createOscillator; AudioContext.prototype.createOscillator = function () { globalThis.rang++; return make.call(this); }; });
    await page.mouse.click(1000, 2); // sounds need a hand
    await page.waitForTimeout(600);
    comes(server, received(20, { agent: "a001" }));
    await page.waitForTimeout(250);
    assert.deepEqual([await page.evaluate(() => globalThis.rang), await page.locator(".rail a[href=chat] .badge").count()], [0, 0], `${path}: somebody else's`);
    comes(server, received(6));
    await page.waitForTimeout(400);
    assert.deepEqual([await page.evaluate(() => globalThis.rang > 0), await page.locator(".rail a[href=chat] .badge").allTextContents()], agent_id ? [true, ["1"]] : [false, []], path);
    await close();
  }
});

test("the desk counts chats in its rail and tells of new ones, but makes no sound on a call", async () => {
  const { page, server, close } = await openPage(browser, "/desk?lang=ko", { floor: at.ready(), width: 1440, height: 900, motion: "reduce", setUp: (server) => { deskAnswers(server); chatAnswers(server, { rooms: [room(1)] }); } });
  await page.locator(".stats").waitFor();
  await page.evaluate(() => { globalThis.rang = 0; const make = AudioContext.prototype.createOscillator; AudioContext.prototype.createOscillator = function () { globalThis.rang++; return make.call(this); }; });
  const rings = async () => { await page.waitForTimeout(250); const n = await page.evaluate(() => globalThis.rang); await page.evaluate(() => { globalThis.rang = 0; }); return n > 0; };
  await page.locator(".stats").click();
  comes(server, received(6));
  await until(page, () => document.querySelector(".rail a[href=chat] .badge")?.textContent === "1");
  assert.equal(await rings(), true);
  const me = server.floor.agents.find((one) => one.id === "a000");
  server.delta("agents", [{ ...me, state: "talking", call: "c1", since: Date.now() }]);
  comes(server, received(7));
  await until(page, () => document.querySelector(".rail a[href=chat] .badge")?.textContent === "2");
  assert.equal(await rings(), false, "a customer is on the phone");
  await close();
});

test("the customer is told that something is written, once in three seconds, and that it is over; that the customer writes shows", async () => {
  const { page, server, close } = await console_();
  await field(page).focus();
  await page.keyboard.type("안녕하세요 고객님");
  await page.waitForTimeout(150);
  assert.deepEqual(sent(server, "chat/rooms/r0/typing"), [{ on: true }]);
  await field(page).fill("");
  await page.waitForTimeout(150);
  assert.deepEqual(sent(server, "chat/rooms/r0/typing"), [{ on: true }, { on: false }]);
  comes(server, room(0, { typing: true }));
  await page.locator(".typing", { hasText: "고객이 입력하고 있습니다" }).waitFor();
  comes(server, room(0));
  await page.locator(".typing").waitFor({ state: "detached" });
  await close();
});

test("without the server: a banner with the time, what is written stays, what is sent waits, and goes once it is back", async () => {
  const { page, server, close } = await console_("#/in_progress/r0", { clock: true });
  await pass(page, 1000);
  server.goDown();
  await pass(page, 12_000, 1000);
  await passUntil(page, () => document.querySelector(".offline")?.textContent.includes("서버와 연결이 끊겼습니다"));
  await page.clock.resume();
  await field(page).fill("끊긴 사이에 쓴 말");
  await page.keyboard.press("Enter");
  await page.locator(".m.out[data-failed=waits]").waitFor();
  assert.equal(await page.locator(".btn", { hasText: "종료보류" }).isDisabled(), true, "what needs the server is dim");
  server.comeUp();
  await page.locator(".offline").waitFor({ state: "detached", timeout: 20_000 });
  await page.locator(".m.out").waitFor({ state: "detached", timeout: 20_000 });
  assert.deepEqual(server.posted.map((one) => one.body), ["끊긴 사이에 쓴 말"]);
  await close();
});

test("after a break too short to be shown what could not be sent goes at once, and what could not be read is read", async () => {
  const { page, server, close } = await console_("#/in_progress/r0", { more: (server) => { server.answers.set("GET chat/rooms/r0/messages", [500, { title: "x", status: 500, code: "internal" }]); } });
  const path = "POST chat/rooms/r0/messages", way = server.answers.get(path);
  server.answers.set(path, [503, { title: "Service Unavailable", status: 503, code: "overloaded" }]);
  await page.getByText("메시지를 불러오지 못했습니다.").waitFor();
  await field(page).fill("짧은 사이에 쓴 말");
  await page.keyboard.press("Enter");
  while (!sent(server, "chat/rooms/r0/messages").length) await page.waitForTimeout(20);
  server.answers.set(path, way);
  server.answers.set("GET chat/rooms/r0/messages", [200, talk()]);
  const since = Date.now();
  server.goDown();
  server.comeUp();
  while (!server.posted.length && Date.now() - since < 8000) await page.waitForTimeout(20);
  assert.ok(Date.now() - since < 2500, "not only when it would be tried anyway");
  await page.locator("[data-seq='8']").waitFor({ timeout: 5000 });
  assert.equal(await page.locator(".offline").count(), 0);
  await close();
});

test("what a busy server does not take is tried again by itself while the link is there", async () => {
  const { page, server, close } = await console_();
  const path = "POST chat/rooms/r0/messages", way = server.answers.get(path);
  server.answers.set(path, [503, { title: "Service Unavailable", status: 503, code: "overloaded" }]);
  for (const text of ["하나", "둘"]) { await field(page).fill(text); await page.keyboard.press("Enter"); }
  await page.locator(".m.out[data-failed=waits]").nth(1).waitFor();
  server.answers.set(path, way);
  await until(page, () => document.querySelectorAll(".m.out").length === 0, undefined, 8000);
  assert.deepEqual(server.posted.map((one) => one.body), ["하나", "둘"]);
  await close();
});

test("what waits in a room that is open no more goes, also from a page that was left", async () => {
  const { page, server, close } = await console_();
  const path = "POST chat/rooms/r0/messages", way = server.answers.get(path), busy = [503, { title: "Service Unavailable", status: 503, code: "overloaded" }];
  const gone = async (n) => { for (let i = 0; i < 400 && server.posted.length < n; i++) await page.waitForTimeout(20); return server.posted.map((one) => one.body); };
  server.answers.set(path, busy);
  await field(page).fill("하나");
  await page.keyboard.press("Enter");
  await page.locator(".m.out[data-failed=waits]").waitFor();
  await page.locator(".cv-go[data-room=r1]").click();
  await page.locator("h2", { hasText: "조은비" }).waitFor();
  server.answers.set(path, way);
  assert.deepEqual(await gone(1), ["하나"]);
  server.answers.set(path, busy);
  await page.locator(".cv-go[data-room=r0]").click();
  await page.locator("#write-0[data-room=r0]").fill("둘");
  await page.keyboard.press("Enter");
  await page.locator(".m.out[data-failed=waits]").waitFor();
  await page.locator(".cv-go[data-room=r1]").click();
  await page.locator("h2", { hasText: "조은비" }).waitFor();
  await page.reload();
  server.answers.set(path, way);
  assert.deepEqual(await gone(2), ["하나", "둘"]);
  await close();
});

test("a room that comes back to its agent has what was said meanwhile", async () => {
  const messages = talk(), { page, server, close } = await console_("#/in_progress/r1", { messages });
  await page.locator("[data-seq='8']").waitFor();
  const detail = server.answers.get("GET chat/rooms/r1/detail");
  server.answers.set("GET chat/rooms/r1/detail", [404, { title: "Not Found", status: 404, code: "not_found" }]);
  server.delta("chats", [], { gone: ["r1"] });
  await page.getByText("볼 수 없는 상담입니다").waitFor();
  server.answers.set("GET chat/rooms/r1/detail", detail);
  for (const seq of [9, 10, 11, 12]) messages.push({ seq, by: "customer", at: Date.now(), body: `그 사이 ${seq}` });
  comes(server, room(1, { seq: 12 }), [messages.at(-1)]);
  await page.locator("[data-seq='12']").waitFor({ timeout: 5000 });
  await page.locator("[data-seq='9']").waitFor({ timeout: 5000 });
  await close();
});

test("a note that a manager writes in somebody else's room stays a note when the room becomes the manager's", async () => {
  const other = room(40, { agent: "a001", agent_name: { ko: "강서준", en: "Seojun Kang" } }), { page, server, close } = await console_("#/in_progress/r40", { role: "manager", rooms: [other] });
  await field(page).fill("고객에게는 비밀");
  comes(server, { ...other, agent: "a000" });
  await page.getByRole("button", { name: "파일 첨부" }).or(page.locator(".compose-box [aria-pressed]")).first().waitFor();
  await field(page).press("Enter");
  while (!sent(server, "chat/rooms/r40/messages").length) await page.waitForTimeout(20);
  assert.deepEqual(sent(server, "chat/rooms/r40/messages").map(({ body, note }) => [body, note]), [["고객에게는 비밀", true]]);
  await close();
});

test("what comes while messages are fetched is fetched too", async () => {
  const messages = talk(), { page, server, close } = await console_("#/in_progress/r1", { messages }), path = "GET chat/rooms/r1/messages", way = server.answers.get(path);
  await page.locator("[data-seq='8']").waitFor();
  messages.push({ seq: 9, by: "customer", at: Date.now(), body: "첫 말" }, { seq: 10, by: "customer", at: Date.now(), body: "그 사이의 말" });
  server.answers.set(path, () => { server.answers.set(path, way); return [200, messages.slice(8, 9)]; }); // as it was when it was asked
  server.delay[path] = 500;
  comes(server, room(1, { seq: 9 }));
  await page.waitForTimeout(200);
  comes(server, room(1, { seq: 10 }));
  await page.locator("[data-seq='9']").waitFor({ timeout: 5000 });
  await page.locator("[data-seq='10']").waitFor({ timeout: 5000 });
  await close();
});

test("a file that is on its way stays with its room while somebody looks at another, and undoes nothing that is written then", async () => {
  const { page, server, close } = await console_();
  server.delay["POST chat/rooms/r0/files"] = 1500;
  await page.setInputFiles("[data-pick]", { name: "a.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4") });
  await page.locator(".up", { hasText: "a.pdf" }).waitFor();
  await page.locator(".cv-go[data-room=r1]").click();
  await page.locator("#write-0[data-room=r1]").waitFor();
  await page.locator(".cv-go[data-room=r0]").click();
  await page.locator("#write-0[data-room=r0]").fill("나중에 쓴 글");
  await page.locator(".up", { hasText: "a.pdf" }).waitFor({ timeout: 1000 });
  await page.locator(".up", { hasText: "KB" }).or(page.locator(".up", { hasText: /\d ?B/ })).first().waitFor({ timeout: 5000 });
  await page.waitForTimeout(500);
  await page.reload();
  await page.locator(".up", { hasText: "a.pdf" }).waitFor({ timeout: 5000 });
  assert.equal(await field(page).inputValue(), "나중에 쓴 글");
  await close();
});

test("a second tab neither deletes what the first keeps of a room, nor brings it back", async () => {
  const { page, server, close } = await console_();
  const other = await page.context().newPage(), stored = () => page.evaluate(() => { const name = Object.keys(localStorage).find((one) => one.includes("chat.written.") && one.endsWith(".r0")); return JSON.parse(localStorage.getItem(name ?? "") ?? "null"); });
  await other.goto(page.url());
  await field(other).waitFor();
  server.answers.set("POST chat/rooms/r0/messages", [503, { title: "Service Unavailable", status: 503, code: "overloaded" }]);
  await field(page).fill("가지 못한 말");
  await page.keyboard.press("Enter");
  await page.locator(".m.out[data-failed=waits]").waitFor();
  await field(other).fill("다른 탭의 글");
  await other.waitForTimeout(600);
  assert.deepEqual([(await stored()).draft.text, (await stored()).out.map((one) => one.body)], ["다른 탭의 글", ["가지 못한 말"]]);
  await page.reload();
  await field(page).fill("첫 탭의 새 글");
  await page.waitForTimeout(600);
  await other.close({ runBeforeUnload: true });
  await page.waitForTimeout(300);
  assert.equal((await stored()).draft.text, "첫 탭의 새 글", "a tab that closes keeps only what was written in it last");
  await close();
});

test("an empty place of a template is asked about also where it was put in from beside, and after a reload", async () => {
  const { page, server, close } = await console_(), asked = page.getByText("채우지 않은 자리가 있습니다: {시각}");
  await page.getByRole("tab", { name: "템플릿", exact: true }).click();
  await page.locator(".tpl", { hasText: "오늘 도착 확인 후 안내" }).click();
  await field(page).press("Enter");
  await asked.waitFor({ timeout: 5000 });
  await page.waitForTimeout(500);
  await page.reload();
  await field(page).press("Enter");
  await asked.waitFor({ timeout: 5000 });
  assert.deepEqual(sent(server, "chat/rooms/r0/messages"), []);
  await field(page).press("Enter");
  await page.locator(".m:not(.out) p", { hasText: "{시각}까지 안내드리겠습니다" }).waitFor();
  await close();
});

test("a link that the server refuses for good is said to be cut", async () => {
  const { page, server, close } = await console_();
  server.kick(4503, "too many connections");
  await page.locator(".offline").waitFor({ timeout: 5000 });
  await close();
});

test("a list that the server narrows by tag loses a room that is of another status now, and is read again", async () => {
  const found = [room(1), room(2)], { page, server, close } = await openPage(browser, "/chat?lang=ko&room_tags=vip#/in_progress", { floor: makeFloor(4, 12), width: 1440, height: 900, motion: "reduce", setUp: (server) => { chatAnswers(server); server.answers.set("GET chat/list", () => [200, { items: found.map(listRow) }]); server.answers.set("GET chat/list/count", () => [200, { n: found.length }]); } });
  await page.locator(".cv-go[data-room=r2]").waitFor();
  const reads = () => server.asked.filter((path) => path.startsWith("chat/list?")).length, before = reads();
  comes(server, received(2));
  await page.locator(".cv-go[data-room=r2]").waitFor({ state: "detached", timeout: 5000 });
  assert.equal(await page.locator(".cv-go[data-room=r1]").count(), 1);
  for (let i = 0; i < 400 && reads() === before; i++) await page.waitForTimeout(20);
  assert.ok(reads() > before);
  await close();
});

test("what is written into the field of a tag takes no focus back when the room is drawn anew", async () => {
  const { page, server, close } = await console_();
  const tags = page.locator(".side .sec", { has: page.getByRole("heading", { name: "상담방태그" }) });
  await tags.getByRole("button", { name: "태그", exact: true }).click();
  await page.keyboard.type("반쯤");
  await field(page).focus();
  const detail = server.answers.get("GET chat/rooms/r0/detail");
  server.answers.set("GET chat/rooms/r0/detail", (asked) => { const [status, one] = detail(asked); return [status, { ...one, tags: ["새태그"] }]; });
  comes(server, room(0, { held: true, category: "r1" }));
  await drawn(page);
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "write-0");
  await close();
});

test("that something was read is told again where the server could not take it", async () => {
  const { page, server, close } = await console_("#/in_progress/r3", { more: (server) => { server.answers.set("POST chat/rooms/r3/read", [503, { title: "Service Unavailable", status: 503, code: "overloaded" }]); } }), told = () => sent(server, "chat/rooms/r3/read");
  await field(page).click();
  for (let i = 0; i < 500 && told().length < 2; i++) await page.waitForTimeout(20);
  assert.deepEqual(told(), [{ seq: 8 }, { seq: 8 }]);
  await close();
});

test("of messages in a room that is closed nothing more is asked", async () => {
  const messages = [{ seq: 8, by: "agent", agent: "a000", at: Date.now(), body: "가는 말", delivery: "queued" }], { page, server, close } = await console_("#/in_progress/r0", { messages }), path = "GET chat/rooms/r0/messages", asked = () => server.asked.filter((one) => /r0\/messages.*after=/.test(one)).length;
  await page.locator("[data-seq='8']").waitFor();
  let begun = false;
  server.delay[path] = 1000;
  page.on("request", (request) => { begun ||= /r0\/messages.*after=/.test(request.url()); });
  while (!begun) await page.waitForTimeout(20);
  await page.locator(".cv-go[data-room=r1]").click(); // while the question is on its way
  await page.waitForTimeout(6500);
  assert.equal(asked(), 1);
  await close();
});

test("what fails says so where it stands and offers to try again; the rest goes on", async () => {
  const { page, server, close } = await console_("#/in_progress/r0", { more: (server) => { server.answers.set("GET chat/rooms/r0/messages", [500, { title: "x", status: 500, code: "internal" }]); server.answers.set("GET chat/rooms/r0/detail", [500, { title: "x", status: 500, code: "internal" }]); } });
  await page.getByText("메시지를 불러오지 못했습니다.").waitFor();
  await page.locator(".side").getByText("상담정보 불러오기 실패").waitFor();
  server.answers.set("GET chat/rooms/r0/messages", [200, talk()]);
  await page.locator(".col-talk").getByRole("button", { name: "다시 시도" }).click();
  await page.locator("[data-seq='8']").waitFor();
  await close();
});

test("who may see no chats, and where they are not in use, is told so", async () => {
  for (const [more, text] of [[(server) => { server.user = { ...server.user, chat: false, agent_id: undefined }; }, "채팅 상담을 볼 권한이 없습니다"], [(server) => { server.user = { ...server.user, chat: false }; }, "채팅 상담을 쓰지 않고 있습니다"]]) {
    const { page, close } = await openPage(browser, "/chat?lang=ko", { setUp: (server) => { chatAnswers(server); more(server); } });
    await page.getByText(text).waitFor();
    assert.equal(await page.locator(".rail a[href=chat]").count(), 0);
    await close();
  }
  const { page, server, close } = await console_("#/in_progress");
  server.delta("chats", [{ id: "me", kind: "me", used: false }]);
  await page.getByText("채팅 상담을 쓰지 않고 있습니다").waitFor();
  await close();
});

test("500 rooms: a hundred are drawn, the others on demand; a message for one redraws without delay", async () => {
  const rooms = Array.from({ length: 500 }, (_, i) => room(i, { agent: "a001" })), { page, server, close } = await console_("#/in_progress", { role: "manager", rooms });
  assert.equal(await page.locator(".cv").count(), 100);
  await page.getByRole("button", { name: "더 보기" }).click();
  await until(page, () => document.querySelectorAll(".cv").length === 200);
  comes(server, room(7, { agent: "a001", last_at: Date.now() + 5000, latest: { by: "customer", body: "맨 위로 갈 말", at: Date.now() } }));
  await page.mouse.move(900, 600);
  await until(page, () => document.querySelector(".cv").textContent.includes("맨 위로 갈 말"));
  await close();
});

/** [name, address, what is done, how the server is set up] */
const states = [
  ["conversation", "#/in_progress/r0"], ["two, and templates", "#/in_progress/r0,r1", async (page) => { await field(page, 1).fill("/오늘"); await page.locator(".ac").waitFor(); }], ["three", "#/in_progress/r0,r1,r2"],
  ["waiting, a manager", "#/waiting/r9", () => {}, { role: "manager" }], ["ended", "#/ended/r20"], ["nothing", "#/in_progress", () => {}, { rooms: [], history: [] }],
  ["hand-over", "#/in_progress/r0", (page) => page.keyboard.press("Alt+t")], ["category", "#/in_progress/r0", (page) => page.keyboard.press("Alt+c")], ["keys", "#/in_progress/r0", async (page) => { await page.locator(".cvh").click(); await page.keyboard.press("?"); }],
  ["picked", "#/in_progress", async (page) => { await page.getByRole("button", { name: /여러 상담|Pick several/ }).click(); await page.locator(".cv .ck").first().check(); }], ["conditions", "#/ended", (page) => page.getByRole("button", { name: /검색 조건|Conditions/ }).click(), { role: "manager" }], ["the end is asked about", "#/in_progress/r0", (page) => page.keyboard.press("Alt+e")],
  ["not sent", "#/in_progress/r0", async (page, server) => { server.answers.set("POST chat/rooms/r0/messages", [422, { title: "x", status: 422, code: "invalid", detail: "x", words: ["바보"] }]); await field(page).fill("바보"); await page.keyboard.press("Enter"); await page.locator(".failed").waitFor(); }],
  ["the customer is changed", "#/in_progress/r0", async (page) => { await page.locator("#side-customer").click(); await page.locator(".sec h3 .btn").click(); }], ["templates beside", "#/in_progress/r0", (page) => page.locator("#side-templates").click()], ["talks of before", "#/in_progress/r0", (page) => page.locator("#side-earlier").click()],
  ["requests", "#/in_progress", async (page) => { await page.getByRole("button", { name: /요청과 차단|Requests and/ }).click(); await page.locator(".menu button").first().click(); await page.locator(".paper-line").waitFor(); }, { role: "manager" }], ["blocked customers", "#/in_progress", async (page) => { await page.getByRole("button", { name: /요청과 차단|Requests and/ }).click(); await page.locator(".menu button").nth(1).click(); await page.locator(".paper-line").waitFor(); }, { role: "manager" }],
];
for (const [n, [name, hash, act = () => {}, how = {}]] of states.entries()) {
  test(`${name}: axe finds nothing, and no text runs over from 1366 to 4K`, async () => {
    for (const [lang, scheme, other] of [["ko", "light", "dark"], ["en", "dark", "light"]].filter((_, i) => nightly || i === n % 2)) {
      const { page, server, close } = await console_(hash, { lang, scheme, width: 1366, height: 768, ...how });
      if (hash.includes("/r")) await page.locator("[data-seq]").first().waitFor();
      await act(page, server);
      await page.waitForTimeout(250);
      assert.deepEqual(await barriers(page), [], `${lang}, ${scheme}`);
      for (const [width, height] of [[1366, 768], [3840, 2160]]) {
        await page.setViewportSize({ width, height });
        await drawn(page);
        assert.deepEqual(await page.evaluate(over), [], `${width} x ${height}, ${lang}`);
        assert.deepEqual(await page.evaluate(() => [document.documentElement.scrollWidth > innerWidth, document.documentElement.scrollHeight > innerHeight]), [false, false], "the page itself does not scroll");
      }
      await page.setViewportSize({ width: 1366, height: 768 });
      await recolour(page, other);
      await page.waitForTimeout(250); // colours go down from one to the next
      assert.deepEqual(await barriers(page, { only: true }), [], other);
      await close();
    }
  });
}

test("why a file was not attached is said until the next message goes, be it to the customer or for colleagues", async () => {
  const { page, close } = await console_(), told = page.locator(".compose-box .told p");
  for (const note of [false, true]) {
    await page.locator("[data-pick=write-0]").setInputFiles([{ name: "big.pdf", mimeType: "application/pdf", buffer: Buffer.alloc((10 << 20) + 1) }]);
    await told.filter({ hasText: "big.pdf: 10 MB까지" }).waitFor();
    if (note) await page.keyboard.press("Alt+n");
    await field(page).fill("파일 없이 보냅니다");
    assert.equal(await told.count(), 1, "it stays while one writes");
    await page.keyboard.press("Enter");
    await told.waitFor({ state: "detached", timeout: 5000 });
  }
  await close();
});

test("what is unfolded above the messages shows every row where there is room, and else that it goes on below", async () => {
  for (const lang of ["ko", "en"]) for (const [height, fields] of [[900, 2], [768, 14]]) {
    const { page, close } = await console_("#/in_progress/r0", { lang, height, more: (server) => { const [, detail] = server.answers.get("GET chat/rooms/r0/detail")(); server.answers.set("GET chat/rooms/r0/detail", [200, { ...detail, visitor: { ...detail.visitor, fields: Object.fromEntries(Array.from({ length: fields }, (_, i) => [`항목 ${i}`, `값 ${i}`])) } }]); } });
    await page.locator(".strip-line .end").click();
    await page.locator(".strip-of dd").last().waitFor();
    await drawn(page);
    const { inside, all, left, image } = await page.locator(".strip-body").evaluate((el) => ({ inside: el.clientHeight, all: el.scrollHeight, left: document.querySelector(".msgs-box").clientHeight, image: getComputedStyle(el).backgroundImage }));
    if (fields < 10) assert.equal(inside, all, "nothing is cut");
    else assert.ok(all > inside && image.includes("gradient"), "a shadow tells that there is more");
    assert.ok(left > 120, `the messages have ${left} px`);
    await close();
  }
});

test("a day in the messages is said with its month", async () => {
  for (const lang of ["ko", "en"]) {
    const { page, close } = await console_("#/in_progress/r0", { lang, messages: [{ seq: 1, by: "customer", at: Date.parse("2026-12-01T03:00:00Z"), body: "안녕하세요" }] });
    assert.equal(await page.locator(".msgs .day").innerText(), lang === "ko" ? "12.01 화" : "Tue, 1 Dec");
    await close();
  }
});

test("what a list is of stands whole, and the names beside have room between them, in English too", async () => {
  for (const lang of ["ko", "en"]) {
    const { page, close } = await console_("#/in_progress/r0", { lang, role: "manager" });
    await page.locator(".side .tabs .n").waitFor();
    const boxes = await page.locator(".side .tabs > *").evaluateAll((list) => [...list, document.querySelector(".side-x svg")].map((one) => one.getBoundingClientRect()).map(({ left, right }) => ({ left, right })));
    for (const [i, { right }] of boxes.slice(0, -1).entries()) assert.ok(boxes[i + 1].left - right >= 12, `${lang}: ${boxes[i + 1].left - right} px after the ${i + 1}st`);
    await page.evaluate(() => { document.querySelector(".list").style.width = "230px"; }); // the longest order, or wider letters
    await drawn(page);
    assert.deepEqual(await page.locator(".list .grp > span:first-child").evaluateAll((list) => list.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)), []);
    assert.ok(await page.locator(".grp").first().evaluate((el) => el.scrollWidth <= el.clientWidth), "and nothing runs over");
    await close();
  }
});
