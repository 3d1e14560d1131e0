package app

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/callfloor/callfloor/sip/phone"
)

// faultyPostgres returns the URL of a schema of its own in a cluster that the
// test may kill, and the command that does (scripts/with-postgres).
func faultyPostgres(t *testing.T) (dsn string, ctl func(do string)) {
	t.Helper()
	base, command := os.Getenv("CALLFLOOR_TEST_POSTGRES_FAULT"), os.Getenv("CALLFLOOR_TEST_POSTGRES_CTL")
	if base == "" || command == "" {
		t.Fatal("CALLFLOOR_TEST_POSTGRES_FAULT and _CTL are not set: run the tests with scripts/with-postgres (make unit does)")
	}
	d, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	schema := fmt.Sprintf("fault_%d_%d", os.Getpid(), time.Now().UnixNano())
	if _, err := d.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String(), func(do string) {
		args := append(strings.Fields(command), do)
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
}

// PostgreSQL is killed and started again under load: calls go on, the program is
// back on it within five seconds, no edit that was acknowledged is lost, none is
// there twice, and the rows of calls are complete (F-16).
func TestPostgresRestart(t *testing.T) {
	dsn, ctl := faultyPostgres(t)
	dir := t.TempDir()
	file := writeConfig(t, dir, filepath.Join(dir, "data"))
	edit(t, file, "time_zone:", "database: "+dsn+"\ntime_zone:")
	r := start(t, dir)
	r.noWrapUp()
	answered := make(chan *phone.Call, 10)
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 10 * time.Millisecond})
	kim.OnCall(func(c *phone.Call) { answered <- c })
	r.ready("kim")

	stop := make(chan struct{})
	var editing sync.WaitGroup
	var acknowledged []string
	refused, taken := 0, atomic.Int64{} // taken: acknowledged so far
	editing.Go(func() {
		for i := 0; ; i++ {
			id := fmt.Sprintf("s%d", i)
			switch st := r.api("POST", "/services", fmt.Sprintf(`{"id":%q,"name":{"ko":"%d"},"numbers":[{"number":"1588%05d"}]}`, id, i, i+10), nil); st {
			case 201:
				acknowledged = append(acknowledged, id)
				taken.Add(1)
			case 503:
				refused++
			default:
				t.Errorf("an edit while PostgreSQL restarts: %d", st)
			}
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	})
	c := r.dial("01099999999") // up all the time
	long := <-answered
	for i := range 3 {
		ctl("stop")
		for n := range 4 { // while it is away
			quick := r.dial(fmt.Sprintf("0101%03d%04d", i, n))
			r.wait(quick, phone.Talking)
			quick.Hangup()
		}
		ctl("start")
		began := time.Now()
		until(t, "the journal works", func() bool { return value(t, r.metrics(), "callfloor_journal_up") == 1 })
		until(t, "edits work", func() bool {
			return r.api("PUT", "/services/orders", `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"wrap_up":"0s"}`, nil) == 200
		})
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("it took %v to be back", took)
		} else {
			t.Logf("back after %v", took.Round(time.Millisecond))
		}
		before := taken.Load()
		until(t, "edits are acknowledged", func() bool { return taken.Load() >= before+10 })
	}
	close(stop)
	editing.Wait()
	if c.State() != phone.Talking || long.State() != phone.Talking {
		t.Errorf("the call that was up is %v and %v", c.State(), long.State())
	}
	c.Hangup()
	until(t, "every call has ended", func() bool { f := r.figures(); return f.Waiting == 0 && f.Offered == f.Answered+f.Abandoned })
	r.rowsEqual()
	if f := r.figures(); f.Offered != 13 {
		t.Errorf("%d calls, want 13", f.Offered)
	}
	r.stopNow()

	g := start(t, dir)
	var list []struct{ ID string }
	g.api("GET", "/services", "", &list)
	count := map[string]int{}
	for _, s := range list {
		count[s.ID]++
	}
	for _, id := range acknowledged {
		if count[id] != 1 {
			t.Errorf("%s was acknowledged and is there %d times", id, count[id])
		}
	}
	t.Logf("%d edits acknowledged, %d refused", len(acknowledged), refused)
	if len(acknowledged) < 20 || refused == 0 {
		t.Errorf("%d edits acknowledged, %d refused: the test shows nothing", len(acknowledged), refused)
	}
	g.rowsEqual()
}
