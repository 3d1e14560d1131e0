// What a manager sets and looks up of chats, with the real program, after customers and an
// agent have talked: templates, prohibited words, requests, blocked customers, the report,
// whose figures are those of the API and of the file.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { password, Program } from "./real.mjs";

let browser, program, agent;
/** The agent's log-in asks. */
async function kim(method, path, data) {
  const answer = await agent.page.request.fetch(`${program.url}/api/v1/${path}`, { method, data });
  return { status: answer.status(), body: await answer.json().catch(() => null) };
}

/** A new customer, in a browser of the page to try the site on. */
const visitor = (page) => page.evaluate(() => fetch("visitors", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ site: "shop", language: "ko" }) }).then((answer) => answer.json()).then((made) => made.token));

/** A customer sends a frame, and waits until it is kept. @returns the room that it was of */
const send = (page, token, frame) => page.evaluate(async ({ token, frame }) => {
  const live = new WebSocket("live", "callfloor.chat.1"), id = crypto.randomUUID();
  return new Promise((done, fail) => {
    live.onclose = (event) => fail(new Error(`closed: ${event.code}`));
    live.onopen = () => live.send(JSON.stringify({ type: "hello", token, site: "shop", language: "ko", page: { url: location.href, title: "", referrer: "" } }));
    live.onmessage = ({ data }) => {
      const told = JSON.parse(data);
      if (told.type === "snapshot") live.send(JSON.stringify({ ...frame, client: id }));
      if (told.type === "refused") fail(new Error(data));
      if (told.type === "ack") { live.onclose = null; live.close(); done(told.room); }
    };
  });
}, { token, frame });
const write = (page, token, body) => send(page, token, { type: "post", body });

before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  const person = (login, name, role, more = {}) => program.ask("POST", "users", { login, name, role, password, lang: "en", must_change: false, ...more });
  await person("lead", "박팀장", "manager", { permissions: ["report"] });
  await program.ask("POST", "teams", { id: "t1", name: { ko: "1팀", en: "Team 1" }, manager: "lead" });
  for (const [id, name, name_en, extension, team] of [["kim", "김하나", "Hana Kim", "1001", "t1"], ["lee", "이두리", "Duri Lee", "1002", ""]]) await program.ask("POST", "agents", { id, name, name_en, extension, team, services: {} });
  await person("kim", "김하나", "agent", { agent_id: "kim" });
  await program.ask("POST", "chat-categories", { id: "delivery", name: { ko: "배송", en: "Delivery" } });
  await program.ask("POST", "chat-categories", { id: "late", parent: "delivery", name: { ko: "배송 지연", en: "Late" } });
  await program.ask("POST", "chat-sites", { id: "shop", name: { ko: "온마루" }, origins: [] });
  await program.ask("PATCH", "settings", { values: { "chat.enabled": "true", "chat.bot": "false", "chat.satisfaction": "true" } });
  agent = await program.visit(browser, "kim", "/chat");
  assert.equal((await kim("PUT", "chat/me", { signed_in: true })).status, 200);
  const page = await (await browser.chrome.newContext()).newPage();
  await page.goto(`${program.url}/chat/sample?site=shop`);
  for (const [i, body] of ["배송이 늦어요", "바보 같은 곳", "환불해 주세요"].entries()) {
    const token = await visitor(page), room = await write(page, token, body);
    if (i === 2) continue; // is not answered
    const said = await kim("POST", `chat/rooms/${room}/messages`, { client: `answer-000${i}`, body: "확인하겠습니다." });
    assert.equal(said.status, 201, JSON.stringify(said));
    if (i === 0) assert.equal((await kim("POST", "chat/requests", { room, body: "환불 한도를 넘습니다.\n승인 부탁드립니다." })).status, 201);
    await kim("POST", `chat/rooms/${room}/end`);
    await send(page, token, { type: "rate", room, score: 5 - i, comment: "빨라요" });
    if (i === 1) await program.ask("POST", `chat/rooms/${room}/block`, { reason: "욕설" });
  }
});
after(async () => { await agent?.close().catch(() => {}); await browser?.stop(); await program?.stop(); });

const says = (page, words) => page.locator(".said", { hasText: words }).waitFor();
const picture = (page, name) => process.env.PICTURES ? page.screenshot({ path: `${process.env.PICTURES}/${name}.png` }) : undefined;

test("a manager comes from the rail to what is about chats, and to nothing else of the settings", async () => {
  const { page, close } = await program.visit(browser, "lead", "/floor");
  await page.locator(".rail").getByRole("link", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await page.locator(".top .med", { hasText: "Agents' requests" }).waitFor();
  assert.deepEqual(await page.locator(".anav a").allInnerTexts(), ["Chat schedules", "Chat templates", "Prohibited words", "Agents' requests", "Blocked customers", "Chat report", "Service usage log"]);
  await page.goto(`${program.url}/admin#/chat-sites`);
  await page.locator(".empty", { hasText: "For administrators only" }).waitFor();
  assert.equal(await page.getByText("Onmaru").count(), 0, "the section of sites is none of a manager's");
  await close();
});

test("templates for everybody: added, refused at their field, changed and taken out of use; agents have them", async () => {
  const { page, close } = await program.visit(browser, "lead", "/admin#/chat-templates");
  for (const [name, shortcut] of [["배송 지연 안내", "지연"], ["끝인사", "지연"]]) {
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Shortcut").fill(shortcut);
    await page.getByLabel("Category").selectOption({ label: "Delivery › Late" });
    await page.getByLabel("Text").fill("{고객명} 고객님, 내일 도착합니다.");
    await page.keyboard.press("Control+s");
    if (name === "끝인사") await page.locator("#f-shortcut-wrong").waitFor();
    else await says(page, name);
  }
  await page.getByLabel("Shortcut").fill("끝");
  await page.keyboard.press("Control+s");
  await says(page, "끝인사");
  await page.getByRole("switch", { name: "Not used" }).click();
  await page.keyboard.press("Control+s");
  await page.locator(".list-pane .tagx", { hasText: "Not used" }).waitFor();
  const seen = (await kim("GET", "chat/templates")).body.map(({ name, shortcut, category, unused = false }) => [name, shortcut, category, unused]);
  assert.deepEqual(seen.sort(), [["끝인사", "끝", "late", true], ["배송 지연 안내", "지연", "late", false]]);
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Remove it" }).click();
  await says(page, "끝인사");
  assert.equal((await kim("GET", "chat/templates")).body.length, 1);
  await close();
});

test("prohibited words: one refuses what the agent writes, one is replaced; changed and allowed again", async () => {
  const { page, close } = await program.visit(browser, "lead", "/admin#/chat-words");
  const add = async (word, instead) => {
    await page.getByRole("textbox", { name: "Prohibited word" }).fill(word);
    await page.getByRole("button", { name: instead === undefined ? "Not sent" : "Replaced" }).click();
    if (instead) await page.getByRole("textbox", { name: "Written instead", exact: true }).fill(instead);
    await page.keyboard.press("Enter");
    if (instead === undefined) await page.getByRole("button", { name: "Add a word" }).click();
    await page.getByRole("row", { name: new RegExp(word) }).waitFor();
  };
  await add("바보");
  await add("멍청이", "○○");
  await page.getByRole("textbox", { name: "Prohibited word" }).fill("바보");
  await page.getByRole("button", { name: "Add a word" }).click();
  await says(page, "바보 is there already");
  await picture(page, "words-real");
  const [{ room: { id: room } }] = (await kim("GET", "chat/list?status=received")).body.items;
  const post = (n, body) => kim("POST", `chat/rooms/${room}/messages`, { client: `words-0000${n}`, body });
  const refused = await post(1, "바보");
  assert.deepEqual([refused.status, refused.body.words], [422, ["바보"]]);
  await page.getByLabel("What happens with 바보").selectOption("mask");
  await says(page, "바보");
  assert.equal((await post(2, "바보와 멍청이")).body.body, "**와 ○○");
  await page.getByRole("button", { name: "Remove 멍청이" }).click();
  await page.getByRole("button", { name: "Remove it" }).click();
  await page.getByRole("row", { name: /멍청이/ }).waitFor({ state: "detached" });
  assert.deepEqual((await program.ask("GET", "chat/words")).map((one) => [one.word, one.effect]), [["바보", "mask"]]);
  await close();
});

test("a request of an agent is answered once; what was being written stays while another is looked at", async () => {
  await kim("POST", "chat/requests", { body: "휴가를 쓰고 싶습니다." });
  const { page, close } = await program.visit(browser, "lead", "/admin#/chat-requests");
  const rows = page.locator(".list-pane .line");
  await rows.nth(1).click();
  await page.getByText("승인 부탁드립니다.").first().waitFor();
  await page.getByLabel("What you answer").fill("승인했습니다.");
  await rows.nth(0).click();
  await page.locator(".det .words", { hasText: "휴가" }).waitFor();
  assert.equal(await page.getByLabel("What you answer").inputValue(), "");
  await rows.nth(1).click();
  await page.locator(".det .words", { hasText: "승인" }).waitFor();
  assert.equal(await page.getByLabel("What you answer").inputValue(), "승인했습니다.");
  await page.getByLabel("What you answer").press("Control+Enter");
  await says(page, "Answered the request of Hana Kim");
  await page.waitForFunction(() => document.querySelectorAll(".list-pane .line").length === 1);
  await rows.first().click();
  await page.getByLabel("What you answer").fill("이번 주는 어렵습니다.");
  await page.getByRole("button", { name: "Refuse", exact: true }).click();
  await says(page, "Refused");
  await page.getByRole("button", { name: "All", exact: true }).click();
  await rows.nth(1).click();
  await page.locator(".det", { hasText: "Answered at" }).waitFor();
  await picture(page, "request-real");
  const mine = (await kim("GET", "chat/requests")).body.items.map(({ body, state, answer, by }) => [body.slice(0, 2), state, answer, by]);
  assert.deepEqual(mine, [["휴가", "refused", "이번 주는 어렵습니다.", "lead"], ["환불", "done", "승인했습니다.", "lead"]]);
  await close();
});

/** What a table of the report has, row by row. */
const cells = (page) => page.locator(".figures tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((one) => one.textContent.trim())));
const clock = (ms) => { const all = Math.round(ms / 1000), two = (n) => String(n).padStart(2, "0"); return all >= 3600 ? `${Math.floor(all / 3600)}:${two(Math.floor(all / 60) % 60)}:${two(all % 60)}` : `${two(Math.floor(all / 60))}:${two(all % 60)}`; };

test("the report's figures on screen are those of the API and of the file", async () => {
  const { page, close } = await program.visit(browser, "lead", "/admin#/chat-report");
  await page.locator(".figures tbody tr").waitFor();
  for (const [by, label] of [["day", "By day"], ["agent", "By agent"], ["category", "By category"], ["channel", "By channel"], ["month", "By month"]]) {
    await page.getByRole("button", { name: label }).click();
    const [from, to] = await Promise.all(["First day", "Last day"].map((name) => page.getByLabel(name).inputValue()));
    const { items } = await (await page.request.get(`${program.url}/api/v1/chat/report?by=${by}&from=${from}&to=${to}`)).json();
    await page.getByRole("columnheader", { name: { day: "Day", agent: "Agent", category: "Category", channel: "Channel", month: "Month" }[by], exact: true }).waitFor();
    await page.locator(".figures tbody tr").nth(items.length - 1).waitFor();
    assert.equal(items.reduce((sum, one) => sum + one.rooms, 0), 3, by);
    const time = (n, ms) => (n ? clock(ms) : "–");
    const told = items.map((one) => [one.rooms, one.requested, one.answered, one.ended, one.blocked, one.customer_messages, one.agent_messages].map(String).concat([time(one.first.n, one.first.mean_ms), time(one.first.n, one.first.p50_ms), time(one.first.n, one.first.p90_ms), time(one.replies, one.reply_ms), time(one.handling.n, one.handling.mean_ms), time(one.handling.n, one.handling.p50_ms), time(one.handling.n, one.handling.p90_ms), String(one.satisfaction.n), one.satisfaction.mean.toFixed(2)]));
    assert.deepEqual(items.map((one) => one.satisfaction), [{ n: 2, mean: 4.5 }], by);
    const shown = await cells(page);
    assert.deepEqual(shown.map(([, ...rest]) => rest).sort(), told.sort(), by);
    assert.deepEqual(shown.map(([name]) => name), { day: [items[0].key], month: [items[0].key], agent: ["Hana Kim"], category: ["Late"], channel: ["Web chat"] }[by], by);
    await page.getByRole("button", { name: "Download for Excel" }).click();
    await page.locator("#e-reason").fill("Monthly review");
    await page.getByRole("button", { name: "CSV" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".dlg-foot a").click()]);
    const text = await (await import("node:fs/promises")).readFile(await download.path(), "utf8"), lines = text.replace(/^\ufeff/, "").trim().split(/\r?\n/).slice(1).map((line) => line.split(","));
    const seconds = (ms) => Math.floor((ms + 50) / 100) / 10;
    assert.deepEqual(lines.map((line) => line.slice(by === "agent" || by === "category" ? 2 : 1).map(Number)), items.map((one) => [one.rooms, one.requested, one.answered, one.ended, one.blocked, one.customer_messages, one.agent_messages, one.first.n, seconds(one.first.mean_ms), seconds(one.first.p50_ms), seconds(one.first.p90_ms), one.replies, seconds(one.reply_ms), one.handling.n, seconds(one.handling.mean_ms), seconds(one.handling.p50_ms), seconds(one.handling.p90_ms), one.satisfaction.n, one.satisfaction.mean]), by);
    await page.locator("dialog").waitFor({ state: "detached" });
  }
  await page.getByRole("button", { name: "Yesterday" }).click();
  await page.getByText("There were no chats").waitFor();
  await page.getByLabel("First day").fill("2020-01-01");
  await page.getByText("A year at most.").waitFor();
  await close();
});

test("a blocked customer stands with the reason, and can write again once unblocked", async () => {
  const { page, close } = await program.visit(browser, "lead", "/admin#/chat-blocked");
  await page.getByRole("row", { name: /욕설/ }).waitFor();
  await picture(page, "blocked-real");
  await page.getByRole("button", { name: /^Unblock/ }).click();
  await page.getByRole("button", { name: "Unblock", exact: true }).click();
  await says(page, "can write again");
  await page.getByText("Nobody is blocked").waitFor();
  assert.deepEqual((await program.ask("GET", "chat/blocked")).items, []);
  await close();
});

test("a manager who opens settings of administrators reads that, and is led nowhere else", async () => {
  for (const [lang, title, section] of [["ko", "관리자만 볼 수 있습니다", "채팅 사이트"], ["en", "For administrators only", "Chat sites"]]) {
    const { page, close } = await program.visit(browser, "lead", `/admin?lang=${lang}#/chat-sites`);
    await page.locator(".empty", { hasText: title }).waitFor();
    await picture(page, `manager-denied-${lang}`);
    assert.match(await page.locator("header.top").innerText(), new RegExp(section));
    assert.equal(await page.locator(".anav [aria-current]").count(), 0);
    await page.evaluate(() => { location.hash = "#/chat-words"; });
    await page.locator(".anav [aria-current]").waitFor();
    assert.equal(await page.locator(".empty", { hasText: title }).count(), 0);
    await page.evaluate(() => { location.hash = "#/settings"; });
    await page.locator(".empty", { hasText: title }).waitFor();
    await close();
  }
});
