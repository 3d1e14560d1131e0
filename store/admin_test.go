package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

func line(i int) people.Access {
	return people.Access{ID: fmt.Sprint("line", i), At: time.UnixMilli(int64(1_700_000_000_000 + i)), Actor: "user:boss", Role: people.Administrator,
		Address: "::1", Action: "service_changed", Target: fmt.Sprint("service:s", i%3), Detail: fmt.Sprint("주문 100% _", i)}
}

// The access log is a chain: a line that is altered, taken out or put in is found
// and named; lines written at the same time make no fork (P-01).
func TestAccessChain(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		var all sync.WaitGroup
		for i := range 30 {
			all.Go(func() { must(t, db.LogAccess(ctx, line(i))) })
		}
		all.Wait()
		check := func(what string, whole bool, broken int64, why string) {
			t.Helper()
			c, err := db.CheckAccess(ctx)
			must(t, err)
			if c.Whole != whole || c.Broken != broken || !strings.Contains(c.Why, why) {
				t.Errorf("%s: %+v", what, c)
			}
		}
		check("as it was written", true, 0, "")
		if c, err := db.CheckAccess(ctx); err != nil || c.Lines != 30 || c.Last != 30 || c.Head == "" {
			t.Errorf("%+v %v", c, err)
		}
		exec := func(query string, args ...any) {
			t.Helper()
			_, err := db.write.ExecContext(ctx, query, args...)
			must(t, err)
		}
		for _, column := range []string{"actor", "role", "address", "action", "target", "detail"} {
			var was string
			must(t, db.read.QueryRowContext(ctx, `SELECT `+column+` FROM access_log WHERE seq = 7`).Scan(&was))
			exec(`UPDATE access_log SET `+column+` = $1 WHERE seq = 7`, was+"x")
			check("another "+column, false, 7, "altered")
			exec(`UPDATE access_log SET `+column+` = $1 WHERE seq = 7`, was)
		}
		exec(`UPDATE access_log SET at = at + 1 WHERE seq = 7`)
		check("another time", false, 7, "altered")
		exec(`UPDATE access_log SET at = at - 1 WHERE seq = 7`)
		check("put back", true, 0, "")
		var hash string
		must(t, db.read.QueryRowContext(ctx, `SELECT hash FROM access_log WHERE seq = 7`).Scan(&hash))
		exec(`UPDATE access_log SET seq = 1000 WHERE seq = 7`)
		check("taken out", false, 7, "taken out")
		exec(`UPDATE access_log SET seq = 7 WHERE seq = 1000`)
		exec(`INSERT INTO access_log (id, at, actor, role, address, action, target, detail, seq, hash) VALUES ('y', 1, 'a', '', '', '', '', '', 0, '')`)
		check("put in", false, 0, "put in")
		exec(`DELETE FROM access_log WHERE id = 'y'`)
		exec(`DELETE FROM access_log WHERE seq = 30`)
		check("the end cut off", false, 30, "taken out")
		exec(`UPDATE access_chain SET seq = 29`)
		check("the end cut off and the count set back", false, 29, "end of the log")
	})
}

// Retention takes lines from the beginning only, and the chain stays whole; one that
// is taken by hand is still found.
func TestRetentionKeepsTheChain(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		for i := range 20 {
			must(t, db.LogAccess(ctx, line(i)))
		}
		late := line(99)
		late.At = line(2).At // noted late: an old line behind younger ones
		must(t, db.LogAccess(ctx, late))
		more, err := db.DeleteOldAccess(ctx, line(5).At)
		if err != nil || more {
			t.Fatalf("%v %v", more, err)
		}
		c, err := db.CheckAccess(ctx)
		if err != nil || !c.Whole || c.First != 6 || c.Lines != 16 {
			t.Errorf("%+v %v", c, err)
		}
		must(t, db.Close())
		db = reopen()
		must(t, db.LogAccess(ctx, line(100)))
		if c, err := db.CheckAccess(ctx); err != nil || !c.Whole || c.Lines != 17 {
			t.Errorf("after a restart: %+v %v", c, err)
		}
		_, err = db.write.ExecContext(ctx, `DELETE FROM access_log WHERE seq = 6`)
		must(t, err)
		if c, err := db.CheckAccess(ctx); err != nil || c.Whole {
			t.Errorf("the first line taken by hand is not found: %+v %v", c, err)
		}
	})
}

// Lines from before the chain are taken into it once, at the first start.
func TestOldLinesAreSealed(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		old := func(id string, at int64) {
			_, err := db.write.ExecContext(ctx, `INSERT INTO access_log (id, at, actor, role, address, action, target, detail) VALUES ($1, $2, 'user:a', '', '', 'x', '', '')`, id, at)
			must(t, err)
		}
		old("b", 2)
		old("a", 1)
		must(t, db.Close())
		db = reopen()
		if c, err := db.CheckAccess(ctx); err != nil || !c.Whole || c.Lines != 2 {
			t.Errorf("%+v %v", c, err)
		}
		old("c", 3) // not by the program
		must(t, db.Close())
		if c, err := reopen().CheckAccess(ctx); err != nil || c.Whole {
			t.Errorf("a line put in by hand is sealed at the next start: %+v %v", c, err)
		}
	})
}

// The access log is searched by who, what, on what, when and by words; what people
// type is no pattern and no SQL (W-10).
func TestAccessSearch(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		for i := range 30 {
			must(t, db.LogAccess(ctx, line(i)))
		}
		odd := line(50)
		odd.Actor, odd.Detail, odd.Action = "key:rig", `it's "quoted" \ and 50%`, "log_in"
		must(t, db.LogAccess(ctx, odd))
		for name, tc := range map[string]struct {
			f people.AccessFilter
			n int
		}{
			"all":               {people.AccessFilter{}, 31},
			"actor":             {people.AccessFilter{Actor: "key:rig"}, 1},
			"actor begins":      {people.AccessFilter{Actor: "user:*"}, 30},
			"action":            {people.AccessFilter{Actions: []string{"log_in"}}, 1},
			"of several":        {people.AccessFilter{Actions: []string{"log_in", "service_changed"}}, 31},
			"one and begins":    {people.AccessFilter{Actions: []string{"log_i*", "log_in", "none"}}, 1},
			"all of them":       {people.AccessFilter{Actions: []string{"*", "log_in"}}, 31},
			"another case":      {people.AccessFilter{Actions: []string{"LOG_IN", "SERVICE*"}}, 0},
			"_ is no pattern":   {people.AccessFilter{Actions: []string{"log?in*"}}, 0},
			"object":            {people.AccessFilter{Targets: []string{"service:s1"}}, 10},
			"words":             {people.AccessFilter{Search: "QUOTED"}, 1},
			"quote":             {people.AccessFilter{Search: "it's"}, 1},
			"backslash":         {people.AccessFilter{Search: `\ and`}, 1},
			"% is no pattern":   {people.AccessFilter{Search: "50%"}, 1},
			"%":                 {people.AccessFilter{Search: "%"}, 31},
			"injection":         {people.AccessFilter{Actor: "' OR 1=1 --"}, 0},
			"period":            {people.AccessFilter{From: line(10).At.UnixMilli(), To: line(20).At.UnixMilli()}, 10},
			"page":              {people.AccessFilter{BeforeSeq: 11}, 10},
			"all of it at once": {people.AccessFilter{Actor: "user:boss", Actions: []string{"service*"}, Targets: []string{"service:s2"}, Search: "주문", From: line(0).At.UnixMilli()}, 10},
		} {
			tc.f.Limit = 100
			if tc.f.BeforeSeq != 0 { // those before line 11, which were written in order
				tc.n = 10
			}
			list, err := db.AccessLog(ctx, tc.f)
			if err != nil || len(list) != tc.n {
				t.Errorf("%s: %d lines, want %d, %v", name, len(list), tc.n, err)
			}
			for i := 1; i < len(list); i++ {
				if list[i].Seq >= list[i-1].Seq {
					t.Errorf("%s: not newest first", name)
				}
			}
		}
	})
}

// A change is there with its record and its line of the access log, or not at all;
// it is undone once.
func TestCommit(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		by := people.Author{Actor: "user:boss", Role: people.Administrator, Address: "::1"}
		put := func(id, data string) map[Kind]Changes {
			return map[Kind]Changes{Teams: {Put: []Entity{{ID: id, Data: json.RawMessage(data)}}}}
		}
		first := people.NewChange(by, "team_changed", "team:a", people.Edit{Kind: "teams", ID: "a", After: json.RawMessage(`{"id":"a"}`)})
		must(t, db.Commit(ctx, Commit{Kinds: put("a", `{"id":"a"}`), Settings: map[string]string{"set.x": "1"}, Change: first}))
		if list, err := db.Entities(ctx, Teams); err != nil || len(list) != 1 {
			t.Fatalf("%v %v", list, err)
		}
		if v, err := db.Setting(ctx, "set.x"); err != nil || v != "1" {
			t.Errorf("%q %v", v, err)
		}
		log, err := db.AccessLog(ctx, people.AccessFilter{Actions: []string{"team_changed"}, Limit: 10})
		if err != nil || len(log) != 1 || !strings.Contains(log[0].Detail, `"after":{"id":"a"}`) || log[0].Actor != "user:boss" {
			t.Errorf("%+v %v", log, err)
		}
		got, err := db.Change(ctx, first.ID)
		if err != nil || got.Seq != log[0].Seq || got.Author != by || len(got.Edits) != 1 || string(got.Edits[0].After) != `{"id":"a"}` || got.Edits[0].Before != nil {
			t.Errorf("%+v %v", got, err)
		}
		back := people.NewChange(by, "undone", "team:a")
		back.Undoes = first.ID
		must(t, db.Commit(ctx, Commit{Kinds: map[Kind]Changes{Teams: {Delete: []string{"a"}}}, Change: back}))
		again := people.NewChange(by, "undone", "team:a")
		again.Undoes = first.ID
		err = db.Commit(ctx, Commit{Kinds: put("b", `{}`), Settings: map[string]string{"set.y": "2"}, Change: again})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("undone twice: %v", err)
		}
		if list, err := db.Entities(ctx, Teams); err != nil || len(list) != 0 {
			t.Errorf("what failed was kept in part: %v %v", list, err)
		}
		if v, err := db.Setting(ctx, "set.y"); err != nil || v != "" {
			t.Errorf("what failed was kept in part: %q %v", v, err)
		}
		list, err := db.ChangeLog(ctx, []string{"team:a"}, 0, 10)
		if err != nil || len(list) != 2 || list[0].Undoes != first.ID || list[1].UndoneBy != back.ID {
			t.Errorf("%+v %v", list, err)
		}
		for target, n := range map[string]int{"team:*": 2, "team:b*": 0, "team*": 2, "te_m:*": 0, "*": 2, "TEAM:*": 0, "Team:a": 0} {
			if list, err := db.ChangeLog(ctx, []string{target}, 0, 10); err != nil || len(list) != n {
				t.Errorf("of %s: %d changes, %v", target, len(list), err)
			}
		}
		if more, err := db.ChangeLog(ctx, nil, list[0].Seq, 10); err != nil || len(more) != 1 || more[0].ID != first.ID {
			t.Errorf("%+v %v", more, err)
		}
		if v, err := db.SettingsOf(ctx, "set."); err != nil || len(v) != 1 || v["set.x"] != "1" {
			t.Errorf("%v %v", v, err)
		}
		if c, err := db.CheckAccess(ctx); err != nil || !c.Whole || c.Lines != 2 {
			t.Errorf("%+v %v", c, err)
		}
	})
}

func person(t *testing.T, db *DB, id, login, email string) people.User {
	t.Helper()
	u := people.User{ID: id, Login: login, Name: login, Role: people.AgentRole, Language: "ko", Email: email}
	must(t, db.CreateUser(ctx, u))
	return u
}

// A code and a recovery code are each used once, also when two come at once; a
// confirmed second factor is not replaced.
func TestSecondFactors(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		person(t, db, "1", "kim", "")
		person(t, db, "2", "lee", "")
		if _, err := db.SecondFactor(ctx, "1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
		must(t, db.PutSecondFactor(ctx, people.SecondFactor{UserID: "1", Secret: "OLD"}))
		must(t, db.PutSecondFactor(ctx, people.SecondFactor{UserID: "1", Secret: "NEW"}))
		f, err := db.SecondFactor(ctx, "1")
		if err != nil || f.Secret != "NEW" || f.On() {
			t.Errorf("%+v %v", f, err)
		}
		_, hashes := people.NewRecoveryCodes("1")
		must(t, db.ConfirmSecondFactor(ctx, "1", 100, hashes))
		if err := db.ConfirmSecondFactor(ctx, "1", 101, hashes); !fault.Is(err, fault.Conflict) {
			t.Errorf("confirmed twice: %v", err)
		}
		if err := db.PutSecondFactor(ctx, people.SecondFactor{UserID: "1", Secret: "THIRD"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a confirmed one is replaced: %v", err)
		}
		if f, err := db.SecondFactor(ctx, "1"); err != nil || !f.On() || f.LastStep != 100 || f.Recovery != people.RecoveryCodes {
			t.Errorf("%+v %v", f, err)
		}
		once := func(what string, use func() error) {
			t.Helper()
			var all sync.WaitGroup
			var mu sync.Mutex
			let := 0
			for range 8 {
				all.Go(func() {
					if err := use(); err == nil {
						mu.Lock()
						let++
						mu.Unlock()
					} else if !fault.Is(err, fault.Denied) {
						t.Errorf("%s: %v", what, err)
					}
				})
			}
			all.Wait()
			if let != 1 {
				t.Errorf("%s was used %d times", what, let)
			}
		}
		once("a code", func() error { return db.UseStep(ctx, "1", 101) })
		once("a recovery code", func() error { return db.UseRecoveryCode(ctx, "1", hashes[0]) })
		if err := db.UseStep(ctx, "1", 100); !fault.Is(err, fault.Denied) {
			t.Errorf("an older code: %v", err)
		}
		if err := db.UseRecoveryCode(ctx, "2", hashes[1]); !fault.Is(err, fault.Denied) {
			t.Errorf("another person's recovery code: %v", err)
		}
		if f, err := db.SecondFactor(ctx, "1"); err != nil || f.Recovery != people.RecoveryCodes-1 {
			t.Errorf("%+v %v", f, err)
		}
		must(t, db.DeleteSecondFactor(ctx, "1"))
		if err := db.UseRecoveryCode(ctx, "1", hashes[1]); !fault.Is(err, fault.Denied) {
			t.Errorf("a recovery code outlives the second factor: %v", err)
		}
		if err := db.DeleteSecondFactor(ctx, "1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
	})
}

// Log-ins: where, by what, when last; locked and let go on; a person's only.
func TestLogins(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		person(t, db, "1", "kim", "Kim@Example.com")
		person(t, db, "2", "lee", "")
		now := time.Now().Truncate(time.Millisecond)
		must(t, db.CreateLogin(ctx, people.Login{TokenHash: "a", UserID: "1", Created: now, Address: "::1", Client: "x"}))
		must(t, db.CreateLogin(ctx, people.Login{TokenHash: "b", UserID: "1", Created: now.Add(time.Second), Method: people.BySignOn}))
		must(t, db.CreateLogin(ctx, people.Login{TokenHash: "c", UserID: "2", Created: now}))
		list, err := db.Logins(ctx, "1")
		if err != nil || len(list) != 2 || list[0].TokenHash != "b" || list[0].Method != people.BySignOn || list[1].Method != people.ByPassword || !list[1].Active.Equal(now) {
			t.Errorf("%+v %v", list, err)
		}
		must(t, db.ActiveLogin(ctx, "a", now.Add(time.Minute)))
		must(t, db.TouchLogin(ctx, "a", now.Add(2*time.Minute)))
		must(t, db.LockLogin(ctx, "a", now.Add(3*time.Minute)))
		l, _, err := db.LoginUser(ctx, "a")
		if err != nil || !l.Active.Equal(now.Add(time.Minute)) || !l.Seen.Equal(now.Add(2*time.Minute)) || !l.Locked.Equal(now.Add(3*time.Minute)) {
			t.Errorf("%+v %v", l, err)
		}
		must(t, db.LockLogin(ctx, "a", time.Time{}))
		if l, _, err := db.LoginUser(ctx, "a"); err != nil || !l.Locked.IsZero() {
			t.Errorf("%+v %v", l, err)
		}
		must(t, db.LinkSubject(ctx, "1", "https://op", "s"))
		if u, err := db.UserBySubject(ctx, "https://op", "s"); err != nil || u.Login != "kim" {
			t.Errorf("%+v %v", u, err)
		}
		if _, err := db.UserBySubject(ctx, "https://other", "s"); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
		if err := db.LinkSubject(ctx, "2", "https://op", "s"); !fault.Is(err, fault.Conflict) {
			t.Errorf("an account of two people: %v", err)
		}
		if u, err := db.UserByEmail(ctx, "kim@example.COM"); err != nil || u.Login != "kim" {
			t.Errorf("%+v %v", u, err)
		}
		person(t, db, "3", "park", "kim@example.com")
		if _, err := db.UserByEmail(ctx, "kim@example.com"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an address of two people finds one of them: %v", err)
		}
		if _, err := db.UserByEmail(ctx, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("no address finds somebody: %v", err)
		}
	})
}

// made is a change that somebody made.
func made(action, target string) people.Change {
	return people.NewChange(people.Author{Actor: "user:boss", Role: people.Administrator}, action, target)
}

// Keys: of a name once; revoked ones are found no more, until that is taken back, which
// goes for a while; those of the file stay. Each change is recorded, without the key.
func TestAPIKeys(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		must(t, db.SyncFileKeys(ctx, []people.APIKey{{ID: "file-rig", Name: "rig", Hash: "f", Role: people.Manager, Permissions: []people.Permission{people.Report}}}))
		k := people.APIKey{ID: "k", Name: "crm", Hash: "h", Role: people.Manager, Permissions: []people.Permission{people.Phone, people.Unmask}, Manager: "lead", By: "user:boss"}
		must(t, db.CreateAPIKey(ctx, k, made("api_key_created", "key:k")))
		k.ID, k.Hash = "k2", "h2"
		if err := db.CreateAPIKey(ctx, k, made("api_key_created", "key:k2")); !fault.Is(err, fault.Conflict) {
			t.Errorf("two keys of a name: %v", err)
		}
		list, err := db.APIKeys(ctx)
		if err != nil || len(list) != 2 || list[0].Name != "crm" || list[0].By != "user:boss" || !list[1].FromFile {
			t.Errorf("%+v %v", list, err)
		}
		if !slices.Equal(list[0].Permissions, k.Permissions) || list[0].Manager != "lead" || !slices.Equal(list[1].Permissions, []people.Permission{people.Report}) {
			t.Errorf("%+v", list)
		}
		if got, err := db.APIKeyByHash(ctx, "h"); err != nil || !slices.Equal(got.Permissions, k.Permissions) || got.Manager != "lead" {
			t.Errorf("%+v %v", got, err)
		}
		if err := db.RevokeAPIKey(ctx, "file-rig", made("api_key_revoked", "key:file-rig")); !fault.Is(err, fault.Conflict) {
			t.Errorf("%v", err)
		}
		revoked := made("api_key_revoked", "key:k")
		must(t, db.RevokeAPIKey(ctx, "k", revoked))
		if _, err := db.APIKeyByHash(ctx, "h"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a revoked key lives: %v", err)
		}
		if err := db.RevokeAPIKey(ctx, "k", made("api_key_revoked", "key:k")); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
		if log, err := db.AccessLog(ctx, people.AccessFilter{Limit: 10}); err != nil || len(log) != 2 {
			t.Errorf("%d lines, %v", len(log), err)
		}
		if err := db.RestoreAPIKey(ctx, "k", time.Now().Add(time.Minute), made("undone", "key:k")); !fault.Is(err, fault.Conflict) {
			t.Errorf("revoked long ago, and valid again: %v", err)
		}
		undo := made("undone", "key:k")
		undo.Undoes = revoked.ID
		must(t, db.RestoreAPIKey(ctx, "k", time.Now().Add(-time.Minute), undo))
		if got, err := db.APIKeyByHash(ctx, "h"); err != nil || got.Name != "crm" {
			t.Errorf("not valid again: %+v %v", got, err)
		}
		if err := db.RestoreAPIKey(ctx, "k", time.Now().Add(-time.Minute), made("undone", "key:k")); !fault.Is(err, fault.Conflict) {
			t.Errorf("valid twice: %v", err)
		}
		changes, err := db.ChangeLog(ctx, []string{"key:k"}, 0, 10)
		must(t, err)
		if len(changes) != 3 || changes[1].UndoneBy != undo.ID || changes[2].Edits[0].Before != nil || !strings.Contains(string(changes[2].Edits[0].After), `"crm"`) ||
			strings.Contains(string(changes[2].Edits[0].After), `"h"`) {
			t.Errorf("%+v", changes)
		}
		if n, err := db.Size(ctx); err != nil || n < 1000 {
			t.Errorf("size %d %v", n, err)
		}
	})
}
