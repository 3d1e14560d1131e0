// Modules that need no browser.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { boardOptions } from "../js/board/options.js";
import { floorColumns, plan } from "../js/board/plan.js";
import { layouts, widths } from "../js/board/tracks.js";
import { csvLine } from "../js/file.js";
import { publicHolidays } from "../js/admin/korea.js";
import { clientName, clockTime, count, dayInTalk, dayOnWall, dayTime, fromLocalInput, localInput, percent, timeOfDay } from "../js/format.js";
import { colleagues, makeFloor } from "./floor.mjs";
import { en as commonEn } from "../js/text/en.js";
import { entryEn } from "../js/text/entry.en.js";
import { entryKo } from "../js/text/entry.ko.js";
import { ko as commonKo } from "../js/text/ko.js";

const ko = { ...commonKo, ...entryKo }, en = { ...commonEn, ...entryEn };

test("both catalogues have the same keys, and the same places in each text", () => {
  assert.deepEqual(Object.keys(commonEn), Object.keys(commonKo));
  assert.deepEqual(Object.keys(entryEn), Object.keys(entryKo));
  assert.equal(Object.keys(ko).length, Object.keys(commonKo).length + Object.keys(entryKo).length, "a key stands in two places");
  const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
  for (const key of Object.keys(ko)) {
    assert.ok(ko[key] && en[key], `${key} is empty`);
    assert.deepEqual(places(en[key]), places(ko[key]), key);
  }
  const hangul = Object.entries(en).filter(([, text]) => /[\uac00-\ud7a3]/.test(text)).map(([key]) => key);
  assert.deepEqual(hangul, [], "Korean in the English catalogue");
});

test("the form of a list refuses just the days that the server does, also in leap years (C83 to C86)", async () => {
  const { wrongDays } = await import("../js/chat/days.js"), cases = JSON.parse(await readFile(new URL("../../../chat/testdata/windows.json", import.meta.url), "utf8"));
  const words = { "": "", backwards: "days_reversed", ended_window: "days_year", open_window: "days_31", visitor_tag_window: "days_vtag", room_tag_window: "days_rtags" };
  for (const { what, today, list, from, to, visitor_tag = "", room_tags = "", wrong } of cases) assert.equal(wrongDays({ from, to, visitor_tag, room_tags }, list, today), words[wrong], what);
  assert.ok(cases.length > 20);
});

test("a text with a count has the form of one and the form of many", async () => {
  const { fill } = await import("../js/fill.js"), { adminEn } = await import("../js/text/admin.en.js"), { deskEn } = await import("../js/text/desk.en.js"), { floorEn } = await import("../js/text/floor.en.js"), { smsEn } = await import("../js/text/sms.en.js");
  assert.equal(fill(deskEn["desk.last_n"], { n: 1 }), "1 earlier consultation");
  assert.equal(fill(deskEn["desk.last_n"], { n: 0 }), "0 earlier consultations");
  assert.equal(fill(commonEn["board.alerts"], { n: 1 }), "1 alert");
  assert.equal(fill(floorEn["bulk_all_or_none"], { n: "1" }), "1 row is wrong. Correct it and choose the file again, or leave it out.");
  assert.equal(fill(floorEn["bulk_give"], { n: "1,201", agents: "1" }), "Give 1,201 to 1 agent");
  assert.equal(fill("{n} of {m}", { n: 0 }), "0 of {m}");
  assert.equal(fill("{n} of {m}, {k:call|calls}", { n: null, m: undefined, k: null }), "{n} of {m}, {k:call|calls}", "nothing is not told as null");
  const { values_hint: _, ...sms } = smsEn; // shows variables as they are written
  for (const [key, text] of [...Object.entries({ ...en, ...adminEn, ...deskEn, ...floorEn }), ...Object.entries(sms)]) {
    const plain = fill(text, Object.fromEntries([...text.matchAll(/\{(\w+)/g)].map(([, name]) => [name, ["n", "agents", "rows", "reachable"].includes(name) ? "1" : "X"])));
    assert.doesNotMatch(plain, /\b1 (?!is\b|was\b|has\b|answers\b|belongs\b|waits\b|goes\b|refuses\b)(earlier |more |wrong |recovery )?[a-z]+s\b/, `${key}: ${plain}`);
    assert.doesNotMatch(plain, /[{|}]/, `${key}: ${plain}`);
  }
});

test("a Korean particle goes with how the word before it ends, where that can be told", async () => {
  const { fill } = await import("../js/fill.js");
  for (const [word, want] of [["김하나", "는 가 를 로"], ["박세찬", "은 이 을 으로"], ["서울", "은 이 을 로"], ["1001", "은 이 을 로"], ["12", "는 가 를 로"], ["1006", "은 이 을 으로"], ["1000", "은 이 을 으로"], ["lee", "은(는) 이(가) 을(를) (으)로"]]) {
    assert.equal(fill("{a}은(는) {a}이(가) {a}을(를) {a}(으)로", { a: word }), want.split(" ").map((one) => word + one).join(" "));
  }
});

test("every key that a module asks for exists, and every key is asked for", async () => {
  const { readdir } = await import("node:fs/promises");
  const names = (await readdir(new URL("../js", import.meta.url), { recursive: true })).filter((name) => name.endsWith(".js") && !name.startsWith("text"));
  const code = (await Promise.all(names.map((name) => readFile(new URL(`../js/${name}`, import.meta.url), "utf8")))).join("\n");
  const asked = new Set([...code.matchAll(/\bt\(\s*"([\w.]+)"/g)].map((m) => m[1]));
  for (const key of asked) assert.ok(key in ko, `text "${key}" is missing`);
  const made = ["state.", "reason.", "phase.", "theme.", "role.", "link.", "level.", "alert.", "tip.", "trigger.", "strategy.", "key.", "desk.idle_", "login.sign_on.", "setup.test.",
    "kind.", "consult.", "whynot.", "wrong.", "effect.", "effect_why.", "memo.", "desk.area_", "desk.alert_", "desk.keys_", "booked.", "callbacks.alert_"];
  const views = ["board.services", "board.agents", "board.floor"];
  const unused = Object.keys(ko).filter((key) => !code.includes(`"${key}"`) && !views.includes(key) && !made.some((start) => key.startsWith(start)));
  assert.deepEqual(unused, []);
});

test("who takes calls and chats is 상담사 everywhere but in names that the requirements give: of the wallboard's views (W4), panels (M3), and acts and lists of chats (C41, C63, C87)", async () => {
  const { adminKo } = await import("../js/text/admin.ko.js"), { floorKo } = await import("../js/text/floor.ko.js"), { callbacksKo } = await import("../js/text/callbacks.ko.js"), { smsKo } = await import("../js/text/sms.ko.js"), { chatAdminKo } = await import("../js/text/chatadmin.ko.js");
  const { chatKo } = await import("../js/text/chat.ko.js"), { monitorKo } = await import("../js/text/monitor.ko.js"), { superviseKo } = await import("../js/text/supervise.ko.js");
  const names = /상담가능 상담원|상담원 답변 대기|상담원 변경|상담원 연결|상담원 요청사항/g;
  const others = [ko, floorKo, adminKo, callbacksKo, smsKo, chatAdminKo, chatKo, monitorKo, superviseKo].flatMap((one) => Object.entries(one)).filter(([, text]) => text.replace(names, "").includes("상담원"));
  assert.deepEqual(others.map(([key]) => key), ["board.agents", "board.floor"]);
});

test("what the pages of chats say of rooms and agents they say in one word each: also in files, and in both languages", async () => {
  const { roomTermsKo, stateTermsKo } = await import("../js/text/chatterms.ko.js"), { roomTermsEn, stateTermsEn } = await import("../js/text/chatterms.en.js"), source = await readFile(new URL("../../chatexport.go", import.meta.url), "utf8");
  assert.deepEqual([Object.keys(roomTermsEn), Object.keys(stateTermsEn)], [Object.keys(roomTermsKo), Object.keys(stateTermsKo)]);
  for (const [key, text] of Object.entries(roomTermsKo)) if (/^(status|end_type)\./.test(key)) assert.ok(source.includes(`{"${text}", "${roomTermsEn[key]}"}`), `${key}: ${text}, ${roomTermsEn[key]}`);
  for (const [lang, own] of [["ko", { ...roomTermsKo, ...stateTermsKo }], ["en", { ...roomTermsEn, ...stateTermsEn }]]) {
    for (const name of ["chat", "monitor", "supervise"]) {
      const all = Object.values(await import(`../js/text/${name}.${lang}.js`))[0];
      assert.deepEqual(Object.keys(all).filter((key) => key in own && all[key] !== own[key]), [], `${name}.${lang}`);
    }
  }
  const { chatKo } = await import("../js/text/chat.ko.js"), { chatAdminKo } = await import("../js/text/chatadmin.ko.js");
  for (const state of ["request.open", "request.done", "request.refused"]) assert.equal(chatKo[state], chatAdminKo[state]);
});

test("the texts of floor, administration, callbacks, messages, what is set of chats and the monitoring of chats: the same keys in both languages, each asked for", async () => {
  const { adminKo } = await import("../js/text/admin.ko.js"), { adminEn } = await import("../js/text/admin.en.js"), { floorKo } = await import("../js/text/floor.ko.js"), { floorEn } = await import("../js/text/floor.en.js"), { callbacksKo } = await import("../js/text/callbacks.ko.js"), { callbacksEn } = await import("../js/text/callbacks.en.js"), { smsKo } = await import("../js/text/sms.ko.js"), { smsEn } = await import("../js/text/sms.en.js"), { chatAdminKo } = await import("../js/text/chatadmin.ko.js"), { chatAdminEn } = await import("../js/text/chatadmin.en.js"), { monitorKo } = await import("../js/text/monitor.ko.js"), { monitorEn } = await import("../js/text/monitor.en.js"), { superviseKo } = await import("../js/text/supervise.ko.js"), { superviseEn } = await import("../js/text/supervise.en.js"), { chatKo } = await import("../js/text/chat.ko.js"), { chatEn } = await import("../js/text/chat.en.js");
  const { readdir } = await import("node:fs/promises");
  for (const [place, say, own, english] of [["admin", "w", adminKo, adminEn], ["floor", "f", floorKo, floorEn], ["callbacks", "c", callbacksKo, callbacksEn], ["sms", "m", smsKo, smsEn], ["monitor", "o", monitorKo, monitorEn], ["chat", "ch", chatKo, chatEn], ["supervise", "v", superviseKo, superviseEn], ["admin", "ca", chatAdminKo, chatAdminEn]]) {
    assert.deepEqual(Object.keys(english), Object.keys(own));
    assert.deepEqual(Object.entries(english).filter(([, text]) => /[\uac00-\ud7a3]/.test(text.replaceAll("{이름}", ""))), [], "Korean in the English catalogue");
    const vars = (text) => [...text.replaceAll("{이름} or {name}", "").matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().join();
    assert.deepEqual(Object.keys(own).filter((key) => vars(own[key]) !== vars(english[key])), [], "different values");
    const names = (await readdir(new URL(`../js/${place}`, import.meta.url), { recursive: true })).filter((name) => name.endsWith(".js"));
    const code = (await Promise.all(names.map((name) => readFile(new URL(`../js/${place}/${name}`, import.meta.url), "utf8")))).join("\n");
    for (const [, key] of code.matchAll(new RegExp(`\\b${say}\\(\\s*"([\\w.]+)"`, "g"))) assert.ok(key in own, `text "${key}" is missing`);
    const groups = new Set([...code.matchAll(new RegExp(`\\b${say}code\\("([\\w.]+)"`, "g"))].map((m) => m[1])), starts = [...code.matchAll(/`([a-z]+[._](?:[a-z]+_)?|)\$\{/g)].map((m) => m[1]).filter(Boolean);
    const asked = (key) => code.includes(`"${key}"`) || [...groups].some((group) => key.startsWith(`${group}.`)) || place === "sms" && starts.some((start) => key.startsWith(start));
    assert.deepEqual(Object.keys(own).filter((key) => !asked(key)), []);
  }
});

test("window.Callfloor greets its frame once a page is in it, not before; every event has its type", async () => {
  const vm = await import("node:vm"), base = "https://centre.example.com", said = [], heard = [], hears = [];
  const frame = Object.assign(new EventTarget(), { style: {}, contentWindow: { postMessage: (message, origin) => said.push([message.ask, origin]) } });
  const window = {}, document = { currentScript: { src: `${base}/embed.js` }, createElement: () => frame, addEventListener() {} };
  vm.runInNewContext(await readFile(new URL("../embed/callfloor.js", import.meta.url), "utf8"), { window, document, URL, setInterval, clearInterval, console, addEventListener: (_, hear) => hears.push(hear) });
  window.Callfloor.on("*", (event) => heard.push(event));
  const ready = window.Callfloor.init({ into: { append() {} } });
  await new Promise((done) => setTimeout(done, 700));
  assert.deepEqual(said, [], "an empty page is of no origin: the browser warns");
  frame.dispatchEvent(new Event("load"));
  assert.deepEqual(said, [["hello", base]]);
  for (const [type, event] of [["ready", { agent: "kim", name: "김하나" }], ["screen_pop", { call: "c1", card: {} }]]) for (const hear of hears) hear({ source: frame.contentWindow, origin: base, data: { callfloor: 1, type, event } });
  assert.deepEqual(await ready, { agent: "kim", name: "김하나" });
  assert.deepEqual(heard.map(({ type, agent, call }) => [type, agent ?? call]), [["ready", "kim"], ["screen_pop", "c1"]]);
});

test("what a site's fields show in grey is what the program says to customers", async () => {
  const { chatSaid } = await import("../js/text/chatsaid.js"), source = await readFile(new URL("../../../app/chatwords.go", import.meta.url), "utf8");
  for (const { ko, en } of Object.values(chatSaid)) assert.ok(source.includes(`"${ko}", "${en}")`), ko);
});

test("categories stand in order; one goes a place up or down by one change, and where there is no number between all get new ones that keep the order", async () => {
  const { inOrder, lastNumber, moved } = await import("../js/admin/chat/tree.js");
  const of = (id, order, parent) => ({ id, name: { ko: id, en: id }, ...(parent ? { parent } : {}), ...(order ? { order } : {}) });
  const ids = (list) => inOrder(list).map((one) => one.id).join(" ");
  const put = (list, id, order) => list.map((one) => (one.id === id ? { ...one, order } : one));
  const list = [of("b", 20), of("a", 10), of("a2", 20, "a"), of("a1", 10, "a"), of("b1", 10, "b"), of("lost", 10, "gone")];
  assert.equal(ids(list), "a a1 a2 b b1 lost");
  assert.deepEqual([lastNumber(list), lastNumber(list, "a"), lastNumber([])], [30, 30, 10]);
  assert.deepEqual([moved(list, list[1], -1), moved(list, list[0], 1), moved(list, list[3], -1)], [null, null, null]);
  for (const [id, way, want] of [["b", -1, "b b1 a a1 a2 lost"], ["a", 1, "b b1 a a1 a2 lost"], ["a2", -1, "a a2 a1 b b1 lost"]]) {
    const plan = moved(list, list.find((one) => one.id === id), way);
    assert.deepEqual(plan.first, []);
    assert.equal(ids(put(list, id, plan.order)), want, id);
  }
  const same = [of("c"), of("d"), of("e")], plan = moved(same, same[2], -1);
  const anew = plan.first.reduce((now, { one, order }) => put(now, one.id, order), same);
  assert.equal(ids(anew), "c d e");
  assert.equal(ids(put(anew, "e", plan.order)), "c e d");
  const full = [of("x", 9999), of("y", 10000)], end = moved(full, full[0], 1);
  assert.ok(end.first.length && end.order <= 10000);
  const many = Array.from({ length: 500 }, (_, i) => of(`m${String(i).padStart(3, "0")}`)), far = moved(many, many[499], -1);
  assert.ok([...far.first.map((one) => one.order), far.order].every((n) => n <= 10000));
});

test("a report on chats: totals are sums and means by number, percentiles are not added; what has no figure is last in an order", async () => {
  const { figure, inOrder, total, spans, wrongDays } = await import("../js/admin/chat/report.js"), none = { n: 0, mean_ms: 0, p50_ms: 0, p90_ms: 0 };
  const row = (key, rooms, first, reply, satisfaction) => ({ key, rooms, requested: rooms, answered: first.n, ended: 0, blocked: 0, customer_messages: 0, agent_messages: 0, first, replies: reply ? 4 : 0, reply_ms: reply, handling: none, satisfaction });
  const rows = [row("b", 1, { n: 1, mean_ms: 9000, p50_ms: 9000, p90_ms: 9000 }, 0, { n: 3, mean: 4.67 }), row("a", 5, { n: 3, mean_ms: 1000, p50_ms: 900, p90_ms: 2000 }, 500, { n: 3, mean: 4.33 }), row("c", 0, none, 0, { n: 0, mean: 0 })];
  assert.deepEqual([total(rows, "rooms"), total(rows, "first_mean"), total(rows, "first_p50"), total(rows, "reply_mean"), total(rows, "handling_mean"), figure(rows[2], "first_mean"), figure(rows[1], "first_p90")], [6, 3000, null, 500, null, null, 2000]);
  assert.deepEqual([total(rows, "ratings"), total(rows, "rating_mean"), figure(rows[0], "rating_mean"), figure(rows[2], "rating_mean"), figure(rows[2], "ratings")], [6, 4.5, 4.67, null, 0], "14 and 13 stars of six ratings");
  const order = (column, up) => inOrder(rows, column, up, (one) => one.key).map((one) => one.key).join("");
  assert.deepEqual([order("name", true), order("rooms", false), order("first_mean", true), order("first_mean", false)], ["abc", "abc", "abc", "bac"]);
  assert.deepEqual([spans.week("2027-01-03"), spans.last_month("2027-01-03"), spans.month("2027-01-03")], [["2026-12-28", "2027-01-03"], ["2026-12-01", "2026-12-31"], ["2027-01-01", "2027-01-03"]]);
  assert.deepEqual([wrongDays("", "2027-01-01"), wrongDays("2027-01-02", "2027-01-01"), wrongDays("2026-01-01", "2027-01-01"), wrongDays("2026-01-01", "2027-01-02")], ["days_missing", "days_reversed", "", "days_most"]);
});

test("a browser and its system by the User-Agent", () => {
  const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0", phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
  for (const [agent, name] of [
    [`${windows} Safari/537.36`, "Chrome · Windows"], [`${windows} Safari/537.36 Edg/142.0.0.0`, "Edge · Windows"], [`${windows} Whale/4.33.325.17 Safari/537.36`, "Whale · Windows"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox · Linux"], [`${phone} Version/18.1 Mobile/15E148 Safari/604.1`, "Safari · iOS"], [`${phone} CriOS/142.0 Mobile/15E148 Safari/604.1`, "Chrome · iOS"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15", "Safari · macOS"],
    ["Mozilla/5.0 (Linux; Android 15; SM-S928N) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", "Samsung Internet · Android"],
    ["curl/8.5.0", "curl/8.5.0"], ["", ""],
  ]) assert.equal(clientName(agent), name, agent);
});

test("times and numbers as people read them", () => {
  assert.deepEqual([0, 59_999, 134_000, 3_599_000, 3_600_000, 37_000_000, -5].map(clockTime), ["00:00", "00:59", "02:14", "59:59", "1:00:00", "10:16:40", "00:00"]);
  assert.deepEqual([0, 999, 1000, 2862, 1_234_567].map(count), ["0", "999", "1,000", "2,862", "1,234,567"]);
  assert.deepEqual([null, undefined, 0, 94.1, 100, 97].map(percent), ["–", "–", "0.0", "94.1", "100", "97.0"]);
  const at = Date.UTC(2025, 10, 20, 5, 32, 7);
  assert.deepEqual([timeOfDay(at, "Asia/Seoul"), timeOfDay(at, "Europe/London")], ["14:32:07", "05:32:07"]);
  assert.deepEqual([dayOnWall(at, "Asia/Seoul", "ko"), dayOnWall(at, "Asia/Seoul", "en")], ["11.20 목", "Thu 20"]);
  assert.deepEqual([dayInTalk(at, "Asia/Seoul", "ko"), dayInTalk(at, "Asia/Seoul", "en")], ["11.20 목", "Thu, 20 Nov"]);
  assert.equal(timeOfDay(Date.UTC(2025, 0, 1, 15, 0, 0), "Asia/Seoul"), "00:00:00", "midnight is 00, not 24");
});

test("a time in a form is one of the centre's zone, whatever the browser's", () => {
  const at = Date.UTC(2026, 10, 28, 6, 10);
  assert.equal(localInput(at, "Asia/Seoul"), "2026-11-28T15:10");
  assert.equal(fromLocalInput("2026-11-28T15:10", "Asia/Seoul"), at);
  assert.equal(dayTime(at, "Asia/Seoul"), "11-28 15:10");
  for (const day of ["2026-03-07T12:00", "2026-03-08T12:00", "2026-11-01T12:00", "2026-06-01T00:30"]) assert.equal(localInput(fromLocalInput(day, "America/New_York"), "America/New_York"), day, day);
  assert.ok(Number.isNaN(fromLocalInput("", "Asia/Seoul")));
});

test("a file that a page makes holds no formula: the rule, and the cases, of the server's files", () => {
  const cases = readFileSync(new URL("../../../sheet/sheet_test.go", import.meta.url), "utf8");
  const list = (name) => JSON.parse(`[${new RegExp(`\\b${name} := \\[\\]string\\{(.*)\\}`).exec(cases)[1]}]`);
  const quoted = (text) => `${/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text}`;
  const nasty = list("nasty"), fine = list("fine");
  assert.ok(nasty.length > 15 && fine.length > 5);
  for (const text of nasty) assert.equal(csvLine([text, "x"]), `${quoted(`'${text}`)},x\r\n`);
  for (const text of fine) assert.equal(csvLine([text, "x"]), `${quoted(text)},x\r\n`);
  assert.equal(csvLine([-1.5, undefined, 2]), "-1.5,,2\r\n");
});

test("the plan of the board: pages by size, nothing lost, nothing twice", () => {
  const both = { view: "both", grid: true };
  assert.deepEqual(plan(4, 12, both).map((s) => s.kind), ["services", "stack"]);
  assert.deepEqual(plan(12, 60, both).map((s) => s.kind), ["services", "split"]);
  assert.deepEqual(plan(30, 200, both).map((s) => s.kind), ["services", "agents", "floor"]);
  assert.deepEqual(plan(12, 97, both).map((s) => s.kind), ["services", "agents", "floor"]);
  assert.deepEqual(plan(12, 60, { view: "both", grid: false }).map((s) => s.kind), ["services", "agents"]);
  assert.deepEqual(plan(0, 0, both).map((s) => s.kind), ["services", "agents"]);
  assert.deepEqual(plan(12, 60, { view: "service", grid: true }).map((s) => s.kind), ["services"]);
  for (let n = 0; n <= 60; n++) {
    for (const m of [0, 1, 96, 97, 240, 241, 500]) {
      for (const kind of ["services", "floor"]) {
        const pages = plan(n, m, both).filter((s) => s.kind === kind);
        const all = kind === "services" ? n : m;
        if (pages.length === 0) continue;
        assert.equal(pages[0].from, 0);
        assert.equal(pages.at(-1).to, all);
        for (let i = 1; i < pages.length; i++) assert.equal(pages[i].from, pages[i - 1].to);
        for (const page of pages) assert.ok(page.to - page.from <= (kind === "services" ? 30 : 240));
      }
    }
  }
});

test("tiles: the number of columns of the design, and every tile has a place", () => {
  assert.equal(floorColumns(59, 834, 775, 7.5, 0.155), 5);
  assert.equal(floorColumns(12, 1842, 340, 7.5, 0.155), 6);
  for (let n = 1; n <= 500; n += 7) assert.ok(floorColumns(n, 1842, 775, 7.5, 0.12) >= 1);
});

test("columns grow with their longest value and --em is their sum", () => {
  const narrow = widths(layouts.serviceTwo, [4, 1, 5, 3, 3, 2]), wide = widths(layouts.serviceTwo, [4, 3, 7, 7, 7, 5]);
  assert.ok(wide.em > narrow.em);
  for (const { tracks, em } of [narrow, wide]) {
    const least = [...tracks.matchAll(/minmax\(([\d.]+)em/g)].map((m) => Number(m[1]));
    assert.equal(least.length, layouts.serviceTwo.length);
    assert.ok(Math.abs(least.reduce((a, b) => a + b, 0) + 0.5 * (least.length - 1) + 1.5 - em) < 0.05);
  }
});

test("the address: nonsense falls back, limits hold", () => {
  assert.deepEqual(boardOptions(""), { services: [], view: "both", interval: 5000, scale: 1, grid: true, pinned: false });
  const odd = boardOptions("?services=a,%20b,,&view=nonsense&interval=0&scale=99&grid=off");
  assert.deepEqual([odd.services, odd.view, odd.interval, odd.scale, odd.grid], [["a", "b"], "both", 2000, 2, false]);
  assert.equal(boardOptions("?interval=abc").interval, 5000);
});

test("the made-up floor of these tests speaks as the server does", async () => {
  const frames = JSON.parse(await readFile(new URL("../../../wallboard/testdata/frames.json", import.meta.url), "utf8"));
  const floor = makeFloor(8, 60);
  const ours = { services: floor.services, agents: floor.agents, calls: floor.calls, colleagues: colleagues(floor) };
  // what a row has only sometimes
  const optional = new Set(["oldest", "closed", "name_en", "team", "reason", "deadline", "service", "call", "held_since", "next", "next_reason", "login_at", "agent", "offers", "muted", "peer", "from", "about", "consult", "outside"]);
  for (const frame of frames.filter((f) => f.type === "snapshot")) {
    const theirs = new Set(frame.rows.flatMap(Object.keys));
    const made = new Set(ours[frame.topic].flatMap((row) => Object.keys(row).filter((key) => row[key] !== undefined)));
    for (const key of theirs) assert.ok(made.has(key) || optional.has(key), `${frame.topic}: the server sends ${key}, the made-up floor does not`);
    for (const key of made) assert.ok(theirs.has(key) || optional.has(key), `${frame.topic}: the made-up floor has ${key}, the server does not send it`);
  }
  assert.deepEqual(Object.keys(frames.find((f) => f.topic === "colleagues").totals).sort(), Object.keys(floor.effort).sort());
  const services = frames.find((f) => f.topic === "services"), agents = frames.find((f) => f.topic === "agents");
  assert.deepEqual(Object.keys(services.totals).sort(), Object.keys(floor.totals).sort());
  assert.deepEqual(Object.keys(agents.rows[0].today).sort(), Object.keys(floor.agents[0].today).sort());
  assert.deepEqual(frames.map((f) => f.type), ["hello", "snapshot", "snapshot", "snapshot", "snapshot"]);
});

test("a listener of the client that throws stops neither the events that follow nor the place", async () => {
  const { Callfloor } = await import("../embed/client.js");
  const sockets = [];
  class Fake { constructor(url) { this.url = url; sockets.push(this); } close() { this.onclose?.({ code: 1000 }); } }
  const heard = [], thrown = [];
  const was = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => thrown.push(error.message));
  try {
    const stop = new Callfloor({ url: "http://centre.example.com", WebSocket: Fake }).events({}, (event) => {
      heard.push(event.id);
      if (event.id !== "3") throw new Error(`listener ${event.id}`);
    });
    sockets[0].onmessage({ data: JSON.stringify({ type: "events", seq: 3, events: [{ id: "1" }, { id: "2" }, { id: "3" }] }) });
    await new Promise((done) => { sockets[0].onclose({ code: 1006 }); const look = setInterval(() => { if (sockets.length > 1 && thrown.length > 1) { clearInterval(look); done(); } }, 10); });
    stop();
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of was) process.on("uncaughtException", listener);
  }
  assert.deepEqual(heard, ["1", "2", "3"]);
  assert.deepEqual(thrown, ["listener 1", "listener 2"], "what it throws is told");
  assert.match(sockets[1].url, /after=3/, "it goes on behind all of them");
});

test("the first two parts of the font have every syllable that the pages are written with (npm run vendor)", () => {
  const css = readFileSync(new URL("../css/fonts.css", import.meta.url), "utf8"), folder = new URL("../js/text/", import.meta.url);
  const spans = ["first", "second"].flatMap((part) => (new RegExp(`-${part}\\.woff2"\\).*\\n.*unicode-range: ([^;]+);`).exec(css)?.[1] ?? "").split(", ").map((one) => one.slice(2).split("-").map((hex) => parseInt(hex, 16))));
  const has = (c) => spans.some(([from, to = from]) => c.codePointAt(0) >= from && c.codePointAt(0) <= to);
  let seen = 0;
  for (const name of readdirSync(folder).filter((name) => name.endsWith("ko.js") || name === "server.js")) {
    const words = readFileSync(new URL(name, folder), "utf8").replace(/^\s*\/\/.*$/gm, "").match(/[가-힣]/g) ?? [];
    seen += words.length;
    assert.deepEqual([...new Set(words.filter((c) => !has(c)))], [], name);
  }
  assert.ok(seen > 10_000, `${seen} syllables`);
});

// Days as the government has announced them, and those that follow from its rules.
test("the questions of a menu as a tree: keys come, move and go with all below them, and nothing else changes", async () => {
  const tree = await import("../js/admin/menus/tree.js"), freeze = (v) => { if (v && typeof v === "object") Object.values(Object.freeze(v)).forEach(freeze); return v; };
  const ids = (all) => all.map((one) => one.id).join(), keys = (all, id) => tree.find(all, id).keys.map((one) => `${one.key}${one.do === "menu" ? `>${one.menu}` : ""}`).join(" ");
  let all = freeze([tree.blankQuestion("first")]);
  all = freeze(tree.addKey(tree.addKey(all, "first"), "first"));
  assert.equal(keys(all, "first"), "1 2 3");
  all = freeze(tree.leadOn(all, "first", 2, "menu"));
  all = freeze(tree.leadOn(all, "first", 0, "menu"));
  const [, one, three] = all.map(({ id }) => id);
  assert.equal(keys(all, "first"), `1>${one} 2 3>${three}`, "as a caller comes to them");
  all = freeze(tree.leadOn(all, one, 0, "menu"));
  assert.equal(all.length, 4);
  assert.equal(new Set(all.map(({ id }) => id)).size, 4);
  all = freeze(tree.changeKey(all, tree.find(all, one).keys[0].menu, 0, { service: "orders" }));
  assert.deepEqual(tree.lostWith(all, tree.find(all, "first").keys[0]), { questions: 2, keys: 2 });
  assert.deepEqual(tree.lostWith(all, tree.find(all, "first").keys[1]), { questions: 0, keys: 0 });
  const moved = tree.moveKey(all, "first", 0, 1);
  assert.equal(keys(moved, "first"), `2 1>${one} 3>${three}`);
  assert.equal(tree.moveKey(all, "first", 0, -1), all, "the first stays the first");
  assert.equal(ids(tree.removeKey(all, "first", 0)), `first,${three}`);
  assert.equal(keys(tree.removeKey(all, "first", 0), "first"), `2 3>${three}`);
  assert.equal(ids(tree.leadOn(all, "first", 0, "hangup")), `first,${three}`);
  assert.equal(tree.freeKey({ id: "x", keys: tree.allKeys.map((key) => ({ key, do: "top" })) }), "");
  assert.deepEqual(tree.redirect({ do: "service", service: "orders", prompt: "say:connecting", language: "en" }, "callback"), { do: "callback", service: "orders", prompt: "say:connecting", language: "en" });
  assert.deepEqual(tree.redirect({ do: "message", prompt: "say:goodbye" }, "service"), { do: "service" }, "a message is not said first");
  assert.deepEqual(tree.redirect({ do: "message", prompt: "none" }, "wait"), { do: "wait" });
  const round = [{ id: "a", keys: [{ key: "1", do: "menu", menu: "b" }] }, { id: "b", keys: [{ key: "1", do: "menu", menu: "a" }] }];
  assert.deepEqual([...tree.below(round, "a")], ["a", "b"], "a circle ends");
});

test("the public holidays of Korea, with substitute holidays", () => {
  const substitutes = { 2026: ["03-02", "05-25", "08-17", "10-05"], 2027: ["02-09", "05-03", "07-19", "08-16", "10-04", "10-11", "12-27"], 2028: ["10-05"], 2029: ["05-07", "05-21", "09-24"], 2030: ["02-05", "05-06"] };
  const moons = { 2026: ["02-17", "05-24", "09-25"], 2027: ["02-07", "05-13", "09-15"], 2028: ["01-27", "05-02", "10-03"], 2029: ["02-13", "05-20", "09-22"], 2030: ["02-03", "05-09", "09-12"] };
  for (const [year, days] of Object.entries(substitutes)) {
    const list = publicHolidays(Number(year)), of = (/** @type {RegExp} */ name) => list.filter((one) => name.test(one.name.ko)).map((one) => one.date.slice(5));
    assert.deepEqual(of(/^대체공휴일/), days, year);
    assert.deepEqual(of(/(^|, )(설날|부처님오신날|추석)$/), moons[year], year);
    assert.equal(of(/연휴$/).length, 4, year);
    assert.ok(list.every((one, i) => one.date.startsWith(year) && (i === 0 || one.date > list[i - 1].date)), "in order, each day once");
    for (const day of ["01-01", "03-01", "05-01", "05-05", "06-06", "07-17", "08-15", "10-03", "10-09", "12-25"]) assert.ok(list.some((one) => one.date === `${year}-${day}`), `${year}-${day}`);
  }
});
