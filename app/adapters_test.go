package app

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sip"
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

// Why a call is not made is told to who may see the number of a customer only in part.
func TestDialFaultMasksTheNumber(t *testing.T) {
	for _, err := range []error{sip.ErrNoRoute, sip.ErrAllFar, sip.ErrTalk, sip.ErrDial, sip.ErrOften, sip.ErrAtOnce, sip.ErrNoAgent} {
		if got := dialFault("kim", "01012344821", err); got == nil || strings.Contains(got.Error(), "1234") {
			t.Errorf("%v is told as %v", err, got)
		}
	}
	if got := dialFault("kim", "01012344821", sip.ErrNoRoute).Error(); !strings.Contains(got, "010-****-4821") {
		t.Errorf("told as %q", got)
	}
}
