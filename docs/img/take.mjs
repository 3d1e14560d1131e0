// Takes the README's pictures: the wallboard of a running demo, in both languages.
//
//   callfloor serve --demo          # in another window; prints the link
//   node docs/img/take.mjs 'http://127.0.0.1:8080/wallboard?token=...' [seconds to wait first]
//
// Chromium and web/node_modules are what `make tools` installs. The pictures are to stay
// under 250 KB: convert FILE -strip -dither None -colors 256 PNG8:FILE
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const { chromium } = createRequire(new URL("../../web/package.json", import.meta.url))("playwright-core");
const [link, seconds = "20"] = process.argv.slice(2);
if (!link) throw new Error("the link of the demo's wallboard is missing");
await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1000));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
for (const [language, file] of [["en", "wallboard.png"], ["ko", "wallboard.ko.png"]]) {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(`${link}&lang=${language}`);
  await page.waitForSelector("[data-view=agents][data-on] [data-on] .tile"); // its turn has come
  await page.waitForTimeout(1500); // and it has faded in
  await page.screenshot({ path: fileURLToPath(new URL(file, import.meta.url)) });
  await page.close();
}
await browser.close();
