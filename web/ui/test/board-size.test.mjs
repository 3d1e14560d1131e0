// The wallboard at every size, and after a long time: nothing sticks out, nothing
// grows.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { closeLeft, drawn, nightly, openPage, startBrowser, until } from "./browser.mjs";
import { makeFloor } from "./floor.mjs";

let browser;
before(async () => { browser = await startBrowser(); });
afterEach(closeLeft);
after(() => browser.stop());

test("nothing overflows from 1 to 60 services and 1 to 500 agents, in 1080p, 4K and a small window", { timeout: 180_000 }, async () => {
  const sizes = [[1920, 1080], [1280, 720]], large = [3840, 2160]; // of the same shape: a few floors tell
  const floors = [[1, 1, "ko"], [4, 12, "en"], [6, 96, "ko"], [12, 60, "en"], [14, 59, "ko"], [15, 97, "en"], [30, 200, "en"], [60, 500, "ko"]];
  for (const [n, m, lang] of floors.filter(([n]) => nightly || ![4, 12, 30].includes(n))) {
    const floor = makeFloor(n, m);
    for (const row of floor.services) Object.assign(row, { offered: 12_345, answered: 11_987, abandoned: 1234, waiting: 87, waits: [12, 7, 0, 33, 35] });
    for (const row of floor.services.filter((_, i) => i % 3 === 0)) row.oldest = Date.now() - 3_700_000;
    floor.services.forEach((row, i) => Object.assign(row, { answer_band: i % 2 ? "bad" : "warn", level_band: "bad" })); // marks need room too
    Object.assign(floor.totals, { offered: 740_700, answered: 719_220, abandoned: 74_040, waiting: 5220, waits: [720, 420, 1200, 1980, 900] });
    const { page, server, close } = await openPage(browser, `/wallboard?pin=0&lang=${lang}`, { floor });
    await page.locator(".wb-page[data-on] [data-row]").first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    if (n % 2 === 0) server.setNotice(lang === "ko" ? "가나다라 마바".repeat(28) : "W".repeat(200), n % 4 ? "bottom" : "top"); // 200 characters at most
    for (const [width, height] of n === 6 || n === 30 ? [...sizes, large] : n === 60 && !nightly ? sizes.slice(0, 1) : sizes) {
      await page.setViewportSize({ width, height });
      const seen = new Set();
      for (;;) { // every page of both views, once around
        await drawn(page);
        const now = await page.evaluate(() => [...document.querySelectorAll(".wb-page")].findIndex((p) => p.matches(".wb-layer[data-on] [data-on]")));
        if (seen.has(now)) break;
        seen.add(now);
        assert.deepEqual(await page.evaluate(overflows), [], `${n} services, ${m} agents, ${lang}, ${width}x${height}, page ${now}`);
        await page.keyboard.press("ArrowRight");
      }
      assert.ok(seen.size >= 2, "one view was never shown");
    }
    await close();
  }
});

/** Runs in the page: what sticks out of its place. Names may be cut with an ellipsis; figures never. */
function overflows() {
  const list = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) list.push(`page ${root.scrollWidth}x${root.scrollHeight}`);
  const box = (node) => { // of what is drawn: texts and icons, without words for screen readers
    const drawn = document.createTreeWalker(node, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (n) => (n.nodeType === 1 && n.matches(".sr") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    let left = Infinity, right = -Infinity;
    for (let n = drawn.nextNode(); n; n = drawn.nextNode()) {
      if (n.nodeType === 1 && !n.matches("svg")) continue;
      const range = document.createRange();
      range.selectNode(n);
      const rect = range.getBoundingClientRect();
      if (rect.width > 0) [left, right] = [Math.min(left, rect.left), Math.max(right, rect.right)];
    }
    return { left, right };
  };
  for (const row of document.querySelectorAll(".wb-layer[data-on] .wb-page[data-on] .wt-row")) {
    const bar = row.querySelector(".bar")?.getBoundingClientRect(), own = row.getBoundingClientRect();
    if (bar && (bar.top < own.top || bar.bottom > own.bottom)) list.push(`bar of "${row.textContent}" outside its row`);
    const cells = [...row.children].filter((c) => c.textContent && !c.matches(".bar"));
    cells.forEach((cell, i) => {
      const left = cells[i - 1];
      const mark = cell.querySelector("svg.i");
      if (left && mark && mark.getBoundingClientRect().left < box(left).right - 1) list.push(`mark of "${cell.textContent}" over "${left.textContent}"`);
      if (left && !row.matches(".wt-head") && !left.matches(".n") && box(cell).left < left.getBoundingClientRect().right - 1) list.push(`"${cell.textContent}" over "${left.textContent}"`);
      if (left && row.matches(".wt-head") && box(cell).left < box(left).right - 1) list.push(`head "${cell.textContent}" over "${left.textContent}"`);
    });
  }
  for (const total of document.querySelectorAll(".wb-layer[data-on] .wb-tot")) {
    const right = total.getBoundingClientRect().right + 2;
    for (const part of total.children) if (box(part).right > right) list.push(`total "${total.textContent}" sticks out`);
  }
  for (const part of document.querySelectorAll(".wb-layer[data-on] .wb-waits > *")) {
    const { left, right } = part.getBoundingClientRect();
    if (right > innerWidth || box(part).right > right + 1 || (part.previousElementSibling && box(part.previousElementSibling).right > left)) list.push(`wait "${part.textContent}"`);
  }
  for (const row of document.querySelectorAll(".wb-layer[data-on] .wb-page[data-on] .wt-row")) {
    const own = row.getBoundingClientRect();
    for (const column of row.querySelectorAll(".ages > i")) {
      const { top, bottom } = column.getBoundingClientRect();
      if (top < own.top || bottom > own.bottom) list.push(`columns of "${row.textContent}" outside their row`);
    }
    const ages = row.querySelector(".ages")?.getBoundingClientRect(), name = row.querySelector(".n")?.getBoundingClientRect();
    if (ages && (ages.left < name.right - 1 || ages.right > row.querySelector("[data-tip=waiting]:not(.ages)").getBoundingClientRect().left + 1)) list.push(`columns of "${row.textContent}" over their neighbours`);
  }
  const notice = document.querySelector(".wb-notice"), deck = document.querySelector(".wb-deck").getBoundingClientRect(), foot = document.querySelector(".wb-foot").getBoundingClientRect();
  if (notice) {
    const own = notice.getBoundingClientRect(), text = notice.querySelector("span").getBoundingClientRect();
    if (own.left < 0 || own.right > innerWidth || own.bottom > foot.top + 1) list.push("the notice sticks out of the page or over the foot line");
    if (own.top < deck.bottom && own.bottom > deck.top) list.push("the notice over the figures");
    if (text.top < own.top || text.bottom > own.bottom || text.right > own.right) list.push("the notice's text sticks out of it");
  }
  for (const time of document.querySelectorAll(".wb-layer[data-on] .wb-page[data-on] .tile time")) {
    if (time.getBoundingClientRect().right > time.closest(".tile").getBoundingClientRect().right) list.push(`tile "${time.closest(".tile").textContent}"`);
  }
  return [...new Set(list)].slice(0, 5);
}

test("thousands of changed rows leave document and listeners as they were", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard?interval=2", { floor: makeFloor(12, 60) });
  await until(page, () => document.querySelector(".wb")?.dataset.link === "ok");
  const measure = async () => {
    await page.requestGC();
    const session = await page.context().newCDPSession(page);
    const metrics = await session.send("Performance.enable").then(() => session.send("Performance.getMetrics"));
    await session.detach();
    return Object.fromEntries(metrics.metrics.map(({ name, value }) => [name, value]));
  };
  const churn = async (rounds) => {
    for (let i = 0; i < rounds; i++) {
      for (const row of server.floor.services) row.offered++;
      for (const row of server.floor.agents) Object.assign(row, i % 2 ? { state: "ready", since: Date.now() - i } : { state: "talking", since: Date.now() - i, band: i % 4 ? "good" : "bad" });
      server.delta("services", server.floor.services);
      server.delta("agents", server.floor.agents);
      if (i % 20 === 0) await page.waitForTimeout(20);
    }
    await until(page, (text) => document.querySelector("[data-row=s00] [data-tip=offered]")?.textContent.replace(/,/g, "") === text, String(server.floor.services[0].offered), 60_000);
  };
  await churn(nightly ? 200 : 100);
  const first = await measure();
  await churn(nightly ? 1200 : 400);
  const last = await measure();
  assert.ok(last.Nodes < first.Nodes * 1.2 + 200, `nodes ${first.Nodes} to ${last.Nodes}`);
  assert.ok(last.JSEventListeners <= first.JSEventListeners + 5, `listeners ${first.JSEventListeners} to ${last.JSEventListeners}`);
  assert.ok(last.JSHeapUsedSize < first.JSHeapUsedSize * 1.3 + 2e6, `heap ${first.JSHeapUsedSize} to ${last.JSHeapUsedSize}`);
  await close();
});
