package app

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/store"
)

// The journal is pruned behind its snapshots: its file stops growing, however
// long the program runs. What is kept still replays, from the oldest snapshot,
// to the floor as it is.
func TestPrunedJournal(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	db, err := store.Open(t.Context(), data, "", filepath.Join(data, "callfloor.key"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	f, err := floor.Open(t.Context(), floor.Options{Journal: db.Journal(), Log: zerolog.Nop(), Seed: 1, SnapAt: 200, Keep: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	rule := acd.Rule{Do: acd.RuleMessage}
	cmds := []acd.Command{acd.PutService{Service: acd.Service{
		ID: "orders", Strategy: acd.LongestIdle, ServiceLevel: 20 * time.Second, Ring: 15 * time.Second,
		Misses: 1, Full: rule, ClosedDo: rule, Nobody: acd.Rule{Do: acd.RuleWait}, TooLong: rule,
	}}}
	other, err := sql.Open("sqlite", filepath.Join(data, "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	size := func() (n int) { // with what waits in the write-ahead log, whose own size is bounded
		if err := other.QueryRow("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const turns = 120
	var early, late int
	for turn := range turns {
		for i := range 100 {
			id := acd.CallID(fmt.Sprintf("call-%d-%d", turn, i))
			cmds = append(cmds, acd.Enqueue{Call: id, Service: "orders", Caller: "01012345678"}, acd.HangUp{Call: id, By: acd.ByCaller, Cause: acd.CauseNormal})
		}
		if _, err := f.Do(t.Context(), cmds...); err != nil {
			t.Fatal(err)
		}
		cmds = cmds[:0]
		switch n := size(); {
		case turn < turns/2:
			early = max(early, n)
		default:
			late = max(late, n)
		}
	}
	want, _, err := f.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("the journal takes %d KiB after %d commands, %d KiB after %d", early>>10, turns*100, late>>10, turns*200)
	// All these commands take some 6 MiB. How much is there at once depends on when
	// the snapshots, which are written beside, are done: little may be twice as much by chance.
	if late > 1<<20 || late > max(2*early, 512<<10) {
		t.Errorf("the journal grows: %d bytes in the first half, %d in the second", early, late)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	var out bytes.Buffer
	if err := Replay(t.Context(), &out, ReplayOptions{File: writeConfig(t, dir, data), Check: true}); err != nil {
		t.Fatalf("a pruned journal does not replay: %v", err)
	}
	var got struct {
		From  uint64
		State acd.State
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.From == 0 {
		t.Error("the beginning is still there: nothing was pruned")
	}
	if g, w := got.State.Services[0].Today, want.Services[0].Today; g != w || w.Offered != turns*100 {
		t.Errorf("the replay leads to %+v, the floor was %+v", g, w)
	}
}
