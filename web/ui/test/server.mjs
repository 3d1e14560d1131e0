// A small stand-in for the server: pages, the HTTP answers they use, and the live
// socket, all scripted by the test. The headers are those of the real server, so
// that a page which breaks its content security policy breaks here too.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { colleagues } from "./floor.mjs";

export const ui = join(dirname(fileURLToPath(import.meta.url)), "..");
/** The pages as the program serves them: modules and styles joined. CALLFLOOR_JOINED names a folder where they are. */
export const joined = process.env.CALLFLOOR_JOINED || joinPages();

function joinPages() {
  const folder = mkdtempSync(join(tmpdir(), "callfloor-joined-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  execFileSync("go", ["run", "./web/join/write", folder], { cwd: join(ui, "../.."), stdio: ["ignore", "inherit", "inherit"] });
  return folder;
}
export const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const pages = { "/": "home.html", "/wallboard": "wallboard.html", "/login": "login.html", "/setup": "setup.html", "/desk": "desk.html", "/floor": "floor.html", "/admin": "admin.html", "/callbacks": "callbacks.html", "/sms": "sms.html", "/chat": "chat.html", "/monitor": "monitor.html", "/supervise": "supervise.html", "/callback-form": "callback.html", "/nowhere": "missing.html" };

export const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export class Server {
  constructor(floor) {
    this.floor = floor;
    this.build = "test-1";
    this.seq = 1;
    this.notice = undefined; // as hello carries it; setNotice sends it
    this.skew = 0; // ms that this server's clock differs from the machine's
    this.sockets = new Set();
    this.first = false; // writes into pages what they show first
    this.callbackRow = null; // what the topic callbacks says
    this.chats = []; // rows of the topic chats
    this.chatAgents = []; // those of chat_agents
    this.locked = false; // the log-in waits for the password
    this.down = false; // refuses every request and socket
    this.hanging = false; // answers no handshake
    this.hung = []; // the sockets that wait for it
    this.host = ""; // a page of another program, at /host, which may frame the desk and the form for callbacks
    this.behind = 0; // ms that the figures are behind this server's clock
    this.user = { id: "u1", name: "김하나", role: "administrator", permissions: [], sms: true, agent_id: "a000", lang: "ko" };
    this.requests = []; // [method, path, body] of API calls that change something
    this.active = 0; // how often a page has told that somebody is at work, which it does by itself
    this.answers = new Map(); // "METHOD path" -> [status, body, type of one that is no JSON], or what gives it of the query and the body, before the defaults
    this.asked = []; // every address, with its query
    this.unread = 0; // messages of customers that nobody has read
    this.paged = {}; // answers by "METHOD path" and cursor
    this.delay = {}; // ms that an answer takes, by "METHOD path"
    this.http = createServer((req, res) => this.serve(req, res).catch((error) => { res.writeHead(500).end(String(error)); }));
    this.http.on("upgrade", (req, socket) => this.upgrade(req, socket));
  }

  async start() {
    await new Promise((done) => this.http.listen(0, "127.0.0.1", done));
    this.url = `http://127.0.0.1:${this.http.address().port}`;
    this.unmute();
    return this;
  }

  async stop() {
    clearInterval(this.beat);
    for (const socket of [...this.sockets, ...this.hung]) socket.destroy();
    this.http.closeAllConnections();
    await new Promise((done) => this.http.close(done));
  }

  now() {
    return Date.now() + this.skew;
  }

  async serve(req, res) {
    if (this.down) return void req.socket.destroy();
    const url = new URL(req.url, this.url);
    res.setHeader("Content-Security-Policy", policy);
    res.setHeader("X-Content-Type-Options", "nosniff");
    if (url.pathname.startsWith("/api/")) return this.api(req, res, url);
    if (this.host && ["/host", "/embed.js", "/callback.js"].includes(url.pathname)) {
      res.removeHeader("Content-Security-Policy"); // its own
      const script = { "/embed.js": "embed/callfloor.js", "/callback.js": "embed/callback.js" }[url.pathname];
      return void res.writeHead(200, { "Content-Type": types[script ? ".js" : ".html"] }).end(script ? await readFile(join(ui, script)) : this.host);
    }
    const file = pages[url.pathname] ?? (url.pathname.startsWith("/ui/") ? normalize(url.pathname.slice(4)) : null);
    if (!file) return void res.writeHead(404).end();
    const folder = extname(file) === ".html" || file.startsWith("joined/") ? joined : ui;
    let body = await readFile(join(folder, file)).catch(() => null);
    if (!body) return void res.writeHead(404).end();
    const topics = { "desk.html": ["agents", "calls", "colleagues", "services"], "floor.html": ["agents", "calls", "services"], "wallboard.html": ["agents", "services"], "home.html": ["services"], "admin.html": [], "callbacks.html": ["colleagues"], "sms.html": [], "chat.html": [], "monitor.html": [], "supervise.html": [] }[file];
    if (this.first && topics) {
      const data = JSON.stringify({ user: this.user, frames: topics.length ? this.frames(topics).map((frame) => ({ at: this.now(), ...frame })) : undefined });
      body = String(body).replace("<body>", () => `<body><script type="application/json" id="first">${data.replaceAll("<", "\\u003c")}</script>`);
    }
    if (this.host && ["desk.html", "callback.html"].includes(file)) { // as the program serves them where they may stand in a frame
      if (file === "desk.html") body = String(body).replace("<html", `<html data-frame-origins="${this.url}"`);
      res.setHeader("Content-Security-Policy", policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'"));
    }
    res.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream", "Cache-Control": "no-store" }).end(body);
  }

  async api(req, res, url) {
    const path = url.pathname.slice("/api/v1/".length);
    const parts = [];
    for await (const part of req) parts.push(part);
    const bytes = Buffer.concat(parts), json = /json/.test(req.headers["content-type"] ?? "application/json"), body = !bytes.length ? null : json ? JSON.parse(String(bytes)) : { bytes: bytes.length, type: req.headers["content-type"] };
    if (path === "me/active") this.active++;
    else if (req.method !== "GET") this.requests.push([req.method, path, body]);
    await new Promise((done) => setTimeout(done, this.delay[`${req.method} ${path}`] ?? 0));
    this.asked.push(path + url.search);
    if (this.locked && !["unlock", "logout", "sign-on"].includes(path)) return void res.writeHead(423, { "Content-Type": "application/problem+json" }).end(JSON.stringify({ title: "Locked", status: 423, code: "locked" }));
    const found = this.paged[`${req.method} ${path}`]?.[url.searchParams.get("cursor") ?? ""] ?? this.answers.get(`${req.method} ${path}`) ?? this.defaultAnswer(req.method, path, url);
    const [status, answer, type] = typeof found === "function" ? found(url.searchParams, body) : found;
    if (type) return void res.writeHead(status, { "Content-Type": type }).end(answer);
    res.writeHead(status, { "Content-Type": status < 400 ? "application/json" : "application/problem+json" }).end(answer === null ? "" : JSON.stringify(answer));
  }

  defaultAnswer(method, path) {
    switch (`${method} ${path}`) {
      case "GET health": return [200, { status: "ok", build: this.build }];
      case "GET me": return this.user ? [200, { user: this.user }] : [401, { title: "Unauthorized", status: 401, code: "denied" }];
      case "POST logout": case "POST me/active": return [204, null];
      case "GET setup": return [200, { step: "administrator", key_file: "/var/lib/callfloor/callfloor-data/callfloor.key", key_beside_data: true }];
      case "GET sign-on": return [200, { offered: false }];
    }
    return method === "PUT" ? [200, {}] : [404, { title: "Not Found", status: 404, code: "not_found" }];
  }

  upgrade(req, socket) {
    if (this.down) return void socket.destroy();
    if (this.hanging) return void this.hung.push(socket);
    const accept = createHash("sha1").update(req.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    const query = new URL(req.url, this.url).searchParams;
    socket.topics = (query.get("topics") ?? "").split(",");
    socket.board = query.get("board");
    socket.on("error", () => {});
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("data", (bytes) => { if ((bytes[0] & 15) === 8) socket.end(); }); // answers a close
    this.sockets.add(socket);
    this.snapshots(socket);
  }

  snapshots(socket) {
    for (const frame of this.frames(socket.topics)) this.write(socket, frame);
  }

  /** What a live connection of some topics begins with. */
  frames(topics) {
    const { services, agents, calls, totals, serviceAlerts, agentAlerts } = this.floor;
    const own = { rows: [{ id: "reservations", due: [] }, { id: "consultations" }] };
    const frames = { desk: own, sms: { rows: [{ id: "sms", used: true, unread: this.unread }] }, callbacks: { rows: this.callbackRow ? [this.callbackRow] : [] }, colleagues: { rows: colleagues(this.floor), totals: this.floor.effort }, services: { rows: services, totals, alerts: serviceAlerts }, agents: { rows: agents, alerts: agentAlerts }, calls: { rows: calls }, chats: { rows: this.chats }, chat_agents: { rows: this.chatAgents } };
    return [{ type: "hello", epoch: 1, seq: this.seq, build: this.build, time_zone: "Asia/Seoul", topics, notice: this.notice, callbacks: this.callbacks },
      ...topics.filter((name) => frames[name]).map((topic) => ({ type: "snapshot", topic, epoch: 1, seq: this.seq, ...frames[topic] }))];
  }

  /** Sends a frame to every viewer of its topic. */
  send(frame) {
    for (const socket of this.sockets) if (!frame.topic || socket.topics.includes(frame.topic)) this.write(socket, frame);
  }

  /** Sends changed rows of a topic, with whatever else changed. */
  delta(topic, rows, more = {}) {
    this.seq++;
    this.send({ type: "delta", topic, epoch: 1, seq: this.seq, rows, ...more });
  }

  /** Sets the notice of the wallboard for who is there and who joins later. */
  setNotice(text, place = "top") {
    this.notice = text ? { text, place } : undefined;
    this.send({ type: "notice", epoch: 1, seq: this.seq, notice: { text, place } });
  }

  /** Sets how many callbacks wait, for who is there and who joins later; undefined: boards do not show it. */
  setCallbacks(callbacks) {
    this.callbacks = callbacks;
    this.send({ type: "callbacks", epoch: 1, seq: this.seq, callbacks });
  }

  write(socket, frame) {
    const payload = Buffer.from(JSON.stringify({ ...frame, at: frame.at ?? this.now() - this.behind, ...(this.behind ? { now: this.now() } : {}) }));
    socket.write(Buffer.concat([header(0x81, payload.length), payload]));
  }

  /** Closes every viewer with a close code and words. */
  kick(code, words = "") {
    const reason = Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(words)]);
    for (const socket of this.sockets) socket.end(Buffer.concat([header(0x88, reason.length), reason]));
  }

  /** Stops beats and frames but keeps sockets open: a half-dead server. */
  mute() {
    clearInterval(this.beat);
    this.beat = undefined;
  }

  unmute() {
    this.beat = setInterval(() => this.sendBeat(), 1000);
  }

  /** A beat now, unless muted. */
  sendBeat() {
    if (this.beat) this.send({ type: "beat", seq: this.seq });
  }

  /** Goes away: sockets drop, everything is refused until up(). */
  goDown() {
    this.down = true;
    for (const socket of this.sockets) socket.destroy();
  }

  comeUp() {
    this.down = false;
  }
}

/** The header of an unmasked frame (RFC 6455 section 5.2). */
function header(first, length) {
  if (length < 126) return Buffer.from([first, length]);
  if (length < 65536) return Buffer.from([first, 126, length >> 8, length & 255]);
  const head = Buffer.alloc(10);
  head[0] = first;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}
