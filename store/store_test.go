package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

var ctx = context.Background()

var schemas atomic.Int64

// both runs a test on SQLite and on PostgreSQL. PostgreSQL is found through
// CALLFLOOR_TEST_POSTGRES (scripts/with-postgres); without it the test fails.
func both(t *testing.T, test func(t *testing.T, reopen func() *DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		test(t, func() *DB { return opened(t, dir, "") })
	})
	t.Run("postgres", func(t *testing.T) {
		dsn := postgres(t)
		test(t, func() *DB { return opened(t, "", dsn) })
	})
}

func opened(t *testing.T, dir, dsn string) *DB {
	t.Helper()
	db, err := Open(ctx, dir, dsn, testKey)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// testKey is the key file of every test that is not about keys.
var testKey string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "callfloor-store-")
	if err != nil {
		panic(err)
	}
	testKey = filepath.Join(dir, "callfloor.key")
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// postgres returns the URL of a schema of its own.
func postgres(t *testing.T) string { t.Helper(); return postgresSchema(t) }

func postgresSchema(t testing.TB) string {
	t.Helper()
	base := os.Getenv("CALLFLOOR_TEST_POSTGRES")
	if base == "" {
		t.Fatal("CALLFLOOR_TEST_POSTGRES is not set: run the tests with scripts/with-postgres (make unit does)")
	}
	d, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), schemas.Add(1))
	if _, err := d.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The journal gives back what was appended, in order, across a restart; a batch
// appended twice is there once.
func TestJournalKeeps(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		j := db.Journal()
		lsn := uint64(1)
		for i := range 300 {
			var rs []journal.Record
			for k := range i%3 + 1 {
				r, err := journal.Encode(acd.Time(1000+i), acd.SetState{Agent: acd.AgentID(fmt.Sprint(i, k)), State: acd.Ready})
				must(t, err)
				rs = append(rs, r)
			}
			b := batch(t, lsn, rs)
			must(t, j.Append(ctx, b))
			must(t, j.Append(ctx, b))
			lsn += uint64(len(rs))
		}
		must(t, j.Save(ctx, journal.Snapshot{LSN: 50, Seq: 100, At: 1020, State: []byte(`{"a":1}`)}))
		must(t, j.Save(ctx, journal.Snapshot{LSN: 90, Seq: 200, At: 1040, State: []byte(`{"a":2}`)}))
		must(t, j.Skip(ctx, 7, "because"))
		must(t, db.Close())

		j = reopen().Journal()
		want := uint64(0)
		for b, err := range j.After(ctx, 0) {
			must(t, err)
			if b.First != want+1 {
				t.Fatalf("batch at %d follows %d", b.First, want)
			}
			rs, err := b.Decode()
			must(t, err)
			want += uint64(len(rs))
		}
		if want != lsn-1 {
			t.Errorf("%d commands came back, %d were appended", want, lsn-1)
		}
		first := true
		for b, err := range j.After(ctx, 60) {
			must(t, err)
			if first && (b.First > 61 || b.First+uint64(b.Count)-1 < 61) {
				t.Errorf("after 60 begins at %d with %d", b.First, b.Count)
			}
			first = false
		}
		s, ok, err := j.Latest(ctx, 150)
		if must(t, err); !ok || s.LSN != 50 || string(s.State) != `{"a":1}` {
			t.Errorf("snapshot at 150: %+v %v", s, ok)
		}
		if _, ok, err := j.Latest(ctx, 99); ok || err != nil {
			t.Errorf("snapshot at 99: %v %v", ok, err)
		}
		if m, err := j.Skipped(ctx); err != nil || !m[7] || len(m) != 1 {
			t.Errorf("skipped %v %v", m, err)
		}
		must(t, j.Prune(ctx, 150, 1<<60))
		if _, ok, err := j.Latest(ctx, 150); !ok || err != nil {
			t.Errorf("pruning removed the snapshot that is needed: %v", err)
		}
		for b, err := range j.After(ctx, 50) {
			must(t, err)
			if b.First > 51 {
				t.Errorf("pruning left a gap: %d", b.First)
			}
			break
		}
	})
}

// Pruning takes what is old from the oldest end, a little at once: whoever appends in the
// meantime does not wait for all of it, nor where nothing goes. What a clock that was far
// ahead wrote does not stay for ever.
func TestPruneLetsOthersAppend(t *testing.T) {
	db := opened(t, t.TempDir(), "")
	j := db.Journal()
	const old, young = 250_000, 1500
	now := acd.At(time.Now())
	at := func(n, from int, ago time.Duration) {
		_, err := db.journal.ExecContext(ctx, `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1)
			INSERT INTO journal_batches (first_lsn, epoch, commands, last_at, records) SELECT $2 + 2 * i, 1, 2, $3, $4 FROM n`,
			n, from, int64(now.Add(-ago)), strings.Repeat("x", 200))
		must(t, err)
	}
	at(10, 1, -400*24*time.Hour)
	at(old, 21, 23*time.Hour)
	at(young, 21+2*old, time.Hour)
	end := uint64(20 + 2*(old+young))
	must(t, j.Save(ctx, journal.Snapshot{LSN: end, Seq: end, At: now, State: []byte(`{}`)}))
	r, err := journal.Encode(now, acd.Tick{})
	must(t, err)
	for _, goes := range []int{10 + old, 0} {
		before := countRows(t, db, "journal_batches")
		pruned, appended := make(chan error, 1), 0
		go func() { pruned <- j.Prune(ctx, 1<<60, now.Add(-22*time.Hour)) }()
		for done := false; !done; {
			select {
			case err := <-pruned:
				must(t, err)
				done = true
			default:
			}
			end++
			must(t, j.Append(ctx, batch(t, end, []journal.Record{r})))
			appended++
			time.Sleep(2 * time.Millisecond)
		}
		if after := countRows(t, db, "journal_batches"); after != before-goes+appended {
			t.Errorf("of %d batches %d are there with %d new ones, %d were to go", before, after, appended, goes)
		}
	}
}

func countRows(t *testing.T, db *DB, table string) (n int) {
	t.Helper()
	must(t, db.journal.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n))
	return n
}

func batch(t *testing.T, first uint64, rs []journal.Record) journal.Batch {
	t.Helper()
	b := journal.Batch{Epoch: 1, First: first, Count: len(rs)}
	var parts []string
	for _, r := range rs {
		parts = append(parts, fmt.Sprintf(`{"t":%d,"n":%q,"c":%s}`, r.At, r.Name, r.Command))
	}
	b.Records = []byte("[" + strings.Join(parts, ",") + "]")
	return b
}

// Two programs on one store would lose what the other wrote: the second is not
// let in, and where it gets in all the same the journal notices.
func TestOnlyOneRuns(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		first, second := reopen(), reopen()
		must(t, first.Lock(ctx, func(err error) { t.Errorf("lost: %v", err) }))
		if err := second.Lock(ctx, nil); err == nil || !strings.Contains(err.Error(), "another callfloor") {
			t.Errorf("a second program was let in: %v", err)
		}
		r, err := journal.Encode(1, acd.Tick{})
		must(t, err)
		b := batch(t, 1, []journal.Record{r})
		must(t, first.Journal().Append(ctx, b))
		b.Epoch = 2
		if err := second.Journal().Append(ctx, b); !errors.Is(err, journal.ErrTaken) {
			t.Errorf("the second's commands were dropped in silence: %v", err)
		}
		must(t, first.Close())
		must(t, second.Lock(ctx, func(err error) { t.Errorf("lost: %v", err) }))
	})
}

// Things from the file and from people: a deleted one stays deleted, and the
// file's version is remembered.
func TestEntities(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		must(t, db.PutEntity(ctx, Services, Entity{ID: "b", Data: []byte(`{"x":1}`), FileHash: "h1"}))
		must(t, db.PutEntity(ctx, Services, Entity{ID: "a", Data: []byte(`{"x":"주문 '\"; DROP TABLE services"}`)}))
		must(t, db.PutEntity(ctx, Services, Entity{ID: "b", Data: []byte(`{"x":2}`)}))
		list, err := db.Entities(ctx, Services)
		must(t, err)
		if len(list) != 2 || list[0].ID != "a" || list[1].FileHash != "h1" || string(list[1].Data) != `{"x":2}` {
			t.Errorf("got %+v", list)
		}
		if string(list[0].Data) != `{"x":"주문 '\"; DROP TABLE services"}` {
			t.Errorf("got %s", list[0].Data)
		}
		must(t, db.DeleteEntity(ctx, Services, "b"))
		if _, err := db.Entity(ctx, Services, "b"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a deleted thing is there: %v", err)
		}
		if h, err := db.FileHashes(ctx, Services); err != nil || h["b"] != "h1" || len(h) != 1 {
			t.Errorf("hashes %v %v", h, err)
		}
		must(t, db.DeleteEntity(ctx, Services, "a"))
		if list, err := db.Entities(ctx, Services); err != nil || len(list) != 0 {
			t.Errorf("left %v %v", list, err)
		}
		ended, cancel := context.WithCancel(ctx)
		cancel()
		for _, c := range []context.Context{ended, ctx} {
			err := db.PutEntities(c, map[Kind]Changes{
				Agents: {Put: []Entity{{ID: "kim", Data: []byte(`{}`)}}}, Trunks: {Put: []Entity{{ID: "t", Data: []byte(`{}`), FileHash: "h"}}},
			})
			a, aerr := db.Entities(ctx, Agents)
			must(t, aerr)
			tr, terr := db.Entities(ctx, Trunks)
			must(t, terr)
			if want := map[bool]int{true: 1}[err == nil]; len(a) != want || len(tr) != want || (err == nil) != (c == ctx) {
				t.Errorf("put together (%v): %v %v", err, a, tr)
			}
		}
	})
}

// Persons are added with other things, all of them or none, each with a record.
func TestPersonsWithOtherThings(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		must(t, db.CreateUser(ctx, people.User{ID: "1", Login: "boss"}))
		by := people.Author{Actor: "user:boss", Role: people.Administrator}
		agents := map[Kind]Changes{Agents: {Put: []Entity{{ID: "seo", Data: json.RawMessage(`{"id":"seo"}`)}}}}
		added := Commit{Kinds: agents, Change: people.NewChange(by, "agents_imported", "agents"), Create: []people.User{{ID: "5", Login: "seo"}, {ID: "6", Login: "boss"}},
			Also: []people.Change{people.NewChange(by, "user_created", "user:seo")}}
		if err := db.Commit(ctx, added); !fault.Is(err, fault.Conflict) {
			t.Errorf("a person who is there already, among others: %v", err)
		}
		if list, err := db.Entities(ctx, Agents); err != nil || len(list) != 0 {
			t.Errorf("agents without their persons: %v %v", list, err)
		}
		if _, err := db.UserByLogin(ctx, "seo"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a person of a change that failed: %v", err)
		}
		added.Create = added.Create[:1]
		must(t, db.Commit(ctx, added))
		if list, err := db.ChangeLog(ctx, nil, 0, 2); err != nil || len(list) != 2 || list[0].Target != "user:seo" || list[1].Target != "agents" {
			t.Errorf("records: %+v %v", list, err)
		}
	})
}

// People, log-ins, keys and displays.
func TestPeople(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		if has, err := db.HasAdministrator(ctx); has || err != nil {
			t.Fatalf("%v %v", has, err)
		}
		u := people.User{ID: "1", Login: "boss", Name: "보스", Role: people.Administrator, Language: "ko", PasswordHash: "x", Permissions: []people.Permission{people.SMS}}
		must(t, db.CreateFirstUser(ctx, u, people.NewChange(people.Author{Actor: "user:boss", Role: people.Administrator}, "user_created", "user:boss")))
		if list, err := db.AccessLog(ctx, people.AccessFilter{Actions: []string{"user_created"}, Limit: 2}); err != nil || len(list) != 1 || list[0].Target != "user:boss" {
			t.Errorf("the first administrator is not in the access log: %v %v", list, err)
		}
		if err := db.CreateFirstUser(ctx, people.User{ID: "2", Login: "b2", Role: people.Administrator}, people.Change{ID: "c2"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second first administrator: %v", err)
		}
		if names, err := db.UserNames(ctx, []string{"boss", "nobody"}); err != nil || len(names) != 1 || names["boss"] != "보스" {
			t.Errorf("names: %v %v", names, err)
		}
		if err := db.CreateUser(ctx, people.User{ID: "3", Login: "boss"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a doubled log-in name: %v", err)
		}
		now := time.Now()
		must(t, db.CreateLogin(ctx, people.Login{TokenHash: "h", UserID: "1", Created: now, Address: "::1"}))
		must(t, db.CreateLogin(ctx, people.Login{TokenHash: "h2", UserID: "1", Created: now}))
		_, got, err := db.LoginUser(ctx, "h")
		if must(t, err); got.Login != "boss" || got.Permissions[0] != people.SMS {
			t.Errorf("got %+v", got)
		}
		u.Disabled, u.Role = true, people.Manager
		must(t, db.UpdateUser(ctx, u))
		if _, got, _ := db.LoginUser(ctx, "h"); !got.Disabled || got.Role != people.Manager {
			t.Errorf("got %+v", got)
		}
		must(t, db.CreateFirstUser(ctx, people.User{ID: "2", Login: "b2", Role: people.Administrator}, people.Change{ID: "c3"})) // the other is disabled
		if has, err := db.HasAdministrator(ctx); !has || err != nil {
			t.Errorf("%v %v", has, err)
		}
		demanded := func(said bool, hash string, now, want bool) {
			t.Helper()
			u.MustChange, u.MustChangeSaid, u.PasswordHash = now, said, hash
			must(t, db.UpdateUser(ctx, u))
			if got, _ := db.UserByLogin(ctx, "boss"); got.MustChange != want {
				t.Errorf("must change is %v, where it is to be %v", got.MustChange, want)
			}
		}
		demanded(true, "", true, true)
		demanded(false, "", false, true) // read before it was demanded
		demanded(true, "", false, false)
		demanded(false, "", true, false) // read before the person chose one
		demanded(false, "x", true, true) // with a password
		u.MustChange = false
		must(t, db.SetPassword(ctx, "1", "x", "y"))
		if got, _ := db.UserByLogin(ctx, "boss"); got.MustChange {
			t.Error("a password of one's own must be changed")
		}
		must(t, db.CreateUser(ctx, people.User{ID: "4", Login: "given", PasswordHash: "x", MustChange: true}))
		if got, _ := db.UserByLogin(ctx, "given"); !got.MustChange {
			t.Error("the password of a new person need not be changed")
		}
		if err := db.SetPassword(ctx, "1", "x", "z"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a password that was changed meanwhile: %v", err)
		}
		u.PasswordHash = ""
		must(t, db.UpdateUser(ctx, u))
		if got, _ := db.UserByLogin(ctx, "boss"); got.PasswordHash != "y" || !got.Disabled || got.Role != people.Manager {
			t.Errorf("after a change of the password: %+v", got)
		}
		must(t, db.DeleteLogins(ctx, "1", "h"))
		if _, _, err := db.LoginUser(ctx, "h2"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an ended log-in works: %v", err)
		}
		must(t, db.DeleteOldLogins(ctx, now.Add(time.Hour), now.Add(-time.Hour)))
		if _, _, err := db.LoginUser(ctx, "h"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an old log-in works: %v", err)
		}
		must(t, db.SyncFileKeys(ctx, []people.APIKey{{ID: "k", Name: "rig", Hash: "kh", Role: people.Administrator}}))
		if k, err := db.APIKeyByHash(ctx, "kh"); err != nil || k.Name != "rig" || !k.FromFile {
			t.Errorf("key %+v %v", k, err)
		}
		must(t, db.SyncFileKeys(ctx, nil))
		if _, err := db.APIKeyByHash(ctx, "kh"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a removed key works: %v", err)
		}
		must(t, db.CreateDisplayToken(ctx, people.DisplayToken{ID: "d", Name: "벽", Hash: "dh", Services: []string{"orders"}, CreatedBy: "boss"}, people.Change{}))
		if d, err := db.DisplayTokenByHash(ctx, "dh"); err != nil || d.Services[0] != "orders" {
			t.Errorf("display %+v %v", d, err)
		}
		must(t, db.RevokeDisplayToken(ctx, "d", people.Change{}))
		if err := db.RevokeDisplayToken(ctx, "d", people.Change{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("revoked twice: %v", err)
		}
		if _, err := db.DisplayTokenByHash(ctx, "dh"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a revoked display works: %v", err)
		}
		must(t, db.LogAccess(ctx, people.Access{ID: "x", At: now, Actor: "user:boss", Action: "log_in"}))
		if l, err := db.AccessLog(ctx, people.AccessFilter{Limit: 10}); err != nil || len(l) != 3 || l[0].Action != "log_in" {
			t.Errorf("access log %v %v", l, err)
		}
	})
}

// A setting is kept over a restart, whatever text it is; one that was never set is
// empty.
func TestSettings(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		if v, err := db.Setting(ctx, "wallboard.notice"); err != nil || v != "" {
			t.Errorf("never set: %q %v", v, err)
		}
		const notice = `{"text":"18시 점검 🛠 'DROP' \"a\\b\" $1","place":"top"}`
		must(t, db.SetSetting(ctx, "wallboard.notice", "first"))
		must(t, db.SetSetting(ctx, "wallboard.notice", notice))
		must(t, db.SetSetting(ctx, "other", "1"))
		must(t, db.Close())
		db = reopen()
		if v, err := db.Setting(ctx, "wallboard.notice"); err != nil || v != notice {
			t.Errorf("after a restart %q %v", v, err)
		}
	})
}

// Registrations and dialogs survive a restart; expired ones do not.
func TestEdgeValues(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		must(t, db.PutRegistration(ctx, Stored{ID: "a", Owner: "kim", Data: []byte("{}"), Expires: time.Now().Add(time.Hour)}))
		must(t, db.PutRegistration(ctx, Stored{ID: "b", Owner: "kim", Data: []byte("{}"), Expires: time.Now().Add(-time.Hour)}))
		must(t, db.WriteDialogs(ctx, []Stored{{ID: "d", Data: []byte(`{"v":1}`)}, {ID: "e", Data: []byte(`{}`)}}, nil))
		must(t, db.WriteDialogs(ctx, []Stored{{ID: "d", Data: []byte(`{"v":2}`)}}, []string{"e"}))
		must(t, db.PutQuality(ctx, []calls.Quality{{Call: "c", Leg: "b", Role: "agent"}, {Call: "c", Leg: "a", Role: "caller", MOS: 4.2, Lost: 3}}))
		must(t, db.Close())
		db = reopen()
		if l, err := db.Registrations(ctx); err != nil || len(l) != 1 || l[0].Owner != "kim" {
			t.Errorf("registrations %+v %v", l, err)
		}
		if q, err := db.Quality(ctx, "c"); err != nil || len(q) != 2 || q[0].MOS != 4.2 || q[0].Lost != 3 {
			t.Errorf("quality %+v %v", q, err)
		}
		if l, err := db.Dialogs(ctx); err != nil || len(l) != 1 || string(l[0].Data) != `{"v":2}` {
			t.Errorf("dialogs %+v %v", l, err)
		}
		must(t, db.WriteDialogs(ctx, nil, []string{"d", "never"}))
		if l, err := db.Dialogs(ctx); err != nil || len(l) != 0 {
			t.Errorf("dialogs %+v %v", l, err)
		}
	})
}

// The rows of a day give the figures that the core counts, also when the writer
// is killed between a flush and its checkpoint and reads events again.
func TestRowsEqualTheCore(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		core, events := day(t)
		rows, err := db.Rows(ctx)
		must(t, err)
		third := len(events) / 3
		for i, e := range events[:2*third] {
			rows.Apply(uint64(i+1), 0, e)
			if i == third {
				must(t, rows.Flush(ctx, true))
			}
		}
		must(t, rows.Flush(ctx, false)) // written, and killed before the checkpoint
		must(t, db.Close())

		db = reopen()
		rows, err = db.Rows(ctx)
		must(t, err)
		if got := rows.Seq(); got != uint64(third+1) {
			t.Fatalf("continues after %d, the checkpoint was at %d", got, third+1)
		}
		for i := int(rows.Seq()); i < len(events); i++ {
			rows.Apply(uint64(i+1), 0, events[i])
		}
		must(t, rows.Flush(ctx, true))

		st := core.State()
		got, err := db.DayFigures(ctx, st.Day)
		must(t, err)
		offered := 0
		for _, s := range st.Services {
			w, g := s.Today, got[s.Service.ID]
			offered += w.Offered
			if g.Offered != w.Offered || g.Answered != w.Answered || g.InLevel != w.InLevel || g.Abandoned != w.Abandoned ||
				g.LeftTimeOut != w.LeftTimeOut || g.LeftMoved != w.LeftMoved || g.Left() != w.Left() {
				t.Errorf("%s: rows say %+v, the core %+v", s.Service.ID, g, w)
			}
		}
		if offered < 100 {
			t.Errorf("only %d calls: the day is too quiet to prove anything", offered)
		}
		list, err := db.Calls(ctx, calls.Filter{Limit: 1000})
		must(t, err)
		seen := map[acd.CallID]bool{}
		for i, c := range list {
			if seen[c.ID] || c.Outcome == "" || c.Ended < c.Started {
				t.Errorf("row %d: %+v", i, c)
			}
			seen[c.ID] = true
			if c.Outcome == acd.Completed && (c.Answered == 0 || c.Agent == "") {
				t.Errorf("answered by nobody: %+v", c)
			}
		}
		page, err := db.Calls(ctx, calls.Filter{Limit: 10})
		must(t, err)
		next, err := db.Calls(ctx, calls.Filter{Limit: 10, Before: page[9].Started, BeforeID: page[9].ID})
		must(t, err)
		if len(next) != 10 || next[0].ID != list[10].ID {
			t.Errorf("the second page begins with %+v", next[0])
		}
		for _, c := range list[:20] {
			segs, err := db.Segments(ctx, c.ID)
			must(t, err)
			if len(segs) == 0 {
				t.Errorf("call %s has no parts", c.ID)
			}
		}
	})
}

// day runs a small floor for an hour and returns it with its events.
func day(t *testing.T) (*acd.Floor, []acd.Event) {
	t.Helper()
	core := acd.New(1)
	now := acd.Time(1_000_000)
	var events []acd.Event
	rule := acd.Rule{Do: acd.RuleMessage}
	offers := map[acd.CallID]acd.CallOffered{}
	step := func(cmd acd.Command) {
		for _, ev := range core.Step(now, cmd) {
			events = append(events, ev)
			if o, ok := ev.(acd.CallOffered); ok {
				offers[o.Call] = o
			}
		}
	}
	step(acd.StartDay{Day: "2026-11-20"})
	for _, id := range []acd.ServiceID{"a", "b"} {
		step(acd.PutService{Service: acd.Service{
			ID: id, Strategy: acd.LongestIdle, ServiceLevel: 4 * time.Second, Ring: 8 * time.Second, WrapUp: 3 * time.Second, Misses: 1,
			MaxWait: 40 * time.Second, Full: rule, ClosedDo: rule, Nobody: acd.Rule{Do: acd.RuleWait}, TooLong: rule,
		}})
	}
	for i := range 4 {
		id := acd.AgentID(fmt.Sprint("agent", i))
		step(acd.PutAgent{Agent: acd.Agent{ID: id, Extension: fmt.Sprint(i), Services: []acd.Membership{{Service: "a", Level: 1}, {Service: "b", Level: 1}}}})
		step(acd.PhoneReachable{Agent: id})
		step(acd.SetState{Agent: id, State: acd.Ready})
	}
	for i := range 240 {
		now += 1500
		id := acd.CallID(fmt.Sprint("call", i))
		step(acd.Enqueue{Call: id, Service: []acd.ServiceID{"a", "b"}[i%2], Caller: fmt.Sprint(i)})
		old := acd.CallID(fmt.Sprint("call", i-3))
		o, offered := offers[old]
		switch {
		case i%7 == 0:
			step(acd.HangUp{Call: old, By: acd.ByCaller, Cause: acd.CauseNormal})
		case i%11 == 0:
			step(acd.Transfer{Call: old, To: "b"})
		case offered && i%5 != 0:
			step(acd.Answer{Call: old, Agent: o.Agent, Offer: o.Offer})
			step(acd.Connect{Call: old, Offer: o.Offer})
		}
		step(acd.HangUp{Call: acd.CallID(fmt.Sprint("call", i-9)), By: acd.ByCaller, Cause: acd.CauseNormal})
		for a := range 4 {
			step(acd.SetState{Agent: acd.AgentID(fmt.Sprint("agent", a)), State: acd.Ready})
		}
	}
	for i := range 240 {
		step(acd.HangUp{Call: acd.CallID(fmt.Sprint("call", i)), By: acd.ByCaller, Cause: acd.CauseNormal})
	}
	must(t, core.Check())
	return core, events
}

// A damaged file is refused, never replaced by an empty database (F-12).
func TestDamagedFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	db := opened(t, dir, "")
	for i := range 200 {
		must(t, db.PutEntity(ctx, Services, Entity{ID: fmt.Sprint(i), Data: []byte(`{"x":"` + strings.Repeat("y", 500) + `"}`)}))
	}
	must(t, db.Close())
	file := filepath.Join(dir, "callfloor.db")
	data, err := os.ReadFile(file)
	must(t, err)
	for i := 8192; i < len(data)-4096; i += 4096 {
		copy(data[i:], strings.Repeat("garbage ", 64))
	}
	must(t, os.WriteFile(file, data, 0o600))
	_, err = Open(ctx, dir, "", testKey)
	if err == nil || !strings.Contains(err.Error(), "callfloor.db") {
		t.Errorf("a damaged file was opened: %v", err)
	}
}

// A folder that cannot be made gives a clear error.
func TestUnusableFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if _, err := Open(ctx, filepath.Join(file, "data"), "", testKey); err == nil || !strings.Contains(err.Error(), "data folder") {
		t.Errorf("got %v", err)
	}
}

// The journal can be read beside the program that runs on it, and nothing can be
// written; a schema of another program is refused and left as it is.
func TestJournalIsOnlyRead(t *testing.T) {
	run := func(t *testing.T, dir, dsn string) {
		db := opened(t, dir, dsn)
		must(t, db.Lock(ctx, func(err error) { t.Errorf("lost: %v", err) }))
		r, err := journal.Encode(1, acd.Tick{})
		must(t, err)
		must(t, db.Journal().Append(ctx, batch(t, 1, []journal.Record{r})))
		reader, err := OpenJournal(ctx, dir, dsn, testKey)
		must(t, err)
		defer reader.Close()
		n := 0
		for b, err := range reader.Journal().After(ctx, 0) {
			must(t, err)
			n += b.Count
		}
		if n != 1 {
			t.Errorf("%d commands are read", n)
		}
		if _, err := reader.journal.ExecContext(ctx, `DELETE FROM journal_batches`); err == nil {
			t.Error("the journal can be written")
		}
		must(t, db.Journal().Append(ctx, batch(t, 2, []journal.Record{r})))
		must(t, reader.Close())
		_, err = db.journal.ExecContext(ctx, `DELETE FROM schema_version_journal WHERE version_id > 0`)
		must(t, err)
		if reader, err := OpenJournal(ctx, dir, dsn, testKey); err == nil {
			reader.Close()
			t.Error("a journal of another schema is read")
		}
		have := 0
		must(t, db.journal.QueryRowContext(ctx, `SELECT COUNT(*) FROM schema_version_journal`).Scan(&have))
		if have != 1 {
			t.Errorf("the refused journal was brought up to date: %d versions", have)
		}
	}
	t.Run("sqlite", func(t *testing.T) { run(t, t.TempDir(), "") })
	t.Run("postgres", func(t *testing.T) { run(t, "", postgres(t)) })
	empty := t.TempDir()
	if db, err := OpenJournal(ctx, empty, "", testKey); err == nil {
		db.Close()
		t.Error("a journal that is not there is read")
	}
	if files, err := os.ReadDir(empty); err != nil || len(files) != 0 {
		t.Errorf("reading made %v", files)
	}
}

// A schema written by a newer program is refused (F-82).
func TestNewerSchemaIsRefused(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		_, err := db.write.ExecContext(ctx, `INSERT INTO schema_version (version_id, is_applied) VALUES (9999, `+map[bool]string{true: "true", false: "1"}[db.Postgres()]+`)`)
		must(t, err)
		if err := db.migrate(ctx, testKey); err == nil || !strings.Contains(err.Error(), "newer callfloor") {
			t.Errorf("got %v", err)
		}
	})
}

// A password in the database URL never shows in an error.
func TestPasswordStaysSecret(t *testing.T) {
	_, err := Open(ctx, "", "postgres://u:hunter2secret@127.0.0.1:1/none?sslmode=disable", testKey)
	if err == nil || strings.Contains(err.Error(), "hunter2secret") {
		t.Errorf("got %v", err)
	}
}

// Who has called whom since a time: calls out, consultations of numbers and calls given
// outside, of who dialled and not of who had the call last, nothing before the time.
func TestDialled(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		rows, err := db.Rows(ctx)
		must(t, err)
		at := func(m int) acd.Time {
			return acd.At(time.UnixMilli(1_800_000_000_000)).Add(time.Duration(m) * time.Minute)
		}
		for i, ev := range []acd.Event{
			acd.CallDialled{Call: "old", Agent: "kim", Number: "0311111111", At: at(-5)}, acd.CallEnded{Call: "old", At: at(-4), Outbound: true},
			acd.CallDialled{Call: "long", Agent: "kim", Number: "0311111111", At: at(-5)}, acd.DialConnected{Call: "long", Agent: "kim", At: at(-4)}, acd.CallEnded{Call: "long", At: at(5), Outbound: true},
			acd.CallDialled{Call: "a", Agent: "kim", Number: "0322222222", At: at(1)},
			acd.CallTaken{Call: "a", From: "kim", Agent: "lee", At: at(2)}, acd.CallEnded{Call: "a", At: at(3), Agent: "lee", Outbound: true},
			acd.CallQueued{Call: "in", Service: "orders", Caller: "01012345678", Called: "15880001", At: at(1)},
			acd.CallDialled{Call: "b", Agent: "lee", Number: "0033333333", About: "in", At: at(4)}, acd.DialConnected{Call: "b", At: at(4).Add(30 * time.Second)}, acd.CallEnded{Call: "b", At: at(5), Outbound: true, About: "in"},
			acd.CallDialled{Call: "c", Agent: "kim", To: "lee", Number: "1002", At: at(4)}, acd.CallEnded{Call: "c", At: at(5), Outbound: true, To: "lee"},
			acd.CallQueued{Call: "asked", Service: "orders", Caller: "01012345678", Called: "15880001", At: at(1)},
			acd.CallTaken{Call: "asked", From: "lee", Number: "0033333333", At: at(4)}, acd.CallEnded{Call: "asked", Service: "orders", At: at(6)},
			acd.CallDiverted{Call: "in", From: "lee", Number: "0044444444", At: at(5)}, acd.DialConnected{Call: "in", At: at(5)}, acd.CallEnded{Call: "in", Service: "orders", At: at(6)},
		} {
			rows.Apply(uint64(i+1), 0, ev)
		}
		must(t, rows.Flush(ctx, true))
		list, err := db.Dialled(ctx, at(0).Std())
		must(t, err)
		var got []string
		for _, c := range list {
			talked := time.Duration(0)
			if c.Answered > 0 {
				talked = c.Ended.Sub(c.Answered)
			}
			got = append(got, fmt.Sprint(c.Agent, " ", c.Called, " ", c.Started > 0, " ", talked))
		}
		if slices.Sort(got); !slices.Equal(got, []string{"kim 0311111111 true 9m0s", "kim 0322222222 true 0s", "lee 0033333333 false 2m0s", "lee 0033333333 true 30s", "lee 0044444444 true 1m0s"}) {
			t.Errorf("%q", got)
		}
		parts, err := db.Segments(ctx, "in")
		must(t, err)
		if len(parts) != 3 || parts[1].Kind != calls.SegDial || parts[1].Agent != "lee" || parts[1].Number != "0044444444" {
			t.Errorf("the call that was given outside: %+v", parts)
		}
		parts, err = db.Segments(ctx, "asked")
		must(t, err)
		if len(parts) != 2 || parts[1].Kind != calls.SegOutside || parts[1].Agent != "lee" || parts[1].Number != "0033333333" {
			t.Errorf("the call that was given outside after asking there: %+v", parts)
		}
	})
}
