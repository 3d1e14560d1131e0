package sip

import (
	"testing"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
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
