package store

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/people"
)

// What begins with a text is less than the first text beyond it, and nothing else is.
func TestBeyond(t *testing.T) {
	for begin, want := range map[string]string{"": "", "service:": "service;", "a\U0010ffff": "b", "\U0010ffff": "", "가": "각", "\ud7ff": "\ue000"} {
		if got := beyond(begin); got != want {
			t.Errorf("beyond %q: %q, want %q", begin, got, want)
		}
	}
}

// Records are looked up by what a text begins with by walking an index, and by the
// letters as they were typed, in both databases.
func TestBeginningsWalkAnIndex(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		fill := `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) `
		for _, stmt := range []string{
			fill + `INSERT INTO changes (id, seq, at, actor, role, address, action, target, edits)
				SELECT 'c' || i, i, i, 'user:boss', 'administrator', '', 'service_changed', CASE WHEN i % 800 = 0 THEN 'webhook:w' WHEN i % 800 = 1 THEN 'WEBHOOK:w' ELSE 'service:s' || i END, '[]' FROM n`,
			fill + `INSERT INTO access_log (id, at, actor, role, address, action, target, detail, seq)
				SELECT 'a' || i, i, 'user:u' || i, 'administrator', '', CASE WHEN i % 800 = 0 THEN 'log_in' WHEN i % 800 = 1 THEN 'log_out' WHEN i % 800 = 2 THEN 'Log_in' ELSE 'x' || i END, 'service:s' || i, '', i FROM n`,
			`ANALYZE`,
		} {
			_, err := db.write.ExecContext(ctx, stmt)
			must(t, err)
		}
		for name, tc := range map[string]struct {
			q     *query
			index string
			n     int
		}{
			"changes of one":      {db.changesQuery([]string{"webhook:w"}, 0, 50), "changes_target", 5},
			"changes of a kind":   {db.changesQuery([]string{"webhook:*"}, 0, 50), "changes_target", 5},
			"changes, page":       {db.changesQuery([]string{"webhook:*"}, 2000, 50), "changes_target", 2},
			"changes, other case": {db.changesQuery([]string{"Webhook:*"}, 0, 50), "changes_target", 0},
			"an action":           {accessQuery(people.AccessFilter{Actions: []string{"log_in"}, Limit: 50}, db.postgres), "access_log_action", 5},
			"actions":             {accessQuery(people.AccessFilter{Actions: []string{"log_in", "log_out", "none"}, Limit: 50}, db.postgres), "access_log_action", 10},
			"actions and begin":   {accessQuery(people.AccessFilter{Actions: []string{"log_i*", "log_out", "none*"}, Limit: 50}, db.postgres), "access_log_action", 10},
			"an actor begins":     {accessQuery(people.AccessFilter{Actor: "user:u399*", Limit: 50}, db.postgres), "access_log_actor", 11},
			"an object begins":    {accessQuery(people.AccessFilter{Targets: []string{"service:s399*"}, Limit: 50}, db.postgres), "access_log_target", 11},
		} {
			if plan := explained(t, db, tc.q); !strings.Contains(plan, tc.index) {
				t.Errorf("%s walks no %s:\n%s\n%s", name, tc.index, tc.q.String(), plan)
			}
			n := 0
			must(t, each(ctx, db.read, tc.q.String(), tc.q.args, func(*sql.Rows) error { n++; return nil }))
			if n != tc.n {
				t.Errorf("%s: %d rows, want %d", name, n, tc.n)
			}
		}
	})
}
