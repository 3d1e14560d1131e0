// Runs the pages' tests (npm test): makes once what every file of tests needs, the joined
// pages and the program, then runs the files, those of figures in time at the end. A file
// that is run by itself (node --test) makes both of its own. Options go to node.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url)), root = join(here, "../../..");
const folder = mkdtempSync(join(tmpdir(), "callfloor-tests-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** Has Go make what the environment does not name already. */
function make(name, file, ...how) {
  if (process.env[name]) return;
  process.env[name] = join(folder, file);
  execFileSync("go", how.map((word) => (word === "TO" ? process.env[name] : word)), { cwd: root, stdio: "inherit" });
}

/** These take longest: they begin, so that none is left alone at the end. */
const long = ["sms", "chat-console", "access", "widget-loss", "widget", "widget-page", "desk-look", "desk-note", "desk-call", "callbacks", "admin", "pages", "board-size", "board"];
const rank = (name) => (long.indexOf(name.split(".")[0]) + 1 || long.length + 1);

/** Tests, by file. */
const counts = new Map();
const failed = new Set(), again = [];

/** Runs a file and tells how it went; what it said, where a test of it fails. */
async function run(name) {
  const begin = Date.now(), child = spawn(process.execPath, ["--test", "--test-reporter=spec", ...process.argv.slice(2), join(here, name)], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => { said += text; });
  const code = await new Promise((done) => child.once("close", done)), n = Number(/^ℹ tests (\d+)$/m.exec(said)?.[1] ?? 0);
  counts.set(name, n);
  if (code === 0) failed.delete(name);
  else failed.add(name);
  if (code !== 0 || process.env.CALLFLOOR_TIMING) console.log(said);
  console.log(`${code === 0 ? "ok" : "FAILED"} ${name}: ${n} tests, ${Math.round((Date.now() - begin) / 1000)} s`);
}

/** Runs the files whose names end so, some at a time. */
async function all(end, atOnce) {
  const left = readdirSync(here).filter((name) => name.endsWith(end)).sort((a, b) => rank(a) - rank(b));
  await Promise.all(Array.from({ length: atOnce }, async () => { while (left.length) await run(left.shift()); }));
}

make("CALLFLOOR_JOINED", "joined", "run", "./web/join/write", "TO");
make("CALLFLOOR", "callfloor", "build", "-o", "TO", "./cmd/callfloor");
const begin = Date.now();
await all(".test.mjs", 3); // they wait for a third of their time: two cores have work for three
await all(".time.mjs", 1);
for (const name of [...failed]) {
  console.log(`again, alone: ${name}`);
  await run(name);
  if (!failed.has(name)) again.push(name);
}
const tests = [...counts.values()].reduce((a, b) => a + b, 0);
console.log(`${tests} tests in ${Math.round((Date.now() - begin) / 1000)} s; ${failed.size ? `FAILED: ${[...failed].join(", ")}` : "all pass"}${again.length ? `; only the second time: ${again.join(", ")}` : ""}`);
process.exitCode = failed.size || tests === 0 ? 1 : 0;
