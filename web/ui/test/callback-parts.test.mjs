// Parts of the page of callbacks that need no browser: what is written, lists that are
// brought up to date, where one goes, what is told and how refusals are said.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";

const store = () => { const kept = new Map(); return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, String(value)), removeItem: (key) => kept.delete(key) }; };
/** @type {Record<string, (() => void)[]>} */
const ears = {};
const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
define("location", { search: "", hash: "", pathname: "/callbacks", origin: "http://centre.test" });
define("history", { replaceState: (_state, _title, to) => { location.hash = to.includes("#") ? to.slice(to.indexOf("#")) : ""; } });
define("document", { baseURI: "http://centre.test/", documentElement: { lang: "ko", dataset: {} }, hidden: false, addEventListener: () => {} });
define("navigator", {});
define("sessionStorage", store());
define("localStorage", store());
define("addEventListener", (kind, ear) => { (ears[kind] ??= []).push(ear); });

/** What is asked, and what is answered; a function may wait. */
let asked = [], answers = {};
define("fetch", async (url, { method = "GET", body } = {}) => {
  const path = new URL(url).pathname.replace("/api/v1/", "");
  asked.push([method, path, body ? JSON.parse(body) : new URL(url).searchParams]);
  const answer = answers[`${method} ${path}`] ?? answers[path] ?? {};
  return new Response(JSON.stringify(typeof answer === "function" ? await answer(new URL(url).searchParams) : answer), { status: 200 });
});
const soon = () => new Promise((done) => { setTimeout(done); });

const { signal } = await import("../js/dom.js");
const { anyWritten, keepWritten, takeWritten, Writing, writtenSince } = await import("../js/callbacks/writing.js");
const { Held } = await import("../js/callbacks/held.js");
const { Callbacks } = await import("../js/callbacks/model.js");
const { tellCallbacks } = await import("../js/callbacks/alerts.js");
const { callbackRow } = await import("../js/live/callbackrow.js");
const { wrongFields } = await import("../js/desk/parts/wrong.js");
const { ApiError } = await import("../js/api.js");
await import("../js/server.js");

const boss = { id: "u1", name: "한관리", role: "administrator", permissions: [], callbacks: true };
const live = () => ({ link: signal("ok"), clock: { now: () => Date.parse("2026-11-30T03:00:00Z") }, now: signal(0), colleagues: { ids: signal([]), row: () => undefined, version: signal(0) } });
const row = (id, more = {}) => ({ id, number: "010-1234-5678", state: "registered", attempts: 0, max_attempts: 3, version: 1, created_at: "2026-11-30T02:00:00Z", due_at: "2026-11-30T02:00:00Z", ...more });

beforeEach(() => {
  location.hash = "";
  asked = [];
  answers = { callbacks: { items: [row("a"), row("b")] }, "callbacks/a": { ...row("a"), history: [], calls: [] }, "callbacks/b": { ...row("b"), history: [], calls: [] }, "callbacks/counts": { today: {} } };
  sessionStorage.removeItem("callfloor.unsaved");
  takeWritten("u1");
  ears.hashchange = [];
});

/** The page, with its list loaded. */
async function shown() {
  const page = new Callbacks(live(), boss);
  await page.list.refresh();
  return page;
}

test("what is written waits in memory over another form, until it is saved; nothing lies in the tab", () => {
  const blank = { note: "", fields: {} }, one = new Writing("note", "a", blank);
  assert.equal(one.written.value, false);
  one.write({ note: "환불을 약속함" });
  assert.deepEqual([one.written.value, anyWritten()], [true, true]);
  assert.equal(new Writing("note", "a", blank).now.value.note, "환불을 약속함");
  assert.equal(new Writing("note", "b", blank).now.value.note, "");
  assert.equal(sessionStorage.getItem("callfloor.unsaved"), null, "it lies in the tab while somebody writes");
  const sent = one.now.value, again = new Writing("note", "a", blank); // the form was closed and opened while it was sent
  again.write({ note: "환불을 약속함, 다시 전화" });
  assert.equal(one.saved(sent), false, "more was written");
  assert.deepEqual([again.now.value.note, again.began.value], ["환불을 약속함, 다시 전화", sent]);
  assert.equal(again.saved(again.now.value), true);
  assert.equal(new Writing("note", "a", blank).now.value.note, "");
  again.write({ note: "x" });
  again.begin(blank);
  assert.equal(anyWritten(), false, "nothing is kept of what was thrown away");
});

test("where the page goes by itself, what was changed is kept for its writer alone, without numbers and what was not changed", () => {
  const customer = { name: "김하나", memo: "오전", service: "", version: 3 };
  sessionStorage.setItem("callfloor.unsaved", JSON.stringify({ user: "u1", drafts: { "sms send": { text: "x" } } }));
  new Writing("edit", "a", customer).write({ memo: "오후" });
  new Writing("register", "", { number: "", name: "", memo: "" }).write({ number: "010-1234-5678", name: "이두리" });
  new Writing("bar_number", "", { number: "", reason: "" }).write({ number: "010-8765-4321" });
  keepWritten("u1");
  const kept = sessionStorage.getItem("callfloor.unsaved");
  for (const word of ["010", "김하나"]) assert.ok(!kept.includes(word), `${word} is kept: ${kept}`);
  assert.ok(kept.includes("sms send"), "what others keep is gone");
  takeWritten("u2");
  assert.equal(new Writing("edit", "a", customer).now.value.memo, "오전", "it is somebody else's");
  sessionStorage.setItem("callfloor.unsaved", kept);
  takeWritten("u1");
  assert.deepEqual(JSON.parse(sessionStorage.getItem("callfloor.unsaved")).drafts, { "sms send": { text: "x" } }, "it lies there still");
  const later = new Writing("edit", "a", { ...customer, memo: "동료가 쓴 메모", version: 4 });
  assert.deepEqual([later.now.value, later.began.value, later.written.value], [{ ...customer, memo: "오후" }, customer, true]);
  assert.equal(new Writing("register", "", { number: "", name: "", memo: "" }).now.value.name, "이두리");
});

test("what is written while a note is on its way is all that is left of it", () => {
  for (const [sent, now, left] of [["환불을 약속함", "환불을 약속함", ""], ["환불을 약속함", "환불을 약속함, 다시 전화", ", 다시 전화"], ["환불", "환불\n내일", "내일"], ["abc", "aXbc", "X"], ["abc", "ac", ""], ["aa", "aaa", "a"], ["", "새로", "새로"], ["환불", "다른 말", "다른 말"]]) assert.equal(writtenSince(sent, now), left, `${sent} → ${now}`);
  const of = new Writing("note", "a", { note: "", disposition: "" });
  of.write({ note: "환불", disposition: "refund" });
  const sent = of.now.value;
  assert.equal(of.saved({ ...sent, note: "" }, { ...of.now.value, note: writtenSince(sent.note, of.now.value.note) }), true, "nothing more was written");
});

test("a list that changes with every page that is read is brought up to date all the same", async () => {
  let read = 0, changes = 40;
  const rows = Array.from({ length: 500 }, (_, i) => row(`r${i}`)), list = new Held(async (cursor) => {
    read++;
    const at = Number(cursor || 0);
    await soon();
    if (at > 0 && changes-- > 0) void list.renew(); // somebody changes something
    return { items: rows.slice(at, at + 100), next: at + 100 < rows.length ? String(at + 100) : undefined };
  });
  await list.refresh();
  while (list.value.value.next) await list.more();
  read = 0;
  changes = 40;
  const first = list.value.value;
  await list.renew();
  assert.notEqual(list.value.value, first, "it was never brought up to date");
  assert.equal(list.value.value.items.length, 500);
  assert.ok(read <= 5 * 12, `${read} pages were read`);
});

test("everything that is found is read to the end while something changes all the time, and changes are told after it", async () => {
  const rows = Array.from({ length: 500 }, (_, i) => row(`r${i}`));
  let changes = false, read = 0;
  const list = new Held(async (cursor) => {
    read++;
    const at = Number(cursor || 0);
    await soon();
    if (changes) void list.renew(); // somebody changes something
    return { items: rows.slice(at, at + 100), next: at + 100 < rows.length ? String(at + 100) : undefined };
  });
  await list.refresh();
  changes = true;
  void list.renew();
  const came = await Promise.race([list.readOn(10_000, () => true).then(() => "through"), new Promise((late) => { setTimeout(late, 2000, "late"); })]);
  changes = false;
  assert.equal(came, "through");
  assert.equal(list.value.value.items.length, 500);
  const n = read;
  await list.renew();
  assert.ok(read >= n + 5, "the changes that came meanwhile are not read");
});

test("a change that comes as the list has just been brought up to date is read at once", async () => {
  let read = 0, after = null;
  const list = new Held(async () => { read++; await soon(); return { items: [row("a")] }; });
  await list.refresh();
  const { renewOnce } = list;
  list.renewOnce = async () => { await renewOnce.call(list); queueMicrotask(() => queueMicrotask(() => { after ??= list.renew(); })); }; // between the end and who waits for it
  read = 0;
  await list.renew();
  await after;
  await soon();
  assert.deepEqual([read, list.news, list.renewing], [2, false, null]);
});

test("the tab that is open, pressed again, keeps its list; another is loaded", async () => {
  const page = await shown();
  page.go("list");
  assert.equal(page.list.value.value.items.length, 2);
  page.go("report");
  assert.equal(page.list.value.value, undefined);
});

test("a notification's address shows its callback in a window that is open, on whatever tab, again and again", async () => {
  const page = await shown(), come = (hash) => { location.hash = hash; for (const ear of ears.hashchange) ear(); };
  come("#/list/b");
  assert.deepEqual([page.chosen.value, page.list.value.value.items.length], ["b", 2]);
  page.choose("a");
  assert.equal(location.hash, "#/list", "the same address is a change again");
  page.go("report");
  page.dialog.value = "report";
  come("#/list/b");
  assert.deepEqual([page.tab.value, page.chosen.value, page.dialog.value], ["list", "b", ""]);
});

test("who saves does not wait for the list; a form closes that is still the same", async () => {
  const page = await shown();
  let let_go = () => {};
  answers.callbacks = () => new Promise((done) => { let_go = () => done({ items: [row("a")] }); });
  page.choose("a");
  page.form.value = "note";
  const done = await Promise.race([page.ask("note", async () => ({}), () => "said"), new Promise((late) => { setTimeout(late, 300, "late"); })]);
  assert.deepEqual(done, {});
  let_go();
  page.choose("b");
  page.form.value = "note";
  page.closeForm("a", "note"); // which was sent before
  assert.equal(page.form.value, "note");
  page.closeForm("b", "edit");
  assert.equal(page.form.value, "note");
  page.closeForm("b", "note");
  assert.equal(page.form.value, "");
});

test("that a customer is called is said until something comes of it, also where the list is slow", async () => {
  const page = await shown(), calls = row("a", { version: 2, call: "c1" });
  answers["POST callbacks/a/connect"] = { call: "c1" };
  answers.callbacks = () => new Promise((done) => { setTimeout(done, 30, { items: [calls] }); });
  page.followCall();
  await page.connect(row("a"));
  assert.notEqual(page.done.value, null, "nothing has come of it yet");
  assert.notEqual(page.calling.value, null);
  answers.callbacks = { items: [row("a", { version: 3, last_result: "busy" })] };
  await page.renew();
  assert.equal(page.done.value(), "said.attempt");
});

test("callbacks that are done are never asked for by the wanted time, nor days whose last is before the first", async () => {
  const page = await shown(), list = () => asked.filter(([, path]) => path === "callbacks").map(([, , query]) => [query.get("state"), query.get("sort")]);
  page.order("due");
  page.look({ state: "completed" });
  assert.deepEqual(list().at(-1), ["completed", "-created"]);
  const n = list().length;
  page.look({ period: "days", from: "2026-11-20", to: "2026-11-10" });
  page.changed();
  await soon();
  assert.equal(list().length, n);
  page.look({ to: "2026-11-21" });
  assert.equal(list().length, n + 1);
});

test("a reload waits while something is open, picked or written", async () => {
  const page = await shown();
  assert.equal(page.busy.value, false);
  page.picked.value = new Set(["a"]);
  assert.equal(page.busy.value, true);
  page.picked.value = new Set();
  page.tab.value = "barred";
  page.barring.write({ number: "010" });
  assert.equal(page.busy.value, true);
});

test("what is refused of a number is said in the viewer's words at its field", () => {
  const texts = [...readFileSync(new URL("../../../callback/refused.go", import.meta.url), "utf8").matchAll(/^\t(International|Premium|Emergency|Own|Blocked|DoNotCall): +"(.*)",$/gm)], codes = { International: "international", Premium: "premium", Emergency: "emergency", Own: "own", Blocked: "blocked", DoNotCall: "do_not_call" };
  const refusals = texts.map(([, why, text]) => `${codes[why]}: ${text}`), words = (message) => wrongFields(new ApiError(422, { errors: [{ location: "body.number", message }] })).number;
  assert.equal(refusals.length, 6);
  for (const message of refusals) assert.match(words(message), /^[^a-z]*[가-힣][^a-z]*$/, message);
  assert.equal(words("new_code: nobody has thought of this"), "nobody has thought of this", "at least without its code");
});

test("switched on in another tab, this one tells; switched off, it does not", async () => {
  const told = [];
  define("Notification", class { static permission = "granted"; constructor(title) { told.push(title); } close() {} });
  callbackRow.value = { used: true, own: 0, unassigned: 0, changed_at: 1000 };
  tellCallbacks(boss);
  const come = (at) => { callbackRow.value = { used: true, own: 0, unassigned: 1, changed_at: at, registered: { id: `n${at}`, at, source: "ars", due_at: at } }; };
  come(2000);
  assert.deepEqual(told, []);
  localStorage.setItem("callfloor.desk.alert.notification", "on"); // as the desk does, in its own tab
  come(3000);
  assert.deepEqual(told, ["새 콜백이 접수되었습니다"]);
  localStorage.setItem("callfloor.callbacks.alert.registered", "off");
  come(4000);
  assert.equal(told.length, 1);
});
