// A telephone for tests of the pages against the real program: SIP over UDP as far as a
// desk phone and a trunk need it (RFC 3261, 2617). It registers, rings, answers and hangs
// up; its sound is silence.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";

const md5 = (text) => createHash("md5").update(text).digest("hex");
const token = () => randomBytes(6).toString("hex");
const value = (message, name) => new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(message)?.[1].trim() ?? "";
const values = (message, name) => [...message.matchAll(new RegExp(`^${name}:.*$`, "gim"))].map(([line]) => line.trim());
const uriOf = (header) => /<([^>]+)>/.exec(header)?.[1] ?? header.split(";")[0];

export class Phone {
  /** @param {string} user @param {{host?: string, port?: number, password?: string, realm?: string}} [at] the program, for one that registers */
  constructor(user, at = {}) {
    Object.assign(this, { user, at, answers: true, calls: new Map(), waiting: new Map(), sequence: 1 });
    this.socket = createSocket("udp4");
    this.socket.on("message", (bytes, from) => this.take(bytes.toString(), from));
  }

  async open() {
    await new Promise((done) => this.socket.bind(0, "127.0.0.1", done));
    this.port = this.socket.address().port;
    this.contact = `<sip:${this.user}@127.0.0.1:${this.port}>`;
    return this;
  }

  close() { this.socket.close(); }

  /** Answers what rings now, and rings from now on without answering where answers is false. */
  answer() { for (const call of this.calls.values()) if (!call.up) this.accept(call); }

  /** Ends every call that is up. */
  hangUp() {
    for (const [id, call] of this.calls) {
      this.calls.delete(id);
      this.ask("BYE", uriOf(value(call.invite, "Contact")), { from: `${value(call.invite, "To").replace(/;tag=.*/, "")};tag=${call.tag}`, to: value(call.invite, "From"), id, routes: values(call.invite, "Record-Route").map((line) => line.replace(/^Record-Route/i, "Route")), port: call.from.port });
    }
  }

  /** Registers, with the password once it is asked for (RFC 3261 section 22). */
  async register() {
    const uri = `sip:${this.at.realm ?? this.at.host}`, id = token(), of = { from: `<sip:${this.user}@${this.at.host}>;tag=${token()}`, to: `<sip:${this.user}@${this.at.host}>`, id, port: this.at.port, extra: [`Contact: ${this.contact}`, "Expires: 600"] };
    const first = await this.ask("REGISTER", uri, of), challenge = values(first, "WWW-Authenticate").find((line) => !/algorithm=SHA-256/i.test(line)) ?? "";
    const part = (name) => new RegExp(`[ ,]${name}="([^"]*)"`).exec(challenge)?.[1] ?? "", nonce = part("nonce"), realm = part("realm"), cnonce = token(), nc = "00000001";
    const response = md5(`${md5(`${this.user}:${realm}:${this.at.password}`)}:${nonce}:${nc}:${cnonce}:auth:${md5(`REGISTER:${uri}`)}`);
    const second = await this.ask("REGISTER", uri, { ...of, extra: [...of.extra, `Authorization: Digest username="${this.user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=${nc}, cnonce="${cnonce}"${part("opaque") ? `, opaque="${part("opaque")}"` : ""}`] });
    assert.match(second, /^SIP\/2.0 200/, `${this.user} does not register: ${second.split("\r\n")[0]}`);
    return this;
  }

  /** Sends a request and waits for its final answer. */
  ask(method, uri, { from, to, id, port, extra = [], routes = [] }) {
    const branch = `z9hG4bK${token()}`, n = this.sequence++;
    const text = [`${method} ${uri} SIP/2.0`, `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=${branch};rport`, ...routes, "Max-Forwards: 70", `From: ${from}`, `To: ${to}`, `Call-ID: ${id}`, `CSeq: ${n} ${method}`, ...extra, "Content-Length: 0", "", ""].join("\r\n");
    this.socket.send(text, port, "127.0.0.1");
    return new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`no answer to ${method}`)), 5000);
      this.waiting.set(branch, (answer) => { clearTimeout(late); done(answer); });
    }).catch((error) => { if (method !== "BYE") throw error; });
  }

  /** @param {string} message @param {{port: number}} from */
  take(message, from) {
    if (message.startsWith("SIP/2.0")) {
      const branch = /branch=([^;\r\n]+)/.exec(value(message, "Via"))?.[1] ?? "";
      if (!/^SIP\/2.0 1/.test(message)) { this.waiting.get(branch)?.(message); this.waiting.delete(branch); }
      return;
    }
    const method = message.split(" ")[0], id = value(message, "Call-ID"), call = this.calls.get(id);
    if (method === "ACK") return;
    if (method === "INVITE") {
      if (call) return void this.accept({ ...call, invite: message }); // sent again, or for another sound
      const made = { invite: message, from, tag: token(), id, up: false };
      this.calls.set(id, made);
      this.reply(made, "180 Ringing");
      if (this.answers) this.accept(made);
      return;
    }
    this.reply({ invite: message, from, tag: call?.tag ?? token() }, "200 OK");
    if (method === "CANCEL" && call && !call.up) this.reply(call, "487 Request Terminated");
    if (method === "BYE" || method === "CANCEL") this.calls.delete(id);
  }

  accept(call) {
    const offer = call.invite.split("\r\n\r\n")[1] ?? "", held = /a=(sendonly|inactive)/.exec(offer)?.[1];
    call.up = true;
    if (this.calls.has(call.id)) this.calls.get(call.id).up = true;
    this.reply(call, "200 OK", ["v=0", `o=- 1 ${this.sequence++} IN IP4 127.0.0.1`, "s=-", "c=IN IP4 127.0.0.1", "t=0 0", "m=audio 9 RTP/AVP 8", "a=rtpmap:8 PCMA/8000", `a=${held === "sendonly" ? "recvonly" : held ?? "sendrecv"}`, ""].join("\r\n"));
  }

  reply({ invite, from, tag }, status, body = "") {
    const to = value(invite, "To");
    const text = [`SIP/2.0 ${status}`, ...values(invite, "Via"), ...values(invite, "Record-Route"), `From: ${value(invite, "From")}`, `To: ${/;tag=/.test(to) ? to : `${to};tag=${tag}`}`, `Call-ID: ${value(invite, "Call-ID")}`, `CSeq: ${value(invite, "CSeq")}`, `Contact: ${this.contact}`, ...(body ? ["Content-Type: application/sdp"] : []), `Content-Length: ${body.length}`, "", body].join("\r\n");
    this.socket.send(text, from.port, "127.0.0.1");
  }
}
