package app

import (
	"database/sql"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The database takes nothing while the program is asked to stop: it ends all the
// same, within its twenty seconds, says what it could not keep, and the next start
// knows what was kept. Asked three times it ends at once.
func TestStopWithLockedDatabase(t *testing.T) {
	file, addr, _, _ := processFile(t, t.TempDir(), 1)
	p := launch(t, file, addr)
	var locks []*sql.Tx
	lock := func() {
		t.Helper()
		for _, name := range []string{"callfloor.db", "journal.db"} {
			other, err := sql.Open("sqlite", filepath.Join(filepath.Dir(file), "data", name)+"?_txlock=immediate&_pragma=busy_timeout(5000)")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { other.Close() })
			tx, err := other.Begin()
			if err != nil {
				t.Fatal(err)
			}
			locks = append(locks, tx)
		}
		for id := range p.agents() {
			if st, body := p.api("PUT", "/agents/"+id+"/state", `{"state":"not_ready","reason":"meal"}`); st != 200 {
				t.Fatalf("lunch: %d %s", st, body)
			}
		}
	}
	unlock := func() {
		for _, tx := range locks {
			tx.Rollback() //nolint:errcheck // it changed nothing
		}
		locks = nil
	}
	defer unlock()
	lock()
	end := func(signals int, within time.Duration) time.Duration {
		t.Helper()
		ended := make(chan error, 1)
		start := time.Now()
		go func() { ended <- p.cmd.Wait() }()
		for i := range signals {
			if i > 0 {
				time.Sleep(500 * time.Millisecond) // signals that wait are one
			}
			if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
		}
		select {
		case err := <-ended:
			if err == nil {
				t.Error("what could not be kept is no failure: exit 0")
			}
		case <-time.After(within):
			t.Fatalf("asked %d times to stop, the program still runs after %v:\n%s", signals, within, p.log)
		}
		return time.Since(start)
	}
	took := end(1, 40*time.Second)
	t.Logf("ended after %v", took.Round(time.Millisecond))
	if !strings.Contains(p.log.String(), "stop ") {
		t.Errorf("the log does not say what could not be stopped in order:\n%s", p.log)
	}
	unlock()
	p = launch(t, file, addr)
	lock()
	if took := end(3, 10*time.Second); took > 5*time.Second || !strings.Contains(p.log.String(), "asked a third time") {
		t.Errorf("asked three times it ended after %v:\n%s", took, p.log)
	}
}
