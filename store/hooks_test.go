package store

import (
	"testing"
	"time"

	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/fault"
)

// Webhooks and what waits for them: every delivery once, due in order, noted, replayed,
// and gone with its hook or its time.
func TestWebhooks(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		at := time.UnixMilli(1_800_000_000_000).UTC()
		h := cti.Hook{ID: "h1", URL: "https://crm.example.com/x?y=1", Secret: "geheim", Types: []string{cti.CallEnded}, Masked: true, Active: true, Created: at, By: "user:boss"}
		must(t, db.PutHook(ctx, h))
		h.Active, h.Types = false, nil
		must(t, db.PutHook(ctx, h))
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
		must(t, db.DeleteHook(ctx, "h1"))
		if got := ids(db.Deliveries(ctx, "h1", "", at.Add(time.Hour), 10)); got != "" {
			t.Errorf("left behind: %q", got)
		}
		if err := db.DeleteHook(ctx, "h1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("deleted twice: %v", err)
		}
	})
}
