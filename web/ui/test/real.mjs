// The real program for tests of the pages: built once, started with a folder of its
// own, with a person who administers it. CALLFLOOR names a program that is there.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
export const key = "a-key-for-tests-of-the-pages-0123456789";
export const password = "Correct horse 9 battery";

export class Program {
  /** @param {string} [more] of the configuration */
  async start(more = "") {
    this.folder = await mkdtemp(join(tmpdir(), "callfloor-pages-"));
    let binary = process.env.CALLFLOOR;
    if (!binary) execFileSync("go", ["build", "-o", binary = join(this.folder, "callfloor"), "./cmd/callfloor"], { cwd: root, stdio: "inherit" });
    const file = join(this.folder, "callfloor.yaml");
    await writeFile(file, `data: ${join(this.folder, "data")}
http: {listen: "127.0.0.1:0"}
metrics: {listen: "off"}
sip: {udp: "127.0.0.1:0", tcp: "127.0.0.1:0"}
media: {ports: "26000-26199"}
webhooks: {allow: ["127.0.0.0/8"]}
api_keys: [{name: tests, key: ${key}}]
${more}`);
    this.binary = binary;
    this.process = spawn(binary, ["serve", "-c", file], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on("data", (bytes) => { said += bytes; });
    for (const end = Date.now() + 30_000; !this.url;) {
      this.url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      assert.ok(Date.now() < end && this.process.exitCode === null, `the program does not start:\n${said}`);
      await new Promise((done) => setTimeout(done, 50));
    }
    return this;
  }

  async stop() {
    this.process.kill("SIGINT");
    this.process.kill("SIGTERM");
    await new Promise((done) => { if (this.process.exitCode !== null) done(); else { this.process.once("exit", done); setTimeout(() => this.process.kill("SIGKILL"), 8000).unref(); } });
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Asks the program with the key of the tests. */
  async ask(method, path, body) {
    const answer = await fetch(`${this.url}/api/v1/${path}`, { method, headers: { Authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }) }, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  /** A page of somebody who has logged in; it must not throw or break the policy. */
  async visit(browser, login, path, { width = 1440, height = 900, scheme = "light" } = {}) {
    const context = await browser.chrome.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: "reduce" });
    const page = await context.newPage(), faults = [];
    page.on("pageerror", (error) => faults.push(`error: ${error.stack}`));
    page.on("dialog", (dialog) => { if (dialog.type() === "beforeunload") return void dialog.accept(); faults.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
    page.on("console", (message) => { if (/Content Security Policy|Refused to/.test(message.text())) faults.push(`policy: ${message.text()}`); });
    const answer = await context.request.post(`${this.url}/api/v1/login`, { data: { login, password } });
    assert.ok(answer.ok(), await answer.text());
    await page.goto(this.url + path);
    return { page, close: async () => { await context.close(); assert.deepEqual(faults, []); } };
  }
}

/** A WAV file: a tone of some seconds at 8,000 Hz. */
export function tone(seconds) {
  const n = 8000 * seconds, wav = Buffer.alloc(44 + 2 * n);
  wav.write("RIFF", 0); wav.writeUInt32LE(36 + 2 * n, 4); wav.write("WAVEfmt ", 8); wav.writeUInt32LE(16, 16); wav.writeUInt16LE(1, 20); wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(8000, 24); wav.writeUInt32LE(16000, 28); wav.writeUInt16LE(2, 32); wav.writeUInt16LE(16, 34); wav.write("data", 36); wav.writeUInt32LE(2 * n, 40);
  for (let i = 0; i < n; i++) wav.writeInt16LE(Math.round(8000 * Math.sin(2 * Math.PI * 440 * i / 8000)), 44 + 2 * i);
  return wav;
}
