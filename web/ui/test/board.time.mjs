// How long a figure takes to the glass. The promised time is held where nothing else
// runs (make timing), ten times it elsewhere.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { closeLeft, openPage, startBrowser } from "./browser.mjs";
import { derive, makeFloor } from "./floor.mjs";

let browser;
before(async () => { browser = await startBrowser({ asPeople: true }); });
afterEach(closeLeft);
after(() => browser.stop());

const within = 100 * (process.env.CALLFLOOR_TIMING === "1" ? 1 : 10); // ms
const rounds = 8; // the best one counts: a machine has other things to do
const sends = 40;

test("a delta is on the glass within 100 ms and changes nothing else", async () => {
  const { page, server, close } = await openPage(browser, "/wallboard?pin=0&view=service", { floor: makeFloor(4, 12) });
  await page.locator('.wb-page[data-on] [data-row="s01"] [data-tip="offered"]').first().waitFor();
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  const row = server.floor.services[1];
  const round = async () => { // the 90th of 100 deliveries, in ms
    const times = [];
    for (let i = 0; i < sends; i++) {
      row.offered += 1;
      derive(row, Date.now());
      const shown = page.evaluate((text) => new Promise((done) => { // server and page read one clock
        const glass = () => document.querySelector('[data-row="s01"] [data-tip=offered]')?.textContent === text && requestAnimationFrame(() => done(Date.now()));
        const watch = new MutationObserver(() => { if (glass()) watch.disconnect(); });
        if (!glass()) watch.observe(document.body, { subtree: true, childList: true, characterData: true });
      }), String(row.offered));
      await new Promise((done) => setTimeout(done, 20)); // it is watched by now
      const sent = Date.now();
      server.delta("services", [row]);
      times.push(await shown - sent);
    }
    return times.sort((a, b) => a - b)[Math.ceil(sends * 0.9) - 1];
  };
  let best = Infinity;
  for (let i = 0; i < rounds && best >= within; i++) best = Math.min(best, await round());
  assert.ok(best >= 0 && best < within, `90 of 100 within ${best} ms`);
  assert.equal(await page.evaluate(() => document.querySelectorAll("*").length), nodes, "the document grew");
  await close();
});
