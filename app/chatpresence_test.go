package app

import (
	"slices"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Whose pages are all gone is found after so long, not before, and not who came back; a clock
// that is set back begins anew.
func TestPagesAreGone(t *testing.T) {
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	var p chatPages
	in := []acd.AgentID{"kim", "lee", "park"}
	gone := func(after time.Duration, want ...acd.AgentID) {
		t.Helper()
		if got := p.gone(in, after, now); !slices.Equal(got, want) {
			t.Errorf("at %s gone are %v, want %v", now.Format(time.TimeOnly), got, want)
		}
	}
	p.seen("kim", true, now)
	p.seen("kim", true, now)
	p.seen("lee", true, now)
	gone(10 * time.Minute) // park counts from now
	now = now.Add(2 * time.Minute)
	p.seen("kim", false, now)
	p.seen("lee", false, now)
	now = now.Add(8*time.Minute - time.Second)
	gone(10 * time.Minute)
	now = now.Add(time.Second)
	gone(10*time.Minute, "park")
	gone(0) // never
	p.seen("lee", true, now)
	now = now.Add(2 * time.Minute)
	gone(10 * time.Minute)
	p.seen("lee", false, now)
	p.seen("kim", false, now)
	now = now.Add(-time.Hour)
	gone(10 * time.Minute)
	now = now.Add(10 * time.Minute)
	gone(10*time.Minute, "kim", "lee", "park")
}

// Who is signed in to chats is so after a restart; without a page they are signed out after
// chat.gone_minutes, and at once where they log out of Callfloor. A page keeps them.
func TestWhoLeavesIsSignedOut(t *testing.T) {
	dir, clock := t.TempDir(), new(wallClock)
	r := startBy(t, dir, clock.now)
	r.chatSite(t)
	kim, lee := r.logIn(t, "hana", "kim"), r.logIn(t, "duri", "lee")
	signedIn := func(id acd.AgentID) bool {
		t.Helper()
		var a chat.AgentStatus
		if err := r.chat.live.Look(t.Context(), func(h *chat.House) { a, _ = h.Agent(id) }); err != nil {
			t.Fatal(err)
		}
		return a.SignedIn
	}
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	lee.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	r.stopNow()
	r = startBy(t, dir, clock.now)
	if !signedIn("kim") || !signedIn("lee") {
		t.Fatal("the restart has signed agents out")
	}
	r.chat.Seen("kim", true)
	look := func() {
		t.Helper()
		if err := r.chat.signOutGone(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	look()
	clock.ahead.Add(int64(9 * time.Minute))
	look()
	if !signedIn("lee") {
		t.Fatal("signed out after 9 minutes")
	}
	clock.ahead.Add(int64(time.Minute))
	look()
	if signedIn("lee") || !signedIn("kim") {
		t.Fatalf("after 10 minutes kim, whose page is open, %v, lee %v", signedIn("kim"), signedIn("lee"))
	}
	kim.base = "http://" + r.httpAddr + "/api/v1"
	kim.ask(204, "POST", "/logout", "", nil)
	until(t, "who logged out is signed in to chats", func() bool { return !signedIn("kim") })
}
