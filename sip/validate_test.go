package sip

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func contextWith(d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), d)
}

// RFC 3261 section 8.2: what is not supported is refused with the right code,
// and an ACK is never answered.
func TestRefusals(t *testing.T) {
	e := newEdge(t, options{})
	p := newPeer(e, "0101")
	to := "sip:15880001@" + p.edge.String()
	for name, c := range map[string]struct {
		change func(*req)
		code   int
		header string
	}{
		"extension":      {func(r *req) { r.extra = []string{"Require: 100rel, foo"} }, 420, "unsupported"},
		"hops":           {func(r *req) { r.extra = []string{"X: y"}; r.method = "INVITE" }, 200, ""},
		"scheme":         {func(r *req) { r.uri = "unknownscheme:foo" }, 416, ""},
		"content":        {func(r *req) { r.typ = "text/plain"; r.body = "hello" }, 415, "accept"},
		"no from tag":    {func(r *req) { r.from = "<sip:a@b>" }, 400, ""},
		"two call-ids":   {func(r *req) { r.extra = []string{"i: another"} }, 400, ""},
		"message":        {func(r *req) { r.method = "MESSAGE"; r.body = "" }, 405, "allow"},
		"subscribe":      {func(r *req) { r.method = "SUBSCRIBE"; r.body = "" }, 405, "allow"},
		"publish":        {func(r *req) { r.method = "PUBLISH"; r.body = "" }, 405, "allow"},
		"refer":          {func(r *req) { r.method = "REFER"; r.body = "" }, 405, "allow"},
		"unknown method": {func(r *req) { r.method = "NEWMETHOD"; r.body = "" }, 405, "allow"},
		"notify":         {func(r *req) { r.method = "NOTIFY"; r.body = "" }, 481, ""},
		"info":           {func(r *req) { r.method = "INFO"; r.body = "" }, 481, ""},
		"bye":            {func(r *req) { r.method = "BYE"; r.body = ""; r.to += ";tag=x" }, 481, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := p.newReq("INVITE", to)
			r.body = p.sdp()
			c.change(r)
			res := p.response(p.send(r), c.code)
			if c.header != "" && value(res, c.header) == "" {
				t.Errorf("%d without %s", c.code, c.header)
			}
			if c.code == 200 {
				p.ack(r, res, "")
			}
		})
	}
	r := p.newReq("INVITE", to)
	p.raw(strings.Replace(p.text(r), "Max-Forwards: 70", "Max-Forwards: 0", 1))
	p.response(r, 483)
	r = p.newReq("OPTIONS", to)
	p.raw(strings.Replace(p.text(r), "OPTIONS sip", "INVITE sip", 1)) // CSeq says OPTIONS
	p.response(r, 400)
	ack := p.newReq("ACK", to)
	p.send(ack)
	p.none("an answer to a stray ACK", 50*time.Millisecond, func(m received) bool {
		return m.header("call-id") == ack.callID
	})
}

// S-26, N-06: every message of RFC 4475 on the live socket gets a sane answer or
// none, and a valid call works after each.
func TestTorture(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/emiago/sipgo").Output()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "sip", "testdata", "torture", "*", "*.dat"))
	if err != nil || len(files) < 45 {
		t.Fatalf("%d torture messages: %v", len(files), err)
	}
	e := newEdge(t, options{agents: []string{"kim"}})
	attacker, caller := newPeer(e, "x"), newPeer(e, "0101")
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		attacker.raw(string(data))
		inv := caller.call("15880001")
		ok := caller.response(inv, 200)
		caller.ack(inv, ok, "")
		caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	}
	e.calm()
}

// FuzzLook: the first look at a message never fails and never looks beyond it.
func FuzzLook(f *testing.F) {
	f.Add([]byte("OPTIONS sip:x SIP/2.0\r\nVia: a\r\nl: 5\r\n\r\nabcde"))
	f.Add([]byte("SIP/2.0 200 OK\r\nContent-Length: 1\r\n\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, complete, why := look(b)
		if complete && why == refusedNone && (p.header > len(b) || p.header == 0) {
			t.Fatalf("header of %d in %d bytes", p.header, len(b))
		}
	})
}

// FuzzHandle: whatever parses is validated and answered without a panic.
func FuzzHandle(f *testing.F) {
	f.Add([]byte("INVITE sip:15880001@x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\nContact: <sip:a@b>\r\n\r\n"))
	parser := newParser(maxMessage)
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, complete, why := look(b); !complete || why != refusedNone {
			return
		}
		m, err := parser.ParseSIP(b)
		if err != nil {
			return
		}
		r, ok := asRequest(m)
		if !ok {
			return
		}
		p := validate(r)
		if p.code != 0 {
			markVia(r, flow{net: udp})
			_ = encodeResponse(r, response{code: 400, tag: "x"}, "")
		}
		if p.code == fine.code {
			_ = callerOf(r, &Trunk{TrustIdentity: true})
			_, _ = parseContact(value(r, "contact"))
			_, _ = parseCredentials(value(r, "authorization"))
			_ = serverKeyOf(r, r.Method)
		}
	})
}
