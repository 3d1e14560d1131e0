package app

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite" // locks the program's database from outside

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/phone"
)

// readyz says what /readyz says.
func (r *rig) readyz() (int, string) {
	r.t.Helper()
	res, err := http.Get("http://" + r.metricsAddr + "/readyz")
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

// oneCall is an answered call with audio both ways and a hang-up, or a caller
// who gives up.
func (r *rig) oneCall(from string, answered chan *phone.Call) {
	r.t.Helper()
	c := r.dial(from)
	ctx, cancel := context.WithTimeout(r.t.Context(), 5*time.Second)
	defer cancel()
	select {
	case at := <-answered:
		if err := at.WaitTone(ctx, 700); err != nil {
			r.t.Errorf("the agent does not hear the caller: %v", err)
		}
	case <-ctx.Done():
		r.t.Fatal("the agent's phone does not ring")
	}
	if err := c.WaitTone(ctx, 440); err != nil {
		r.t.Errorf("the caller does not hear the agent: %v", err)
	}
	c.Hangup()
	until(r.t, "ready again", func() bool { return r.state("kim") == "ready" })
}

// noWrapUp makes calls follow each other at once.
func (r *rig) noWrapUp() {
	r.t.Helper()
	body := `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"wrap_up":"0s"}`
	if st := r.api("PUT", "/services/orders", body, nil); st != 200 {
		r.t.Fatalf("service: %d", st)
	}
}

// rowsEqual waits until the rows give the figures that the core has.
func (r *rig) rowsEqual() {
	r.t.Helper()
	f := r.figures()
	var d acd.ServiceFigures
	until(r.t, fmt.Sprintf("rows that equal %+v", f), func() bool {
		day, err := r.db.DayFigures(r.t.Context(), r.today())
		if err != nil {
			r.t.Fatal(err)
		}
		d = day["orders"]
		return d.Offered == f.Offered && d.Answered == f.Answered && d.Abandoned == f.Abandoned
	})
}

// replay runs the command and returns what it says.
func replay(t *testing.T, file string) string {
	t.Helper()
	var out bytes.Buffer
	if err := Replay(t.Context(), &out, ReplayOptions{File: file, Check: true}); err != nil {
		t.Errorf("callfloor replay --check: %v", err)
	}
	return out.String()
}

// serveFails runs the program, which must end by itself with an error.
func serveFails(t *testing.T, file string) string {
	t.Helper()
	bin, err := buildOnce()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, bin, "serve", "--config", file).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("exit: %v, want 1\n%s", err, out)
	}
	return string(out)
}

func writeConfig(t *testing.T, dir, data string) string {
	t.Helper()
	file := filepath.Join(dir, "callfloor.yaml")
	if err := os.WriteFile(file, fmt.Appendf(nil, testFile, data, ports()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A damaged file is refused with what to do, whatever is damaged, and stays as it
// is: never a new empty database in its place (F-12).
func TestDamagedFiles(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	r := start(t, dir)
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{Never: true})
	r.stopNow()
	for _, name := range []string{"callfloor.db", "journal.db", "edge.db"} {
		file := filepath.Join(data, name)
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for where, damage := range map[string]func([]byte){
			"the header":     func(b []byte) { copy(b, "no database") },
			"the first page": func(b []byte) { copy(b[100:], bytes.Repeat([]byte{0xff}, 2000)) },
			"a later page": func(b []byte) {
				for at := 4096; at < len(b); at += 4096 {
					copy(b[at:], bytes.Repeat([]byte("rubbish "), 64))
				}
			},
		} {
			bad := bytes.Clone(whole)
			damage(bad)
			if err := os.WriteFile(file, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			out := serveFails(t, r.file)
			if !strings.Contains(out, name) || !strings.Contains(out, "backup") || !strings.Contains(out, ".recover") {
				t.Errorf("%s of %s damaged: it is not said what to do:\n%s", where, name, out)
			}
			if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, bad) {
				t.Errorf("%s of %s damaged: the file was changed (%v)", where, name, err)
			}
		}
		if err := os.WriteFile(file, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Somebody else's transaction on journal.db holds up no call for long: what
// happens is kept in memory, the tries to write it are short and far apart, and
// nothing is missing afterwards (F-13, F-14).
func TestLockedJournal(t *testing.T) {
	r := start(t, t.TempDir())
	r.noWrapUp()
	answered := make(chan *phone.Call, 10)
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 10 * time.Millisecond})
	kim.OnCall(func(c *phone.Call) { answered <- c })
	r.ready("kim")
	r.oneCall("01000000000", answered)
	replay(t, r.file) // beside the running program: it must not stand in the way
	if value(t, r.metrics(), "callfloor_journal_up") != 1 {
		t.Error("callfloor replay makes the journal fail")
	}
	other, err := sql.Open("sqlite", filepath.Join(r.cfg.Data, "journal.db")+"?_txlock=immediate&_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lock, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var took []time.Duration
	for end := time.Now().Add(4 * time.Second); time.Now().Before(end); {
		start := time.Now()
		c := r.dial("01011110000")
		<-answered
		took = append(took, time.Since(start))
		r.wait(c, phone.Talking)
		c.Hangup()
		until(t, "ready again", func() bool { return r.state("kim") == "ready" })
		time.Sleep(50 * time.Millisecond)
	}
	slices.Sort(took)
	t.Logf("%d calls; the middle one rang after %v, the slowest after %v", len(took), took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond))
	if len(took) < 20 || took[len(took)/2] > 100*time.Millisecond || took[len(took)-1] > time.Second {
		t.Errorf("a locked journal delays calls: %v", took)
	}
	if value(t, r.metrics(), "callfloor_journal_up") != 0 {
		t.Error("the journal is locked and counts as up")
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	until(t, "the journal works", func() bool { return value(t, r.metrics(), "callfloor_journal_up") == 1 })
	r.rowsEqual()
	f := r.figures()
	r.stopNow()
	if got := replay(t, r.file); !strings.Contains(got, fmt.Sprintf(`"offered": %d,`, f.Offered)) || f.Offered != len(took)+1 {
		t.Errorf("the journal does not lead to %d calls; the figures say %d", len(took)+1, f.Offered)
	}
}

// Somebody else's transaction on callfloor.db delays no call; edits wait up to
// five seconds and then get 503, and nothing piles up (F-13).
func TestLockedDatabase(t *testing.T) {
	r := start(t, t.TempDir())
	r.noWrapUp()
	answered := make(chan *phone.Call, 10)
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 10 * time.Millisecond})
	kim.OnCall(func(c *phone.Call) { answered <- c })
	r.ready("kim")
	r.oneCall("01000000000", answered)

	other, err := sql.Open("sqlite", filepath.Join(r.cfg.Data, "callfloor.db")+"?_txlock=immediate&_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lock, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	goroutines := runtime.NumGoroutine()
	put := `{"name":{"ko":"주문 %d"},"numbers":[{"number":"15880001"}],"wrap_up":"0s"}`
	var edits sync.WaitGroup
	for i := range 10 {
		edits.Go(func() {
			start := time.Now()
			st := r.api("PUT", "/services/orders", fmt.Sprintf(put, i), nil)
			if took := time.Since(start); st != 503 || took > 6*time.Second {
				t.Errorf("edit %d: %d after %v", i, st, took)
			}
		})
	}
	asked := time.Now()
	if st := r.api("PUT", "/agents/lee/state", `{"state":"not_ready","reason":"meal"}`, nil); st != 200 || time.Since(asked) > 3*time.Second {
		t.Errorf("lee goes to lunch: %d after %v", st, time.Since(asked))
	}
	edited := make(chan struct{})
	go func() { edits.Wait(); close(edited) }()
	worst, n := time.Duration(0), 0
	for busy := true; busy; n++ {
		start := time.Now()
		c := r.dial(fmt.Sprintf("0101111%04d", n))
		select {
		case <-answered:
		case <-time.After(5 * time.Second):
			t.Fatal("the agent's phone does not ring while the database is locked")
		}
		worst = max(worst, time.Since(start))
		r.wait(c, phone.Talking)
		c.Hangup()
		until(t, "ready again", func() bool { return r.state("kim") == "ready" })
		select {
		case <-edited:
			busy = false
		case <-time.After(50 * time.Millisecond): // ports of ended calls rest for a while
		}
	}
	t.Logf("%d calls while the database was locked, the slowest rang after %v", n, worst.Round(time.Millisecond))
	if worst > time.Second {
		t.Errorf("a call was delayed: it rang after %v", worst)
	}
	if now := runtime.NumGoroutine(); now > goroutines+60 {
		t.Errorf("%d goroutines, %d before", now, goroutines)
	}
	if st, text := r.readyz(); st != 200 {
		t.Errorf("readyz: %d %s", st, text)
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	if st := r.api("PUT", "/services/orders", fmt.Sprintf(put, 99), nil); st != 200 {
		t.Errorf("an edit after the lock: %d", st)
	}
	r.rowsEqual()
}

// Somebody else who reads callfloor.db in one transaction keeps its log from being
// emptied: its size is told, calls go on, and when the reader has gone the log is
// emptied by what is written next and does not grow further (F-15).
func TestLongReader(t *testing.T) {
	r := start(t, t.TempDir())
	r.noWrapUp()
	answered := make(chan *phone.Call, 10)
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 10 * time.Millisecond})
	kim.OnCall(func(c *phone.Call) { answered <- c })
	r.ready("kim")
	log := func() float64 { return value(t, r.metrics(), `callfloor_db_log_bytes{file="callfloor.db"}`) }
	other, err := sql.Open("sqlite", filepath.Join(r.cfg.Data, "callfloor.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	reading, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := reading.QueryRow(`SELECT count(*) FROM customers`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	memo := strings.Repeat("오래 읽는 사람 ", 60)
	write := func(times int) {
		t.Helper()
		for range times {
			r.ask("POST", "/customers", `{"name":"긴 메모","memo":"`+memo+`"}`, nil)
		}
	}
	const emptiedAt = 4000 * 4096 // bytes, as soon as nobody reads
	posts := 0
	for ; log() < emptiedAt*5/4; posts += 50 {
		if posts > 5000 {
			t.Fatalf("the log has %v bytes after %d customers: it is not told that it grows", log(), posts)
		}
		write(50)
	}
	grown := log()
	r.oneCall("01011110000", answered)
	r.rowsEqual()
	if err := reading.Rollback(); err != nil {
		t.Fatal(err)
	}
	write(posts)
	if now := log(); now > grown*11/10 {
		t.Errorf("the log has %v bytes after as much again, %v while somebody read: it is not emptied", now, grown)
	}
	t.Logf("%d customers made a log of %.0f bytes", posts, grown)
}
