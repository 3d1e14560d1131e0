// The chat in a page of another site: two servers of two origins. ChatServer speaks the
// protocol (docs/chat-wire.md) as a test scripts it; the site's page has styles and a policy
// that make life hard.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { joined, policy, types, ui } from "./server.mjs";

/** The narrowest policy under which the widget works, as the guide names it. */
export const strict = (chat) => `default-src 'none'; script-src ${chat}; connect-src ${chat} ${chat.replace("http", "ws")}; img-src ${chat}; require-trusted-types-for 'script'`;

/** Styles of a page that mean no good. */
export const hostile = `* { all: unset !important; display: inline !important; color: red !important; font-size: 3px !important; float: left !important; position: static !important; visibility: hidden; transform: rotate(3deg); opacity: .3 !important; pointer-events: none; --ink: lime; --surface: pink }
  html { font-size: 41px; direction: rtl; filter: none } body { transform: scale(.5); overflow: hidden } button, textarea, section, svg, p { display: none !important; width: 1px !important } div { max-height: 4px !important }`;

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mMIqDgBRAwQCgAp7gZBkygmxwAAAABJRU5ErkJggg==", "base64");
export const picture = { name: "사진.png", mimeType: "image/png", buffer: png };

export const config = (more = {}) => ({
  site: "shop", name: { ko: "온마루", en: "Onmaru" }, languages: ["ko", "en"], bot: false, files: true,
  texts: { ko: { title: "온마루 고객센터", lead: "평일 09:00~18:00", greeting: "안녕하세요, 온마루입니다. 무엇을 도와드릴까요?" }, en: { title: "Onmaru support", lead: "Weekdays 09:00 to 18:00", greeting: "Hello, this is Onmaru. How can we help you?" } },
  hours: { open: true, takes: true, text: { ko: "평일 09:00~18:00", en: "Weekdays 09:00 to 18:00" } }, ...more,
});

const listen = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${server.address().port}`)));

export class ChatServer {
  constructor() {
    this.config = config();
    this.visitors = new Map(); // token -> {id, user, room, seq, messages, rooms}
    this.made = 0;
    this.sockets = new Set();
    this.received = []; // frames of clients, in order
    this.posts = []; // committed, in order
    this.uploads = []; // [name, type, bytes]
    this.asked = []; // [method, path with query]
    this.down = false;
    this.beating = true;
    this.slow = 0; // ms before anything is answered
    this.held = /** @type {Promise<void>|undefined} */ (undefined); // until which no request is answered
    this.loseAcks = 0; // so many posts are committed and the connection drops before the ack
    this.silent = 0; // so many posts are committed and never acked, the connection stays
    this.answers = {}; // by "METHOD path": [status, body, headers]
    this.refusals = []; // codes with which the next posts are refused: [code, retry_ms]
    this.on = {}; // by frame type: handler in place of the default
    this.snapshotDelay = 0;
    this.http = createServer((req, res) => this.serve(req, res).catch((error) => res.writeHead(500).end(String(error))));
    this.http.on("upgrade", (req, socket) => this.upgrade(req, socket));
  }

  async start() {
    this.url = await listen(this.http);
    this.beat = setInterval(() => { if (this.beating) this.all({ type: "beat" }); }, 1000);
    return this;
  }

  async stop() {
    clearInterval(this.beat);
    for (const socket of this.sockets) socket.destroy();
    this.http.closeAllConnections();
    await new Promise((done) => this.http.close(done));
  }

  async serve(req, res) {
    if (this.down) return void req.socket.destroy();
    const url = new URL(req.url, this.url), path = url.pathname.replace(/^\/chat\//, ""), parts = [];
    if (url.pathname === "/chat/widget.js") return void res.writeHead(200, { "Content-Type": "text/javascript; charset=utf-8" }).end(await readFile(join(joined, "widget.js")));
    const sample = { "/chat/sample": "sample.html", "/ui/widget/sample.js": "sample.js", "/ui/widget/sample.css": "sample.css" }[url.pathname];
    if (sample) return void res.writeHead(200, { "Content-Type": types[extname(sample)], "Content-Security-Policy": policy }).end(await readFile(join(ui, "widget", sample)));
    res.setHeader("Access-Control-Allow-Origin", this.origin);
    res.setHeader("Vary", "Origin");
    if (req.method === "OPTIONS") return void res.writeHead(204, { "Access-Control-Allow-Headers": "authorization, content-type", "Access-Control-Max-Age": "600" }).end();
    for await (const part of req) parts.push(part);
    this.asked.push([req.method, path + url.search]);
    if (this.slow) await new Promise((done) => setTimeout(done, this.slow));
    await this.held;
    const body = Buffer.concat(parts), scripted = this.answers[`${req.method} ${path}`];
    const [status, answer, headers] = scripted ? (typeof scripted === "function" ? scripted() : scripted) : this.reply(req, path, url, body);
    if (Buffer.isBuffer(answer)) return void res.writeHead(status, headers).end(answer);
    res.writeHead(status, { "Content-Type": status < 400 ? "application/json" : "application/problem+json", "Access-Control-Expose-Headers": "Retry-After", ...headers }).end(JSON.stringify(answer));
  }

  reply(req, path, url, body) {
    switch (`${req.method} ${path.split("/")[0]}`) {
      case "GET config": return [200, this.config];
      case "POST visitors": {
        assert.deepEqual(Object.keys(JSON.parse(body)), ["site", "language"]);
        const n = ++this.made, token = `token-${n}`;
        this.visitors.set(token, { id: `v${n}`, seq: 0, messages: [], room: null, rooms: 0 });
        return [201, { visitor: `v${n}`, token }];
      }
      case "POST files": {
        if (!this.visitors.has(req.headers.authorization?.replace("Bearer ", ""))) return [401, { code: "denied" }];
        const id = `f${this.uploads.length + 1}`, name = url.searchParams.get("name"), type = req.headers["content-type"];
        this.uploads.push([name, type, body.length]);
        return [201, { id, name, type, size: body.length, ...(type.startsWith("image/") ? { width: 2, height: 2 } : {}), url: `files/${id}?key=k${id}` }];
      }
      case "GET files": return [200, png, { "Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin" }];
      case "GET transcript": return [200, Buffer.from("대화 내용"), { "Content-Type": "text/plain; charset=utf-8", "Content-Disposition": "attachment; filename=chat.txt" }];
    }
    return [404, { code: "not_found" }];
  }

  upgrade(req, socket) {
    socket.on("error", () => {});
    if (this.down) return void socket.destroy();
    assert.equal(req.headers["sec-websocket-protocol"], "callfloor.chat.1");
    const accept = createHash("sha1").update(req.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: callfloor.chat.1\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    let left = Buffer.alloc(0);
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("data", (bytes) => {
      left = Buffer.concat([left, bytes]);
      for (let frame; (frame = unmask(left)); left = frame.rest) {
        if (frame.code === 8) socket.end();
        else if (frame.code === 1) this.take(socket, JSON.parse(frame.text));
      }
    });
  }

  async take(socket, frame) {
    if (this.slow) await new Promise((done) => setTimeout(done, this.slow));
    this.received.push(frame);
    if (frame.type === "hello") return this.hello(socket, frame);
    const handler = this.on[frame.type] ?? this[`on_${frame.type}`];
    if (handler) await handler.call(this, socket, frame);
  }

  async hello(socket, frame) {
    socket.visitor = this.visitors.get(frame.token);
    if (this.on.hello?.(socket, frame)) return;
    if (!socket.visitor) return this.close(socket, 4501);
    if (frame.identify) {
      if (socket.visitor.user && socket.visitor.user !== frame.identify.user) return this.close(socket, 4502);
      socket.visitor.user = frame.identify.user;
    }
    if (this.snapshotDelay) await new Promise((done) => setTimeout(done, this.snapshotDelay));
    const { room, messages } = socket.visitor, after = room && frame.room === room.id ? frame.seq : 0;
    this.write(socket, { type: "snapshot", at: Date.now(), room, after, messages: messages.filter((one) => one.seq > after), blocked: Boolean(this.blocked), hours: this.config.hours });
  }

  // What clients do, by default.

  on_start(socket, { client }) {
    if (!socket.visitor.room || this.over(socket.visitor)) this.begin(socket.visitor);
    this.write(socket, { type: "ack", client, room: socket.visitor.room.id, at: Date.now() });
  }

  /** Begins a room; with a bot it greets. */
  begin(visitor) {
    visitor.rooms++;
    Object.assign(visitor, { messages: [], seq: 0, room: { id: `r${visitor.rooms}`, status: this.config.bot ? "bot" : "waiting", position: 0, opened: Date.now(), reads: {}, rate: "no", asked: !this.config.bot, transcript: `transcript?room=r${visitor.rooms}&key=tk` } });
    this.to(visitor, { type: "status", room: visitor.room });
    if (this.config.bot) this.say("bot", "무엇을 도와드릴까요?", { choices: [{ kind: "category", id: "c1", text: "배송" }, { kind: "category", id: "c2", text: "교환·반품" }, { kind: "agent", text: "상담원 연결" }] }, visitor);
  }

  on_post(socket, frame) {
    const visitor = socket.visitor, known = visitor.messages.find((one) => one.client === frame.client), refusal = this.refusals.shift();
    if (refusal?.[0]) return this.write(socket, { type: "refused", client: frame.client, code: refusal[0], retry_ms: refusal[1] });
    if (!known && (!visitor.room || this.over(visitor))) this.begin(visitor);
    const files = frame.files?.map((id) => ({ id, name: this.uploads[Number(id.slice(1)) - 1]?.[0] ?? "x", type: this.uploads[Number(id.slice(1)) - 1]?.[1] ?? "application/pdf", size: 70, url: `files/${id}?key=k${id}` }));
    const message = known ?? { room: visitor.room.id, seq: ++visitor.seq, at: Date.now(), by: "customer", client: frame.client, body: frame.body, ...(files ? { files } : {}) };
    if (!known) {
      visitor.messages.push(message);
      this.posts.push(frame.body);
    }
    if (this.loseAcks > 0) {
      this.loseAcks--;
      return void socket.destroy();
    }
    if (this.silent > 0) return void this.silent--;
    if (!known) this.to(visitor, { type: "message", ...message });
    this.write(socket, { type: "ack", client: frame.client, room: message.room, seq: message.seq, at: message.at });
  }

  on_choose(socket, { client, room, category }) {
    this.say("choice", category ? "배송" : "처음으로", { client });
    this.say("bot", "배송 문의입니다. 출고 뒤 이틀 안에 도착합니다.", { choices: [{ kind: "back", text: "처음으로" }, { kind: "agent", text: "상담원 연결" }] });
    this.write(socket, { type: "ack", client, room, at: Date.now() });
  }

  on_profile(socket, { client, room, skip }) {
    this.say("choice", skip ? "건너뛰었습니다" : "입력했습니다", { client });
    this.write(socket, { type: "ack", client, room, at: Date.now() });
  }

  on_request_agent(socket, { client, room }) {
    this.say("choice", "상담원 연결", { client });
    this.status({ status: "waiting", position: 3, asked: true });
    this.write(socket, { type: "ack", client, room, at: Date.now() });
  }

  on_end(socket, { client, room }) {
    this.finish("customer");
    this.write(socket, { type: "ack", client, room, at: Date.now() });
  }

  on_rate(socket, { client, room }) {
    socket.visitor.room.rate = "done";
    this.write(socket, { type: "ack", client, room, at: Date.now() });
  }

  // What happens on the side of the centre; the last visitor's room unless told.

  get last() {
    return [...this.visitors.values()].at(-1);
  }

  over(visitor) {
    return ["ended", "bot_ended"].includes(visitor.room?.status);
  }

  say(by, body, more = {}, visitor = this.last) {
    const message = { room: visitor.room.id, seq: ++visitor.seq, at: Date.now(), by, body, ...more };
    visitor.messages.push(message);
    this.to(visitor, { type: "message", ...message });
    return message;
  }

  status(change, visitor = this.last) {
    visitor.room = { ...visitor.room, ...change };
    this.to(visitor, { type: "status", room: visitor.room });
  }

  /** An agent takes the room. */
  answer(name = "김서연") {
    this.status({ status: "in_progress", agent: { name }, position: 0, asked: true });
  }

  finish(by = "agent", rate = "may") {
    const { last } = this;
    last.room = { ...last.room, status: last.room.status === "bot" ? "bot_ended" : "ended", end: { by, at: Date.now() }, rate };
    this.to(last, { type: "ended", room: last.room });
  }

  to(visitor, frame) {
    for (const socket of this.sockets) if (socket.visitor === visitor) this.write(socket, frame);
  }

  all(frame) {
    for (const socket of this.sockets) if (socket.visitor) this.write(socket, frame);
  }

  write(socket, frame) {
    const payload = Buffer.from(JSON.stringify(frame)), n = payload.length;
    const head = n < 126 ? Buffer.from([0x81, n]) : n < 65536 ? Buffer.from([0x81, 126, n >> 8, n & 255]) : Buffer.concat([Buffer.from([0x81, 127, 0, 0, 0, 0]), Buffer.from([n >>> 24, n >> 16 & 255, n >> 8 & 255, n & 255])]);
    if (!socket.destroyed) socket.write(Buffer.concat([head, payload]));
  }

  close(socket, code) {
    socket.end(Buffer.from([0x88, 2, code >> 8, code & 255]));
  }

  kick(code) {
    for (const socket of this.sockets) this.close(socket, code);
  }

  goDown() {
    this.down = true;
    for (const socket of this.sockets) socket.destroy();
  }

  comeUp() {
    this.down = false;
  }

  /** Frames of a type that came. */
  got(type) {
    return this.received.filter((one) => one.type === type);
  }
}

/** The first frame of a client in bytes (RFC 6455 section 5.2); undefined where it is not whole. */
function unmask(bytes) {
  if (bytes.length < 6) return undefined;
  let n = bytes[1] & 127, at = 2;
  if (n === 126) [n, at] = [bytes.readUInt16BE(2), 4];
  else if (n === 127) [n, at] = [Number(bytes.readBigUInt64BE(2)), 10];
  if (bytes.length < at + 4 + n) return undefined;
  const mask = bytes.subarray(at, at + 4), data = bytes.subarray(at + 4, at + 4 + n).map((b, i) => b ^ mask[i & 3]);
  return { code: bytes[0] & 15, text: Buffer.from(data).toString(), rest: bytes.subarray(at + 4 + n) };
}

const open = new Set();

/** For afterEach: a failed test leaves nothing running. */
export async function closeWidgets() {
  for (const end of open) await end().catch(() => {});
  open.clear();
}

/**
 * Opens a page of a site with the chat in it. Faults are what no chat may do in it: throw, break
 * its policy, open a dialog.
 */
export async function openWidget(browser, { lang = "ko", tag = "", query = "", csp = strict, css = "", body = "", width = 1000, height = 800, scheme = "light", motion = "no-preference", touch = false, clock = false, setUp = () => {}, script } = {}) {
  const chat = await new ChatServer().start(), pages = {};
  const site = createServer((req, res) => {
    const path = new URL(req.url, "http://x").pathname;
    if (path === "/site.css") return void res.writeHead(200, { "Content-Type": "text/css" }).end(css);
    if (path === "/site.js") return void res.writeHead(200, { "Content-Type": "text/javascript" }).end(pages.script ?? "");
    const policy = csp && csp(chat.url) + (css ? "; style-src 'self'" : "") ;
    res.writeHead(200, { "Content-Type": "text/html; charset=utf-8", ...(policy ? { "Content-Security-Policy": pages.script ? policy.replace("script-src", "script-src 'self'") : policy } : {}) });
    res.end(`<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>온마루 쇼핑몰</title>${css ? '<link rel="stylesheet" href="/site.css">' : ""}${pages.script ? '<script src="/site.js"></script>' : ""}
      <script async src="${chat.url}/chat/widget.js" data-site="shop" ${tag}></script></head><body><main><h1>Shop</h1><button id="own">own</button>${body}</main></body></html>`);
  });
  chat.origin = await listen(site);
  await setUp(chat, pages);
  const context = await browser.chrome.newContext({ viewport: { width, height }, hasTouch: touch, isMobile: touch, locale: "ko-KR", timezoneId: "Asia/Seoul", colorScheme: scheme, reducedMotion: motion });
  context.setDefaultTimeout(30_000);
  if (clock) await context.clock.install();
  const faults = [], page = await context.newPage();
  const watch = (one) => {
    one.on("pageerror", (error) => faults.push(`error: ${error.stack}`));
    one.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
    one.on("console", (message) => { if (/Content Security Policy|Refused to|Trusted/.test(message.text())) faults.push(`policy: ${message.text()}`); });
  };
  watch(page);
  await context.addInitScript(() => {
    globalThis.violations = [];
    addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  if (script) await context.addInitScript(script);
  await page.goto(`${chat.origin}/${query}`);
  const end = async () => {
    open.delete(end);
    await context.close();
    await chat.stop();
    site.closeAllConnections();
    await new Promise((done) => site.close(done));
  };
  open.add(end);
  const close = async () => {
    const broken = await page.evaluate(() => globalThis.violations).catch(() => []);
    await end();
    assert.deepEqual([...faults, ...broken], [], "the chat threw, broke the site's policy or opened a dialog");
  };
  const launcher = page.locator("callfloor-chat .launch"), panel = page.getByRole("dialog"), box = panel.getByRole("textbox", { name: /메시지 입력|Message/ });
  /** Opens the panel and waits until it is live. */
  const begin = async () => {
    await launcher.click();
    await panel.waitFor();
    await until(() => chat.got("hello").length > 0 && [...chat.sockets].some((one) => one.visitor));
  };
  /** Writes a message and sends it. */
  const write = async (text) => {
    await box.fill(text);
    await box.press("Enter");
  };
  return { page, context, chat, launcher, panel, box, begin, write, close, watch };
}

/** Waits until something holds in the test itself. */
export async function until(check, ms = 20_000) {
  for (const end = Date.now() + ms; !check(); await new Promise((done) => setTimeout(done, 20))) assert.ok(Date.now() < end, `waited in vain for ${check}`);
}

/** What runs over its place in the chat, or off the page. */
export const overflow = () => [...document.querySelector("callfloor-chat").shadowRoot.querySelectorAll(".root *")].filter((el) => {
  const box = el.getBoundingClientRect(), style = getComputedStyle(el);
  if (box.width < 2 || style.display === "inline" || el.closest("svg, .sr, canvas, progress")) return false;
  return style.overflowX === "visible" && el.scrollWidth > el.clientWidth + 1 && el.clientWidth > 0 || box.right > innerWidth + 1 || box.left < -1;
}).map((el) => `${el.tagName.toLowerCase()}.${el.className}, ${el.scrollWidth} in ${el.clientWidth} px to ${Math.round(el.getBoundingClientRect().right)}: ${el.textContent.trim().slice(0, 50)}`).slice(0, 5);

/** A picture for who looks at it. */
export const shot = (page, name) => (process.env.PICTURES ? page.screenshot({ path: `${process.env.PICTURES}/${name}.png` }) : undefined);
