package sms_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/store"
)

var ctx = context.Background()

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// gateway is a provider of the tests: it remembers what it took, and behaves as a test wants.
type gateway struct {
	mu     sync.Mutex
	took   map[string]int // messages by id: how often each was taken
	gone   map[string]bool
	order  []string // of what was taken
	sends  int
	finds  int
	polled [][2]time.Time

	able sms.Abilities
	// send says what happens to a request; nil: it is taken.
	send func(n int, b sms.Batch) act
	// find says what a look for a message answers; "": the truth.
	find func(n int, id string) sms.Status
}

// act is what happens to a request.
type act struct {
	take   int // of how many messages of the batch it takes; -1: all
	reject int // of the rest it says that it does not take them
	silent bool
	fault  *sms.Fault
	wait   time.Duration // before it answers
}

func newGateway() *gateway {
	return &gateway{took: map[string]int{}, gone: map[string]bool{}, able: sms.Abilities{Kinds: []sms.Kind{sms.SMS, sms.MMS}, Recipients: 100}}
}

func (g *gateway) Name() string        { return "test" }
func (g *gateway) Able() sms.Abilities { return g.able }
func (g *gateway) Close() error        { return nil }

func (g *gateway) Send(ctx context.Context, b sms.Batch) ([]sms.Answer, error) {
	g.mu.Lock()
	g.sends++
	a := act{take: -1}
	if g.send != nil {
		a = g.send(g.sends, b)
	}
	var list []sms.Answer
	for i, m := range b.Messages {
		switch {
		case a.take < 0 || i < a.take:
			g.took[m.ID]++
			g.order = append(g.order, m.ID)
			list = append(list, sms.Answer{ID: m.ID, Ref: refOf(b, m), Status: sms.Accepted, Code: "0"})
		case i < a.take+a.reject:
			list = append(list, sms.Answer{ID: m.ID, Status: sms.Rejected, Code: "-2019", Text: "bad number"})
		}
	}
	g.mu.Unlock()
	if a.wait > 0 {
		select {
		case <-ctx.Done():
			return nil, &sms.Fault{Class: sms.Unknown, Code: "timeout", Err: ctx.Err()}
		case <-time.After(a.wait):
		}
	}
	if a.fault != nil {
		return nil, a.fault
	}
	if a.silent {
		list = nil
	}
	return list, nil
}

func refOf(b sms.Batch, m sms.Outgoing) sms.Ref { return sms.Ref{Request: "r-" + b.ID, Seq: m.ID} }

func (g *gateway) Find(_ context.Context, b sms.Batch, _ time.Time) ([]sms.Answer, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.finds++
	var list []sms.Answer
	for _, m := range b.Messages {
		a := sms.Answer{ID: m.ID, Status: sms.NotThere}
		if g.took[m.ID] > 0 {
			a.Status, a.Ref = sms.Accepted, refOf(b, m)
		}
		if g.find != nil {
			if said := g.find(g.finds, m.ID); said != "" {
				a = sms.Answer{ID: m.ID, Status: said}
			}
		}
		list = append(list, a)
	}
	return list, nil
}

// taken returns how often each message was taken.
func (g *gateway) taken() map[string]int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return maps.Clone(g.took)
}

// quick are times for tests.
var quick = sms.Timing{Request: 300 * time.Millisecond, Retry: time.Millisecond, MostWait: 4 * time.Millisecond, Look: time.Millisecond, Poll: time.Millisecond, Sweep: 20 * time.Millisecond, Grace: 2 * time.Second}

// office is a store with an engine on it.
type office struct {
	t  testing.TB
	db *store.DB
}

func newOffice(t testing.TB) *office { t.Helper(); return openOffice(t, "") }

func openOffice(t testing.TB, dsn string) *office {
	t.Helper()
	dir := t.TempDir()
	db, err := store.Open(ctx, dir, dsn, filepath.Join(dir, "callfloor.key"))
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return &office{t, db}
}

var schemas atomic.Int64

// bothOffices runs a test on SQLite and on PostgreSQL, where two write at the same time.
// PostgreSQL is found through CALLFLOOR_TEST_POSTGRES (scripts/with-postgres); without it the
// test fails.
func bothOffices(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, newOffice(t)) })
	t.Run("postgres", func(t *testing.T) {
		base := os.Getenv("CALLFLOOR_TEST_POSTGRES")
		if base == "" {
			t.Fatal("CALLFLOOR_TEST_POSTGRES is not set: run the tests with scripts/with-postgres (make unit does)")
		}
		d, err := sql.Open("pgx", base)
		must(t, err)
		defer d.Close()
		name := fmt.Sprintf("sms_%d_%d", os.Getpid(), schemas.Add(1))
		_, err = d.Exec("CREATE SCHEMA " + name)
		must(t, err)
		u, err := url.Parse(base)
		must(t, err)
		q := u.Query()
		q.Set("search_path", name)
		u.RawQuery = q.Encode()
		test(t, openOffice(t, u.String()))
	})
}

// engine starts an engine; it ends with the test at the latest.
func (o *office) engine(p sms.Provider, change ...func(*sms.Options)) *sms.Engine {
	o.t.Helper()
	opt := sms.Options{Outbox: o.db, Provider: p, Delivers: true, Log: zerolog.Nop(), Timing: quick}
	for _, c := range change {
		c(&opt)
	}
	e := sms.NewEngine(opt)
	e.Start()
	o.t.Cleanup(func() { e.Stop(ctx) }) //nolint:errcheck // the gateway closes without errors
	return e
}

// order makes a send to some recipients, in batches of some, and returns its id.
func (o *office) order(recipients, batch int, change ...func(*sms.Make)) string {
	o.t.Helper()
	now := time.Now()
	id := people.NewID()
	m := sms.Make{Send: sms.Send{ID: id, Kind: sms.SMS, Sender: "15880000", Body: "안녕하세요", Recipients: recipients, Bulk: recipients >= 20, Agent: "kim", By: "user:kim", Created: now}}
	for i := range recipients {
		if i%batch == 0 {
			m.Batches = append(m.Batches, sms.NewBatch{ID: people.NewID(), Body: "안녕하세요"})
		}
		b := &m.Batches[len(m.Batches)-1]
		b.Messages = append(b.Messages, sms.NewMessage{ID: fmt.Sprintf("%s-%04d", id, i+1), Number: fmt.Sprintf("+82101%07d", i)})
	}
	for _, c := range change {
		c(&m)
	}
	_, _, err := o.db.CreateSMS(ctx, m)
	must(o.t, err)
	return id
}

// states returns how many messages of a send are in which state.
func (o *office) states(send string) sms.Counts {
	o.t.Helper()
	c, _, err := o.db.SMSOfSends(ctx, []string{send})
	must(o.t, err)
	return c[send]
}

// messages returns the messages of a send.
func (o *office) messages(send string) []sms.Message {
	o.t.Helper()
	list, _, err := o.db.SMSMessages(ctx, sms.Filter{Send: send, Limit: 1000})
	must(o.t, err)
	return list
}

func until(t testing.TB, what string, within time.Duration, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(within); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %s: %s", within, what)
		}
	}
}

// becomes waits until the messages of a send are in some states and no others.
func (o *office) becomes(send string, want sms.Counts) {
	o.t.Helper()
	var got sms.Counts
	end := time.Now().Add(20 * time.Second)
	for {
		if got = o.states(send); maps.Equal(got, want) {
			return
		}
		if time.Now().After(end) {
			o.t.Fatalf("messages are %v, want %v", got, want)
		}
		time.Sleep(2 * time.Millisecond)
	}
}
