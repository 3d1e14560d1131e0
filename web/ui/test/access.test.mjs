// Accessibility of every page in both themes and languages: axe-core, WCAG 2.2
// A and AA.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { barriers, closeLeft, openPage, startBrowser } from "./browser.mjs";
import { makeFloor } from "./floor.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
afterEach(closeLeft);
after(() => browser.stop());

const pages = [
  ["wallboard, services", "/wallboard?pin=0&view=service", ".wb-page[data-on] [data-row]"],
  ["wallboard, agents", "/wallboard?pin=0&view=agent", ".tile"],
  ["log-in", "/login", "form"], ["log-in, locked", "/login?why=locked", "form"], ["log-in, to set up a second factor", "/login?why=enrolling", "form"],
  ["set-up", "/setup?code=x", "form"], ["home", "/", ".doors"], ["desk", "/desk", ".stats"], ["floor", "/floor", ".c-row"],
];

for (const [name, path, ready] of pages) {
  for (const theme of ["light", "dark"]) {
    for (const lang of ["ko", "en"]) {
      test(`${name}, ${theme}, ${lang}`, async () => {
        const address = `${path}${path.includes("?") ? "&" : "?"}theme=${theme}&lang=${lang}`;
        const { page, close } = await openPage(browser, address, { floor: makeFloor(4, 12), width: path.startsWith("/wall") ? 1920 : 1440, height: path.startsWith("/wall") ? 1080 : 900, scheme: theme, motion: "reduce", setUp: (server) => { server.notice = { text: "18시 점검", place: lang === "ko" ? "top" : "bottom" }; } });
        await page.locator(ready).first().waitFor();
        await page.waitForTimeout(400);
        assert.deepEqual(await barriers(page), []);
        await close();
      });
    }
  }
}
