package store

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Webhooks and what waits for them: every delivery once, due in order, noted, replayed,
// and gone with its hook or its time.
func TestWebhooks(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		at := time.UnixMilli(1_800_000_000_000).UTC()
		h := cti.Hook{ID: "h1", URL: "https://crm.example.com/x?y=1", Secret: "geheim", Types: []string{cti.CallEnded}, Masked: true, Active: true, Created: at, By: "user:boss"}
		must(t, db.PutHook(ctx, h, true, "", people.Change{}))
		h.Active, h.Types = false, nil
		must(t, db.PutHook(ctx, h, false, "", people.Change{}))
		list, err := db.Hooks(ctx)
		must(t, err)
		if len(list) != 1 || list[0].Secret != "geheim" || list[0].Active || !list[0].Masked || len(list[0].Types) != 0 || !list[0].Created.Equal(at) {
			t.Errorf("%+v", list)
		}
		if _, ok, err := db.HookPlace(ctx); err != nil || ok {
			t.Errorf("a place before any: %v", err)
		}
		d := func(id string, min int) cti.Delivery {
			return cti.Delivery{Hook: "h1", EventID: id, Type: cti.CallEnded, At: at.Add(time.Duration(min) * time.Minute), Body: []byte(`{"id":"` + id + `"}`)}
		}
		must(t, db.Enqueue(ctx, 7, []cti.Delivery{d("2", 2), d("1", 1), d("3", 3), {Hook: "nobody", EventID: "1", At: at}}))
		must(t, db.Enqueue(ctx, 9, []cti.Delivery{d("1", 1)})) // again, after a crash
		if seq, ok, err := db.HookPlace(ctx); err != nil || !ok || seq != 9 {
			t.Errorf("the place is %d (%v)", seq, err)
		}
		ids := func(list []cti.Delivery, err error) (s string) {
			must(t, err)
			for _, d := range list {
				s += d.EventID
			}
			return s
		}
		now := at.Add(2 * time.Minute)
		if got := ids(db.DueDeliveries(ctx, "h1", now, 10)); got != "12" {
			t.Errorf("due are %q", got)
		}
		due, err := db.DueDeliveries(ctx, "h1", now, 1)
		must(t, err)
		if string(due[0].Body) != `{"id":"1"}` || due[0].Attempts != 0 {
			t.Errorf("%+v", due[0])
		}
		due[0].Failed(now, 503, "it answered 503")
		must(t, db.NoteDelivery(ctx, due[0]))
		if got := ids(db.DueDeliveries(ctx, "h1", now, 10)); got != "2" {
			t.Errorf("due after a failure are %q", got)
		}
		if got := ids(db.DueDeliveries(ctx, "h1", now.Add(5*time.Second), 10)); got != "12" {
			t.Errorf("due five seconds later are %q", got)
		}
		due[0].Done(204)
		must(t, db.NoteDelivery(ctx, due[0]))
		if got := ids(db.Deliveries(ctx, "h1", "", at.Add(time.Hour), 10)); got != "321" {
			t.Errorf("all are %q", got)
		}
		if got := ids(db.Deliveries(ctx, "h1", cti.Delivered, at.Add(time.Hour), 10)); got != "1" {
			t.Errorf("delivered are %q", got)
		}
		n, err := db.Replay(ctx, "h1", at, at.Add(90*time.Second))
		if must(t, err); n != 1 {
			t.Errorf("%d are replayed", n)
		}
		if got := ids(db.DueDeliveries(ctx, "h1", now, 10)); got != "12" {
			t.Errorf("due after the replay are %q", got)
		}
		dropped, err := db.DeleteOldDeliveries(ctx, "h1", at, 1)
		if must(t, err); dropped != 2 || ids(db.Deliveries(ctx, "h1", "", at.Add(time.Hour), 10)) != "3" {
			t.Errorf("%d were dropped", dropped)
		}
		dropped, err = db.DeleteOldDeliveries(ctx, "h1", at.Add(4*time.Minute), 100) // of a hook that is off too
		if must(t, err); dropped != 1 || ids(db.Deliveries(ctx, "h1", "", at.Add(time.Hour), 10)) != "" {
			t.Errorf("%d of those that waited for too long were dropped", dropped)
		}
		must(t, db.Enqueue(ctx, 10, []cti.Delivery{d("4", 4)}))
		must(t, db.DeleteHook(ctx, "h1", people.Change{}))
		if got := ids(db.Deliveries(ctx, "h1", "", at.Add(time.Hour), 10)); got != "" {
			t.Errorf("left behind: %q", got)
		}
		if err := db.DeleteHook(ctx, "h1", people.Change{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("deleted twice: %v", err)
		}
	})
}

// Webhooks are added, changed, removed and taken back with a record; who saves what
// somebody else has changed meanwhile overwrites nothing; one that comes back has its id
// and its secret, which stands in no log and is nowhere readable on the disk.
func TestHookChanges(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		last := func() people.Change {
			t.Helper()
			list, err := db.ChangeLog(ctx, []string{"webhook:h"}, 0, 1)
			if must(t, err); len(list) != 1 {
				t.Fatal("no change is recorded")
			}
			return list[0]
		}
		undo := func(c people.Change) error {
			rec := made("undone", c.Target)
			rec.Undoes = c.ID
			return db.UndoHook(ctx, c.Edits[0], rec)
		}
		now := func() cti.Hook {
			t.Helper()
			list, err := db.Hooks(ctx)
			if must(t, err); len(list) != 1 {
				t.Fatalf("%d webhooks", len(list))
			}
			return list[0]
		}
		first := cti.Hook{ID: "h", URL: "https://crm.example.com/a?token=zugang", Secret: "geheim", Types: []string{cti.CallEnded}, Masked: true, Active: true, Created: time.UnixMilli(1_800_000_000_000).UTC(), By: "user:boss"}
		must(t, db.PutHook(ctx, first, true, "", made("webhook_created", "webhook:h")))
		added := last()
		if err := db.PutHook(ctx, first, true, "", made("webhook_created", "webhook:h")); !fault.Is(err, fault.Conflict) {
			t.Errorf("added twice: %v", err)
		}
		second := first
		second.URL, second.Secret = "https://crm.example.com/b?token=zugang", ""
		must(t, db.PutHook(ctx, second, false, first.Version(), made("webhook_changed", "webhook:h")))
		changed := last()
		if got := now(); got.URL != second.URL || got.Secret != "geheim" {
			t.Errorf("%+v", got)
		}
		stale := first
		stale.Active = false
		if err := db.PutHook(ctx, stale, false, first.Version(), made("webhook_changed", "webhook:h")); err == nil || err.Error() != desk.ErrChanged("webhook").Error() {
			t.Errorf("what was changed meanwhile is overwritten: %v", err)
		}
		must(t, db.PutHook(ctx, second, false, second.Version(), made("webhook_changed", "webhook:h")))
		if last().ID != changed.ID {
			t.Error("what changes nothing is recorded")
		}
		if err := undo(added); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "changed since") {
			t.Errorf("undone beneath a newer one: %v", err)
		}
		renewed := second
		renewed.Secret = "neues"
		must(t, db.PutHook(ctx, renewed, false, "", people.Change{}))
		must(t, undo(changed))
		if got := now(); got.URL != first.URL || got.Secret != "neues" || got.Version() != first.Version() {
			t.Errorf("a change taken back, with the secret that was renewed since: %+v", got)
		}
		if err := undo(changed); !fault.Is(err, fault.Conflict) {
			t.Errorf("undone twice: %v", err)
		}

		must(t, db.DeleteHook(ctx, "h", made("webhook_deleted", "webhook:h")))
		gone := last()
		if err := db.PutHook(ctx, second, false, "", made("webhook_changed", "webhook:h")); !fault.Is(err, fault.NotFound) {
			t.Errorf("one that was removed is changed: %v", err)
		}
		db = reopen()
		must(t, undo(gone))
		if got := now(); got.ID != "h" || got.Secret != "neues" || got.URL != first.URL || !got.Created.Equal(first.Created) || got.By != first.By || !got.Masked || !got.Active || !slices.Equal(got.Types, first.Types) {
			t.Errorf("what comes back: %+v", got)
		}
		if err := undo(gone); !fault.Is(err, fault.Conflict) {
			t.Errorf("undone twice: %v", err)
		}
		must(t, undo(last())) // the undo itself: it goes again
		must(t, undo(last()))
		if got := now(); got.Secret != "neues" {
			t.Errorf("%+v", got)
		}

		lines, err := db.AccessLog(ctx, people.AccessFilter{Targets: []string{"webhook:h"}, Limit: 100})
		if must(t, err); len(lines) < 6 {
			t.Errorf("%d lines in the access log", len(lines))
		}
		for _, line := range lines {
			if strings.Contains(line.Detail, "geheim") || strings.Contains(line.Detail, "neues") || strings.Contains(line.Detail, "zugang") {
				t.Errorf("the access log holds the secret or the token: %s", line.Detail)
			}
		}
		var raw []byte
		must(t, db.read.QueryRowContext(ctx, `SELECT edits FROM changes WHERE id = $1`, gone.ID).Scan(&raw))
		if bytes.Contains(raw, []byte("neues")) {
			t.Error("the secret stands on the disk as it is")
		}
	})
}
