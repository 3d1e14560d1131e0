// The monitoring window of chats in a real browser, with a scripted server: what the four
// panels count and list (M1 to M29), how they sort, and what is asked of the server.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, drawn, openPage, over, pass, recolour, startBrowser, until } from "./browser.mjs";
import { chatAgent, chatsOf, makeChats, room } from "./chats.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

const small = { width: 1366, height: 768, scheme: "light" }, hour = 3_600_000, minute = 60_000;
/** Opens the window with made-up chats. */
async function open(how = {}, path = "/monitor", more = {}) {
  const chats = "rooms" in how ? how : makeChats(how), opened = await openPage(browser, path, { ...small, ...more, setUp: (server) => { chatsOf(server, chats); more.with?.(server); } });
  return { ...opened, chats };
}
const panel = (page, name) => page.getByRole("region", { name, exact: true });
const rowsOf = (page, name) => panel(page, name).locator("tbody tr").evaluateAll((list) => list.map((one) => one.dataset.row));
const head = (page, name, text) => panel(page, name).getByRole("columnheader", { name: text, exact: true });
const lead = (page, name) => panel(page, name).locator(".lead").evaluate((el) => el.firstChild.textContent);
const ids = (rooms, keep, since) => rooms.filter(keep).sort((a, b) => since(a) - since(b)).map((one) => one.id);
const arrived = (page, name, n) => until(page, ([name, n]) => document.querySelectorAll(`[aria-label="${name}"] tbody tr`).length === n, [name, n]);

test("monitor: each panel lists its rooms, the longest first, and its number is how many it lists", async () => {
  const { page, chats, close } = await open();
  await panel(page, "배정 대기").locator("tbody tr").first().waitFor();
  const rooms = chats.rooms.slice(1);
  for (const [name, keep, since] of [["배정 대기", (one) => one.status === "waiting", (one) => one.wait_since], ["최초 응대 대기", (one) => one.status === "received", (one) => one.assigned_at], ["상담원 답변 대기", (one) => one.status === "in_progress" && one.last_by === "customer", (one) => one.last_at]]) {
    const wanted = ids(rooms, keep, since);
    assert.deepEqual(await rowsOf(page, name), wanted, name);
    assert.equal(await lead(page, name), String(wanted.length), name);
    assert.deepEqual(await panel(page, name).locator(".no").allTextContents(), wanted.map((_, i) => `${i + 1}번`), "numbered by their time (M23)");
    assert.equal(await head(page, name, "경과시간").getAttribute("aria-sort"), "descending");
  }
  const reply = panel(page, "상담원 답변 대기").locator("tbody tr").first(), first = rooms.find((one) => one.id === ids(rooms, (one) => one.status === "in_progress" && one.last_by === "customer", (one) => one.last_at)[0]);
  const text = await reply.textContent();
  assert.ok(text.includes(first.agent_name.ko) && text.includes(first.latest.body), `agent and room are named (M26): ${text}`);
  await close();
});

test("monitor: in English agents have their whole names, cut only where there is no room, with the whole in a title", async () => {
  for (const [width, height] of [[1366, 768], [1440, 900], [1920, 1080]]) {
    const { page, chats, close } = await open({}, "/monitor?lang=en", { width, height, motion: "reduce" });
    await page.locator(".q tbody tr").nth(8).waitFor();
    await page.locator(".agents .name").first().waitFor();
    await drawn(page);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/monitor-en-${width}.png` });
    const names = (of) => page.locator(of).evaluateAll((list) => list.map((el) => ({ text: el.textContent, title: el.title, cut: el.scrollWidth > el.clientWidth })));
    const agents = await names(".agents .name"), queues = await names(".q .by .trunc"), whole = new Set(chats.agents.map((one) => one.name.en));
    assert.ok(agents.length === 12 && queues.length >= 8);
    for (const one of [...agents, ...queues]) assert.ok(whole.has(one.text) && one.title === one.text, JSON.stringify(one));
    assert.deepEqual(agents.filter((one) => one.cut && one.text.length < 14), [], `agents, ${width}`);
    assert.deepEqual(await page.locator(".agents td .tm").evaluateAll((list) => list.filter((el) => el.getBoundingClientRect().right > el.closest("td").getBoundingClientRect().right || el.getBoundingClientRect().left < el.closest("td").getBoundingClientRect().left).map((el) => el.textContent)), [], `times in their columns, ${width}`);
    if (width > 1500) assert.deepEqual(queues.filter((one) => one.cut), [], `queues, ${width}`);
    assert.deepEqual(await page.evaluate(over), []);
    await close();
  }
});

test("monitor: a first press on a head sorts up, a second one down, and the arrow shows it (M27)", async () => {
  const { page, chats, close } = await open({ agents: 24 });
  const arrow = (name, text) => head(page, name, text).locator("use").getAttribute("href"), press = (name, text) => head(page, name, text).getByRole("button").click();
  const up = ids(chats.rooms.slice(1), (one) => one.status === "received", (one) => -one.assigned_at), name = "최초 응대 대기";
  await arrived(page, name, up.length);
  await press(name, "경과시간");
  assert.deepEqual([await head(page, name, "경과시간").getAttribute("aria-sort"), await arrow(name, "경과시간")], ["ascending", "#i-arrow-u"]);
  assert.deepEqual(await rowsOf(page, name), up);
  await press(name, "경과시간");
  assert.deepEqual([await head(page, name, "경과시간").getAttribute("aria-sort"), await arrow(name, "경과시간")], ["descending", "#i-arrow-d"]);
  assert.deepEqual(await rowsOf(page, name), [...up].reverse());
  for (const [text, key] of [["배정", (one) => one.today.received], ["종료", (one) => one.today.ended], ["유지 시간", (one) => -one.since]]) for (const way of [1, -1]) {
    await press("상담가능 상담원", text);
    assert.equal(await head(page, "상담가능 상담원", text).getAttribute("aria-sort"), way > 0 ? "ascending" : "descending");
    assert.equal(await panel(page, "상담가능 상담원").locator("th[aria-sort]").count(), 1);
    const shown = (await rowsOf(page, "상담가능 상담원")).map((id) => key(chats.agents.find((one) => one.id === id)));
    assert.deepEqual(shown, [...shown].sort((a, b) => way * (a - b)), text);
  }
  await press("상담가능 상담원", "상담사");
  const names = (await rowsOf(page, "상담가능 상담원")).map((id) => chats.agents.find((one) => one.id === id).name.ko);
  assert.deepEqual(names, [...names].sort(new Intl.Collator("ko", { numeric: true }).compare));
  await close();
});

test("monitor: the headline is who is 상담중; a state narrows the list to it, and its number is how many are listed (M5 to M7)", async () => {
  const { page, chats, server, close } = await open({ agents: 48 });
  assert.match(await page.locator(".pane.agents .lead").getAttribute("title"), /로그아웃한 상담사도/);
  const name = "상담가능 상담원", of = (state) => chats.agents.filter((one) => one.state === state);
  await arrived(page, name, 48);
  assert.equal(await lead(page, name), String(of("working").length));
  for (const [text, state] of [["상담중", "working"], ["휴식중", "resting"], ["식사중", "meal"], ["휴무", "off"], ["상담불가", "excluded"]]) {
    const chip = panel(page, name).locator(".chip", { hasText: text });
    assert.ok(of(state).length > 0);
    assert.equal(await chip.locator("b").textContent(), String(of(state).length), text);
    await chip.click();
    await arrived(page, name, of(state).length);
    assert.deepEqual((await rowsOf(page, name)).sort(), of(state).map((one) => one.id).sort());
    assert.equal(await lead(page, name), String(of("working").length), "the headline stays");
  }
  await panel(page, name).locator(".lead").click();
  await arrived(page, name, of("working").length);
  await page.mouse.move(700, 400);
  const one = of("working")[0];
  server.delta("chat_agents", [{ ...one, state: "meal", since: server.now() }]);
  await arrived(page, name, of("working").length - 1);
  assert.equal(await lead(page, name), String(of("working").length - 1));
  const sum = (key) => chats.agents.reduce((n, agent) => n + agent.today[key], 0);
  assert.equal(await panel(page, name).locator(".tot").textContent(), `배정 ${sum("received")} · 진행 ${sum("running")} · 종료 ${sum("ended")}`, "of rooms created today (M13)");
  const out = chats.agents.find((agent) => agent.state === "working" && !agent.signed_in);
  await page.locator(`[data-row=${out.id}] .st[title="로그아웃"]`).waitFor();
  const on = chats.agents.find((agent) => agent.auto_complete && agent.state === "working"), off = chats.agents.find((agent) => !agent.auto_complete && agent.state === "working" && agent !== one);
  for (const [agent, text] of [[on, "ON"], [off, "OFF"]]) if (agent !== one) assert.equal(await page.locator(`[data-row=${agent.id}] td`).last().textContent(), text, "M17");
  await close();
});

test("monitor: rooms over the limit are counted, with those close to it; the limits can be changed and stay (M20)", async () => {
  const now = Date.now(), at = [10_000, 40_000, 61_000, 300_000].map((ago, i) => room(i, "waiting", now, { ago }));
  const { page, close } = await open({ rooms: [{ id: "me", kind: "me", used: true }, ...at], agents: [] });
  const head = panel(page, "배정 대기");
  await arrived(page, "배정 대기", 4);
  assert.equal(await head.locator(".over").textContent(), "1분 초과 2");
  assert.deepEqual(await head.locator("tbody .tm").evaluateAll((list) => list.map((one) => one.dataset.t ?? "")), ["bad", "bad", "warn", ""]);
  assert.equal(await head.locator(".dist").getAttribute("aria-label"), "초과 2건, 임박 1건, 여유 1건");
  await page.getByRole("button", { name: "초과 기준" }).click();
  const field = page.getByRole("dialog", { name: "초과 기준" }).getByRole("spinbutton", { name: "배정 대기" });
  await field.fill("5");
  await field.press("Enter");
  await field.blur();
  await until(page, () => document.querySelector("[aria-label='배정 대기'] .over").textContent.startsWith("5분 초과"));
  await field.fill("0");
  await field.blur();
  assert.equal(await field.inputValue(), "5", "what is no limit is not taken");
  await page.reload();
  await until(page, () => document.querySelector("[aria-label='배정 대기'] .over")?.textContent.startsWith("5분 초과"));
  await close();
});

test("monitor: rooms of the last 24 hours or of today; what is older is told apart and is in no number", async () => {
  const now = Date.UTC(2026, 10, 20, 3); // noon in Seoul
  const ages = [hour, 11 * hour, 13 * hour, 30 * hour], rooms = ages.map((ago, i) => ({ ...room(i, "waiting", now, { ago: minute }), opened_at: now - ago }));
  const { page, close } = await open({ rooms: [{ id: "me", kind: "me", used: true }, ...rooms], agents: [] }, "/monitor", { with: (server) => { server.skew = now - Date.now(); } });
  await arrived(page, "배정 대기", 3);
  const list = panel(page, "배정 대기");
  assert.deepEqual([await lead(page, "배정 대기"), await list.locator(".older").textContent()], ["3", "이전 1건 더"]);
  assert.equal(await list.locator(".lead").getAttribute("href"), "chat?within=24h#/waiting", "the list of chats has every day (C8), so it is narrowed to what is counted");
  await page.getByRole("group", { name: "조회 기간" }).getByRole("button", { name: "오늘" }).click();
  await arrived(page, "배정 대기", 2);
  assert.deepEqual([await lead(page, "배정 대기"), await list.locator(".older").textContent()], ["2", "이전 2건 더"]);
  assert.equal(await list.locator(".lead").getAttribute("href"), "chat?from=2026-11-20&to=2026-11-20#/waiting", "of today as the list finds it by its start (C84)");
  await page.reload();
  await arrived(page, "배정 대기", 2);
  await page.keyboard.press("2");
  await arrived(page, "배정 대기", 3);
  await close();
});

test("monitor: a site and a category narrow every panel of rooms and their numbers", async () => {
  const { page, chats, close } = await open({ waiting: 24, first: 0, reply: 12, answered: 0 });
  await arrived(page, "배정 대기", 24);
  const waiting = chats.rooms.filter((one) => one.status === "waiting"), of = (keep) => waiting.filter(keep).length;
  await page.getByLabel("사이트").selectOption({ label: "온마루 앱" });
  await arrived(page, "배정 대기", of((one) => one.site === "app"));
  await page.getByLabel("상담 분류").selectOption("l1");
  await arrived(page, "배정 대기", of((one) => one.site === "app" && one.large.id === "l1"));
  assert.equal(await lead(page, "배정 대기"), String(of((one) => one.site === "app" && one.large.id === "l1")));
  await page.getByLabel("상담 분류").selectOption("m1-1");
  await arrived(page, "배정 대기", of((one) => one.site === "app" && one.middle.id === "m1-1"));
  await panel(page, "최초 응대 대기").getByText("고른 사이트와 분류에는 없습니다.").waitFor();
  await panel(page, "최초 응대 대기").getByRole("button", { name: "모두 보기" }).click();
  await arrived(page, "배정 대기", 24);
  await close();
});

test("monitor: rows stay under a hand, and are in order again once it goes", async () => {
  const { page, server, chats, close } = await open();
  const name = "배정 대기", waiting = chats.rooms.filter((one) => one.status === "waiting"), before = ids(waiting, () => true, (one) => one.wait_since);
  await arrived(page, name, 4);
  await panel(page, name).locator("tbody tr").nth(1).hover();
  const older = room(90, "waiting", server.now(), { ago: 500_000 });
  server.delta("chats", [older], { gone: [before[0]] });
  await arrived(page, name, 5);
  assert.deepEqual(await rowsOf(page, name), [...before, older.id], "what comes stands at the end, what went stays");
  const gone = panel(page, name).locator("tbody tr").first();
  assert.ok((await gone.textContent()).includes("처리됨"));
  assert.equal(await gone.getByRole("button").isDisabled(), true);
  assert.equal(await lead(page, name), "4", "the number is true all the same");
  await page.mouse.move(10, 10);
  await arrived(page, name, 4);
  assert.deepEqual(await rowsOf(page, name), [older.id, ...before.slice(1)]);
  await close();
});

test("monitor: a row that has the keyboard keeps it when rows move; arrows, Home and End go along the rows", async () => {
  const { page, server, close } = await open({ waiting: 6 }, "/monitor", { clock: true });
  const name = "배정 대기", at = () => page.evaluate(() => [document.activeElement.closest("tr")?.dataset.row, document.activeElement.tagName]);
  await arrived(page, name, 6);
  const order = await rowsOf(page, name);
  await panel(page, name).locator("tbody tr a").first().focus();
  await page.keyboard.press("ArrowDown");
  assert.deepEqual(await at(), [order[1], "A"]);
  await page.keyboard.press("End");
  assert.deepEqual(await at(), [order[5], "A"]);
  await page.keyboard.press("Home");
  await page.keyboard.press("Tab");
  assert.deepEqual(await at(), [order[0], "BUTTON"], "the button of the row is next");
  await page.keyboard.press("ArrowDown");
  server.delta("chats", [], { gone: [order[1]] });
  await pass(page, 11_000, 500); // a hand that does nothing is none
  await arrived(page, name, 5);
  assert.deepEqual(await at(), [order[2], "A"], "the row went: the next one has the keyboard");
  await close();
});

test("monitor: a room is given to an agent who works today, by fewest open ones; a refusal is told in the dialog", async () => {
  const now = Date.now(), base = { now, waiting: 2, first: 0, reply: 0, answered: 0, agents: 6 }, chats = makeChats(base);
  const set = (i, more) => { chats.agents[i] = { ...chatAgent({ id: `a00${i}`, name: `상담${i}`, name_en: `Agent ${i}` }, i, now), state: "working", signed_in: true, duty: "work", excluded: false, received: 0, running: i, ...more }; };
  set(0, { running: 4 }); set(1, { running: 1, received: 1, month: { received: 3, running: 7 } }); set(2, { signed_in: false, running: 0 }); set(3, { duty: "off", state: "off" }); set(4, { excluded: true, state: "excluded" }); set(5, { duty: "break", state: "off", running: 0 });
  const { page, server, close } = await open(chats);
  await arrived(page, "배정 대기", 2);
  const order = await rowsOf(page, "배정 대기"), line = page.locator(`[data-row=${order[0]}]`);
  await line.getByRole("button", { name: "배정" }).click();
  const dialog = page.getByRole("dialog", { name: "상담사 배정" }), agents = dialog.getByRole("radio");
  assert.deepEqual(await agents.locator("b").allTextContents(), ["상담1", "상담0", "상담5", "상담2"], "neither who is off today nor who is excluded (C64); logged out ones last");
  assert.ok((await agents.first().textContent()).includes("접수 3 · 진행 7"), "of the last month (C66)");
  assert.equal(await dialog.getByRole("button", { name: "배정", exact: true }).isDisabled(), true);
  await dialog.getByLabel("상담사 찾기").fill("상담0");
  await agents.first().click();
  server.answers.set(`POST chat/rooms/${order[0]}/assign`, [409, { title: "Conflict", status: 409, code: "conflict", detail: "the agent is not on duty today" }]);
  await dialog.getByRole("button", { name: "상담0 상담사에게 배정" }).click();
  await dialog.getByRole("alert").waitFor();
  server.answers.set(`POST chat/rooms/${order[0]}/assign`, [200, {}]);
  await dialog.getByRole("button", { name: "상담0 상담사에게 배정" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.deepEqual(server.requests.at(-1), ["POST", `chat/rooms/${order[0]}/assign`, { agent: "a000" }]);
  await page.getByText("대화방을 상담0 상담사에게 배정했습니다.").waitFor();
  const given = { ...chats.rooms.find((one) => one.id === order[0]), status: "received", agent: "a000", agent_name: chats.agents[0].name, assigned_at: server.now() };
  server.delta("chats", [given]);
  await page.mouse.move(10, 10);
  await arrived(page, "배정 대기", 1);
  await arrived(page, "최초 응대 대기", 1);

  await page.locator(`[data-row=${order[1]}]`).getByRole("button", { name: "배정" }).click();
  server.delta("chats", [], { gone: [order[1]] });
  await dialog.getByText("더 이상 배정을 기다리지 않습니다").waitFor();
  await agents.first().click();
  assert.equal(await dialog.getByRole("button", { name: /에게 배정$/ }).isDisabled(), true);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await close();
});

test("monitor: the time of the figures is that of the last frame; offline it stands still, and so do the figures (M29)", async () => {
  const { page, server, close } = await open({}, "/monitor?lang=en", { clock: true });
  await panel(page, "Waiting for an agent").locator("tbody tr").first().waitFor();
  const stamp = () => page.locator(".top .live .tm").textContent(), timer = () => panel(page, "Waiting for an agent").locator("tbody .tm").first().textContent();
  /** Time passes here and there alike. */
  const go = async (ms) => { for (let left = ms; left > 0; left -= 500) { server.skew += 500; await pass(page, 500, 500); } };
  const first = await stamp();
  await go(5_000);
  await until(page, (first) => document.querySelector(".top .live .tm").textContent !== first, first);
  server.mute();
  server.goDown();
  await go(12_000);
  await page.getByRole("alert").getByText("The connection to the server is lost").waitFor();
  const asOf = await stamp(), frozen = await timer();
  assert.ok((await page.getByRole("alert").textContent()).includes(asOf));
  assert.equal(await panel(page, "Waiting for an agent").getByRole("button", { name: /^Assign/ }).first().isDisabled(), true);
  await go(6_000);
  assert.deepEqual([await stamp(), await timer()], [asOf, frozen], "nothing old goes on as if it were live");
  server.comeUp();
  server.unmute();
  await go(15_000);
  await until(page, () => !document.querySelector(".offline"));
  assert.notEqual(await stamp(), asOf);
  await close();
});

test("monitor: figures lead to the lists of chats that they count", async () => {
  const { page, chats, close } = await open();
  await arrived(page, "상담가능 상담원", 12);
  const today = new Date(Date.now() + 9 * hour).toISOString().slice(0, 10), agent = chats.agents.find((one) => one.today.received && one.today.running && one.today.ended);
  const hrefs = await page.locator(`[data-row=${agent.id}] a.fig`).evaluateAll((list) => list.map((one) => [one.textContent.trim(), one.getAttribute("href")]));
  assert.deepEqual(hrefs, [["received", "received"], ["running", "in_progress"], ["ended", "ended"]].map(([key, status]) => [String(agent.today[key]), `chat?agent=${agent.id}&from=${today}&to=${today}${status === "ended" ? `&opened=${today}&answered=true` : ""}#/${status}`]), "M14 to M16");
  const [id] = await rowsOf(page, "상담원 답변 대기");
  assert.equal(await page.locator(`.q [data-row=${id}] a`).getAttribute("href"), `chat#/in_progress/${id}`);
  assert.deepEqual(await page.locator(".lead[href]").evaluateAll((list) => list.map((one) => one.getAttribute("href"))), ["chat?within=24h#/waiting", "chat?within=24h#/received", "chat?awaits=true&within=24h#/in_progress"]);
  await close();
});

test("monitor: the list behind a figure has as many rooms as the figure says: of the last 24 hours and of today, of a site and a category, of an agent, and what is older", async () => {
  const now = Date.UTC(2026, 10, 20, 3), made = makeChats({ now, waiting: 8, first: 9, reply: 10, answered: 4 }); // noon in Seoul
  made.rooms.slice(1).forEach((one, i) => { one.opened_at = now - [hour, 11 * hour, 13 * hour, 30 * hour, 50 * hour][i % 5]; });
  const own = made.rooms.filter((one) => one.agent === made.agents[0].id && one.opened_at > now - 12 * hour);
  made.agents[0].today = { received: own.filter((one) => one.status === "received").length, running: own.filter((one) => one.status === "in_progress").length, ended: 0 };
  const { page, close } = await open({ rooms: made.rooms, agents: made.agents }, "/monitor", { with: (server) => { server.skew = now - Date.now(); } });
  const base = page.url().replace(/monitor.*/, "");
  const figures = () => page.locator(".q .lead, .q .older, a.fig").evaluateAll((list) => list.map((one) => [Number(/\d+/.exec(one.textContent)[0]), one.getAttribute("href")]));
  const looks = [["최근 24시간", "", ""], ["오늘", "", ""], ["최근 24시간", "shop", ""], ["오늘", "", "l1"], ["최근 24시간", "", "m1-0"]];
  let seen = 0;
  for (const [period, site, category] of looks) {
    await page.goto(`${base}monitor`);
    await page.getByRole("group", { name: "조회 기간" }).getByRole("button", { name: period }).click();
    await page.getByLabel("사이트").selectOption(site);
    await page.getByLabel("상담 분류").selectOption(category);
    await drawn(page);
    for (const [n, href] of (await figures()).filter(([n, href]) => n && (!/agent=/.test(href) || href.includes(`agent=${made.agents[0].id}&`)))) {
      await page.goto(base + href);
      await page.locator(".cv-go, .list .empty").first().waitFor();
      const tab = await page.getByRole("tab", { selected: true }).locator("b").first().textContent();
      assert.deepEqual([await page.locator(".cv-go").count(), Number(tab)], [n, n], `${period} ${site} ${category}: ${href}`);
      seen++;
    }
  }
  assert.ok(seen > 20, `${seen} figures were followed`);
  await close();
});

test("monitor: it opens as a window of its own, which has no rail and works at its own size (M1)", async () => {
  const { page, server, close } = await open();
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: "새 창으로 열기" }).click()]);
  await popup.locator(".panels tbody tr").first().waitFor();
  assert.match(popup.url(), /\/monitor\?window$/);
  assert.equal(await popup.locator(".rail").count(), 0);
  for (const [width, height] of [[1280, 760], [1000, 640], [480, 700], [360, 600]]) {
    await popup.setViewportSize({ width, height });
    await drawn(popup);
    assert.deepEqual(await popup.evaluate(over), [], `${width}`);
    for (const name of ["상담가능 상담원", "배정 대기", "최초 응대 대기", "상담원 답변 대기"]) {
      await panel(popup, name).scrollIntoViewIfNeeded();
      assert.ok((await panel(popup, name).locator("tbody tr").first().boundingBox()).height > 20, `${name} at ${width}`);
    }
  }
  await popup.close();
  await page.goto(`${server.url}/supervise`); // the menu opens it too
  const [fromMenu] = await Promise.all([page.waitForEvent("popup"), page.getByRole("navigation", { name: "메뉴" }).getByRole("link", { name: "모니터링" }).click()]);
  await fromMenu.locator(".panels tbody tr").first().waitFor();
  assert.match(page.url(), /\/supervise/, "the page stays where it is");
  await fromMenu.close();
  await close();
});

test("monitor: with 200 agents and 300 rooms nothing overflows, everything is listed, and a change shows at once", async () => {
  const { page, server, chats, close } = await open({ agents: 200, waiting: 50, first: 100, reply: 150, answered: 0 });
  await arrived(page, "상담가능 상담원", 200);
  await arrived(page, "상담원 답변 대기", 150);
  await page.mouse.move(10, 10);
  assert.deepEqual(await page.evaluate(over), []);
  server.delta("chats", chats.rooms.slice(1, 26).map((one) => ({ ...one, status: "received", agent: "a001", assigned_at: server.now() })));
  await arrived(page, "배정 대기", 25);
  await arrived(page, "최초 응대 대기", 125);
  await close();
});

test("monitor: agents may not see it; without chats it says so; with nothing in it it says what will appear", async () => {
  const { page, close } = await open({}, "/monitor", { with: (server) => { server.user = { id: "u2", name: "강상담", role: "agent", permissions: [], agent_id: "a001" }; } });
  await page.getByText("실시간 모니터링을 볼 수 없습니다").waitFor();
  await close();
  const off = await open({ rooms: [{ id: "me", kind: "me", used: false }], agents: [] }, "/monitor?lang=en");
  await off.page.getByText("Chats are not in use").waitFor();
  await off.close();
  const empty = await open({ agents: 0, waiting: 0, first: 0, reply: 0, answered: 0 });
  for (const text of ["보이는 상담사가 없습니다", "배정을 기다리는 대화방이 없습니다", "첫 응대를 기다리는 대화방이 없습니다", "답변을 기다리는 대화방이 없습니다"]) await empty.page.getByText(text).waitFor();
  assert.deepEqual(await empty.page.evaluate(over), []);
  await empty.close();
});

for (const [lang, scheme] of [["ko", "light"], ["en", "dark"]]) test(`monitor: nothing that axe finds, and nothing that overflows, in ${lang} and both themes`, async () => {
  const { page, close } = await open({ agents: 30, waiting: 12 }, `/monitor?lang=${lang}`, { scheme, motion: "reduce" });
  await page.locator(".q tbody tr").first().waitFor();
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(await page.evaluate(over), []);
  await page.locator(".act .btn").first().click();
  await page.getByRole("radio").first().click();
  await drawn(page);
  assert.deepEqual(await barriers(page), []);
  await page.keyboard.press("Escape");
  await recolour(page, scheme === "light" ? "dark" : "light");
  assert.deepEqual(await barriers(page, { only: true }), []);
  for (const width of [1280, 1440, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    await drawn(page);
    assert.deepEqual(await page.evaluate(over), [], `${width}`);
  }
  await close();
});
