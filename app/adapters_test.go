package app

import (
	"fmt"
	"testing"
	"time"

	"github.com/callfloor/callfloor/people"
)

// The program deletes what is older than limits.keep_access_log by itself, all of
// it, and nothing else.
func TestTidy(t *testing.T) {
	r := start(t, t.TempDir())
	old := time.Now().Add(-r.cfg.Limits.KeepAccessLog.D())
	for i := range 600 {
		at := old.Add(-time.Minute)
		if i >= 300 {
			at = old.Add(time.Hour)
		}
		if err := r.db.LogAccess(t.Context(), people.Access{ID: fmt.Sprint(i), At: at, Action: "test"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.tidyOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	list, err := r.db.AccessLog(t.Context(), people.AccessFilter{To: old.Add(2 * time.Hour).UnixMilli(), Limit: 1000})
	if err != nil || len(list) != 300 {
		t.Errorf("%d lines are left, %v", len(list), err)
	}
}
