// The desk as it looks: nothing runs over in any size, language or state, nothing
// jumps, everything is accessible, and a working day leaves no memory behind.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, drawn, nightly, openPage, over, startBrowser, until } from "./browser.mjs";
import { at, card, consultation, deskAnswers, deskFloor } from "./desk.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
afterEach(closeLeft);
after(() => browser.stop());

const consulting = () => {
  const floor = at.talking();
  Object.assign(floor.agents[0], { next: "not_ready", next_reason: "interview", held_since: Date.now() - 40_000 });
  Object.assign(floor.calls.at(-1), { muted: true, consult: { call: "c10", agent: "a003", phase: "connected", talk_to: "consulted", since: Date.now() - 21_000 } });
  return floor;
};
const broken = (server) => { for (const what of ["GET reservations", "GET consultations", "GET customers/k1/consultations", "GET customers/k1/memos", "GET templates"]) server.answers.set(what, [500, { detail: "the store is away" }]); };
const press = (key) => (page) => page.keyboard.press(key);
/** Presses something, in whichever area it is. */
const on = (selector) => async (page) => {
  const target = page.locator(selector).first();
  for (const area of await page.locator(".areas button").all()) if (!await target.isVisible()) await area.click();
  await target.click();
};
const tab = (id) => on(`#${id}`);

/** [name, floor, what to do, server] */
const states = [
  ["off", () => deskFloor({ state: "logged_out" })], ["ready", at.ready], ["ringing", at.ringing], ["talking", at.talking], ["consulting", consulting], ["wrap-up", at.wrapUp],
  ["unreachable", () => deskFloor({ state: "not_ready", reason: "no_answer", reachable: false })],
  ["empty", at.ready, () => {}, (s) => deskAnswers(s, { empty: true })], ["broken", at.talking, () => {}, broken],
  ["stranger", at.talking, on(".right .empty .btn"), (s) => s.answers.set("GET calls/c9/card", [200, card({ customer: null, consultations: [] })])],
  ["menu", at.ready, press("Alt+Digit4")], ["keypad", at.talking, press("k")], ["picker", at.talking, press("t")], ["why", at.ringing, on(".why-btn")],
  ["abusive", at.talking, on(".marks .btn")], ["dial", at.ready, press("Alt+Digit5")], ["reserve", at.ready, press("Alt+Digit6")], ["sms", at.ready, press("Alt+Digit7")], ["help", at.ready, press("?")],
  ["today", at.ready, tab("work-consultations")], ["orders", at.talking, tab("info-orders")], ["answers", at.talking, async (page) => { await tab("info-templates")(page); await on(".tpl .entry")(page); }],
  ["mine", at.ready, tab("info-mine")], ["booked", at.ready, tab("info-booked")], ["consultation", at.ready, async (page) => { await tab("work-consultations")(page); await on(".left .r-main")(page); }],
  ["blacklist", at.talking, on(".black .btn")], ["alerts", at.ready, on(".outs .anchor > .btn")], ["account", at.ready, on(".me-blk")],
  ["missing", at.wrapUp, on(".note-form [type=submit]")],
];

/** Opens a desk in a state, as it is after everything has come. */
async function opened([, floor, act = () => {}, setUp = () => {}], { lang = "ko", scheme = "light", width = 1440, height = 900 } = {}) {
  const one = await openPage(browser, `/desk?lang=${lang}&theme=${scheme}`, { floor: floor(), width, height, scheme, motion: "reduce", setUp: (s) => { deskAnswers(s); setUp(s); } });
  await one.page.locator(".call").waitFor();
  await one.page.waitForTimeout(350);
  await act(one.page);
  await one.page.waitForTimeout(150);
  return one;
}

/** The page itself does not scroll, and nothing runs over, at a size. */
async function fits(page, where) {
  assert.deepEqual(await page.evaluate(over), [], where);
  assert.deepEqual(await page.evaluate(() => [document.documentElement.scrollWidth > innerWidth, document.documentElement.scrollHeight > innerHeight]), [false, false], `${where}: the page itself scrolls`);
}

// Each state is looked at from 4K to a narrow frame, in one language and theme, the next
// one in the other, and by axe in one area of the narrow frame, the next one in the next
// (wide, all areas are seen at once); in both, and with the colours in each area of the
// narrow frame, with CALLFLOOR_NIGHTLY=1.
for (const [n, state] of states.entries()) {
  test(`${state[0]}: nothing runs over from 4K to a narrow frame, and axe finds nothing`, async () => {
    for (const [lang, scheme, ...wide] of /** @type {[string, string, ...[number, number][]][]} */ ([["ko", "light", [1366, 768], [3840, 2160]], ["en", "dark", [1366, 768], [1920, 1080]]]).filter((_, i) => nightly || i === n % 2)) {
      const { page, close } = await opened(state, { lang, scheme, width: 1366, height: 768 });
      assert.deepEqual(await barriers(page), [], `${lang}, ${scheme}`);
      for (const [width, height] of wide) {
        await page.setViewportSize({ width, height });
        await drawn(page);
        await fits(page, `${width} x ${height}, ${lang}`);
      }
      const floats = await page.locator("dialog[open], .pop").count() > 0;
      if (floats) { // what floats is asked for again where it is to be seen
        await page.keyboard.press("Escape");
        await page.locator("dialog[open], .pop").waitFor({ state: "detached" });
      }
      for (const [width, height] of [[1179, 700], [800, 700], [799, 600], [360, 640]]) {
        await page.setViewportSize({ width, height });
        await until(page, (room) => document.querySelector(".desk").dataset.fits === room, width < 800 ? "1" : "2");
        if (floats && !await page.locator("dialog[open], .pop").count()) {
          await state[2](page);
          await page.locator("dialog[open], .pop").first().waitFor();
        }
        const areas = floats ? [null] : await page.locator(".areas button").all();
        for (const [i, area] of areas.entries()) {
          await area?.click();
          await drawn(page);
          const where = `${width} px, ${lang}, ${await area?.textContent() ?? ""}`;
          await fits(page, where);
          if (width === 360 && (nightly || i === n % areas.length)) assert.deepEqual(await barriers(page, { colours: nightly }), [], where);
        }
      }
      await close();
    }
  });
}

test("in a narrow frame a call that rings comes to the front, and keys bring what they are for", async () => {
  const { page, server, close } = await opened(["ready", at.ready], { width: 360, height: 640 });
  const shown = (selector) => page.locator(selector).isVisible();
  assert.deepEqual([await shown(".call"), await shown(".left"), await shown(".right")], [true, false, false]);
  await page.getByRole("button", { name: "상담사·내 업무" }).click();
  assert.deepEqual([await shown(".call"), await shown(".left"), await shown(".right")], [false, true, false]);
  await page.keyboard.press("/");
  await page.locator("#template-search").waitFor();
  assert.deepEqual([await shown(".left"), await shown(".right")], [false, true]);
  const now = Date.now();
  server.delta("calls", [{ id: "q1", service: "s02", phase: "offered", caller: "010-****-4821", priority: 0, entered: now, since: now, agent: "a000" }]);
  server.delta("agents", [Object.assign(server.floor.agents[0], { state: "ringing", call: "q1", service: "s02", since: now, deadline: now + 15_000 })]);
  await page.locator(".call.ringing").waitFor();
  assert.equal(await page.getByRole("button", { name: "통화", exact: true }).getAttribute("aria-pressed"), "true");
  await close();
});

/**
 * A whole call as its events come: offered, answered, held, ended, wrapped up; with what
 * the agent does meanwhile, where work (n) says the how manieth call it is.
 */
async function wholeCall(page, server, id, n = -1) {
  const now = Date.now(), row = server.floor.agents[0];
  const me = (change) => server.delta("agents", [Object.assign(row, { since: Date.now(), deadline: 0, held_since: undefined }, change)]);
  server.answers.set(`GET calls/${id}/card`, [200, card({ call: id, ticket: id })]);
  server.answers.set(`GET calls/${id}/explanation`, server.answers.get("GET calls/c9/explanation"));
  server.answers.set(`PUT calls/${id}/draft`, [200, {}]);
  const call = { id, service: "s02", phase: "offered", caller: "010-****-4821", priority: 0, entered: now, since: now, agent: "a000" };
  server.delta("calls", [call]);
  me({ state: "ringing", call: id, service: "s02", deadline: Date.now() + 15_000 });
  await until(page, () => document.querySelector(".call.ringing h2")?.textContent === "박민정");
  me({ state: "talking" });
  server.delta("calls", [{ ...call, phase: "connected", since: Date.now() }]);
  await until(page, (ticket) => document.querySelector(".note-form .phead")?.textContent.includes(ticket), id);
  me({ state: "talking", held_since: Date.now() });
  if (n >= 0) await work(page, server, id, n);
  me({ state: "wrap_up", deadline: Date.now() + 30_000 });
  server.delta("calls", [], { gone: [id] });
  await until(page, () => document.querySelector(".ctl.done") !== null);
  if (n >= 0) await saved(page, server, id);
  me({ state: "ready", call: undefined, service: undefined });
  await until(page, () => document.querySelector(".call.idle") !== null);
}

/** What an agent does in a call: writes, looks, and one of four things besides. */
async function work(page, server, id, n) {
  await page.locator("#memo").fill(`${n}번째 통화: 배송 문의`);
  await page.getByLabel("대분류").selectOption("delivery");
  await page.getByLabel("중분류").selectOption({ label: "배송 지연" });
  await page.getByLabel("처리 결과").selectOption("done");
  if (n % 4 === 0) await page.getByLabel("후속 예약").check();
  if (n % 4 === 1) {
    await page.getByRole("button", { name: "호전환" }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  if (n % 4 === 2) {
    for (const tab of ["templates", "mine", "booked", "customer"]) await page.locator(`#info-${tab}`).click();
  }
  if (n % 4 === 3) {
    await page.locator("#customer-search").fill(`박${n}`);
    await page.locator("#found-0").waitFor();
    await page.locator("#customer-search").press("Escape");
  }
  server.answers.set(`PUT calls/${id}/consultation`, [200, consultation(n % 7, { id: `s${n}`, call: id, ticket: id })]);
}

/** Saves the note, which must have gone out whole. */
async function saved(page, server, id) {
  await page.locator("#memo").focus();
  await page.keyboard.press("Control+Enter");
  await page.getByText("쓰고 있는 기록이 없습니다").waitFor();
  assert.ok(server.requests.some(([method, path]) => method === "PUT" && path === `calls/${id}/consultation`), `${id} was not saved`);
  server.requests.length = 0; // the test's own memory is its own matter
}

test("agents stand in the order of the names that are shown, and the own mark stays where a name is cut", async () => {
  const size = { width: 1280, height: 900 };
  for (const lang of ["ko", "en"]) {
    for (const state of ["wrap_up", "talking_outbound"]) {
      const floor = deskFloor({ state, since: Date.now() - 8000, deadline: Date.now() + 42_000, call: "c9", service: "s02", name: "황보서연나라", name_en: "Maximiliana Kim" });
      const { page, close } = await openPage(browser, `/desk?lang=${lang}`, { ...size, floor, setUp: (s) => deskAnswers(s) });
      await page.locator("#people-all").click();
      await page.locator(".p").nth(floor.agents.length - 1).waitFor();
      const shown = (one) => (lang === "en" ? one.name_en : one.name);
      const order = [...floor.agents].sort((a, b) => new Intl.Collator("ko", { numeric: true }).compare(shown(a), shown(b))).map((one) => one.extension);
      assert.deepEqual(await page.locator(".p .id").evaluateAll((list) => list.map((one) => one.lastElementChild.textContent)), order, lang);
      const mark = await page.locator(".p .me").evaluate((one) => { const box = one.getBoundingClientRect(), name = one.previousElementSibling.getBoundingClientRect(), next = one.nextElementSibling.getBoundingClientRect(), all = one.closest(".id").getBoundingClientRect(); return box.width > 5 && box.left >= name.right && box.right <= next.left && next.right <= all.right + 0.5; });
      assert.ok(mark, `${lang} ${state}`);
      await close();
    }
  }
});

test("nothing jumps while a call comes, is talked and ends", async () => {
  const { page, server, close } = await openPage(browser, "/desk", { floor: at.ready(), width: 1440, height: 900, setUp: (s) => deskAnswers(s), script: () => {
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
      for (const one of list.getEntries()) if (!one.hadRecentInput) globalThis.shifts.push([one.value, ...one.sources.map((s) => `${s.node?.className || s.node?.nodeName}: ${s.node?.textContent?.slice(0, 40)}`)]);
    }).observe({ type: "layout-shift", buffered: true });
  } });
  await page.locator(".r").first().waitFor();
  await page.waitForTimeout(600);
  await wholeCall(page, server, "q1");
  await page.waitForTimeout(300);
  const shifts = await page.evaluate(() => globalThis.shifts), sum = shifts.reduce((all, [value]) => all + value, 0);
  assert.ok(sum < 0.01, `layout shift ${sum}: ${JSON.stringify(shifts, null, 1)}`);
  await close();
});

/**
 * What the page's program keeps, in bytes: objects, strings, closures, arrays. Not what
 * the engine compiles as functions get warm, nor what it records of requests for the
 * driver of this test.
 */
async function heapOf(devtools) {
  const chunks = [], add = ({ chunk }) => chunks.push(chunk);
  devtools.on("HeapProfiler.addHeapSnapshotChunk", add);
  await devtools.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  devtools.off("HeapProfiler.addHeapSnapshotChunk", add);
  const { snapshot: { meta: { node_fields: fields, node_types: [types] } }, nodes } = JSON.parse(chunks.join(""));
  const size = fields.indexOf("self_size"), type = fields.indexOf("type");
  let sum = 0;
  for (let i = 0; i < nodes.length; i += fields.length) if (!["code", "native", "hidden"].includes(types[nodes[i + type]])) sum += nodes[i + size];
  return sum;
}

test("a working day leaves no memory behind", async () => {
  const calls = process.env.CALLFLOOR_NIGHTLY ? 400 : 8; // 400 are a whole day
  const { page, server, close } = await openPage(browser, "/desk", { floor: at.ready(), width: 1440, height: 900, setUp: (s) => deskAnswers(s) });
  await page.locator(".r").first().waitFor();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.enable");
  const size = async () => {
    for (let i = 0; i < 3; i++) await devtools.send("HeapProfiler.collectGarbage");
    const { nodes, jsEventListeners } = await devtools.send("Memory.getDOMCounters");
    return { heap: await heapOf(devtools), nodes, listeners: jsEventListeners };
  };
  server.answers.set("POST reservations", [201, {}]);
  for (let i = 0; i < 4; i++) await wholeCall(page, server, `w${i}`, i);
  const before = await size();
  for (let i = 0; i < calls; i++) await wholeCall(page, server, `q${i}`, i);
  const later = await size();
  console.log(`# ${calls} calls left ${later.heap - before.heap} bytes of ${before.heap}, ${later.nodes - before.nodes} nodes, ${later.listeners - before.listeners} listeners`);
  assert.ok(later.heap - before.heap < 64 << 10, `${calls} calls left ${later.heap - before.heap} bytes: ${JSON.stringify([before, later])}`);
  assert.ok(later.nodes - before.nodes < 400 && later.listeners - before.listeners < 60, JSON.stringify([before, later]));
  await close();
});
