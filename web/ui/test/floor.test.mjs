// The manager's floor in a real browser, with a scripted server: what is shown, that
// rows stay where they are, and what is asked of the server.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, openPage, over, pass, passUntil, startBrowser, until } from "./browser.mjs";
import { reservation } from "./desk.mjs";
import { count, makeFloor } from "./floor.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

const small = { width: 1440, height: 900, scheme: "light" };
const names = (page) => page.locator(".a-row b").allTextContents();

test("floor: rows keep their place until somebody sorts, and stay where the sorting put them", async () => {
  const { page, server, close } = await openPage(browser, "/floor", { ...small, floor: makeFloor(4, 12) });
  await page.locator(".a-row").first().waitFor();
  const first = await names(page);
  assert.deepEqual(first, [...first].sort(new Intl.Collator("ko", { numeric: true }).compare));
  const row = server.floor.agents.find((one) => one.state !== "logged_out");
  server.delta("agents", [{ ...row, state: "ready", reason: undefined, held_since: undefined, since: server.now(), call: undefined }]);
  await until(page, (name) => [...document.querySelectorAll(".a-row")].find((one) => one.querySelector("b").textContent === name)?.textContent.includes("대기"), row.name);
  assert.deepEqual(await names(page), first, "a change of state moves nobody");
  await page.getByRole("group", { name: "정렬" }).getByRole("button", { name: "시간" }).click();
  const sorted = await names(page);
  server.delta("agents", [{ ...row, state: "not_ready", reason: "meal", since: server.now() + 1000 }]);
  await until(page, (name) => [...document.querySelectorAll(".a-row")].find((one) => one.querySelector("b").textContent === name)?.textContent.includes("식사중"), row.name);
  assert.deepEqual(await names(page), sorted, "nor after sorting");
  await close();
});

test("floor: a service narrows agents and calls; an agent's state, a release and a call's move go to the server", async () => {
  const { page, server, close } = await openPage(browser, "/floor", { ...small, floor: makeFloor(4, 12), setUp: (s) => { s.answers.set("GET reasons", [200, [{ id: "meal", name: { ko: "식사중" }, used: true }, { id: "other", name: { ko: "타업무" }, used: true }, { id: "no_answer", name: { ko: "부재중" }, used: false, system: true }]]); } });
  await page.locator(".svc tbody tr").first().waitFor();
  const [service] = server.floor.services, all = await page.locator(".a-row").count();
  await page.locator(`.svc tr[data-id="${service.id}"] .name`).click();
  await page.locator(".detail h2", { hasText: service.name.ko }).waitFor();
  const some = await page.locator(".a-row").count();
  assert.ok(some < all, `${some} of ${all}`);
  assert.equal(some, server.floor.agents.filter((one) => one.state !== "logged_out" && one.services.includes(service.id)).length);
  const chips = (pane) => page.getByRole("region", { name: pane, exact: true }).locator(".chips .chip b").allTextContents().then((list) => list.map(Number));
  const of = server.floor.agents.filter((one) => one.services.includes(service.id)), ofCalls = server.floor.calls.filter((one) => one.service === service.id);
  assert.ok(ofCalls.length < server.floor.calls.length && of.length < server.floor.agents.length);
  const [on, ready, talks, away, off] = await chips("상담사");
  assert.deepEqual([on, ready, off], [some, of.filter((one) => one.state === "ready").length, of.length - some], "the chips count what is listed");
  assert.equal(ready + talks + away, on);
  const [calls, queued, talking] = await chips("통화");
  assert.deepEqual([calls, queued], [ofCalls.length, ofCalls.filter((one) => ["waiting", "offered"].includes(one.phase)).length]);
  assert.equal(queued + talking, calls);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await until(page, (n) => document.querySelectorAll(".a-row").length === n, all);

  const busy = server.floor.agents.find((one) => one.state === "talking");
  await page.locator(".a-row", { hasText: busy.name }).first().click();
  await page.getByLabel("사유").selectOption("meal");
  await page.getByRole("button", { name: "상태 바꾸기", exact: true }).click();
  await page.getByText(`${busy.name}: 식사중 요청함`).waitFor();
  assert.deepEqual(server.requests.at(-1), ["PUT", `agents/${busy.id}/state`, { state: "not_ready", reason: "meal" }]);
  server.answers.set(`POST agents/${busy.id}/release`, [204, null]);
  await page.getByRole("button", { name: "풀기", exact: true }).click();
  await page.getByRole("button", { name: "통화를 끝내고 풉니다" }).click();
  await page.getByText("풀었습니다").waitFor();
  assert.deepEqual(server.requests.at(-1).slice(0, 2), ["POST", `agents/${busy.id}/release`]);
  assert.equal(await page.getByRole("button", { name: "듣기" }).isDisabled(), true);
  await page.getByText("통화 듣기는 다음 버전에서").waitFor();

  const waiting = { id: "cw1", service: service.id, phase: "waiting", caller: "010-****-1111", priority: 0, entered: server.now() - 5000, since: server.now() - 5000 };
  const free = { ...server.floor.agents[0], state: "ready", reason: undefined, held_since: undefined, call: undefined, reachable: true, since: server.now() };
  server.delta("calls", [waiting]);
  server.delta("agents", [free]);
  await page.locator(".c-row", { hasText: "010-****-1111" }).click();
  server.answers.set("POST calls/cw1/move", [204, null]);
  server.answers.set("PUT calls/cw1/priority", [409, { title: "Conflict", status: 409, code: "conflict", detail: "this state cannot be asked for now" }]);
  await page.getByRole("button", { name: "맨 앞으로" }).click();
  await page.getByText("지금은 할 수 없습니다").waitFor();
  assert.deepEqual(server.requests.at(-1), ["PUT", "calls/cw1/priority", { priority: 100 }]);
  await page.getByLabel("줄 상담사").selectOption(free.id);
  await page.getByRole("button", { name: "연결하기" }).click();
  await page.getByText(`${free.name}에게 울립니다`).waitFor();
  assert.deepEqual(server.requests.at(-1), ["POST", "calls/cw1/move", { agent: free.id }]);
  const other = server.floor.services[1];
  await page.getByLabel("옮길 서비스").selectOption(other.id);
  await page.getByRole("button", { name: "옮기기", exact: true }).click();
  await until(page, () => document.querySelector(".said-line").textContent.includes("옮겼습니다"));
  assert.deepEqual(server.requests.at(-1), ["POST", "calls/cw1/move", { service: other.id }]);
  server.answers.set("DELETE calls/cw1", [204, null]);
  await page.getByRole("button", { name: "통화 끝내기" }).click();
  await page.getByRole("button", { name: "끊습니다" }).click();
  await until(page, () => document.querySelector(".said-line").textContent.includes("통화를 끝냈습니다"));
  assert.deepEqual(server.requests.at(-1).slice(0, 2), ["DELETE", "calls/cw1"]);
  server.delta("calls", [], { gone: ["cw1"] });
  await page.getByText("끝났습니다", { exact: true }).waitFor();
  await close();
});

test("floor: a call that was moved is not moved twice; what is said of it follows the language and ends with it", async () => {
  const { page, server, close } = await openPage(browser, "/floor", { ...small, floor: makeFloor(4, 12) });
  const [first, second] = server.floor.services, call = { id: "cw1", service: first.id, phase: "waiting", caller: "010-****-1111", priority: 0, entered: server.now() - 5000, since: server.now() - 5000 };
  await page.locator(".a-row").first().waitFor();
  server.delta("calls", [call]);
  await page.locator(".c-row", { hasText: "010-****-1111" }).click();
  const where = page.getByLabel("옮길 서비스"), move = page.getByRole("button", { name: "옮기기", exact: true }), said = page.locator(".said-line");
  server.answers.set("POST calls/cw1/move", [204, null]);
  await where.selectOption(second.id);
  server.delta("calls", [{ ...call, service: second.id }]); // moved by somebody else meanwhile
  await until(page, () => document.querySelector('.detail select[aria-label="옮길 서비스"]').value === "");
  assert.equal(await move.isDisabled(), true);
  assert.deepEqual(await where.locator("option").evaluateAll((list) => list.map((one) => one.value).filter(Boolean).sort()), server.floor.services.map((one) => one.id).filter((one) => one !== second.id).sort());
  await where.selectOption(first.id);
  await move.click();
  await said.getByText("옮겼습니다").waitFor();
  assert.equal(await where.inputValue(), "", "chosen anew, or not at all");
  assert.equal(await move.isDisabled(), true);
  await page.getByRole("button", { name: "English" }).click();
  await said.getByText(`Moved to ${first.name.en}`, { exact: true }).waitFor();
  server.answers.set("PUT calls/cw1/priority", [409, { title: "Conflict", status: 409, code: "conflict", detail: "this state cannot be asked for now" }]);
  await page.getByRole("button", { name: "To the front" }).click();
  const refused = page.locator(".detail [role=alert] .note");
  await refused.waitFor();
  const english = await refused.textContent();
  await page.getByRole("button", { name: "한국어" }).click();
  await refused.getByText("지금은 할 수 없습니다").waitFor();
  assert.doesNotMatch(english, /[가-힣]/);
  await page.getByRole("button", { name: "맨 앞으로" }).click();
  await refused.waitFor();
  server.delta("calls", [], { gone: ["cw1"] });
  await page.getByText("끝났습니다", { exact: true }).waitFor();
  await refused.waitFor({ state: "detached" });
  assert.equal(await said.textContent(), "");
  await close();
});

test("floor: calls in menus and promised callbacks are told; who is promised is given and put first, not moved", async () => {
  const floor = makeFloor(4, 12), now = Date.now(), [first, second] = floor.services;
  for (const one of floor.agents.slice(0, 2)) Object.assign(one, { state: "ready", held_since: undefined });
  first.promised = 1;
  const due = { id: "p1", service: first.id, phase: "waiting", caller: "010-****-7777", priority: 0, entered: now - 900_000, since: now - 60_000, callback: true, promised: true };
  floor.calls = [due, { id: "m1", service: second.id, phase: "in_menu", caller: "010-****-8888", priority: 0, entered: now - 9000, since: now - 9000 }, { id: "w1", service: second.id, phase: "waiting", caller: "010-****-9999", priority: 0, entered: now - 3000, since: now - 3000 }];
  count(floor);
  const { page, server, close } = await openPage(browser, "/floor", { ...small, floor });
  await page.locator(".c-row", { hasText: "7777" }).filter({ hasText: "콜백 대기" }).waitFor();
  await page.locator(".c-row", { hasText: "8888" }).filter({ hasText: "안내 듣는 중" }).filter({ hasText: second.name.ko }).waitFor();
  assert.deepEqual(await page.locator(".c-row").evaluateAll((all) => all.map((one) => one.dataset.row)), ["p1", "w1", "m1"]);
  assert.deepEqual(await page.locator(".c-row .tm[data-t]").count(), 0, "who is to be called back waits for nothing that alarms");
  const chips = page.locator('section[aria-label="통화"] .chips[role=group] .chip');
  assert.deepEqual(await chips.allTextContents(), ["전체 3", "기다림 2", "통화 0", "안내 1"]);
  await page.locator(".svc tr", { hasText: first.name.ko }).getByText("콜백 대기 1").waitFor();
  assert.match(await page.locator(".totals .lead").textContent(), /콜백 대기 1/);

  await page.locator(".c-row", { hasText: "7777" }).click();
  await page.getByText("다른 서비스로는 옮길 수 없고").waitFor();
  assert.equal(await page.getByLabel("옮길 서비스").count(), 0);
  server.answers.set("PUT calls/p1/priority", [204, null]);
  server.answers.set("POST calls/p1/move", [204, null]);
  await page.getByRole("button", { name: "맨 앞으로" }).click();
  await page.locator(".said-line", { hasText: "100" }).waitFor();
  await page.getByRole("button", { name: "내가 받기" }).click();
  await until(page, () => document.querySelector(".said-line").textContent.includes("울립니다"));
  assert.deepEqual(server.requests.slice(-2), [["PUT", "calls/p1/priority", { priority: 100 }], ["POST", "calls/p1/move", { agent: "a000" }]]);
  server.delta("calls", [{ ...due, phase: "dialing_out", promised: undefined, agent: "a000" }]); // the agent has answered
  await page.locator(".c-row", { hasText: "7777" }).filter({ hasText: "발신중" }).filter({ hasText: "콜백" }).waitFor();
  server.delta("calls", [due]);
  await page.locator(".detail .st-pill", { hasText: "콜백 대기" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "통화 끝내기" }).count(), 0, "the request would take its place again");

  await page.locator(".chip", { hasText: "안내" }).click();
  assert.equal(await page.locator(".c-row").count(), 1);
  await page.locator(".c-row", { hasText: "8888" }).click();
  await page.getByText("고객이 안내를 듣고 키를 누르는 중입니다").waitFor();
  assert.equal(await page.getByLabel("옮길 서비스").count() + await page.getByLabel("줄 상담사").count() + await page.getByRole("button", { name: "맨 앞으로" }).count(), 0);
  server.delta("calls", [], { gone: ["m1"] });
  await page.getByText("지금 통화가 없습니다").waitFor();
  await page.locator(".chip", { hasText: "전체 2" }).click();
  await until(page, () => document.querySelectorAll('section[aria-label="통화"] .chips .chip').length === 3); // there is no menu to choose any more
  assert.deepEqual(await page.evaluate(over), []);
  assert.deepEqual(await barriers(page), []);
  await close();
});

test("floor: who waits stands above who talks; chips bear the names of the columns; a manager is told what is the centre's and what the team's", async () => {
  const floor = makeFloor(4, 12), now = Date.now(), call = (id, phase, ago, more = {}) => ({ id, service: floor.services[0].id, phase, caller: id, priority: 0, entered: now - ago, since: now - ago, ...more });
  floor.calls = [call("talk1", "connected", 90_000, { agent: "a001" }), call("wait1", "waiting", 5000), call("ring1", "offered", 50_000, { offers: [{ agent: "a002" }] }), call("wait2", "waiting", 9000), call("talk2", "talking_out", 70_000, { agent: "a003" }), call("back", "waiting", 400_000, { waits_since: now - 3000 }), call("first", "waiting", 1000, { priority: 5 })];
  const { page, server, close } = await openPage(browser, "/floor", { ...small, floor, setUp: (s) => { s.user = { id: "u2", name: "박팀장", role: "manager", permissions: [] }; } });
  const rows = () => page.locator(".c-row").evaluateAll((list) => list.map((one) => one.dataset.row));
  await page.locator(".c-row").nth(6).waitFor();
  assert.deepEqual(await rows(), ["first", "back", "wait2", "wait1", "ring1", "talk1", "talk2"], "by priority, then by entry");
  assert.match(await page.locator("[data-row=back] .when").textContent(), /00:0[3-9]/, "a talk is no waiting");
  server.delta("calls", [], { gone: ["first", "back"] });
  assert.equal(await page.locator(".c-row .st").first().textContent(), "기다림", "a caller is not what a ready agent is");
  server.delta("calls", [call("wait2", "connected", 9000, { agent: "a004" })]);
  await until(page, () => document.querySelector(".c-row").dataset.row === "wait1");
  assert.deepEqual(await rows(), ["wait1", "ring1", "talk1", "talk2", "wait2"]);
  const words = async () => ({ columns: await page.locator(".svc th").allTextContents(), chips: await page.getByRole("region", { name: /^(상담사|Agents)$/ }).locator(".chips .chip").evaluateAll((list) => list.map((one) => one.firstChild.textContent.trim())) });
  for (const [button, all, team, calls] of [["한국어", "센터 전체", "내 팀", "기다림은 센터 전체, 통화는 내 팀"], ["English", "Whole centre", "My team", "Waiting: whole centre · talking: my team"]]) {
    await page.getByRole("button", { name: button }).click();
    await page.locator(".fl-top h2", { hasText: all }).waitFor();
    await page.locator(".fl-lists .phead", { hasText: team }).first().waitFor();
    await page.getByText(calls, { exact: true }).waitFor();
    const { columns, chips } = await words();
    assert.deepEqual(chips.slice(0, 4), [columns[8], columns[9], `${columns[10]}·${columns[11]}`, columns[12]]);
  }
  await close();
  const { page: other, close: closeOther } = await openPage(browser, "/floor", { ...small, floor: makeFloor(4, 12) });
  await other.locator(".a-row").first().waitFor();
  assert.equal(await other.getByText("내 팀").count(), 0, "who sees all is told nothing");
  await closeOther();
});

test("floor: an agent's team is called by its name, and by its id where it is not known", async () => {
  const { page, close } = await openPage(browser, "/floor?lang=en", { ...small, floor: makeFloor(4, 12), setUp: (s) => { s.floor.agents[1].team = "gone"; s.floor.agents[0].state = s.floor.agents[1].state = "ready"; s.answers.set("GET teams", [200, [{ id: "1팀", name: { ko: "인바운드 1팀", en: "Inbound 1" } }]]); } });
  for (const [row, team] of [[0, "Inbound 1"], [1, "gone"]]) {
    await page.locator(`.a-row[data-row=a00${row}]`).click();
    await page.locator(".detail .kv dd", { hasText: new RegExp(`^${team}$`) }).waitFor();
  }
  await close();
});

test("floor: a call that is given outside says where to and by whom, and which number was not reached once it waits again", async () => {
  const floor = makeFloor(4, 12), now = Date.now();
  const call = { id: "g1", service: floor.services[0].id, phase: "dialing_out", caller: "010-****-5678", priority: 0, entered: now - 60_000, since: now - 4000, outside: true, given_by: "a001", given_to: "02-****-4567" };
  floor.calls = [call];
  const { page, server, close } = await openPage(browser, "/floor", { ...small, floor });
  const giver = floor.agents.find((one) => one.id === "a001").name, row = page.locator(".c-row");
  await row.filter({ hasText: "외부로 넘김" }).filter({ hasText: "→ 02-****-4567" }).click();
  await page.locator(".facts, dl", { hasText: "넘긴 번호" }).filter({ hasText: `02-****-4567 (${giver})` }).waitFor();
  server.delta("calls", [{ ...call, phase: "waiting", outside: undefined, waits_since: now, since: now }]);
  await row.filter({ hasText: "기다림" }).waitFor();
  await page.locator(".facts, dl", { hasText: "연결되지 않은 번호" }).filter({ hasText: `02-****-4567 (${giver})` }).waitFor();
  await close();
});

test("floor: when the server is away, old figures say so and nothing can be asked", async () => {
  const { page, server, close } = await openPage(browser, "/floor?lang=en", { ...small, floor: makeFloor(4, 12), clock: true });
  await page.locator(".a-row").first().click();
  await page.getByRole("button", { name: "Change the state", exact: true }).waitFor();
  server.mute();
  server.goDown();
  await pass(page, 12_000, 500);
  await passUntil(page, () => document.body.textContent.includes("The connection to the server is lost"));
  assert.equal(await page.getByRole("button", { name: "Change the state", exact: true }).isDisabled(), true);
  assert.ok(await page.locator(".a-row").count() > 0, "the last figures stay");
  server.comeUp();
  server.unmute();
  await pass(page, 15_000, 500); // the longest wait between two attempts
  await passUntil(page, () => !document.querySelector(".offline"));
  await close();
});

test("reservations of the team: every state and type are asked of the server, in pages; missed ones get a new time, others open again or are cancelled (D14)", async () => {
  const all = Array.from({ length: 205 }, (_, i) => reservation(i, { state: "open", agent: undefined, type: ["bulk", "callback"][i % 2], version: 2 }));
  all.push(reservation(301, { state: "missed", type: "direct", agent: "a001", version: 4 }), reservation(302, { state: "done", type: "direct", agent: "a001", version: 5, result: "통화함" }));
  const ask = (asked) => {
    const found = all.filter((one) => ["state", "type"].every((key) => !asked.get(key) || one[key] === asked.get(key)) && (asked.get("agent") !== "-" || !one.agent));
    const from = Number(asked.get("cursor") || 0), to = from + Number(asked.get("limit"));
    return [200, { items: found.slice(from, to), next: to < found.length ? String(to) : undefined, counts: { direct: 0, bulk: 0, callback: 0 } }];
  };
  const { page, server, close } = await openPage(browser, "/floor#/reservations", { ...small, setUp: (s) => s.answers.set("GET reservations", ask), floor: makeFloor(4, 12) });
  const rows = page.locator(".b-line"), list = page.locator(".b-list"), button = (name) => list.getByRole("button", { name, exact: true }), due = page.getByLabel("새 시각");
  await rows.first().waitFor();
  await list.locator(".count", { hasText: "200+" }).waitFor();
  await list.locator(".vlist").evaluate((at) => { at.scrollTop = at.scrollHeight; });
  await list.locator(".count", { hasText: /^205$/ }).waitFor();
  await button("새로 고침").click();
  await until(page, () => !document.querySelector(".b-list .skel"));
  assert.equal(await list.locator(".count").textContent(), "205", "what is shown stays");

  await button("시간 지남").click();
  await list.getByText("이런 예약이 없습니다").waitFor(); // of nobody
  await button("모두").click();
  await rows.filter({ hasText: "직접" }).waitFor();
  await rows.locator("input").check();
  await due.fill("2099-01-02T15:10");
  await page.getByLabel("맡길 상담사").selectOption("a002");
  server.answers.set("POST reservations/assign", [200, { assigned: { a002: 1 } }]);
  await button("1건을 1명에게 나누기").click();
  await page.getByText("1건을 나누었습니다").waitFor();
  assert.deepEqual(server.requests.at(-1), ["POST", "reservations/assign", { ids: ["r301"], agents: ["a002"], due_at: "2099-01-02T06:10:00.000Z" }]);

  await button("완료").click();
  await rows.filter({ hasText: "통화함" }).locator("input").check();
  assert.equal(await button("1건을 1명에게 나누기").isDisabled(), true, "what is done is not given: it is opened again first");
  assert.equal(await button("1건 취소").count(), 0);
  server.answers.set("PUT reservations/r302", [409, { title: "Conflict", status: 409, code: "conflict", detail: "the reservation has been changed meanwhile: load it again, put your change in and save once more" }]);
  await button("1건 다시 열기").click();
  await list.getByText("그사이 다른 사람이 바꿨습니다.").waitFor();
  server.answers.set("PUT reservations/r302", [200, {}]);
  await due.fill("2099-01-02T15:10");
  await button("1건 다시 열기").click();
  await page.getByText("1건을 다시 열었습니다.").waitFor();
  assert.deepEqual(server.requests.at(-1)[2], { due_at: "2099-01-02T06:10:00.000Z", name: all.at(-1).name, service: "s02", memo: all.at(-1).memo, version: 5 });

  await button("미처리").click();
  await button("콜백").click();
  await list.locator(".count", { hasText: /^102$/ }).waitFor();
  await rows.first().locator("input").check();
  await button("1건 취소").click();
  server.answers.set("POST reservations/r1/cancel", [200, {}]);
  await button("1건을 취소합니다").click();
  await page.getByText("1건을 취소했습니다.").waitFor();
  assert.deepEqual(server.requests.at(-1), ["POST", "reservations/r1/cancel", { version: 2 }]);
  await close();
});

test("alarms beyond three open from a list; a new one sounds once somebody has asked for it; ? shows the keys", async () => {
  const floor = makeFloor(4, 12), alert = (i, level = "warn") => ({ id: `agent_time:a00${i}`, kind: "agent_time", level, agent: `a00${i}`, since: Date.now() });
  floor.serviceAlerts = [];
  floor.agentAlerts = [0, 1, 2, 3, 4].map((i) => alert(i));
  const { page, server, close } = await openPage(browser, "/floor", { ...small, floor });
  const tones = () => page.evaluate(() => globalThis.tones);
  await page.evaluate(() => {
    globalThis.tones = 0;
    const noise = () => ({ frequency: {}, gain: { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (to) => to, start: () => { globalThis.tones++; }, stop() {} });
    globalThis.AudioContext = /** @type {any} */ (class { currentTime = 0; destination = {}; resume() { return Promise.resolve(); } createOscillator() { return noise(); } createGain() { return noise(); } });
  });
  await page.locator(".alarms .tagx").nth(2).waitFor();
  assert.equal(await page.locator(".alarms .tagx").count(), 3);
  await page.getByRole("button", { name: "+2 경고 더 보기" }).click();
  const rest = page.getByRole("dialog", { name: "경고" });
  assert.equal(await rest.getByRole("button").count(), 2);
  const last = floor.agents.find((one) => one.id === "a004").name;
  await rest.getByRole("button", { name: last }).click();
  await rest.waitFor({ state: "detached" });
  await page.locator(".detail h2", { hasText: last }).waitFor();
  await page.getByRole("button", { name: "+2 경고 더 보기" }).click();
  await page.keyboard.press("Escape");
  await rest.waitFor({ state: "detached" });
  assert.ok(await page.locator(".detail h2").isVisible(), "Esc closes the top alone");

  server.delta("agents", [], { alerts: [...floor.agentAlerts, alert(5, "bad")] });
  await page.locator(".alarms .tagx[data-t=bad]").waitFor();
  assert.equal(await tones(), 0, "off until asked for");
  await page.keyboard.press("s");
  await until(page, () => globalThis.tones === 2); // two notes, to hear how it sounds
  assert.equal(await page.getByRole("button", { name: "경고 소리" }).getAttribute("aria-pressed"), "true");
  server.delta("agents", [], { alerts: [...floor.agentAlerts, alert(5, "bad"), alert(6, "bad")] });
  await until(page, () => globalThis.tones === 4);
  server.delta("agents", [], { alerts: [alert(5, "bad")] });
  await until(page, () => document.querySelectorAll(".alarms .tagx").length === 1);
  assert.equal(await tones(), 4, "one that goes makes no sound");
  await page.getByRole("button", { name: "경고 소리" }).click();
  server.delta("agents", [], { alerts: [alert(5, "bad"), alert(7, "bad")] });
  await until(page, () => document.querySelectorAll(".alarms .tagx").length === 2);
  assert.equal(await tones(), 4);

  await page.locator("#find").fill("s?");
  assert.equal(await tones(), 4, "what is typed is text");
  await page.locator("#find").blur();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "단축키" });
  assert.deepEqual(await sheet.locator("kbd").allTextContents(), ["/", "Esc", "S", "?"]);
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  assert.ok(await page.locator(".detail h2").isVisible());
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "find");
  await page.locator("#find").blur();
  await page.keyboard.press("Escape");
  await page.locator(".detail h2").waitFor({ state: "detached" });
  await close();
});

test("reservations of the team are read again when the server says that they have changed, and not otherwise; unseen, when somebody looks again", async () => {
  const list = [reservation(1, { state: "open", agent: undefined, type: "bulk" })];
  const { page, server, close } = await openPage(browser, "/floor#/reservations", { ...small, clock: true, floor: makeFloor(4, 12), setUp: (s) => s.answers.set("GET reservations", () => [200, { items: [...list], counts: { direct: 0, bulk: list.length, callback: 0 } }]) });
  const rows = (n) => until(page, (n) => document.querySelectorAll(".vlist li").length === n, n), reads = () => server.asked.filter((one) => one.startsWith("reservations?")).length;
  await rows(1);
  assert.ok([...server.sockets].some((one) => one.topics.includes("reservations")));
  const before = reads();
  for (let i = 0; i < 8; i++) { // the connection is alive meanwhile
    await page.clock.runFor(5_000);
    server.sendBeat();
    await page.waitForTimeout(50);
  }
  assert.equal(reads(), before, "nothing is asked for because time goes by");
  list.push(reservation(2, { state: "open", agent: undefined, type: "bulk" }));
  server.send({ type: "snapshot", topic: "reservations", rows: [{ id: "reservations", changed_at: server.now() }] });
  await page.clock.runFor(200);
  await rows(2);
  assert.equal(reads(), before + 1);
  await page.evaluate(() => { Object.defineProperty(document, "hidden", { configurable: true, get: () => true }); document.dispatchEvent(new Event("visibilitychange")); });
  list.push(reservation(3, { state: "open", agent: undefined, type: "bulk" }));
  server.send({ type: "snapshot", topic: "reservations", rows: [{ id: "reservations", changed_at: server.now() }] });
  await page.clock.runFor(500);
  assert.equal(reads(), before + 1, "nobody looks");
  await page.evaluate(() => { delete document.hidden; document.dispatchEvent(new Event("visibilitychange")); });
  await page.clock.runFor(200);
  await rows(3);
  await close();
});
