// The desk: states, the call and everything done with it, by mouse and keyboard.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { closeLeft, openPage, pass, startBrowser, until } from "./browser.mjs";
import { at, card, consultation, customer, deskAnswers, deskFloor, why } from "./desk.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

const size = { width: 1440, height: 900 };

/** Opens a desk whose server knows everything; setUp may change that. */
async function openDesk(floor, { setUp = () => {}, path = "/desk", ...more } = {}) {
  return openPage(browser, path, { ...size, floor, setUp: (s) => { deskAnswers(s); for (const what of quiet) s.answers.set(what, [204, null]); setUp(s); }, ...more });
}
const quiet = ["PUT calls/c9/hold", "PUT calls/c9/mute", "POST calls/c9/keys", "POST calls/c9/transfer", "POST calls/c9/hang-up", "POST calls/c9/answer", "POST calls/c9/reject",
  "POST calls/c9/consult", "PUT calls/c9/consult", "POST calls/c9/consult/complete", "POST calls/c9/consult/join", "DELETE calls/c9/consult", "POST calls/c9/abusive", "POST agents/a000/wrap-up"];

/** Waits for a request that changes something. */
async function asked(server, want) {
  for (let i = 0; i < 500 && JSON.stringify(server.requests.at(-1)) !== JSON.stringify(want); i++) await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(server.requests.at(-1), want);
}

/** A changed row of the viewer, as the event tells it. */
const become = (server, change) => server.delta("agents", [Object.assign(server.floor.agents[0], change)]);
const callIs = (server, change) => server.delta("calls", [Object.assign(server.floor.calls.find((row) => row.id === "c9"), change)]);
const free = (page) => until(page, () => document.querySelector(".ctl.hang:not(:disabled)"));

test("nothing is optimistic: the state changes when the event arrives (D4 to D7)", async () => {
  const { page, server, close } = await openDesk(deskFloor({ state: "not_ready", reason: "preparing" }));
  await until(page, () => document.querySelector(".state")?.textContent.includes("상담준비"));
  await page.getByRole("button", { name: "대기", exact: true }).click();
  await asked(server, ["PUT", "agents/a000/state", { state: "ready" }]);
  await page.waitForTimeout(200);
  assert.match(await page.locator(".state").textContent(), /상담준비/);
  become(server, { state: "ready", reason: "", since: Date.now() });
  await until(page, () => document.querySelector(".state")?.textContent.includes("대기"));
  await page.keyboard.press("Alt+Digit3");
  await asked(server, ["PUT", "agents/a000/state", { state: "not_ready", reason: "meal" }]);
  await page.keyboard.press("Alt+Digit4");
  const items = page.getByRole("menuitem");
  assert.deepEqual(await items.allTextContents(), ["회의중", "자리비움", "교육중", "면담중", "타업무", "상담준비", "업무 종료"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await asked(server, ["PUT", "agents/a000/state", { state: "not_ready", reason: "away" }]);
  server.answers.set("PUT agents/a000/state", [409, { title: "Conflict", status: 409, code: "conflict", detail: "this state cannot be asked for now" }]);
  await page.getByRole("button", { name: "식사중" }).click();
  await page.getByRole("alert").filter({ hasText: "지금은 할 수 없습니다. 상태가" }).waitFor();
  // A refusal that names a field, and one of English that nobody foresaw, are told in Korean too.
  server.answers.set("PUT agents/a000/state", [422, { title: "Unprocessable Entity", status: 422, code: "invalid", detail: 'the reason "meal" is not in use here: see GET /reasons' }]);
  await page.getByRole("button", { name: "식사중" }).click();
  await page.getByRole("alert").filter({ hasText: "쓰지 않는 사유입니다 (meal)." }).waitFor();
  server.answers.set("PUT agents/a000/state", [422, { title: "Unprocessable Entity", status: 422, code: "invalid", detail: "body.reason: expected length <= 40", errors: [{ location: "body.reason", message: "expected length <= 40" }] }]);
  await page.getByRole("button", { name: "식사중" }).click();
  await page.getByRole("alert").filter({ hasText: "40자 이하여야 합니다." }).waitFor();
  await close();
});

test("the centre says what its reasons are called, in which order and which are used", async () => {
  const { page, close } = await openDesk(at.ready(), { setUp: (s) => s.answers.set("GET reasons", [200, [
    { id: "rest", name: { ko: "잠깐 쉼", en: "Rest" }, used: true }, { id: "meal", name: { ko: "식사중", en: "Meal" }, used: false }, { id: "other", name: { ko: "타업무", en: "Other" }, used: true },
    { id: "meeting", name: { ko: "조회", en: "Meeting" }, used: true }, { id: "training", name: { ko: "교육중", en: "Training" }, used: false }, { id: "no_answer", name: { ko: "부재중", en: "No answer" }, used: false, system: true }]]) });
  await page.getByRole("button", { name: "잠깐 쉼" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "식사중" }).count(), 0);
  await page.keyboard.press("Alt+Digit4");
  assert.deepEqual(await page.getByRole("menuitem").allTextContents(), ["타업무", "조회", "업무 종료"]);
  await close();
});

test("the menu closes by Esc and gives focus back, before another key can be pressed", async () => {
  const { page, close } = await openDesk(at.ready());
  const more = page.getByRole("button", { name: "기타" });
  await more.click();
  await page.getByRole("menu").waitFor();
  const focus = await page.evaluate(() => new Promise((done) => {
    new MutationObserver((_, watch) => {
      if (document.querySelector("[role=menu]")) return;
      watch.disconnect();
      done(document.activeElement?.textContent);
    }).observe(document.body, { subtree: true, childList: true });
    dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", code: "Escape", bubbles: true, cancelable: true }));
  }));
  assert.equal(focus, "기타");
  await close();
});

test("a call pops when it is offered: customer, last consultation, count-down, the reason why", async () => {
  const { page, server, close } = await openDesk(at.ringing());
  await until(page, () => document.querySelector(".call.ringing h2")?.textContent === "박민정");
  assert.match(await page.locator(".call.ringing [role=alert]").textContent(), /배송문의 전화가 왔습니다. 고객 010/);
  assert.match(await page.locator(".call .hint").textContent(), /^(\d|1[0-2])초 안에 받지 않으면/); // a slow machine has let some pass
  assert.match(await page.locator(".chead").textContent(), /대기열 대기 00:18/);
  assert.match(await page.locator(".who").textContent(), /응대 주의.*010-\*\*\*\*-4821.*최근 상담/);
  assert.match(await page.locator(".prev").textContent(), /직전 상담.*출고 지연/);
  assert.match(await page.locator(".right").textContent(), /박민정.*블랙리스트.*욕설 2회.*관리메모.*상담이력/s);
  assert.match(await page.title(), /^● 수신중/);
  assert.match(await page.locator("link[rel=icon]").getAttribute("href"), /^data:image\/png/);
  await page.getByRole("button", { name: "왜 나에게?" }).click();
  assert.match(await page.locator(".pop.why").textContent(), /쉬는 시간 182초.*4명.*류성훈 \(쉬는 시간 95초\)/);
  await page.keyboard.press("Escape");
  await page.locator(".pop.why").waitFor({ state: "detached" });
  await page.keyboard.press("F8");
  await asked(server, ["POST", "calls/c9/answer", null]);
  assert.equal(await page.locator(".call.ringing").count(), 1, "answered before the event");
  become(server, { state: "talking", since: Date.now(), deadline: 0, next: "not_ready", next_reason: "meal" });
  callIs(server, { phase: "connected", since: Date.now() });
  await until(page, () => document.querySelector(".state")?.textContent.includes("통화중"));
  assert.match(await page.locator(".next-state").textContent(), /다음 상태: 식사중/);
  assert.match(await page.title(), /^\(\d\) 통화중/); // some reservations are due
  await close();
});

test("a callback that rings says so, and that the customer is called after answering", async () => {
  const floor = at.ringing(), call = floor.calls.find((row) => row.id === "c9");
  Object.assign(call, { callback: true, promised: true });
  floor.services[0].promised = 2;
  const { page, server, close } = await openDesk(floor);
  const ringing = page.locator(".call.ringing");
  await ringing.getByText("받으면 고객에게 전화합니다.", { exact: true }).waitFor();
  assert.match(await ringing.locator(".chead").innerText(), /배송문의\s+콜백/);
  assert.equal(await ringing.getByRole("alert").textContent(), "배송문의 콜백입니다. 고객 010-****-4821. 받으면 고객에게 전화합니다.");
  become(server, { state: "dialing", since: Date.now(), deadline: Date.now() + 45_000 });
  callIs(server, { phase: "dialing_out", promised: undefined, offers: undefined });
  await page.locator('.call[data-s="dial"] .chead', { hasText: "콜백" }).waitFor();
  assert.equal(await page.getByText("받으면 고객에게 전화합니다").count(), 0);
  become(server, { state: "ready", service: undefined, call: undefined, deadline: 0 });
  server.delta("calls", [], { gone: ["c9"] });
  await page.locator(".mine tr", { hasText: "대표상담" }).getByText("콜백 2").waitFor();
  await close();
});

test("a phone that cannot be answered from here says so; rejecting is one key", async () => {
  const { page, server, close } = await openDesk(at.ringing(), { setUp: (s) => s.answers.set("GET calls/c9/answer", [200, { from_desk: false }]) });
  await page.locator(".by-hand", { hasText: "전화기에서 받으세요" }).waitFor();
  assert.equal(await page.getByRole("button", { name: /받기/ }).count(), 0, "no button that would fail");
  await page.keyboard.press("F8");
  await page.locator("[role=alert]", { hasText: "전화기에서 받으세요" }).waitFor();
  assert.ok(!server.requests.some(([, path]) => path === "calls/c9/answer"), "what is known to fail is not tried");
  await page.keyboard.press("F9");
  await asked(server, ["POST", "calls/c9/reject", null]);
  await close();
});

test("F8 is for the call that rang when it was pressed, not for the next one", async () => {
  const { page, server, close } = await openDesk(at.ringing(), { setUp: (s) => { for (const id of ["c7", "c9"]) s.answers.set(`GET calls/${id}/answer`, [200, { from_desk: true }]); } });
  let tell = () => {};
  const told = new Promise((done) => { tell = done; });
  await page.route("**/calls/c9/answer", async (route) => { await told; await route.continue(); });
  await page.reload();
  await page.locator(".call.ringing").waitFor();
  await page.keyboard.press("F8"); // before it is known how the phone rings
  const now = Date.now();
  server.delta("calls", [{ id: "c7", service: "s02", phase: "offered", caller: "010-****-0007", priority: 0, entered: now, since: now, agent: "a000" }], { gone: ["c9"] });
  become(server, { call: "c7", since: now, deadline: now + 15_000 });
  await until(page, () => document.querySelector(".call.ringing")?.textContent.includes("0007"));
  const answer = page.waitForResponse("**/calls/c9/answer");
  tell();
  await answer;
  await page.waitForTimeout(300);
  assert.deepEqual(server.requests.filter(([, path]) => path.endsWith("/answer")), []);
  await close();
});

test("a phone that would not be answered after all says so for this call", async () => {
  const { page, server, close } = await openDesk(at.ringing(), { setUp: (s) => s.answers.set("POST calls/c9/answer", [409, { status: 409, code: "conflict", detail: "no" }]) });
  await page.getByRole("button", { name: /받기/ }).click();
  await page.getByText("전화기에서 받으세요").waitFor();
  assert.equal(await page.getByRole("alert").filter({ hasText: "no" }).count(), 0, "it is no error");
  await page.keyboard.press("F9");
  await asked(server, ["POST", "calls/c9/reject", null]);
  await close();
});

test("why not me: the call that is next, by priority and entry, explained", async () => {
  const { page, close } = await openDesk(at.ready(), { setUp: (s) => {
    s.answers.set("GET calls", [200, [{ id: "w2", phase: "waiting", service: "s02", priority: 0, entered_at: "2026-11-28T01:00:09Z" }, { id: "w0", phase: "waiting", service: "s02", priority: 0, entered_at: "2026-11-28T01:00:00Z" }, { id: "w1", phase: "waiting", service: "s02", priority: 2, entered_at: "2026-11-28T01:00:05Z" }]]);
    s.answers.set("GET calls/w1/explanation", [200, { ...why, why: "level" }]);
  } });
  await page.getByRole("button", { name: "왜 오지 않나요?" }).click();
  await page.locator(".pop.why", { hasText: "숙련도 단계에는 아직" }).waitFor();
  await close();
});

test("after N every key is the note's, however fast: none mutes the customer", async () => {
  const { page, server, close } = await openDesk(at.talking());
  await page.locator("#memo").waitFor();
  await page.evaluate(() => { for (const key of ["n", "m"]) document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, code: `Key${key.toUpperCase()}`, bubbles: true, cancelable: true })); });
  assert.equal(await page.evaluate(() => document.activeElement.id), "memo", "at once");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.type("nmhtck");
  assert.equal(await page.locator("#memo").inputValue(), "mhtck");
  await page.setViewportSize({ width: 760, height: 800 }); // the note has no room
  await page.getByRole("button", { name: "고객", exact: true }).click();
  await page.locator("#memo").waitFor({ state: "hidden" });
  await page.keyboard.type("nmh");
  assert.equal(await page.locator("#memo").inputValue(), "mhtckmh");
  const changed = () => server.requests.filter(([method, what]) => method !== "GET" && !what.endsWith("/draft"));
  assert.deepEqual(changed(), []);

  let draw = () => {};
  const drawn = new Promise((done) => { draw = done; });
  const atOnce = await (await page.request.get(`${server.url}/desk`)).text();
  await page.route("**/joined/desk-*.js", async (route) => { if (!atOnce.includes(route.request().url().split("/").pop())) await drawn; await route.continue(); });
  await page.setViewportSize(size);
  await page.reload();
  await page.locator(".ctl.hang:not(:disabled)").waitFor();
  assert.equal(await page.locator("#memo").count(), 0, "not drawn yet");
  await page.keyboard.type("nmhtck");
  draw();
  await until(page, () => document.activeElement?.id === "memo");
  await page.keyboard.type("m");
  assert.match(await page.locator("#memo").inputValue(), /m$/);
  assert.equal(await page.locator(".pop").count(), 0);
  assert.deepEqual(changed(), []);
  await page.locator("body").click({ position: { x: 700, y: 5 } });
  await page.keyboard.press("m"); // as ever, once somebody has left the note
  await asked(server, ["PUT", "calls/c9/mute", { muted: true }]);
  await close();
});

test("hold, mute, keys, transfer and hanging up, by mouse and by key", async () => {
  const { page, server, close } = await openDesk(at.talking());
  assert.match(await page.locator(".chead").textContent(), /대기열 대기 00:16/, "what the row says, whatever the call did before");
  await page.getByRole("button", { name: "보류", exact: true }).click();
  await asked(server, ["PUT", "calls/c9/hold", { held: true }]);
  callIs(server, { held_by: ["agent"] });
  become(server, { held_since: Date.now() });
  await page.getByRole("button", { name: "보류 해제" }).waitFor();
  await free(page);
  await page.locator("body").click({ position: { x: 700, y: 5 } });
  await page.keyboard.press("h");
  await asked(server, ["PUT", "calls/c9/hold", { held: false }]);
  callIs(server, { held_by: undefined });
  become(server, { held_since: undefined });
  await free(page);
  await page.keyboard.press("m");
  await asked(server, ["PUT", "calls/c9/mute", { muted: true }]);
  callIs(server, { muted: true });
  await page.getByRole("button", { name: "음소거 해제" }).waitFor();
  await page.keyboard.press("k");
  await page.getByRole("dialog", { name: "키패드" }).getByRole("button", { name: "#" }).click();
  await asked(server, ["POST", "calls/c9/keys", { keys: "#" }]);
  await page.keyboard.press("7");
  await asked(server, ["POST", "calls/c9/keys", { keys: "7" }]);
  await until(page, () => document.querySelector(".pad output")?.textContent === "# 7");
  await page.keyboard.press("Escape");
  await page.locator(".pad").waitFor({ state: "detached" });
  await page.keyboard.press("t");
  const find = page.getByRole("combobox", { name: "연결할 곳" });
  await find.fill("서미래");
  await page.keyboard.press("Enter");
  await asked(server, ["POST", "calls/c9/transfer", { agent: "a005" }]);
  await page.locator(".picker").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "호전환" }).click();
  await find.fill("대표");
  await page.getByRole("button", { name: /바로 넘기기/ }).click();
  await asked(server, ["POST", "calls/c9/transfer", { service: "s00" }]);
  await page.getByRole("button", { name: "호전환" }).click();
  await find.fill("02-123-4567");
  await page.keyboard.press("Enter");
  await asked(server, ["POST", "calls/c9/transfer", { number: "021234567" }]);
  await page.getByRole("button", { name: "호전환" }).click();
  await find.fill("권승현"); // on a call
  await page.keyboard.press("Enter");
  assert.equal(await page.getByRole("button", { name: /바로 넘기기/ }).isDisabled(), true);
  await page.keyboard.press("Escape");
  await page.keyboard.press("F9");
  await asked(server, ["POST", "calls/c9/hang-up", null]);
  server.answers.set("POST calls/c9/hang-up", [404, { detail: "there is no live call", code: "not_found" }]);
  await free(page);
  await page.getByRole("button", { name: /끊기/ }).click();
  await page.getByRole("alert").filter({ hasText: "no live call" }).waitFor();
  await close();
});

test("a colleague is asked first, heard in turn, joined, connected or let go (D45)", async () => {
  const { page, server, close } = await openDesk(at.talking());
  await until(page, () => document.querySelector(".ctl.hang"));
  await page.keyboard.press("c");
  await page.getByRole("combobox", { name: "연결할 곳" }).fill("2105");
  await page.keyboard.press("Enter");
  await asked(server, ["POST", "calls/c9/consult", { agent: "a005" }]);
  assert.equal(await page.locator(".consult").count(), 0, "shown before the event");
  callIs(server, { consult: { call: "c10", agent: "a005", phase: "offered", talk_to: "consulted", since: Date.now() } });
  await page.locator(".consult", { hasText: "벨 울림" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "고객 연결" }).isDisabled(), true, "nobody has answered yet");
  assert.equal(await page.getByRole("button", { name: "호전환" }).isDisabled(), true);
  callIs(server, { consult: { call: "c10", agent: "a005", phase: "connected", talk_to: "consulted", since: Date.now() } });
  await page.locator(".consult", { hasText: "고객 보류 중" }).waitFor();
  await page.getByRole("button", { name: "상대 바꾸기" }).click();
  await asked(server, ["PUT", "calls/c9/consult", { talk_to: "customer" }]);
  callIs(server, { consult: { call: "c10", agent: "a005", phase: "connected", talk_to: "customer", since: Date.now() } });
  await page.locator(".consult", { hasText: "서미래 보류 중" }).waitFor();
  await page.getByRole("button", { name: "3자 연결" }).click();
  await asked(server, ["POST", "calls/c9/consult/join", null]);
  callIs(server, { consult: { call: "c10", agent: "a005", phase: "connected", talk_to: "customer", joined: true, since: Date.now() } });
  await page.locator(".consult", { hasText: "3자통화중" }).waitFor();
  assert.match(await page.getByRole("button", { name: "고객 연결" }).getAttribute("title"), /에게 넘기고 나는 끊습니다$/);
  await page.getByRole("button", { name: "고객 연결" }).click();
  await asked(server, ["POST", "calls/c9/consult/complete", null]);
  await page.getByRole("button", { name: "협의 취소" }).click();
  await asked(server, ["DELETE", "calls/c9/consult", null]);
  callIs(server, { consult: undefined });
  await page.locator(".consult").waitFor({ state: "detached" });
  await close();
});

test("the note stays where it is while a second call begins, whatever the height", async () => {
  for (const [lang, width, height] of [["ko", 1440, 900], ["en", 1280, 720]]) {
    const { page, server, close } = await openDesk(at.talking(), { path: `/desk?lang=${lang}`, width, height });
    await page.locator(".ctl.hang").waitFor();
    const top = () => page.locator(".note-form").evaluate((el) => el.getBoundingClientRect().top), before = await top();
    callIs(server, { consult: { call: "c10", agent: "a005", phase: "connected", talk_to: "consulted", since: Date.now() } });
    await page.locator(".consult").waitFor();
    assert.equal(await top(), before);
    const inside = await page.locator(".call").evaluate((el) => [...el.querySelectorAll(".chead, .cbody, .ctls, .consult, .who h2, .who p, .timer")].map((part) => part.getBoundingClientRect()).every((r) => r.top >= el.getBoundingClientRect().top && r.bottom <= el.getBoundingClientRect().bottom + 0.5));
    assert.ok(inside, "and all of the card is in it");
    await close();
  }
});

test("four-digit counts of a day fit beside the other figures", async () => {
  for (const [lang, width] of [["ko", 1440], ["en", 1440], ["ko", 1280], ["en", 1280]]) {
    const floor = at.talking();
    Object.assign(floor.agents[0].today, { answered: 148, outbound: 25, talks: 173, talk_ms: 4.2 * 3600e3, ready_ms: 2 * 3600e3, wrap_ms: 1.1 * 3600e3, away_ms: 1.2 * 3600e3 });
    floor.effort = { agents: 24, in: 1269, out: 148, best_in: 148, best_out: 25 };
    const { page, close } = await openDesk(floor, { path: `/desk?lang=${lang}`, width, height: 900, setUp: (s) => s.answers.set("GET desk/figures", [200, { compare: "all" }]) });
    await page.locator(".stats", { hasText: "1,269/148" }).waitFor();
    const wide = await page.locator(".stats :is(dt, dd)").evaluateAll((list) => list.filter((el) => { const range = document.createRange(); range.selectNodeContents(el); return range.getBoundingClientRect().width > el.clientWidth + 0.5; }).map((el) => el.textContent));
    assert.deepEqual(wide, [], `${lang} ${width}`);
    await close();
  }
});

test("where nobody can take the call, the box says so, and what a number needs", async () => {
  const floor = at.talking();
  for (const one of floor.agents.slice(1)) Object.assign(one, { state: "logged_out", reason: "", call: undefined });
  const { page, close } = await openDesk(floor, { setUp: (s) => s.answers.set("GET services", [200, []]) });
  await page.locator(".ctl.hang").waitFor();
  await page.keyboard.press("t");
  const find = page.getByRole("combobox", { name: "연결할 곳" }), none = page.locator(".picker .none");
  await none.getByText("지금 받을 수 있는 상담사나 서비스가 없습니다.").waitFor();
  for (const [query, words] of [["12", "3자리 이상"], ["+", "찾는 상담사나 서비스가 없습니다."], ["홍길동", "찾는 상담사나 서비스가 없습니다."]]) {
    await find.fill(query);
    await none.getByText(words).waitFor();
  }
  await find.fill("123");
  await none.waitFor({ state: "detached" });
  await close();
});

test("who ends work is offered to log out of the screen too, at once", async () => {
  for (const [lang, words] of [["ko", "화면에서도 로그아웃"], ["en", "Log out of the screen too"]]) {
    const { page, server, close } = await openDesk(at.ready(), { path: `/desk?lang=${lang}` });
    await page.locator(".call.idle").waitFor();
    assert.equal(await page.getByRole("button", { name: words }).count(), 0);
    become(server, { state: "logged_out", reason: "", since: Date.now() });
    await page.locator(".call.idle").getByRole("button", { name: words }).click();
    await page.waitForURL(/\/login/);
    assert.deepEqual(server.requests.at(-1).slice(0, 2), ["POST", "logout"]);
    await close();
  }
});

test("while a colleague is heard, F9 lets the colleague go and not the customer", async () => {
  const floor = at.talking();
  floor.calls.at(-1).consult = { call: "c10", agent: "a005", phase: "connected", talk_to: "consulted", since: Date.now() };
  const { page, server, close } = await openDesk(floor);
  await page.locator(".consult").waitFor();
  await page.keyboard.press("F9");
  await asked(server, ["DELETE", "calls/c9/consult", null]);
  await close();
});

test("swap, join, connect and the end of abuse have keys, which the sheet shows; each works only where its button does", async () => {
  const { page, server, close } = await openDesk(at.talking());
  await until(page, () => document.querySelector(".ctl.hang"));
  const changes = () => server.requests.filter(([method]) => method !== "GET");
  const press = async (keys) => { await free(page); for (const key of keys) await page.keyboard.press(key); };
  const second = (more) => callIs(server, { consult: { call: "c10", agent: "a005", phase: "connected", talk_to: "consulted", since: Date.now(), ...more } });
  await press("sjg");
  second({ phase: "offered" });
  await page.locator(".consult", { hasText: "벨 울림" }).waitFor();
  await press("sjg");
  await page.waitForTimeout(200);
  assert.deepEqual(changes(), [], "nobody has answered");
  second({});
  await page.locator(".consult", { hasText: "고객 보류 중" }).waitFor();
  assert.deepEqual(await page.locator(".consult [aria-keyshortcuts]").evaluateAll((list) => list.map((one) => `${one.getAttribute("aria-keyshortcuts")} ${one.querySelector("kbd").textContent}`)), ["S S", "J J", "G G"]);
  await press("s");
  await asked(server, ["PUT", "calls/c9/consult", { talk_to: "customer" }]);
  await press("j");
  await asked(server, ["POST", "calls/c9/consult/join", null]);
  second({ joined: true });
  await page.locator(".consult", { hasText: "3자통화중" }).waitFor();
  const before = changes().length;
  await press("sj");
  await page.waitForTimeout(200);
  assert.equal(changes().length, before, "three are on");
  await press("g");
  await asked(server, ["POST", "calls/c9/consult/complete", null]);
  await press("a");
  await page.getByRole("dialog", { name: "강성종료" }).waitFor();
  assert.equal(changes().length, before + 1, "it asks first");
  await page.keyboard.press("Escape");
  await page.locator("#memo").fill("");
  await page.locator("#memo").press("g");
  assert.equal(await page.locator("#memo").inputValue(), "g");
  await page.evaluate(() => document.activeElement.blur());
  await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, key: "Process", code: "KeyG", keyCode: 229 })));
  assert.equal(changes().filter(([, path]) => path.endsWith("complete")).length, 1, "not while one types or composes");
  await page.keyboard.press("?");
  assert.match(await page.getByRole("dialog", { name: "단축키" }).textContent(), /상대 바꾸기S.*3자 연결J.*고객 연결G.*강성종료A/);
  await page.keyboard.press("Escape");
  become(server, { state: "talking_outbound" });
  await page.locator(".state", { hasText: "O/B" }).waitFor();
  await page.keyboard.press("a");
  await page.waitForTimeout(200);
  assert.equal(await page.locator(".pop").count(), 0, "who was called is not sent away with a message");
  await close();
});

test("an abusive call ends in two presses, with a message (강성종료)", async () => {
  const { page, server, close } = await openDesk(at.talking());
  await page.getByRole("button", { name: "강성종료" }).click();
  await page.getByText("되돌릴 수 없습니다").waitFor();
  assert.equal(server.requests.length, 0);
  await page.getByRole("button", { name: "안내 후 끊기" }).click();
  await asked(server, ["POST", "calls/c9/abusive", null]);
  await close();
});

test("wrap-up: its time, longer, and ended into the state that was asked for", async () => {
  const floor = at.wrapUp();
  Object.assign(floor.agents[0], { next: "not_ready", next_reason: "rest" });
  const { page, server, close } = await openDesk(floor);
  await until(page, () => /^00:[34]\d$/.test(document.querySelector(".call .timer")?.textContent ?? ""));
  await page.getByRole("button", { name: "30초 늘리기" }).click();
  await asked(server, ["POST", "agents/a000/wrap-up", { seconds: 30 }]);
  await page.getByRole("button", { name: "직접 끝내기" }).click();
  await asked(server, ["POST", "agents/a000/wrap-up", { seconds: 0 }]);
  become(server, { deadline: 0 });
  await page.getByText("끝낼 때까지 계속됩니다").waitFor();
  await page.getByRole("button", { name: "후처리 끝내기" }).click();
  await asked(server, ["PUT", "agents/a000/state", { state: "not_ready", reason: "rest" }]);
  await close();
});

test("wrap-up by keys, which the help sheet lists; they do nothing elsewhere", async () => {
  const { page, server, close } = await openDesk(at.wrapUp(), { setUp: (s) => { s.user.team = { id: "1팀", name: { ko: "인바운드 1팀", en: "Inbound 1" } }; } });
  await page.locator(".me-blk", { hasText: "인바운드 1팀" }).waitFor();
  await page.keyboard.press("Alt+Digit9");
  await asked(server, ["POST", "agents/a000/wrap-up", { seconds: 0 }]);
  await page.keyboard.press("Alt+Digit8");
  await asked(server, ["PUT", "agents/a000/state", { state: "ready" }]);
  become(server, { state: "ready", call: undefined, deadline: 0 });
  await page.locator(".call.idle").waitFor();
  const before = server.requests.length;
  await page.keyboard.press("Alt+Digit8");
  await page.keyboard.press("Alt+Digit9");
  await page.keyboard.press("?");
  await page.locator(".help-grid dl > div", { hasText: "후처리 끝내기" }).locator("kbd", { hasText: "8" }).waitFor();
  assert.equal(server.requests.length, before);
  await close();
});

test("a missed call and a lost phone are told, each with the way back", async () => {
  const { page, server, close } = await openDesk(deskFloor({ state: "not_ready", reason: "no_answer", reachable: false }));
  await page.getByText("단말이 등록되지 않아").waitFor();
  await page.getByRole("button", { name: "대기로 돌아가기" }).click();
  await asked(server, ["PUT", "agents/a000/state", { state: "ready" }]);
  await close();
});

test("while the phone is lost the desk has one word for it, and does not say that Ready brings calls", async () => {
  for (const [lang, word, lost, rest] of [["ko", "단말 끊김", "단말이 다시 연결되면 자동으로 대기가 됩니다.", "단말이 연결된 뒤 대기를 누르면"], ["en", "Phone lost", "You are ready by itself once your phone is connected again.", "Connect your phone, then choose Ready"]]) {
    const { page, server, close } = await openDesk(deskFloor({ state: "not_ready", reason: "unreachable", reachable: false }), { path: `/desk?lang=${lang}` });
    await page.locator(".idle-why", { hasText: lost }).waitFor();
    assert.equal(await page.locator(".top .live").textContent(), word);
    assert.equal(await page.locator(".state [role=status]").first().textContent(), word);
    become(server, { reason: "rest" });
    await page.locator(".idle-why", { hasText: rest }).waitFor();
    await close();
  }
});

test("who gave a call to a number where nobody answers is told while the customer waits again, until it is seen", async () => {
  const returned = { call: "c9", number: "02-****-4567", since: Date.now() };
  const { page, server, close } = await openDesk(deskFloor({ state: "wrap_up", since: Date.now(), deadline: Date.now() + 60_000 }));
  await page.locator(".state").waitFor();
  assert.equal(await page.locator(".note[data-t=warn]").count(), 0);
  const told = page.getByRole("alert").filter({ hasText: "02-****-4567에 연결되지 않아 고객이 다시 기다립니다." });
  become(server, { returned });
  await told.waitFor();
  become(server, { returned: undefined });
  await told.waitFor({ state: "detached" });
  become(server, { returned });
  await told.getByRole("button", { name: "닫기" }).click();
  await told.waitFor({ state: "detached" });
  become(server, { returned, state: "ready" });
  await page.locator(".state[data-s=ready], .state", { hasText: "대기" }).first().waitFor();
  assert.equal(await told.count(), 0, "what was seen stays so");
  become(server, { returned: { ...returned, since: returned.since + 60_000 } });
  await told.waitFor(); // it came back once more
  await told.getByRole("button", { name: "닫기" }).click();
  await told.waitFor({ state: "detached" });
  become(server, { returned, state: "not_ready", reason: "meal" }); // the one before is told again, as it waits longer
  await page.locator(".state", { hasText: "식사중" }).first().waitFor();
  assert.equal(await told.count(), 0, "each that was seen stays so");
  await close();
});

test("without the server: said once, the call is still shown, what needs the server is dimmed, and all is well again", async () => {
  const { page, server, close } = await openDesk(at.talking(), { clock: true });
  await page.locator(".call .timer").waitFor();
  server.goDown();
  await pass(page, 11_000);
  await page.getByRole("alert").filter({ hasText: "서버 연결이 끊겼습니다" }).waitFor();
  assert.match(await page.locator(".offline").textContent(), /통화는 계속됩니다\. 기록은/);
  assert.equal(await page.locator(".call h2").textContent(), "박민정");
  assert.equal(await page.locator(".ctls .ctl:not(:disabled), .quick .btn:not(:disabled):not([aria-haspopup])").count(), 0);
  await page.keyboard.press("h");
  server.comeUp();
  await pass(page, 20_000);
  await page.locator(".offline").waitFor({ state: "detached" });
  await free(page);
  assert.deepEqual(server.requests, []);
  await close();
});

test("without the server and without a talk it is not said that a call goes on", async () => {
  for (const floor of [at.wrapUp(), at.ready()]) {
    const { page, server, close } = await openDesk(floor, { clock: true });
    await page.locator(".call").waitFor();
    server.goDown();
    const said = page.locator(".offline", { hasText: "기록은 이 브라우저에 저장되고" });
    for (const end = Date.now() + 20_000; !await said.isVisible(); await pass(page, 11_000)) assert.ok(Date.now() < end, "it is not said"); // the page may hear of it after its clock went on
    assert.doesNotMatch(await page.locator(".offline").textContent(), /통화는 계속/);
    await close();
  }
});

test("a refused number is said once, in the dialog, and is gone with it", async () => {
  const { page, server, close } = await openDesk(deskFloor({ state: "ready", since: Date.now() }), { setUp: (s) => s.answers.set("POST calls", [403, { status: 403, code: "denied", detail: "x" }]) });
  await page.getByRole("button", { name: "전화하기", exact: true }).click();
  const box = page.getByRole("dialog", { name: "전화하기" });
  await page.locator("#number").fill("010-1234-5678");
  await page.keyboard.press("Enter");
  await box.getByRole("alert").filter({ hasText: "이 번호로는 걸 수 없습니다" }).waitFor();
  assert.equal(await page.locator(".notices > *").count(), 0);
  await page.keyboard.press("Escape");
  await box.waitFor({ state: "detached" });
  assert.equal(await page.locator(".notices > *").count(), 0);
  server.answers.set("PUT agents/a000/state", [409, { status: 409, code: "conflict", detail: "x" }]);
  await page.keyboard.press("Alt+Digit2"); // what is refused without a dialog stands on the desk
  await page.locator(".notices [role=alert]").waitFor();
  assert.equal(server.requests.at(-1)[1], "agents/a000/state");
  await close();
});

test("who may call no numbers outside is told so at once; colleagues are called", async () => {
  for (const [lang, dial, said] of [["ko", "none", "외부 발신 권한이 없습니다. 동료의 내선과 112, 119만"], ["en", "none", "You may not call out: only colleagues' extensions"], ["ko", "domestic", "내 전화기가 먼저 울립니다"]]) {
    const { page, server, close } = await openDesk(deskFloor({ state: "ready", since: Date.now() }), { path: `/desk?lang=${lang}`, setUp: (s) => { s.user.dial = dial; s.answers.set("POST calls", [201, { call: "c8" }]); } });
    await page.locator(".r").first().waitFor();
    await page.keyboard.press("Alt+Digit5");
    await page.locator("dialog .hint", { hasText: said }).waitFor();
    await page.locator("#number").fill("2105");
    await page.keyboard.press("Enter");
    await asked(server, ["POST", "calls", { agent: "a000", number: "2105" }]);
    await close();
  }
});

test("the dialog says which limit of calls out refused a number, and of a number that is none that it is none", async () => {
  const { page, server, close } = await openDesk(deskFloor({ state: "ready", since: Date.now() }));
  await page.getByRole("button", { name: "전화하기", exact: true }).click();
  const box = page.getByRole("dialog", { name: "전화하기" });
  for (const [detail, said] of [['"0012125551234": the centre has used up the minutes of talk with other countries and premium numbers that are allowed in a day', "센터 전체가 오늘 국제·유료 번호와 통화할 수 있는 시간을 다 썼습니다."], ["something new", "걸 수 없는 번호입니다"]]) {
    server.answers.set("POST calls", [422, { title: "Unprocessable Entity", status: 422, code: "invalid", detail }]);
    await page.locator("#number").fill("0012125551234");
    await box.getByRole("button", { name: "전화 걸기" }).click();
    await box.getByText(said).waitFor();
  }
  await close();
});

test("a number is called from the dialog, from a colleague's line and from a reservation (D8, D15)", async () => {
  const { page, server, close } = await openDesk(deskFloor({ state: "ready", since: Date.now() }), { setUp: (s) => s.answers.set("POST calls", [409, { detail: "바쁩니다", code: "conflict" }]) });
  await page.getByRole("button", { name: "전화하기", exact: true }).click();
  const box = page.getByRole("dialog", { name: "전화하기" });
  await until(page, () => document.activeElement?.id === "number");
  await page.keyboard.type("010-1234-5678");
  await page.keyboard.press("Enter");
  await box.getByRole("alert").filter({ hasText: "지금은 걸 수 없습니다" }).waitFor();
  server.answers.set("POST calls", [201, { call: "c8" }]);
  await box.getByRole("button", { name: "전화 걸기" }).click();
  await box.waitFor({ state: "detached" });
  assert.deepEqual(server.requests.at(-1), ["POST", "calls", { agent: "a000", number: "010-1234-5678" }]);
  await page.keyboard.press("Alt+Digit5");
  await box.waitFor();
  await page.keyboard.press("Escape");
  await box.waitFor({ state: "detached" });
  await page.getByRole("button", { name: /서미래/ }).click();
  assert.equal(await page.locator("#number").inputValue(), "2105");
  await page.keyboard.press("Escape");
  server.answers.set("POST reservations/r0/call", [201, { call: "c8" }]);
  await page.getByRole("button", { name: "이은정 고객에게 전화" }).first().click();
  await asked(server, ["POST", "reservations/r0/call", null]);
  await page.locator(".right", { hasText: "박민정" }).waitFor(); // D16
  become(server, { state: "dialing", since: Date.now() });
  await until(page, () => document.querySelector(".state")?.textContent.includes("발신중"));
  assert.equal(await page.getByRole("button", { name: "전화하기", exact: true }).isDisabled(), true);
  await close();
});

test("why a number was not reached", async () => {
  const { page, server, close } = await openDesk(deskFloor({ state: "dialing", since: Date.now(), call: "c9" }));
  await until(page, () => document.querySelector(".state")?.textContent.includes("발신중"));
  for (const [row, text] of /** @type {[object, string][]} */ ([
    [{ direction: "out", outcome: "failed", cause: "busy", ended_by: "caller" }, "상대방이 통화 중입니다"],
    [{ direction: "out", outcome: "failed", cause: "no_answer", ended_by: "agent" }, "내 전화기가 받지 않아"],
  ])) {
    server.answers.set("GET calls/history", [200, { calls: [row] }]);
    become(server, { state: "ready", since: Date.now(), call: undefined });
    await page.getByRole("status").filter({ hasText: text }).waitFor();
    become(server, { state: "dialing", since: Date.now(), call: "c9" });
    await page.getByRole("status").filter({ hasText: text }).waitFor({ state: "detached" });
  }
  await close();
});

test("who was to be consulted and was not reached is named with the cause; what is given up, answered or completed is not told", async () => {
  const { page, server, close } = await openDesk(at.talking());
  await free(page);
  const ring = async (second) => { callIs(server, { consult: { call: "c10", phase: "dialing_out", talk_to: "consulted", since: Date.now(), ...second } }); await page.locator(".consult").waitFor(); };
  const note = page.locator(".notices [role=status]"), looks = () => server.asked.filter((path) => path.includes("calls/history")).length;
  const row = (more) => ({ id: "c10", direction: "consult", outcome: "failed", cause: "busy", ended_by: "third", ...more });
  const ended = (more) => { server.answers.set("GET calls/history", [200, { calls: [row({ id: "older" }), row(more)] }]); callIs(server, { consult: undefined }); };
  for (const [second, end, said] of /** @type {[object, object, string][]} */ ([
    [{ number: "02-****-4567" }, {}, "02-****-4567 협의 실패: 상대방이 통화 중입니다."],
    [{ agent: "a005" }, { cause: "no_answer" }, "서미래 협의 실패: 상대방이 받지 않았습니다."],
    [{ service: "s02", phase: "waiting" }, { outcome: "timed_out", cause: "normal" }, "협의 실패: 상대방이 받지 않았습니다."],
    [{ service: "s02", phase: "waiting" }, { outcome: "closed", cause: "normal" }, "협의 실패: 연결하지 못했습니다."],
  ])) {
    await ring(second);
    ended(end);
    await note.filter({ hasText: said }).waitFor();
    become(server, { state: "dialing" }); // what is told goes with the next state
    await note.waitFor({ state: "detached" });
    become(server, { state: "talking" });
    await free(page);
  }
  for (const [second, end] of /** @type {[object, object][]} */ ([[{ number: "02-****-4567" }, { outcome: "completed", cause: "cancelled", ended_by: "agent" }], [{ agent: "a005" }, { outcome: "completed", cause: "normal" }], [{ agent: "a005" }, { cause: "normal", ended_by: "agent" }]])) {
    const before = looks();
    await ring(second);
    ended(end);
    while (looks() === before) await page.waitForTimeout(50);
    await page.waitForTimeout(200);
    assert.equal(await note.count(), 0);
  }
  await ring({ agent: "a005", phase: "connected" });
  const before = looks();
  ended({ answered_at: new Date().toISOString(), cause: "normal" });
  await page.locator(".consult").waitFor({ state: "detached" });
  await page.waitForTimeout(1500);
  assert.equal(looks(), before, "somebody had answered");
  await close();
});

test("a link of the framing page that cannot be called says why on the desk, and to the page", async () => {
  for (const [lang, state, words] of [["ko", "logged_out", "업무를 시작하지 않아 걸 수 없습니다"], ["en", "wrap_up", "You cannot call now"]]) {
    const { page, server, close } = await openDesk(deskFloor({ state }), { path: "/host", setUp: (s) => {
      s.answers.set("POST calls", [409, { status: 409, code: "conflict", detail: "agent a000 is not at work" }]);
      s.host = `<!doctype html><a href="tel:02-123-4567">call</a><div id="desk" style="height:900px"></div><script src="/embed.js"></script><script>
        globalThis.heard = []; Callfloor.on("problem", (event) => heard.push(event)); Callfloor.init({ into: "#desk", links: true, language: "${lang}" }).then(() => heard.push("ready"));</script>`;
    } });
    await until(page, () => globalThis.heard?.[0] === "ready");
    const desk = page.frameLocator("iframe");
    await desk.locator(".state .st-now").waitFor(); // its own row is there
    await page.getByText("call", { exact: true }).click();
    await desk.locator(".notices [role=alert]", { hasText: words }).waitFor();
    await asked(server, ["POST", "calls", { agent: "a000", number: "02-123-4567" }]);
    await until(page, () => globalThis.heard.length === 2);
    const [, event] = await page.evaluate(() => globalThis.heard);
    assert.deepEqual({ ...event, text: event.text.startsWith(words) }, { type: "problem", code: "conflict", detail: "agent a000 is not at work", number: "02-123-4567", text: true });
    await close();
  }
});

test("a link of the framing page that is pressed twice calls once; what is refused stands on the desk, and not in a dialog that is open there", async () => {
  const { page, server, close } = await openDesk(at.ready(), { path: "/host", setUp: (s) => {
    s.answers.set("POST calls", [201, { call: "x1" }]);
    s.host = `<!doctype html><a href="tel:02-123-4567">call</a><div id="desk" style="height:900px"></div><script src="/embed.js"></script><script>
      globalThis.heard = []; Callfloor.on("problem", (event) => heard.push(event)); Callfloor.init({ into: "#desk", links: true, language: "ko" }).then(() => heard.push("ready"));</script>`;
  } });
  await until(page, () => globalThis.heard?.[0] === "ready");
  const desk = page.frameLocator("iframe"), dials = () => server.requests.filter(([method, path]) => method === "POST" && path === "calls");
  await desk.locator(".state .st-now").waitFor();
  await page.getByText("call", { exact: true }).dblclick();
  await asked(server, ["POST", "calls", { agent: "a000", number: "02-123-4567" }]);
  await page.evaluate(() => globalThis.Callfloor.state()); // both presses are behind
  assert.equal(dials().length, 1, "a double click");
  server.delay = { "POST calls": 300 };
  assert.deepEqual(await page.evaluate(() => Promise.all([1, 2].map(() => globalThis.Callfloor.dial("02-765-4321").then((answer) => answer.call)))), ["x1", "x1"]);
  assert.equal(dials().length, 2, "asked for twice by the page");
  server.delay = {};
  server.answers.set("POST calls", [409, { status: 409, code: "conflict", detail: "x" }]);
  await desk.getByRole("button", { name: "예약하기" }).click();
  const dialog = desk.getByRole("dialog", { name: "예약하기" });
  await dialog.waitFor();
  await page.getByText("call", { exact: true }).click();
  await desk.locator(".notices", { hasText: "지금은 걸 수 없습니다" }).waitFor();
  assert.equal(await dialog.locator(".problem").count(), 0);
  await dialog.getByRole("button", { name: "취소" }).click();
  await desk.locator(".notices").getByRole("button", { name: "닫기" }).click();
  await desk.locator(".notices", { hasText: "지금은 걸 수 없습니다" }).waitFor({ state: "detached" });
  await close();
});

test("who may not call out reaches 112 and 119, and is told so", async () => {
  for (const state of ["ready", "wrap_up", "logged_out"]) {
    const { page, server, close } = await openDesk(deskFloor({ state, since: Date.now() }), { setUp: (s) => { s.user.role = "agent"; s.answers.set("POST calls", [201, { call: "c77" }]); } });
    await page.locator(".r").first().waitFor();
    await page.keyboard.press("Alt+Digit5");
    await page.locator("dialog", { hasText: "지금은 112와 119만 걸 수 있습니다." }).waitFor();
    await page.locator("#number").fill("119");
    await page.keyboard.press("Enter");
    await asked(server, ["POST", "calls", { agent: "a000", number: "119" }]);
    await close();
  }
});

test("single keys rest while somebody types or composes Korean; places of keys count, not signs", async () => {
  const { page, server, close } = await openDesk(at.talking());
  await page.locator("#memo").fill("h");
  await page.locator("#memo").press("h");
  await page.locator("#memo").press("m");
  assert.equal(await page.locator("#memo").inputValue(), "hhm");
  const press = (init) => page.evaluate((e) => document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...e })), init);
  await page.evaluate(() => document.activeElement.blur());
  await press({ key: "Process", code: "KeyH", keyCode: 229 });
  await press({ key: "ㅗ", code: "KeyH", isComposing: true });
  await press({ key: "F9", code: "F9", isComposing: true });
  await page.waitForTimeout(1200); // the draft goes out meanwhile
  assert.deepEqual(server.requests.filter(([, path]) => path.startsWith("calls/") && !path.endsWith("draft")), []);
  await press({ key: "ㅗ", code: "KeyH" }); // a Korean layout that composes nothing
  await asked(server, ["PUT", "calls/c9/hold", { held: true }]);
  await close();
});

test("the sheet of keys shows every key that works; it holds the letters back", async () => {
  const { page, server, close } = await openDesk(at.talking());
  await until(page, () => document.querySelector(".ctl.hang"));
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "단축키" });
  assert.match(await sheet.textContent(), /받기F8.*끊기, 거절F9.*보류H.*음소거M.*호전환T.*3자통화C.*키패드K.*저장 후 대기Ctrl↵.*상담정보 검색\//);
  await page.keyboard.press("h");
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  assert.deepEqual(server.requests, []);
  await close();
});

test("a call between colleagues shows the colleague; nothing is known about it and nothing fails", async () => {
  const floor = at.ringing();
  Object.assign(floor.calls.at(-1), { service: undefined, from: "a005", about: "c1", caller: "" });
  floor.agents[0].service = undefined;
  const { page, close } = await openDesk(floor, { setUp: (s) => s.answers.set("GET calls/c9/card", [404, { status: 404, code: "not_found" }]) });
  await until(page, () => document.querySelector(".call h2")?.textContent === "서미래");
  assert.match(await page.locator(".call").textContent(), /내선.*협의 요청/);
  assert.equal(await page.getByText("불러오기 실패").count(), 0);
  await close();
});

test("a consultation says which colleague calls and about whom, what happens unanswered, and asks for no reason why", async () => {
  const floor = at.ringing();
  Object.assign(floor.calls.at(-1), { service: undefined, from: "a005", about: "c1", caller: "" });
  floor.agents[0].service = undefined;
  const { page, server, close } = await openDesk(floor, { setUp: (s) => s.answers.set("GET calls/c9/card", [200, card({ call: "c1" })]) });
  const call = page.locator(".call");
  await call.locator("p b", { hasText: "박민정 010-****-4821" }).waitFor();
  assert.match(await call.locator(".who").textContent(), /서미래내선 2105협의 요청.*상담 고객박민정 010/s);
  assert.match(await call.locator("[role=alert]").textContent(), /서미래 상담사가 협의를 요청합니다/);
  assert.match(await call.textContent(), /\d+초 안에 받지 않으면 끊어집니다/);
  become(server, { state: "talking", since: Date.now(), deadline: 0 });
  await call.locator(".ctls", { hasText: "보류" }).waitFor();
  assert.match(await call.locator(".who").textContent(), /서미래내선 2105협의 요청.*상담 고객박민정 010/s);
  await page.locator(".note-form", { hasText: "기록은 서미래 상담사가 작성합니다" }).getByText("고객 통화를 넘겨받으면 여기에 기록이 열립니다.").waitFor();
  assert.equal(await page.getByRole("button", { name: "왜 나에게?" }).count(), 0);
  assert.deepEqual(server.asked.filter((path) => path.includes("explanation")), []);
  server.answers.set("GET calls/c1/card", [200, card({ call: "c1" })]); // taken over
  server.delta("calls", [{ ...server.floor.calls.at(-1), id: "c1", service: "s02", from: undefined, about: undefined, phase: "connected", caller: "010-****-4821", agent: "a000" }], { gone: ["c9"] });
  become(server, { call: "c1", service: "s02", since: Date.now() });
  await page.locator(".note-form #memo").waitFor();
  await close();
});

test("a call between extensions names the other one at both desks; it ends unanswered", async () => {
  const floor = at.ringing();
  Object.assign(floor.calls.at(-1), { service: undefined, from: "a005", agent: "a005", caller: "" });
  floor.agents[0].service = undefined;
  const { page, server, close } = await openDesk(floor, { path: "/desk?lang=en", setUp: (s) => s.answers.set("GET calls/c9/card", [404, { status: 404, code: "not_found" }]) });
  await until(page, () => /Ext. 2105.*A colleague calls you./s.test(document.querySelector(".who")?.textContent ?? ""));
  assert.match(await page.locator(".call").textContent(), /ends in \d+ s/);
  const own = { ...server.floor.calls.at(-1), id: "c7", from: "a000", agent: "a000", phase: "dialing_out", offers: [{ agent: "a003", at: Date.now(), deadline: Date.now() + 20_000 }] };
  server.delta("calls", [own], { gone: ["c9"] });
  become(server, { state: "dialing", call: "c7", deadline: 0 });
  await until(page, () => /Ext. 2103.*You called a colleague./s.test(document.querySelector(".who")?.textContent ?? ""));
  server.delta("calls", [{ ...own, phase: "talking_out", offers: [], peer: "a003" }]);
  become(server, { state: "talking_outbound" });
  await until(page, () => document.querySelector(".call .ctls") && /Ext. 2103/.test(document.querySelector(".who").textContent));
  await close();
});

test("a call that was given to me alone waits again where I do not answer", async () => {
  const { page, close } = await openDesk(at.ringing(), { setUp: (s) => s.answers.set("GET calls/c9/explanation", [200, { ...why, trigger: "transfer" }]) });
  await page.locator(".call .hint", { hasText: "초 안에 받지 않으면 다시 대기열에서 기다립니다" }).waitFor();
  await close();
});

test("the state keeps its width, whatever it is called; who is counted as on duty is told", async () => {
  for (const [lang, duty] of [["ko", "대기, 통화, 후처리"], ["en", "ready, on a call or in wrap-up"]]) {
    const { page, server, close } = await openDesk(at.ready(), { path: `/desk?lang=${lang}` });
    await page.locator(".quick").waitFor();
    const places = new Map();
    for (const state of ["ready", "ringing", "talking", "dialing", "talking_outbound", "wrap_up", ...["preparing", "no_answer", "interview", "other"].map((reason) => `not_ready ${reason}`)]) {
      const [name, reason = ""] = state.split(" "), before = await page.locator(".state [role=status]").first().textContent();
      become(server, { state: name, reason, since: Date.now() });
      if (name !== "ready") await until(page, (before) => document.querySelector(".state [role=status]").textContent !== before, before);
      places.set(state, await page.locator(".quick").evaluate((one) => one.getBoundingClientRect().x));
    }
    assert.equal(new Set(places.values()).size, 1, JSON.stringify([...places]));
    assert.match(await page.locator("#people-duty").getAttribute("title"), new RegExp(duty));
    await close();
  }
});

test("who was called or is consulted holds and mutes on the own side, and is not offered what is the colleague's", async () => {
  const floor = at.talking();
  Object.assign(floor.calls.at(-1), { service: undefined, from: "a005", about: "c1", peer: "a000", agent: undefined, caller: "", held_by: ["agent"], held_since: Date.now() - 5000, peer_muted: true });
  floor.agents[0].service = undefined;
  const { page, server, close } = await openDesk(floor, { setUp: (s) => s.answers.set("GET calls/c9/card", [404, { status: 404, code: "not_found" }]) });
  await until(page, () => document.querySelector(".call h2")?.textContent === "서미래");
  const button = (name) => page.locator(".ctls").getByRole("button", { name });
  await page.locator(".marks", { hasText: "음소거" }).waitFor();
  for (const name of ["호전환", "3자통화"]) assert.ok(await button(name).isDisabled(), name);
  assert.equal(await page.getByRole("button", { name: "강성종료" }).count(), 0);
  await button(/보류 해제/).click();
  await asked(server, ["PUT", "calls/c9/hold", { held: false }]);
  await button(/음소거 해제/).click();
  await asked(server, ["PUT", "calls/c9/mute", { muted: false }]);
  await close();
});

test("the other side's hold is not mine: the key holds too", async () => {
  const floor = at.talking(), now = Date.now();
  floor.agents[0].held_since = now - 3000;
  Object.assign(floor.calls.at(-1), { held_by: ["caller"], held_since: now - 3000 });
  const { page, server, close } = await openDesk(floor);
  await until(page, () => document.querySelector(".ctl.hang"));
  await page.keyboard.press("h");
  await asked(server, ["PUT", "calls/c9/hold", { held: true }]);
  await close();
});

test("in wrap-up the dialog opens for 112 and 119, and says so", async () => {
  const { page, close } = await openDesk(at.wrapUp());
  await page.locator(".ctl.done").waitFor();
  await page.keyboard.press("Alt+5");
  await page.getByRole("dialog", { name: "전화하기" }).getByText("112와 119만").waitFor();
  await close();
});

test("who is looked up during a call is not made its customer, unless the agent says so", async () => {
  const { page, server, close } = await openDesk(at.talking(), { setUp: (s) => {
    s.answers.set("GET customers/k7", [200, { ...customer, id: "k7", name: "김수아", blacklist: undefined }]);
    for (const part of ["memos", "consultations"]) s.answers.set(`GET customers/k7/${part}`, [200, { items: [] }]);
    s.answers.set("PUT calls/c9/customer", [204, null]);
  } });
  await until(page, () => document.querySelector(".call h2")?.textContent === "박민정");
  server.answers.set("GET customers", [200, { items: [{ id: "k7", name: "김수아", numbers: ["010-****-0001"] }] }]);
  await page.locator("#customer-search").fill("김수아");
  await page.locator("#found-0").waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".right .kv", { hasText: "김수아" }).waitFor();
  assert.equal(await page.locator(".call h2").textContent(), "박민정", "the call stays whose it is");
  await page.getByRole("button", { name: "닫기" }).last().click();
  await page.locator(".right .kv", { hasText: "박민정" }).waitFor();
  assert.equal(server.requests.some(([method, path]) => method === "PUT" && path === "calls/c9/customer"), false);
  await page.locator("#customer-search").fill("김수아");
  await page.locator("#found-0").click();
  server.answers.set("GET calls/c9/card", [200, card({ customer: { ...customer, id: "k7", name: "김수아", blacklist: undefined } })]);
  await page.getByRole("button", { name: "이 통화의 고객으로" }).click();
  await asked(server, ["PUT", "calls/c9/customer", { customer: "k7" }]);
  await until(page, () => document.querySelector(".call h2")?.textContent === "김수아");
  assert.equal(await page.getByRole("button", { name: "이 통화의 고객으로" }).count(), 0);
  await close();
});

test("the number of a call is offered for the customer whom it is linked to, who lacks it, and for nobody else", async () => {
  const linked = { ...customer, id: "k7", name: "김수아", version: 4, blacklist: undefined };
  const { page, server, close } = await openDesk(at.talking(), { setUp: (s) => {
    s.answers.set("GET customers/k7", [200, linked]);
    for (const part of ["memos", "consultations"]) s.answers.set(`GET customers/k7/${part}`, [200, { items: [] }]);
    s.answers.set("GET calls/c9/card", [200, card({ customer: linked, unlisted: { others: 0 } })]);
    s.answers.set("POST calls/c9/customer/number", [409, { status: 409, code: "conflict", detail: "somebody else changed the customer: load it again" }]);
  } });
  const note = page.locator(".right .note", { hasText: "010-****-4821이 고객 정보에 없습니다" }), add = page.getByRole("button", { name: "이 번호를 고객 정보에 추가" });
  await note.getByText("여럿이 쓰는 번호라면").waitFor();
  server.answers.set("GET customers", [200, { items: [{ id: "k2", name: "박민지", numbers: ["010-****-1111"] }] }]);
  await page.locator("#customer-search").fill("박민지");
  await page.locator("#found-0").click();
  await page.locator(".right .kv", { hasText: "박민지" }).waitFor();
  assert.equal(await add.count(), 0, "not for who is only looked at");
  await page.getByRole("button", { name: "닫기" }).last().click();
  server.answers.set("GET customers/k7", [200, { ...linked, version: 5 }]);
  await add.click();
  await asked(server, ["POST", "calls/c9/customer/number", { customer: "k7", version: 4 }]);
  await until(page, () => document.querySelector(".toast, [role=alert]")?.textContent);
  server.answers.set("GET calls/c9/card", [200, card({ customer: { ...linked, version: 5 }, unlisted: { others: 2 } })]);
  await add.click();
  await asked(server, ["POST", "calls/c9/customer/number", { customer: "k7", version: 5 }]);
  await note.getByText("다른 고객 2명도 이 번호를 써서").waitFor();
  const kept = { ...linked, version: 6, phones: [...linked.phones, { number: "070-****-9999" }] };
  server.answers.set("POST calls/c9/customer/number", [200, kept]);
  server.answers.set("GET customers/k7", [200, kept]);
  server.answers.set("GET calls/c9/card", [200, card({ customer: kept })]);
  await add.click();
  await page.locator(".right .kv", { hasText: "070-****-9999" }).waitFor();
  await note.waitFor({ state: "detached" });
  await close();
});

test("a stranger and a number of several people are said so", async () => {
  const { page, server, close } = await openDesk(at.ringing(), { setUp: (s) => s.answers.set("GET calls/c9/card", [200, card({ customer: null, consultations: [] })]) });
  await page.locator(".who", { hasText: "처음 온 고객" }).waitFor();
  server.answers.set("GET calls/c7/card", [200, card({ call: "c7", customer: null, consultations: [consultation(0)] })]);
  server.answers.set("GET calls/c7/explanation", [200, why]);
  server.delta("calls", [{ ...server.floor.calls.at(-1), id: "c7" }]);
  become(server, { call: "c7" });
  await page.locator(".who", { hasText: "등록되지 않은 고객" }).waitFor(); // one who has called before is not new
  await page.locator(".right b", { hasText: "등록되지 않은 고객" }).waitFor();
  assert.equal(await page.getByText("처음 온 고객").count(), 0);
  server.answers.set("GET calls/c8/card", [200, card({ call: "c8", customer: null, candidates: [{ id: "k1", name: "박민정", numbers: ["010"] }, { id: "k2", name: "박민지", numbers: ["010"] }], consultations: [] })]);
  server.answers.set("GET calls/c8/explanation", [200, why]);
  server.answers.set("PUT calls/c8/customer", [204, null]);
  server.delta("calls", [{ ...server.floor.calls.at(-1), id: "c8" }]);
  become(server, { call: "c8" });
  await page.locator(".who", { hasText: "고객 2명" }).waitFor();
  await page.getByRole("button", { name: /박민지/ }).click();
  await asked(server, ["PUT", "calls/c8/customer", { customer: "k2" }]);
  await until(page, () => document.querySelector(".call h2")?.textContent === "박민지");
  assert.equal(customer.name, "박민정");
  await close();
});

test("what the page came with stands at once, is told to be old without a connection, and gives way to what the connection brings", async () => {
  const { page, server, close } = await openDesk(at.talking(), { setUp: (s) => { s.first = true; s.hanging = true; } });
  await until(page, () => document.querySelector(".state")?.textContent.includes("통화중"));
  await page.locator(".call h2", { hasText: "박민정" }).waitFor();
  assert.equal(server.asked.includes("me"), false, "who is logged in stands in the page");
  assert.equal(server.asked.some((path) => path.startsWith("reservations")), false, "lists come with the connection");
  await page.locator(".offline, [role=alert]", { hasText: /연결/ }).first().waitFor({ timeout: 15_000 });
  become(server, { state: "wrap_up", since: Date.now(), deadline: Date.now() + 60_000 });
  server.floor.calls.length = 0;
  server.hanging = false;
  for (const socket of server.hung.splice(0)) socket.destroy();
  await until(page, () => document.querySelector(".state")?.textContent.includes("후처리"));
  await until(page, () => !document.querySelector(".offline"));
  const lists = () => server.asked.some((path) => path.startsWith("reservations"));
  for (let i = 0; i < 150 && !lists(); i++) await page.waitForTimeout(20);
  assert.ok(lists(), "lists come with the connection");
  await close();
});
