// The first view of every page, on loopback and with an empty cache: quick and small.
// The promised time is held where nothing else runs (make timing), ten times it
// elsewhere. Nobody asks the page anything while it comes: that takes time too.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { password, Program } from "./real.mjs";

const timing = process.env.CALLFLOOR_TIMING === "1";
const within = 300 * (timing ? 1 : 10); // ms
const mostBytes = 250 << 10; // over the wire, headers and fonts included
const loads = timing ? 12 : 3; // the middle one counts; elsewhere the first that holds
const patience = 2500; // ms until everything has come

/** [address, whose, where the content is, a word of it] */
const pages = [
  ["/desk", "kim", ".state", "로그아웃"], ["/floor", "boss", ".svc tbody", "주문"], ["/admin", "boss", "#app", "주문"], ["/callbacks", "boss", ".trows", "박민정"], ["/sms", "boss", ".comp", "보내기"],
  ["/", "boss", ".doors", "설정"], ["/login", "", "form", "로그인"], ["/wallboard", "display", "[data-row]", "주문"],
];

let browser, program, display;
before(async () => {
  browser = await startBrowser({ asPeople: true });
  program = await new Program().start();
  await program.ask("POST", "services", { id: "orders", name: { ko: "주문", en: "Orders" }, numbers: [{ number: "15880001" }] });
  for (const [i, name] of ["김하나", "이두리", "박세찬"].entries()) await program.ask("POST", "agents", { id: `a${i}`, name, extension: String(1001 + i), services: { orders: { level: 1 } } });
  await program.ask("POST", "users", { login: "kim", name: "김하나", role: "agent", agent_id: "a0", password });
  await program.ask("POST", "users", { login: "boss", name: "한관리", role: "administrator", password });
  await program.ask("PUT", "settings/callbacks.enabled", { value: "true" });
  await program.ask("POST", "callbacks", { number: "010-1234-5678", name: "박민정", service: "orders" });
  display = (await program.ask("POST", "displays", { name: "벽" })).token;
});
after(async () => { await browser.stop(); await program.stop(); });

/** Loads a page in a fresh profile; when what stood in it, in ms after it was asked for. */
async function load([path, login, where, word]) {
  const context = await browser.chrome.newContext({ viewport: { width: 1440, height: 900 }, locale: "ko-KR" });
  const page = await context.newPage();
  if (login === "display") assert.ok((await context.request.get(`${program.url}/wallboard?token=${display}`)).ok());
  else if (login) assert.ok((await context.request.post(`${program.url}/api/v1/login`, { data: { login, password } })).ok());
  await page.addInitScript(([where, word]) => {
    new MutationObserver((_, watch) => {
      if (!document.querySelector(where)?.textContent.includes(word)) return;
      globalThis.contentAt = performance.now();
      watch.disconnect();
    }).observe(document, { subtree: true, childList: true, characterData: true });
  }, [where, word]);
  await page.goto(`${program.url}/api/v1/health`); // the tab is there; nothing of the page is
  await page.waitForTimeout(300);
  await page.goto(program.url + path);
  await page.waitForTimeout(patience);
  const seen = await page.evaluate(() => {
    const files = performance.getEntriesByType("resource"), painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity;
    // Modules of what is opened later come when the picture is there: they are not of the first view.
    const last = Math.max(globalThis.contentAt ?? 0, painted);
    const all = [...performance.getEntriesByType("navigation"), ...files].filter((one) => one.startTime <= last || !one.name.endsWith(".js"));
    return { content: globalThis.contentAt ?? Infinity, painted, bytes: all.reduce((sum, one) => sum + one.transferSize, 0), files: all.map((one) => `${one.name.split("/").pop()} ${one.transferSize} ${Math.round(one.startTime)} to ${Math.round(one.responseEnd)} ms`).join("\n") };
  });
  await context.close();
  return seen;
}

const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const few = ["/nothing-here", "", "body", ""]; // a page of a few lines: what any page takes here

for (const what of pages) {
  test(`the first view of ${what[0]} is there in time, painted soon after, and small`, async (t) => {
    const seen = [], any = [];
    if (timing) await load(what); // warms the program
    for (let i = 0; i < loads; i++) {
      seen.push(await load(what));
      any.push(await load(few));
      if (!timing && seen[i].content < within && seen[i].painted - any[i].painted < within) {
        seen.splice(0, i);
        any.splice(0, i);
        break;
      }
    }
    for (const one of seen) assert.ok(one.bytes > 0 && one.bytes < mostBytes, `${one.bytes} bytes:\n${one.files}`);
    const content = middle(seen.map((one) => one.content)), painted = middle(seen.map((one) => one.painted)), lines = middle(any.map((one) => one.painted));
    t.diagnostic(`${what[0]}: content in the page after ${Math.round(content)} ms, painted after ${Math.round(painted)} ms, a page of a few lines after ${Math.round(lines)} ms; ${seen[0].bytes} bytes`);
    assert.ok(Number.isFinite(painted) && Number.isFinite(lines), "nothing was painted");
    assert.ok(content < within, `the content is in the page after ${content} ms:\n${seen[0].files}`);
    assert.ok(painted - lines < within, `painted after ${painted} ms, a page of a few lines after ${lines} ms`);
  });
}
