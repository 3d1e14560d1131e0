// What customers, agents and administrators write is text wherever it is shown (W-01): the real
// program with markup, scripts, addresses, formulas, signs that turn the direction round, very
// long words and control characters in every field of chats, and everybody's pages in a real
// browser. Nothing runs, nothing is fetched, nothing runs over its place.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { inflateRawSync } from "node:zlib";
import { over, startBrowser } from "./browser.mjs";
import { password, Program } from "./real.mjs";

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mMIqDgBRAwQCgAp7gZBkygmxwAAAABJRU5ErkJggg==", "base64"), pdf = Buffer.from("%PDF-1.4\n%EOF");
const secret = "a-secret-of-the-site-0001";
/** What means no good, by what it tries. What is meant to run sets __pwned, what is meant to be fetched asks for /pwned. */
const bad = {
  markup: `<img src=/pwned onerror=__pwned=1><script>__pwned=1</script>`,
  quotes: `"><svg onload=__pwned=1>'"onmouseover="__pwned=1`,
  address: `javascript:__pwned=1//data:text/html,<script>__pwned=1</script>`,
  turned: `\u202Egpj.exe\u2066مرحبا\u202E عالم`,
  formula: `=HYPERLINK("/pwned","x")+cmd|' /C calc'!A0`,
  long: "W".repeat(300),
  signs: `👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿e${"\u0301\u0316\u034f".repeat(90)}`,
  pattern: "{{constructor.constructor('__pwned=1')()}}${__pwned=1}[agent_name]%s__proto__",
};
const cut = (text, most) => [...text].slice(0, most).join("").trim();
const same = (a, b) => a.normalize().trim() === b.normalize().trim();
const kinds = Object.keys(bad), today = new Date().toISOString().slice(0, 10);

let browser, program, site;
const cookies = {};
/** Asks as somebody who has logged in. */
async function as(login, method, path, body, type = "application/json") {
  if (!cookies[login]) {
    const answer = await fetch(`${program.url}/api/v1/login`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ login, password }) });
    assert.ok(answer.ok, `${login}: ${answer.status}`);
    cookies[login] = answer.headers.getSetCookie()[0].split(";")[0];
  }
  const answer = await fetch(`${program.url}/api/v1/${path}`, { method, headers: { Cookie: cookies[login], "Content-Type": type }, body: Buffer.isBuffer(body) ? body : body && JSON.stringify(body) }), text = await answer.text();
  assert.ok(answer.ok, `${login}: ${method} ${path}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
}

before(async () => {
  [browser, program] = await Promise.all([startBrowser(), new Program().start()]);
  site = createServer((req, res) => { if (req.url.startsWith("/pwned")) site.fetched = req.url; res.setHeader("Content-Type", "text/html; charset=utf-8").end(`<!doctype html><html lang="ko"><title>온마루</title><h1>온마루</h1><script async src="${program.url}/chat/widget.js" data-site="shop"></script></html>`); });
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  site.url = `http://127.0.0.1:${site.address().port}`;
  const put = (path, body) => program.ask("POST", path, body);
  await put("services", { id: "orders", name: { ko: cut(bad.quotes, 40) }, numbers: [{ number: "15880001" }] });
  await put("users", { login: "boss", name: cut(bad.markup, 60), role: "manager", permissions: ["chat_monitor", "report", "unmask"], password });
  await put("agents", { id: "kim", name: cut(bad.markup, 60), extension: "1001", sip_password: "s3cret-kim-0001", manager: "boss", services: { orders: { level: 1 } } });
  await put("agents", { id: "lee", name: cut(bad.long, 60), extension: "1002", sip_password: "s3cret-lee-0001", manager: "boss", services: { orders: { level: 1 } } });
  await put("users", { login: "kim", name: cut(bad.markup, 60), role: "agent", agent_id: "kim", password });
  await put("users", { login: "lee", name: cut(bad.long, 60), role: "agent", agent_id: "lee", password });
  await put("chat-categories", { id: "empty", name: { ko: cut(bad.address, 60) } });
  for (const [i, kind] of kinds.entries()) {
    await put("chat-categories", { id: `l${i}`, name: { ko: cut(bad[kind], 60), en: cut(bad[kind], 60) } });
    await put("chat-categories", { id: `m${i}`, parent: `l${i}`, name: { ko: cut(bad[kind], 60) }, answer: { ko: bad[kind] } });
  }
  const text = { ko: Object.values(bad).join("\n") };
  await put("chat-sites", { id: "shop", name: { ko: cut(bad.markup, 60), en: cut(bad.long, 60) }, origins: [site.url], secret, asks: ["name", "phone", "email"], welcome: text, greeting: text, title: { ko: cut(bad.markup, 60) }, closing: text, away: text });
  for (const [name, value] of [["cap", "50"], ["per_address", "100"], ["enabled", "true"]]) await program.ask("PUT", `settings/chat.${name}`, { value });
  await as("kim", "PUT", "chat/me", { signed_in: true });
  for (const kind of kinds) {
    await as("kim", "POST", "chat/templates", { name: cut(bad[kind], 60), body: bad[kind], shortcut: cut(bad[kind].replace(/\s/g, ""), 20) });
    await as("boss", "POST", "chat/templates", { name: cut(bad[kind], 60), body: bad[kind] });
  }
  for (const kind of ["markup", "long"]) await as("boss", "PUT", "chat/words", { word: cut(bad[kind], 40), effect: "mask", instead: cut(bad.quotes, 40) }).catch(() => {});
});
after(async () => { site?.close(); await browser?.stop(); await program?.stop(); });

/** The parts of a workbook (a ZIP file), by the directory at its end. */
function unzipped(data) {
  const parts = {}, end = data.lastIndexOf(Buffer.from("PK\u0005\u0006"));
  for (let at = data.readUInt32LE(end + 16), n = data.readUInt16LE(end + 10); n > 0; n--) {
    const name = data.toString("utf8", at + 46, at + 46 + data.readUInt16LE(at + 28)), local = data.readUInt32LE(at + 42), from = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28), packed = data.subarray(from, from + data.readUInt32LE(at + 20));
    parts[name] = (data.readUInt16LE(at + 10) ? inflateRawSync(packed) : packed).toString();
    at += 46 + data.readUInt16LE(at + 28) + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  assert.ok(parts["xl/workbook.xml"], `no workbook: ${Object.keys(parts)}`);
  return parts;
}

/** Where something that was written runs, fetches or runs over its place. */
function trapped(page) {
  const faults = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on("console", (message) => { if (/Content Security Policy|Refused to/.test(message.text())) faults.push(`policy: ${message.text()}`); });
  page.on("request", (request) => { if (/\/pwned/.test(decodeURIComponent(new URL(request.url()).pathname)) || !/^(https?|wss?|blob|data):/.test(request.url())) faults.push(`fetched: ${request.url()}`); });
  return { faults, ran: async (where) => { assert.equal(await page.evaluate(() => "__pwned" in globalThis), false, `${where}: something ran`); assert.deepEqual(faults, [], where); } };
}

/** A customer as a page that means no good makes one: everything that a visitor can say holds text. */
async function customer(page, kind, i) {
  const text = bad[kind], user = `u-${i}`, signature = createHmac("sha256", secret).update(user, "utf8").digest("hex");
  return page.evaluate(async ({ base, text, user, signature, i }) => {
    const made = await (await fetch(`${base}/chat/visitors`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ site: "shop", language: "ko" }) })).json();
    const ws = new WebSocket(`${base.replace("http", "ws")}/chat/live`, "callfloor.chat.1"), heard = [];
    ws.onmessage = (event) => heard.push(JSON.parse(event.data));
    await new Promise((done, no) => { ws.onopen = done; ws.onerror = () => no(new Error("no connection")); });
    const hears = async (is) => { for (const end = Date.now() + 10_000; ;) { const one = heard.find(is); if (one) return one; if (Date.now() > end) throw new Error(`not heard: ${is}; ${JSON.stringify(heard).slice(0, 3000)}`); await new Promise((done) => setTimeout(done, 20)); } };
    let n = 0;
    const act = async (frame) => { const client = `client-${i}-${String(n++).padStart(4, "0")}`; ws.send(JSON.stringify({ ...frame, client })); return hears((one) => ["ack", "refused"].includes(one.type) && one.client === client); };
    const params = Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`${k}${text}`.slice(0, 40), text.slice(0, 100)]));
    ws.send(JSON.stringify({ type: "hello", token: made.token, site: "shop", language: "ko", page: { url: `https://shop.example/${text}`, title: text, referrer: text, category: `m${i}`, parameters: params }, identify: { user, signature, name: text, email: text, phone: text, fields: Object.fromEntries(Array.from({ length: 8 }, (_, k) => [`${k}${text}`.slice(0, 40), text])) } }));
    await hears((one) => one.type === "snapshot");
    const { room } = await act({ type: "start" });
    const answers = [await act({ type: "choose", room, category: `m${i}` }), await act({ type: "request_agent", room }), await act({ type: "profile", room, fields: { name: text, phone: text, email: text } })];
    const file = await (await fetch(`${base}/chat/files?name=${encodeURIComponent(`${text.slice(0, 90)}.png`)}`, { method: "POST", headers: { Authorization: `Bearer ${made.token}`, "Content-Type": "text/html" }, body: Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mMIqDgBRAwQCgAp7gZBkygmxwAAAABJRU5ErkJggg=="), (c) => c.charCodeAt(0)) })).json();
    const paper = await (await fetch(`${base}/chat/files?name=${encodeURIComponent(`${text.slice(0, 90)}.pdf`)}`, { method: "POST", headers: { Authorization: `Bearer ${made.token}` }, body: "%PDF-1.4\n%EOF" })).json();
    answers.push(await act({ type: "post", room, body: `${text} https://shop.example/${text}`, files: [file.id, paper.id] }));
    const { transcript } = (await hears((one) => one.room?.transcript)).room;
    return { visitor: made.visitor, room, file, answers, transcript };
  }, { base: program.url, text, user, signature, i });
}

/** Presses everything of one kind and looks after each; says how many there were. */
async function press(page, locator, look, most = 40) {
  const list = page.locator(locator);
  let n = 0;
  for (let i = 0; i < Math.min(await list.count(), most); i++) {
    if (!await list.nth(i).isVisible() || await list.nth(i).isDisabled()) continue;
    await list.nth(i).click();
    n++;
    await page.waitForTimeout(60);
    await look(`${locator} ${i}`);
  }
  return n;
}

/** Opens a page as somebody and looks that it holds. */
async function visit(login, path, size) {
  const { page, close } = await program.visit(browser, login, path, size), { ran } = trapped(page);
  const broken = new Map(); // what runs over its place, and where that was seen first
  const look = async (where) => {
    await ran(where);
    for (const one of await page.evaluate(over)) if (!broken.has(one)) broken.set(one, where);
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) broken.set("the page is wider than the screen", where);
  };
  await page.waitForFunction(() => document.querySelector("#app")?.children.length, undefined, { timeout: 20_000 });
  return { page, look, close: async () => { await look("at the end"); assert.deepEqual([...broken], [], `${login} ${path}`); await close(); } };
}

test("hostile texts in every field of chats are text on everybody's pages", async () => {
  const context = await browser.chrome.newContext({ locale: "ko", viewport: { width: 1280, height: 800 } }), shop = await context.newPage(), { ran } = trapped(shop);
  await shop.goto(`${site.url}/p?x=${encodeURIComponent(bad.markup)}`);
  const rooms = [];
  for (const [i, kind] of kinds.entries()) {
    const made = await customer(shop, kind, i);
    assert.deepEqual(made.answers.slice(-1).map((one) => one.type), ["ack"], `${kind}: ${JSON.stringify(made.answers)}`);
    rooms.push({ kind, ...made });
  }
  // What people of the centre can write.
  for (const { kind, room, visitor } of rooms) {
    const text = bad[kind], one = await as("kim", "GET", `chat/visitors/${visitor}`);
    await as("kim", "PUT", `chat/visitors/${visitor}`, { version: one.version, name: cut(text, 100), grade: cut(text, 40), email: `${cut(text.replace(/[@*]/g, ""), 40)}@b.kr`, fields: { [cut(text, 40)]: text } });
    await as("kim", "PUT", `chat/rooms/${room}/tags`, { tags: [cut(text.replaceAll(",", ""), 40)] });
    await as("kim", "PUT", `chat/visitors/${visitor}/tags`, { tags: [cut(text.replaceAll(",", ""), 40)] });
    await as("kim", "PUT", `chat/rooms/${room}/category`, { category: `m${kinds.indexOf(kind)}`, small: cut(text, 60) });
    await as("kim", "POST", `chat/rooms/${room}/messages`, { client: `kim-${kind}-0001`, body: text });
    await as("kim", "POST", `chat/rooms/${room}/messages`, { client: `kim-${kind}-0002`, body: text, note: true });
    const file = await as("kim", "POST", `chat/rooms/${room}/files?name=${encodeURIComponent(`${text.slice(0, 90)}.pdf`)}`, pdf, "application/pdf");
    await as("kim", "POST", `chat/rooms/${room}/messages`, { client: `kim-${kind}-0003`, files: [file.id] });
    const sent = await as("kim", "GET", `chat/rooms/${room}/messages`);
    assert.ok(sent.some((m) => m.by === "agent" && same(m.body, text)), `${kind}: an agent wrote ${JSON.stringify(text)}, kept is ${JSON.stringify(sent.map((m) => [m.by, m.body]))}`);
    assert.ok(sent.some((m) => m.by === "customer" && m.body.normalize().startsWith(text.normalize().trim())), `${kind}: a customer's message comes back as it was written`);
  }
  await ran("the customers");
  // What agents ask of their managers.
  for (const { kind, room } of rooms) await as("kim", "POST", "chat/requests", { room, body: bad[kind] });
  const asked = await as("boss", "GET", "chat/requests");
  await as("boss", "POST", `chat/requests/${asked.items[0].id}/answer`, { state: "refused", answer: Object.values(bad).join("\n") });
  // One waits, the customer of another is blocked, two are monitored.
  const of = (kind) => rooms.find((one) => one.kind === kind).room;
  await as("kim", "PUT", "chat/me", { signed_in: true, resting: true });
  for (const kind of ["quotes", "turned"]) await as("kim", "POST", `chat/rooms/${of(kind)}/put-back`);
  await as("boss", "POST", `chat/rooms/${of("turned")}/block`, { reason: Object.values(bad).join(" ").slice(0, 190) });
  await as("boss", "PUT", "chat/supervisor", { available: true });
  for (const kind of ["markup", "long"]) await as("boss", "POST", `chat/rooms/${of(kind)}/monitor`);
  const open = rooms.filter(({ kind }) => kind !== "quotes" && kind !== "turned");

  // What is given out: files, transcripts.
  for (const { kind, file, transcript } of rooms) {
    const got = await fetch(`${program.url}/chat/${file.url}`);
    assert.equal(got.headers.get("content-type"), "image/png");
    assert.match(got.headers.get("content-security-policy"), /default-src 'none'; sandbox/);
    const [, coded, plain] = /filename(?:\*=utf-8''(.+)|=(.+))$/.exec(got.headers.get("content-disposition"));
    assert.ok(!/[\p{Cc}\p{Cf}<>/\\]/u.test(plain ?? decodeURIComponent(coded)), `${kind}: ${got.headers.get("content-disposition")}`);
    const text = await fetch(`${program.url}/chat/${transcript}`);
    assert.equal(text.headers.get("content-type"), "text/plain; charset=utf-8");
    assert.match(text.headers.get("content-disposition"), /^attachment/);
  }

  // Tables: a text that looks like a formula is a text.
  for (const path of ["chat/list/export?status=in_progress&", `chat/report/export?by=agent&from=${today}&to=${today}&`, `chat/report/export?by=category&from=${today}&to=${today}&`]) for (const format of ["xlsx", "csv"]) {
    const answer = await fetch(`${program.url}/api/v1/${path}format=${format}&reason=test-test`, { headers: { Cookie: cookies.boss } }), data = Buffer.from(await answer.arrayBuffer());
    assert.equal(answer.status, 200, `${path}: ${data}`);
    if (format === "csv" && path.includes("list")) assert.ok(data.toString().includes("HYPERLINK"), "what looks like a formula is in the table");
    if (format === "csv") assert.ok(!/(^|,|\n)"?[\s]*[=+@]/.test(data.toString()), `${path}: a cell of the table is computed: ${data.toString().slice(0, 2000)}`);
    else for (const [name, part] of Object.entries(unzipped(data))) assert.ok(!/<f[ >]|<hyperlink|externalLink|vbaProject/.test(name + part), `${path}: ${name} computes or leads away`);
  }
  for (const [width, height, scheme] of [[1366, 768, "light"], [1440, 900, "dark"]]) {
    const { page, look, close } = await visit("kim", "/chat", { width, height, scheme });
    await page.locator("[data-room]").first().waitFor();
    await look("the list");
    assert.equal(await page.locator("[data-room]").count(), open.length, "the rooms are listed");
    for (const { kind, room } of open) {
      await page.locator(`[data-room="${room}"]`).first().click();
      await page.locator(".m.customer .b").first().waitFor();
      await look(`${kind}: the talk`);
      assert.ok((await page.locator(".m .b p").allTextContents()).some((text) => same(text, bad[kind])), `${kind} is shown as it was written`);
      await press(page, ".side [role=tab]", (where) => look(`${kind}: ${where}`));
      await page.locator(".side [role=tab]").first().click();
      for (const summary of await page.locator(".side summary").all()) { await summary.click(); await page.waitForTimeout(60); }
      await look(`${kind}: all of the side`);
    }
    await close();
  }
  /** What is pressed on the pages of managers: views, in each of them rows, and beside each row its tabs. */
  const pages = { "/chat": [".list [role=tab], .kinds button", "button[data-room]", ".side [role=tab]", open.length], "/monitor": [".seg button", "[data-row] button", "none", 1], "/supervise": ["main [role=tab]", "[data-row] .cust", "[id^=sup-][role=tab]", open.length] };
  for (const [path, [views, rowsOf, tabs, most]] of Object.entries(pages)) {
    const { page, look, close } = await visit("boss", path, { width: 1366, height: 768 });
    await page.waitForTimeout(800);
    await look("at first");
    let n = 0;
    for (const view of await page.locator(views).all()) {
      if (!await view.isVisible() || await view.isDisabled()) continue;
      await view.click();
      await page.waitForTimeout(200);
      n += await press(page, rowsOf, async (where) => {
        await look(where);
        await press(page, tabs, look);
        for (const fold of await page.locator("details:not([open]) > summary").all()) if (await fold.isVisible()) await fold.click();
        await look(`${where}, unfolded`);
        if (await page.locator("dialog[open]").count()) await page.keyboard.press("Escape");
      });
    }
    assert.ok(n >= most, `${path}: only ${n} of ${most} rows could be pressed`);
    if (path === "/supervise") assert.equal(await press(page, "button.item", look), 2, "what is monitored");
    await close();
  }

  // The widget of a customer who comes anew: everything that administrators and agents wrote.
  const panel = shop.locator("callfloor-chat");
  await panel.locator("button").first().click();
  await panel.locator(".words").first().waitFor();
  await panel.getByRole("button", { name: cut(bad.markup, 60), exact: true }).click();
  await panel.locator("textarea").waitFor();
  const inside = () => { // over() for the widget: its root is closed to it
    const root = document.querySelector("callfloor-chat").shadowRoot, box = root.querySelector("[role=dialog], section")?.getBoundingClientRect();
    if (!box) return ["there is no panel"];
    return [...root.querySelectorAll("*")].filter((el) => { const b = el.getBoundingClientRect(), s = getComputedStyle(el); return b.width > 2 && s.visibility !== "hidden" && !el.closest("svg, .sr") && s.display !== "inline" && (b.right > innerWidth + 1 || b.left < -1); }).map((el) => `${el.tagName}.${el.getAttribute("class")} to ${el.getBoundingClientRect().right}`).slice(0, 5);
  };
  for (const kind of kinds) {
    await panel.locator("textarea").fill(bad[kind]);
    await shop.keyboard.press("Enter");
    await panel.locator(".m.me:not(.pending)").last().waitFor();
    await shop.waitForTimeout(150);
    await ran(`the widget: ${kind}`);
    assert.deepEqual(await shop.evaluate(inside), [], kind);
  }
  assert.equal(site.fetched, undefined, "something of the site was fetched");
  await context.close();

  // The page on which the chat is tried out.
  const trial = await browser.chrome.newContext({ locale: "ko" }), sample = await trial.newPage(), tried = trapped(sample);
  await sample.goto(`${program.url}/chat/sample?site=shop&chat_category=${encodeURIComponent(bad.markup)}&x=${encodeURIComponent(bad.quotes)}`);
  await sample.locator("#categories a").nth(kinds.length - 1).waitFor();
  await sample.locator("callfloor-chat button").first().click();
  await sample.locator("callfloor-chat .words").first().waitFor();
  await tried.ran("the sample page");
  const none = await fetch(`${program.url}/chat/sample?site=${encodeURIComponent(bad.quotes)}`);
  assert.equal(none.status, 404);
  assert.ok(!(await none.text()).includes("<svg onload"), "a name of no site is written into the page");
  await trial.close();
});
