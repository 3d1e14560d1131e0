package app

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/phone"
)

// The worst of both: the journal cannot be written, and then the program is
// killed. What the rows know is kept, what the floor forgot ends once, the caller
// is hung up, and the next calls get rows of their own (F-03 with F-14).
func TestKillWithALockedJournal(t *testing.T) {
	s := newSite(t, 1, 1, phone.Answering{After: 10 * time.Millisecond})
	s.setState("a0", `{"state":"ready"}`)
	talks := func() bool { return s.agents()["a0"].State == "talking" }
	one := func() { // a call from beginning to end
		t.Helper()
		c := s.call()
		until(t, "talking", talks)
		c.Hangup()
		until(t, "ready again", func() bool { return s.agents()["a0"].State == "ready" })
	}
	one()
	until(t, "one row", func() bool { return len(s.rows()) == 1 })
	other, err := sql.Open("sqlite", filepath.Join(filepath.Dir(s.file), "data", "journal.db")+"?_txlock=immediate&_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lock, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	one() // the floor will not remember this one
	s.setState("o0", `{"state":"not_ready","reason":"meal"}`)
	up := s.call() // nor this one
	until(t, "talking", talks)
	until(t, "two rows", func() bool { return len(s.rows()) == 2 })
	time.Sleep(2 * checkpointEvery) // until the rows' checkpoint is ahead of the journal
	s.setState("o0", `{"state":"ready"}`)
	time.Sleep(2 * flushEvery) // and rows are ahead of the checkpoint
	s.kill()
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	other.Close()

	s.again()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := up.Wait(ctx, phone.Ended); err != nil {
		t.Errorf("the caller was not hung up: %v", err)
	}
	var rows map[string][]string
	until(t, "three rows", func() bool { rows = s.rows(); return len(rows) == 3 })
	lost := 0
	for id, outcomes := range rows {
		if len(outcomes) != 1 {
			t.Errorf("call %s has %v", id, outcomes)
		}
		if outcomes[0] == string(acd.LostRestart) {
			lost++
		}
	}
	if lost != 1 {
		t.Errorf("%d calls were lost, one was up: %v", lost, rows)
	}
	until(t, "the phone is back", func() bool { return s.phones[0].Register(t.Context()) == nil })
	s.setState("a0", `{"state":"ready"}`)
	one()
	until(t, "a row of the new call", func() bool { return len(s.rows()) == 4 })
	intervals := func() (n int) {
		db, err := sql.Open("sqlite", filepath.Join(filepath.Dir(s.file), "data", "callfloor.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.QueryRow("SELECT COUNT(*) FROM agent_intervals WHERE agent = 'o0'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	had := intervals()
	for _, st := range []string{`{"state":"ready"}`, `{"state":"not_ready","reason":"rest"}`, `{"state":"ready"}`} {
		s.setState("o0", st)
	}
	until(t, "intervals of after the kill", func() bool { return intervals() >= had+2 })
	s.kill()
	s.replays()
}
