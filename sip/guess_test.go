package sip

import (
	"bytes"
	"strings"
	"testing"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
)

// guesser sends passwords of one user to an auth whose clock it holds.
type guesser struct {
	testing.TB
	auth *auth
	dir  *directory
	now  time.Time
}

func newGuesser(t testing.TB) *guesser {
	t.Helper()
	met, err := newMetrics(nil)
	if err != nil {
		t.Fatal(err)
	}
	md5Hex, shaHex := HA1("kim", "callfloor", "right")
	dir, err := compile(Directory{Agents: []Agent{{ID: "kim", Enabled: true, Credentials: []Credential{{User: "kim", MD5: md5Hex, SHA256: shaHex}}}}})
	if err != nil {
		t.Fatal(err)
	}
	return &guesser{TB: t, auth: newAuth("callfloor", time.Minute, met), dir: dir, now: time.Now()}
}

// try reports whether the password opens.
func (g *guesser) try(pass string) bool {
	g.Helper()
	nonce := g.auth.nonces.issue(g.now)
	m, err := newParser(maxMessage).ParseSIP([]byte("REGISTER sip:x SIP/2.0\r\nAuthorization: " +
		digestFor("kim", "callfloor", pass, nonce, "REGISTER", "sip:x", "SHA-256", 1) + "\r\n\r\n"))
	if err != nil {
		g.Fatal(err)
	}
	agent, _, _ := g.auth.check(m.(*sipmsg.Request), flow{}, g.dir, g.now)
	return agent != nil
}

// S-03: ten wrong passwords within five minutes block the pair of user and source
// for 15 minutes; each further ten for twice as long, a day at most. Who knows
// the password once the block is over starts anew.
func TestBlockDoubles(t *testing.T) {
	g := newGuesser(t)
	for _, want := range []time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 16 * time.Hour, 24 * time.Hour, 24 * time.Hour} {
		for range authFailures {
			g.try("wrong")
		}
		p := pair{user: "kim"}
		g.now = g.now.Add(want - time.Millisecond)
		if !g.auth.blocked(p, g.now) || g.try("right") {
			t.Fatalf("the block of %v is over a millisecond early", want)
		}
		g.now = g.now.Add(time.Millisecond)
		if g.auth.blocked(p, g.now) {
			t.Fatalf("the block of %v is longer", want)
		}
	}
	if !g.try("right") {
		t.Fatal("the right password is refused after the block")
	}
	for range authFailures {
		g.try("wrong")
	}
	if g.now = g.now.Add(authBlock); !g.try("right") {
		t.Error("the block after a good log-in is longer than the first")
	}
}

// S-03: nine wrong passwords, again and again, more than five minutes apart are a
// person's mistakes and block nobody.
func TestMistakesDoNotBlock(t *testing.T) {
	g := newGuesser(t)
	for range 5 {
		for range authFailures - 1 {
			g.try("wrong")
		}
		g.now = g.now.Add(authWindow + time.Second)
	}
	if !g.try("right") {
		t.Error("blocked")
	}
}

// Guesses for a user do not shut out the phone that is registered at the same
// address, and its refreshes do not end the guesser's block. The block is logged.
func TestRegisteredPhoneIsNotShutOut(t *testing.T) {
	g := newGuesser(t)
	var log bytes.Buffer
	g.auth.log = zerolog.New(&log)
	for range authFailures {
		g.try("wrong")
	}
	if g.try("right") {
		t.Fatal("ten wrong passwords block nobody")
	}
	if s := log.String(); strings.Count(s, "\n") != 1 || !strings.Contains(s, `"user":"kim"`) || !strings.Contains(s, "blocked") {
		t.Errorf("the log says %q", s)
	}
	here := true
	g.auth.owns = func(id acd.AgentID, _ flow) bool { return here && id == "kim" }
	if !g.try("right") {
		t.Error("the registered phone is shut out")
	}
	if g.try("wrong") {
		t.Error("a wrong password opens")
	}
	if here = false; g.try("right") {
		t.Error("the refresh of the phone ended the guesser's block")
	}
}
