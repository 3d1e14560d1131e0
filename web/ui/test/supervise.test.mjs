// Supervision of live chats in a real browser, with a scripted server (S1 to S22): where
// monitoring begins and ends, who is told of whom, what is shown, and that nothing else is
// asked of the server.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, drawn, openPage, over, pass, recolour, startBrowser, until } from "./browser.mjs";
import { chatsOf, makeChats, room, Supervised } from "./chats.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

const small = { width: 1366, height: 768, scheme: "light", motion: "reduce" };
/** Opens the page with made-up chats. */
async function open(how = {}, path = "/supervise", { available = true, with: more = () => {}, ...options } = {}) {
  const chats = "rooms" in how ? how : makeChats(how);
  let sup;
  const opened = await openPage(browser, path, { ...small, ...options, setUp: (server) => { chatsOf(server, chats); sup = new Supervised(server, chats, { available }); more(server, sup, chats); } });
  return { ...opened, chats, sup };
}
const talking = (chats) => chats.rooms.filter((one) => ["received", "in_progress"].includes(one.status));
const waits = (one) => (one.status === "received" ? one.assigned_at : one.last_by === "customer" ? one.customer_at : Infinity);
const line = (page, id) => page.locator(`.inter [data-row=${id}]`);
const bino = (page, id) => line(page, id).locator(".bino");
const item = (page, text) => page.getByRole("region", { name: "모니터링", exact: true }).locator("li", { hasText: text });
const aside = (page) => page.getByRole("complementary", { name: "상호작용 세부정보" });
/** What the page asked of the server that changes something. */
const asked = (server) => server.requests.map(([method, path]) => `${method} ${path}`);

test("supervise: interactions lists every talk in progress, who waits longest first; only who is over the limit, a site, a category narrow it", async () => {
  const { page, chats, close } = await open({ first: 6, reply: 12 });
  await line(page, talking(chats)[0].id).waitFor();
  const rows = () => page.locator(".inter tbody tr").evaluateAll((list) => list.map((one) => one.dataset.row));
  const wanted = [...talking(chats)].sort((a, b) => waits(a) - waits(b) || a.id.localeCompare(b.id)).map((one) => one.id);
  assert.deepEqual(await rows(), wanted);
  assert.equal(await page.getByRole("tab", { name: "상호작용" }).locator(".n").textContent(), String(wanted.length));
  await page.getByRole("columnheader", { name: "상담사" }).getByRole("button").click();
  const agents = (await rows()).map((id) => chats.rooms.find((one) => one.id === id).agent_name.ko);
  assert.deepEqual(agents, [...agents].sort(new Intl.Collator("ko", { numeric: true }).compare), "up first");
  await page.getByLabel("기준 초과만").check();
  const late = talking(chats).filter((one) => Date.now() - waits(one) > (one.status === "received" ? 5 : 10) * 60_000).map((one) => one.id);
  assert.ok(late.length > 1);
  await until(page, (n) => document.querySelectorAll(".inter tbody tr").length === n, late.length);
  assert.deepEqual((await rows()).sort(), late.sort());
  await page.getByLabel("기준 초과만").uncheck();
  await page.getByLabel("상담 분류").selectOption("l2");
  await until(page, (n) => document.querySelectorAll(".inter tbody tr").length === n, talking(chats).filter((one) => one.large.id === "l2").length);
  await close();
});

test("supervise: one must be available to monitor (S9); the binocular opens the talk, to be read alone, and nothing else is asked of the server (S4, S7, S12, S16, S17)", async () => {
  const { page, server, chats, close } = await open({}, "/supervise", { available: false });
  const one = talking(chats)[2], name = one.customer;
  await bino(page, one.id).waitFor();
  assert.deepEqual([await bino(page, one.id).getAttribute("aria-disabled"), await bino(page, one.id).getAttribute("title")], ["true", "사용 가능일 때만 모니터링할 수 있습니다."]);
  await bino(page, one.id).click({ force: true });
  assert.deepEqual(asked(server), [], "what is greyed does nothing");
  const status = page.getByRole("switch");
  assert.equal(await status.isChecked(), false);
  await status.click();
  await page.getByText("사용 가능으로 바꿨습니다.").waitFor();
  assert.deepEqual(server.requests.at(-1), ["PUT", "chat/supervisor", { available: true }]);
  assert.equal(await status.isChecked(), true);
  await bino(page, one.id).click();
  await page.locator(".m").nth(3).waitFor();
  const talk = page.getByRole("main", { name: "대화" });
  assert.deepEqual(await talk.locator(".m p").allTextContents(), ["안녕하세요, 온마루 고객센터입니다. 어떤 일로 오셨나요?", "주문한 물건이 아직 안 왔어요", "확인해 보겠습니다. 잠시만 기다려 주세요.", "네, 기다릴게요"]);
  assert.equal(await talk.locator("textarea, input").count(), 0, "there is nothing to write with");
  await item(page, name).getByText("모니터링 중").waitFor();
  assert.deepEqual(asked(server), ["PUT chat/supervisor", `POST chat/rooms/${one.id}/monitor`], "nobody is told: nothing is read, typed or changed");
  for (const text of ["고객 정보", "010-****-4821", "20261120-00318", "#오늘수령", "#단골", "상품 색상 교환", "u-20481", "사이트에서 전달, 미확인", "처음 온 날"]) await aside(page).getByText(text).first().waitFor(); // S8
  assert.match(await aside(page).getByRole("link", { name: "상품 색상 교환" }).getAttribute("href"), /^chat#\/ended\/./, "an earlier talk can be opened");
  await page.getByRole("button", { name: "목록" }).click();
  assert.equal(await bino(page, one.id).getAttribute("aria-pressed"), "true");
  await item(page, name).getByRole("button").click();
  await talk.waitFor();
  await close();
});

test("supervise: the binocular at the talk's top left ends it (S18); the detail keeps its figures and says who took part (S20), the timeline when it began and ended (S21)", async () => {
  const { page, server, chats, sup, close } = await open();
  const one = talking(chats).find((each) => each.status === "in_progress");
  await bino(page, one.id).click();
  const talk = page.getByRole("main", { name: "대화" }), stop = talk.getByRole("button", { name: "모니터링 중지" });
  await talk.locator(".m").first().waitFor();
  const [at, box] = [await stop.boundingBox(), await talk.boundingBox()];
  assert.ok(at.x - box.x < 40 && at.y - box.y < 40, "top left");
  await stop.click();
  await page.getByText("상담의 모니터링을 중지했습니다.").waitFor();
  assert.equal(server.requests.at(-1).slice(0, 2).join(" "), `DELETE chat/rooms/${one.id}/monitor`);
  await talk.waitFor({ state: "detached" });
  await page.getByText("모니터링하는 상담이 없습니다.").waitFor();
  await aside(page).locator(".took li", { hasText: "이정훈" }).getByText(/^\d\d:\d\d:\d\d ~ \d\d:\d\d:\d\d$/).waitFor();
  const figures = await aside(page).locator(".figs4 dd").allTextContents();
  assert.deepEqual([figures[0], figures[1], figures[3]], ["01:00", "01:00", "3"], "wait, first answer, messages of customer and agent");
  await aside(page).getByRole("tab", { name: "타임라인" }).click();
  const lines = await aside(page).locator(".ev li span:last-child").allTextContents();
  assert.deepEqual(lines.slice(0, 2).map((each) => each.trim()), ["이정훈 모니터링 끝 (중지)", "이정훈 모니터링 시작"]);
  assert.equal(sup.lines.get(one.id).length, 6);
  assert.equal(await bino(page, one.id).getAttribute("aria-disabled"), "false", "it can begin anew");
  await close();
});

test("supervise: it also ends from the list, by the agent and 내부 (S19)", async () => {
  const { page, server, chats, close } = await open();
  const one = talking(chats)[1];
  await line(page, one.id).locator(".who-has").click();
  const menu = page.getByRole("menu"), internal = menu.getByRole("group", { name: "내부" });
  await internal.getByRole("menuitem", { name: "모니터링" }).click();
  await page.locator(".m").first().waitFor();
  await page.keyboard.press("Escape");
  await line(page, one.id).locator(".who-has").click();
  await internal.getByRole("menuitem", { name: "모니터링 중지" }).click();
  await page.getByText("상담의 모니터링을 중지했습니다.").waitFor();
  assert.deepEqual(asked(server), [`POST chat/rooms/${one.id}/monitor`, `DELETE chat/rooms/${one.id}/monitor`]);
  await close();
});

test("supervise: what another monitors is greyed and names who does (S11); of two who press at once one is refused and told (S22)", async () => {
  const { page, server, chats, sup, close } = await open();
  const [one, other] = talking(chats);
  await bino(page, one.id).waitFor();
  sup.begin(one, "song");
  await until(page, (id) => document.querySelector(`[data-row=${id}] .bino`).getAttribute("aria-disabled") === "true", one.id);
  assert.equal(await bino(page, one.id).getAttribute("title"), "송채원 감독자가 모니터링하고 있습니다.");
  assert.ok((await line(page, one.id).locator(".mon-by").textContent()).includes("송채원"));
  await bino(page, one.id).click({ force: true });
  await line(page, one.id).locator(".cust").click();
  const button = aside(page).getByRole("button", { name: "송채원 모니터링 중" });
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  await button.click({ force: true });
  await line(page, one.id).locator(".who-has").click();
  const choice = page.getByRole("menuitem", { name: "모니터링" });
  assert.equal(await choice.getAttribute("aria-disabled"), "true");
  await choice.click({ force: true });
  await page.keyboard.press("Escape");
  assert.deepEqual(asked(server), []);

  server.answers.set(`POST chat/rooms/${other.id}/monitor`, () => [409, { title: "Conflict", status: 409, code: "conflict", detail: "somebody else monitors the room", watcher: "song", watcher_name: "송채원" }]);
  await bino(page, other.id).click();
  await aside(page).getByRole("alert").getByText("송채원 감독자가 모니터링하고 있습니다.").waitFor();
  assert.equal(await page.getByRole("main", { name: "대화" }).count(), 0);
  await close();
});

test("supervise: two supervisors at once on one server: exactly one has the talk, the other sees who (S10, S22)", async () => {
  const { page, server, chats, close } = await open();
  const one = talking(chats)[3];
  await bino(page, one.id).waitFor();
  server.user = { ...server.user, id: "u9", login: "song", name: "송채원" };
  const second = await page.context().newPage();
  await second.goto(`${server.url}/supervise`);
  await bino(second, one.id).waitFor();
  await bino(page, one.id).click(); // the script answers for 이정훈
  await page.locator(".m").first().waitFor();
  await until(second, (id) => document.querySelector(`[data-row=${id}] .bino`).title.includes("이정훈"), one.id);
  assert.equal(await second.locator(".items li").count(), 0, "it is none of the second one's");
  await page.getByRole("main", { name: "대화" }).getByRole("button", { name: "모니터링 중지" }).click();
  await until(second, (id) => document.querySelector(`[data-row=${id}] .bino`).getAttribute("aria-disabled") === "false", one.id);
  await close();
});

test("supervise: queue activity counts by category, and its 진행 section has the binocular beside the agent (S13)", async () => {
  const { page, chats, close } = await open({ waiting: 9 }, "/supervise#/queues");
  const of = (id) => chats.rooms.filter((one) => one.middle?.id === id), id = "m3-0", n = (id, status) => of(id).filter((one) => status.includes(one.status)).length;
  const group = page.locator(`.queues [data-row=${id}]`);
  await group.waitFor();
  for (const each of ["m0-0", "m1-0", "m2-0", id]) {
    const cells = await page.locator(`.queues [data-row=${each}] td.num`).allTextContents();
    assert.deepEqual([cells[0], cells[2]], [String(n(each, ["waiting"])), String(n(each, ["received", "in_progress"]))], each);
  }
  await group.getByRole("button", { name: /상담 펼치기$/ }).click();
  const section = page.getByRole("region", { name: "진행", exact: true });
  assert.equal(await section.locator("li").count(), n(id, ["received", "in_progress"]));
  assert.equal(await page.getByRole("region", { name: "대기", exact: true }).locator("li").count(), n(id, ["waiting"]));
  assert.equal(await page.getByRole("region", { name: "대기", exact: true }).locator(".bino").count(), 0, "what waits has no agent to look on");
  await section.locator(".bino").first().click();
  await page.locator(".m").first().waitFor();
  await page.keyboard.press("Escape");
  await group.waitFor();
  await close();
});

test("supervise: from the agents, + shows the rooms, a press chooses one, 세부 정보 보기 leads to Monitor (S14)", async () => {
  const { page, server, chats, close } = await open({}, "/supervise#/agents");
  const agent = chats.agents.find((one) => talking(chats).filter((row) => row.agent === one.id).length > 1), rooms = talking(chats).filter((row) => row.agent === agent.id);
  await page.locator(`.staff [data-row=${agent.id}]`).getByRole("button", { name: `${agent.name.ko}: 상담 펼치기` }).click();
  const list = page.getByRole("list", { name: `${agent.name.ko} 상담` });
  await list.locator("li").first().waitFor();
  assert.equal(await list.locator("li").count(), rooms.length);
  const row = list.locator(`[data-room=${rooms[0].id}]`);
  await row.locator(".cust").click();
  await row.locator(".cust[aria-pressed=true]").waitFor();
  await row.getByRole("button", { name: /^세부 정보 보기/ }).click();
  await aside(page).locator(".figs4").waitFor();
  await page.waitForFunction(() => document.activeElement.id === "sup-facts");
  await aside(page).getByRole("button", { name: "모니터링", exact: true }).click();
  await page.locator(".m").first().waitFor();
  assert.deepEqual(asked(server), [`POST chat/rooms/${rooms[0].id}/monitor`]);
  await close();
});

test("supervise: of several agents who had it one is picked first, and only who has it now is monitored (다수, S15)", async () => {
  const { page, chats, sup, server, close } = await open();
  const one = talking(chats).find((each) => each.status === "in_progress"), before = chats.agents.find((each) => each.id !== one.agent);
  sup.lines.get(one.id).splice(2, 1, { at: one.assigned_at, kind: "assigned", to: before.id, how: "request" }, { at: one.assigned_at + 1000, kind: "assigned", from: before.id, to: one.agent, how: "hand_over", user: "boss", user_name: "이정훈" });
  await line(page, one.id).locator(".cust").click();
  const list = aside(page).getByRole("button", { name: "다수 (2)" });
  await list.click();
  const menu = page.getByRole("menu");
  assert.equal(await menu.getByRole("menuitem", { name: "모니터링" }).count(), 0, "one is picked first");
  await menu.getByRole("menuitemradio", { name: before.name.ko }).click();
  const monitor = menu.getByRole("menuitem", { name: "모니터링" });
  assert.equal(await monitor.getAttribute("aria-disabled"), "true");
  assert.ok((await monitor.textContent()).includes("지금 이 상담을 담당하지 않습니다."));
  await menu.getByRole("menuitemradio", { name: one.agent_name.ko }).click();
  await monitor.click();
  await page.locator(".m").first().waitFor();
  assert.deepEqual(asked(server), [`POST chat/rooms/${one.id}/monitor`]);
  await aside(page).getByRole("tab", { name: "타임라인" }).click();
  await aside(page).getByText(`${before.name.ko} → ${one.agent_name.ko} (상담원 변경)`).waitFor();
  await close();
});

test("supervise: a talk goes on as it is written, older messages come as one goes back, and what is new is told while one reads above", async () => {
  const now = Date.now(), one = { ...room(1, "in_progress", now, { ago: 60_000 }), agent: "a000", agent_name: { ko: "강서준", en: "Seojun Kang" }, seq: 450 };
  const { page, server, sup, close } = await open({ rooms: [{ id: "me", kind: "me", used: true, monitor: true }, one], agents: makeChats().agents });
  await bino(page, one.id).click();
  const seqs = () => page.locator(".m").evaluateAll((list) => list.map((each) => Number(each.dataset.seq)));
  await page.locator(".m").nth(199).waitFor();
  assert.deepEqual(await seqs(), Array.from({ length: 200 }, (_, i) => 251 + i), "the last ones, in order");
  assert.ok(await page.locator("[data-seq='450']").isVisible());
  for (const [by, body] of [["agent", "더 필요하신 것이 있나요?"], ["note", "쿠폰 지급함"], ["customer", "없습니다. 감사합니다!"]]) sup.say(one.id, by, body);
  await page.locator(".m p", { hasText: "없습니다. 감사합니다!" }).waitFor();
  assert.deepEqual((await seqs()).slice(-3), [451, 452, 453]);
  assert.ok((await page.locator("[data-seq='452'] .who").textContent()).includes("메모"), "what the agent's colleagues read is shown too");
  await aside(page).getByRole("tab", { name: "세부 정보" }).click();
  await until(page, () => document.querySelectorAll(".figs4 dd")[3].textContent === "451"); // 225 of the customer and 224 of agents, and those that came
  const row = server.chats.find((each) => each.id === one.id), before = server.asked.length;
  sup.messages.get(one.id).push({ seq: 455, by: "agent", agent: one.agent, at: server.now(), body: "또 오세요" });
  sup.put({ ...row, seq: 456 }); // automatic messages without a text have numbers, too
  await page.locator("[data-seq='455']").waitFor();
  await page.waitForTimeout(300);
  assert.ok(server.asked.length - before < 8, `nothing is asked for over and over: ${server.asked.length - before}`);
  const log = page.getByRole("log", { name: "대화" });
  await log.evaluate((el) => { el.scrollTop = 900; });
  await drawn(page);
  sup.say(one.id, "customer", "아, 하나 더요"); // 457
  await page.locator(".to-end .btn").waitFor();
  assert.equal(await log.evaluate((el) => el.scrollTop), 900, "it does not jump");
  const first = page.locator("[data-seq='251']");
  await log.evaluate((el) => { el.scrollTop = 0; });
  await page.locator("[data-seq='51']").waitFor();
  assert.ok(await first.evaluate((el) => { const box = el.closest("[role=log]").getBoundingClientRect(), own = el.getBoundingClientRect(); return own.top > box.top - 40 && own.top < box.bottom; }), "what was read stays in its place");
  assert.equal((await seqs()).length, 405);
  await page.locator(".to-end .btn").click();
  await until(page, () => { const el = document.querySelector("[role=log]"); return el.scrollHeight - el.scrollTop - el.clientHeight < 5; });
  await close();
});

test("supervise: what is written while messages are on their way is read after them", async () => {
  const { page, chats, sup, close } = await open();
  const one = talking(chats)[0];
  await bino(page, one.id).click();
  await page.locator(".m").first().waitFor();
  await page.route("**/messages?*", async (route) => {
    const answer = await route.fetch();
    await new Promise((done) => setTimeout(done, 300));
    await route.fulfill({ response: answer }).catch(() => {}); // the page may be gone
  });
  sup.say(one.id, "customer", "하나");
  await page.waitForTimeout(120);
  sup.say(one.id, "customer", "둘");
  await page.locator(".m p", { hasText: /^둘$/ }).waitFor({ timeout: 5000 });
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await close();
});

test("supervise: when the talk is over, or was lost, it says so, reads no more, and the detail is still there", async () => {
  const { page, server, chats, sup, close } = await open();
  const [one, other] = talking(chats).filter((each) => each.customer && each.status === "in_progress");
  await bino(page, one.id).click();
  await page.locator(".m").first().waitFor();
  await page.getByRole("button", { name: "목록" }).click();
  await bino(page, other.id).click();
  await page.locator(".m").first().waitFor();
  assert.equal(await page.locator(".items li").count(), 2);
  const { watcher: _, watcher_name: __, ...free } = server.chats.find((each) => each.id === other.id);
  sup.put(free); // the lock was released by the server
  await page.getByText("모니터링이 끝났습니다. 새 메시지를 더 받지 않습니다.").waitFor();
  await aside(page).getByRole("tab", { name: "타임라인" }).click();
  const shown = await page.locator(".m").count();
  sup.say(other.id, "customer", "듣고 계세요?");
  await item(page, "듣고 계세요?").waitFor();
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".m").count(), shown, "the talk is read no further");
  assert.equal(await page.getByRole("main", { name: "대화" }).getByRole("button", { name: "모니터링 중지" }).count(), 0);
  await item(page, one.customer).locator(".item").click();
  sup.messages.get(one.id).push({ seq: 900, by: "agent", agent: one.agent, at: server.now(), body: "이용해 주셔서 감사합니다." }); // the room is gone with the news of it
  sup.finish(one.id);
  await page.getByText("상담이 끝나 모니터링도 끝났습니다.").waitFor();
  await page.locator(".m p", { hasText: "이용해 주셔서 감사합니다." }).waitFor({ timeout: 5000 });
  await page.locator(".over-note").getByRole("button", { name: "세부 정보 보기" }).click();
  await aside(page).getByRole("tab", { name: "세부 정보" }).click();
  await aside(page).locator(".kv dd", { hasText: "고객종료" }).waitFor();
  await aside(page).locator(".took li", { hasText: "이정훈" }).waitFor();
  assert.equal(await item(page, one.customer).count(), 0);
  await page.getByRole("button", { name: `목록에서 빼기: ${other.customer}` }).click();
  await page.getByText("모니터링하는 상담이 없습니다.").waitFor();
  await page.getByRole("tab", { name: "종료된 상담" }).click();
  await page.locator(".over-list tr", { hasText: one.customer }).getByText("고객종료").waitFor();
  await close();
});

test("supervise: a talk that an agent of another manager has now is let go of, and that is said", async () => {
  const { page, server, chats, sup, close } = await open();
  const one = talking(chats)[0];
  await bino(page, one.id).click();
  await page.locator(".m").first().waitFor();
  sup.hidden = [one.id];
  server.delta("chats", [], { gone: [one.id] });
  await page.getByText("다른 매니저의 상담사가 맡아 더 볼 수 없습니다.").waitFor();
  assert.deepEqual(asked(server), [`POST chat/rooms/${one.id}/monitor`, `DELETE chat/rooms/${one.id}/monitor`]);
  await close();
});

test("supervise: who switches to not available stops everything; a reload finds again what is monitored", async () => {
  const { page, server, chats, sup, close } = await open();
  const one = talking(chats).find((each) => each.customer);
  await bino(page, one.id).click();
  await page.locator(".m").first().waitFor();
  await page.reload();
  await page.locator(".m").first().waitFor();
  await item(page, one.customer).getByText("모니터링 중").waitFor();
  assert.equal(asked(server).filter((each) => each.startsWith("POST")).length, 1, "it went on by itself");
  await page.getByRole("switch").click();
  await page.getByText("사용 불가로 바꿨습니다. 모니터링 1건이 끝났습니다.").waitFor();
  sup.end(server.chats.find((each) => each.id === one.id), "away");
  await page.getByText("모니터링이 끝났습니다. 새 메시지를 더 받지 않습니다.").waitFor();
  await close();
});

test("supervise: offline, nothing can be begun and nothing old is shown as live; the talk goes on once the server is back", async () => {
  const { page, server, chats, sup, close } = await open({}, "/supervise?lang=en", { clock: true });
  const go = async (ms) => { for (let left = ms; left > 0; left -= 500) { server.skew += 500; await pass(page, 500, 500); } };
  const one = talking(chats)[0];
  await bino(page, one.id).click();
  await page.locator(".m").first().waitFor();
  server.mute();
  server.goDown();
  await go(12_000);
  await page.getByRole("alert").getByText("The connection to the server is lost").waitFor();
  assert.equal(await page.getByRole("main", { name: "Chat" }).getByRole("button", { name: "Stop monitoring" }).isDisabled(), true);
  await page.locator(".det .stale").waitFor();
  sup.say(one.id, "customer", "아직 계세요?");
  server.comeUp();
  server.unmute();
  await go(15_000);
  await until(page, () => !document.querySelector(".offline"));
  await page.locator(".m p", { hasText: "아직 계세요?" }).waitFor();
  await go(1_000);
  await page.locator(".det .stale").waitFor({ state: "detached", timeout: 5000 });
  await close();
});

test("supervise: the templates that the agent has are there to be read, own ones too, and nothing can be put anywhere (S8)", async () => {
  const { page, server, chats, close } = await open(), one = talking(chats)[0];
  await bino(page, one.id).click();
  await aside(page).getByRole("tab", { name: "템플릿" }).click();
  const list = aside(page).locator(".tpl-all li");
  await list.nth(1).waitFor();
  assert.ok(server.asked.some((path) => path === `chat/templates?agent=${one.agent}`), "those of the agent who has it");
  assert.deepEqual((await list.allInnerTexts()).map((text) => text.replace(/\s+/g, " ")), ["마무리 인사 상담사 것 이용해 주셔서 감사합니다.", "배송 지연 안내 /지연 공통 배송이 늦어 죄송합니다."]);
  assert.equal(await aside(page).locator(".tpl-all button").count(), 0);
  await aside(page).getByLabel("템플릿 찾기").fill("지연");
  await until(page, () => document.querySelectorAll(".tpl-all li").length === 1);
  assert.deepEqual(await page.evaluate(over), []);
  await close();
});

test("supervise: where nobody has the room there are the templates of everybody, never one's own ones as the agent's (S8)", async () => {
  const { page, server, sup, chats, close } = await open({}, "/supervise", { with: (server) => {
    const scripted = server.answers.get("GET chat/templates"), mine = { id: "t3", owner: "a005", name: "내 인사", body: "이정훈입니다.", version: 1 };
    server.answers.set("GET chat/templates", (asked) => (asked.get("agent") ? scripted(asked) : [200, [...scripted(asked)[1], mine]])); // as the server does: without an agent one's own
  } }), one = talking(chats).find((each) => each.status === "in_progress" && each.agent !== "a005");
  await line(page, one.id).locator(".cust").click();
  await aside(page).getByRole("tab", { name: "템플릿" }).click();
  const names = () => aside(page).locator(".tpl-all li b").allTextContents();
  await aside(page).locator(".tpl-all li", { hasText: "마무리 인사" }).waitFor();
  assert.deepEqual(await names(), ["마무리 인사", "배송 지연 안내"], "while an agent has it");
  const { agent: _, agent_name: __, manager: ___, ...free } = server.chats.find((each) => each.id === one.id);
  sup.put({ ...free, status: "waiting", wait_since: server.now() });
  await aside(page).locator(".tpl-all li", { hasText: "마무리 인사" }).waitFor({ state: "detached" });
  await aside(page).locator(".tpl-all li").first().waitFor();
  assert.deepEqual(await names(), ["배송 지연 안내"]);
  assert.deepEqual(await aside(page).locator(".tpl-all .tagx").allTextContents(), ["공통"]);
  await close();
});

test("supervise: switched off there is nothing to press any more, at once, and it says so; on again it is there (S1)", async () => {
  const { page, server, sup, chats, close } = await open(), one = talking(chats)[0];
  await bino(page, one.id).click();
  await page.getByRole("main", { name: "대화" }).waitFor();
  const rail = page.getByRole("link", { name: "감독" }), me = server.chats[0];
  assert.equal(await rail.count(), 1);
  sup.end(server.chats.find((row) => row.id === one.id), "off");
  server.chats[0] = { ...me, monitor: undefined };
  server.delta("chats", [server.chats[0]]);
  await page.getByText("채팅 감독을 사용하지 않습니다").waitFor();
  assert.deepEqual([await page.locator(".bino, .stop").count(), await page.getByRole("switch").count(), await rail.count()], [0, 0, 0]);
  server.chats[0] = me;
  server.delta("chats", [me]);
  await page.getByRole("switch").waitFor();
  assert.equal(await rail.count(), 1);
  await close();
  const late = await open({}, "/supervise?lang=en", { with: (server) => { server.user = { ...server.user, role: "administrator", chat_monitor: undefined }; server.chats[0] = { ...server.chats[0], monitor: undefined }; } });
  await late.page.getByText("Supervision of chats is switched off").waitFor();
  await late.close();
});

test("supervise: without the right it says so; without chats too; with nothing in progress it says what will appear", async () => {
  for (const user of [{ role: "agent", permissions: [], chat_monitor: undefined }, { role: "manager", permissions: [], chat_monitor: false }, { role: "manager", permissions: [], chat_monitor: undefined }]) {
    const { page, close } = await open({}, "/supervise", { with: (server) => { server.user = { ...server.user, ...user }; } });
    await page.getByText("감독 화면을 볼 수 없습니다").waitFor();
    await close();
  }
  const off = await open({ rooms: [{ id: "me", kind: "me", used: false }], agents: [] }, "/supervise?lang=en");
  await off.page.getByText("Chats are not in use").waitFor();
  await off.close();
  const { page, close } = await open({ agents: 0, waiting: 0, first: 0, reply: 0, answered: 0 });
  for (const [tab, text] of [["상호작용", "진행 중인 상담이 없습니다"], ["대기열 활동", "기다리거나 진행 중인 상담이 없습니다"], ["대기 중인 상담사", "로그인한 상담사가 없습니다"], ["종료된 상담", "종료된 상담이 없습니다"]]) {
    await page.getByRole("tab", { name: tab }).click();
    await page.getByText(text, { exact: true }).waitFor();
    assert.deepEqual(await page.evaluate(over), [], tab);
  }
  await close();
});

test("supervise: with 200 agents and 300 rooms everything is listed and a change shows at once", async () => {
  const { page, server, chats, close } = await open({ agents: 200, waiting: 50, first: 100, reply: 150, answered: 0 });
  await until(page, () => document.querySelectorAll(".inter tbody tr").length === 250);
  assert.deepEqual(await page.evaluate(over), []);
  await page.mouse.move(20, 600);
  server.delta("chats", [], { gone: talking(chats).slice(0, 50).map((one) => one.id) });
  await until(page, () => document.querySelectorAll(".inter tbody tr").length === 200);
  await page.getByRole("tab", { name: "대기 중인 상담사" }).click();
  await until(page, () => document.querySelectorAll(".staff tbody tr").length > 150);
  assert.deepEqual(await page.evaluate(over), []);
  await close();
});

test("supervise: in English at 1366 × 768 customers without a name are read whole, and what is cut has a title", async () => {
  const ids = ["453a78", "d0ad4c", "8g4qmo", "b0x6n9", "wwwwww"], { page, chats, close } = await open({}, "/supervise?lang=en", { with: (server, sup) => {
    for (const [i, one] of talking({ rooms: server.chats.slice(1) }).entries()) sup.put({ ...one, channel: "web", customer: undefined, visitor: `v_${ids[i % ids.length]}`, agent_name: { ko: "제갈서연", en: ["Seoyeon Kim", "Chaewon Yoon"][i % 2] } });
  } });
  await page.locator(".inter .cust", { hasText: "Customer 453A-78" }).first().waitFor();
  await drawn(page);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/supervise-en-1366.png` });
  const cells = await page.locator(".inter tbody tr").evaluateAll((rows) => rows.flatMap((row) => [...row.querySelectorAll(".trunc")].map((el) => ({ text: el.textContent, cut: el.scrollWidth > el.clientWidth, title: el.closest("[title]")?.title ?? "", of: el.closest(".cust, .who-has, td").className }))));
  assert.deepEqual(cells.filter((one) => one.cut && !/WWWW/.test(one.text) && /cust|who-has/.test(one.of)), [], "names of agents and customers");
  assert.deepEqual(cells.filter((one) => one.cut && one.title !== one.text), [], "what is cut is told in full");
  assert.deepEqual(cells.filter((one) => /cust/.test(one.of) && one.title !== one.text), [], "a customer's name is told in full whatever the width");
  assert.equal(cells.filter((one) => /WWWW/.test(one.text)).length > 0, true);
  assert.ok(await page.locator(".inter .c-status").first().evaluate((el) => el.clientWidth) >= 119, "In progress, also where the letters are hinted");
  await close();
});

for (const [lang, scheme] of [["ko", "light"], ["en", "dark"]]) test(`supervise: nothing that axe finds, and nothing that overflows, in every view, ${lang}, both themes`, async () => {
  const { page, chats, sup, close } = await open({}, `/supervise?lang=${lang}`, { scheme });
  const one = talking(chats)[0], other = talking(chats)[1];
  const look = async (what) => {
    await drawn(page);
    assert.deepEqual(await barriers(page), [], what);
    assert.deepEqual(await page.evaluate(over), [], what);
  };
  await bino(page, one.id).waitFor();
  sup.begin(other, "song");
  await line(page, other.id).locator(".cust").click();
  await page.locator(".figs4").waitFor();
  await look("interactions");
  await line(page, one.id).locator(".who-has").click();
  await page.getByRole("menu").waitFor();
  await look("the list beside an agent");
  await page.keyboard.press("Escape");
  await bino(page, one.id).click();
  await page.locator(".m").first().waitFor();
  await look("a conversation");
  await page.locator("#sup-timeline").click();
  await page.locator(".ev li").first().waitFor();
  await look("the timeline");
  await page.keyboard.press("2");
  await page.locator(".queues .btn").first().click();
  await look("queue activity");
  await page.keyboard.press("3");
  await page.locator(".staff .btn[aria-disabled=false]").first().click();
  await look("agents");
  await page.keyboard.press("4");
  await look("ended");
  await recolour(page, scheme === "light" ? "dark" : "light");
  for (const key of ["1", "2", "3"]) {
    await page.keyboard.press(key);
    await drawn(page);
    assert.deepEqual(await barriers(page, { only: true }), [], key);
    for (const width of [1280, 1440, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      await drawn(page);
      assert.deepEqual(await page.evaluate(over), [], `${key} at ${width}`);
    }
  }
  await close();
});

test("supervise: a talk that ends while it is monitored is called ended in its head and beside", async () => {
  for (const [lang, over] of [["ko", "상담종료"], ["en", "Ended"]]) {
    const { page, sup, chats, close } = await open({}, `/supervise?lang=${lang}`), one = chats.rooms.find((each) => each.status === "in_progress");
    await bino(page, one.id).click();
    await page.locator(".m").nth(3).waitFor();
    sup.finish(one.id);
    await page.locator(".over-note").waitFor();
    await page.locator(".det .dh .st", { hasText: over }).waitFor();
    assert.equal(await page.locator(".cvh .st").innerText(), over);
    await close();
  }
});
