package app

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sip/phone"
)

// tmpfs mounts a small file system that a test can fill.
func tmpfs(t *testing.T, dir, options string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("this test mounts a small file system to fill it, and needs root: run it as root (make unit in a container)")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Fatalf("mount a small file system on %s: %v (the test needs the right to mount)", dir, err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount %s: %v", dir, err)
		}
	})
}

// fill takes all the space there is and returns what gives it back.
func fill(t *testing.T, dir string) func() {
	t.Helper()
	name := filepath.Join(dir, "filler")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1 << 20, 4096, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
	f.Close() //nolint:errcheck // it is full
	return func() {
		if err := os.Remove(name); err != nil {
			t.Error(err)
		}
	}
}

// A full disk ends no call, and nothing is missing when there is space again (F-10).
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	tmpfs(t, data, "size=24m")
	withoutDisk(t, dir, func() func() { return fill(t, data) })
}

// A disk whose writes fail while the program runs ends no call either, and nothing is
// missing when they work again (F-11). The kernel refuses every write to a file here, as
// it does on a disk that has become read-only.
func TestDiskFails(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ) // the limit is the whole process's: no test may run beside this one
	t.Cleanup(func() { signal.Reset(syscall.SIGXFSZ) })
	withoutDisk(t, t.TempDir(), func() func() {
		var before syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
			t.Fatal(err)
		}
		none := before
		none.Cur = 0
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &none); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(t.TempDir(), "file"), []byte("x"), 0o600); !errors.Is(err, syscall.EFBIG) {
			t.Errorf("writes still work: %v", err)
		}
		again := sync.OnceFunc(func() {
			if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
				t.Error(err)
			}
		})
		t.Cleanup(again)
		return again
	})
}

// withoutDisk takes the disk away from a program at work, and gives it back: calls
// come, are answered and heard, agents change state; /metrics and /readyz say what is
// wrong. Then nothing is missing, neither in the journal nor in the rows.
func withoutDisk(t *testing.T, dir string, take func() func()) {
	r := start(t, dir)
	r.noWrapUp()
	answered := make(chan *phone.Call, 10)
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 10 * time.Millisecond})
	kim.OnCall(func(c *phone.Call) { answered <- c })
	r.ready("kim")
	r.oneCall("01000000000", answered)
	r.rowsEqual()

	free := take()
	for n := 1; value(t, r.metrics(), "callfloor_journal_up") == 1; n++ {
		if n > 500 {
			t.Fatal("the journal does not notice")
		}
		r.oneCall(fmt.Sprintf("0101111%04d", n), answered)
	}
	for n := range 5 {
		r.oneCall(fmt.Sprintf("0102222%04d", n), answered)
	}
	if st := r.api("PUT", "/agents/lee/state", `{"state":"not_ready","reason":"meal"}`, nil); st != 200 || r.state("lee") != "not_ready:meal" {
		t.Errorf("lee cannot go to lunch without a disk: %d %s", st, r.state("lee"))
	}
	if st, text := r.readyz(); st != 503 || !strings.Contains(text, "journal") {
		t.Errorf("readyz without a disk: %d %s", st, text)
	}
	m := r.metrics()
	if value(t, m, "callfloor_journal_backlog_commands") == 0 || value(t, m, `callfloor_db_errors_total{operation="journal_append"}`) == 0 {
		t.Errorf("the metrics do not tell of it")
	}
	if st := r.api("POST", "/services", `{"id":"new","name":{"ko":"새"},"numbers":[{"number":"15889999"}]}`, nil); st != 503 && st != 201 {
		t.Errorf("an edit without a disk: %d", st)
	}
	if log := r.said.String(); strings.Count(log, "the journal cannot be written") != 1 || strings.Count(log, "rows of calls cannot be written") != 1 {
		t.Error("the log does not say once that the journal and the rows cannot be written")
	}
	want := r.figures()

	free()
	until(t, "the journal works", func() bool { return value(t, r.metrics(), "callfloor_journal_up") == 1 })
	if !strings.Contains(r.said.String(), "the journal can be written again; nothing was lost") {
		t.Error("the log does not say that the journal works again")
	}
	if st, text := r.readyz(); st != 200 {
		t.Errorf("readyz with the disk again: %d %s", st, text)
	}
	if n := value(t, r.metrics(), "callfloor_journal_backlog_commands"); n != 0 {
		t.Errorf("%v commands are not in the journal", n)
	}
	until(t, "the access log says who sent lee to lunch", func() bool {
		list, err := r.db.AccessLog(t.Context(), people.AccessFilter{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(list, func(a people.Access) bool { return a.Action == "agent_state" && a.Target == "agent:lee" })
	})
	r.oneCall("01033330000", answered)
	if f := r.figures(); f.Offered != want.Offered+1 || f.Answered != f.Offered {
		t.Errorf("figures were %+v, are %+v", want, f)
	}
	r.rowsEqual()
	f := r.figures()
	r.stopNow()
	if got := replay(t, r.file); !strings.Contains(got, fmt.Sprintf(`"offered": %d,`, f.Offered)) {
		t.Errorf("the journal does not lead to %d calls", f.Offered)
	}
}

// A folder that cannot be written is said at once, with exit code 1 (F-11).
func TestUnwritableFolder(t *testing.T) {
	dir := t.TempDir()
	locked := filepath.Join(dir, "locked")
	tmpfs(t, locked, "size=1m")
	if err := os.Mkdir(filepath.Join(locked, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", locked, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, data := range []string{filepath.Join(locked, "data"), filepath.Join(locked, "empty")} {
		out := serveFails(t, writeConfig(t, dir, data))
		if !strings.Contains(out, data) || !strings.Contains(out, "read-only") && !strings.Contains(out, "writable") {
			t.Errorf("it is not said that %s cannot be written:\n%s", data, out)
		}
		if strings.Contains(out, "goroutine ") {
			t.Errorf("a stack trace is no message:\n%s", out)
		}
	}
}
