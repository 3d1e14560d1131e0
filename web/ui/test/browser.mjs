// A real Chromium for the pages' tests. There is no way around it: without
// Chromium the tests fail.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { makeFloor } from "./floor.mjs";
import { Server } from "./server.mjs";

/** Whether everything is looked at in every way (make nightly). */
export const nightly = process.env.CALLFLOOR_NIGHTLY === "1";

const whole = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** Chromium without windows of its own: the same pages for half of the work. */
const shell = ["/usr/bin/chromium-headless-shell"];
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--font-render-hinting=none"]; // without windows too letters are as wide as they are drawn for people
/** Pages share a process: to start one for each takes longer than many a test. */
const together = ["--renderer-process-limit=1", "--disable-site-isolation-trials"];

/**
 * Starts Chromium with a fresh profile; as people have it, with windows and a process for
 * each page, where times are measured and at night.
 */
export async function startBrowser({ asPeople = nightly } = {}) {
  const candidates = [process.env.CHROMIUM, ...(asPeople ? whole : [...shell, ...whole])].filter(Boolean);
  const executablePath = candidates.find((path) => existsSync(path));
  assert.ok(executablePath, `Chromium is missing (looked for ${candidates.join(", ")}): install the package "chromium"`);
  const chrome = await chromium.launch({ executablePath, headless: true, args: asPeople ? flags : [...flags, ...together] });
  return { chrome, stop: () => chrome.close() };
}

/** Pages and servers that a test which failed has left open. */
const open = new Set();

/** @type {WeakMap<object, Promise<import("playwright-core").BrowserContext>>} */
const rooms = new WeakMap();

/**
 * Where the pages of a browser are opened: in one context, whose own empty page keeps it
 * open, because making one takes as long as loading a page. Every server has a port, and
 * with it storage, of its own.
 */
function roomOf(browser) {
  const room = rooms.get(browser) ?? browser.chrome.newContext().then(async (context) => {
    await context.newPage();
    return context;
  });
  rooms.set(browser, room);
  return room;
}

/** For afterEach: a failed test leaves nothing running. */
export async function closeLeft() {
  for (const end of open) await end().catch(() => {});
  open.clear();
}

/**
 * Opens a page of a scripted server, and notes what no page may do: throw, break
 * the policy, open a dialog. With clock the test can put the page's time forward
 * (pass).
 */
export async function openPage(browser, path, { floor = makeFloor(4, 12), width = 1920, height = 1080, scheme = "dark", motion = "no-preference", clock = false, setUp = () => {}, script } = {}) {
  const server = await new Server(floor).start();
  await setUp(server);
  const context = clock ? await browser.chrome.newContext() : await roomOf(browser); // a clock is the whole context's
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  servers.set(page, server);
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: motion });
  const faults = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on("console", (message) => { if (/Content Security Policy|Refused to/.test(message.text())) faults.push(`policy: ${message.text()}`); });
  await page.addInitScript(() => {
    globalThis.violations = [];
    addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  if (clock) await page.clock.install();
  if (script) await page.addInitScript(script);
  await page.goto(server.url + path);
  const end = async () => {
    open.delete(end);
    if (clock) await context.close();
    else for (const one of context.pages()) if (one === page || one.url().startsWith(server.url)) await one.close();
    await server.stop();
  };
  open.add(end);
  const close = async () => {
    const broken = await page.evaluate(() => globalThis.violations).catch(() => []);
    await end();
    assert.deepEqual([...faults, ...broken], [], "the page threw, broke its policy or opened a dialog");
  };
  return { page, server, close };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe finds wrong with a page (WCAG 2.2 A and AA, best practice), a line each; without
 * its colours, or with only these.
 */
export async function barriers(page, { colours = true, only = false } = {}) {
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe);
  const { violations, passes, incomplete } = await page.evaluate(({ colours, only }) => globalThis.axe.run(document, {
    ...(only ? { runOnly: { type: "rule", values: ["color-contrast"] } } : { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: { "color-contrast": { enabled: colours } } }), resultTypes: ["violations"], preload: false,
  }), { colours, only });
  assert.ok(only ? passes.length + incomplete.length > 0 : passes.length > 10, "axe looked at nothing");
  return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} ${n.any[0]?.message ?? ""}`).join(" | ")}`);
}

/** The other theme of a page that is there, which changes colours and nothing else. */
export async function recolour(page, theme) {
  const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: theme });
  await page.evaluate((theme) => { document.documentElement.dataset.theme = theme; }, theme);
  await until(page, (before) => getComputedStyle(document.body).backgroundColor !== before, before);
  await drawn(page);
}

/** What runs over its place or off the page. Lists scroll, and shortened text says so by an ellipsis. */
export const over = () => [...document.querySelectorAll("#app *")].filter((el) => {
  const box = el.getBoundingClientRect(), style = getComputedStyle(el);
  if (box.width < 2 || style.visibility === "hidden" || el.closest("svg, .sr, .txt") || style.display === "inline") return false;
  const cut = style.overflowX === "visible" && el.scrollWidth > el.clientWidth + 1 && el.clientWidth > 0 && !el.querySelector(".pop, .found");
  const scrolls = el.parentElement?.closest(".tabs") && getComputedStyle(el.parentElement.closest(".tabs")).overflowX === "auto";
  return cut || !scrolls && (box.right > innerWidth + 1 || box.left < -1);
}).map((el) => `${el.tagName.toLowerCase()}.${el.className}, ${el.scrollWidth} in ${el.clientWidth} px to ${Math.round(el.getBoundingClientRect().right)}: ${el.textContent.trim().slice(0, 50)}`).slice(0, 5);

/** Waits until check (run in the page) holds. */
export const until = (page, check, argument, timeout = 30_000) => page.waitForFunction(check, argument, { timeout, polling: 20 });

/** Waits until the last change of size, colours or place is drawn. */
export const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 20)))));

/**
 * Lets ms pass on the page's clock, in small steps, with a beat of the server
 * in each unless the test has silenced it. From the first call on, time passes
 * in no other way: a slow machine sees what a fast one sees.
 */
export async function pass(page, ms, step = 250) {
  if (!stopped.has(page)) {
    stopped.add(page);
    await page.clock.pauseAt(await page.evaluate(() => Date.now()) + 2000);
  }
  for (let left = ms; left > 0; left -= step) {
    servers.get(page).sendBeat();
    await page.clock.runFor(Math.min(step, left));
  }
}

/**
 * Lets time pass on the page's clock until check (run in the page) holds: what waits for the
 * network waits in real time, and its page's own time must go on meanwhile.
 */
export async function passUntil(page, check, step = 500) {
  for (const end = Date.now() + 30_000; !await page.evaluate(check).catch(() => false); await pass(page, step).catch(() => {})) {
    assert.ok(Date.now() < end, `never: ${check}`); // between documents there is nothing to ask
  }
}

/** Pages whose clock goes only when the test says so. */
const stopped = new WeakSet();

/** @type {WeakMap<import("playwright-core").Page, Server>} */
const servers = new WeakMap();
